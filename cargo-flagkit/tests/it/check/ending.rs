//! How `check` ends: levels, exit codes, workspaces and files that cannot be read.

use super::found;
use crate::project::Project;

#[test]
fn a_source_that_is_no_rust() {
    let project = Project::package(
        "{ \"a\": true, \"b\": true }",
        &[
            (
                "src/main.rs",
                "flagkit::flags!(\"flags.json\");\nmod broken;\nfn main() { flags::A.is_enabled(); }\n",
            ),
            ("src/broken.rs", "fn flags( { \n"),
        ],
    );
    let ran = project.run(&["check", "--message-format", "short"]).expect(2);
    assert!(
        ran.stdout.contains("src/broken.rs:1:11: error[FK0309]: cannot be read as Rust"),
        "{}",
        ran.stdout
    );
    // What `broken.rs` uses is not known.
    assert!(!ran.stdout.contains("FK0104"), "{}", ran.stdout);
    assert!(ran.stderr.contains("a source could not be read"), "{}", ran.stderr);
    let before = project.read("flags.json");
    project.run(&["check", "--fix"]).expect(2);
    assert_eq!(project.read("flags.json"), before);
    let ran = project
        .run(&["check", "--message-format", "short", "--exclude", "src/broken.rs"])
        .expect(0);
    assert!(ran.stdout.contains("flag `b` is never read"), "{}", ran.stdout);
    let ran = project.run(&["check", "--exclude", "src/brokn.rs"]).expect(2);
    assert!(
        ran.stderr.starts_with("error: there is no `src/brokn.rs` to leave out"),
        "{}",
        ran.stderr
    );
}

#[test]
fn levels_are_the_callers() {
    let project = Project::package(
        "{ \"a\": true, \"b\": true }",
        &[(
            "src/main.rs",
            "flagkit::flags!(\"flags.json\");\nfn main() { flags::A.is_enabled(); }\n",
        )],
    );
    assert_eq!(found(&project, 0, &[]).len(), 1);
    assert_eq!(found(&project, 0, &["--allow", "unused"]).len(), 0);
    assert_eq!(found(&project, 0, &["-A", "warnings"]).len(), 0);
    assert_eq!(found(&project, 0, &["-D", "expired"]).len(), 1);
    for deny in ["warnings", "unused-flag", "FK0104"] {
        let found = found(&project, 1, &["--deny", deny]);
        assert_eq!(found, ["flags.json:1:14: error[FK0104]: flag `b` is never read; remove it"]);
    }
    // What is denied by name is not allowed with all others.
    assert_eq!(found(&project, 1, &["-A", "warnings", "-D", "unused"]).len(), 1);
    let ran = project.run(&["check", "--deny", "unusd"]).expect(2);
    assert!(ran.stderr.contains("no such finding; did you mean `unused-flag`?"), "{}", ran.stderr);
}

#[test]
fn a_workspace_that_cargo_cannot_read() {
    let project = Project::new();
    project.write(
        "Cargo.toml",
        "[package]\nname = \"app\"\nversion = \"0.1.0\"\n[dependencies]\nx = { path = 7 }\n",
    );
    let ran = project.run(&["check"]).expect(2);
    assert!(
        ran.stderr.starts_with("error: cargo cannot read this workspace\n  note: "),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("help: mend Cargo.toml, or name one with `--manifest-path PATH`"),
        "{}",
        ran.stderr
    );
    let nowhere = Project::new();
    nowhere.run(&["check"]).expect(2);
    nowhere.run(&["check", "--manifest-path", "gone/Cargo.toml"]).expect(2);
}

#[test]
fn a_document_that_cannot_be_read() {
    let main = "flagkit::flags!(\"flags.json\");\nfn main() { flags::A.is_enabled(); }\n";
    let project = Project::package("{ \"a\": tr", &[("src/main.rs", main)]);
    assert_eq!(
        found(&project, 1, &[]),
        ["flags.json:1:8: error[FK0001]: `tr` is not a value; did you mean `true`?"]
    );
    std::fs::write(project.join("flags.json"), b"{ \"a\": \"\xFF\" }").unwrap();
    let ran = project.run(&["check"]).expect(2);
    assert_eq!(ran.stderr, "error: `flags.json` is not UTF-8; save it as UTF-8\n");
}

#[test]
fn a_document_without_any_code() {
    let project = Project::new();
    project.write("live.json", "{ \"a\": true, \"b\": \"5\" }");
    for format in ["human", "short", "json", "sarif"] {
        let ran =
            project.run(&["check", "--file", "live.json", "--message-format", format]).expect(1);
        assert!(ran.stdout.contains("FK0105") && !ran.stdout.contains("FK0104"), "{}", ran.stdout);
    }
}

#[test]
fn a_closed_pipe_hides_no_error() {
    let main = "flagkit::flags!(\"flags.json\");\nfn main() { flags::GONE.is_enabled(); }\n";
    let project = Project::package("{ \"a\": true }", &[("src/main.rs", main)]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = project.command(&["check"]);
    let output = command.stdout(writer).stderr(std::process::Stdio::piped());
    let output = output.spawn().unwrap().wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn findings_and_codes_have_names() {
    let project =
        Project::package("{ \"unused-segment\": true }", &[("src/main.rs", "fn main() {}\n")]);
    let told = |subject: &str| project.run(&["explain", subject]).expect(0).stdout;
    assert!(told("expired-flag").starts_with("FK0302 (expired-flag): a flag that is past"));
    assert_eq!(told("FK0302"), told("expired-flag"));
    // A flag is meant before a name.
    assert!(told("unused-segment").starts_with("`unused-segment` "), "{}", told("unused-segment"));
}

#[test]
fn a_workspace_without_flagkit() {
    let project = Project::new();
    project.write(
        "Cargo.toml",
        "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    project.write("src/main.rs", "fn main() {}\n");
    project.write("flags.json", "{ \"a\": true }");
    let ran = project.run(&["check"]).expect(0);
    assert_eq!(ran.stdout, "");
    assert!(
        ran.stderr.starts_with("note: no package of this workspace depends on flagkit"),
        "{}",
        ran.stderr
    );
}
