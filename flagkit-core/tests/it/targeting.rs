//! Rules, stages, weights, groups, prerequisites and schedules: who gets what, and why.

use flagkit_core::bucketing::bucket;
use flagkit_core::{
    Code, Context, Document, ErrorCode, Evaluation, EvaluationContext, FlagSet, Origin, Reason,
};

const DAY: i64 = 86_400_000;
/// 2027-01-01.
const NEW_YEAR: i64 = 1_798_761_600_000;

#[track_caller]
fn flags(definitions: &str) -> FlagSet {
    let text = format!(
        r#"{{ "segments": {{
                "developers": {{ "key": ["minsu", "jiwoo"] }},
                "qa": {{ "email": {{ "ends_with": "@qa.example.com" }} }},
                "staff": {{ "segment": ["developers", "qa"] }}
             }},
             "flags": {{ {definitions} }} }}"#
    );
    let parsed = Document::parse(&text);
    assert!(!parsed.has_errors(), "{:?}", parsed.problems);
    FlagSet::compile(&parsed.document.expect("a document"), None)
}

/// The answer at an instant; explaining must give the same.
fn ask_at(flags: &FlagSet, key: &str, context: Option<&dyn Context>, now: i64) -> Evaluation {
    let (flag, world) = (flags.get(key).expect("a flag"), flags.at(now));
    let answer = flag.evaluate(context, &world);
    assert_eq!(flag.explain(context, &world).evaluation, answer);
    answer
}

fn ask(flags: &FlagSet, user: &str) -> Evaluation {
    ask_at(flags, "f", Some(&EvaluationContext::new(user)), 0)
}

fn variant(flags: &FlagSet, user: &str) -> String {
    flags.get("f").expect("a flag").variants()[ask(flags, user).variant].name.to_string()
}

/// A user whose bucket of `seed` is in the range.
fn someone(seed: &str, range: std::ops::Range<u32>) -> String {
    let mut users = (0..).map(|id| format!("user-{id}"));
    users.find(|user| range.contains(&bucket(seed, user))).expect("endless")
}

#[test]
fn the_first_rule_that_matches_decides() {
    let flags = flags(
        r#""f": { "rules": [
            { "name": "partners wait", "if": { "role": "partner" }, "serve": "off" },
            { "if": { "segment": "staff" }, "serve": "on" },
            { "if": { "role": ["partner", "guest"] }, "serve": "50%" }
        ] }"#,
    );
    let ask = |context: &EvaluationContext| ask_at(&flags, "f", Some(context), 0);
    let partner = ask(&EvaluationContext::new("minsu").with("role", "partner"));
    assert_eq!((partner.variant, partner.reason), (0, Reason::TargetingMatch));
    assert_eq!(partner.origin, Origin::Rule(0));
    let place = flags.get("f").unwrap().place(partner.origin);
    assert_eq!(place.name.as_deref(), Some("partners wait"));
    let staff = ask(&EvaluationContext::new("minsu"));
    assert_eq!((staff.variant, staff.origin), (1, Origin::Rule(1)));
    let low = EvaluationContext::new(someone("f", 0..50_000)).with("role", "guest");
    let high = EvaluationContext::new(someone("f", 50_000..100_000)).with("role", "guest");
    assert_eq!((ask(&low).variant, ask(&low).reason), (1, Reason::Split));
    assert_eq!((ask(&high).variant, ask(&high).origin), (0, Origin::Rule(2)));
    let nobody = ask(&EvaluationContext::anonymous().with("role", "guest"));
    assert_eq!((nobody.variant, nobody.error), (0, Some(ErrorCode::TargetingKeyMissing)));
    let other = ask(&EvaluationContext::new("other"));
    assert_eq!((other.variant, other.reason, other.origin), (0, Reason::Default, Origin::Default));
}

/// Under the seed `s1`, whose draw lets neither `minsu` nor `kim` in before `everyone`.
fn staged(stage: &str) -> FlagSet {
    flags(&format!(
        r#""f": {{ "seed": "s1", "stages": ["developers", "qa", "5%", {{ "name": "korea", "segments": ["qa"], "percentage": "25%" }}, "everyone"],
                 "stage": "{stage}" }}"#
    ))
}

