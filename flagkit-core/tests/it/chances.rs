//! What the world is told of draws: once, before the answer, and as it then happens.
//!
//! The draws are deterministic; the bounds are five standard deviations.

use flagkit_core::plan::{Chance, World};
use flagkit_core::{Document, Evaluation, EvaluationContext, Flag, FlagSet, Reason};
use std::cell::RefCell;

const KEYS: u32 = 100_000;
const DAY: i64 = 86_400_000;
/// 2027-01-01.
const NEW_YEAR: i64 = 1_798_761_600_000;

/// A world that writes down what it is told.
struct Listener<'a> {
    flags: &'a FlagSet,
    now: i64,
    told: RefCell<Vec<(String, Chance)>>,
    /// A flag and a variant of it that a guard has taken back.
    rolled_back: Option<(&'a str, usize)>,
}

impl World for Listener<'_> {
    fn now_millis(&self) -> i64 {
        self.now
    }

    fn flag(&self, key: &str) -> Option<&Flag> {
        self.flags.get(key).map(|flag| &**flag)
    }

    fn random(&self) -> u32 {
        0
    }

    fn drawn(&self, unit: &[u8], chance: Chance) {
        let unit = String::from_utf8(unit.to_vec()).expect("a text");
        self.told.borrow_mut().push((unit, chance));
    }

    fn rolled_back(&self, flag: &Flag, variant: usize) -> bool {
        self.rolled_back == Some((flag.key(), variant))
    }
}

#[track_caller]
fn flags(definitions: &str) -> FlagSet {
    let text = format!(
        r#"{{ "segments": {{ "qa": {{ "team": ["qa", "both"] }}, "dev": {{ "team": ["dev", "both"] }} }},
             "flags": {{ {definitions} }} }}"#
    );
    let parsed = Document::parse(&text);
    assert!(!parsed.has_errors(), "{:?}", parsed.problems);
    FlagSet::compile(&parsed.document.expect("a document"), None)
}

fn listener(flags: &FlagSet, now: i64) -> Listener<'_> {
    Listener { flags, now, told: RefCell::default(), rolled_back: None }
}

/// The answer of `f`, and what was told of the unit.
fn ask(world: &Listener<'_>, user: &EvaluationContext) -> (Evaluation, Option<(String, Chance)>) {
    let flag = world.flags.get("f").expect("a flag");
    let answer = flag.evaluate(Some(user), world);
    let mut told = world.told.take();
    assert!(told.len() <= 1, "{told:?}");
    (answer, told.pop())
}

fn user(team: &str, id: u32) -> EvaluationContext {
    EvaluationContext::new(format!("user-{id}")).with("team", team)
}

/// What is told of each user of a team, the same of all: the shares, or nothing. Where something is told, the answers
/// are spread like that.
#[track_caller]
fn shares_at(definition: &str, team: &str, now: i64) -> Option<Vec<f64>> {
    let flags = flags(definition);
    let (flag, world) = (flags.get("f").expect("a flag"), listener(&flags, now));
    let mut seen = vec![0_u32; flag.variants().len()];
    let mut same = None;
    for id in 0..KEYS {
        let (answer, told) = ask(&world, &user(team, id));
        if let Some((unit, _)) = &told {
            assert_eq!(*unit, format!("user-{id}"));
            let drawn = matches!(answer.reason, Reason::Split | Reason::Default | Reason::Static);
            assert!(drawn, "{answer:?}");
        }
        seen[answer.variant] += 1;
        let chance = told.map(|(_, chance)| chance);
        assert_eq!(*same.get_or_insert(chance), chance, "user-{id}");
        if chance.is_none() && id > 100 {
            return None;
        }
    }
    let shares = flag.shares(same??);
    assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{shares:?}");
    for (share, seen) in shares.iter().zip(&seen) {
        let (of, seen) = (f64::from(KEYS), f64::from(*seen));
        let bound = 5.0 * (of * share * (1.0 - share)).sqrt() + 1e-3;
        assert!((seen - of * share).abs() <= bound, "{shares:?}: {seen}");
    }
    Some(shares.into())
}

#[track_caller]
fn assert_shares(definition: &str, team: &str, expected: &[f64]) {
    assert_shares_at(definition, team, 0, expected);
}

#[track_caller]
fn assert_shares_at(definition: &str, team: &str, now: i64, expected: &[f64]) {
    let shares = shares_at(definition, team, now).expect("a chance");
    assert_eq!(shares.len(), expected.len());
    let near = |(share, wanted): (&f64, &f64)| (share - wanted).abs() < 1e-9;
    assert!(shares.iter().zip(expected).all(near), "{shares:?}, expected {expected:?}");
}

