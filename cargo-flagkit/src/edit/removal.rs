//! What to cut so that members are gone from an object, or elements from an array.
//!
//! With a member go its comma, the comments that stand directly above it without an empty line between, the comments
//! behind it on its line, and of the empty lines around it those on one side. Headings of sections (`// --- shop ---`)
//! and members that are commented out stay. An object in which nothing is left is `{}`. Law: where no comma ended the
//! last member, none ends the one that is last then.

use super::splice::Splices;
use super::tree::{Array, Member, Object, Tree, Value, is_comment, name_range, value_range};
use jsonc_parser::common::Ranged as _;
use std::ops::Range;

/// Cuts the members that `is_gone` says.
pub(super) fn members(
    tree: &Tree<'_>,
    object: &Object<'_>,
    is_gone: impl Fn(&Member<'_>) -> bool,
    splices: &mut Splices,
) {
    let all: Vec<_> = object.properties.iter().map(|one| (whole(one), is_gone(one))).collect();
    among(tree, &(object.start()..object.end()), &all, splices);
}

/// Cuts the elements that `is_gone` says; comments go and stay as with members.
pub(super) fn elements(
    tree: &Tree<'_>,
    array: &Array<'_>,
    is_gone: impl Fn(&Value<'_>) -> bool,
    splices: &mut Splices,
) {
    let all = array.elements.iter().map(|one| (one.start()..one.end(), is_gone(one)));
    among(tree, &(array.start()..array.end()), &all.collect::<Vec<_>>(), splices);
}

/// Cuts one member alone, by its place among the others.
pub(super) fn member(tree: &Tree<'_>, object: &Object<'_>, place: usize, splices: &mut Splices) {
    let all = &object.properties;
    let Some(gone) = all.get(place) else { return };
    // What becomes of it depends on its neighbours alone.
    let around = all.get(place.saturating_sub(1)..all.len().min(place + 2)).unwrap_or_default();
    let around = around.iter().map(|one| (whole(one), std::ptr::eq(one, gone)));
    among(tree, &(object.start()..object.end()), &around.collect::<Vec<_>>(), splices);
}

/// A member's bytes, from its name to its value.
fn whole(member: &Member<'_>) -> Range<usize> {
    name_range(member).start..value_range(member).end
}

fn among(
    tree: &Tree<'_>,
    around: &Range<usize>,
    all: &[(Range<usize>, bool)],
    splices: &mut Splices,
) {
    let (mut cuts, mut lines): (Vec<Range<usize>>, Vec<Range<usize>>) = Default::default();
    let mut survivor: Option<&Range<usize>> = None;
    for (part, is_gone) in all {
        if !is_gone {
            survivor = Some(part);
            continue;
        }
        let place = Place::of(tree, part);
        match place.lines(tree) {
            Some(own) => match lines.last_mut() {
                Some(last) if last.end == own.start => last.end = own.end,
                _ => lines.push(own),
            },
            None => cuts.extend(place.within_line(tree, survivor.is_none())),
        }
    }
    cuts.extend(lines.into_iter().map(|own| with_empty_lines(tree, own)));
    if survivor.is_none() && !cuts.is_empty() && !has_comments(tree, around, &cuts) {
        cuts.push(around.start + 1..around.end - 1);
    }
    for cut in cuts {
        splices.cut(cut);
    }
    if let (Some((last, true)), Some(survivor)) = (all.last(), survivor)
        && tree.comma_after(last.end).is_none()
        && let Some(comma) = tree.comma_after(survivor.end)
    {
        splices.cut(comma);
    }
}

/// Whether comments of the object or array stay.
fn has_comments(tree: &Tree<'_>, around: &Range<usize>, cuts: &[Range<usize>]) -> bool {
    let inside = tree.after(around.start).iter().take_while(|token| token.end() <= around.end);
    let stays = |start: usize| !cuts.iter().any(|cut| cut.contains(&start));
    inside.filter(|token| is_comment(token)).any(|comment| stays(comment.start()))
}

/// What belongs to a member, apart from whole lines of comments.
struct Place {
    /// With the comments directly before it on its line.
    start: usize,
    /// With its comma.
    end: usize,
}

impl Place {
    fn of(tree: &Tree<'_>, part: &Range<usize>) -> Self {
        let mut start = part.start;
        for token in tree.before(start).iter().rev() {
            if !is_comment(token) || tree.has_line_end(token.start()..start) {
                break;
            }
            start = token.start();
        }
        let end = part.end;
        let end = tree.comma_after(end).map_or(end, |comma| comma.end);
        Self { start, end }
    }

    /// The whole lines that the member has for itself, where it has.
    fn lines(&self, tree: &Tree<'_>) -> Option<Range<usize>> {
        if !tree.is_first_on_line(self.start) {
            return None;
        }
        let end = tree.line_end(tree.behind_comments(self.end))?;
        Some(first_comment_above(tree, self.start)..end)
    }

    /// What to cut where other things stand on its line: mostly one range, and perhaps one of comments above.
    fn within_line(&self, tree: &Tree<'_>, is_first: bool) -> [Range<usize>; 2] {
        let rest = tree.slice(self.end..tree.text.len());
        let behind = rest.trim_start_matches(BLANKS);
        let end = self.end + rest.len() - behind.len();
        let none = self.start..self.start;
        if let Some(line) = tree.blank_before(self.start) {
            // The indentation is that of what follows now.
            [first_comment_above(tree, self.start)..line, self.start..end]
        } else if !is_first {
            let before = tree.slice(0..self.start).trim_end_matches(BLANKS);
            [none, before.len()..self.end]
        } else if behind.trim_start().starts_with('"') {
            [none, self.start..self.end + rest.len() - rest.trim_start().len()]
        } else {
            // The comment that ends its line is its own.
            let commented = tree.behind_comments(self.end);
            if commented > self.end && tree.line_end(commented).is_some() {
                let before = tree.slice(0..self.start).trim_end_matches(BLANKS);
                [none, before.len()..commented]
            } else {
                [none, self.start..end]
            }
        }
    }
}

const BLANKS: [char; 2] = [' ', '\t'];

/// Where the line begins of the first comment that stands directly above the line of `offset`, or that line itself.
fn first_comment_above(tree: &Tree<'_>, offset: usize) -> usize {
    let mut start = tree.line_start(offset);
    for token in tree.before(start).iter().rev() {
        // An empty line between, or something else on the comment's line, and it is about something else.
        let is_directly_above = tree.line_end(token.end()) == Some(start);
        if !is_comment(token) || !is_directly_above || !tree.is_first_on_line(token.start()) {
            break;
        }
        if is_about_others(tree.slice(token.start()..token.end())) {
            break;
        }
        start = tree.line_start(token.start());
    }
    start
}

/// Whether a comment is the heading of a section, with a line drawn in it, or another member that is commented out.
fn is_about_others(comment: &str) -> bool {
    let has_line = ["---", "===", "***", "###", "~~~"].iter().any(|line| comment.contains(line));
    let inner = comment.trim_start_matches(['/', '*']).trim_start();
    has_line || inner.starts_with('"') && inner.contains("\":")
}

/// Lines that are cut, and the empty ones on one side of them, so that no gap is left that was none before.
fn with_empty_lines(tree: &Tree<'_>, lines: Range<usize>) -> Range<usize> {
    let mut start = lines.start;
    while let Some(above) =
        line_above(tree, start).filter(|above| tree.line_end(*above) == Some(start))
    {
        start = above;
    }
    let mut end = lines.end;
    while let Some(next) = tree.line_end(end) {
        end = next;
    }
    let is_first = tree.slice(0..start).trim_end().ends_with(['{', '[']);
    let is_last = tree.slice(end..tree.text.len()).trim_start().starts_with(['}', ']']);
    if is_first {
        lines.start..end
    } else if is_last || end > lines.end {
        start..lines.end
    } else {
        lines
    }
}

/// Where the line begins that ends right before `start`.
fn line_above(tree: &Tree<'_>, start: usize) -> Option<usize> {
    let before = tree.slice(0..start);
    let line = ["\r\n", "\n", "\r"].into_iter().find_map(|end| before.strip_suffix(end))?;
    Some(tree.line_start(line.len()))
}

#[cfg(test)]
mod tests {
    use crate::edit::remove_flags;

    #[track_caller]
    fn check(before: &str, keys: &[&str], after: &str) {
        assert_eq!(remove_flags(before, keys).unwrap(), after);
        let (before, after) = (before.replace('\n', "\r\n"), after.replace('\n', "\r\n"));
        assert_eq!(remove_flags(&before, keys).unwrap(), after);
        let (before, after) = (format!("\u{FEFF}{before}"), format!("\u{FEFF}{after}"));
        assert_eq!(remove_flags(&before, keys).unwrap(), after);
    }

    #[test]
    fn a_line_goes_with_its_comma_and_comments() {
        let text = "{\n  // about a\n  \"a\": true, // yes\n  // about b\n  /* two\n     lines */\n  \"b\": \"5%\", // five\n  \"c\": false // no\n}\n";
        check(text, &["b"], "{\n  // about a\n  \"a\": true, // yes\n  \"c\": false // no\n}\n");
        check(
            text,
            &["c"],
            "{\n  // about a\n  \"a\": true, // yes\n  // about b\n  /* two\n     lines */\n  \"b\": \"5%\" // five\n}\n",
        );
        check(text, &["c", "b"], "{\n  // about a\n  \"a\": true // yes\n}\n");
        check(text, &["a", "b", "c"], "{}\n");
    }

    #[test]
    fn what_may_belong_to_others_stays() {
        check(
            "{ // flags of the shop\n  // header\n\n  \"a\": true,\n  // end\n}",
            &["a"],
            "{ // flags of the shop\n  // header\n\n  // end\n}",
        );
        check(
            "{\n  \"z\": true, // about z\n  \"a\": true\n}",
            &["a"],
            "{\n  \"z\": true // about z\n}",
        );
    }

    #[test]
    fn headings_and_what_is_commented_out_stay() {
        let text = |own: &str| {
            let head = "  // ---- shop ----\n  // of team-web\n  /* \"z\": true, */\n";
            format!("{{\n{head}{own}  // of b\n  \"b\": true\n}}\n")
        };
        check(&text("  // of a\n  \"a\": true, // a\n"), &["a"], &text(""));
        check(
            "{\n  \"a\": true,\n  // ==== b ====\n  \"b\": true\n}\n",
            &["b"],
            "{\n  \"a\": true\n  // ==== b ====\n}\n",
        );
    }

    #[test]
    fn one_gap_of_two_goes() {
        check(
            "{\n  \"a\": 1,\n\n  \"b\": 2,\n\n  \"c\": 3\n}",
            &["b"],
            "{\n  \"a\": 1,\n\n  \"c\": 3\n}",
        );
        check(
            "{\n  \"a\": 1,\n\n  \"b\": 2,\n\n  \"c\": 3\n}",
            &["a"],
            "{\n  \"b\": 2,\n\n  \"c\": 3\n}",
        );
        check(
            "{\n  \"a\": 1,\n\n  \"b\": 2,\n\n  \"c\": 3\n}",
            &["c"],
            "{\n  \"a\": 1,\n\n  \"b\": 2\n}",
        );
        check(
            "{\n  \"a\": 1,\n\n  \"b\": 2,\n  \"c\": 3,\n\n  \"d\": 4\n}",
            &["b", "c"],
            "{\n  \"a\": 1,\n\n  \"d\": 4\n}",
        );
        check(
            "{\n  \"a\": 1,\n\n  \"b\": 2,\n  \"c\": 3\n}",
            &["b"],
            "{\n  \"a\": 1,\n\n  \"c\": 3\n}",
        );
    }

    #[test]
    fn lines_that_are_shared() {
        check("{\"a\":1,\"b\":2,\"c\":3}", &["a"], "{\"b\":2,\"c\":3}");
        check("{\"a\":1,\"b\":2,\"c\":3}", &["b"], "{\"a\":1,\"c\":3}");
        check("{\"a\":1,\"b\":2,\"c\":3}", &["b", "c"], "{\"a\":1}");
        check("{ \"a\": 1, \"b\": 2, \"c\": 3 }", &["a", "b"], "{ \"c\": 3 }");
        check("{ \"a\": 1, \"b\": 2, \"c\": 3 }", &["b", "c"], "{ \"a\": 1 }");
        check("{ \"a\": 1, \"b\": 2, }", &["b"], "{ \"a\": 1, }");
        check("{ \"a\": 1, /* of b */ \"b\": 2, \"c\": 3 }", &["b"], "{ \"a\": 1, \"c\": 3 }");
        check("{ \"a\": 1 /* of a */, \"b\": 2 }", &["b"], "{ \"a\": 1 /* of a */ }");
        check("{ \"a\": 1,\n  \"b\": 2 }", &["a"], "{ \"b\": 2 }");
        // The brace must not end up in the comment.
        check("{\n  \"a\": 1, // of a\n  \"b\": 2 }", &["b"], "{\n  \"a\": 1 // of a\n  }");
        check(
            "{\n  \"a\": 1,\n  // of b\n  \"b\": 2, \"c\": 3\n}",
            &["b"],
            "{\n  \"a\": 1,\n  \"c\": 3\n}",
        );
        check(
            "{\n  \"a\": 1\n  , \"b\": 2\n  , \"c\": 3\n}",
            &["c"],
            "{\n  \"a\": 1\n  , \"b\": 2\n  \n}",
        );
    }

    #[test]
    fn both_forms_and_only_where_flags_are() {
        let text = "{\n  \"segments\": { \"a\": { \"role\": \"x\" } },\n  \"flags\": {\n    \"a\": { \"enabled\": true },\n    \"b\": true,\n  },\n}\n";
        check(
            text,
            &["a"],
            "{\n  \"segments\": { \"a\": { \"role\": \"x\" } },\n  \"flags\": {\n    \"b\": true,\n  },\n}\n",
        );
        assert!(remove_flags(text, &["x"]).is_err());
    }
}
