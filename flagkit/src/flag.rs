//! The typed handle of a flag, as `flags!` makes it.
//!
//! It holds no state; its slot and its table do.
//! Law: asking never panics, and costs one relaxed load while the flag is the same for everyone.

use crate::details::EvaluationDetails;
use crate::evaluate;
use crate::explain::Explanation;
use crate::overrides::Override;
use crate::payload::Payload;
use crate::slot::{ASK, ON};
use crate::table::Declaration;
use flagkit_core::Context;
use std::fmt;
use std::marker::PhantomData;

/// A flag of flags.json: boolean unless it has named variants, whose enum is then `V`.
///
/// Handles are made by [`flags!`](crate::flags) alone, as constants.
///
/// ```
/// # flagkit::flags!("flags.json");
/// let checkout = if flags::NEW_CHECKOUT.is_enabled() { "new" } else { "old" };
/// # assert_eq!(checkout, "old");
/// ```
pub struct Flag<V: 'static = bool> {
    declaration: &'static Declaration,
    variants: PhantomData<fn() -> V>,
}

impl<V> Clone for Flag<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Flag<V> {}

impl<V> fmt::Debug for Flag<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flag({})", self.declaration.key())
    }
}

/// The variants of a flag, as an enum that `flags!` makes.
///
/// Generated code implements it; nothing else should.
#[diagnostic::on_unimplemented(
    message = "this flag is on or off and has no variants",
    label = "`{Self}` is not an enum of variants",
    note = "ask it with `is_enabled` or `is_enabled_for`, and override it with `on` or `off`"
)]
pub trait Variants: Copy + fmt::Debug + Send + Sync + 'static {
    /// The type of the variants' payloads.
    type Value: Payload;

    /// The variant of this arm.
    fn from_arm(arm: u8) -> Self;

    /// The place of this variant in the flag's declaration.
    fn arm(self) -> u8;
}

impl<V> Flag<V> {
    /// Called by generated code alone.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(declaration: &'static Declaration) -> Self {
        Self { declaration, variants: PhantomData }
    }

    /// For generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn declaration(self) -> &'static Declaration {
        self.declaration
    }

    /// For generated code: 0 where the call must ask, else the arm and one.
    #[doc(hidden)]
    #[inline(always)]
    #[must_use]
    pub fn __arm(self) -> u8 {
        self.declaration.slot().state()
    }

    /// The flag's key in flags.json.
    ///
    /// ```
    /// # flagkit::flags!("flags.json");
    /// assert_eq!(flags::NEW_CHECKOUT.key(), "new_checkout");
    /// ```
    #[must_use]
    pub const fn key(self) -> &'static str {
        self.declaration.key()
    }

    /// The answer for the scope around this call, and why.
    ///
    /// ```
    /// # flagkit::flags!("flags.json");
    /// use flagkit::Reason;
    /// let details = flags::NEW_CHECKOUT.evaluate();
    /// assert_eq!((details.variant, details.reason), ("off", Reason::Disabled));
    /// ```
    #[must_use]
    pub fn evaluate(self) -> EvaluationDetails {
        evaluate::details(self.declaration, None)
    }

    /// The answer for a context, and why.
    ///
    /// ```
    /// # flagkit::flags!("flags.json");
    /// use flagkit::{EvaluationContext, Reason};
    /// let user = EvaluationContext::new("user-42");
    /// let details = flags::HALF.evaluate_for(&user);
    /// assert_eq!(details.reason, Reason::Split);
    /// assert!(details.bucket.is_some());
    /// ```
    #[must_use]
    pub fn evaluate_for<C: Context + ?Sized>(self, context: &C) -> EvaluationDetails {
        evaluate::details(self.declaration, Some(&context))
    }

    /// How the answer for the scope around this call comes about, in words.
    ///
    /// ```
    /// # flagkit::flags!("flags.json");
    /// let explanation = flags::HALF.explain();
    /// assert_eq!(explanation.to_string(), "\
    /// `half` of the build's flags.json
    /// asked about nobody: neither the call nor a scope has a context
    /// serves `off` by `rollout` (9:5): ERROR (TARGETING_KEY_MISSING): no key to draw by");
    ///
    /// flagkit::testing::with(flags::HALF.on(), || {
    ///     assert_eq!(flags::HALF.explain().lines[1], "overridden by the scope around the call");
    /// });
    /// ```
    #[must_use]
    pub fn explain(self) -> Explanation {
        evaluate::explain(self.declaration, None)
    }

    /// How the answer for a context comes about, in words; see [`Explanation`].
    ///
    /// ```
    /// # flagkit::flags!("flags.json");
    /// let user = flagkit::EvaluationContext::new("user-42");
    /// assert_eq!(flags::HALF.explain_for(&user).to_string(), "\
    /// `half` of the build's flags.json
    /// `rollout` (9:5): bucket 79915 of 100000, outside
    /// serves `off`: SPLIT");
    /// ```
    #[must_use]
    pub fn explain_for<C: Context + ?Sized>(self, context: &C) -> Explanation {
        evaluate::explain(self.declaration, Some(&context))
    }

    #[inline(always)]
    fn ambient_arm(self) -> u8 {
        match self.__arm() {
            ASK => evaluate::arm(self.declaration, None),
            state => state - 1,
        }
    }

    #[inline(always)]
    fn arm_for<C: Context + ?Sized>(self, context: &C) -> u8 {
        match self.__arm() {
            ASK => evaluate::arm(self.declaration, Some(&context)),
            state => state - 1,
        }
    }
}

