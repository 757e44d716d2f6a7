//! The public face of watching: which file, from when, until when.
//!
//! It reads nothing and owns no thread: a watched file is a [`FileSource`] whose directories ring the service's bell.
//! Law: a file that does not exist yet is watched like any other, and no file at all is no reason to fail.

#[cfg_attr(feature = "watch", path = "enabled.rs")]
#[cfg_attr(not(feature = "watch"), path = "disabled.rs")]
mod hints;

#[cfg(feature = "watch")]
mod distant;

use crate::Error;
use crate::guard::{self, KeptState};
use crate::publisher;
use crate::service::{self, Driver};
use crate::source::{Bell, Beside, FileSource, Reading, Source};
use flagkit_core::Severity;
use hints::Hints;
use std::env;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// Names the file for [`watch_default`].
const FILE_VARIABLE: &str = "FLAGKIT_FILE";

/// Names the file in which [`watch_default`] keeps what the guards know.
const STATE_VARIABLE: &str = "FLAGKIT_STATE";

/// What the file is called where nobody says otherwise.
const FILE_NAME: &str = "flags.json";

/// For how long [`Watch::require`] lets a file be half written.
const REQUIRE_PATIENCE: Duration = Duration::from_secs(1);

/// How often [`Watch::require`] looks again.
const REQUIRE_RETRY: Duration = Duration::from_millis(50);

/// Watches `path`: from now on this file decides, and every edit of it takes effect within a blink.
///
/// A relative path is taken from the working directory at the time of the call.
/// The file is loaded before the call returns, so that the first evaluation sees it.
/// It may be missing, now or later: until it appears the `flags.json` of the build serves.
/// A version that cannot be used changes nothing; it is reported once, and [`health`](crate::health()) tells.
/// A file of ids that the document names (`{ "file": "beta-users.txt" }`) is read beside it and watched like it.
///
/// Watching ends when the guard is dropped, and the last good version stands.
/// It does not survive a `fork` that is followed by no `exec`: threads stay behind.
/// A program that forks workers watches in each of them, or looks by itself with [`watch_by_tick`].
///
/// ```
/// # fn main() -> Result<(), flagkit::Error> {
/// let _watch = flagkit::watch("flags.json")?;
/// // ... the program ...
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When another file is being watched (a process has one document), or when the working directory of a relative
/// path is gone. The same file may be watched any number of times.
pub fn watch(path: impl AsRef<Path>) -> Result<Watch, Error> {
    begin(path.as_ref(), Driver::Thread)
}

/// Watches the file that the surroundings name.
///
/// That is `FLAGKIT_FILE` if it is set, else `flags.json` in the working directory if there is one,
/// else, in a debug build, the very file that the build read (unless several packages of the program brought one),
/// else `flags.json` in the working directory, should it appear.
///
/// If `FLAGKIT_STATE` is set it names a file in which the guards keep what they know across restarts, as
/// [`keep_state`](crate::keep_state) does; one that cannot be used is told to the log, and a new one is begun where possible.
///
/// ```
/// # fn main() -> Result<(), flagkit::Error> {
/// let _watch = flagkit::watch_default()?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// As for [`watch`].
pub fn watch_default() -> Result<Watch, Error> {
    let named = env::var_os(FILE_VARIABLE).filter(|name| !name.is_empty()).map(PathBuf::from);
    let found = || Path::new(FILE_NAME).exists().then(|| PathBuf::from(FILE_NAME));
    let built = || if cfg!(debug_assertions) { publisher::build_file() } else { None };
    let path = named.or_else(found).or_else(built).unwrap_or_else(|| PathBuf::from(FILE_NAME));
    let mut watch = watch(path)?;
    let state = env::var_os(STATE_VARIABLE).filter(|name| !name.is_empty());
    watch.state = state.and_then(|state| guard::keep_named_state(Path::new(&state)));
    Ok(watch)
}

