//! `on_panic` and `on_error`: new code that fails, and the old code that answers instead.
//!
//! Each function panics, or errs, where its argument says so; under the old arm nothing of it runs.

use crate::flags::{self, Ranker};
use crate::support::{arm, block_on, pause};
use flagkit::testing::{with, with_async};
use flagkit::{EvaluationContext, feature_flag};
use std::cell::{Cell, RefCell};
use std::fmt::{Debug, Display};
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::rc::Rc;

/// Panics, which rustc cannot know of its callers.
pub(crate) fn fail() {
    assert!(std::hint::black_box(false), "the new code fails");
}

/// How many calls of the function with this name, here or in `rescues_of_futures`, were rescued so far.
pub(crate) fn rescued(function: &str) -> u64 {
    let module = module_path!();
    let sites = flagkit::callsites().into_iter();
    let found: Vec<_> = sites
        .filter(|site| site.function() == function && site.module().starts_with(module))
        .collect();
    assert_eq!(found.len(), 1, "{function}: {found:?}");
    found[0].rescued()
}

#[feature_flag("form", fallback = total_old, on_panic = fallback)]
fn total(cart: &[u32], discounts: Vec<u32>, mut fails: bool) -> u32 {
    if fails {
        fail();
    }
    fails = cart.is_empty();
    cart.iter().sum::<u32>() - discounts.into_iter().sum::<u32>() + u32::from(fails)
}
fn total_old(cart: &[u32], discounts: Vec<u32>, _fails: bool) -> u32 {
    cart.iter().sum::<u32>() * 10 + discounts.iter().sum::<u32>()
}

#[flagkit::test(both = FORM)]
fn a_panic() {
    let is_new = arm() == "new";
    let before = rescued("total");
    assert_eq!(total(&[1, 2], vec![1], false), if is_new { 2 } else { 31 });
    assert_eq!(total(&[1, 2], vec![1], true), 31);
    if is_new {
        assert!(rescued("total") > before);
    }
}

type Answer<T> = Result<T, String>;

#[feature_flag("form", fallback = parsed_old, on_error = fallback)]
fn parsed(text: &str, (base, _): (u32, u8)) -> Answer<u32> {
    if text.is_empty() {
        return Err("empty".to_owned());
    }
    let number: u32 = text.parse().map_err(|error| format!("{error}"))?;
    Ok(number + base)
}
fn parsed_old(text: &str, pair: (u32, u8)) -> Answer<u32> {
    if text == "both" { Err("old".to_owned()) } else { Ok(pair.0) }
}

#[flagkit::test(both = FORM)]
fn an_error_is_known_behind_an_alias() {
    let is_new = arm() == "new";
    assert_eq!(parsed("7", (1, 2)), Ok(if is_new { 8 } else { 1 }));
    assert_eq!(parsed("", (1, 2)), Ok(1));
    assert_eq!(parsed("x", (1, 2)), Ok(1));
    // The old code's own error is the function's.
    assert_eq!(parsed("both", (1, 2)), Err("old".to_owned()));
}

#[feature_flag("form", fallback = only_errors_old, on_error = fallback)]
fn only_errors(fails: bool) -> Answer<u8> {
    if fails {
        fail();
    }
    Ok(1)
}
fn only_errors_old(_fails: bool) -> Answer<u8> {
    Ok(0)
}

#[feature_flag("form", fallback = both_old, on_panic = fallback, on_error = fallback)]
fn both<T: Clone + Debug>(how: &str, item: T) -> Answer<(T, &'static str)> {
    match how {
        "panic" => fail(),
        "err" => return Err(format!("{item:?}")),
        _ => {}
    }
    Ok((item, "new"))
}
fn both_old<T: Clone + Debug>(how: &str, item: T) -> Answer<(T, &'static str)> {
    assert!(how != "panic twice", "the old code fails");
    Ok((item.clone(), "old"))
}

type Alias<'a> = &'a [u8];

#[feature_flag("form", fallback = generic_old, on_panic = fallback)]
fn generic<'a, const N: usize, F>(
    bytes: Alias<'a>,
    array: [&'a str; N],
    turn: impl Fn(u8) -> u8 + Clone,
    fold: F,
) -> &'a str
where
    F: Clone + FnOnce(u8) -> usize,
{
    fail();
    array[fold(turn(bytes[0]))]
}
fn generic_old<'a, const N: usize, F>(
    _bytes: Alias<'a>,
    array: [&'a str; N],
    turn: impl Fn(u8) -> u8 + Clone,
    fold: F,
) -> &'a str
where
    F: Clone + FnOnce(u8) -> usize,
{
    array[fold(turn(0))]
}

