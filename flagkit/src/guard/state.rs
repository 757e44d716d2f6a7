//! What the guards know, kept in a file across restarts: verdicts, counts, who has failed.
//!
//! `format` says how it is written. Laws: a file is replaced whole or not at all; one that cannot be read is put aside and
//! never overwritten; whatever a file or a clock says, the calls go on.

mod format;
mod resume;

use crate::error::Error;
use crate::guard::verdict::{GuardCounts, GuardVerdict};
use crate::measure::experiment::Experiment;
use crate::measure::unit::fingerprint;
use crate::news::News;
use crate::service;
use crate::sync::{AtomicBool, Mutex, Ordering};
pub(super) use resume::claim;
use resume::{GUARDED, STATES, restore};

use format::{
    Saved, SavedArm, SavedEpoch, SavedFlag, SavedSite, SavedStop, SavedVerdict, decode, encode,
};
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often what has changed is written.
const PERIOD: Duration = Duration::from_secs(5);

/// Writing takes a part of the time that is no greater than this.
const PART: u32 = 20;

/// A greater file is none of flagkit's: 4 Mi failed keys of a few flags are far less.
const MOST: u64 = 1 << 30;

/// Under so many names a file that cannot be read is put aside.
const ASIDE: u32 = 9;

static KEEPER: Mutex<Option<Keeper>> = Mutex::new(None);

/// What a file holds for flags that have not been measured yet.
static UNCLAIMED: Mutex<Vec<SavedFlag>> = Mutex::new(Vec::new());

/// A verdict was reached since the last time that the state was written.
static URGENT: AtomicBool = AtomicBool::new(false);

/// Who writes the file.
struct Keeper {
    path: PathBuf,
    guards: usize,
    /// The fingerprint of what was written last.
    written: u64,
    at: Instant,
    took: Duration,
    /// Why the last attempt failed.
    failed: Option<String>,
    /// What the file held has been handed on, so that it may be written anew.
    is_ready: bool,
}

/// The state of the guards is kept for as long as this lives, and once more when it is dropped.
///
/// ```
/// # fn main() -> Result<(), flagkit::Error> {
/// # let place = std::env::temp_dir().join(format!("flagkit-doc-kept-{}.state", std::process::id()));
/// let state = flagkit::keep_state(&place)?;
/// assert!(state.path().is_absolute());
/// # drop(state);
/// # let _ = std::fs::remove_file(place);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "dropping the guard stops keeping the state; bind it: `let _state = ...`"]
pub struct KeptState {
    path: PathBuf,
}

impl KeptState {
    /// The absolute path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for KeptState {
    fn drop(&mut self) {
        let mut news = News::default();
        {
            let mut keeper = KEEPER.lock();
            if let Some(known) = &mut *keeper {
                known.guards = known.guards.saturating_sub(1);
                if known.guards == 0 {
                    if known.is_ready {
                        known.keep(&mut news);
                    }
                    *keeper = None;
                }
            }
        }
        news.write_aside();
    }
}

/// Keeps what the guards know in a file, and goes on with what it holds.
///
/// Without it a restart forgets verdicts and counts: a flag that was stopped serves again, and is stopped again after a few
/// failures. With it a stop stays until the flag's targeting or guard is edited or [`rearm`](crate::rearm) is called, also where
/// the edit was made while the program did not run. Each process has a file of its own.
///
/// It is written on each verdict, every few seconds if something has changed, and when what this returns is dropped; by
/// flagkit's thread, which this starts unless the host has asked for none
/// ([`watch_by_tick`](crate::watch_by_tick), before this). A file that cannot be written later is told once, and tried again.
///
/// ```no_run
/// # fn main() -> Result<(), flagkit::Error> {
/// let _watch = flagkit::watch("flags.json")?;
/// let _state = flagkit::keep_state("/var/lib/shop/flags.state")?;
/// // ... the program ...
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When the file is cut off, damaged, of another version of flagkit or not flagkit's: it is then put aside under a name with
/// `.bad` behind it, the guards begin with nothing, and another call of this function begins a new file. When it cannot be read
/// or written. When another file is being kept.
pub fn keep_state(path: impl AsRef<Path>) -> Result<KeptState, Error> {
    let path = path.as_ref();
    let absolute = std::path::absolute(path).map_err(|error| {
        Error::state(format!(
            "`{}` has no absolute path: {error}; name a file, from a directory that exists",
            path.display()
        ))
    })?;
    let mut keeper = KEEPER.lock();
    if let Some(known) = &mut *keeper {
        if known.path != absolute {
            return Err(Error::state(format!(
                "`{}` beside `{}`; a process has one state, so drop the other guard first",
                absolute.display(),
                known.path.display()
            )));
        }
        known.guards += 1;
        return Ok(KeptState { path: absolute });
    }
    *keeper = Some(Keeper {
        path: absolute.clone(),
        guards: 1,
        written: 0,
        at: Instant::now(),
        took: Duration::ZERO,
        failed: None,
        is_ready: false,
    });
    // Flags tell the log of what they find in the file, which happens under no lock.
    drop(keeper);
    let begun = read(&absolute).and_then(|saved| {
        restore(saved);
        // At once, so that a place that cannot be written to is told to who named it.
        let mut keeper = KEEPER.lock();
        let Some(keeper) = keeper.as_mut() else { return Ok(()) };
        keeper.is_ready = true;
        keeper.write().map_err(|error| {
            Error::state(format!(
                "`{}` cannot be written: {error}; name a file in a directory that this process may write to",
                absolute.display()
            ))
        })
    });
    if let Err(error) = begun {
        *KEEPER.lock() = None;
        return Err(error);
    }
    service::start_for_guards();
    Ok(KeptState { path: absolute })
}

