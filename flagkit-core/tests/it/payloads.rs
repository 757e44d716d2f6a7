//! Typed payloads out of values, and what leaves the crate through serde.

use flagkit_core::{Document, Reason, Value};
use std::collections::BTreeMap;

fn value(text: &str) -> Value {
    let text = format!(r#"{{ "f": {{ "variants": {{ "v": {text} }}, "default": "v" }} }}"#);
    let document = Document::parse(&text).document.unwrap();
    document.flag("f").unwrap().variants()[0].payload().clone()
}

#[test]
fn payloads_become_types() {
    assert_eq!(value("5").deserialize::<u8>(), Ok(5));
    assert_eq!(value("5").deserialize::<f64>(), Ok(5.0));
    assert_eq!(value("null").deserialize::<Option<u8>>(), Ok(None));
    assert_eq!(value("5").deserialize::<Option<u8>>(), Ok(Some(5)));
    assert_eq!(value(r#""x""#).deserialize::<&str>(), Ok("x"));
    assert_eq!(value("[1, [2, 3]]").deserialize::<(u8, Vec<u8>)>(), Ok((1, vec![2, 3])));
    let map: BTreeMap<String, i64> = value(r#"{ "b": 2, "a": 1 }"#).deserialize().unwrap();
    assert_eq!(map, BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]));
    let result: Result<Result<u8, String>, _> = value(r#"{ "Err": "no" }"#).deserialize();
    assert_eq!(result, Ok(Err("no".to_owned())));
}

#[test]
fn what_does_not_fit_says_why() {
    let error = value("300").deserialize::<u8>().unwrap_err();
    assert!(error.to_string().contains("300"), "{error}");
    assert!(value(r#""x""#).deserialize::<u8>().is_err());
    assert!(value("[1, 2, 3]").deserialize::<(u8, u8)>().is_err());
    assert!(value("{}").deserialize::<Vec<u8>>().is_err());
}

#[test]
fn values_and_problems_are_written() {
    let text = r#"{"a":[1,2.0,null,true,"x\n\"y\""],"b":{}}"#;
    assert_eq!(serde_json::to_string(&value(text)).unwrap(), text);
    assert_eq!(value(text).to_string(), text);
    assert_eq!(serde_json::to_string(&Reason::Split).unwrap(), r#""SPLIT""#);
    let problem = Document::parse(r#"{ "a": 5 }"#).problems.remove(0);
    assert_eq!(
        serde_json::to_string(&problem).unwrap(),
        r#"{"code":"FK0008","severity":"error","message":"flag `a` is a number; write `\"5%\"` for a share","help":null,"notes":[],"location":{"line":1,"column":8},"span":[7,8],"flag":"a"}"#
    );
}
