//! LaunchDarkly's evaluation crate, which its SDK calls: with the flag from a store, as there, and with it at hand.
//!
//! A store hands out copies, of flags and of segments; that is its trait.

use crate::contest::{Entry, guarded, guarded_variant};
use crate::work::Work;
use crate::{Entries, Ground};
use benches::crowd::User;
use launchdarkly_server_sdk_evaluation::{
    Context, ContextBuilder, Detail, Flag, FlagValue, Segment, Store, evaluate,
};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::rc::Rc;

/// As the SDK's own store in memory: copies out of maps.
struct Memory {
    flags: HashMap<String, Flag>,
    segments: HashMap<String, Segment>,
}

impl Store for Memory {
    fn flag(&self, key: &str) -> Option<Flag> {
        self.flags.get(key).cloned()
    }

    fn segment(&self, key: &str) -> Option<Segment> {
        self.segments.get(key).cloned()
    }
}

fn document(work: Work) -> Value {
    let clause = |attribute, operator, value| {
        json!([{
            "id": "rule",
            "clauses": [{
                "attribute": attribute, "op": operator, "values": [value], "negate": false,
                "contextKind": "user",
            }],
            "variation": 1, "trackEvents": false,
        }])
    };
    let share = |variation, weight| json!({ "variation": variation, "weight": weight });
    let (rules, fallthrough) = match work {
        Work::Constant => (json!([]), json!({ "variation": 1 })),
        Work::Percentage | Work::FreshContext => {
            (json!([]), json!({ "rollout": { "variations": [share(1, 5_000), share(0, 95_000)] } }))
        }
        Work::Variants => {
            let variations = [share(1, 10_000), share(2, 10_000), share(0, 80_000)];
            (json!([]), json!({ "rollout": { "variations": variations } }))
        }
        Work::Rule => (clause("country", "in", "KR"), json!({ "variation": 0 })),
        Work::Segment => (clause("", "segmentMatch", "beta"), json!({ "variation": 0 })),
    };
    let variations = match work {
        Work::Variants => json!(["bm25", "semantic", "hybrid"]),
        _ => json!([false, true]),
    };
    json!({
        "key": work.flag(), "version": 1, "on": true, "targets": [], "rules": rules,
        "prerequisites": [], "fallthrough": fallthrough, "offVariation": 0,
        "variations": variations, "clientSide": false, "salt": work.flag(),
    })
}

fn built(user: &User) -> Context {
    ContextBuilder::new(user.key.as_str())
        .set_string("country", user.country.as_str())
        .build()
        .expect("a key is all that a context needs")
}

/// The guarded call; an error is an answer that is wrong for everyone.
fn called(work: Work, user: &User, detail: &Detail<&FlagValue>) -> usize {
    const WRONG: usize = 3;
    match (work, detail.value) {
        (Work::Variants, Some(FlagValue::Str(name))) => match name.as_str() {
            "semantic" => guarded_variant(user, 1),
            "hybrid" => guarded_variant(user, 2),
            _ => guarded_variant(user, 0),
        },
        (_, Some(FlagValue::Bool(on))) => guarded(user, *on),
        _ => WRONG,
    }
}

pub(crate) fn enter<'a>(work: Work, ground: &'a Ground) -> Entries<'a> {
    const STORED: &str = "launchdarkly evaluation, from a store";
    const AT_HAND: &str = "launchdarkly evaluation, flag at hand";
    let key = work.flag();
    let flag: Flag = serde_json::from_value(document(work))?;
    let segment: Segment = serde_json::from_value(json!({
        "key": "beta", "version": 1, "included": ground.ids, "excluded": [], "rules": [],
        "salt": "beta",
    }))?;
    let store = Rc::new(Memory {
        flags: HashMap::from([(String::from(key), flag.clone())]),
        segments: HashMap::from([(String::from("beta"), segment)]),
    });
    let stored = {
        let store = Rc::clone(&store);
        move |user: &User, context: &Context| {
            let Some(flag) = store.flag(key) else { return guarded(user, false) };
            called(work, user, &evaluate(&*store, &flag, context, None))
        }
    };
    let at_hand = move |user: &User, context: &Context| {
        called(work, user, &evaluate(&*store, &flag, context, None))
    };
    if work == Work::FreshContext {
        return Ok(vec![
            Entry::new(STORED, ground, |_| (), move |user, ()| stored(user, &built(user))),
            Entry::new(AT_HAND, ground, |_| (), move |user, ()| at_hand(user, &built(user))),
        ]);
    }
    Ok(vec![Entry::new(STORED, ground, built, stored), Entry::new(AT_HAND, ground, built, at_hand)])
}
