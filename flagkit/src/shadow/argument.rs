//! The arguments of a shadowed call, cloned so that they outlive it.
//!
//! Law: an argument that cannot be cloned or sent to the shadow's thread is one compile error, at that argument, with
//! the way out. So nothing that is made of an argument depends on what it is: a second error would say it again.

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
pub trait ByValue<W>: Sized {
    /// One more of it.
    #[must_use]
    fn cloned(&self) -> Cloned<Self>;
}

// The sentence above is about the argument, not about this impl.
#[diagnostic::do_not_recommend]
impl<T: Clone + Send + 'static, W> ByValue<W> for T {
    fn cloned(&self) -> Cloned<T> {
        Cloned(Box::new(self.clone()))
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
    /// One more of it.
    #[must_use]
    fn lent(&self) -> Lent<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: ToOwned<Owned: Send + 'static> + ?Sized, W> ByReference<W> for T {
    fn lent(&self) -> Lent<T> {
        Lent(Box::new(Owned(self.to_owned())))
    }
}

/// An argument that is given by value, once to each arm.
#[expect(missing_debug_implementations, reason = "it need not have one itself")]
pub struct Cloned<T>(Box<dyn Give<T> + Send>);

/// An argument that is given by reference.
#[expect(missing_debug_implementations, reason = "it need not have one itself")]
pub struct Lent<T: ?Sized>(Box<dyn Lend<T> + Send>);

trait Give<T> {
    fn give(&self) -> T;
}

impl<T: Clone> Give<T> for T {
    fn give(&self) -> T {
        self.clone()
    }
}

trait Lend<T: ?Sized> {
    fn lend(&self) -> &T;
}

struct Owned<O>(O);

impl<T: ?Sized, O: Borrow<T>> Lend<T> for Owned<O> {
    fn lend(&self) -> &T {
        self.0.borrow()
    }
}

/// Clones an argument.
pub fn by_value<T: ByValue<W>, W>(argument: &T, _: W) -> Cloned<T> {
    argument.cloned()
}

/// Clones what an argument refers to.
pub fn by_reference<T: ByReference<W> + ?Sized, W>(argument: &T, _: W) -> Lent<T> {
    argument.lent()
}

impl<T> Cloned<T> {
    /// One for an arm.
    #[must_use]
    pub fn give(&self) -> T {
        self.0.give()
    }
}

impl<T: ?Sized> Lent<T> {
    /// The reference for an arm.
    #[must_use]
    pub fn give(&self) -> &T {
        self.0.lend()
    }
}
