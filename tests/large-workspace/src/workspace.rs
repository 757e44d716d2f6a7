//! The workspace that is checked: copies of the crates, the packages of `odd/`, and what is planted in them.
//!
//! Law: it is made anew each time, and alike.

use crate::cargo::Fetched;
use crate::document::Document;
use crate::failure::{Failure, Result};
use crate::plant::{self, Expected, Form, Plants};
use crate::{manifest, scan};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// So many flags are used, and have nothing wrong.
const USED: usize = 1000;

/// A workspace on disk, and what `check` must find in it.
#[derive(Debug)]
pub(crate) struct Laid {
    pub(crate) root: PathBuf,
    pub(crate) expected: Vec<Expected>,
    pub(crate) members: usize,
    pub(crate) flags: usize,
    pub(crate) planted_files: usize,
}

/// A function of the crates, with the text of its file.
struct Places {
    functions: Vec<scan::Function>,
    /// How many of them have been given away, and how many will be.
    given: usize,
    wanted: usize,
}

impl Places {
    /// The next one, evenly spread over all.
    fn next(&mut self) -> Result<(scan::Function, String)> {
        let at = self.given * self.functions.len() / self.wanted;
        self.given += 1;
        let function = self.functions.get(at).cloned();
        let function =
            function.ok_or_else(|| Failure::new("too few functions to plant flags in"))?;
        let text =
            fs::read_to_string(&function.file).map_err(Failure::file("read", &function.file))?;
        Ok((function, text))
    }
}

/// Copies the crates to `root`, with flags planted in them.
pub(crate) fn lay(root: &Path, fetched: &[Fetched], odd: &Path, flagkit: &Path) -> Result<Laid> {
    if root.exists() {
        fs::remove_dir_all(root).map_err(Failure::file("remove", root))?;
    }
    let odd_members = [
        "odd-library",
        "odd-user",
        "odd-prelude",
        "odd-settings",
        "odd-chain",
        "odd-gate",
        "odd-glob",
        "odd-plain",
        "odd-plain-user",
    ];
    let names: BTreeSet<&str> = fetched.iter().map(|each| &*each.name).chain(odd_members).collect();
    for each in fetched {
        let package = root.join(&each.name);
        copy(&each.sources, &package)?;
        let path = package.join("Cargo.toml");
        let published = fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
        write(&path, &manifest::member(&published, &names, flagkit))?;
    }
    for name in odd_members {
        copy(&odd.join(name), &root.join(name))?;
        let path = root.join(name).join("Cargo.toml");
        let written = fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
        // Its own path to flagkit leads elsewhere from here.
        let own = written.split("[dependencies.flagkit]").next().unwrap_or_default();
        let behind =
            written.split_once("path = \"../../../../flagkit\"\n").map_or("", |(_, rest)| rest);
        write(&path, &format!("{own}{behind}{}", manifest::on_flagkit(flagkit)))?;
    }
    let members: Vec<String> = names.iter().map(|name| format!("    {name:?},\n")).collect();
    let workspace = format!("[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n", members.concat());
    write(&root.join("Cargo.toml"), &workspace)?;

    let libraries: Vec<PathBuf> = fetched
        .iter()
        .filter_map(|each| Some(root.join(&each.name).join(each.library.as_ref()?)))
        .collect();
    let mut functions = Vec::new();
    for library in &libraries {
        functions.extend(scan::library(library)?);
    }
    functions.retain(|function| function.statements >= 2);
    let mut places = Places { functions, given: 0, wanted: USED + 60 };

    let mut document = Document::default();
    let mut plants = Plants::default();
    for library in &libraries {
        let end = fs::read_to_string(library).map_err(Failure::file("read", library))?.len();
        plants.insert(library, end, "\nflagkit::flags!(pub \"flags.json\");\n".to_owned());
    }
    for number in 0..USED {
        let key = format!("used_{number:04}");
        let (function, text) = places.next()?;
        plants.flag(&key, plant::form(number), &function, &text);
        document.usual(&key, number);
    }
    let mut expected = Vec::new();
    mistakes(&mut document, &mut plants, &mut places, &libraries, &mut expected)?;
    odd_flags(odd, &mut document, &mut expected)?;

    let planted_files = plants.apply(|file, edit| {
        let published = fs::read_to_string(file).map_err(Failure::file("read", file))?;
        write(file, &edit(&published))
    })?;
    let flags = document.len();
    write(&root.join("flags.json"), &document.text())?;
    Ok(Laid { root: root.to_owned(), expected, members: names.len(), flags, planted_files })
}

