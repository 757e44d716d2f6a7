//! Two versions of a text, as the unified difference that `git apply` and `patch -p1` take.
//!
//! It decides nothing about colours beyond the words; the stream strips them where nobody would see them.

use similar::TextDiff;
use std::io::{self, Write as _};

/// What differs, with three lines around it; empty where nothing does.
pub(crate) fn unified(old: &str, new: &str, shown: &str) -> String {
    let name = shown.trim_start_matches('/');
    TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(3)
        .header(&format!("a/{name}"), &format!("b/{name}"))
        .to_string()
}

/// Shows such a difference on standard output, coloured where that is a terminal.
pub(crate) fn print(difference: &str) -> io::Result<()> {
    let stdout = anstream::stdout();
    let mut stream = stdout.lock();
    for line in difference.split_inclusive('\n') {
        let colour = match line.as_bytes() {
            [b'-', b'-', b'-', ..] | [b'+', b'+', b'+', ..] => "\u{1b}[1m",
            [b'@', ..] => "\u{1b}[36m",
            [b'-', ..] => "\u{1b}[31m",
            [b'+', ..] => "\u{1b}[32m",
            _ => "",
        };
        if colour.is_empty() {
            write!(stream, "{line}")?;
            continue;
        }
        let body = line.trim_end_matches(['\r', '\n']);
        let end = line.get(body.len()..).unwrap_or_default();
        write!(stream, "{colour}{body}\u{1b}[0m{end}")?;
    }
    stream.flush()
}

#[cfg(test)]
mod tests {
    use super::unified;

    #[test]
    fn a_difference_is_a_patch() {
        let told = unified("{\n  \"a\": true\n}\n", "{\n  \"a\": false\n}\n", "app/flags.json");
        assert_eq!(
            told,
            "--- a/app/flags.json\n+++ b/app/flags.json\n@@ -1,3 +1,3 @@\n {\n-  \"a\": true\n+  \"a\": false\n }\n"
        );
        assert_eq!(unified("same", "same", "flags.json"), "");
    }

    #[test]
    fn a_missing_line_end_is_told() {
        let told = unified("{ \"a\": true }", "{ \"a\": false }", "/tmp/flags.json");
        assert!(told.starts_with("--- a/tmp/flags.json\n"), "{told}");
        assert_eq!(told.matches("\\ No newline at end of file").count(), 2, "{told}");
    }
}
