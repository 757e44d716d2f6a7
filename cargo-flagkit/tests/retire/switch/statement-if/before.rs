//! Questions as statements.

use crate::flags;

pub fn observe() -> String {
    let mut log = Vec::new();
    if flags::RETIRED.is_enabled() {
        // The new step.
        log.push("new");
        log.push("steps");
    } else {
        // The old step.
        log.push("old");
    }
    if !flags::RETIRED.is_enabled() {
        log.push("only old");
    }
    if flags::RETIRED.is_enabled() {
        log.push("only new");
    }

    // A binding stays in its braces.
    let name = "outer";
    if flags::RETIRED.is_enabled() {
        let name = "inner";
        log.push(name);
    } else {
        let name = "old inner";
        log.push(name);
    }
    log.push(name);

    // So does an item.
    if flags::RETIRED.is_enabled() {
        fn named() -> &'static str {
            "item"
        }
        log.push(named());
    }
    if flags::RETIRED.is_enabled() {
        log.push("no semicolon")
    } else {
        log.push("none here either")
    }
    if flags::RETIRED.is_enabled() { log.len() } else { 0 };
    log.join(",")
}
