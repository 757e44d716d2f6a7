//! flagd's engine, without the provider around it: it reads the flag's JSON logic anew in each call, as the provider does.

use crate::contest::{Entry, guarded, guarded_variant};
use crate::work::Work;
use crate::{Entries, Ground};
use benches::crowd::User;
use flagd_evaluation_engine::{FlagParser, Operator};
use open_feature::EvaluationContext;
use serde_json::{Value, json};

fn document(work: Work, ids: &[String]) -> Value {
    let flag = work.flag();
    let of_key = |shares: Value| {
        let unit = json!({ "cat": [{ "var": "$flagd.flagKey" }, { "var": "targetingKey" }] });
        let mut arguments = vec![unit];
        arguments.extend(shares.as_array().into_iter().flatten().cloned());
        json!({ "fractional": arguments })
    };
    let targeting = match work {
        Work::Constant => Value::Null,
        Work::Percentage | Work::FreshContext => of_key(json!([["on", 5], ["off", 95]])),
        Work::Variants => of_key(json!([["bm25", 80], ["semantic", 10], ["hybrid", 10]])),
        Work::Rule => json!({ "if": [{ "==": [{ "var": "country" }, "KR"] }, "on", "off"] }),
        Work::Segment => json!({ "if": [{ "in": [{ "var": "targetingKey" }, ids] }, "on", "off"] }),
    };
    let (variants, default) = match work {
        Work::Variants => (json!({ "bm25": 0, "semantic": 1, "hybrid": 2 }), "bm25"),
        Work::Constant => (json!({ "off": false, "on": true }), "on"),
        _ => (json!({ "off": false, "on": true }), "off"),
    };
    let definition = json!({
        "state": "ENABLED", "variants": variants, "defaultVariant": default,
        "targeting": targeting,
    });
    json!({ "flags": { flag: definition } })
}

fn built(user: &User) -> EvaluationContext {
    EvaluationContext::default()
        .with_targeting_key(user.key.as_str())
        .with_custom_field("country", user.country.as_str())
}

pub(crate) fn enter<'a>(work: Work, ground: &'a Ground) -> Entries<'a> {
    const NAME: &str = "flagd-evaluation-engine";
    /// An answer that is wrong for everyone.
    const WRONG: usize = 3;
    let flag = work.flag();
    let parsed = FlagParser::parse_string(&document(work, &ground.ids).to_string())?;
    let operator = Operator::new();
    let ask = move |user: &User, context: &EvaluationContext| {
        let Some(definition) = parsed.flags.get(flag) else { return WRONG };
        let targeting = definition.get_targeting();
        let variant = if targeting == "{}" || targeting == "null" {
            Ok(None)
        } else {
            operator.apply(flag, &targeting, context)
        };
        let Ok(variant) = variant else { return WRONG };
        let variant = variant.as_deref().unwrap_or(&definition.default_variant);
        match definition.variants.get(variant) {
            Some(Value::Bool(on)) => guarded(user, *on),
            Some(Value::Number(number)) => {
                guarded_variant(user, number.as_u64().unwrap_or_default() as usize)
            }
            _ => WRONG,
        }
    };
    if work == Work::FreshContext {
        return Ok(vec![Entry::new(NAME, ground, |_| (), move |user, ()| ask(user, &built(user)))]);
    }
    Ok(vec![Entry::new(NAME, ground, built, ask)])
}
