//! `cargo flagkit explain`: one answer, step by step, with the lines of the file; or a code.
//!
//! The steps are the core's own words. Law: what is explained is what a running program would do with the same file,
//! context and instant.

use super::check::levels::named;
use crate::cli::Options;
use crate::exit::{Failure, Outcome, Result};
use crate::flags_file::FlagsFile;
use crate::print::style::{obeyed_by_none, strong};
use crate::{moment, print, who, workspace};
use clap::Args;
use flagkit_core::plan::{Event, Explanation};
use flagkit_core::{Code, Context, Date, EvaluationContext, Flag, FlagSet, Location, Origin};
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

/// What `explain` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo flagkit explain new_checkout --context '{\"key\":\"42\",\"country\":\"KR\"}'
  cargo flagkit explain new_checkout --context-file user.json --at 2027-01-01T00:00:00Z
  cargo flagkit explain FK0104")]
pub(crate) struct Arguments {
    /// A flag's key, or a code such as FK0104, or its name such as unused-flag
    #[arg(value_name = "FLAG|CODE")]
    subject: String,
    /// Who asks: the targeting key as `key`, and attributes
    #[arg(long, value_name = "JSON", conflicts_with = "context_file")]
    context: Option<String>,
    /// The same from a file
    #[arg(long, value_name = "PATH")]
    context_file: Option<PathBuf>,
    /// The instant to answer for, instead of now
    #[arg(long, value_name = "DATE")]
    at: Option<Date>,
    /// The same as data
    #[arg(long)]
    json: bool,
}

/// Explains and prints.
pub(crate) fn run(options: &Options, arguments: &Arguments) -> Result {
    if let Ok(code) = arguments.subject.parse::<Code>() {
        return explain_code(code, arguments.json);
    }
    let asker = who::given(arguments.context.as_deref(), arguments.context_file.as_deref())?;
    let found = workspace::flags_file(options).and_then(|file| {
        let flag = sound(&file, &arguments.subject)?;
        Ok((file, flag))
    });
    let (file, flag) = match (found, named(&arguments.subject)) {
        // `unused-flag` is a code's name, where no flag is called so.
        (Err(_), Some(code)) => return explain_code(code, arguments.json),
        (found, _) => found.map_err(|failure| or_code(failure, arguments))?,
    };
    let flags = file.compiled()?;
    let at = moment::millis(arguments.at.as_ref());
    let question = Question { file: &file, flags: &flags, asker: asker.as_ref(), at };
    let mut out = anstream::stdout().lock();
    if arguments.json {
        let data = question.data(&flag, &mut Vec::new());
        writeln!(out, "{data:#}")?;
    } else {
        write!(out, "{}", question.told(&flag))?;
    }
    Ok(Outcome::Clean)
}

fn explain_code(code: Code, as_json: bool) -> Result {
    let mut out = anstream::stdout().lock();
    if as_json {
        let data = json!({
            "code": code.to_string(),
            "name": code.name(),
            "summary": code.summary(),
            "explanation": code.explain(),
        });
        writeln!(out, "{data:#}")?;
    } else {
        write!(out, "{}", print::code::explain(code))?;
    }
    Ok(Outcome::Clean)
}

/// Whoever asks for `FK9999` means a code.
fn or_code(failure: Failure, arguments: &Arguments) -> Failure {
    let subject = &arguments.subject;
    let digits = subject.strip_prefix("FK").or_else(|| subject.strip_prefix("fk"));
    let meant = digits.unwrap_or(subject);
    if meant.is_empty() || !meant.bytes().all(|byte| byte.is_ascii_digit()) {
        return failure;
    }
    Failure::new(format!("there is no code `{subject}` and no flag of that name"))
        .help("codes look like `FK0104`; `cargo flagkit check` names them")
}

