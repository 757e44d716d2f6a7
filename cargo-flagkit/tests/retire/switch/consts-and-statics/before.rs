//! Questions in odd places.

use crate::flags;
use std::sync::LazyLock;

static LAZY: LazyLock<bool> = LazyLock::new(|| flags::RETIRED.is_enabled());

struct Settings {
    on: bool,
    name: &'static str,
}

impl Default for Settings {
    fn default() -> Self {
        Self { on: flags::RETIRED.is_enabled(), name: if flags::RETIRED.is_enabled() { "n" } else { "o" } }
    }
}

fn returned() -> bool {
    return flags::RETIRED.is_enabled();
}

fn broken_out() -> u8 {
    loop {
        break if flags::RETIRED.is_enabled() { 1 } else { 2 };
    }
}

fn labelled() -> u8 {
    'outer: {
        if flags::RETIRED.is_enabled() {
            break 'outer 1;
        }
        2
    }
}

fn then() -> Option<u8> {
    flags::RETIRED.is_enabled().then(|| 1)
}

fn array() -> [u8; 2] {
    [u8::from(flags::RETIRED.is_enabled()), if flags::RETIRED.is_enabled() { 3 } else { 4 }]
}

fn assigned() -> u8 {
    let value;
    value = if flags::RETIRED.is_enabled() { 5 } else { 6 };
    value
}

fn else_of_let(number: Option<u8>) -> u8 {
    let Some(number) = number else {
        if flags::RETIRED.is_enabled() {
            return 7;
        } else {
            return 8;
        }
    };
    number
}

fn looped() -> u8 {
    let mut sum = 0;
    for number in 0..5 {
        if number == 2 && !flags::RETIRED.is_enabled() {
            continue;
        }
        if flags::RETIRED.is_enabled() {
            sum += number;
        } else {
            sum += 1;
        }
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
