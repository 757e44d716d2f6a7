//! Versions against requirements, by the precedence of semantic versioning 2.0.0 (section 11).
//!
//! Law: build metadata never counts, and a pre-release comes before its release for every operator; a
//! requirement does not hide pre-releases as Cargo's does.

use super::version::{Comparator, Relation, Requirement};
use crate::context::Version;
use crate::plan::VersionForm;
use std::cmp::Ordering;

/// Reads a version without copying it.
pub(crate) fn version_of(text: &str, form: VersionForm) -> Option<Version<'_>> {
    let text = match text.strip_prefix(['v', 'V']) {
        Some(rest) if form.leading_v => rest,
        Some(_) => return None,
        None => text,
    };
    let (text, build) = text.split_once('+').map_or((text, None), |(v, build)| (v, Some(build)));
    if build.is_some_and(|build| !build.split('.').all(is_identifier)) {
        return None;
    }
    let (numbers, pre_release) = match text.split_once('-') {
        Some((numbers, pre_release)) => (numbers, Some(pre_release)),
        None => (text, None),
    };
    let accepted = |part: &str| {
        let padded = is_number(part) && has_leading_zero(part);
        is_identifier(part) && (form.leading_zeros || !padded)
    };
    if pre_release.is_some_and(|pre_release| !pre_release.split('.').all(accepted)) {
        return None;
    }
    let number = |part| number(part, form.leading_zeros);
    let mut parts = numbers.split('.');
    let major = number(parts.next()?)?;
    let mut next = || match parts.next() {
        Some(part) => number(part),
        None if form.short => Some(0),
        None => None,
    };
    let (minor, patch) = (next()?, next()?);
    if parts.next().is_some() {
        return None;
    }
    Some(Version::new(major, minor, patch).with_pre_release(pre_release.unwrap_or("")))
}

