//! The twin of `enabled` in a build without the feature `watch`: nothing rings, everything is polled.
//!
//! It holds no state. Law: the same interface as `enabled`.

use crate::source::Bell;
use std::path::Path;

/// No directories.
#[derive(Debug, Default)]
pub(crate) struct Hints(());

impl Hints {
    /// Says that nothing will ring.
    #[expect(
        clippy::unused_self,
        clippy::needless_pass_by_ref_mut,
        reason = "the interface of `enabled`"
    )]
    pub(crate) fn aim<'p>(
        &mut self,
        _: impl Iterator<Item = &'p Path>,
        _: &'static Bell,
    ) -> Result<(), String> {
        Err("this build has no file notifications; enable flagkit's feature `watch`".to_owned())
    }

    /// Does nothing.
    #[expect(
        clippy::unused_self,
        clippy::needless_pass_by_ref_mut,
        reason = "the interface of `enabled`"
    )]
    pub(crate) fn add(&mut self, _: &Path, _: &'static Bell) {}
}
