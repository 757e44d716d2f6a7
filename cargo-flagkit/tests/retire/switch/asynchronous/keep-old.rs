//! Async functions, and functions that return a future.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

async fn async_new(value: u8) -> u8 {
    std::future::ready(value).await
}

async fn async_called(number: u8) -> u8 {
    async_shared_old(number).await
}

async fn async_called_too(number: u8) -> u8 {
    async_shared_old(number).await
}

async fn async_shared_old(number: u8) -> u8 {
    number
}

async fn async_otherwise(number: u8) -> u8 {
    async_shared_old(number).await + 50
}

fn async_future(number: u8) -> impl Future<Output = u8> {
    async_future_old(number)
}

async fn async_future_old(number: u8) -> u8 {
    number
}

fn async_boxed<'a>(_text: &'a str) -> Pin<Box<dyn Future<Output = usize> + 'a>> {
    Box::pin(std::future::ready(0))
}

async fn async_asking() -> u8 {
    let value = async { std::future::ready(2).await };
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
