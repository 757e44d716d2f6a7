//! The layer: it keeps the extractor and hands it to each service that it wraps.

use crate::service::FlagService;
use flagkit::Context;
use http::request::Parts;
use std::fmt;
use tower_layer::Layer;

/// Puts each request into a scope, with the context that `E` takes from it.
#[derive(Clone, Copy)]
pub struct FlagLayer<E> {
    extract: E,
}

impl<E> FlagLayer<E> {
    /// A layer that learns from a request's head who is asking.
    ///
    /// The extractor is any function of [`Parts`]: method, path, headers, and the extensions that middleware in
    /// front of it has left there. It returns whatever is a [`Context`]: a type of your own, an `Arc` of it, an
    /// [`EvaluationContext`](flagkit::EvaluationContext), or an `Option` of these for someone who may be unknown.
    /// The context is owned, so that tasks which are spawned for the request can inherit it.
    ///
    /// ```
    /// use flagkit::EvaluationContext;
    /// use flagkit_tower::FlagLayer;
    ///
    /// let by_country = FlagLayer::new(|request| {
    ///     let country = request.headers.get("cf-ipcountry").and_then(|value| value.to_str().ok());
    ///     EvaluationContext::anonymous().with("country", country.unwrap_or("unknown"))
    /// });
    /// # fn is_layer<L: tower_layer::Layer<S>, S>(_: &L, _: S) {}
    /// # is_layer(&by_country, ());
    /// ```
    pub fn new<C>(extract: E) -> Self
    where
        E: Fn(&Parts) -> C,
        C: Context + Send + Sync + 'static,
    {
        Self { extract }
    }
}

impl<S, E: Clone> Layer<S> for FlagLayer<E> {
    type Service = FlagService<S, E>;

    fn layer(&self, inner: S) -> Self::Service {
        FlagService::new(inner, self.extract.clone())
    }
}

impl<E> fmt::Debug for FlagLayer<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlagLayer").finish_non_exhaustive()
    }
}
