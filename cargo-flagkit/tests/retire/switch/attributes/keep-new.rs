//! Other attributes on the same functions, in every order.

use flagkit::feature_flag;

#[inline]
#[must_use]
#[allow(clippy::needless_pass_by_value)]
fn attributed(text: String) -> usize {
    text.len()
}

fn on_one_line() -> u8 { 1 }

fn wide() -> u8 {
    3
}

#[deprecated = "nobody calls it"]
#[expect(dead_code, reason = "the test is about attributes")]
fn attributed_wide_old_unused() {}

fn by_handle() -> u8 {
    5
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
