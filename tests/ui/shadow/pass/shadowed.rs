//! The neighbour that is right.
#![deny(warnings)]

use flagkit::feature_flag;
use std::sync::Arc;

flagkit::flags!("flags.json");

#[derive(Clone)]
struct Cart(u32);

#[derive(Debug)]
struct Receipt(u32);

impl Cart {
    #[feature_flag("new_checkout", fallback = Self::old_total, shadow = pure)]
    fn total(&self, names: &[String]) -> Result<u32, std::io::Error> {
        Ok(self.0 + names.len() as u32)
    }

    fn old_total(&self, names: &[String]) -> Result<u32, std::io::Error> {
        Ok(self.0 + names.len() as u32)
    }

    #[feature_flag("new_checkout", fallback = Self::old_shared, shadow = pure, compare = same)]
    async fn shared(self: Arc<Self>, user: &str) -> Receipt {
        Receipt(self.0 + user.len() as u32)
    }

    async fn old_shared(self: Arc<Self>, user: &str) -> Receipt {
        Receipt(self.0 + user.len() as u32)
    }
}

fn same(old: &Receipt, new: &Receipt) -> bool {
    old.0 == new.0
}

#[feature_flag("search_ranker", variants(semantic, hybrid = mixed), fallback = bm25, shadow = pure, on_panic = fallback)]
fn rank(query: String) -> usize {
    query.len()
}

fn mixed(query: String) -> usize {
    query.len()
}

fn bm25(query: String) -> usize {
    query.len()
}

fn main() {
    assert_eq!(Cart(1).total(&[String::new()]).unwrap(), 2);
    drop(Arc::new(Cart(1)).shared("minsu"));
    assert!(flags::NEW_SEARCH.is_enabled());
    assert_eq!(rank("query".to_owned()), 5);
}
