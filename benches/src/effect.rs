//! From the write of the watched file until a call answers by it.
//!
//! The clock runs from before the rename that puts the file in place until `is_enabled` gives the new answer in a
//! thread that asks four times a millisecond: what a program sees, the kernel's event and the wait for quiet included.

use crate::Figure;
use crate::flags;
use crate::scratch::Scratch;
use benches::report::{Budget, Report};
use benches::rounds::{median, quantile};
use std::thread;
use std::time::{Duration, Instant};

const SAVES: u64 = 100;

/// Milliseconds, in the median.
const LIMIT: f64 = 100.0;

const GIVE_UP: Duration = Duration::from_secs(10);

pub(crate) fn figure() -> Figure {
    let scratch = Scratch::new("effect")?;
    let path = scratch.replace("flags.json", r#"{ "effect": false }"#)?;
    let _watch = flagkit::watch(path)?;
    let mut milliseconds = Vec::new();
    for save in 0..SAVES {
        // Out of step with every timer in the run time.
        thread::sleep(Duration::from_millis(60 + save * 37 % 100));
        let on = save % 2 == 0;
        let begun = Instant::now();
        scratch.replace("flags.json", &format!("{{ \"effect\": {on} }}"))?;
        while flags::EFFECT.is_enabled() != on {
            if begun.elapsed() > GIVE_UP {
                return Err(format!("save {save} had no effect in {GIVE_UP:?}").into());
            }
            thread::sleep(Duration::from_micros(250));
        }
        milliseconds.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    let middle = median(milliseconds.clone());
    let mut report = Report::new("write to effect, 100 saves", &["ms", "to budget"]);
    for (name, value, judged) in [
        ("median", middle, true),
        ("95 of 100 below", quantile(milliseconds.clone(), 0.95), false),
        ("longest", quantile(milliseconds, 1.0), false),
    ] {
        let cells = [format!("{value:.1}"), format!("{:.2}", value / LIMIT)];
        report.row(name, cells, judged.then(|| Budget::at_most(value, LIMIT, " ms")));
    }
    Ok(vec![report])
}
