//! Async functions of traits, by the language and by `#[async_trait]`.

use async_trait::async_trait;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

#[async_trait]
trait Store {
    async fn boxed_get(&self, key: &str) -> String;

    async fn boxed_provided(&self, key: &str) -> String {
        format!("old {}", self.boxed_get(key).await)
    }
}

struct Memory;

#[async_trait]
impl Store for Memory {
    async fn boxed_get(&self, key: &str) -> String {
        Self::boxed_old_get(self, key).await
    }
}

impl Memory {
    async fn boxed_old_get(&self, name: &str) -> String {
        name.to_lowercase()
    }
}

trait Native {
    async fn native_get(&mut self, key: u8) -> u8;
}

impl Native for Memory {
    async fn native_get(&mut self, key: u8) -> u8 {
        native_old_get(self, key).await
    }
}

async fn native_old_get(_: &mut Memory, key: u8) -> u8 {
    key
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}

pub fn observe() -> String {
    format!(
        "{} {} {}",
        block_on(Memory.boxed_get("Key")),
        block_on(Memory.boxed_provided("Key")),
        block_on(Memory.native_get(1))
    )
}
