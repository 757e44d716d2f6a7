//! The attribute within `cfg_attr`: without the condition, the function was never behind the flag.

#[cfg_attr(all(), inline, flagkit::feature_flag("retired", fallback = conditional_old))]
fn conditional_with_another() -> u8 {
    1
}

#[cfg_attr(all(), flagkit::feature_flag("retired", fallback = conditional_old), must_use)]
fn conditional_before_another() -> u8 {
    2
}

#[cfg_attr(
    all(),
    flagkit::feature_flag("retired", otherwise = 9)
)]
fn conditional_alone() -> u8 {
    3
}

fn conditional_old() -> u8 {
    4
}

pub fn observe() -> String {
    format!(
        "{} {} {}",
        conditional_with_another(),
        conditional_before_another(),
        conditional_alone()
    )
}
