//! Types, lifetimes and constants as parameters.

use std::fmt::Debug;

fn generic_shown<T: Debug, const N: usize>(items: [T; N]) -> String
where
    T: Clone,
{
    format!("new {items:?} {N}")
}

fn generic_parsed<T>(text: &str) -> Option<T>
where
    T: std::str::FromStr + Default,
{
    text.parse().ok()
}

fn generic_longest<'a>(left: &'a str, right: &'a str) -> &'a str {
    if left.len() > right.len() { left } else { right }
}

struct Wrapper<T>(T);

impl<T: Clone + Debug> Wrapper<T> {
    fn pair<U: Debug>(&self, other: U) -> String {
        format!("{:?} {other:?}", self.0)
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
