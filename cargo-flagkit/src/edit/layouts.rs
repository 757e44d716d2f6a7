//! Every edit on every layout: what it changes means what was asked for, and the rest is byte for byte as it was.

use super::layout::Written;
use super::{flag, remove_flags, remove_segments};
use jsonc_parser::ast::Value as Tree;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde_json::{Map, Value, json};

/// How a document of four flags can look.
#[derive(Clone, Copy, Debug)]
struct Look {
    newline: &'static str,
    /// Empty: all on one line.
    unit: &'static str,
    is_dense: bool,
    has_mark: bool,
    is_full: bool,
    /// Whether the objects of flags are spread over lines.
    spreads: bool,
    trailing_comma: bool,
    comments: bool,
    empty_lines: bool,
    end: &'static str,
}

/// All looks that differ.
fn looks() -> Vec<Look> {
    let mut looks = Vec::new();
    for bits in 0..1 << 8 {
        let bit = |place: u32| bits >> place & 1 == 1;
        for unit in ["", "  ", "    ", "\t"] {
            let one_line = unit.is_empty();
            let look = Look {
                newline: if bit(0) { "\r\n" } else { "\n" },
                unit,
                is_dense: bit(1),
                has_mark: bit(2),
                is_full: bit(3),
                spreads: bit(4),
                trailing_comma: bit(5),
                comments: bit(6),
                empty_lines: bit(7),
                end: if bit(0) == bit(3) { "" } else { "\n" },
            };
            // What a document of one line cannot differ in.
            if !one_line || !(bit(0) || look.spreads || look.empty_lines) {
                looks.push(look);
            }
        }
    }
    looks
}

impl Look {
    fn text(&self) -> String {
        let mut text = if self.has_mark { "\u{FEFF}" } else { "" }.to_owned();
        if self.comments {
            text.push_str(&if self.unit.is_empty() {
                "/* keep: head */ ".to_owned()
            } else {
                format!("// keep: head{}", self.newline)
            });
        }
        let flags = self.flags(if self.is_full { 1 } else { 0 });
        if self.is_full {
            let segment = self.object(2, &[("role", self.quote("staff"))]);
            let other = self.object(2, &[("key", format!("[{}]", self.quote("minsu")))]);
            let segments = self.block(1, &[("staff", segment), ("me", other)], "segment");
            text.push_str(&self.block(0, &[("segments", segments), ("flags", flags)], "part"));
        } else {
            text.push_str(&flags);
        }
        text + self.end
    }

    fn flags(&self, depth: usize) -> String {
        let inner = self.object(
            depth + 1,
            &[("owner", self.quote("team, {a}: // no comment")), ("rollout", self.quote("5%"))],
        );
        let staged = self.object(
            depth + 1,
            &[
                ("stages", format!("[{},{}]", self.quote("5%"), self.quote("everyone"))),
                ("stage", self.quote("5%")),
            ],
        );
        let share = self.quote("25%");
        let flags =
            [("bare", "true".to_owned()), ("inner", inner), ("share", share), ("staged", staged)];
        self.block(depth, &flags, "flag")
    }

    fn quote(&self, text: &str) -> String {
        format!("\"{text}\"")
    }

    fn member(&self, name: &str, value: &str) -> String {
        format!("\"{name}\":{}{value}", if self.is_dense { "" } else { " " })
    }

    /// An object inside of a flag or segment.
    fn object(&self, depth: usize, members: &[(&str, String)]) -> String {
        if self.spreads {
            return self.block(depth, members, "");
        }
        let pad = if self.is_dense { "" } else { " " };
        let members: Vec<String> =
            members.iter().map(|(name, value)| self.member(name, value)).collect();
        let comma = if self.trailing_comma { "," } else { "" };
        format!("{{{pad}{}{comma}{pad}}}", members.join(&format!(",{pad}")))
    }

