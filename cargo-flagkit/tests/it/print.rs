//! Findings as they leave the command: each form whole, and colours only where they are wanted.

use crate::project::Project;
use cargo_metadata::Message;
use cargo_metadata::diagnostic::{Applicability, Diagnostic, DiagnosticSpan};
use serde_json::Value;
use std::path::Path;

const MAIN: &str =
    "flagkit::flags!(\"flags.json\");\nfn main() {\n    flags::NEW_CHEKOUT.is_enabled();\n}\n";
const FLAGS: &str = "{\n  \"old_banner\": true, // 배너\n  \"new_checkout\": \"5%\"\n}\n";

fn project() -> Project {
    Project::package(FLAGS, &[("src/main.rs", MAIN)])
}

#[test]
fn findings_look_like_rustcs() {
    let ran = project().run(&["check"]).expect(1);
    assert_eq!(
        ran.stdout,
        "\
warning[FK0104]: flag `old_banner` is never read; remove it
 --> flags.json:2:3
  |
2 |   \"old_banner\": true, // 배너
  |   ^^^^^^^^^^^^ read by no code
  |
  = help: remove the flag; `cargo flagkit check --fix` does it

warning[FK0104]: flag `new_checkout` is never read; perhaps src/main.rs:3:12 means it
 --> flags.json:3:3
  |
3 |   \"new_checkout\": \"5%\"
  |   ^^^^^^^^^^^^^^ read by no code
  |
 ::: src/main.rs:3:12
  |
3 |     flags::NEW_CHEKOUT.is_enabled();
  |            ----------- perhaps meant here

error[FK0301]: no handle `NEW_CHEKOUT` in `flags.json`; did you mean `NEW_CHECKOUT` (flags.json:3:3)?
 --> src/main.rs:3:12
  |
3 |     flags::NEW_CHEKOUT.is_enabled();
  |            ^^^^^^^^^^^
  |
  = help: to create it, run `cargo flagkit add new_chekout`

error: 1 error, 2 warnings; 1 can be mended by `cargo flagkit check --fix`
For more about a code, run `cargo flagkit explain FK0301`
"
    );
    assert_eq!(ran.stderr, "");
}

/// What an editor does with a fix: replaces what stands from line and column to line and column.
fn mended(text: &str, edit: &DiagnosticSpan) -> String {
    let offset = |line: usize, column: usize| {
        let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let characters =
            text[start..].char_indices().map(|(offset, _)| offset).chain([text.len() - start]);
        start + characters.into_iter().nth(column - 1).unwrap()
    };
    let (start, end) =
        (offset(edit.line_start, edit.column_start), offset(edit.line_end, edit.column_end));
    // An editor goes by lines and columns, rustfix by bytes; both must come to the same.
    assert_eq!((start, end), (edit.byte_start as usize, edit.byte_end as usize));
    format!("{}{}{}", &text[..start], edit.suggested_replacement.as_deref().unwrap(), &text[end..])
}

