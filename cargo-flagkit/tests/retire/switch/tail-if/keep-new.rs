//! Questions at the end of a block.

fn tail(number: u32) -> u32 {
    let number = number + 1;
    // The value.
    number * 2
}

fn early(number: u32) -> u32 {
    number + 100
}

fn nested(number: u32) -> u32 {
    let more = number + 1;
    if more > 3 {
        more
    } else {
        1
    }
}

fn nothing_left(log: &mut Vec<u8>) {
    log.push(1);
}

fn item_in_tail() -> u8 {
    {
        const VALUE: u8 = 3;
        VALUE
    }
}

pub fn observe() -> String {
    let mut log = Vec::new();
    nothing_left(&mut log);
    format!("{} {} {} {} {:?} {}", tail(1), early(1), nested(1), nested(5), log, item_in_tail())
}
