//! Experiments as steps: what is forced, what is remembered, who is drawn.
//!
//! Law: in GrowthBook's order. What leaves somebody out of an experiment guards the steps behind it, so that steps only
//! ever serve.

use super::attributes::{
    DISABLED, QA_MODE, STICKY, forced, query, remembered, remembered_versions,
};
use super::condition::{condition, test};
use super::outcome::{How, Outcome};
use super::range::{bucket_ranges, bucketing, disjoint, positions};
use super::read::{Filter, Rule};
use flagkit_core::Origin;
use flagkit_core::bucketing::Bucketing;
use flagkit_core::plan::{
    Check, Condition, Draw, Loose, Missing, NumberOrder, Serve, Share, Step, Subject, Test, Unit,
    Values,
};
use serde_json::{Map, Value as Json};

/// An experiment, of a rule or of its own.
pub(super) struct Experiment<'a> {
    pub(super) definition: &'a Rule,
    pub(super) variations: &'a [Json],
    pub(super) key: &'a str,
    /// The rule's place in the list.
    pub(super) rule: usize,
    /// The context of its bandit.
    pub(super) leaf: Option<usize>,
    pub(super) weights: Option<&'a [f64]>,
    /// Whether it stands for itself: a rule's knows nothing of its state, and lets those pass who get a variation
    /// that passes through.
    pub(super) alone: bool,
    /// What its own prerequisites ask.
    pub(super) parents: Vec<Condition>,
    pub(super) groups: &'a Map<String, Json>,
}

