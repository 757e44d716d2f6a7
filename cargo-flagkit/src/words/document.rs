//! What differs between two documents: flags, segments, files of ids, and what is said of all flags.
//!
//! A flag goes on under its key; one that is called otherwise is another flag, with buckets of its own.

use super::{Change, Line, Sort, Subject, condition, flag, member, state};
use flagkit_core::{
    Condition, Document, FlagDefinition, FlagSet, IdsFile, SegmentDefinition, Value,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What is compared: a document, or what is in force of several.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flags {
    flags: Vec<FlagDefinition>,
    segments: Vec<SegmentDefinition>,
    files: BTreeMap<String, IdsFile>,
    replicas: Option<u32>,
    targeting: HashMap<String, u64>,
}

impl Flags {
    /// All that a document says.
    pub(crate) fn of(document: &Document) -> Self {
        let compiled = FlagSet::compile(document, None);
        let targeting = compiled.iter().map(|flag| (flag.key().to_owned(), flag.targeting()));
        let files = state::ids_files(document).into_iter();
        Self {
            flags: document.flags().to_vec(),
            segments: document.segments().to_vec(),
            files: files.map(|file| (file.name.to_string(), file.clone())).collect(),
            replicas: document.replicas(),
            targeting: targeting.collect(),
        }
    }

    /// The same, where each broken part keeps what it was before, as it does in a running program.
    pub(crate) fn or_last_good(mut self, before: &Self) -> Self {
        for flag in self.flags.iter_mut().filter(|flag| flag.is_broken()) {
            let Some(good) = before.flag(flag.key()).filter(|good| !good.is_broken()) else {
                continue;
            };
            // Off is obeyed even in a broken definition.
            if flag.enabled() == Some(false) && good.enabled() != Some(false) {
                continue;
            }
            if let Some(targeting) = before.targeting.get(flag.key()) {
                self.targeting.insert(flag.key().to_owned(), *targeting);
            }
            *flag = good.clone();
        }
        for segment in self.segments.iter_mut().filter(|segment| segment.is_broken()) {
            if let Some(good) = before.segment(segment.name()) {
                *segment = good.clone();
            }
        }
        for (name, file) in &before.files {
            self.files.entry(name.clone()).or_insert_with(|| file.clone());
        }
        self
    }

    pub(crate) fn flags(&self) -> &[FlagDefinition] {
        &self.flags
    }

    fn flag(&self, key: &str) -> Option<&FlagDefinition> {
        self.flags.iter().find(|flag| flag.key() == key)
    }

    fn segment(&self, name: &str) -> Option<&SegmentDefinition> {
        self.segments.iter().find(|segment| segment.name() == name)
    }

    /// The flags that a segment reaches, through other segments too.
    fn users_of_segment(&self, name: &str) -> Vec<String> {
        let mut reached = BTreeSet::from([name]);
        loop {
            let before = reached.len();
            for segment in &self.segments {
                let Some(condition) = segment.condition() else { continue };
                if names_any(condition, &reached) {
                    reached.insert(segment.name());
                }
            }
            if reached.len() == before {
                break;
            }
        }
        self.users(|flag| {
            let by_stage = |stage: &flagkit_core::StageDefinition| {
                stage.segments.iter().any(|segment| reached.contains(&*segment.name))
            };
            flag.rules().iter().any(|rule| names_any(&rule.condition, &reached))
                || flag.stages().iter().any(by_stage)
        })
    }

    fn users(&self, is_user: impl Fn(&FlagDefinition) -> bool) -> Vec<String> {
        let users = self.flags.iter().filter(|flag| is_user(flag));
        users.map(|flag| flag.key().to_owned()).collect()
    }
}

fn names_any(condition: &Condition, names: &BTreeSet<&str>) -> bool {
    let mut found = false;
    condition.segments(&mut |segment| found |= names.contains(&*segment.name));
    found
}

/// Everything that differs: the document, segments and files first, then flags in the order of the new document, and
/// those that are gone.
pub(crate) fn difference(old: &Flags, new: &Flags) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut lines = Vec::new();
    let replicas = |flags: &Flags| flags.replicas.map(|count| count.to_string());
    member(&mut lines, "replicas", replicas(old), replicas(new));
    push(&mut changes, Subject::Document, "", Sort::Changed, lines, Vec::new());
    segments(&mut changes, old, new);
    files(&mut changes, old, new);
    let before: HashMap<&str, &FlagDefinition> =
        old.flags.iter().map(|flag| (flag.key(), flag)).collect();
    let mut seen = BTreeSet::new();
    for flag in &new.flags {
        seen.insert(flag.key());
        match before.get(flag.key()) {
            None => {
                let words = format!("added; it is {}", state::definition(flag));
                let lines = vec![Line::new("state", words)];
                push(&mut changes, Subject::Flag, flag.key(), Sort::Added, lines, Vec::new());
            }
            Some(was) => {
                let print = |flags: &Flags| flags.targeting.get(flag.key()).copied();
                let lines = flag::difference(was, flag, print(old) == print(new));
                push(&mut changes, Subject::Flag, flag.key(), Sort::Changed, lines, Vec::new());
            }
        }
    }
    for flag in old.flags.iter().filter(|flag| !seen.contains(flag.key())) {
        let words = format!("removed; it was {}", state::definition(flag));
        let lines = vec![Line::new("state", words)];
        push(&mut changes, Subject::Flag, flag.key(), Sort::Removed, lines, Vec::new());
    }
    changes
}

