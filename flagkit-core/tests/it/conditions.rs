//! What each operator answers: for what fits, what does not, another type, and nothing at all.

use flagkit_core::plan::World;
use flagkit_core::{
    AttributeValue, Context, Document, EvaluationContext, FlagSet, TargetingKey, Value, Version,
};

fn flags(condition: &str) -> FlagSet {
    let text = format!(
        r#"{{ "segments": {{ "beta": {{ "file": "ids.txt" }}, "koreans": {{ "country": "KR" }} }},
             "flags": {{ "f": {{ "rules": [{{ "if": {condition}, "serve": "on" }}] }} }} }}"#
    );
    let parsed = Document::parse_with_files(&text, &mut |_| {
        Ok("\u{feff}# ids\r\nminsu\r\n  jiwoo \n".into())
    });
    assert!(!parsed.has_errors(), "{condition}: {:?}", parsed.problems);
    FlagSet::compile(&parsed.document.expect("a document"), None)
}

/// Whether the condition holds; explaining must say the same.
fn holds(condition: &str, context: Option<&dyn Context>) -> bool {
    let flags = flags(condition);
    let (flag, world) = (flags.get("f").expect("a flag"), flags.at(0));
    let answer = flag.evaluate(context, &world);
    assert_eq!(flag.explain(context, &world as &dyn World).evaluation, answer);
    answer.variant == 1
}

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "the calls read better")]
fn check(condition: &str, attribute: Value, expected: bool) {
    let context = EvaluationContext::new("user-42").with("x", attribute.clone());
    assert_eq!(holds(condition, Some(&context)), expected, "{condition} on {attribute}");
}

