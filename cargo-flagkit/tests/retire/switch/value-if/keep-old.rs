//! Questions whose answer is a value.

struct Pair {
    left: u32,
    right: u32,
}

fn doubled(number: u32) -> u32 {
    number * 2
}

pub fn observe() -> String {
    let short = 2;
    let long = {
        let base = short + 2;
        base * 100
    };
    let called = doubled({ short + 4 });
    let summed = 1 + { long } * 2;
    let pair = Pair {
        left: 6,
        right: match short {
            1 => 8,
            _ => 9,
        },
    };
    let closure = |number: u32| number + 1;
    let text = ("old").to_owned();
    let several = doubled(4);
    let wrapped: u32 = 0;
    format!(
        "{short} {long} {called} {summed} {} {} {} {text} {several} {wrapped}",
        pair.left,
        pair.right,
        closure(1)
    )
}
