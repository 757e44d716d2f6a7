//! `#[derive(Context)]`: every kind of field, every argument, and where the struct may stand.
//!
//! Not what the compiler says of mistakes, which `tests/ui` holds. Law: whatever a field is, reading it allocates
//! nothing.

use crate::allocations::none_in;
use flagkit::{AttributeItem, AttributeValue, Context, EvaluationContext, Value, Version};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

fn told(context: &dyn Context, name: &str) -> String {
    context.attribute(name).map_or_else(|| "-".to_owned(), |value| format!("{value:?}"))
}

fn key(context: &dyn Context) -> Option<String> {
    context.targeting_key().map(|key| key.as_str().to_owned())
}

#[track_caller]
fn check(context: &dyn Context, expected: &[(&str, &str)]) {
    for (name, value) in expected {
        assert_eq!(told(context, name), *value, "{name}");
    }
}

enum Plan {
    Free,
    Premium,
}

impl AttributeItem for Plan {
    fn attribute(&self) -> AttributeValue<'_> {
        AttributeValue::Str(match self {
            Self::Free => "free",
            Self::Premium => "premium",
        })
    }
}

#[derive(Context)]
struct Everything<'a> {
    #[context(key)]
    id: Arc<str>,
    string: String,
    text: &'a str,
    cow: Cow<'a, str>,
    boxed: Box<str>,
    shared: Arc<str>,
    yes: bool,
    small: u8,
    large: u64,
    negative: i64,
    size: usize,
    fraction: f32,
    when: SystemTime,
    version: Version<'a>,
    plan: Plan,
    reference: &'a Plan,
    list: Vec<String>,
    slice: &'a [Plan],
    array: [u16; 2],
    owned_slice: Box<[i32]>,
    queue: VecDeque<bool>,
    sorted: BTreeSet<&'a str>,
    hashed: HashSet<u8>,
    value: Value,
    missing: Option<String>,
    present: Option<Option<Plan>>,
    r#type: &'static str,
}

fn everything() -> Everything<'static> {
    Everything {
        id: "user-42".into(),
        string: "a".into(),
        text: "b",
        cow: Cow::Borrowed("c"),
        boxed: "d".into(),
        shared: "e".into(),
        yes: true,
        small: 8,
        large: u64::MAX,
        negative: -1,
        size: 7,
        fraction: 0.5,
        when: UNIX_EPOCH + Duration::from_millis(1),
        version: Version::new(2, 1, 0).with_pre_release("rc.1"),
        plan: Plan::Premium,
        reference: &Plan::Free,
        list: vec!["x".into(), "y".into()],
        slice: &[Plan::Free, Plan::Premium],
        array: [1, 2],
        owned_slice: [3].into(),
        queue: [true, false].into(),
        sorted: ["r", "q"].into(),
        hashed: [9].into(),
        value: Value::from(4),
        missing: None,
        present: Some(Some(Plan::Free)),
        r#type: "t",
    }
}

#[test]
fn every_kind_of_field_is_told() {
    let context = everything();
    assert_eq!(key(&context).as_deref(), Some("user-42"));
    check(
        &context,
        &[
            ("string", "\"a\""),
            ("text", "\"b\""),
            ("cow", "\"c\""),
            ("boxed", "\"d\""),
            ("shared", "\"e\""),
            ("yes", "true"),
            ("small", "8"),
            ("large", "18446744073709551615"),
            ("negative", "-1"),
            ("size", "7"),
            ("fraction", "0.5"),
            ("when", "1970-01-01T00:00:00.001Z"),
            ("version", "2.1.0-rc.1"),
            ("plan", "\"premium\""),
            ("reference", "\"free\""),
            ("list", "[\"x\", \"y\"]"),
            ("slice", "[\"free\", \"premium\"]"),
            ("array", "[1, 2]"),
            ("owned_slice", "[3]"),
            ("queue", "[true, false]"),
            ("sorted", "[\"q\", \"r\"]"),
            ("hashed", "[9]"),
            ("value", "4"),
            ("missing", "-"),
            ("present", "\"free\""),
            ("type", "\"t\""),
            // The key is conditions' `key`, and what is no field is not there.
            ("id", "-"),
            ("Text", "-"),
            ("text ", "-"),
            ("", "-"),
        ],
    );
}

