//! What rust-analyzer reads: it has a copy of `cargo_metadata`'s types of its own, in which members are as strict.

use super::write;
use crate::cli::Options;
use crate::exit::Outcome;
use crate::finding::{Finding, Fix, Place, TextFile};
use crate::workspace::Workspace;
use cargo_metadata::Message;
use cargo_metadata::diagnostic::{Applicability, DiagnosticLevel};
use flagkit_core::Code;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

/// A workspace of two packages; the first one's source warns and does not compile.
struct Project {
    directory: tempfile::TempDir,
    root: PathBuf,
}

impl Project {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().canonicalize().unwrap();
        let package = |name: &str, more: &str| {
            format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{more}")
        };
        let project = Self { directory, root };
        project.write("Cargo.toml", &package("app", "[workspace]\nmembers = [\"inner\"]\n"));
        project.write("src/main.rs", "use std::fmt;\nfn main() { let x: u8 = \"가\"; }\n");
        project.write("inner/Cargo.toml", &package("inner", "[features]\nfast = []\n[[bin]]\nname = \"tool\"\npath = \"src/tool.rs\"\nrequired-features = [\"fast\"]\n"));
        project.write("inner/src/lib.rs", "");
        project.write("inner/src/tool.rs", "// 가\r\nflags::OLD;\r\nfn main() {}\r\n");
        project.write("flags.json", "\u{FEFF}{\n  // 가나\n  \"old\": true,\n  \"new\": true\n}\n");
        project
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn workspace(&self) -> Workspace {
        let manifest_path = Some(self.root.join("Cargo.toml"));
        Workspace::load(&Options { file: None, manifest_path, color: clap::ColorChoice::Never })
            .unwrap()
    }

    fn file(&self, shown: &str) -> Arc<TextFile> {
        let path = self.root.join(shown);
        let text = std::fs::read_to_string(&path).unwrap();
        Arc::new(TextFile { path, shown: shown.to_owned(), text })
    }
}

fn at(file: &Arc<TextFile>, part: &str) -> Place {
    let start = file.text.find(part).unwrap();
    Place::new(file, start..start + part.len())
}

/// One finding in flags.json, with everything that one can have, and one in a source.
fn findings(project: &Project) -> Vec<Finding> {
    let (flags, tool) = (project.file("flags.json"), project.file("inner/src/tool.rs"));
    let unused =
        Finding::warning(Code::UnusedFlag, at(&flags, "\"old\""), "flag `old` is never read")
            .of_flag("old")
            .also(at(&tool, "OLD").labelled("only under `cfg(test)`"))
            .note("a note")
            .help("a help")
            .fix(Fix {
                place: at(&flags, "  \"old\": true,\n"),
                replacement: String::new(),
                words: "remove the flag".to_owned(),
            });
    let undeclared = Finding::error(Code::UndeclaredFlag, at(&tool, "OLD"), "no flag `old`");
    vec![unused, undeclared]
}

fn written(project: &Project, findings: &[Finding], outcome: Outcome) -> String {
    let mut out = Vec::new();
    write(&mut out, findings, &project.workspace(), outcome).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn cargo_metadata_reads_every_member() {
    let project = Project::new();
    let text = written(&project, &findings(&project), Outcome::Found);
    let messages: Vec<Message> =
        Message::parse_stream(text.as_bytes()).map(Result::unwrap).collect();
    let [
        Message::CompilerMessage(unused),
        Message::CompilerMessage(undeclared),
        Message::BuildFinished(end),
    ] = &*messages
    else {
        panic!("{messages:#?}");
    };
    assert!(!end.success);

    assert!(
        unused.package_id.repr.ends_with("#app@0.1.0") || unused.package_id.repr.contains("app")
    );
    assert_eq!((&*unused.target.name, unused.target.is_bin()), ("app", true));
    let message = &unused.message;
    assert_eq!(message.level, DiagnosticLevel::Warning);
    assert_eq!(message.message, "flag `old` is never read");
    let code = message.code.as_ref().unwrap();
    assert_eq!(code.code, "FK0104");
    assert_eq!(code.explanation.as_deref(), Some(Code::UnusedFlag.explain()));
    let rendered = message.rendered.as_deref().unwrap();
    assert!(
        rendered.starts_with("warning[FK0104]: flag `old` is never read\n --> flags.json:3:3\n")
    );
    assert!(rendered.ends_with("\n\n") && !rendered.contains('\u{1b}'), "{rendered:?}");

    let [flag, source] = &*message.spans else { panic!("{:#?}", message.spans) };
    assert_eq!(
        (&*flag.file_name, flag.is_primary, flag.label.as_deref()),
        ("flags.json", true, None)
    );
    // Bytes of the file, its mark included; columns in characters.
    assert_eq!((flag.byte_start, flag.byte_end), (19, 24));
    assert_eq!((flag.line_start, flag.line_end, flag.column_start, flag.column_end), (3, 3, 3, 8));
    let [line] = &*flag.text else { panic!("{:#?}", flag.text) };
    assert_eq!((&*line.text, line.highlight_start, line.highlight_end), ("  \"old\": true,", 3, 8));
    assert_eq!(source.file_name, "inner/src/tool.rs");
    assert_eq!(
        (source.is_primary, source.label.as_deref()),
        (false, Some("only under `cfg(test)`"))
    );
    assert_eq!((source.line_start, source.column_start, source.column_end), (2, 8, 11));

    let [note, help, fix] = &*message.children else { panic!("{:#?}", message.children) };
    assert_eq!((note.level, &*note.message), (DiagnosticLevel::Note, "a note"));
    assert_eq!((help.level, &*help.message), (DiagnosticLevel::Help, "a help"));
    assert_eq!((fix.level, &*fix.message), (DiagnosticLevel::Help, "remove the flag"));
    let [edit] = &*fix.spans else { panic!("{:#?}", fix.spans) };
    assert_eq!(edit.suggested_replacement.as_deref(), Some(""));
    assert_eq!(edit.suggestion_applicability, Some(Applicability::MachineApplicable));
    assert_eq!((edit.line_start, edit.column_start, edit.line_end, edit.column_end), (3, 1, 4, 1));

    assert!(undeclared.package_id.repr.contains("inner"), "{}", undeclared.package_id);
    assert_eq!(
        (&*undeclared.target.name, &*undeclared.target.required_features),
        ("tool", &["fast".to_owned()][..])
    );
    assert_eq!(undeclared.message.level, DiagnosticLevel::Error);
    assert_eq!(undeclared.message.spans[0].file_name, "inner/src/tool.rs");
}

/// The members of every object, by where it is: `message.spans.text`.
fn members(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| {
            let at = format!("{at}.{name}");
            // rustc's diagnostics hold diagnostics, which are alike but for `$message_type`.
            members(value, &at, found);
            found.insert(at);
        }),
        Value::Array(items) => items.iter().for_each(|item| members(item, at, found)),
        _ => {}
    }
}

