//! The fingerprint of what a definition says of who gets what, the same in every build.
//!
//! Whoever has stopped a flag keeps it, and lets go when it changes.
//! Laws: what does not decide (descriptions, names of rules and stages, payloads, how long a stage should last) is not
//! in it, nor who is in a segment or a file of ids, of which only the names are; an order counts only where it decides.
//! Every type is taken apart by name, so that no member that comes later is forgotten. The numbers are written to
//! files: another way to get them is a format of its own.

use crate::document::{
    Comparator, Condition, CurrentStage, DefaultServe, FlagDefinition, GroupRange, Guard,
    GuardRule, Hash, IdsFile, Network, Percentage, Prerequisite, Requirement, Rollout,
    RuleDefinition, Scalar, Schedule, Serve, StageDefinition, Test, Wanted, Weights,
};
use crate::flag_set::Flag;

/// Apart from the rest, so that it can be told of a flag that is switched off later.
pub(in crate::flag_set) const SWITCHED_OFF: u64 = 0x9e37_79b9_7f4a_7c15;

pub(super) fn fingerprint(definition: &FlagDefinition) -> u64 {
    let mut print = Print::new();
    let enabled = definition.enabled();
    print.number(u64::from(enabled == Some(true)));
    print.all(definition.variants(), |print, variant| print.text(variant.name()));
    print.maybe(definition.default(), |print, default| match default {
        DefaultServe::Boolean(on) => print.number(u64::from(*on)),
        DefaultServe::Variant(name) => {
            print.number(2);
            print.text(name);
        }
    });
    print.maybe(definition.seed(), Print::text);
    // The key by name is the key.
    print.maybe(definition.bucket_by().filter(|name| *name != "key"), Print::text);
    print.text(definition.hash().as_str());
    let native = definition.hash() == Hash::Native;
    print.maybe(definition.rollout(), |print, rollout| print.rollout(rollout, native));
    print.all(definition.rules(), |print, rule| print.rule(rule, native));
    print.all(definition.stages(), Print::stage);
    print.maybe(definition.stage(), |print, stage| match stage {
        CurrentStage::Off => print.number(0),
        CurrentStage::At(index) => print.number(*index as u64 + 1),
    });
    print.maybe(definition.schedule(), |print, Schedule { start, end }| {
        print.maybe(start.as_ref(), |print, date| print.signed(date.unix_millis()));
        print.maybe(end.as_ref(), |print, date| print.signed(date.unix_millis()));
    });
    print.any_order(definition.prerequisites(), Print::prerequisite);
    print.maybe(definition.group(), |print, group| {
        let GroupRange { name, from, to, location: _, span: _ } = group;
        print.text(name);
        print.share(from);
        print.share(to);
    });
    print.maybe(definition.guard(), Print::guard);
    let off = if enabled == Some(false) { SWITCHED_OFF } else { 0 };
    print.finish() ^ off
}

impl Flag {
    /// A number that changes when the flag's own targeting or guard does: `enabled`, variants' names, `default`, shares,
    /// rules, stages and `stage`, `schedule`, `prerequisites`, `group`, `seed`, `bucket_by`, `hash`, `guard`.
    ///
    /// Nothing else in the document changes it, and neither does who is in the segments and files of ids that the flag
    /// names. It is the same in every process and build. 0 for a flag that comes out of no document of flagkit's.
    ///
    /// ```
    /// use flagkit_core::{Document, FlagSet};
    ///
    /// let targeting = |text| {
    ///     let flags = FlagSet::compile(&Document::parse(text).document.unwrap(), None);
    ///     flags.get("f").unwrap().targeting()
    /// };
    /// let before = targeting(r#"{ "f": "5%" }"#);
    /// assert_eq!(targeting(r#"{ "flags": { "f": { "owner": "web", "rollout": "5%" } } }"#), before);
    /// assert_ne!(targeting(r#"{ "f": "6%" }"#), before);
    /// ```
    pub fn targeting(&self) -> u64 {
        self.targeting
    }
}