#[feature_flag("form", otherwise = seen.set(seen.get() + 10), on_panic = fallback)]
fn unit(seen: &Cell<u8>) {
    seen.set(1);
    if seen.get() == 2 {
        return;
    }
    fail();
}

#[feature_flag("form", fallback = downwards_old, on_panic = fallback)]
fn downwards(from: Vec<u8>) -> usize {
    match from.split_last() {
        Some((_, rest)) => downwards(rest.to_vec()) + 1,
        None => panic!("the new code goes too far"),
    }
}
fn downwards_old(from: Vec<u8>) -> usize {
    from.len() * 10
}

#[flagkit::test(both = FORM)]
fn other_functions() {
    let words = ["a", "b", "c"];
    assert_eq!(generic(&[1], words, |n| n + 1, usize::from), "b");
    let seen = Cell::new(0);
    unit(&seen);
    assert_eq!(seen.get(), if arm() == "new" { 11 } else { 10 });
    // Only the innermost call failed.
    assert_eq!(downwards(vec![1, 2]), if arm() == "new" { 2 } else { 20 });
}

#[test]
fn each_kind_is_rescued_only_where_it_is_asked_for() {
    with(flags::FORM.on(), || {
        let before = rescued("both");
        assert_eq!(both("", [1]), Ok(([1], "new")));
        assert_eq!(both("panic", [1]), Ok(([1], "old")));
        assert_eq!(both("err", [1]), Ok(([1], "old")));
        assert!(rescued("both") >= before + 2);
        // `on_error` alone lets a panic pass, and counts nothing.
        assert!(catch_unwind(|| only_errors(true)).is_err());
        assert_eq!((only_errors(false), rescued("only_errors")), (Ok(1), 0));
    });
}

#[feature_flag("form", fallback = hopeless_old, on_panic = fallback)]
fn hopeless(log: &RefCell<Vec<&'static str>>) -> u8 {
    log.borrow_mut().push("new");
    panic_any(7_u8)
}
fn hopeless_old(log: &RefCell<Vec<&'static str>>) -> u8 {
    log.borrow_mut().push("old");
    panic_any("the old code's own")
}

#[flagkit::test(both = FORM)]
fn a_panic_of_the_old_code_passes_unchanged() {
    let log = RefCell::new(Vec::new());
    let payload = catch_unwind(AssertUnwindSafe(|| hopeless(&log))).unwrap_err();
    assert_eq!(payload.downcast_ref::<&str>(), Some(&"the old code's own"));
    // What the new code did before it failed is seen.
    let expected: &[_] = if arm() == "new" { &["new", "old"] } else { &["old"] };
    assert_eq!(*log.borrow(), expected);
}

struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic_any(Bomb);
    }
}

#[feature_flag("form", otherwise = 0, on_panic = fallback)]
fn thrown(what: u8) -> u8 {
    match what {
        0 => panic_any(vec![1_u8]),
        1 => panic_any(Bomb),
        2 => panic!("formatted {what}"),
        _ => what,
    }
}

#[flagkit::test(both = FORM)]
fn whatever_is_thrown() {
    for what in 0..3 {
        assert_eq!(thrown(what), 0);
    }
    assert_eq!(thrown(9), if arm() == "new" { 9 } else { 0 });
}

#[test]
fn a_failure_while_the_thread_panics() {
    struct InDrop<'a>(&'a Cell<u8>);
    impl Drop for InDrop<'_> {
        fn drop(&mut self) {
            self.0.set(thrown(0) + 5);
        }
    }
    let seen = Cell::new(0);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        with(flags::FORM.on(), || {
            let _in_drop = InDrop(&seen);
            fail();
        });
    }));
    assert_eq!((outcome.is_err(), seen.get()), (true, 5));
}

#[derive(Clone)]
struct Shop {
    name: String,
}

