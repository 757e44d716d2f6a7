//! No flag at all, and the shortest code that a person could write: what everyone is measured by.

use crate::Ground;
use crate::contest::{Entry, guarded, guarded_variant, new_code};
use crate::work::Work;
use benches::by_hand::{raw, safe};
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};

static ALWAYS: AtomicBool = AtomicBool::new(true);

pub(crate) fn enter<'a>(work: Work, ground: &'a Ground) -> Vec<Entry<'a>> {
    const RAW: &str = "hand-written, raw";
    const SAFE: &str = "hand-written, safe";
    // A static whose address nobody takes and that nobody writes is a constant to the optimiser.
    black_box(&ALWAYS);
    let prepare = |_: &_| ();
    let mut entries = match work {
        Work::Constant => {
            return vec![
                Entry::new("direct call: no flag", ground, prepare, |user, ()| new_code(user)),
                Entry::new("hand-written, AtomicBool", ground, prepare, |user, ()| {
                    guarded(user, ALWAYS.load(Ordering::Relaxed))
                }),
            ];
        }
        Work::Percentage | Work::FreshContext => vec![
            Entry::new(RAW, ground, prepare, |user, ()| {
                guarded(user, raw(|config| config.few(&user.key)))
            }),
            Entry::new(SAFE, ground, prepare, |user, ()| {
                guarded(user, safe(|config| config.few(&user.key)))
            }),
        ],
        Work::Rule => vec![
            Entry::new(RAW, ground, prepare, |user, ()| {
                guarded(user, raw(|config| config.korea(&user.country)))
            }),
            Entry::new(SAFE, ground, prepare, |user, ()| {
                guarded(user, safe(|config| config.korea(&user.country)))
            }),
        ],
        Work::Variants => vec![
            Entry::new(RAW, ground, prepare, |user, ()| {
                guarded_variant(user, raw(|config| config.ranking(&user.key)))
            }),
            Entry::new(SAFE, ground, prepare, |user, ()| {
                guarded_variant(user, safe(|config| config.ranking(&user.key)))
            }),
        ],
        Work::Segment => vec![
            Entry::new(RAW, ground, prepare, |user, ()| {
                guarded(user, raw(|config| config.beta(&user.key)))
            }),
            Entry::new(SAFE, ground, prepare, |user, ()| {
                guarded(user, safe(|config| config.beta(&user.key)))
            }),
        ],
    };
    entries = entries.into_iter().map(Entry::drawn_as_flagkit).collect();
    entries
}
