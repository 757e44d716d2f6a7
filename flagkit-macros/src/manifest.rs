//! What the macros read from Cargo.toml: where flags.json is, and what flagkit is called there.
//!
//! Not a TOML reader. It understands tables, dotted keys, strings and one-line inline tables, which is how these members
//! are written; anything else it steps over. A member it fails to see has the effect of a member that is not there.
//! Law: no manifest makes it panic.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// One manifest, as a list of dotted keys with their values.
#[derive(Default)]
pub(crate) struct Manifest(Vec<(Vec<String>, String)>);

/// What was read last in each directory, with the text it was parsed from.
type Cache = HashMap<PathBuf, (String, Arc<Manifest>)>;

/// The directory of the package that is being compiled.
pub(crate) fn package_directory() -> Option<PathBuf> {
    std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from)
}

/// The package's directory and those above it, to the root of its workspace. Only the first where there is none.
pub(crate) fn up_to_workspace(package: &Path) -> Vec<PathBuf> {
    let mut passed = Vec::new();
    for directory in package.ancestors() {
        passed.push(directory.to_owned());
        if Manifest::of(directory).is_workspace() {
            return passed;
        }
    }
    vec![package.to_owned()]
}

impl Manifest {
    /// The manifest in a directory; an empty one where it cannot be read.
    ///
    /// It is read at each call, so that a process that lives on sees an edit, and parsed once for each text.
    pub(crate) fn of(directory: &Path) -> Arc<Self> {
        static CACHE: Mutex<Option<Cache>> = Mutex::new(None);
        let Ok(text) = std::fs::read_to_string(directory.join("Cargo.toml")) else {
            return Arc::default();
        };
        let mut cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
        let cache = cache.get_or_insert_default();
        if let Some((cached, manifest)) = cache.get(directory)
            && *cached == text
        {
            return Arc::clone(manifest);
        }
        let manifest = Arc::new(Self::parse(&text));
        cache.insert(directory.to_owned(), (text, Arc::clone(&manifest)));
        manifest
    }

    /// Reads line by line.
    pub(crate) fn parse(text: &str) -> Self {
        let mut members = Vec::new();
        let mut table: Vec<String> = Vec::new();
        let mut open = Open::Nothing;
        for line in text.lines() {
            if open.swallows(line) {
                continue;
            }
            let line = without_comment(line).trim();
            if let Some(header) = line.strip_prefix('[') {
                table = dotted(header.trim_start_matches('[').trim_end_matches(']'));
                members.push((table.clone(), String::new()));
            } else if let Some((key, value)) = split_outside_quotes(line, '=') {
                let mut path = table.clone();
                path.extend(dotted(key));
                open = Open::after(value.trim());
                member(path, value.trim(), &mut members);
            }
        }
        Self(members)
    }

    /// `[package.metadata.flagkit] file = "..."`
    pub(crate) fn flags_file(&self) -> Option<&str> {
        self.value(&["package", "metadata", "flagkit", "file"])
    }

    fn is_workspace(&self) -> bool {
        // `[workspace.dependencies]` makes one too, without a table `[workspace]` of its own.
        self.0.iter().any(|(path, _)| path.first().is_some_and(|first| first == "workspace"))
    }

    fn value(&self, wanted: &[&str]) -> Option<&str> {
        self.0.iter().find(|(path, _)| path == wanted).map(|(_, value)| value.as_str())
    }

