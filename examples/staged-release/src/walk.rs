//! The walk through the stages, and the look at a file that somebody else edits.

use crate::{flags, population, table};
use std::error::Error;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// What the file says of how far the release has come, in this order.
const STAGES: [(&str, &str); 7] = [
    ("off", "nobody; the code is deployed, and not released"),
    ("developers", "who builds it"),
    ("qa", "who tests it"),
    ("5%", "one in twenty, by the key"),
    ("premium_kr", "a group"),
    ("everyone", "the release"),
    ("off", "and back, in an instant"),
];

/// Longer than this no edit needs to take effect.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) fn walk() -> Result<(), Box<dyn Error>> {
    let directory = std::env::temp_dir().join(format!("staged-release-{}", std::process::id()));
    fs::create_dir_all(&directory)?;
    let source = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in ["flags.json", "developers.txt"] {
        fs::copy(source.join(file), directory.join(file))?;
    }
    let outcome = steps(&directory.join("flags.json"));
    fs::remove_dir_all(&directory)?;
    outcome
}

fn steps(file: &Path) -> Result<(), Box<dyn Error>> {
    let _watch = flagkit::watch(file)?;
    let mut current = STAGES[0].0;
    for (stage, meaning) in STAGES {
        let mut effect = String::new();
        if stage != current {
            let generation = flagkit::health().generation;
            let edited = Instant::now();
            set(file, stage)?;
            while flagkit::health().generation == generation {
                if edited.elapsed() > PATIENCE {
                    return Err(format!("the edit had no effect:\n{}", flagkit::health()).into());
                }
                thread::sleep(Duration::from_millis(1));
            }
            effect = format!(" (in force after {} ms)", edited.elapsed().as_millis());
            current = stage;
        }
        println!("\"stage\": \"{stage}\"  {meaning}{effect}\n{}\n", table());
        if stage == "5%" {
            // Why somebody has it and another one has not, in words.
            for user in population::of_note().iter().filter(|user| user.id.starts_with("user-")) {
                println!("{}\n", flags::NEW_CHECKOUT.explain_for(user));
            }
        }
    }
    Ok(())
}

/// Edits the one word, and puts the new file in the old one's place as an editor does.
fn set(file: &Path, stage: &str) -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(file)?;
    let (before, rest) = text.split_once("\"stage\": \"").ok_or("the file has no `stage`")?;
    let (_, after) = rest.split_once('"').ok_or("the file is cut off")?;
    let aside = file.with_extension("new");
    fs::write(&aside, format!("{before}\"stage\": \"{stage}\"{after}"))?;
    fs::rename(aside, file)?;
    Ok(())
}

pub(crate) fn watch() -> Result<(), Box<dyn Error>> {
    // FLAGKIT_FILE, else flags.json here, else the file that this program was built with.
    let _watch = flagkit::watch_default()?;
    let mut told = (0, None);
    loop {
        let health = flagkit::health();
        if told != (health.generation, health.rejected.clone()) {
            println!("{health}\n{}\n", table());
            told = (health.generation, health.rejected);
        }
        thread::sleep(Duration::from_millis(100));
    }
}
