//! The rules of a flag: an ordered list of conditions and what they serve.

use super::{Reader, SYNONYMS, is_free};
use crate::code::Code;
use crate::document::{FlagDefinition, RuleDefinition};
use crate::json::{Data, Node};

/// The members of a rule.
pub const MEMBERS: &[&str] = &["name", "if", "serve"];

impl Reader<'_, '_> {
    pub(super) fn rules(&mut self, node: &Node<'_>, flag: &mut FlagDefinition) {
        let Data::List(items) = &node.data else {
            return self.wrong_type(node, "`rules`", "a list of rules");
        };
        for item in items {
            let rule = self.rule(item, flag);
            flag.rules.extend(rule);
        }
    }

    fn rule(&mut self, node: &Node<'_>, flag: &FlagDefinition) -> Option<RuleDefinition> {
        let members = self.object(node, "a rule")?;
        let (mut name, mut condition, mut serve) = (None, None, None);
        for member in members {
            match &*member.name {
                "name" => name = self.text(&member.value, "the rule's `name`"),
                "if" => condition = Some(self.condition(&member.value, "`if`")),
                "serve" => serve = Some(self.serve(&member.value, flag)),
                free if is_free(free) => {}
                _ => self.unknown_member(member, "of a rule", MEMBERS),
            }
        }
        // Under another name it is there, and its remedy is told already.
        let renamed =
            |wanted: &str| members.iter().any(|member| SYNONYMS.contains(&(&*member.name, wanted)));
        if condition.is_none() && !renamed("if") {
            self.missing(node, "a rule needs `if`, which says whom it matches")
                .help("what everyone else gets is said by `rollout` or `default`");
        }
        if serve.is_none() && !renamed("serve") {
            self.missing(node, "a rule needs `serve`, which says what those get whom it matches");
        }
        let location = self.problems.location(node.span.start);
        Some(RuleDefinition { name, condition: condition??, serve: serve??, location })
    }

    /// Reports that an object lacks a member, at its opening brace.
    pub(super) fn missing(&mut self, node: &Node<'_>, message: &str) -> &mut crate::Problem {
        let start = node.span.start;
        self.problems.error(Code::MissingMember, start..start + 1, message)
    }
}
