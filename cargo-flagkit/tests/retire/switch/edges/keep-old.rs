//! Odd places, odd layouts.

#[derive(Debug, Default, PartialEq)]
struct Point {
    x: u8,
    y: u8,
}

fn length(text: &str) -> usize {
    text.len()
}

fn receiver() -> usize {
    { "old".to_owned() }.len()
}

fn operand(number: usize) -> usize {
    let sum = { number + 2 } * 2;
    sum - { number }
}

fn scrutinee() -> u8 {
    match { Point::default() } {
        Point { x: 1, .. } => 1,
        _ => 2,
    }
}

fn in_condition() -> bool {
    if ({ Point::default() }) == Point::default() {
        return true;
    }
    false
}

fn struct_in_parentheses() -> bool {
    false
}

fn on_one_line(log: &mut Vec<u8>) { log.push(2); log.push(3) }

fn ends_with_comment(log: &mut Vec<u8>) {
    {
        log.push(2); /* two */ // more
    } log.push(3);
    /* before */ log.push(6) // end
}

fn with_macros(log: &mut Vec<u8>) {
    macro_rules! bound {
        ($name:ident) => {
            let $name = 1;
        };
    }
    let number = 7;
    {
        bound!(number);
        log.push(number + 1);
    }
    log.push(number);
}

fn labelled(log: &mut Vec<u8>) {
    let mut count = 0;
    while count < 3 && (count < 1) {
        count += 1;
    }
    log.push(count);
}

fn assigned(mut on: bool) -> (bool, bool, bool) {
    let before = on;
    on = false;
    let xor = on ^ false;
    (before, on, xor)
}

fn closures() -> (u8, u8, bool) {
    let one = || 2;
    let two = || -> u8 {
        4
    };
    let asked = || false;
    (one(), two(), asked())
}

fn unit_values(log: &mut Vec<u8>) {
    let () = {};
    match log.len() {
        0 => {},
        1 => { log.push(8) }
        _ => {}
    }
    let _ = { log.push(3) };
}

fn blocks() -> u8 {
    let value = unsafe { 2 };
    let other = {
        let more = 1;
        more
    };
    value + other
}

fn borrowed(text: &str) -> usize {
    let kept: &str = text;
    length(kept)
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
        [1, 2].map(|n| n)
    )
}
