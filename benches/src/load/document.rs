//! A document of many flags in all forms, and a second version that differs in each form.

use std::fmt::Write;

/// Segments that the flags share, one per team.
const SEGMENTS: usize = 40;

/// The key of a flag.
pub(crate) fn key(number: usize) -> String {
    format!("team-{}.flag_{number:05}", number % SEGMENTS)
}

/// Of ten flags three are constant and two a share of all keys; each one of the others has weighted variants, rules,
/// stages, a default among variants, and a prerequisite with a schedule. Versions differ in every second flag.
pub(crate) fn text(flags: usize, version: usize) -> String {
    let mut text = String::from("{\n  \"segments\": {");
    for number in 0..SEGMENTS {
        let comma = if number == 0 { "" } else { "," };
        let _ = write!(
            text,
            "{comma}\n    \"staff-{number}\": {{ \"email\": {{ \"ends_with\": \"@team-{number}.example.com\" }} }}"
        );
    }
    text.push_str("\n  },\n  \"flags\": {\n    \"half\": \"50%\",\n    \"constant_on\": true");
    for number in 0..flags {
        let _ = write!(text, ",\n    \"{}\": ", key(number));
        let turned = version % 2 == 1 && number % 2 == 0;
        flag(&mut text, number, turned);
    }
    text.push_str("\n  }\n}\n");
    text
}

fn flag(text: &mut String, number: usize, turned: bool) {
    let team = number % SEGMENTS;
    let share = 1 + number % 90 + usize::from(turned);
    let _ = match number % 10 {
        0..3 => write!(text, "{}", number.is_multiple_of(3) != turned),
        3..5 => write!(text, "\"{share}%\""),
        5 => write!(
            text,
            "{{ \"description\": \"How results are ordered\", \"owner\": \"team-{team}\", \
             \"variants\": {{ \"plain\": 1.0, \"boosted\": 1.{}, \"learned\": 2.0 }}, \"default\": \"plain\", \
             \"rollout\": {{ \"plain\": {}, \"boosted\": {share}, \"learned\": 5 }} }}",
            number % 10,
            95 - share,
        ),
        6 => write!(
            text,
            "{{ \"owner\": \"team-{team}\", \"rules\": [ \
             {{ \"name\": \"partners wait\", \"if\": {{ \"role\": \"partner\", \"country\": [\"KR\", \"JP\"] }}, \
             \"serve\": \"off\" }}, \
             {{ \"if\": {{ \"app_version\": {{ \"semver\": \">={}.2.0\" }}, \"age\": {{ \"ge\": {} }} }}, \
             \"serve\": \"{share}%\" }} ], \"default\": false }}",
            number % 7,
            number % 60,
        ),
        7 => write!(
            text,
            "{{ \"owner\": \"team-{team}\", \"stages\": [\"staff-{team}\", \"{share}%\", \"everyone\"], \
             \"stage\": \"{}\" }}",
            if turned { String::from("everyone") } else { format!("staff-{team}") },
        ),
        8 => write!(
            text,
            "{{ \"description\": \"How results are ordered\", \"variants\": {{ \"plain\": 1.0, \"boosted\": 1.{} }}, \
             \"default\": \"{}\" }}",
            number % 10,
            if turned { "boosted" } else { "plain" },
        ),
        _ => write!(
            text,
            "{{ \"prerequisites\": [\"{}\"], \
             \"schedule\": {{ \"start\": \"2026-11-01\", \"end\": \"2027-03-01\" }}, \"rollout\": \"{share}%\" }}",
            // One of the shares of the same ten.
            key(number - 6),
        ),
    };
}
