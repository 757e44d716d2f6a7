//! Conditions that something else decides too.

fn ready(log: &mut Vec<&'static str>, name: &'static str, answer: bool) -> bool {
    log.push(name);
    answer
}

pub fn observe() -> String {
    let mut log = Vec::new();
    let yes = true;
    let no = false;
    if ready(&mut log, "b", yes) && false {
        log.push("asked before");
    }
    if ready(&mut log, "c", yes) {
        log.push("or");
    }
    if ready(&mut log, "d", no) {
        log.push("asked before or");
    }
    log.push("plain else");
    log.push("not");
    let value = true;
    let on = false;
    let mixed = false;
    while log.len() < 20 && false {
        log.push("more");
    }
    format!("{} {value} {on} {mixed}", log.join(","))
}