/// FNV-1a of 64 bits, stirred at the end, of parts that say where they end.
struct Print(u64);

impl Print {
    fn new() -> Print {
        Print(0xcbf2_9ce4_8422_2325)
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    fn number(&mut self, number: u64) {
        self.bytes(&number.to_le_bytes());
    }

    fn signed(&mut self, number: i64) {
        self.number(number.cast_unsigned());
    }

    fn float(&mut self, number: f64) {
        // The two zeros are one number.
        self.number((number + 0.0).to_bits());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes(text.as_bytes());
    }

    fn share(&mut self, share: &Percentage) {
        self.number(u64::from(share.buckets()));
    }

    fn maybe<T>(&mut self, part: Option<T>, write: impl FnOnce(&mut Print, T)) {
        self.number(u64::from(part.is_some()));
        if let Some(part) = part {
            write(self, part);
        }
    }

    fn all<'t, T: 't>(
        &mut self,
        parts: impl IntoIterator<Item = &'t T>,
        mut write: impl FnMut(&mut Print, &'t T),
    ) {
        let mut count = 0;
        for part in parts {
            write(self, part);
            count += 1;
        }
        self.number(count);
    }

    /// Parts of which it does not matter which comes first.
    fn any_order<'t, T: 't>(
        &mut self,
        parts: impl IntoIterator<Item = &'t T>,
        mut write: impl FnMut(&mut Print, &'t T),
    ) {
        let (mut sum, mut count) = (0_u64, 0);
        for part in parts {
            let mut print = Print::new();
            write(&mut print, part);
            sum = sum.wrapping_add(print.finish());
            count += 1;
        }
        self.number(sum);
        self.number(count);
    }

    fn finish(self) -> u64 {
        let mixed = (self.0 ^ (self.0 >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        let mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        mixed ^ (mixed >> 33)
    }

    fn rollout(&mut self, rollout: &Rollout, native: bool) {
        match rollout {
            Rollout::Percentage(share) => {
                self.number(1);
                self.share(share);
            }
            Rollout::Weights(Weights(weights)) => {
                self.number(2);
                let write = |print: &mut Print, (name, weight): &(String, f64)| {
                    print.text(name);
                    print.float(*weight);
                };
                // Other engines cut in the order in which the weights are given.
                if native { self.any_order(weights, write) } else { self.all(weights, write) }
            }
        }
    }

    fn rule(&mut self, rule: &RuleDefinition, native: bool) {
        let RuleDefinition { name: _, condition, serve, location: _ } = rule;
        self.condition(condition);
        match serve {
            Serve::Boolean(on) => self.number(u64::from(*on)),
            Serve::Variant(name) => {
                self.number(2);
                self.text(name);
            }
            Serve::Rollout(rollout) => {
                self.number(3);
                self.rollout(rollout, native);
            }
        }
    }

    fn stage(&mut self, stage: &StageDefinition) {
        let StageDefinition {
            name: _,
            segments,
            percentage,
            from,
            ramp,
            hold_millis: _,
            min_samples: _,
            split,
            shadow,
            location: _,
        } = stage;
        self.any_order(segments, |print, segment| print.text(&segment.name));
        self.maybe(percentage.as_ref(), Print::share);
        self.maybe(from.as_ref(), |print, date| print.signed(date.unix_millis()));
        self.maybe(ramp.map(|ramp| ramp.as_str()), Print::text);
        self.maybe(split.as_ref(), Print::share);
        self.maybe(shadow.as_ref(), Print::share);
    }

    fn prerequisite(&mut self, prerequisite: &Prerequisite) {
        let Prerequisite { flag, wanted, location: _, span: _, may_be_free: _ } = prerequisite;
        self.text(flag);
        match wanted {
            Wanted::Boolean(on) => self.number(u64::from(*on)),
            Wanted::Variants(names) => {
                self.number(2);
                self.any_order(names, |print, name| print.text(name));
            }
        }
    }

    fn guard(&mut self, guard: &Guard) {
        let Guard { off, errors, panics, latency, common, replicas } = guard;
        self.number(u64::from(*off));
        for rule in [errors, panics, latency, common] {
            let GuardRule { action, alpha, min_events, min_difference, margin } = rule;
            self.maybe(action.map(|action| action.as_str()), Print::text);
            self.maybe(*alpha, Print::float);
            self.maybe(*min_events, Print::number);
            self.maybe(*min_difference, Print::float);
            self.maybe(*margin, Print::float);
        }
        self.maybe(*replicas, |print, replicas| print.number(u64::from(replicas)));
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::All(parts) => {
                self.number(1);
                self.any_order(parts, Print::condition);
            }
            Condition::Any(parts) => {
                self.number(2);
                self.any_order(parts, Print::condition);
            }
            Condition::Not(part) => {
                self.number(3);
                self.condition(part);
            }
            Condition::Segment(segments) => {
                self.number(4);
                self.any_order(segments, |print, segment| print.text(&segment.name));
            }
            Condition::Key(test) => {
                self.number(5);
                self.test(test);
            }
            Condition::Attribute(name, test) => {
                self.number(6);
                self.text(name);
                self.test(test);
            }
        }
    }

    fn test(&mut self, test: &Test) {
        let word = |print: &mut Print, kind, operand: &str| {
            print.number(kind);
            print.text(operand);
        };
        match test {
            Test::In(scalars) => self.scalars(1, scalars),
            Test::NotIn(scalars) => self.scalars(2, scalars),
            Test::Compare(order, operand) => {
                self.number(3);
                self.number(*order as u64);
                self.float(*operand);
            }
            Test::CompareWhole(order, operand) => {
                self.number(4);
                self.number(*order as u64);
                self.signed(*operand);
            }
            Test::StartsWith(texts) => self.texts(5, texts),
            Test::EndsWith(texts) => self.texts(6, texts),
            Test::Contains(texts) => self.texts(7, texts),
            Test::InFile(IdsFile { name, set: _ }) => word(self, 8, name),
            Test::Matches(pattern) => word(self, 9, pattern.as_str()),
            Test::Version(Requirement { comparators }) => {
                self.number(10);
                self.any_order(comparators, Print::comparator);
            }
            Test::Before(instant) => {
                self.number(11);
                self.signed(*instant);
            }
            Test::After(instant) => {
                self.number(12);
                self.signed(*instant);
            }
            Test::Network(networks) => {
                self.number(13);
                self.any_order(networks, |print, Network { address, prefix }| {
                    print.text(&address.to_string());
                    print.number(u64::from(*prefix));
                });
            }
            Test::Exists(wanted) => {
                self.number(14);
                self.number(u64::from(*wanted));
            }
        }
    }

    fn texts(&mut self, kind: u64, texts: &[std::sync::Arc<str>]) {
        self.number(kind);
        self.any_order(texts, |print, text| print.text(text));
    }

    fn scalars(&mut self, kind: u64, scalars: &[Scalar]) {
        self.number(kind);
        self.any_order(scalars, |print, scalar| match scalar {
            Scalar::Bool(truth) => print.number(u64::from(*truth)),
            Scalar::Int(number) => {
                print.number(2);
                print.signed(*number);
            }
            Scalar::Float(number) => {
                print.number(3);
                print.float(*number);
            }
            Scalar::String(text) => {
                print.number(4);
                print.text(text);
            }
        });
    }

    fn comparator(&mut self, comparator: &Comparator) {
        let Comparator { relation, major, minor, patch, pre_release } = comparator;
        self.number(*relation as u64);
        self.number(*major);
        self.maybe(*minor, Print::number);
        self.maybe(*patch, Print::number);
        self.text(pre_release);
    }
}
