//! Findings as rustc shows them: the message, the text that it is about, what explains it.
//!
//! The renderer is rustc's own. It takes a place's line and column from the piece that it is given; since that may be cut
//! out of a long line, the heads name places by a mark, and the file's own places are put in afterwards.

#[cfg(test)]
mod tests;

use super::excerpt::{self, Excerpt};
use super::lines::{Lines, LinesOfFiles, Position};
use super::summary;
use crate::finding::{Finding, Fix, Place, TextFile};
use annotate_snippets::renderer::{DEFAULT_ERROR_STYLE, DEFAULT_TERM_WIDTH, DEFAULT_WARNING_STYLE};
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use flagkit_core::Severity;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

/// Stands around the number of a place in a head; no path has it.
const MARK: char = '\u{E000}';

/// Each finding with its text, and a line that counts them.
pub(super) fn write(out: &mut impl Write, findings: &[Finding]) -> io::Result<()> {
    let width = terminal_size::terminal_size_of(io::stdout());
    let width = width.map_or(DEFAULT_TERM_WIDTH, |(width, _)| usize::from(width.0));
    let mut human = Human::new(Renderer::styled().term_width(width));
    for finding in findings {
        writeln!(out, "{}\n", human.render(finding))?;
    }
    summary::write(out, findings)
}

/// One line for each finding, and one that counts them.
pub(super) fn write_short(out: &mut impl Write, findings: &[Finding]) -> io::Result<()> {
    let mut files = LinesOfFiles::default();
    for finding in findings {
        let file = &finding.primary.file;
        let Position { line, column } = files.of(file).position(finding.primary.span.start);
        let style = match finding.severity {
            Severity::Error => DEFAULT_ERROR_STYLE,
            Severity::Warning => DEFAULT_WARNING_STYLE,
        };
        let (path, message) = (visible(&file.shown), visible(&finding.message));
        let (severity, code) = (finding.severity, finding.code);
        writeln!(out, "{path}:{line}:{column}: {style}{severity}[{code}]{style:#}: {message}")?;
    }
    summary::write(out, findings)
}

/// Renders findings one by one.
#[derive(Debug)]
pub(super) struct Human<'f> {
    renderer: Renderer,
    pub(super) files: LinesOfFiles<'f>,
}

impl<'f> Human<'f> {
    pub(super) fn new(renderer: Renderer) -> Self {
        Self { renderer, files: LinesOfFiles::default() }
    }

    /// The whole finding, without a line feed at its end.
    pub(super) fn render(&mut self, finding: &'f Finding) -> String {
        let level = match finding.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut heads = Heads::default();
        let mut group =
            Group::with_title(level.primary_title(&*finding.message).id(finding.code.to_string()));
        for piece in self.pieces(finding) {
            group = group.element(piece.snippet(&mut heads));
        }
        group =
            group.elements(finding.notes.iter().map(|note| Level::NOTE.message(harmless(note))));
        group =
            group.elements(finding.helps.iter().map(|help| Level::HELP.message(harmless(help))));
        let mut groups = vec![group];
        if let Some(fix) = &finding.fix {
            match self.replacement(fix, finding, &mut heads) {
                Some(group) => groups.push(group),
                None => {
                    let first = groups.remove(0);
                    let help =
                        format!("{}; `cargo flagkit check --fix` does it", harmless(&fix.words));
                    groups.push(first.element(Level::HELP.message(help)));
                }
            }
        }
        heads.put_in(&self.renderer.render(&groups))
    }

    /// The places of a finding, those that lie near each other in one piece; the primary one first.
    fn pieces(&mut self, finding: &'f Finding) -> Vec<Piece<'f>> {
        let primary = &finding.primary;
        let lines = self.files.of(&primary.file);
        let beside = |place: &&Place| Arc::ptr_eq(&place.file, &primary.file);
        let mut near: Vec<&'f Place> = vec![primary];
        near.extend(finding.secondary.iter().filter(beside));
        let first = Piece::whole(lines, &near, true);
        let is_near = first.is_some();
        let first = first.unwrap_or_else(|| Piece::alone(lines, primary, true));
        let mut pieces = vec![first];
        for place in &finding.secondary {
            if !(is_near && Arc::ptr_eq(&place.file, &primary.file)) {
                pieces.push(Piece::alone(self.files.of(&place.file), place, false));
            }
        }
        pieces
    }

    /// A short text in another's place, as rustc shows it; what only goes away is not shown twice.
    fn replacement(
        &mut self,
        fix: &'f Fix,
        finding: &Finding,
        heads: &mut Heads,
    ) -> Option<Group<'f>> {
        let place = &fix.place;
        if fix.replacement.is_empty() || fix.replacement.contains('\n') {
            return None;
        }
        let lines = self.files.of(&place.file);
        let position = lines.position(place.span.start);
        let excerpt = excerpt::whole(lines, std::slice::from_ref(&place.span))?;
        let span = excerpt.spans.into_iter().next()?;
        // The renderer leaves the path out where it is that of the finding, whose head is the first one.
        let path = if Arc::ptr_eq(&place.file, &finding.primary.file) {
            Heads::path(&place.file, 0)
        } else {
            heads.head(&place.file, position)
        };
        let snippet = Snippet::source(excerpt.text).line_start(excerpt.first_line).path(path);
        let snippet = snippet.patch(Patch::new(span, &*fix.replacement));
        Some(Level::HELP.secondary_title(harmless(&fix.words)).element(snippet))
    }
}

