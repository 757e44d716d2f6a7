//! Many who ask: keys of a file, one per line, or contexts of a file, one JSON object per line.
//!
//! Empty lines and, among keys, lines that begin with `#` do not count. A key that stands twice asks once, since a
//! person counts once; of contexts each line asks, since the same key may come with other attributes.
//! Law: the file is read line by line, so that memory does not grow with it but for about 60 bytes per key, by
//! which repeated ones are known; of these two may be taken for one with a chance that is below 1 in 10^20.

use super::FORM;
use crate::exit::{Failure, Result};
use flagkit_core::{AttributeValue, Context, EvaluationContext, TargetingKey};
use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::fs::File;
use std::hash::BuildHasher as _;
use std::io::{BufRead, BufReader, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

/// No key and no context is so long: a file without line ends is of another kind.
const LONGEST_LINE: u64 = 1 << 20;

/// Where those who ask are listed.
#[derive(Clone, Debug)]
pub(crate) enum Crowd {
    /// Keys, all with the same attributes; `-` is standard input.
    Keys { path: PathBuf, common: EvaluationContext },
    /// Contexts, each laid over what is common to all.
    Contexts { path: PathBuf, common: EvaluationContext },
}

/// How many were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Read {
    /// Those who asked.
    pub(crate) asked: u64,
    /// Lines with a key that had asked before.
    pub(crate) repeated: u64,
}

/// A key with attributes that are the same for all.
struct Keyed<'a> {
    key: &'a str,
    common: &'a EvaluationContext,
}

impl Context for Keyed<'_> {
    fn targeting_key(&self) -> Option<TargetingKey<'_>> {
        Some(self.key.into())
    }

    fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
        self.common.attribute(name)
    }
}

impl Crowd {
    /// As people see the file.
    pub(crate) fn shown(&self) -> String {
        let (Crowd::Keys { path, .. } | Crowd::Contexts { path, .. }) = self;
        if is_stdin(path) { "standard input".to_owned() } else { path.display().to_string() }
    }

    /// What one line holds.
    pub(crate) fn noun(&self) -> &'static str {
        match self {
            Crowd::Keys { .. } => "key",
            Crowd::Contexts { .. } => "context",
        }
    }

    /// Hands each of them to `ask`, in the order of the file.
    pub(crate) fn each(&self, mut ask: impl FnMut(&dyn Context)) -> Result<Read> {
        let mut read = Read::default();
        match self {
            Crowd::Keys { path, common } => {
                let mut known = Known::default();
                lines(path, &self.shown(), |_, line| {
                    if line.starts_with('#') {
                        return Ok(());
                    }
                    if known.insert(line) {
                        read.asked += 1;
                        ask(&Keyed { key: line, common });
                    } else {
                        read.repeated += 1;
                    }
                    Ok(())
                })?;
            }
            Crowd::Contexts { path, common } => {
                let shown = self.shown();
                lines(path, &shown, |number, line| {
                    let context = super::parse(line).map_err(|error| {
                        Failure::new(format!("`{shown}` cannot be read at line {number}, {error}"))
                            .help(FORM)
                    })?;
                    read.asked += 1;
                    ask(&common.clone().merge(&context));
                    Ok(())
                })?;
            }
        }
        if read.asked == 0 {
            let noun = self.noun();
            return Err(Failure::new(format!(
                "`{}` has no {noun}; write one per line",
                self.shown()
            )));
        }
        Ok(read)
    }
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