impl Experiment<'_> {
    /// Its steps; `variant` finds the variant of an outcome.
    pub(super) fn steps(&self, variant: &dyn Fn(Outcome) -> Option<usize>) -> Vec<Step> {
        let experiment = self.definition;
        let inactive =
            experiment.active == Some(false) || experiment.status.as_deref() == Some("draft");
        if self.variations.len() < 2 {
            return Vec::new();
        }
        let mut steps = Vec::new();
        let passing: Vec<i64> = self.numbers(|variation| self.passes_through(variation));
        let by_query = query(self.key);
        let by_host = forced(self.key);
        let outcome = |variation, how| self.variant(variation, how, variant);
        for variation in self.served() {
            let served = outcome(variation, How::Forced);
            steps.extend(self.step(is(&by_query, &[variation as i64]), served.map(Serve::Variant)));
        }
        // Whoever forces a variation that passes through has left the experiment.
        let unasked = || (!passing.is_empty()).then(|| !is(&by_query, &passing));
        for variation in self.served() {
            let condition = unasked().into_iter().chain([is(&by_host, &[variation as i64])]);
            let served = outcome(variation, How::Forced);
            steps.extend(self.step(Condition::all(condition), served.map(Serve::Variant)));
        }
        if !(self.alone && inactive) {
            let left = unasked().into_iter().chain([!exists(&by_host)]);
            let drawn = self.units().into_iter().filter_map(|(attribute, condition)| {
                let steps = self.steps_of(attribute, variant)?;
                self.step(condition, Some(Serve::Steps(steps.into())))
            });
            steps.extend(self.step(Condition::all(left), Some(Serve::Steps(drawn.collect()))));
        }
        let enabled = !test(DISABLED, Loose::Counts(true));
        self.step(enabled, Some(Serve::Steps(steps.into()))).into_iter().collect()
    }

    /// The attributes by which it may draw, and when each does.
    fn units(&self) -> Vec<(&str, Condition)> {
        let attribute = self.definition.hash_attribute();
        let mut units = vec![(attribute, there(attribute))];
        if let Some(fallback) = self.fallback() {
            let remembers = test(STICKY, Loose::Counts(true));
            let instead = [remembers, !there(attribute), there(fallback)];
            units.push((fallback, Condition::all(instead)));
        }
        units
    }

    fn fallback(&self) -> Option<&str> {
        self.definition.fallback_attribute().filter(|_| self.remembers())
    }

    fn remembers(&self) -> bool {
        self.definition.disable_sticky_bucketing != Some(true)
    }

    /// What is done for those who have an attribute to draw by; `None` if nothing is.
    fn steps_of(
        &self,
        attribute: &str,
        variant: &dyn Fn(Outcome) -> Option<usize>,
    ) -> Option<Vec<Step>> {
        let experiment = self.definition;
        let seed = experiment.seed_or(self.key);
        let bucketing = bucketing(seed, experiment.hash_version())?;
        let draw = draw(attribute, bucketing.clone());
        let ranges = match &experiment.ranges {
            Some(ranges) => ranges.clone(),
            None => bucket_ranges(self.variations.len(), experiment.coverage, self.weights),
        };
        let ranges: Vec<(u64, u64)> =
            ranges.iter().map(|range| positions(&bucketing, *range)).collect();

        // Who is remembered with a variation that is not served has left the experiment too.
        let known: Vec<usize> = self.remembered_variations();
        let unserved = known.iter().filter(|variation| !self.is_served(**variation));
        let unserved = Condition::any(unserved.map(|variation| self.remembered(*variation)));
        let mut admitted = match unserved {
            Condition::Never => Vec::new(),
            unserved => vec![!unserved],
        };
        match experiment.filters.as_deref() {
            Some(filters) => admitted.extend(filters.iter().map(filter)),
            None => admitted.extend(experiment.namespace.as_ref().map(|(id, start, end)| {
                let bucketing = Bucketing::growthbook_v1(&format!("__{id}"));
                share(attribute, bucketing, &[(*start, *end)])
            })),
        }
        if let Some(json) = &experiment.condition {
            admitted.push(condition(json, self.groups));
        }
        admitted.extend(self.parents.iter().cloned());

        let mut steps = Vec::new();
        let mut guards = self.blocked().into_iter().map(|blocked| !blocked).collect::<Vec<_>>();
        if let Some(force) = experiment.force.as_ref().filter(|_| self.alone) {
            // Those who would be drawn get what is forced, whatever they would draw.
            let forced = force.as_u64().and_then(|index| usize::try_from(index).ok());
            let forced = forced.filter(|index| self.is_served(*index))?;
            let forced = Serve::Variant(self.variant(forced, How::Forced, variant)?);
            let known = known.iter().map(|variation| self.remembered(*variation));
            steps.extend(self.step(Condition::any(known), Some(forced.clone())));
            admitted.push(Condition::Share(Box::new(Share { draw, ranges: ranges.into() })));
            steps.extend(self.step(Condition::all(admitted), Some(forced)));
        } else if self.alone && experiment.status.as_deref() == Some("stopped") {
            return None;
        } else {
            guards.push(!test(QA_MODE, Loose::Counts(true)));
            for variation in known.into_iter().filter(|variation| self.is_served(*variation)) {
                // All get it; the draw is for whoever wants to know the position.
                let everyone = [(0, bucketing.space())];
                let served =
                    disjoint(&everyone, |_| self.variant(variation, How::Remembered, variant));
                let serve = Serve::Draw { draw: draw.clone(), ranges: served, otherwise: None };
                steps.extend(self.step(self.remembered(variation), Some(serve)));
            }
            let drawn = |variation: usize| {
                self.is_served(variation).then(|| self.variant(variation, How::Drawn, variant))?
            };
            let ranges = disjoint(&ranges, drawn);
            let serve = Serve::Draw { draw, ranges, otherwise: None };
            steps.extend(self.step(Condition::all(admitted), Some(serve)));
        }
        let guarded = self.step(Condition::all(guards), Some(Serve::Steps(steps.into())));
        guarded.map(|step| vec![step])
    }

    fn step(&self, condition: Condition, serve: Option<Serve>) -> Option<Step> {
        let origin = Origin::Rule(u32::try_from(self.rule).unwrap_or(u32::MAX));
        let asked = !matches!(condition, Condition::Never);
        serve.filter(|_| asked).map(|serve| Step { condition, serve, origin })
    }

    fn variant(
        &self,
        variation: usize,
        how: How,
        variant: &dyn Fn(Outcome) -> Option<usize>,
    ) -> Option<usize> {
        variant(Outcome::Experiment { rule: self.rule, leaf: self.leaf, variation, how })
    }

    fn passes_through(&self, variation: usize) -> bool {
        !self.alone && self.definition.passes_through(variation)
    }

    fn is_served(&self, variation: usize) -> bool {
        variation < self.variations.len() && !self.passes_through(variation)
    }

    fn served(&self) -> impl Iterator<Item = usize> {
        (0..self.variations.len()).filter(|variation| self.is_served(*variation))
    }

    fn numbers(&self, wanted: impl Fn(usize) -> bool) -> Vec<i64> {
        let variations = 0..self.variations.len();
        variations
            .filter(|variation| wanted(*variation))
            .map(|variation| variation as i64)
            .collect()
    }

    /// The variations that can be remembered, which is by a key; the first of a key is meant.
    fn remembered_variations(&self) -> Vec<usize> {
        let meta = self.definition.meta.as_deref().filter(|_| self.remembers()).unwrap_or_default();
        let first = |(index, key): (usize, &String)| {
            meta.iter().position(|meta| meta.key.as_ref() == Some(key)) == Some(index)
        };
        let keys =
            meta.iter().enumerate().filter_map(|(index, meta)| Some((index, meta.key.as_ref()?)));
        keys.filter(|(index, key)| first((*index, key))).map(|(index, _)| index).collect()
    }

    /// Whether a variation is remembered, of the attribute that is drawn by before its fallback.
    fn remembered(&self, variation: usize) -> Condition {
        let meta = self.definition.meta.as_ref().and_then(|meta| meta.get(variation));
        let Some(key) = meta.and_then(|meta| meta.key.as_deref()) else { return Condition::Never };
        let version = self.definition.bucket_version.unwrap_or(0);
        let name = |attribute| remembered(attribute, self.key, version);
        let own = name(self.definition.hash_attribute());
        let is_key = |name: &str| Test::attribute(name, Check::is_one_of([key])).into();
        match self.fallback() {
            None => is_key(&own),
            Some(fallback) => {
                let instead = [!exists(&own), is_key(&name(fallback))];
                Condition::any([is_key(&own), Condition::all(instead)])
            }
        }
    }

    /// Whether something is remembered of a version that bars from the experiment.
    fn blocked(&self) -> Option<Condition> {
        let version = self.definition.min_bucket_version.filter(|version| *version > 0)?;
        let attributes = [Some(self.definition.hash_attribute()), self.fallback()];
        let older = |attribute: &str| {
            let order = NumberOrder::Less;
            let check = Check::Number { order, operand: version as f64, from_text: false };
            Test::attribute(remembered_versions(attribute, self.key), check).into()
        };
        self.remembers().then(|| Condition::any(attributes.into_iter().flatten().map(older)))
    }
}

