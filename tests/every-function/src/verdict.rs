//! What became of one function, and whether a refusal of the macro is one that the list allows.
//!
//! Law: a refusal counts only when the function has the property that its message names; any other error is a failure.

use crate::cargo::Message;
use crate::scan::Function;

/// Why the macro itself may refuse a function. A run-time decision cannot be had there, or has no type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    ConstFn,
    Naked,
    PanicHandler,
    Allocator,
    ProcMacro,
    ImplTrait,
}

impl Reason {
    /// As the report says it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Reason::ConstFn => "`const fn`",
            Reason::Naked => "`#[naked]`",
            Reason::PanicHandler => "`#[panic_handler]`",
            Reason::Allocator => "allocator method",
            Reason::ProcMacro => "proc-macro entry point",
            Reason::ImplTrait => "`impl Trait` outside the closed list",
        }
    }

    /// The reason that the macro gives, when it gives one of the list and the function bears it out.
    fn of(function: &Function, message: &Message) -> Option<Reason> {
        if message.code.is_some() {
            return None;
        }
        let says = |word: &str| message.text.contains(word);
        if says("const fn") && function.is_const {
            Some(Reason::ConstFn)
        } else if says("naked") {
            Some(Reason::Naked)
        } else if says("panic_handler") {
            Some(Reason::PanicHandler)
        } else if says("llocat") {
            Some(Reason::Allocator)
        } else if says("proc-macro") || says("proc_macro") {
            Some(Reason::ProcMacro)
        } else if says("impl") && function.returns_impl {
            Some(Reason::ImplTrait)
        } else {
            None
        }
    }
}

/// What is known of one function.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Still annotated: no error so far.
    Annotated,
    /// rustc type-checked its copy in the final build.
    Compiled,
    /// Annotated, but a `cfg` keeps it out of this build, so it proves nothing.
    Unbuilt,
    /// The macro says why it cannot be done.
    Refused(Reason, String),
    /// rustc or the macro says something else.
    Failed(Failed),
}

/// An error that is nobody's wish.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) code: Option<String>,
    pub(crate) text: String,
    pub(crate) rendered: String,
}

impl Verdict {
    /// The verdict on `function`, which `message` blames.
    pub(crate) fn of(function: &Function, message: &Message) -> Verdict {
        match Reason::of(function, message) {
            Some(reason) => Verdict::Refused(reason, message.text.clone()),
            None => Verdict::Failed(Failed {
                code: message.code.clone(),
                text: message.text.clone(),
                rendered: message.rendered.clone(),
            }),
        }
    }
}
