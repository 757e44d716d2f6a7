//! Uses up the process's file descriptors, so that the operating system refuses a notifier.

use std::fs::File;
use std::sync::Mutex;

static HELD: Mutex<Vec<File>> = Mutex::new(Vec::new());

/// Leaves a single free descriptor: enough to read a file, too little for a notifier.
pub(crate) fn leave_one_descriptor() {
    let Ok(mut held) = HELD.lock() else { return };
    while let Ok(file) = File::open("/dev/null") {
        held.push(file);
    }
    held.pop();
}

/// Gives all of them back.
pub(crate) fn give_back() {
    if let Ok(mut held) = HELD.lock() {
        held.clear();
    }
}
