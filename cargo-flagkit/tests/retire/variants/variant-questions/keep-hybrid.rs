//! Questions that have more than two answers.

use flagkit::EvaluationContext;

fn by_match() -> &'static str {
    "hybrid"
}

fn by_wildcard(user: &EvaluationContext) -> u8 {
    1
}

fn by_let() -> u8 {
    2
}

pub fn observe() -> String {
    let user = EvaluationContext::new("x");
    let same = false;
    let other = same;
    let matched = true;
    let mut log: Vec<&str> = Vec::new();
    {
        let name = "block";
        log.push(name);
    }
    format!("{} {} {} {same} {other} {matched} {log:?}", by_match(), by_wildcard(&user), by_let())
}
