//! Functions of every sort that can be shadowed: each is called by its own name, with clones of what it was given.

// What the functions themselves are odd in, on purpose.
#![allow(
    clippy::needless_lifetimes,
    clippy::needless_pass_by_value,
    clippy::trivially_copy_pass_by_ref
)]

use flagkit::feature_flag;
use shadows::flags;
use std::borrow::Cow;
use std::fmt::Debug;
use std::path::Path;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq)]
struct Shop {
    name: String,
}

impl Shop {
    #[feature_flag("forms", fallback = Self::old_name, shadow = pure)]
    fn name(&self) -> &str {
        &self.name
    }

    fn old_name(&self) -> &str {
        self.name.as_str()
    }

    #[feature_flag("forms", fallback = Self::old_renamed, shadow = pure)]
    fn renamed(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    fn old_renamed(self, name: &str) -> Self {
        drop(self);
        Self { name: name.to_owned() }
    }

    #[feature_flag("forms", fallback = Self::old_shared, shadow = pure)]
    fn shared(self: Arc<Self>) -> String {
        self.name.clone()
    }

    fn old_shared(self: Arc<Self>) -> String {
        self.name.clone()
    }

    // Its fallback tells that it stands in an impl.
    #[feature_flag("forms", fallback = Self::old_initial, shadow = pure)]
    fn initial(name: &str) -> Option<char> {
        name.chars().next()
    }

    fn old_initial(name: &str) -> Option<char> {
        name.chars().nth(0)
    }
}

trait Priced {
    fn price(&self, items: u32) -> u64;

    #[feature_flag("forms", otherwise = u64::from(items), shadow = pure)]
    fn provided(&self, items: u32) -> u64
    where
        Self: Clone + Send + 'static,
    {
        u64::from(items)
    }
}

impl Priced for Shop {
    #[feature_flag("forms", otherwise = u64::from(items) * 3, shadow = pure)]
    fn price(&self, items: u32) -> u64 {
        u64::from(items) + u64::from(items) + u64::from(items)
    }
}

#[feature_flag("forms", fallback = old_generic, shadow = pure)]
fn generic<T, const N: usize>(
    of: &T,
    times: impl Into<usize> + Clone + Send + 'static,
) -> Vec<[T; N]>
where
    T: Clone + Send + Debug + PartialEq + 'static,
{
    std::iter::repeat_with(|| std::array::from_fn(|_| of.clone())).take(times.into()).collect()
}

fn old_generic<T, const N: usize>(
    of: &T,
    times: impl Into<usize> + Clone + Send + 'static,
) -> Vec<[T; N]>
where
    T: Clone + Send + Debug + PartialEq + 'static,
{
    vec![[(); N].map(|()| of.clone()); times.into()]
}

#[feature_flag("forms", fallback = old_patterns, shadow = pure)]
fn patterns((a, b): (u8, u8), [first, ..]: [u8; 3], mut c: u8, _: String, _unused: &u8) -> u8 {
    c += a + b + first;
    c
}

fn old_patterns((a, b): (u8, u8), first: [u8; 3], c: u8, _: String, _unused: &u8) -> u8 {
    a + b + c + first[0]
}

#[feature_flag("forms", fallback = old_borrowed, shadow = pure)]
fn borrowed<'a>(path: &'a Path, name: &'static str, text: Cow<'static, str>) -> Option<&'a Path> {
    (text == name).then_some(path)
}

fn old_borrowed<'a>(
    path: &'a Path,
    name: &'static str,
    text: Cow<'static, str>,
) -> Option<&'a Path> {
    if text == name { Some(path) } else { None }
}

#[feature_flag("forms", otherwise = return early(number)?, shadow = pure)]
fn leaves_early(number: u8) -> Option<u8> {
    let number = number.checked_add(1)?;
    Some(number)
}

fn early(number: u8) -> Option<Option<u8>> {
    Some(number.checked_add(1))
}

/// # Safety
///
/// None is needed.
#[feature_flag("forms", fallback = old_unsafely, shadow = pure)]
unsafe fn unsafely(number: u8) -> u8 {
    number
}

/// # Safety
///
/// None is needed.
unsafe fn old_unsafely(number: u8) -> u8 {
    number
}