/// The flag that a file has under a key; one that is broken or not there is a failure that says so.
pub(crate) fn sound(file: &FlagsFile, key: &str) -> Result<Arc<Flag>> {
    let definition = file.flag(key)?;
    let compiled = file.compiled()?;
    match compiled.get(key) {
        Some(flag) if !definition.is_broken() => Ok(flag.clone()),
        _ => {
            let shown = &file.file.shown;
            let own = file.problems.iter().filter(|problem| {
                problem.is_error() && problem.flag.as_deref().is_none_or(|flag| flag == key)
            });
            let off = match definition.enabled() {
                Some(false) => "; all the same it is off for everyone, as `enabled` says",
                _ => "",
            };
            let failure = Failure::new(format!(
                "flag `{key}` ({shown}:{}) is broken{off}",
                definition.location()
            ));
            Err(own
                .fold(failure, |failure, problem| failure.note(problem.render(shown)))
                .help("mend it; meanwhile a running program keeps its last good definition"))
        }
    }
}

/// What is asked, for the flag and for those that it needs.
struct Question<'a> {
    file: &'a FlagsFile,
    flags: &'a FlagSet,
    asker: Option<&'a EvaluationContext>,
    at: i64,
}

impl Question<'_> {
    fn explanation(&self, flag: &Flag) -> Explanation {
        let context = self.asker.map(|asker| asker as &dyn Context);
        flag.explain(context, &self.flags.at(self.at))
    }

    fn told(&self, flag: &Flag) -> String {
        let explanation = self.explanation(flag);
        let key =
            self.asker.and_then(|asker| asker.targeting_key().map(|key| key.as_str().to_owned()));
        let whom = match (&key, self.asker) {
            (Some(key), _) => format!("key `{key}`"),
            (None, Some(_)) => "somebody without a key".to_owned(),
            (None, None) => "a call without a context".to_owned(),
        };
        let mut text = format!("{} for {whom}\n", strong(&format!("`{}`", flag.key())));
        self.trail(&mut text, flag, &explanation, 1, &mut Vec::new());
        let place = flag.place(explanation.evaluation.origin);
        text.push_str(&self.excerpt(place.location));
        if self.asker.is_none() && flag.uses_context() {
            text.push_str("note: no context was given; pass `--context '{\"key\":\"42\"}'`\n");
        }
        text
    }

    /// The steps, each of a prerequisite followed by that flag's own, indented.
    fn trail(
        &self,
        text: &mut String,
        flag: &Flag,
        explanation: &Explanation,
        depth: usize,
        above: &mut Vec<String>,
    ) {
        let indent = "  ".repeat(depth);
        let mut others = explanation.events.iter().filter_map(|event| match event {
            Event::Prerequisite { flag, .. } => Some(flag.clone()),
            _ => None,
        });
        above.push(flag.key().to_owned());
        for line in explanation.to_string().lines() {
            let words = obeyed_by_none(&self.placed(line));
            text.push_str(&format!("{indent}{words}\n"));
            if !line.starts_with("prerequisite `") {
                continue;
            }
            let Some(other) = others.next() else { continue };
            // What is explained above already goes on in no circle.
            if above.iter().any(|key| **key == *other) {
                continue;
            }
            if let Some(other) = self.flags.get(&other) {
                let explanation = self.explanation(other);
                self.trail(text, other, &explanation, depth + 1, above);
            }
        }
        above.pop();
    }

    /// The line with the file's name before its place: `(19:17)` becomes `(flags.json:19:17)`.
    fn placed(&self, line: &str) -> String {
        let is_place = |inner: &str| {
            inner.split_once(':').is_some_and(|(line, column)| {
                let digits =
                    |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                digits(line) && digits(column)
            })
        };
        // Names stand before their place, so the last one is it.
        let found = line.rmatch_indices(" (").find_map(|(start, _)| {
            let inner = line.get(start + 2..)?.split(')').next()?;
            is_place(inner).then_some(start + 2)
        });
        match found.and_then(|at| line.split_at_checked(at)) {
            Some((before, after)) => format!("{before}{}:{after}", self.file.file.shown),
            None => line.to_owned(),
        }
    }

    /// The line of the file that decided, with its number and a mark under the place.
    fn excerpt(&self, location: Location) -> String {
        let number = location.line.to_string();
        let margin = " ".repeat(number.len());
        let column = usize::try_from(location.column).unwrap_or(1).saturating_sub(1);
        let (line, column) = window(self.line(location), column);
        // A comment may hold what a terminal obeys.
        let shown = |c: char| if c.is_control() && c != '\t' { '\u{FFFD}' } else { c };
        let line: String = line.chars().map(shown).collect();
        let before: String =
            line.chars().take(column).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        let place = format!("{}:{location}", self.file.file.shown);
        format!(
            "\n{margin}--> {place}\n{margin} |\n{number} | {line}\n{margin} | {before}^ decides\n"
        )
    }

    fn line(&self, location: Location) -> &str {
        let index = usize::try_from(location.line).unwrap_or(1).saturating_sub(1);
        let text = &self.file.file.text;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        text.lines().nth(index).unwrap_or_default()
    }

    fn data(&self, flag: &Flag, above: &mut Vec<String>) -> Value {
        let explanation = self.explanation(flag);
        let evaluation = explanation.evaluation;
        let variant = flag.variants().get(evaluation.variant);
        let place = flag.place(evaluation.origin);
        above.push(flag.key().to_owned());
        let mut prerequisites = Vec::new();
        for event in &explanation.events {
            if let Event::Prerequisite { flag: other, .. } = event
                && let Some(other) = self.flags.get(other)
                && !above.iter().any(|key| key == other.key())
            {
                prerequisites.push(self.data(other, above));
            }
        }
        above.pop();
        let trail: Vec<String> =
            explanation.to_string().lines().map(|line| self.placed(line)).collect();
        json!({
            "flag": flag.key(),
            "variant": variant.map(|variant| &*variant.name),
            "payload": variant.map(|variant| &variant.payload),
            "reason": evaluation.reason,
            "error": evaluation.error,
            "bucket": evaluation.bucket,
            "decided_by": origin(evaluation.origin),
            "name": place.name.as_deref(),
            "place": {
                "file": self.file.file.shown,
                "line": place.location.line,
                "column": place.location.column,
                "text": self.line(place.location),
            },
            "trail": trail,
            "prerequisites": prerequisites,
        })
    }
}

