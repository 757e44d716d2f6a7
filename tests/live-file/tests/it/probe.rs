//! A running probe: what it said last, what it logged, and how to wait for more.

use crate::document;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

/// The probe's program.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_live-file-probe");

/// For how long a test waits for what must come. Far beyond anything that is promised, for a busy machine.
const DEADLINE: Duration = Duration::from_secs(60);

/// A process that watches a file.
pub(crate) struct Probe {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
    /// What it answered last.
    pub(crate) answer: String,
    /// What it said of its health last.
    pub(crate) health: String,
    /// Its complaints so far, in order.
    complaints: Vec<String>,
    /// Every answer that was not of one version.
    torn: Vec<String>,
    said: Vec<String>,
}

impl Probe {
    /// Watches `path` and returns once the probe has answered for the first time.
    pub(crate) fn watch(path: impl AsRef<OsStr>) -> Self {
        Self::start(Command::new(PROGRAM).arg("watch").arg(path))
    }

    /// Starts a command that ends up as a probe.
    #[track_caller]
    pub(crate) fn start(command: &mut Command) -> Self {
        let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child =
            started.unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in output.lines() {
                let Ok(line) = line else { return };
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        let mut probe = Self {
            child,
            input,
            lines,
            answer: String::new(),
            health: String::new(),
            complaints: Vec::new(),
            torn: Vec::new(),
            said: Vec::new(),
        };
        probe.wait("its first words", |probe| !probe.health.is_empty());
        probe
    }

    /// Waits until `seen` holds.
    #[track_caller]
    pub(crate) fn wait(&mut self, what: &str, seen: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        while !seen(self) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => self.hear(line),
                Err(_) => {
                    panic!("the probe never came to {what}; it said:\n{}", self.said.join("\n"))
                }
            }
        }
    }

    /// Waits until the probe answers from this version of the file.
    #[track_caller]
    pub(crate) fn wait_for_version(&mut self, version: u32) {
        self.wait_for_answer(&document::answer(version));
    }

    /// Waits until the probe answers so.
    #[track_caller]
    pub(crate) fn wait_for_answer(&mut self, answer: &str) {
        self.wait(answer, |probe| probe.answer == answer);
    }

    /// The same, and that an event brought it: the watch lives, and no tick had to find the version.
    #[track_caller]
    pub(crate) fn wait_for_version_by_event(&mut self, version: u32) {
        self.wait_for_answer_by_event(&document::answer(version));
    }

    /// The same for an answer.
    #[track_caller]
    pub(crate) fn wait_for_answer_by_event(&mut self, answer: &str) {
        let before = self.noticed();
        self.wait_for_answer(answer);
        // The log comes after the effect, since nothing is logged under a lock.
        self.wait("the log of how it was noticed", |probe| probe.noticed() > before);
        let noticed = self.last("log DEBUG");
        assert!(noticed.ends_with("noticed by an event"), "{noticed}");
    }

    /// How many versions were logged as being in force; of the lines of a version this comes last.
    pub(crate) fn noticed(&self) -> usize {
        self.said.iter().filter(|line| line.starts_with("log DEBUG")).count()
    }

    /// Waits until `health()` says so.
    #[track_caller]
    pub(crate) fn wait_for_health(&mut self, part: &str) {
        self.wait(part, |probe| probe.health.contains(part));
    }

    /// Waits until it complains of this.
    #[track_caller]
    pub(crate) fn wait_for_complaint(&mut self, part: &str) {
        self.wait(part, |probe| probe.complaints.iter().any(|line| line.contains(part)));
    }

    /// Has the probe do something, and returns when it is done and everything it saw meanwhile is heard.
    #[track_caller]
    pub(crate) fn command(&mut self, command: &str) {
        let before = self.said.len();
        writeln!(self.input, "{command}").unwrap_or_else(|error| {
            panic!("the probe is gone: {error}; it said:\n{}", self.said.join("\n"));
        });
        let done = format!("done {command}");
        self.wait(&done, |probe| probe.said.iter().skip(before).any(|line| *line == done));
    }

    /// The last line of this kind.
    pub(crate) fn last(&self, kind: &str) -> &str {
        let line = self.said.iter().rev().find(|line| line.starts_with(kind));
        line.map_or("", String::as_str)
    }

    /// Every warning and error that was logged, after the probe has looked at its file many more times.
    #[track_caller]
    pub(crate) fn complaints(&mut self) -> &[String] {
        self.command("tick");
        &self.complaints
    }

    /// Checks that a file that is not there yet was told of once, as the one thing so far, and takes it for read.
    #[track_caller]
    pub(crate) fn check_awaited(&mut self) {
        let told = self.complaints();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("there is no such file"), "{told:?}");
        self.complaints.clear();
    }

    /// Checks that the answer of this version stands, that all is well, and that nobody was ever told otherwise.
    #[track_caller]
    pub(crate) fn check_calm(&mut self, version: u32) {
        assert_eq!(self.complaints(), [""; 0], "no problem is to be reported");
        assert_eq!(self.answer, document::answer(version));
        assert!(self.health.contains("source=file"), "{}", self.health);
        assert!(self.health.contains("healthy=true"), "{}", self.health);
        assert!(self.health.contains("polling=\"\""), "{}", self.health);
    }

    /// Waits for a complaint, and checks that it comes once, that health tells it too, and that the version stands.
    #[track_caller]
    pub(crate) fn check_complaint(&mut self, complaint: &str, version: u32) {
        self.wait(complaint, |probe| probe.complaints.iter().any(|line| line.contains(complaint)));
        self.command("tick");
        let told = self.complaints.iter().filter(|line| line.contains(complaint)).count();
        assert_eq!(told, 1, "{:?}", self.complaints);
        assert!(self.health.contains("healthy=false"), "{}", self.health);
        assert!(self.health.contains(complaint), "{}", self.health);
        assert_eq!(self.answer, document::answer(version));
    }

    fn hear(&mut self, line: String) {
        if line.starts_with("answer ") {
            if !(0..10_000).any(|version| line == document::answer(version)) {
                self.torn.push(line.clone());
            }
            self.answer.clone_from(&line);
        } else if line.starts_with("health ") {
            self.health.clone_from(&line);
        } else if line.starts_with("log ERROR") || line.starts_with("log WARN") {
            self.complaints.push(line.clone());
        }
        self.said.push(line);
    }

    /// Answers that mix two versions.
    pub(crate) fn torn(&self) -> &[String] {
        &self.torn
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a probe says that does not come to watch.
pub(crate) fn refusal(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(!output.status.success(), "{output:?}");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.lines().filter_map(|line| line.strip_prefix("refused ")).collect()
}

/// A command that watches `path` when it is started.
pub(crate) fn watching(path: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.arg("watch").arg(path);
    command
}
