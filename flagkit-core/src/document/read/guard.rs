//! How a flag is guarded: a word, or an object with a word or an object per guard.

use super::{Reader, is_free};
use crate::code::Code;
use crate::document::{Guard, GuardAction, GuardRule};
use crate::json::{Data, Member, Node};

/// The members of `guard`.
pub const MEMBERS: &[&str] =
    &["errors", "panics", "latency", "alpha", "min_events", "min_difference", "margin", "replicas"];
/// The members of one guard.
pub const RULE_MEMBERS: &[&str] = &["action", "alpha", "min_events", "min_difference", "margin"];

impl Reader<'_, '_> {
    pub(super) fn guard(&mut self, node: &Node<'_>) -> Option<Guard> {
        let mut guard = Guard::default();
        match &node.data {
            Data::Bool(false) => guard.off = true,
            Data::Text(_) => {
                guard.common.action = self.word(node, "`guard`", GuardAction::WORDS);
                guard.off = guard.common.action == Some(GuardAction::Off);
            }
            Data::Object(members) => {
                for member in members {
                    self.guard_member(member, &mut guard);
                }
            }
            _ => {
                let wanted = "`\"rollback\"`, `\"hold\"`, `\"off\"` or an object";
                self.wrong_type(node, "`guard`", wanted);
                return None;
            }
        }
        Some(guard)
    }

    fn guard_member(&mut self, member: &Member<'_>, guard: &mut Guard) {
        let value = &member.value;
        match &*member.name {
            "errors" => guard.errors = self.guard_rule(value, "`errors`"),
            "panics" => guard.panics = self.guard_rule(value, "`panics`"),
            "latency" => guard.latency = self.guard_rule(value, "`latency`"),
            "replicas" => {
                let number = self.whole_number(value, "`replicas`", 1..=1_000_000);
                guard.replicas = number.and_then(|number| u32::try_from(number).ok());
            }
            "action" => self.unknown_member(member, "of `guard`", MEMBERS),
            name if is_free(name) => {}
            _ => {
                if !self.guard_number(member, &mut guard.common) {
                    self.unknown_member(member, "of `guard`", MEMBERS);
                }
            }
        }
    }

    fn guard_rule(&mut self, node: &Node<'_>, what: &str) -> GuardRule {
        let mut rule = GuardRule::default();
        match &node.data {
            Data::Text(_) => rule.action = self.word(node, what, GuardAction::WORDS),
            Data::Bool(false) => rule.action = Some(GuardAction::Off),
            Data::Object(members) => {
                for member in members {
                    match &*member.name {
                        "action" => {
                            rule.action = self.word(&member.value, "`action`", GuardAction::WORDS);
                        }
                        name if is_free(name) => {}
                        "min_difference" if what == "`latency`" => {
                            let message = "`min_difference` is one of failed calls, which `latency` does not count; delete it";
                            let span = member.name_span.clone();
                            self.problems.error(Code::ConflictingMembers, span, message);
                        }
                        _ => {
                            if !self.guard_number(member, &mut rule) {
                                self.unknown_member(member, &format!("of {what}"), RULE_MEMBERS);
                            }
                        }
                    }
                }
            }
            _ => self.wrong_type(node, what, "`\"rollback\"`, `\"hold\"`, `\"off\"` or an object"),
        }
        rule
    }

    /// Reads a member that every guard has; false for another one.
    fn guard_number(&mut self, member: &Member<'_>, rule: &mut GuardRule) -> bool {
        let value = &member.value;
        match &*member.name {
            "alpha" => {
                let wanted = "a chance above 0 and below 1";
                rule.alpha = self.number(value, "`alpha`", wanted, |n| n > 0.0 && n < 1.0);
            }
            "min_events" => {
                let number = self.whole_number(value, "`min_events`", 1..=i64::MAX);
                rule.min_events = number.and_then(|number| u64::try_from(number).ok());
            }
            "min_difference" => {
                let wanted = "a part of all calls, from 0 to below 1";
                let fits = |number| (0.0..1.0).contains(&number);
                rule.min_difference = self.number(value, "`min_difference`", wanted, fits);
            }
            "margin" => {
                let wanted = "a ratio of 1 or more";
                rule.margin = self.number(value, "`margin`", wanted, |n| n >= 1.0);
            }
            _ => return false,
        }
        true
    }
}
