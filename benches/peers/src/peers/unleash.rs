//! Unleash's engine, which its SDKs share. Its own constraints, strategies and stickiness.

use crate::contest::{Entry, guarded, guarded_variant};
use crate::work::Work;
use crate::{Entries, Ground};
use benches::crowd::User;
use serde_json::{Value, json};
use std::collections::HashMap;
use unleash_yggdrasil::{Context, EngineState};

fn document(work: Work, ids: &[String]) -> Value {
    let strategy = |constraints: Value| json!([{ "name": "default", "constraints": constraints }]);
    let strategies = match work {
        Work::Constant | Work::Variants => json!([{ "name": "default" }]),
        Work::Percentage | Work::FreshContext => json!([{
            "name": "flexibleRollout",
            "parameters": { "rollout": "5", "stickiness": "userId", "groupId": work.flag() },
        }]),
        Work::Rule => {
            strategy(json!([{ "contextName": "country", "operator": "IN", "values": ["KR"] }]))
        }
        Work::Segment => json!([{ "name": "default", "segments": [1] }]),
    };
    let variant = |name, weight| json!({ "name": name, "weight": weight, "stickiness": "userId" });
    let variants = match work {
        Work::Variants => {
            json!([variant("bm25", 800), variant("semantic", 100), variant("hybrid", 100)])
        }
        _ => Value::Null,
    };
    let segments = match work {
        Work::Segment => json!([{
            "id": 1,
            "constraints": [{ "contextName": "userId", "operator": "IN", "values": ids }],
        }]),
        _ => Value::Null,
    };
    let feature = json!({
        "name": work.flag(), "enabled": true, "strategies": strategies, "variants": variants,
    });
    json!({ "version": 2, "features": [feature], "segments": segments })
}

fn built(user: &User) -> Context {
    Context {
        user_id: Some(user.key.clone()),
        session_id: None,
        environment: None,
        app_name: None,
        current_time: None,
        remote_address: None,
        properties: Some(HashMap::from([(String::from("country"), user.country.clone())])),
    }
}

pub(crate) fn enter<'a>(work: Work, ground: &'a Ground) -> Entries<'a> {
    const NAME: &str = "unleash-yggdrasil";
    let engine = EngineState::default();
    let warnings =
        engine.apply_client_features(serde_json::from_value(document(work, &ground.ids))?);
    if let Some(warning) = warnings.unwrap_or_default().first() {
        return Err(format!("{NAME}: {}", warning.message).into());
    }
    let flag = work.flag();
    let entry = match work {
        Work::Variants => Entry::new(NAME, ground, built, move |user, context| {
            let variant = engine.get_variant(flag, context, &None);
            match variant.name.as_str() {
                "semantic" => guarded_variant(user, 1),
                "hybrid" => guarded_variant(user, 2),
                _ => guarded_variant(user, 0),
            }
        }),
        Work::FreshContext => Entry::new(
            NAME,
            ground,
            |_| (),
            move |user, ()| guarded(user, engine.is_enabled(flag, &built(user), &None)),
        ),
        _ => Entry::new(NAME, ground, built, move |user, context| {
            guarded(user, engine.is_enabled(flag, context, &None))
        }),
    };
    Ok(vec![entry])
}
