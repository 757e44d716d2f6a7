//! Questions that have more than two answers.

use flagkit::EvaluationContext;

fn by_match() -> &'static str {
    "semantic"
}

fn by_wildcard(user: &EvaluationContext) -> u8 {
    1
}

fn by_let() -> u8 {
    1
}

pub fn observe() -> String {
    let user = EvaluationContext::new("x");
    let same = true;
    let other = same;
    let matched = false;
    let mut log: Vec<&str> = Vec::new();
    log.push("statement");
    format!("{} {} {} {same} {other} {matched} {log:?}", by_match(), by_wildcard(&user), by_let())
}
