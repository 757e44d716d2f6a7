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
    { "new".to_owned() + "er" }.len()
}

fn operand(number: usize) -> usize {
    let sum = { number + 1 } * 2;
    sum - { number - 1 }
}

fn scrutinee() -> u8 {
    match { Point { x: 1, y: 2 } } {
        Point { x: 1, .. } => 1,
        _ => 2,
    }
}

fn in_condition() -> bool {
    if ({ Point { x: 1, y: 2 } }) == Point::default() {
        return true;
    }
    (Point { x: 1, y: 1 }) == Point::default()
}

fn struct_in_parentheses() -> bool {
    if (Point { x: 0, y: 0 } == Point::default()) { true } else { false }
}

fn on_one_line(log: &mut Vec<u8>) { log.push(1); log.push(2); }

fn ends_with_comment(log: &mut Vec<u8>) {
    {
        log.push(1) // one
    } log.push(3);
    { // at the brace
        log.push(4); // four
        // last
    } // behind
    /* before */ log.push(5) // end
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
        log.push(number);
    }
    log.push(number);
}

fn labelled(log: &mut Vec<u8>) {
    'outer: loop {
        log.push(1);
        loop {
            break 'outer;
        }
    }
    let mut count = 0;
    while count < 3 {
        count += 1;
    }
    log.push(count);
}

fn assigned(mut on: bool) -> (bool, bool, bool) {
    let before = true;
    on = on;
    let xor = on ^ true;
    (before, on, xor)
}

fn closures() -> (u8, u8, bool) {
    let one = || 1;
    let two = || -> u8 {
        return 3;
        4
    };
    let asked = || true;
    (one(), two(), asked())
}

fn unit_values(log: &mut Vec<u8>) {
    let () = {
        log.push(1)
    };
    match log.len() {
        0 => log.push(9),
        1 => {}
        _ => {}
    }
    let _ = {};
}

fn blocks() -> u8 {
    let value = unsafe { 1 };
    let other = {
        let more = 1;
        let more = more + 1;
        more
    };
    value + other
}

fn borrowed(text: &str) -> usize {
    let kept: &str = &text.to_uppercase();
    length({ &kept[1..] })
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
        [1, 2].map(|n| n * 2)
    )
}
