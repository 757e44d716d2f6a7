//! Small packages that show what only a whole workspace can tell.

use flagkit_core::Code;

/// A file's name and text.
pub(super) type File = (&'static str, &'static str);

/// The files of a package in which `check` finds the code; a flags.json comes first.
pub(super) fn of(code: Code) -> Option<&'static [File]> {
    Some(match code {
        Code::UnusedFlag => &[
            ("flags.json", r#"{ "new_checkout": true, "old_banner": true }"#),
            (
                "src/main.rs",
                "flagkit::flags!(\"flags.json\");\n\
                 fn main() {\n    println!(\"{}\", flags::NEW_CHECKOUT.is_enabled());\n}",
            ),
        ],
        Code::UndeclaredFlag => &[
            ("flags.json", r#"{ "new_checkout": true }"#),
            (
                "src/main.rs",
                "flagkit::flags!(\"flags.json\");\n\
                 #[cfg(windows)]\nfn banner() -> bool {\n    flags::NEW_BANNER.is_enabled()\n}\n\
                 fn main() {\n    println!(\"{}\", flags::NEW_CHECKOUT.is_enabled());\n}",
            ),
        ],
        Code::ExpiredFlag => &[
            ("flags.json", r#"{ "new_checkout": { "rollout": "5%", "expires": "2025-03-01" } }"#),
            READ,
        ],
        Code::SettledFlag => &[
            ("flags.json", r#"{ "new_checkout": { "enabled": true, "created": "2025-03-01" } }"#),
            READ,
        ],
        Code::IdenticalArms => &[
            ("flags.json", r#"{ "new_checkout": "5%" }"#),
            (
                "src/main.rs",
                "flagkit::flags!(\"flags.json\");\n\
                 #[flagkit::feature_flag(\"new_checkout\", fallback = old_total)]\n\
                 fn total(cart: &[u32]) -> u32 {\n    cart.iter().sum()\n}\n\
                 fn old_total(cart: &[u32]) -> u32 {\n    cart.iter().sum()\n}\n\
                 fn main() {\n    println!(\"{}\", total(&[40, 60]));\n}",
            ),
        ],
        Code::SecondTable => &[
            ("flags.json", r#"{ "new_checkout": "5%" }"#),
            ("src/lib.rs", "flagkit::flags!(pub \"flags.json\");"),
            READ,
        ],
        Code::TestedOnly => &[
            ("flags.json", r#"{ "new_checkout": "5%" }"#),
            (
                "src/main.rs",
                "flagkit::flags!(\"flags.json\");\nfn main() {}\n\
                 #[test]\nfn totals() {\n    assert!(!flags::NEW_CHECKOUT.is_enabled());\n}",
            ),
        ],
        Code::UnnamedFile => {
            &[("flags.json", r#"{ "new_checkout": "5%" }"#), ("src/main.rs", "fn main() {}")]
        }
        Code::MissingTable => &[
            ("flags.json", "{}"),
            (
                "src/main.rs",
                "#[flagkit::feature_flag(\"new_checkout\", otherwise = ())]\n\
                 fn checkout() {\n    println!(\"one page\");\n}\n\
                 fn main() {\n    checkout();\n}",
            ),
        ],
        Code::DuplicateMeaning => &[
            (
                "flags.json",
                r#"{
  "segments": { "staff": { "role": "staff" }, "colleagues": { "role": "staff" } },
  "flags": { "new_checkout": { "stages": ["staff", "colleagues", "everyone"], "stage": "staff" } }
}"#,
            ),
            READ,
        ],
        Code::UnusedSegment => &[
            (
                "flags.json",
                r#"{
  "segments": { "staff": { "role": "staff" } },
  "flags": { "new_checkout": "5%" }
}"#,
            ),
            READ,
        ],
        Code::UnreadableSource => &[
            ("flags.json", r#"{ "new_checkout": "5%" }"#),
            (
                "src/main.rs",
                "flagkit::flags!(\"flags.json\");\nfn main() {\n    println!(\"{}\", flags::NEW_CHECKOUT.is_enabled();\n}",
            ),
        ],
        _ => return None,
    })
}

/// A source that reads the flag.
const READ: File = (
    "src/main.rs",
    "flagkit::flags!(\"flags.json\");\n\
     fn main() {\n    println!(\"{}\", flags::NEW_CHECKOUT.is_enabled());\n}",
);