/// Watches `path` without a thread: the file is looked at when the host calls [`tick`](crate::tick).
///
/// For hosts that forbid threads, and for those that fork.
///
/// ```
/// # fn main() -> Result<(), flagkit::Error> {
/// let _watch = flagkit::watch_by_tick("flags.json")?;
/// flagkit::tick(); // in the host's own loop
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// As for [`watch`].
pub fn watch_by_tick(path: impl AsRef<Path>) -> Result<Watch, Error> {
    begin(path.as_ref(), Driver::Host)
}

fn begin(path: &Path, driver: Driver) -> Result<Watch, Error> {
    let absolute = std::path::absolute(path).map_err(|error| {
        Error::watch(format!(
            "`{}` has no absolute path: {error}; name a file, from a directory that exists",
            path.display()
        ))
    })?;
    service::enlist(Box::new(WatchedFile::new(absolute.clone())), driver)?;
    Ok(Watch { path: absolute, state: None })
}

/// A file is being watched for as long as this guard lives.
///
/// ```
/// # fn main() -> Result<(), flagkit::Error> {
/// let watch = flagkit::watch("flags.json")?;
/// println!("edit {} and see", watch.path().display());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "dropping the guard stops watching; bind it: `let _watch = ...`"]
pub struct Watch {
    path: PathBuf,
    /// What the environment asked for beside it.
    state: Option<KeptState>,
}

impl Watch {
    /// The absolute path of the watched file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Fails unless the document is loaded and whole, for programs that would rather not start than start without it.
    ///
    /// A file in the middle of being written gets a second to become whole.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), flagkit::Error> {
    /// let _watch = flagkit::watch("flags.json")?.require()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the file is missing, cannot be used, or has a flag that cannot be used.
    pub fn require(self) -> Result<Self, Error> {
        let asked = Instant::now();
        loop {
            let Some(shortcoming) = shortcoming(&self.path) else { return Ok(self) };
            if asked.elapsed() >= REQUIRE_PATIENCE {
                return Err(Error::not_ready(shortcoming));
            }
            std::thread::sleep(REQUIRE_RETRY);
            service::tick();
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // Before the flags are nobody's any more.
        self.state = None;
        service::release();
    }
}

/// Why the document at `path` is not loaded and whole.
fn shortcoming(path: &Path) -> Option<String> {
    let publisher::Status { snapshot, source, .. } = publisher::status();
    let origin = path.display().to_string();
    if source.rejected.is_some() {
        return source.rejected;
    }
    if snapshot.origin().is_none_or(|loaded| **loaded != *origin) {
        return Some(format!("`{origin}` does not exist; create it, or do without `require`"));
    }
    let broken = source.problems.iter().find(|problem| problem.severity == Severity::Error);
    broken.map(|problem| problem.render(&origin))
}

/// A file and the directories that ring when it may have changed.
struct WatchedFile {
    file: FileSource,
    hints: Hints,
    /// Whom the hints ring, once somebody listens.
    bell: Option<&'static Bell>,
}

impl WatchedFile {
    fn new(path: PathBuf) -> Self {
        Self { file: FileSource::new(path), hints: Hints::default(), bell: None }
    }
}

impl Source for WatchedFile {
    fn origin(&self) -> &str {
        self.file.origin()
    }

    fn load(&mut self) -> Option<Reading> {
        self.file.load()
    }

    fn beside(&mut self, name: &str) -> Beside {
        if let (Some(path), Some(bell)) = (self.file.expect(name), self.bell) {
            // Before it is read, so that no change falls between the two.
            self.hints.add(path, bell);
        }
        self.file.beside(name)
    }

    fn forget(&mut self) {
        self.file.forget();
    }

    fn listen(&mut self, bell: &'static Bell) -> Result<(), String> {
        self.bell = Some(bell);
        self.hints.aim(self.file.paths(), bell)
    }

    fn is_settled(&mut self) -> bool {
        self.file.is_settled()
    }

    fn written(&self) -> Option<SystemTime> {
        self.file.written()
    }
}