#[test]
fn reading_allocates_nothing() {
    let context = everything();
    let deep = Outer::of("Busan");
    let known: EvaluationContext = EvaluationContext::new("u").with("list", vec!["a", "b"]);
    none_in(|| {
        for name in
            ["string", "cow", "when", "version", "plan", "list", "hashed", "missing", "none"]
        {
            let value = context.attribute(name);
            if let Some(AttributeValue::List(list)) = value {
                assert!(!list.any(&mut |item| item == AttributeValue::Bool(true)));
            }
        }
        assert!(context.targeting_key().is_some());
        assert!(deep.attribute("home.street.city").is_some());
        assert!(deep.attribute("city").is_some());
        assert!(known.attribute("list").is_some());
    });
}

#[derive(Context)]
#[context(rename_all = "camelCase")]
struct Renamed {
    #[context(key, rename = "user_id")]
    id: u32,
    app_version: &'static str,
    #[context(rename = "os.name")]
    system: &'static str,
    #[context(skip)]
    #[allow(dead_code, reason = "that it is read by nobody is what `skip` is for")]
    secret_token: Duration,
}

#[test]
fn names_are_the_attributes_own() {
    let context =
        Renamed { id: 7, app_version: "1", system: "linux", secret_token: Duration::ZERO };
    assert_eq!(key(&context).as_deref(), Some("7"));
    check(
        &context,
        &[
            ("user_id", "7"),
            ("appVersion", "\"1\""),
            ("os.name", "\"linux\""),
            ("app_version", "-"),
            ("secretToken", "-"),
        ],
    );
}

#[derive(Context)]
struct Street {
    city: String,
}

#[derive(Context)]
struct Home {
    #[context(nested)]
    street: Option<Box<Street>>,
    number: u8,
}

#[derive(Context)]
struct Outer {
    #[context(nested)]
    home: Home,
    #[context(flatten)]
    street: Street,
    #[context(flatten)]
    user: Option<EvaluationContext>,
    #[context(nested, rename = "http.header")]
    headers: HashMap<String, &'static str>,
    #[context(nested)]
    more: BTreeMap<&'static str, Option<i32>>,
    #[context(nested)]
    raw: Value,
}

impl Outer {
    fn of(city: &str) -> Outer {
        let street = || Street { city: city.to_owned() };
        let member: (Arc<str>, Value) = ("m".into(), Value::from("v"));
        Outer {
            home: Home { street: Some(Box::new(street())), number: 3 },
            street: street(),
            user: Some(EvaluationContext::new("of-user").with("role", "admin")),
            headers: HashMap::from([("accept".to_owned(), "html")]),
            more: BTreeMap::from([("one", Some(1)), ("none", None)]),
            raw: Value::Object([("o".into(), Value::Object([member].into()))].into()),
        }
    }
}

#[test]
fn nested_fields_stand_behind_a_dot_and_flattened_ones_do_not() {
    let context = Outer::of("Busan");
    assert_eq!(key(&context).as_deref(), Some("of-user"), "flattened contexts bring their key");
    check(
        &context,
        &[
            ("home.number", "3"),
            ("home.street.city", "\"Busan\""),
            ("city", "\"Busan\""),
            ("role", "\"admin\""),
            ("http.header.accept", "\"html\""),
            ("more.one", "1"),
            ("more.none", "-"),
            ("raw.o.m", "\"v\""),
            ("home", "-"),
            ("home.", "-"),
            ("homenumber", "-"),
            ("number", "-"),
            ("home.street.", "-"),
            ("http.header", "-"),
        ],
    );
    let homeless = Home { street: None, number: 1 };
    check(&homeless, &[("street.city", "-"), ("number", "1")]);
}

#[derive(Context)]
struct Told {
    #[context(key, with = first)]
    ids: Vec<String>,
    #[context(with = Duration::as_secs)]
    age: Duration,
    #[context(with = halved)]
    amount: f64,
}

fn first(ids: &[String]) -> Option<&str> {
    ids.first().map(String::as_str)
}

fn halved(amount: &f64) -> Option<AttributeValue<'_>> {
    (*amount > 0.0).then(|| AttributeValue::Float(amount / 2.0))
}

#[test]
fn a_function_tells_what_a_type_cannot() {
    let told = Told { ids: vec!["a".into()], age: Duration::from_secs(90), amount: 3.0 };
    assert_eq!(key(&told).as_deref(), Some("a"));
    check(&told, &[("age", "90"), ("amount", "1.5"), ("ids", "-")]);
    let nobody = Told { ids: Vec::new(), age: Duration::ZERO, amount: 0.0 };
    assert_eq!(key(&nobody), None);
    check(&nobody, &[("amount", "-")]);
}

/// Bounds are taken from the fields; a parameter that no attribute has is free.
#[derive(Context)]
struct Generic<'a, Id, T: ?Sized, N, F, const SIZE: usize>
where
    T: AsRef<str>,
    N: Copy,
{
    #[context(key)]
    id: Id,
    #[context(with = of_text)]
    text: &'a T,
    many: [N; SIZE],
    #[context(nested)]
    inner: Inner<N>,
    #[context(skip)]
    _free: std::marker::PhantomData<F>,
}