    /// The name under which the package depends on `package`, as it is written in paths.
    ///
    /// `root` is the workspace's manifest, for dependencies that are inherited from it.
    pub(crate) fn dependency(&self, package: &str, root: &Self) -> Option<String> {
        let inherited = |name: &str| {
            root.value(&["workspace", "dependencies", name, "package"]).unwrap_or(name) == package
        };
        let mut named = None;
        for (path, value) in &self.0 {
            let Some(at) = path.iter().position(|part| {
                ["dependencies", "dev-dependencies", "build-dependencies"].contains(&part.as_str())
            }) else {
                continue;
            };
            // `[workspace.dependencies]` only offers; `[target.'cfg(unix)'.dependencies]` takes.
            if at != 0 && path.first().is_none_or(|first| first != "target") {
                continue;
            }
            let Some(name) = path.get(at + 1) else { continue };
            let member = path.get(at + 2).map(String::as_str);
            let is_meant = match member {
                Some("package") => value == package,
                Some("workspace") => inherited(name),
                _ => false,
            };
            if is_meant {
                return Some(name.replace('-', "_"));
            }
            if name == package {
                named = Some(name.replace('-', "_"));
            }
        }
        named
    }
}

/// A value that goes on over several lines.
enum Open {
    Nothing,
    /// Until as many closing as opening brackets were seen.
    Brackets(usize),
    /// Until the delimiter comes again.
    Text(&'static str),
}

impl Open {
    fn after(value: &str) -> Self {
        for delimiter in ["\"\"\"", "'''"] {
            if let Some(rest) = value.strip_prefix(delimiter) {
                return if rest.contains(delimiter) {
                    Self::Nothing
                } else {
                    Self::Text(delimiter)
                };
            }
        }
        match balance(value, 0) {
            0 => Self::Nothing,
            depth => Self::Brackets(depth),
        }
    }

    /// Whether the line still belongs to the value.
    fn swallows(&mut self, line: &str) -> bool {
        match self {
            Self::Nothing => return false,
            Self::Text(delimiter) => {
                if line.contains(*delimiter) {
                    *self = Self::Nothing;
                }
            }
            Self::Brackets(depth) => {
                *depth = balance(without_comment(line), *depth);
                if *depth == 0 {
                    *self = Self::Nothing;
                }
            }
        }
        true
    }
}

fn balance(text: &str, depth: usize) -> usize {
    outside_quotes(text).fold(depth, |depth, (_, character)| match character {
        '[' | '{' => depth + 1,
        ']' | '}' => depth.saturating_sub(1),
        _ => depth,
    })
}

/// Adds a member, or those of its inline table.
fn member(path: Vec<String>, value: &str, members: &mut Vec<(Vec<String>, String)>) {
    let Some(inner) = value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
        members.push((path, unquoted(value)));
        return;
    };
    members.push((path.clone(), String::new()));
    let mut rest = inner;
    loop {
        let (first, more) = match split_at_top_level(rest) {
            Some((first, more)) => (first, Some(more)),
            None => (rest, None),
        };
        if let Some((key, value)) = split_outside_quotes(first, '=') {
            let mut path = path.clone();
            path.extend(dotted(key));
            member(path, value.trim(), members);
        }
        match more {
            Some(more) => rest = more,
            None => return,
        }
    }
}

fn split_at_top_level(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    for (at, character) in outside_quotes(text) {
        match character {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                return text.split_at_checked(at).map(|(first, more)| (first, &more[1..]));
            }
            _ => {}
        }
    }
    None
}

/// The parts of `a."b.c".d`.
fn dotted(key: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = key;
    while let Some((part, more)) = split_outside_quotes(rest, '.') {
        parts.push(unquoted(part));
        rest = more;
    }
    parts.push(unquoted(rest));
    parts
}

fn unquoted(text: &str) -> String {
    let text = text.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return if quote == '"' {
                inner.replace("\\\"", "\"").replace("\\\\", "\\")
            } else {
                inner.to_owned()
            };
        }
    }
    text.to_owned()
}

fn without_comment(line: &str) -> &str {
    split_outside_quotes(line, '#').map_or(line, |(before, _)| before)
}

fn split_outside_quotes(text: &str, wanted: char) -> Option<(&str, &str)> {
    let (at, _) = outside_quotes(text).find(|(_, character)| *character == wanted)?;
    let (before, after) = text.split_at_checked(at)?;
    Some((before, after.get(wanted.len_utf8()..)?))
}

