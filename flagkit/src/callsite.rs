//! Where each flag is used: one static per `#[feature_flag]`.
//!
//! It counts the calls that its old code rescued, and decides nothing.
//! Law: a linked call site is listed whether or not it was ever called, where the platform allows.

use crate::counted::Counted;
use crate::measure::cells;
use crate::sync::{AtomicBool, AtomicPtr, AtomicU32, Mutex, Ordering};
use crate::table::Declaration;
use std::fmt;
use std::ptr;

/// Call sites that were called before a link-time list told of them.
static MET: Mutex<Vec<&'static Callsite>> = Mutex::new(Vec::new());

/// The call site that linked itself last; each leads to the one before it.
static LINKED: AtomicPtr<Callsite> = AtomicPtr::new(ptr::null_mut());

/// One function that a flag switches.
///
/// ```
/// for callsite in flagkit::callsites() {
///     println!("{} switches {} or {}", callsite.key(), callsite.function(), callsite.fallback());
/// }
/// ```
pub struct Callsite {
    declaration: &'static Declaration,
    function: &'static str,
    fallback: &'static str,
    file: &'static str,
    line: u32,
    column: u32,
    module: &'static str,
    /// The fingerprints of both arms; 0 where nothing is known.
    code: [u64; 2],
    met: AtomicBool,
    /// Its attribute says `shadow = pure`.
    casts_shadows: bool,
    /// Calls that were not shadowed although the flag's stage would have it.
    unshadowed: Counted,
    /// From 1, in the order in which calls were first measured; 0 before.
    number: AtomicU32,
    rescued: Counted,
    /// The call site that linked itself before this one.
    next: AtomicPtr<Self>,
}

/// Fingerprints of the code of both arms, the same in each build until the code changes.
///
/// They are made of the tokens of a body. Spaces, comments, documentation and a comma at the end of a list make no
/// difference; a name, an operator or a literal does. They cannot see the code that an arm calls, nor a constant, a
/// type or a macro that it names.
///
/// ```
/// # flagkit::flags!("flags.json");
/// #[flagkit::feature_flag("new_checkout", fallback = old_checkout)]
/// fn checkout(items: u32) -> u32 {
///     items * 2
/// }
///
/// fn old_checkout(items: u32) -> u32 {
///     items + 1
/// }
///
/// # fn main() {
/// # checkout(1);
/// let callsites = flagkit::callsites();
/// assert_eq!(callsites.len(), 1);
/// assert_ne!(callsites[0].fingerprints().old, Some(callsites[0].fingerprints().new));
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Fingerprints {
    /// Of the function's body. Where a flag has variants, the functions of the others among them are folded in, as far
    /// as they can be found like the old code.
    pub new: u64,
    /// Of the old code: the expression of `otherwise`, or the body of the function that `fallback` names.
    ///
    /// None where that function is not to be told for certain: it is in another file than the attribute, it is behind
    /// `super`, `crate` or a type or module that the file has no code of, a macro makes it, or several functions of
    /// the file have its name.
    pub old: Option<u64>,
}

// SAFETY: each field is `Sync`, as `FIELDS_ARE_SYNC` checks.
//
// Derived, it would hold as well, but rustc asks it anew for each static: through the declaration, its table and
// whatever a flag set is made of, that was an eighth of what an attribute costs a build.
unsafe impl Sync for Callsite {}

/// Names every field, so that a new one is checked too.
const FIELDS_ARE_SYNC: fn(Callsite) = |callsite| {
    fn is_sync<T: Sync>(_: T) {}
    let Callsite {
        declaration,
        function,
        fallback,
        file,
        line,
        column,
        module,
        code,
        met,
        rescued,
        next,
        casts_shadows,
        unshadowed,
        number,
    } = callsite;
    is_sync((declaration, function, fallback, file, line, column, module, code));
    is_sync((met, rescued, next, casts_shadows, unshadowed, number));
};
const _: () = {
    let _ = FIELDS_ARE_SYNC;
};