    /// An object with a line for each member, where there are lines.
    fn block(&self, depth: usize, members: &[(&str, String)], what: &str) -> String {
        let is_told = self.comments && !what.is_empty();
        let mut text = "{".to_owned();
        if self.unit.is_empty() {
            let pad = if self.is_dense { "" } else { " " };
            for (index, (name, value)) in members.iter().enumerate() {
                let comma = if self.trailing_comma || index + 1 < members.len() { "," } else { "" };
                let comment =
                    if is_told { format!("/* {what} {name} */{pad}") } else { String::new() };
                text.push_str(&format!("{pad}{comment}{}{comma}", self.member(name, value)));
            }
            return text + pad + "}";
        }
        if is_told {
            text.push_str(" // keep: opened");
        }
        for (index, (name, value)) in members.iter().enumerate() {
            let comma = if self.trailing_comma || index + 1 < members.len() { "," } else { "" };
            let indent = self.unit.repeat(depth + 1);
            let newline = self.newline;
            if self.empty_lines && index > 0 {
                text.push_str(newline);
            }
            if is_told {
                text.push_str(&format!(
                    "{newline}{indent}// {what} {name}{newline}{indent}/* {what}{newline} {name} */"
                ));
            }
            text.push_str(&format!("{newline}{indent}{}{comma}", self.member(name, value)));
            if is_told {
                text.push_str(&format!(" // {what} {name}"));
            }
        }
        text + self.newline + &self.unit.repeat(depth) + "}"
    }
}

/// What a text says.
fn value(text: &str) -> Value {
    read(text, true).unwrap_or_else(|error| panic!("{error}:\n{text}"))
}

fn read(text: &str, allow_trailing_commas: bool) -> Result<Value, String> {
    let text = text.trim_start_matches('\u{FEFF}');
    let options = ParseOptions {
        allow_missing_commas: false,
        allow_trailing_commas,
        ..ParseOptions::default()
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &options);
    Ok(of(&parsed.map_err(|error| error.to_string())?.value.unwrap()))
}

/// Whether objects end as they did: with a comma or without.
fn keeps_commas(look: Look, text: &str) -> bool {
    look.trailing_comma || read(text, false).is_ok()
}

fn of(tree: &Tree<'_>) -> Value {
    match tree {
        Tree::StringLit(text) => json!(text.value),
        Tree::NumberLit(number) => serde_json::from_str(number.value).unwrap(),
        Tree::BooleanLit(truth) => json!(truth.value),
        Tree::NullKeyword(_) => Value::Null,
        Tree::Array(list) => list.elements.iter().map(of).collect(),
        Tree::Object(object) => {
            let mut map = Map::new();
            for member in &object.properties {
                let twice = map.insert(member.name.as_str().to_owned(), of(&member.value));
                assert!(twice.is_none(), "{member:?}");
            }
            Value::Object(map)
        }
    }
}

/// The object of flags in what a text says.
fn flags(look: Look, value: &mut Value) -> &mut Map<String, Value> {
    let flags = if look.is_full { &mut value["flags"] } else { value };
    flags.as_object_mut().unwrap()
}

/// Whether `short` comes out of `long` by cuts alone.
fn is_cut_from(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|wanted| rest.any(|character| character == wanted))
}

#[test]
fn the_looks_are_many_and_differ() {
    let texts: std::collections::BTreeSet<String> = looks().iter().map(Look::text).collect();
    assert!(texts.len() > 500, "{}", texts.len());
    for text in &texts {
        value(text);
    }
}

#[test]
fn a_value_is_replaced_and_nothing_else() {
    for look in looks() {
        let text = look.text();
        for (key, old, new) in [("bare", "true", "\"5%\""), ("share", "\"25%\"", "false")] {
            let edited = flag::set_value(&text, key, &Written::Plain(new.to_owned())).unwrap();
            let place = text.find(&format!("\"{key}\"")).unwrap() + key.len() + 2;
            let place = place + text[place..].find(old).unwrap();
            assert_eq!(edited, [&text[..place], new, &text[place + old.len()..]].concat());
        }
        let edited =
            flag::set_member(&text, "staged", &["stage"], &Written::text("everyone")).unwrap();
        let place = text.rfind("\"5%\"").unwrap();
        assert_eq!(edited, [&text[..place], "\"everyone\"", &text[place + 4..]].concat());
    }
}

