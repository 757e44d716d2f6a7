//! tmp
use super::Reader;
use crate::document::FlagDefinition;
use crate::json::Node;
impl Reader<'_, '_> {
    pub(super) fn prerequisites(&mut self, _node: &Node<'_>, _flag: &mut FlagDefinition) {}
}
