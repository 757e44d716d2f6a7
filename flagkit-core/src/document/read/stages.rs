//! tmp
use super::Reader;
use crate::document::FlagDefinition;
use crate::json::{Member, Node};
impl Reader<'_, '_> {
    pub(super) fn stages(&mut self, _node: &Node<'_>, _flag: &mut FlagDefinition) {}
    pub(super) fn current_stage(&mut self, _m: &[Member<'_>], _flag: &mut FlagDefinition) {}
}
