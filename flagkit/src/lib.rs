//! Feature flags that the compiler knows: one attribute over a function names a flag and the old code;
//! flags.json, edited live, decides which of the two runs, and for whom; both are measured meanwhile.
//!
//! ```no_run
//! use flagkit::{EvaluationContext, feature_flag};
//!
//! flagkit::flags!("flags.json"); // once, at the crate root
//!
//! #[feature_flag("new_checkout", fallback = old_checkout)]
//! fn checkout(cart: &[u32]) -> u32 {
//!     cart.iter().sum() // new code
//! }
//!
//! fn old_checkout(cart: &[u32]) -> u32 {
//!     cart.len() as u32 // old code
//! }
//!
//! fn main() -> Result<(), flagkit::Error> {
//!     let _watch = flagkit::watch("flags.json")?; // without it, the flags.json of the build applies
//!     let user = EvaluationContext::new("user-42");
//!     flagkit::scope(&user, || println!("{}", checkout(&[1, 2, 3])));
//!     Ok(())
//! }
//! ```
//!
//! # Concepts
//!
//! - A **flag** is boolean, or has named **variants**. [`flags!`] turns each flag of the file into a typed
//!   handle: `flags::NEW_CHECKOUT.is_enabled()`. An unused handle is rustc's own `dead_code` warning, an unknown
//!   one does not compile.
//! - [`#[feature_flag]`](macro@feature_flag) puts a function behind a flag. The **fallback** is the old code, and
//!   the answer of every failure: a flag that cannot be evaluated never turns new code on.
//! - A **context** says who is asked about: a targeting key and attributes. It is given to the call
//!   (`is_enabled_for(&user)`, `context = user`) or stands around it ([`scope()`], [`InFlagScope`]). A task or thread
//!   that is started inside inherits it by an explicit call ([`InFlagScope::in_current_flag_scope`], [`current_scope`]).
//! - Rules, segments, stages and shares decide who gets what: [`docs::targeting`] has every operator, and what a missing
//!   attribute and a wrong type mean. [`Flag::explain_for`] tells how an answer comes about.
//! - The **document** is parsed and compiled whole into an immutable **snapshot**. All calls inside one scope see
//!   one snapshot. One bad flag fails alone; a file that cannot be read changes nothing.
//! - While a flag is drawn, both arms are **measured**, and **guards** take the new code back when it fails more often:
//!   [`report()`] and [`docs::measuring`] say what is counted and what it means, [`on_verdict`] tells of a rollback.
//! - [`watch`] takes a file's changes into force while the program runs; [`health()`] says how that goes.
//! - [`testing::with`] overrides a flag for one test, [`operator::set`] for the process, `FLAGKIT_FLAG_<NAME>`
//!   from the environment.
//!
//! # What a call costs
//!
//! A flag that is the same for everyone costs one relaxed load of one byte in a static, and a branch.
//! Any other is evaluated in the calling thread without a lock, an allocation or a write to a shared cache line,
//! but for the first call of a site and the first one of a thread after the document has changed;
//! a call that lacks the targeting key or the context that its flag wants is counted, which is such a write.
//! A function whose flag is drawn is also measured, which costs its call about as much again; the first calls of a key are
//! shared writes, as are those whose duration is taken or that fail, and sets of keys grow with them. A handle measures nothing.
//! [`Flag::evaluate`] and the payloads of text clone what they return.
//! A thread that asks keeps the version it saw until it asks again; many idle threads keep as many old versions.
//!
//! # Features
//!
//! - `watch` (default): wake up at once when the file changes, by the operating system's events.
//!   Without it, a watched file is polled once a second.
//! - `log` (default): problems of the document, once per version, through the `log` facade.
//! - `regex` (default): the operator `matches`; patterns are checked while the program is compiled.
//! - `tracing`: problems through `tracing`, and [exposures](exposure) as events.
//! - `metrics`: what was measured through the `metrics` facade, see [`export`].
//! - `serde`: `Serialize` for [`Health`], [`EvaluationDetails`], [`Explanation`] and [`Value`].
//!
//! # Rust version
//!
//! Rust 1.95. A later requirement comes with a minor version, never with a patch.

