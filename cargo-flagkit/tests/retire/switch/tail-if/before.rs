//! Questions at the end of a block.

use crate::flags;

fn tail(number: u32) -> u32 {
    if flags::RETIRED.is_enabled() {
        let number = number + 1;
        // The value.
        number * 2
    } else {
        number
    }
}

fn early(number: u32) -> u32 {
    if !flags::RETIRED.is_enabled() {
        return number;
    }
    number + 100
}

fn nested(number: u32) -> u32 {
    let more = number + 1;
    if flags::RETIRED.is_enabled() {
        if more > 3 {
            if flags::RETIRED.is_enabled() {
                more
            } else {
                0
            }
        } else {
            1
        }
    } else {
        if flags::RETIRED.is_enabled() { 8 } else { 9 }
    }
}

fn nothing_left(log: &mut Vec<u8>) {
    if flags::RETIRED.is_enabled() {
        log.push(1);
    }
}

fn item_in_tail() -> u8 {
    if flags::RETIRED.is_enabled() {
        const VALUE: u8 = 3;
        VALUE
    } else {
        const VALUE: u8 = 4;
        VALUE
    }
}

pub fn observe() -> String {
    let mut log = Vec::new();
    nothing_left(&mut log);
    format!("{} {} {} {} {:?} {}", tail(1), early(1), nested(1), nested(5), log, item_in_tail())
}
