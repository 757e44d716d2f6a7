//! Where everything stands in a text: objects, members, commas and comments.
//!
//! What it says, the document knows; here are only places. Law: the text is one that core reads, by the same options.

use super::splice::Splices;
use crate::exit::{Failure, Result};
use jsonc_parser::ast;
use jsonc_parser::common::Ranged as _;
use jsonc_parser::tokens::{Token, TokenAndRange};
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};
use std::ops::Range;

pub(super) use jsonc_parser::ast::{Array, Object, ObjectProp as Member, Value};

/// A byte order mark.
pub(super) const MARK: &str = "\u{FEFF}";

/// A text and its parts. Places count from behind a byte order mark.
pub(super) struct Tree<'t> {
    pub(super) text: &'t str,
    root: Object<'t>,
    /// Comments too, in the order of the text.
    tokens: Vec<TokenAndRange<'t>>,
}

/// Changes a text by its tree; a byte order mark stays.
pub(super) fn edit<'t>(
    text: &'t str,
    change: impl FnOnce(&Tree<'t>, &mut Splices) -> Result<()>,
) -> Result<String> {
    let (mark, rest) = text.strip_prefix(MARK).map_or(("", text), |rest| (MARK, rest));
    let tree = Tree::parse(rest)?;
    let mut splices = Splices::default();
    change(&tree, &mut splices)?;
    Ok([mark, &splices.apply(rest)].concat())
}

impl<'t> Tree<'t> {
    fn parse(text: &'t str) -> Result<Self> {
        let collect =
            CollectOptions { comments: CommentCollectionStrategy::AsTokens, tokens: true };
        let options = ParseOptions {
            allow_comments: true,
            allow_loose_object_property_names: false,
            allow_trailing_commas: true,
            allow_missing_commas: false,
            allow_single_quoted_strings: false,
            allow_hexadecimal_numbers: false,
            allow_unary_plus_numbers: false,
            allow_bare_decimal_point_numbers: false,
            allow_non_finite_numbers: false,
            allow_extended_string_escapes: false,
        };
        let parsed = parse_to_ast(text, &collect, &options).ok();
        match parsed.map(|parsed| (parsed.value, parsed.tokens)) {
            Some((Some(Value::Object(root)), Some(tokens))) => Ok(Self { text, root, tokens }),
            _ => Err(Failure::new("the text is no JSON object; mend it first")
                .help("`cargo flagkit check` shows every mistake")),
        }
    }

    pub(super) fn root(&self) -> &Object<'t> {
        &self.root
    }

    /// The objects that hold flags: mostly one; none where `flags` is no object.
    pub(super) fn flags(&self) -> Vec<&Object<'t>> {
        let is_full = self.root.get("flags").is_some();
        if is_full { self.objects("flags") } else { vec![&self.root] }
    }

    pub(super) fn segments(&self) -> Vec<&Object<'t>> {
        self.objects("segments")
    }

    fn objects(&self, name: &str) -> Vec<&Object<'t>> {
        let members = self.root.properties.iter().filter(|member| member.name.as_str() == name);
        let objects = members.filter_map(|member| match &member.value {
            Value::Object(object) => Some(object),
            _ => None,
        });
        objects.collect()
    }

    /// The tokens that begin at `offset` or behind it.
    pub(super) fn after(&self, offset: usize) -> &[TokenAndRange<'t>] {
        let first = self.tokens.partition_point(|token| token.start() < offset);
        self.tokens.get(first..).unwrap_or_default()
    }

    /// The tokens that end at `offset` or before it, the nearest one last.
    pub(super) fn before(&self, offset: usize) -> &[TokenAndRange<'t>] {
        let end = self.tokens.partition_point(|token| token.end() <= offset);
        self.tokens.get(..end).unwrap_or_default()
    }

    /// The comma behind a member that ends at `end`.
    pub(super) fn comma_after(&self, end: usize) -> Option<Range<usize>> {
        let next = self.after(end).iter().find(|token| !is_comment(token))?;
        matches!(next.token, Token::Comma).then(|| next.start()..next.end())
    }

    pub(super) fn slice(&self, range: Range<usize>) -> &'t str {
        self.text.get(range).unwrap_or_default()
    }

    /// Where the line of `offset` begins.
    pub(super) fn line_start(&self, offset: usize) -> usize {
        self.slice(0..offset).rfind(['\n', '\r']).map_or(0, |end| end + 1)
    }

    /// Behind the line end that follows on `offset` after blanks alone.
    pub(super) fn line_end(&self, offset: usize) -> Option<usize> {
        let rest = self.slice(offset..self.text.len());
        let behind = rest.trim_start_matches([' ', '\t']);
        let end = ["\r\n", "\n", "\r"].into_iter().find(|end| behind.starts_with(end))?;
        Some(offset + rest.len() - behind.len() + end.len())
    }

    /// Whether only blanks stand before `offset` on its line.
    pub(super) fn is_first_on_line(&self, offset: usize) -> bool {
        self.blank_before(offset).is_some()
    }

    /// Where the line of `offset` begins, where only blanks stand before it there. A line may be as long as the file, so it is
    /// not looked through.
    pub(super) fn blank_before(&self, offset: usize) -> Option<usize> {
        let before = self.slice(0..offset).trim_end_matches([' ', '\t']);
        (before.is_empty() || before.ends_with(['\n', '\r'])).then_some(before.len())
    }

    /// Whether a line end stands somewhere in the range.
    pub(super) fn has_line_end(&self, range: Range<usize>) -> bool {
        self.slice(range).contains(['\n', '\r'])
    }

    /// Behind the comments that follow on `offset` on the same line.
    pub(super) fn behind_comments(&self, offset: usize) -> usize {
        let mut end = offset;
        for token in self.after(offset) {
            let on_the_line = is_comment(token) && !self.has_line_end(end..token.end());
            if !on_the_line {
                break;
            }
            end = token.end();
        }
        end
    }
}

pub(super) fn is_comment(token: &TokenAndRange<'_>) -> bool {
    matches!(token.token, Token::CommentLine(_) | Token::CommentBlock(_))
}

/// Nothing but spaces and tabs.
pub(super) fn is_blank(text: &str) -> bool {
    text.trim_matches([' ', '\t']).is_empty()
}

/// The bytes of a name, with its quotes.
pub(super) fn name_range(member: &Member<'_>) -> Range<usize> {
    let range = match &member.name {
        ast::ObjectPropName::String(name) => name.range,
        ast::ObjectPropName::Word(name) => name.range,
    };
    range.start..range.end
}

/// The bytes of a value.
pub(super) fn value_range(member: &Member<'_>) -> Range<usize> {
    member.value.start()..member.value.end()
}
