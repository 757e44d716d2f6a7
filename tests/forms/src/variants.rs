//! More than two arms.

use crate::flags::{self, Ranker};
use crate::support::{block_on, pause};
use flagkit::feature_flag;
use flagkit::testing::{with, with_async};

#[feature_flag("ranker", variants(semantic, hybrid = rank_mix), fallback = rank_bm25)]
fn rank(query: &str, mut scale: usize) -> usize {
    scale *= 2;
    query.len() * scale
}
fn rank_mix(query: &str, scale: usize) -> usize {
    query.len() + scale
}
fn rank_bm25(query: &str, _scale: usize) -> usize {
    query.len()
}

#[feature_flag(flags::RANKER, variants(hybrid = rank_mix_async, "semantic"), otherwise = vec![0])]
async fn rank_async(to: u8) -> Vec<u8> {
    pause().await;
    (0..to).collect()
}
async fn rank_mix_async(to: u8) -> Vec<u8> {
    vec![to]
}

#[feature_flag("ranker", variants(semantic, hybrid = std::iter::once), fallback = std::iter::repeat)]
fn ranks(number: u8) -> impl Iterator<Item = u8> {
    [number, 0].into_iter()
}

#[test]
fn each_variant_has_its_own_code() {
    let ranked = |ranker: Ranker| {
        with(flags::RANKER.serve(ranker), || (rank("abc", 2), ranks(7).take(3).collect::<Vec<_>>()))
    };
    assert_eq!(ranked(Ranker::Bm25), (3, vec![7, 7, 7]));
    assert_eq!(ranked(Ranker::Semantic), (12, vec![7, 0]));
    assert_eq!(ranked(Ranker::Hybrid), (5, vec![7]));
    let ranked = |ranker| block_on(with_async(flags::RANKER.serve(ranker), rank_async(3)));
    assert_eq!(ranked(Ranker::Bm25), [0]);
    assert_eq!(ranked(Ranker::Semantic), [0, 1, 2]);
    assert_eq!(ranked(Ranker::Hybrid), [3]);
}

#[test]
fn the_enum_of_a_flag() {
    assert_eq!(Ranker::ALL.map(Ranker::as_str), ["bm25", "semantic", "hybrid"]);
    assert_eq!(Ranker::Hybrid.to_string(), "hybrid");
    assert_eq!(flags::RANKER.variant(), Ranker::Bm25);
    with(flags::LIMIT.serve(flags::Limit::High), || assert_eq!(flags::LIMIT.value(), 100_i64));
}