impl Callsite {
    /// Called by generated code alone.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        declaration: &'static Declaration,
        function: &'static str,
        fallback: &'static str,
        file: &'static str,
        line: u32,
        column: u32,
        module: &'static str,
    ) -> Self {
        let met = AtomicBool::new(false);
        let (casts_shadows, unshadowed) = (false, Counted::new());
        let number = AtomicU32::new(0);
        let rescued = Counted::new();
        let next = AtomicPtr::new(ptr::null_mut());
        Self {
            declaration,
            function,
            fallback,
            file,
            line,
            column,
            module,
            code: [0; 2],
            met,
            casts_shadows,
            unshadowed,
            number,
            rescued,
            next,
        }
    }

    /// Called by generated code alone: both arms may run once more, at any time.
    #[doc(hidden)]
    #[must_use]
    pub const fn casting_shadows(self) -> Self {
        Self { casts_shadows: true, ..self }
    }

    /// Called by generated code alone: the fingerprints of both arms, 0 where nothing is known.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_code(self, new: u64, old: u64) -> Self {
        Self { code: [new, old], ..self }
    }

    pub(crate) fn casts_shadows(&self) -> bool {
        self.casts_shadows
    }

    pub(crate) fn unshadowed(&self) -> &Counted {
        &self.unshadowed
    }

    /// The key of the flag that decides.
    #[must_use]
    pub fn key(&self) -> &'static str {
        self.declaration.key()
    }

    /// The function that runs when the flag is on.
    #[must_use]
    pub fn function(&self) -> &'static str {
        self.function
    }

    /// The code that runs when the flag is off: a path, or `otherwise`.
    #[must_use]
    pub fn fallback(&self) -> &'static str {
        self.fallback
    }

    /// The module of the function.
    #[must_use]
    pub fn module(&self) -> &'static str {
        self.module
    }

    /// The file of the attribute, as the compiler names it.
    #[must_use]
    pub fn file(&self) -> &'static str {
        self.file
    }

    /// The line of the attribute, from 1.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The column of the attribute, from 1.
    #[must_use]
    pub fn column(&self) -> u32 {
        self.column
    }

    /// By what a later build can tell whether the code of an arm has changed.
    ///
    /// ```
    /// for callsite in flagkit::callsites() {
    ///     println!("{callsite}: {:016x}", callsite.fingerprints().new);
    /// }
    /// ```
    #[must_use]
    pub fn fingerprints(&self) -> Fingerprints {
        let [new, old] = self.code;
        Fingerprints { new, old: (old != 0).then_some(old) }
    }

    /// How often the new code of this function failed and its old code answered instead, by `on_panic` or `on_error`.
    ///
    /// ```
    /// for callsite in flagkit::callsites() {
    ///     if callsite.rescued() > 0 {
    ///         println!("{callsite}: rescued {} calls", callsite.rescued());
    ///     }
    /// }
    /// ```
    #[must_use]
    pub fn rescued(&self) -> u64 {
        self.rescued.calls()
    }

    pub(crate) fn declaration(&self) -> &'static Declaration {
        self.declaration
    }

    /// The number under which its calls are counted: small, and its own.
    #[inline]
    pub(crate) fn number(&'static self) -> u32 {
        // ORDERING: a number is the whole message.
        match self.number.load(Ordering::Relaxed) {
            0 => self.numbered(),
            number => number - 1,
        }
    }

    #[cold]
    fn numbered(&'static self) -> u32 {
        let new = cells::enrol(self.declaration.variants().len()) + 1;
        // Two threads may come at once; one number is then nobody's.
        match self.number.compare_exchange(0, new, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => new - 1,
            Err(number) => number - 1,
        }
    }

    /// The count of rescued calls, to be added to.
    pub(crate) fn rescues(&self) -> &Counted {
        &self.rescued
    }

    /// Called by generated code alone, once for each call site and before `main`: nothing but atomics may be touched.
    #[doc(hidden)]
    pub fn link(&'static self) {
        // A site that is in the list must not be put there again, since the list would then have no end.
        if self.met.swap(true, Ordering::Relaxed) {
            return;
        }
        let mut first = LINKED.load(Ordering::Relaxed);
        loop {
            self.next.store(first, Ordering::Relaxed);
            let this = ptr::from_ref(self).cast_mut();
            // ORDERING: releases `next`; pairs with the acquire load in `linked`.
            match LINKED.compare_exchange(first, this, Ordering::Release, Ordering::Relaxed) {
                Ok(_) => return,
                Err(newer) => first = newer,
            }
        }
    }

    /// Lists a call site that runs and that the linker may not have listed.
    #[inline]
    pub(crate) fn meet(&'static self) {
        // ORDERING: a hint that saves the lock; `MET` itself tells doubles apart.
        if !self.met.load(Ordering::Relaxed) {
            self.met.store(true, Ordering::Relaxed);
            MET.lock().push(self);
        }
    }
}

impl fmt::Debug for Callsite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// `src/cart.rs:12:1: new_checkout switches checkout, else old_checkout`
impl fmt::Display for Callsite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { function, fallback, file, line, column, .. } = self;
        write!(f, "{file}:{line}:{column}: {} switches {function}, else {fallback}", self.key())
    }
}

/// The call sites that linked themselves.
fn linked() -> impl Iterator<Item = &'static Callsite> {
    // ORDERING: pairs with the release in `link`.
    let mut next = LINKED.load(Ordering::Acquire);
    std::iter::from_fn(move || {
        // SAFETY: null, or made by `link` from a reference that lives as long as the program.
        let site = unsafe { next.as_ref() }?;
        next = site.next.load(Ordering::Relaxed);
        Some(site)
    })
}

/// A call site that the linker found, on a system where it does not link itself.
#[doc(hidden)]
#[derive(Debug)]
pub struct LinkedCallsite(pub &'static Callsite);

inventory::collect!(LinkedCallsite);

/// Every function of the program that a flag switches, sorted by place.
///
/// The list is exact where the platform has link-time lists (Linux, macOS, Windows, the BSDs, wasm);
/// elsewhere it holds the call sites that were called so far. A crate that nothing in the program names is not
/// linked, and not listed.
///
/// ```
/// let new_checkout = flagkit::callsites().into_iter().filter(|site| site.key() == "new_checkout");
/// assert_eq!(new_checkout.count(), 0);
/// ```
#[must_use]
pub fn callsites() -> Vec<&'static Callsite> {
    let mut sites: Vec<_> = inventory::iter::<LinkedCallsite>().map(|linked| linked.0).collect();
    sites.extend(linked());
    sites.extend(MET.lock().iter());
    sites.sort_by_key(|site| (site.file, site.line, site.column, ptr::from_ref(*site)));
    sites.dedup_by(|a, b| ptr::eq(*a, *b));
    sites
}