// More than 600 lines, since the macros are documented here: the crate that defines them cannot run their examples.

// Under loom only the publishing protocol is built: its atomics are not const, and statics need const.
#![cfg_attr(loom, allow(dead_code, unused, unreachable_pub))]

mod epoch;
mod measure;
mod slot;
mod sync;

#[cfg(not(loom))]
mod callsite;
#[cfg(not(loom))]
mod counted;
#[cfg(not(loom))]
mod current;
#[cfg(not(loom))]
mod details;
#[cfg(not(loom))]
pub mod docs;
#[cfg(not(loom))]
mod either;
#[cfg(not(loom))]
mod error;
#[cfg(not(loom))]
mod evaluate;
#[cfg(not(loom))]
mod explain;
#[cfg(not(loom))]
pub mod export;
#[cfg(not(loom))]
pub mod exposure;
#[cfg(not(loom))]
mod findings;
#[cfg(not(loom))]
mod fingerprint;
#[cfg(not(loom))]
mod flag;
#[cfg(not(loom))]
mod forced;
#[cfg(not(loom))]
mod future;
#[cfg(not(loom))]
mod gathered;
#[cfg(not(loom))]
mod guard;
#[cfg(not(loom))]
mod health;
#[cfg(not(loom))]
mod logging;
#[cfg(not(loom))]
mod news;
#[cfg(not(loom))]
pub mod operator;
#[cfg(not(loom))]
mod overrides;
#[cfg(not(loom))]
mod payload;
#[cfg(not(loom))]
mod pinned;
#[cfg(not(loom))]
#[doc(hidden)]
pub mod plumbing;
#[cfg(not(loom))]
mod publisher;
#[cfg(not(loom))]
mod report;
#[cfg(not(loom))]
mod rescue;
#[cfg(not(loom))]
mod scope;
#[cfg(not(loom))]
mod service;
#[cfg(not(loom))]
pub mod shadow;
#[cfg(not(loom))]
mod snapshot;
#[cfg(not(loom))]
mod source;
#[cfg(not(loom))]
mod table;
#[cfg(not(loom))]
pub mod testing;
#[cfg(not(loom))]
mod track;
#[cfg(not(loom))]
mod watch;
#[cfg(not(loom))]
mod world;

#[cfg(not(loom))]
mod face {
    pub use crate::callsite::{Callsite, Fingerprints, callsites};
    pub use crate::details::EvaluationDetails;
    pub use crate::error::Error;
    pub use crate::explain::Explanation;
    pub use crate::flag::{Flag, Variants};
    pub use crate::forced::ForcedBy;
    pub use crate::future::{InFlagScope, NoContext, Scoped};
    pub use crate::guard::{
        ArmStatus, GuardCounts, GuardReading, GuardState, GuardStatus, GuardVerdict, Guarded,
        KeptState, StoppedArm, guards, keep_state, on_verdict, rearm,
    };
    pub use crate::health::{FlagSource, Health, OldestPin, OverrideInForce, RescuedCalls, health};
    pub use crate::measure::outcome::Outcome;
    pub use crate::overrides::Override;
    pub use crate::payload::Payload;
    pub use crate::report::{
        ArmReport, ArmShare, CallCounts, Conclusion, EpochReport, FailureLift, FlagReport,
        LatencyLift, Lift, LostEvents, MetricArm, MetricLift, MetricReport, Report, SiteArm,
        SiteReport, StageReport, TreatmentReport, report,
    };
    pub use crate::scope::{Inherited, Scope, current_scope, refresh_scope, scope};
    pub use crate::service::{reload, tick};
    pub use crate::track::track;
    pub use crate::watch::{Watch, watch, watch_by_tick, watch_default};
    pub use flagkit_core::{
        AttributeItem, AttributeList, AttributeValue, Code, Context, ErrorCode, EvaluationContext,
        Location, Origin, Place, Problem, Reason, Severity, TargetingKey, ToTargetingKey, Value,
        Version,
    };

