//! What the layer promises to any tower service, without a server around it.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use flagkit::{EvaluationContext, InFlagScope as _, testing};
use flagkit_tower::{FlagLayer, FlagService, ResponseFuture};
use http::Request;
use http::request::Parts;
use std::cell::Cell;
use std::convert::Infallible;
use std::future::{Future, Ready};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use tower_layer::Layer as _;
use tower_service::Service;

flagkit::flags!("flags.json");

fn user(request: &Parts) -> Option<EvaluationContext> {
    Some(EvaluationContext::new(request.headers.get("x-user")?.to_str().ok()?))
}

fn request(user: &str) -> Request<String> {
    Request::post("/cart").header("x-user", user).body("body".to_owned()).unwrap()
}

/// A user for whom `half` answers like this, found by asking.
fn user_with(wanted: bool) -> String {
    let mut users = (0..).map(|n| format!("user-{n}"));
    users
        .find(|user| flags::HALF.is_enabled_for(&EvaluationContext::new(user.as_str())) == wanted)
        .unwrap()
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

/// Answers what `half` says at the call, and what it says in each of two polls; must be ready when it is called.
#[derive(Default)]
struct Asks {
    ready: Cell<bool>,
}

struct AsksAgain(Vec<bool>);

impl Future for AsksAgain {
    type Output = Result<Vec<bool>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.push(flags::HALF.is_enabled());
        if self.0.len() < 3 { Poll::Pending } else { Poll::Ready(Ok(std::mem::take(&mut self.0))) }
    }
}

impl Service<Request<String>> for Asks {
    type Response = Vec<bool>;
    type Error = Infallible;
    type Future = AsksAgain;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.ready.set(true);
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<String>) -> AsksAgain {
        assert!(self.ready.replace(false), "called without being ready");
        assert_eq!((request.method().as_str(), request.uri().path()), ("POST", "/cart"));
        assert_eq!(request.body(), "body");
        AsksAgain(vec![flags::HALF.is_enabled()])
    }
}

#[test]
fn the_call_and_every_poll_are_inside_and_nothing_else() {
    // `Asks` cannot be cloned: the layer calls the one that is ready.
    let mut service = FlagLayer::new(user).layer(Asks::default());
    for wanted in [true, false, true] {
        assert!(service.poll_ready(&mut Context::from_waker(Waker::noop())).is_ready());
        let response = service.call(request(&user_with(wanted)));
        assert!(!flags::HALF.is_enabled());
        assert_eq!(block_on(response).unwrap(), [wanted; 3]);
        assert!(!flags::HALF.is_enabled());
    }
    assert!(!flags::NEW_CHECKOUT.is_enabled());
}

#[test]
fn a_request_of_nobody_is_one_of_someone_unknown() {
    let mut service = FlagLayer::new(user).layer(Asks::default());
    let nobodys = || Request::post("/cart").body("body".to_owned()).unwrap();
    let _ = service.poll_ready(&mut Context::from_waker(Waker::noop()));
    let response = service.call(nobodys());
    // Whoever polls it may be serving someone: that is not who is asked about.
    let asked = response.in_flag_scope(EvaluationContext::new(user_with(true)));
    assert_eq!(block_on(asked).unwrap(), [false; 3]);
}

#[test]
fn of_two_layers_the_inner_one_says_who_asks() {
    let outer_user = user_with(false);
    let outer = FlagLayer::new(move |_: &Parts| EvaluationContext::new(outer_user.as_str()));
    let mut service = outer.layer(FlagLayer::new(user).layer(Asks::default()));
    let _ = service.poll_ready(&mut Context::from_waker(Waker::noop()));
    assert_eq!(block_on(service.call(request(&user_with(true)))).unwrap(), [true; 3]);
}

#[test]
fn overrides_of_a_test_reach_the_service() {
    let outside = user_with(false);
    let test = testing::with_async(flags::HALF.on(), async {
        let mut service = FlagLayer::new(user).layer(Asks::default());
        let _ = service.poll_ready(&mut Context::from_waker(Waker::noop()));
        service.call(request(&outside)).await.unwrap()
    });
    assert_eq!(block_on(test), [true; 3]);
}

#[test]
fn a_response_may_move_between_threads() {
    fn check<T: Send>() {}
    check::<ResponseFuture<Ready<()>>>();
    check::<FlagService<Ready<()>, fn(&Parts) -> EvaluationContext>>();
}
