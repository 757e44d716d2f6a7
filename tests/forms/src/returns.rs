//! What comes back: opaque types, closures, futures, nothing, never.

use crate::support::{arm, block_on};
use flagkit::feature_flag;
use std::error::Error;
use std::fmt::{Debug, Display};
use std::future::Future;
use std::io::{Cursor, Read, Write};
use std::iter::FusedIterator;
use std::pin::Pin;

#[feature_flag("form", fallback = numbers_old)]
fn numbers(
    to: u32,
) -> impl DoubleEndedIterator<Item = u32> + ExactSizeIterator + FusedIterator + Clone {
    (0..to).map(|number| number * 2)
}
fn numbers_old(
    to: u32,
) -> impl DoubleEndedIterator<Item = u32> + ExactSizeIterator + FusedIterator + Clone {
    vec![7; to as usize].into_iter()
}

#[feature_flag("form", fallback = borrowed_old)]
fn borrowed<'a>(text: &'a str, _more: &str) -> impl Iterator<Item = &'a str> + Send + use<'a> {
    text.split(',')
}
fn borrowed_old<'a>(text: &'a str, _more: &str) -> impl Iterator<Item = &'a str> + Send + use<'a> {
    text.split(';')
}

#[feature_flag("form", fallback = early_old)]
fn early(stop: bool) -> impl Iterator<Item = u8> {
    if stop {
        return vec![1].into_iter();
    }
    vec![1, 2].into_iter()
}
fn early_old(stop: bool) -> impl Iterator<Item = u8> {
    std::iter::once(u8::from(stop))
}

#[feature_flag("form", fallback = shown_old)]
fn shown(number: u8) -> impl Display + Debug {
    format!("new{number}")
}
fn shown_old(number: u8) -> impl Display + Debug {
    number
}

#[feature_flag("form", fallback = failed_old)]
fn failed(text: &str) -> Result<u8, impl Error + Send + Sync + 'static> {
    text.parse::<u8>()
}
fn failed_old(_text: &str) -> Result<u8, impl Error + Send + Sync + 'static> {
    Err(std::fmt::Error)
}

#[feature_flag("form", fallback = opened_old)]
fn opened(name: &str) -> std::io::Result<impl Read + use<>> {
    if name.is_empty() {
        return Err(std::io::Error::other("no name"));
    }
    let text = Some(name.to_owned()).ok_or_else(|| std::io::Error::other("none"))?;
    Ok(Cursor::new(text.into_bytes()))
}
fn opened_old(_name: &str) -> std::io::Result<impl Read + use<>> {
    Ok(&b"old"[..])
}

#[feature_flag("form", fallback = written_old)]
fn written() -> impl Write {
    Vec::new()
}
fn written_old() -> impl Write {
    std::io::sink()
}

#[feature_flag("form", otherwise = { if n == 0 { return std::iter::empty::<u32>().chain(None); } std::iter::empty().chain(Some(n)) })]
fn opaque_otherwise(n: u32) -> impl Iterator<Item = u32> {
    (0..n).rev()
}

#[feature_flag("form", fallback = adder_old)]
fn adder(by: u32) -> impl Fn(u32) -> u32 + Clone + Send {
    move |number| number.wrapping_add(by)
}
fn adder_old(by: u32) -> impl Fn(u32) -> u32 + Clone + Send {
    move |number| number * by
}

#[feature_flag("form", fallback = trimmer_old)]
fn trimmer() -> impl Fn(&str) -> &str {
    |text| text.trim()
}
fn trimmer_old() -> impl Fn(&str) -> &str {
    |text| text
}

#[feature_flag("form", fallback = by_key_old)]
fn by_key<T: ?Sized, K: Ord, F>(mut key: F) -> impl FnMut(&T, &T) -> std::cmp::Ordering
where
    F: FnMut(&T) -> K,
{
    move |left, right| key(left).cmp(&key(right))
}
fn by_key_old<T: ?Sized, K: Ord, F>(mut key: F) -> impl FnMut(&T, &T) -> std::cmp::Ordering
where
    F: FnMut(&T) -> K,
{
    move |left, right| key(right).cmp(&key(left))
}

#[feature_flag("form", fallback = counter_old)]
fn counter<T: Clone + Into<u64>>(step: T) -> impl FnMut() -> u64 {
    let mut count = 0;
    move || {
        count += step.clone().into();
        count
    }
}
fn counter_old<T: Clone + Into<u64>>(_step: T) -> impl FnMut() -> u64 {
    || 0
}

#[feature_flag("form", fallback = once_old)]
fn once(text: String) -> impl FnOnce() -> String {
    if text.is_empty() {
        return Box::new(|| "empty".to_owned()) as Box<dyn FnOnce() -> String>;
    }
    Box::new(move || text + "new")
}
fn once_old(text: String) -> impl FnOnce() -> String {
    move || text + "old"
}

#[feature_flag("form", fallback = boxed_closure_old)]
fn boxed_closure(by: i32) -> Box<dyn Fn(i32) -> i32> {
    Box::new(move |number| number + by)
}
fn boxed_closure_old(by: i32) -> Box<dyn Fn(i32) -> i32> {
    Box::new(move |number| number - by)
}