    /// Makes a context of a struct: who is asked about, by the names of its fields.
    ///
    /// ```
    /// use flagkit::Context;
    ///
    /// #[derive(Context)]
    /// struct User {
    ///     #[context(key)]
    ///     id: String,
    ///     country: String,
    ///     age: Option<u32>,
    /// }
    ///
    /// let user = User { id: "user-42".to_owned(), country: "KR".to_owned(), age: None };
    /// assert_eq!(user.targeting_key().unwrap().as_str(), "user-42");
    /// assert_eq!(user.attribute("country"), Some("KR".into()));
    /// assert_eq!(user.attribute("age"), None);
    /// ```
    ///
    /// Each field is an attribute of its name. Texts (`String`, `&str`, `Cow<str>`, `Box<str>`, `Arc<str>`), numbers,
    /// `bool`, [`SystemTime`](std::time::SystemTime), [`Version`], a [`Value`], and lists of these (`Vec`, slices,
    /// arrays, sets) are told as they are; an `Option` that is `None` is missing. A type of your own is told by
    /// [`AttributeItem`]. Reading an attribute is a `match` on its name, and allocates nothing.
    ///
    /// # `#[context(key)]`
    ///
    /// The targeting key, which percentages are drawn by: a text, a whole number, a type with [`ToTargetingKey`], or an
    /// `Option` of one. Conditions call it `key`; with `rename` it is an attribute besides.
    ///
    /// ```
    /// use flagkit::{Context, TargetingKey, ToTargetingKey};
    ///
    /// struct UserId(u64);
    ///
    /// impl ToTargetingKey for UserId {
    ///     fn to_targeting_key(&self) -> TargetingKey<'_> {
    ///         self.0.into()
    ///     }
    /// }
    ///
    /// #[derive(Context)]
    /// struct Visitor {
    ///     #[context(key)]
    ///     id: Option<UserId>,
    /// }
    ///
    /// assert_eq!(Visitor { id: Some(UserId(42)) }.targeting_key().unwrap().as_str(), "42");
    /// assert!(Visitor { id: None }.targeting_key().is_none());
    /// ```
    ///
    /// # `#[context(rename = "...")]`, `#[context(rename_all = "...")]`, `#[context(skip)]`
    ///
    /// `rename_all`, above the struct, takes `camelCase`, `PascalCase`, `kebab-case`, `snake_case`, `lowercase`,
    /// `UPPERCASE`, `SCREAMING_SNAKE_CASE` or `SCREAMING-KEBAB-CASE`.
    ///
    /// ```
    /// use flagkit::{Context, Version};
    ///
    /// #[derive(Context)]
    /// #[context(rename_all = "camelCase")]
    /// struct App<'a> {
    ///     build_channel: &'a str,
    ///     #[context(rename = "app_version")]
    ///     version: Version<'a>,
    ///     #[context(skip)]
    ///     session_token: String,
    /// }
    ///
    /// let version = Version::new(2, 1, 0);
    /// let app = App { build_channel: "beta", version, session_token: String::new() };
    /// assert_eq!(app.attribute("buildChannel"), Some("beta".into()));
    /// assert_eq!(app.attribute("app_version"), Some(version.into()));
    /// assert!(app.attribute("sessionToken").is_none() && app.attribute("session_token").is_none());
    /// # let _ = app.session_token;
    /// ```
    ///
    /// # `#[context(nested)]`, `#[context(flatten)]`
    ///
    /// A field that is a context itself, or a map of attributes. Its attributes are called `field.attribute`, or as if
    /// they stood here. A flattened context also brings its key, unless there is one here.
    ///
    /// ```
    /// use flagkit::Context;
    /// use std::collections::HashMap;
    ///
    /// #[derive(Context)]
    /// struct Address { city: String }
    ///
    /// #[derive(Context)]
    /// struct Account { #[context(key)] number: u64, plan: String }
    ///
    /// #[derive(Context)]
    /// struct Request {
    ///     #[context(flatten)]
    ///     account: Account,
    ///     #[context(nested)]
    ///     address: Option<Address>,
    ///     #[context(nested)]
    ///     headers: HashMap<String, String>,
    /// }
    ///
    /// let request = Request {
    ///     account: Account { number: 7, plan: "premium".to_owned() },
    ///     address: Some(Address { city: "Busan".to_owned() }),
    ///     headers: HashMap::from([("accept-language".to_owned(), "ko".to_owned())]),
    /// };
    /// assert_eq!(request.targeting_key().unwrap().as_str(), "7");
    /// assert_eq!(request.attribute("plan"), Some("premium".into()));
    /// assert_eq!(request.attribute("address.city"), Some("Busan".into()));
    /// assert_eq!(request.attribute("headers.accept-language"), Some("ko".into()));
    /// ```
    ///
    /// # `#[context(with = path)]`
    ///
    /// A function that is given a reference to the field and tells its value: what can be an [`AttributeValue`] (for
    /// a key, a [`TargetingKey`]), or an `Option` of it.
    ///
    /// ```
    /// use flagkit::Context;
    /// use std::time::Duration;
    ///
    /// #[derive(Context)]
    /// struct Session {
    ///     #[context(with = Duration::as_secs, rename = "age_seconds")]
    ///     age: Duration,
    ///     #[context(with = first)]
    ///     roles: Vec<String>,
    /// }
    ///
    /// fn first(roles: &[String]) -> Option<&str> {
    ///     roles.first().map(String::as_str)
    /// }
    ///
    /// let session = Session { age: Duration::from_secs(90), roles: Vec::new() };
    /// assert_eq!(session.attribute("age_seconds"), Some(90.into()));
    /// assert_eq!(session.attribute("roles"), None);
    /// ```
    ///
    /// # A list, and an enum
    ///
    /// ```
    /// use flagkit::{AttributeItem, AttributeValue, Context};
    ///
    /// enum Role { Author, Admin }
    ///
    /// impl AttributeItem for Role {
    ///     fn attribute(&self) -> AttributeValue<'_> {
    ///         AttributeValue::Str(match self {
    ///             Role::Author => "author",
    ///             Role::Admin => "admin",
    ///         })
    ///     }
    /// }
    ///
    /// #[derive(Context)]
    /// struct Writer { roles: Vec<Role> }
    ///
    /// let writer = Writer { roles: vec![Role::Author, Role::Admin] };
    /// assert_eq!(format!("{:?}", writer.attribute("roles").unwrap()), r#"["author", "admin"]"#);
    /// ```
    ///
    /// # `#[context(crate = path)]`
    ///
    /// Above the struct, where flagkit is found under a name that Cargo.toml does not give it.
    ///
    /// ```
    /// extern crate flagkit as flags_of_ours;
    ///
    /// #[derive(flags_of_ours::Context)]
    /// #[context(crate = flags_of_ours)]
    /// struct Nobody;
    /// # fn main() {}
    /// ```
    ///
    /// # What the compiler says
    ///
    /// A field that cannot be an attribute is an error at its type. Where a flag is asked by
    /// [`#[feature_flag(..., context = user)]`](macro@feature_flag) and its rules, in the flags.json of the build, name
    /// an attribute that `user`'s type does not have, rustc warns at `user`; likewise where they compare or draw by the
    /// targeting key and no field is one. A context that is not derived, or that holds a part which is not, may have
    /// any attribute, and is not warned about.
    pub use flagkit_macros::Context;

