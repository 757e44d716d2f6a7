//! The only file that names `std::sync` primitives with interior state: std in a build, loom under `--cfg loom`.
//!
//! It is not a place for algorithms.
//! Law: every atomic and every lock of the publishing protocol comes from here, so that loom sees all of them.

#[cfg(loom)]
pub(crate) use loom::sync::atomic::{AtomicBool, AtomicU8, AtomicU16, AtomicU64, Ordering, fence};
#[cfg(not(loom))]
pub(crate) use std::sync::atomic::{
    AtomicBool, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering, fence,
};

#[cfg(loom)]
use loom::sync::{Mutex as Inner, MutexGuard};
#[cfg(not(loom))]
use std::sync::{Mutex as Inner, MutexGuard};

#[cfg(not(loom))]
pub(crate) use std::sync::OnceLock;

/// What loom can see of a `OnceLock`: that who finds the value finds all that was written before.
///
/// A model that fills it does so under a lock, since loom could not tell a thread that waits inside.
#[cfg(loom)]
#[derive(Debug)]
pub(crate) struct OnceLock<T> {
    is_there: AtomicBool,
    value: std::sync::OnceLock<T>,
}

#[cfg(loom)]
impl<T> OnceLock<T> {
    pub(crate) fn new() -> Self {
        Self { is_there: AtomicBool::new(false), value: std::sync::OnceLock::new() }
    }

    pub(crate) fn get(&self) -> Option<&T> {
        if self.is_there.load(Ordering::Acquire) { self.value.get() } else { None }
    }

    pub(crate) fn get_or_init(&self, make: impl FnOnce() -> T) -> &T {
        let value = self.value.get_or_init(make);
        self.is_there.store(true, Ordering::Release);
        value
    }
}

/// Declares a constructor that is `const` in a build and plain under loom, whose atomics are not const.
macro_rules! const_unless_loom {
    ($(#[$meta:meta])* $vis:vis fn $($rest:tt)*) => {
        #[cfg(not(loom))]
        $(#[$meta])*
        $vis const fn $($rest)*
        #[cfg(loom)]
        $(#[$meta])*
        $vis fn $($rest)*
    };
}
pub(crate) use const_unless_loom;

/// A mutex that a panic elsewhere cannot poison.
///
/// Every critical section of the crate leaves its data whole at each step,
/// and a panic must never reach a user's call by way of a lock.
#[derive(Debug, Default)]
pub(crate) struct Mutex<T>(Inner<T>);

impl<T> Mutex<T> {
    const_unless_loom! {
        pub(crate) fn new(value: T) -> Self {
            Self(Inner::new(value))
        }
    }

    /// Waits for the lock.
    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
