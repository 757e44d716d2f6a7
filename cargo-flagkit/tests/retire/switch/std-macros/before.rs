//! Questions within macros that everybody knows.

use crate::flags;
use std::fmt::Write as _;

pub fn observe() -> String {
    assert!(flags::RETIRED.is_enabled() || !flags::RETIRED.is_enabled(), "always");
    let mut text = String::new();
    write!(text, "{} {}", flags::RETIRED.is_enabled(), if flags::RETIRED.is_enabled() { "n" } else { "o" })
        .unwrap();
    let list = vec![flags::RETIRED.is_enabled(); 2];
    let known = matches!(flags::RETIRED.is_enabled(), true);
    let named = format!("{on}", on = flags::RETIRED.is_enabled());
    assert_eq!(flags::RETIRED.is_enabled(), known);
    format!("{text} {list:?} {known} {named}")
}