/// What is missing fails every operator but the one that asks for it, and so does what nobody told.
#[test]
fn a_missing_attribute_fails() {
    let operators = [
        r#""a""#,
        r#"["a"]"#,
        r#"{ "eq": 1 }"#,
        r#"{ "ne": "a" }"#,
        r#"{ "in": ["a"] }"#,
        r#"{ "not_in": ["a"] }"#,
        r#"{ "lt": 5 }"#,
        r#"{ "le": 5 }"#,
        r#"{ "gt": -5 }"#,
        r#"{ "ge": 0 }"#,
        r#"{ "starts_with": "a" }"#,
        r#"{ "ends_with": "a" }"#,
        r#"{ "contains": "a" }"#,
        r#"{ "matches": "a*" }"#,
        r#"{ "semver": "*" }"#,
        r#"{ "before": "2027-01-01" }"#,
        r#"{ "after": "2027-01-01" }"#,
        r#"{ "cidr": "0.0.0.0/0" }"#,
        r#"{ "file": "ids.txt" }"#,
        r#"{ "exists": true }"#,
    ];
    let known = EvaluationContext::new("user-42").with("y", "a");
    for operator in operators {
        let condition = format!(r#"{{ "x": {operator} }}"#);
        assert!(!holds(&condition, Some(&known)), "{operator}");
        assert!(!holds(&condition, None), "{operator}");
        // `not` is plain negation.
        assert!(holds(&format!(r#"{{ "not": {condition} }}"#), Some(&known)), "{operator}");
    }
    assert!(holds(r#"{ "x": { "exists": false } }"#, Some(&known)));
    assert!(holds(r#"{ "x": { "exists": false } }"#, None));
    assert!(!holds(r#"{ "key": { "ne": "a" } }"#, Some(&EvaluationContext::anonymous())));
}

#[test]
fn equality_knows_types() {
    check(r#"{ "x": "a" }"#, "a".into(), true);
    check(r#"{ "x": "a" }"#, "A".into(), false);
    check(r#"{ "x": ["a", 1, true] }"#, 1.into(), true);
    check(r#"{ "x": ["a", 1, true] }"#, Value::Float(1.0), true);
    check(r#"{ "x": ["a", 1, true] }"#, true.into(), true);
    check(r#"{ "x": ["a", 1, true] }"#, "1".into(), false);
    check(r#"{ "x": ["a", 1, true] }"#, "true".into(), false);
    check(r#"{ "x": { "eq": 0.5 } }"#, Value::Float(0.5), true);
    check(r#"{ "x": { "eq": false } }"#, true.into(), false);
    check(r#"{ "x": { "ne": "a" } }"#, "b".into(), true);
    // Of another type, so not equal.
    check(r#"{ "x": { "ne": "1" } }"#, 1.into(), true);
    check(r#"{ "x": { "not_in": ["a", "b"] } }"#, "b".into(), false);
}

#[test]
fn a_list_passes_where_an_item_does() {
    let list = |items: &[&str]| {
        Value::from(items.iter().map(|item| Value::from(*item)).collect::<Vec<_>>())
    };
    check(r#"{ "x": "b" }"#, list(&["a", "b"]), true);
    check(r#"{ "x": "c" }"#, list(&["a", "b"]), false);
    check(r#"{ "x": { "ne": "b" } }"#, list(&["a", "b"]), false);
    check(r#"{ "x": { "not_in": ["c", "d"] } }"#, list(&["a", "b"]), true);
    check(r#"{ "x": { "starts_with": "b" } }"#, list(&["abc", "bcd"]), true);
    // It is there, and holds nothing.
    check(r#"{ "x": { "exists": true } }"#, list(&[]), true);
    check(r#"{ "x": "a" }"#, list(&[]), false);
    check(r#"{ "x": { "ne": "a" } }"#, list(&[]), true);
}

#[test]
fn numbers_are_compared_as_numbers() {
    for (operator, below, equal, above) in [
        ("lt", true, false, false),
        ("le", true, true, false),
        ("gt", false, false, true),
        ("ge", false, true, true),
    ] {
        let condition = format!(r#"{{ "x": {{ "{operator}": 18 }} }}"#);
        check(&condition, 17.into(), below);
        check(&condition, Value::Float(18.0), equal);
        check(&condition, Value::Float(18.5), above);
        check(&condition, "17".into(), false);
        check(&condition, "19".into(), false);
        check(&condition, Value::Float(f64::NAN), false);
    }
}

#[test]
fn texts() {
    check(r#"{ "x": { "starts_with": ["a", "b"] } }"#, "banana".into(), true);
    check(r#"{ "x": { "ends_with": "@qa.example.com" } }"#, "kim@qa.example.com".into(), true);
    check(r#"{ "x": { "ends_with": "@qa.example.com" } }"#, "kim@QA.example.com".into(), false);
    check(r#"{ "x": { "contains": "nan" } }"#, "banana".into(), true);
    check(r#"{ "x": { "contains": "nan" } }"#, 5.into(), false);
    check(r#"{ "x": { "matches": "^user-\\d+$" } }"#, "user-42".into(), true);
    check(r#"{ "x": { "matches": "\\d" } }"#, "user".into(), false);
    check(r#"{ "x": { "matches": "." } }"#, 5.into(), false);
}

#[test]
fn versions_dates_and_addresses() {
    check(r#"{ "x": { "semver": ">=2.1.0" } }"#, "v2.1".into(), true);
    check(r#"{ "x": { "semver": ">=2.1.0" } }"#, "2.1.0-rc.1".into(), false);
    check(r#"{ "x": { "semver": ">=2.1.0" } }"#, "latest".into(), false);
    check(r#"{ "x": { "semver": ">=2.1.0" } }"#, Value::Float(2.2), false);
    check(r#"{ "x": { "before": "2027-01-01" } }"#, "2026-12-31T23:59:59Z".into(), true);
    check(r#"{ "x": { "before": "2027-01-01" } }"#, "2027-01-01T09:00:00+09:00".into(), false);
    check(r#"{ "x": { "after": "2027-01-01" } }"#, "2027-01-02".into(), true);
    check(r#"{ "x": { "after": "2027-01-01" } }"#, "2027-01-01".into(), false);
    check(r#"{ "x": { "after": "2027-01-01" } }"#, "yesterday".into(), false);
    check(r#"{ "x": { "after": "2027-01-01" } }"#, 1_900_000_000_000_i64.into(), false);
    check(r#"{ "x": { "cidr": ["10.0.0.0/8", "2001:db8::/32"] } }"#, "10.1.2.3".into(), true);
    check(r#"{ "x": { "cidr": ["10.0.0.0/8", "2001:db8::/32"] } }"#, "2001:db8::1".into(), true);
    check(r#"{ "x": { "cidr": ["10.0.0.0/8"] } }"#, "::ffff:10.1.2.3".into(), true);
    check(r#"{ "x": { "cidr": ["10.0.0.0/8"] } }"#, "11.0.0.1".into(), false);
    check(r#"{ "x": { "cidr": ["10.0.0.0/8"] } }"#, "10.0.0".into(), false);
}

/// What only a context of the user's own can tell.
#[test]
fn instants_and_versions_need_no_text() {
    struct Release;
    impl Context for Release {
        fn targeting_key(&self) -> Option<TargetingKey<'_>> {
            None
        }
        fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
            match name {
                "born" => Some(AttributeValue::Instant(1_798_761_600_000)),
                "version" => {
                    Some(AttributeValue::Version(Version::new(2, 1, 0).with_pre_release("rc.1")))
                }
                _ => None,
            }
        }
    }
    // 2027-01-01, to the millisecond.
    assert!(!holds(r#"{ "born": { "before": "2027-01-01" } }"#, Some(&Release)));
    assert!(!holds(r#"{ "born": { "after": "2027-01-01" } }"#, Some(&Release)));
    assert!(holds(r#"{ "born": { "after": "2026-12-31T23:59:59.999Z" } }"#, Some(&Release)));
    assert!(holds(r#"{ "version": { "semver": "<2.1" } }"#, Some(&Release)));
    assert!(holds(r#"{ "version": "v2.1.0-rc.1" }"#, Some(&Release)));
    assert!(!holds(r#"{ "version": { "ne": "2.1.0-rc.1" } }"#, Some(&Release)));
    assert!(!holds(r#"{ "version": "2.1.0" }"#, Some(&Release)));
    assert!(holds(r#"{ "born": ["2027-01-01", "yesterday"] }"#, Some(&Release)));
}

#[test]
fn joints() {
    let user = EvaluationContext::new("minsu").with("country", "KR").with("plan", "premium");
    let user: Option<&dyn Context> = Some(&user);
    assert!(holds(r#"{ "country": "KR", "plan": "premium" }"#, user));
    assert!(!holds(r#"{ "country": "KR", "plan": "free" }"#, user));
    assert!(holds(r#"{ "any": [{ "country": "JP" }, { "plan": "premium" }] }"#, user));
    assert!(!holds(r#"{ "any": [{ "country": "JP" }, { "plan": "free" }] }"#, user));
    assert!(holds(r#"{ "all": [{ "country": "KR" }, { "not": { "plan": "free" } }] }"#, user));
    assert!(holds(r#"{ "segment": "koreans" }"#, user));
    assert!(!holds(r#"{ "not": { "segment": "koreans" } }"#, user));
    assert!(holds(r#"{ "segment": ["beta", "koreans"] }"#, Some(&EvaluationContext::new("jiwoo"))));
    assert!(!holds(r#"{ "segment": "beta" }"#, Some(&EvaluationContext::new("# ids"))));
    assert!(holds(r#"{ "key": ["minsu"] }"#, user));
    assert!(holds(r#"{ "key": { "file": "ids.txt" } }"#, user));
}
