//! GrowthBook's features: as they are, and as flags.json.

use flagkit_core::{Document, EvaluationContext, FlagSet, Reason, Value};
use flagkit_import::growthbook::{Assignments, Attributes, Features, How, Outcome};
use flagkit_import::{Format, Imported, import};

fn imported(features: &str) -> Imported {
    import(Format::GrowthBook, features).expect("the payload reads")
}

fn compiled(imported: &Imported) -> FlagSet {
    let parsed = Document::parse(&imported.document);
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    FlagSet::compile(&parsed.document.expect("it is an object"), None)
}

/// What both give to everyone.
#[track_caller]
fn agree(
    features: &str,
    users: impl Iterator<Item = (Option<String>, Vec<(&'static str, Value)>)>,
) {
    let imported = imported(features);
    let written = compiled(&imported);
    let own = Features::read(features).expect("the payload reads");
    let mut asked = 0;
    for (id, attributes) in users {
        let mut members: Vec<_> =
            attributes.iter().map(|(name, value)| ((*name).into(), value.clone())).collect();
        members.extend(id.clone().map(|id| ("id".into(), id.into())));
        let attributes_of_growthbook = Attributes::new(Value::Object(members.into()));
        let mut user = match id {
            Some(id) => EvaluationContext::new(id),
            None => EvaluationContext::anonymous(),
        };
        for (name, value) in attributes {
            user = user.with(name, value);
        }
        for flag in written.iter() {
            let original = own.flags().get(flag.key()).expect("the flag is one of GrowthBook's");
            let expected = original.evaluate(Some(&attributes_of_growthbook), &own.flags().at(0));
            let got = flag.evaluate(Some(&user), &written.at(0));
            assert_eq!(
                original.variants()[expected.variant].payload,
                flag.variants()[got.variant].payload,
                "{} of {user:?} in {}",
                flag.key(),
                imported.document
            );
            asked += 1;
        }
    }
    assert!(asked > 0, "nothing was imported: {:?}", imported.notes);
}

fn users() -> impl Iterator<Item = (Option<String>, Vec<(&'static str, Value)>)> {
    let countries = ["KR", "US"].map(|country| ("country", Value::from(country)));
    let named = (0..4000).map(move |id| {
        let mut attributes = vec![countries[id % 2].clone()];
        attributes.extend((id % 3 == 0).then(|| ("device", Value::from(format!("d{id}")))));
        (Some(format!("user-{id}")), attributes)
    });
    named.chain([(None, Vec::new()), (Some(String::new()), vec![("country", "KR".into())])])
}

#[test]
fn everyone_stays_in_their_bucket() {
    let features = r#"{ "features": {
        "half": { "defaultValue": false, "rules": [{ "force": true, "coverage": 0.5, "hashVersion": 2 }] },
        "odd": { "defaultValue": false, "rules": [{ "force": true, "coverage": 0.0555 }] },
        "all-with-id": { "defaultValue": false, "rules": [{ "force": true, "coverage": 1 }] },
        "in-korea": { "defaultValue": true, "rules": [
            { "force": false, "coverage": 0.3, "condition": { "country": "KR" }, "hashVersion": 2 }
        ] },
        "a-b": { "defaultValue": false, "rules": [{ "variations": [false, true], "hashVersion": 2, "seed": "s" }] },
        "a-b-c": { "defaultValue": "control", "rules": [
            { "variations": ["control", "red", "blue"], "weights": [0.3334, 0.3333, 0.3333], "key": "colours" }
        ] },
        "covered": { "defaultValue": false, "rules": [{ "variations": [false, true], "coverage": 0.4 }] },
        "by-device": { "defaultValue": 0, "rules": [{ "variations": [0, 1], "hashAttribute": "device" }] },
        "middle": { "defaultValue": 0, "rules": [{ "force": 1, "range": [0.2, 0.7], "hashVersion": 2 }] },
        "reversed": { "defaultValue": 0, "rules": [
            { "variations": [1, 2], "ranges": [[0.9, 1.0], [0.0, 0.9]], "hashVersion": 2 }
        ] },
        "then": { "defaultValue": "x", "rules": [
            { "variations": ["a", "b"], "condition": { "country": "US" }, "weights": [0.1, 0.9] },
            { "force": "c" }
        ] },
        "2fa": true
    } }"#;
    let imported =
        imported(&features.replace("\"2fa\": true", "\"2fa\": { \"defaultValue\": true }"));
    assert_eq!(imported.notes, []);
    assert_eq!(compiled(&imported).len(), 12);
    agree(&features.replace("\"2fa\": true", "\"2fa\": { \"defaultValue\": true }"), users());
}

#[test]
fn a_version_of_three_parts_compares_alike() {
    let versions = [
        "0.9.9",
        "1.2.3",
        "v1.2.3",
        "1.2.3-rc.1",
        "1.2.3-rc.2",
        "1.2.3-rc.10",
        "1.2.3-alpha",
        "1.2.3-1",
        "1.2.3+b7",
        "1.2.4",
        "1.10.0",
        "2.0.0",
        "10.0.0",
    ];
    let operators = ["$veq", "$vne", "$vlt", "$vlte", "$vgt", "$vgte"];
    let mut features = Vec::new();
    for (index, operator) in operators.iter().enumerate() {
        for (place, version) in versions.iter().enumerate() {
            features.push(format!(
                r#""f{index}-{place}": {{ "defaultValue": false, "rules": [
                    {{ "condition": {{ "v": {{ "{operator}": "{version}" }} }}, "force": true }}
                ] }}"#
            ));
        }
    }
    let users = versions.iter().map(|version| (None, vec![("v", Value::from(*version))]));
    agree(&format!("{{ {} }}", features.join(", ")), users.chain([(None, Vec::new())]));
}

