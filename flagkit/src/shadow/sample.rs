//! What two different results look like, where the program lets that be kept.
//!
//! Law: without being asked to, not one byte of a result is kept; and a text goes through the program's hook before it
//! is kept, whole where it is not too long for that.

use crate::sync::{AtomicBool, Mutex, Ordering};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// How many of a function's differences are kept: the first ones.
pub(crate) const MOST_SAMPLES: usize = 16;

/// How much of one result is kept, in bytes.
const MOST_KEPT: usize = 512;

/// How much of one result the hook is given.
const MOST_READ: usize = 16 * 1024;

static KEEPS: AtomicBool = AtomicBool::new(false);
static REDACT: Mutex<Option<Redact>> = Mutex::new(None);

type Redact = Arc<dyn Fn(&str) -> String + Send + Sync>;

/// One call for which the two arms differed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Sample {
    /// What the old code returned, by its `Debug`; or how it failed.
    pub old: String,
    /// What the new code returned.
    pub new: String,
}

/// Keeps what results look like where the two arms differ, as they are: the first 16 of each function, 512 bytes of
/// each result, by `Debug`.
///
/// It is off, because results may hold personal data; [`redact_with`] also turns it on. Turned off again, nothing more
/// is kept.
///
/// ```
/// flagkit::shadow::keep_samples(true);
/// ```
pub fn keep_samples(keep: bool) {
    // ORDERING: a switch; who sees it late keeps one sample more or less.
    KEEPS.store(keep, Ordering::Relaxed);
}

/// Keeps what results look like where the two arms differ, after `redact` has taken out what must not be kept.
///
/// It is given up to 16 KiB of what `Debug` writes of a result, or of the text of a panic; of what it returns, 512 bytes
/// are kept. Where it panics, nothing is.
///
/// ```
/// flagkit::shadow::redact_with(|text| text.replace(|digit: char| digit.is_ascii_digit(), "#"));
/// ```
pub fn redact_with(redact: impl Fn(&str) -> String + Send + Sync + 'static) {
    let former = REDACT.lock().replace(Arc::new(redact));
    // Dropped without the lock, since it is the program's.
    drop(former);
    keep_samples(true);
}

/// Whether results may be written down.
pub(crate) fn are_kept() -> bool {
    KEEPS.load(Ordering::Relaxed)
}

/// What may be kept of a text.
pub(crate) fn redacted(text: Text) -> String {
    let redact = REDACT.lock().clone();
    let text = text.into_string();
    let mut text = match redact {
        None => text,
        Some(redact) => catch_unwind(AssertUnwindSafe(|| redact(&text)))
            .unwrap_or_else(|_| "(the hook that redacts panicked)".to_owned()),
    };
    if text.len() > MOST_KEPT {
        text.truncate(text.floor_char_boundary(MOST_KEPT));
        text.push('…');
    }
    text
}

/// A text that ends where it has become long, so that a result of a gigabyte does not.
#[derive(Debug, Default)]
pub struct Text(String);

impl Text {
    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Write for Text {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = MOST_READ.saturating_sub(self.0.len());
        if text.len() <= room {
            self.0.push_str(text);
            return Ok(());
        }
        self.0.push_str(text.get(..text.floor_char_boundary(room)).unwrap_or_default());
        // Whoever writes stops here.
        Err(fmt::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_KEPT, MOST_READ, Text, redacted};
    use std::fmt::Write as _;

    #[test]
    fn a_long_text_is_cut_between_letters() {
        let mut text = Text::default();
        let written = write!(text, "x{}", "é".repeat(MOST_READ));
        assert!(written.is_err());
        let text = text.into_string();
        assert!(text.len() <= MOST_READ && text.len() > MOST_READ - 2 && text.ends_with('é'));

        let mut text = Text::default();
        write!(text, "x{}", "é".repeat(MOST_KEPT)).unwrap();
        let kept = redacted(text);
        assert!(kept.ends_with("é…") && kept.len() <= MOST_KEPT + "…".len());
    }
}
