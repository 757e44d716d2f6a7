//! Old code in place.

use flagkit::feature_flag;
use std::num::ParseIntError;

#[feature_flag("retired", otherwise = "old".to_owned())]
fn otherwise_text() -> String {
    "new".to_owned()
}

#[feature_flag("retired", otherwise = Ok(text.parse::<i64>()? - 1))]
fn otherwise_question(text: &str) -> Result<i64, ParseIntError> {
    Ok(text.parse::<i64>()? + 100)
}

#[feature_flag("retired", otherwise = {
    // Comments of the old code stay.
    let Some(number) = number.checked_sub(1) else { return 7 };
    number
})]
fn otherwise_block(number: u64) -> u64 {
    number + 100
}

#[feature_flag("retired", otherwise = ())]
fn otherwise_nothing(number: &mut i64) {
    *number += 100;
}

#[feature_flag("retired", otherwise = if crate::flags::RETIRED.is_enabled() { 1 } else { 2 })]
fn otherwise_asking() -> u8 {
    if crate::flags::RETIRED.is_enabled() { 3 } else { 4 }
}

#[feature_flag("retired", otherwise = match number { 0 => "zero", _ => { r#"raw "text""# } })]
fn otherwise_match(number: u8) -> &'static str {
    if number > 0 { "some" } else { "none" }
}

pub fn observe() -> String {
    let mut number = 5;
    otherwise_nothing(&mut number);
    format!(
        "{} {:?} {} {} {number} {} {}",
        otherwise_text(),
        otherwise_question("5"),
        otherwise_block(5),
        otherwise_block(0),
        otherwise_asking(),
        otherwise_match(1)
    )
}
