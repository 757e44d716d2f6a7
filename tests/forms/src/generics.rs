//! Type, lifetime and const parameters; bounds; borrowed results.

use crate::support::arm;
use flagkit::feature_flag;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Display;
use std::hash::Hash;

#[feature_flag("form", fallback = named_old::<T>)]
fn named<T: Display>(value: &T) -> String {
    format!("new {value}")
}
fn named_old<T: Display>(value: &T) -> String {
    format!("old {value}")
}

#[feature_flag("form", fallback = first_old)]
fn first<T, const N: usize>(items: [T; N]) -> Option<T>
where
    T: Copy + Default,
    [T; N]: Sized,
{
    items.first().copied()
}
fn first_old<T: Copy + Default, const N: usize>(items: [T; N]) -> Option<T> {
    items.last().copied()
}

#[feature_flag("form", fallback = longest_old)]
fn longest<'a>(left: &'a str, right: &'a str) -> &'a str {
    if left.len() > right.len() { left } else { right }
}
fn longest_old<'a>(left: &'a str, right: &'a str) -> &'a str {
    if left.len() > right.len() { right } else { left }
}

#[feature_flag("form", fallback = elided_old)]
fn elided(text: &str) -> &str {
    text.trim_start()
}
fn elided_old(text: &str) -> &str {
    text.trim_end()
}

#[feature_flag("form", fallback = cow_old)]
fn cow(text: &str) -> Cow<'_, str> {
    Cow::Owned(text.to_uppercase())
}
fn cow_old(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text)
}

#[feature_flag("form", fallback = entry_old)]
fn entry<'m, K: Eq + Hash, V>(map: &'m mut HashMap<K, V>, key: K, default: V) -> &'m mut V {
    map.entry(key).or_insert(default)
}
fn entry_old<K: Eq + Hash, V>(map: &mut HashMap<K, V>, key: K, default: V) -> &mut V {
    map.insert(key, default);
    map.values_mut().next().unwrap()
}

#[feature_flag("form", fallback = two_old::<'a, 'b, T>)]
fn two<'a, 'b: 'a, T: ?Sized>(left: &'a T, right: &'b T) -> (&'a T, &'a T) {
    (left, right)
}
fn two_old<'a, 'b: 'a, T: ?Sized>(left: &'a T, right: &'b T) -> (&'a T, &'a T) {
    (right, left)
}

#[feature_flag("form", fallback = higher_old)]
fn higher<F>(call: F) -> usize
where
    F: for<'a> Fn(&'a str) -> &'a str,
{
    call(" new ").len()
}
fn higher_old<F: for<'a> Fn(&'a str) -> &'a str>(call: F) -> usize {
    call("").len()
}

struct Holder<T = u8>(Vec<T>);

impl<T: Clone> Holder<T> {
    #[feature_flag("form", fallback = Self::all_old)]
    fn all(&self) -> impl Iterator<Item = T> + '_ {
        self.0.iter().cloned()
    }
    fn all_old(&self) -> impl Iterator<Item = T> + '_ {
        self.0.iter().rev().cloned()
    }
}

#[flagkit::test(both = FORM)]
fn type_parameters() {
    assert_eq!(named(&7), format!("{} 7", arm()));
    assert_eq!(first([1, 2, 3]), Some(if arm() == "new" { 1 } else { 3 }));
}

#[flagkit::test(both = FORM)]
fn lifetimes() {
    assert_eq!(longest("ab", "c"), if arm() == "new" { "ab" } else { "c" });
    assert_eq!(elided(" a "), if arm() == "new" { "a " } else { " a" });
    assert_eq!(cow("a"), if arm() == "new" { "A" } else { "a" });
    assert_eq!(two("l", "r"), if arm() == "new" { ("l", "r") } else { ("r", "l") });
    assert_eq!(higher(str::trim), if arm() == "new" { 3 } else { 0 });
}

#[flagkit::test(both = FORM)]
fn returned_borrows() {
    let mut map = HashMap::from([("a", 1)]);
    *entry(&mut map, "a", 5) += 1;
    assert_eq!(map["a"], if arm() == "new" { 2 } else { 6 });
}

#[flagkit::test(both = FORM)]
fn defaulted_parameters() {
    let held: Vec<u8> = Holder(vec![1, 2]).all().collect();
    assert_eq!(held, if arm() == "new" { [1, 2] } else { [2, 1] });
}
