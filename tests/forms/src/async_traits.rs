//! Methods under `#[async_trait]`, with fallbacks that are async, boxed, or neither.

use crate::support::{arm, block_on, pause};
use async_trait::async_trait;
use flagkit::feature_flag;
use std::future::Future;
use std::pin::Pin;

#[async_trait]
trait Store: Send + Sync {
    async fn get(&self, key: &str) -> Result<String, std::num::ParseIntError>;
    async fn put(&mut self, key: String, (left, right): (u8, u8)) -> usize;
    async fn boxed<'a>(&'a self, key: &'a str) -> &'a str;
    async fn other(&self, key: &str) -> usize;
    async fn old_get(&self, key: &str) -> Result<String, std::num::ParseIntError> {
        Ok(key.to_owned() + "old")
    }

    #[feature_flag("form", fallback = Self::old_provided)]
    async fn provided(&self) -> usize {
        pause().await;
        self.other("four").await
    }
    async fn old_provided(&self) -> usize {
        0
    }

    async fn generic<T>(&self, item: T) -> T
    where
        T: Send + Clone + 'static,
        Self: Sized;
}

struct Memory {
    seen: Vec<String>,
}

impl Memory {
    async fn put_old(&mut self, key: String, pair: (u8, u8)) -> usize {
        pause().await;
        self.seen.push(key);
        usize::from(pair.0)
    }
    fn boxed_old<'a>(&'a self, key: &'a str) -> Pin<Box<dyn Future<Output = &'a str> + Send + 'a>> {
        Box::pin(async move { &key[..1] })
    }
}

#[async_trait]
impl Store for Memory {
    #[feature_flag("form", fallback = Self::old_get)]
    async fn get(&self, key: &str) -> Result<String, std::num::ParseIntError> {
        pause().await;
        if key.is_empty() {
            return Ok(String::new());
        }
        let number: u8 = key.parse()?;
        Ok(format!("new{number}"))
    }

    #[feature_flag("form", fallback = Self::put_old)]
    async fn put(&mut self, key: String, (left, right): (u8, u8)) -> usize {
        pause().await;
        self.seen.push(key);
        self.seen.push(String::new());
        usize::from(left + right)
    }

    #[feature_flag("form", fallback = Memory::boxed_old)]
    async fn boxed<'a>(&'a self, key: &'a str) -> &'a str {
        pause().await;
        key
    }

    #[feature_flag("form", otherwise = { pause().await; key.len() + self.seen.len() })]
    async fn other(&self, key: &str) -> usize {
        key.len() * 2
    }

    #[feature_flag("form", otherwise = item.clone())]
    async fn generic<T>(&self, item: T) -> T
    where
        T: Send + Clone + 'static,
    {
        pause().await;
        item
    }
}

#[async_trait(?Send)]
trait Local {
    async fn local(self) -> usize;
}

#[async_trait(?Send)]
impl Local for std::rc::Rc<str> {
    #[feature_flag("form", otherwise = 0)]
    async fn local(self) -> usize {
        pause().await;
        self.len()
    }
}

#[flagkit::test(both = FORM)]
fn async_fallback() {
    let is_new = arm() == "new";
    let mut memory = Memory { seen: Vec::new() };
    assert_eq!(block_on(memory.get("7")).as_deref(), Ok(if is_new { "new7" } else { "7old" }));
    assert_eq!(block_on(memory.get("x")).is_err(), is_new);
    assert_eq!(block_on(memory.put("k".to_owned(), (1, 2))), if is_new { 3 } else { 1 });
    assert_eq!(memory.seen.len(), if is_new { 2 } else { 1 });
}

#[flagkit::test(both = FORM)]
fn boxed_fallback() {
    let memory = Memory { seen: Vec::new() };
    assert_eq!(block_on(memory.boxed("key")), if arm() == "new" { "key" } else { "k" });
}

#[flagkit::test(both = FORM)]
fn otherwise() {
    let memory = Memory { seen: vec![String::new()] };
    let (other, provided) = if arm() == "new" { (6, 8) } else { (4, 0) };
    assert_eq!(block_on(memory.other("abc")), other);
    let store: &dyn Store = &memory;
    // The scope of the test is around both.
    assert_eq!(block_on(store.provided()), provided);
    assert_eq!(block_on(memory.generic(5)), 5);
}

#[flagkit::test(both = FORM)]
fn without_send() {
    let text: std::rc::Rc<str> = "abc".into();
    assert_eq!(block_on(text.local()), if arm() == "new" { 3 } else { 0 });
}
