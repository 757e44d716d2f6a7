//! The arguments of a shadowed call, cloned so that they outlive it.
//!
//! Law: an argument that cannot be cloned or sent to the shadow's thread is a compile error at that argument, with the
//! way out.

use std::borrow::Borrow;

/// What an argument is cloned for; never called, and a type that nobody can write, so that rustc does not ask people to
/// demand these traits of their type parameters.
pub fn for_the_shadow() {}

/// A value that goes to the shadow.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot go to the shadow's thread, which takes what is `Clone`, `Send` and `'static`",
    label = "a shadowed call gives a clone of this argument away",
    note = "`shadow = pure` runs both arms once more on another thread; make the argument `Clone + Send`, or drop \
            `shadow`"
)]
pub trait ByValue<W>: Send + Sized + 'static {
    /// One more of it.
    #[must_use]
    fn cloned(&self) -> Self;
}

// The sentence above is about the argument, not about this impl.
#[diagnostic::do_not_recommend]
impl<T: Clone + Send + 'static, W> ByValue<W> for T {
    #[inline]
    fn cloned(&self) -> Self {
        self.clone()
    }
}

/// What is behind a reference that goes to the shadow.
#[diagnostic::on_unimplemented(
    message = "what is behind `&{Self}` cannot go to the shadow's thread, which takes what is `Clone`, `Send` and \
               `'static`",
    label = "a shadowed call gives away a clone of what this refers to",
    note = "`shadow = pure` runs both arms once more on another thread; make it `Clone + Send` (`ToOwned` will do), or \
            drop `shadow`"
)]
pub trait ByReference<W> {
    /// What owns it.
    type Owned: Send + 'static;

    /// One more of it.
    #[must_use]
    fn owned(&self) -> Self::Owned;

    /// What the function is given.
    fn lent(owned: &Self::Owned) -> &Self;
}

#[diagnostic::do_not_recommend]
impl<T: ToOwned<Owned: Send + 'static> + ?Sized, W> ByReference<W> for T {
    type Owned = T::Owned;

    #[inline]
    fn owned(&self) -> T::Owned {
        self.to_owned()
    }

    #[inline]
    fn lent(owned: &T::Owned) -> &T {
        owned.borrow()
    }
}

/// An argument that is given by value, once to each arm.
#[derive(Debug)]
pub struct Cloned<T>(T);

/// An argument that is given by reference.
#[derive(Debug)]
pub struct Lent<O, T: ?Sized> {
    owned: O,
    lend: fn(&O) -> &T,
}

/// Clones an argument.
#[inline]
pub fn by_value<T: ByValue<W>, W>(argument: &T, _: W) -> Cloned<T> {
    Cloned(argument.cloned())
}

/// Clones what an argument refers to.
#[inline]
pub fn by_reference<T: ByReference<W> + ?Sized, W>(argument: &T, _: W) -> Lent<T::Owned, T> {
    Lent { owned: argument.owned(), lend: T::lent }
}

impl<T: Clone> Cloned<T> {
    /// One for an arm.
    #[inline]
    pub fn give(&self) -> T {
        self.0.clone()
    }
}

impl<O, T: ?Sized> Lent<O, T> {
    /// The reference for an arm.
    #[inline]
    pub fn give(&self) -> &T {
        (self.lend)(&self.owned)
    }
}
