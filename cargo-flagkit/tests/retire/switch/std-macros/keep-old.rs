//! Questions within macros that everybody knows.

use std::fmt::Write as _;

pub fn observe() -> String {
    assert!(true, "always");
    let mut text = String::new();
    write!(text, "{} {}", false, "o")
        .unwrap();
    let list = vec![false; 2];
    let known = matches!(false, true);
    let named = format!("{on}", on = false);
    assert_eq!(false, known);
    format!("{text} {list:?} {known} {named}")
}
