//! Lengths and counts: documents at a limit, and one beyond it, by both judges.

use crate::judges::{Verdict, judge};
use flagkit_core::vocabulary;

/// Writes a document of some length.
type Sized<'a> = &'a dyn Fn(usize) -> String;

#[test]
fn a_limit_is_the_same_to_both() {
    let text = |length: usize| "a".repeat(length);
    let list = |length: usize, suffix: &str| {
        let items: Vec<String> = (1..=length).map(|n| format!("\"v{n}{suffix}\"")).collect();
        items.join(", ")
    };
    let key = |length| format!(r#"{{ "{}": true }}"#, text(length));
    let key_of_the_full_form = |length| format!(r#"{{ "flags": {{ "{}": true }} }}"#, text(length));
    let rust = |length| format!(r#"{{ "a": {{ "rust": "{}" }} }}"#, text(length).to_uppercase());
    let variant =
        |length| format!(r#"{{ "a": {{ "variants": ["{0}"], "default": "{0}" }} }}"#, text(length));
    let payload = |length| {
        format!(r#"{{ "a": {{ "variants": {{ "{0}": 1 }}, "default": "{0}" }} }}"#, text(length))
    };
    let variants =
        |length| format!(r#"{{ "a": {{ "variants": [{}], "default": "v1" }} }}"#, list(length, ""));
    let payloads = |length| {
        let members = list(length, "").replace("\", ", "\": 1, ");
        format!(r#"{{ "a": {{ "variants": {{ {members} }}, "default": "v1" }} }}"#)
            .replace("\" },", "\": 1 },")
    };
    // Of as many segments, which the document has not.
    let stages =
        |length| format!(r#"{{ "a": {{ "stages": [{}], "stage": "off" }} }}"#, list(length, "s"));
    let longest = vocabulary::LONGEST_KEY;
    let most = vocabulary::MOST_VARIANTS;
    let cases: [(Sized<'_>, usize, Verdict); 8] = [
        (&key, longest, Verdict::Accepted),
        (&key_of_the_full_form, longest, Verdict::Accepted),
        (&rust, longest, Verdict::Accepted),
        (&variant, longest, Verdict::Accepted),
        (&payload, longest, Verdict::Accepted),
        (&variants, most, Verdict::Accepted),
        (&payloads, most, Verdict::Accepted),
        (&stages, vocabulary::MOST_STAGES, Verdict::RefusedByTheParser),
    ];
    for (document, limit, at_the_limit) in cases {
        assert_eq!(judge(&document(limit)), Ok(at_the_limit), "{}", document(limit));
        assert_eq!(judge(&document(limit + 1)), Ok(Verdict::Refused), "{}", document(limit + 1));
    }
}
