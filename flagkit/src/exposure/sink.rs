//! The thread that writes exposures, and what it may be told.
//!
//! What an exposure is, and that it is written once, is said elsewhere. Law: nothing that a sink does reaches a call; what it
//! does not take is counted.

use super::{Exposure, FAILED, KEYS, OPEN, QUEUE, RECENT, Recent, WANTED, WRITTEN, line, tell};
use crate::Error;
use crate::publisher;
use crate::sync::Ordering;
use std::fmt;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel, sync_channel};
use std::time::Duration;

/// How many lines one write has at most.
const BATCH: usize = 256;

/// For how long the end of a sink waits for what is queued.
const FAREWELL: Duration = Duration::from_secs(5);

type Redact = Box<dyn Fn(&str) -> Option<String> + Send>;

/// How exposures are written.
///
/// ```
/// use flagkit::exposure::Options;
/// # fn main() -> Result<(), flagkit::Error> {
/// // The part of an address before the `@` is nobody's business.
/// let options = Options::new().redacted(|key| key.split('@').next_back().unwrap_or_default().to_owned());
/// let exposures = options.to_writer(std::io::sink())?;
/// # drop(exposures);
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
#[must_use]
pub struct Options {
    redact: Option<Redact>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("redacts", &self.redact.is_some()).finish()
    }
}

impl Options {
    /// Each key is written as it is.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes what `redact` makes of a key: a hash with a secret of yours, say. It is called by the thread that writes.
    pub fn redacted(self, redact: impl Fn(&str) -> String + Send + 'static) -> Self {
        Self { redact: Some(Box::new(move |key| Some(redact(key)))) }
    }

    /// Writes no keys. Lines of different keys are then alike, and their number is what they tell.
    pub fn without_keys(self) -> Self {
        Self { redact: Some(Box::new(|_| None)) }
    }

    /// Appends exposures to a file, which is made if it is not there.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened, no thread can be started, or exposures are being written already.
    pub fn to_file(self, path: impl AsRef<Path>) -> Result<Exposures, Error> {
        let path = path.as_ref();
        let file = OpenOptions::new().append(true).create(true).open(path);
        let file = file.map_err(|error| {
            Error::exposures(format!("`{}` cannot be opened: {error}", path.display()))
        })?;
        self.to_writer(file)
    }

    /// Writes exposures to anything that takes bytes.
    ///
    /// # Errors
    ///
    /// When no thread can be started, or exposures are being written already.
    pub fn to_writer(self, writer: impl Write + Send + 'static) -> Result<Exposures, Error> {
        let mut lines = Lines { writer, text: String::new(), is_cut: false };
        self.start(move |batch, redact, set| lines.write(batch, redact, set))
    }

    /// Tells each exposure as an event of `tracing`, named `feature_flag.evaluation`, with OpenTelemetry's attributes as
    /// its fields and the target `flagkit::exposure`.
    ///
    /// # Errors
    ///
    /// When no thread can be started, or exposures are being written already.
    #[cfg(feature = "tracing")]
    pub fn to_tracing(self) -> Result<Exposures, Error> {
        self.start(|batch, redact, set| {
            for exposure in batch {
                let key = key_of(exposure, redact);
                let reason = exposure.reason.as_str().to_ascii_lowercase();
                ::tracing::event!(
                    name: "feature_flag.evaluation",
                    target: "flagkit::exposure",
                    ::tracing::Level::INFO,
                    feature_flag.key = exposure.flag.key(),
                    feature_flag.result.variant = exposure.flag.variant(exposure.arm),
                    feature_flag.result.reason = reason,
                    feature_flag.context.id = key,
                    feature_flag.set.id = set,
                    feature_flag.version = exposure.generation.to_string(),
                    feature_flag.provider.name = line::PROVIDER,
                    flagkit.epoch = exposure.epoch,
                );
            }
            Ok(())
        })
    }

