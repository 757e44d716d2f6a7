//! What two results have to say about each other, found by their types.
//!
//! Generated code calls the methods of several traits by one name, and rustc takes the first that fits: a type that can
//! be compared, a `Result` of which the values can, and then the one that refuses with the reason.
//! Law: nothing is demanded of a function's result but what the comparison needs.

use super::sample::Text;
use crate::measure::outcome::Outcome;
use std::fmt::{Debug, Display, Write as _};

/// Two results, the old code's first. `W` is [`for_the_shadow`](super::argument::for_the_shadow).
#[derive(Debug)]
pub struct Pair<'a, R, W>(pub &'a R, pub &'a R, pub W);

/// One result.
#[derive(Debug)]
pub struct Seen<'a, R>(pub &'a R);

/// By `==`.
pub trait Equal {
    /// Whether the two are equal.
    fn equal(&self) -> bool;
}

impl<R: PartialEq, W> Equal for &&Pair<'_, R, W> {
    #[inline]
    fn equal(&self) -> bool {
        self.0 == self.1
    }
}

/// A `Result` whose errors have no `==`: they are compared by what they say.
pub trait EqualOrBothErrors {
    /// Whether the two are equal.
    fn equal(&self) -> bool;
}

impl<T: PartialEq, E: Display, W> EqualOrBothErrors for &Pair<'_, Result<T, E>, W> {
    fn equal(&self) -> bool {
        match (self.0, self.1) {
            (Ok(old), Ok(new)) => old == new,
            (Err(old), Err(new)) => old.to_string() == new.to_string(),
            _ => false,
        }
    }
}

/// What nothing above fits.
pub trait Incomparable<R, W> {
    /// Refuses, and says why.
    fn equal(&self) -> bool
    where
        R: Comparable<W>;
}

impl<R, W> Incomparable<R, W> for Pair<'_, R, W> {
    fn equal(&self) -> bool
    where
        R: Comparable<W>,
    {
        match *self.0.never() {}
    }
}

/// Nothing is: what is comparable has been compared before this is asked.
#[diagnostic::on_unimplemented(
    message = "a shadow compares results by `==`, and `{Self}` is not `PartialEq`",
    label = "no `==` between two of these",
    note = "write `compare = PATH`, a function `fn(&R, &R) -> bool` that is given the old code's result first; or \
            implement `PartialEq`"
)]
pub trait Comparable<W> {
    #[doc(hidden)]
    fn never(&self) -> &std::convert::Infallible;
}

/// Whether a result is a failure, as `measure::outcome` knows failures: by [`Outcome`], by `Err`, else it is none.
pub trait Failing {
    /// Whether it is one.
    fn failed(&self) -> bool;
}

impl<T: Outcome> Failing for &&&Seen<'_, T> {
    fn failed(&self) -> bool {
        self.0.is_adverse()
    }
}

impl<T: Outcome, E> Failing for &&Seen<'_, Result<T, E>> {
    fn failed(&self) -> bool {
        self.0.as_ref().map_or(true, Outcome::is_adverse)
    }
}

impl<T, E> Failing for &Seen<'_, Result<T, E>> {
    fn failed(&self) -> bool {
        self.0.is_err()
    }
}

impl<R> Failing for Seen<'_, R> {
    fn failed(&self) -> bool {
        false
    }
}

/// What a result looks like, if it can be shown.
pub trait Telling {
    /// Writes it down.
    fn tell(&self, text: &mut Text);
}

impl<R: Debug> Telling for &Seen<'_, R> {
    fn tell(&self, text: &mut Text) {
        // The only error is that of a text that is long enough.
        let _ = write!(text, "{:?}", self.0);
    }
}

impl<R> Telling for Seen<'_, R> {
    fn tell(&self, text: &mut Text) {
        let _ = text.write_str("(not `Debug`)");
    }
}

#[cfg(test)]
#[allow(clippy::needless_borrow, reason = "as generated code writes it")]
mod tests {
    use super::{
        Equal as _, EqualOrBothErrors as _, Failing as _, Outcome, Pair, Seen, Telling as _,
    };
    use crate::shadow::argument::for_the_shadow;
    use crate::shadow::sample::Text;

    struct Opaque;

    struct Refused(&'static str);

    impl std::fmt::Display for Refused {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(self.0)
        }
    }

    #[test]
    fn results_are_compared_by_what_they_have() {
        assert!((&&&Pair(&1, &1, for_the_shadow)).equal());
        assert!(!(&&&Pair(&1, &2, for_the_shadow)).equal());
        assert!((&&&Pair(&Err::<u8, u8>(1), &Err(1), for_the_shadow)).equal());
        let refused = |text| Err::<u8, Refused>(Refused(text));
        assert!((&&&Pair(&refused("no"), &refused("no"), for_the_shadow)).equal());
        assert!(!(&&&Pair(&refused("no"), &refused("never"), for_the_shadow)).equal());
        assert!(!(&&&Pair(&refused("no"), &Ok(1), for_the_shadow)).equal());
        assert!((&&&Pair(&Ok(1), &Ok::<_, Refused>(1), for_the_shadow)).equal());
    }

    #[test]
    fn a_failure_is_what_says_so_or_an_error() {
        struct Status(u16);
        impl Outcome for Status {
            fn is_adverse(&self) -> bool {
                self.0 >= 500
            }
        }
        assert!((&&&&Seen(&Status(500))).failed() && !(&&&&Seen(&Status(404))).failed());
        assert!((&&&&Seen(&Ok::<_, u8>(Status(500)))).failed());
        assert!((&&&&Seen(&Err::<u8, Opaque>(Opaque))).failed());
        assert!(!(&&&&Seen(&Ok::<u8, Opaque>(1))).failed());
        assert!(!(&&&&Seen(&Opaque)).failed());
    }

    #[test]
    fn what_is_not_debug_says_so() {
        let told = |tell: &dyn Fn(&mut Text)| {
            let mut text = Text::default();
            tell(&mut text);
            text.into_string()
        };
        assert_eq!(told(&|text| (&&Seen(&Some("x"))).tell(text)), r#"Some("x")"#);
        assert_eq!(told(&|text| (&&Seen(&Opaque)).tell(text)), "(not `Debug`)");
    }
}
