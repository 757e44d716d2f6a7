//! Which attributes a derived context has, as types that the compiler can look up while it checks a function.
//!
//! Law: what is not known for certain is not missing. A type that is not derived, or has a part that is not, lacks
//! nothing; so a warning is always right, and its absence proves nothing.

use super::Later;
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

/// One part of an attribute's name between dots, by its hash. A path is `(Name, (Name, ()))`.
#[derive(Debug)]
pub struct Name<const HASH: u64>;

/// The way to an attribute that is a field of its own.
#[derive(Debug)]
pub struct Own;

/// The way to an attribute of the nested or flattened field at this position.
#[derive(Debug)]
pub struct Through<const FIELD: usize, Way>(PhantomData<Way>);

/// The type has an attribute at this path. The way there keeps implementations apart.
pub trait HasAttribute<Path, Way> {}

/// The type is derived down to its last part, so that what it does not have is missing.
pub trait Closed {}

impl<T: Closed + ?Sized> Closed for Later<'_, T> {}

/// The type is derived and never has a targeting key.
pub trait Keyless {}

impl<T: Keyless + ?Sized> Keyless for Later<'_, T> {}

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        impl<Path, Way, T: HasAttribute<Path, Way> + ?Sized> HasAttribute<Path, Way> for $pointer {}
        impl<T: Closed + ?Sized> Closed for $pointer {}
        impl<T: Keyless + ?Sized> Keyless for $pointer {}
    )*};
}

forward!(&T, &mut T, Box<T>, Arc<T>, Rc<T>);

impl<Path, Way, T: HasAttribute<Path, Way>> HasAttribute<Path, Way> for Option<T> {}
impl<T: Closed> Closed for Option<T> {}
impl<T: Keyless> Keyless for Option<T> {}

/// Asks about a context's type whether it lacks the attribute at a path: `probe.lacks_attribute()`.
/// The empty path, which no attribute has, stands for the targeting key.
///
/// Method lookup takes the first that fits: by value [`Present`], which is silent; by reference a
/// deprecated one of the caller's for types that are [`Closed`], or [`Keyless`]; by mutable reference [`Unknown`],
/// which is silent. All three lie in one step of the lookup, since each step costs every call a
/// share of a build.
#[derive(Debug)]
pub struct Probe<Path, C: ?Sized>(PhantomData<Path>, PhantomData<C>);

impl<Path, C: ?Sized> Probe<Path, C> {
    /// A question about the type of a context.
    #[inline(always)]
    pub const fn new(_: &C) -> Probe<Path, C> {
        Probe(PhantomData, PhantomData)
    }
}

/// The type has the attribute.
pub trait Present<Way>: Sized {
    /// It does not lack it.
    #[inline(always)]
    fn lacks_attribute(self) {}
}

impl<Path, Way, C: HasAttribute<Path, Way> + ?Sized> Present<Way> for Probe<Path, C> {}

/// Nothing is known about the type.
pub trait Unknown: Sized {
    /// It does not lack it, as far as one can see.
    #[inline(always)]
    fn lacks_attribute(self) {}
}

impl<Path, C: ?Sized> Unknown for &mut Probe<Path, C> {}

/// The names of a derived context, for the check that flattened fields bring no name twice.
pub trait KnownAttributes {
    /// The names; a nested field is one, with a dot at its end.
    const NAMES: Names;
}

/// Names of attributes, its own and those of flattened fields.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    /// Of fields.
    pub own: &'static [&'static str],
    /// Of the contexts that are flattened into this one.
    pub flattened: &'static [Names],
}

/// Finds the names of a type that has some: `NamesOf::<T>::NAMES`, with [`NoNames`] in scope.
#[derive(Debug)]
pub struct NamesOf<T: ?Sized>(PhantomData<T>);

impl<T: KnownAttributes + ?Sized> NamesOf<T> {
    /// Those of the derived context.
    pub const NAMES: Names = T::NAMES;
}

/// The names of any other type: none that are known.
pub trait NoNames {
    /// None.
    const NAMES: Names = Names { own: &[], flattened: &[] };
}

impl<T: ?Sized> NoNames for NamesOf<T> {}

macro_rules! names_of_pointee {
    ($($pointer:ty),*) => {$(
        impl<T: KnownAttributes> KnownAttributes for $pointer {
            const NAMES: Names = T::NAMES;
        }
    )*};
}

names_of_pointee!(&T, Box<T>, Arc<T>, Rc<T>, Option<T>);

impl Names {
    /// Whether a name is here and there, or would be looked for in a nested field of the other.
    pub const fn overlap(&self, other: &Names) -> bool {
        let mut index = 0;
        while index < self.own.len() {
            if other.has(self.own[index]) {
                return true;
            }
            index += 1;
        }
        let mut index = 0;
        while index < self.flattened.len() {
            if self.flattened[index].overlap(other) {
                return true;
            }
            index += 1;
        }
        false
    }

    const fn has(&self, name: &str) -> bool {
        let mut index = 0;
        while index < self.own.len() {
            if collide(self.own[index].as_bytes(), name.as_bytes()) {
                return true;
            }
            index += 1;
        }
        let mut index = 0;
        while index < self.flattened.len() {
            if self.flattened[index].has(name) {
                return true;
            }
            index += 1;
        }
        false
    }
}

/// Whether two names are the same, or one begins with the other that ends in a dot.
const fn collide(left: &[u8], right: &[u8]) -> bool {
    let (short, long) = if left.len() < right.len() { (left, right) } else { (right, left) };
    let mut index = 0;
    while index < short.len() {
        if short[index] != long[index] {
            return false;
        }
        index += 1;
    }
    short.len() == long.len() || matches!(short.last(), Some(b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_overlap_where_one_question_has_two_answers() {
        let own = |own| Names { own, flattened: &[] };
        let check = |left, right, expected| {
            assert_eq!(own(left).overlap(&own(right)), expected, "{left:?} {right:?}");
            assert_eq!(own(right).overlap(&own(left)), expected, "{right:?} {left:?}");
        };
        check(&["plan", "country"], &["age", "plan"], true);
        check(&["plan"], &["planet", "pla"], false);
        check(&["address."], &["address.city"], true);
        check(&["address."], &["address"], false);
        check(&["address."], &["address."], true);
        check(&[], &["address"], false);
        const INNER: Names = Names { own: &["deep"], flattened: &[] };
        let outer = Names { own: &[], flattened: &[INNER] };
        assert!(outer.overlap(&own(&["deep"])) && own(&["deep"]).overlap(&outer));
    }
}
