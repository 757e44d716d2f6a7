//! What holds for every flag and everyone: made-up definitions, asked about made-up people.

use flagkit_core::{Context, Document, Evaluation, EvaluationContext, FlagSet, Reason, Value};
use proptest::prelude::*;

/// A condition out of few attributes and values, so that it often holds.
fn condition() -> impl Strategy<Value = String> {
    let test = prop_oneof![
        Just(r#""country": "KR""#.to_owned()),
        Just(r#""country": { "ne": "KR" }"#.to_owned()),
        Just(r#""country": { "not_in": ["KR", "JP"] }"#.to_owned()),
        Just(r#""country": { "exists": false }"#.to_owned()),
        Just(r#""age": { "ge": 18 }"#.to_owned()),
        Just(r#""version": { "semver": ">=1.2" }"#.to_owned()),
        Just(r#""since": { "after": "2026-06-01" }"#.to_owned()),
        Just(r#""key": { "starts_with": "user-1" }"#.to_owned()),
        Just(r#""segment": "koreans""#.to_owned()),
    ];
    test.prop_map(|test| format!("{{ {test} }}")).prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|one| format!(r#"{{ "not": {one} }}"#)),
            prop::collection::vec(inner.clone(), 1..4)
                .prop_map(|all| format!(r#"{{ "all": [{}] }}"#, all.join(", "))),
            prop::collection::vec(inner, 1..4)
                .prop_map(|any| format!(r#"{{ "any": [{}] }}"#, any.join(", "))),
        ]
    })
}

fn share() -> impl Strategy<Value = String> {
    prop_oneof![Just(0), Just(100_000), 0..=100_000_u32]
        .prop_map(|parts| format!("\"{}.{:03}%\"", parts / 1000, parts % 1000))
}

fn rules() -> impl Strategy<Value = String> {
    let serve = prop_oneof![Just("\"on\"".to_owned()), Just("false".to_owned()), share()];
    let rule = (condition(), serve).prop_map(|(c, s)| format!(r#"{{ "if": {c}, "serve": {s} }}"#));
    prop::collection::vec(rule, 1..4)
        .prop_map(|rules| format!(r#""rules": [{}]"#, rules.join(", ")))
}

fn members() -> impl Strategy<Value = String> {
    let staged = prop_oneof![
        Just(r#""stages": ["koreans", "25%", "everyone"], "stage": "25%""#.to_owned()),
        Just(r#""stages": ["koreans", "everyone"], "stage": "everyone""#.to_owned()),
        Just(
            r#""stages": [{ "percentage": 5, "from": "2026-01-01", "ramp": "linear" },
                          { "name": "everyone", "from": "2027-01-01" }]"#
                .to_owned()
        ),
    ];
    let member = prop_oneof![
        3 => rules(),
        3 => staged,
        2 => share().prop_map(|share| format!(r#""rollout": {share}"#)),
        1 => Just(r#""default": true"#.to_owned()),
        1 => Just(r#""enabled": true"#.to_owned()),
        1 => Just(r#""prerequisites": ["half"]"#.to_owned()),
        1 => Just(r#""schedule": { "start": "2026-03-01", "end": "2026-09-01" }"#.to_owned()),
        1 => Just(r#""group": { "name": "g", "from": "20%", "to": "70%" }"#.to_owned()),
        1 => Just(r#""bucket_by": "country""#.to_owned()),
        1 => Just(r#""seed": "2026""#.to_owned()),
    ];
    prop::collection::vec(member, 1..5).prop_map(|members| {
        let mut seen = std::collections::HashSet::new();
        let name = |member: &String| member.split(':').next().map(str::to_owned);
        let staged = members.iter().any(|member| member.starts_with("\"stages\""));
        let members = members.into_iter().filter(|m| !(staged && m.starts_with("\"default\"")));
        let once: Vec<String> = members.filter(|m| seen.insert(name(m))).collect();
        format!("{{ {} }}", once.join(", "))
    })
}

fn set(definition: &str) -> FlagSet {
    let text = format!(
        r#"{{ "segments": {{ "koreans": {{ "country": "KR" }} }},
             "flags": {{ "half": "50%", "f": {definition} }} }}"#
    );
    let parsed = Document::parse(&text);
    assert!(!parsed.has_errors(), "{text}\n{:?}", parsed.problems);
    FlagSet::compile(&parsed.document.expect("a document"), None)
}

fn person() -> impl Strategy<Value = Option<EvaluationContext>> {
    let attribute = prop_oneof![
        Just(("country", Value::from("KR"))),
        Just(("country", Value::from("PT"))),
        Just(("country", Value::from(vec![Value::from("JP"), Value::from("KR")]))),
        Just(("country", Value::from(7))),
        Just(("age", Value::from(17))),
        Just(("age", Value::Float(18.0))),
        Just(("age", Value::from("18"))),
        Just(("version", Value::from("1.2.0"))),
        Just(("since", Value::from("2026-07-01"))),
    ];
    let key = prop_oneof![Just(None), Just(Some(String::new())), "user-[0-9]{1,3}".prop_map(Some)];
    let known = (key, prop::collection::vec(attribute, 0..4)).prop_map(|(key, attributes)| {
        let context = key.map_or_else(EvaluationContext::anonymous, EvaluationContext::new);
        attributes.into_iter().fold(context, |context, (name, value)| context.with(name, value))
    });
    prop::option::weighted(0.9, known)
}

/// Instants around the dates that definitions name.
fn instant() -> impl Strategy<Value = i64> {
    prop_oneof![Just(i64::MIN), Just(0), Just(i64::MAX), 1_760_000_000_000..1_800_000_000_000_i64]
}

fn ask(flags: &FlagSet, person: Option<&EvaluationContext>, now: i64) -> Evaluation {
    let person = person.map(|person| person as &dyn Context);
    flags.get("f").expect("a flag").evaluate(person, &flags.at(now))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn an_explanation_is_the_answer(definition in members(), person in person(), now in instant()) {
        let flags = set(&definition);
        let flag = flags.get("f").expect("a flag");
        let answer = ask(&flags, person.as_ref(), now);
        let context = person.as_ref().map(|person| person as &dyn Context);
        let explanation = flag.explain(context, &flags.at(now));
        prop_assert_eq!(explanation.evaluation, answer, "{}", definition);
        let variant = &flag.variants()[answer.variant].name;
        let words = explanation.to_string();
        let served = format!("serves `{variant}`");
        let told = words.lines().last().is_some_and(|last| last.contains(&served));
        prop_assert!(told, "{}", words);
        // Whatever fails, falls back.
        prop_assert_eq!(answer.error.is_some(), answer.reason == Reason::Error);
        prop_assert!(answer.error.is_none() || answer.variant == flag.fallback_variant());
    }

    #[test]
    fn a_constant_is_the_same_for_everyone(definition in members(), person in person(), now in instant()) {
        let flags = set(&definition);
        let flag = flags.get("f").expect("a flag");
        let answer = ask(&flags, person.as_ref(), now);
        if let Some(constant) = flag.constant() {
            prop_assert_eq!(answer, constant, "{}", definition);
            prop_assert!(!flag.uses_context());
        }
        if !flag.uses_context() {
            prop_assert_eq!(answer, ask(&flags, None, now), "{}", definition);
        }
    }

    #[test]
    fn raising_a_share_takes_no_one_out(
        shares in [0..=100_000_u32, 0..=100_000], person in person(), stages: bool
    ) {
        let [low, high] = if shares[0] <= shares[1] { shares } else { [shares[1], shares[0]] };
        let on = |parts: u32| {
            let share = format!("{}.{:03}%", parts / 1000, parts % 1000);
            let definition = match stages {
                true => format!(r#"{{ "stages": ["koreans", "{share}", "everyone"], "stage": "{share}" }}"#),
                false => format!("\"{share}\""),
            };
            ask(&set(&definition), person.as_ref(), 0).variant == 1
        };
        prop_assert!(!on(low) || on(high));
    }

    #[test]
    fn a_later_stage_takes_no_one_out(person in person(), at in 0..5_usize) {
        let stages = ["off", "5%", "koreans", "25%", "everyone"];
        let on = |stage: &str| {
            let definition = format!(r#"{{ "stages": ["5%", "koreans", "25%", "everyone"], "stage": "{stage}" }}"#);
            ask(&set(&definition), person.as_ref(), 0).variant == 1
        };
        prop_assert!(stages[..at].iter().all(|stage| !on(stage)) || on(stages[at]));
    }

    #[test]
    fn time_takes_no_one_out(person in person(), instants in [instant(), instant()]) {
        let [early, late] = if instants[0] <= instants[1] { instants } else { [instants[1], instants[0]] };
        let flags = set(
            r#"{ "stages": [
                { "segments": ["koreans"], "from": "2025-12-01" },
                { "percentage": 5, "from": "2026-01-01", "ramp": "linear" },
                { "percentage": 40, "from": "2026-09-01", "ramp": "linear" },
                { "name": "everyone", "from": "2027-01-01" }
            ] }"#,
        );
        let on = |now| ask(&flags, person.as_ref(), now).variant == 1;
        prop_assert!(!on(early) || on(late));
    }

    /// Growing a variant at the cost of the default moves nobody who has another one already.
    #[test]
    fn what_the_last_variant_gains_the_default_loses(person in person(), weights in [0..50_u32, 0..25, 0..25]) {
        let [semantic, hybrid, more] = weights;
        let variant = |hybrid: u32| {
            let definition = format!(
                r#"{{ "variants": ["bm25", "semantic", "hybrid"], "default": "bm25",
                     "rollout": {{ "bm25": {}, "semantic": {semantic}, "hybrid": {hybrid} }} }}"#,
                100 - semantic - hybrid,
            );
            ask(&set(&definition), person.as_ref(), 0).variant
        };
        let (before, after) = (variant(hybrid), variant(hybrid + more));
        prop_assert!(before == after || (before, after) == (0, 2), "{} {}", before, after);
    }
}
