//! A crate under study, and the scratch folder that holds a copy of each as members of one workspace.
//!
//! The sources that cargo fetched are only read. Law: outside `src`, a copy differs from the published crate in its manifest alone.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};

/// The name of the one flag; it is nobody's name in the crates under study.
pub(crate) const FLAG: &str = "every_function";

/// A pinned crate, as cargo resolved it.
#[derive(Debug)]
pub(crate) struct Subject {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) edition: String,
    pub(crate) features: Vec<String>,
    /// Where cargo keeps its sources.
    pub(crate) sources: PathBuf,
}

/// The folder in which the copies are edited and compiled.
#[derive(Debug)]
pub(crate) struct Scratch {
    pub(crate) root: PathBuf,
}

impl Scratch {
    /// Copies every subject and makes a workspace of the copies. What an earlier run left is replaced, but for `target`.
    pub(crate) fn lay(
        root: &Path,
        flagkit: &Path,
        lock: &Path,
        subjects: &[Subject],
    ) -> Result<Scratch> {
        fs::create_dir_all(root).map_err(Failure::file("create", root))?;
        let root = root.canonicalize().map_err(Failure::file("find", root))?;
        let flagkit = flagkit.canonicalize().map_err(Failure::file("find", flagkit))?;
        let scratch = Scratch { root };

        let members: Vec<String> =
            subjects.iter().map(|subject| format!("{:?}", subject.name)).collect();
        let workspace =
            format!("[workspace]\nresolver = \"2\"\nmembers = [{}]\n", members.join(", "));
        write(&scratch.root.join("Cargo.toml"), &workspace)?;
        let locked = scratch.root.join("Cargo.lock");
        fs::copy(lock, &locked).map_err(Failure::file("write", &locked))?;
        for subject in subjects {
            let package = scratch.package(subject);
            if package.exists() {
                fs::remove_dir_all(&package).map_err(Failure::file("remove", &package))?;
            }
            copy_folder(&subject.sources, &package)?;
            let manifest = package.join("Cargo.toml");
            let published =
                fs::read_to_string(&manifest).map_err(Failure::file("read", &manifest))?;
            write(&manifest, &manifest_with(&published, &flagkit))?;
            write(&package.join("flags.json"), &format!("{{ \"{FLAG}\": \"5%\" }}\n"))?;
        }
        Ok(scratch)
    }

    /// The copy of one subject.
    pub(crate) fn package(&self, subject: &Subject) -> PathBuf {
        self.root.join(&subject.name)
    }
}

/// Writes a file, creating its folder.
pub(crate) fn write(path: &Path, content: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Failure::file("create", folder))?;
    }
    fs::write(path, content).map_err(Failure::file("write", path))
}

/// The published manifest without what only its own tests need, and with flagkit.
///
/// Cargo normalises manifests when it publishes them: each table starts at a line of its own, each dependency has a table,
/// and an array of more than one element has a line for each.
fn manifest_with(published: &str, flagkit: &Path) -> String {
    let tables = || published.lines().filter(|line| line.starts_with('['));
    let dropped_dependencies =
        tables().filter_map(|table| dependency(table, "dev-dependencies.")).filter(|name| {
            let is_kept = |table| {
                dependency(table, ".dependencies.") == Some(name)
                    || dependency(table, "[dependencies.") == Some(name)
            };
            !tables().any(is_kept)
        });
    // A feature may switch on a feature of a dependency that is now gone.
    let gone: Vec<String> = dropped_dependencies.map(|name| format!("\"{name}/")).collect();

    let mut manifest = String::new();
    let mut dropped = false;
    for line in published.lines() {
        if line.starts_with('[') {
            dropped = line.contains("dev-dependencies")
                || ["[[test]]", "[[bench]]", "[[example]]", "[[bin]]"]
                    .iter()
                    .any(|table| line.starts_with(table));
        }
        if dropped {
            continue;
        }
        match (gone.iter().any(|name| line.contains(name)), line.split_once(" = [")) {
            (true, Some((feature, _))) => manifest.push_str(&format!("{feature} = []\n")),
            (true, None) => {}
            (false, _) => manifest.push_str(&format!("{line}\n")),
        }
    }
    // A JSON string is a TOML string too, for every path that is UTF-8.
    let path = serde_json::Value::from(flagkit.to_string_lossy()).to_string();
    manifest.push_str(&format!("\n[dependencies.flagkit]\npath = {path}\n"));
    manifest
}

/// The dependency that the head of a table names behind `section`.
fn dependency<'line>(table: &'line str, section: &str) -> Option<&'line str> {
    let (_, name) = table.split_once(section)?;
    name.strip_suffix(']').filter(|name| !name.contains('.'))
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).map_err(Failure::file("create", to))?;
    for entry in fs::read_dir(from).map_err(Failure::file("read", from))? {
        let entry = entry.map_err(Failure::file("read", from))?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).map_err(Failure::file("write", &target))?;
        }
    }
    Ok(())
}
