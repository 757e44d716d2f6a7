//! The only path that generated code may name. Nothing here is for people, and nothing here is stable.

use crate::evaluate;
use flagkit_core::Context;

pub use crate::callsite::{Callsite, LinkedCallsite};
pub use crate::either::Either;
pub use crate::flag::{Flag, Variants};
pub use crate::measure::call::{Call, PackedCall};
pub use crate::measure::carry::{
    Followed, Run, Watched, follow, once, run, run_future, run_to_end, watch,
};
pub use crate::measure::outcome::{Ended, Probed, ended, ended_as, judged, probed};
pub use crate::payload::Payload;
pub use crate::rescue::{
    Final, Returned, caught, caught_future, for_the_old_code, keep, unless_failed,
};
pub use crate::slot::{ASK, ON, Slot};
pub use crate::table::{Declaration, LinkedTable, Table};
pub use crate::{
    __flagkit_register_callsite as register_callsite, __flagkit_register_table as register_table,
};
pub use flagkit_core::{Value, derived};
pub use flagkit_macros::declare_flags;
pub use inventory;

/// What a function with `shadow = pure` leaves a job behind with.
pub mod shadow {
    pub use crate::shadow::argument::{by_reference, by_value, for_the_shadow};
    pub use crate::shadow::ledger::Shadowed;
    pub use crate::shadow::result::{
        Equal, EqualOrBothErrors, Failing, Incomparable, Pair, Seen, Telling,
    };
    pub use crate::shadow::trial::{Job, offer};
}

/// Refuses, by type, a flag with named variants where a boolean one is meant.
#[inline(always)]
#[must_use]
pub const fn boolean(flag: Flag<bool>) -> Flag<bool> {
    flag
}

/// Refuses, by type, what is no flag. Whether it has the variants that a call site lists, its declaration tells.
#[inline(always)]
#[must_use]
pub const fn with_variants<V>(flag: Flag<V>) -> Flag {
    Flag::new(flag.declaration())
}

/// The answer for the context of the scope around the call.
#[inline(always)]
pub fn call(flag: Flag, callsite: &'static Callsite) -> Call {
    match flag.__arm() {
        ASK => ask(flag, callsite).unpacked(),
        state => Call::constant(state),
    }
}

/// The answer of a flag that is not the same for everyone, for the context of the scope around the call.
#[cold]
#[inline(never)]
pub fn ask(flag: Flag, callsite: &'static Callsite) -> PackedCall {
    callsite.meet();
    evaluate::call(flag.declaration(), None, callsite)
}

/// The answer for the context that the attribute names.
#[inline(always)]
pub fn ask_for<C: Context + ?Sized>(flag: Flag, callsite: &'static Callsite, context: &C) -> Call {
    callsite.meet();
    evaluate::call(flag.declaration(), Some(&context), callsite).unpacked()
}

/// Lists a call site at link time.
///
/// Where the loader runs what stands in `.init_array`, that is one function per site. inventory does the same by a
/// node, a vtable and a page of conditional attributes, which were a third of what an attribute cost in a build.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __flagkit_register_callsite {
    ($callsite:ident) => {
        #[used]
        #[unsafe(link_section = ".init_array")]
        static __FLAGKIT_LINK: extern "C" fn() = {
            extern "C" fn link() {
                $callsite.link();
            }
            link
        };
    };
}

/// Lists a call site at link time.
#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
#[doc(hidden)]
#[macro_export]
macro_rules! __flagkit_register_callsite {
    ($callsite:ident) => {
        $crate::plumbing::inventory::submit! { $crate::plumbing::LinkedCallsite(&$callsite) }
    };
}

/// Lists a table at link time.
#[doc(hidden)]
#[macro_export]
macro_rules! __flagkit_register_table {
    ($table:expr) => {
        $crate::plumbing::inventory::submit! { $crate::plumbing::LinkedTable(&$table) }
    };
}
