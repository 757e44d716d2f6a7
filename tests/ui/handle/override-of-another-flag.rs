//! An override that does not fit the flag.
use flagkit::testing::with;

flagkit::flags!("flags.json");

fn main() {
    with(flags::SEARCH_RANKER.on(), || ());
    with(flags::SEARCH_RANKER.serve("hybrid"), || ());
}
