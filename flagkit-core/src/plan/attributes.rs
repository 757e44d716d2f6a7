//! How an evaluation comes by attributes: each time anew, or once.
//!
//! Law: both give the same, since a context does not change while it is asked.

use crate::context::{AttributeValue, Context};
use std::sync::Arc;

/// Where an evaluation has attributes from.
///
/// They are looked at where they were written: a copy waits until all of the callee's stores are through.
pub(super) trait Attributes<'a> {
    fn look<R>(
        &mut self,
        context: &'a dyn Context,
        name: &Arc<str>,
        at: impl FnOnce(Option<&AttributeValue<'a>>) -> R,
    ) -> R;
}

/// Asked for each time: right for a flag that looks at few.
pub(super) struct Asked;

impl<'a> Attributes<'a> for Asked {
    #[inline]
    fn look<R>(
        &mut self,
        context: &'a dyn Context,
        name: &Arc<str>,
        at: impl FnOnce(Option<&AttributeValue<'a>>) -> R,
    ) -> R {
        at(context.attribute(name).as_ref())
    }
}

/// How many attributes are remembered; of more, those that were asked for last.
const MANY: usize = 4;

/// Asked for once: right for many rules on few attributes.
///
/// Attributes are known by the place of their name in memory, which the reader of a document makes one per name.
/// Where it is not, as in plans of importers, nothing is wrong but that an attribute is asked for again.
pub(super) struct Remembered<'a> {
    names: [*const u8; MANY],
    values: [Option<AttributeValue<'a>>; MANY],
    /// How many were asked for.
    asked: usize,
}

impl Remembered<'_> {
    #[inline]
    pub(super) fn new() -> Self {
        Remembered { names: [std::ptr::null(); MANY], values: [None; MANY], asked: 0 }
    }
}

impl<'a> Remembered<'a> {
    /// Asks for an attribute, and says where it is kept.
    #[inline(never)]
    fn remember(&mut self, context: &'a dyn Context, name: &Arc<str>) -> usize {
        let index = self.asked % MANY;
        self.asked += 1;
        if let (Some(known), Some(value)) = (self.names.get_mut(index), self.values.get_mut(index))
        {
            *known = name.as_ptr();
            *value = context.attribute(name);
        }
        index
    }
}

impl<'a> Attributes<'a> for Remembered<'a> {
    #[inline]
    fn look<R>(
        &mut self,
        context: &'a dyn Context,
        name: &Arc<str>,
        at: impl FnOnce(Option<&AttributeValue<'a>>) -> R,
    ) -> R {
        let place = name.as_ptr();
        let known = self.names.iter().position(|known| *known == place);
        let index = known.unwrap_or_else(|| self.remember(context, name));
        at(self.values.get(index).and_then(Option::as_ref))
    }
}