/// Everything that `check` must find, a known number of times.
fn mistakes(
    document: &mut Document,
    plants: &mut Plants,
    places: &mut Places,
    libraries: &[PathBuf],
    expected: &mut Vec<Expected>,
) -> Result<()> {
    let mut expect = |code: &'static str, words: String| expected.push(Expected { code, words });
    for number in 0..20 {
        let key = format!("unused_{number:02}");
        document.usual(&key, USED + number);
        expect("FK0104", format!("`{key}`"));
    }
    let mut used = |key: &str, form: Form| -> Result<PathBuf> {
        let (function, text) = places.next()?;
        plants.flag(key, form, &function, &text);
        Ok(function.file)
    };
    for number in 0..10 {
        let key = format!("expired_{number}");
        document
            .flag(&key, json!({ "expires": "2026-10-31", "rollout": "7%", "owner": "team-pay" }));
        used(&key, plant::form(number))?;
        expect("FK0302", format!("`{key}`"));
        let key = format!("settled_{number}");
        document.flag(&key, json!({ "created": "2025-01-01", "enabled": number % 2 == 0 }));
        used(&key, plant::form(number))?;
        expect("FK0303", format!("`{key}`"));
    }
    for number in 0..5 {
        let key = format!("missing_{number}");
        let (form, named) = if number < 3 {
            (Form::Otherwise, key.clone())
        } else {
            (Form::Condition, key.to_uppercase())
        };
        used(&key, form)?;
        expect("FK0301", format!("`{named}`"));
        let key = format!("same_{number}");
        document.usual(&key, 0);
        let file = used(&key, Form::Same)?;
        expect("FK0304", file.display().to_string());
    }
    for number in 0..3 {
        let condition = json!({ "plan": "team", "seats": { "ge": 100 + number } });
        for twin in ["a", "b"] {
            let key = format!("twin_{twin}_{number}");
            document.flag(&key, json!({ "rules": [{ "if": condition, "serve": "on" }] }));
            used(&key, Form::Condition)?;
        }
        expect("FK0307", format!("`twin_b_{number}`"));
    }
    // One that is read only because another one needs it: no finding.
    document.usual("needed", 0);
    document.flag("needing", json!({ "enabled": true, "prerequisites": ["needed"] }));
    used("needing", Form::Condition)?;
    for number in 0..4 {
        let name = format!("idle_{number}");
        document.segment(&name, json!({ "city": format!("nowhere-{number}") }));
        expect("FK0308", format!("`{name}`"));
    }
    for (number, library) in libraries.iter().take(5).enumerate() {
        let key = format!("tested_{number}");
        document.usual(&key, 0);
        let handle = key.to_uppercase();
        let end = fs::read_to_string(library).map_err(Failure::file("read", library))?.len();
        let module = format!(
            "\n#[cfg(test)]\nmod planted_{number} {{\n    #[test]\n    fn reads() {{ assert!(crate::flags::{handle}.is_enabled()); }}\n}}\n"
        );
        plants.insert(library, end, module);
        expect("FK0306", format!("`{key}`"));
        if number < 2 {
            plants.insert(
                library,
                end,
                "\nmod second { flagkit::flags!(\"flags.json\"); }\n".to_owned(),
            );
            expect("FK0305", library.display().to_string());
        }
    }
    Ok(())
}

/// The flags of `odd/`, whose keys say what is to be found.
fn odd_flags(odd: &Path, document: &mut Document, expected: &mut Vec<Expected>) -> Result<()> {
    let path = odd.join("flags.json");
    let text = fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
    let read: Value = serde_json::from_str(&text)
        .map_err(|error| Failure::new(format!("failed to read {}: {error}", path.display())))?;
    for (key, definition) in read["flags"].as_object().into_iter().flatten() {
        document.flag(key, definition.clone());
        let code = match key.split('_').next() {
            Some("oddunused") => "FK0104",
            Some("oddtest") => "FK0306",
            _ => continue,
        };
        expected.push(Expected { code, words: format!("`{key}`") });
    }
    Ok(())
}

/// Writes a file, creating its folder.
fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Failure::file("create", folder))?;
    }
    fs::write(path, text).map_err(Failure::file("write", path))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).map_err(Failure::file("create", to))?;
    for entry in fs::read_dir(from).map_err(Failure::file("read", from))? {
        let entry = entry.map_err(Failure::file("read", from))?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).map_err(Failure::file("write", &target))?;
        }
    }
    Ok(())
}

/// How many files of Rust lie below a folder, and how many lines they have.
pub(crate) fn size(folder: &Path) -> Result<(usize, usize)> {
    let (mut files, mut lines) = (0, 0);
    for entry in fs::read_dir(folder).map_err(Failure::file("read", folder))? {
        let path = entry.map_err(Failure::file("read", folder))?.path();
        if path.is_dir() {
            let (more_files, more_lines) = size(&path)?;
            files += more_files;
            lines += more_lines;
        } else if path.extension().is_some_and(|end| end == "rs") {
            let bytes = fs::read(&path).map_err(Failure::file("read", &path))?;
            files += 1;
            lines += bytes.iter().filter(|byte| **byte == b'\n').count();
        }
    }
    Ok((files, lines))
}
