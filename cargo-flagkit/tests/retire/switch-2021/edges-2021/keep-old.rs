//! Temporaries of a last expression, which this edition drops after the block's bindings.

use std::cell::RefCell;
use std::sync::Mutex;

fn of_function(numbers: &Mutex<Vec<u8>>) -> usize {
    numbers.lock().unwrap().len() + 1
}

fn behind_binding(text: &RefCell<String>) -> usize {
    let more = RefCell::new(1_usize);
    let kept = text.borrow().len() + *more.borrow();
    kept
}

fn as_argument(numbers: &Mutex<Vec<u8>>) -> usize {
    fn sum(left: usize, right: usize) -> usize {
        left + right
    }
    sum(0_usize, numbers.lock().unwrap().len())
}

fn otherwise_2021(numbers: Mutex<Vec<u8>>) -> usize {
    numbers.lock().unwrap().len()
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