/// Places of one file that are shown together.
struct Piece<'f> {
    file: &'f Arc<TextFile>,
    /// Of the first place.
    position: Position,
    excerpt: Excerpt<'f>,
    labels: Vec<Option<&'f str>>,
    /// Whether the first place is what the finding is about.
    is_primary: bool,
}

impl<'f> Piece<'f> {
    fn whole(lines: &Lines<'f>, places: &[&'f Place], is_primary: bool) -> Option<Self> {
        let first = places.first()?;
        let spans: Vec<Range<usize>> = places.iter().map(|place| place.span.clone()).collect();
        let excerpt = excerpt::whole(lines, &spans)?;
        let labels = places.iter().map(|place| place.label.as_deref()).collect();
        let position = lines.position(first.span.start);
        Some(Self { file: &first.file, position, excerpt, labels, is_primary })
    }

    fn alone(lines: &Lines<'f>, place: &'f Place, is_primary: bool) -> Self {
        Self::whole(lines, &[place], is_primary).unwrap_or_else(|| Self {
            file: &place.file,
            position: lines.position(place.span.start),
            excerpt: excerpt::cut(lines, &place.span),
            labels: vec![place.label.as_deref()],
            is_primary,
        })
    }

    fn snippet(self, heads: &mut Heads) -> Snippet<'f, annotate_snippets::Annotation<'f>> {
        let snippet = Snippet::source(self.excerpt.text)
            .line_start(self.excerpt.first_line)
            .path(heads.head(self.file, self.position));
        let places = self.excerpt.spans.into_iter().zip(self.labels).enumerate();
        snippet.annotations(places.map(|(index, (span, label))| {
            let is_first = index == 0 && self.is_primary;
            let kind = if is_first { AnnotationKind::Primary } else { AnnotationKind::Context };
            kind.span(span).label(label)
        }))
    }
}

/// The places that heads of pieces name.
#[derive(Debug, Default)]
struct Heads {
    positions: Vec<Position>,
}

impl Heads {
    /// What the renderer takes for the path.
    fn head(&mut self, file: &TextFile, position: Position) -> String {
        self.positions.push(position);
        Self::path(file, self.positions.len() - 1)
    }

    fn path(file: &TextFile, number: usize) -> String {
        format!("{}{MARK}{number}{MARK}", visible(&file.shown))
    }

    /// Puts the file's places where the renderer put those of its piece.
    fn put_in(&self, rendered: &str) -> String {
        let mut text = String::with_capacity(rendered.len());
        let mut rest = rendered;
        while let Some((before, marked)) = rest.split_once(MARK) {
            text.push_str(before);
            rest = match self.place(marked) {
                Some((position, behind)) => {
                    // Writing to a `String` cannot fail.
                    let _ = write!(text, ":{}:{}", position.line, position.column);
                    behind
                }
                None => {
                    text.push(MARK);
                    marked
                }
            };
        }
        text.push_str(rest);
        // The renderer shows control characters by signs, but leaves those that only old terminals obey.
        if text.contains(is_late_control) {
            text = text.replace(is_late_control, "\u{FFFD}");
        }
        text
    }

    /// Reads `NUMBER MARK : LINE : COLUMN`.
    fn place<'r>(&self, marked: &'r str) -> Option<(Position, &'r str)> {
        let (number, behind) = marked.split_once(MARK)?;
        let position = self.positions.get(number.parse::<usize>().ok()?)?;
        let digits = |text: &'r str| -> Option<&'r str> {
            let text = text.strip_prefix(':')?;
            let behind = text.trim_start_matches(|character: char| character.is_ascii_digit());
            (behind.len() < text.len()).then_some(behind)
        };
        Some((*position, digits(digits(behind)?)?))
    }
}

fn is_late_control(character: char) -> bool {
    matches!(character, '\u{80}'..='\u{9F}')
}

/// The renderer takes notes and helps for styled already, and passes control characters on.
fn harmless(text: &str) -> String {
    text.replace(|character: char| character.is_control() && character != '\n', "\u{FFFD}")
}

/// A text on one line that no terminal takes for a command.
pub(crate) fn visible(text: &str) -> String {
    text.replace(|character: char| character.is_control(), "\u{FFFD}")
}
