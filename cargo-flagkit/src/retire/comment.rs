//! Line comments of a source, told from what only looks like them: in a block comment, in a text.
//!
//! It works on text that need not be whole, such as what stands before an item. Law: texts and comments end where rustc
//! ends them.

/// Where each line comment begins, in the order of the source.
pub(crate) fn lines(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut is_in_word = false;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let letter = rest.chars().next().map_or(1, char::len_utf8);
        let length = if rest.starts_with("//") {
            found.push(at);
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block(rest)
        } else if let Some(raw) = raw_text(rest).filter(|_| !is_in_word) {
            raw
        } else if let Some(inner) = rest.strip_prefix('"') {
            1 + quoted(inner, '"')
        } else if let Some(inner) = rest.strip_prefix('\'') {
            1 + character(inner)
        } else {
            letter
        };
        is_in_word = rest.starts_with(|first: char| first.is_alphanumeric() || first == '_');
        at += length;
    }
    found
}

/// How long a block comment is; such comments nest.
fn block(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// How long the raw text is that begins here: `r"..."`, `br#"..."#`.
fn raw_text(text: &str) -> Option<usize> {
    let rest = text.strip_prefix(['b', 'c']).unwrap_or(text).strip_prefix('r')?;
    let inner = rest.trim_start_matches('#');
    let marks = rest.len() - inner.len();
    let inner = inner.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(marks));
    let length = inner.find(&end).map_or(inner.len(), |found| found + end.len());
    Some(text.len() - inner.len() + length)
}

/// How long the rest of a text is, with the quote that ends it.
fn quoted(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, letter) in text.char_indices() {
        if letter == quote && !is_escaped {
            return at + quote.len_utf8();
        }
        is_escaped = letter == '\\' && !is_escaped;
    }
    text.len()
}

/// How long the rest of a character is; that of a lifetime is nothing.
fn character(text: &str) -> usize {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some('\\'), _) => quoted(text, '\''),
        (Some(letter), Some('\'')) => letter.len_utf8() + 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn comments_are_told_from_what_looks_like_them() {
        let text = "// 1\n\"//\" /* // /* // */ // */ '\"' // 2\n'a '\\'' // 3\nr#\"\" // \"# br\"\\\" // 4\n\
                    for\"\\\\\" // 5\n'가' \"\\\" // \" // 6\nb'\\\\' c\"//\" // 7\n/* // ";
        let found: Vec<&str> =
            lines(text).into_iter().map(|at| text[at..].lines().next().unwrap()).collect();
        assert_eq!(found, ["// 1", "// 2", "// 3", "// 4", "// 5", "// 6", "// 7"]);
    }
}
