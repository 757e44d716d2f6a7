//! Questions within macros that everybody knows.

use std::fmt::Write as _;

pub fn observe() -> String {
    assert!(true, "always");
    let mut text = String::new();
    write!(text, "{} {}", true, "n")
        .unwrap();
    let list = vec![true; 2];
    let known = matches!(true, true);
    let named = format!("{on}", on = true);
    assert_eq!(true, known);
    format!("{text} {list:?} {known} {named}")
}
