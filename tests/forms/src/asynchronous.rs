//! `async` functions of every kind.

use crate::support::{arm, block_on, pause};
use flagkit::feature_flag;
use std::fmt::Debug;
use std::pin::Pin;
use std::sync::Arc;

#[feature_flag("form", fallback = free_old)]
async fn free(text: &str) -> String {
    pause().await;
    text.to_owned() + "new"
}
async fn free_old(text: &str) -> String {
    pause().await;
    text.to_owned() + "old"
}

#[feature_flag("form", fallback = ready_old)]
async fn ready(text: &str) -> usize {
    pause().await;
    text.len()
}
fn ready_old(_text: &str) -> std::future::Ready<usize> {
    std::future::ready(0)
}

#[feature_flag("form", fallback = failing_old)]
async fn failing(text: &str) -> Result<u8, Box<dyn std::error::Error + Send + Sync>> {
    pause().await;
    let number: u8 = text.parse()?;
    if number > 100 {
        return Err("too big".into());
    }
    Ok(number)
}
async fn failing_old(_text: &str) -> Result<u8, Box<dyn std::error::Error + Send + Sync>> {
    Ok(0)
}

#[feature_flag("form", fallback = coerced_old)]
async fn coerced(early: bool) -> Box<dyn Debug + Send> {
    if early {
        return Box::new(1_u8);
    }
    pause().await;
    Box::new("new")
}
async fn coerced_old(_early: bool) -> Box<dyn Debug + Send> {
    Box::new("old")
}

#[feature_flag("form", fallback = opaque_old)]
async fn opaque(to: u8) -> impl Iterator<Item = u8> {
    pause().await;
    0..to
}
async fn opaque_old(to: u8) -> impl Iterator<Item = u8> {
    std::iter::once(to)
}

#[feature_flag("form", otherwise = { pause().await; Err(text.parse::<u8>()?.into()) })]
async fn otherwise(text: &str) -> Result<u8, Wrapped> {
    pause().await;
    Ok(text.parse::<u8>()? + 1)
}
#[derive(Debug, PartialEq)]
struct Wrapped(Option<u8>);
impl From<std::num::ParseIntError> for Wrapped {
    fn from(_: std::num::ParseIntError) -> Self {
        Self(None)
    }
}
impl From<u8> for Wrapped {
    fn from(number: u8) -> Self {
        Self(Some(number))
    }
}

#[feature_flag("form", fallback = patterns_old)]
async fn patterns((a, mut b): (u8, u8), _: String, mut c: u8) -> u8 {
    b += 1;
    pause().await;
    c += a;
    b + c
}
async fn patterns_old((a, _): (u8, u8), text: String, _c: u8) -> u8 {
    drop(text);
    a
}

#[feature_flag("form", fallback = generic_old::<T, N>)]
async fn generic<T, const N: usize>(items: [T; N]) -> Vec<T>
where
    T: Send + 'static,
{
    pause().await;
    items.into_iter().collect()
}
async fn generic_old<T: Send + 'static, const N: usize>(_items: [T; N]) -> Vec<T> {
    Vec::new()
}

#[feature_flag("form", fallback = Box::pin)]
fn awaited_by_the_caller(number: std::future::Ready<u8>) -> Pin<Box<std::future::Ready<u8>>> {
    Box::pin(std::future::ready(number.into_inner() + 1))
}

#[feature_flag("form", fallback = forever_old)]
async fn forever() -> ! {
    pause().await;
    std::panic::panic_any("new")
}
async fn forever_old() -> ! {
    pause().await;
    std::panic::panic_any("old")
}

#[derive(Default)]
struct Client {
    log: String,
}

impl Client {
    #[feature_flag("form", fallback = Self::by_ref_old)]
    async fn by_ref(&self, more: &str) -> String {
        pause().await;
        self.log.clone() + more + "new"
    }
    async fn by_ref_old(&self, more: &str) -> String {
        self.log.clone() + more + "old"
    }

    #[feature_flag("form", fallback = Self::by_mut_old)]
    async fn by_mut(&mut self) -> &mut String {
        pause().await;
        self.log.push_str("new");
        &mut self.log
    }
    async fn by_mut_old(&mut self) -> &mut String {
        self.log.push_str("old");
        &mut self.log
    }

    #[feature_flag("form", fallback = Self::by_value_old)]
    async fn by_value(mut self) -> String {
        pause().await;
        self.log.push_str("new");
        self.log
    }
    async fn by_value_old(self) -> String {
        self.log + "old"
    }

