//! Definitions against each other.
use super::{Document, coverage};
use crate::code::Code;
use crate::problem::{Problems, quote};

pub(super) fn document(document: &mut Document, problems: &mut Problems<'_>) {
    for flag in &document.flags {
        let members = coverage::unevaluated(flag);
        if flag.broken || members.is_empty() {
            continue;
        }
        problems.concerning(Some(&flag.key), |problems| {
            let message = format!(
                "{} of flag {} is checked but not evaluated by this version; the fallback serves",
                members.join(", "),
                quote(&flag.key)
            );
            problems.warn(Code::NotEvaluated, flag.name_span.clone(), message);
        });
    }
}
