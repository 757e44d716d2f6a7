//! The file under the server: whole versions, each written and in force when `write` returns.
//!
//! Law: every flag of a version tells its number, so an answer that mixes two versions contradicts itself.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

/// A watched file of this process.
#[derive(Debug)]
pub struct File {
    path: PathBuf,
    in_force: AtomicU64,
    _watch: flagkit::Watch,
}

impl File {
    /// Writes version 1 and watches it.
    #[must_use]
    pub fn new() -> Self {
        let name = format!("flagkit-request-scope-{}.json", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, text(1, false)).expect("the temporary directory takes a file");
        let watch = flagkit::watch(&path).expect("nothing else is watched");
        Self { path, in_force: AtomicU64::new(1), _watch: watch }
    }

    /// Takes a version into force, as an editor would: a new file, moved over the old one.
    pub fn write(&self, version: u64) {
        self.write_with_stop(version, false);
    }

    /// The same, and says whether the kill switch is on.
    pub fn write_with_stop(&self, version: u64, stop: bool) {
        let next = self.path.with_extension("next");
        fs::write(&next, text(version, stop)).expect("the temporary directory takes a file");
        fs::rename(&next, &self.path).expect("a file of this process can be moved");
        // The watcher may be faster; whoever comes second finds nothing to do.
        flagkit::reload();
        // ORDERING: whoever reads the number asks for flags after it, so it must find what was published before.
        self.in_force.store(version, Ordering::Release);
    }

    /// The newest version that is surely in force.
    pub fn in_force(&self) -> u64 {
        self.in_force.load(Ordering::Acquire)
    }
}

impl Default for File {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// A whole document: constant flags, and a share that only some users see change.
fn text(version: u64, stop: bool) -> String {
    let odd = version % 2 == 1;
    let share = if odd { 70 } else { 30 };
    format!(
        r#"{{
  "flags": {{
    "switch": {odd},
    "share": "{share}%",
    "version": {{ "variants": {{ "current": {version} }}, "default": "current" }},
    "stop": {{ "kind": "kill-switch", "enabled": {stop} }}
  }}
}}
"#
    )
}