#[test]
fn the_shape_is_that_of_cargo_itself() {
    let project = Project::new();
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--message-format", "json", "--package", "app"])
        .env("CARGO_TARGET_DIR", project.directory.path().join("target"))
        .env_remove("RUSTFLAGS")
        .current_dir(&project.root)
        .output()
        .unwrap();
    let shape = |text: &str, wanted: fn(&Value) -> bool| {
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let mut found = BTreeSet::new();
        lines.filter(wanted).for_each(|line| members(&line, "", &mut found));
        found
    };
    // A message without a place, such as the one that counts the errors, has less in it.
    let wanted = |line: &Value| match &line["reason"] {
        reason if reason == "compiler-message" => line["message"]["spans"][0].is_object(),
        reason => reason == "build-finished",
    };
    let cargos = shape(&String::from_utf8(output.stdout).unwrap(), wanted);
    // Required features are left out where there are none, by cargo too; the package here has none.
    let ours = written(&project, &findings(&project)[..1], Outcome::Found);
    let ours = shape(&ours, wanted);
    assert!(cargos.contains(".message.children.spans.suggested_replacement"), "{cargos:#?}");
    assert_eq!(ours, cargos);
}

#[test]
fn success_and_files_outside_are_told() {
    let project = Project::new();
    assert_eq!(
        written(&project, &[], Outcome::Clean),
        "{\"reason\":\"build-finished\",\"success\":true}\n"
    );
    let text = "{".to_owned();
    let outside =
        TextFile { path: "/elsewhere/flags.json".into(), shown: "../flags.json".into(), text };
    let finding =
        Finding::error(Code::Syntax, Place::new(&Arc::new(outside), 1..1), "ends too soon");
    let text = written(&project, &[finding], Outcome::Found);
    let message: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    assert_eq!(message["message"]["spans"][0]["file_name"], "/elsewhere/flags.json");
    // It has to be some package's.
    let manifest = Path::new(message["manifest_path"].as_str().unwrap());
    assert!(manifest.starts_with(&project.root) && manifest.is_file(), "{manifest:?}");
}

#[test]
fn without_a_package_it_reads_all_the_same() {
    let workspace = Workspace { root: "/nowhere".into(), packages: Vec::new() };
    let text = "{".to_owned();
    let file = TextFile { path: "/nowhere/flags.json".into(), shown: "flags.json".into(), text };
    let finding = Finding::error(Code::Syntax, Place::new(&Arc::new(file), 1..1), "ends");
    let mut out = Vec::new();
    write(&mut out, &[finding], &workspace, Outcome::Found).unwrap();
    let first = Message::parse_stream(&*out).next().unwrap().unwrap();
    let Message::CompilerMessage(message) = first else { panic!("{first:?}") };
    assert_eq!(message.message.spans[0].file_name, "flags.json");
}

#[test]
fn a_minified_document_is_not_repeated() {
    let project = Project::new();
    let flags: String = (0..40_000).map(|n| format!("\"가_{n}\":true,")).collect();
    project.write("flags.json", &flags);
    let file = project.file("flags.json");
    let place = at(&file, "\"가_30000\"");
    let text =
        written(&project, &[Finding::warning(Code::UnusedFlag, place, "unused")], Outcome::Clean);
    let message: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    let line = &message["message"]["spans"][0]["text"][0];
    let shown: Vec<char> = line["text"].as_str().unwrap().chars().collect();
    let column = |name: &str| usize::try_from(line[name].as_u64().unwrap()).unwrap() - 1;
    let lit: String = shown[column("highlight_start")..column("highlight_end")].iter().collect();
    assert_eq!(lit, "\"가_30000\"");
    assert!(text.len() < 5000, "{}", text.len());
}
