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
    fn look<R>(
        &mut self,
        context: &'a dyn Context,
        name: &Arc<str>,
        at: impl FnOnce(Option<&AttributeValue<'a>>) -> R,
    ) -> R {
        let place = name.as_ptr();
        if let Some(index) = self.names.iter().position(|known| *known == place) {
            return at(self.values.get(index).and_then(Option::as_ref));
        }
        let Some((known, kept)) =
            self.names.get_mut(self.length).zip(self.values.get_mut(self.length))
        else {
            return at(context.attribute(name).as_ref());
        };
        self.length += 1;
        *known = place;
        *kept = context.attribute(name);
        at(kept.as_ref())
    }
}
