//! flagd's flags.

use crate::same_answers::{agree, compiled};
use flagkit_core::{ErrorCode, EvaluationContext, Reason};
use flagkit_import::{Format, Imported, flagd, import};

pub(crate) const DOCUMENT: &str = r#"{
  "$schema": "https://flagd.dev/schema/v0/flags.json",
  "flags": {
    "boolean": { "state": "ENABLED", "variants": { "on": true, "off": false }, "defaultVariant": "off",
      "targeting": { "if": [{ "$ref": "staff" }, "on"] } },
    "plain": { "state": "ENABLED", "variants": { "on": true, "off": false }, "defaultVariant": "on" },
    "disabled": { "state": "DISABLED", "variants": { "on": true, "off": false }, "defaultVariant": "on" },
    "split": { "state": "ENABLED", "variants": { "red": "f00", "green": "0f0", "blue": "00f" },
      "defaultVariant": "red", "metadata": { "team": "web" },
      "targeting": { "if": [
        { "and": [{ "sem_ver": [{ "var": "app.version" }, "^", "2.1.0"] }, { "!": { "$ref": "staff" } }] },
        { "if": [{ ">=": [{ "var": "age" }, 18] }, "blue"] },
        { "fractional": [["red", 50], ["green", 25], ["blue", 25]] }
      ] } },
    "by_email": { "state": "ENABLED", "variants": { "a": 1, "b": 2 }, "defaultVariant": "a",
      "targeting": { "fractional": [
        { "cat": [{ "var": "$flagd.flagKey" }, { "var": "email" }] }, ["a", 30], ["b", 70]] } },
    "by_email_alone": { "state": "ENABLED", "variants": { "a": 1, "b": 2 }, "defaultVariant": "a",
      "targeting": { "fractional": [{ "var": "email" }, ["a"], ["b"]] } },
    "no_default": { "state": "ENABLED", "variants": { "a": 1, "b": 2 }, "defaultVariant": null },
    "timed": { "state": "ENABLED", "variants": { "a": 1, "b": 2 }, "defaultVariant": "a",
      "targeting": { "if": [{ ">": [{ "var": "$flagd.timestamp" }, 100] }, "b"] } },
    "unreadable": { "state": "ENABLED", "variants": { "a": 1, "b": 2 }, "defaultVariant": "a",
      "targeting": { "if": [{ "some": [{ "var": "roles" }, { "==": [{ "var": "" }, "x"] }] }, "b"] } }
  },
  "$evaluators": { "staff": { "ends_with": [{ "var": "email" }, "@example.com"] } }
}"#;

fn imported() -> Imported {
    import(Format::Flagd, DOCUMENT).expect("it reads")
}

#[test]
fn a_document_is_written_as_a_person_would() {
    let expected = r#"{
  "flags": {
    "boolean": {
      "default": false,
      "rules": [{ "if": { "email": { "ends_with": "@example.com" } }, "serve": "on" }]
    },
    "plain": true,
    "disabled": { "enabled": false, "default": true },
    "split": {
      "variants": { "red": "f00", "green": "0f0", "blue": "00f" },
      "default": "red",
      "hash": "flagd",
      "rules": [
        {
          "if": {
            "app.version": { "semver": "=2" },
            "not": { "email": { "ends_with": "@example.com" } },
            "age": { "ge": 18 }
          },
          "serve": "blue"
        },
        {
          "if": {
            "app.version": { "semver": "=2" },
            "not": { "email": { "ends_with": "@example.com" } }
          },
          "serve": "red"
        }
      ],
      "rollout": { "red": 50, "green": 25, "blue": 25 },
      "metadata": { "team": "web" }
    },
    "by_email": {
      "variants": { "a": 1, "b": 2 },
      "default": "a",
      "hash": "flagd",
      "seed": "by_email",
      "bucket_by": "email",
      "rollout": { "a": 30, "b": 70 }
    }
  }
}
"#;
    assert_eq!(imported().document, expected);
}

#[test]
fn what_is_not_carried_over_is_listed() {
    let notes: Vec<String> = imported().notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        [
            "`split`: `age` is compared as a number; the program must give it as one, since a text is none",
            "`by_email_alone`: left out: it draws by `email` alone, for which `seed` would have to be empty",
            "`no_default`: left out: it has no `defaultVariant`, so its default is the program's; name a variant",
            "`timed`: left out: it asks for the time within a rule; write a `schedule`, or dated `stages`",
            r#"`unreadable`: left out: flags.json cannot say `{"some":[{"var":"roles"},{"==":[{"var":""},"x"]}]}`"#,
        ]
    );
}

#[test]
fn every_user_stays_in_the_same_bucket() {
    let plans = flagd::flags(DOCUMENT).unwrap();
    let written = compiled(&imported());
    let context = |context: EvaluationContext, id: u32| {
        let host = if id.is_multiple_of(2) { "example.com" } else { "example.org" };
        let version = if id.is_multiple_of(3) { "2.4.0" } else { "1.9.0" };
        let app = flagkit_core::Value::Object([("version".into(), version.into())].into());
        context
            .with("email", format!("u{id}@{host}"))
            .with("app", app)
            .with("age", i64::from(id % 40))
    };
    let counts = |key: &str| agree(&plans, &written, key, &[], context);
    assert_eq!(counts("boolean"), [("off".to_owned(), 1000), ("on".to_owned(), 1000)]);
    let by_email = counts("by_email");
    assert!(by_email[0].1.abs_diff(600) < 103, "{by_email:?}");
    assert_eq!(counts("split").len(), 3);
    assert_eq!(counts("plain").len(), 1);
}

#[test]
fn plans_say_what_flags_json_cannot() {
    let plans = flagd::flags(DOCUMENT).unwrap();
    let user = EvaluationContext::new("user-1");
    let at =
        |key: &str, millis: i64| plans.get(key).unwrap().evaluate(Some(&user), &plans.at(millis));
    // The time of flagd has whole seconds.
    assert_eq!(at("timed", 100_999).variant, 0);
    assert_eq!(at("timed", 101_000).variant, 1);
    assert_eq!(at("unreadable", 0).error, Some(ErrorCode::ParseError));
    // Behind the variants stands what the program decides.
    assert_eq!((at("no_default", 0).variant, at("no_default", 0).reason), (2, Reason::Default));
}

#[test]
fn a_text_that_is_no_document_says_why() {
    let why = |text: &str| flagd::flags(text).unwrap_err().to_string();
    assert_eq!(
        why("{}"),
        "the text is no document of flagd: missing field `flags` at line 1 column 2"
    );
    let one = import(Format::Flagd, r#"{ "flags": { "f": { "variants": [] } } }"#).unwrap();
    assert_eq!(
        one.notes[0].to_string(),
        "`f`: left out: it does not read: invalid type: sequence, expected a map"
    );
}