#[test]
fn what_is_added_to_a_flag_can_be_taken_away_without_a_trace() {
    for look in looks() {
        let text = look.text();
        // Before all members, between them, and behind them, by the order that is the custom.
        for (key, name) in [
            ("inner", "description"),
            ("inner", "enabled"),
            ("inner", "x-note"),
            ("staged", "enabled"),
            ("staged", "rules"),
        ] {
            let edited = flag::set_member(&text, key, &[name], &Written::truth(false)).unwrap();
            let mut expected = value(&text);
            flags(look, &mut expected)[key][name] = json!(false);
            assert_eq!(value(&edited), expected, "{look:?}\n{edited}");
            assert!(is_cut_from(&text, &edited), "{look:?}\n{edited}");
            assert!(keeps_commas(look, &edited), "{look:?}\n{edited}");
            let spread = look.spreads && !look.unit.is_empty();
            let lines = text.lines().count() + usize::from(spread);
            assert_eq!(edited.lines().count(), lines, "{look:?}\n{edited}");
            let again = flag::remove_member(&edited, key, name).unwrap();
            assert_eq!(again, text, "{look:?}\n{edited}");
        }
    }
}

#[test]
fn a_new_flag_can_be_taken_away_without_a_trace() {
    let object = Written::Object(vec![
        ("owner".to_owned(), Written::text("me")),
        ("stages".to_owned(), Written::List(vec![Written::text("5%"), Written::text("everyone")])),
        ("stage".to_owned(), Written::text("off")),
    ]);
    let told = json!({ "owner": "me", "stages": ["5%", "everyone"], "stage": "off" });
    for look in looks() {
        let text = look.text();
        for (written, told) in [(&Written::truth(false), &json!(false)), (&object, &told)] {
            let edited = flag::add(&text, "new", written).unwrap();
            let mut expected = value(&text);
            flags(look, &mut expected).insert("new".to_owned(), told.clone());
            assert_eq!(value(&edited), expected, "{look:?}\n{edited}");
            assert!(is_cut_from(&text, &edited), "{look:?}\n{edited}");
            let ends: Vec<&str> =
                edited.split_inclusive('\n').filter(|line| line.ends_with('\n')).collect();
            let is_uniform = ends
                .iter()
                .rev()
                .skip(usize::from(!look.end.is_empty()))
                .all(|line| line.ends_with(look.newline));
            assert!(is_uniform, "{look:?}\n{edited:?}");
            let is_dense = look.is_dense && !look.unit.is_empty();
            assert!(!is_dense || edited.contains("\"new\":"), "{look:?}\n{edited}");
            assert_eq!(remove_flags(&edited, &["new"]).unwrap(), text, "{look:?}\n{edited}");
        }
    }
}

#[test]
fn flags_go_with_their_comments_and_leave_those_of_others() {
    let keys = ["bare", "inner", "share", "staged"];
    for look in looks() {
        let text = look.text();
        for bits in 1_u32..16 {
            let is_gone = |index: &usize| bits >> index & 1 == 1;
            let gone: Vec<&str> = (0..4).filter(is_gone).map(|index| keys[index]).collect();
            let edited = remove_flags(&text, &gone).unwrap();
            let mut expected = value(&text);
            flags(look, &mut expected).retain(|key, _| !gone.contains(&key.as_str()));
            assert_eq!(value(&edited), expected, "{look:?}\n{edited}");
            assert!(is_cut_from(&edited, &text), "{look:?}\n{edited}");
            assert!(keeps_commas(look, &edited), "{look:?}\n{edited}");
            assert_eq!(edited.matches("keep:").count(), text.matches("keep:").count(), "{edited}");
            for key in keys {
                let count = |text: &str| {
                    let lines = text.matches(&format!("flag {key}")).count();
                    lines + text.matches(&format!("flag{} {key}", look.newline)).count()
                };
                let left = if gone.contains(&key) { 0 } else { count(&text) };
                assert_eq!(count(&edited), left, "{look:?} {gone:?}\n{edited}");
            }
            let gap = look.newline.repeat(3);
            assert!(!edited.contains(&gap), "{look:?} {gone:?}\n{edited}");
        }
    }
}

