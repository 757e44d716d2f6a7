//! With a handle the file is not consulted; rustc says the same through the generated code.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag(flags::SEARCH_RANKER, variants(semantik, hybrid = mixed), fallback = bm25)]
fn unknown(query: &str) -> usize {
    query.len()
}

#[feature_flag(flags::SEARCH_RANKER, variants(semantic), fallback = bm25)]
fn not_exhaustive(query: &str) -> usize {
    query.len()
}

fn mixed(_: &str) -> usize {
    1
}

fn bm25(_: &str) -> usize {
    0
}

fn main() {
    unknown("");
    not_exhaustive("");
}
