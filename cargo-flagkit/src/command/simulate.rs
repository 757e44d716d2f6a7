//! `cargo flagkit simulate`: who of a crowd gets what, and whom a change would move.
//!
//! The change is made on a copy of the text, by the edits of `set` and `stage`; nothing is written.

mod told;

use crate::cli::Options;
use crate::edit::{self, Asker, Plan};
use crate::exit::{Failure, Outcome, Result};
use crate::finding::TextFile;
use crate::flags_file::FlagsFile;
use crate::simulation::{self, Version};
use crate::who::crowd::Crowd;
use crate::words::state;
use crate::{moment, who, workspace};
use clap::Args;
use flagkit_core::{Context as _, Date, EvaluationContext};
use std::io::Write as _;
use std::path::PathBuf;
use told::Told;

/// What `simulate` takes.
#[derive(Debug, Args)]
#[command(
    group = clap::ArgGroup::new("crowd").required(true).args(["keys", "context_file"]),
    group = clap::ArgGroup::new("change").args(["to", "to_stage", "against"]),
    after_help = "A key that stands twice counts once; of contexts each line counts. `#` begins a comment among keys.

Examples:
  cargo flagkit simulate new_checkout --keys users.txt
  cargo flagkit simulate new_checkout --keys users.txt --to 25%
  cargo flagkit simulate new_checkout --keys users.txt --context '{\"country\":\"KR\"}' --to-stage next
  cargo flagkit simulate new_checkout --context-file contexts.jsonl --against edited.json --json"
)]
pub(crate) struct Arguments {
    /// The flag's key
    flag: String,
    /// A file with one targeting key per line; `-` is standard input
    #[arg(long, value_name = "PATH")]
    keys: Option<PathBuf>,
    /// A file with one context per line, as `explain --context` takes them; `-` is standard input
    #[arg(long, value_name = "PATH")]
    context_file: Option<PathBuf>,
    /// Attributes that all of them have
    #[arg(long, value_name = "JSON")]
    context: Option<String>,
    /// Tell also whom this would move: on, off, 25%, or a variant, as `set` takes it
    #[arg(long, value_name = "VALUE")]
    to: Option<String>,
    /// Tell also whom this would move: next, back, or a stage's name, as `stage` takes it
    #[arg(long, value_name = "STAGE")]
    to_stage: Option<String>,
    /// Tell also whom another version of the file would move
    #[arg(long, value_name = "PATH")]
    against: Option<PathBuf>,
    /// How many of those who move to name
    #[arg(long, value_name = "N", default_value_t = 5)]
    show: usize,
    /// The instant to ask for, instead of now
    #[arg(long, value_name = "DATE")]
    at: Option<Date>,
    /// The same as data
    #[arg(long)]
    json: bool,
}

/// Asks and prints.
pub(crate) fn run(options: &Options, arguments: &Arguments) -> Result {
    let file = workspace::flags_file(options)?;
    let now = Version::of(&file, &arguments.flag)?;
    let changed = arguments.changed(&file)?;
    let then = changed.as_ref().map(|file| Version::of(file, &arguments.flag)).transpose()?;
    let crowd = arguments.crowd()?;
    let at = moment::millis(arguments.at.as_ref());
    let outcome = simulation::run(&crowd, &now, then.as_ref(), at, arguments.show)?;
    let told = Told {
        now: &now,
        now_words: in_short(&file, &arguments.flag)?,
        then: then.as_ref(),
        then_words: match &changed {
            Some(changed) => in_short(changed, &arguments.flag)?,
            None => String::new(),
        },
        is_raise: arguments.is_raise(&file),
        crowd: &crowd,
        outcome: &outcome,
    };
    let text = if arguments.json { format!("{:#}\n", told.data()) } else { told.text() };
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush().map(|()| Outcome::Clean)?)
}

impl Arguments {
    fn crowd(&self) -> Result<Crowd> {
        let common = who::given(self.context.as_deref(), None)?;
        let common = common.unwrap_or_else(EvaluationContext::anonymous);
        if self.keys.is_some() && common.targeting_key().is_some() {
            let message = "`--context` has a key, and `--keys` has all of them; leave `key` out";
            return Err(Failure::new(message));
        }
        match (&self.keys, &self.context_file) {
            (Some(path), _) => Ok(Crowd::Keys { path: path.clone(), common }),
            (None, Some(path)) => Ok(Crowd::Contexts { path: path.clone(), common }),
            (None, None) => Err(Failure::new("nobody is asked; name them with `--keys PATH`")),
        }
    }

    /// The file as it would be.
    fn changed(&self, file: &FlagsFile) -> Result<Option<FlagsFile>> {
        if let Some(path) = &self.against {
            return FlagsFile::read(path, &path.display().to_string()).map(Some);
        }
        let plan = match (&self.to, &self.to_stage) {
            (Some(word), _) => edit::set::plan(file, &self.flag, word, Asker::Simulation)?,
            (None, Some(stage)) => edit::stage::plan(file, &self.flag, stage, Asker::Simulation)?,
            (None, None) => return Ok(None),
        };
        let text = match plan {
            Plan::Edit { text, .. } => text,
            Plan::Already(_) => file.file.text.clone(),
        };
        let (path, shown) = (file.file.path.clone(), file.file.shown.clone());
        Ok(Some(FlagsFile::of(TextFile { path, shown, text })))
    }

    /// Whether the change is a larger share where there was a share before, so that nobody may go out by it.
    fn is_raise(&self, file: &FlagsFile) -> bool {
        use flagkit_core::{Percentage, Rollout};
        let wanted = self.to.as_deref().and_then(|word| word.parse::<Percentage>().ok());
        let given = file.flag(&self.flag).ok().and_then(|flag| flag.rollout());
        match (given, wanted) {
            (Some(Rollout::Percentage(given)), Some(wanted)) => wanted > *given,
            _ => false,
        }
    }
}

/// The state, and the stage where there is one.
fn in_short(file: &FlagsFile, key: &str) -> Result<String> {
    let flag = file.flag(key)?;
    let words = state::state(flag);
    Ok(match state::stage(flag) {
        Some(stage) => format!("{words} ({stage})"),
        None => words,
    })
}
