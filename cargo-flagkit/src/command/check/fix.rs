//! `check --fix`: unused flags and segments out of their files.
//!
//! Law: what is removed is what the findings said, and each removal is told.

use crate::edit;
use crate::edit::replace::{self, Change, Mode};
use crate::exit::{Failure, Result};
use crate::finding::{Finding, TextFile};
use crate::print;
use flagkit_core::Code;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

/// What is to go from one file.
#[derive(Default)]
struct Gone<'f> {
    shown: &'f str,
    flags: Vec<&'f str>,
    segments: Vec<&'f str>,
}

/// Removes, or only shows; tells whether there was anything to remove.
pub(super) fn apply(found: &[Finding], dry_run: bool) -> Result<bool> {
    if found.iter().any(|finding| finding.code == Code::UnreadableSource) {
        return Err(Failure::new(
            "nothing is mended while a source cannot be read; run `cargo flagkit check` to see which",
        ));
    }
    let mut files: BTreeMap<&Path, Gone<'_>> = BTreeMap::new();
    for finding in found {
        let file = &finding.primary.file;
        let gone = files.entry(&file.path).or_default();
        gone.shown = &file.shown;
        match (finding.code, &finding.flag) {
            // One that somebody may have meant offers no edit, and stays.
            (Code::UnusedFlag, Some(flag)) if finding.fix.is_some() => gone.flags.push(flag),
            (Code::UnusedSegment, _) => gone.segments.extend(finding.segment.as_deref()),
            _ => {}
        }
    }
    let mut is_mended = false;
    for (path, gone) in files {
        if !gone.flags.is_empty() || !gone.segments.is_empty() {
            file(path, &gone, dry_run)?;
            is_mended = true;
        }
    }
    Ok(is_mended)
}

fn file(path: &Path, gone: &Gone<'_>, dry_run: bool) -> Result<()> {
    let change = |file: &TextFile| {
        let text = edit::remove_flags(&file.text, &gone.flags)?;
        let text = edit::remove_segments(&text, &gone.segments)?;
        edit::brings_no_error(file, &text)?;
        Ok(Change { text, told: () })
    };
    let edited = replace::edit(path, gone.shown, Mode::of(dry_run), change)?;
    if dry_run {
        print::difference::print(&print::difference::unified(
            &edited.before,
            &edited.after,
            gone.shown,
        ))?;
        return Ok(());
    }
    let mut stream = anstream::stderr().lock();
    for flag in &gone.flags {
        writeln!(stream, "removed flag `{flag}` from {}", gone.shown)?;
    }
    for segment in &gone.segments {
        writeln!(stream, "removed segment `{segment}` from {}", gone.shown)?;
    }
    Ok(())
}
