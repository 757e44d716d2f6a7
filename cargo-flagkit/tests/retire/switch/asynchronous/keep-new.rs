//! Async functions, and functions that return a future.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

async fn async_new(number: u8) -> u8 {
    std::future::ready(number).await + 1
}

async fn async_called(number: u8) -> u8 {
    number + 2
}

async fn async_called_too(number: u8) -> u8 {
    number + 3
}

async fn async_otherwise(number: u8) -> u8 {
    number
}

fn async_future(number: u8) -> impl Future<Output = u8> {
    async move { number + 1 }
}

fn async_boxed<'a>(text: &'a str) -> Pin<Box<dyn Future<Output = usize> + 'a>> {
    Box::pin(async move { text.len() })
}

async fn async_asking() -> u8 {
    let value = async { std::future::ready(1).await };
    value.await
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

pub fn observe() -> String {
    format!(
        "{} {} {} {} {} {} {}",
        block_on(async_new(1)),
        block_on(async_called(1)),
        block_on(async_called_too(1)),
        block_on(async_otherwise(1)),
        block_on(async_future(1)),
        block_on(async_boxed("abc")),
        block_on(async_asking())
    )
}
