//! `shadow = pure`: what it adds to each form says nothing to a lint, and changes nothing for the caller.
//!
//! That shadows run, `tests/shadows` tries: no flag here stands at such a stage.

use crate::support::{arm, block_on, pause};
use async_trait::async_trait;
use flagkit::feature_flag;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq)]
struct Shop(u32);

impl Shop {
    #[feature_flag("form", fallback = Self::price_old, shadow = pure)]
    fn price(&self, items: &[u32]) -> (u32, &'static str) {
        (self.0 + items.iter().sum::<u32>(), "new")
    }

    fn price_old(&self, items: &[u32]) -> (u32, &'static str) {
        (self.0 + items.iter().sum::<u32>(), "old")
    }

    #[feature_flag("form", otherwise = (self, "old"), shadow = pure)]
    fn consumed(mut self, (a, mut b): (u32, u32), mut c: u32, _: String) -> (Self, &'static str) {
        b += a;
        c += b;
        self.0 = c - 5;
        (self, "new")
    }

    #[feature_flag("form", fallback = Self::shared_old, shadow = pure, compare = equal)]
    async fn shared(self: Arc<Self>, _user: &str) -> &'static str {
        pause().await;
        "new"
    }

    async fn shared_old(self: Arc<Self>, _user: &str) -> &'static str {
        "old"
    }
}

fn equal(old: &str, new: &str) -> bool {
    old == new
}

#[async_trait]
trait Remote {
    async fn name(&self, of: &str) -> String;
}

#[async_trait]
impl Remote for Shop {
    #[feature_flag("form", otherwise = format!("old {of}"), shadow = pure)]
    async fn name(&self, of: &str) -> String {
        pause().await;
        format!("new {of}")
    }
}

#[feature_flag("form", fallback = generic_old, shadow = pure, on_panic = fallback)]
fn generic<'a, T: Clone + Send + PartialEq + 'static, const N: usize>(
    items: &'a [T; N],
    how: impl Fn(&T) -> bool + Clone + Send + 'static,
) -> Option<(&'a T, &'static str)> {
    let found = items.iter().find(|item| how(item))?;
    Some((found, "new"))
}

fn generic_old<'a, T: Clone + Send + PartialEq + 'static, const N: usize>(
    items: &'a [T; N],
    how: impl Fn(&T) -> bool + Clone + Send + 'static,
) -> Option<(&'a T, &'static str)> {
    items.iter().find(|item| how(item)).map(|found| (found, "old"))
}

#[feature_flag("form", otherwise = "old", shadow = pure)]
fn underscored(_number: u32, __both: String) -> &'static str {
    "new"
}

#[feature_flag("form", otherwise = "old", shadow = pure)]
#[must_use]
#[inline]
fn nothing() -> &'static str {
    "new"
}

#[deprecated]
#[feature_flag("form", otherwise = (), shadow = pure)]
fn outdated() {}

#[feature_flag("ranker", variants(semantic, hybrid = mixed), fallback = plain, shadow = pure)]
fn rank(rank: &str) -> String {
    rank.to_owned()
}

fn mixed(rank: &str) -> String {
    rank.to_owned()
}

fn plain(rank: &str) -> String {
    rank.to_owned()
}

#[flagkit::test(both = FORM)]
fn callers_see_nothing_of_a_shadow() {
    let arm = arm();
    let shop = Shop(1);
    assert_eq!(shop.price(&[1, 2]), (4, arm));
    assert_eq!(shop.clone().consumed((1, 2), 3, String::new()), (Shop(1), arm));
    assert_eq!(block_on(Arc::new(shop.clone()).shared("minsu")), arm);
    assert_eq!(block_on(shop.name("x")), format!("{arm} x"));
    assert_eq!(generic(&[1, 2], |item| *item == 2), Some((&2, arm)));
    assert_eq!(underscored(1, String::new()), arm);
    assert_eq!(nothing(), arm);
    #[allow(deprecated)]
    outdated();
    assert_eq!(rank("x"), "x");
}
