//! Conditions and segments of a document to those that are evaluated.
//!
//! Law: each segment is compiled once and shared by all that use it, its lists of ids with it.

use crate::document::{Condition, Document, Order, Scalar, SegmentDefinition, Test};
use crate::plan::{
    self, Check, DateForm, NumberOrder, Segment, Subject, Texts, Values, VersionForm,
};
use std::collections::HashMap;
use std::sync::Arc;

/// The segments of a document that have no problem.
#[derive(Default)]
pub(super) struct Segments(HashMap<Arc<str>, Arc<Segment>>);

impl Segments {
    pub(super) fn of(document: &Document) -> Segments {
        let definitions: HashMap<&str, &SegmentDefinition> =
            document.segments().iter().map(|segment| (segment.name(), segment)).collect();
        let mut segments = Segments::default();
        for segment in document.segments() {
            segments.compile(segment, &definitions);
        }
        segments
    }

    /// Compiles a segment after those that it names; what was checked goes round in no circle.
    fn compile(
        &mut self,
        segment: &SegmentDefinition,
        definitions: &HashMap<&str, &SegmentDefinition>,
    ) {
        let Some(condition) = segment.condition() else { return };
        if self.0.contains_key(segment.name()) {
            return;
        }
        condition.segments(&mut |reference| {
            if let Some(inner) = definitions.get(&*reference.name) {
                self.compile(inner, definitions);
            }
        });
        let name: Arc<str> = segment.name().into();
        let condition = self.condition(condition);
        self.0.insert(name.clone(), Arc::new(Segment { name, condition }));
    }

    /// The segment of this name. One that is not there holds no one: only a broken flag can name it.
    pub(super) fn named(&self, name: &str) -> plan::Condition {
        match self.0.get(name) {
            Some(segment) => plan::Condition::Segment(segment.clone()),
            None => plan::Condition::Never,
        }
    }

    pub(super) fn condition(&self, condition: &Condition) -> plan::Condition {
        match condition {
            Condition::All(parts) => {
                plan::Condition::all(parts.iter().map(|part| self.condition(part)))
            }
            Condition::Any(parts) => {
                plan::Condition::any(parts.iter().map(|part| self.condition(part)))
            }
            Condition::Not(part) => !self.condition(part),
            Condition::Segment(references) => {
                plan::Condition::any(references.iter().map(|reference| self.named(&reference.name)))
            }
            Condition::Key(test) => self::test(Subject::Key, test).into(),
            Condition::Attribute(name, test) => {
                self::test(Subject::Attribute(name.clone()), test).into()
            }
        }
    }
}

fn test(subject: Subject, test: &Test) -> plan::Test {
    let (mut negated, mut missing) = (false, false);
    let check = match test {
        Test::In(scalars) => Check::In(values(scalars)),
        Test::NotIn(scalars) => {
            negated = true;
            Check::In(values(scalars))
        }
        Test::InFile(ids) => Check::In(Values { texts: ids.set.clone(), ..Values::default() }),
        Test::Compare(order, operand) => {
            Check::Number { order: self::order(*order), operand: *operand, from_text: false }
        }
        Test::CompareWhole(order, operand) => {
            Check::Whole { order: self::order(*order), operand: *operand }
        }
        Test::StartsWith(texts) => Check::StartsWith(Texts::exact(texts.iter().cloned())),
        Test::EndsWith(texts) => Check::EndsWith(Texts::exact(texts.iter().cloned())),
        Test::Contains(texts) => Check::Contains(Texts::exact(texts.iter().cloned())),
        Test::Matches(pattern) => Check::Matches(pattern.clone()),
        Test::Version(requirement) => Check::Version(requirement.clone(), VersionForm::LENIENT),
        Test::Before(instant) => Check::Before(*instant, DateForm::NATIVE),
        Test::After(instant) => Check::After(*instant, DateForm::NATIVE),
        Test::Network(networks) => Check::Network(networks.as_slice().into()),
        Test::Exists(wanted) => {
            (negated, missing) = (!wanted, !wanted);
            Check::Exists
        }
    };
    plan::Test { subject, check, negated, missing }
}

fn order(order: Order) -> NumberOrder {
    match order {
        Order::Less => NumberOrder::Less,
        Order::AtMost => NumberOrder::AtMost,
        Order::Greater => NumberOrder::Greater,
        Order::AtLeast => NumberOrder::AtLeast,
    }
}

fn values(scalars: &[Scalar]) -> Values {
    let texts = scalars.iter().filter_map(|scalar| match scalar {
        Scalar::String(text) => Some(text),
        _ => None,
    });
    let mut values = Values { texts: texts.collect(), ..Values::default() };
    let (mut whole, mut fractions) = (Vec::new(), Vec::new());
    for scalar in scalars {
        match scalar {
            Scalar::Bool(truth) => values.truths[usize::from(*truth)] = true,
            Scalar::Int(number) => whole.push(*number),
            Scalar::Float(number) => fractions.push(*number),
            Scalar::String(_) => {}
        }
    }
    (values.whole, values.fractions) = (whole.into(), fractions.into());
    values
}
