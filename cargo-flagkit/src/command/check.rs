//! `cargo flagkit check`: what is wrong in the whole workspace.

mod cargo;
mod fix;
pub(crate) mod levels;

use crate::audit;
use crate::cli::Options;
use crate::exit::{Failure, Outcome, Result};
use crate::finding::Finding;
use crate::moment;
use crate::print::{self, Format};
use crate::survey::Survey;
use crate::workspace::Workspace;
use clap::Args;
use flagkit_core::{Code, Date};
use levels::Lint;
use std::io::Write as _;
use std::path::PathBuf;

/// What `check` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo flagkit check                          everything, as rustc would show it
  cargo flagkit check --deny warnings          in CI: exit code 1 by any finding
  cargo flagkit check --deny expired-flag --allow unused-segment
  cargo flagkit check --fix                    remove unused flags and segments from flags.json
  cargo flagkit check --message-format sarif > flagkit.sarif
  cargo flagkit check --file live/flags.json   hold another document against the code

rust-analyzer shows the findings inside flags.json and in the sources with this setting:
  \"rust-analyzer.check.overrideCommand\":
    [\"cargo\", \"flagkit\", \"check\", \"--and-cargo\", \"--message-format\", \"json\"]

Exit codes: 0 no errors, 1 errors or denied warnings, 2 it could not be done.")]
pub(crate) struct Arguments {
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    message_format: Format,
    /// Fail by findings of this code or name, or by all `warnings`; may be repeated
    #[arg(short = 'D', long, value_name = "LINT")]
    deny: Vec<Lint>,
    /// Say nothing of findings of this code or name; may be repeated
    #[arg(short = 'A', long, value_name = "LINT")]
    allow: Vec<Lint>,
    /// Remove unused flags that no text names, and unused segments, from their files
    #[arg(long, conflicts_with = "file")]
    fix: bool,
    /// With `--fix`: only show what would change
    #[arg(long, requires = "fix")]
    dry_run: bool,
    /// Leave out the sources below this path, from the workspace's root; may be repeated
    #[arg(long, value_name = "PATH")]
    exclude: Vec<PathBuf>,
    /// Run `cargo check` on the workspace first and pass on what it says
    #[arg(long)]
    and_cargo: bool,
    /// The day that expiry is judged by; without it, today
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
}

/// So often `--fix` looks again at what is left.
const ROUNDS: usize = 10;

/// Finds and prints.
pub(crate) fn run(options: &Options, arguments: &Arguments) -> Result {
    let result = check(options, arguments);
    let is_cut_short = result.as_ref().is_err_and(|failure| !failure.is_told());
    if is_cut_short && arguments.and_cargo && arguments.message_format == Format::Json {
        // Whoever reads the stream waits for its end.
        let mut stream = anstream::stdout().lock();
        writeln!(stream, "{{\"reason\":\"build-finished\",\"success\":false}}")?;
    }
    result
}

fn check(options: &Options, arguments: &Arguments) -> Result {
    let workspace = Workspace::load_or_none(options)?;
    let cargo = match arguments.and_cargo {
        true => cargo::check(&workspace.root, arguments.message_format)?,
        false => Outcome::Clean,
    };
    let now = moment::millis(arguments.today.as_ref());
    let mut found = findings(&workspace, options, arguments, now)?;
    if arguments.fix {
        // What is removed may have been all that named something else.
        for _ in 0..ROUNDS {
            levels::judge(&mut found, &arguments.deny, &arguments.allow);
            let is_mended = fix::apply(&found, arguments.dry_run)?;
            if arguments.dry_run {
                return Ok(Outcome::Clean);
            }
            if !is_mended {
                break;
            }
            found = findings(&workspace, options, arguments, now)?;
        }
    }
    let own = levels::judge(&mut found, &arguments.deny, &arguments.allow);
    let outcome = if cargo == Outcome::Found { cargo } else { own };
    match print::findings(arguments.message_format, &found, &workspace, outcome) {
        // Whoever reads no further, as `head`, is no reason to call the workspace clean.
        Err(failure) if failure.is_unread() => {}
        printed => printed?,
    }
    let depends = workspace.packages.iter().any(|package| package.flagkit.is_some());
    if !depends && options.file.is_none() {
        print::note(
            "no package of this workspace depends on flagkit, so there is nothing to check; begin with \
             `cargo flagkit init`",
        )?;
    }
    let unreadable = found.iter().filter(|found| found.code == Code::UnreadableSource).count();
    if unreadable > 0 {
        let files =
            if unreadable == 1 { "a source".to_owned() } else { format!("{unreadable} sources") };
        return Err(Failure::new(format!(
            "{files} could not be read, so which flags are unused is not known; mend them or use `--exclude PATH`"
        ))
        .told());
    }
    Ok(outcome)
}

fn findings(
    workspace: &Workspace,
    options: &Options,
    arguments: &Arguments,
    now_millis: i64,
) -> Result<Vec<Finding>> {
    let shown = options.file.as_ref().map(|path| path.display().to_string());
    let only = options.file.as_deref().zip(shown.as_deref());
    let survey = Survey::of(workspace, only, &arguments.exclude)?;
    Ok(audit::findings(&survey, now_millis))
}
