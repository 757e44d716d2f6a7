//! `cargo flagkit watch`: the flags of the file, and each change of their meaning as it happens.
//!
//! What a change is, `words` says; what lies on disk, `command::watch::disk` sees. Laws: what is broken keeps what it
//! was, as in a running program; a text that is no document, or a file that is gone, must last for a moment before it is
//! told, since editors leave both behind while they save. Lines are appended, and the screen is never cleared.

mod disk;

use crate::cli::Options;
use crate::exit::{Outcome, Result};
use crate::flags_file::FlagsFile;
use crate::print::style::strong;
use crate::words::{self, Flags, state};
use crate::{moment, workspace};
use clap::Args;
use disk::{Disk, Seen};
use flagkit_core::Problem;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How often the file is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// How often it is read though nothing seems to have changed.
const READ_ANYWAY: Duration = Duration::from_secs(5);
/// For how many looks what is wrong must stay the same before it is told.
const LASTING: u32 = 3;

/// What `watch` takes.
#[derive(Debug, Args)]
#[command(
    after_help = "It ends with Ctrl-C. It shows the file, not what a running program has made of it.

Examples:
  cargo flagkit watch
  cargo flagkit watch --file /etc/myapp/flags.json"
)]
pub(crate) struct Arguments {}

/// Shows until it is interrupted, or nobody reads any more.
pub(crate) fn run(options: &Options, _arguments: &Arguments) -> Result {
    let (path, shown) = workspace::flags_path(options)?;
    let mut disk = Disk::new(path.clone());
    let mut shown_state = Shown::new(path, shown);
    shown_state.begin(&mut disk)?;
    let mut read_at = Instant::now();
    loop {
        std::thread::sleep(LOOK);
        let due = read_at.elapsed() >= READ_ANYWAY || shown_state.waiting > 0;
        if !disk.has_changed() && !due {
            continue;
        }
        read_at = Instant::now();
        match shown_state.look(&mut disk) {
            Ok(()) => {}
            // Whoever read the lines has gone; that ends the watch as Ctrl-C does.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {
                return Ok(Outcome::Clean);
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// What has been told so far.
struct Shown {
    path: PathBuf,
    name: String,
    /// What is in force: the last good definition of each flag.
    good: Option<Flags>,
    /// The problems that were told.
    told: Vec<Problem>,
    /// Whether it was told that there is no file.
    gone: bool,
    /// What is wrong and not told yet, and for how many looks.
    waiting: u32,
    pending: Option<Seen>,
}

impl Shown {
    fn new(path: PathBuf, name: String) -> Self {
        let (good, told, pending) = (None, Vec::new(), None);
        Self { path, name, good, told, gone: false, waiting: 0, pending }
    }

    /// The flags as they are.
    fn begin(&mut self, disk: &mut Disk) -> Result<()> {
        // A file that cannot be read at the beginning is most likely not the one that was meant.
        let file = FlagsFile::read(&self.path, &self.name)?;
        disk.read(Some(&file));
        let mut lines = vec![format!("watching {}, until Ctrl-C", self.name)];
        if let Some(document) = &file.document {
            let flags = Flags::of(document);
            let widest = flags.flags().iter().map(|flag| flag.key().chars().count()).max();
            for flag in flags.flags() {
                let key = flag.key();
                let width = widest.unwrap_or(0).min(40);
                let padding = " ".repeat(width.saturating_sub(key.chars().count()));
                lines.push(format!("  {}{padding}  {}", strong(key), state::definition(flag)));
            }
            self.good = Some(flags);
        }
        self.problems(&file, &[], &mut lines);
        write(&lines, None)?;
        Ok(())
    }

    /// Looks at the file, and tells what has changed.
    fn look(&mut self, disk: &mut Disk) -> std::io::Result<()> {
        let seen = disk.read(None);
        let file = match &seen {
            Seen::Text(text) => Some(FlagsFile::of(crate::finding::TextFile {
                path: self.path.clone(),
                shown: self.name.clone(),
                text: text.to_string(),
            })),
            Seen::Nothing(_) => None,
        };
        disk.follow(file.as_ref());
        let is_fine = file.as_ref().is_some_and(|file| {
            file.document.is_some() && !file.problems.iter().any(|problem| self.is_news(problem))
        });
        if !is_fine && self.must_wait(&seen) {
            return Ok(());
        }
        (self.waiting, self.pending) = (0, None);
        let mut lines = Vec::new();
        match (file, seen) {
            (Some(file), _) => self.take(&file, &mut lines),
            (None, Seen::Nothing(why)) if !self.gone => {
                self.gone = true;
                lines.push(format!("{} {why}; what it said last stays in force", self.name));
            }
            _ => {}
        }
        write(&lines, Some(moment::millis(None)))
    }

    /// Whether what is wrong may be a save that is under way.
    fn must_wait(&mut self, seen: &Seen) -> bool {
        if self.pending.as_ref() == Some(seen) {
            self.waiting += 1;
        } else {
            (self.waiting, self.pending) = (1, Some(seen.clone()));
        }
        self.waiting < LASTING
    }

    fn is_news(&self, problem: &Problem) -> bool {
        problem.is_error() && !has(&self.told, problem)
    }

    /// Takes what was read, and words what differs from what was in force.
    fn take(&mut self, file: &FlagsFile, lines: &mut Vec<String>) {
        if std::mem::take(&mut self.gone) {
            lines.push(format!("{} is back", self.name));
        }
        let before = std::mem::take(&mut self.told);
        self.problems(file, &before, lines);
        let Some(document) = &file.document else {
            // What stood in the document is not known to be mended.
            self.told.extend(before);
            return;
        };
        lines.extend(self.mended(file, &before));
        let before = self.good.take().unwrap_or_default();
        let flags = Flags::of(document).or_last_good(&before);
        for change in words::difference(&before, &flags) {
            let subject = strong(&change.subject());
            lines.extend(change.told().iter().map(|line| format!("{subject}: {line}")));
        }
        self.good = Some(flags);
    }

    /// Tells the problems that are new, and what is in force in spite of errors.
    fn problems(&mut self, file: &FlagsFile, before: &[Problem], lines: &mut Vec<String>) {
        let news = file.problems.iter().filter(|problem| !has(before, problem));
        let mut is_wrong = false;
        for problem in news {
            is_wrong |= problem.is_error();
            lines.extend(problem.render(&self.name).lines().map(str::to_owned));
        }
        if is_wrong {
            lines.push(match self.good {
                Some(_) => "what is broken keeps its last good state".to_owned(),
                None => "nothing of it is in force".to_owned(),
            });
        }
        self.told.clone_from(&file.problems);
    }

    /// Of whom there were errors, and are none any more.
    fn mended(&self, file: &FlagsFile, before: &[Problem]) -> Vec<String> {
        let broken = |problems: &[Problem]| -> BTreeSet<Option<String>> {
            let errors = problems.iter().filter(|problem| problem.is_error());
            errors.map(|problem| problem.flag.clone()).collect()
        };
        let (was, is) = (broken(before), broken(&file.problems));
        let mended = was.difference(&is).map(|flag| match flag {
            Some(flag) => format!("{flag}: mended"),
            None => format!("{} is mended", self.name),
        });
        mended.collect()
    }
}

/// Whether a list has the problem, wherever it stands by now.
fn has(problems: &[Problem], wanted: &Problem) -> bool {
    problems.iter().any(|problem| {
        problem.code == wanted.code
            && problem.flag == wanted.flag
            && problem.message == wanted.message
    })
}

/// Appends lines, the first of them with the time.
fn write(lines: &[String], at: Option<i64>) -> std::io::Result<()> {
    let mut out = anstream::stdout().lock();
    for (index, line) in lines.iter().enumerate() {
        match at {
            Some(at) if index == 0 => writeln!(out, "{} {line}", moment::time_of_day(at))?,
            Some(_) => writeln!(out, "{:9} {line}", "")?,
            None => writeln!(out, "{line}")?,
        }
    }
    out.flush()
}
