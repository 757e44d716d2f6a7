//! `cargo flagkit retire`: plans the end of a flag, tells it, and with `--write` writes it and has cargo check it.
//!
//! Law: what cargo refuses is put back. Limit: whoever kills the command during the check, Ctrl-C too, keeps what is
//! written; that is said before the check.

use crate::cli::Options;
use crate::exit::{Failure, Outcome, Result};
use crate::finding::Place;
use crate::flags_file::FlagsFile;
use crate::print::difference;
use crate::retire::around;
use crate::retire::document;
use crate::retire::rewrite::Written;
use crate::retire::{Ending, Plan, Rewrite, SourceFile, plan};
use crate::survey::Survey;
use crate::words::counted;
use crate::workspace::{self, Workspace};
use clap::Args;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// What `retire` takes.
#[derive(Debug, Args)]
#[command(
    after_help = "Without `--write` the difference is shown and nothing changes. Uses that are not sure are listed with \
their places; then nothing is written, unless with `--partial`, which leaves the flag in its file.

Examples:
  cargo flagkit retire new_checkout --keep new
  cargo flagkit retire new_checkout --keep old --write
  cargo flagkit retire search_ranker --keep semantic --write --allow-dirty
  cargo flagkit retire new_checkout --keep new --write --partial"
)]
pub(crate) struct Arguments {
    /// The flag's key
    #[arg(value_name = "FLAG")]
    key: String,
    /// The arm that stays
    #[arg(long, value_name = "new|old|VARIANT")]
    keep: String,
    /// Write the changes, then have cargo check them; Ctrl-C during the check leaves them written
    #[arg(long)]
    write: bool,
    /// Write what is sure, and leave the rest and the flag
    #[arg(long)]
    partial: bool,
    /// Write into a tree with changes that are not committed
    #[arg(long)]
    allow_dirty: bool,
    /// Write where there is no git
    #[arg(long)]
    allow_no_vcs: bool,
    /// Do not run `cargo check` on the result
    #[arg(long)]
    no_check: bool,
}

/// Does it.
pub(crate) fn run(options: &Options, arguments: &Arguments) -> Result {
    let workspace = Workspace::load(options)?;
    let (path, shown) = workspace::flags_path(options)?;
    let file = FlagsFile::read(&path, &shown)?;
    let ending = Ending::new(file.flag(&arguments.key)?, &arguments.keep)?;
    if arguments.write {
        around::is_clean(&workspace.root, arguments.allow_dirty, arguments.allow_no_vcs)?;
    }
    let survey = Survey::of(&workspace, None, &[])?;
    let Some(number) = survey.file(&path) else {
        return Err(Failure::new(format!(
            "no package of this workspace uses `{shown}`; name the file that one does"
        )));
    };
    let sources = sources(&workspace, &survey, number, &ending);
    let modules = modules(&survey, number);
    let files: Vec<SourceFile> = sources.iter().map(|(source, _)| source.clone()).collect();
    let mut plan = plan(&files, &ending, &modules)?;
    for rewrite in &mut plan.rewrites {
        let edition = sources.iter().find(|(source, _)| source.file.path == rewrite.file.path);
        around::format(rewrite, edition.map_or("2024", |(_, edition)| edition));
    }
    let is_whole = plan.by_hand.is_empty();
    if is_whole {
        let text = document::without_flag(&file.file, &ending)?;
        plan.rewrites.push(Rewrite { file: Arc::clone(&file.file), text });
    }
    tell(&plan, &file, &ending)?;
    if arguments.write && (is_whole || arguments.partial) {
        around::is_tracked(&plan.rewrites, arguments.allow_dirty, arguments.allow_no_vcs)?;
        let written = Written::write(&plan.rewrites)?;
        if !arguments.no_check
            && let Err(failure) = around::check(
                &workspace.root.join("Cargo.toml"),
                !arguments.allow_dirty && !arguments.allow_no_vcs,
            )
        {
            return Err(written.take_back(failure));
        }
        done(&plan, &ending, is_whole)?;
    } else {
        for rewrite in plan.rewrites.iter().filter(|_| !arguments.write) {
            let Rewrite { file, text } = rewrite;
            difference::print(&difference::unified(&file.text, text, &file.shown))?;
        }
        if !is_whole && arguments.write {
            let mut stderr = anstream::stderr().lock();
            writeln!(
                stderr,
                "nothing is written; resolve these by hand, or pass `--partial` to have the rest done"
            )?;
        }
    }
    Ok(if is_whole { Outcome::Clean } else { Outcome::Found })
}

