//! `variants` without its list, and with something else than names and paths inside.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("search_ranker", variants, fallback = bm25)]
fn no_list(query: &str) -> usize {
    query.len()
}

#[feature_flag("search_ranker", variants = [semantic, hybrid], fallback = bm25)]
fn brackets(query: &str) -> usize {
    query.len()
}

#[feature_flag("search_ranker", variants(semantic, hybrid = |query| query.len()), fallback = bm25)]
fn closure(query: &str) -> usize {
    query.len()
}

#[feature_flag("search_ranker", variants(semantic, 7), fallback = bm25)]
fn number(query: &str) -> usize {
    query.len()
}

#[feature_flag("search_ranker", variants(semantic hybrid = mixed), fallback = bm25)]
fn no_comma(query: &str) -> usize {
    query.len()
}

fn mixed(_: &str) -> usize {
    1
}

fn bm25(_: &str) -> usize {
    0
}

fn main() {
    no_list("");
    brackets("");
    closure("");
    number("");
    no_comma("");
    mixed("");
}
