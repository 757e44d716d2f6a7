//! GrowthBook: its client, which copies all that it knows in each call, and the engine inside it, which does not.

use crate::contest::{Entry, guarded, guarded_variant};
use crate::work::Work;
use crate::{Entries, Ground};
use benches::crowd::User;
use growthbook_rust::client::{GrowthBookClient, GrowthBookClientBuilder, GrowthBookClientTrait};
use growthbook_rust::growthbook::GrowthBook;
use growthbook_rust::model_public::{
    FeatureResult, GrowthBookAttribute, GrowthBookAttributeValue, SavedGroup,
};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

type Attributes = Vec<GrowthBookAttribute>;

fn feature(work: Work) -> Value {
    let (default, rule) = match work {
        Work::Constant => return json!({ "defaultValue": true }),
        Work::Percentage | Work::FreshContext => {
            (json!(false), json!({ "force": true, "coverage": 0.05, "hashAttribute": "id" }))
        }
        Work::Rule => (json!(false), json!({ "force": true, "condition": { "country": "KR" } })),
        Work::Variants => (
            json!("bm25"),
            json!({
                "variations": ["bm25", "semantic", "hybrid"],
                "weights": [0.8, 0.1, 0.1],
                "hashAttribute": "id",
            }),
        ),
        Work::Segment => {
            (json!(false), json!({ "force": true, "condition": { "id": { "$inGroup": "beta" } } }))
        }
    };
    json!({ "defaultValue": default, "rules": [rule] })
}

fn built(user: &User) -> Attributes {
    let text = |name: &str, value: &str| {
        GrowthBookAttribute::new(
            String::from(name),
            GrowthBookAttributeValue::String(String::from(value)),
        )
    };
    vec![text("id", &user.key), text("country", &user.country)]
}

/// Which of the variants this is; of a boolean flag, whether it is on.
fn called(work: Work, user: &User, result: &FeatureResult) -> usize {
    if work != Work::Variants {
        return guarded(user, result.on);
    }
    match result.value.as_str() {
        Some("semantic") => guarded_variant(user, 1),
        Some("hybrid") => guarded_variant(user, 2),
        _ => guarded_variant(user, 0),
    }
}

/// Without an address nothing is fetched, so it is ready at once.
fn client(features: Value, groups: Value) -> Result<GrowthBookClient, Box<dyn std::error::Error>> {
    let builder = GrowthBookClientBuilder::new().features_json(features)?.saved_groups(groups);
    let building = pin!(builder.build());
    match building.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(client) => Ok(client.map_err(|error| format!("{error:?}"))?),
        Poll::Pending => Err("growthbook-rust waits for something".into()),
    }
}

pub(crate) fn enter<'a>(work: Work, ground: &'a Ground) -> Entries<'a> {
    const CLIENT: &str = "growthbook-rust, client";
    const ENGINE: &str = "growthbook-rust, its engine alone";
    let flag = work.flag();
    let features = json!({ flag: feature(work) });
    let groups = match work {
        Work::Segment => json!({ "beta": ground.ids }),
        _ => json!({}),
    };
    let saved = groups.as_object().into_iter().flatten();
    let engine = GrowthBook {
        forced_variations: None,
        features: serde_json::from_value(features.clone())?,
        attributes: None,
        sticky_bucket_service: None,
        saved_groups: saved
            .map(|(id, group)| (id.clone(), SavedGroup::from(group)))
            .collect::<HashMap<_, _>>(),
    };
    let client = client(features, groups)?;
    if work == Work::FreshContext {
        return Ok(vec![
            Entry::new(
                CLIENT,
                ground,
                |_| (),
                move |user, ()| called(work, user, &client.feature_result(flag, Some(built(user)))),
            ),
            Entry::new(
                ENGINE,
                ground,
                |_| (),
                move |user, ()| called(work, user, &engine.check(flag, &Some(built(user)))),
            ),
        ]);
    }
    Ok(vec![
        // It takes the attributes for itself, so a call needs a copy.
        Entry::new(CLIENT, ground, built, move |user, attributes| {
            called(work, user, &client.feature_result(flag, Some(attributes.clone())))
        }),
        Entry::new(
            ENGINE,
            ground,
            |user| Some(built(user)),
            move |user, attributes| called(work, user, &engine.check(flag, attributes)),
        ),
    ])
}
