//! `cargo flagkit fmt`: the same document, evenly laid out.
//!
//! How it is laid out is `layout`'s; writing is `edit`'s. Law: of a file that is no document nothing is touched.

mod layout;

use crate::cli::Options;
use crate::edit::replace::{self, Change, Edited, Mode};
use crate::exit::{Failure, Outcome, Result};
use crate::finding::TextFile;
use crate::flags_file::FlagsFile;
use crate::print::difference;
use crate::workspace::{self, Workspace};
use clap::Args;
use std::io::Write as _;
use std::path::Path;

/// What `fmt` takes.
#[derive(Debug, Args)]
#[command(
    after_help = "Lines are at most 100 characters where that is possible. Indentation, line ends, a byte order \
mark, commas at the ends of lines and the choice between one line and several stay as the file has them.

Examples:
  cargo flagkit fmt
  cargo flagkit fmt --check
  cargo flagkit fmt --all
  cargo flagkit fmt --file conf/flags.json"
)]
pub(crate) struct Arguments {
    /// Write nothing; show what would change, and exit with 1 if anything would
    #[arg(long)]
    check: bool,
    /// Every flags.json of the workspace
    #[arg(long, conflicts_with = "file")]
    all: bool,
}

/// Lays out, or shows what would change.
pub(crate) fn run(options: &Options, arguments: &Arguments) -> Result {
    let files = if arguments.all {
        let workspace = Workspace::load(options)?;
        let paths = workspace.flags_paths().into_iter();
        paths.map(|path| (path.to_owned(), workspace.shown(path))).collect()
    } else {
        vec![workspace::flags_path(options)?]
    };
    // All are tried before one is written, so that one that cannot be laid out leaves all of them as they are.
    let tried: Vec<Edited<()>> = files
        .iter()
        .map(|(path, shown)| lay_out(path, shown, Mode::DryRun))
        .collect::<Result<_>>()?;
    let mut outcome = Outcome::Clean;
    for ((path, shown), edited) in files.iter().zip(&tried) {
        if edited.is_unchanged() {
            continue;
        }
        if arguments.check {
            difference::print(&difference::unified(&edited.before, &edited.after, shown))?;
            outcome = Outcome::Found;
        } else {
            lay_out(path, shown, Mode::Write)?;
            // It is done, whether or not anybody hears of it.
            let _ = writeln!(anstream::stderr(), "laid out `{shown}`");
        }
    }
    Ok(outcome)
}

fn lay_out(path: &Path, shown: &str, mode: Mode) -> Result<Edited<()>> {
    replace::edit(path, shown, mode, |text: &TextFile| {
        let (path, shown) = (text.path.clone(), text.shown.clone());
        sound(&FlagsFile::of(TextFile { path, shown, text: text.text.clone() }))?;
        Ok(Change { text: layout::laid_out(&text.text)?, told: () })
    })
}

/// So many mistakes of a text are told; the others are mostly their consequences.
const MOST: usize = 10;

/// Whether the text is a document, whatever may be wrong with single flags of it.
fn sound(file: &FlagsFile) -> Result<()> {
    if file.document.is_some() {
        return Ok(());
    }
    let shown = &file.file.shown;
    let errors = file.problems.iter().filter(|problem| problem.is_error()).take(MOST);
    let failure = Failure::new(format!("`{shown}` is no document of flags; mend it first"));
    Err(errors.fold(failure, |failure, problem| failure.note(problem.render(shown))))
}
