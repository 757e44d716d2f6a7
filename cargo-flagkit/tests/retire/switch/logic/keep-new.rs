//! Conditions that something else decides too.

fn ready(log: &mut Vec<&'static str>, name: &'static str, answer: bool) -> bool {
    log.push(name);
    answer
}

pub fn observe() -> String {
    let mut log = Vec::new();
    let yes = true;
    let no = false;
    if ready(&mut log, "a", yes) {
        log.push("and");
    }
    if ready(&mut log, "b", yes) {
        log.push("asked before");
    }
    log.push("or");
    if ready(&mut log, "d", no) || true {
        log.push("asked before or");
    }
    if yes {
        log.push("plain left");
    } else {
        log.push("plain else");
    }
    if (yes || no) && !no {
        log.push("parentheses");
    }
    if no || ready(&mut log, "e", yes) {
        log.push("idle parentheses");
    }
    if !(yes) {
        log.push("not");
    }
    let value = false;
    let on = true;
    let mixed = no || yes;
    loop {
        log.push("loop");
        break;
    }
    while log.len() < 20 {
        log.push("more");
    }
    format!("{} {value} {on} {mixed}", log.join(","))
}