#[test]
fn conditions_hold_alike() {
    let conditions = [
        r#"{ "s": "a" }"#,
        r#"{ "s": "null" }"#,
        r#"{ "s": null }"#,
        r#"{ "n": 0 }"#,
        r#"{ "b": false }"#,
        r#"{ "s": { "$ne": "a" } }"#,
        r#"{ "s": { "$eq": null } }"#,
        r#"{ "s": { "$in": ["a", "B", null] } }"#,
        r#"{ "s": { "$in": [] } }"#,
        r#"{ "s": { "$nin": ["a", "b"] } }"#,
        r#"{ "s": { "$nin": "a" } }"#,
        r#"{ "s": { "$ini": ["A", "kb"] } }"#,
        r#"{ "s": { "$nini": ["a"] } }"#,
        r#"{ "n": { "$gt": -1 } }"#,
        r#"{ "n": { "$gt": 1, "$lte": 5 } }"#,
        r#"{ "n": { "$in": [1, 1.5] } }"#,
        r#"{ "s": { "$exists": true }, "n": { "$exists": false } }"#,
        r#"{ "s": { "$regex": "^.$" } }"#,
        r#"{ "s": { "$regex": "ul" } }"#,
        r#"{ "s": { "$regexi": "^B$" } }"#,
        r#"{ "s": { "$not": { "$regex": "a" } } }"#,
        r#"{ "s": { "$bogus": 1 } }"#,
        r#"{ "l": { "$in": ["a"] } }"#,
        r#"{ "l": { "$nin": ["a"] } }"#,
        r#"{ "l": { "$elemMatch": { "$eq": "b" } } }"#,
        r#"{ "l": { "$all": ["a", "b"] } }"#,
        r#"{ "l": { "$alli": ["B"] } }"#,
        r#"{ "$or": [{ "s": "a" }, { "n": 5 }] }"#,
        r#"{ "$or": [] , "s": "a" }"#,
        r#"{ "$nor": [{ "s": "a" }, { "n": 5 }] }"#,
        r#"{ "$and": [{ "s": "a" }, { "s": { "$exists": true } }] }"#,
        r#"{ "$not": { "s": "a", "n": 1 } }"#,
        r#"{ "id": { "$inGroup": "g" } }"#,
        r#"{ "id": { "$notInGroup": "g" } }"#,
        r#"{ "id": { "$inGroup": "nobody" } }"#,
    ];
    let features: Vec<String> = conditions
        .iter()
        .enumerate()
        .map(|(index, condition)| {
            format!(
                r#""f{index}": {{ "defaultValue": false, "rules": [{{ "condition": {condition}, "force": true }}] }}"#
            )
        })
        .collect();
    let payload = format!(
        r#"{{ "features": {{ {} }}, "savedGroups": {{ "g": ["minsu", "jiwoo"] }} }}"#,
        features.join(",\n")
    );
    let imported = imported(&payload);
    assert_eq!(imported.notes, []);
    assert_eq!(compiled(&imported).len(), conditions.len());

    let texts = [None, Some("a"), Some("B"), Some("b"), Some("\u{212a}B"), Some("null")];
    let numbers = [None, Some(0.0), Some(1.0), Some(5.0)];
    let lists = [None, Some(vec![]), Some(vec!["a"]), Some(vec!["b", "a"])];
    let mut users = Vec::new();
    for text in texts {
        for number in numbers {
            for list in &lists {
                let mut user: Vec<(&'static str, Value)> = Vec::new();
                user.extend(text.map(|text| ("s", text.into())));
                user.extend(number.map(|number| ("n", number.into())));
                user.extend(number.map(|number| ("b", (number > 0.0).into())));
                user.extend(list.clone().map(|list| ("l", list.into())));
                users.push((text.map(|_| "minsu".to_owned()), user));
            }
        }
    }
    agree(&payload, users.into_iter());
}

/// The notes of one feature, `f`.
#[track_caller]
fn notes(feature: &str) -> Vec<String> {
    let imported = imported(&format!("{{ \"f\": {feature} }}"));
    compiled(&imported);
    imported.notes.iter().map(ToString::to_string).collect()
}

#[test]
fn what_cannot_be_stated_is_told() {
    let rule = |rule: &str| notes(&format!("{{ \"defaultValue\": false, \"rules\": [{rule}] }}"));
    let forced =
        |condition: &str| rule(&format!("{{ \"condition\": {condition}, \"force\": true }}"));
    let check = |notes: Vec<String>, expected: &str| assert_eq!(notes, [expected]);
    check(
        forced(r#"{ "tags": { "$size": 2 } }"#),
        "`f`: left out, since `tags` is asked for $size, which flags.json does not know",
    );
    check(
        forced(r#"{ "id": 7 }"#),
        "`f`: left out, since `id` is the targeting key, which is a text, and is compared with 7",
    );
    check(
        forced(r#"{ "name": { "$gt": "m" } }"#),
        "`f`: left out, since `name` is ordered by \"m\", which is no number",
    );
    check(
        forced(r#"{ "name": { "$regex": "(?=a)" } }"#),
        "`f`: left out, since the pattern `(?=a)` does not read in flags.json",
    );
    check(
        forced(r#"{ "key": "a" }"#),
        "`f`: left out, since a condition of flags.json cannot name an attribute `key`",
    );
    check(
        rule(r#"{ "variations": [false, true], "namespace": ["n", 0, 0.5] }"#),
        "`f`: left out, since a rule has a namespace, which flags.json does not know",
    );
    check(
        rule(r#"{ "force": true, "coverage": 0.5 }, { "force": true, "condition": { "a": 1 } }"#),
        "`f`: left out, since those whom a rule does not draw go on to the next one",
    );
    check(
        rule(
            r#"{ "variations": [true, false], "condition": { "a": 1 } },
               { "variations": [true, false], "seed": "other" }"#,
        ),
        "`f`: left out, since its rules draw by more than one attribute, hash or seed",
    );
    check(
        rule(r#"{ "coverage": "all" }"#),
        "`f`: left out, since it does not read: invalid type: string \"all\", expected f64",
    );
    check(
        rule(r#"{ "parentConditions": [{ "id": "g", "condition": { "value": true }, "gate": true }] }"#)
            .into_iter()
            .take(1)
            .collect(),
        "`f`: switched off, since a feature that it waits for never gives what is wanted",
    );
}

#[test]
fn a_prerequisite_is_carried_over() {
    let features = r#"{
        "top": { "defaultValue": "new", "rules": [
            { "parentConditions": [{ "id": "base", "condition": { "value": { "$in": ["a", "b"] } }, "gate": true }] }
        ] },
        "base": { "defaultValue": "c", "rules": [
            { "force": "a", "condition": { "plan": "premium" } },
            { "force": "b", "condition": { "id": { "$inGroup": "x" } } }
        ] }
    }"#;
    let payload = format!(r#"{{ "features": {features}, "savedGroups": {{ "x": ["minsu"] }} }}"#);
    let imported = imported(&payload);
    assert_eq!(imported.notes, []);
    let flags = compiled(&imported);
    let answer = |user: EvaluationContext| {
        let flag = flags.get("top").unwrap();
        let answer = flag.evaluate(Some(&user), &flags.at(0));
        (flag.variants()[answer.variant].payload.clone(), answer.reason)
    };
    assert_eq!(answer(EvaluationContext::new("minsu")), ("new".into(), Reason::Static));
    let premium = EvaluationContext::new("jiwoo").with("plan", "premium");
    assert_eq!(answer(premium), ("new".into(), Reason::Static));
    // Not the default, or waiting would be in vain.
    assert_eq!(answer(EvaluationContext::new("jiwoo")), (Value::Null, Reason::PrerequisiteFailed));
    agree(&payload, users());
}

#[test]
fn a_switch_that_waits_is_off() {
    let features = r#"{
        "base": { "defaultValue": false, "rules": [{ "force": true, "coverage": 0.5 }] },
        "top": { "defaultValue": true, "rules": [
            { "parentConditions": [{ "id": "base", "condition": { "value": true }, "gate": true }] }
        ] }
    }"#;
    let imported = imported(features);
    let notes: Vec<String> = imported.notes.iter().map(ToString::to_string).collect();
    assert_eq!(notes, ["`top`: who waits for `base` gets `off`, where GrowthBook gives `null`"]);
    let flags = compiled(&imported);
    let on = |key: &str, id: u32| {
        let user = EvaluationContext::new(format!("user-{id}"));
        flags.get(key).unwrap().evaluate(Some(&user), &flags.at(0)).variant
    };
    assert!((0..1000).all(|id| on("top", id) == on("base", id)));
    assert!((0..1000).any(|id| on("top", id) == 1));
}

#[test]
fn a_host_remembers_what_was_drawn() {
    let features = |weights: &str| {
        Features::read(&format!(
            r#"{{ "f": {{ "defaultValue": "x", "rules": [{{
                "key": "e", "variations": ["a", "b"], "weights": {weights}, "meta": [{{ "key": "0" }}, {{ "key": "1" }}]
            }}] }} }}"#
        ))
        .unwrap()
    };
    let user = || Attributes::new(Value::Object([("id".into(), "user-1".into())].into()));
    let outcome = |features: &Features, user: &Attributes| {
        let flag = features.flags().get("f").unwrap();
        features.outcome("f", &flag.evaluate(Some(user), &features.flags().at(0))).unwrap()
    };
    let experiment = |variation, how| Outcome::Experiment { rule: 0, leaf: None, variation, how };

    assert_eq!(outcome(&features("[1, 0]"), &user()), experiment(0, How::Drawn));
    let mut known = Assignments::new("id", "user-1");
    known.add("e", 0, "0");
    // The weights have moved, the user stays.
    let remembered = user().remembering(&[known]);
    assert_eq!(outcome(&features("[0, 1]"), &remembered), experiment(0, How::Remembered));
    assert_eq!(outcome(&features("[0, 1]"), &user()), experiment(1, How::Drawn));
    assert_eq!(outcome(&features("[0, 1]"), &remembered.in_qa_mode()), Outcome::Default);
}
