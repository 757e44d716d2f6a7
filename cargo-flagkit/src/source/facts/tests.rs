//! Small files, and what they say.

use super::Facts;
use crate::finding::TextFile;
use crate::source::modules::Place;
use std::path::Path;
use std::sync::Arc;

fn facts(text: &str) -> Facts {
    let file =
        TextFile { path: "src/a.rs".into(), shown: "src/a.rs".to_owned(), text: text.to_owned() };
    Facts::of(&Arc::new(file), &Place::of(Path::new("src/a.rs"), false))
}

#[test]
fn functions_behind_flags_in_every_container() {
    let facts = facts(
        "mod m { impl T { #[feature_flag(\"a\", fallback = Self::old)] fn new(x: u8) { body(x) } fn old(x: u8) { body( x ) } } }\n\
         trait P { #[flagkit::feature_flag(\"b\", otherwise = { body(x) })] fn new(x: u8) { body(x) } }\n\
         fn outer() { #[feature_flag(\"c\", fallback = f)] fn inner() {} }",
    );
    let told: Vec<_> = facts.guarded.iter().map(|guarded| guarded.container.join("::")).collect();
    assert_eq!(told, ["m::T", "P", "outer"]);
    let old = facts.functions.iter().find(|function| function.name == "old").unwrap();
    assert_eq!(facts.guarded[0].own, Some(old.fingerprint));
    assert_eq!(facts.guarded[1].own, facts.guarded[1].otherwise);
    assert_ne!(facts.guarded[1].own, facts.guarded[2].own);
    for body in ["a.map(|| b::<Vec<Vec<u8>>>(&&c))", "match a { 1 => { b } 2 => c, }", "a(b); c"] {
        let text = format!("#[feature_flag(\"a\", otherwise = {{ {body} }})] fn f() {{ {body} }}");
        let facts = self::facts(&text);
        assert_eq!(facts.guarded[0].own, facts.guarded[0].otherwise, "{text}");
    }
}

#[test]
fn tables_and_their_modules() {
    let facts = facts(
        "flagkit::flags!(\"flags.json\");\n#[cfg(test)] mod t { flagkit::flags!(pub mod = mine, \"f.json\",); }\n\
         bitflags::flags!(struct A: u8 {}); flags!();",
    );
    let told: Vec<_> = facts
        .tables
        .iter()
        .map(|table| (table.file.as_str(), table.module.as_str(), table.tested))
        .collect();
    assert_eq!(told, [("flags.json", "flags", false), ("f.json", "mine", true)]);
}

#[test]
fn what_only_tests_compile() {
    let facts = facts(
        "fn f() { flags::A; }\n#[test] fn g() { flags::B; }\n#[cfg(all(unix, test))] mod t { fn h() { flags::C; } }\n\
         #[cfg(any(test, unix))] fn i() { flags::D; }\n#[cfg(not(test))] fn j() { flags::E; }\n\
         impl T { #[tokio::test] async fn k() { flags::F; } }\n#[flagkit::test(both = G)] fn l() {}",
    );
    let tested: Vec<_> = facts
        .paths
        .iter()
        .filter(|(path, _)| path.segments.len() > 1 || path.in_macro)
        .map(|(path, tested)| (path.segments.last().unwrap().as_str(), *tested))
        .collect();
    assert_eq!(
        tested,
        [
            ("A", false),
            ("B", true),
            ("C", true),
            ("D", false),
            ("E", false),
            ("F", true),
            ("G", true)
        ]
    );
}

#[test]
fn files_that_a_file_brings_along() {
    let facts = facts(
        "mod b; #[cfg(test)] mod tests; #[path = \"x/y.rs\"] mod c; mod d { mod e; }\n\
         cfg_if! { if #[cfg(unix)] { mod unix; } }\ninclude!(\"gen.rs\");\n\
         mod f { include!(\"gen_f.rs\"); #[path = \"h.rs\"] mod g; }",
    );
    let told: Vec<String> = facts
        .declared
        .iter()
        .map(|declared| {
            let path = declared.candidates[0].display().to_string().replace('\\', "/");
            format!("{path}{}", if declared.tested { " tested" } else { "" })
        })
        .collect();
    assert_eq!(
        told,
        [
            "src/a/b.rs",
            "src/a/tests.rs tested",
            "src/x/y.rs",
            "src/a/c.rs",
            "src/a/d/e.rs",
            "src/a/unix.rs",
            "src/gen.rs",
            "src/gen_f.rs",
            "src/a/f/h.rs",
            "src/a/f/g.rs",
        ]
    );
}

#[test]
fn the_macro_under_another_name() {
    let facts = facts(
        "use flagkit::{feature_flag as ff, flags::{self, A as B}, x::*};\n#[ff(\"a\", fallback = b)] fn f() {}",
    );
    assert_eq!(facts.guarded.len(), 1);
    let told: Vec<_> = facts
        .imports
        .iter()
        .map(|import| (import.segments.join("::"), import.alias.clone(), import.glob))
        .collect();
    assert_eq!(
        told,
        [
            ("flagkit::feature_flag".to_owned(), Some("ff".to_owned()), false),
            ("flagkit::flags".to_owned(), None, false),
            ("flagkit::flags::A".to_owned(), Some("B".to_owned()), false),
            ("flagkit::x".to_owned(), None, true),
        ]
    );
}

#[test]
fn what_does_not_parse_still_has_tokens() {
    let broken = facts("fn f( { flags::A }) }");
    assert!(broken.unreadable.is_some() && broken.paths.is_empty());
    let half = facts("fn 7() { flags::A }");
    assert!(half.unreadable.is_some());
    assert_eq!(half.paths[0].0.segments, ["flags", "A"]);
}
