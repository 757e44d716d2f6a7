//! What an editor reads: `check --and-cargo --message-format json` in place of `cargo check`, as rust-analyzer's
//! `check.overrideCommand` runs it.

use crate::project::Project;
use cargo_metadata::Message;

/// A package whose `flagkit` is a stand-in of a few lines, so that cargo has next to nothing to compile.
fn project(main: &str) -> Project {
    let project = Project::new();
    project.write(
        "Cargo.toml",
        "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         flagkit = { path = \"stand-in\" }\n\n[workspace]\nmembers = [\".\"]\nexclude = [\"stand-in\"]\n",
    );
    project.write(
        "stand-in/Cargo.toml",
        "[package]\nname = \"flagkit\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    project.write(
        "stand-in/src/lib.rs",
        "#[macro_export]\nmacro_rules! flags { ($file:literal) => {} }\n",
    );
    project.write("flags.json", "{\n  \"unused\": true\n}\n");
    project.write("src/main.rs", main);
    project
}

fn messages(project: &Project, code: i32) -> Vec<Message> {
    let mut command = project.command(&["check", "--and-cargo", "--message-format", "json"]);
    // A target directory that projects share would bring the messages of another one.
    let output = command.env("CARGO_TARGET_DIR", project.join("target")).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    Message::parse_stream(&*output.stdout).map(Result::unwrap).collect()
}

/// The code and the file of each diagnostic.
fn diagnostics(messages: &[Message]) -> Vec<(String, String)> {
    let told = messages.iter().filter_map(|message| match message {
        Message::CompilerMessage(told) => Some(&told.message),
        _ => None,
    });
    told.filter_map(|told| {
        let span = told.spans.iter().find(|span| span.is_primary)?;
        Some((told.code.as_ref()?.code.clone(), span.file_name.clone()))
    })
    .collect()
}

#[test]
fn rustc_and_flagkit_speak_on_one_stream() {
    let project = project("flagkit::flags!(\"flags.json\");\nfn main() { let unread = 1; }\n");
    let messages = messages(&project, 0);
    let found = diagnostics(&messages);
    assert!(
        found.contains(&("unused_variables".to_owned(), "src/main.rs".to_owned())),
        "{found:?}"
    );
    assert!(found.contains(&("FK0104".to_owned(), "flags.json".to_owned())), "{found:?}");
    let ends = messages.iter().filter(|message| matches!(message, Message::BuildFinished(_)));
    assert_eq!(ends.count(), 1);
    assert!(matches!(messages.last(), Some(Message::BuildFinished(end)) if end.success));
}

#[test]
fn an_error_of_rustc_is_no_reason_to_be_silent() {
    let project = project("flagkit::flags!(\"flags.json\");\nfn main() { let x: u8 = \"\"; }\n");
    let messages = messages(&project, 1);
    let found = diagnostics(&messages);
    assert!(found.contains(&("E0308".to_owned(), "src/main.rs".to_owned())), "{found:?}");
    assert!(found.contains(&("FK0104".to_owned(), "flags.json".to_owned())), "{found:?}");
    assert!(matches!(messages.last(), Some(Message::BuildFinished(end)) if !end.success));
}
