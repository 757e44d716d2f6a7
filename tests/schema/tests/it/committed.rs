//! The committed file is what the generator writes, and is a schema.

use std::path::PathBuf;

fn path() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../flags.schema.json"))
}

/// To accept what the generator says now, run with `FLAGKIT_BLESS=1` and read the diff.
#[test]
fn the_committed_schema_is_the_generated_one() {
    if std::env::var_os("FLAGKIT_BLESS").is_some() {
        std::fs::write(path(), schema::text()).unwrap();
    }
    let committed = std::fs::read_to_string(path()).unwrap();
    assert!(
        committed == schema::text(),
        "flags.schema.json is out of date; run `FLAGKIT_BLESS=1 cargo test -p schema`"
    );
}

#[test]
fn it_is_a_schema_of_its_draft() {
    assert!(jsonschema::draft7::meta::is_valid(&schema::schema()));
    let broken = serde_json::json!({ "type": "objekt" });
    assert!(!jsonschema::draft7::meta::is_valid(&broken));
}

/// Every definition is used, and every reference leads somewhere.
#[test]
fn references_and_definitions_agree() {
    let schema = schema::schema();
    let text = schema.to_string();
    let definitions = schema["definitions"].as_object().unwrap();
    for name in definitions.keys() {
        assert!(text.contains(&format!("\"#/definitions/{name}\"")), "{name} is used nowhere");
    }
    for part in text.split("\"#/definitions/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(definitions.contains_key(name), "{name} is not defined");
    }
}

/// Hovers are the documentation, so every member has one, with an example.
#[test]
fn every_member_says_what_it_is() {
    let schema = schema::schema();
    let mut described = 0;
    for pointer in [
        "",
        "/definitions/flag",
        "/definitions/rule",
        "/definitions/stage",
        "/definitions/test",
        "/definitions/condition",
    ] {
        let properties = schema.pointer(pointer).unwrap()["properties"].as_object().unwrap();
        for (name, property) in properties {
            let hover = property["markdownDescription"].as_str().unwrap_or_default();
            assert!(hover.contains("```json\n"), "`{name}` of {pointer} has no example");
            assert!(
                property["description"].as_str().is_some_and(|text| text.contains("For example: "))
            );
            described += 1;
        }
    }
    assert!(described >= 60, "{described}");
}
