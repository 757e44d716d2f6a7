//! Keys and variants as identifiers: whatever is accepted can be written in Rust.

use flagkit_core::{Document, handle_name, variant_ident};
use proptest::prelude::*;

fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name != "_"
}

proptest! {
    #[test]
    fn a_handle_is_upper_snake(key in "[A-Za-z0-9._-]{0,20}") {
        if let Ok(handle) = handle_name(&key) {
            prop_assert!(is_identifier(&handle), "{handle}");
            prop_assert!(!handle.contains(|c: char| c.is_ascii_lowercase()));
            prop_assert_eq!(handle_name(&handle), Ok(handle.clone()));
        }
    }

    #[test]
    fn a_variant_is_camel_case(name in "[A-Za-z0-9._ -]{0,20}") {
        if let Ok(ident) = variant_ident(&name) {
            prop_assert!(is_identifier(&ident), "{ident}");
            prop_assert!(ident.starts_with(|c: char| c.is_ascii_uppercase()));
        }
    }

    #[test]
    fn other_characters_are_refused(key in "\\PC{1,20}") {
        let allowed = key.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
        prop_assert!(allowed || handle_name(&key).is_err());
    }

    #[test]
    fn even_a_broken_flag_has_a_handle(key in "\\PC{0,20}") {
        let text = format!("{{ {}: true }}", serde_json::to_string(&key).unwrap());
        let document = Document::parse(&text).document.unwrap();
        for flag in document.flags() {
            prop_assert!(is_identifier(flag.handle()), "{}", flag.handle());
        }
    }
}
