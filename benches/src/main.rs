//! The figures of `benches/README.md`: flagkit beside hand-written code, as ratios in one run.
//!
//! Without an argument every figure is taken, each in a process of its own, since flags are global to a process;
//! with a name, that one. It ends with 1 where a budget was missed. How time is taken is the library's business.
//! Law: nothing here is a test. A figure depends on the machine, a test must not.

mod allocations;
mod constant;
mod crates;
mod effect;
mod expansion;
mod handles;
mod ids;
mod load;
mod measured;
mod percentage;
mod scheduler;
mod scratch;
mod targeting;
mod threads;

use benches::report::{Report, Verdict};
use std::error::Error;
use std::process::{Command, ExitCode};

flagkit::flags!("flags.json");

/// What a figure comes to, or why it cannot be taken here.
type Figure = Result<Vec<Report>, Box<dyn Error>>;

/// Takes a figure.
type Take = fn() -> Figure;

/// The order is the README's.
const FIGURES: [(&str, Take); 13] = [
    ("constant", constant::figure),
    ("instructions", constant::instructions),
    ("percentage", percentage::figure),
    ("targeting", targeting::figure),
    ("measured", measured::figure),
    ("allocations", allocations::figure),
    ("threads", threads::figure),
    ("effect", effect::figure),
    ("load", load::figure),
    ("handles", handles::figure),
    ("ids", ids::figure),
    ("crates", crates::figure),
    ("expansion", expansion::figure),
];

/// How a process that took one figure says that it missed its budget.
const MISSED: u8 = 1;
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [] => every_figure(),
        // Under callgrind; `benches/instructions` calls it.
        ["calls", competitor, calls] => match calls.parse() {
            Ok(calls) if constant::calls(competitor, calls) => ExitCode::SUCCESS,
            _ => usage(),
        },
        [name] => match FIGURES.iter().find(|(known, _)| known == name) {
            Some((_, figure)) => one_figure(figure()),
            None => usage(),
        },
        _ => usage(),
    }
}

fn usage() -> ExitCode {
    let names: Vec<&str> = FIGURES.iter().map(|(name, _)| *name).collect();
    eprintln!("name one of {}, or none for all", names.join(", "));
    ExitCode::from(FAILED)
}

fn one_figure(figure: Figure) -> ExitCode {
    match figure {
        Ok(reports) => {
            for report in &reports {
                println!("{report}");
            }
            let missed = reports.iter().any(|report| report.verdict() == Verdict::Missed);
            ExitCode::from(if missed { MISSED } else { 0 })
        }
        Err(error) => {
            eprintln!("the figure cannot be taken: {error}\n");
            ExitCode::from(FAILED)
        }
    }
}

fn every_figure() -> ExitCode {
    let mut missed = Vec::new();
    let mut failed = Vec::new();
    for (name, _) in FIGURES {
        let status = std::env::current_exe().and_then(|this| Command::new(this).arg(name).status());
        match status.ok().and_then(|status| status.code()) {
            Some(0) => {}
            Some(code) if code == i32::from(MISSED) => missed.push(name),
            _ => failed.push(name),
        }
    }
    for (names, what) in [(&missed, "missed their budget"), (&failed, "could not be taken")] {
        if !names.is_empty() {
            println!("{what}: {}", names.join(", "));
        }
    }
    if missed.is_empty() && failed.is_empty() {
        println!("every budget was kept");
        return ExitCode::SUCCESS;
    }
    ExitCode::from(MISSED)
}
