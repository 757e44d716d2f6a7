//! A program that watches a file and says, line by line, what it sees change: answers, health, log records.
//!
//! It judges nothing; the tests in `tests/it` do. Commands on its standard input make it act.
//! Law: one process watches one file, so every test starts a probe of its own.

mod exhaustion;
mod printer;

use flagkit::{EvaluationContext, FlagSource, Watch};
use printer::say;
use std::io::BufRead;
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

flagkit::flags!("flags.json");

/// How often the probe compares what it sees with what it said.
const GLANCE: Duration = Duration::from_millis(1);

fn main() -> ExitCode {
    printer::install();
    let mut arguments = std::env::args_os().skip(1);
    let Some(how) = arguments.next() else { return usage() };
    let mut path = arguments.next();
    if arguments.next().is_some_and(|last| last == "exhausted") {
        exhaustion::leave_one_descriptor();
    }
    let watch = match (how.to_str(), path.take()) {
        (Some("watch"), Some(path)) => flagkit::watch(path),
        (Some("by-tick"), Some(path)) => flagkit::watch_by_tick(path),
        (Some("require"), Some(path)) => flagkit::watch(path).and_then(Watch::require),
        (Some("default"), _) => flagkit::watch_default(),
        _ => return usage(),
    };
    match watch {
        Ok(watch) => serve(watch),
        Err(error) => {
            say(&format!("refused {error}"));
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    say("refused usage: live-file-probe (watch|by-tick|require|default) PATH [exhausted]");
    ExitCode::from(2)
}

fn serve(watch: Watch) -> ExitCode {
    // The first answer comes before anything else: the load must be over when `watch` returns.
    let mut seen = Seen::now();
    say(&format!("watching {}", watch.path().display()));
    say(&seen.answer);
    say(&seen.health);
    let commands = commands();
    let mut guards = vec![watch];
    loop {
        let command = match commands.recv_timeout(GLANCE) {
            Ok(command) => Some(command),
            Err(RecvTimeoutError::Timeout) => None,
            // The test is gone.
            Err(RecvTimeoutError::Disconnected) => return ExitCode::SUCCESS,
        };
        if let Some(command) = &command {
            obey(command, &mut guards);
        }
        let now = Seen::now();
        if now.answer != seen.answer {
            say(&now.answer);
        }
        if now.health != seen.health {
            say(&now.health);
        }
        seen = now;
        if let Some(command) = command {
            say(&format!("done {command}"));
        }
    }
}

/// What can be seen of flagkit from outside, in two lines.
struct Seen {
    answer: String,
    health: String,
}

impl Seen {
    fn now() -> Self {
        // One scope, one snapshot: the two must come from the same version.
        let (switch, version) = flagkit::scope(&EvaluationContext::new("minsu"), || {
            (flags::SWITCH.is_enabled(), flags::VERSION.value())
        });
        let answer = format!("answer switch={switch} version={version}");
        let health = flagkit::health();
        let source = match &health.source {
            FlagSource::Document(_) => "file",
            _ => "build",
        };
        let problems: Vec<_> =
            health.problems.iter().map(|problem| problem.render("flags.json")).collect();
        let health = format!(
            "health source={source} watching={} healthy={} polling={:?} rejected={:?} problems={problems:?} panics={}",
            health.watching,
            health.is_healthy(),
            health.polling.unwrap_or_default(),
            health.rejected.unwrap_or_default(),
            health.panics,
        );
        Self { answer, health }
    }
}

fn obey(command: &str, guards: &mut Vec<Watch>) {
    let (verb, argument) = command.split_once(' ').unwrap_or((command, ""));
    match verb {
        "sync" => {}
        "answer" => say(&Seen::now().answer),
        "health" => say(&Seen::now().health),
        "effect" => {
            say(&format!("effect {:?}", flagkit::health().write_to_effect.unwrap_or_default()))
        }
        "threads" => say(&format!("threads {:?}", threads())),
        "reload" => flagkit::reload(),
        "tick" => (0..50).for_each(|_| flagkit::tick()),
        "logger" => printer::misbehave(argument),
        "give-back" => exhaustion::give_back(),
        "drop" => drop(guards.pop()),
        "chdir" => std::env::set_current_dir(argument)
            .unwrap_or_else(|error| say(&format!("refused {error}"))),
        "watch" => match flagkit::watch(argument) {
            Ok(watch) => guards.push(watch),
            Err(error) => say(&format!("refused {error}")),
        },
        _ => say(&format!("refused no command `{verb}`")),
    }
}

fn commands() -> mpsc::Receiver<String> {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { return };
            if send.send(line).is_err() {
                return;
            }
        }
    });
    receive
}

/// The names of this process's threads, where the system tells.
fn threads() -> Vec<String> {
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else { return Vec::new() };
    let names =
        tasks.flatten().filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok());
    names.map(|name| name.trim().to_owned()).collect()
}
