//! Everyone who takes part: hand-written code, flagkit, and the other libraries, a file each.
//!
//! A peer is given a document with the one flag that is asked, so that nobody pays for what others need
//! (growthbook's client copies all that it knows in each call).

mod by_hand;
mod feattle;
mod featureflag;
mod flagd;
pub(crate) mod flagkit;
mod growthbook;
mod launchdarkly;
mod open_feature;
mod unleash;

use crate::work::Work;
use crate::{Entries, Ground};

/// The entries of all for one work, in the order of the table.
pub(crate) fn enter<'a>(work: Work, ground: &'a Ground) -> Entries<'a> {
    let mut entries = by_hand::enter(work, ground);
    entries.extend(flagkit::enter(work, ground));
    entries.extend(feattle::enter(work, ground));
    entries.extend(featureflag::enter(work, ground));
    entries.extend(open_feature::enter(work, ground));
    entries.extend(unleash::enter(work, ground)?);
    entries.extend(growthbook::enter(work, ground)?);
    entries.extend(launchdarkly::enter(work, ground)?);
    entries.extend(flagd::enter(work, ground)?);
    Ok(entries)
}

/// The peers with their versions, from the lock file.
pub(crate) fn versions() -> Vec<String> {
    const PEERS: [&str; 7] = [
        "feattle-core",
        "featureflag",
        "flagd-evaluation-engine",
        "growthbook-rust",
        "launchdarkly-server-sdk-evaluation",
        "open-feature",
        "unleash-yggdrasil",
    ];
    let lock = include_str!("../Cargo.lock");
    let version = |name: &&str| {
        let rest = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?.1;
        Some(format!("{name} {}", rest.split_once('"')?.0))
    };
    PEERS.iter().filter_map(version).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_peer_has_a_version() {
        assert_eq!(super::versions().len(), 7);
    }
}