#[feature_flag("forms", otherwise = {}, shadow = pure)]
fn nothing() {}

#[feature_flag("forms", otherwise = number, shadow = pure)]
#[track_caller]
fn tracked(number: u8) -> u8 {
    number
}

#[derive(Debug)]
struct Opaque(u8);

#[feature_flag("forms", otherwise = Opaque(number), shadow = pure, compare = alike)]
fn opaque(number: u8) -> Opaque {
    Opaque(number + 2)
}

/// The old one first.
fn alike(old: &Opaque, new: &Opaque) -> bool {
    old.0 + 2 == new.0
}

struct Refused(u8);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "refused {}", self.0)
    }
}

#[feature_flag("forms", otherwise = Err(Refused(number)), shadow = pure)]
fn refused(number: u8) -> Result<u8, Refused> {
    Err(Refused(number))
}

#[test]
fn each_form_is_run_and_agrees() {
    let shop = Shop { name: "corner".to_owned() };
    let settled = || assert!(flagkit::shadow::settle(std::time::Duration::from_secs(60)));
    assert_eq!(shop.name(), "corner");
    assert_eq!(shop.clone().renamed("other").name, "other");
    assert_eq!(Arc::new(shop.clone()).shared(), "corner");
    assert_eq!(Shop::initial("corner"), Some('c'));
    assert_eq!((shop.price(2), shop.provided(2)), (6, 2));
    settled();
    assert_eq!(generic::<_, 2>(&"x".to_owned(), 1_u8), [["x", "x"]]);
    assert_eq!(patterns((1, 2), [3, 0, 0], 4, String::new(), &0), 10);
    assert!(borrowed(Path::new("/"), "a", Cow::Borrowed("a")).is_some());
    assert_eq!(leaves_early(1), Some(2));
    // SAFETY: it needs nothing.
    assert_eq!(unsafe { unsafely(1) }, 1);
    nothing();
    assert_eq!((tracked(1), opaque(1).0), (1, 1));
    assert_eq!(refused(1).unwrap_err().0, 1);
    settled();
    let seen = shadows::figures("forms").unwrap();
    let annotated = flagkit::callsites().into_iter().filter(|site| site.key() == "forms");
    assert_eq!(seen.functions.len(), annotated.count());
    for function in &seen.functions {
        assert_eq!((function.pairs, function.skipped, function.astray), (1, 0, 0), "{function:?}");
        assert_eq!(function.mismatches + function.not_compared, 0, "{function:?}");
    }
    assert_eq!(seen.functions.iter().map(|function| function.both_failed).sum::<u64>(), 1);
}

struct Twin;

trait Named {
    fn named(&self) -> &'static str;
}

impl Twin {
    fn named(&self) -> &'static str {
        "inherent"
    }
}

impl Clone for Twin {
    fn clone(&self) -> Self {
        Self
    }
}

impl Named for Twin {
    #[feature_flag("astray", otherwise = "old", shadow = pure)]
    fn named(&self) -> &'static str {
        // `Self::named` is the inherent one.
        Self::named(self)
    }
}

#[test]
fn a_shadow_of_another_function_of_the_same_name_says_nothing() {
    assert_eq!(Named::named(&Twin), "old");
    let seen = shadows::function("astray");
    assert_eq!((seen.pairs, seen.astray), (0, 1), "{seen:?}");
}

#[feature_flag("ranker", variants(semantic, hybrid = mixed), fallback = old_rank, shadow = pure)]
fn rank(number: u32) -> u32 {
    number
}

fn mixed(number: u32) -> u32 {
    number + 1
}

fn old_rank(number: u32) -> u32 {
    number
}

#[test]
fn of_variants_the_one_runs_that_would_be_drawn() {
    for user in 0..40 {
        let user = flagkit::EvaluationContext::new(format!("user-{user}"));
        assert_eq!(flagkit::scope(&user, || rank(1)), 1);
        assert!(flagkit::shadow::settle(std::time::Duration::from_secs(60)));
    }
    let seen = shadows::function("ranker");
    assert_eq!(seen.pairs, 40);
    assert!(seen.matches > 5 && seen.mismatches > 5, "{seen:?}");
    assert_eq!(flags::RANKER.key(), "ranker");
}
