//! Every message that a document can give rise to, against the catalogue in `messages.txt`.
//!
//! A section of the catalogue is a title after `===`, a document, `---`, and the rendered problems.
//! `<U+00A0>` stands for a character that could not be seen. To accept what the code says now, run
//! with `FLAGKIT_BLESS=1` and read the diff.

use flagkit_core::{Code, Document, Location, Problem};
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;

const CATALOGUE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/messages.txt");

struct Section {
    title: String,
    document: String,
    expected: String,
}

fn sections(catalogue: &str) -> Vec<Section> {
    let part = |section: &str| {
        let (title, rest) = section.split_once('\n').unwrap();
        let (document, expected) = rest.split_once("\n---\n").unwrap_or((rest, ""));
        Section {
            title: title.trim().to_owned(),
            document: document.trim_end().to_owned(),
            expected: expected.trim_end().to_owned(),
        }
    };
    catalogue.split("=== ").skip(1).map(part).collect()
}

/// Puts the characters in that a catalogue cannot show.
fn unescape(document: &str) -> String {
    let mut parts = document.split("<U+");
    let mut text = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let (digits, rest) = part.split_once('>').unwrap();
        text.push(char::from_u32(u32::from_str_radix(digits, 16).unwrap()).unwrap());
        text.push_str(rest);
    }
    text
}

/// What stands beside the documents of the catalogue.
fn beside(name: &str) -> Result<Arc<str>, String> {
    match name {
        "ids.txt" => Ok("minsu\njiwoo\n".into()),
        "nobody.txt" => Ok("# nobody yet\n\n".into()),
        _ => Err("is not there".to_owned()),
    }
}

fn problems(document: &str) -> Vec<Problem> {
    Document::parse_with_files(&unescape(document), &mut beside).problems
}

fn render(document: &str) -> String {
    let problems = problems(document);
    let lines: Vec<String> = problems.iter().map(|problem| problem.render("flags.json")).collect();
    lines.join("\n")
}

#[test]
fn the_catalogue_of_messages() {
    let catalogue = std::fs::read_to_string(CATALOGUE).unwrap();
    let sections = sections(&catalogue);
    let mut blessed = String::new();
    let mut wrong = Vec::new();
    for section in &sections {
        let actual = render(&section.document);
        writeln!(blessed, "=== {}\n{}\n---\n{actual}\n", section.title, section.document).unwrap();
        if actual != section.expected {
            wrong.push(format!(
                "{}\nexpected:\n{}\nactual:\n{actual}\n",
                section.title, section.expected
            ));
        }
    }
    if std::env::var_os("FLAGKIT_BLESS").is_some() {
        std::fs::write(CATALOGUE, blessed).unwrap();
        return;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_catalogue_shows_every_code_and_keeps_the_voice() {
    let catalogue = std::fs::read_to_string(CATALOGUE).unwrap();
    let mut seen = HashSet::new();
    let mut titles = BTreeMap::new();
    let mut messages = 0;
    for section in sections(&catalogue) {
        assert_eq!(titles.insert(section.title.clone(), ()), None, "{} twice", section.title);
        for problem in problems(&section.document) {
            seen.insert(problem.code);
            messages += 1;
            let texts = [Some(&problem.message), problem.help.as_ref()];
            for text in texts.into_iter().flatten().chain(&problem.notes) {
                assert!(!text.ends_with(['.', '!']), "{text}");
                assert!(!text.to_lowercase().contains("please"), "{text}");
                assert!(!text.contains('\n'), "{text}");
                assert!(!text.starts_with(char::is_uppercase) || text.starts_with("U+"), "{text}");
            }
        }
    }
    // Documents that are too large cannot stand in a catalogue; `limits` has them.
    let large = [Code::TooLarge, Code::TooManyStages, Code::TooManyProblems, Code::SegmentTooLarge];
    seen.extend(large);
    // What takes a workspace to tell, the catalogue of `cargo flagkit check` shows.
    let of_documents = Code::ALL.iter().filter(|code| !code.is_of_workspace());
    let missing: Vec<&Code> = of_documents.filter(|code| !seen.contains(code)).collect();
    assert!(missing.is_empty(), "no section shows {missing:?}");
    assert!(messages >= 60, "{messages}");
}

#[test]
fn codes_explain_themselves() {
    let mut numbers = HashSet::new();
    for code in Code::ALL {
        assert!(numbers.insert(code.number()));
        assert_eq!(code.to_string().parse(), Ok(*code));
        assert!(code.explain().len() > 40, "{code}");
        assert!(code.explain().ends_with('.'), "{code}");
        assert!(!code.summary().ends_with('.'), "{code}");
    }
    assert!("FK9999".parse::<Code>().is_err());
}

#[test]
fn a_document_beyond_the_limit_is_refused_at_once() {
    let mut text = String::from("{}");
    text.extend(std::iter::repeat_n(' ', flagkit_core::MAX_DOCUMENT_BYTES));
    let parsed = Document::parse(&text);
    assert!(parsed.document.is_none());
    assert_eq!(
        parsed.problems[0].render("flags.json"),
        "flags.json:1:1: error[FK0002]: the document has 67108866 bytes; the limit is 64 MiB"
    );
}

#[test]
fn a_byte_order_mark_moves_no_place() {
    let plain = Document::parse(r#"{ "a": "x" }"#).problems.remove(0);
    let marked = Document::parse("\u{FEFF}{ \"a\": \"x\" }").problems.remove(0);
    assert_eq!(plain.location, Location { line: 1, column: 8 });
    assert_eq!(marked.location, plain.location);
    assert_eq!(marked.span, plain.span.start + 3..plain.span.end + 3);
}

#[test]
fn a_file_cannot_forge_lines_of_a_log() {
    let text = r#"{ "a\nflags.json:1:1: error: forged": 1, "b\u001b[31m": 2, "c\u202e": 3 }"#;
    for problem in Document::parse(text).problems {
        let line = problem.render("flags.json");
        assert!(line.lines().skip(1).all(|line| line.starts_with("  ")), "{line}");
        assert!(!line.contains(['\u{1b}', '\u{202e}']), "{line}");
    }
}
