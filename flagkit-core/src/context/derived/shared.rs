//! Whether a derived context can be handed to a task: exactly when it can be cloned and sent.
//!
//! Method lookup asks the type, which no bound could, since a context need be neither. A type that can be cloned has
//! the method by value of the reference; every other one has that of the trait behind another reference.

use crate::context::Context;
use std::sync::Arc;

/// A context that a task can own.
pub type SharedContext = Arc<dyn Context + Send + Sync>;

/// A context whose type is asked.
#[derive(Debug)]
pub struct Sharing<'a, C>(pub &'a C);

/// For contexts that can be owned by a task.
pub trait Shared {
    /// A clone of the context.
    fn shared(&self) -> Option<SharedContext>;
}

impl<C: Context + Clone + Send + Sync + 'static> Shared for Sharing<'_, C> {
    fn shared(&self) -> Option<SharedContext> {
        Some(Arc::new(self.0.clone()))
    }
}

/// For contexts that can only be borrowed.
pub trait NotShared {
    /// Nothing.
    fn shared(&self) -> Option<SharedContext> {
        None
    }
}

impl<C> NotShared for &Sharing<'_, C> {}
