//! The futures of shadowed `async fn`s: driven on the shadow's thread, in the scope of the call.
//!
//! They never leave that thread, since rustc cannot know inside of an `async fn` that its future is `Send`.
//! Law: whoever drives a future, it is over when its patience is.

use super::crew::{self, Running};
use super::trial::Ground;
use crate::sync::Mutex;
use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

type Driver = Arc<dyn Fn(Pin<&mut dyn Future<Output = ()>>) + Send + Sync>;

static DRIVER: Mutex<Option<Driver>> = Mutex::new(None);

/// Says who drives the futures of shadowed `async fn`s: the executor whose timers and sockets they need.
///
/// `drive` is called on a thread of the shadows, which it may block until the future is done. For tokio:
///
/// ```
/// # mod tokio { pub mod runtime { pub struct Handle; impl Handle {
/// #     pub fn current() -> Self { Handle }
/// #     pub fn block_on(&self, _: impl Future<Output = ()>) {}
/// # } } }
/// let runtime = tokio::runtime::Handle::current();
/// flagkit::shadow::run_futures_with(move |future| runtime.block_on(future));
/// ```
///
/// So the shadow's work is not done by the runtime's threads, which serve requests; what it spawns is.
/// Without a driver a future is polled on the shadow's thread, which waits in between until it is woken.
pub fn run_futures_with(drive: impl Fn(Pin<&mut dyn Future<Output = ()>>) + Send + Sync + 'static) {
    let former = DRIVER.lock().replace(Arc::new(drive));
    drop(former);
}

/// What became of a future.
pub(crate) enum Driven<R> {
    Done(R),
    Panicked(Box<dyn Any + Send>),
    /// It took longer than a shadow may.
    Expired,
    /// Its driver did not drive it to its end.
    Left,
}

/// Makes a future and drives it, on `ground` from the beginning to its drop.
pub(crate) fn drive<R, F: Future<Output = R>>(
    call: &impl Fn() -> F,
    ground: &Ground<'_>,
    running: &Arc<Running>,
) -> Driven<R> {
    let mut driven = Driven::Left;
    let made = catch_unwind(AssertUnwindSafe(|| ground.enter(call)));
    let future = match made {
        Ok(future) => future,
        Err(payload) => return Driven::Panicked(payload),
    };
    {
        let mut future = pin!(OnGround { ground, future: Some(future) });
        let mut polled = pin!(std::future::poll_fn(|context: &mut Context<'_>| {
            if running.is_expired() {
                driven = Driven::Expired;
                return Poll::Ready(());
            }
            running.set_waker(Some(context.waker().clone()));
            let poll = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context)));
            driven = match poll {
                Ok(Poll::Pending) => return Poll::Pending,
                Ok(Poll::Ready(result)) => Driven::Done(result),
                Err(payload) => Driven::Panicked(payload),
            };
            Poll::Ready(())
        }));
        let driver = DRIVER.lock().clone();
        let drove = catch_unwind(AssertUnwindSafe(|| match driver {
            Some(driver) => driver(polled.as_mut()),
            None => park_until_done(polled.as_mut()),
        }));
        running.set_waker(None);
        if let Err(payload) = drove {
            super::trial::forget(payload);
        }
    }
    driven
}

pin_project_lite::pin_project! {
    /// A future that is polled and dropped where it was made.
    struct OnGround<'a, F> {
        ground: &'a Ground<'a>,
        #[pin]
        future: Option<F>,
    }

    impl<F> PinnedDrop for OnGround<'_, F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            // A panic of what is dropped is caught here, since this may be dropped by a panic.
            let dropped =
                catch_unwind(AssertUnwindSafe(|| this.ground.enter(|| this.future.set(None))));
            if let Err(payload) = dropped {
                super::trial::forget(payload);
            }
        }
    }
}

impl<F: Future> Future for OnGround<'_, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        match this.future.as_pin_mut() {
            Some(future) => this.ground.enter(|| future.poll(context)),
            None => Poll::Pending,
        }
    }
}

/// The executor of who brought none.
fn park_until_done(mut future: Pin<&mut dyn Future<Output = ()>>) {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    while future.as_mut().poll(&mut context).is_pending() {
        std::thread::park_timeout(crew::patience());
    }
}
