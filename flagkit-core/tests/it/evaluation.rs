//! Documents in, answers out: the simple forms, and what falls back.

use flagkit_core::{
    Context, Document, ErrorCode, EvaluationContext, Flag, FlagSet, Reason, TargetingKey, Value,
};
use std::sync::Arc;

fn flag(definition: &str) -> Arc<Flag> {
    let text = format!(r#"{{ "flags": {{ "other": true, "f": {definition} }} }}"#);
    let parsed = Document::parse(&text);
    assert!(!parsed.has_errors(), "{:?}", parsed.problems);
    FlagSet::compile(&parsed.document.unwrap(), None).get("f").unwrap().clone()
}

/// Checks a flag that answers everyone alike.
#[track_caller]
fn check_constant(definition: &str, variant: &str, reason: Reason) {
    let flag = flag(definition);
    let constant = flag.constant().expect("constant");
    for context in [None, Some(&EvaluationContext::new("user-42") as &dyn Context)] {
        let answer = flag.evaluate(context, &FlagSet::empty().at(0));
        assert_eq!(answer, constant);
        assert_eq!(&*flag.variants()[answer.variant].name, variant);
        assert_eq!((answer.reason, answer.bucket), (reason, None));
    }
}

#[test]
fn what_is_the_same_for_everyone() {
    check_constant("true", "on", Reason::Static);
    check_constant("false", "off", Reason::Static);
    check_constant(r#""100%""#, "on", Reason::Static);
    check_constant(r#""100.000%""#, "on", Reason::Static);
    check_constant(r#""0%""#, "off", Reason::Static);
    check_constant(r#"{ "rollout": 100 }"#, "on", Reason::Static);
    check_constant(r#"{ "enabled": true }"#, "on", Reason::Static);
    check_constant(r#"{ "enabled": false }"#, "off", Reason::Disabled);
    check_constant(r#"{ "enabled": false, "rollout": "5%" }"#, "off", Reason::Disabled);
    check_constant(r#"{ "kind": "kill-switch", "enabled": false }"#, "off", Reason::Disabled);
    check_constant(r#"{ "default": true }"#, "on", Reason::Static);
    check_constant(r#"{ "default": "on", "enabled": true }"#, "on", Reason::Static);
    check_constant(r#"{ "default": "off", "enabled": true }"#, "off", Reason::Static);
    check_constant(r#"{ "description": "x" }"#, "off", Reason::Default);
    check_constant(r#"{ "variants": ["a", "b"], "default": "b" }"#, "b", Reason::Static);
    check_constant(
        r#"{ "variants": ["a", "b"], "default": "b", "enabled": false }"#,
        "b",
        Reason::Disabled,
    );
}

#[test]
fn a_share_needs_a_key() {
    let flag = flag(r#""50%""#);
    assert_eq!(flag.constant(), None);
    let nameless = [
        flag.evaluate(None, &FlagSet::empty().at(0)),
        flag.evaluate(Some(&EvaluationContext::anonymous()), &FlagSet::empty().at(0)),
        flag.evaluate(Some(&EvaluationContext::new("")), &FlagSet::empty().at(0)),
    ];
    for answer in nameless {
        assert_eq!(answer.variant, 0);
        assert_eq!(answer.reason, Reason::Error);
        assert_eq!(answer.error, Some(ErrorCode::TargetingKeyMissing));
        assert_eq!(answer.bucket, None);
    }
}

#[test]
fn the_seed_moves_the_draw_and_defaults_to_the_key() {
    let user = EvaluationContext::new("user-42");
    let bucket =
        |definition: &str| flag(definition).evaluate(Some(&user), &FlagSet::empty().at(0)).bucket;
    assert_eq!(bucket(r#""5%""#), bucket(r#"{ "rollout": "5%", "seed": "f" }"#));
    assert_ne!(bucket(r#""5%""#), bucket(r#"{ "rollout": "5%", "seed": "g" }"#));
}

#[test]
fn a_number_and_its_text_are_one_key() {
    struct Id(u64);
    impl Context for Id {
        fn targeting_key(&self) -> Option<TargetingKey<'_>> {
            Some(self.0.into())
        }
        fn attribute(&self, _name: &str) -> Option<flagkit_core::AttributeValue<'_>> {
            None
        }
    }
    let flag = flag(r#""50%""#);
    for id in [0, 7, 42, u64::MAX] {
        let text = EvaluationContext::new(id.to_string());
        assert_eq!(
            flag.evaluate(Some(&Id(id)), &FlagSet::empty().at(0)),
            flag.evaluate(Some(&text), &FlagSet::empty().at(0))
        );
    }
}

#[test]
fn variants_carry_their_payloads() {
    let flag = flag(r#"{ "variants": { "a": { "k": 1.5 }, "b": [true] }, "default": "b" }"#);
    assert!(!flag.is_boolean());
    assert_eq!(flag.fallback_variant(), 1);
    assert_eq!(flag.variants()[0].payload.get("k"), Some(&Value::Float(1.5)));
    assert_eq!(flag.variants()[1].payload.to_string(), "[true]");
}

#[test]
fn compiled_flags_cross_threads() {
    fn check<T: Send + Sync + 'static>() {}
    check::<FlagSet>();
    check::<Flag>();
    check::<Document>();
    check::<EvaluationContext>();
    check::<flagkit_core::Problem>();
}

/// The example of the design, as a person would write it.
#[test]
fn a_full_document_has_no_errors() {
    let text = include_str!("full.json");
    let parsed = Document::parse(text);
    assert!(!parsed.has_errors(), "{:?}", parsed.problems);
    let document = parsed.document.unwrap();
    assert_eq!(document.segments().len(), 4);
    let checkout = document.flag("new_checkout").unwrap();
    assert_eq!(checkout.stages().len(), 8);
    assert_eq!(checkout.owner(), Some("team-pay"));
    assert_eq!(checkout.expires().unwrap().to_string(), "2027-03-01");
    assert_eq!(document.flag("search_ranker").unwrap().default_variant(), Some("bm25"));
    let flags = FlagSet::compile(&document, None);
    assert_eq!(flags.len(), document.flags().len());
    assert_eq!(
        flags.get("stop_emails").unwrap().evaluate(None, &FlagSet::empty().at(0)).reason,
        Reason::Disabled
    );
}

#[test]
fn bucketing_by_the_key_is_what_is_done_anyway() {
    let text = r#"{ "f": { "rollout": "37%", "bucket_by": "key" }, "g": { "rollout": "37%", "seed": "f" } }"#;
    let parsed = Document::parse(text);
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    let flags = FlagSet::compile(&parsed.document.unwrap(), None);
    for n in 0..100 {
        let user = EvaluationContext::new(format!("user-{n}"));
        let answer = |key| flags.get(key).unwrap().evaluate(Some(&user), &FlagSet::empty().at(0));
        assert_eq!(answer("f").reason, Reason::Split);
        assert_eq!(answer("f"), answer("g"));
    }
}
