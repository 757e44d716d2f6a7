//! Who is asked about: the trait, what it hands out, and the blanket implementations.
//!
//! It compares nothing. Law: asking a context allocates nothing; what it hands out borrows from it
//! or fits in place.

mod attribute;
pub mod derived;
mod evaluation_context;
mod from;
mod instant;
mod targeting_key;
mod version;

pub use attribute::{AttributeItem, AttributeList, AttributeValue};
pub use evaluation_context::EvaluationContext;
pub use targeting_key::{TargetingKey, ToTargetingKey};
pub use version::Version;

use std::sync::Arc;

/// Someone, or something, that flags are evaluated for.
///
/// Derive it for the type that stands for a user, with flagkit's `#[derive(Context)]`, or implement it;
/// see [`EvaluationContext`] for one that is built at run time.
///
/// ```
/// use flagkit_core::{AttributeValue, Context, TargetingKey};
///
/// struct User { id: u64, country: String }
///
/// impl Context for User {
///     fn targeting_key(&self) -> Option<TargetingKey<'_>> {
///         Some(self.id.into())
///     }
///
///     fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
///         match name {
///             "country" => Some((&self.country).into()),
///             _ => None,
///         }
///     }
/// }
///
/// let user = User { id: 42, country: "KR".into() };
/// assert_eq!(user.targeting_key().unwrap().as_str(), "42");
/// assert_eq!(user.attribute("country"), Some(AttributeValue::Str("KR")));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say who is asked about",
    label = "not a context",
    note = "give it `#[derive(flagkit::Context)]`, or pass a `flagkit::EvaluationContext`"
)]
pub trait Context {
    /// The key that draws are made by; `None` for someone unknown.
    fn targeting_key(&self) -> Option<TargetingKey<'_>>;

    /// An attribute by its name; `None` where it is not known.
    fn attribute(&self, name: &str) -> Option<AttributeValue<'_>>;

    /// This context in a form that a task or another thread can own; `None` where it can only be borrowed.
    ///
    /// What inherits a scope asks for it. An `Arc` and an [`EvaluationContext`] can always be shared; a derived context
    /// is cloned if it is `Clone + Send + Sync` and has no parameters; a type of your own may say so.
    ///
    /// ```
    /// use flagkit_core::{Context, EvaluationContext};
    /// use std::sync::Arc;
    ///
    /// let user = EvaluationContext::new("user-42");
    /// let shared: Arc<dyn Context + Send + Sync> = user.to_shared().unwrap();
    /// assert_eq!(shared.targeting_key(), user.targeting_key());
    /// ```
    fn to_shared(&self) -> Option<Arc<dyn Context + Send + Sync>> {
        None
    }
}

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        // Who passes a `&User` without a context wants to hear of `User`, not of references.
        #[diagnostic::do_not_recommend]
        impl<C: Context + ?Sized> Context for $pointer {
            fn targeting_key(&self) -> Option<TargetingKey<'_>> {
                (**self).targeting_key()
            }

            fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
                (**self).attribute(name)
            }

            fn to_shared(&self) -> Option<Arc<dyn Context + Send + Sync>> {
                (**self).to_shared()
            }
        }
    )*};
}

forward!(&C, &mut C, Box<C>, std::rc::Rc<C>);

// Bounded by what makes an `Arc` worth its while, so that it can be shared whatever it holds.
#[diagnostic::do_not_recommend]
impl<C: Context + Send + Sync + ?Sized + 'static> Context for Arc<C> {
    fn targeting_key(&self) -> Option<TargetingKey<'_>> {
        (**self).targeting_key()
    }

    fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
        (**self).attribute(name)
    }

    fn to_shared(&self) -> Option<Arc<dyn Context + Send + Sync>> {
        // An `Arc` of an `Arc` where it must be, since the inner one may hold a type without a size; what is shared
        // once is shared as it is, so a chain of tasks makes no chain of these.
        Some((**self).to_shared().unwrap_or_else(|| Arc::new(Arc::clone(self))))
    }
}

/// Someone who may be unknown: `None` has no key and no attributes, as [`EvaluationContext::anonymous`].
///
/// ```
/// use flagkit_core::{Context, EvaluationContext};
///
/// let visitor: Option<EvaluationContext> = None;
/// assert!(visitor.targeting_key().is_none());
/// ```
#[diagnostic::do_not_recommend]
impl<C: Context> Context for Option<C> {
    fn targeting_key(&self) -> Option<TargetingKey<'_>> {
        self.as_ref()?.targeting_key()
    }

    fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
        self.as_ref()?.attribute(name)
    }

    fn to_shared(&self) -> Option<Arc<dyn Context + Send + Sync>> {
        match self {
            Some(context) => context.to_shared(),
            None => EvaluationContext::anonymous().to_shared(),
        }
    }
}
