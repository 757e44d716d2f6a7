//! `cargo flagkit diff`: what differs between two versions of flags.json, in words.
//!
//! Where the versions come from is `command::diff::version`'s, the words are `words`'. Exit codes are those of diff(1):
//! 0 no difference, 1 differences, 2 trouble.

mod version;

use crate::cli::Options;
use crate::exit::{Failure, Outcome, Result};
use crate::flags_file::FlagsFile;
use crate::print::style::strong;
use crate::simulation::{self, Direction, Version};
use crate::who::crowd::{Crowd, Read};
use crate::words::{self, Change, Flags, Sort};
use crate::{moment, who};
use clap::Args;
use flagkit_core::{Date, EvaluationContext, Problem};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

/// What `diff` takes.
#[derive(Debug, Args)]
#[command(
    long_about = "Tell in words what differs between two versions of flags.json.\n\n\
                  OLD and NEW are files, `-` for standard input, or REVISION:PATH of git. Layout, comments and the order of \
                  flags are no difference.",
    after_help = "Exit codes: 0 no difference, 1 differences, 2 it could not be done.

Examples:
  cargo flagkit diff old.json flags.json
  cargo flagkit diff HEAD:flags.json flags.json
  cargo flagkit diff --markdown main:flags.json HEAD:flags.json
  cargo flagkit diff HEAD:flags.json flags.json --keys users.txt"
)]
pub(crate) struct Arguments {
    /// The version before: a file, `-`, or REVISION:PATH
    old: String,
    /// The version after
    new: String,
    /// As a list for a pull request
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
    /// As data
    #[arg(long)]
    json: bool,
    /// Count also how many of these keys move, one per line
    #[arg(long, value_name = "PATH")]
    keys: Option<PathBuf>,
    /// Attributes that all these keys have
    #[arg(long, value_name = "JSON", requires = "keys")]
    context: Option<String>,
    /// The instant to count for, instead of now
    #[arg(long, value_name = "DATE", requires = "keys")]
    at: Option<Date>,
}

/// Compares and prints.
pub(crate) fn run(_options: &Options, arguments: &Arguments) -> Result {
    let of_stdin = [&*arguments.old, &*arguments.new].iter().filter(|name| **name == "-").count();
    let keys_of_stdin = arguments.keys.as_deref().is_some_and(|path| path.as_os_str() == "-");
    if of_stdin + usize::from(keys_of_stdin) > 1 {
        return Err(Failure::new(
            "`-` is given twice, and standard input is read once; name a file",
        ));
    }
    let old = version::read(&arguments.old)?;
    let new = version::read(&arguments.new)?;
    let changes = words::difference(&Flags::of(old.document()?), &Flags::of(new.document()?));
    let moved = match &arguments.keys {
        None => None,
        Some(path) => {
            let common = who::given(arguments.context.as_deref(), None)?;
            let common = common.unwrap_or_else(EvaluationContext::anonymous);
            let crowd = Crowd::Keys { path: path.clone(), common };
            Some(moved(&crowd, &old, &new, moment::millis(arguments.at.as_ref()))?)
        }
    };
    let told = Told { old: &old, new: &new, changes: &changes, moved: moved.as_ref() };
    let text = match (arguments.json, arguments.markdown) {
        (true, _) => format!("{:#}\n", told.data()),
        (_, true) => told.markdown(),
        _ => told.plain(),
    };
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(if changes.is_empty() { Outcome::Clean } else { Outcome::Found })
}

/// How many keys a flag moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Move {
    come_in: u64,
    go_out: u64,
    across: u64,
}

/// What a crowd says of all flags that both versions have.
#[derive(Debug)]
struct Moved {
    crowd: String,
    read: Read,
    by_flag: BTreeMap<String, Move>,
}

fn moved(crowd: &Crowd, old: &FlagsFile, new: &FlagsFile, at: i64) -> Result<Moved> {
    let (was, is) = (Arc::new(old.compiled()?), Arc::new(new.compiled()?));
    let mut pairs = Vec::new();
    for flag in new.flags() {
        let key = flag.key();
        let both = (Version::within(&was, old, key), Version::within(&is, new, key));
        if let (Some(before), Some(after)) = both
            // Compiled flags hold their segments, but not the flags that they need.
            && (before.flag != after.flag || !flag.prerequisites().is_empty())
        {
            pairs.push((before, after));
        }
    }
    let asked: Vec<(&Version, Option<&Version>)> =
        pairs.iter().map(|(before, after)| (before, Some(after))).collect();
    let outcomes = simulation::runs(crowd, &asked, at, 0)?;
    let read = match outcomes.first() {
        Some(outcome) => outcome.read,
        None => crowd.each(|_| {})?,
    };
    let mut by_flag = BTreeMap::new();
    for ((before, after), outcome) in pairs.iter().zip(&outcomes) {
        let count = |direction| outcome.moves.count(before, after, direction);
        if !outcome.moves.is_empty() {
            let moved = Move {
                come_in: count(Direction::In),
                go_out: count(Direction::Out),
                across: count(Direction::Across),
            };
            by_flag.insert(after.flag.key().to_owned(), moved);
        }
    }
    let noun = words::counted(usize::try_from(read.asked).unwrap_or(usize::MAX), crowd.noun());
    Ok(Moved { crowd: format!("{noun} of {}", crowd.shown()), read, by_flag })
}