struct NoAttribute;

#[derive(Context)]
struct Inner<N = u8>
where
    N: Copy,
{
    number: N,
}

fn of_text<'t, T: AsRef<str> + ?Sized>(text: &'t &T) -> &'t str {
    (**text).as_ref()
}

#[test]
fn generics_are_bounded_by_what_their_fields_need() {
    let generic = Generic {
        id: Some(7u64),
        text: "t",
        many: [1u8, 2],
        inner: Inner { number: 3u8 },
        _free: std::marker::PhantomData::<NoAttribute>,
    };
    assert_eq!(key(&generic).as_deref(), Some("7"));
    check(&generic, &[("text", "\"t\""), ("many", "[1, 2]"), ("inner.number", "3")]);
    check(&Inner::<u8> { number: 1 }, &[("number", "1")]);
}

#[derive(Context)]
struct Nobody;

#[derive(Context)]
struct Empty {}

/// Asks itself: names are finite, so its depth is.
#[derive(Context)]
struct Person {
    name: &'static str,
    #[context(nested)]
    parent: Option<Box<Person>>,
}

macro_rules! context {
    ($name:ident<$life:lifetime> { $($field:ident: $ty:ty),* } in $inner:ident: $inner_ty:ty) => {
        #[derive(Context)]
        struct $name<$life> {
            $($field: $ty,)*
            #[context(flatten)]
            $inner: $inner_ty,
            #[context(nested)]
            other: Option<Box<Self>>,
        }
    };
}

context!(FromMacro<'a> { text: &'a str, list: Vec<&'a str> } in inner: &'a Person);

#[test]
fn odd_structs_are_contexts_too() {
    let person = Person { name: "eve", parent: None };
    let made = |other| FromMacro { text: "t", list: vec!["l"], inner: &person, other };
    check(
        &made(Some(Box::new(made(None)))),
        &[
            ("text", "\"t\""),
            ("name", "\"eve\""),
            ("other.list", "[\"l\"]"),
            ("other.name", "\"eve\""),
        ],
    );
    assert!(Nobody.targeting_key().is_none() && Nobody.attribute("x").is_none());
    assert!(Empty {}.targeting_key().is_none() && Empty {}.attribute("").is_none());
    let parent = Some(Box::new(Person { name: "ann", parent: None }));
    check(
        &Person { name: "bob", parent },
        &[("name", "\"bob\""), ("parent.name", "\"ann\""), ("parent.parent.name", "-")],
    );
}

#[test]
fn a_struct_inside_of_a_function_is_one_as_well() {
    #[derive(Context)]
    struct Local<'a> {
        #[context(key)]
        key: TextOf<'a>,
    }
    type TextOf<'a> = &'a str;
    let text = String::from("local");
    assert_eq!(key(&Local { key: &text }).as_deref(), Some("local"));
}

#[test]
fn percentages_are_drawn_by_the_derived_key() {
    #[derive(Context)]
    struct User {
        #[context(key)]
        id: String,
    }
    for number in 0..100 {
        let id = format!("user-{number}");
        let known = EvaluationContext::new(id.as_str());
        let half = crate::flags::HALF;
        assert_eq!(half.is_enabled_for(&User { id }), half.is_enabled_for(&known));
    }
}

/// What can be cloned and sent goes along with a task; anything else stays where it is.
#[test]
fn a_derived_context_that_can_be_cloned_can_be_shared() {
    #[derive(Clone, Context)]
    struct Cloned {
        #[context(key)]
        id: String,
    }
    #[derive(Context)]
    struct Unique {
        #[context(key)]
        id: String,
    }
    #[derive(Clone, Context)]
    struct Bound {
        #[context(key)]
        id: String,
        #[context(skip)]
        _thread: std::rc::Rc<()>,
    }
    let id = || "user-42".to_owned();
    let shared = Cloned { id: id() }.to_shared().unwrap();
    assert_eq!(key(&shared).as_deref(), Some("user-42"));
    assert!(Unique { id: id() }.to_shared().is_none());
    assert!(Bound { id: id(), _thread: std::rc::Rc::default() }.to_shared().is_none());

    let inherited = flagkit::scope(&Cloned { id: id() }, flagkit::current_scope);
    assert!(inherited.has_context());
    let inherited = flagkit::scope(&Unique { id: id() }, flagkit::current_scope);
    assert!(!inherited.has_context());
}
