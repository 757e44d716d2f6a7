//! `cargo flagkit init`: a first flags.json, and what is still to be written beside it.
//!
//! It changes no file that is there; what belongs in Cargo.toml and in the code it says. `steps` words that.

mod steps;

use crate::cli::Options;
use crate::exit::{Failure, Outcome, Result};
use crate::workspace::{Package, Workspace};
use crate::{moment, new_file, print, words};
use clap::Args;
use flagkit_core::Document;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

/// What `init` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo flagkit init
  cargo flagkit init new_search --schema
  cargo flagkit init --bare")]
pub(crate) struct Arguments {
    /// The first flag's key: letters, digits, `_`, `-` and `.`
    #[arg(value_name = "FLAG", default_value = "new_checkout")]
    key: String,
    /// The short form, in which each flag is only on, off, or on for a share
    #[arg(long)]
    bare: bool,
    /// Write flags.schema.json too, by which editors complete names and underline mistakes
    #[arg(long, conflicts_with = "bare")]
    schema: bool,
}

const SCHEMA: &str = include_str!("../../../flags.schema.json");
const SCHEMA_NAME: &str = "flags.schema.json";

/// Writes the file, and says how to go on.
pub(crate) fn run(options: &Options, arguments: &Arguments) -> Result {
    let text = document(arguments)?;
    let place = Place::find(options)?;
    place.make_directory()?;
    new_file::create(&place.path, &place.shown, &text)
        .map_err(|failure| if place.path.exists() { Place::taken(failure) } else { failure })?;
    let mut said = format!("wrote `{}`", place.shown);
    if arguments.schema {
        let path = place.path.with_file_name(SCHEMA_NAME);
        let shown = place.shown_beside(SCHEMA_NAME);
        if path.exists() {
            print::note(&format!("`{shown}` is there already, and stays as it is"))?;
        } else {
            new_file::create(&path, &shown, SCHEMA)?;
            said = format!("{said} and `{shown}`");
        }
    }
    let steps = steps::steps(place.package.as_ref(), &arguments.key, &place.name);
    let mut stdout = anstream::stdout().lock();
    write!(stdout, "{said}\n{steps}")?;
    stdout.flush()?;
    Ok(Outcome::Clean)
}

/// Where the file belongs, and whose it is.
struct Place {
    path: PathBuf,
    shown: String,
    /// What `flags!` is given to find it.
    name: String,
    package: Option<Package>,
}

impl Place {
    /// Beside the package's Cargo.toml, or that of the workspace where the caller is in no package of it.
    fn find(options: &Options) -> Result<Self> {
        let here = std::env::current_dir()
            .map_err(|error| Failure::new(format!("cannot tell the working directory: {error}")))?;
        let workspace = Workspace::load(options)?;
        let start = match &options.manifest_path {
            Some(path) => std::path::absolute(path).unwrap_or_else(|_| path.clone()),
            None => here.clone(),
        };
        let index = workspace.package_of(&start).map(|package| package.id.clone());
        let root = workspace.root;
        let package =
            workspace.packages.into_iter().find(|package| Some(&package.id) == index.as_ref());
        let path = match (&options.file, &package) {
            (Some(path), _) => without_detours(path).ok_or_else(|| {
                let shown = path.display();
                Failure::new(format!("`{shown}` leads through a directory that is missing"))
                    .help("create the directory first, or name the place without `..`")
            })?,
            (None, Some(package)) => {
                if let Some(path) = &package.flags_path {
                    let shown = crate::workspace::shown(path, &here);
                    let failure = Failure::new(format!("this package has `{shown}` already"));
                    return Err(Self::taken(failure));
                }
                package.directory.join(package.file_name())
            }
            (None, None) => root.join(crate::workspace::USUAL),
        };
        let shown = crate::workspace::shown(&path, &here);
        let start = package.as_ref().map_or(&root, |package| &package.directory);
        let Some(name) = name_of(&path, start, &root) else {
            return Err(Failure::new(format!("`flags!` would not find `{shown}`"))
                .help("it looks below the package's directory, and upward to the workspace's root; name a place there"));
        };
        Ok(Self { path, shown, name, package })
    }

    /// The directories on the way to it, which are inside of the workspace.
    fn make_directory(&self) -> Result<()> {
        let Some(directory) = self.path.parent() else { return Ok(()) };
        std::fs::create_dir_all(directory).map_err(|error| {
            let shown = Path::new(&self.shown).parent().unwrap_or(directory).display();
            Failure::new(format!("cannot create the directory `{shown}`: {error}"))
                .help("name a place that you may write to")
        })
    }

    fn taken(failure: Failure) -> Failure {
        failure.help("to add a flag to it, run `cargo flagkit add FLAG`")
    }

    fn shown_beside(&self, name: &str) -> String {
        Path::new(&self.shown).with_file_name(name).display().to_string()
    }
}

/// Where a file would be, without `..` and links on the way to it; none where `..` follows on what is not there.
fn without_detours(path: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut above = absolute.ancestors().skip(1);
    let (there, real) = above.find_map(|above| Some((above, above.canonicalize().ok()?)))?;
    let rest = absolute.strip_prefix(there).ok()?;
    let is_straight = rest.components().all(|part| matches!(part, Component::Normal(_)));
    is_straight.then(|| real.join(rest))
}

/// The file from the package's directory on, or from one above it; none is outside of the workspace.
fn name_of(file: &Path, package: &Path, root: &Path) -> Option<String> {
    let own = std::iter::once(package);
    let above = package.ancestors().skip(1).take_while(|above| above.starts_with(root));
    let below = own.chain(above).find_map(|directory| file.strip_prefix(directory).ok())?;
    Some(below.display().to_string().replace('\\', "/"))
}

/// The text of the file, which reads without problems.
fn document(arguments: &Arguments) -> Result<String> {
    let Arguments { key, bare, schema } = arguments;
    let quoted = serde_json::Value::from(key.as_str());
    let text = if *bare {
        format!(
            "{{\n  // Off for everyone; write `true` for on, or \"5%\" for a share of all.\n  {quoted}: false\n}}\n"
        )
    } else {
        let schema =
            if *schema { format!("  \"$schema\": \"{SCHEMA_NAME}\",\n") } else { String::new() };
        let day = 24 * 60 * 60 * 1000;
        let today = words::condition::date(moment::millis(None) / day * day);
        format!(
            "{{\n{schema}  \"flags\": {{\n    // Off for everyone; `\"enabled\": true` turns it on, and `\"rollout\": \"5%\"` instead for a share of all.\n    \
             {quoted}: {{\n      \"description\": \"What the new code does\",\n      \"created\": \"{today}\",\n      \
             \"enabled\": false\n    }}\n  }}\n}}\n"
        )
    };
    match Document::parse(&text).problems.first() {
        None => Ok(text),
        Some(problem) => {
            Err(Failure::new(format!("a flag cannot have this key: {}", problem.message)))
        }
    }
}