/// So many characters of a line are shown, and so many of them before the place.
const WIDEST: usize = 120;
const BEFORE: usize = 40;

/// The part of a line around a column, and the column in it: a minified file is one line.
fn window(line: &str, column: usize) -> (String, usize) {
    let count = line.chars().count();
    if count <= WIDEST {
        return (line.to_owned(), column);
    }
    let start = column.saturating_sub(BEFORE).min(count - WIDEST);
    let shown: String = line.chars().skip(start).take(WIDEST).collect();
    let (left, shift) = if start > 0 { ("…", 1) } else { ("", 0) };
    let right = if start + WIDEST < count { "…" } else { "" };
    (format!("{left}{shown}{right}"), column - start + shift)
}

/// As data: the word, and the place in the list where there is one.
pub(crate) fn origin(origin: Origin) -> Value {
    serde_json::to_value(origin).unwrap_or(Value::Null)
}

#[cfg(test)]
mod tests {
    use super::window;

    #[test]
    fn a_long_line_is_shown_around_the_place() {
        assert_eq!(window("short", 2), ("short".to_owned(), 2));
        let line = format!("{}X{}", "a".repeat(1000), "b".repeat(1000));
        for (at, line) in [(1000, &line), (0, &line), (2000, &line)] {
            let (shown, column) = window(line, at);
            assert_eq!(shown.chars().nth(column), line.chars().nth(at));
            assert!(shown.chars().count() <= 122);
        }
    }
}
