//! Segments as conditions, unrolled where they name each other.
//!
//! Laws: a segment that is reached from itself fails the evaluation, and only if the evaluation comes
//! there; a segment that is not in a circle is made once and shared; what a document costs is bounded.

use super::{MALFORMED, clause, is_one_of, test};
use crate::launchdarkly::read::{Segment as Definition, SegmentRule};
use crate::launchdarkly::reference::{self, USER};
use flagkit_core::bucketing::Bucketing;
use flagkit_core::plan::{Check, Condition, Draw, Missing, Segment, Unit};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How deep segments may name each other; LaunchDarkly knows no bound but its stack.
const DEEPEST: usize = 128;
/// How many segments a document may be unrolled into, since those of a circle multiply.
const MOST: usize = 10_000;

/// The segments of a document, each made when it is first named.
pub(super) struct Segments<'d> {
    definitions: HashMap<&'d str, &'d Result<Definition, String>>,
    made: HashMap<&'d str, Arc<Segment>>,
    /// Those that are being made, each named by the one before.
    chain: Vec<&'d str>,
    /// Whether something was left out because it was too deep or too much.
    cut: bool,
    count: usize,
}

impl<'d> Segments<'d> {
    pub(super) fn new(definitions: &'d [(String, Result<Definition, String>)]) -> Segments<'d> {
        let definitions =
            definitions.iter().map(|(key, segment)| (key.as_str(), segment)).collect();
        Segments { definitions, made: HashMap::new(), chain: Vec::new(), cut: false, count: 0 }
    }

    /// Whether a context belongs to a segment; `None` for one that is not known.
    pub(super) fn condition(&mut self, key: &str) -> Option<Condition> {
        let (&key, &definition) = self.definitions.get_key_value(key)?;
        if self.chain.contains(&key) {
            return Some(Condition::Fail(MALFORMED));
        }
        if let Some(segment) = self.made.get(key) {
            return Some(Condition::Segment(segment.clone()));
        }
        let Ok(definition) = definition else { return Some(Condition::Fail(MALFORMED)) };
        self.cut &= !self.chain.is_empty();
        self.count += 1;
        if self.chain.len() >= DEEPEST || self.count > MOST {
            self.cut = true;
            return Some(Condition::Fail(MALFORMED));
        }
        self.chain.push(key);
        let condition = self.members(key, definition);
        self.chain.pop();
        let segment = Arc::new(Segment { name: key.into(), condition });
        // What is in a circle is another condition for each way into the circle.
        if !self.cut && !self.is_in_a_circle(key) {
            self.made.insert(key, segment.clone());
        }
        Some(Condition::Segment(segment))
    }

    fn members(&mut self, key: &str, segment: &Definition) -> Condition {
        let users = |keys: &[String]| (!keys.is_empty()).then(|| is_one_of(USER, keys));
        let mut any: Vec<Condition> = users(&segment.included).into_iter().collect();
        for target in &segment.included_contexts {
            any.push(is_one_of(reference::kind(target.context_kind.as_deref()), &target.values));
        }
        let mut rest: Vec<Condition> =
            users(&segment.excluded).into_iter().map(|listed| !listed).collect();
        for target in &segment.excluded_contexts {
            let kind = reference::kind(target.context_kind.as_deref());
            rest.push(!is_one_of(kind, &target.values));
        }
        let rules: Vec<Condition> =
            segment.rules.iter().map(|rule| self.rule(key, &segment.salt, rule)).collect();
        rest.push(Condition::any(rules));
        any.push(Condition::all(rest));
        Condition::any(any)
    }

    fn rule(&mut self, key: &str, salt: &str, rule: &SegmentRule) -> Condition {
        let clauses = clause::all(&rule.clauses, self);
        let Some(weight) = rule.weight else { return clauses };
        let named_kind = rule.rollout_context_kind.as_deref();
        let Ok(attribute) =
            reference::attribute(named_kind, rule.bucket_by.as_deref().unwrap_or("key"))
        else {
            return Condition::all([clauses, Condition::Fail(MALFORMED)]);
        };
        let bucketing = Bucketing::launchdarkly(&format!("{key}.{salt}"));
        let end = bucketing.boundary(f64::from(weight as f32 / 100_000.0));
        let present = test(reference::presence(reference::kind(named_kind)), Check::Exists, false);
        // An empty text is drawn as any other, though draws of plans know none.
        let of_empty = bucketing.position(b"") < end;
        let empty = Condition::from(test(attribute.clone(), Check::is_one_of([""]), false));
        let draw = Draw {
            unit: Unit::Attribute(attribute),
            bucketing,
            missing: Missing::First,
            chance: None,
        };
        let share = Condition::share(draw, [(0, end)]);
        let share =
            if of_empty { Condition::any([share, empty]) } else { Condition::all([!empty, share]) };
        Condition::all([clauses, present.into(), share])
    }

    /// Whether a segment names itself, by way of others or at once.
    fn is_in_a_circle(&self, key: &str) -> bool {
        let (mut seen, mut open) = (HashSet::new(), vec![key]);
        while let Some(next) = open.pop() {
            let Some(Ok(definition)) = self.definitions.get(next) else { continue };
            for named in definition.segments() {
                if named == key {
                    return true;
                }
                if seen.insert(named) {
                    open.push(named);
                }
            }
        }
        false
    }
}
