//! A function whose argument has its name, and one that is known by its body to stand in an impl.
#![deny(warnings)]

use flagkit::feature_flag;

flagkit::flags!("flags.json");

struct Cart;

#[feature_flag("new_checkout", otherwise = 0, shadow = pure)]
fn words(words: &[String]) -> usize {
    words.len()
}

impl Cart {
    #[feature_flag("new_search", otherwise = 0, shadow = pure)]
    fn total(items: u32) -> u32 {
        Self::twice(items)
    }

    fn twice(items: u32) -> u32 {
        2 * items
    }
}

fn main() {
    let Cart = Cart;
    assert_eq!((words(&[String::new()]), Cart::total(1)), (0, 2));
    assert!(flags::SEARCH_RANKER.evaluate().variant == "bm25");
}