#[feature_flag("form", fallback = coerced_old)]
fn coerced(flag: bool) -> Box<dyn Debug> {
    if flag {
        return Box::new(1_u8);
    }
    Box::new("new")
}
fn coerced_old(_flag: bool) -> Box<dyn Debug> {
    Box::new("old")
}

#[feature_flag("form", fallback = pointer_old)]
fn pointer() -> fn(u8) -> u8 {
    |number| number + 1
}
fn pointer_old() -> fn(u8) -> u8 {
    |number| number
}

#[feature_flag("form", fallback = future_old)]
fn future(number: u8) -> impl Future<Output = u8> + Send {
    async move { number + 1 }
}
async fn future_old(number: u8) -> u8 {
    number
}

#[feature_flag("form", fallback = boxed_future_old)]
fn boxed_future<'a>(text: &'a str) -> Pin<Box<dyn Future<Output = usize> + Send + 'a>> {
    Box::pin(async move { text.len() })
}
fn boxed_future_old<'a>(_text: &'a str) -> Pin<Box<dyn Future<Output = usize> + Send + 'a>> {
    Box::pin(std::future::ready(0))
}

#[feature_flag("form", fallback = exit_old)]
fn exit(code: u8) -> ! {
    std::panic::panic_any(("new", code))
}
fn exit_old(code: u8) -> ! {
    std::panic::panic_any(("old", code))
}

#[feature_flag("form", otherwise = std::panic::panic_any(("old", code)))]
fn exit_otherwise(code: u8) -> ! {
    loop {
        std::panic::panic_any(("new", code))
    }
}

#[feature_flag("form", fallback = underscored_exit_old)]
fn underscored_exit(_code: u8) -> ! {
    std::panic::panic_any(("new", 3_u8))
}
fn underscored_exit_old(code: u8) -> ! {
    std::panic::panic_any(("old", code))
}

#[feature_flag("form", fallback = nothing_old)]
fn nothing(out: &mut &str) {
    *out = "new";
}
fn nothing_old(out: &mut &str) {
    *out = "old";
}

#[flagkit::test(both = FORM)]
fn iterators() {
    let is_new = arm() == "new";
    assert_eq!(numbers(3).rev().collect::<Vec<_>>(), if is_new { [4, 2, 0] } else { [7, 7, 7] });
    assert_eq!(numbers(3).clone().len(), 3);
    assert_eq!(borrowed("a,b;c", "").next(), Some(if is_new { "a" } else { "a,b" }));
    assert_eq!(early(false).count(), if is_new { 2 } else { 1 });
    assert_eq!(early(true).next(), Some(1));
    assert_eq!(opaque_otherwise(2).collect::<Vec<_>>(), if is_new { vec![1, 0] } else { vec![2] });
    assert_eq!(opaque_otherwise(0).count(), 0);
}

#[flagkit::test(both = FORM)]
fn display_and_error() {
    assert_eq!(shown(1).to_string(), if arm() == "new" { "new1" } else { "1" });
    assert_eq!(failed("8").ok(), if arm() == "new" { Some(8) } else { None });
}

#[flagkit::test(both = FORM)]
fn read_and_write() {
    let mut text = String::new();
    opened("new").unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, arm());
    assert_eq!(opened("").is_err(), arm() == "new");
    written().write_all(b"x").unwrap();
}

#[flagkit::test(both = FORM)]
fn closures() {
    let is_new = arm() == "new";
    assert_eq!(adder(2).clone()(5), if is_new { 7 } else { 10 });
    assert_eq!(trimmer()(" a "), if is_new { "a" } else { " a " });
    let mut words = ["b", "aa"];
    words.sort_by(|left, right| by_key::<str, _, _>(str::len)(left, right));
    assert_eq!(words, if is_new { ["b", "aa"] } else { ["aa", "b"] });
    let mut count = counter(2_u8);
    assert_eq!((count(), count()), if is_new { (2, 4) } else { (0, 0) });
    assert_eq!(once("a".to_owned())(), format!("a{}", arm()));
    assert_eq!(once(String::new())(), if is_new { "empty" } else { "old" });
    assert_eq!(boxed_closure(1)(1), if is_new { 2 } else { 0 });
    assert_eq!(pointer()(1), if is_new { 2 } else { 1 });
}

#[flagkit::test(both = FORM)]
fn coercions() {
    assert_eq!(format!("{:?}", coerced(false)), format!("{:?}", arm()));
    assert_eq!(format!("{:?}", coerced(true)), if arm() == "new" { "1" } else { "\"old\"" });
}

#[flagkit::test(both = FORM)]
fn functions_that_return_a_future() {
    assert_eq!(block_on(future(1)), if arm() == "new" { 2 } else { 1 });
    assert_eq!(block_on(boxed_future("abc")), if arm() == "new" { 3 } else { 0 });
}

#[flagkit::test(both = FORM)]
fn functions_that_never_return() {
    for exit in [exit as fn(u8) -> !, exit_otherwise, underscored_exit] {
        let payload = std::panic::catch_unwind(|| exit(3)).unwrap_err();
        assert_eq!(payload.downcast_ref(), Some(&(arm(), 3_u8)));
    }
}

#[flagkit::test(both = FORM)]
fn functions_that_return_nothing() {
    let mut out = "";
    nothing(&mut out);
    assert_eq!(out, arm());
}
