//! Questions that have more than two answers.

use flagkit::EvaluationContext;

fn by_match() -> &'static str {
    // The old one.
    "bm25"
}

fn by_wildcard(user: &EvaluationContext) -> u8 {
    2
}

fn by_let() -> u8 {
    3
}

pub fn observe() -> String {
    let user = EvaluationContext::new("x");
    let same = false;
    let other = false;
    let matched = true;
    let mut log: Vec<&str> = Vec::new();
    format!("{} {} {} {same} {other} {matched} {log:?}", by_match(), by_wildcard(&user), by_let())
}
