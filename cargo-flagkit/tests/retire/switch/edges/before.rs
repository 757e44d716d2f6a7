//! Odd places, odd layouts.

use crate::flags;

#[derive(Debug, Default, PartialEq)]
struct Point {
    x: u8,
    y: u8,
}

fn length(text: &str) -> usize {
    text.len()
}

fn receiver() -> usize {
    if flags::RETIRED.is_enabled() { "new".to_owned() + "er" } else { "old".to_owned() }.len()
}

fn operand(number: usize) -> usize {
    let sum = if flags::RETIRED.is_enabled() { number + 1 } else { number + 2 } * 2;
    sum - if flags::RETIRED.is_enabled() { number - 1 } else { number }
}

fn scrutinee() -> u8 {
    match if flags::RETIRED.is_enabled() { Point { x: 1, y: 2 } } else { Point::default() } {
        Point { x: 1, .. } => 1,
        _ => 2,
    }
}

fn in_condition() -> bool {
    if (if flags::RETIRED.is_enabled() { Point { x: 1, y: 2 } } else { Point::default() }) == Point::default() {
        return true;
    }
    flags::RETIRED.is_enabled() && (Point { x: 1, y: 1 }) == Point::default()
}

fn struct_in_parentheses() -> bool {
    if flags::RETIRED.is_enabled() && (Point { x: 0, y: 0 } == Point::default()) { true } else { false }
}

fn on_one_line(log: &mut Vec<u8>) { if flags::RETIRED.is_enabled() { log.push(1); } log.push(2); if !flags::RETIRED.is_enabled() { log.push(3) } }

fn ends_with_comment(log: &mut Vec<u8>) {
    if flags::RETIRED.is_enabled() {
        log.push(1) // one
    } else {
        log.push(2); /* two */ // more
    } log.push(3);
    if flags::RETIRED.is_enabled() { // at the brace
        log.push(4); // four
        // last
    } // behind
    /* before */ if flags::RETIRED.is_enabled() { log.push(5) } /* between */ else /* and */ { log.push(6) } // end
}

fn with_macros(log: &mut Vec<u8>) {
    macro_rules! bound {
        ($name:ident) => {
            let $name = 1;
        };
    }
    let number = 7;
    if flags::RETIRED.is_enabled() {
        bound!(number);
        log.push(number);
    } else {
        bound!(number);
        log.push(number + 1);
    }
    log.push(number);
}

fn labelled(log: &mut Vec<u8>) {
    'outer: while flags::RETIRED.is_enabled() {
        log.push(1);
        loop {
            if flags::RETIRED.is_enabled() {
                break 'outer;
            }
        }
    }
    let mut count = 0;
    while count < 3 && (flags::RETIRED.is_enabled() || count < 1) {
        count += 1;
    }
    log.push(count);
}

fn assigned(mut on: bool) -> (bool, bool, bool) {
    let before = on || flags::RETIRED.is_enabled();
    on = on && flags::RETIRED.is_enabled();
    let xor = on ^ flags::RETIRED.is_enabled();
    (before, on, xor)
}

fn closures() -> (u8, u8, bool) {
    let one = || if flags::RETIRED.is_enabled() { 1 } else { 2 };
    let two = || -> u8 {
        if flags::RETIRED.is_enabled() {
            return 3;
        }
        4
    };
    let asked = || flags::RETIRED
        .is_enabled();
    (one(), two(), asked())
}

fn unit_values(log: &mut Vec<u8>) {
    let () = if flags::RETIRED.is_enabled() {
        log.push(1)
    };
    match log.len() {
        0 => if flags::RETIRED.is_enabled() { log.push(9) },
        1 => if !flags::RETIRED.is_enabled() { log.push(8) }
        _ => {}
    }
    let _ = if flags::RETIRED.is_enabled() {} else { log.push(3) };
}

fn blocks() -> u8 {
    let value = unsafe { if flags::RETIRED.is_enabled() { 1 } else { 2 } };
    let other = {
        let more = 1;
        if flags::RETIRED.is_enabled() {
            let more = more + 1;
            more
        } else {
            more
        }
    };
    value + other
}

fn borrowed(text: &str) -> usize {
    let kept: &str = if flags::RETIRED.is_enabled() { &text.to_uppercase() } else { text };
    length(if flags::RETIRED.is_enabled() { &kept[1..] } else { kept })
}

pub fn observe() -> String {
    let mut log = Vec::new();
    on_one_line(&mut log);
    ends_with_comment(&mut log);
    with_macros(&mut log);
    labelled(&mut log);
    unit_values(&mut log);
    format!(
        "{} {} {} {} {} {log:?} {:?} {:?} {} {} {:?}",
        receiver(),
        operand(3),
        scrutinee(),
        in_condition(),
        struct_in_parentheses(),
        assigned(true),
        closures(),
        blocks(),
        borrowed("abc"),
        [1, 2].map(|n| if flags::RETIRED.is_enabled() { n * 2 } else { n })
    )
}
