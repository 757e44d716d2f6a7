//! Shadow stages: whom nobody lets in, who is run beside the old code, and when it ends.

use flagkit_core::plan::Event;
use flagkit_core::{Context, Document, EvaluationContext, FlagSet, Reason};

const KEYS: u32 = 20_000;
const DAY: i64 = 86_400_000;
/// 2027-01-01.
const NEW_YEAR: i64 = 1_798_761_600_000;

#[track_caller]
fn flags(members: &str) -> FlagSet {
    let text = format!(
        r#"{{ "segments": {{ "qa": {{ "team": "qa" }} }}, "flags": {{ "base": false, "f": {{ {members} }} }} }}"#
    );
    let parsed = Document::parse(&text);
    assert!(!parsed.has_errors(), "{:?}", parsed.problems);
    FlagSet::compile(&parsed.document.expect("a document"), None)
}

/// The variant that is served, and the one that is run unseen.
fn ask(flags: &FlagSet, now: i64, context: &dyn Context) -> (usize, Option<usize>) {
    let (flag, world) = (flags.get("f").expect("a flag"), flags.at(now));
    let answer = flag.evaluate(Some(context), &world);
    let shadow = flag.shadow().and_then(|shadow| shadow.draws(&answer, Some(context), &world));
    let told = flag.explain(Some(context), &world).events;
    let told = told.iter().any(|event| matches!(event, Event::Shadow { variant: Some(_), .. }));
    assert_eq!(told, shadow.is_some());
    (answer.variant, shadow)
}

fn user(id: u32) -> EvaluationContext {
    EvaluationContext::new(format!("user-{id}"))
}

/// How many of the keys are served each variant, and of how many of these each is run unseen.
fn spread(flags: &FlagSet, now: i64, variants: usize) -> (Vec<u32>, Vec<u32>) {
    let (mut served, mut unseen) = (vec![0; variants], vec![0; variants]);
    for id in 0..KEYS {
        let (variant, shadow) = ask(flags, now, &user(id));
        served[variant] += 1;
        if let Some(shadow) = shadow {
            assert_eq!(variant, 0);
            unseen[shadow] += 1;
        }
    }
    (served, unseen)
}

#[track_caller]
fn assert_binomial(drawn: u32, of: u32, part: f64) {
    let (of, drawn) = (f64::from(of), f64::from(drawn));
    let bound = 5.0 * (of * part * (1.0 - part)).sqrt();
    assert!((drawn - of * part).abs() <= bound, "{drawn} of {of}, expected {part}");
}

#[test]
fn a_shadow_lets_no_one_in_and_is_drawn_apart_from_who_joins() {
    let staged = |stage: &str| {
        flags(&format!(
            r#""stages": ["qa", "20%", {{ "shadow": "10%" }}, "50%"], "stage": "{stage}""#
        ))
    };
    let (served, unseen) = spread(&staged("shadow"), 0, 2);
    let (before, none) = spread(&staged("20%"), 0, 2);
    assert_eq!((&served, &none[..]), (&before, &[0, 0][..]));
    assert_eq!(unseen[0], 0);
    assert_binomial(unseen[1], served[0], 0.1);
    let (later, none) = spread(&staged("50%"), 0, 2);
    assert_eq!(none, [0, 0]);
    assert_binomial(later[1], KEYS, 0.5);
    assert!(staged("off").get("f").unwrap().shadow().is_none());
    // Who joins next is drawn no more into the shadow than others.
    let (shadow, next) = (staged("shadow"), staged("50%"));
    let joins = |id: &u32| ask(&next, 0, &user(*id)).0 == 1 && ask(&shadow, 0, &user(*id)).0 == 0;
    let joining: Vec<u32> = (0..KEYS).filter(joins).collect();
    let unseen = joining.iter().filter(|id| ask(&shadow, 0, &user(**id)).1.is_some()).count();
    assert_binomial(unseen as u32, joining.len() as u32, 0.1);
}

