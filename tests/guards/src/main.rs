//! A program that keeps the state of its guards, and does what its arguments say, line by line.
//!
//! It judges nothing; the tests in `tests/it` do. Law: a process has one document and one state, so each test that restarts one
//! starts probes of its own.

#![allow(clippy::print_stdout, reason = "its lines are what it is for")]

use flagkit::EvaluationContext;
use guards::{New, Ran, kept};
use std::process::ExitCode;
use std::time::{Duration, Instant};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(state), Some(flags)) = (arguments.next(), arguments.next()) else {
        println!("usage: guards-probe STATE FLAGS COMMAND...");
        return ExitCode::from(2);
    };
    let mut held = Vec::new();
    let mut watches = Vec::new();
    for command in arguments {
        match command.as_str() {
            "watch" => watches.push(flagkit::watch(&flags)),
            "by-tick" => watches.push(flagkit::watch_by_tick(&flags)),
            "hook" => flagkit::on_verdict(|verdict| {
                let thread = std::thread::current();
                println!("told {:?} in {}", verdict.guarded, thread.name().unwrap_or_default());
            }),
            "default" => watches.push(flagkit::watch_default()),
            "keep" => match flagkit::keep_state(&state) {
                Ok(state) => {
                    println!("kept {}", state.path().display());
                    held.push(state);
                }
                Err(error) => println!("refused {error}"),
            },
            "written" => await_a_stop(&state),
            "drop" => held.clear(),
            "works" => call(New::Works),
            "fails" => call(New::Fails),
            "rearm" => println!("rearmed {}", flagkit::rearm("kept")),
            "abort" => std::process::abort(),
            "tell" => tell(),
            other => println!("unknown {other}"),
        }
    }
    ExitCode::SUCCESS
}

/// Waits until the state has been written again, which a verdict does at once.
fn await_a_stop(state: &str) {
    let deadline = Instant::now() + Duration::from_secs(3);
    // What was written first knew of no flag.
    let is_written = || std::fs::metadata(state).is_ok_and(|file| file.len() > 200);
    while !is_written() && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(1));
    }
    println!("written {}", is_written());
}

/// Calls for ten thousand keys, or until the flag is stopped.
fn call(new: New) {
    let (mut ran, mut failed) = (0, 0);
    for user in 0..10_000 {
        match kept(&EvaluationContext::new(format!("user-{user}")), new) {
            Ok(Ran::New) => ran += 1,
            Ok(Ran::Old) => {}
            Err(_) => failed += 1,
        }
    }
    println!("ran {ran} failed {failed}");
}

fn tell() {
    for flag in flagkit::guards().iter().filter(|flag| flag.key == "kept") {
        let arm = &flag.arms[0];
        let errors = &arm.guards[0];
        let is_stopped = arm.stopped.is_some();
        let (old, new) = (errors.control, errors.treatment);
        println!("test {} stopped {is_stopped}", flag.test);
        println!("units {} {} failed {} {}", old.units, new.units, old.adverse, new.adverse);
    }
    for stopped in &flagkit::health().stopped {
        println!("health {}", stopped.verdict);
    }
}
