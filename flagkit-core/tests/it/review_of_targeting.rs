//! What a review of targeting found, held fast.

use flagkit_core::{
    AttributeValue, Code, Context, Document, EvaluationContext, FlagSet, TargetingKey, bucketing,
};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// A document of segments of which each is made of the one before it, and a flag on the last.
fn towers(height: usize, floor: impl Fn(&str) -> String) -> String {
    let mut text = String::from(r#"{ "segments": { "s0": { "role": "x" }"#);
    for n in 1..=height {
        write!(text, r#", "s{n}": {}"#, floor(&format!("s{}", n - 1))).expect("a text grows");
    }
    write!(text, r#" }}, "flags": {{ "f": {{ "rules": [{{ "if": {{ "segment": "s{height}" }}, "serve": "on" }}] }} }} }}"#)
        .expect("a text grows");
    text
}

fn codes(text: &str) -> Vec<Code> {
    Document::parse(text).problems.iter().map(|problem| problem.code).collect()
}

/// Forty segments of which each names the one before it twice hold 2^40 tests, which somebody would wait for in the
/// middle of a request.
#[test]
fn segments_that_multiply_are_refused() {
    let begin = Instant::now();
    for floor in [
        |below: &str| format!(r#"{{ "segment": ["{below}", "{below}"] }}"#),
        |below: &str| {
            format!(r#"{{ "any": [{{ "segment": "{below}" }}, {{ "segment": "{below}" }}] }}"#)
        },
    ] {
        let text = towers(40, floor);
        let parsed = Document::parse(&text);
        let found: Vec<Code> = parsed.problems.iter().map(|problem| problem.code).collect();
        assert_eq!(found.iter().filter(|code| **code == Code::SegmentTooLarge).count(), 1);
        assert!(found.contains(&Code::BrokenSegment));
        let flags = FlagSet::compile(&parsed.document.unwrap(), None);
        assert!(flags.broken("f"));
        // What a person writes stays far below.
        assert_eq!(codes(&towers(8, floor)), []);
    }
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
}

/// Each is asked within the one before it, and the stack of a thread has 2 MiB.
#[test]
fn segments_that_lead_too_deep_are_refused() {
    let floor = |below: &str| format!(r#"{{ "not": {{ "segment": "{below}" }} }}"#);
    assert!(codes(&towers(50_000, floor)).contains(&Code::SegmentTooLarge));
    let parsed = Document::parse(&towers(80, floor));
    assert!(!parsed.has_errors(), "{:?}", parsed.problems);
    let flags = FlagSet::compile(&parsed.document.unwrap(), None);
    let user = EvaluationContext::new("u").with("role", "x");
    assert_eq!(flags.get("f").unwrap().evaluate(Some(&user), &flags.at(0)).variant, 1);
}

/// A segment that names no other is as long as its text.
#[test]
fn a_long_segment_is_not_refused() {
    let parts: Vec<String> = (0..20_000).map(|n| format!(r#"{{ "role": "r{n}" }}"#)).collect();
    let text = format!(
        r#"{{ "segments": {{ "s": {{ "any": [{}] }} }}, "flags": {{ "f": {{ "stages": ["s"], "stage": "s" }} }} }}"#,
        parts.join(",")
    );
    assert_eq!(codes(&text), []);
}

/// Somebody's key may be in one part of the group and their address in another.
#[test]
fn a_group_draws_by_one_attribute() {
    let text = r#"{
        "a": { "rollout": "100%", "group": { "name": "g", "from": "0%", "to": "50%" } },
        "b": { "rollout": "100%", "bucket_by": "email", "group": { "name": "g", "from": "50%", "to": "100%" } }
    }"#;
    let parsed = Document::parse(text);
    assert_eq!(codes(text), [Code::GroupUnit]);
    assert_eq!(parsed.problems[0].flag.as_deref(), Some("b"));
    // `key` is what is meant where nothing is said.
    assert_eq!(codes(&text.replace("email", "key")), []);
    assert_eq!(
        codes(&text.replacen("\"rollout\"", "\"bucket_by\": \"email\", \"rollout\"", 1)),
        []
    );
}

/// The seed that tells the draw of variants from that of who joins is a text; Split takes numbers alone.
#[test]
fn variants_of_stages_are_drawn_whatever_the_hash() {
    let hashes = ["native", "unleash", "growthbook-v1", "growthbook-v2", "launchdarkly", "flagd"];
    for hash in hashes.into_iter().chain(["configcat", "split", "eppo"]) {
        let text = format!(
            r#"{{ "flags": {{ "f": {{ "hash": "{hash}", "seed": "123", "stages": ["50%", "everyone"], "stage": "everyone",
                "variants": ["a", "b"], "default": "a", "rollout": {{ "a": 1, "b": 1 }} }} }} }}"#
        );
        let parsed = Document::parse(&text);
        assert!(!parsed.has_errors(), "{:?}", parsed.problems);
        let flags = FlagSet::compile(&parsed.document.unwrap(), None);
        let flag = flags.get("f").unwrap();
        let mut served = [0; 2];
        for n in 0..1000 {
            let user = EvaluationContext::new(format!("user-{n}"));
            let answer = flag.evaluate(Some(&user), &flags.at(0));
            assert_eq!(answer.error, None, "{hash}");
            served[answer.variant] += 1;
        }
        assert!(served.iter().all(|count| (400..600).contains(count)), "{hash}: {served:?}");
    }
}

/// Ids of 64 bits are numbers beyond 2^53, of which a float knows every second one at best.
#[test]
fn large_numbers_are_compared_exactly() {
    let holds = |condition: &str, value: AttributeValue<'static>| {
        struct One(AttributeValue<'static>);
        impl Context for One {
            fn targeting_key(&self) -> Option<TargetingKey<'_>> {
                None
            }
            fn attribute(&self, _: &str) -> Option<AttributeValue<'_>> {
                Some(self.0)
            }
        }
        let text = format!(
            r#"{{ "flags": {{ "f": {{ "rules": [{{ "if": {{ "id": {condition} }}, "serve": "on" }}] }} }} }}"#
        );
        let parsed = Document::parse(&text);
        assert!(!parsed.has_errors(), "{:?}", parsed.problems);
        let flags = FlagSet::compile(&parsed.document.unwrap(), None);
        flags.get("f").unwrap().evaluate(Some(&One(value)), &flags.at(0)).variant == 1
    };
    let edge = 1_i64 << 53;
    for operand in
        [3, edge - 1, edge, edge + 1, edge + 2, i64::MAX - 1, i64::MAX, i64::MIN, -edge - 1]
    {
        for other in [-1, 0, 1] {
            let Some(number) = operand.checked_add(other) else { continue };
            let values = [Some(number.into()), exact(number).map(AttributeValue::from)];
            for value in values.into_iter().flatten() {
                let compared = ["lt", "le", "gt", "ge"]
                    .map(|order| holds(&format!(r#"{{ "{order}": {operand} }}"#), value));
                let right =
                    [number < operand, number <= operand, number > operand, number >= operand];
                assert_eq!(compared, right, "{value:?} {operand}");
            }
        }
    }
    let beyond = AttributeValue::from(1_u64 << 63);
    assert!(holds(r#"{ "gt": 9223372036854775807 }"#, beyond));
    assert!(!holds("9223372036854775807", beyond) && holds("9223372036854775807", i64::MAX.into()));
    assert!(!holds(r#"{ "ge": 1e18 }"#, (1_000_000_000_000_000_000_i64 - 1).into()));
    assert!(!holds(r#"{ "le": 9007199254740993 }"#, f64::NAN.into()));
    assert!(!holds(r#"{ "ge": 1e300 }"#, i64::MAX.into()) && holds(r#"{ "lt": 1e300 }"#, 1.into()));
}

/// The float that is this number, if there is one.
fn exact(number: i64) -> Option<f64> {
    let float = number as f64;
    (float as i128 == i128::from(number)).then_some(float)
}

/// A stage that is called like a share has it, or is refused.
#[test]
fn a_stage_called_everyone_is_as_wide_as_it_says() {
    let text = r#"{
        "segments": { "staff": { "key": ["minsu"] } },
        "flags": { "f": { "stages": [STAGE], "stage": "everyone" } }
    }"#;
    let served = |stage: &str, key: &str| {
        let parsed = Document::parse(&text.replace("STAGE", stage));
        let flags = FlagSet::compile(&parsed.document?, None);
        let user = EvaluationContext::new(key);
        Some(flags.get("f")?.evaluate(Some(&user), &flags.at(0)).variant)
    };
    assert_eq!(served(r#"{ "name": "everyone", "segments": "staff" }"#, "minsu"), None);
    assert_eq!(served(r#"{ "name": "everyone", "percentage": "1%" }"#, "minsu"), None);
    assert_eq!(served(r#"{ "name": "everyone" }"#, "ana"), Some(1));
    let both = r#"{ "name": "everyone", "segments": "staff", "percentage": "100%" }"#;
    assert_eq!(served(both, "ana"), Some(1));
}

/// Half of all random ids of 64 bits are larger than an `i64`.
#[test]
fn a_large_unsigned_number_is_drawn_by_its_digits() {
    struct Account(u64);
    impl Context for Account {
        fn targeting_key(&self) -> Option<TargetingKey<'_>> {
            None
        }
        fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
            (name == "account").then(|| self.0.into())
        }
    }
    let text = r#"{ "f": { "rollout": "50%", "bucket_by": "account" } }"#;
    let flags = FlagSet::compile(&Document::parse(text).document.unwrap(), None);
    for id in [0, 42, u64::MAX / 2, u64::MAX / 2 + 1, u64::MAX] {
        let answer = flags.get("f").unwrap().evaluate(Some(&Account(id)), &flags.at(0));
        assert_eq!(answer.bucket, Some(bucketing::bucket("f", &id.to_string())), "{id}");
    }
}

/// A pattern of a few bytes may take a megabyte, so their number is bounded, and one that comes twice counts once.
#[test]
fn patterns_are_bounded() {
    let document = |count: usize, pattern: &dyn Fn(usize) -> String| {
        let mut text = String::from(r#"{ "flags": { "f": { "rules": ["#);
        for index in 0..count {
            let (comma, pattern) = (if index > 0 { "," } else { "" }, pattern(index));
            write!(
                text,
                r#"{comma}{{ "if": {{ "x": {{ "matches": "{pattern}" }} }}, "serve": "on" }}"#
            )
            .expect("a text grows");
        }
        codes(&(text + "] } } }")).len()
    };
    assert_eq!(document(256, &|index| format!("a{index}")), 0);
    assert_eq!(document(258, &|index| format!("a{index}")), 2);
    assert_eq!(document(2000, &|index| format!("a{}", index % 7)), 0);
    // Found too large sixteen times, the rest is not even compiled.
    let begin = Instant::now();
    assert_eq!(document(300, &|index| format!(r"\\w{{1000}}{{{}}}", 1000 + index)), 300);
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
}

/// A million numbers are searched as fast as a thousand.
#[test]
fn a_list_of_numbers_is_a_set() {
    let numbers: Vec<String> = (0..100_000).rev().map(|id| (id * 2).to_string()).collect();
    let text = format!(
        r#"{{ "flags": {{ "f": {{ "rules": [{{ "if": {{ "id": [{}] }}, "serve": "on" }}] }} }} }}"#,
        numbers.join(",")
    );
    let flags = FlagSet::compile(&Document::parse(&text).document.unwrap(), None);
    let begin = Instant::now();
    for id in 0..2000 {
        let user = EvaluationContext::anonymous().with("id", id);
        let answer = flags.get("f").unwrap().evaluate(Some(&user), &flags.at(0));
        assert_eq!(answer.variant == 1, id % 2 == 0);
    }
    // One by one it was 200 million comparisons.
    assert!(begin.elapsed() < Duration::from_secs(1), "{:?}", begin.elapsed());
}
