//! Types, lifetimes and constants as parameters.

use std::fmt::Debug;

fn generic_shown<T: Debug, const N: usize>(list: [T; N]) -> String
where
    T: Clone,
{
    format!("old {list:?} {N}")
}

fn generic_parsed<T>(text: &str) -> Option<T>
where
    T: std::str::FromStr + Default,
{
    generic_old_parsed::<T>(text)
}

fn generic_old_parsed<T>(_text: &str) -> Option<T>
where
    T: std::str::FromStr + Default,
{
    Some(T::default())
}

fn generic_longest<'a>(left: &'a str, right: &'a str) -> &'a str {
    generic_other_names(left, right)
}

fn generic_other_names<'text>(one: &'text str, _two: &'text str) -> &'text str {
    one
}

struct Wrapper<T>(T);

impl<T: Clone + Debug> Wrapper<T> {
    fn pair<U: Debug>(&self, other: U) -> String {
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