/// Keeps a state for whom nobody can be given an error: a file that cannot be used is told, and a new one is begun.
pub(crate) fn keep_named_state(path: &Path) -> Option<KeptState> {
    let told = |error: &Error| {
        let mut news = News::default();
        news.error(error.to_string());
        news.write_aside();
    };
    keep_state(path).inspect_err(told).or_else(|_| keep_state(path)).ok()
}

/// Notes that something must not be lost.
pub(super) fn hurry() {
    URGENT.store(true, Ordering::Relaxed);
}

/// Writes the file, if it is time to.
pub(super) fn keep(news: &mut News) {
    let mut keeper = KEEPER.lock();
    let Some(keeper) = keeper.as_mut().filter(|keeper| keeper.is_ready) else { return };
    let urgent = URGENT.swap(false, Ordering::Relaxed);
    if urgent || keeper.at.elapsed() >= PERIOD.max(keeper.took * PART) {
        keeper.keep(news);
    }
}

impl Keeper {
    fn keep(&mut self, news: &mut News) {
        let before = self.failed.take();
        if let Err(error) = self.write() {
            let error = error.to_string();
            if before.as_ref() != Some(&error) {
                news.error(format!(
                    "{}: the state of the guards cannot be written: {error}; a restart forgets what they know until it can",
                    self.path.display()
                ));
            }
            self.failed = Some(error);
        }
    }

    fn write(&mut self) -> io::Result<()> {
        self.at = Instant::now();
        let bytes = encode(&collect());
        let print = fingerprint(&bytes);
        if print != self.written {
            replace(&self.path, &bytes)?;
            self.written = print;
        }
        self.took = self.at.elapsed();
        Ok(())
    }
}

/// Writes a file whole, or leaves it as it is.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = (|| {
        let mut file = fs::File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&beside, path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&beside);
        return written;
    }
    // So that the new name survives a power cut; where a directory cannot be opened, nothing more can be done.
    if let Some(directory) = path.parent().and_then(|parent| fs::File::open(parent).ok()) {
        let _ = directory.sync_all();
    }
    Ok(())
}

/// What a file holds; nothing if there is none.
fn read(path: &Path) -> Result<Saved, Error> {
    let unreadable = |error: &io::Error| {
        Error::state(format!(
            "`{}` cannot be read: {error}; name a file that this process may read, or delete it to begin with nothing",
            path.display()
        ))
    };
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        // A pipe would have nobody to wait for.
        return Err(unreadable(&io::Error::other("it is no regular file")));
    }
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Saved::default()),
        Err(error) => return Err(unreadable(&error)),
    };
    let mut bytes = Vec::new();
    file.take(MOST).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    decode(&bytes).map_err(|reason| {
        let aside = put_aside(path);
        let remedy = match aside {
            Ok(aside) => format!(
                "it is put aside as `{}`, and the guards begin with nothing; call again to keep a new one",
                aside.display()
            ),
            Err(error) => format!("it cannot be put aside ({error}); delete it, or name another"),
        };
        Error::state(format!("`{}` {reason}; {remedy}", path.display()))
    })
}