#[test]
fn segments_go_too() {
    for look in looks().into_iter().filter(|look| look.is_full) {
        let text = look.text();
        for gone in [&["staff"][..], &["me"], &["staff", "me"]] {
            let edited = remove_segments(&text, gone).unwrap();
            let mut expected = value(&text);
            expected["segments"]
                .as_object_mut()
                .unwrap()
                .retain(|name, _| !gone.contains(&name.as_str()));
            assert_eq!(value(&edited), expected, "{look:?}\n{edited}");
            assert!(is_cut_from(&edited, &text), "{look:?}\n{edited}");
        }
    }
}

#[test]
fn the_first_flag_of_a_document() {
    let new = Written::truth(false);
    let check =
        |before: &str, after: &str| assert_eq!(flag::add(before, "new", &new).unwrap(), after);
    check("{}", "{\n  \"new\": false\n}");
    check("{}\n", "{\n  \"new\": false\n}\n");
    check("{ }\n", "{\n  \"new\": false\n}\n");
    check("{\r\n}\r\n", "{\r\n  \"new\": false\r\n}\r\n");
    check("{\n    // none yet\n}\n", "{\n    // none yet\n    \"new\": false\n}\n");
    check("{ \"flags\": {} }", "{ \"flags\": { \"new\": false } }");
    check("{\"flags\":{}}", "{\"flags\":{\"new\":false}}");
    check("{\n\t\"flags\": {}\n}", "{\n\t\"flags\": {\n\t\t\"new\": false\n\t}\n}");
    check(
        "\u{FEFF}{\n  \"flags\": {\n  },\n}",
        "\u{FEFF}{\n  \"flags\": {\n    \"new\": false\n  },\n}",
    );
}

#[test]
fn a_comment_keeps_its_neighbour() {
    let off = Written::truth(false);
    let check = |before: &str, name: &str, after: &str| {
        assert_eq!(flag::set_member(before, "a", &[name], &off).unwrap(), after);
    };
    check(
        "{ \"a\": { \"x-b\": 1 /* b */ } }",
        "x-c",
        "{ \"a\": { \"x-b\": 1 /* b */, \"x-c\": false } }",
    );
    check(
        "{ \"a\": { \"x-b\": 1 // b\n} }",
        "x-c",
        "{ \"a\": { \"x-b\": 1, // b\n  \"x-c\": false\n} }",
    );
    check(
        "{ \"a\": { // a\n    \"x-b\": 1 } }",
        "enabled",
        "{ \"a\": { // a\n    \"enabled\": false,\n    \"x-b\": 1 } }",
    );
    check(
        "{ \"a\": { \"owner\": 1, /* of\n the rest */ \"stages\": 2 } }",
        "enabled",
        "{ \"a\": { \"owner\": 1, \"enabled\": false, /* of\n the rest */ \"stages\": 2 } }",
    );
    check("{ \"a\": {} }", "enabled", "{ \"a\": { \"enabled\": false } }");
    check("{\"a\":{}}", "enabled", "{\"a\":{\"enabled\":false}}");
    check("{ \"a\": { /* b */ } }", "enabled", "{ \"a\": { /* b */ \"enabled\": false } }");
    check(
        "{ \"a\": {\n    \"stages\": [\n      \"5%\"\n    ]\n  } }",
        "stage",
        "{ \"a\": {\n    \"stages\": [\n      \"5%\"\n    ],\n    \"stage\": false\n  } }",
    );
}

