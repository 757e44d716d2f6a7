//! Overrides of one scope: what a test sets for the calls inside it.
//!
//! Overrides of the whole process live in `forced`.
//! Law: a list that is in place is counted in, so that every call of its flags asks.

use crate::publisher;
use crate::table::Declaration;
use std::fmt;
use std::ptr;

/// A flag and the variant it is to serve, from [`Flag::on`](crate::Flag::on), [`Flag::off`](crate::Flag::off)
/// or [`Flag::serve`](crate::Flag::serve).
///
/// [`testing::with`](crate::testing::with) puts it in place for a closure,
/// [`operator::set`](crate::operator::set) for the process.
#[derive(Clone, Copy)]
pub struct Override {
    declaration: &'static Declaration,
    arm: u8,
}

impl Override {
    pub(crate) fn new(declaration: &'static Declaration, arm: u8) -> Self {
        Self { declaration, arm }
    }

    /// The flag's key.
    ///
    /// ```
    /// # flagkit::flags!("flags.json");
    /// assert_eq!(flags::NEW_CHECKOUT.on().key(), "new_checkout");
    /// ```
    #[must_use]
    pub fn key(self) -> &'static str {
        self.declaration.key()
    }

    /// The name of the variant to serve; `on` or `off` for a boolean flag.
    ///
    /// ```
    /// # flagkit::flags!("flags.json");
    /// assert_eq!(flags::NEW_CHECKOUT.on().variant(), "on");
    /// ```
    #[must_use]
    pub fn variant(self) -> &'static str {
        self.declaration.variant(self.arm)
    }

    pub(crate) fn is_of(&self, declaration: &Declaration) -> bool {
        ptr::eq(self.declaration, declaration)
    }

    pub(crate) fn declaration(&self) -> &'static Declaration {
        self.declaration
    }

    pub(crate) fn arm(&self) -> u8 {
        self.arm
    }
}

impl fmt::Debug for Override {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Override({} = {})", self.key(), self.variant())
    }
}

/// One override is a list of one, so that `with` takes either.
impl IntoIterator for Override {
    type Item = Self;
    type IntoIter = std::iter::Once<Self>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self)
    }
}

/// Overrides in place, counted in for as long as they live.
#[derive(Debug, Default)]
pub(crate) struct Overrides(Box<[Override]>);

impl Overrides {
    pub(crate) fn new(overrides: impl IntoIterator<Item = Override>) -> Self {
        let mut overrides: Box<[Override]> = overrides.into_iter().collect();
        // Scopes look for the first match; of two overrides of one flag the later one is meant.
        overrides.reverse();
        if !overrides.is_empty() {
            publisher::count_in(overrides.iter().map(|known| known.declaration));
        }
        Self(overrides)
    }

    pub(crate) fn list(&self) -> &[Override] {
        &self.0
    }
}

impl Drop for Overrides {
    fn drop(&mut self) {
        if !self.0.is_empty() {
            publisher::count_out(self.0.iter().map(|known| known.declaration));
        }
    }
}
