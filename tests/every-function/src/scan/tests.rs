//! What is found in small files, written as text because positions are what matters.

use super::{Found, Function, Kind, PassThrough, functions};

fn scan(text: &str) -> Found {
    let file = syn::parse_file(text).expect("the test's text is Rust");
    let mut pass_through = PassThrough::default();
    pass_through.learn(&file);
    functions(&file, &pass_through)
}

fn only(text: &str) -> Function {
    let mut found = scan(text);
    assert_eq!(found.functions.len(), 1, "{found:?}");
    found.functions.remove(0)
}

#[test]
fn each_kind_is_told_apart() {
    let found = scan(
        "fn free() { fn nested() {} } impl A { fn inherent() {} } impl B for A { fn of_trait() {} } \
         trait B { fn of_trait(); fn provided() { fn deep() {} } }",
    );
    let kinds: Vec<(&str, Kind)> =
        found.functions.iter().map(|function| (function.name.as_str(), function.kind)).collect();
    assert_eq!(
        kinds,
        [
            ("free", Kind::Free),
            ("nested", Kind::Free),
            ("inherent", Kind::Inherent),
            ("of_trait", Kind::TraitImpl),
            ("provided", Kind::Provided),
            ("deep", Kind::Free),
        ]
    );
}

#[test]
fn positions_are_of_the_text() {
    let text =
        "/// Größe.\n#[inline]\npub unsafe fn size<T>(of: T) -> usize { #![allow(unused)] 1 }\n";
    let function = only(text);
    assert_eq!(&text[function.item.clone()], text.trim_end());
    assert_eq!(&text[function.after_attributes..function.signature.start], "pub ");
    assert_eq!(&text[function.signature.clone()], "unsafe fn size<T>(of: T) -> usize ");
    assert_eq!(&text[function.name_range.clone()], "size");
    assert_eq!(&text[function.body_start..function.body.end], " 1 }");
    let kept: Vec<&str> =
        function.kept_attributes.iter().map(|range| &text[range.clone()]).collect();
    assert_eq!(kept, ["#[inline]"]);
}

#[test]
fn what_may_exist_once_stays_off_the_copy() {
    let function = only(
        "#[unsafe(no_mangle)] #[cfg_attr(unix, export_name = \"x\")] #[must_use] #[doc(hidden)] \
         #[cfg_attr(windows, cold)] #[track_caller] fn f() {}",
    );
    assert_eq!(function.kept_attributes.len(), 2, "{function:?}");
}

#[test]
fn test_code_is_passed_over() {
    let found = scan(
        "#[cfg(test)] mod tests { fn a() {} } #[cfg(all(unix, test))] fn b() {} #[test] fn c() {} \
         #[cfg(any(test, unix))] fn d() {} #[cfg(not(test))] fn e() {}",
    );
    let names: Vec<&str> = found.functions.iter().map(|function| function.name.as_str()).collect();
    assert_eq!(names, ["d", "e"]);
}

#[test]
fn macros_that_pass_items_through_are_looked_into() {
    let found = scan(
        "macro_rules! cfg_rt { ($($item:item)*) => { $( #[cfg(unix)] $item )* } } \
         macro_rules! feature { (#![$meta:meta] $($item:item)*) => { $( #[cfg($meta)] $item )* } } \
         macro_rules! make { ($name:ident) => { fn $name() {} } } \
         cfg_rt! { fn within() {} } feature! { #![all(unix)] impl A { fn method() {} } } make! { outside }",
    );
    let names: Vec<&str> = found.functions.iter().map(|function| function.name.as_str()).collect();
    assert_eq!(names, ["within", "method"]);
    assert_eq!(found.in_macros, 1);
}

#[test]
fn parameters_that_arguments_do_not_name_are_written_out() {
    assert_eq!(only("fn f<'a, T, const N: usize>(a: &'a T, b: [u8; N]) {}").turbofish, "");
    assert_eq!(only("fn f<I: Iterator>(first: I::Item) {}").turbofish, "::<I>");
    assert_eq!(only("fn f<T: Default, U>(from: U) -> T { T::default() }").turbofish, "::<T, U>");
}
