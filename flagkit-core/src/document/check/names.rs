//! Two flags must not become one constant.

use crate::code::Code;
use crate::document::{Document, FlagDefinition};
use crate::problem::{Problems, quote};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Marks each flag whose constant an earlier flag has already. What it serves is not touched by it.
pub(super) fn collisions(document: &mut Document, problems: &mut Problems<'_>) {
    let mut first: HashMap<&str, &FlagDefinition> = HashMap::with_capacity(document.flags.len());
    let mut nameless = Vec::new();
    for (index, flag) in document.flags.iter().enumerate() {
        let other = match first.entry(&*flag.handle) {
            Entry::Vacant(vacant) => {
                vacant.insert(flag);
                continue;
            }
            Entry::Occupied(first) => *first.get(),
        };
        problems.concerning(&flag.key, |problems| {
            let message = format!(
                "flags {} and {} would both be `{}` in Rust; rename one or give it `rust`",
                quote(&other.key),
                quote(&flag.key),
                flag.handle
            );
            problems.error(Code::HandleCollision, flag.name_span.clone(), message).note(format!(
                "{} is at {}",
                quote(&other.key),
                other.location
            ));
        });
        nameless.push(index);
    }
    for index in nameless {
        if let Some(flag) = document.flags.get_mut(index) {
            flag.nameable = false;
        }
    }
}
