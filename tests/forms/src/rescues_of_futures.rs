//! `on_panic` and `on_error` of `async` functions: at any poll, when they are dropped, and under `#[async_trait]`.
//!
//! Each function panics, or errs, where its argument says so; under the old arm nothing of it runs.

use crate::flags;
use crate::rescues::{fail, rescued};
use crate::support::{arm, block_on, pause};
use async_trait::async_trait;
use flagkit::feature_flag;
use flagkit::testing::with_async;
use std::cell::Cell;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
#[feature_flag("form", fallback = fetched_old, on_panic = fallback, on_error = fallback)]
async fn fetched(polls: u8, how: String, seen: Rc<Cell<u8>>) -> Result<String, String> {
    for _ in 0..polls {
        seen.set(seen.get() + 1);
        pause().await;
    }
    match how.as_str() {
        "panic" => fail(),
        "err" => Err("new")?,
        _ => {}
    }
    Ok(how + " new")
}
async fn fetched_old(_polls: u8, how: String, seen: Rc<Cell<u8>>) -> Result<String, String> {
    assert_eq!(Rc::strong_count(&seen), 2, "the caller's and this one: the new code's is gone");
    pause().await;
    Ok(how + " old")
}

#[flagkit::test(both = FORM)]
fn async_at_any_poll() {
    let is_new = arm() == "new";
    for polls in 0..3 {
        let seen = Rc::new(Cell::new(0));
        let fetch = |how: &str| block_on(fetched(polls, how.to_owned(), Rc::clone(&seen)));
        assert_eq!(fetch("panic"), Ok("panic old".to_owned()));
        assert_eq!(fetch("err"), Ok("err old".to_owned()));
        assert_eq!(fetch("ok"), Ok(if is_new { "ok new" } else { "ok old" }.to_owned()));
        assert_eq!(seen.get(), if is_new { 3 * polls } else { 0 });
        assert_eq!(Rc::strong_count(&seen), 1, "nothing is left of either arm");
    }
}

#[test]
fn a_cancelled_future_is_not_rescued() {
    let seen = Rc::new(Cell::new(0));
    let before = rescued("cancelled");
    {
        let mut future = pin!(with_async(flags::FORM.on(), cancelled(Rc::clone(&seen))));
        let poll = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert_eq!((poll, Rc::strong_count(&seen)), (Poll::Pending, 3));
    }
    assert_eq!((seen.get(), Rc::strong_count(&seen), rescued("cancelled")), (1, 1, before));
    // Cancelled while the old code runs for it.
    {
        let mut future = pin!(with_async(flags::FORM.on(), cancelled(Rc::clone(&seen))));
        let mut context = Context::from_waker(Waker::noop());
        assert!(future.as_mut().poll(&mut context).is_pending());
        assert!(future.as_mut().poll(&mut context).is_pending());
        assert_eq!((seen.get(), rescued("cancelled")), (12, before + 1));
    }
    assert_eq!((seen.get(), Rc::strong_count(&seen)), (12, 1));
}

#[feature_flag("form", fallback = cancelled_old, on_panic = fallback)]
async fn cancelled(seen: Rc<Cell<u8>>) {
    seen.set(seen.get() + 1);
    pause().await;
    fail();
}
async fn cancelled_old(seen: Rc<Cell<u8>>) {
    seen.set(seen.get() + 10);
    pause().await;
    seen.set(100);
}

struct Shop {
    name: String,
}

#[async_trait]
trait Store: Send + Sync {
    async fn get(&self, key: String, pair: (u8, u8)) -> Result<String, String>;
    async fn old_get(&self, key: String, pair: (u8, u8)) -> Result<String, String> {
        pause().await;
        Ok(format!("{key} old {}", pair.1))
    }
    async fn put(&mut self, key: String) -> usize;
}

#[async_trait]
impl Store for Shop {
    #[feature_flag("form", fallback = Self::old_get, on_panic = fallback, on_error = fallback)]
    async fn get(&self, key: String, (left, _): (u8, u8)) -> Result<String, String> {
        pause().await;
        if key == "panic" {
            fail();
        }
        if left == 0 {
            return Err(key);
        }
        Ok(key + &self.name)
    }
    #[feature_flag("form", otherwise = { pause().await; key.len() }, on_panic = fallback)]
    async fn put(&mut self, key: String) -> usize {
        self.name = key;
        pause().await;
        fail();
        0
    }
}

fn is_send<T: Send>(value: T) -> T {
    value
}

#[flagkit::test(both = FORM)]
fn async_traits() {
    let mut shop = Shop { name: "shop".to_owned() };
    let got = |key: &str, left| block_on(is_send(shop.get(key.to_owned(), (left, 7))));
    let expected = if arm() == "new" { "ashop" } else { "a old 7" };
    assert_eq!(got("a", 1), Ok(expected.to_owned()));
    assert_eq!(got("a", 0), Ok("a old 7".to_owned()));
    assert_eq!(got("panic", 1), Ok("panic old 7".to_owned()));
    assert_eq!(block_on(is_send(shop.put("key".to_owned()))), 3);
}
