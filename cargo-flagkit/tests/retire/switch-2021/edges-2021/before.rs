//! Temporaries of a last expression, which this edition drops after the block's bindings.

use crate::flags;
use flagkit::feature_flag;
use std::cell::RefCell;
use std::sync::Mutex;

fn of_function(numbers: &Mutex<Vec<u8>>) -> usize {
    if flags::RETIRED.is_enabled() {
        numbers.lock().unwrap().len()
    } else {
        numbers.lock().unwrap().len() + 1
    }
}

fn behind_binding(text: &RefCell<String>) -> usize {
    let more = RefCell::new(1_usize);
    if flags::RETIRED.is_enabled() {
        let other = RefCell::new(2_usize);
        text.borrow().len() + *more.borrow() + other.into_inner()
    } else {
        text.borrow().len() + *more.borrow()
    }
}

fn as_argument(numbers: &Mutex<Vec<u8>>) -> usize {
    fn sum(left: usize, right: usize) -> usize {
        left + right
    }
    sum(
        if flags::RETIRED.is_enabled() {
            // Held for this argument only.
            numbers.lock().unwrap().len()
        } else {
            0_usize
        },
        numbers.lock().unwrap().len(),
    )
}

#[feature_flag("retired", otherwise = numbers.lock().unwrap().len())]
fn otherwise_2021(numbers: Mutex<Vec<u8>>) -> usize {
    numbers.lock().unwrap().len() + 1
}

pub fn observe() -> String {
    let numbers = Mutex::new(vec![1, 2]);
    let text = RefCell::new("ab".to_owned());
    format!(
        "{} {} {} {}",
        of_function(&numbers),
        behind_binding(&text),
        as_argument(&numbers),
        otherwise_2021(Mutex::new(vec![1]))
    )
}
