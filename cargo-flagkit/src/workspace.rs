//! The workspace as cargo tells it: packages, targets, and which flags.json each package uses.
//!
//! It reads manifests and no source. Law: a package's file is found as `flags!` finds it: named in Cargo.toml or
//! `flags.json`, beside Cargo.toml, then upward to the workspace's root.

use crate::cli::Options;
use crate::exit::{Failure, Result};
use crate::flags_file::FlagsFile;
use cargo_metadata::{Metadata, MetadataCommand, TargetKind};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The file when Cargo.toml names no other.
pub(crate) const USUAL: &str = "flags.json";

/// All members of a workspace; a package alone is one of its own.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// Where its Cargo.toml is.
    pub(crate) root: PathBuf,
    pub(crate) packages: Vec<Package>,
}

/// One member.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// As cargo's messages give it.
    pub(crate) id: String,
    pub(crate) manifest_path: PathBuf,
    /// Where its Cargo.toml is.
    pub(crate) directory: PathBuf,
    /// `[package.metadata.flagkit] file = "..."`.
    pub(crate) named_file: Option<String>,
    /// The flags.json that it uses, where there is one.
    pub(crate) flags_path: Option<PathBuf>,
    /// The name that its paths give flagkit, where it depends on it.
    pub(crate) flagkit: Option<String>,
    /// Members that it depends on: the name in its paths, and the place in `packages`.
    pub(crate) dependencies: Vec<(String, usize)>,
    pub(crate) targets: Vec<cargo_metadata::Target>,
}

impl Package {
    /// What its file is called.
    pub(crate) fn file_name(&self) -> &str {
        self.named_file.as_deref().unwrap_or(USUAL)
    }
}

/// Whether a target exists to try others: its uses are tests'.
pub(crate) fn is_test(target: &cargo_metadata::Target) -> bool {
    target.kind.contains(&TargetKind::Test)
}

impl Workspace {
    /// Asks cargo; nothing is compiled, resolved or fetched.
    pub(crate) fn load(options: &Options) -> Result<Self> {
        let mut command = MetadataCommand::new();
        command.no_deps();
        if let Some(path) = &options.manifest_path {
            command.manifest_path(path);
        }
        let metadata = command.exec().map_err(|error| not_a_workspace(&error))?;
        Ok(Self::of(&metadata))
    }

    /// The same, or a workspace without packages where one document is to be judged and no package is around.
    pub(crate) fn load_or_none(options: &Options) -> Result<Self> {
        let here = working_directory()?;
        if options.file.is_some() && options.manifest_path.is_none() && !is_in_package(&here) {
            return Ok(Self { root: here, packages: Vec::new() });
        }
        Self::load(options)
    }

    fn of(metadata: &Metadata) -> Self {
        let root = metadata.workspace_root.clone().into_std_path_buf();
        let members = metadata.workspace_packages();
        let directory = |package: &cargo_metadata::Package| {
            let manifest = package.manifest_path.as_std_path();
            manifest.parent().unwrap_or(manifest).to_owned()
        };
        let directories: Vec<PathBuf> = members.iter().map(|package| directory(package)).collect();
        let packages = members.iter().zip(&directories);
        let packages = packages.map(|(package, directory)| {
            let named_file = package.metadata.pointer("/flagkit/file");
            let named_file = named_file.and_then(|file| file.as_str()).map(str::to_owned);
            let name_in_paths = |dependency: &cargo_metadata::Dependency| {
                dependency.rename.as_ref().unwrap_or(&dependency.name).replace('-', "_")
            };
            let flagkit = package.dependencies.iter().find(|used| used.name == "flagkit");
            let dependencies = package.dependencies.iter().filter_map(|used| {
                let index = match &used.path {
                    Some(path) => {
                        let path = path.as_std_path();
                        directories.iter().position(|directory| directory == path)?
                    }
                    // `[patch]` may lead to the member of that name.
                    None => members.iter().position(|member| *member.name == *used.name)?,
                };
                Some((name_in_paths(used), index))
            });
            let usual = named_file.as_deref().unwrap_or(USUAL);
            Package {
                name: package.name.to_string(),
                id: package.id.repr.clone(),
                manifest_path: package.manifest_path.clone().into_std_path_buf(),
                flags_path: find(directory, &root, usual),
                directory: directory.clone(),
                flagkit: flagkit.map(name_in_paths),
                dependencies: dependencies.collect(),
                targets: package.targets.clone(),
                named_file,
            }
        });
        Self { packages: packages.collect(), root }
    }

    /// The file of this name that a package finds: beside its Cargo.toml, then upward to the workspace's root.
    pub(crate) fn find(&self, package: &Package, name: &str) -> Option<PathBuf> {
        find(&package.directory, &self.root, name)
    }

    /// A path as people see it: from the workspace's root on, where it is below.
    pub(crate) fn shown(&self, path: &Path) -> String {
        shown(path, &self.root)
    }

    /// The files that packages use which depend on flagkit, by themselves or through other members; each once, by path.
    pub(crate) fn flags_paths(&self) -> BTreeSet<&Path> {
        let depends = |index: &usize| {
            let mut reached = self.reach(*index).into_iter();
            reached.any(|seen| self.packages.get(seen).is_some_and(|seen| seen.flagkit.is_some()))
        };
        let each = self.packages.iter().enumerate();
        let users = each.filter(|(index, package)| package.flags_path.is_some() && depends(index));
        users.filter_map(|(_, package)| package.flags_path.as_deref()).collect()
    }