impl Flag<bool> {
    /// Whether the flag is on for the scope around this call.
    ///
    /// Without a scope there is no context, and a flag that needs one is off.
    ///
    /// ```
    /// # flagkit::flags!("flags.json");
    /// assert!(!flags::NEW_CHECKOUT.is_enabled());
    /// ```
    #[inline]
    #[must_use]
    pub fn is_enabled(self) -> bool {
        match self.__arm() {
            ASK => evaluate::arm(self.declaration, None) != 0,
            state => state == ON,
        }
    }

    /// Whether the flag is on for this context.
    ///
    /// ```
    /// # flagkit::flags!("flags.json");
    /// let user = flagkit::EvaluationContext::new("user-42");
    /// assert!(!flags::NEW_CHECKOUT.is_enabled_for(&user));
    /// ```
    #[inline]
    #[must_use]
    pub fn is_enabled_for<C: Context + ?Sized>(self, context: &C) -> bool {
        match self.__arm() {
            ASK => evaluate::arm(self.declaration, Some(&context)) != 0,
            state => state == ON,
        }
    }

    /// An override that turns the flag on.
    ///
    /// ```
    /// # flagkit::flags!("flags.json");
    /// flagkit::testing::with(flags::NEW_CHECKOUT.on(), || assert!(flags::NEW_CHECKOUT.is_enabled()));
    /// ```
    #[must_use]
    pub fn on(self) -> Override {
        Override::new(self.declaration, 1)
    }

    /// An override that turns the flag off.
    ///
    /// ```
    /// # flagkit::flags!("flags.json");
    /// flagkit::testing::with(flags::NEW_CHECKOUT.off(), || assert!(!flags::NEW_CHECKOUT.is_enabled()));
    /// ```
    #[must_use]
    pub fn off(self) -> Override {
        Override::new(self.declaration, 0)
    }
}

// The bound stands on each method: rustc then says what `Variants` has to say, instead of "method not found".
impl<V> Flag<V> {
    /// The variant for the scope around this call.
    ///
    /// ```
    /// # flagkit::flags!("flags.json");
    /// use flags::SearchRanker;
    /// match flags::SEARCH_RANKER.variant() {
    ///     SearchRanker::Bm25 => {}
    ///     SearchRanker::Semantic => unreachable!("the document's default is bm25"),
    /// }
    /// ```
    #[inline]
    #[must_use]
    pub fn variant(self) -> V
    where
        V: Variants,
    {
        V::from_arm(self.ambient_arm())
    }

    /// The variant for this context.
    ///
    /// ```
    /// # flagkit::flags!("flags.json");
    /// let user = flagkit::EvaluationContext::new("user-42");
    /// assert_eq!(flags::SEARCH_RANKER.variant_for(&user), flags::SearchRanker::Bm25);
    /// ```
    #[inline]
    #[must_use]
    pub fn variant_for<C: Context + ?Sized>(self, context: &C) -> V
    where
        V: Variants,
    {
        V::from_arm(self.arm_for(context))
    }

    /// The payload of the variant for the scope around this call.
    ///
    /// Its type is that of the payloads in the build's flags.json: `bool`, `i64`, `f64`, `String`, else
    /// [`Value`](crate::Value). A live document that brings another type is not taken at its word:
    /// the payload of the build serves.
    ///
    /// ```
    /// # flagkit::flags!("flags.json");
    /// let weight: f64 = flags::SEARCH_RANKER.value();
    /// assert_eq!(weight, 1.2);
    /// ```
    #[must_use]
    pub fn value(self) -> V::Value
    where
        V: Variants,
    {
        evaluate::payload(self.declaration, None)
    }

    /// The payload of the variant for this context; see [`value`](Self::value).
    ///
    /// ```
    /// # flagkit::flags!("flags.json");
    /// let user = flagkit::EvaluationContext::new("user-42");
    /// assert_eq!(flags::SEARCH_RANKER.value_for(&user), 1.2);
    /// ```
    #[must_use]
    pub fn value_for<C: Context + ?Sized>(self, context: &C) -> V::Value
    where
        V: Variants,
    {
        evaluate::payload(self.declaration, Some(&context))
    }

    /// An override that serves this variant.
    ///
    /// ```
    /// # flagkit::flags!("flags.json");
    /// use flags::SearchRanker;
    /// flagkit::testing::with(flags::SEARCH_RANKER.serve(SearchRanker::Semantic), || {
    ///     assert_eq!(flags::SEARCH_RANKER.variant(), SearchRanker::Semantic);
    /// });
    /// ```
    #[must_use]
    pub fn serve(self, variant: V) -> Override
    where
        V: Variants,
    {
        Override::new(self.declaration, variant.arm())
    }
}