/// Every source, with its edition.
fn sources(
    workspace: &Workspace,
    survey: &Survey,
    file: usize,
    ending: &Ending,
) -> Vec<(SourceFile, String)> {
    let users: BTreeSet<_> =
        survey.uses(file, &ending.key).iter().map(|at| at.place.file.path.clone()).collect();
    let flags_path = survey.files.get(file).map(|file| file.file.path.clone());
    let each = survey.sources.all.iter().map(|source| {
        let packages =
            || source.contexts.iter().filter_map(|at| workspace.packages.get(at.package));
        let targets = || packages().flat_map(|package| &package.targets);
        let has_library = targets().any(|target| {
            target.is_lib() || target.is_proc_macro() || target.is_rlib() || target.is_dylib()
        });
        let is_root =
            targets().any(|target| target.src_path == source.file.path && !target.is_lib());
        let is_tested = source.contexts.iter().all(|at| at.tested);
        let edition = targets().map(|target| target.edition.as_str()).min().unwrap_or("2024");
        let is_own = packages().any(|package| package.flags_path == flags_path);
        let read = SourceFile {
            file: Arc::clone(&source.file),
            is_library: has_library && !is_root && !is_tested,
            drops_at_tail: edition >= "2024",
            packages: source.contexts.iter().map(|at| at.package).collect(),
            foreign: foreign(survey, file, ending, &source.file.path),
            may_use: is_own || users.contains(&source.file.path),
        };
        (read, edition.to_owned())
    });
    each.collect()
}

/// Where a source names flags of other documents that have the flag's key or handle.
fn foreign(survey: &Survey, file: usize, ending: &Ending, path: &Path) -> Vec<Range<usize>> {
    let here = |of: usize, key: &str| -> Vec<Range<usize>> {
        let uses = survey.uses(of, key).iter().filter(|at| at.place.file.path == path);
        uses.map(|at| at.place.span.clone()).collect()
    };
    let own = here(file, &ending.key);
    let others = survey.files.iter().enumerate().filter(|(number, _)| *number != file);
    let named = others.flat_map(|(number, other)| {
        let same = other
            .flags()
            .iter()
            .filter(|flag| flag.key() == ending.key || flag.handle() == ending.constant);
        same.flat_map(move |flag| here(number, flag.key())).collect::<Vec<_>>()
    });
    named.filter(|span| !own.contains(span)).collect()
}

/// The modules that `flags!` makes of the file.
fn modules(survey: &Survey, file: usize) -> BTreeSet<String> {
    let tables = survey.tables.iter().filter(|table| table.file == Some(file));
    let mut modules: BTreeSet<String> = tables.map(|table| table.table.module.clone()).collect();
    if modules.is_empty() {
        modules.insert("flags".to_owned());
    }
    modules
}

/// What a person must resolve, and should know, on standard error.
fn tell(plan: &Plan, file: &FlagsFile, ending: &Ending) -> Result<()> {
    let mut stderr = anstream::stderr().lock();
    if !plan.by_hand.is_empty() {
        let uses = counted(plan.by_hand.len(), "use");
        writeln!(stderr, "{uses} of `{}` to resolve by hand:", ending.key)?;
        for (place, reason) in &plan.by_hand {
            writeln!(stderr, "  {}: {reason}\n      {}", place.shown(), line(place))?;
        }
    }
    for (place, note) in &plan.notes {
        writeln!(stderr, "note: {}: {note}", place.shown())?;
    }
    let serves = file.compiled()?.get(&ending.key).and_then(|flag| {
        let variant = flag.variants().get(flag.constant()?.variant)?;
        Some(variant.name.to_string())
    });
    let kept = match ending.is_enabled() {
        Some(true) => "on",
        Some(false) => "off",
        None => ending.arm(),
    };
    if let Some(now) = serves.filter(|now| now != kept) {
        writeln!(
            stderr,
            "note: `{}` is `{now}` for everyone now, and the arm that stays is `{kept}`",
            ending.key
        )?;
    }
    Ok(())
}

/// The line that a place is on.
fn line(place: &Place) -> &str {
    let before = place.file.text.get(..place.span.start).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = place.file.text.get(start..).unwrap_or_default().lines().next();
    line.unwrap_or_default().trim_start_matches('\u{FEFF}').trim()
}

fn done(plan: &Plan, ending: &Ending, is_whole: bool) -> Result<()> {
    let mut stdout = anstream::stdout().lock();
    let files = counted(plan.rewrites.len(), "file");
    if is_whole {
        writeln!(
            stdout,
            "`{}` is retired, and its arm `{}` stays: {files} changed",
            ending.key,
            ending.arm()
        )?;
        writeln!(
            stdout,
            "note: documents that running programs read may still hold it; drop it there once this is deployed everywhere"
        )?;
    } else {
        writeln!(stdout, "{files} changed; `{}` stays until the rest is resolved", ending.key)?;
    }
    Ok(())
}
