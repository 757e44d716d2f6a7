//! Whom a step matches: tests of attributes, joined.
//!
//! Data only; `evaluate` asks. Law: a condition holds, does not hold, or fails the whole evaluation;
//! it never guesses.

use super::check::Check;
use super::draw::Draw;
use crate::evaluation::{ErrorCode, Origin};
use std::sync::Arc;

/// Whom a step matches.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Condition {
    /// Everyone.
    Always,
    /// No one.
    Never,
    /// The evaluation fails as soon as this is asked.
    Fail(ErrorCode),
    /// All of these hold; they are asked in order, until one does not.
    All(Box<[Condition]>),
    /// One of these holds; they are asked in order, until one does.
    Any(Box<[Condition]>),
    /// This does not hold.
    Not(Box<Condition>),
    /// The one who asks belongs to a segment.
    Segment(Arc<Segment>),
    /// An attribute passes a test.
    Test(Test),
    /// The unit is drawn into a share of all.
    Share(Box<Share>),
    /// It is this instant or a later one, in milliseconds since 1970.
    Since(i64),
    /// Another flag serves what is wanted.
    Flag(Box<Prerequisite>),
}

/// A share of all units.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// How a unit's position is drawn.
    pub draw: Draw,
    /// The positions inside: each from the first number on and before the second.
    pub ranges: Box<[(u64, u64)]>,
}

/// A named group, shared by all that use it.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// Its name in the document.
    pub name: Arc<str>,
    /// Who belongs to it.
    pub condition: Condition,
}

/// What a test looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The targeting key.
    Key,
    /// The attribute of this name.
    Attribute(Arc<str>),
}

/// A check of one attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// What is looked at.
    pub subject: Subject,
    /// What is asked of it. A list passes where one of its items does.
    pub check: Check,
    /// Whether the test holds where the check does not.
    pub negated: bool,
    /// Whether the test holds where the attribute is missing, negated or not.
    pub missing: bool,
}

/// Another flag that must serve something.
#[derive(Clone, Debug, PartialEq)]
pub struct Prerequisite {
    /// The other flag's key.
    pub flag: Arc<str>,
    /// The variants, one of which must be served.
    pub wanted: Box<[Arc<str>]>,
    /// Whether being switched off is not enough to serve one of them.
    pub enabled: bool,
    /// Whether an error of the other flag is one of this flag too, rather than an unmet prerequisite.
    pub strict: bool,
    /// Which of the flag's prerequisites it is, for explanations.
    pub origin: Origin,
}

impl Test {
    /// A test that a missing attribute does not pass.
    ///
    /// ```
    /// use flagkit_core::plan::{Check, Test};
    ///
    /// let test = Test::attribute("email", Check::ends_with(["@qa.example.com"]));
    /// assert!(!test.missing && !test.negated);
    /// ```
    pub fn attribute(name: impl Into<Arc<str>>, check: Check) -> Test {
        Test { subject: Subject::Attribute(name.into()), check, negated: false, missing: false }
    }

    /// A test of the targeting key.
    pub fn key(check: Check) -> Test {
        Test { subject: Subject::Key, check, negated: false, missing: false }
    }
}

impl From<Test> for Condition {
    fn from(test: Test) -> Condition {
        Condition::Test(test)
    }
}

impl Condition {
    /// The unit's position is in one of these ranges, each from the first number on and before the second.
    pub fn share(draw: Draw, ranges: impl Into<Box<[(u64, u64)]>>) -> Condition {
        Condition::Share(Box::new(Share { draw, ranges: ranges.into() }))
    }

    /// All of these; the one, if it is alone.
    pub fn all(conditions: impl IntoIterator<Item = Condition>) -> Condition {
        let mut all: Vec<Condition> = conditions.into_iter().collect();
        match all.len() {
            0 => Condition::Always,
            1 => all.remove(0),
            _ => Condition::All(all.into()),
        }
    }

    /// Any of these; the one, if it is alone.
    pub fn any(conditions: impl IntoIterator<Item = Condition>) -> Condition {
        let mut any: Vec<Condition> = conditions.into_iter().collect();
        match any.len() {
            0 => Condition::Never,
            1 => any.remove(0),
            _ => Condition::Any(any.into()),
        }
    }
}

impl Condition {
    /// How many tests of attributes it has, those of segments included.
    pub(crate) fn tests(&self) -> usize {
        match self {
            Condition::Test(_) => 1,
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().map(Condition::tests).sum()
            }
            Condition::Not(part) => part.tests(),
            Condition::Segment(segment) => segment.condition.tests(),
            _ => 0,
        }
    }
}

impl std::ops::Not for Condition {
    type Output = Condition;

    fn not(self) -> Condition {
        Condition::Not(Box::new(self))
    }
}
