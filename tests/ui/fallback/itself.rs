//! A function is not its own old code.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = checkout)]
fn checkout(items: u32) -> u32 {
    items + 1
}

struct Shop;

impl Shop {
    #[feature_flag("new_search", fallback = Self::search)]
    fn search(&self) -> u32 {
        1
    }

}

fn main() {}
