//! The files of ids that a document names, for the parser.
//!
//! Law: the reason reads on after the file's name, as the build and the run time word it.

use flagkit_core::MAX_IDS_BYTES;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

pub(super) fn read(path: &Path) -> Result<Arc<str>, String> {
    let unreadable = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => "is not there; put it beside the document".to_owned(),
        ErrorKind::InvalidData => "is not UTF-8; save it as UTF-8".to_owned(),
        _ => format!("cannot be read: {error}; see to the file system"),
    };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        return Err("is a directory; put a regular file there".to_owned());
    }
    if !metadata.is_file() {
        return Err("is no regular file; put one there".to_owned());
    }
    if !usize::try_from(metadata.len()).is_ok_and(|size| size <= MAX_IDS_BYTES) {
        let bytes = metadata.len();
        return Err(format!(
            "has {bytes} bytes and may have at most {MAX_IDS_BYTES}; divide it among segments"
        ));
    }
    std::fs::read_to_string(path).map(Arc::from).map_err(unreadable)
}
