//! More than two arms.

use crate::flags;
use flagkit::feature_flag;

#[feature_flag("ranker", variants(semantic, hybrid = ranked_mix), fallback = ranked_bm25)]
fn ranked(query: &str, mut scale: usize) -> usize {
    scale *= 2;
    query.len() * scale
}

fn ranked_mix(query: &str, scale: usize) -> usize {
    query.len() + scale
}

// The old ranking.
fn ranked_bm25(words: &str, _scale: usize) -> usize {
    words.len()
}

#[feature_flag(flags::RANKER, variants(hybrid = ranked_vec, "semantic"), otherwise = vec![0])]
fn ranked_list(to: u8) -> Vec<u8> {
    (0..to).collect()
}

fn ranked_vec(to: u8) -> Vec<u8> {
    vec![to]
}

#[feature_flag("ranker", variants(semantic, hybrid = std::iter::once), fallback = std::iter::repeat)]
fn ranked_iter(number: u8) -> impl Iterator<Item = u8> {
    [number, 0].into_iter()
}

pub fn observe() -> String {
    format!(
        "{} {:?} {:?}",
        ranked("abc", 2),
        ranked_list(3),
        ranked_iter(4).take(3).collect::<Vec<_>>()
    )
}