trait Priced {
    fn price(&self, items: u32) -> u32;
    #[feature_flag("form", fallback = Self::price, on_panic = fallback)]
    fn offer(&self, items: u32) -> u32 {
        fail();
        items
    }
    #[feature_flag("form", fallback = Self::taken_old, on_panic = fallback)]
    fn taken(self, items: Vec<u32>) -> u32
    where
        Self: Clone,
    {
        fail();
        self.price(items[0])
    }
    fn taken_old(self, items: Vec<u32>) -> u32
    where
        Self: Sized,
    {
        self.price(items[0]) + 1
    }
}

impl Priced for Shop {
    fn price(&self, items: u32) -> u32 {
        items * 3
    }
}

impl Shop {
    fn by_value_old(self, suffix: &str) -> String {
        self.name + suffix
    }
    #[feature_flag("form", fallback = Self::by_value_old, on_panic = fallback)]
    fn by_value(mut self, suffix: &str) -> String {
        self.name.clear();
        fail();
        self.name + suffix
    }
    fn shared_old(self: Rc<Self>) -> usize {
        self.name.len()
    }
    #[feature_flag("form", fallback = Shop::shared_old, on_panic = fallback)]
    fn shared(self: Rc<Self>) -> usize {
        fail();
        0
    }
    // `otherwise` names no `self`, so the new code may have it.
    #[feature_flag("form", otherwise = Err(format!("{wish} is not there yet")), on_panic = fallback)]
    fn renamed(&mut self, wish: String) -> Result<(), String> {
        self.name.push('!');
        fail();
        self.name = wish;
        Ok(())
    }
    async fn later_old(&self, items: Vec<u32>) -> usize {
        pause().await;
        items.len() + self.name.len()
    }
    #[feature_flag("form", fallback = Self::later_old, on_panic = fallback)]
    async fn later(&self, items: Vec<u32>) -> usize {
        let kept = items.clone();
        pause().await;
        drop(items);
        fail();
        kept.len()
    }
}

#[flagkit::test(both = FORM)]
fn methods() {
    let mut shop = Shop { name: "shop".to_owned() };
    assert_eq!(shop.offer(2), 6);
    assert_eq!(shop.clone().taken(vec![2]), 7);
    assert_eq!(shop.clone().by_value("!"), "shop!");
    assert_eq!(Rc::new(shop.clone()).shared(), 4);
    assert_eq!(block_on(shop.later(vec![1, 2])), 6);
    assert_eq!(shop.renamed("x".to_owned()), Err("x is not there yet".to_owned()));
    assert_eq!(shop.name, if arm() == "new" { "shop!" } else { "shop" });
}

#[feature_flag("ranker", variants(semantic, hybrid = rank_mix), fallback = rank_bm25, on_panic = fallback)]
fn rank(query: &str, scale: Vec<usize>) -> usize {
    assert!(!query.is_empty(), "new");
    query.len() * scale.len()
}
fn rank_mix(query: &str, scale: Vec<usize>) -> usize {
    assert!(!query.is_empty(), "mix");
    query.len() + scale.len()
}
fn rank_bm25(_query: &str, scale: Vec<usize>) -> usize {
    scale.len() + 100
}

#[feature_flag(flags::RANKER, variants(hybrid = listed_mix, semantic), otherwise = Ok(vec![to]), on_panic = fallback, on_error = fallback)]
async fn listed(to: u8) -> Answer<Vec<u8>> {
    pause().await;
    if to == 0 { Err(String::new()) } else { Ok((0..to).collect()) }
}
async fn listed_mix(to: u8) -> Answer<Vec<u8>> {
    pause().await;
    assert!(to > 0);
    Ok(Vec::new())
}

#[feature_flag("ranker", variants(semantic, hybrid = std::iter::once), fallback = std::iter::repeat, on_panic = fallback)]
fn ranks(number: u8) -> impl Iterator<Item = u8> {
    assert!(number > 0);
    [number, 0].into_iter()
}

