//! Old code in place.

use std::num::ParseIntError;

fn otherwise_text() -> String {
    "old".to_owned()
}

fn otherwise_question(text: &str) -> Result<i64, ParseIntError> {
    Ok(text.parse::<i64>()? - 1)
}

fn otherwise_block(number: u64) -> u64 {
    // Comments of the old code stay.
    let Some(number) = number.checked_sub(1) else { return 7 };
    number
}

fn otherwise_nothing(number: &mut i64) {}

fn otherwise_asking() -> u8 {
    2
}

fn otherwise_match(number: u8) -> &'static str {
    match number { 0 => "zero", _ => { r#"raw "text""# } }
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
