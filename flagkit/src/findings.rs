//! What is amiss between the documents and the build, which neither knows by itself.
//!
//! Problems inside one document are `flagkit-core`'s to find; `publisher` decides when to look, and tells each once.
//! Law: a finding depends on the snapshot and the tables alone, so that the same state finds the same.

use crate::snapshot::Snapshot;
use crate::table::{Declaration, Table};
use flagkit_core::{Severity, suggest};

/// How many pairs of a key that no table has and one that is missing are compared; a fleet may share one large document.
const COMPARED: usize = 20_000;

/// Something a person should know, with the place and the remedy in its text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    pub(crate) severity: Severity,
    pub(crate) text: String,
}

/// Everything that is amiss.
pub(crate) fn all(snapshot: &Snapshot, tables: &[&'static Table]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, table) in tables.iter().enumerate() {
        embedded_problems(snapshot, table, &mut findings);
        unknown_variants(snapshot, table, &mut findings);
        for other in tables.iter().take(number) {
            conflicts(snapshot, table, other, &mut findings);
        }
    }
    misspelt_keys(snapshot, tables, &mut findings);
    findings
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