fn push(
    changes: &mut Vec<Change>,
    of: Subject,
    name: &str,
    sort: Sort,
    lines: Vec<Line>,
    used_by: Vec<String>,
) {
    if !lines.is_empty() {
        changes.push(Change { of, name: name.to_owned(), sort, lines, used_by });
    }
}

fn segments(changes: &mut Vec<Change>, old: &Flags, new: &Flags) {
    let words = |segment: &SegmentDefinition| {
        segment.condition().map_or_else(|| "broken".to_owned(), condition::shown)
    };
    for segment in &new.segments {
        let name = segment.name();
        let (sort, words) = match old.segment(name) {
            None => (Sort::Added, Some(format!("added; it is {}", words(segment)))),
            Some(was) => {
                let difference = match (was.condition(), segment.condition()) {
                    (Some(was), Some(is)) => condition::difference(was, is),
                    (None, None) => None,
                    _ => Some(format!("{} → {}", words(was), words(segment))),
                };
                (Sort::Changed, difference)
            }
        };
        let lines = words.into_iter().map(|words| Line::new("segments", words)).collect();
        push(changes, Subject::Segment, name, sort, lines, new.users_of_segment(name));
    }
    for segment in old.segments.iter().filter(|segment| new.segment(segment.name()).is_none()) {
        let lines = vec![Line::new("segments", format!("removed; it was {}", words(segment)))];
        push(changes, Subject::Segment, segment.name(), Sort::Removed, lines, Vec::new());
    }
}

/// Of a file that only one of the two names, what names it tells.
fn files(changes: &mut Vec<Change>, old: &Flags, new: &Flags) {
    for (name, file) in &new.files {
        let Some(was) = old.files.get(name).filter(|was| was.set != file.set) else { continue };
        let ids = |file: &IdsFile, other: &IdsFile| -> BTreeSet<String> {
            // Those in both are of no account, and there may be a million.
            let own = file.set.iter().filter(|id| !other.set.contains(id));
            own.map(condition::text).collect()
        };
        let words = condition::members(&ids(was, file), &ids(file, was));
        // The same ids in another order are another set only in memory.
        if words.is_empty() {
            continue;
        }
        let mut users = BTreeSet::new();
        for segment in &new.segments {
            if segment.condition().is_some_and(|condition| names_file(condition, name)) {
                users.extend(new.users_of_segment(segment.name()));
            }
        }
        users.extend(
            new.users(|flag| flag.rules().iter().any(|rule| names_file(&rule.condition, name))),
        );
        let lines = vec![Line::new("file", words)];
        let users = users.into_iter().collect();
        push(changes, Subject::File, name, Sort::Changed, lines, users);
    }
}

fn names_file(condition: &Condition, name: &str) -> bool {
    use flagkit_core::Test;
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().any(|part| names_file(part, name))
        }
        Condition::Not(part) => names_file(part, name),
        Condition::Key(Test::InFile(ids)) | Condition::Attribute(_, Test::InFile(ids)) => {
            &*ids.name == name
        }
        _ => false,
    }
}

/// A value as JSON whose members stand in order, since theirs in the file says nothing.
pub(super) fn canonical(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{}:{}", Value::from(&**name), canonical(value)))
                .collect();
            members.sort();
            format!("{{{}}}", members.join(","))
        }
        Value::List(items) => {
            format!("[{}]", Vec::from_iter(items.iter().map(canonical)).join(","))
        }
        other => other.to_string(),
    }
}
