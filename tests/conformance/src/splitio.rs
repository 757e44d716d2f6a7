//! Split's vectors: its hash, its regular expressions and its versions.
//!
//! They are no flags, so each becomes the smallest flag that asks for it.

use crate::{Case, read};
use flagkit_core::bucketing::{Bucketing, murmur3_x86_32};
use flagkit_core::plan::{
    Check, Condition, Otherwise, Pattern, Plan, Serve, Step, Test, Texts, VersionForm,
};
use flagkit_core::{EvaluationContext, Flag, FlagSet, Origin, Reason, Requirement, Value, Variant};
use std::path::Path;

/// Split's versions: complete, with zeros in front where one likes.
const VERSIONS: VersionForm = VersionForm { leading_zeros: true, ..VersionForm::STRICT };

/// All vectors.
pub fn run(folder: &Path) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    for file in [
        "murmur3-sample-v3.csv",
        "murmur3-sample-v4.csv",
        "murmur3-sample-double-treatment-users.csv",
    ] {
        rows(folder, file, hash, &mut cases)?;
    }
    rows(folder, "regex.txt", pattern, &mut cases)?;
    rows(folder, "valid-semantic-versions.csv", greater, &mut cases)?;
    rows(folder, "between-semver.csv", between, &mut cases)?;
    rows(folder, "equal-to-semver.csv", equal, &mut cases)?;
    rows(folder, "invalid-semantic-versions.csv", invalid, &mut cases)?;
    Ok(cases)
}

/// What is not run.
pub fn left_out(folder: &Path) -> Result<Vec<(String, &'static str)>, String> {
    let file = "small-data.csv";
    let rows = read(&folder.join(file))?.lines().filter(|line| !line.starts_with('#')).count();
    Ok(vec![(
        format!("{file}, {rows} rows"),
        "the hash that Split used before MurmurHash3, which flagkit does not offer",
    )])
}

/// Makes a case of each line; `None` where a line is none of the file's.
fn rows(
    folder: &Path,
    file: &str,
    run: fn(&str) -> Option<Result<(), String>>,
    cases: &mut Vec<Case>,
) -> Result<(), String> {
    let text = read(&folder.join(file))?;
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        if line.starts_with("# ") {
            continue;
        }
        let name = format!("{file}:{}", index + 1);
        let outcome = run(line).ok_or_else(|| format!("{name}: cannot be read: {line}"))?;
        cases.push(Case { name: format!("{name}: {line}"), outcome });
    }
    Ok(())
}

fn expect<T: PartialEq + std::fmt::Debug>(expected: &T, got: &T) -> Result<(), String> {
    Case::compare("", expected, got).outcome
}

/// `seed,key,hash,bucket`, of which the key may hold commas.
fn hash(line: &str) -> Option<Result<(), String>> {
    let (seed, rest) = line.split_once(',')?;
    let (rest, bucket) = rest.rsplit_once(',')?;
    let (key, hash) = rest.rsplit_once(',')?;
    let seed = word(seed)?;
    let got = Bucketing::split(seed).position(key.as_bytes()) + 1;
    let expected = (word(hash)?, bucket.trim().parse::<u64>().ok()?);
    Some(expect(&expected, &(murmur3_x86_32(seed, key.as_bytes()), got)))
}

/// 32 bits, written with or without a sign.
fn word(text: &str) -> Option<u32> {
    let number: i64 = text.trim().parse().ok()?;
    u32::try_from(number).ok().or_else(|| i32::try_from(number).ok().map(i32::cast_unsigned))
}

/// `pattern#text#found`
fn pattern(line: &str) -> Option<Result<(), String>> {
    let (rest, found) = line.rsplit_once('#')?;
    let (pattern, text) = rest.rsplit_once('#')?;
    let found = found.trim() == "true";
    Some(match Pattern::new(pattern) {
        Ok(pattern) => expect(&found, &holds(Check::Matches(pattern).into_condition(), text)),
        Err(why) => Err(why.to_string()),
    })
}

/// `a,b`: a is greater.
fn greater(line: &str) -> Option<Result<(), String>> {
    let (left, right) = line.split_once(',')?;
    let greater = holds(version(&format!(">{right}"))?, left);
    let smaller = holds(version(&format!("<{left}"))?, right);
    Some(expect(&(true, true), &(greater, smaller)))
}

/// `start,value,end,within`
fn between(line: &str) -> Option<Result<(), String>> {
    let mut parts = line.split(',');
    let (start, value, end) = (parts.next()?, parts.next()?, parts.next()?);
    let expected = parts.next()?.trim() == "true";
    let within = Condition::all([version(&format!(">={start}"))?, version(&format!("<={end}"))?]);
    Some(expect(&expected, &holds(within, value)))
}

/// `a,b,equal`: the build counts, too.
fn equal(line: &str) -> Option<Result<(), String>> {
    let mut parts = line.split(',');
    let (left, right) = (parts.next()?, parts.next()?);
    let expected = parts.next()?.trim() == "true";
    Some(expect(&expected, &holds(same(right)?, left)))
}

/// The same version, build and all.
fn same(operand: &str) -> Option<Condition> {
    let build = match operand.split_once('+') {
        Some((_, build)) => Check::EndsWith(Texts::exact([format!("+{build}")])).into_condition(),
        None => !Check::Contains(Texts::exact(["+"])).into_condition(),
    };
    Some(Condition::all([version(&format!("={operand}"))?, build]))
}

/// No version at all.
fn invalid(line: &str) -> Option<Result<(), String>> {
    Some(expect(&false, &holds(version("*")?, line)))
}

fn version(requirement: &str) -> Option<Condition> {
    let requirement: Requirement = requirement.parse().ok()?;
    Some(Check::Version(requirement, VERSIONS).into_condition())
}

trait IntoCondition {
    fn into_condition(self) -> Condition;
}

impl IntoCondition for Check {
    fn into_condition(self) -> Condition {
        Test::attribute("attribute", self).into()
    }
}

/// Whether a flag with this condition is on for this text.
fn holds(condition: Condition, text: &str) -> bool {
    let variants =
        vec![Variant::new("off", Value::Bool(false)), Variant::new("on", Value::Bool(true))];
    let step = Step { condition, serve: Serve::Variant(1), origin: Origin::Rule(0) };
    let plan = Plan {
        steps: [step].into(),
        otherwise: Otherwise { variant: 0, reason: Reason::Default },
        ..Plan::constant(0, Reason::Default)
    };
    let flags: FlagSet = [Flag::planned("vector", variants, 0, plan)].into_iter().collect();
    let context = EvaluationContext::anonymous().with("attribute", text);
    flags.get("vector").is_some_and(|flag| flag.evaluate(Some(&context), &flags.at(0)).variant == 1)
}