    /// Puts a function behind a flag, with the old code as its fallback.
    ///
    /// ```
    /// use flagkit::feature_flag;
    ///
    /// flagkit::flags!("flags.json");
    ///
    /// #[feature_flag("new_checkout", fallback = old_checkout)]
    /// fn checkout(cart: &[u32]) -> u32 {
    ///     cart.iter().sum::<u32>() * 95 / 100
    /// }
    ///
    /// fn old_checkout(cart: &[u32]) -> u32 {
    ///     cart.iter().sum()
    /// }
    ///
    /// fn main() {
    ///     assert_eq!(checkout(&[40, 60]), 100);
    ///     flagkit::testing::with(flags::NEW_CHECKOUT.on(), || assert_eq!(checkout(&[40, 60]), 95));
    /// }
    /// ```
    ///
    /// It works on every function with a body: free, inherent, in a trait or an implementation, with each kind of
    /// `self`, `async` (also under `#[async_trait]`), generic, `unsafe`, `extern "C"`. The signature that callers see
    /// does not change, arguments are dropped in the order in which they would be without the attribute, and the
    /// decision is the first thing the function does.
    ///
    /// # Arguments
    ///
    /// - The flag: its key as a string, or a path to its handle (`shop_flags::NEW_CHECKOUT`).
    /// - `fallback = PATH`: the old code, called with the same arguments. A function, `Self::method`,
    ///   `<T as Trait>::method`.
    /// - `otherwise = EXPRESSION` instead: the old code in place, with the arguments in scope and `return`, `?` and
    ///   `.await` of its own.
    /// - `context = EXPRESSION` over the arguments: who is asked about. Without it, the [`scope()`] around the call
    ///   says; without a scope, nobody is known.
    /// - `variants(a, b = PATH)`: for a flag with named variants. The bare name is the variant of this function's
    ///   body; the one that is not listed must be the flag's `default`, and is the fallback's.
    /// - `on_panic = fallback`, `on_error = fallback`: where the new code panics, or returns an `Err`, the old code runs
    ///   with the same arguments, and its result is returned; [below](#a-rescue) is more.
    /// - `adverse = PATH`: a function `fn(&T) -> bool` that tells which results count as failed calls in guards and
    ///   reports; without it, [`Outcome`] and `Err` say, and a panic always is one.
    /// - `shadow = pure`, and `compare = PATH`: neither arm changes anything outside, so that calls which a shadow stage
    ///   draws may run both arms once more and compare them; [below](#a-shadow) is more.
    /// - `crate = PATH`: where flagkit is, for a handle that stands alone in a crate that renames it in an unusual way.
    ///
    /// ```
    /// use flagkit::{EvaluationContext, feature_flag};
    ///
    /// flagkit::flags!("flags.json");
    ///
    /// struct Shop;
    ///
    /// impl Shop {
    ///     #[feature_flag("half", otherwise = Err("not for you yet"), context = user)]
    ///     fn gift(&self, user: &EvaluationContext) -> Result<u32, &'static str> {
    ///         Ok(42)
    ///     }
    ///
    ///     #[feature_flag("search_ranker", variants(semantic), fallback = Self::by_words)]
    ///     async fn search(&self, query: &str) -> String {
    ///         format!("by meaning: {query}")
    ///     }
    ///
    ///     async fn by_words(&self, query: &str) -> String {
    ///         format!("by words: {query}")
    ///     }
    /// }
    /// # fn main() { let _ = (Shop.gift(&EvaluationContext::new("user-42")), Shop.search("")); }
    /// ```
    ///
    /// # A rescue
    ///
    /// ```
    /// use flagkit::feature_flag;
    ///
    /// flagkit::flags!("flags.json");
    ///
    /// #[feature_flag("new_checkout", fallback = old_total, on_panic = fallback, on_error = fallback)]
    /// fn total(cart: &[u32], coupon: String) -> Result<u32, std::num::ParseIntError> {
    ///     let discount: u32 = coupon.parse()?;
    ///     Ok(cart.iter().sum::<u32>().checked_sub(discount).expect("a discount is less than the sum"))
    /// }
    ///
    /// fn old_total(cart: &[u32], _coupon: String) -> Result<u32, std::num::ParseIntError> {
    ///     Ok(cart.iter().sum())
    /// }
    ///
    /// fn main() {
    ///     flagkit::testing::with(flags::NEW_CHECKOUT.on(), || {
    ///         assert_eq!(total(&[40, 60], "5".to_owned()), Ok(95));
    ///         assert_eq!(total(&[40, 60], "five".to_owned()), Ok(100)); // it returned an `Err`
    ///         assert_eq!(total(&[40, 60], "500".to_owned()), Ok(100)); // it panicked
    ///     });
    ///     assert_eq!(flagkit::health().rescued[0].calls, 2);
    /// }
    /// ```
    ///
    /// - **Never silent.** [`health()`](health()) and [`Callsite::rescued`] count the rescued calls of each function, and
    ///   the log has one line per function and version of the document. The panic hook prints each panic as always.
    /// - **Arguments.** Before the new code runs, what the old code needs is cloned, once per call of the new arm; shared
    ///   references are handed on as they are. An argument that is not `Clone` is a compile error, and so is a `&mut`:
    ///   what was written through it cannot be taken back. `otherwise = EXPRESSION` needs only the arguments that it
    ///   names, so it is the way out.
    /// - **What is seen of the failed attempt.** Its own values are dropped before the old code starts, in an async
    ///   function whichever poll it failed in. What it did elsewhere stays: rows that it wrote, a counter that it raised,
    ///   a `RefCell` or an atomic that it left half changed, a `std` mutex that it poisoned. The body is run as
    ///   [`AssertUnwindSafe`](std::panic::AssertUnwindSafe), so rustc does not ask for
    ///   [`UnwindSafe`](std::panic::UnwindSafe); put a rescue on code that may be run twice.
    /// - **What is not rescued.** A failure of the old code, which passes unchanged. A future that is cancelled. With
    ///   `on_error` alone, a panic. An iterator that is returned and panics later. With variants, every arm but the
    ///   fallback's is rescued.
    /// - **Whether a result is an `Err`** is found by type, through aliases; on a function that returns anything but a
    ///   `Result`, `on_error` is a compile error.
    /// - **In tests** a failure is rescued like anywhere else, so hold [`Callsite::rescued`] against what you expect.
    /// - **`panic = "abort"`** leaves nothing to catch: rustc warns at `on_panic` in such a build. `on_error` works.
    /// - **Refused**, with the reason: `#[track_caller]`, a function that returns a closure or a future without being
    ///   `async`. A future that the return type does not call one (an alias, a type of your own) is a warning, and only
    ///   its making is rescued.
    ///
    /// # A shadow
    ///
    /// ```json
    /// { "flags": { "new_search": { "stages": [{ "shadow": "1%" }, "5%", "everyone"], "stage": "shadow" } } }
    /// ```
    ///
    /// ```
    /// use flagkit::feature_flag;
    ///
    /// flagkit::flags!("flags.json");
    ///
    /// #[feature_flag("new_search", fallback = old_score, shadow = pure, compare = alike)]
    /// fn score(words: &[String], weight: f64) -> f64 {
    ///     words.iter().map(|word| word.len() as f64 * weight).sum()
    /// }
    ///
    /// fn old_score(words: &[String], weight: f64) -> f64 {
    ///     words.iter().map(String::len).sum::<usize>() as f64 * weight
    /// }
    ///
    /// fn alike(old: &f64, new: &f64) -> bool {
    ///     (old - new).abs() < 1e-9
    /// }
    ///
    /// fn main() {
    ///     assert_eq!(score(&["word".to_owned()], 0.5), 2.0); // what the old code returns
    ///     for figures in flagkit::shadow::figures() {
    ///         println!("{figures}"); // `new_search`: shadow: 1204 pairs, 3 mismatches
    ///     }
    /// }
    /// ```
    ///
    /// - **The caller** gets what the old code returns, as soon as it does. A call that is drawn also clones its arguments;
    ///   both arms then run on the clones, on a thread of flagkit's, in random order. [`shadow`](mod@crate::shadow) says
    ///   what becomes of one that panics, hangs or takes long, how much of the process it may take, and how an `async fn`
    ///   is driven.
    /// - **`pure`** is what the author answers for: each arm may run twice, late, and besides another one. A function that
    ///   writes a row, sends a mail or takes money is not.
    /// - **Results** are compared by `==`; a `Result` whose error has none, by the error's text; anything else by
    ///   `compare`, a function `fn(&T, &T) -> bool` that is given the old one first.
    /// - **Arguments** are `Clone + Send + 'static`, or references to such (`&str`, `&[T]`, `&Path`), `self` too; another
    ///   one is a compile error at the argument, and so is a `&mut`.
    /// - **The function is called by its own name.** In an impl, it shows that it stands in one by `self` or `Self`: in
    ///   its signature, its body or its fallback. Where the name leads elsewhere (an inherent method beside a trait's),
    ///   nothing is compared, and the log says so.
    /// - **Beside `on_panic` and `on_error`**: a shadow is not rescued, or it would look as if all were well.
    /// - **Calls inside** of a shadow are not measured, not shadowed and no exposure.
    /// - **Refused**, with the reason: a function that returns `impl Trait`, a closure or a future without being `async`,
    ///   that never returns, or with another ABI; an argument under `#[cfg]`.
    ///
    /// # Errors
    ///
    /// What cannot work is a compile error with the reason: a `const fn`, a variadic function, a method without a
    /// body, and `-> impl Trait` other than iterators, futures, closures, `Display`, `Debug`, `Error`, `Read` and
    /// `Write`: there both arms need one type, so return a `Box<dyn ...>` or name it.
    /// `FLAGKIT_MACROS_DEBUG=1` prints what a build's attributes expand to.
    pub use flagkit_macros::feature_flag;