/// Gives a file a name under which nobody overwrites it.
fn put_aside(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let names = (1..=ASIDE).map(|number| match number {
        1 => path.with_file_name(format!("{name}.bad")),
        number => path.with_file_name(format!("{name}.bad{number}")),
    });
    let free = names.into_iter().find(|aside| !aside.exists());
    let aside = free.ok_or_else(|| io::Error::other("there are nine of its kind already"))?;
    fs::rename(path, &aside)?;
    Ok(aside)
}

fn place_in<T: PartialEq>(list: &[T], item: &T) -> u8 {
    list.iter()
        .position(|known| known == item)
        .and_then(|place| u8::try_from(place).ok())
        .unwrap_or(u8::MAX)
}

fn save_verdict(verdict: &GuardVerdict) -> SavedVerdict {
    let counts = |counts: GuardCounts| (counts.units, counts.adverse);
    SavedVerdict {
        guarded: place_in(&GUARDED, &verdict.guarded),
        state: place_in(&STATES, &verdict.state),
        share: verdict.share,
        control: counts(verdict.control),
        treatment: counts(verdict.treatment),
        p_value: verdict.p_value,
        place: verdict.place.clone(),
    }
}

/// Everything that is known now.
fn collect() -> Saved {
    let mut flags = UNCLAIMED.lock().clone();
    flags.extend(Experiment::all().into_iter().map(save));
    Saved { flags }
}

fn save(experiment: &Experiment) -> SavedFlag {
    let flag = experiment.flag;
    let arms = || (0..=u8::MAX).take(flag.variants().len());
    // Before the judge's lock, which a tick takes after those of the sites.
    let sites = experiment.callsites().filter_map(|callsite| {
        let site = experiment.sites.get(callsite)?;
        Some(SavedSite {
            name: name(callsite),
            code: code(callsite),
            arms: arms().map(|arm| site.state(arm)).collect(),
        })
    });
    let sites = sites.collect();
    let (halvings, sampled) = experiment.sampled.kept();
    let judge = experiment.judge.lock();
    let arm = |arm: &crate::guard::judge::Arm| SavedArm {
        errors: arm.errors.state(),
        panics: arm.panics.state(),
        panicked: arm.panicked.clone(),
        panics_placed: arm.panics_placed,
        stopped: arm
            .stopped
            .as_ref()
            .map(|stop| SavedStop { verdict: save_verdict(&stop.verdict), at: stop.at }),
        held: arm.held.iter().map(save_verdict).collect(),
    };
    SavedFlag {
        package: flag.table().package().to_owned(),
        key: flag.key().to_owned(),
        variants: flag.variants().iter().map(|&name| name.to_owned()).collect(),
        targeting: judge.targeting,
        is_live: judge.is_live,
        test: judge.test,
        keys: experiment.keys.units().collect(),
        epochs: experiment
            .epochs
            .figures()
            .into_iter()
            .map(|epoch| SavedEpoch { shares: epoch.shares.into(), arms: epoch.arms.into() })
            .collect(),
        arms: judge.arms.iter().map(arm).collect(),
        sites,
        halvings,
        sampled: sorted(sampled),
        failed: sorted(experiment.failed.keys()),
        panicked: sorted(experiment.panicked.keys()),
    }
}

/// So that the same state is the same file.
fn sorted(mut keys: Vec<u64>) -> Vec<u64> {
    keys.sort_unstable();
    keys
}

fn name(callsite: &crate::Callsite) -> String {
    format!("{}::{}", callsite.module(), callsite.function())
}

/// The fingerprints of the code of both arms.
fn code(callsite: &crate::Callsite) -> Vec<u64> {
    let code = callsite.fingerprints();
    // Old code that the build did not see says nothing, today and tomorrow.
    vec![code.new, code.old.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_went_away_is_told_once_until_it_is_back() {
        let place = std::env::temp_dir().join(format!("flagkit-went-away-{}", std::process::id()));
        let mut keeper = Keeper {
            path: place.join("state"),
            guards: 1,
            written: 0,
            at: Instant::now(),
            took: Duration::ZERO,
            failed: None,
            is_ready: true,
        };
        let told = |keeper: &mut Keeper| {
            let mut news = News::default();
            keeper.keep(&mut news);
            format!("{news:?}").matches("cannot be written").count()
        };
        assert_eq!((told(&mut keeper), told(&mut keeper)), (1, 0));
        fs::create_dir_all(&place).unwrap();
        assert_eq!(told(&mut keeper), 0);
        assert!(decode(&fs::read(&keeper.path).unwrap()).is_ok());
        fs::remove_dir_all(&place).unwrap();
        keeper.written = 0;
        assert_eq!(told(&mut keeper), 1);
    }
}
