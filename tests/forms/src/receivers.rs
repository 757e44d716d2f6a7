//! Methods, with each kind of `self`.

use crate::support::arm;
use flagkit::feature_flag;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

#[derive(Clone, Default)]
struct Cart {
    log: String,
    items: Vec<u32>,
}

impl Cart {
    #[feature_flag("form", fallback = Self::by_ref_old)]
    fn by_ref(&self) -> String {
        format!("new{}", self.items.len())
    }
    fn by_ref_old(&self) -> String {
        format!("old{}", self.items.len())
    }

    #[feature_flag("form", fallback = Self::by_mut_old)]
    fn by_mut(&mut self, item: u32) -> &mut Vec<u32> {
        self.log.push_str("new");
        self.items.push(item);
        &mut self.items
    }
    fn by_mut_old(&mut self, item: u32) -> &mut Vec<u32> {
        self.log.push_str("old");
        self.items.push(item);
        &mut self.items
    }

    #[feature_flag("form", fallback = Self::by_value_old)]
    fn by_value(self) -> String {
        self.log + "new"
    }
    fn by_value_old(self) -> String {
        self.log + "old"
    }

    #[feature_flag("form", fallback = Cart::by_mut_value_old)]
    fn by_mut_value(mut self) -> Self {
        self.log.push_str("new");
        self
    }
    fn by_mut_value_old(mut self) -> Self {
        self.log.push_str("old");
        self
    }

    #[feature_flag("form", fallback = Self::boxed_old)]
    fn boxed(self: Box<Self>) -> String {
        self.log + "new"
    }
    fn boxed_old(self: Box<Self>) -> String {
        self.log + "old"
    }

    #[feature_flag("form", fallback = Self::arc_old)]
    fn arc(self: Arc<Self>) -> (usize, &'static str) {
        (self.items.len(), "new")
    }
    fn arc_old(self: Arc<Self>) -> (usize, &'static str) {
        (self.items.len(), "old")
    }

    #[feature_flag("form", fallback = Self::rc_ref_old)]
    fn rc_ref(self: &Rc<Self>) -> (Rc<Self>, &'static str) {
        (Rc::clone(self), "new")
    }
    fn rc_ref_old(self: &Rc<Self>) -> (Rc<Self>, &'static str) {
        (Rc::clone(self), "old")
    }

    #[feature_flag("form", fallback = Self::pinned_old)]
    fn pinned(mut self: Pin<&mut Self>) -> Pin<&mut Self> {
        self.as_mut().log.push_str("new");
        self
    }
    fn pinned_old(mut self: Pin<&mut Self>) -> Pin<&mut Self> {
        self.log.push_str("old");
        self
    }

    #[feature_flag("form", fallback = Self::associated_old)]
    fn associated(log: &str) -> Self {
        Self { log: log.to_owned() + "new", items: Vec::new() }
    }
    fn associated_old(log: &str) -> Self {
        Self { log: log.to_owned() + "old", items: Vec::new() }
    }
}

trait Priced {
    fn price(&self) -> u32;
    fn price_old(&self) -> u32 {
        self.base()
    }
    fn base(&self) -> u32;

    #[feature_flag("form", fallback = Self::provided_old)]
    fn provided(&self) -> u32 {
        self.price() + 1000
    }
    fn provided_old(&self) -> u32 {
        self.base()
    }

    #[feature_flag("form", fallback = Self::consumed_old)]
    fn consumed(self) -> u32
    where
        Self: Sized,
    {
        self.base() + 1
    }
    fn consumed_old(self) -> u32
    where
        Self: Sized,
    {
        self.base()
    }
}

impl Priced for Cart {
    #[feature_flag("form", fallback = Self::price_old)]
    fn price(&self) -> u32 {
        self.base() * 10
    }
    fn base(&self) -> u32 {
        7
    }
}

struct Generic<T, const N: usize>([T; N]);

impl<T: Copy + Into<u64>, const N: usize> Generic<T, N> {
    #[feature_flag("form", fallback = Self::sum_old)]
    fn sum(&self) -> u64 {
        self.0.iter().map(|&number| number.into()).sum()
    }
    fn sum_old(&self) -> u64 {
        self.0.first().map_or(0, |&number| number.into())
    }
}

#[flagkit::test(both = FORM)]
fn self_by_reference() {
    let mut cart = Cart { items: vec![1, 2], ..Cart::default() };
    assert_eq!(cart.by_ref(), format!("{}2", arm()));
    cart.by_mut(3).push(4);
    assert_eq!((cart.log.as_str(), cart.items.len()), (arm(), 4));
}

#[flagkit::test(both = FORM)]
fn self_by_value() {
    assert_eq!(Cart::default().by_value(), arm());
    assert_eq!(Cart::default().by_mut_value().log, arm());
}

#[flagkit::test(both = FORM)]
fn self_in_smart_pointers() {
    assert_eq!(Box::new(Cart::default()).boxed(), arm());
    assert_eq!(Arc::new(Cart::default()).arc(), (0, arm()));
    let shared = Rc::new(Cart::default());
    let (same, which) = shared.rc_ref();
    assert!(Rc::ptr_eq(&shared, &same) && which == arm());
    let mut cart = Cart::default();
    assert_eq!(Pin::new(&mut cart).pinned().log, arm());
}

#[flagkit::test(both = FORM)]
fn associated_functions() {
    assert_eq!(Cart::associated("a").log, format!("a{}", arm()));
}

#[flagkit::test(both = FORM)]
fn trait_methods() {
    let cart = Cart::default();
    let (price, provided, consumed) = if arm() == "new" { (70, 1070, 8) } else { (7, 7, 7) };
    assert_eq!((cart.price(), cart.provided(), cart.consumed()), (price, provided, consumed));
    let object: &dyn Priced = &Cart::default();
    assert_eq!((object.price(), object.provided()), (price, provided));
}

#[flagkit::test(both = FORM)]
fn methods_of_generic_types() {
    assert_eq!(Generic([1_u32, 2, 3]).sum(), if arm() == "new" { 6 } else { 1 });
}
