//! Who asks: a type of the application's own that cannot be cloned, and is counted, so that a leak shows.

use axum::http::request::Parts;
use flagkit::{AttributeValue, Context, TargetingKey};
use std::sync::atomic::{AtomicUsize, Ordering};

static ALIVE: AtomicUsize = AtomicUsize::new(0);

/// How many users are in memory.
#[must_use]
pub fn alive() -> usize {
    ALIVE.load(Ordering::SeqCst)
}

/// The user of a request.
pub(crate) struct User {
    key: String,
}

impl User {
    fn new(key: &str) -> Self {
        ALIVE.fetch_add(1, Ordering::SeqCst);
        Self { key: key.to_owned() }
    }

    /// The one whom the head names.
    pub(crate) fn of(request: &Parts) -> Option<Self> {
        let key = request.headers.get("x-user")?;
        Some(Self::new(key.to_str().ok()?))
    }
}

impl Drop for User {
    fn drop(&mut self) {
        ALIVE.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Context for User {
    fn targeting_key(&self) -> Option<TargetingKey<'_>> {
        Some(self.key.as_str().into())
    }

    fn attribute(&self, _: &str) -> Option<AttributeValue<'_>> {
        None
    }
}
