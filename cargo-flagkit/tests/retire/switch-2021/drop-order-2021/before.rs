//! Temporaries and guards live as long as before.

use crate::flags;
use std::cell::RefCell;

struct Noisy<'l>(&'l RefCell<Vec<String>>, &'static str);

impl Noisy<'_> {
    fn length(&self) -> usize {
        self.1.len()
    }
}

impl Drop for Noisy<'_> {
    fn drop(&mut self) {
        self.0.borrow_mut().push(format!("drop {}", self.1));
    }
}

fn noisy<'l>(log: &'l RefCell<Vec<String>>, name: &'static str) -> Noisy<'l> {
    log.borrow_mut().push(format!("make {name}"));
    Noisy(log, name)
}

fn both(_left: usize, _right: usize) {}

fn tail(log: &RefCell<Vec<String>>) -> usize {
    let _local = noisy(log, "local");
    if flags::RETIRED.is_enabled() {
        noisy(log, "new tail").length()
    } else {
        noisy(log, "old").length()
    }
}

pub fn observe() -> String {
    let log = RefCell::new(Vec::new());
    both(
        if flags::RETIRED.is_enabled() { noisy(&log, "new").length() } else { noisy(&log, "old").length() },
        noisy(&log, "second").length(),
    );
    if flags::RETIRED.is_enabled() {
        let _guard = noisy(&log, "guard");
        log.borrow_mut().push("inside".to_owned());
    }
    log.borrow_mut().push("outside".to_owned());
    let length: usize = if flags::RETIRED.is_enabled() { noisy(&log, "let").length() } else { 0 };
    let tail = tail(&log);
    log.borrow_mut().push(format!("{length} {tail}"));
    let log = log.borrow();
    log.join(",")
}