#[track_caller]
fn assert_untold(definition: &str, team: &str) {
    assert_eq!(shares_at(definition, team, 0), None);
}

#[test]
fn a_share_tells_itself() {
    assert_shares(r#""f": "5%""#, "", &[0.95, 0.05]);
    assert_shares(r#""f": "0.001%""#, "", &[0.99999, 0.00001]);
    assert_shares(r#""f": { "rollout": { "on": 30, "off": 70 } }"#, "", &[0.7, 0.3]);
    assert_shares(r#""f": { "rollout": "30%", "hash": "unleash" }"#, "", &[0.7, 0.3]);
    assert_shares(r#""f": { "rollout": "5%", "hash": "growthbook" }"#, "", &[0.9499, 0.0501]);
    // In single precision, as LaunchDarkly draws.
    let single = r#""f": { "rollout": "5%", "hash": "launchdarkly" }"#;
    let shares = shares_at(single, "", 0).unwrap();
    assert!((shares[1] - 0.05).abs() < 1e-8, "{shares:?}");
}

#[test]
fn what_is_no_draw_tells_nothing() {
    for constant in
        ["true", "false", r#""0%""#, r#""100%""#, r#"{ "enabled": false, "rollout": "5%" }"#]
    {
        assert_untold(&format!(r#""f": {constant}"#), "");
    }
    assert_untold(
        r#""f": { "rules": [{ "if": { "team": "qa" }, "serve": "on" }], "rollout": "5%" }"#,
        "qa",
    );
    let gated = r#""f": { "rollout": "5%", "group": { "name": "g", "to": "50%" } }"#;
    let flags = flags(gated);
    let world = listener(&flags, 0);
    let (mut inside, mut told_of) = (0_u32, 0_u32);
    for id in 0..1000 {
        let (answer, told) = ask(&world, &user("", id));
        told_of += u32::from(told.is_some());
        inside += u32::from(answer.origin != flagkit_core::Origin::Group);
        assert_eq!(told.is_some(), answer.origin != flagkit_core::Origin::Group);
    }
    assert!(inside == told_of && (400..600).contains(&inside), "{inside} {told_of}");
}

#[test]
fn who_has_no_key_is_not_told_of() {
    let flags = flags(r#""f": "5%""#);
    let (answer, told) = ask(&listener(&flags, 0), &EvaluationContext::anonymous());
    assert_eq!((answer.reason, told), (Reason::Error, None));
}

#[test]
fn the_unit_is_what_is_drawn_by() {
    let flags = flags(r#""f": { "rollout": "5%", "bucket_by": "company" }"#);
    let user = EvaluationContext::new("user-1").with("company", 17);
    assert_eq!(ask(&listener(&flags, 0), &user).1.unwrap().0, "17");
}

const WEIGHTS: &str = r#""variants": ["a", "b", "c"], "default": "a""#;

#[test]
fn weights_tell_each_variant() {
    let weights = format!(r#""f": {{ {WEIGHTS}, "rollout": {{ "a": 80, "b": 15, "c": 5 }} }}"#);
    assert_shares(&weights, "", &[0.8, 0.15, 0.05]);
    // What the buckets make of thirds.
    let thirds = format!(r#""f": {{ {WEIGHTS}, "rollout": {{ "a": 1, "b": 1, "c": 1 }} }}"#);
    assert_shares(&thirds, "", &[0.33333, 0.33333, 0.33334]);
}

#[test]
fn a_rule_that_draws_tells_its_own() {
    let rules = format!(
        r#""f": {{ {WEIGHTS}, "rollout": {{ "a": 80, "b": 15, "c": 5 }}, "rules": [
            {{ "if": {{ "team": "qa" }}, "serve": {{ "b": 1, "c": 3 }} }},
            {{ "if": {{ "team": "dev" }}, "serve": "c" }}
        ] }}"#
    );
    assert_shares(&rules, "qa", &[0.0, 0.25, 0.75]);
    assert_untold(&rules, "dev");
    assert_shares(&rules, "", &[0.8, 0.15, 0.05]);
    let percent =
        r#""f": { "rules": [{ "if": { "team": "qa" }, "serve": "50%" }], "rollout": "5%" }"#;
    assert_shares(percent, "qa", &[0.5, 0.5]);
    assert_shares(percent, "", &[0.95, 0.05]);
}

#[test]
fn stages_tell_the_widest_share_that_is_reached() {
    let stages = |stage: &str| {
        format!(
            r#""f": {{ "stages": ["dev", "5%", "2%", "25%", "everyone"], "stage": "{stage}" }}"#
        )
    };
    assert_untold(&stages("dev"), "");
    assert_shares(&stages("5%"), "", &[0.95, 0.05]);
    assert_shares(&stages("2%"), "", &[0.95, 0.05]);
    assert_shares(&stages("25%"), "", &[0.75, 0.25]);
    assert_untold(&stages("25%"), "dev");
    assert_untold(&stages("everyone"), "");
}

#[test]
fn stages_before_a_rollout_tell_the_larger_share() {
    let both = |rollout: &str, more: &str| {
        format!(r#""f": {{ "stages": ["5%"], "stage": "5%", "rollout": {rollout}{more} }}"#)
    };
    assert_shares(&both(r#""20%""#, ""), "", &[0.8, 0.2]);
    assert_shares(&both(r#""1%""#, ""), "", &[0.95, 0.05]);
    assert_shares(&both(r#"{ "off": 1, "on": 1 }"#, ""), "", &[0.5, 0.5]);
    // Another draw decides the rest, or everyone gets it.
    assert_untold(&both(r#"{ "off": 1, "on": 1 }"#, r#", "hash": "unleash""#), "");
    assert_untold(&both(r#"{ "off": 1, "on": 1 }"#, r#", "hash": "launchdarkly""#), "");
    assert_untold(&both(r#""100%""#, ""), "");
}

#[test]
fn stages_of_weights_tell_who_joins_and_gets_what() {
    let weighted = |stages: &str, stage: &str, rollout: &str| {
        format!(
            r#""f": {{ {WEIGHTS}, "stages": {stages}, "stage": "{stage}", "rollout": {rollout} }}"#
        )
    };
    let stages = r#"["dev", "20%", "everyone"]"#;
    let rollout = r#"{ "a": 50, "b": 25, "c": 25 }"#;
    assert_shares(&weighted(stages, "20%", rollout), "", &[0.9, 0.05, 0.05]);
    // Who joins by name is drawn among the variants.
    assert_shares(&weighted(stages, "20%", rollout), "dev", &[0.5, 0.25, 0.25]);
    assert_shares(&weighted(stages, "everyone", rollout), "", &[0.5, 0.25, 0.25]);
    assert_shares(&weighted(stages, "20%", r#"{ "c": 1 }"#), "", &[0.8, 0.0, 0.2]);
    assert_untold(&weighted(stages, "20%", r#"{ "c": 1 }"#), "dev");
    let split = r#"[{ "name": "s", "segments": ["qa"], "split": 50 }, "20%"]"#;
    assert_shares(&weighted(split, "s", rollout), "qa", &[0.75, 0.125, 0.125]);
    assert_shares(&weighted(split, "20%", rollout), "", &[0.9, 0.05, 0.05]);
}

#[test]
fn a_split_tells_the_odds_of_its_members() {
    let split = |last: &str, stage: &str| {
        format!(
            r#""f": {{ "stages": [{{ "name": "s", "segments": ["qa"], "split": 50 }}, {last}], "stage": "{stage}" }}"#
        )
    };
    assert_shares(&split(r#""5%""#, "s"), "qa", &[0.5, 0.5]);
    assert_untold(&split(r#""5%""#, "s"), "");
    assert_shares(&split(r#""5%""#, "5%"), "qa", &[0.5, 0.5]);
    assert_shares(&split(r#""5%""#, "5%"), "", &[0.95, 0.05]);
    assert_shares(&split(r#""80%""#, "80%"), "qa", &[0.2, 0.8]);
    // Those who are left over by the first may be let in by the second, if they are named there.
    let named = split(r#""dev", "5%""#, "5%");
    assert_untold(&named, "qa");
    assert_untold(&named, "both");
    assert_shares(&named, "", &[0.95, 0.05]);
    let two = split(r#"{ "name": "t", "segments": ["dev"], "split": 20 }"#, "t");
    assert_untold(&two, "both");
    assert_shares(&two, "dev", &[0.8, 0.2]);
}

#[test]
fn a_ramp_tells_how_far_it_is() {
    let stages = r#""stages": [
        { "name": "named", "segments": ["dev"], "from": "2027-01-01" },
        { "percentage": "10%", "from": "2027-01-02", "ramp": "linear" },
        { "percentage": "50%", "from": "2027-01-12" },
        { "name": "everyone", "from": "2027-02-01" }
    ]"#;
    let boolean = format!(r#""f": {{ {stages} }}"#);
    assert_eq!(shares_at(&boolean, "", NEW_YEAR), None);
    let on = |days: f64, share: f64| {
        let now = NEW_YEAR + (days * DAY as f64) as i64;
        assert_shares_at(&boolean, "", now, &[1.0 - share, share]);
    };
    on(1.0, 0.1);
    on(3.5, 0.2);
    // The last step of a hundred, and one before.
    on(10.9999, 0.496);
    on(11.0, 0.5);
    assert_eq!(shares_at(&boolean, "", NEW_YEAR + 40 * DAY), None);
    assert_eq!(shares_at(&boolean, "dev", NEW_YEAR + 2 * DAY), None);
    let weighted =
        format!(r#""f": {{ {WEIGHTS}, {stages}, "rollout": {{ "a": 2, "b": 1, "c": 1 }} }}"#);
    assert_shares_at(&weighted, "", NEW_YEAR + DAY, &[0.95, 0.025, 0.025]);
    assert_shares_at(&weighted, "", NEW_YEAR + 40 * DAY, &[0.5, 0.25, 0.25]);
    // Two shares, one of which time moves.
    let both = format!(r#""f": {{ {stages}, "rollout": "30%" }}"#);
    assert_eq!(shares_at(&both, "", NEW_YEAR + 2 * DAY), None);
    assert_shares_at(&both, "", NEW_YEAR, &[0.7, 0.3]);
    let split = r#""f": { "stages": [{ "name": "s", "segments": ["qa"], "split": 50, "from": "2027-01-01" }] }"#;
    assert_shares_at(split, "qa", NEW_YEAR, &[0.5, 0.5]);
    assert_eq!(shares_at(split, "qa", NEW_YEAR - 1), None);
    // The share grows past the split as time goes.
    let overtaken = r#""f": { "stages": [
        { "name": "s", "segments": ["qa"], "split": 50, "from": "2027-01-01" },
        { "percentage": "80%", "from": "2027-01-02" }
    ] }"#;
    assert_eq!(shares_at(overtaken, "qa", NEW_YEAR + DAY), None);
    assert_shares_at(overtaken, "", NEW_YEAR + DAY, &[0.2, 0.8]);
}

#[test]
fn draws_of_a_prerequisite_and_of_an_explanation_are_not_told() {
    let flags =
        flags(r#""base": "50%", "f": { "enabled": true, "prerequisites": ["base"] }, "g": "5%""#);
    let world = listener(&flags, 0);
    for id in 0..100 {
        assert_eq!(ask(&world, &user("", id)).1, None);
        flags.get("g").unwrap().explain(Some(&user("", id)), &world);
    }
    assert!(world.told.take().is_empty());
}

#[test]
fn a_seed_that_has_decided_before_leaves_no_known_chance() {
    let needs = |own: &str, other: &str| {
        format!(
            r#""base": {{ "rollout": "50%"{other} }}, "f": {{ "rollout": "5%", "prerequisites": ["base"]{own} }}"#
        )
    };
    let told = |definition: &str| {
        let flags = flags(definition);
        let world = listener(&flags, 0);
        let told = (0..1000).filter(|id| ask(&world, &user("", *id)).1.is_some());
        told.count()
    };
    assert!((400..600).contains(&told(&needs("", ""))));
    assert_eq!(told(&needs(r#", "seed": "s""#, r#", "seed": "s""#)), 0);
    assert_eq!(told(&needs("", r#", "seed": "f""#)), 0);
    assert_eq!(told(&needs("", r#", "group": { "name": "f", "to": "50%" }"#)), 0);
    let group = |name: &str| {
        format!(r#""f": {{ "rollout": "5%", "group": {{ "name": "{name}", "to": "50%" }} }}"#)
    };
    assert!(told(&group("g")) > 0);
    assert_eq!(told(&group("f")), 0);
    // Without a prerequisite nothing has been decided.
    let apart = r#""base": { "rollout": "50%", "seed": "f" }, "f": "5%""#;
    assert_eq!(told(apart), 1000);
}

#[test]
fn a_prerequisite_that_is_rolled_back_serves_its_fallback() {
    let flags = flags(r#""base": true, "f": { "enabled": true, "prerequisites": ["base"] }"#);
    let mut world = listener(&flags, 0);
    assert_eq!(ask(&world, &user("", 1)).0.variant, 1);
    world.rolled_back = Some(("base", 0));
    assert_eq!(ask(&world, &user("", 1)).0.variant, 1);
    world.rolled_back = Some(("base", 1));
    let answer = ask(&world, &user("", 1)).0;
    assert_eq!((answer.variant, answer.reason), (0, Reason::PrerequisiteFailed));
    let told = flags.get("f").unwrap().explain(Some(&user("", 1)), &world).to_string();
    let line = told.lines().next().unwrap();
    assert!(line.starts_with("prerequisite `base` "), "{told}");
    let end = "serves `off`, which is not wanted, since its guard rolled it back";
    assert!(line.ends_with(end), "{told}");
}
