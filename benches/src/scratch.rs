//! A directory of its own for files that are watched and packages that are built, gone when it is dropped.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A directory under the system's temporary one.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> io::Result<Self> {
        let path = std::env::temp_dir().join(format!("flagkit-{name}-{}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file, with the directories above it.
    pub(crate) fn write(&self, name: &str, text: &str) -> io::Result<PathBuf> {
        let path = self.0.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, text)?;
        Ok(path)
    }

    /// Puts a new version in a file's place in one step, as editors and deployments do.
    pub(crate) fn replace(&self, name: &str, text: &str) -> io::Result<PathBuf> {
        let new = self.write(&format!("{name}.new"), text)?;
        let path = self.0.join(name);
        fs::rename(new, &path)?;
        Ok(path)
    }

    /// A package of this name that may use flagkit, with the lock file of the benchmarks, so that nothing is fetched.
    pub(crate) fn package(&self, name: &str, main: &str, flags: &str) -> io::Result<()> {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\nflagkit = {{ path = \"{root}/flagkit\" }}\n"
        );
        self.write(&format!("{name}/Cargo.toml"), &manifest)?;
        self.write(&format!("{name}/Cargo.lock"), include_str!("../Cargo.lock"))?;
        self.write(&format!("{name}/flags.json"), flags)?;
        self.write(&format!("{name}/src/main.rs"), main)?;
        Ok(())
    }

    /// Cargo on one of the packages; all of them share what they build.
    pub(crate) fn cargo(&self, package: &str, command: &str) -> Command {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo
            .current_dir(self.0.join(package))
            .args([command, "--quiet", "--offline"])
            .env("CARGO_TARGET_DIR", self.0.join("target"))
            .env_remove("RUSTFLAGS");
        cargo
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Only a temporary directory stays behind if it cannot be removed.
        let _ = fs::remove_dir_all(&self.0);
    }
}
