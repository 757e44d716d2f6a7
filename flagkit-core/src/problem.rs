//! What is wrong with a document: the only diagnostic type, and the list it is collected in.
//!
//! It decides nothing; the readers and checks word their own findings. Laws: a message is one line
//! whatever stands in the file (see [`quote`]), and each problem names the flag that fails by it.

use crate::code::Code;
use crate::location::{LineIndex, Location};
use crate::suggest;
use std::fmt::{self, Write as _};
use std::ops::Range;
use std::sync::Arc;

/// Whether a problem keeps its flag from being used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The flag (or the document) cannot be used as it stands.
    Error,
    /// Everything is used; something looks unintended.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })
    }
}

/// One finding in a document, with its place and a remedy.
///
/// ```
/// use flagkit_core::Document;
///
/// let parsed = Document::parse(r#"{ "new_checkout": { "enabld": false } }"#);
/// assert_eq!(
///     parsed.problems[0].render("flags.json"),
///     "flags.json:1:21: error[FK0007]: unknown member `enabld` of flag `new_checkout`; did you mean `enabled`?",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// What kind of mistake this is; stable across versions.
    pub code: Code,
    /// Whether it keeps the flag from being used.
    pub severity: Severity,
    /// The fact, and after a semicolon mostly the remedy.
    pub message: String,
    /// A longer remedy.
    pub help: Option<String>,
    /// Other places and facts that explain the finding.
    pub notes: Vec<String>,
    /// Where the text to be edited begins.
    pub location: Location,
    /// The bytes of the text to be edited.
    pub span: Range<usize>,
    /// The flag that fails alone by it; `None` where it concerns the document or a segment.
    pub flag: Option<String>,
}

impl Problem {
    /// Words the problem as compilers do: one line, then one line per note and help.
    pub fn render(&self, file_name: &str) -> String {
        let mut text = format!(
            "{file_name}:{}: {}[{}]: {}",
            self.location, self.severity, self.code, self.message
        );
        for note in &self.notes {
            // Writing to a `String` cannot fail.
            let _ = write!(text, "\n  note: {note}");
        }
        if let Some(help) = &self.help {
            let _ = write!(text, "\n  help: {help}");
        }
        text
    }

    /// Whether this problem keeps its flag, or the document, from being used.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    pub(crate) fn help(&mut self, help: impl Into<String>) -> &mut Problem {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn note(&mut self, note: impl Into<String>) -> &mut Problem {
        self.notes.push(note.into());
        self
    }
}

/// So many problems of a document are listed.
const MOST: usize = 1000;

/// So many comparisons of an unknown name with a known one are made for a document.
const MOST_COMPARISONS: usize = 50_000;

#[cfg(feature = "serde")]
impl serde::Serialize for Problem {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;
        let mut fields = serializer.serialize_struct("Problem", 8)?;
        fields.serialize_field("code", &self.code.to_string())?;
        fields.serialize_field("severity", &self.severity.to_string())?;
        fields.serialize_field("message", &self.message)?;
        fields.serialize_field("help", &self.help)?;
        fields.serialize_field("notes", &self.notes)?;
        fields.serialize_field("location", &self.location)?;
        fields.serialize_field("span", &(self.span.start, self.span.end))?;
        fields.serialize_field("flag", &self.flag)?;
        fields.end()
    }
}

/// The list of what was found so far, and whom it concerns at the moment.
pub(crate) struct Problems<'t> {
    lines: LineIndex<'t>,
    text: &'t str,
    list: Vec<Problem>,
    /// Takes the place of the problems that are not listed any more.
    unlisted: Problem,
    /// How many these are, and whether there are errors among them.
    more: usize,
    more_errors: bool,
    /// The flag that is being read or checked.
    flag: Option<Arc<str>>,
    /// How many errors there are, those about names in Rust not counted.
    errors: usize,
    name_errors: usize,
    /// How many more comparisons of an unknown name with a known one are made.
    comparisons: usize,
}

impl<'t> Problems<'t> {
    pub(crate) fn new(text: &'t str) -> Problems<'t> {
        Problems {
            lines: LineIndex::new(text),
            text,
            list: Vec::new(),
            unlisted: Problem {
                code: Code::TooManyProblems,
                severity: Severity::Warning,
                message: String::new(),
                help: None,
                notes: Vec::new(),
                location: Location { line: 1, column: 1 },
                span: 0..0,
                flag: None,
            },
            more: 0,
            more_errors: false,
            flag: None,
            errors: 0,
            name_errors: 0,
            comparisons: MOST_COMPARISONS,
        }
    }

    /// What stands at a place of the text.
    pub(crate) fn written(&self, span: &Range<usize>) -> &'t str {
        self.text.get(span.clone()).unwrap_or_default()
    }

