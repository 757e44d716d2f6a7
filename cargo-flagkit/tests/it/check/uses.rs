//! What counts as a use of a flag, and what does not.

use super::{check, check_files, found};
use crate::project::Project;

#[test]
fn every_way_to_read_a_flag() {
    let flags = r#"{ "flags": {
        "key": true, "handle": true, "imported": true, "globbed": true, "aliased": true, "in-macro": true,
        "by_rules": true, "gated": true, "other_cfg": true, "attribute": true, "conditional": true, "in_path": true,
        "included": true, "nested": true, "needed": true, "needs": { "prerequisites": ["needed"] }, "renamed": true,
        "in_example": true, "raw": true, "named": { "rust": "OTHER" }
    } }"#;
    let main = r##"
        flagkit::flags!("flags.json");
        use flagkit::feature_flag as behind;
        use flags::IMPORTED;
        mod glob;
        #[cfg(windows)] mod windows_only;
        #[path = "else/where.rs"] mod elsewhere;
        macro_rules! made { ($name:ident) => { #[behind("by_rules", fallback = old)] fn $name() {} } }
        made!(made_here);
        #[behind("key", fallback = old)] fn key() { 1; }
        #[cfg_attr(feature = "x", behind("conditional", fallback = old))] fn conditional() { 2; }
        #[flagkit::feature_flag(flags::ATTRIBUTE, otherwise = ())] fn attribute() {}
        fn old() {}
        fn main() {
            flags::HANDLE.is_enabled(); IMPORTED.is_enabled();
            use crate::flags as f; f::ALIASED.is_enabled();
            tracing::enabled!(crate::flags::IN_MACRO.is_enabled());
            #[cfg(feature = "gated")] flags::GATED.is_enabled();
            mod inner { fn f() { super::flags::NESTED.is_enabled(); } }
            crate::flags::NEEDS.is_enabled(); flags::r#RAW.is_enabled(); flags::OTHER.is_enabled();
            { use crate::flags::RENAMED as R; R.is_enabled(); }
        }
        include!("more.rs");
    "##;
    let sources = [
        ("src/main.rs", main),
        ("src/glob.rs", "use crate::flags::*;\nfn f() { GLOBBED.is_enabled(); }\n"),
        ("src/windows_only.rs", "fn f() { crate::flags::OTHER_CFG.is_enabled(); }\n"),
        ("src/else/where.rs", "fn f() { crate::flags::IN_PATH.is_enabled(); }\n"),
        ("src/more.rs", "fn more() { flags::INCLUDED.is_enabled(); }\n"),
        ("src/lib.rs", ""),
        (
            "examples/e.rs",
            "flagkit::flags!(mod = my, \"flags.json\"); fn main() { my::IN_EXAMPLE.is_enabled(); }\n",
        ),
    ];
    let project = Project::package(flags, &sources);
    let found = found(&project, 0, &["--allow", "second-table"]);
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_table_that_a_macro_writes() {
    check(
        "{ \"a\": true, \"b\": true }",
        "macro_rules! my_flags { ($f:literal) => { flagkit::flags!($f); } }\nmy_flags!(\"flags.json\");\n\
         fn main() { flags::A.is_enabled(); }\n",
        &["flags.json:1:14: warning[FK0104]: flag `b` is never read; remove it"],
    );
}

#[test]
fn what_only_looks_like_a_use() {
    check(
        "{ \"debug\": true, \"error\": \"5%\", \"orphan\": true, \"prose\": true, \"logged\": true }",
        "flagkit::flags!(\"flags.json\");\n// flags::PROSE\nfn main() { log(Level::DEBUG, kind::ERROR); println!(\"logged\"); \
         let _ = \"flags::LOGGED\"; }\n",
        &[
            "flags.json:1:3: warning[FK0104]: flag `debug` is never read; remove it, if src/main.rs:3:24 does not mean it",
            "flags.json:1:18: warning[FK0104]: flag `error` is never read; remove it, if src/main.rs:3:37 does not mean it",
            "flags.json:1:33: warning[FK0104]: flag `orphan` is never read; remove it",
            "flags.json:1:49: warning[FK0104]: flag `prose` is never read; remove it, if src/main.rs:2:11 does not mean it",
            "flags.json:1:64: warning[FK0104]: flag `logged` is never read; remove it, if src/main.rs:3:55 does not mean it",
        ],
    );
}

#[test]
fn several_packages_share_their_flags() {
    let project = Project::new();
    let flagkit = concat!(env!("CARGO_MANIFEST_DIR"), "/../flagkit");
    let manifest = |name: &str, more: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             flagkit = {{ path = '{flagkit}' }}\n{more}"
        )
    };
    project.write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"shop\", \"app\", \"alone\"]\nresolver = \"3\"\n",
    );
    project.write("shop/Cargo.toml", &manifest("shop-core", ""));
    project.write("shop/flags.json", "{ \"a\": true, \"b\": true, \"c\": true }");
    project.write(
        "shop/src/lib.rs",
        "flagkit::flags!(pub \"flags.json\");\npub fn f() { flags::A.is_enabled(); }\n",
    );
    project.write(
        "app/Cargo.toml",
        &manifest("app", "shop = { path = \"../shop\", package = \"shop-core\" }\n"),
    );
    project.write(
        "app/src/main.rs",
        "use shop::flags;\n#[flagkit::feature_flag(\"b\", fallback = old)] fn f() { 1; }\nfn old() {}\nfn main() {}\n",
    );
    project.write(
        "alone/Cargo.toml",
        &manifest("alone", "")
            .replace("\n\n[dep", "\n\n[package.metadata.flagkit]\nfile = \"own.json\"\n\n[dep"),
    );
    project.write("alone/own.json", "{ \"c\": true, \"d\": true }");
    project.write(
        "alone/src/main.rs",
        "flagkit::flags!(\"own.json\");\nfn main() { flags::C.is_enabled(); }\n",
    );
    assert_eq!(
        found(&project, 0, &[]),
        [
            "alone/own.json:1:14: warning[FK0104]: flag `d` is never read; remove it",
            "shop/flags.json:1:25: warning[FK0104]: flag `c` is never read; remove it",
        ]
    );
    // Handles that a prelude passes on.
    project.write(
        "shop/src/lib.rs",
        "flagkit::flags!(pub \"flags.json\");\npub mod prelude { pub use crate::flags::*; }\n",
    );
    project.write(
        "app/src/main.rs",
        "use shop::prelude::*;\nfn main() { A.is_enabled(); shop::prelude::B.is_enabled(); Level::C; }\n",
    );
    assert_eq!(
        found(&project, 0, &["--exclude", "alone"]),
        [
            "alone/own.json:1:1: warning[FK0310]: no `flags!` names this file, so no code can read its flags; write \
             `flagkit::flags!(\"own.json\");` at the root of the crate",
            "shop/flags.json:1:25: warning[FK0104]: flag `c` is never read; remove it, if app/src/main.rs:2:67 does \
             not mean it",
        ]
    );
    // A document that is not the build's, held against the same code.
    project.write("live.json", "{ \"a\": true, \"b\": true, \"c\": true, \"misspelt\": true }");
    assert_eq!(
        found(&project, 0, &["--file", "live.json"]),
        ["live.json:1:36: warning[FK0104]: flag `misspelt` is never read; remove it"]
    );
}

