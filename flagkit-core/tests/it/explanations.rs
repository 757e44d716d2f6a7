//! What an explanation says to a person, line by line.

use flagkit_core::{Context, Document, EvaluationContext, FlagSet};

const DAY: i64 = 24 * 3600 * 1000;

/// The explanation of `f` so many days after 2027-01-01.
fn explained(definition: &str, context: Option<&dyn Context>, day: i64) -> String {
    let text = format!(
        r#"{{ "flags": {{ "f": {definition} }},
  "segments": {{ "qa": {{ "email": {{ "ends_with": "@qa" }} }}, "vip": {{ "key": ["vip"] }} }} }}"#
    );
    let parsed = Document::parse(&text);
    let errors: Vec<_> = parsed.problems.iter().filter(|problem| problem.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let flags = FlagSet::compile(&parsed.document.expect("the document reads"), None);
    let begin = 1_798_761_600_000;
    let world = flags.at(begin + day * DAY);
    let text = flags.get("f").expect("it is there").explain(context, &world).to_string();
    // Where everything stands is the business of other tests.
    text.split_inclusive(')').map(without_place).collect()
}

fn without_place(part: &str) -> String {
    match part.rsplit_once(" (") {
        Some((words, place)) if place.starts_with(|first: char| first.is_ascii_digit()) => {
            words.to_owned()
        }
        _ => part.to_owned(),
    }
}

#[test]
fn a_stage_that_has_not_begun_says_when_it_does() {
    let dated = r#"{ "stages": [
        { "segments": "qa", "from": "2027-01-03" },
        { "name": "vip" , "segments": "vip" },
        { "percentage": "5%", "from": "2027-01-05T09:00:00Z" },
        { "percentage": "25%", "from": "2027-01-09" }
    ] }"#;
    let user = EvaluationContext::new("user-1").with("email", "a@b");
    assert_eq!(
        explained(dated, Some(&user), 0),
        "stage `qa` begins 2027-01-03\nstage `vip` begins 2027-01-03\nstage `5%` begins 2027-01-05T09:00:00Z\n\
         serves `off`: DEFAULT"
    );
    let later = explained(dated, Some(&user), 6);
    assert!(
        later.starts_with("stage `qa` does not match\nstage `vip` does not match\n"),
        "{later}"
    );
    assert!(later.contains(", outside\nstage `25%` begins 2027-01-09\n"), "{later}");
    // A stage without a date and without a dated one before it is open at once.
    let undated = r#"{ "stages": ["qa", { "percentage": "5%", "from": "2027-01-05" }] }"#;
    let tester = EvaluationContext::new("user-1").with("email", "a@qa");
    assert_eq!(
        explained(undated, Some(&tester), 0),
        "stage `qa` matches\nserves `on`: TARGETING_MATCH"
    );
    let last = explained(dated, Some(&user), 30);
    assert!(!last.contains("begins"), "{last}");
}

#[test]
fn what_the_context_lacks_is_named() {
    let rule = r#"{ "rules": [
        { "name": "vip", "if": { "key": ["vip"] }, "serve": "on" },
        { "name": "qa", "if": { "segment": "qa" }, "serve": "on" },
        { "name": "old", "if": { "age": { "ge": 18 }, "plan": "x" }, "serve": "on" },
        { "name": "new", "if": { "all": [{ "plan": { "exists": false } }, { "age": 1 }] }, "serve": "on" }
    ] }"#;
    let nobody = EvaluationContext::anonymous().with("age", 5);
    assert_eq!(
        explained(rule, Some(&nobody), 0),
        "rule `vip` does not match: the context has no key\n\
         rule `qa` does not match: the context has no `email`\n\
         rule `old` does not match: the context has no `plan`\n\
         rule `new` does not match\n\
         serves `off`: DEFAULT"
    );
    // Nobody lacks everything, which is no news.
    assert!(!explained(rule, None, 0).contains("the context has no"));
}

#[test]
fn a_draw_names_what_it_had_nothing_of() {
    let by_company = r#"{ "rollout": "5%", "bucket_by": "company" }"#;
    let user = EvaluationContext::new("user-1");
    assert_eq!(
        explained(by_company, Some(&user), 0),
        "serves `off` by `rollout`: ERROR (TARGETING_KEY_MISSING): the context has no `company` to draw by"
    );
    let half = EvaluationContext::new("user-1").with("company", 0.5);
    assert_eq!(
        explained(by_company, Some(&half), 0),
        "serves `off` by `rollout`: ERROR (TARGETING_KEY_MISSING): \
         `company` of the context is no text or whole number to draw by"
    );
    let grouped =
        r#"{ "rollout": "5%", "bucket_by": "company", "group": { "name": "g", "to": "50%" } }"#;
    let group = explained(grouped, Some(&user), 0);
    assert!(group.starts_with("`group`: the context has no `company` to draw by\n"), "{group}");
    let anonymous = EvaluationContext::anonymous();
    assert_eq!(
        explained(r#""5%""#, Some(&anonymous), 0),
        "serves `off` by `rollout`: ERROR (TARGETING_KEY_MISSING): no key to draw by"
    );
}