    /// A package and the members that it depends on, however far, by their places.
    pub(crate) fn reach(&self, start: usize) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut open = vec![start];
        while let Some(index) = open.pop() {
            if reached.insert(index)
                && let Some(package) = self.packages.get(index)
            {
                open.extend(package.dependencies.iter().map(|(_, index)| *index));
            }
        }
        reached
    }

    /// The package whose directory holds `path`, the innermost one.
    pub(crate) fn package_of(&self, path: &Path) -> Option<&Package> {
        let holding = self.packages.iter().filter(|package| path.starts_with(&package.directory));
        holding.max_by_key(|package| package.directory.as_os_str().len())
    }
}

/// A path from `root` on, where it is below, or a few steps up from there, with `/` everywhere.
pub(crate) fn shown(path: &Path, root: &Path) -> String {
    const UP: usize = 4;
    for (steps, above) in root.ancestors().enumerate().take(UP) {
        // Everything is below the root of the file system; there a whole path says more.
        if let Ok(below) = path.strip_prefix(above)
            && (steps == 0 || above.parent().is_some())
        {
            let below = below.display().to_string().replace('\\', "/");
            return "../".repeat(steps) + &below;
        }
    }
    path.display().to_string().replace('\\', "/")
}

/// Beside Cargo.toml, then upward to the root of the workspace.
fn find(directory: &Path, root: &Path, name: &str) -> Option<PathBuf> {
    let within = directory.ancestors().take_while(|above| above.starts_with(root));
    // A member may lie beside its workspace; then only its own directory counts.
    let own = (!directory.starts_with(root)).then_some(directory);
    within.chain(own).map(|above| above.join(name)).find(|path| path.is_file())
}

fn not_a_workspace(error: &cargo_metadata::Error) -> Failure {
    let told = match error {
        cargo_metadata::Error::CargoMetadata { stderr } => stderr.trim().to_owned(),
        other => other.to_string(),
    };
    let told = told.strip_prefix("error: ").unwrap_or(&told).replace('\n', "\n        ");
    Failure::new("cargo cannot read this workspace")
        .note(told)
        .help("mend Cargo.toml, or name one with `--manifest-path PATH`; commands on one file work without it: `--file PATH`")
}

fn working_directory() -> Result<PathBuf> {
    std::env::current_dir()
        .map_err(|error| Failure::new(format!("cannot tell the working directory: {error}")))
}

fn is_in_package(directory: &Path) -> bool {
    directory.ancestors().any(|above| above.join("Cargo.toml").is_file())
}

/// The flags.json to work on: the one that is named, else that of the package around this directory.
pub(crate) fn flags_file(options: &Options) -> Result<FlagsFile> {
    let (path, shown) = flags_path(options)?;
    FlagsFile::read(&path, &shown)
}

/// Where that file is, and how to call it; it may not be there.
pub(crate) fn flags_path(options: &Options) -> Result<(PathBuf, String)> {
    if let Some(path) = &options.file {
        return Ok((path.clone(), path.display().to_string()));
    }
    let here = std::env::current_dir()
        .map_err(|error| Failure::new(format!("cannot tell the working directory: {error}")))?;
    let below = |path: PathBuf| {
        let shown = shown(&path, &here);
        (path, shown)
    };
    if options.manifest_path.is_none() && !is_in_package(&here) {
        return Ok(below(here.join(USUAL)));
    }
    let workspace = Workspace::load(options)?;
    let start = match &options.manifest_path {
        Some(path) => std::path::absolute(path).unwrap_or_else(|_| path.clone()),
        None => here.clone(),
    };
    if let Some(package) = workspace.package_of(&start)
        && package.directory != workspace.root
    {
        let usual = || package.directory.join(package.file_name());
        return Ok(below(package.flags_path.clone().unwrap_or_else(usual)));
    }
    let mut paths: BTreeSet<PathBuf> =
        workspace.flags_paths().into_iter().map(Path::to_owned).collect();
    let root = workspace.packages.iter().find(|package| package.directory == workspace.root);
    let own = root.map_or(USUAL, Package::file_name);
    let beside = workspace.root.join(own);
    if beside.is_file() {
        paths = BTreeSet::from([beside.clone()]);
    }
    let mut each = paths.into_iter();
    match (each.next(), each.next()) {
        (None, _) => Ok(below(beside)),
        (Some(only), None) => Ok(below(only)),
        (Some(first), Some(second)) => {
            let all: Vec<String> = [first, second]
                .into_iter()
                .chain(each)
                .map(|path| format!("`{}`", shown(&path, &here)))
                .collect();
            Err(Failure::new(format!(
                "this workspace has {} files of flags; name one with `--file PATH`",
                all.len()
            ))
            .note(all.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shown;
    use std::path::Path;

    #[test]
    fn paths_are_shown_from_where_one_stands() {
        let told = |path: &str, root: &str| shown(Path::new(path), Path::new(root));
        assert_eq!(told("/home/ana/shop/flags.json", "/home/ana/shop"), "flags.json");
        assert_eq!(
            told("/home/ana/shop/flags.json", "/home/ana/shop/src/cart"),
            "../../flags.json"
        );
        assert_eq!(told("/home/ana/flags.json", "/home/ana/shop"), "../flags.json");
        assert_eq!(told("/etc/flags.json", "/home/ana/shop"), "/etc/flags.json");
    }
}