/// Numbers that look random and are the same in every run (Knuth's generator).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    /// What may stand between two tokens.
    fn between(&mut self) -> String {
        const PIECES: [&str; 12] = [
            "",
            "",
            "",
            " ",
            "  ",
            "\n",
            "\r\n",
            "\n    ",
            "\t",
            " // one, \"a\": {\n",
            "/* two */",
            "/* three,\n } */ ",
        ];
        (0..self.below(4)).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }

    fn object(&mut self, members: &[(&str, String)]) -> String {
        let mut text = ["{", &self.between()].concat();
        for (index, (name, value)) in members.iter().enumerate() {
            let pieces = [
                &format!("\"{name}\""),
                &self.between(),
                ":",
                &self.between(),
                value,
                &self.between(),
            ];
            text.extend(pieces);
            if index + 1 < members.len() || self.below(3) == 0 {
                text.push(',');
                text.push_str(&self.between());
            }
        }
        text + "}"
    }

    fn document(&mut self, is_full: bool) -> String {
        let count = self.below(5);
        let mut flags = Vec::new();
        for name in ["a", "b", "c", "d"].into_iter().take(count) {
            let members = [
                ("owner", "\"x, }\"".to_owned()),
                ("rollout", "5".to_owned()),
                ("stage", "[1 , 2]".to_owned()),
            ];
            let count = self.below(4);
            flags.push((name, self.object(&members[..count])));
        }
        let flags = self.object(&flags);
        let text = if is_full {
            self.object(&[("segments", "{}".to_owned()), ("flags", flags)])
        } else {
            flags
        };
        let mark = if self.below(4) == 0 { "\u{FEFF}" } else { "" };
        [mark, &self.between(), &text, &self.between()].concat()
    }
}

#[test]
fn a_layout_that_nobody_would_think_of() {
    let mut dice = Dice(5);
    let any = looks()[0];
    for round in 0..2000 {
        let is_full = round % 2 == 0;
        let look = Look { is_full, ..any };
        let text = dice.document(is_full);
        let before = value(&text);
        let names: Vec<String> = flags(look, &mut before.clone()).keys().cloned().collect();

        let gone: Vec<&str> =
            names.iter().map(String::as_str).filter(|_| dice.below(2) == 0).collect();
        let edited = remove_flags(&text, &gone).unwrap();
        let mut expected = before.clone();
        flags(look, &mut expected).retain(|key, _| !gone.contains(&key.as_str()));
        assert_eq!(value(&edited), expected, "{gone:?}\n{text}\n{edited}");
        assert!(is_cut_from(&edited, &text), "{gone:?}\n{text}\n{edited}");

        let edited = flag::add(&text, "new", &Written::truth(true)).unwrap();
        let mut expected = before.clone();
        flags(look, &mut expected).insert("new".to_owned(), json!(true));
        assert_eq!(value(&edited), expected, "{text}\n{edited}");
        assert!(is_cut_from(&text, &edited) || names.is_empty(), "{text}\n{edited}");

        for key in &names {
            for name in ["description", "enabled", "stage", "x-note"] {
                let edited = flag::set_member(&text, key, &[name], &Written::truth(true)).unwrap();
                let mut expected = before.clone();
                let own = &mut flags(look, &mut expected)[key.as_str()];
                let is_new = own.get(name).is_none();
                own[name] = json!(true);
                assert_eq!(value(&edited), expected, "{key} {name}\n{text}\n{edited}");
                assert!(!is_new || is_cut_from(&text, &edited), "{key} {name}\n{text}\n{edited}");
                let edited = flag::remove_member(&text, key, name).unwrap();
                let mut expected = before.clone();
                flags(look, &mut expected)[key.as_str()].as_object_mut().unwrap().remove(name);
                assert_eq!(value(&edited), expected, "{key} {name}\n{text}\n{edited}");
            }
        }
    }
}
