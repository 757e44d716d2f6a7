//! Long lists of ids: what they weigh in force, and how long a million takes to be.
//!
//! They come as a list in the document, or from a file of lines beside it. An id of its own weighs its bytes; what is
//! told is what comes on top of these, all memory that the document in force holds included.

use crate::Figure;
use crate::allocations::live_bytes;
use crate::flags;
use crate::scheduler::Account;
use crate::scratch::Scratch;
use crate::targeting;
use benches::crowd::{IDS, User, ids, users};
use benches::report::{Budget, Report};
use benches::rounds::{median, quantile};
use std::error::Error;
use std::hint::black_box;

/// A name by which the document knows a file beside it.
const FILE: &str = "beta-users.txt";
const MANY: usize = 1_000_000;
const ROUNDS: usize = 15;

/// Bytes of memory above those of the id itself.
const WEIGHT: f64 = 40.0;
/// Milliseconds from the file to the new generation.
const LIMIT: f64 = 500.0;

/// Where ids stand.
#[derive(Clone, Copy)]
enum Form {
    List,
    File,
}

impl Form {
    /// Puts these ids where they are read from, and says what the document is then.
    fn write(self, scratch: &Scratch, ids: &[String]) -> Result<String, Box<dyn Error>> {
        match self {
            Self::List => Ok(targeting::text(ids)),
            Self::File => {
                scratch.replace(FILE, &ids.join("\n"))?;
                Ok(targeting::text_with(&format!(r#"{{ "file": "{FILE}" }}"#)))
            }
        }
    }
}

pub(crate) fn figure() -> Figure {
    let crowd = users();
    let mut weights = Report::new("memory of ids in force", &["bytes per id", "above the id"]);
    let mut times = Report::new("1 000 000 ids: load and publish", &["ms", "to budget"]);
    for (form, name) in [(Form::List, "a list in the document"), (Form::File, "a file beside it")] {
        let scratch = Scratch::new("ids")?;
        let _watch =
            targeting::put_in_force(&scratch, &targeting::text(&[String::from("nobody")]))?;
        for count in [IDS, MANY] {
            let (all, above) = weight(&scratch, form, &ids(count), &crowd)?;
            let name = format!("{count} ids, {name}");
            let cells = [format!("{all:.1}"), format!("{above:.1}")];
            weights.row(name, cells, Some(Budget::at_most(above.ceil(), WEIGHT, " bytes")));
        }
        let taken = loads(&scratch, form)?;
        let middle = median(taken.clone());
        for (what, value, judged) in
            [("median", middle, true), ("90 of 100 below", quantile(taken, 0.9), false)]
        {
            let cells = [format!("{value:.0}"), format!("{:.2}", value / LIMIT)];
            let budget = judged.then(|| Budget::at_most(value, LIMIT, " ms"));
            times.row(format!("{name}, {what}"), cells, budget);
        }
    }
    Ok(vec![weights, times])
}

/// Takes what was written into force.
fn reload() -> Result<(), Box<dyn Error>> {
    let generation = flagkit::health().generation;
    flagkit::reload();
    let health = flagkit::health();
    if !health.is_healthy() || health.generation == generation {
        return Err(format!("the document was not taken:\n{health}").into());
    }
    Ok(())
}

/// Bytes per id of a document in force, over the same document with one; all, and without the ids' own.
fn weight(
    scratch: &Scratch,
    form: Form,
    ids: &[String],
    crowd: &[User],
) -> Result<(f64, f64), Box<dyn Error>> {
    let mut held = [0; 2];
    // An empty list would be a mistake.
    for (ids, held) in [&ids[..1], ids].into_iter().zip(&mut held) {
        let text = form.write(scratch, ids)?;
        scratch.replace("flags.json", &text)?;
        drop(text);
        reload()?;
        // The thread's own copy of the version before goes with its next question.
        for user in crowd {
            black_box(flags::MEMBERS.is_enabled_for(user));
        }
        // And versions that nobody reads any more are freed at a tick.
        flagkit::tick();
        *held = live_bytes();
    }
    let own: usize = ids.iter().map(String::len).sum();
    let (count, held) = (ids.len() as f64, (held[1] - held[0]) as f64);
    Ok((held / count, (held - own as f64) / count))
}

/// Milliseconds of each load of a million ids, of which one in a thousand changes.
fn loads(scratch: &Scratch, form: Form) -> Result<Vec<f64>, Box<dyn Error>> {
    let account = Account::of_this_thread();
    let mut taken = Vec::new();
    let mut ids = ids(MANY + ROUNDS * MANY / 1_000);
    for _ in 0..ROUNDS {
        ids.rotate_left(MANY / 1_000);
        let text = form.write(scratch, &ids[..MANY])?;
        scratch.replace("flags.json", &text)?;
        drop(text);
        let (outcome, milliseconds) = account.milliseconds(reload);
        outcome?;
        taken.push(milliseconds);
    }
    Ok(taken)
}
