//! What an `if let` and an operand leave behind, which this edition drops after the statement.

use crate::flags;
use std::sync::Mutex;

fn pair(left: bool, right: bool) -> (bool, bool) {
    (left, right)
}

fn first_in_chain(list: &Mutex<Vec<u8>>) -> (u8, bool) {
    fn both(left: u8, right: bool) -> (u8, bool) {
        (left, right)
    }
    both(
        if !flags::RETIRED.is_enabled() {
            1u8
        } else if let Some(number) = list.lock().unwrap().first() {
            *number
        } else {
            2u8
        },
        list.try_lock().is_ok(),
    )
}

fn operands(list: &Mutex<Vec<u8>>) -> String {
    let both = pair(
        flags::RETIRED.is_enabled() && list.lock().unwrap().is_empty(),
        list.try_lock().is_ok(),
    );
    let matched = match list.lock().unwrap().is_empty() && flags::RETIRED.is_enabled() {
        true => list.try_lock().is_ok(),
        false => list.try_lock().is_ok(),
    };
    format!("{both:?} {matched}")
}

fn tail(list: Mutex<Vec<u8>>) -> bool {
    let more = true;
    more && { flags::RETIRED.is_enabled() && list.lock().unwrap().is_empty() }
}

pub fn observe() -> String {
    let list = Mutex::new(vec![7]);
    format!("{:?} {} {}", first_in_chain(&list), operands(&list), tail(Mutex::new(Vec::new())))
}
