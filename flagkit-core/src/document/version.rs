//! Version requirements: `>=2.1.0, <3`, `^1.4`, `~1.4.2`, `1.*`.
//!
//! `precedence` compares versions by them while a flag is asked.
//! Law: it accepts what Cargo's notation accepts, and a leading `v`, and nothing that has two readings.

use std::fmt;

/// Comparisons that a version must all meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The comparisons; empty for `*`.
    pub comparators: Vec<Comparator>,
}

/// One comparison with a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparator {
    /// How to compare.
    pub relation: Relation,
    /// The first number.
    pub major: u64,
    /// The second number; `None` where it may be any.
    pub minor: Option<u64>,
    /// The third number; `None` where it may be any.
    pub patch: Option<u64>,
    /// The identifiers after `-`, such as `rc.1`; empty for a released version.
    pub pre_release: String,
}

/// How a version is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `=`, and `1.*`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `^`, and a bare version: the same up to the first number that is not 0.
    Compatible,
    /// `~`: the same up to the second number.
    Tilde,
}

/// Why a text is not a requirement; reads on after the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidRequirement(&'static str);

impl fmt::Display for InvalidRequirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for InvalidRequirement {}

impl std::str::FromStr for Requirement {
    type Err = InvalidRequirement;

    fn from_str(text: &str) -> Result<Requirement, InvalidRequirement> {
        Requirement::parse(text)
    }
}

impl Requirement {
    pub(crate) fn parse(text: &str) -> Result<Requirement, InvalidRequirement> {
        let text = text.trim_matches(' ');
        if text.is_empty() {
            return Err(InvalidRequirement("is empty"));
        }
        if text == "*" {
            return Ok(Requirement { comparators: Vec::new() });
        }
        let comparators = text.split(',').map(comparator).collect::<Result<_, _>>()?;
        Ok(Requirement { comparators })
    }
}

fn comparator(text: &str) -> Result<Comparator, InvalidRequirement> {
    const RELATIONS: [(&str, Relation); 9] = [
        (">=", Relation::AtLeast),
        ("<=", Relation::AtMost),
        ("!=", Relation::NotEqual),
        ("==", Relation::Equal),
        ("=", Relation::Equal),
        (">", Relation::Greater),
        ("<", Relation::Less),
        ("^", Relation::Compatible),
        ("~", Relation::Tilde),
    ];
    let text = text.trim_matches(' ');
    let found = RELATIONS
        .iter()
        .find_map(|(sign, relation)| text.strip_prefix(sign).map(|rest| (*relation, rest)));
    let (relation, version) = found.unwrap_or((Relation::Compatible, text));
    let version = version.trim_matches(' ');
    let version = version.strip_prefix(['v', 'V']).unwrap_or(version);
    if version.contains(' ') {
        return Err(InvalidRequirement("joins comparisons by a space; use a comma"));
    }
    let (version, build) = version.split_once('+').map_or((version, None), |(v, b)| (v, Some(b)));
    if build.is_some_and(|build| !identifiers(build, false)) {
        return Err(InvalidRequirement("has an invalid build number"));
    }
    let (numbers, pre_release) = version.split_once('-').unwrap_or((version, ""));
    if version.contains('-') && !identifiers(pre_release, true) {
        return Err(InvalidRequirement("has an invalid pre-release"));
    }
    let mut parts = numbers.split('.');
    let major = number(parts.next().unwrap_or(""))?;
    let minor = parts.next().map(number).transpose()?.flatten();
    let patch = parts.next().map(number).transpose()?.flatten();
    let Some(major) = major else {
        return Err(InvalidRequirement("begins with a wildcard; write `*` alone"));
    };
    if parts.next().is_some() {
        return Err(InvalidRequirement("has more than three numbers"));
    }
    if minor.is_none() && patch.is_some() {
        return Err(InvalidRequirement("has a number after a wildcard"));
    }
    if !pre_release.is_empty() && patch.is_none() {
        return Err(InvalidRequirement("needs three numbers before a pre-release"));
    }
    // `1.*` means 1.anything, while a bare `1.4` means compatible with 1.4.
    let wildcard = numbers.contains(['*', 'x', 'X']);
    let relation = match (relation, found.is_none() && wildcard) {
        (_, true) => Relation::Equal,
        (relation, false) => relation,
    };
    Ok(Comparator { relation, major, minor, patch, pre_release: pre_release.to_owned() })
}

/// A number, or `None` for a wildcard.
fn number(text: &str) -> Result<Option<u64>, InvalidRequirement> {
    match text {
        "*" | "x" | "X" => Ok(None),
        "" => Err(InvalidRequirement("lacks a number")),
        _ if text.len() > 1 && text.starts_with('0') => {
            Err(InvalidRequirement("has a number with a leading zero"))
        }
        _ if !text.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err(InvalidRequirement("has a part that is not a number"))
        }
        _ => match text.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(InvalidRequirement("has a number that is too large")),
        },
    }
}

fn identifiers(text: &str, numbers_are_canonical: bool) -> bool {
    text.split('.').all(|part| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !(numbers_are_canonical && digits && part.len() > 1 && part.starts_with('0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_that_read() {
        for text in [
            "*",
            "1",
            "1.2",
            "1.2.3",
            "v1.2.3",
            ">=2.1.0",
            ">= 2.1.0, < 3",
            "^0.3",
            "~1.4.2",
            "1.*",
            "1.x",
            "=1.2.3-rc.1",
            "!=2.0.0",
            "1.2.3+build.7",
            "<18446744073709551615",
        ] {
            assert!(Requirement::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn requirements_that_do_not() {
        for text in [
            "",
            " ",
            ",",
            ">=",
            "1.2.3.4",
            "a.b.c",
            "1..2",
            "01.2.3",
            ">=1.0 <2.0",
            "1.*.3",
            "*.1",
            "1.2-rc",
            "1.2.3-",
            "1.2.3-01",
            "1.2.3+",
            "1,",
            "99999999999999999999",
            "latest",
            "-1",
            "１.2.3",
        ] {
            assert!(Requirement::parse(text).is_err(), "{text}");
        }
    }
}