/// The characters that are not inside a string.
fn outside_quotes(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut quote = None;
    let mut escaped = false;
    text.char_indices().filter(move |(_, character)| match quote {
        None => {
            if *character == '"' || *character == '\'' {
                quote = Some(*character);
            }
            quote.is_none()
        }
        Some(open) => {
            if escaped {
                escaped = false;
            } else if *character == '\\' && open == '"' {
                escaped = true;
            } else if *character == open {
                quote = None;
            }
            false
        }
    })
}

#[cfg(test)]
mod tests {
    use super::Manifest;

    fn file(text: &str) -> Option<String> {
        Manifest::parse(text).flags_file().map(str::to_owned)
    }

    fn dependency(text: &str) -> Option<String> {
        Manifest::parse(text).dependency("flagkit", &Manifest::default())
    }

    #[test]
    fn the_file_in_every_spelling() {
        let wanted = Some("config/flags.json".to_owned());
        assert_eq!(file("[package.metadata.flagkit]\nfile = \"config/flags.json\" # here"), wanted);
        assert_eq!(
            file("[package.metadata]\nflagkit = { x = [1, 2], file = 'config/flags.json' }"),
            wanted
        );
        assert_eq!(file("[package.metadata]\nflagkit.file = \"config/flags.json\""), wanted);
        assert_eq!(file("[package]\nmetadata.flagkit.file = \"config/flags.json\""), wanted);
        assert_eq!(
            file("[ package . \"metadata\" . flagkit ]\nfile=\"config/flags.json\""),
            wanted
        );
        assert_eq!(file("[package.metadata.other]\nfile = \"config/flags.json\""), None);
    }

    #[test]
    fn values_over_several_lines_are_stepped_over() {
        let text = "[package]\nkeywords = [\n  \"a]\", # ]\n  \"[package.metadata.flagkit]\",\n]\n\
                    description = \"\"\"\n[package.metadata.flagkit]\nfile = \"no\"\n\"\"\"\n\
                    [package.metadata.flagkit]\nfile = \"yes\"";
        assert_eq!(file(text).as_deref(), Some("yes"));
    }

    #[test]
    fn flagkit_under_its_own_and_other_names() {
        assert_eq!(dependency("[dependencies]\nflagkit = \"1\"").as_deref(), Some("flagkit"));
        assert_eq!(
            dependency("[dependencies]\nfk = { version = \"1\", package = \"flagkit\" }")
                .as_deref(),
            Some("fk")
        );
        assert_eq!(
            dependency("[dependencies.my-flags]\npackage = \"flagkit\"").as_deref(),
            Some("my_flags")
        );
        assert_eq!(
            dependency("[dev-dependencies]\nfk.package = \"flagkit\"").as_deref(),
            Some("fk")
        );
        let target = "[target.'cfg(unix)'.dependencies]\nfk = { package = \"flagkit\" }";
        assert_eq!(dependency(target).as_deref(), Some("fk"));
        assert_eq!(dependency("[dependencies]\nserde = \"1\""), None);
        assert_eq!(dependency("[workspace.dependencies]\nfk = { package = \"flagkit\" }"), None);
    }

    #[test]
    fn an_inherited_name_is_the_workspaces() {
        let root = Manifest::parse(
            "[workspace.dependencies]\nfk = { path = \"x\", package = \"flagkit\" }",
        );
        let package = Manifest::parse("[dependencies]\nfk.workspace = true");
        assert_eq!(package.dependency("flagkit", &root).as_deref(), Some("fk"));
    }

    #[test]
    fn nonsense_is_stepped_over() {
        for text in
            ["[", "=", "a = {", "]]", "\"", "a = \"\\", "[[[x", "a = [[\n]\n", "é = 'ü", "a={b={c"]
        {
            assert_eq!(file(text), None, "{text}");
        }
    }
}
