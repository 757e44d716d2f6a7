//! What the forms share: naming the arm that answered, and running a future.

use crate::flags;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// The arm that the test runs under.
pub(crate) fn arm() -> &'static str {
    if flags::FORM.is_enabled() { "new" } else { "old" }
}

/// Runs a future that wakes itself at most.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

/// A future that is pending once, so that whatever it is awaited in is suspended.
pub(crate) async fn pause() {
    let mut is_first = true;
    std::future::poll_fn(|context| {
        context.waker().wake_by_ref();
        if std::mem::take(&mut is_first) { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
}
