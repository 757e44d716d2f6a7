//! Fingerprints of both arms, as call sites tell them.

use flagkit::{Fingerprints, feature_flag};
use std::convert::identity as far;

#[feature_flag("new_checkout", fallback = old)]
fn plain(n: u32) -> u32 {
    n + 1
}

#[feature_flag("new_checkout", fallback = old)]
#[rustfmt::skip]
fn reformatted(n: u32) -> u32 {
    // The same.
    n+1
}

#[feature_flag("new_checkout", fallback = older)]
fn changed(n: u32) -> u32 {
    n + 2
}

#[feature_flag("new_checkout", otherwise = n * 3)]
fn by_expression(n: u32) -> u32 {
    n + 1
}

#[feature_flag("new_checkout", otherwise = n * 4)]
fn by_another_expression(n: u32) -> u32 {
    n + 1
}

#[feature_flag("new_checkout", fallback = far)]
fn from_afar(n: u32) -> u32 {
    n + 1
}

fn old(n: u32) -> u32 {
    n * 2
}

fn older(n: u32) -> u32 {
    n * 3
}

fn of(function: &str) -> Fingerprints {
    let sites = flagkit::callsites();
    let mut sites = sites
        .iter()
        .filter(|site| site.module().ends_with("fingerprints") && site.function() == function);
    sites.next().expect("the call site is linked").fingerprints()
}

#[test]
fn both_arms_have_their_own() {
    assert_eq!(
        (
            plain(1),
            reformatted(1),
            changed(1),
            by_expression(1),
            by_another_expression(1),
            from_afar(1)
        ),
        (2, 2, 3, 3, 4, 1)
    );
    let plain = of("plain");
    assert!(plain.old.is_some_and(|old| old != plain.new));
    assert_eq!(of("reformatted"), plain);
    assert_ne!(of("changed").new, plain.new);
    assert!(of("changed").old.is_some() && of("changed").old != plain.old);
    assert_eq!(of("by_expression").new, plain.new);
    assert!(of("by_expression").old.is_some());
    assert_ne!(of("by_expression").old, of("by_another_expression").old);
}

#[test]
fn old_code_of_another_file_has_none() {
    assert_eq!((of("from_afar").new, of("from_afar").old), (of("plain").new, None));
}
