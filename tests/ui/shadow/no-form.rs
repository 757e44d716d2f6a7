//! Functions that a shadow can make nothing of.
use flagkit::feature_flag;
use std::future::Future;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", otherwise = std::iter::empty(), shadow = pure)]
fn items(number: u32) -> impl Iterator<Item = u32> {
    0..number
}

#[feature_flag("new_checkout", otherwise = |n| n, shadow = pure)]
fn closure() -> impl Fn(u32) -> u32 {
    |n| n + 1
}

#[feature_flag("new_checkout", otherwise = Box::pin(async { 0 }), shadow = pure)]
fn boxed() -> std::pin::Pin<Box<dyn Future<Output = u32> + Send>> {
    Box::pin(async { 1 })
}

#[feature_flag("new_checkout", otherwise = loop {}, shadow = pure)]
fn never() -> ! {
    std::process::exit(0)
}

#[feature_flag("new_checkout", otherwise = 0, shadow = pure)]
extern "C" fn foreign(number: u32) -> u32 {
    number
}

fn main() {
    items(closure()(1)).count();
    drop(boxed());
    foreign(1);
    never();
}