    #[feature_flag("form", fallback = Self::boxed_old)]
    async fn boxed(self: Box<Self>) -> &'static str {
        pause().await;
        drop(self);
        "new"
    }
    async fn boxed_old(self: Box<Self>) -> &'static str {
        "old"
    }

    #[feature_flag("form", fallback = Self::arc_old)]
    async fn arc(self: Arc<Self>) -> usize {
        pause().await;
        self.log.len() + 1
    }
    async fn arc_old(self: Arc<Self>) -> usize {
        self.log.len()
    }

    #[feature_flag("form", fallback = Self::pinned_old)]
    async fn pinned(mut self: Pin<&mut Self>) -> usize {
        self.as_mut().log.push_str("new!");
        pause().await;
        self.log.len()
    }
    async fn pinned_old(self: Pin<&mut Self>) -> usize {
        self.log.len()
    }

    #[feature_flag("form", fallback = Self::associated_old)]
    async fn associated(log: String) -> Self {
        pause().await;
        Self { log: log + "new" }
    }
    async fn associated_old(log: String) -> Self {
        Self { log: log + "old" }
    }
}

trait Fetch {
    async fn fetch(&self) -> u8;
    async fn provided(&self) -> u8;
}

impl Fetch for Client {
    #[feature_flag("form", fallback = Self::fetch_old)]
    async fn fetch(&self) -> u8 {
        pause().await;
        1
    }
    #[feature_flag("form", otherwise = self.fetch_old().await)]
    async fn provided(&self) -> u8 {
        pause().await;
        self.fetch().await
    }
}
impl Client {
    async fn fetch_old(&self) -> u8 {
        pause().await;
        u8::try_from(self.log.len()).unwrap()
    }
}

fn is_send<T: Send>(future: T) -> T {
    future
}

#[flagkit::test(both = FORM)]
fn free_functions() {
    assert_eq!(block_on(is_send(free("a"))), format!("a{}", arm()));
    assert_eq!(block_on(ready("abc")), if arm() == "new" { 3 } else { 0 });
}

#[flagkit::test(both = FORM)]
fn question_mark_and_return() {
    let is_new = arm() == "new";
    let number = |text| block_on(is_send(failing(text))).map_err(|error| error.to_string());
    assert_eq!(number("7"), Ok(if is_new { 7 } else { 0 }));
    assert_eq!(number("101"), if is_new { Err("too big".to_owned()) } else { Ok(0) });
    assert_eq!(number("x").is_err(), is_new);
    assert_eq!(block_on(otherwise("7")), if is_new { Ok(8) } else { Err(Wrapped(Some(7))) });
    assert_eq!(block_on(otherwise("x")), Err(Wrapped(None)));
}

#[flagkit::test(both = FORM)]
fn coercions_and_opaque_results() {
    let is_new = arm() == "new";
    assert_eq!(format!("{:?}", block_on(coerced(false))), format!("{:?}", arm()));
    assert_eq!(format!("{:?}", block_on(coerced(true))), if is_new { "1" } else { "\"old\"" });
    assert_eq!(block_on(opaque(2)).collect::<Vec<_>>(), if is_new { vec![0, 1] } else { vec![2] });
}

#[flagkit::test(both = FORM)]
fn patterns_and_generics() {
    let is_new = arm() == "new";
    assert_eq!(block_on(patterns((1, 2), String::new(), 3)), if is_new { 7 } else { 1 });
    assert_eq!(block_on(is_send(generic([1, 2]))).len(), if is_new { 2 } else { 0 });
    let ready = std::future::ready(1);
    assert_eq!(block_on(awaited_by_the_caller(ready)), if is_new { 2 } else { 1 });
}

#[flagkit::test(both = FORM)]
fn never() {
    let panics = std::panic::AssertUnwindSafe(|| {
        block_on(forever());
    });
    let payload = std::panic::catch_unwind(panics).unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&arm()));
}

#[flagkit::test(both = FORM)]
fn methods() {
    let is_new = arm() == "new";
    let mut client = Client::default();
    assert_eq!(block_on(is_send(client.by_ref("a"))), format!("a{}", arm()));
    assert_eq!(block_on(client.by_mut()), arm());
    assert_eq!(block_on(Client::default().by_value()), arm());
    assert_eq!(block_on(Box::new(Client::default()).boxed()), arm());
    assert_eq!(block_on(Arc::new(Client::default()).arc()), usize::from(is_new));
    assert_eq!(block_on(Pin::new(&mut Client::default()).pinned()), if is_new { 4 } else { 0 });
    assert_eq!(block_on(Client::associated(String::new())).log, arm());
}

#[flagkit::test(both = FORM)]
fn trait_methods() {
    let client = Client { log: "12345".to_owned() };
    let number = if arm() == "new" { 1 } else { 5 };
    assert_eq!((block_on(client.fetch()), block_on(client.provided())), (number, number));
}

#[flagkit::test(both = FORM)]
#[tokio::test]
async fn under_a_runtime() {
    assert_eq!(free("a").await, format!("a{}", arm()));
}
