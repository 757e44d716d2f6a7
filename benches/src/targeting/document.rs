//! The flags of `flags.json` with a segment of many ids.

use crate::scratch::Scratch;
use flagkit::Watch;
use std::error::Error;

/// The document with these ids instead of the build's one.
pub(crate) fn text(ids: &[String]) -> String {
    let list: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    text_with(&format!("[{}]", list.join(", ")))
}

/// The document with this as what the segment's key is compared with.
pub(crate) fn text_with(operand: &str) -> String {
    include_str!("../../flags.json").replace(r#"["user-000000"]"#, operand)
}

/// Watches a document from now on; an error if any of it was not taken.
pub(crate) fn put_in_force(scratch: &Scratch, text: &str) -> Result<Watch, Box<dyn Error>> {
    let watch = flagkit::watch_by_tick(scratch.replace("flags.json", text)?)?;
    let health = flagkit::health();
    if !health.is_healthy() || health.generation < 2 {
        return Err(format!("the document was not taken:\n{health}").into());
    }
    Ok(watch)
}
