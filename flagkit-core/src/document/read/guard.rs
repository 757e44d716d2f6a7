//! tmp
use super::Reader;
use crate::document::Guard;
use crate::json::Node;
impl Reader<'_, '_> {
    pub(super) fn guard(&mut self, _node: &Node<'_>) -> Option<Guard> {
        None
    }
}
