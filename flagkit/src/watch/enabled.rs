//! Wake-ups from the operating system: which directories to listen to, kept true while they come and go.
//!
//! It looks at no file's content and no event's meaning: an event is a reason to look, never news.
//! Law: whatever fails here costs time until the next poll, never an update. Nothing in this file is fatal.
//!
//! A file is watched through its directories, since editors and Kubernetes replace the file, not its bytes.
//! [`directories`] walks the path as the kernel would: every directory in which a symbolic link is looked up counts,
//! and the last one that exists. A directory that was replaced keeps its name and loses its watch,
//! so each one is remembered with its inode and added again when that changes.

use super::distant;
use crate::source::Bell;
use notify::event::{AccessKind, EventKind, ModifyKind};
use notify::{ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ffi::OsString;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// The kernel's own limit for one path.
const MAX_LINKS: u32 = 40;

/// How long to leave the operating system alone after it refused a watcher.
const RETRY: Duration = Duration::from_secs(5);

/// How often a directory may change under the walk before the next wake takes over.
const ROUNDS: u32 = 4;

/// What becomes of the directories that are listened to already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Others {
    Keep,
    Drop,
}

/// Directories that ring a bell.
#[derive(Debug, Default)]
pub(crate) struct Hints {
    watcher: Option<RecommendedWatcher>,
    watched: BTreeMap<PathBuf, Option<Identity>>,
    /// Something was moved, removed or lost: what is watched may no longer be.
    shaken: Arc<AtomicBool>,
    refused: Option<(String, Instant)>,
    /// The kind of a file system, if others may write to it unheard.
    distant: Option<String>,
}

impl Hints {
    /// Listens to every directory on which these paths depend now, and to no other.
    ///
    /// # Errors
    ///
    /// The reason why changes may pass unheard.
    pub(crate) fn aim<'p>(
        &mut self,
        paths: impl Iterator<Item = &'p Path>,
        bell: &'static Bell,
    ) -> Result<(), String> {
        if let Some((reason, since)) = &self.refused
            && since.elapsed() < RETRY
        {
            return Err(reason.clone());
        }
        self.refused = None;
        let paths: Vec<&Path> = paths.collect();
        let aimed = self.try_aim(&paths, Others::Drop, bell);
        if let Err(reason) = &aimed {
            self.refused = Some((reason.clone(), Instant::now()));
        }
        aimed?;
        match &self.distant {
            None => Ok(()),
            Some(kind) => Err(format!(
                "a file system of the kind `{kind}` does not tell what others write to it; a save takes up to a second"
            )),
        }
    }

    /// Listens to every directory on which one more path depends now. What keeps it from it, the next `aim` tells.
    pub(crate) fn add(&mut self, path: &Path, bell: &'static Bell) {
        if self.refused.is_none() {
            let _ = self.try_aim(&[path], Others::Keep, bell);
        }
    }

    fn try_aim(
        &mut self,
        paths: &[&Path],
        others: Others,
        bell: &'static Bell,
    ) -> Result<(), String> {
        if self.watcher.is_none() {
            self.watcher = Some(start(bell, Arc::clone(&self.shaken))?);
            self.watched.clear();
        }
        let mut refusal = None;
        for _ in 0..ROUNDS {
            let wanted: BTreeSet<_> = paths.iter().flat_map(|path| directories(path)).collect();
            let mut shaken = false;
            if others == Others::Drop {
                self.drop_unwanted(&wanted);
                // Only here, where every watch is renewed.
                // ORDERING: the flag is only a hint to renew; the notifier's own queue orders the events.
                shaken = self.shaken.swap(false, Ordering::Relaxed);
            }
            let mut moved = false;
            for directory in wanted {
                let identity = Identity::of(&directory);
                let known = self.watched.get(&directory).copied();
                if known == Some(identity) && !shaken {
                    continue;
                }
                if known.is_some_and(|known| known != identity) {
                    // The old directory still lives somewhere; without this it would ring for ever.
                    let _ = self.call(|watcher| watcher.unwatch(&directory));
                }
                moved |= known != Some(identity);
                if let Err(failure) =
                    self.call(|watcher| watcher.watch(&directory, RecursiveMode::NonRecursive))
                {
                    self.watched.remove(&directory);
                    match failure {
                        Failure::Vanished => {}
                        // The other directories may still ring.
                        Failure::Refused(reason) => refusal = Some(reason),
                    }
                    continue;
                }
                self.watched.insert(directory, identity);
            }
            // What was added may have been replaced between the walk and the watch: walk again until nothing moves.
            if !moved || refusal.is_some() {
                break;
            }
            self.distant = self.watched.keys().find_map(|directory| distant::kind(directory));
        }
        refusal.map_or(Ok(()), Err)
    }

    fn drop_unwanted(&mut self, wanted: &BTreeSet<PathBuf>) {
        let watched = self.watched.keys();
        let unwanted: Vec<_> = watched.filter(|known| !wanted.contains(*known)).cloned().collect();
        for directory in unwanted {
            self.watched.remove(&directory);
            let _ = self.call(|watcher| watcher.unwatch(&directory));
        }
    }

    /// Calls the watcher, which panics when its thread could not be started or has died.
    fn call(
        &mut self,
        action: impl FnOnce(&mut RecommendedWatcher) -> notify::Result<()>,
    ) -> Result<(), Failure> {
        let Some(watcher) = &mut self.watcher else { return Err(Failure::Vanished) };
        match catch_unwind(AssertUnwindSafe(|| action(watcher))) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(Failure::from(&error)),
            Err(_) => {
                // Dropping it would panic once more.
                std::mem::forget(self.watcher.take());
                Err(Failure::Refused("the notifier's thread is gone".to_owned()))
            }
        }
    }
}