fn is_identifier(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_number(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
}

fn has_leading_zero(part: &str) -> bool {
    part.len() > 1 && part.starts_with('0')
}

fn number(part: &str, leading_zeros: bool) -> Option<u64> {
    let plain = !part.is_empty() && is_number(part) && (leading_zeros || !has_leading_zero(part));
    plain.then(|| part.parse().ok()).flatten()
}

impl Requirement {
    /// Whether a version meets all comparisons.
    ///
    /// ```
    /// use flagkit_core::{Requirement, Version};
    ///
    /// let requirement: Requirement = ">=2.1.0, <3".parse().unwrap();
    /// assert!(requirement.is_met_by(&Version::new(2, 4, 0)));
    /// assert!(!requirement.is_met_by(&Version::new(2, 1, 0).with_pre_release("rc.1")));
    /// ```
    pub fn is_met_by(&self, version: &Version<'_>) -> bool {
        self.comparators.iter().all(|comparator| comparator.is_met_by(version))
    }
}

impl Comparator {
    fn is_met_by(&self, version: &Version<'_>) -> bool {
        match self.relation {
            Relation::Equal => self.order(version) == Ordering::Equal,
            Relation::NotEqual => self.order(version) != Ordering::Equal,
            Relation::AtMost => self.order(version) != Ordering::Greater,
            Relation::Greater => self.order(version) == Ordering::Greater,
            Relation::Less => self.least(version) == Ordering::Less,
            Relation::AtLeast => self.least(version) != Ordering::Less,
            Relation::Compatible => {
                let same = match (self.major, self.minor, self.patch) {
                    (0, Some(0), Some(patch)) => {
                        (version.major, version.minor, version.patch) == (0, 0, patch)
                    }
                    (0, Some(minor), _) => (version.major, version.minor) == (0, minor),
                    (major, _, _) => version.major == major,
                };
                same && self.least(version) != Ordering::Less
            }
            Relation::Tilde => {
                version.major == self.major
                    && self.minor.is_none_or(|minor| minor == version.minor)
                    && self.least(version) != Ordering::Less
            }
        }
    }

    /// How a version stands to the operand, of which the numbers that are left out are any.
    fn order(&self, version: &Version<'_>) -> Ordering {
        let by_major = version.major.cmp(&self.major);
        let Some(minor) = self.minor else { return by_major };
        let by_minor = by_major.then(version.minor.cmp(&minor));
        let Some(patch) = self.patch else { return by_minor };
        by_minor
            .then(version.patch.cmp(&patch))
            .then_with(|| pre_releases(version.pre_release, &self.pre_release))
    }

    /// How a version stands to the operand, of which the numbers that are left out are 0.
    fn least(&self, version: &Version<'_>) -> Ordering {
        let operand = (self.major, self.minor.unwrap_or(0), self.patch.unwrap_or(0));
        (version.major, version.minor, version.patch)
            .cmp(&operand)
            .then_with(|| pre_releases(version.pre_release, &self.pre_release))
    }
}

/// A version without a pre-release comes after all that have one.
fn pre_releases(left: &str, right: &str) -> Ordering {
    match (left.is_empty(), right.is_empty()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        (false, false) => {
            let (mut left, mut right) = (left.split('.'), right.split('.'));
            loop {
                let order = match (left.next(), right.next()) {
                    (None, None) => return Ordering::Equal,
                    (None, Some(_)) => Ordering::Less,
                    (Some(_), None) => Ordering::Greater,
                    (Some(left), Some(right)) => identifiers(left, right),
                };
                if order != Ordering::Equal {
                    return order;
                }
            }
        }
    }
}

fn identifiers(left: &str, right: &str) -> Ordering {
    match (is_number(left), is_number(right)) {
        (true, true) => {
            // Without leading zeros the longer number is the larger one, however large they are.
            let (left, right) = (left.trim_start_matches('0'), right.trim_start_matches('0'));
            left.len().cmp(&right.len()).then_with(|| left.cmp(right))
        }
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => left.cmp(right),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version<'_> {
        version_of(text, VersionForm::LENIENT).expect(text)
    }

    #[test]
    fn the_precedence_of_the_specification() {
        let ascending = [
            "0.9.9",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.1",
            "1.10.0",
            "2.0.0",
        ];
        for (index, left) in ascending.iter().enumerate() {
            for (other, right) in ascending.iter().enumerate() {
                let at_least: Requirement = format!(">={right}").parse().unwrap();
                assert_eq!(at_least.is_met_by(&version(left)), index >= other, "{left} >= {right}");
            }
        }
    }

    #[test]
    fn requirements() {
        let cases = [
            (">=2.1.0", "2.1.0", true),
            (">=2.1.0", "v2.1", true),
            ("<3", "3.0.0-rc.1", true),
            (">1", "1.9.9", false),
            (">1", "2.0.0", true),
            ("<=1", "1.9.9", true),
            ("<=1.2", "1.3.0", false),
            ("=1.2", "1.2.9", true),
            ("1.*", "1.7.0", true),
            ("1.*", "2.0.0", false),
            ("!=2.0.0", "2.0.0+build", false),
            ("^0.3", "0.3.9", true),
            ("^0.3", "0.4.0", false),
            ("^0.0.3", "0.0.4", false),
            ("^1.2.3", "2.0.0-rc.1", false),
            ("1.4", "1.3.9", false),
            ("~1.4.2", "1.4.9", true),
            ("~1.4.2", "1.5.0", false),
            ("~1", "1.9.0", true),
            ("*", "0.0.1-alpha", true),
            (">=1.0.0, <2", "2.0.0", false),
        ];
        for (requirement, text, met) in cases {
            let parsed: Requirement = requirement.parse().unwrap();
            assert_eq!(parsed.is_met_by(&version(text)), met, "{text} {requirement}");
        }
    }

    #[test]
    fn versions_that_do_not_read() {
        for text in
            ["", "v", "1..2", "1.2.3.4", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3+", "a", "1.2.x"]
        {
            assert_eq!(version_of(text, VersionForm::LENIENT), None, "{text}");
        }
        for text in ["v1.2.3", "1.2", "1"] {
            assert_eq!(version_of(text, VersionForm::STRICT), None, "{text}");
        }
    }

    #[test]
    fn zeros_in_front_count_where_they_may_stand() {
        let form = VersionForm { leading_zeros: true, ..VersionForm::STRICT };
        let padded = version_of("00.01.002-0003.00004", form).unwrap();
        let equal: Requirement = "=0.1.2-3.4".parse().unwrap();
        assert!(equal.is_met_by(&padded));
        assert_eq!(version_of("00.01.002", VersionForm::LENIENT), None);
    }
}
