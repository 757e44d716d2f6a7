//! What stands between the parentheses.

use crate::support::arm;
use flagkit::feature_flag;

struct Point {
    x: i32,
    y: i32,
}
struct Marker;

#[feature_flag("form", fallback = tuple_old)]
fn tuple((a, b): (i32, i32), Point { x, y: z }: Point) -> i32 {
    a + b + x + z
}
fn tuple_old(pair: (i32, i32), point: Point) -> i32 {
    -(pair.0 + pair.1 + point.x + point.y)
}

#[feature_flag("form", fallback = mutable_old)]
fn mutable(mut a: i32, (mut b, c): (i32, i32)) -> i32 {
    a += 1;
    b += a;
    b + c
}
fn mutable_old(a: i32, _b: (i32, i32)) -> i32 {
    a
}

#[feature_flag("form", fallback = wild_old)]
fn wild(_: &str, _unused: u8, [first, ..]: [u8; 3], Marker: Marker) -> u8 {
    first
}
fn wild_old(text: &str, more: u8, all: [u8; 3], _marker: Marker) -> u8 {
    u8::try_from(text.len()).unwrap() + more + all[2]
}

#[feature_flag("form", fallback = bindings_old)]
fn bindings(ref a: String, whole @ (left, _): (u8, u8)) -> usize {
    a.len() + usize::from(whole.1) + usize::from(left)
}
fn bindings_old(a: String, whole: (u8, u8)) -> usize {
    drop(a);
    usize::from(whole.0)
}

#[feature_flag("form", fallback = opaque_old)]
fn opaque(items: impl IntoIterator<Item = u32>, by: impl Fn(u32) -> u32) -> u32 {
    items.into_iter().map(by).sum()
}
fn opaque_old(items: impl IntoIterator<Item = u32>, by: impl Fn(u32) -> u32) -> u32 {
    by(items.into_iter().count().try_into().unwrap())
}

#[feature_flag("form", fallback = dynamic_old)]
fn dynamic(out: &mut dyn std::fmt::Write, with: &dyn Fn() -> u8) -> std::fmt::Result {
    write!(out, "new{}", with())
}
fn dynamic_old(out: &mut dyn std::fmt::Write, _with: &dyn Fn() -> u8) -> std::fmt::Result {
    out.write_str("old")
}

#[feature_flag("form", fallback = configured_old)]
fn configured(
    a: u8,
    #[cfg(test)] b: u8,
    #[cfg(not(test))] c: u32,
    #[cfg(unix)]
    #[allow(unused_variables)]
    d: u8,
    #[cfg(not(unix))] d: u8,
) -> u8 {
    #[cfg(not(test))]
    let b = c;
    a + b
}
fn configured_old(_a: u8, b: u8, d: u8) -> u8 {
    b * d
}

#[feature_flag("form", fallback = raw_old)]
fn raw(r#type: u8, r#match: u8) -> u8 {
    r#type - r#match
}
fn raw_old(r#type: u8, r#match: u8) -> u8 {
    r#type + r#match
}

#[feature_flag("form", otherwise = a + b)]
fn patterns_with_otherwise((a, _c): (u8, u8), mut b: u8) -> u8 {
    b += 1;
    a * b
}

#[flagkit::test(both = FORM)]
fn patterns() {
    assert_eq!(tuple((1, 2), Point { x: 3, y: 4 }), if arm() == "new" { 10 } else { -10 });
    assert_eq!(bindings("abc".to_owned(), (5, 6)), if arm() == "new" { 14 } else { 5 });
    assert_eq!(patterns_with_otherwise((2, 9), 3), if arm() == "new" { 8 } else { 5 });
}

#[flagkit::test(both = FORM)]
fn mutable_arguments() {
    assert_eq!(mutable(1, (2, 3)), if arm() == "new" { 7 } else { 1 });
}

#[flagkit::test(both = FORM)]
fn unused_and_wild_arguments() {
    assert_eq!(wild("four", 2, [7, 8, 9], Marker), if arm() == "new" { 7 } else { 15 });
}

#[flagkit::test(both = FORM)]
fn opaque_and_dynamic_arguments() {
    assert_eq!(opaque([1, 2, 3], |number| number * 2), if arm() == "new" { 12 } else { 6 });
    let mut text = String::new();
    dynamic(&mut text, &|| 5).unwrap();
    assert_eq!(text, if arm() == "new" { "new5" } else { "old" });
}

#[flagkit::test(both = FORM)]
fn conditional_arguments() {
    assert_eq!(configured(1, 2, 3), if arm() == "new" { 3 } else { 6 });
}

#[flagkit::test(both = FORM)]
fn raw_identifiers() {
    assert_eq!(raw(5, 3), if arm() == "new" { 2 } else { 8 });
}