#[test]
fn stages_are_cumulative() {
    let developer = EvaluationContext::new("minsu");
    let tester = EvaluationContext::new("kim").with("email", "kim@qa.example.com");
    let five = EvaluationContext::new(someone("s1", 0..5_000));
    let quarter = EvaluationContext::new(someone("s1", 5_000..25_000));
    let late = EvaluationContext::new(someone("s1", 25_000..100_000));
    let table = [
        ("off", [false, false, false, false, false]),
        ("developers", [true, false, false, false, false]),
        ("qa", [true, true, false, false, false]),
        ("5%", [true, true, true, false, false]),
        ("korea", [true, true, true, true, false]),
        ("everyone", [true, true, true, true, true]),
    ];
    assert!(bucket("s1", "minsu") >= 25_000 && bucket("s1", "kim") >= 25_000);
    for (stage, expected) in table {
        let flags = staged(stage);
        for (user, expected) in
            [&developer, &tester, &five, &quarter, &late].into_iter().zip(expected)
        {
            assert_eq!(
                ask_at(&flags, "f", Some(user), 0).variant == 1,
                expected,
                "{stage} {user:?}"
            );
        }
    }
    let flags = staged("korea");
    assert_eq!(ask_at(&flags, "f", Some(&developer), 0).origin, Origin::Stage(0));
    assert_eq!(ask_at(&flags, "f", Some(&five), 0).origin, Origin::Stage(2));
    assert_eq!(ask_at(&flags, "f", Some(&quarter), 0).origin, Origin::Stage(3));
    assert_eq!(ask_at(&flags, "f", Some(&late), 0).reason, Reason::Default);
    // Everyone needs no key, and costs nothing.
    assert_eq!(staged("everyone").get("f").unwrap().constant().unwrap().origin, Origin::Stage(4));
    assert_eq!(staged("off").get("f").unwrap().constant().unwrap().variant, 0);
    // Whoever is listed needs no key either, and whoever is not is told.
    let keyless = EvaluationContext::anonymous();
    let tester = keyless.clone().with("email", "kim@qa.example.com");
    assert_eq!(ask_at(&flags, "f", Some(&tester), 0).variant, 1);
    assert_eq!(ask_at(&flags, "f", Some(&keyless), 0).error, Some(ErrorCode::TargetingKeyMissing));
}

#[test]
fn a_split_draws_inside_its_segments() {
    let flags = flags(
        r#""f": { "stages": [{ "segments": ["qa"], "split": 50 }, "everyone"], "stage": "qa" }"#,
    );
    let ask = |user: String, email: &str| {
        ask_at(&flags, "f", Some(&EvaluationContext::new(user).with("email", email)), 0).variant
    };
    assert_eq!(ask(someone("f", 0..50_000), "x@qa.example.com"), 1);
    assert_eq!(ask(someone("f", 50_000..100_000), "x@qa.example.com"), 0);
    assert_eq!(ask(someone("f", 0..50_000), "x@example.com"), 0);
}

#[test]
fn dates_open_stages() {
    let flags = flags(
        r#""f": { "stages": [
            "developers",
            { "segments": ["qa"], "from": "2027-01-01" },
            { "percentage": "10%", "from": "2027-01-02", "ramp": "linear" },
            { "percentage": "50%", "from": "2027-01-12" },
            { "name": "everyone", "from": "2027-02-01" }
        ] }"#,
    );
    assert!(flags.get("f").unwrap().constant().is_none());
    let tester = EvaluationContext::new("kim").with("email", "kim@qa.example.com");
    let on = |user: &EvaluationContext, now| ask_at(&flags, "f", Some(user), now).variant == 1;
    assert!(on(&EvaluationContext::new("minsu"), 0));
    assert!(!on(&tester, NEW_YEAR - 1) && on(&tester, NEW_YEAR));
    let reach = |now| {
        let ends =
            [1, 5_000, 9_999, 10_000, 10_399, 10_400, 29_999, 30_000, 49_999, 50_000, 99_999];
        ends.into_iter()
            .filter(|end| on(&EvaluationContext::new(someone("f", *end..end + 1)), now))
            .max()
    };
    assert_eq!(reach(NEW_YEAR + DAY - 1), None);
    assert_eq!(reach(NEW_YEAR + DAY), Some(9_999));
    // A hundredth of the ten days: a step of a hundredth of the 40 %.
    assert_eq!(reach(NEW_YEAR + DAY + DAY / 10 - 1), Some(9_999));
    assert_eq!(reach(NEW_YEAR + DAY + DAY / 10), Some(10_399));
    assert_eq!(reach(NEW_YEAR + 6 * DAY), Some(29_999));
    assert_eq!(reach(NEW_YEAR + 11 * DAY), Some(49_999));
    let all = ask_at(&flags, "f", None, NEW_YEAR + 31 * DAY);
    assert_eq!((all.variant, all.reason, all.origin), (1, Reason::Static, Origin::Stage(4)));
    assert_eq!(ask_at(&flags, "f", None, i64::MAX).variant, 1);
    assert_eq!(ask_at(&flags, "f", None, i64::MIN).variant, 0);
}

