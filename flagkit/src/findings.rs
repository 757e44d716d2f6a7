//! What is amiss between the documents and the build, which neither knows by itself.
//!
//! Problems inside one document are `flagkit-core`'s to find; `publisher` decides when to look, and tells each once.
//! Law: a finding depends on what it is given alone, so that the same state finds the same.

use crate::forced::{ForcedFlags, PREFIX};
use crate::snapshot::Snapshot;
use crate::table::{Declaration, Table};
use flagkit_core::{FlagSet, Severity, suggest};
use std::collections::BTreeSet;

/// How many pairs of a key that no table has and one that is missing are compared; a fleet may share one large document.
const COMPARED: usize = 20_000;

/// Something a person should know, with the place and the remedy in its text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    pub(crate) severity: Severity,
    pub(crate) text: String,
}

/// How many flags that went away are named; who emptied the file knows the others.
const NAMED: usize = 5;

/// Everything that is amiss.
pub(crate) fn all(
    snapshot: &Snapshot,
    tables: &[&'static Table],
    vanished: &BTreeSet<&'static str>,
    forced: &ForcedFlags,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, table) in tables.iter().enumerate() {
        embedded_problems(snapshot, table, &mut findings);
        unknown_variants(snapshot, table, &mut findings);
        for other in tables.iter().take(number) {
            conflicts(snapshot, table, other, &mut findings);
        }
    }
    misspelt_keys(snapshot, tables, &mut findings);
    gone(snapshot, vanished, &mut findings);
    misspelt_variables(forced, &mut findings);
    findings
}

/// Brings up to date which of the program's flags an earlier version of a document had and this one has not.
///
/// A document that never had a flag leaves it to the build on purpose, as one that a fleet shares does.
pub(crate) fn follow(
    vanished: &mut BTreeSet<&'static str>,
    before: &FlagSet,
    after: &FlagSet,
    tables: &[&'static Table],
) {
    let has = |set: &FlagSet, key: &str| set.get(key).is_some() || set.broken(key);
    for table in tables {
        let embeds =
            |key: &str| table.registration().is_some_and(|known| known.embedded.get(key).is_some());
        for key in table.declarations().iter().map(Declaration::key) {
            if has(after, key) {
                vanished.remove(key);
            } else if has(before, key) && embeds(key) {
                vanished.insert(key);
            }
        }
    }
}

/// Flags whose definition left the document: the build's serves, which may be on.
fn gone(snapshot: &Snapshot, vanished: &BTreeSet<&'static str>, findings: &mut Vec<Finding>) {
    let (Some(origin), Some(first)) = (snapshot.origin(), vanished.first()) else { return };
    let mut names: Vec<String> =
        vanished.iter().take(NAMED).map(|key| format!("`{key}`")).collect();
    if vanished.len() > NAMED {
        names.push(format!("and {} more", vanished.len() - NAMED));
    }
    let (definition, serves) =
        if vanished.len() == 1 { ("definition", "serves") } else { ("definitions", "serve") };
    let text = format!(
        "{origin}: the file has no {} any more; the build's {definition} {serves}, so to switch a flag off write \
         `\"{first}\": false`",
        names.join(", ").replace(", and", " and"),
    );
    findings.push(Finding { severity: Severity::Warning, text });
}

/// Variables of the environment that name no flag.
fn misspelt_variables(forced: &ForcedFlags, findings: &mut Vec<Finding>) {
    for (handle, meant) in forced.unclaimed() {
        let meant = meant.map(|meant| format!("; did you mean `{PREFIX}{meant}`?"));
        let text = format!(
            "{PREFIX}{handle}: no flag of this program has the handle `{handle}`, so nothing is forced{}",
            meant.unwrap_or_default()
        );
        findings.push(Finding { severity: Severity::Warning, text });
    }
}

/// Problems of the flags that no live document has replaced.
fn embedded_problems(snapshot: &Snapshot, table: &Table, findings: &mut Vec<Finding>) {
    let Some(registration) = table.registration() else { return };
    let is_replaced = |key: &str| snapshot.document().get(key).is_some();
    for problem in &registration.problems {
        if !problem.flag.as_deref().is_some_and(is_replaced) {
            let text = format!("the build's {}", problem.render(table.file()));
            findings.push(Finding { severity: problem.severity, text });
        }
    }
}

/// Variants that a live document brings and this build cannot run.
fn unknown_variants(snapshot: &Snapshot, table: &Table, findings: &mut Vec<Finding>) {
    let (Some(origin), Some(registration)) = (snapshot.origin(), table.registration()) else {
        return;
    };
    let view = snapshot.view(table, registration);
    for declaration in table.declarations() {
        let Some(entry) = view.entry(declaration.index()) else { continue };
        let unknown: Vec<String> =
            entry.unknown_variants().map(|name| format!("`{name}`")).collect();
        if !unknown.is_empty() {
            let text = format!(
                "{origin}: `{}` has variants that this build does not know: {}; their calls run `{}` until a build \
                 declares them (known from {})",
                declaration.key(),
                unknown.join(", "),
                declaration.variant(declaration.fallback()),
                declaration.place(),
            );
            findings.push(Finding { severity: Severity::Error, text });
        }
    }
}

/// Keys that two tables embed with different definitions, and that no live document decides.
fn conflicts(snapshot: &Snapshot, table: &Table, other: &Table, findings: &mut Vec<Finding>) {
    let (Some(mine), Some(theirs)) = (table.registration(), other.registration()) else { return };
    let declarations = table.declarations().iter().map(Declaration::key);
    for key in declarations.filter(|key| snapshot.document().get(key).is_none()) {
        let (Some(mine), Some(theirs)) = (mine.embedded.get(key), theirs.embedded.get(key)) else {
            continue;
        };
        if mine != theirs {
            let text = format!(
                "`{key}` is defined differently by {} ({}) and {} ({}); name it in the watched document, which \
                 decides for both",
                table.package(),
                table.file(),
                other.package(),
                other.file(),
            );
            findings.push(Finding { severity: Severity::Error, text });
        }
    }
}

/// Keys of a live document that no table has and that look like one it lacks.
///
/// A key that looks like none may be another program's, and is nobody's business here.
fn misspelt_keys(snapshot: &Snapshot, tables: &[&'static Table], findings: &mut Vec<Finding>) {
    let Some(origin) = snapshot.origin() else { return };
    let document = snapshot.document();
    let declared = || tables.iter().flat_map(|table| table.declarations()).map(Declaration::key);
    let is_lacking = |key: &&str| document.get(key).is_none() && !document.broken(key);
    let lacking: Vec<&str> = declared().filter(is_lacking).collect();
    if lacking.is_empty() {
        return;
    }
    let declared: std::collections::HashSet<&str> = declared().collect();
    let foreign = document.iter().map(|flag| flag.key()).filter(|key| !declared.contains(key));
    for key in foreign.take(COMPARED / lacking.len()) {
        // Whoever writes a handle's name means the flag.
        let is_handle_of =
            |known: &&str| flagkit_core::handle_name(known).is_ok_and(|handle| handle == key);
        let meant = lacking.iter().copied().find(is_handle_of);
        if let Some(meant) = meant.or_else(|| suggest::nearest(key, lacking.iter().copied())) {
            let text = format!(
                "{origin}: no flag of this program has the key `{key}`; did you mean `{meant}`?"
            );
            findings.push(Finding { severity: Severity::Warning, text });
        }
    }
}
