//! From a save to its effect, as somebody beside the program sees it. The figure is printed, not judged.

use crate::document;
use crate::place::Place;
use crate::probe::Probe;
use crate::save;
use std::fs;
use std::io::Write;
use std::time::{Duration, Instant};

const SAVES: u32 = 100;

#[test]
fn from_write_to_effect() {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(0)).unwrap();
    let mut probe = Probe::watch(&file);
    let mut delays: Vec<Duration> = (1..=SAVES)
        .map(|version| {
            let text = document::version(version);
            let start = Instant::now();
            if version % 2 == 0 {
                save::in_place(&file, &text)
            } else {
                save::by_rename(&file, &text)
            }
            probe.wait_for_version(version);
            start.elapsed()
        })
        .collect();
    print("write to effect", &mut delays, &mut probe);
    probe.check_calm(SAVES);
}

/// The document stands still, and only the file of ids that it names is saved.
#[test]
fn from_write_of_ids_to_effect() {
    let place = Place::new();
    let ids = place.join("beta.txt");
    fs::write(place.file(), document::with_ids(1, "beta.txt")).unwrap();
    fs::write(&ids, "jiwoo\n").unwrap();
    let mut probe = Probe::watch(place.file());
    let mut delays: Vec<Duration> = (1..=SAVES)
        .map(|round| {
            let on = round % 2 == 1;
            let text = if on { "jiwoo\nminsu\n" } else { "jiwoo\n" };
            let start = Instant::now();
            if round % 4 < 2 {
                save::in_place(&ids, text)
            } else {
                save::by_rename(&ids, text)
            }
            probe.wait_for_answer(&document::answer_of(on, 1));
            start.elapsed()
        })
        .collect();
    print("write of ids to effect", &mut delays, &mut probe);
    assert_eq!(probe.complaints(), [""; 0]);
}

fn print(what: &str, delays: &mut [Duration], probe: &mut Probe) {
    delays.sort_unstable();
    let at = |share: usize| delays.get(delays.len() * share / 100).copied().unwrap_or_default();
    // A tick waits for whoever is looking, and so for what it has to record.
    probe.command("tick");
    probe.command("effect");
    // Past the capture of the test harness: the figure is what these tests are for.
    let _ = writeln!(
        std::io::stderr(),
        "{what} over {SAVES} saves: median {:.1?}, 95 % within {:.1?}, slowest {:.1?}; health() says {}",
        at(50),
        at(95),
        at(99),
        probe.last("effect"),
    );
}