/// Whether an attribute is there, as one that can be drawn by: it counts as true.
pub(super) fn there(attribute: &str) -> Condition {
    test(attribute, Loose::Counts(true))
}

/// A draw by an attribute; who lacks it is in no range.
pub(super) fn draw(attribute: &str, bucketing: Bucketing) -> Draw {
    Draw {
        unit: Unit::Attribute(attribute.into()),
        bucketing,
        missing: Missing::Outside,
        chance: None,
    }
}

/// Whether a unit is not filtered out.
pub(super) fn filter(filter: &Filter) -> Condition {
    let version = filter.hash_version.filter(|version| *version != 0).unwrap_or(2);
    let Some(bucketing) = bucketing(&filter.seed, version) else { return Condition::Never };
    let attribute = filter.attribute.as_deref().filter(|name| !name.is_empty()).unwrap_or("id");
    share(attribute, bucketing, &filter.ranges)
}

/// Whether a unit falls into one of these parts.
pub(super) fn share(attribute: &str, bucketing: Bucketing, parts: &[(f64, f64)]) -> Condition {
    let ranges = parts.iter().map(|part| positions(&bucketing, *part)).collect();
    let share = Condition::Share(Box::new(Share { draw: draw(attribute, bucketing), ranges }));
    Condition::all([there(attribute), share])
}

fn is(name: &str, numbers: &[i64]) -> Condition {
    let values = Values { whole: numbers.into(), ..Values::default() };
    Test::attribute(name, Check::In(values)).into()
}

fn exists(name: &str) -> Condition {
    let subject = Subject::Attribute(name.into());
    Test { subject, check: Check::Exists, negated: false, missing: false }.into()
}
