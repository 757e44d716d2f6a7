//! Types, lifetimes and constants as parameters.

use flagkit::feature_flag;
use std::fmt::Debug;

#[feature_flag("retired", fallback = generic_old_shown)]
fn generic_shown<T: Debug, const N: usize>(items: [T; N]) -> String
where
    T: Clone,
{
    format!("new {items:?} {N}")
}

fn generic_old_shown<T: Debug, const N: usize>(list: [T; N]) -> String
where
    T: Clone,
{
    format!("old {list:?} {N}")
}

#[feature_flag("retired", fallback = generic_old_parsed::<T>)]
fn generic_parsed<T>(text: &str) -> Option<T>
where
    T: std::str::FromStr + Default,
{
    text.parse().ok()
}

fn generic_old_parsed<T>(_text: &str) -> Option<T>
where
    T: std::str::FromStr + Default,
{
    Some(T::default())
}

#[feature_flag("retired", fallback = generic_other_names)]
fn generic_longest<'a>(left: &'a str, right: &'a str) -> &'a str {
    if left.len() > right.len() { left } else { right }
}

fn generic_other_names<'text>(one: &'text str, _two: &'text str) -> &'text str {
    one
}

struct Wrapper<T>(T);

impl<T: Clone + Debug> Wrapper<T> {
    #[feature_flag("retired", fallback = Self::generic_old_pair)]
    fn pair<U: Debug>(&self, other: U) -> String {
        format!("{:?} {other:?}", self.0)
    }

    fn generic_old_pair<U: Debug>(&self, other: U) -> String {
        format!("{other:?} {:?}", self.0)
    }
}

pub fn observe() -> String {
    format!(
        "{} {:?} {} {}",
        generic_shown([1, 2]),
        generic_parsed::<u8>("7"),
        generic_longest("a", "bb"),
        Wrapper(1).pair("x")
    )
}
