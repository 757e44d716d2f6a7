//! The command line: which workspaces, how often; then one after the other.

use crate::failure::{Failure, Result};
use crate::workspace::Laid;
use crate::{cargo, check, timing, workspace};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const USAGE: &str = "usage: large-workspace [--profile] [--lines N] [SUBJECT...]

Makes a workspace of the sources of each large family of crates, plants 1000 flags and some mistakes, and checks it.

  --lines N  take crates only until N lines of Rust are reached
  --profile  also say where the time goes, by `perf` where it is installed

environment:
  LARGE_WORKSPACE_SCRATCH  where to work; default: `target/workspaces` beside this package's Cargo.toml

exit code: 0 exactly what was planted was found, 1 something else was, 2 the tool could not do its work";

/// The manifest below `subjects/`, and what the names of its crates begin with.
const SUBJECTS: [(&str, &str); 2] = [("rust-analyzer", "ra_ap_"), ("datafusion", "datafusion")];

/// So often is it run with the files in memory.
const RUNS: usize = 7;

/// Does everything; whether exactly what was planted was found.
pub(crate) fn run() -> Result<bool> {
    let mut words = std::env::args().skip(1);
    let (mut names, mut is_profile, mut most) = (Vec::new(), false, usize::MAX);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--help" | "-h" => return say(USAGE).map(|()| true),
            "--profile" => is_profile = true,
            "--lines" => {
                let lines = words.next().and_then(|lines| lines.parse().ok());
                most = lines.ok_or_else(|| Failure::new("`--lines` takes a number"))?;
            }
            name if SUBJECTS.iter().any(|(known, _)| *known == name) => names.push(word),
            other => {
                return Err(Failure::new(format!("no subject or option `{other}`; see --help")));
            }
        }
    }
    let home = PathBuf::from(
        std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into()),
    );
    let repository = home.join("../..");
    let repository = repository.canonicalize().map_err(Failure::file("find", &repository))?;
    let scratch = std::env::var_os("LARGE_WORKSPACE_SCRATCH")
        .map_or_else(|| home.join("target/workspaces"), PathBuf::from);
    let tool = cargo::build(&repository)?;
    let mut is_right = true;
    for (name, family) in SUBJECTS {
        if !names.is_empty() && !names.iter().any(|wanted| wanted == name) {
            continue;
        }
        let manifest = home.join("subjects").join(name).join("Cargo.toml");
        let mut fetched = cargo::family(&manifest, family)?;
        let version = fetched.first().map(|each| each.version.clone()).unwrap_or_default();
        let mut lines = 0;
        let mut kept = Vec::new();
        for each in fetched.drain(..) {
            if lines < most {
                lines += workspace::size(&each.sources)?.1;
                kept.push(each);
            }
        }
        let root = scratch.join(name);
        let laid = workspace::lay(&root, &kept, &home.join("odd"), &repository.join("flagkit"))?;
        is_right &= study(&format!("{name} {version}"), &tool, laid, is_profile)?;
    }
    Ok(is_right)
}

/// Checks one workspace, times it and says what came of it.
fn study(title: &str, tool: &Path, laid: Laid, is_profile: bool) -> Result<bool> {
    let (files, lines) = workspace::size(&laid.root)?;
    let root = &laid.root;
    let cold = timing::forget_files()
        .then(|| timing::once(&mut check::command(tool, root)))
        .transpose()?;
    let verdict = check::judge(check::findings(tool, root)?, laid.expected);
    let warm = timing::several(&mut check::command(tool, root), RUNS)?;
    let taken = timing::taken(&mut check::command(tool, root))?;
    let metadata = timing::several(&mut metadata(root), RUNS)?;

    let mut told = format!("\n## {title}\n\n");
    let mut row = |what: &str, value: String| {
        // Writing to a string cannot fail.
        let _ = writeln!(told, "| {what} | {value} |");
    };
    row("", String::new());
    row("---", "---:".to_owned());
    row("packages", laid.members.to_string());
    row("files of Rust", files.to_string());
    row("lines of Rust", lines.to_string());
    row("flags", laid.flags.to_string());
    row("files with flags", laid.planted_files.to_string());
    row("findings planted and found", verdict.right.to_string());
    row("planted and not found", verdict.missed.len().to_string());
    row("found and not planted", verdict.surplus.len().to_string());
    row(
        "cold",
        cold.map_or("not measured: the page cache cannot be dropped here".to_owned(), seconds),
    );
    row("warm, median of 7", warm.get(RUNS / 2).copied().map(seconds).unwrap_or_default());
    row("warm, the shortest and the longest", spread(&warm));
    row("of it `cargo metadata`", metadata.get(RUNS / 2).copied().map(seconds).unwrap_or_default());
    let unknown = || "not measured".to_owned();
    let of_taken = |words: fn(timing::Taken) -> String| taken.map_or_else(unknown, words);
    row(
        "processor time, all cores together",
        of_taken(|taken| seconds(Duration::from_millis(taken.processor * 10))),
    );
    row("peak memory", of_taken(|taken| format!("{} MiB", taken.memory / 1024)));
    for found in &verdict.surplus {
        let _ = writeln!(
            told,
            "\nnot planted: {} {}:{}: {}",
            found.code, found.file, found.line, found.message
        );
    }
    for missed in &verdict.missed {
        let _ = writeln!(told, "\nnot found: {} {}", missed.code, missed.words);
    }
    say(&told)?;
    if is_profile {
        profile(tool, root)?;
    }
    Ok(verdict.surplus.is_empty() && verdict.missed.is_empty())
}

fn metadata(root: &Path) -> Command {
    let mut command = Command::new(cargo::program());
    command.args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(root);
    command
}

/// What `perf` says of one run.
fn profile(tool: &Path, root: &Path) -> Result<()> {
    let data = root.join("perf.data");
    let mut record = Command::new("perf");
    record.args(["record", "-F", "1999", "--output"]).arg(&data).arg("--");
    record.arg(tool).args(["check", "--message-format", "json", "--today", crate::document::TODAY]);
    record.current_dir(root);
    if timing::once(&mut record).is_err() {
        return say("no profile: `perf` is not installed");
    }
    let report = Command::new("perf")
        .args([
            "report",
            "--stdio",
            "--no-children",
            "--percent-limit",
            "0.7",
            "--sort",
            "comm,symbol",
            "--input",
        ])
        .arg(&data)
        .output()
        .map_err(|error| Failure::new(format!("failed to run perf: {error}")))?;
    say(&String::from_utf8_lossy(&report.stdout))
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

fn spread(times: &[Duration]) -> String {
    match (times.first(), times.last()) {
        (Some(shortest), Some(longest)) => {
            format!("{} to {}", seconds(*shortest), seconds(*longest))
        }
        _ => String::new(),
    }
}

fn say(text: &str) -> Result<()> {
    writeln!(std::io::stdout().lock(), "{text}")
        .map_err(|error| Failure::new(format!("failed to print: {error}")))
}
