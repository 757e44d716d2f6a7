//! Questions whose answer is a value.

use crate::flags;

struct Pair {
    left: u32,
    right: u32,
}

fn doubled(number: u32) -> u32 {
    number * 2
}

pub fn observe() -> String {
    let short = if flags::RETIRED.is_enabled() { 1 } else { 2 };
    let long = if flags::RETIRED.is_enabled() {
        let base = short + 1;
        base * 10
    } else {
        let base = short + 2;
        base * 100
    };
    let called = doubled(if flags::RETIRED.is_enabled() { short + 3 } else { short + 4 });
    let summed = 1 + if flags::RETIRED.is_enabled() { short } else { long } * 2;
    let pair = Pair {
        left: if flags::RETIRED.is_enabled() { 5 } else { 6 },
        right: match short {
            1 => if flags::RETIRED.is_enabled() { 7 } else { 8 },
            _ => 9,
        },
    };
    let closure = |number: u32| if flags::RETIRED.is_enabled() { number } else { number + 1 };
    let text = (if flags::RETIRED.is_enabled() { "new" } else { "old" }).to_owned();
    let several = if flags::RETIRED.is_enabled() {
        // A comment holds the braces.
        doubled(3)
    } else {
        doubled(4)
    };
    let wrapped: u32 = if flags::RETIRED.is_enabled() {
        doubled(
            // in the call
            5,
        )
    } else {
        0
    };
    format!(
        "{short} {long} {called} {summed} {} {} {} {text} {several} {wrapped}",
        pair.left,
        pair.right,
        closure(1)
    )
}
