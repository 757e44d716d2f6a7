//! The service: each request, from the call to the end of its future, in one scope.
//!
//! Law: the inner service is called by the very instance that was ready, and the call and the future see one snapshot.

use flagkit::{Context, InFlagScope as _, Inherited, Scoped};
use http::Request;
use http::request::Parts;
use pin_project_lite::pin_project;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll};
use tower_service::Service;

/// A service whose requests are handled in a scope, from [`FlagLayer`](crate::FlagLayer).
#[derive(Clone, Copy)]
pub struct FlagService<S, E> {
    inner: S,
    extract: E,
}

impl<S, E> FlagService<S, E> {
    pub(crate) fn new(inner: S, extract: E) -> Self {
        Self { inner, extract }
    }
}

impl<S, E, B, C> Service<Request<B>> for FlagService<S, E>
where
    S: Service<Request<B>>,
    E: Fn(&Parts) -> C,
    C: Context + Send + Sync + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut task::Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // Taken apart, so that an extractor need not name the type of a body that it cannot read anyway.
        let (parts, body) = request.into_parts();
        let context = Arc::new((self.extract)(&parts));
        let request = Request::from_parts(parts, body);
        // Called here and now, by the instance that `poll_ready` has spoken for: nothing to clone, nothing to swap.
        let call = || self.inner.call(request).in_current_flag_scope();
        ResponseFuture { future: flagkit::scope(&context, call) }
    }
}

impl<S: fmt::Debug, E> fmt::Debug for FlagService<S, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlagService").field("inner", &self.inner).finish_non_exhaustive()
    }
}

pin_project! {
    /// The future of a request in its scope, from [`FlagService`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless they are polled"]
    pub struct ResponseFuture<F> {
        #[pin]
        future: Scoped<F, Inherited>,
    }
}

impl<F: Future> Future for ResponseFuture<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<F::Output> {
        self.project().future.poll(cx)
    }
}
