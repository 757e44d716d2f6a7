//! `rollback`: everyone gets the old code.
//!
//! The mildest edit that does it is taken: a bare flag becomes `false`, stages go to `off`; where that is not enough,
//! since a rule or a share lets people in beside them or the definition is broken, `"enabled": false` is stronger than
//! all of it. Law: an edit counts only once core says of its result that nobody gets anything else.

use super::layout::Written;
use super::verdict::is_rolled_back;
use super::{Plan, flag, with_text};
use crate::exit::{Failure, Result};
use crate::flags_file::FlagsFile;

/// The edit that takes the flag back.
pub(crate) fn plan(file: &FlagsFile, key: &str) -> Result<Plan> {
    let text = &file.file.text;
    // A document none of whose flags can be used is none for core; switched off this one can be.
    if file.document.is_some() {
        file.flag(key)?;
    } else if flag::members(text, key).is_err() {
        file.document()?;
    }
    if is_rolled_back(file, key) {
        return Ok(Plan::Already(format!("everyone has the old code of `{key}` already")));
    }
    for (text, member) in candidates(text, key)? {
        if is_rolled_back(&with_text(file, text.clone()), key) {
            return Plan::edit(Ok(text), member);
        }
    }
    Err(Failure::new(format!(
        "no edit of `{key}` alone gives everyone the old code; mend `{}` first",
        file.file.shown
    ))
    .help("`cargo flagkit check` shows every mistake"))
}

/// From the mildest to the strongest.
fn candidates(text: &str, key: &str) -> Result<Vec<(String, Option<&'static str>)>> {
    let off = Written::truth(false);
    let Some(members) = flag::members(text, key)? else {
        let object = Written::Object(vec![("enabled".to_owned(), off.clone())]);
        return Ok(vec![
            (flag::set_value(text, key, &off)?, None),
            // Where the key is given twice neither is believed, but either can switch the flag off.
            (flag::set_value(text, key, &object)?, Some("enabled")),
        ]);
    };
    let mut candidates = Vec::new();
    if members.iter().any(|member| member == "stages") {
        let stage = flag::set_member(text, key, &["stage"], &Written::text("off"))?;
        candidates.push((stage, Some("stage")));
    }
    candidates.push((flag::set_member(text, key, &["enabled"], &off)?, Some("enabled")));
    Ok(candidates)
}