#[test]
fn the_first_stage_may_be_a_shadow() {
    let flags = flags(r#""stages": [{ "shadow": "1%" }, "5%"], "stage": "shadow""#);
    let flag = flags.get("f").unwrap();
    assert_eq!(flag.constant().unwrap().variant, 0);
    let (served, unseen) = spread(&flags, 0, 2);
    assert_eq!(served, [KEYS, 0]);
    assert_binomial(unseen[1], KEYS, 0.01);
    assert_eq!(&*flag.stage(0).unwrap().name, "shadow");
    let text = r#"{ "f": { "stages": [{ "shadow": "1%" }, "5%"], "stage": "shadow" } }"#;
    assert!(!Document::parse(text).document.unwrap().flag("f").unwrap().is_constant());
}

#[test]
fn segments_limit_a_shadow() {
    let flags = flags(
        r#""stages": [{ "segments": ["qa"], "shadow": "100%", "name": "s" }, "5%"], "stage": "s""#,
    );
    assert_eq!(ask(&flags, 0, &user(1)).1, None);
    assert_eq!(ask(&flags, 0, &user(1).with("team", "qa")), (0, Some(1)));
    // All of them need no key.
    assert_eq!(ask(&flags, 0, &EvaluationContext::anonymous().with("team", "qa")), (0, Some(1)));
}

#[test]
fn whoever_keeps_the_new_code_away_keeps_it_out_of_the_shadow() {
    let all = r#""stages": [{ "shadow": "100%" }], "stage": "shadow""#;
    let shadow = |members: &str| ask(&flags(&format!("{all}, {members}")), 0, &user(1)).1;
    assert_eq!(shadow(r#""seed": "s""#), Some(1));
    assert_eq!(shadow(r#""enabled": false"#), None);
    assert_eq!(shadow(r#""prerequisites": ["base"]"#), None);
    assert_eq!(shadow(r#""schedule": { "end": "1960-01-01" }"#), None);
    assert_eq!(shadow(r#""group": { "name": "g", "to": "0.001%" }"#), None);
    assert_eq!(shadow(r#""rules": [{ "if": { "key": "user-1" }, "serve": "off" }]"#), None);
    let flags = flags(all);
    let (flag, world) = (flags.get("f").unwrap(), flags.at(0));
    assert!(flag.disabled().shadow().is_none());
    let mut answer = flag.evaluate(Some(&user(1)), &world);
    for reason in [Reason::RolledBack, Reason::Override, Reason::Error] {
        answer.reason = reason;
        assert_eq!(flag.shadow().unwrap().draws(&answer, Some(&user(1)), &world), None);
    }
}

#[test]
fn of_variants_the_one_is_run_that_would_be_drawn() {
    let flags = flags(
        r#""variants": ["a", "b", "c"], "default": "a", "rollout": { "a": 50, "b": 30, "c": 20 },
           "stages": [{ "shadow": "50%" }, "everyone"], "stage": "shadow""#,
    );
    let (served, unseen) = spread(&flags, 0, 3);
    assert_eq!((served[0], unseen[0]), (KEYS, 0));
    assert_binomial(unseen[1], KEYS, 0.15);
    assert_binomial(unseen[2], KEYS, 0.1);
}

#[test]
fn time_begins_and_ends_a_shadow() {
    let flags = flags(
        r#""stages": [
            { "shadow": "100%", "from": "2027-01-01", "name": "first" },
            { "percentage": "5%", "from": "2027-01-02" },
            { "shadow": "50%", "from": "2027-01-03" },
            { "name": "everyone", "from": "2027-01-04" }
        ]"#,
    );
    let unseen = |now: i64| (0..1000).filter(|id| ask(&flags, now, &user(*id)).1.is_some()).count();
    assert_eq!(unseen(NEW_YEAR - 1), 0);
    assert_eq!(unseen(NEW_YEAR), 1000);
    assert_eq!(unseen(NEW_YEAR + DAY), 0);
    assert!((400..600).contains(&unseen(NEW_YEAR + 2 * DAY)));
    assert_eq!(unseen(NEW_YEAR + 3 * DAY), 0);
}

#[test]
fn an_explanation_tells_the_shadow() {
    let text =
        r#"{ "flags": { "f": { "stages": ["5%", { "shadow": "100%" }], "stage": "shadow" } } }"#;
    let flags = FlagSet::compile(&Document::parse(text).document.unwrap(), None);
    let told = flags.get("f").unwrap().explain(Some(&user(1)), &flags.at(0)).to_string();
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].ends_with(", outside"), "{told}");
    assert_eq!(lines[1], "stage `shadow` (1:38): runs `on` unseen");
    assert!(lines[2].starts_with("serves `off`"), "{told}");
    let none = text.replace("100%", "0.001%");
    let flags = FlagSet::compile(&Document::parse(&none).document.unwrap(), None);
    let told = flags.get("f").unwrap().explain(Some(&user(1)), &flags.at(0)).to_string();
    assert!(told.contains("\nstage `shadow` (1:38): not drawn\n"), "{told}");
}