#[test]
fn variants() {
    let ranked = |ranker, query: &str| with(flags::RANKER.serve(ranker), || rank(query, vec![1]));
    assert_eq!((ranked(Ranker::Semantic, "abc"), ranked(Ranker::Semantic, "")), (3, 101));
    assert_eq!((ranked(Ranker::Hybrid, "abc"), ranked(Ranker::Hybrid, "")), (4, 101));
    assert_eq!(ranked(Ranker::Bm25, ""), 101);
    let listed = |ranker, to| block_on(with_async(flags::RANKER.serve(ranker), listed(to)));
    assert_eq!(listed(Ranker::Semantic, 0), Ok(vec![0]));
    assert_eq!(listed(Ranker::Semantic, 2), Ok(vec![0, 1]));
    assert_eq!(listed(Ranker::Hybrid, 0), Ok(vec![0]));
    assert_eq!(listed(Ranker::Hybrid, 2), Ok(vec![]));
    let ranks =
        |ranker, n| with(flags::RANKER.serve(ranker), || ranks(n).take(2).collect::<Vec<_>>());
    assert_eq!(ranks(Ranker::Semantic, 7), [7, 0]);
    assert_eq!(ranks(Ranker::Semantic, 0), [0, 0]);
    assert_eq!(ranks(Ranker::Hybrid, 7), [7]);
}

#[feature_flag("form", fallback = joined_old, on_panic = fallback, on_error = fallback)]
fn joined(how: u8) -> Result<impl Iterator<Item = u8>, impl Display + Debug> {
    match how {
        0 => fail(),
        1 => return Err("new"),
        _ => {}
    }
    Ok(std::iter::once(how))
}
fn joined_old(how: u8) -> Result<impl Iterator<Item = u8>, impl Display + Debug> {
    if how == 2 { Err(9_u8) } else { Ok(vec![how, how].into_iter()) }
}

#[feature_flag("form", otherwise = vec![kept.clone(), kept].into_iter(), on_panic = fallback)]
fn joined_otherwise(kept: String, _taken: NotClone) -> impl DoubleEndedIterator<Item = String> {
    fail();
    Some(kept).into_iter()
}

#[feature_flag("form", otherwise = { let n: u8 = text.parse()?; Ok(Some(n).into_iter()) }, on_panic = fallback, on_error = fallback)]
async fn joined_later(text: String) -> Result<impl Iterator<Item = u8>, std::num::ParseIntError> {
    pause().await;
    let n: u8 = text.trim_end_matches('!').parse::<u8>()?;
    assert!(text.ends_with('!'));
    Ok(std::iter::once(n + 1))
}

#[flagkit::test(both = FORM)]
fn opaque_results() {
    let is_new = arm() == "new";
    let items = joined_otherwise("a".to_owned(), NotClone(String::new()));
    assert_eq!(items.rev().collect::<Vec<_>>(), ["a", "a"]);
    let later = |text: &str| block_on(joined_later(text.to_owned())).map(Iterator::collect);
    assert_eq!(later("7"), Ok(vec![7]));
    assert_eq!(later("7!").ok(), is_new.then_some(vec![8]));
    assert!(later("x").is_err());
    let joined = |how| joined(how).map(Iterator::collect::<Vec<_>>).map_err(|e| e.to_string());
    assert_eq!((joined(0), joined(1)), (Ok(vec![0, 0]), Ok(vec![1, 1])));
    assert_eq!(joined(2), if is_new { Ok(vec![2]) } else { Err("9".to_owned()) });
}

/// # Safety
///
/// None is needed.
#[feature_flag("form", fallback = raw_old, on_panic = fallback)]
unsafe extern "C" fn raw(number: *const u8) -> u8 {
    fail();
    // SAFETY: the test passes a reference.
    unsafe { *number }
}
unsafe extern "C" fn raw_old(number: *const u8) -> u8 {
    // SAFETY: the test passes a reference.
    unsafe { *number + 1 }
}

#[feature_flag("form", fallback = never_old, on_panic = fallback)]
fn never(_code: u8) -> ! {
    panic!("new")
}
fn never_old(code: u8) -> ! {
    panic_any(code)
}

#[feature_flag("form", otherwise = panic_any(code), on_panic = fallback)]
fn never_otherwise(code: String) -> ! {
    drop(code);
    panic!("new")
}

#[feature_flag("ranker", variants(semantic, hybrid = never_later_mix), fallback = never_later_old, on_panic = fallback)]
async fn never_later(code: Vec<u8>) -> ! {
    loop {
        pause().await;
        assert!(code.is_empty(), "new");
    }
}
async fn never_later_mix(_code: Vec<u8>) -> ! {
    pause().await;
    panic!("mix")
}
async fn never_later_old(code: Vec<u8>) -> ! {
    pause().await;
    panic_any(code)
}

#[feature_flag("ranker", variants(semantic, hybrid = never_mix), fallback = never_old, on_panic = fallback)]
fn never_ranked(_code: u8) -> ! {
    panic!("new")
}
fn never_mix(_code: u8) -> ! {
    panic!("mix")
}

