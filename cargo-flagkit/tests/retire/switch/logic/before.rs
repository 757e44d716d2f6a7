//! Conditions that something else decides too.

use crate::flags;

fn ready(log: &mut Vec<&'static str>, name: &'static str, answer: bool) -> bool {
    log.push(name);
    answer
}

pub fn observe() -> String {
    let mut log = Vec::new();
    let yes = true;
    let no = false;
    if flags::RETIRED.is_enabled() && ready(&mut log, "a", yes) {
        log.push("and");
    }
    if ready(&mut log, "b", yes) && flags::RETIRED.is_enabled() {
        log.push("asked before");
    }
    if flags::RETIRED.is_enabled() || ready(&mut log, "c", yes) {
        log.push("or");
    }
    if ready(&mut log, "d", no) || flags::RETIRED.is_enabled() {
        log.push("asked before or");
    }
    if yes && flags::RETIRED.is_enabled() {
        log.push("plain left");
    } else {
        log.push("plain else");
    }
    if (yes || no) && flags::RETIRED.is_enabled() && !no {
        log.push("parentheses");
    }
    if flags::RETIRED.is_enabled() && (no || ready(&mut log, "e", yes)) {
        log.push("idle parentheses");
    }
    if !(flags::RETIRED.is_enabled() && yes) {
        log.push("not");
    }
    let value = !flags::RETIRED.is_enabled();
    let on = flags::RETIRED.is_enabled();
    let mixed = (no || yes) && flags::RETIRED.is_enabled();
    while flags::RETIRED.is_enabled() {
        log.push("loop");
        break;
    }
    while log.len() < 20 && flags::RETIRED.is_enabled() {
        log.push("more");
    }
    format!("{} {value} {on} {mixed}", log.join(","))
}