    /// Runs a test under both arms of a flag.
    ///
    /// ```
    /// flagkit::flags!("flags.json");
    ///
    /// #[flagkit::test(both = NEW_CHECKOUT)]
    /// fn a_cart_is_never_free() {
    ///     // ...
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// This makes two tests, `a_cart_is_never_free::on` and `a_cart_is_never_free::off`. A test may return a
    /// `Result`. An async one keeps its runtime's attribute below this one (`#[tokio::test]`), and the override stays
    /// in place across each `.await`. A path names a handle of another crate: `both = shop::flags::NEW_CHECKOUT`.
    pub use flagkit_macros::test;
}
#[cfg(not(loom))]
pub use face::*;

/// Turns each flag of a flags.json into a typed handle in a module `flags`.
///
/// Once per package, at the crate root. The file is looked up beside Cargo.toml, then upward to the workspace
/// root; `[package.metadata.flagkit] file = "..."` names another. Its text is embedded in the program and serves
/// until a file is [watched](crate::watch), and for every flag that the watched file lacks.
///
/// ```
/// flagkit::flags!("flags.json");
///
/// # fn main() {
/// assert!(!flags::NEW_CHECKOUT.is_enabled());
/// # }
/// ```
///
/// - A key `new-checkout.v2` becomes `flags::NEW_CHECKOUT_V2`; `"rust": "NAME"` in the file overrides it.
/// - A flag with named variants also becomes an enum, so that a `match` over it is exhaustive.
/// - Handles are private to the crate, so rustc reports an unused one. `flags!(pub "flags.json")` makes them
///   public where other targets of the package, or other crates, need them: these say `use mypackage::flags;`.
/// - `flags!(mod = my_flags, "flags.json")` names the module where `flags` is taken.
///
/// # Errors
///
/// A file that is missing or broken is one compile error, with the line and column in the file.
#[cfg(not(loom))]
#[macro_export]
macro_rules! flags {
    ($($arguments:tt)*) => {
        $crate::plumbing::declare_flags! { [$crate] $($arguments)* }
    };
}

// The README's blocks are tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
