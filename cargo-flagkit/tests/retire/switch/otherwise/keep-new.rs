//! Old code in place.

use std::num::ParseIntError;

fn otherwise_text() -> String {
    "new".to_owned()
}

fn otherwise_question(text: &str) -> Result<i64, ParseIntError> {
    Ok(text.parse::<i64>()? + 100)
}

fn otherwise_block(number: u64) -> u64 {
    number + 100
}

fn otherwise_nothing(number: &mut i64) {
    *number += 100;
}

fn otherwise_asking() -> u8 {
    3
}

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
