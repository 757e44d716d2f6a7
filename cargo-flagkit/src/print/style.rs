//! What stands out of a text, and what must not reach a terminal.
//!
//! Law: a stream that is no terminal gets no style, since `anstream` takes it out.

use annotate_snippets::renderer::DEFAULT_EMPHASIS_STYLE;

/// The words that people look for.
pub(crate) fn strong(text: &str) -> String {
    let style = DEFAULT_EMPHASIS_STYLE;
    format!("{style}{}{style:#}", obeyed_by_none(text))
}

/// A text out of a file, in one line and without what a terminal obeys.
pub(crate) fn obeyed_by_none(text: &str) -> String {
    text.replace(char::is_control, "\u{FFFD}")
}
