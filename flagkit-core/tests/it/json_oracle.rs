//! What is JSON: the reader against serde_json, on arbitrary and on damaged texts.
//!
//! Intended differences, each excluded or listed below: comments and trailing commas are accepted;
//! members given twice, whole numbers beyond 64 bits and an empty document are refused.

use flagkit_core::{Code, Document, Value};
use proptest::prelude::*;

/// The text as free data of a flag, where the format asks nothing of it but to be JSON.
fn wrap(text: &str) -> String {
    format!("{{ \"f\": {{ \"metadata\": {{ \"v\": {text}\n}} }} }}")
}

/// The document with the text in it, or what is wrong with it as JSON.
fn reads(text: &str) -> Result<Option<Value>, Vec<Code>> {
    let parsed = Document::parse(&wrap(text));
    // A damaged text may close the object around it, and go on with members that no flag has.
    let json = [
        Code::Syntax,
        Code::ForbiddenCharacter,
        Code::TooDeep,
        Code::DuplicateMember,
        Code::NumberOutOfRange,
    ];
    let codes = parsed.problems.iter().map(|problem| problem.code);
    let errors: Vec<Code> = codes.filter(|code| json.contains(code)).collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    let document = parsed.document.unwrap();
    let value = document.flag("f").and_then(|flag| flag.metadata()?.get("v"));
    Ok(value.cloned())
}

fn same(ours: &Value, theirs: &serde_json::Value) -> bool {
    match (ours, theirs) {
        (Value::Null, serde_json::Value::Null) => true,
        (Value::Bool(ours), serde_json::Value::Bool(theirs)) => ours == theirs,
        // serde_json keeps `-0` as a float.
        (Value::Int(0), serde_json::Value::Number(theirs)) => theirs.as_f64() == Some(0.0),
        (Value::Int(ours), serde_json::Value::Number(theirs)) => theirs.as_i64() == Some(*ours),
        (Value::Float(ours), serde_json::Value::Number(theirs)) => {
            // Without its feature `float_roundtrip`, serde_json may miss by the last bit.
            theirs.as_f64().is_some_and(|theirs| (ours - theirs).abs() <= theirs.abs() * 1e-15)
        }
        (Value::String(ours), serde_json::Value::String(theirs)) => **ours == **theirs,
        (Value::List(ours), serde_json::Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| same(a, b))
        }
        (Value::Object(ours), serde_json::Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .all(|(name, value)| theirs.get(&**name).is_some_and(|t| same(value, t)))
        }
        _ => false,
    }
}

fn compare(text: &str) -> Result<(), TestCaseError> {
    let theirs: Result<serde_json::Value, _> = serde_json::from_str(&wrap(text));
    match (reads(text), theirs) {
        (Ok(ours), Ok(theirs)) => {
            if let (Some(ours), Some(theirs)) = (&ours, theirs.pointer("/f/metadata/v")) {
                prop_assert!(same(ours, theirs), "{text:?}: {ours:?} {theirs:?}");
            }
        }
        (Ok(_), Err(error)) => {
            let lenient = text.contains("//") || text.contains("/*") || has_trailing_comma(text);
            prop_assert!(lenient, "{text:?} is refused by serde_json: {error}");
        }
        (Err(codes), Ok(_)) => {
            let strict = codes
                .iter()
                .all(|code| matches!(code, Code::DuplicateMember | Code::NumberOutOfRange));
            prop_assert!(strict, "{text:?} is refused by us: {codes:?}");
        }
        (Err(_), Err(_)) => {}
    }
    Ok(())
}

fn has_trailing_comma(text: &str) -> bool {
    let dense: String = wrap(text).chars().filter(|c| !c.is_ascii_whitespace()).collect();
    dense.contains(",}") || dense.contains(",]")
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "\\PC{0,8}".prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            prop::collection::hash_map("\\PC{0,6}", inner, 0..5)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn values_read_alike(value in json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        compare(&text.unwrap())?;
    }

    #[test]
    fn damaged_values_are_refused_alike(
        value in json(),
        at in any::<prop::sample::Index>(),
        with in prop::sample::select(vec![
            "", "0", "-", ".", "e", "+", "\"", "\\", "\\u", "\\ud800", "[", "]", "{", ":", " ", "\t",
            "\u{b}", "\u{c}", "\u{a0}", "\u{0}", "\u{1}", "\u{7f}", "\u{feff}", "\u{2028}", "'", "x",
            "true", "null", "NaN", "0x1", "1e999", "01",
        ]),
        delete in any::<bool>(),
    ) {
        let mut text: Vec<char> = serde_json::to_string(&value).unwrap().chars().collect();
        let at = at.index(text.len());
        text.splice(at..at + usize::from(delete), with.chars());
        compare(&text.into_iter().collect::<String>())?;
    }

    #[test]
    fn short_texts_are_judged_alike(text in "[-+0-9.eEntrufals\\\\\"\\[\\]{}:, x]{1,10}") {
        compare(&text)?;
    }
}

#[test]
fn what_serde_json_says_about_the_finer_points() {
    for text in [
        "-",
        "--1",
        "01",
        "-01",
        "1.",
        ".1",
        "1.e1",
        "1e",
        "1e+",
        "+1",
        "0x1",
        "NaN",
        "Infinity",
        "-Infinity",
        "tru",
        "truex",
        "true1",
        "nul",
        "\"\\x41\"",
        "\"\\ud800\"",
        "\"\\ud800\\u0041\"",
        "\"\\udc00\"",
        "\"\\ud83d\\ude00\"",
        "\"\\u12\"",
        "\"\\'\"",
        "\"\\v\"",
        "\"\\0\"",
        "\"\t\"",
        "\"\u{7f}\"",
        "\"\u{2028}\"",
        "[1 2]",
        "[1,,2]",
        "[,1]",
        "{\"a\" 1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":}",
        "{a:1}",
        "{1:1}",
        "{true:1}",
        "'a'",
        "[[]",
        "1e400",
        "-1e400",
        "1e-400",
        "-0",
        "9223372036854775807",
        "-9223372036854775808",
        "[0{}]",
        "[{}{}]",
        "[\"a\"[]]",
        "1 2",
    ] {
        compare(text).unwrap();
    }
}

#[test]
fn the_intended_differences() {
    let check = |text: &str, code| assert_eq!(reads(text), Err(vec![code]), "{text}");
    check("{ \"a\": 1, \"a\": 1 }", Code::DuplicateMember);
    check("9223372036854775808", Code::NumberOutOfRange);
    assert!(reads("[1, 2,] // list").is_ok());
    assert!(reads("/* x */ 1").is_ok());
}
