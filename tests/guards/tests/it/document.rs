//! The one document of the process, of which each test edits the definition of its own flag.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};

struct Document {
    path: PathBuf,
    definitions: Mutex<BTreeMap<String, String>>,
}

/// Puts a definition in force, over the build's; `None` leaves the flag to the build.
pub(crate) fn define(key: &str, definition: Option<&str>) {
    static DOCUMENT: OnceLock<Document> = OnceLock::new();
    let document = DOCUMENT.get_or_init(begin);
    let mut definitions = document.definitions.lock().unwrap_or_else(PoisonError::into_inner);
    match definition {
        Some(definition) => definitions.insert(key.to_owned(), definition.to_owned()),
        None => definitions.remove(key),
    };
    write(document, &definitions);
    flagkit::reload();
    let health = flagkit::health();
    assert!(health.is_healthy(), "{health}");
}

/// Has the document watched, which starts flagkit's thread.
pub(crate) fn watch() {
    define("nobodys", Some("false"));
}

fn begin() -> Document {
    let place = std::env::temp_dir().join(format!("flagkit-guards-{}", std::process::id()));
    fs::create_dir_all(&place).expect("a directory for the document");
    let document = Document { path: place.join("flags.json"), definitions: Mutex::default() };
    write(&document, &BTreeMap::new());
    let watch = flagkit::watch(&document.path).expect("the only document of the process");
    // For as long as the process lives.
    std::mem::forget(watch);
    document
}

fn write(document: &Document, definitions: &BTreeMap<String, String>) {
    let flags: Vec<String> =
        definitions.iter().map(|(key, definition)| format!("\"{key}\": {definition}")).collect();
    let text = format!("{{ \"flags\": {{ {} }} }}", flags.join(", "));
    let beside = document.path.with_extension("new");
    fs::write(&beside, text).expect("a document beside");
    fs::rename(&beside, &document.path).expect("a document in place");
}