fn start(bell: &'static Bell, shaken: Arc<AtomicBool>) -> Result<RecommendedWatcher, String> {
    let hear = move |event| {
        if is_news(&event) {
            if disturbs(&event) {
                // ORDERING: pairs with the swap in `try_aim`; the bell's lock orders the two.
                shaken.store(true, Ordering::Relaxed);
            }
            bell.ring();
        }
    };
    let config = notify::Config::default();
    let started = catch_unwind(AssertUnwindSafe(|| RecommendedWatcher::new(hear, config)));
    match started {
        Ok(Ok(watcher)) => Ok(watcher),
        Ok(Err(error)) => Err(explain(&error)),
        Err(_) => Err("the notifier could not be started".to_owned()),
    }
}

/// Whether it is worth a look. The one kind of event that changes nothing is left out:
/// we open the file ourselves, and would wake ourselves for ever.
fn is_news(event: &notify::Result<Event>) -> bool {
    !matches!(event, Ok(Event { kind: EventKind::Access(AccessKind::Open(_)), .. }))
}

/// Whether a watched directory may have been moved, removed or dropped by the notifier.
fn disturbs(event: &notify::Result<Event>) -> bool {
    let Ok(event) = event else { return true };
    let harmless = matches!(
        event.kind,
        EventKind::Access(_)
            | EventKind::Create(_)
            | EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_))
    );
    !harmless || event.need_rescan()
}

enum Failure {
    /// The directory went away between the walk and the watch.
    Vanished,
    /// The operating system will not.
    Refused(String),
}

impl From<&notify::Error> for Failure {
    fn from(error: &notify::Error) -> Self {
        match &error.kind {
            ErrorKind::PathNotFound | ErrorKind::WatchNotFound => Self::Vanished,
            ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::NotFound => Self::Vanished,
            _ => Self::Refused(explain(error)),
        }
    }
}

/// `EMFILE`; std has no kind for it.
const TOO_MANY_OPEN_FILES: i32 = 24;

fn explain(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::MaxFilesWatch => {
            "no inotify watch is left; raise `fs.inotify.max_user_watches`".to_owned()
        }
        ErrorKind::Io(error) if cfg!(unix) && error.raw_os_error() == Some(TOO_MANY_OPEN_FILES) => {
            "no inotify instance or file descriptor is left; raise `fs.inotify.max_user_instances` or `ulimit -n`"
                .to_owned()
        }
        ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            "permission to watch the directory is denied; give this process's user read access to it".to_owned()
        }
        _ => error.to_string(),
    }
}

/// What tells a directory from another one of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Identity {
    #[cfg(unix)]
    Inode(u64, u64),
    #[cfg_attr(unix, expect(dead_code, reason = "the other systems' only choice"))]
    Created(SystemTime),
}

impl Identity {
    fn of(directory: &Path) -> Option<Self> {
        let metadata = fs::metadata(directory).ok()?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            Some(Self::Inode(metadata.dev(), metadata.ino()))
        }
        #[cfg(not(unix))]
        metadata.created().ok().map(Self::Created)
    }
}

/// The real directories in which the lookup of `path` finds a symbolic link, its end, or nothing more.
fn directories(path: &Path) -> BTreeSet<PathBuf> {
    let mut wanted = BTreeSet::new();
    let mut real = PathBuf::new();
    let mut rest = VecDeque::new();
    prepend(&mut rest, path);
    let mut links = 0;
    while let Some(step) = rest.pop_front() {
        let name = match step {
            Step::Root(root) => {
                real = root;
                continue;
            }
            Step::Up => {
                real.pop();
                continue;
            }
            Step::Down(name) => name,
        };
        let next = real.join(name);
        if let Ok(target) = fs::read_link(&next) {
            wanted.insert(real.clone());
            links += 1;
            if links > MAX_LINKS {
                break;
            }
            prepend(&mut rest, &target);
        } else if rest.is_empty() || !next.is_dir() {
            // The end of the walk: the file's own directory, or the place where the next directory will appear.
            wanted.insert(real.clone());
            break;
        } else {
            real = next;
        }
    }
    wanted
}

/// One step of a lookup. The prefix of a Windows path counts as its root.
enum Step {
    Root(PathBuf),
    Up,
    Down(OsString),
}

fn prepend(rest: &mut VecDeque<Step>, path: &Path) {
    let mut root = PathBuf::new();
    let mut steps = Vec::new();
    for component in path.components() {
        match component {
            Component::Prefix(_) | Component::RootDir => root.push(component),
            Component::CurDir => {}
            Component::ParentDir => steps.push(Step::Up),
            Component::Normal(name) => steps.push(Step::Down(name.to_owned())),
        }
    }
    for step in steps.into_iter().rev() {
        rest.push_front(step);
    }
    if !root.as_os_str().is_empty() {
        rest.push_front(Step::Root(root));
    }
}

#[cfg(test)]
#[path = "enabled_tests.rs"]
mod tests;
