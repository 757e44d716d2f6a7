//! Uses up the process's file descriptors, so that the operating system refuses a notifier.

use std::fs::File;

/// Leaves a single free descriptor: enough to read a file, too little for a notifier.
pub(crate) fn leave_one_descriptor() {
    let mut held = Vec::new();
    while let Ok(file) = File::open("/dev/null") {
        held.push(file);
    }
    held.pop();
    // For the rest of the process.
    std::mem::forget(held);
}
