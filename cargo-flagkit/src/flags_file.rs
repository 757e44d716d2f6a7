//! One flags.json: its text, and what the parser makes of it.
//!
//! Which one it is, `workspace` knows; edits are `edit`'s. Law: it is read once, and what is read is what is judged.

mod ids;

use crate::exit::{Failure, Result};
use crate::finding::TextFile;
use flagkit_core::{Document, FlagDefinition, FlagSet, Problem};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

/// A document that could be read, whatever is wrong with it.
#[derive(Debug)]
pub(crate) struct FlagsFile {
    pub(crate) file: Arc<TextFile>,
    /// `None` where the text is no document at all; `problems` says why.
    pub(crate) document: Option<Document>,
    /// By place.
    pub(crate) problems: Vec<Problem>,
}

impl FlagsFile {
    /// Reads a file, and those of ids that it names.
    pub(crate) fn read(path: &Path, shown: &str) -> Result<Self> {
        Ok(Self::of(read_text(path, shown)?))
    }

    /// Parses a text that was read, or that an edit would write.
    pub(crate) fn of(file: TextFile) -> Self {
        let directory = file.path.parent().unwrap_or(Path::new(".")).to_owned();
        let mut files = |name: &str| ids::read(&directory.join(name));
        let parsed = Document::parse_with_files(&file.text, &mut files);
        Self { file: Arc::new(file), document: parsed.document, problems: parsed.problems }
    }

    /// The flags in the order of the file; none where there is no document.
    pub(crate) fn flags(&self) -> &[FlagDefinition] {
        self.document.as_ref().map_or(&[], Document::flags)
    }

    /// The document, or the failure that shows its first errors.
    pub(crate) fn document(&self) -> Result<&Document> {
        self.document.as_ref().ok_or_else(|| {
            let mut errors = self.problems.iter().filter(|problem| problem.is_error());
            let failure = Failure::new(format!("`{}` is no document of flags", self.file.shown));
            match errors.next() {
                Some(first) => failure.note(first.render(&self.file.shown)),
                None => failure,
            }
            .help("mend it; `cargo flagkit check` shows every mistake")
        })
    }

    /// The compiled flags.
    pub(crate) fn compiled(&self) -> Result<FlagSet> {
        Ok(FlagSet::compile(self.document()?, None))
    }

    /// The definition of a flag, or the failure that offers the nearest names.
    pub(crate) fn flag(&self, key: &str) -> Result<&FlagDefinition> {
        let document = self.document()?;
        document.flag(key).ok_or_else(|| {
            let known: Vec<&str> = document.flags().iter().map(FlagDefinition::key).collect();
            let remedy = flagkit_core::suggest::remedy(key, known);
            Failure::new(format!("no flag `{key}` in `{}`; {remedy}", self.file.shown))
                .help(format!("to create it, run `cargo flagkit add {key}`"))
        })
    }
}

/// Reads a text file, or says why not and what to do.
pub(crate) fn read_text(path: &Path, shown: &str) -> Result<TextFile> {
    // A pipe would keep whoever reads it waiting.
    if let Ok(metadata) = std::fs::metadata(path)
        && !metadata.is_file()
        && !metadata.is_dir()
    {
        return Err(Failure::new(format!("`{shown}` is no regular file; put one there")));
    }
    let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Failure::new(format!("there is no `{shown}`"))
            .help("create it with `cargo flagkit init`, or name the file with `--file PATH`"),
        ErrorKind::InvalidData => Failure::new(format!("`{shown}` is not UTF-8; save it as UTF-8")),
        ErrorKind::IsADirectory => {
            Failure::new(format!("`{shown}` is a directory; name the file in it"))
        }
        _ => Failure::new(format!("cannot read `{shown}`: {error}")),
    })?;
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    Ok(TextFile { path, shown: shown.to_owned(), text })
}
