//! What a code stands for, for the person who met it.
//!
//! The words are `flagkit-core`'s. An example is a document that has the mistake, with what the parser says of it now, or
//! the files of a package in which `check` finds it. Law: no example is shown that does not show its code.

mod example;
mod sources;

use super::human::Human;
use crate::finding::{Finding, TextFile};
use annotate_snippets::Renderer;
use flagkit_core::{Code, Document};
use std::sync::Arc;

/// Lines longer than this are hard to read, however wide the terminal is.
const WIDEST: usize = 100;

/// The code, why it is a mistake, where it is found, and an example where one document shows it.
pub(crate) fn explain(code: Code) -> String {
    let width = terminal_size::terminal_size_of(std::io::stdout());
    // Where no person reads, a paragraph is one line.
    let width = width.map_or(usize::MAX, |(width, _)| usize::from(width.0).min(WIDEST));
    let paragraphs = [code.explain(), found(code)].map(|paragraph| wrapped(paragraph, width));
    let [explanation, found] = paragraphs;
    let mut text =
        format!("{code} ({}): {}\n\n{explanation}\n\n{found}\n", code.name(), code.summary());
    if let Some(finding) = example(code) {
        let rendered = Human::new(Renderer::styled()).render(&finding);
        text.push_str(&format!("\nFor example:\n\n{rendered}\n"));
    }
    for (index, (name, lines)) in sources::of(code).unwrap_or_default().iter().enumerate() {
        text.push_str(if index == 0 { "\nFor example:\n" } else { "" });
        text.push_str(&format!("\n{name}\n"));
        text.extend(lines.lines().map(|line| format!("    {line}\n")));
    }
    text
}

/// A paragraph in lines of at most so many characters, where its words are no longer.
fn wrapped(paragraph: &str, width: usize) -> String {
    let mut text = String::new();
    let mut column = 0;
    for word in paragraph.split(' ') {
        let length = word.chars().count();
        if column > 0 {
            let fits = length < width.saturating_sub(column);
            text.push(if fits { ' ' } else { '\n' });
            column = if fits { column + 1 } else { 0 };
        }
        text.push_str(word);
        column += length;
    }
    text
}

/// Who says it, and what follows from it.
fn found(code: Code) -> &'static str {
    match code.number() {
        _ if matches!(code, Code::UnusedFlag) => {
            "`cargo flagkit check` finds it in the whole workspace; rustc says the same of a handle that is private to its crate, \
             as `dead_code`. Nothing follows from it at run time."
        }
        _ if matches!(code, Code::UndeclaredFlag) => {
            "An error: where rustc compiles the code it refuses it, too."
        }
        _ if matches!(code, Code::ExpiredFlag | Code::SettledFlag) => {
            "`cargo flagkit check` finds it; rustc warns of each use, too, in a build that sets `FLAGKIT_TODAY`. Nothing follows \
             from it at run time."
        }
        _ if code.is_of_workspace() => {
            "Only `cargo flagkit check` finds it, since it takes the sources of the whole workspace; nothing follows from it \
             at run time."
        }
        200.. => "A warning: everything is used as it is written, by the build and at run time.",
        _ if code.is_about_names() => {
            "An error to the build, which makes names of Rust out of it; a program that is running uses the flag all the same."
        }
        _ => {
            "An error: the build refuses it. At run time one bad flag fails alone and keeps its last good definition, and a \
             document that cannot be read changes nothing."
        }
    }
}

fn example(code: Code) -> Option<Finding> {
    let text = example::of(code)?.to_owned();
    let problems = Document::parse(&text).problems;
    let (path, shown) = ("flags.json".into(), "flags.json".to_owned());
    let file = Arc::new(TextFile { path, shown, text });
    let problem = problems.iter().find(|problem| problem.code == code)?;
    Some(Finding::of_document(problem, &file))
}

#[cfg(test)]
mod tests {
    use super::{example, explain, sources, wrapped};
    use crate::cli::Options;
    use crate::survey::Survey;
    use crate::workspace::Workspace;
    use crate::{audit, moment};
    use flagkit_core::Code;

    #[test]
    fn every_code_of_the_parser_has_an_example_that_shows_it() {
        // Documents of 64 MiB, of 129 levels and of 1000 mistakes are no examples to read.
        let too_big = [
            Code::TooLarge,
            Code::TooDeep,
            Code::TooManyProblems,
            Code::TooManyVariants,
            Code::TooManyStages,
            Code::SegmentTooLarge,
            Code::TooManyPrerequisites,
        ];
        let is_wrong = |code: &&Code| {
            let is_shown = !code.is_of_workspace() && !too_big.contains(code);
            example(**code).is_some() != is_shown
        };
        let wrong: Vec<String> = Code::ALL.iter().filter(is_wrong).map(Code::to_string).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn every_code_of_a_workspace_has_an_example_that_shows_it() {
        let is_wrong = |code: &&Code| match sources::of(**code) {
            Some(files) => !found(files).contains(code),
            None => code.is_of_workspace(),
        };
        let wrong: Vec<String> = Code::ALL.iter().filter(is_wrong).map(Code::to_string).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    /// What `check` finds in a package with these files.
    fn found(files: &[sources::File]) -> Vec<Code> {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().canonicalize().unwrap();
        let flagkit = concat!(env!("CARGO_MANIFEST_DIR"), "/../flagkit");
        let manifest = format!(
            "[package]\nname = \"app\"\nedition = \"2024\"\n[workspace]\n[dependencies]\nflagkit = {{ path = '{flagkit}' }}\n"
        );
        for (name, text) in [("Cargo.toml", &*manifest)].iter().chain(files) {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let manifest_path = Some(root.join("Cargo.toml"));
        let options = Options { file: None, manifest_path, color: clap::ColorChoice::Never };
        let workspace = Workspace::load(&options).unwrap();
        let survey = Survey::of(&workspace, None, &[]).unwrap();
        let findings = audit::findings(&survey, moment::millis(None));
        findings.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn paragraphs_fit_their_width() {
        assert_eq!(wrapped("ab cd ef", 5), "ab cd\nef");
        assert_eq!(wrapped("abcdefg ab c", 4), "abcdefg\nab c");
        assert_eq!(wrapped("ab cd ef", usize::MAX), "ab cd ef");
    }

    #[test]
    fn a_code_is_explained() {
        let text = anstream::adapter::strip_str(&explain(Code::UnknownMember)).to_string();
        assert_eq!(
            text,
            "FK0007 (unknown-member): a member that flagkit does not know

A misspelt member that is silently ignored is a flag that does not do what the file says. Correct the name; for notes of \
your own use `metadata`, or a member whose name begins with `x-`, which is free anywhere.

An error: the build refuses it. At run time one bad flag fails alone and keeps its last good definition, and a document \
that cannot be read changes nothing.

For example:

error[FK0007]: unknown member `enabld` of flag `new_checkout`; did you mean `enabled`?
 --> flags.json:1:21
  |
1 | { \"new_checkout\": { \"enabld\": true } }
  |                     ^^^^^^^^
"
        );
    }
}
