//! A future behind an alias is known by its type, and made before it can fail.
#![deny(deprecated)]

use flagkit::feature_flag;
use std::future::Future;
use std::pin::Pin;

flagkit::flags!("flags.json");

type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

#[feature_flag("new_checkout", otherwise = Box::pin(async { 0 }), on_panic = fallback)]
fn checkout<'a>() -> Later<'a, u32> {
    Box::pin(async { 1 })
}

#[feature_flag("new_checkout", fallback = std::future::ready, on_panic = fallback)]
fn named(items: u32) -> std::future::Ready<u32> {
    std::future::ready(items)
}

// What may be one, for all that is known here, is none.
#[feature_flag("new_checkout", otherwise = item.clone(), on_panic = fallback)]
fn generic<T: Clone>(item: T) -> T {
    item
}

fn main() {
    drop((checkout(), named(1), generic(1)));
}
