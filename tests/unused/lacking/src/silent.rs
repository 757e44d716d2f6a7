//! Contexts about which nothing is known for certain, and lints that are off: not a word.
use crate::User;
use flagkit::{AttributeValue, Context, EvaluationContext, TargetingKey, feature_flag};
use std::collections::HashMap;
use std::sync::Arc;

struct ByHand;

impl Context for ByHand {
    fn targeting_key(&self) -> Option<TargetingKey<'_>> {
        None
    }

    fn attribute(&self, _: &str) -> Option<AttributeValue<'_>> {
        None
    }
}

#[derive(Context)]
struct WithAnOpenPart {
    #[context(nested)]
    known: EvaluationContext,
    #[context(flatten)]
    more: HashMap<String, String>,
}

#[derive(Context)]
struct Generic<T> {
    #[context(flatten)]
    inner: T,
}

/// Whether it is closed depends on itself.
#[derive(Context)]
struct Person {
    #[context(key)]
    name: &'static str,
    #[context(nested)]
    parent: Option<Box<Person>>,
}

/// It has everything that the rule asks for, each in another way.
#[derive(Context)]
#[context(rename_all = "camelCase")]
struct Complete<'a> {
    #[context(flatten)]
    inner: &'a Inner,
    #[context(rename = "country")]
    land: String,
}

#[derive(Context)]
struct Inner {
    #[context(key)]
    id: u32,
    plan: Option<String>,
}

macro_rules! silent {
    ($($name:ident [$($generics:tt)*] $context:ty),* $(,)?) => {$(
        #[feature_flag("by_rule", otherwise = false, context = context)]
        fn $name<$($generics)*>(context: $context) -> bool {
            let _ = &context;
            true
        }
    )*};
}

silent! {
    built [] &EvaluationContext,
    by_hand [] ByHand,
    dynamic [] &dyn Context,
    boxed [] Box<dyn Context>,
    shared [] Arc<dyn Context + Send + Sync>,
    generic [C: Context] C,
    generic_reference [C: Context + ?Sized] &C,
    option [] Option<EvaluationContext>,
    open [] &WithAnOpenPart,
    generic_part [T: Context] Generic<T>,
    of_itself [] Person,
    complete ['a] &&Complete<'a>,
}

#[feature_flag("by_rule", otherwise = false, context = context)]
fn implied(context: &impl Context) -> bool {
    let _ = context;
    true
}

fn opaque() -> impl Context {
    ByHand
}

#[feature_flag("by_rule", otherwise = false, context = opaque())]
fn returned() -> bool {
    true
}

#[allow(deprecated)]
#[feature_flag("by_rule", otherwise = false, context = user)]
fn allowed(user: &User) -> bool {
    let _ = user;
    true
}

#[feature_flag("by_rule", otherwise = false)]
fn without_a_context() -> bool {
    true
}

pub fn all() {
    let inner = Inner { id: 1, plan: None };
    let known = EvaluationContext::anonymous;
    built(&known());
    by_hand(ByHand);
    dynamic(&ByHand);
    boxed(Box::new(ByHand));
    shared(Arc::new(ByHand));
    generic(known());
    generic_reference(&known());
    option(None);
    open(&WithAnOpenPart { known: known(), more: HashMap::new() });
    generic_part(Generic { inner: known() });
    of_itself(Person { name: "", parent: None });
    complete(&&Complete { inner: &inner, land: String::new() });
    implied(&ByHand);
    returned();
    let _: fn(&User) -> bool = allowed;
    without_a_context();
}
