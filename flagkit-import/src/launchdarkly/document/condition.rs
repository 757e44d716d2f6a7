//! Clauses and segments as conditions of flags.json.
//!
//! Law: a clause that holds for a context here holds for it in LaunchDarkly and the other way round,
//! but for what its note says.

use super::operator::{one_or_list, scalars, tests};
use super::whom::{self, Whom, operator};
use crate::draft::{Draft, list};

use crate::launchdarkly::read::{Clause, Payload, Segment, SegmentRule};
use crate::launchdarkly::reference::{self, USER};

use flagkit_core::Value;
use serde_json::Value as Json;
use std::collections::{HashMap, HashSet};

/// Why something cannot be written; reads on after "left out:".
pub(super) type Refusal = String;

/// The segments of a document, and the conditions that can be written with them.
pub(super) struct Conditions<'d> {
    definitions: &'d [(String, Result<Segment, String>)],
    written: HashMap<&'d str, Result<Written, Refusal>>,
}

/// A segment, with what its notes say.
struct Written {
    whom: Whom,
    notes: Vec<String>,
}

impl<'d> Conditions<'d> {
    pub(super) fn of(payload: &'d Payload) -> Conditions<'d> {
        let definitions = payload.segments.as_slice();
        let mut conditions = Conditions { definitions, written: HashMap::new() };
        let known: HashMap<&str, &Result<Segment, String>> =
            definitions.iter().map(|(key, segment)| (key.as_str(), segment)).collect();
        let mut seen = HashSet::new();
        // Those that a segment names are written before it; they may be many, so this is no recursion.
        let mut open: Vec<&'d str> =
            definitions.iter().rev().map(|(key, _)| key.as_str()).collect();
        while let Some(key) = open.last().copied() {
            let Some(segment) =
                known.get(key).copied().filter(|_| !conditions.written.contains_key(key))
            else {
                open.pop();
                continue;
            };
            let named = segment.iter().flat_map(Segment::segments);
            let missing = named.filter(|named| {
                known.contains_key(named) && !conditions.written.contains_key(named)
            });
            if seen.insert(key) {
                open.extend(missing);
                continue;
            }
            let circle = missing.count() > 0;
            let written = match segment {
                Err(why) => Err(format!("the segment `{key}` cannot be read: {why}")),
                Ok(_) if circle => Err(format!("the segment `{key}` is in a circle of segments")),
                Ok(segment) => conditions.segment(key, segment),
            };
            conditions.written.insert(key, written);
            open.pop();
        }
        conditions
    }

    /// Adds the segments in the order of the document.
    pub(super) fn write(&self, draft: &mut Draft) {
        for (key, _) in self.definitions {
            match self.written.get(key.as_str()) {
                Some(Ok(Written { whom: Whom::Those(members), .. })) => {
                    draft.segment(key, whom::value(members.clone()));
                }
                // Flags that use one of these are written without it.
                Some(Ok(_)) | None => {}
                Some(Err(why)) => draft.note_document(why.clone()),
            }
        }
    }

    fn segment(&self, key: &str, segment: &Segment) -> Result<Written, Refusal> {
        let refuse = |why: &str| Err(format!("the segment `{key}` {why}"));
        if segment.unbounded {
            return refuse("is a big segment, whose keys are kept outside of the document");
        }
        if matches!(key, "" | "off" | "everyone") || key.ends_with('%') || key.starts_with("x-") {
            return refuse("has a name that flags.json uses itself");
        }
        let targets = || segment.included_contexts.iter().chain(&segment.excluded_contexts);
        let is_user = |kind: &Option<String>| reference::kind(kind.as_deref()) == USER;
        if !targets().all(|target| is_user(&target.context_kind)) {
            return refuse("lists contexts of another kind than `user`");
        }
        let mut notes = Vec::new();
        let mut rules = Vec::new();
        for rule in &segment.rules {
            rules.push(
                self.rule(rule, &mut notes).map_err(|why| format!("the segment `{key}`: {why}"))?,
            );
        }
        let included = segment.included_contexts.iter().flat_map(|target| &target.values);
        let included = segment.included.iter().chain(included);
        let excluded = segment.excluded_contexts.iter().flat_map(|target| &target.values);
        let excluded = segment.excluded.iter().chain(excluded);
        let rest = Whom::all([keys("not_in", excluded), Whom::any(rules)]);
        Ok(Written { whom: Whom::any([keys("in", included), rest]), notes })
    }

    fn rule(&self, rule: &SegmentRule, notes: &mut Vec<String>) -> Result<Whom, Refusal> {
        if rule.weight.is_some() {
            return Err(
                "it draws a share of those whom a rule matches, which flags.json cannot do in a \
                        segment"
                    .to_owned(),
            );
        }
        self.all(&rule.clauses, notes)
    }

    /// Whom all clauses match.
    pub(super) fn all(&self, clauses: &[Clause], notes: &mut Vec<String>) -> Result<Whom, Refusal> {
        let all: Vec<Whom> =
            clauses.iter().map(|clause| self.clause(clause, notes)).collect::<Result<_, _>>()?;
        Ok(Whom::all(all))
    }

    fn clause(&self, clause: &Clause, notes: &mut Vec<String>) -> Result<Whom, Refusal> {
        if clause.op == "segmentMatch" {
            let mut any = Vec::new();
            let mut names = Vec::new();
            for named in clause.segments() {
                match self.written.get(named) {
                    Some(Err(why)) => return Err(why.clone()),
                    Some(Ok(segment)) => {
                        notes.extend(segment.notes.iter().cloned());
                        match &segment.whom {
                            Whom::Those(_) => names.push(named),
                            other => any.push(other.clone()),
                        }
                    }
                    None => notes.push(format!(
                        "there is no segment `{named}`, so it is left out, as it holds no one"
                    )),
                }
            }
            if !names.is_empty() {
                any.push(Whom::test("segment", one_or_list(names.into_iter().map(Value::from))));
            }
            let any = Whom::any(any);
            return Ok(if clause.negate { any.others() } else { any });
        }
        let kind = clause.context_kind.as_deref();
        let name = attribute(kind, clause.attribute.as_deref().unwrap_or_default())?;
        let tests = tests(clause, &name, notes)?;
        let whom = joined(clause, &name, tests);
        let of_false = clause.op == "in" && clause.values.contains(&Json::Bool(false));
        if name == "anonymous" && of_false != clause.negate {
            // Who does not say is not anonymous.
            return Ok(Whom::any([whom, Whom::test(&name, operator("exists", false))]));
        }
        Ok(whom)
    }
}

/// The name of a user's attribute in flags.json.
pub(super) fn attribute(kind: Option<&str>, named: &str) -> Result<String, Refusal> {
    let refuse = |why: &str| Err(format!("the attribute `{named}` {why}"));
    if reference::kind(kind) != USER {
        return Err(format!(
            "it asks about contexts of kind `{}`; flags.json knows one kind",
            reference::kind(kind)
        ));
    }
    let Ok(name) = reference::attribute(kind, named) else {
        return refuse("is no reference to one");
    };
    let path = reference::path(&name).join(".");
    match &*path {
        "kind" => refuse("asks for the kinds of the context; flags.json knows one kind"),
        "all" | "any" | "not" | "segment" => {
            refuse("has a name that conditions of flags.json use themselves")
        }
        _ => Ok(path),
    }
}

/// Who has one of these keys, or, by `not_in`, none of them.
fn keys<'k>(name: &str, keys: impl Iterator<Item = &'k String>) -> Whom {
    let mut keys: Vec<Value> = keys.map(|key| Value::from(key.as_str())).collect();
    match (keys.len(), name) {
        (0, "in") => Whom::NoOne,
        (0, _) => Whom::Everyone,
        (1, "in") => Whom::test("key", keys.remove(0)),
        (_, "in") => Whom::test("key", list(keys)),
        _ => Whom::test("key", operator(name, list(keys))),
    }
}

/// Who is listed as a target.
pub(super) fn listed<'k>(listed: impl Iterator<Item = &'k String>) -> Whom {
    keys("in", listed)
}

/// Who passes one of the tests; where that is negated, who has the attribute and passes none.
fn joined(clause: &Clause, name: &str, tests: Vec<Value>) -> Whom {
    let any = |tests: Vec<Value>| Whom::any(tests.into_iter().map(|test| Whom::test(name, test)));
    if !clause.negate {
        return any(tests);
    }
    // Of `in` there is a word for it, which asks for the attribute as well.
    if let ("in", Some(values)) = (&*clause.op, scalars(&clause.values)) {
        return Whom::test(name, operator("not_in", list(values)));
    }
    Whom::all([Whom::test(name, operator("exists", true)), any(tests).others()])
}
