//! Writing all the new texts, or none.
//!
//! Law: where one cannot be written, or the caller takes it back, every file is what it was, unless somebody else has
//! written it meanwhile; that is told.

use super::plan::Rewrite;
use crate::edit::replace::{self, Change, Mode};
use crate::exit::{Failure, Result};
use std::path::Path;

/// Texts that were written, until they are kept.
pub(crate) struct Written<'r> {
    done: Vec<&'r Rewrite>,
}

impl<'r> Written<'r> {
    /// Writes every text in the place of the one that it was made of.
    pub(crate) fn write(rewrites: &'r [Rewrite]) -> Result<Self> {
        let mut written = Self { done: Vec::new() };
        for rewrite in rewrites {
            match replace(
                &rewrite.file.path,
                &rewrite.file.shown,
                &rewrite.file.text,
                &rewrite.text,
            ) {
                Ok(()) => written.done.push(rewrite),
                Err(failure) => return Err(written.take_back(failure)),
            }
        }
        Ok(written)
    }

    /// Puts the old texts back, and adds to the failure what could not be.
    pub(crate) fn take_back(self, mut failure: Failure) -> Failure {
        for rewrite in self.done.into_iter().rev() {
            let file = &rewrite.file;
            if let Err(reason) = replace(&file.path, &file.shown, &rewrite.text, &file.text) {
                failure = failure.note(format!("`{}` could not be put back: {reason}", file.shown));
            }
        }
        failure
    }
}

/// Puts `new` in the place of `old`.
fn replace(path: &Path, shown: &str, old: &str, new: &str) -> Result<()> {
    replace::edit(path, shown, Mode::Write, |found| {
        if found.text == old {
            return Ok(Change { text: new.to_owned(), told: () });
        }
        Err(Failure::new(format!("`{shown}` has changed meanwhile; run the command again")))
    })
    .map(|_| ())
}
