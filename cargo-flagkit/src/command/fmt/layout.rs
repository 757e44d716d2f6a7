//! The layout of flags.json: dprint's for JSON with comments, and the file's own habits.
//!
//! Law: only blanks change, and a comma behind the last of a few things that come to stand in one line. What comes out
//! has the same tokens and comments in the same order, or it is refused.
//! Limit: a comment between a comma and the next member comes to stand behind the comma, in the line above.

use crate::exit::{Failure, Result};
use dprint_plugin_json::configuration::{Configuration, ConfigurationBuilder, TrailingCommaKind};
use dprint_plugin_json::format_text;
use jsonc_parser::tokens::Token;
use jsonc_parser::{Scanner, ScannerOptions};
use std::path::Path;

/// So long may a line be, where it can be broken.
const LINE_WIDTH: u32 = 100;
/// The indentation of a file that has none yet.
const INDENTATION: u8 = 2;

/// The same document, evenly laid out.
pub(super) fn laid_out(text: &str) -> Result<String> {
    let (mark, body) = match text.strip_prefix('\u{FEFF}') {
        Some(body) => ("\u{FEFF}", body),
        None => ("", text),
    };
    // A comment may run over several lines, whose ends the formatter would leave as they are.
    let has_returns = body.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r'));
    let body = body.replace("\r\n", "\n");
    let unfit = |why: &dyn std::fmt::Display| {
        Failure::new(format!("the text cannot be laid out: {why}"))
            .help("`cargo flagkit check` shows what is wrong with it")
    };
    let name = Path::new("flags.json");
    let formatted =
        format_text(name, &body, &habits(&body)).map_err(|error| unfit(&error.message()))?;
    let formatted = formatted.unwrap_or_else(|| body.clone());
    if pieces(&formatted) != pieces(&body) {
        return Err(unfit(&"more than blanks would change, which is a mistake of the formatter"));
    }
    let formatted = if has_returns { formatted.replace('\n', "\r\n") } else { formatted };
    Ok(format!("{mark}{formatted}"))
}

/// What the file does already is kept, where there is more than one good way.
fn habits(text: &str) -> Configuration {
    let mut builder = ConfigurationBuilder::new();
    let blanks = indentation(text);
    builder
        .line_width(LINE_WIDTH)
        .use_tabs(blanks.starts_with('\t'))
        .indent_width(match u8::try_from(blanks.len()) {
            Ok(width @ 1..=8) if blanks.starts_with(' ') => width,
            _ => INDENTATION,
        })
        .trailing_commas(TrailingCommaKind::Maintain)
        .comment_line_force_space_after_slashes(false);
    builder.build()
}

/// What stands before the first member that has a line of its own.
fn indentation(text: &str) -> &str {
    let members = text.lines().filter_map(|line| {
        let member = line.trim_start_matches([' ', '\t']);
        let blanks = line.get(..line.len() - member.len())?;
        (member.starts_with('"') && !blanks.is_empty()).then_some(blanks)
    });
    members.into_iter().next().unwrap_or_default()
}

/// All that is not blank nor a last comma, in order; `None` where a token cannot be read.
fn pieces(text: &str) -> Option<Vec<String>> {
    let mut scanner = Scanner::new(text, &ScannerOptions::default());
    let mut pieces: Vec<String> = Vec::new();
    // Where the last token stands that is no comment, if it is a comma.
    let mut comma = None;
    while let Some(token) = scanner.scan().ok()? {
        match (&token, comma) {
            (Token::CommentLine(_) | Token::CommentBlock(_), _) => {}
            (Token::CloseBrace | Token::CloseBracket, Some(index)) => {
                pieces.remove(index);
                comma = None;
            }
            (Token::Comma, _) => comma = Some(pieces.len()),
            _ => comma = None,
        }
        let piece = text.get(scanner.token_start()..scanner.token_end())?;
        pieces.push(match token {
            // The blanks at the ends of its lines, and before them, are layout too.
            Token::CommentLine(_) | Token::CommentBlock(_) => {
                piece.lines().map(str::trim).collect::<Vec<_>>().join("\n")
            }
            _ => piece.to_owned(),
        });
    }
    Some(pieces)
}

#[cfg(test)]
mod tests {
    use super::laid_out;

    /// Laid out once, and the same when it is laid out again.
    #[track_caller]
    fn check(text: &str, wanted: &str) {
        let once = laid_out(text).unwrap();
        assert_eq!(once, wanted);
        assert_eq!(laid_out(&once).unwrap(), once, "not the same the second time");
    }

    #[test]
    fn blanks_become_even_and_comments_stay() {
        check(
            "{ // head\n\"b\":true ,\n/* why */ \"a\" :  \"5%\",\n\n\n      // about c\n  \"c\":{\"enabled\":false}\n  // end\n}",
            "{ // head\n  \"b\": true,\n  /* why */ \"a\": \"5%\",\n\n  // about c\n  \"c\": { \"enabled\": false }\n  // end\n}\n",
        );
    }

    #[test]
    fn habits_of_the_file_stay() {
        check(
            "{\n\t\"a\":1,\n\t\"b\":{\n\"c\":2}}",
            "{\n\t\"a\": 1,\n\t\"b\": {\n\t\t\"c\": 2\n\t}\n}\n",
        );
        check("{\n    \"a\":[\n1]}\n", "{\n    \"a\": [\n        1\n    ]\n}\n");
        check(
            "\u{FEFF}{\r\n\"a\":1,\r\n  /* x\r\n   * y */\r\n\"b\":2,\r\n}",
            "\u{FEFF}{\r\n  \"a\": 1,\r\n  /* x\r\n   * y */\r\n  \"b\": 2,\r\n}\r\n",
        );
        check("{ \"a\": true, }", "{ \"a\": true }\n");
        check("{\n  \"a\": [1, 2,], // b\n}", "{\n  \"a\": [1, 2], // b\n}\n");
        check("{\n  \"a\": [1, 2], // b\n  // c\n}", "{\n  \"a\": [1, 2], // b\n  // c\n}\n");
    }

    #[test]
    fn long_lines_are_broken_and_texts_are_not_touched() {
        let long = format!("{{ \"a\": [\"{}\", \"{}\"] }}", "가".repeat(40), "b".repeat(60));
        let (first, second) = ("가".repeat(40), "b".repeat(60));
        check(&long, &format!("{{\n  \"a\": [\n    \"{first}\",\n    \"{second}\"\n  ]\n}}\n"));
        check("{\"a\":\"  //no comment\\u0041 \"}", "{ \"a\": \"  //no comment\\u0041 \" }\n");
    }

    #[test]
    fn what_is_no_json_is_refused() {
        assert!(
            laid_out("{ \"a\": ")
                .unwrap_err()
                .to_string()
                .starts_with("the text cannot be laid out: ")
        );
    }
}
