//! The law of `key_set`, under loom: one thread alone is told that a key is new, also where a table is added.
//!
//! Run it with `just loom`. Here the first table has two slots, so a second key brings another into force, and a fourth a third.

use super::{Inserted, KeySet};
use loom::thread;
use std::sync::Arc;

fn inserting(set: &Arc<KeySet>, keys: [u64; 2]) -> thread::JoinHandle<[Inserted; 2]> {
    let set = Arc::clone(set);
    thread::spawn(move || keys.map(|key| set.insert(key)))
}

fn new_ones(inserted: [Inserted; 2]) -> usize {
    inserted.into_iter().filter(|&inserted| inserted == Inserted::New).count()
}

#[test]
fn two_threads_insert_the_same_keys() {
    loom::model(|| {
        let set = Arc::new(KeySet::new(8));
        let other = inserting(&set, [2, 1]);
        let own = [1, 2].map(|key| set.insert(key));
        assert_eq!(new_ones(own) + new_ones(other.join().unwrap()), 2);
        assert_eq!(set.len(), 2);
    });
}

#[test]
fn nothing_is_lost_and_nothing_doubled_where_a_table_is_added() {
    loom::model(|| {
        let set = Arc::new(KeySet::new(8));
        assert_eq!(set.insert(1), Inserted::New);
        let other = inserting(&set, [3, 2]);
        let own = [2, 3].map(|key| set.insert(key));
        assert_eq!(new_ones(own) + new_ones(other.join().unwrap()), 2);
        assert!([1, 2, 3].into_iter().all(|key| set.insert(key) == Inserted::Known));
        assert_eq!(set.keys().len(), 3);
    });
}

#[test]
fn a_clearing_comes_before_a_key_or_after_it() {
    loom::model(|| {
        let set = Arc::new(KeySet::new(8));
        assert_eq!(set.insert(1), Inserted::New);
        let other = inserting(&set, [2, 2]);
        set.clear();
        let inserted = other.join().unwrap();
        assert_eq!(inserted[0], Inserted::New);
        let kept = set.keys();
        assert!(kept.is_empty() || kept == [2]);
        assert_eq!(set.len(), kept.len());
        // Whatever was forgotten is new again, and whatever was not is not.
        let again = if kept.is_empty() { Inserted::New } else { Inserted::Known };
        assert_eq!((set.insert(2), set.insert(1)), (again, Inserted::New));
    });
}
