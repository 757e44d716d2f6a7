//! Plans that no flags.json makes, as importers do: steps within steps, and checks that convert.

use flagkit_core::plan::{
    Check, Condition, Loose, Otherwise, Plan, Serve, Step, Subject, Test, Values,
};
use flagkit_core::{Evaluation, EvaluationContext, Flag, FlagSet, Origin, Reason, Value, Variant};

/// The answer of a flag with these steps and the variants 0 to 3, of which 0 is the default.
fn ask(steps: Vec<Step>, user: &EvaluationContext) -> Evaluation {
    let variants: Vec<Variant> =
        (0..4).map(|n: i32| Variant::new(format!("v{n}"), Value::from(n))).collect();
    let plan = Plan {
        steps: steps.into(),
        otherwise: Otherwise { variant: 0, reason: Reason::Default },
        ..Plan::constant(0, Reason::Default)
    };
    let flag = Flag::planned("f", variants, 0, plan);
    let world = FlagSet::empty();
    let answer = flag.evaluate(Some(user), &world.at(0));
    assert_eq!(flag.explain(Some(user), &world.at(0)).evaluation, answer);
    answer
}

fn step(condition: Condition, serve: Serve, rule: u32) -> Step {
    Step { condition, serve, origin: Origin::Rule(rule) }
}

fn is(name: &str, value: &str) -> Condition {
    Test::attribute(name, Check::In(Values::texts([value]))).into()
}

#[test]
fn steps_within_a_step_decide_or_leave_it_to_the_next() {
    let steps = || {
        let inner = vec![
            step(is("plan", "premium"), Serve::Variant(1), 0),
            step(is("plan", "free"), Serve::Variant(2), 1),
        ];
        vec![
            step(is("country", "KR"), Serve::Steps(inner.into()), 2),
            step(is("role", "staff"), Serve::Variant(3), 3),
        ]
    };
    let user = |country: &str, plan: &str| {
        EvaluationContext::new("u")
            .with("country", country)
            .with("plan", plan)
            .with("role", "staff")
    };
    let told = |answer: Evaluation| (answer.variant, answer.origin);
    assert_eq!(told(ask(steps(), &user("KR", "premium"))), (1, Origin::Rule(0)));
    assert_eq!(told(ask(steps(), &user("KR", "free"))), (2, Origin::Rule(1)));
    // None of the inner ones, and not asked at all.
    assert_eq!(told(ask(steps(), &user("KR", "trial"))), (3, Origin::Rule(3)));
    assert_eq!(told(ask(steps(), &user("US", "premium"))), (3, Origin::Rule(3)));
    assert_eq!(told(ask(steps(), &EvaluationContext::new("u"))), (0, Origin::Default));
}

#[test]
fn a_loose_check_is_given_a_list_as_a_whole() {
    let holds = |loose: Loose, user: EvaluationContext| {
        let missing = loose.passes(None);
        let subject = Subject::Attribute("tags".into());
        let test = Test { subject, check: loose.check(), negated: false, missing };
        ask(vec![step(test.into(), Serve::Variant(1), 0)], &user).variant == 1
    };
    let tags = || EvaluationContext::new("u").with("tags", vec!["a", "b"]);
    let length = |length| Loose::Length(Box::new(Loose::Number(length)));
    assert!(holds(length(2.0), tags()) && !holds(length(1.0), tags()));
    assert!(holds(Loose::text("a,b"), tags()) && !holds(Loose::text("a"), tags()));
    // Who lacks the attribute passes as `null` does.
    assert!(holds(Loose::Number(0.0), EvaluationContext::new("u")));
    assert!(!holds(Loose::Counts(false), EvaluationContext::new("u")));
}