    fn start(
        self,
        mut write: impl FnMut(&[Exposure], Option<&Redact>, &str) -> io::Result<()> + Send + 'static,
    ) -> Result<Exposures, Error> {
        let mut open = OPEN.lock();
        if open.is_some() {
            return Err(Error::exposures(
                "they are being written already; drop the other guard first, or write to both from one `Write`",
            ));
        }
        let (sender, receiver) = sync_channel(QUEUE);
        let (farewell, ended) = channel();
        let work = move || {
            serve(&receiver, |batch, set| write(batch, self.redact.as_ref(), set));
            // Whoever waited may be gone.
            let _ = farewell.send(());
        };
        let spawned = std::thread::Builder::new().name("flagkit-exposures".to_owned()).spawn(work);
        spawned.map_err(|error| Error::exposures(format!("no thread can be started: {error}")))?;
        // Before anybody can come: what an earlier sink was told, this one was not.
        RECENT.get_or_init(Recent::new).clear();
        LazyKeys::make();
        *open = Some(sender);
        WANTED.store(true, Ordering::Relaxed);
        Ok(Exposures { ended })
    }
}

/// The hash's keys are made here rather than in somebody's call.
struct LazyKeys;

impl LazyKeys {
    fn make() {
        std::sync::LazyLock::force(&KEYS);
    }
}

/// Exposures are written until this is dropped, which waits for what is queued, up to five seconds.
#[derive(Debug)]
#[must_use = "exposures are written until this is dropped"]
pub struct Exposures {
    /// Told when the thread has written everything.
    ended: Receiver<()>,
}

impl Drop for Exposures {
    fn drop(&mut self) {
        WANTED.store(false, Ordering::Relaxed);
        // With its only sender the queue ends, and with the queue the thread.
        drop(OPEN.lock().take());
        let _ = self.ended.recv_timeout(FAREWELL);
    }
}

/// Writes what comes, until nothing can come any more.
fn serve(queue: &Receiver<Exposure>, mut write: impl FnMut(&[Exposure], &str) -> io::Result<()>) {
    let mut batch = Vec::with_capacity(BATCH);
    while let Ok(first) = queue.recv() {
        batch.push(first);
        batch.extend(queue.try_iter().take(BATCH - 1));
        let set = set(&batch);
        let written = catch_unwind(AssertUnwindSafe(|| write(&batch, &set)));
        let why = match written {
            Ok(Ok(())) => {
                WRITTEN.fetch_add(batch.len() as u64, Ordering::Relaxed);
                None
            }
            Ok(Err(error)) => Some(error.to_string()),
            Err(_) => Some("it panicked".to_owned()),
        };
        if let Some(why) = why {
            batch.iter().for_each(|_| FAILED.count());
            let what = format!("exposures are lost, since their sink fails: {why}; calls go on");
            tell(&FAILED, &what);
        }
        batch.clear();
    }
}

/// The document that the flags come from.
fn set(batch: &[Exposure]) -> String {
    let live = publisher::current().origin().map(|origin| origin.to_string());
    let embedded = || {
        let table = batch.first().map(|exposure| exposure.flag.table());
        table.map_or_else(String::new, |table| format!("{}/{}", table.package(), table.file()))
    };
    live.unwrap_or_else(embedded)
}

fn key_of(exposure: &Exposure, redact: Option<&Redact>) -> Option<String> {
    let key = String::from_utf8_lossy(exposure.key.as_deref()?);
    match redact {
        None => Some(key.into_owned()),
        Some(redact) => redact(&key),
    }
}

/// Lines of JSON, on their way to a writer.
struct Lines<W> {
    writer: W,
    text: String,
    /// A write failed, perhaps in the middle of a line.
    is_cut: bool,
}

impl<W: Write> Lines<W> {
    fn write(&mut self, batch: &[Exposure], redact: Option<&Redact>, set: &str) -> io::Result<()> {
        self.text.clear();
        if self.is_cut {
            self.text.push('\n');
        }
        for exposure in batch {
            line::write(&mut self.text, exposure, key_of(exposure, redact).as_deref(), set);
        }
        // Until it is known to be whole.
        self.is_cut = true;
        self.writer.write_all(self.text.as_bytes())?;
        self.writer.flush()?;
        self.is_cut = false;
        Ok(())
    }
}
