//! Old code that somebody else uses too.

use flagkit::feature_flag;

#[feature_flag("retired", fallback = shared_by_two)]
fn shared_one(number: u8) -> u8 {
    number + 1
}

#[feature_flag("retired", fallback = shared_by_two)]
fn shared_two(number: u8) -> u8 {
    number + 2
}

fn shared_by_two(number: u8) -> u8 {
    number
}

#[feature_flag("retired", fallback = shared_with_code)]
fn shared_three(number: u8) -> u8 {
    shared_with_code(number) + 3
}

fn shared_with_code(number: u8) -> u8 {
    number * 10
}

macro_rules! calls_it {
    ($number:expr) => {
        shared_with_macro($number)
    };
}

#[feature_flag("retired", fallback = shared_with_macro)]
fn shared_four(number: u8) -> u8 {
    number + 4
}

fn shared_with_macro(number: u8) -> u8 {
    number * 5
}

#[feature_flag("retired", fallback = shared_in_docs)]
fn shared_five(number: u8) -> u8 {
    number + 5
}

fn shared_in_docs(number: u8) -> u8 {
    number * 6
}

/// Like [`shared_in_docs`], but not it.
fn documented() -> u8 {
    6
}

pub fn observe() -> String {
    format!(
        "{} {} {} {} {} {} {}",
        shared_one(1),
        shared_two(1),
        shared_three(1),
        shared_four(1),
        calls_it!(2),
        shared_five(1),
        documented()
    )
}
