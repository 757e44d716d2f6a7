//! LaunchDarkly's flags: users stay in their buckets, whatever draws them.

use crate::same_answers::{agree, compiled};
use flagkit_core::EvaluationContext;
use flagkit_import::{Format, import, launchdarkly};

/// Flags that draw in every way that flags.json can say.
pub(crate) const DOCUMENT: &str = r#"{
  "flags": {
    "share": {
      "on": true, "variations": [true, false], "offVariation": 1, "salt": "s", "targets": [], "prerequisites": [],
      "rules": [{ "id": "pro", "variation": 0, "clauses": [
        { "attribute": "plan", "op": "in", "values": ["pro", 7], "negate": true },
        { "attribute": "age", "op": "lessThan", "values": [20.5] }
      ] }],
      "fallthrough": { "rollout": { "variations": [{ "variation": 0, "weight": 12345 }, { "variation": 1, "weight": 87655 }] } }
    },
    "off-first": {
      "on": true, "variations": [false, true], "offVariation": 0, "salt": "",
      "contextTargets": [{ "contextKind": "user", "variation": 1, "values": ["user-1"] }],
      "fallthrough": { "rollout": { "variations": [{ "variation": 0, "weight": 70000 }, { "variation": 1, "weight": 30000 }] } }
    },
    "seeded": {
      "on": true, "variations": ["a", "b", "c"], "offVariation": 0, "salt": "unused",
      "prerequisites": [{ "key": "share", "variation": 0 }],
      "rules": [{ "clauses": [{ "op": "segmentMatch", "values": ["even"] }],
                  "rollout": { "kind": "experiment", "seed": 61, "variations": [{ "variation": 2, "weight": 1 }, { "variation": 1, "weight": 40000 }] } }],
      "fallthrough": { "rollout": { "seed": 61, "variations": [
        { "variation": 0, "weight": 33333 }, { "variation": 1, "weight": 33333 }, { "variation": 2, "weight": 33334 }
      ] } }
    }
  },
  "segments": {
    "even": { "included": ["user-1"], "excluded": ["user-3"], "salt": "z",
              "rules": [{ "clauses": [{ "attribute": "plan", "op": "matches", "values": ["^p.o$"] }] }] }
  }
}"#;

#[test]
fn every_user_stays_in_the_same_bucket() {
    let imported = import(Format::LaunchDarkly, DOCUMENT).unwrap();
    assert_eq!(imported.notes, []);
    let (plans, written) = (launchdarkly::flags(DOCUMENT).unwrap(), compiled(&imported));
    // What plans call by kind and name stands beside what flags.json calls by name.
    let context = |user: EvaluationContext, id: u32| {
        let plan = if id.is_multiple_of(2) { "pro" } else { "free" };
        let user = user.with("plan", plan).with("age", i64::from(id % 50));
        user.with("user/plan", plan)
            .with("user/age", i64::from(id % 50))
            .with("user/key", format!("user-{id}"))
            .with("user", true)
    };
    let agree = |key, names: &[(&str, &str)]| agree(&plans, &written, key, names, context);
    let share = agree("share", &[("0", "on"), ("1", "off")]);
    let off_first = agree("off-first", &[("0", "off"), ("1", "on")]);
    let seeded = agree("seeded", &[("0", "a"), ("1", "b"), ("2", "c")]);
    let served =
        |counts: &[(String, u32)]| counts.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(served(&share), ["off", "on"], "{share:?}");
    assert_eq!(served(&off_first), ["off", "on"], "{off_first:?}");
    assert_eq!(served(&seeded), ["a", "b", "c"], "{seeded:?}");
    let on = off_first.iter().find(|(name, _)| name == "on").map_or(0, |(_, count)| *count);
    // 30 % of 2000, within five standard deviations.
    assert!((500..=700).contains(&on), "{on}");
}
