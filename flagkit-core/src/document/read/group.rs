//! The part of an exclusive group that a flag is open to: `{ "name": "checkout", "from": "0%", "to": "30%" }`.
//!
//! `check` compares the parts of one group.

use super::{Reader, is_free};
use crate::code::Code;
use crate::document::{GroupRange, Percentage};
use crate::json::Node;

/// The members of `group`.
pub const MEMBERS: &[&str] = &["name", "from", "to"];

impl Reader<'_, '_> {
    pub(super) fn group(&mut self, node: &Node<'_>) -> Option<GroupRange> {
        let members = self.object(node, "`group`")?;
        let before = self.problems.errors();
        let (mut name, mut from, mut to) = (None, None, None);
        for member in members {
            let value = &member.value;
            match &*member.name {
                "name" => name = self.text(value, "the group's `name`"),
                "from" => from = self.percentage(value, "`from`"),
                "to" => to = self.percentage(value, "`to`"),
                free if is_free(free) => {}
                _ => self.unknown_member(member, "of `group`", MEMBERS),
            }
        }
        if self.problems.errors() > before {
            return None;
        }
        let Some(name) = name else {
            self.missing(node, "`group` needs a `name`, which all flags of the group share");
            return None;
        };
        let (from, to) = (from.unwrap_or(Percentage(0)), to.unwrap_or(Percentage::ALL));
        if to <= from {
            let message = format!("`group` ends at {to}, not after its start {from}");
            self.problems.error(Code::InvertedInterval, node.span.clone(), message);
            return None;
        }
        let location = self.problems.location(node.span.start);
        Some(GroupRange { name, from, to, location, span: node.span.clone() })
    }
}