impl Move {
    fn words(self) -> String {
        let mut parts = Vec::new();
        let mut add = |count: u64, words: &str| {
            if count > 0 {
                parts.push(format!("{count} {words}"));
            }
        };
        add(self.come_in, "come in");
        add(self.go_out, "go out");
        add(self.across, "get another variant");
        parts.join(", ")
    }
}

/// What is printed.
struct Told<'a> {
    old: &'a FlagsFile,
    new: &'a FlagsFile,
    changes: &'a [Change],
    moved: Option<&'a Moved>,
}

impl Told<'_> {
    /// The lines of each change, with what the crowd says behind them.
    fn of(&self, change: &Change) -> Vec<String> {
        let mut lines = change.told();
        if change.of == words::Subject::Flag
            && let Some(moved) = self.moved
            && change.sort == Sort::Changed
        {
            match moved.by_flag.get(&change.name) {
                Some(found) => lines.push(format!("of {}: {}", moved.crowd, found.words())),
                None => lines.push(format!("of {}: nobody moves", moved.crowd)),
            }
        }
        if change.of == words::Subject::Flag {
            lines.extend(self.problems(&change.name));
        }
        lines
    }

    /// What keeps a flag of the new version from being used.
    fn problems(&self, key: &str) -> Vec<String> {
        let own = self.new.problems.iter();
        let own = own.filter(|problem| problem.is_error() && problem.flag.as_deref() == Some(key));
        let shown = |problem: &Problem| problem.render(&self.new.file.shown).replace('\n', " ");
        own.map(shown).collect()
    }

    /// Flags that move though they have not changed themselves: by a segment, or a flag that they need.
    fn also_moved(&self) -> Vec<String> {
        let Some(moved) = self.moved else { return Vec::new() };
        let told = |key: &String| {
            self.changes
                .iter()
                .any(|change| change.of == words::Subject::Flag && change.name == *key)
        };
        let others = moved.by_flag.iter().filter(|(key, _)| !told(key));
        others.map(|(key, found)| format!("{key}: of {}: {}", moved.crowd, found.words())).collect()
    }

    fn plain(&self) -> String {
        let mut text = String::new();
        for change in self.changes {
            let subject = strong(&change.subject());
            match &*self.of(change) {
                [only] => text.push_str(&format!("{subject}: {only}\n")),
                lines => {
                    text.push_str(&format!("{subject}:\n"));
                    lines.iter().for_each(|line| text.push_str(&format!("  {line}\n")));
                }
            }
        }
        self.also_moved().iter().for_each(|line| text.push_str(&format!("{line}\n")));
        if self.changes.is_empty() {
            text.push_str("no difference in meaning\n");
        }
        text
    }

    fn markdown(&self) -> String {
        if self.changes.is_empty() {
            return format!("No difference in meaning of `{}`.\n", self.new.file.shown);
        }
        let mut text = format!("**What changes in `{}`**\n\n", self.new.file.shown);
        for change in self.changes {
            let subject = match change.of {
                words::Subject::Flag => format!("**`{}`**", change.subject()),
                _ => escaped(&change.subject()),
            };
            let lines: Vec<String> = self.of(change).iter().map(|line| escaped(line)).collect();
            match &*lines {
                [only] => text.push_str(&format!("- {subject}: {only}\n")),
                lines => {
                    text.push_str(&format!("- {subject}\n"));
                    lines.iter().for_each(|line| text.push_str(&format!("  - {line}\n")));
                }
            }
        }
        self.also_moved().iter().for_each(|line| text.push_str(&format!("- {}\n", escaped(line))));
        text
    }

    fn data(&self) -> Value {
        let moves = self.moved.map(|moved| {
            let by_flag: BTreeMap<&str, Value> = moved
                .by_flag
                .iter()
                .map(|(key, found)| {
                    let Move { come_in, go_out, across } = found;
                    (&**key, json!({ "come_in": come_in, "go_out": go_out, "across": across }))
                })
                .collect();
            json!({ "keys": moved.read.asked, "repeated": moved.read.repeated, "flags": by_flag })
        });
        json!({
            "old": self.old.file.shown,
            "new": self.new.file.shown,
            "changes": self.changes,
            "moves": moves,
        })
    }
}

/// A line in which Markdown finds nothing of its own; code between backticks stays code.
fn escaped(line: &str) -> String {
    let mut text = String::new();
    let mut in_code = false;
    for character in line.chars() {
        match character {
            '`' => in_code = !in_code,
            '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' if !in_code => {
                text.push('\\')
            }
            '@' if !in_code => {
                // Nobody is called to a pull request by an attribute's value.
                text.push_str("@\u{200b}");
                continue;
            }
            _ => {}
        }
        text.push(character);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn markdown_finds_nothing_of_its_own() {
        assert_eq!(escaped("a_b *c* `d_e`"), "a\\_b \\*c\\* `d_e`");
        assert_eq!(escaped("mail ends with @x.com"), "mail ends with @\u{200b}x.com");
    }
}
