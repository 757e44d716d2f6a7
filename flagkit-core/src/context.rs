//! Who is asked about: the trait, what it hands out, and the blanket implementations.
//!
//! It compares nothing. Law: asking a context allocates nothing; what it hands out borrows from it
//! or fits in place.

mod attribute;
mod evaluation_context;
mod from;
mod instant;
mod targeting_key;
mod version;

pub use attribute::{AttributeItem, AttributeList, AttributeValue};
pub use evaluation_context::EvaluationContext;
pub use targeting_key::TargetingKey;
pub use version::Version;

/// Someone, or something, that flags are evaluated for.
///
/// Implement it for the type that stands for a user; see [`EvaluationContext`] for one that is built
/// at run time.
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
    note = "give it `impl flagkit::Context`, or pass a `flagkit::EvaluationContext`"
)]
pub trait Context {
    /// The key that draws are made by; `None` for someone unknown.
    fn targeting_key(&self) -> Option<TargetingKey<'_>>;

    /// An attribute by its name; `None` where it is not known.
    fn attribute(&self, name: &str) -> Option<AttributeValue<'_>>;
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
        }
    )*};
}

forward!(&C, &mut C, Box<C>, std::sync::Arc<C>, std::rc::Rc<C>);
