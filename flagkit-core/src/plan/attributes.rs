//! How an evaluation comes by attributes: each time anew, or once.
//!
//! Law: both give the same, since a context does not change while it is asked.

use crate::context::{AttributeValue, Context};
use std::sync::Arc;

/// Where an evaluation has attributes from.
pub(super) trait Attributes<'a> {
    fn get(&mut self, context: &'a dyn Context, name: &Arc<str>) -> Option<AttributeValue<'a>>;
}

/// Asked for each time: right for a flag that looks at few.
pub(super) struct Asked;

impl<'a> Attributes<'a> for Asked {
    #[inline]
    fn get(&mut self, context: &'a dyn Context, name: &Arc<str>) -> Option<AttributeValue<'a>> {
        context.attribute(name)
    }
}

/// How many attributes are remembered; those beyond are asked for each time.
const MANY: usize = 6;

/// Asked for once: right for many rules on few attributes.
///
/// Attributes are known by the place of their name in memory, which the reader of a document makes one per name.
/// Where it is not, as in plans of importers, nothing is wrong but that an attribute is asked for again.
pub(super) struct Remembered<'a> {
    names: [*const u8; MANY],
    values: [Option<AttributeValue<'a>>; MANY],
    length: usize,
}

impl Remembered<'_> {
    #[inline]
    pub(super) fn new() -> Self {
        Remembered { names: [std::ptr::null(); MANY], values: [None; MANY], length: 0 }
    }
}

impl<'a> Attributes<'a> for Remembered<'a> {
    #[inline]
    fn get(&mut self, context: &'a dyn Context, name: &Arc<str>) -> Option<AttributeValue<'a>> {
        let place = name.as_ptr();
        if let Some(index) = self.names.iter().position(|known| *known == place) {
            return self.values.get(index).copied().flatten();
        }
        let value = context.attribute(name);
        if let (Some(known), Some(kept)) =
            (self.names.get_mut(self.length), self.values.get_mut(self.length))
        {
            (*known, *kept) = (place, value);
            self.length += 1;
        }
        value
    }
}
