//! Parameters: patterns, `mut`, underscores, other names.

fn parameters_old(pair: (u8, u8), _more: u8, [a, ..]: [u8; 1]) -> u8
where
    u8: Copy,
{
    pair.0 + a
}

fn unrelated() -> u8 {
    parameters_old((1, 2), 3, [4])
}

fn parameters_pattern((left, right): (u8, u8), _: u8) -> u8 {
    left + right
}

fn parameters_mut(mut number: u8, _unused: u8) -> u8 {
    number += 1;
    number
}

mod parameters_elsewhere {
    pub(super) fn old(number: u8, other: u8) -> u8 {
        number + other
    }
}

pub fn observe() -> String {
    format!("{} {} {}", unrelated(), parameters_pattern((1, 2), 3), parameters_mut(1, 5))
}