#[test]
fn a_function_that_never_returns() {
    for ranker in Ranker::ALL {
        let future = with_async(flags::RANKER.serve(ranker), never_later(vec![7]));
        let payload = catch_unwind(AssertUnwindSafe(|| block_on(future))).unwrap_err();
        assert_eq!(payload.downcast_ref::<Vec<u8>>(), Some(&vec![7]));
        let never = || with(flags::RANKER.serve(ranker), || never_ranked(8));
        let payload = catch_unwind(never).unwrap_err();
        assert_eq!(payload.downcast_ref::<u8>(), Some(&8));
    }
}

#[flagkit::test(both = FORM)]
fn other_heads() {
    let number = 4;
    // SAFETY: it is a reference.
    assert_eq!(unsafe { raw(&raw const number) }, 5);
    let payload = catch_unwind(|| never(7)).unwrap_err();
    assert_eq!(payload.downcast_ref::<u8>(), Some(&7));
    let payload = catch_unwind(|| never_otherwise("code".to_owned())).unwrap_err();
    assert_eq!(payload.downcast_ref::<String>().map(String::as_str), Some("code"));
}

#[feature_flag("form", fallback = conditional_old, on_panic = fallback)]
fn conditional(#[cfg(test)] here: String, #[cfg(not(test))] there: u8, _unused: u8) -> usize {
    fail();
    here.len()
}
fn conditional_old(#[cfg(test)] here: String, #[cfg(not(test))] there: u8, _unused: u8) -> usize {
    here.len() + 1
}

#[feature_flag("form", otherwise = return names.borrow().join(","), on_panic = fallback)]
fn otherwise_borrows((names, _): (Rc<RefCell<Vec<String>>>, u8)) -> String {
    fail();
    let mut names = names.borrow_mut();
    names.pop().unwrap_or_default()
}

#[feature_flag("form", otherwise = names.borrow().len(), on_panic = fallback)]
fn otherwise_ends_in_a_temporary(names: Rc<RefCell<Vec<String>>>) -> usize {
    let mut names = names.borrow_mut();
    fail();
    names.clear();
    0
}

struct NotClone(String);

#[feature_flag("form", otherwise = format!("{kept}{b}"), on_panic = fallback)]
fn otherwise_names_some(
    mut taken: NotClone,
    (inner, _): (NotClone, u8),
    kept: String,
    &(a, mut b): &(u8, u8),
) -> String {
    taken.0 += &inner.0;
    b += a;
    fail();
    taken.0 + &kept + &b.to_string()
}

#[flagkit::test(both = FORM)]
fn arguments() {
    let gone = || NotClone("gone".to_owned());
    assert_eq!(otherwise_names_some(gone(), (gone(), 0), "kept".to_owned(), &(1, 2)), "kept2");
    assert_eq!(conditional("here".to_owned(), 1), 5);
    let names = Rc::new(RefCell::new(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(otherwise_borrows((Rc::clone(&names), 0)), "a,b");
    assert_eq!(otherwise_ends_in_a_temporary(Rc::clone(&names)), 2);
    assert_eq!(Rc::strong_count(&names), 1);
}

#[feature_flag("form", otherwise = flags::HALF.evaluate().bucket, on_panic = fallback)]
fn scoped() -> Option<u32> {
    let other = EvaluationContext::new("other");
    flagkit::scope(&other, || {
        assert!(flags::HALF.evaluate().bucket.is_none(), "the new code fails");
        None
    })
}

#[test]
fn the_scope_of_the_new_code_is_over() {
    // Nobody has no bucket.
    assert_eq!(with(flags::FORM.on(), scoped), None);
}

#[test]
fn health_tells_of_it() {
    with(flags::FORM.on(), || told(1));
    let health = flagkit::health();
    let told = health.rescued.iter().find(|rescued| rescued.function == "told").unwrap();
    assert_eq!((told.key, told.calls), ("form", 1));
    assert!(told.place.contains("rescues.rs:"), "{told:?}");
    let line = format!("`form`: the new code of `told` ({}) failed", told.place);
    assert!(health.to_string().contains(&line), "{health}");
}

#[feature_flag("form", otherwise = number, on_panic = fallback)]
fn told(number: u8) -> u8 {
    fail();
    number
}
