//! Questions whose answer is a value.

struct Pair {
    left: u32,
    right: u32,
}

fn doubled(number: u32) -> u32 {
    number * 2
}

pub fn observe() -> String {
    let short = 1;
    let long = {
        let base = short + 1;
        base * 10
    };
    let called = doubled({ short + 3 });
    let summed = 1 + { short } * 2;
    let pair = Pair {
        left: 5,
        right: match short {
            1 => 7,
            _ => 9,
        },
    };
    let closure = |number: u32| number;
    let text = ("new").to_owned();
    let several = {
        // A comment holds the braces.
        doubled(3)
    };
    let wrapped: u32 = doubled(
        // in the call
        5,
    );
    format!(
        "{short} {long} {called} {summed} {} {} {} {text} {several} {wrapped}",
        pair.left,
        pair.right,
        closure(1)
    )
}
