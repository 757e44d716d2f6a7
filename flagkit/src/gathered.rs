//! The files that a document names, read once each while it is taken.
//!
//! Reading them is the source's, and what they mean the parser's; this compares them with those of the version in force.
//! Law: no file is read twice for one offer, and no text of one is kept after it.

use crate::source::Beside;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A file as it was found when its document was taken.
#[derive(Clone, Debug)]
pub(crate) struct TakenFile {
    name: Arc<str>,
    version: u64,
    is_cut: bool,
}

/// What became of the files since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    None,
    /// A file is another one now, and seems whole.
    Good,
    /// A file is missing or unfit that was not, or has lost the end of its last line: somebody may be writing it.
    Doubtful,
}

/// The files that were asked for so far.
pub(crate) struct Gathered<'s> {
    source: &'s mut dyn FnMut(&str) -> Beside,
    files: BTreeMap<Arc<str>, Beside>,
}

impl<'s> Gathered<'s> {
    pub(crate) fn new(source: &'s mut dyn FnMut(&str) -> Beside) -> Self {
        Self { source, files: BTreeMap::new() }
    }

    fn file(&mut self, name: &str) -> &mut Beside {
        let Self { source, files } = self;
        files.entry(name.into()).or_insert_with(|| source(name))
    }

    /// The text of a file, for the parser.
    pub(crate) fn text(&mut self, name: &str) -> Result<Arc<str>, String> {
        self.file(name).text.clone()
    }

    /// Compares all files of the version in force with what they are now.
    pub(crate) fn compared(&mut self, taken: &[TakenFile]) -> Change {
        let mut change = Change::None;
        // Each one is read even if the first has changed: the source watches what was asked for.
        for known in taken {
            let found = self.file(&known.name);
            if found.version == known.version {
                continue;
            }
            if found.text.is_err() || (found.is_cut && !known.is_cut) {
                change = Change::Doubtful;
            } else if change == Change::None {
                change = Change::Good;
            }
        }
        change
    }

    /// Whether a file could not be read, or holds nothing.
    pub(crate) fn lack_any(&self) -> bool {
        self.files.values().any(|file| file.text.as_ref().map_or(true, |text| text.is_empty()))
    }

    /// What is to be remembered of the files.
    pub(crate) fn taken(&self) -> Arc<[TakenFile]> {
        let taken = self.files.iter().map(|(name, file)| TakenFile {
            name: Arc::clone(name),
            version: file.version,
            is_cut: file.is_cut,
        });
        taken.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: Result<&str, &str>) -> Beside {
        let is_cut = text.is_ok_and(|text| !text.ends_with('\n'));
        let version = text.map_or_else(str::len, |text| 1000 + text.len()) as u64;
        Beside { text: text.map(Arc::from).map_err(str::to_owned), version, is_cut }
    }

    /// Takes `before`, and compares it with `now`.
    #[track_caller]
    fn check(before: Result<&str, &str>, now: Result<&str, &str>, expected: Change) {
        let mut source = |_: &str| found(before);
        let mut gathered = Gathered::new(&mut source);
        let _ = gathered.text("ids.txt");
        let taken = gathered.taken();
        let mut source = |_: &str| found(now);
        assert_eq!(Gathered::new(&mut source).compared(&taken), expected);
    }

    #[test]
    fn the_same_file_is_no_change() {
        check(Ok("minsu\n"), Ok("minsu\n"), Change::None);
        check(Err("is not there"), Err("is not there"), Change::None);
    }

    #[test]
    fn another_whole_file_is_good() {
        check(Ok("minsu\n"), Ok("minsu\njiwoo\n"), Change::Good);
        check(Ok("minsu"), Ok("minsu\njiwoo"), Change::Good);
        check(Err("is not there"), Ok("minsu\n"), Change::Good);
    }

    #[test]
    fn a_file_that_went_or_was_cut_is_doubtful() {
        check(Ok("minsu\n"), Err("is not there"), Change::Doubtful);
        check(Ok("minsu\n"), Ok(""), Change::Doubtful);
        check(Ok("minsu\njiwoo\n"), Ok("minsu\nji"), Change::Doubtful);
    }

    #[test]
    fn a_file_is_read_once() {
        let mut reads = 0;
        let mut source = |_: &str| {
            reads += 1;
            found(Ok("minsu\n"))
        };
        let mut gathered = Gathered::new(&mut source);
        assert_eq!(gathered.text("ids.txt"), gathered.text("ids.txt"));
        assert!(!gathered.lack_any());
        assert_eq!(reads, 1);
    }
}
