//! A directory of its own for each test, gone with it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A directory that nobody else uses.
pub(crate) struct Place(PathBuf);

impl Place {
    /// A directory in the system's place for such.
    pub(crate) fn new() -> Self {
        Self::within(&std::env::temp_dir())
    }

    /// A directory in `parent`.
    pub(crate) fn within(parent: &Path) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let place = parent.join(format!("flagkit-live-{}-{count}", std::process::id()));
        fs::create_dir_all(&place).unwrap();
        Self(place)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Where most tests keep their file.
    pub(crate) fn file(&self) -> PathBuf {
        self.join("flags.json")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
