//! Documents that were written for other tests, and some for this one, by both judges.

use crate::judges::{Verdict, judge, judge_with_files};
use std::path::{Path, PathBuf};

/// A document with where it comes from.
pub(crate) struct Fixture {
    pub(crate) name: String,
    pub(crate) text: String,
    /// Where the files stand that it names, if it comes from somewhere.
    folder: Option<PathBuf>,
}

impl Fixture {
    fn judge(&self) -> Result<Verdict, String> {
        let Some(folder) = &self.folder else { return judge(&self.text) };
        judge_with_files(&self.text, &mut |name| {
            std::fs::read_to_string(folder.join(name))
                .map(Into::into)
                .map_err(|why| why.to_string())
        })
    }
}

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// The catalogue of messages: a title after `===`, a document, `---`, what the parser says.
fn catalogue() -> Vec<Fixture> {
    let text = read(&root().join("flagkit-core/tests/it/messages.txt"));
    let fixture = |section: &str| {
        let (name, rest) = section.split_once('\n').expect("a title");
        let document = rest.split("\n---\n").next().unwrap_or_default();
        Fixture { name: name.trim().to_owned(), text: unescape(document.trim_end()), folder: None }
    };
    text.split("=== ").skip(1).map(fixture).collect()
}

/// Puts the characters in that a catalogue cannot show.
fn unescape(document: &str) -> String {
    let mut parts = document.split("<U+");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_once('>').expect("an end of the escape");
        let code = u32::from_str_radix(digits, 16).expect("hexadecimal digits");
        text.push(char::from_u32(code).expect("a character"));
        text.push_str(rest);
    }
    text
}

/// Every flags.json of the repository.
pub(crate) fn files() -> Vec<Fixture> {
    fn walk(folder: &Path, found: &mut Vec<Fixture>) {
        let entries = std::fs::read_dir(folder).expect("a folder that can be read");
        for entry in entries.map(|entry| entry.expect("an entry")) {
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_string_lossy();
            if path.is_dir() && name != "target" && !name.starts_with('.') {
                walk(&path, found);
            } else if name == "flags.json" {
                let folder = Some(folder.to_owned());
                found.push(Fixture { name: path.display().to_string(), text: read(&path), folder });
            }
        }
    }
    let mut found = Vec::new();
    walk(&root(), &mut found);
    let full = root().join("flagkit-core/tests/it/full.json");
    found.push(Fixture { name: "full.json".to_owned(), text: read(&full), folder: None });
    found
}

/// The documents of the README.
pub(crate) fn readme() -> Vec<Fixture> {
    let text = read(&root().join("README.md"));
    let blocks = text.split("```json\n").skip(1);
    let fixture = |block: &str| Fixture {
        name: "README.md".to_owned(),
        text: block.split("```").next().unwrap_or_default().to_owned(),
        folder: None,
    };
    blocks.map(fixture).collect()
}

/// The documents that were written for this test, by the verdict in their title.
pub(crate) fn own(verdict: &str) -> Vec<Fixture> {
    let text = include_str!("documents.txt");
    let sections = text.split("=== ").skip(1).filter_map(|section| section.split_once('\n'));
    let of_verdict = sections.filter(|(title, _)| title.split(':').next() == Some(verdict));
    // One document on each line.
    let documents = of_verdict.flat_map(|(title, lines)| {
        let lines = lines.lines().filter(|line| !line.is_empty());
        lines.map(|line| Fixture { name: title.to_owned(), text: line.to_owned(), folder: None })
    });
    documents.collect()
}

#[test]
fn the_catalogue_of_messages() {
    let mut counts = [0; 3];
    let mut wrong = Vec::new();
    for fixture in catalogue() {
        match fixture.judge() {
            Ok(Verdict::Accepted) => counts[0] += 1,
            Ok(Verdict::Refused) => counts[1] += 1,
            Ok(Verdict::RefusedByTheParser) => counts[2] += 1,
            Err(why) => wrong.push(format!("{}: {why}", fixture.name)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    let [accepted, refused, by_the_parser] = counts;
    assert!(accepted >= 1 && refused >= 60 && by_the_parser >= 10, "{counts:?}");
}

#[test]
fn every_document_of_the_repository_is_accepted() {
    let (files, readme) = (files(), readme());
    assert!(files.len() >= 20 && readme.len() >= 3, "{} {}", files.len(), readme.len());
    for fixture in files.iter().chain(&readme) {
        assert_eq!(fixture.judge(), Ok(Verdict::Accepted), "{}", fixture.name);
    }
}

#[test]
fn the_documents_of_this_test() {
    let verdicts = [
        ("accepted", Verdict::Accepted),
        ("refused", Verdict::Refused),
        ("refused by the parser", Verdict::RefusedByTheParser),
    ];
    let mut wrong = Vec::new();
    for (title, expected) in verdicts {
        let fixtures = own(title);
        assert!(fixtures.len() > 10, "{title}: {}", fixtures.len());
        for fixture in fixtures {
            let verdict = fixture.judge();
            if verdict != Ok(expected) {
                wrong.push(format!("{}: {verdict:?}: {}", fixture.name, fixture.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
