//! Questions in odd places.

use std::sync::LazyLock;

static LAZY: LazyLock<bool> = LazyLock::new(|| true);

struct Settings {
    on: bool,
    name: &'static str,
}

impl Default for Settings {
    fn default() -> Self {
        Self { on: true, name: "n" }
    }
}

fn returned() -> bool {
    return true;
}

fn broken_out() -> u8 {
    loop {
        break 1;
    }
}

fn labelled() -> u8 {
    'outer: {
        break 'outer 1;
        2
    }
}

fn then() -> Option<u8> {
    true.then(|| 1)
}

fn array() -> [u8; 2] {
    [u8::from(true), 3]
}

fn assigned() -> u8 {
    let value;
    value = 5;
    value
}

fn else_of_let(number: Option<u8>) -> u8 {
    let Some(number) = number else {
        return 7;
    };
    number
}

fn looped() -> u8 {
    let mut sum = 0;
    for number in 0..5 {
        sum += number;
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
