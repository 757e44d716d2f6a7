//! One edit of one flag, from the file to the file: planned, judged, written.
//!
//! It says nothing to anybody; `report` does. Law: the text that is judged is the text that is written.

use super::replace::{self, Change, Mode};
use super::{Plan, flag, verdict, with_text};
use crate::cli::Options;
use crate::exit::Result;
use crate::finding::{Place, TextFile};
use crate::flags_file::FlagsFile;

/// What became of it.
#[derive(Debug)]
pub(crate) enum Done {
    /// Nothing was to be done; why, in words.
    Already(String),
    Edited(Box<Edit>),
}

/// An edit that is in the file, or would be.
#[derive(Debug)]
pub(crate) struct Edit {
    pub(crate) key: String,
    pub(crate) before: FlagsFile,
    pub(crate) after: FlagsFile,
    /// Where the edit is, in the new text.
    pub(crate) place: Place,
    /// What looks unintended in the new text, and what was wrong already.
    pub(crate) notes: Vec<String>,
    pub(crate) mode: Mode,
}

/// Edits the flag as `plan` says. It may be asked again where others write at the same time.
pub(crate) fn attempt(
    options: &Options,
    key: &str,
    mode: Mode,
    plan: impl Fn(&FlagsFile) -> Result<Plan>,
) -> Result<Done> {
    let (path, shown) = crate::workspace::flags_path(options)?;
    let edited = replace::edit(&path, &shown, mode, |file| {
        let TextFile { path, shown, text } = file;
        let before = TextFile { path: path.clone(), shown: shown.clone(), text: text.clone() };
        let before = FlagsFile::of(before);
        let (new, member) = match plan(&before)? {
            Plan::Already(why) => {
                return Ok(Change { text: text.clone(), told: Done::Already(why) });
            }
            Plan::Edit { text, member } => (text, member),
        };
        if new == *text {
            let why = format!("`{key}` is so in `{shown}` already");
            return Ok(Change { text: new, told: Done::Already(why) });
        }
        let after = with_text(&before, new.clone());
        let notes = verdict::judge(&before, &after, key)?;
        let place = Place::new(&after.file, flag::place(&new, key, member)?);
        let edit = Edit { key: key.to_owned(), before, after, place, notes, mode };
        Ok(Change { text: new, told: Done::Edited(Box::new(edit)) })
    })?;
    Ok(edited.told)
}
