//! Other attributes beside ours, and functions that are not only Rust's.

use crate::support::{arm, block_on, pause};
use flagkit::feature_flag;
use std::panic::Location;

/// Documented.
#[must_use]
#[inline(always)]
#[allow(clippy::inline_always)]
#[cfg(test)]
#[feature_flag("form", fallback = many_old)]
fn many() -> &'static str {
    "new"
}
#[cold]
fn many_old() -> &'static str {
    "old"
}

#[feature_flag("form", fallback = many_old)]
#[cfg_attr(test, must_use, inline)]
#[doc = "Documented."]
fn many_below() -> &'static str {
    "new"
}

#[deprecated(note = "of old")]
#[feature_flag("form", fallback = many_old)]
fn deprecated() -> &'static str {
    "new"
}

#[feature_flag("form", fallback = tracked_old)]
#[track_caller]
fn tracked((line, _): (u32, u8)) -> (&'static str, u32) {
    if line == 0 {
        return ("early", 0);
    }
    ("new", Location::caller().line() - line)
}
#[track_caller]
fn tracked_old(line: (u32, u8)) -> (&'static str, u32) {
    ("old", Location::caller().line() - line.0)
}

#[cfg_attr(test, track_caller)]
#[feature_flag("form", otherwise = { let caller = Location::caller(); Some(caller.line()).into_iter() })]
fn tracked_iterator() -> impl Iterator<Item = u32> {
    vec![Location::caller().line(); 2].into_iter()
}

#[tracing::instrument(skip_all, fields(by = 1))]
#[feature_flag("form", fallback = instrumented_old)]
fn instrumented(number: u8) -> Result<u8, std::num::ParseIntError> {
    let more: u8 = "7".parse()?;
    Ok(number + more)
}
fn instrumented_old(number: u8) -> Result<u8, std::num::ParseIntError> {
    Ok(number)
}

#[feature_flag("form", fallback = instrumented_old)]
#[tracing::instrument(err)]
fn instrumented_below(number: u8) -> Result<u8, std::num::ParseIntError> {
    let more: u8 = "7".parse()?;
    Ok(number + more)
}

#[tracing::instrument]
#[feature_flag("form", fallback = instrumented_async_old)]
async fn instrumented_async(number: u8) -> Result<u8, std::num::ParseIntError> {
    pause().await;
    let more: u8 = "7".parse()?;
    Ok(number + more)
}
async fn instrumented_async_old(number: u8) -> Result<u8, std::num::ParseIntError> {
    Ok(number)
}

#[feature_flag("form", fallback = instrumented_async_old)]
#[tracing::instrument(ret)]
async fn instrumented_async_below(number: u8) -> Result<u8, std::num::ParseIntError> {
    pause().await;
    let more: u8 = "7".parse()?;
    Ok(number + more)
}

#[feature_flag("form", fallback = unsafe_old)]
unsafe fn not_safe(pointer: *const u8) -> u8 {
    // SAFETY: as the caller's.
    unsafe { *pointer + 1 }
}
unsafe fn unsafe_old(pointer: *const u8) -> u8 {
    // SAFETY: as the caller's.
    unsafe { *pointer }
}

#[feature_flag("form", fallback = safe_old)]
unsafe fn safe_fallback(pointer: *const u8) -> bool {
    !pointer.is_null()
}
fn safe_old(_pointer: *const u8) -> bool {
    false
}

#[feature_flag("form", fallback = unsafe_async_old)]
async unsafe fn unsafe_async(pointer: *const u8) -> u8 {
    pause().await;
    // SAFETY: as the caller's.
    unsafe { *pointer + 1 }
}
async unsafe fn unsafe_async_old(pointer: *const u8) -> u8 {
    // SAFETY: as the caller's.
    unsafe { *pointer }
}

#[feature_flag("form", fallback = foreign_old)]
extern "C" fn foreign(number: i32) -> i32 {
    number + 1
}
extern "C" fn foreign_old(number: i32) -> i32 {
    number
}

#[unsafe(no_mangle)]
#[feature_flag("form", fallback = foreign_old)]
pub(crate) extern "C" fn flagkit_forms_exported(number: i32) -> i32 {
    number + 1
}

#[feature_flag("form", fallback = many_old)]
#[unsafe(no_mangle)]
fn flagkit_forms_exported_below() -> &'static str {
    "new"
}

#[cfg(target_arch = "x86_64")]
#[feature_flag("form", fallback = many_old)]
#[target_feature(enable = "sse2")]
fn with_target_feature() -> &'static str {
    "new"
}

#[feature_flag("form", fallback = allowed_old)]
fn allowed(#[allow(unused_variables)] number: u8) -> u8 {
    #![allow(unused_mut)]
    let mut result = 5;
    result
}
fn allowed_old(number: u8) -> u8 {
    number
}

#[feature_flag("form", fallback = expected_old)]
#[expect(unused_variables, reason = "the old code needs it")]
fn expected(number: u8) -> u8 {
    7
}
fn expected_old(number: u8) -> u8 {
    number
}

#[flagkit::test(both = FORM)]
fn docs_must_use_inline_cfg() {
    assert_eq!((many(), many_below()), (arm(), arm()));
}

#[flagkit::test(both = FORM)]
#[allow(deprecated)]
fn deprecation() {
    assert_eq!(deprecated(), arm());
}

#[flagkit::test(both = FORM)]
fn track_caller() {
    assert_eq!(tracked((line!(), 0)), (arm(), 0));
    let line = line!() + 1;
    let lines: Vec<u32> = tracked_iterator().collect();
    assert_eq!(lines, if arm() == "new" { vec![line; 2] } else { vec![line] });
}

#[flagkit::test(both = FORM)]
fn instrument_in_both_orders() {
    let number = Ok(if arm() == "new" { 8 } else { 1 });
    assert_eq!((instrumented(1), instrumented_below(1)), (number.clone(), number.clone()));
    assert_eq!(block_on(instrumented_async(1)), number);
    assert_eq!(block_on(instrumented_async_below(1)), number);
}

#[flagkit::test(both = FORM)]
fn unsafe_functions() {
    let is_new = arm() == "new";
    let number = 5;
    // SAFETY: the pointer is to a live byte.
    let results = unsafe { (not_safe(&raw const number), safe_fallback(&raw const number)) };
    assert_eq!(results, if is_new { (6, true) } else { (5, false) });
    // SAFETY: the pointer is to a live byte.
    let result = block_on(unsafe { unsafe_async(&raw const number) });
    assert_eq!(result, if is_new { 6 } else { 5 });
}

#[flagkit::test(both = FORM)]
fn foreign_functions() {
    let number = if arm() == "new" { 2 } else { 1 };
    assert_eq!((foreign(1), flagkit_forms_exported(1)), (number, number));
    assert_eq!(flagkit_forms_exported_below(), arm());
    let pointer: extern "C" fn(i32) -> i32 = foreign;
    assert_eq!(pointer(1), number);
}

#[cfg(target_arch = "x86_64")]
#[flagkit::test(both = FORM)]
fn target_features() {
    // SAFETY: every x86-64 has SSE2.
    #[allow(unused_unsafe)]
    let which = unsafe { with_target_feature() };
    assert_eq!(which, arm());
}

#[flagkit::test(both = FORM)]
fn lint_levels() {
    assert_eq!((allowed(1), expected(1)), if arm() == "new" { (5, 7) } else { (1, 1) });
}