#[test]
fn a_stage_that_is_named_overrules_dates() {
    let flags = flags(
        r#""f": { "stage": "off", "stages": [{ "name": "everyone", "from": "2020-01-01" }] }"#,
    );
    assert_eq!(ask_at(&flags, "f", None, NEW_YEAR).variant, 0);
}

#[test]
fn weights_share_out_the_variants() {
    let weighted = |rollout: &str| {
        flags(&format!(
            r#""f": {{ "variants": ["bm25", "semantic", "hybrid"], "default": "bm25", "rollout": {rollout} }}"#
        ))
    };
    let flags = weighted(r#"{ "bm25": 80, "semantic": 10, "hybrid": 10 }"#);
    // The default has the rest, so that what grows takes from it.
    assert_eq!(variant(&flags, &someone("f", 0..10_000)), "semantic");
    assert_eq!(variant(&flags, &someone("f", 10_000..20_000)), "hybrid");
    assert_eq!(variant(&flags, &someone("f", 20_000..100_000)), "bm25");
    let grown = weighted(r#"{ "bm25": 70, "semantic": 10, "hybrid": 20 }"#);
    assert_eq!(variant(&grown, &someone("f", 0..10_000)), "semantic");
    assert_eq!(variant(&grown, &someone("f", 20_000..30_000)), "hybrid");
    // Relative, and in whatever order they are written.
    let same = weighted(r#"{ "hybrid": 1, "bm25": 8, "semantic": 1 }"#);
    for user in (0..500).map(|id| format!("user-{id}")) {
        assert_eq!(ask(&flags, &user), ask(&same, &user));
    }
    let alone = weighted(r#"{ "hybrid": 1, "bm25": 0 }"#);
    assert_eq!(alone.get("f").unwrap().constant().unwrap().variant, 2);
}

#[test]
fn weights_of_a_boolean_flag_are_its_percentage() {
    let share = flags(r#""f": { "rollout": "5%" }"#);
    let weights = flags(r#""f": { "rollout": { "off": 95, "on": 5 } }"#);
    for user in (0..500).map(|id| format!("user-{id}")) {
        assert_eq!(ask(&share, &user).variant, ask(&weights, &user).variant, "{user}");
    }
}

/// Who joins is one draw, who gets which variant another: otherwise the first 10 % would all get the first variant.
#[test]
fn stages_of_a_flag_with_variants_admit_and_weights_choose() {
    let flags = flags(
        r#""f": { "variants": ["old", "a", "b"], "default": "old", "rollout": { "a": 1, "b": 1 },
                 "stages": ["developers", "10%"], "stage": "10%" }"#,
    );
    let mut counts = [0; 3];
    for user in (0..20_000).map(|id| format!("user-{id}")) {
        let answer = ask(&flags, &user);
        assert_eq!(answer.variant != 0, bucket("f", &user) < 10_000, "{user}");
        counts[answer.variant] += 1;
    }
    // Five standard deviations around 1000.
    assert!((850..1150).contains(&counts[1]) && (850..1150).contains(&counts[2]), "{counts:?}");
    assert_ne!(ask(&flags, "minsu").variant, 0);
}

#[test]
fn bucket_by_and_seed() {
    let flags = flags(r#""f": { "rollout": "50%", "bucket_by": "company", "seed": "2027" }"#);
    let of = |company: &str| {
        let employee = EvaluationContext::new("somebody").with("company", company);
        ask_at(&flags, "f", Some(&employee), 0)
    };
    let company = someone("2027", 0..50_000);
    assert_eq!((of(&company).variant, of(&company).bucket), (1, Some(bucket("2027", &company))));
    assert_eq!(of(&someone("2027", 50_000..100_000)).variant, 0);
    let missing = ask(&flags, "somebody");
    assert_eq!((missing.variant, missing.error), (0, Some(ErrorCode::TargetingKeyMissing)));
    let number = EvaluationContext::anonymous().with("company", 42);
    assert_eq!(ask_at(&flags, "f", Some(&number), 0).bucket, Some(bucket("2027", "42")));
}

#[test]
fn a_user_is_in_at_most_one_flag_of_a_group() {
    let flags = flags(
        r#""a": { "rollout": "100%", "group": { "name": "g", "to": "30%" } },
           "b": { "rollout": "100%", "group": { "name": "g", "from": "30%", "to": "60%" } },
           "c": { "rollout": "50%", "group": { "name": "g", "from": "60%" } }"#,
    );
    let mut counts = [0; 3];
    for user in (0..10_000).map(|id| EvaluationContext::new(format!("user-{id}"))) {
        let answers = ["a", "b", "c"].map(|key| ask_at(&flags, key, Some(&user), 0).variant);
        assert!(answers.iter().sum::<usize>() <= 1, "{user:?}");
        for (count, answer) in counts.iter_mut().zip(answers) {
            *count += answer;
        }
    }
    // Five standard deviations around 3000, 3000 and 2000.
    assert!((2770..3230).contains(&counts[0]) && (2770..3230).contains(&counts[1]), "{counts:?}");
    assert!((1800..2200).contains(&counts[2]), "{counts:?}");
    let outside = EvaluationContext::new(someone("g", 30_000..100_000));
    let answer = ask_at(&flags, "a", Some(&outside), 0);
    assert_eq!((answer.variant, answer.reason, answer.origin), (0, Reason::Split, Origin::Group));
    assert_eq!(ask_at(&flags, "a", None, 0).error, Some(ErrorCode::TargetingKeyMissing));
}

#[test]
fn prerequisites() {
    let flags = flags(
        r#""payments": "50%",
           "ranker": { "variants": ["x", "y", "z"], "default": "x", "rollout": { "x": 1, "y": 1 } },
           "f": { "enabled": true, "prerequisites": ["payments"] },
           "g": { "enabled": true, "prerequisites": { "payments": false, "ranker": ["y", "z"] } },
           "h": { "enabled": true, "prerequisites": ["f"] }"#,
    );
    for user in (0..200).map(|id| EvaluationContext::new(format!("user-{id}"))) {
        let ask = |key| ask_at(&flags, key, Some(&user), 0);
        let (payments, ranker) = (ask("payments").variant == 1, ask("ranker").variant);
        assert_eq!(ask("f").variant == 1, payments);
        assert_eq!(ask("h").variant == 1, payments);
        assert_eq!(ask("g").variant == 1, !payments && ranker != 0);
        if !payments {
            assert_eq!(
                (ask("f").reason, ask("f").origin),
                (Reason::PrerequisiteFailed, Origin::Prerequisite(0))
            );
        }
    }
    // A prerequisite that falls back for want of a key is not met.
    assert_eq!(ask_at(&flags, "f", None, 0).reason, Reason::PrerequisiteFailed);
    let words = flags.get("h").unwrap().explain(None, &flags.at(0)).to_string();
    assert_eq!(
        words,
        "prerequisite `f` (10:54) serves `off`, which is not wanted\nserves `off`: PREREQUISITE_FAILED"
    );
}

/// A definition that was kept beside newer ones can close a circle that no check has seen.
#[test]
fn a_circle_of_old_and_new_ends_in_the_fallback() {
    let first = flags(r#""a": { "enabled": true, "prerequisites": ["b"] }, "b": true"#);
    let text = r#"{ "flags": { "a": { "enabled": "broken" }, "b": { "enabled": true, "prerequisites": ["a"] } } }"#;
    let second = FlagSet::compile(&Document::parse(text).document.unwrap(), Some(&first));
    for key in ["a", "b"] {
        let answer = ask_at(&second, key, None, 0);
        assert_eq!((answer.variant, answer.error), (0, Some(ErrorCode::General)), "{key}");
    }
}

/// Each layer asks the one below it twice, so that asking everything would take 2^30 questions.
#[test]
fn prerequisites_that_fan_out_are_refused() {
    let mut layers = r#""l0a": true, "l0b": true"#.to_owned();
    for layer in 1..=30 {
        for side in ["a", "b"] {
            let below = layer - 1;
            layers += &format!(
                r#", "l{layer}{side}": {{ "enabled": true, "prerequisites": ["l{below}a", "l{below}b"] }}"#
            );
        }
    }
    let parsed = Document::parse(&format!("{{ \"flags\": {{ {layers} }} }}"));
    assert!(parsed.problems.iter().all(|problem| problem.code == Code::TooManyPrerequisites));
    let flags = FlagSet::compile(&parsed.document.unwrap(), None);
    // 2 + 4 + ... + 512 questions are no more than 1000, twice as many are.
    assert_eq!(ask_at(&flags, "l8a", None, 0).variant, 1);
    assert!(flags.broken("l9a"));
    // Above a flag that is broken nothing multiplies: it is not there, so it is not asked.
    assert_eq!(ask_at(&flags, "l10a", None, 0).reason, Reason::PrerequisiteFailed);
}

#[test]
fn prerequisites_may_be_32_deep() {
    let mut chain = r#""f0": true"#.to_owned();
    for link in 1..=33 {
        let below = link - 1;
        chain += &format!(r#", "f{link}": {{ "enabled": true, "prerequisites": ["f{below}"] }}"#);
    }
    let parsed = Document::parse(&format!("{{ \"flags\": {{ {chain} }} }}"));
    let broken: Vec<_> = parsed.problems.iter().map(|problem| problem.flag.as_deref()).collect();
    assert_eq!(broken, [Some("f33")]);
    let flags = FlagSet::compile(&parsed.document.unwrap(), None);
    assert_eq!(ask_at(&flags, "f32", None, 0).variant, 1);
}

/// Somebody without a key is let in by a segment that draws nobody, and is told where nothing lets them in.
#[test]
fn a_draw_without_a_key_leaves_later_stages_open() {
    let flags = flags(
        r#""f": { "stages": [{ "name": "half", "segments": ["qa"], "split": 50 }, { "name": "all", "segments": ["qa"] }],
                 "stage": "all" },
           "half": { "stages": [{ "name": "half", "segments": ["qa"], "split": 50 }], "stage": "half" }"#,
    );
    let keyless = EvaluationContext::anonymous().with("email", "kim@qa.example.com");
    let answer = ask_at(&flags, "f", Some(&keyless), 0);
    assert_eq!((answer.variant, answer.origin), (1, Origin::Stage(1)));
    let answer = ask_at(&flags, "half", Some(&keyless), 0);
    assert_eq!(answer.error, Some(ErrorCode::TargetingKeyMissing));
    let outsider = EvaluationContext::anonymous();
    assert_eq!(ask_at(&flags, "half", Some(&outsider), 0).reason, Reason::Default);
}

#[test]
fn schedules() {
    let flags = flags(
        r#""f": { "enabled": true, "schedule": { "start": "2027-01-01", "end": "2027-01-02T00:00:00Z" } }"#,
    );
    let reason = |now| ask_at(&flags, "f", None, now).reason;
    assert_eq!(reason(NEW_YEAR - 1), Reason::OutsideSchedule);
    assert_eq!(reason(NEW_YEAR), Reason::Static);
    assert_eq!(reason(NEW_YEAR + DAY - 1), Reason::Static);
    assert_eq!(reason(NEW_YEAR + DAY), Reason::OutsideSchedule);
    assert!(
        flags.get("f").unwrap().constant().is_none() && !flags.get("f").unwrap().uses_context()
    );
}

/// Switched off, a prerequisite, the schedule, the group, rules, stages, rollout: each decides before those behind it.
#[test]
fn the_order_of_evaluation() {
    let everything = [
        r#""enabled": false"#,
        r#""prerequisites": ["never"]"#,
        r#""schedule": { "end": "1960-01-01" }"#,
        r#""group": { "name": "g", "to": "0.001%" }"#,
        r#""rules": [{ "if": { "key": { "exists": true } }, "serve": "off" }]"#,
        r#""stages": ["developers", "50%"], "stage": "50%""#,
        r#""rollout": "100%""#,
    ];
    let reasons = [
        Origin::Enabled,
        Origin::Prerequisite(0),
        Origin::Schedule,
        Origin::Group,
        Origin::Rule(0),
        Origin::Stage(0),
        Origin::Rollout,
    ];
    assert!(bucket("g", "minsu") > 0);
    for (from, expected) in reasons.into_iter().enumerate() {
        let members = everything[from..].join(", ");
        let flags = flags(&format!(r#""never": false, "f": {{ {members} }}"#));
        assert_eq!(ask(&flags, "minsu").origin, expected, "{members}");
    }
}
