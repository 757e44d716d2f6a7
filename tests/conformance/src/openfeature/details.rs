//! What an OpenFeature SDK makes of an answer: the value in the type that was asked for, or the program's default.

use flagkit_core::{Document, ErrorCode, EvaluationContext, FlagSet, Reason, Value as Payload};
use serde_json::{Map, Value, json};

/// One question of a program.
pub(super) struct Question<'s> {
    pub(super) key: &'s str,
    pub(super) r#type: &'s str,
    pub(super) default: &'s Value,
    pub(super) context: &'s Map<String, Value>,
}

/// The details of an evaluation by OpenFeature's names.
pub(super) fn details(question: &Question<'_>, flags: &FlagSet, document: &Document) -> Value {
    let default = |reason: Reason, code: Option<ErrorCode>| {
        json!({
            "flagKey": question.key,
            "value": question.default,
            "reason": reason.as_str(),
            "errorCode": code.map(ErrorCode::as_str),
            "metadata": {},
        })
    };
    let Some(flag) = flags.get(question.key) else {
        return default(Reason::Error, Some(ErrorCode::FlagNotFound));
    };
    let context =
        question.context.iter().fold(EvaluationContext::anonymous(), |context, (name, value)| {
            context.with(name.as_str(), value_of(value))
        });
    let answer = flag.evaluate(Some(&context), &flags.at(0));
    let variant = flag.variants().get(answer.variant).filter(|variant| !variant.name.is_empty());
    let (Some(variant), None) = (variant, answer.error) else {
        return default(answer.reason, answer.error);
    };
    if answer.reason == Reason::Disabled {
        return default(answer.reason, None);
    }
    let fits = match question.r#type {
        "Boolean" => variant.payload.as_bool().is_some(),
        "String" => variant.payload.as_str().is_some(),
        "Integer" | "Float" => variant.payload.as_float().is_some(),
        _ => matches!(variant.payload, Payload::Object(_)),
    };
    if !fits {
        return default(Reason::Error, Some(ErrorCode::TypeMismatch));
    }
    let metadata = document.flag(question.key).and_then(|flag| flag.metadata());
    json!({
        "flagKey": question.key,
        "value": json_of(&variant.payload),
        "variant": &*variant.name,
        "reason": answer.reason.as_str(),
        "metadata": metadata.map_or_else(|| json!({}), json_of),
    })
}

pub(super) fn json_of(value: &Payload) -> Value {
    serde_json::from_str(&value.to_string()).unwrap_or_default()
}

pub(super) fn value_of(value: &Value) -> Payload {
    match value {
        Value::Bool(truth) => (*truth).into(),
        Value::String(text) => text.as_str().into(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => whole.into(),
            None => number.as_f64().unwrap_or_default().into(),
        },
        // No scenario has an attribute of another kind.
        _ => Payload::Null,
    }
}
