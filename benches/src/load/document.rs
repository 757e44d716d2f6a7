//! A document of many flags in the forms that are evaluated today, and a second version that differs in each share.

use std::fmt::Write;

/// The key of a flag.
pub(crate) fn key(number: usize) -> String {
    format!("team-{}.flag_{number:05}", number % 40)
}

/// Four in ten are constant, four in ten a share, two in ten have variants. Versions differ in every second flag.
pub(crate) fn text(flags: usize, version: usize) -> String {
    let mut text =
        String::from("{\n  \"flags\": {\n    \"half\": \"50%\",\n    \"constant_on\": true");
    for number in 0..flags {
        let key = key(number);
        let turned = version % 2 == 1 && number % 2 == 0;
        let _ = match number % 10 {
            0..4 => write!(text, ",\n    \"{key}\": {}", (number % 3 == 0) != turned),
            4..8 => {
                write!(text, ",\n    \"{key}\": \"{}%\"", 1 + number % 97 + usize::from(turned))
            }
            _ => write!(
                text,
                ",\n    \"{key}\": {{ \"description\": \"How results are ordered\", \"owner\": \"team-{}\", \
                 \"variants\": {{ \"plain\": 1.0, \"boosted\": 1.{} }}, \"default\": \"{}\" }}",
                number % 40,
                number % 10,
                if turned { "boosted" } else { "plain" },
            ),
        };
    }
    text.push_str("\n  }\n}\n");
    text
}
