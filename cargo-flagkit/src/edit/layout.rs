//! How a text is laid out: line ends, indentation, blanks; and values written that way.
//!
//! Law: it is read off the nearest neighbour, so that what is added looks as if its author had written it.

use super::tree::{Member, Object, Tree, is_blank, name_range, value_range};
use jsonc_parser::common::Ranged as _;

/// The usual indentation, where a text shows none.
const UNIT: &str = "  ";

/// What the text around one object looks like.
pub(super) struct Layout<'t> {
    pub(super) newline: &'static str,
    /// What one level adds.
    unit: &'t str,
    /// Between a name and its value.
    colon: &'t str,
    /// Between a comma and what follows it on the line.
    pub(super) gap: &'t str,
}

/// A value that is to be written.
#[derive(Clone, Debug)]
pub(crate) enum Written {
    /// As it stands: a number, `true`, a text in its quotes.
    Plain(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Written {
    pub(crate) fn text(text: &str) -> Self {
        Self::Plain(quoted(text))
    }

    pub(crate) fn truth(value: bool) -> Self {
        Self::Plain(value.to_string())
    }
}

/// A text in quotes, as JSON has it.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl<'t> Layout<'t> {
    pub(super) fn of(tree: &Tree<'t>, object: &Object<'t>) -> Self {
        let newline =
            ["\r\n", "\n", "\r"].into_iter().filter_map(|end| Some((tree.text.find(end)?, end)));
        // Of two that begin at one place the longer one comes first.
        let newline = newline.min_by_key(|(place, _)| *place).map_or("\n", |(_, end)| end);
        let colons = object.properties.last().into_iter().chain(tree.root().properties.first());
        let colon = colons.map(|member| colon(tree, member)).find(|colon| is_colon(colon));
        let colon = colon.unwrap_or(": ");
        let unit = tree.root().properties.iter().find_map(|member| indent(tree, member));
        let unit = unit.filter(|unit| !unit.is_empty()).unwrap_or(UNIT);
        let own = object.properties.windows(2).chain(tree.root().properties.windows(2));
        let gap = own.filter_map(|pair| gap(tree, pair)).next();
        let gap = gap.unwrap_or(if colon.ends_with([' ', '\t']) { " " } else { "" });
        Self { newline, unit, colon, gap }
    }

    /// A member on one line.
    pub(super) fn member(&self, name: &str, value: &Written) -> String {
        [&quoted(name), self.colon, &self.value(value)].concat()
    }

    /// A value on one line.
    pub(super) fn value(&self, value: &Written) -> String {
        let comma = [",", self.gap].concat();
        match value {
            Written::Plain(text) => text.clone(),
            Written::List(items) => {
                let items: Vec<String> = items.iter().map(|item| self.value(item)).collect();
                format!("[{}]", items.join(&comma))
            }
            Written::Object(members) if members.is_empty() => "{}".to_owned(),
            Written::Object(members) => {
                let members: Vec<String> =
                    members.iter().map(|(name, value)| self.member(name, value)).collect();
                format!("{{{0}{1}{0}}}", self.gap, members.join(&comma))
            }
        }
    }

    /// A member whose value, an object, has a line for each of its members.
    pub(super) fn spread(&self, name: &str, members: &[(String, Written)], indent: &str) -> String {
        let Self { newline, unit, colon, .. } = self;
        let lines: Vec<String> = members
            .iter()
            .map(|(name, value)| format!("{newline}{indent}{unit}{}", self.member(name, value)))
            .collect();
        format!("{}{colon}{{{}{newline}{indent}}}", quoted(name), lines.join(","))
    }

    /// The indentation of a new line in an object, like that of `neighbour`.
    pub(super) fn indent(
        &self,
        tree: &Tree<'t>,
        object: &Object<'t>,
        neighbour: Option<&Member<'t>>,
    ) -> String {
        let others = neighbour.into_iter().chain(&object.properties);
        match others.into_iter().find_map(|member| indent(tree, member)) {
            Some(indent) => indent.to_owned(),
            None => [line_indent(tree, object.start()), self.unit].concat(),
        }
    }
}

/// The indentation of a member that begins its line.
fn indent<'t>(tree: &Tree<'t>, member: &Member<'t>) -> Option<&'t str> {
    let start = name_range(member).start;
    let before = tree.slice(tree.line_start(start)..start);
    (is_blank(before) && tree.line_start(start) > 0).then_some(before)
}

/// The indentation of the line that `offset` is on.
pub(super) fn line_indent<'t>(tree: &Tree<'t>, offset: usize) -> &'t str {
    let line = tree.slice(tree.line_start(offset)..offset);
    line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default()
}

fn colon<'t>(tree: &Tree<'t>, member: &Member<'t>) -> &'t str {
    tree.slice(name_range(member).end..value_range(member).start)
}

/// What stands between two members that share a line.
fn gap<'t>(tree: &Tree<'t>, pair: &[Member<'t>]) -> Option<&'t str> {
    let [left, right] = pair else { return None };
    let comma = tree.comma_after(value_range(left).end)?;
    let gap = tree.slice(comma.end..name_range(right).start);
    (is_blank(gap) && gap.len() <= 1).then_some(gap)
}

/// Whether it is one to imitate: no comment, no line end, no column of values.
fn is_colon(text: &str) -> bool {
    text.len() <= 3 && text.trim_matches([' ', '\t']) == ":"
}
