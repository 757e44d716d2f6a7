//! Questions that have more than two answers.

use crate::flags::{self, Ranker};
use flagkit::EvaluationContext;

fn by_match() -> &'static str {
    match flags::RANKER.variant() {
        flags::Ranker::Semantic => "semantic",
        Ranker::Hybrid => "hybrid",
        flags::Ranker::Bm25 => {
            // The old one.
            "bm25"
        }
    }
}

fn by_wildcard(user: &EvaluationContext) -> u8 {
    match flags::RANKER.variant_for(user) {
        Ranker::Semantic | Ranker::Hybrid => 1,
        _ => 2,
    }
}

fn by_let() -> u8 {
    if let Ranker::Semantic = flags::RANKER.variant() {
        1
    } else if let flags::Ranker::Hybrid = flags::RANKER.variant() {
        2
    } else {
        3
    }
}

pub fn observe() -> String {
    let user = EvaluationContext::new("x");
    let same = flags::RANKER.variant() == Ranker::Semantic;
    let other = flags::Ranker::Bm25 != flags::RANKER.variant() && same;
    let matched = matches!(flags::RANKER.variant(), Ranker::Bm25 | Ranker::Hybrid);
    let mut log: Vec<&str> = Vec::new();
    match flags::RANKER.variant() {
        Ranker::Semantic => log.push("statement"),
        Ranker::Hybrid => {
            let name = "block";
            log.push(name);
        }
        Ranker::Bm25 => {}
    }
    format!("{} {} {} {same} {other} {matched} {log:?}", by_match(), by_wildcard(&user), by_let())
}
