//! Ids in a file beside the document: `{ "file": "beta-users.txt" }`.
//!
//! The file is brought by whoever brought the document; this crate opens none.
//! Laws: a name never leads out of the document's directory; each file is asked for once per document.

use super::Reader;
use crate::code::Code;
use crate::document::{Files, IdsFile, Test};
use crate::json::{Data, Node};
use crate::plan::TextSet;
use crate::problem::quote;
use std::collections::HashMap;
use std::sync::Arc;

const NO_IDS: &str = "holds no ids, so it would match no one";

/// The files that a document has named so far.
pub(super) struct Ids<'f> {
    files: &'f mut Files<'f>,
    known: HashMap<Arc<str>, Result<IdsFile, String>>,
}

impl<'f> Ids<'f> {
    pub(super) fn new(files: &'f mut Files<'f>) -> Ids<'f> {
        Ids { files, known: HashMap::new() }
    }

    fn file(&mut self, name: &str) -> Result<IdsFile, String> {
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        let name: Arc<str> = name.into();
        let read = (self.files)(&name).and_then(|text| {
            let set = TextSet::of_lines(&text);
            if set.is_empty() {
                return Err(NO_IDS.to_owned());
            }
            Ok(IdsFile { name: name.clone(), set })
        });
        self.known.insert(name, read.clone());
        read
    }
}

impl Reader<'_, '_> {
    /// The ids of a file, or `None` after a report.
    pub(super) fn ids_file(&mut self, node: &Node<'_>, what: &str) -> Option<Test> {
        let Data::Text(name) = &node.data else {
            let message = format!(
                "{what} takes the name of a file beside the document, found {}",
                node.describe()
            );
            self.problems.error(Code::IdsFile, node.span.clone(), message);
            return None;
        };
        let inside = !name.is_empty()
            && !name.contains(['\\', ':', '\0'])
            && name.split('/').all(|part| !matches!(part, "" | "." | ".."));
        if !inside {
            let message = format!(
                "{what}: {} is not a file beside the document; name one such as `\"beta-users.txt\"`",
                quote(name)
            );
            self.problems.error(Code::IdsFile, node.span.clone(), message);
            return None;
        }
        match self.ids.file(name) {
            Ok(ids) => Some(Test::InFile(ids)),
            Err(why) => {
                let message = format!("{what}: the file {} {why}", quote(name));
                let help = if why == NO_IDS {
                    "write one id per line; lines that begin with `#` do not count"
                } else {
                    "names are relative to the document's directory"
                };
                self.problems.error(Code::IdsFile, node.span.clone(), message).help(help);
                None
            }
        }
    }
}
