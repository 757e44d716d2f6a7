//! The attribute within `cfg_attr`: without the condition, the function was never behind the flag.

#[cfg_attr(all(), inline)]
fn conditional_with_another() -> u8 {
    1
}

#[cfg_attr(all(), must_use)]
fn conditional_before_another() -> u8 {
    2
}

fn conditional_alone() -> u8 {
    3
}

pub fn observe() -> String {
    format!(
        "{} {} {}",
        conditional_with_another(),
        conditional_before_another(),
        conditional_alone()
    )
}