#[test]
fn code_that_nests_deeply() {
    let depth = 10_000;
    let (open, close) = ("(".repeat(depth), ")".repeat(depth));
    let main = format!(
        "flagkit::flags!(\"flags.json\");\nfn main() {{ let _ = {open}flags::A.is_enabled(){close}; }}\n"
    );
    check("{ \"a\": true }", &main, &[]);
}

#[test]
fn uses_that_only_macros_and_documentation_show() {
    let flags = r#"{ "flags": {
        "a": true, "b": true, "c": true, "d": true, "e": true, "f": true, "g": true,
        "rank": { "variants": ["x", "y"], "default": "x" }
    } }"#;
    let main = r##"
        cfg_if! { if #[cfg(unix)] { flagkit::flags!("flags.json"); } }
        on_unix! { #[path = "unix_imp.rs"] pub(crate) mod imp; }
        static OPS: [Op; 1] = include!("ops.in");
        /// Use [`flags::{D, E}`] and `#[feature_flag("f", fallback = g)]`.
        fn main() {
            println!("{}", gate!(r"b"));
            assert!({ #[feature_flag("c", fallback = old)] fn new() -> bool { true } new() });
            fn by_type(rank: flags::Rank) {}
        }
    "##;
    let sources = [
        ("src/main.rs", main),
        ("src/unix_imp.rs", "fn f() { crate::flags::A.is_enabled(); }\n"),
        ("src/ops.in", "[Op { on: crate::flags::G.is_enabled() }]"),
    ];
    let project = Project::package(flags, &sources);
    let found = found(&project, 0, &["--allow", "tested-only"]);
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn other_modules_that_are_called_flags() {
    let flags = "{ \"a\": true }";
    let main = "flagkit::flags!(\"flags.json\");\nmod net;\nfn main() { flags::A.is_enabled(); }\n";
    for net in [
        "pub mod flags { pub const SYN: u8 = 2; }\nfn f() { flags::SYN; super::net::flags::SYN; }\n",
        "use other::prelude::*;\nfn f() { flags::RST; }\n",
        "use crate::proto::flags;\nfn f() { flags::SYN; }\n",
        "fn f() { super::flags::SYN; libc::flags::SYN; stringify!(crate::flags::SYN); }\n",
        "#[pm::feature_flag(\"beta\")] fn f() {}\nuse pm::feature_flag; #[feature_flag(\"gamma\")] fn g() {}\n",
    ] {
        check_files(flags, &[("src/main.rs", main), ("src/net.rs", net)], &[]);
    }
    let switches = "flagkit::flags!(mod = switches, \"flags.json\");\nmod flags { pub const SYN: u8 = 2; }\n\
                    fn main() { switches::A.is_enabled(); crate::flags::SYN; }\n";
    check(flags, switches, &[]);
}
