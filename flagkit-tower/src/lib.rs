//! A tower layer that puts each request into a [scope](flagkit::scope()): every flag that is asked while it is handled
//! is answered for the user of the request, from one version of the file.
//!
//! ```
//! use axum::http::request::Parts;
//! use axum::{Router, routing::get};
//! use flagkit::{EvaluationContext, feature_flag};
//! use flagkit_tower::FlagLayer;
//!
//! flagkit::flags!("flags.json");
//!
//! #[feature_flag("half", fallback = old_greeting)]
//! async fn greeting() -> &'static str {
//!     "hi"
//! }
//!
//! async fn old_greeting() -> &'static str {
//!     "good day"
//! }
//!
//! /// Who is asking.
//! fn user(request: &Parts) -> EvaluationContext {
//!     match request.headers.get("x-user").and_then(|user| user.to_str().ok()) {
//!         Some(user) => EvaluationContext::new(user),
//!         None => EvaluationContext::anonymous(),
//!     }
//! }
//!
//! fn app() -> Router {
//!     Router::new().route("/", get(greeting)).layer(FlagLayer::new(user))
//! }
//! # fn main() {
//! # use tower::ServiceExt as _;
//! # let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
//! # for n in 0..20 {
//! #     let key = format!("user-{n}");
//! #     let request = http::Request::get("/").header("x-user", &key).body(axum::body::Body::empty()).unwrap();
//! #     let response = runtime.block_on(app().oneshot(request)).unwrap();
//! #     let body = runtime.block_on(axum::body::to_bytes(response.into_body(), 100)).unwrap();
//! #     let is_in = flags::HALF.is_enabled_for(&EvaluationContext::new(key.as_str()));
//! #     assert_eq!(body, if is_in { "hi" } else { "good day" });
//! # }
//! # assert!(!flags::NEW_CHECKOUT.is_enabled());
//! # }
//! ```
//!
//! It is for every tower service whose request is an [`http::Request`], and is tried with axum.
//!
//! # What is inside
//!
//! - The call of the inner service, each poll of its future, and the drop of the future, when a client goes away.
//! - Not what the handler spawns: a task says [`in_current_flag_scope`](flagkit::InFlagScope::in_current_flag_scope),
//!   a thread or `spawn_blocking` job runs inside [`current_scope`](flagkit::current_scope)`().enter(..)`. A task that
//!   says neither shows in [`Health::calls_without_context`](flagkit::Health::calls_without_context).
//! - Not a body that is streamed after the response: a stream may live for hours, and would hold its version of the
//!   flags for as long. A stream that wants to be inside takes the scope along:
//!
//! ```
//! use flagkit::EvaluationContext;
//! # flagkit::flags!("flags.json");
//! # fn main() {
//! # let _ = flags::NEW_CHECKOUT;
//! # let lines = flagkit::scope(&EvaluationContext::new("user-42"), handler);
//! # let is_in = flags::HALF.is_enabled_for(&EvaluationContext::new("user-42"));
//! # assert_eq!(lines.collect::<Vec<_>>(), [if is_in { "hi" } else { "good day" }; 3]);
//! # }
//! # fn handler() -> impl Iterator<Item = &'static str> {
//! # let events = 0..3;
//! // In the handler; `events` is the stream.
//! let scope = flagkit::current_scope();
//! events.map(move |_| scope.enter(|| if flags::HALF.is_enabled() { "hi" } else { "good day" }))
//! # }
//! ```
//!
//! # A user who has to be looked up
//!
//! The extractor does not wait. Where a session store has to be asked, an asynchronous middleware in front of this
//! layer does that and leaves the user among the request's extensions:
//!
//! ```
//! use axum::extract::Request;
//! use axum::http::request::Parts;
//! use axum::middleware::{Next, from_fn};
//! use axum::response::Response;
//! use axum::{Router, routing::get};
//! use flagkit::EvaluationContext;
//! use flagkit_tower::FlagLayer;
//!
//! # async fn look_up(_: &http::HeaderMap) -> EvaluationContext { EvaluationContext::new("user-42") }
//! async fn sign_in(mut request: Request, next: Next) -> Response {
//!     let user: EvaluationContext = look_up(request.headers()).await;
//!     request.extensions_mut().insert(user);
//!     next.run(request).await
//! }
//!
//! /// `None` is someone unknown: a percentage is off, and a rule sees no attributes.
//! fn user(request: &Parts) -> Option<EvaluationContext> {
//!     request.extensions.get().cloned()
//! }
//!
//! let app: Router = Router::new()
//!     .route("/", get(|| async { flagkit::current_scope().has_context().to_string() }))
//!     .layer(FlagLayer::new(user))
//!     .layer(from_fn(sign_in)); // the last layer is the first to see a request
//! # use tower::ServiceExt as _;
//! # let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
//! # let request = http::Request::get("/").body(axum::body::Body::empty()).unwrap();
//! # let response = runtime.block_on(app.oneshot(request)).unwrap();
//! # assert_eq!(runtime.block_on(axum::body::to_bytes(response.into_body(), 100)).unwrap(), "true");
//! ```
//!
//! # In tests
//!
//! Overrides of a test reach the handlers, since the layer is called inside them:
//! `testing::with_async(flags::HALF.on(), app.oneshot(request))`.
#![forbid(unsafe_code)]

mod layer;
mod service;

pub use layer::FlagLayer;
pub use service::{FlagService, ResponseFuture};
