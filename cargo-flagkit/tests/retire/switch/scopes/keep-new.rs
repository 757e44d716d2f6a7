//! What a branch or an operand drops at its end, and what it takes by its braces.

use std::cell::RefCell;
use std::sync::{LazyLock, Mutex};

static COUNT: Mutex<u32> = Mutex::new(0);

struct Config {
    beta: bool,
}

static CONFIG: LazyLock<Config> = LazyLock::new(|| {
    *COUNT.lock().unwrap() += 1;
    Config { beta: true }
});

#[derive(Clone)]
struct Noisy<'l>(&'static str, &'l RefCell<Vec<&'static str>>);

impl Drop for Noisy<'_> {
    fn drop(&mut self) {
        self.1.borrow_mut().push(self.0);
    }
}

fn pair(left: bool, right: bool) -> (bool, bool) {
    (left, right)
}

fn assigned() -> Vec<u8> {
    let numbers = RefCell::new(vec![1, 2]);
    *numbers.borrow_mut() = {
        numbers.borrow().iter().map(|number| number + 1).collect()
    };
    numbers.into_inner()
}

fn operands(list: &Mutex<Vec<u8>>) -> String {
    let both = pair(
        { list.lock().unwrap().is_empty() },
        list.try_lock().is_ok(),
    );
    let either = pair(
        { list.lock().unwrap().is_empty() },
        list.try_lock().is_ok(),
    );
    let matched = match { list.lock().unwrap().is_empty() } {
        true => list.try_lock().is_ok(),
        false => list.try_lock().is_ok(),
    };
    format!("{both:?} {either:?} {matched}")
}

fn places() -> String {
    let (mut one, mut two) = (1, 2);
    *(&mut { one }) += 5;
    match { one } {
        ref mut taken => *taken += 5,
    }
    for each in ({ [one] }).iter_mut() {
        *each += 5;
    }
    let on = true;
    *(&mut ({ on })) = false;
    let (first, second) = ([one], [two]);
    for each in ({ first }).iter_mut() {
        *each += 5;
    }
    format!("{one} {two} {on} {first:?} {second:?}")
}

fn moved(log: &RefCell<Vec<&'static str>>) {
    let (one, two) = (Noisy("one", log), Noisy("two", log));
    let _ = { one };
    log.borrow_mut().push("let");
    let (one, two) = (Noisy("three", log), Noisy("four", log));
    let _shown = format!("{}", ({ one }).0);
    log.borrow_mut().push("format");
}

pub fn observe() -> String {
    let log = RefCell::new(Vec::new());
    moved(&log);
    let first = CONFIG.beta;
    let second = CONFIG.beta && false;
    format!(
        "{:?} {} {} {:?} {first} {second} {}",
        assigned(),
        operands(&Mutex::new(Vec::new())),
        places(),
        log.borrow(),
        COUNT.lock().unwrap()
    )
}