/// Calls `take` with the number and the text of each line that is not empty, without the blanks around it.
fn lines(path: &Path, shown: &str, mut take: impl FnMut(usize, &str) -> Result<()>) -> Result<()> {
    let cannot = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => {
            Failure::new(format!("there is no `{shown}`; name a file with one key per line"))
        }
        _ => Failure::new(format!("cannot read `{shown}`: {error}")),
    };
    let mut reader: Box<dyn BufRead> = if is_stdin(path) {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(BufReader::with_capacity(1 << 16, File::open(path).map_err(cannot)?))
    };
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let length =
            (&mut reader).take(LONGEST_LINE).read_until(b'\n', &mut line).map_err(cannot)?;
        if length == 0 {
            break;
        }
        if length as u64 == LONGEST_LINE && line.last() != Some(&b'\n') {
            let message =
                format!("line {number} of `{shown}` is longer than 1 MiB; write one per line");
            return Err(Failure::new(message));
        }
        let text = std::str::from_utf8(&line).map_err(|_| {
            Failure::new(format!("line {number} of `{shown}` is not UTF-8; save it as UTF-8"))
        })?;
        let text = if number == 1 { text.strip_prefix('\u{FEFF}').unwrap_or(text) } else { text };
        let text = text.trim();
        if !text.is_empty() {
            take(number, text)?;
        }
    }
    Ok(())
}

/// Keys that have asked: two hashes of each, under seeds of this run.
#[derive(Default)]
struct Known {
    seen: HashSet<(u64, u64)>,
    first: RandomState,
    second: RandomState,
}

impl Known {
    /// Whether the key is new.
    fn insert(&mut self, key: &str) -> bool {
        self.seen.insert((self.first.hash_one(key), self.second.hash_one(key)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Crowd, Read};
    use flagkit_core::EvaluationContext;
    use std::io::Write as _;

    fn file(text: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text).unwrap();
        file
    }

    fn asked(crowd: &Crowd) -> (Vec<String>, Read) {
        let mut asked = Vec::new();
        let read = crowd.each(|context| {
            let key = context.targeting_key().map(|key| key.as_str().to_owned());
            asked.push(format!("{key:?} {:?}", context.attribute("country")));
        });
        (asked, read.unwrap())
    }

    #[test]
    fn keys_ask_once_with_common_attributes() {
        let file = file("\u{FEFF}a\r\n\n# nobody\n b \na\nc".as_bytes());
        let common = EvaluationContext::anonymous().with("country", "KR");
        let crowd = Crowd::Keys { path: file.path().to_owned(), common };
        let (who, read) = asked(&crowd);
        let wanted = ["a", "b", "c"].map(|key| format!("Some({key:?}) Some(\"KR\")"));
        assert_eq!(who, wanted);
        assert_eq!(read, Read { asked: 3, repeated: 1 });
    }

    #[test]
    fn contexts_ask_line_by_line_over_what_is_common() {
        let file = file(b"{\"key\":\"a\"}\n\n{\"key\":\"a\",\"country\":\"US\"}\n{}\n");
        let common = EvaluationContext::anonymous().with("country", "KR");
        let crowd = Crowd::Contexts { path: file.path().to_owned(), common };
        let (who, read) = asked(&crowd);
        assert_eq!(
            who,
            ["Some(\"a\") Some(\"KR\")", "Some(\"a\") Some(\"US\")", "None Some(\"KR\")"]
        );
        assert_eq!(read, Read { asked: 3, repeated: 0 });
    }

    #[test]
    fn what_cannot_be_read_says_which_line() {
        let common = EvaluationContext::anonymous;
        let told = |crowd: Crowd| crowd.each(|_| {}).unwrap_err().to_string();
        let keys = |text: &[u8]| {
            let file = file(text);
            told(Crowd::Keys { path: file.path().to_owned(), common: common() })
        };
        assert!(keys(b"a\nb\xff\n").starts_with("line 2 of "));
        assert!(keys(b"# none\n").ends_with("has no key; write one per line"));
        assert!(keys(&vec![b'a'; 3 << 20]).contains("is longer than 1 MiB"));
        let file = file(b"{}\n{\"a\":}\n");
        let crowd = Crowd::Contexts { path: file.path().to_owned(), common: common() };
        assert!(told(crowd).contains("at line 2, column 6: expected value"));
        let none = Crowd::Keys { path: "none/such".into(), common: common() };
        assert_eq!(told(none), "there is no `none/such`; name a file with one key per line");
    }
}
