//! Other attributes on the same functions, in every order.

use flagkit::feature_flag;

#[inline]
#[feature_flag("retired", fallback = attributed_old)] #[must_use]
#[allow(clippy::needless_pass_by_value)]
fn attributed(text: String) -> usize {
    text.len()
}

#[allow(unused_variables)]
fn attributed_old(text: String) -> usize {
    let unused = 1;
    0
}

#[feature_flag("retired", fallback = attributed_one_line)] fn on_one_line() -> u8 { 1 } fn attributed_one_line() -> u8 { 2 }

#[feature_flag(
    "retired",
    // Why the old code stays for now.
    fallback = attributed_wide_old, /* the end */
)]
fn wide() -> u8 {
    3
}

#[deprecated = "nobody calls it"]
#[expect(dead_code, reason = "the test is about attributes")]
fn attributed_wide_old_unused() {}

fn attributed_wide_old() -> u8 {
    4
}

#[flagkit::feature_flag(crate::flags::RETIRED, fallback = attributed_handle_old)]
fn by_handle() -> u8 {
    5
}

fn attributed_handle_old() -> u8 {
    6
}

#[feature_flag("other", fallback = attributed_other_old)]
fn of_another_flag() -> u8 {
    7
}

fn attributed_other_old() -> u8 {
    8
}

pub fn observe() -> String {
    format!(
        "{} {} {} {} {}",
        attributed("abc".to_owned()),
        on_one_line(),
        wide(),
        by_handle(),
        of_another_flag()
    )
}
