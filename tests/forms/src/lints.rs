//! What pedantic lints would say of a careless expansion.

#![deny(
    clippy::nursery,
    unused,
    elided_lifetimes_in_paths,
    unused_qualifications,
    single_use_lifetimes
)]
#![deny(
    unused_lifetimes,
    unreachable_pub,
    missing_debug_implementations,
    trivial_casts,
    unused_results
)]
#![forbid(unsafe_code)]

use crate::support::{arm, block_on};
use flagkit::feature_flag;
use std::cell::Ref;
use std::cell::RefCell;
use std::collections::BTreeMap;

#[feature_flag("form", fallback = underscored_old)]
fn underscored(_a: u8, _b: u8) -> u8 {
    1
}
const fn underscored_old(_a: u8, _b: u8) -> u8 {
    0
}

#[feature_flag("form", otherwise = Ref::map(cell.borrow(), |map| &map[&0]))]
fn hidden_lifetime<'a>(
    cell: &'a RefCell<BTreeMap<u8, &'static str>>,
    key: &u8,
) -> Ref<'a, &'static str> {
    Ref::map(cell.borrow(), |map| &map[key])
}

#[feature_flag("form", fallback = unit_old)]
fn unit() {
    let _ = arm();
}
const fn unit_old() {}

#[feature_flag("form", fallback = without_await_old)]
async fn without_await(number: u8) -> u8 {
    crate::support::pause().await;
    number
}
async fn without_await_old(number: u8) -> u8 {
    crate::support::pause().await;
    number + 1
}

#[feature_flag("form", fallback = items_first_old)]
fn items_first(number: u8) -> u8 {
    use std::convert::identity;
    identity(number)
}
const fn items_first_old(number: u8) -> u8 {
    number + 1
}

#[flagkit::test(both = FORM)]
fn nothing_is_said_of_the_expansion() {
    let is_new = arm() == "new";
    assert_eq!(underscored(1, 2), u8::from(is_new));
    let cell = RefCell::new(BTreeMap::from([(0, "old"), (1, "new")]));
    assert_eq!(*hidden_lifetime(&cell, &1), arm());
    unit();
    let number = if is_new { 1 } else { 2 };
    assert_eq!((block_on(without_await(1)), items_first(1)), (number, number));
}
