//! Temporaries and guards live as long as before.

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
    let kept = noisy(log, "new tail").length();
    kept
}

pub fn observe() -> String {
    let log = RefCell::new(Vec::new());
    both(
        { let kept = noisy(&log, "new").length(); kept },
        noisy(&log, "second").length(),
    );
    {
        let _guard = noisy(&log, "guard");
        log.borrow_mut().push("inside".to_owned());
    }
    log.borrow_mut().push("outside".to_owned());
    let length: usize = noisy(&log, "let").length();
    let tail = tail(&log);
    log.borrow_mut().push(format!("{length} {tail}"));
    let log = log.borrow();
    log.join(",")
}
