//! Functions whose failure cannot be seen, or comes after them.
use flagkit::feature_flag;
use std::future::Future;
use std::pin::Pin;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", otherwise = 0, on_panic = fallback)]
#[track_caller]
fn tracked() -> u32 {
    1
}

#[feature_flag("new_checkout", otherwise = |n| n, on_panic = fallback)]
fn closure() -> impl Fn(u32) -> u32 {
    |n| n + 1
}

#[feature_flag("new_checkout", otherwise = async { 0 }, on_panic = fallback)]
fn future() -> impl Future<Output = u32> {
    async { 1 }
}

#[feature_flag("new_checkout", otherwise = Box::pin(async { Ok(0) }), on_error = fallback)]
fn boxed<'a>() -> Pin<Box<dyn Future<Output = Result<u32, String>> + Send + 'a>> {
    Box::pin(async { Ok(1) })
}

fn main() {
    tracked();
    closure()(1);
    drop((future(), boxed()));
}
