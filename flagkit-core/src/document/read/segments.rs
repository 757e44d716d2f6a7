//! tmp
use super::Reader;
use crate::document::Document;
use crate::json::Node;
impl Reader<'_, '_> {
    pub(super) fn segments(&mut self, _node: &Node<'_>, _d: &mut Document) {}
}
