//! Questions in odd places.

use std::sync::LazyLock;

static LAZY: LazyLock<bool> = LazyLock::new(|| false);

struct Settings {
    on: bool,
    name: &'static str,
}

impl Default for Settings {
    fn default() -> Self {
        Self { on: false, name: "o" }
    }
}

fn returned() -> bool {
    return false;
}

fn broken_out() -> u8 {
    loop {
        break 2;
    }
}

fn labelled() -> u8 {
    'outer: {
        2
    }
}

fn then() -> Option<u8> {
    false.then(|| 1)
}

fn array() -> [u8; 2] {
    [u8::from(false), 4]
}

fn assigned() -> u8 {
    let value;
    value = 6;
    value
}

fn else_of_let(number: Option<u8>) -> u8 {
    let Some(number) = number else {
        return 8;
    };
    number
}

fn looped() -> u8 {
    let mut sum = 0;
    for number in 0..5 {
        if number == 2 {
            continue;
        }
        sum += 1;
    }
    sum
}

pub fn observe() -> String {
    let settings = Settings::default();
    format!(
        "{} {} {} {} {} {} {:?} {:?} {} {} {}",
        *LAZY,
        settings.on,
        settings.name,
        returned(),
        broken_out(),
        labelled(),
        then(),
        array(),
        assigned(),
        else_of_let(None),
        looped()
    )
}
