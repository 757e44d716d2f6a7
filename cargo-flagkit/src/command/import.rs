//! `cargo flagkit import`: another engine's document as flags.json, and what of it cannot be carried over.
//!
//! The work is `flagkit-import`'s. Law: what is not carried over is told on standard error, and is no failure: the
//! document that comes out is sound, and the flags that it leaves out or changes are named.

use crate::cli::Options;
use crate::edit::replace::{self, Change, Mode};
use crate::exit::{Failure, Outcome, Result};
use crate::{new_file, print};
use clap::{Args, ValueEnum};
use flagkit_core::{Document, Foreign};
use flagkit_import::{ImportError, Imported, import};
use std::collections::BTreeSet;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// What `import` takes.
#[derive(Debug, Args)]
#[command(
    after_help = "Everybody keeps the arm that the other engine gave them. What flags.json cannot say exactly is \
told on standard error, one note each; the exit code is 0 all the same.

Examples:
  cargo flagkit import unleash export.json --output flags.json
  cargo flagkit import auto export.json > flags.json
  cargo flagkit import growthbook - < features.json"
)]
pub(crate) struct Arguments {
    /// Whose document it is
    #[arg(value_enum)]
    format: Format,
    /// The document; `-` reads standard input
    #[arg(value_name = "FILE")]
    document: PathBuf,
    /// Where to write flags.json, instead of printing it
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Replace a file that is there
    #[arg(long, requires = "output")]
    force: bool,
}

/// The formats, and none in particular.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Unleash: a state of its client API, or an export
    Unleash,
    /// flagd, OpenFeature's own engine
    Flagd,
    /// GrowthBook: features of its SDK endpoint
    #[value(name = "growthbook")]
    GrowthBook,
    /// LaunchDarkly: flags and segments as its SDKs get them
    #[value(name = "launchdarkly")]
    LaunchDarkly,
    /// Whichever of them the document looks like
    Auto,
}

/// Imports, writes, and tells what is not in it.
pub(crate) fn run(_options: &Options, arguments: &Arguments) -> Result {
    let (text, shown) = read(&arguments.document)?;
    let format = format(arguments.format, &text, &shown)?;
    let imported = import(format, &text).map_err(|error| {
        let failure = Failure::new(print::visible(&error.to_string()))
            .note(format!("it was read from `{shown}`"));
        match error {
            ImportError::Unreadable(..) => failure.help(
                "name the format that it has: `unleash`, `flagd`, `growthbook` or `launchdarkly`",
            ),
            _ => failure,
        }
    })?;
    match &arguments.output {
        Some(path) => write(path, &imported.document, arguments.force)?,
        None => {
            let mut stdout = anstream::stdout().lock();
            stdout.write_all(imported.document.as_bytes())?;
            stdout.flush()?;
        }
    }
    tell(format, &imported)?;
    Ok(Outcome::Clean)
}

fn read(path: &Path) -> Result<(String, String)> {
    let is_input = path == Path::new("-");
    let shown = if is_input { "standard input".to_owned() } else { path.display().to_string() };
    let text = if is_input {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(path)
    };
    let text = text.map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            Failure::new(format!("there is no `{shown}`; name the other engine's document"))
        }
        ErrorKind::InvalidData => Failure::new(format!("`{shown}` is not UTF-8; save it as UTF-8")),
        _ => Failure::new(format!("cannot read `{shown}`: {error}")),
    })?;
    Ok((text, shown))
}

fn format(format: Format, text: &str, shown: &str) -> Result<flagkit_import::Format> {
    match format {
        Format::Unleash => Ok(flagkit_import::Format::Unleash),
        Format::Flagd => Ok(flagkit_import::Format::Flagd),
        Format::GrowthBook => Ok(flagkit_import::Format::GrowthBook),
        Format::LaunchDarkly => Ok(flagkit_import::Format::LaunchDarkly),
        Format::Auto => flagkit_import::Format::recognise(text).ok_or_else(|| {
            if is_own(text) {
                return Failure::new(format!(
                    "`{shown}` has flagkit's own format already; use it as it is"
                ));
            }
            Failure::new(format!("`{shown}` looks like no document that can be imported"))
                .help("name its format: `unleash`, `flagd`, `growthbook` or `launchdarkly`")
        }),
    }
}

/// Whether it is a flags.json: one with flags, without a mistake, and with no sign of another engine.
fn is_own(text: &str) -> bool {
    let parsed = Document::parse(text);
    Foreign::recognise(text).is_none()
        && parsed.document.is_some_and(|document| !document.flags().is_empty())
        && !parsed.problems.iter().any(|problem| problem.is_error())
}

fn write(path: &Path, document: &str, force: bool) -> Result<()> {
    let shown = path.display().to_string();
    if !force || !path.exists() {
        return new_file::create(path, &shown, document).map_err(|failure| {
            if path.exists() { failure.help("to replace it, add `--force`") } else { failure }
        });
    }
    let change = |_: &_| Ok(Change { text: document.to_owned(), told: () });
    replace::edit(path, &shown, Mode::Write, change).map(|_| ())
}

/// The notes, and how many flags there are.
fn tell(format: flagkit_import::Format, imported: &Imported) -> Result<()> {
    for note in &imported.notes {
        print::note(&note.to_string())?;
    }
    let document = Document::parse(&imported.document).document.unwrap_or_default();
    let count = document.flags().len();
    let noted: BTreeSet<&str> =
        imported.notes.iter().filter_map(|note| note.flag.as_deref()).collect();
    let of_document = imported.notes.iter().filter(|note| note.flag.is_none()).count();
    let plural = if count == 1 { "" } else { "s" };
    let rest = match (noted.len(), of_document) {
        (0, 0) => "; all of them answer as before".to_owned(),
        (0, _) => "; the notes above name what is not carried over".to_owned(),
        (1, _) => "; 1 flag is left out or answers otherwise, as the notes above say".to_owned(),
        (flags, _) => {
            format!("; {flags} flags are left out or answer otherwise, as the notes above say")
        }
    };
    let mut stderr = anstream::stderr().lock();
    Ok(writeln!(stderr, "imported {count} flag{plural} of {format}{rest}")?)
}
