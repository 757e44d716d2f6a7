//! Words that could be an unused flag's, in any text below the workspace: sources that no target reaches or that are left
//! out, what macros put together, documentation, README files.
//!
//! It resolves nothing. Law: a flag that any text names is never removed unasked.

use crate::finding::{Place, TextFile};
use crate::survey::Survey;
use flagkit_core::FlagDefinition;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use walkdir::{DirEntry, WalkDir};

/// A larger file is no source that a person wrote.
const LARGEST: u64 = 4 << 20;

/// Where a flag is named.
pub(super) struct Mention {
    pub(super) place: Place,
    /// Whether it is by the name of the enum of its variants, which is then in use.
    pub(super) is_its_type: bool,
}

/// Every text that may name a flag: the sources that were read, and what else lies below the workspace.
pub(super) fn texts(survey: &Survey) -> Vec<Arc<TextFile>> {
    let sources = survey.sources.all.iter();
    let mut texts: Vec<Arc<TextFile>> = sources.map(|source| Arc::clone(&source.file)).collect();
    let known: HashSet<&Path> =
        survey.sources.all.iter().map(|source| &*source.file.path).collect();
    let entries = WalkDir::new(&survey.root).into_iter().filter_entry(|entry| !is_foreign(entry));
    let others = entries.filter_map(Result::ok).filter(|entry| {
        entry.file_type().is_file() && is_text(entry.path()) && !known.contains(entry.path())
    });
    texts.extend(others.filter_map(|entry| read(entry.path(), &survey.root)));
    texts
}

/// What cargo and version control keep for themselves.
fn is_foreign(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_str().unwrap_or_default();
    let is_target = name == "target" || entry.path().join("CACHEDIR.TAG").is_file();
    entry.depth() > 0 && entry.file_type().is_dir() && (is_target || name.starts_with('.'))
}

fn is_text(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("rs" | "md" | "in" | "inc" | "txt" | "tera" | "j2"))
}

fn read(path: &Path, root: &Path) -> Option<Arc<TextFile>> {
    let is_small = path.metadata().is_ok_and(|metadata| metadata.len() <= LARGEST);
    let text = is_small.then(|| std::fs::read_to_string(path).ok()).flatten()?;
    let shown = crate::workspace::shown(path, root);
    Some(Arc::new(TextFile { path: path.to_owned(), shown, text }))
}

/// The first place that names each of these flags, by handle, by quoted key, or by its enum. What stands `elsewhere` is
/// known to be another document's flag.
pub(super) fn find<'f>(
    flags: &[&'f FlagDefinition],
    texts: &[Arc<TextFile>],
    elsewhere: &HashSet<(&Path, usize)>,
) -> HashMap<&'f str, Mention> {
    let mut found = HashMap::new();
    let keys: HashMap<&str, &'f str> = flags.iter().map(|flag| (flag.key(), flag.key())).collect();
    let mut names: HashMap<String, (&'f str, bool)> =
        flags.iter().map(|flag| (flag.handle().to_owned(), (flag.key(), false))).collect();
    for flag in flags.iter().filter(|flag| !flag.variants().is_empty()) {
        names.insert(enum_name(flag.handle()), (flag.key(), true));
    }
    if flags.is_empty() {
        return found;
    }
    for text in texts {
        for (start, word, quoted) in words(&text.text) {
            let named = names.get(word).copied();
            let keyed = quoted.and_then(|quoted| keys.get(quoted)).map(|key| (*key, false));
            let Some((key, is_its_type)) = named.or(keyed) else { continue };
            // A word like any other, unless a path leads to it.
            if elsewhere.contains(&(&*text.path, start)) {
                continue;
            }
            let before = text.text.get(..start).unwrap_or_default().trim_end();
            if is_its_type && !before.ends_with("::") {
                continue;
            }
            let length = if named.is_some() { word.len() } else { key.len() };
            let place = Place::new(text, start..start + length);
            let mention = found.entry(key).or_insert(Mention { place, is_its_type });
            mention.is_its_type |= is_its_type;
        }
    }
    found
}

/// The enum that `flags!` makes of variants: `SEARCH_RANKER` gives `SearchRanker`.
fn enum_name(handle: &str) -> String {
    let words = handle.split('_').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().into_iter();
        first.chain(letters.map(|letter| letter.to_ascii_lowercase())).collect::<String>()
    });
    words.collect()
}

/// Each word with its place, and the quoted text that it begins, where it does.
fn words(text: &str) -> impl Iterator<Item = (usize, &str, Option<&str>)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut at = 0;
    text.split_inclusive(move |c: char| !is_part(c)).filter_map(move |piece| {
        let start = at;
        at += piece.len();
        let word = piece.trim_end_matches(|c: char| !is_part(c));
        if word.is_empty() {
            return None;
        }
        let is_quoted = text.as_bytes().get(start.wrapping_sub(1)) == Some(&b'"');
        let rest = text.get(start..).filter(|_| is_quoted);
        let quoted =
            rest.and_then(|rest| rest.get(..rest.bytes().take(256).position(|b| b == b'"')?));
        Some((start, word, quoted))
    })
}
