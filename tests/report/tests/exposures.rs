//! Exposures through good sinks and bad ones. Its own binary and one test, because a process has one sink.

use flagkit::exposure::{self, Options};
use flagkit::scope;
use report::{price, staff, visitor};
use serde_json::Value;
use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

fn visit(numbers: std::ops::Range<u32>) {
    for number in numbers {
        scope(&visitor(number), || price(number).ok());
    }
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

/// Hands on what is written, and does what it is told.
struct Pipe(Sender<Vec<u8>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.send(bytes.to_vec()).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a sink got until it ended.
fn got(pipe: &Receiver<Vec<u8>>) -> String {
    String::from_utf8(pipe.try_iter().flatten().collect()).expect("text")
}

#[test]
fn exposures_reach_their_sink_and_never_a_call() {
    visit(0..10);
    assert_eq!(exposure::status().written, 0, "nobody wanted them");
    a_file();
    keys_are_redacted();
    a_sink_that_blocks();
    a_sink_that_fails();
    a_sink_that_panics();
    every_exposure_is_new_to_a_new_sink();
}

fn a_file() {
    let path = std::env::temp_dir().join(format!("flagkit-exposures-{}.jsonl", std::process::id()));
    let exposures = exposure::to_file(&path).expect("the sink is taken");
    assert!(exposure::status().writing);
    let error = exposure::to_writer(io::sink()).expect_err("there is one");
    assert!(error.to_string().starts_with("failed to write exposures: they are being written"));
    for _ in 0..3 {
        visit(0..100);
    }
    scope(&staff(1), || price(1).ok());
    drop(exposures);
    assert!(!exposure::status().writing);
    visit(100..110);

    let text = std::fs::read_to_string(&path).expect("it is there");
    std::fs::remove_file(&path).expect("it is there");
    let lines = lines(&text);
    let keys: HashSet<&str> =
        lines.iter().filter_map(|line| line["feature_flag.context.id"].as_str()).collect();
    assert_eq!((lines.len(), keys.len()), (101, 101), "each once");
    let of = |key: &str| {
        lines.iter().find(|line| line["feature_flag.context.id"] == key).expect("it is there")
    };
    for number in 0..100 {
        let line = of(&format!("user-{number}"));
        let expected = report::flags::NEW_PRICE.evaluate_for(&visitor(number)).variant;
        assert_eq!(line["feature_flag.key"], "new_price");
        assert_eq!(line["feature_flag.result.variant"], expected);
        assert_eq!(line["feature_flag.result.reason"], "split");
        assert_eq!(line["event.name"], "feature_flag.evaluation");
        assert_eq!(line["feature_flag.provider.name"], "flagkit");
        assert_eq!(line["flagkit.epoch"], 0);
        assert!(line["feature_flag.set.id"].as_str().expect("it is there").ends_with("flags.json"));
        assert!(line["timestamp"].as_str().expect("it is there").ends_with('Z'));
    }
    let placed = of("staff-1");
    assert_eq!(placed["feature_flag.result.reason"], "targeting_match");
    assert_eq!(placed.get("flagkit.epoch"), None, "nothing was drawn");
    assert_eq!(exposure::status().written, 101);
    assert!(exposure::to_file("/nowhere/at/all.jsonl").is_err());
}

fn keys_are_redacted() {
    let (pipe, written) = channel();
    let exposures = exposure::to_writer(Pipe(pipe)).expect("the sink is taken");
    let long = flagkit::EvaluationContext::new("\"\n한".repeat(1_000));
    scope(&long, || price(1).ok());
    drop(exposures);
    let text = got(&written);
    let [line] = &lines(&text)[..] else { panic!("one line: {text}") };
    let key = line["feature_flag.context.id"].as_str().expect("it is there");
    assert!(key.starts_with("\"\n한\"\n한") && key.len() <= 1_026, "{}", key.len());

    let (pipe, written) = channel();
    let options = Options::new().redacted(|key| format!("{}…", &key[..4]));
    let exposures = options.to_writer(Pipe(pipe)).expect("the sink is taken");
    visit(0..10);
    drop(exposures);
    let text = got(&written);
    assert!(!text.contains("user-") && text.contains("\"user…\""), "{text}");

    let (pipe, written) = channel();
    let exposures = Options::new().without_keys().to_writer(Pipe(pipe)).expect("the sink is taken");
    visit(0..10);
    drop(exposures);
    let text = got(&written);
    assert!(!text.contains("context.id") && text.lines().count() == 10, "{text}");
}

/// Waits in each write until it is let go.
struct Blocked(Receiver<()>);

impl Write for Blocked {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = self.0.recv();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn a_sink_that_blocks() {
    let (release, blocked) = channel();
    let before = exposure::status();
    let exposures = exposure::to_writer(Blocked(blocked)).expect("the sink is taken");
    let all = 2 * u32::try_from(exposure::QUEUE).expect("it is there");
    let began = Instant::now();
    visit(0..all);
    assert!(began.elapsed() < Duration::from_secs(5), "calls have waited for the sink");
    let full = exposure::status().no_room - before.no_room;
    assert!(full > u64::from(all) / 4, "{full}");
    // Let go, it takes what waited, and those that found no room are offered again.
    drop(release);
    let deadline = Instant::now() + Duration::from_secs(10);
    while exposure::status().written - before.written < u64::from(all) && Instant::now() < deadline
    {
        visit(0..all);
    }
    drop(exposures);
    assert_eq!(exposure::status().written - before.written, u64::from(all), "each once");
    let told = flagkit::report().to_string();
    assert!(told.contains("exposures that found no room in the queue of their sink"), "{told}");
}

/// Takes the first write, fails the second in its middle, and takes the others.
struct Fails {
    pipe: Sender<Vec<u8>>,
    writes: u32,
}

impl Write for Fails {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writes += 1;
        match self.writes {
            2 => {
                let half = bytes.len() / 2;
                self.pipe.send(bytes[..half].to_vec()).map_err(io::Error::other)?;
                Ok(half)
            }
            3 => Err(io::Error::other("the disk is full")),
            _ => {
                self.pipe.send(bytes.to_vec()).map_err(io::Error::other)?;
                Ok(bytes.len())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Waits until so many more were written or lost.
fn settled(before: exposure::ExposureStatus, count: u64) {
    let taken = |status: exposure::ExposureStatus| status.written + status.failed;
    let deadline = Instant::now() + Duration::from_secs(10);
    while taken(exposure::status()) < taken(before) + count && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn a_sink_that_fails() {
    let (pipe, written) = channel();
    let before = exposure::status();
    let exposures = exposure::to_writer(Fails { pipe, writes: 0 }).expect("the sink is taken");
    for number in 0..3 {
        visit(number..number + 1);
        settled(before, u64::from(number) + 1);
    }
    drop(exposures);
    let after = exposure::status();
    assert_eq!((after.written - before.written, after.failed - before.failed), (2, 1));
    let text = got(&written);
    let whole: Vec<Value> =
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    assert_eq!(whole.len(), 2, "the cut line spoils none beside it: {text}");
}

struct Panics;

impl Write for Panics {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        panic!("a sink that panics");
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn a_sink_that_panics() {
    let before = exposure::status();
    let exposures = exposure::to_writer(Panics).expect("the sink is taken");
    for number in 0..3 {
        visit(number..number + 1);
        settled(before, u64::from(number) + 1);
    }
    drop(exposures);
    assert_eq!(exposure::status().failed - before.failed, 3);
    let health = flagkit::health();
    assert_eq!(health.exposures, exposure::status());
    assert!(health.to_string().contains("exposures that their sink lost: 4\n"), "{health}");
}

fn every_exposure_is_new_to_a_new_sink() {
    let (pipe, written) = channel();
    let exposures = exposure::to_writer(Pipe(pipe)).expect("the sink is taken");
    visit(0..10);
    drop(exposures);
    assert_eq!(got(&written).lines().count(), 10);
}