    pub(crate) fn location(&self, offset: usize) -> Location {
        self.lines.location(offset)
    }

    /// Puts every finding from now on down to `flag`, and tells how many errors break something so far.
    pub(crate) fn concern(&mut self, flag: Option<Arc<str>>) -> usize {
        self.flag = flag;
        self.errors
    }

    /// Runs `body` with every finding put down to `flag`, and tells whether it found an error.
    pub(crate) fn concerning(
        &mut self,
        flag: &Arc<str>,
        body: impl FnOnce(&mut Problems<'t>),
    ) -> bool {
        let before = self.concern(Some(flag.clone()));
        body(self);
        self.concern(None) > before
    }

    /// How many errors there are so far that break what they concern.
    pub(crate) fn errors(&self) -> usize {
        self.errors
    }

    /// How many errors there are so far that concern names in Rust only.
    pub(crate) fn name_errors(&self) -> usize {
        self.name_errors
    }

    /// The latest finding, to be added to.
    pub(crate) fn last_mut(&mut self) -> Option<&mut Problem> {
        if self.more > 0 { Some(&mut self.unlisted) } else { self.list.last_mut() }
    }

    /// The end of a message about an unknown name. Comparing names is slow, so a document that is
    /// full of unknown ones gets the comparison for the first of them only.
    pub(crate) fn remedy<'k>(
        &mut self,
        name: &str,
        known: impl Iterator<Item = &'k str> + Clone,
    ) -> String {
        // Even without a comparison a list of names is put together.
        let cost = known.clone().take(suggest::COMPARED).count().max(100);
        match self.comparisons.checked_sub(cost) {
            Some(left) => {
                self.comparisons = left;
                suggest::remedy(name, known)
            }
            None => "check its spelling".to_owned(),
        }
    }

    pub(crate) fn error(
        &mut self,
        code: Code,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> &mut Problem {
        let counter = if code.is_about_names() { &mut self.name_errors } else { &mut self.errors };
        *counter += 1;
        self.push(code, Severity::Error, span, message.into())
    }

    pub(crate) fn warn(
        &mut self,
        code: Code,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> &mut Problem {
        self.push(code, Severity::Warning, span, message.into())
    }

    fn push(
        &mut self,
        code: Code,
        severity: Severity,
        span: Range<usize>,
        message: String,
    ) -> &mut Problem {
        if self.list.len() >= MOST {
            self.more += 1;
            self.more_errors |= severity == Severity::Error;
            self.unlisted.notes.clear();
            return &mut self.unlisted;
        }
        let start = floor_boundary(self.text, span.start);
        let end = floor_boundary(self.text, span.end).max(start);
        let location = self.lines.location(start);
        let index = self.list.len();
        self.list.push(Problem {
            code,
            severity,
            message,
            help: None,
            notes: Vec::new(),
            location,
            span: start..end,
            flag: self.flag.as_deref().map(str::to_owned),
        });
        &mut self.list[index]
    }

    /// The findings in the order of the text; where there are too many, the last one says so.
    pub(crate) fn into_sorted(mut self) -> Vec<Problem> {
        self.list.sort_by_key(|problem| (problem.span.start, problem.code));
        let (more, end) = (self.more, self.text.len());
        if more > 0 {
            self.list.push(Problem {
                code: Code::TooManyProblems,
                severity: if self.more_errors { Severity::Error } else { Severity::Warning },
                message: format!(
                    "and {more} more problems, which are not listed; mend these first"
                ),
                help: None,
                notes: Vec::new(),
                location: self.lines.location(end),
                span: end..end,
                flag: None,
            });
        }
        self.list
    }
}

fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Sets a text of the file in backticks: on one line, without control characters, and not too long.
pub(crate) fn quote(text: &str) -> String {
    const LONGEST: usize = 60;
    // Names are quoted for messages that are seldom needed.
    if text.len() <= LONGEST && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return ["`", text, "`"].concat();
    }
    let mut quoted = String::with_capacity(text.len().min(LONGEST) + 2);
    quoted.push('`');
    for (index, character) in text.chars().enumerate() {
        if index == LONGEST {
            quoted.push('…');
            break;
        }
        // Line separators and direction marks would let a file forge lines of a log.
        if character.is_control()
            || matches!(character, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        {
            quoted.extend(character.escape_unicode());
        } else {
            quoted.push(character);
        }
    }
    quoted.push('`');
    quoted
}