#[test]
fn an_editor_finds_every_place_and_applies_every_fix() {
    let project = project();
    let ran = project.run(&["check", "--message-format", "json"]).expect(1);
    let messages = Message::parse_stream(ran.stdout.as_bytes()).map(Result::unwrap);
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let mut is_finished = false;
    for message in messages {
        match message {
            Message::CompilerMessage(message) => {
                assert_eq!(message.target.name, "app");
                diagnostics.push(message.message);
            }
            Message::BuildFinished(end) => is_finished = !end.success,
            other => panic!("{other:?}"),
        }
    }
    assert!(is_finished && diagnostics.len() == 3, "{}", ran.stdout);
    for diagnostic in &diagnostics {
        let code = &diagnostic.code.as_ref().unwrap().code;
        let fixes = diagnostic.children.iter().flat_map(|child| &child.spans);
        let fixes: Vec<&DiagnosticSpan> =
            fixes.filter(|span| span.suggested_replacement.is_some()).collect();
        for span in diagnostic.spans.iter().filter(|span| span.is_primary) {
            // As rust-analyzer does: the workspace's root, and the name behind it.
            let file = project.path().join(&span.file_name);
            let text = std::fs::read_to_string(file).unwrap();
            let named = &text[span.byte_start as usize..span.byte_end as usize];
            assert!(
                diagnostic.message.contains(named.trim_matches('"')),
                "{named}: {}",
                diagnostic.message
            );
            assert_eq!(text.lines().nth(span.line_start - 1).unwrap(), span.text[0].text);
        }
        // One that the slip of the pen may have meant is not to be removed.
        if code != "FK0104" || diagnostic.message.contains("perhaps") {
            assert!(fixes.is_empty());
            continue;
        }
        let [fix] = &*fixes else { panic!("{diagnostic:#?}") };
        assert_eq!(fix.suggestion_applicability, Some(Applicability::MachineApplicable));
        let text = mended(&project.read(&fix.file_name), fix);
        let flag = diagnostic.message.split('`').nth(1).unwrap();
        assert!(!text.contains(flag), "{text}");
        let other = if flag == "old_banner" { "new_checkout" } else { "old_banner" };
        assert!(text.contains(other), "{text}");
        let read = Project::new();
        read.write("flags.json", &text);
        read.run(&["fmt"]).expect(0);
    }
}

#[test]
fn sarif_is_one_document() {
    let project = project();
    let ran = project.run(&["check", "--message-format", "sarif"]).expect(1);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let run = &report["runs"][0];
    assert_eq!(run["results"].as_array().unwrap().len(), 3);
    let root = run["originalUriBaseIds"]["SRCROOT"]["uri"].as_str().unwrap();
    let first = &run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    let path =
        format!("{}{}", root.strip_prefix("file://").unwrap(), first["uri"].as_str().unwrap());
    assert!(Path::new(&path).is_file(), "{path}");
}

#[test]
fn short_is_a_line_for_each() {
    let ran = project().run(&["check", "--message-format", "short"]).expect(1);
    assert_eq!(
        ran.stdout.lines().next(),
        Some("flags.json:2:3: warning[FK0104]: flag `old_banner` is never read; remove it")
    );
    assert_eq!(ran.stdout.lines().count(), 5);
}

#[test]
fn colours_are_there_where_they_are_wanted() {
    let project = project();
    let is_coloured = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = project.command(&[&["check"], arguments].concat());
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CARGO_TERM_COLOR"] {
            command.env_remove(name);
        }
        let output = command.envs(variables.iter().copied()).output().unwrap();
        output.stdout.contains(&0x1B)
    };
    // Standard output is no terminal here.
    assert!(!is_coloured(&[], &[]));
    assert!(is_coloured(&["--color", "always"], &[]));
    assert!(is_coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(is_coloured(&[], &[("CARGO_TERM_COLOR", "always")]));
    assert!(!is_coloured(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!is_coloured(
        &["--color", "never"],
        &[("CARGO_TERM_COLOR", "always"), ("CLICOLOR_FORCE", "1")]
    ));
    assert!(!is_coloured(&["--message-format", "json", "--color", "always"], &[]));
    assert!(!is_coloured(&["--message-format", "sarif", "--color", "always"], &[]));
}

#[test]
fn failures_are_on_standard_error_and_coloured_alike() {
    let project = Project::new();
    let ran = project.run(&["fmt", "--color", "always"]).expect(2);
    assert_eq!(ran.stdout, "");
    assert!(
        ran.stderr.contains("\u{1b}[") && ran.stderr.contains("there is no `flags.json`"),
        "{:?}",
        ran.stderr
    );
    let ran = project.run(&["fmt"]).expect(2);
    assert!(ran.stderr.starts_with("error: there is no `flags.json`\n"), "{:?}", ran.stderr);
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    use std::process::Stdio;
    let project = project();
    let mut child =
        project.command(&["check"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("panicked"), "{said}");
}
