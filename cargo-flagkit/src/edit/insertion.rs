//! Where to put a member into an object, and what to write around it.
//!
//! It takes a line of its own where its neighbours have lines of their own. Law: a comma is added or followed, never
//! moved; a comment stays with the member that it stands beside.

use super::layout::{Layout, Written, line_indent};
use super::splice::Splices;
use super::tree::{Member, Object, Tree, name_range, value_range};
use jsonc_parser::common::Ranged as _;

/// What is put there.
pub(super) struct Words<'w> {
    /// A member as it looks on a line that is indented like this.
    pub(super) words: &'w dyn Fn(&Layout<'_>, &str) -> String,
    /// Whether an empty line comes before it, where it has a line of its own.
    pub(super) is_apart: bool,
}

/// Puts a member on one line behind the one at `after`, or before all others.
pub(super) fn member(
    tree: &Tree<'_>,
    object: &Object<'_>,
    after: Option<usize>,
    (name, value): (&str, &Written),
    splices: &mut Splices,
) {
    let words = |layout: &Layout<'_>, _: &str| layout.member(name, value);
    insert(tree, object, after, &Words { words: &words, is_apart: false }, splices);
}

/// The same for a member that is perhaps to be spread over lines.
pub(super) fn insert(
    tree: &Tree<'_>,
    object: &Object<'_>,
    after: Option<usize>,
    words: &Words<'_>,
    splices: &mut Splices,
) {
    let place = Place { tree, object, layout: Layout::of(tree, object), words };
    let neighbour = after.and_then(|after| object.properties.get(after));
    match (neighbour, object.properties.first()) {
        (Some(neighbour), _) => place.behind(neighbour, splices),
        (None, Some(first)) => place.ahead(first, splices),
        (None, None) => place.alone(splices),
    }
}

struct Place<'p, 't> {
    tree: &'p Tree<'t>,
    object: &'p Object<'t>,
    layout: Layout<'t>,
    words: &'p Words<'p>,
}

impl<'t> Place<'_, 't> {
    fn behind(&self, neighbour: &Member<'t>, splices: &mut Splices) {
        let Self { tree, layout, .. } = self;
        let end = value_range(neighbour).end;
        if let Some(comma) = tree.comma_after(end) {
            let tail = tree.behind_comments(comma.end);
            if tree.line_end(tail).is_some() {
                splices.insert(tail, format!("{},", self.on_a_line(neighbour)));
            } else {
                splices.insert(comma.end, format!("{}{},", layout.gap, self.in_the_line(end)));
            }
            return;
        }
        let tail = tree.behind_comments(end);
        let has_a_line = tree.is_first_on_line(name_range(neighbour).start)
            && tree.has_line_end(self.object.start()..end);
        if has_a_line || tree.line_end(tail).is_some() {
            splices.insert(end, ",");
            splices.insert(tail, self.on_a_line(neighbour));
        } else {
            splices.insert(tail, format!(",{}{}", layout.gap, self.in_the_line(end)));
        }
    }

    fn ahead(&self, first: &Member<'t>, splices: &mut Splices) {
        let Self { tree, layout, object, .. } = self;
        let tail = tree.behind_comments(object.start() + 1);
        if tree.line_end(tail).is_some() {
            splices.insert(tail, format!("{},", self.on_a_line(first)));
            return;
        }
        let start = name_range(first).start;
        let next = tree.after(object.start() + 1).first().map_or(start, |token| token.start());
        splices.insert(next, format!("{},{}", self.in_the_line(start), layout.gap));
    }

    fn alone(&self, splices: &mut Splices) {
        let Self { tree, layout, object, .. } = self;
        let (open, close) = (object.start() + 1, object.end() - 1);
        // The brace, or the last comment behind it.
        let last = tree.before(close).last();
        let end = last.map_or(open, |token| token.end());
        let comment = last.map(|token| token.start()).filter(|start| {
            *start >= open && tree.line_start(*start) > open && tree.is_first_on_line(*start)
        });
        let indent = match comment {
            Some(start) => line_indent(tree, start).to_owned(),
            None => layout.indent(tree, object, None),
        };
        if tree.has_line_end(object.start()..object.end()) {
            splices.insert(end, self.indented(&indent));
        } else if self.is_to_be_spread() {
            let outer = line_indent(tree, object.start());
            splices.replace(
                end..close,
                format!("{}{}{outer}", self.indented(&indent), layout.newline),
            );
        } else {
            let behind = if end == close { layout.gap } else { "" };
            splices.insert(end, format!("{}{}{behind}", layout.gap, self.in_the_line(end)));
        }
    }

    /// Whether a first flag gets a line of its own: not where the whole document is one line by intent.
    fn is_to_be_spread(&self) -> bool {
        let Self { tree, object, .. } = self;
        let holds_flags = tree.flags().iter().any(|flags| flags.range == object.range);
        let is_one_line = !tree.has_line_end(0..tree.text.trim_end().len());
        holds_flags && (!is_one_line || object.range == tree.root().range)
    }

    fn on_a_line(&self, neighbour: &Member<'t>) -> String {
        let line = self.indented(&self.layout.indent(self.tree, self.object, Some(neighbour)));
        if self.words.is_apart { [self.layout.newline, &line].concat() } else { line }
    }

    fn indented(&self, indent: &str) -> String {
        format!("{}{indent}{}", self.layout.newline, (self.words.words)(&self.layout, indent))
    }

    fn in_the_line(&self, offset: usize) -> String {
        (self.words.words)(&self.layout, line_indent(self.tree, offset))
    }
}
