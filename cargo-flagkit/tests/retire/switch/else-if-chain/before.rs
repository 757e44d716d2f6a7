//! Chains of questions.

use crate::flags::RETIRED;

fn chained(number: i32) -> &'static str {
    if number < 0 {
        "negative"
    } else if RETIRED.is_enabled() {
        "new"
    } else {
        "old"
    }
}

fn first_in_chain(number: i32) -> &'static str {
    if !RETIRED.is_enabled() {
        "old"
    } else if number == 0 {
        "zero"
    } else {
        "new"
    }
}

fn without_else(number: i32) -> i32 {
    let mut sum = 0;
    if number == 0 {
        sum += 1;
    } else if RETIRED.is_enabled() {
        sum += 10;
    }
    if number == 1 {
        sum += 100;
    } else if !RETIRED.is_enabled() {
        sum += 1000;
    } else if number == 2 {
        sum += 5;
    }
    sum
}

fn both_in_chain(number: i32) -> i32 {
    if number == 7 {
        1
    } else if !RETIRED.is_enabled() {
        2
    } else if number == 8 && RETIRED.is_enabled() {
        3
    } else if RETIRED.is_enabled() {
        4
    } else {
        5
    }
}

pub fn observe() -> String {
    let each = [-1, 0, 1, 2, 7, 8].map(|number| {
        format!(
            "{} {} {} {}",
            chained(number),
            first_in_chain(number),
            without_else(number),
            both_in_chain(number)
        )
    });
    each.join(";")
}
