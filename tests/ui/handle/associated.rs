//! An associated constant names the flag: it has no module that leads to flagkit.
use flagkit::{Flag, feature_flag};

flagkit::flags!("flags.json");

struct Shop;

impl Shop {
    const SEARCH: Flag = flags::NEW_SEARCH;

    #[feature_flag(Self::SEARCH, fallback = Self::old_search)]
    fn search(items: u32) -> u32 {
        items + 1
    }

    fn old_search(items: u32) -> u32 {
        items
    }
}

#[feature_flag(Shop::SEARCH, fallback = Shop::old_search)]
fn search(items: u32) -> u32 {
    items + 1
}

fn main() {
    Shop::search(1);
    search(1);
}
