//! Who was given which arm, once each, as lines for whoever analyses an experiment elsewhere.
//!
//! ```
//! # fn main() -> Result<(), flagkit::Error> {
//! # let file = std::env::temp_dir().join(format!("flagkit-doc-{}.jsonl", std::process::id()));
//! let exposures = flagkit::exposure::to_file(&file)?; // dropped at the end, which writes what is left
//! # drop(exposures);
//! # std::fs::remove_file(&file).unwrap();
//! # Ok(())
//! # }
//! ```
//!
//! A line is an object with the names that OpenTelemetry has for flags:
//!
//! ```json
//! {"timestamp":"2027-03-01T09:00:00.123Z","event.name":"feature_flag.evaluation","feature_flag.key":"new_checkout","feature_flag.result.variant":"on","feature_flag.result.reason":"split","feature_flag.context.id":"user-42","feature_flag.set.id":"/etc/shop/flags.json","feature_flag.version":"3","feature_flag.provider.name":"flagkit","flagkit.epoch":0}
//! ```
//!
//! `feature_flag.version` is the generation of the document in this process, and `flagkit.epoch` counts the shares that
//! the flag was drawn with; it is missing where the arm was not drawn but given by a rule, a segment or an override.
//!
//! - **Once each.** The first exposure of a flag, key, variant and epoch is written. 65 536 of them are remembered, in
//!   512 KiB; with more at the same time, one that was forgotten is written again.
//! - **Never in the way.** A call hands a line over to a thread of its own (`flagkit-exposures`) if there is room for it in
//!   a queue of [`QUEUE`], and goes on. An exposure that finds no room is counted, and offered again by the next
//!   call for its key. A sink that blocks, fails or panics is counted too, in [`status()`] and [`report`](crate::report()),
//!   and told in the log once per version of the document.
//! - **Keys are personal data**, often: [`Options::redacted`] writes something else in their place, and
//!   [`Options::without_keys`] nothing. Attributes of a context are never written, and of a key the first 1 024 bytes.
//! - A flag that is the same for everyone exposes nobody to anything, and has no lines.

mod line;
mod recent;
mod sink;

pub use sink::{Exposures, Options};

use crate::Error;
use crate::counted::Counted;
use crate::news::News;
use crate::publisher;
use crate::sync::{AtomicBool, AtomicU64, Mutex, Ordering};
use crate::table::Declaration;
use flagkit_core::Reason;
use recent::Recent;
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::path::Path;
use std::sync::mpsc::{SyncSender, TrySendError};
use std::sync::{LazyLock, OnceLock};
use std::time::SystemTime;

/// How many exposures may wait to be written.
pub const QUEUE: usize = 4096;

/// The longest key that is written whole, in bytes, so that a full queue has an end.
const LONGEST_KEY: usize = 1024;

/// Appends exposures to a file, which is made if it is not there.
///
/// # Errors
///
/// When the file cannot be opened, no thread can be started, or exposures are being written already.
pub fn to_file(path: impl AsRef<Path>) -> Result<Exposures, Error> {
    Options::new().to_file(path)
}

/// Writes exposures to anything that takes bytes: a pipe, a socket, a compressor. Each write is whole lines.
///
/// ```
/// # fn main() -> Result<(), flagkit::Error> {
/// let exposures = flagkit::exposure::to_writer(std::io::stderr())?;
/// assert!(flagkit::exposure::to_writer(std::io::sink()).is_err());
/// # drop(exposures);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When no thread can be started, or exposures are being written already.
pub fn to_writer(writer: impl Write + Send + 'static) -> Result<Exposures, Error> {
    Options::new().to_writer(writer)
}

/// How the writing of exposures goes, from [`status`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ExposureStatus {
    /// Whether somebody takes exposures at the moment.
    pub writing: bool,
    /// Exposures that were handed to the sink, and taken.
    pub written: u64,
    /// How often an exposure found no room in the queue, since the sink is slow or blocks; the next call for its key
    /// offers it again.
    pub no_room: u64,
    /// Exposures that are lost, since the sink returned an error or panicked.
    pub failed: u64,
}

/// How the writing of exposures goes, since the process began.
///
/// ```
/// assert!(!flagkit::exposure::status().writing);
/// ```
#[must_use]
pub fn status() -> ExposureStatus {
    ExposureStatus {
        writing: is_wanted(),
        written: WRITTEN.load(Ordering::Relaxed),
        no_room: NO_ROOM.calls(),
        failed: FAILED.calls(),
    }
}

/// One exposure, on its way to the sink.
#[derive(Clone, Debug)]
pub(crate) struct Exposure {
    at: SystemTime,
    flag: &'static Declaration,
    arm: u8,
    reason: Reason,
    /// The targeting key.
    key: Option<Box<[u8]>>,
    epoch: Option<u16>,
    generation: u64,
}

static WANTED: AtomicBool = AtomicBool::new(false);
static OPEN: Mutex<Option<SyncSender<Exposure>>> = Mutex::new(None);
/// Made with the first sink, and kept for the next one.
static RECENT: OnceLock<Recent> = OnceLock::new();
/// Nobody shall be able to choose keys that pass for one another.
static KEYS: LazyLock<RandomState> = LazyLock::new(RandomState::new);

static WRITTEN: AtomicU64 = AtomicU64::new(0);
static NO_ROOM: Counted = Counted::new();
static FAILED: Counted = Counted::new();

/// Whether [`offer`] is worth a call.
#[inline(always)]
pub(crate) fn is_wanted() -> bool {
    // ORDERING: a hint; `offer` looks under the lock.
    WANTED.load(Ordering::Relaxed)
}

/// Tells of an arm that a call was given, for this targeting key.
#[cold]
#[inline(never)]
pub(crate) fn offer(
    flag: &'static Declaration,
    arm: u8,
    reason: Reason,
    key: Option<&[u8]>,
    epoch: Option<u16>,
    generation: u64,
) {
    let Some(recent) = RECENT.get() else { return };
    let exposure = KEYS.hash_one((std::ptr::from_ref(flag), arm, key, epoch));
    if !recent.is_new(exposure) {
        return;
    }
    let key = key.map(|key| Box::from(&key[..key.len().min(LONGEST_KEY)]));
    let at = SystemTime::now();
    let line = Exposure { at, flag, arm, reason, key, epoch, generation };
    let sent = OPEN.lock().as_ref().map(|open| open.try_send(line));
    match sent {
        Some(Ok(())) => return,
        Some(Err(TrySendError::Full(_))) => {
            NO_ROOM.count();
            tell(
                &NO_ROOM,
                "exposures find no room, since their sink is slower than they come; each is offered again by \
                the next call for its key",
            );
        }
        // The sink ended between the caller's look and ours.
        None | Some(Err(TrySendError::Disconnected(_))) => {}
    }
    recent.forget(exposure);
}

/// Tells of a loss, once per version.
fn tell(count: &Counted, what: &str) {
    if count.is_news(publisher::epoch().generation()) {
        let mut news = News::default();
        news.warning(format!(
            "{what} (told once per version, `flagkit::exposure::status()` counts)"
        ));
        news.write_aside();
    }
}
