//! `cargo flagkit check`: one workspace for each kind of finding, and what must not be found.

use crate::project::Project;

/// `check --message-format short`, without the closing lines.
#[track_caller]
fn found(project: &Project, code: i32, more: &[&str]) -> Vec<String> {
    let arguments =
        [&["check", "--message-format", "short", "--today", "2027-01-01"], more].concat();
    let ran = project.run(&arguments).expect(code);
    let lines = ran.stdout.lines().filter(|line| line.contains("[FK"));
    lines.map(str::to_owned).collect()
}

#[track_caller]
fn check(flags: &str, main: &str, expected: &[&str]) {
    check_files(flags, &[("src/main.rs", main)], expected);
}

#[track_caller]
fn check_files(flags: &str, sources: &[(&str, &str)], expected: &[&str]) {
    let project = Project::package(flags, sources);
    let code = i32::from(expected.iter().any(|line| line.contains("error[")));
    assert_eq!(found(&project, code, &[]), expected);
}

#[test]
fn a_flag_that_no_code_reads() {
    check(
        "{ \"used\": true, \"unused\": \"5%\" }",
        "flagkit::flags!(\"flags.json\");\nfn main() { flags::USED.is_enabled(); }\n",
        &["flags.json:1:17: warning[FK0104]: flag `unused` is never read; remove it"],
    );
}

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
fn a_flag_that_no_document_has() {
    check(
        "{ \"new_checkout\": true, \"new_search\": true }",
        "flagkit::flags!(\"flags.json\");\n\
         #[flagkit::feature_flag(\"new_chekout\", fallback = old)] fn f() {}\n\
         fn old() { flags::NEW_SEARCH.is_enabled(); flags::NEW_SAERCH.is_enabled(); }\n\
         #[cfg(windows)] fn g() { flags::NEW_CHECKOUT.on(); flags::SearchRanker::A; mine::FLAG; }\n\
         fn main() {}\n",
        &[
            "src/main.rs:2:25: error[FK0301]: no flag `new_chekout` in `flags.json`; did you mean `new_checkout` \
             (flags.json:1:3)?",
            "src/main.rs:3:51: error[FK0301]: no handle `NEW_SAERCH` in `flags.json`; did you mean `NEW_SEARCH` \
             (flags.json:1:25)?",
        ],
    );
}

#[test]
fn flags_whose_time_is_over() {
    check(
        r#"{ "flags": {
  "expired": { "expires": "2026-12-31", "rollout": "5%" },
  "settled": { "created": "2026-06-01", "enabled": true },
  "lasting": { "created": "2026-06-01", "enabled": true, "permanent": true },
  "young": { "created": "2026-12-01", "enabled": true },
  "drawn": { "created": "2026-06-01", "rollout": "5%" }
} }"#,
        "flagkit::flags!(\"flags.json\");\nfn main() { use flags::*; (EXPIRED, SETTLED, LASTING, YOUNG, DRAWN); }\n",
        &[
            "flags.json:2:3: warning[FK0302]: flag `expired` expired on 2026-12-31; remove it with its old code, or \
             move the date",
            "flags.json:3:3: warning[FK0303]: flag `settled` is the same for everyone, 214 days after its creation, \
             and a flag of the kind `release` is meant for 40; remove it, or say `\"permanent\": true`",
        ],
    );
}

#[test]
fn arms_that_are_the_same() {
    let main = "flagkit::flags!(\"flags.json\");\nmod old;\n\
        #[flagkit::feature_flag(\"a\", fallback = old_sum)]\nfn sum(x: u8) -> u8 { x + 1 /* new */ }\n\
        fn old_sum(x: u8)->u8{x+1}\n\
        #[flagkit::feature_flag(\"a\", fallback = old::tax)]\nfn tax(x: u8) -> u8 { x * 2 }\n\
        #[flagkit::feature_flag(\"a\", fallback = old::toll)]\nfn toll(x: u8) -> u8 { x * 3 }\n\
        struct S; impl S {\n\
        #[flagkit::feature_flag(\"a\", otherwise = { self.f() })]\nfn g(&self) -> u8 { self.f() }\nfn f(&self) -> u8 { 1 }\n\
        #[flagkit::feature_flag(\"a\", fallback = Self::other)]\nfn h(&self) -> u8 { 1 }\nfn other(&self) -> u8 { 2 } }\n\
        struct T; impl T { fn other(&self) -> u8 { 1 } }\n\
        fn main() {}\n";
    check_files(
        "{ \"a\": \"5%\" }",
        &[
            ("src/main.rs", main),
            (
                "src/old.rs",
                "pub fn tax(x: u8) -> u8 { x * 2 }\npub fn toll(y: u8) -> u8 { y * 3 }\n",
            ),
        ],
        &[
            "src/main.rs:3:41: warning[FK0304]: `sum` and `old_sum` are the same, token for token; the flag decides \
             nothing here",
            "src/main.rs:6:41: warning[FK0304]: `tax` and `tax` are the same, token for token; unless names mean \
             other things there, the flag decides nothing",
            "src/main.rs:11:42: warning[FK0304]: `otherwise` does what `g` does, token for token; the flag decides \
             nothing here",
        ],
    );
}

#[test]
fn a_second_table() {
    check_files(
        "{ \"a\": true }",
        &[
            (
                "src/lib.rs",
                "flagkit::flags!(pub \"flags.json\");\npub fn f() { flags::A.is_enabled(); }\n",
            ),
            (
                "src/main.rs",
                "flagkit::flags!(\"flags.json\");\nfn main() { flags::A.is_enabled(); }\n",
            ),
        ],
        &[
            "src/main.rs:1:17: warning[FK0305]: `flags!(\"flags.json\")` a second time in this package; keep one",
        ],
    );
}

#[test]
fn flags_for_tests_alone() {
    check_files(
        "{ \"a\": true, \"b\": true, \"c\": true, \"d\": true, \"e\": true, \"f\": { \"prerequisites\": [\"e\"] } }",
        &[
            (
                "src/lib.rs",
                "flagkit::flags!(pub \"flags.json\");\n\
                 #[test] fn t() { flags::A.is_enabled(); flags::C.is_enabled(); flags::F.is_enabled(); }\n\
                 #[cfg(test)] mod tests;\n/// ```\n/// app::flags::D.is_enabled();\n/// ```\npub fn f() { flags::C.is_enabled(); }\n",
            ),
            ("src/tests.rs", "fn helper() { crate::flags::A.is_enabled(); }\n"),
            ("tests/whole.rs", "use app::flags; #[test] fn t() { flags::B.is_enabled(); }\n"),
        ],
        &[
            "flags.json:1:3: warning[FK0306]: flag `a` is read by tests only; remove it with them, or put code behind it",
            "flags.json:1:14: warning[FK0306]: flag `b` is read by tests only; remove it with them, or put code behind it",
            "flags.json:1:36: warning[FK0306]: flag `d` is read by tests only; remove it with them, or put code behind it",
            "flags.json:1:47: warning[FK0306]: flag `e` is read by tests only; remove it with them, or put code behind it",
            "flags.json:1:58: warning[FK0306]: flag `f` is read by tests only; remove it with them, or put code behind it",
        ],
    );
}

#[test]
fn what_means_the_same_twice() {
    check(
        r#"{ "segments": { "a": { "plan": "pro" }, "b": { "plan": "pro" }, "lonely": { "plan": "free" } },
"flags": {
  "one": { "rules": [{ "if": { "segment": "a" }, "serve": "on" }] },
  "two": { "owner": "web", "rules": [{ "name": "x", "if": { "segment": "a" }, "serve": "on" }] },
  "three": { "rules": [{ "if": { "segment": "b" }, "serve": "on" }] },
  "four": "5%", "five": "5%", "six": true, "seven": true,
  "eight": { "rollout": "5%", "seed": "s" }, "nine": { "rollout": "5%", "seed": "s" }
} }"#,
        "flagkit::flags!(\"flags.json\");\n\
         fn main() { use flags::*; (ONE, TWO, THREE, FOUR, FIVE, SIX, SEVEN, EIGHT, NINE); }\n",
        &[
            "flags.json:1:41: warning[FK0307]: segments `a` and `b` hold the same callers; keep one",
            "flags.json:1:65: warning[FK0308]: segment `lonely` is never used; remove it",
            "flags.json:4:3: warning[FK0307]: flags `one` and `two` let in the same callers; keep one, or make one \
             the other's prerequisite",
            "flags.json:7:46: warning[FK0307]: flags `eight` and `nine` let in the same callers; keep one, or make one \
             the other's prerequisite",
        ],
    );
}

#[test]
fn what_the_document_names_and_has_not() {
    check(
        r#"{ "flags": {
  "a": { "prerequisites": ["gone"], "enabled": true },
  "b": { "stages": ["nobody", "everyone"], "stage": "nobody" }
} }"#,
        "flagkit::flags!(\"flags.json\");\nfn main() { use flags::*; (A, B); }\n",
        &[
            "flags.json:2:28: error[FK0119]: prerequisite `gone` is not a flag; known are `a`, `b`",
            "flags.json:3:21: error[FK0116]: no segment `nobody`; define it in `segments`, beside `flags`",
        ],
    );
}

#[test]
fn a_source_that_is_no_rust() {
    let project = Project::package(
        "{ \"a\": true, \"b\": true }",
        &[
            (
                "src/main.rs",
                "flagkit::flags!(\"flags.json\");\nmod broken;\nfn main() { flags::A.is_enabled(); }\n",
            ),
            ("src/broken.rs", "fn flags( { \n"),
        ],
    );
    let ran = project.run(&["check", "--message-format", "short"]).expect(2);
    assert!(
        ran.stdout.contains("src/broken.rs:1:11: error[FK0309]: cannot be read as Rust"),
        "{}",
        ran.stdout
    );
    // What `broken.rs` uses is not known.
    assert!(!ran.stdout.contains("FK0104"), "{}", ran.stdout);
    assert!(ran.stderr.contains("a source could not be read"), "{}", ran.stderr);
    let before = project.read("flags.json");
    project.run(&["check", "--fix"]).expect(2);
    assert_eq!(project.read("flags.json"), before);
    let ran = project
        .run(&["check", "--message-format", "short", "--exclude", "src/broken.rs"])
        .expect(0);
    assert!(ran.stdout.contains("flag `b` is never read"), "{}", ran.stdout);
    let ran = project.run(&["check", "--exclude", "src/brokn.rs"]).expect(2);
    assert!(
        ran.stderr.starts_with("error: there is no `src/brokn.rs` to leave out"),
        "{}",
        ran.stderr
    );
}

#[test]
fn levels_are_the_callers() {
    let project = Project::package(
        "{ \"a\": true, \"b\": true }",
        &[(
            "src/main.rs",
            "flagkit::flags!(\"flags.json\");\nfn main() { flags::A.is_enabled(); }\n",
        )],
    );
    assert_eq!(found(&project, 0, &[]).len(), 1);
    assert_eq!(found(&project, 0, &["--allow", "unused"]).len(), 0);
    assert_eq!(found(&project, 0, &["-A", "warnings"]).len(), 0);
    assert_eq!(found(&project, 0, &["-D", "expired"]).len(), 1);
    for deny in ["warnings", "unused-flag", "FK0104"] {
        let found = found(&project, 1, &["--deny", deny]);
        assert_eq!(found, ["flags.json:1:14: error[FK0104]: flag `b` is never read; remove it"]);
    }
    // What is denied by name is not allowed with all others.
    assert_eq!(found(&project, 1, &["-A", "warnings", "-D", "unused"]).len(), 1);
    let ran = project.run(&["check", "--deny", "unusd"]).expect(2);
    assert!(ran.stderr.contains("no such finding; did you mean `unused-flag`?"), "{}", ran.stderr);
}

#[test]
fn unused_things_are_removed() {
    let flags = "{\n  \"segments\": {\n    \"s\": { \"plan\": \"pro\" }, // nobody\n    \"t\": { \"plan\": \"free\" }\n  },\n  \
                 \"flags\": {\n    // kept\n    \"a\": { \"rules\": [{ \"if\": { \"segment\": \"t\" }, \"serve\": \"on\" }] },\n    \
                 // goes, too\n    \"b\": true,\n    \"c\": \"5%\" // and this\n  }\n}\n";
    let main = "flagkit::flags!(\"flags.json\");\nfn main() { flags::A.is_enabled(); }\n";
    let project = Project::package(flags, &[("src/main.rs", main)]);
    let ran = project.run(&["check", "--fix", "--dry-run"]).expect(0);
    assert!(ran.stdout.contains("-    \"b\": true,"), "{}", ran.stdout);
    assert_eq!(project.read("flags.json"), flags);
    let ran = project.run(&["check", "--fix"]).expect(0);
    assert_eq!(
        ran.stderr,
        "removed flag `b` from flags.json\nremoved flag `c` from flags.json\nremoved segment `s` from flags.json\n"
    );
    assert_eq!(
        project.read("flags.json"),
        "{\n  \"segments\": {\n    \"t\": { \"plan\": \"free\" }\n  },\n  \"flags\": {\n    // kept\n    \
         \"a\": { \"rules\": [{ \"if\": { \"segment\": \"t\" }, \"serve\": \"on\" }] }\n  }\n}\n"
    );
    assert_eq!(project.run(&["check"]).expect(0).stdout, "");
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
fn a_workspace_that_cargo_cannot_read() {
    let project = Project::new();
    project.write(
        "Cargo.toml",
        "[package]\nname = \"app\"\nversion = \"0.1.0\"\n[dependencies]\nx = { path = 7 }\n",
    );
    let ran = project.run(&["check"]).expect(2);
    assert!(
        ran.stderr.starts_with("error: cargo cannot read this workspace\n  note: "),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("help: mend Cargo.toml, or name one with `--manifest-path PATH`"),
        "{}",
        ran.stderr
    );
    let nowhere = Project::new();
    nowhere.run(&["check"]).expect(2);
    nowhere.run(&["check", "--manifest-path", "gone/Cargo.toml"]).expect(2);
}

#[test]
fn a_document_that_cannot_be_read() {
    let main = "flagkit::flags!(\"flags.json\");\nfn main() { flags::A.is_enabled(); }\n";
    let project = Project::package("{ \"a\": tr", &[("src/main.rs", main)]);
    assert_eq!(
        found(&project, 1, &[]),
        ["flags.json:1:8: error[FK0001]: `tr` is not a value; did you mean `true`?"]
    );
    std::fs::write(project.join("flags.json"), b"{ \"a\": \"\xFF\" }").unwrap();
    let ran = project.run(&["check"]).expect(2);
    assert_eq!(ran.stderr, "error: `flags.json` is not UTF-8; save it as UTF-8\n");
}

#[test]
fn a_document_without_any_code() {
    let project = Project::new();
    project.write("live.json", "{ \"a\": true, \"b\": \"5\" }");
    for format in ["human", "short", "json", "sarif"] {
        let ran =
            project.run(&["check", "--file", "live.json", "--message-format", format]).expect(1);
        assert!(ran.stdout.contains("FK0105") && !ran.stdout.contains("FK0104"), "{}", ran.stdout);
    }
}

#[test]
fn a_closed_pipe_hides_no_error() {
    let main = "flagkit::flags!(\"flags.json\");\nfn main() { flags::GONE.is_enabled(); }\n";
    let project = Project::package("{ \"a\": true }", &[("src/main.rs", main)]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = project.command(&["check"]);
    let output = command.stdout(writer).stderr(std::process::Stdio::piped());
    let output = output.spawn().unwrap().wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(1));
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
fn what_somebody_meant_is_not_thrown_away() {
    let flags = "{\n  \"hello\": \"5%\",\n  \"gone\": true\n}\n";
    let main = "flagkit::flags!(\"flags.json\");\n\
                #[flagkit::feature_flag(\"helo\", otherwise = ())] fn f() { 1; }\nfn main() {}\n";
    let project = Project::package(flags, &[("src/main.rs", main)]);
    let ran = project.run(&["check"]).expect(1);
    assert!(ran.stdout.contains("---- perhaps meant here"), "{}", ran.stdout);
    project.run(&["check", "--fix"]).expect(1);
    assert_eq!(project.read("flags.json"), "{\n  \"hello\": \"5%\"\n}\n");
}

#[test]
fn a_document_that_nothing_names() {
    check(
        "// mine\n{ \"a\": true, \"b\": true }",
        "fn main() {}\n",
        &[
            "flags.json:2:1: warning[FK0310]: no `flags!` names this file, so no code can read its flags; write \
           `flagkit::flags!(\"flags.json\");` at the root of the crate",
        ],
    );
    let project = Project::package("{}", &[("src/main.rs", "fn main() {}\n")]);
    assert_eq!(found(&project, 0, &[]), Vec::<String>::new());
}

#[test]
fn an_attribute_without_a_table() {
    check(
        "{ \"a\": true }",
        "#[flagkit::feature_flag(\"a\", otherwise = ())]\nfn f() { 1; }\nfn main() {}\n",
        &["src/main.rs:1:25: warning[FK0311]: no `flags!` is in sight of this attribute; write \
           `flagkit::flags!(\"flags.json\");` at the root of the crate"],
    );
}

#[test]
fn findings_and_codes_have_names() {
    let project =
        Project::package("{ \"unused-segment\": true }", &[("src/main.rs", "fn main() {}\n")]);
    let told = |subject: &str| project.run(&["explain", subject]).expect(0).stdout;
    assert!(told("expired-flag").starts_with("FK0302 (expired-flag): a flag that is past"));
    assert_eq!(told("FK0302"), told("expired-flag"));
    // A flag is meant before a name.
    assert!(told("unused-segment").starts_with("`unused-segment` "), "{}", told("unused-segment"));
}

#[test]
fn a_workspace_without_flagkit() {
    let project = Project::new();
    project.write(
        "Cargo.toml",
        "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    project.write("src/main.rs", "fn main() {}\n");
    project.write("flags.json", "{ \"a\": true }");
    let ran = project.run(&["check"]).expect(0);
    assert_eq!(ran.stdout, "");
    assert!(
        ran.stderr.starts_with("note: no package of this workspace depends on flagkit"),
        "{}",
        ran.stderr
    );
}

/// Whether `--fix` leaves the document as it is.
#[track_caller]
fn is_kept(flags: &str, sources: &[(&str, &str)]) {
    let project = Project::package(flags, sources);
    let ran = project.run(&["check", "--fix"]);
    assert_eq!(project.read("flags.json"), flags, "{}", ran.stdout);
}

#[test]
fn what_a_text_names_is_not_removed() {
    let flags = "{ \"used\": true, \"new_nav\": \"5%\" }";
    let main = |more: &str| {
        format!(
            "flagkit::flags!(\"flags.json\");\nfn main() {{ flags::USED.is_enabled(); }}\n{more}"
        )
    };
    let texts = [
        // Built by a macro out of names.
        ("src/odd.rs", "flags::NEW_NAV"),
        ("src/more.in", "[Op { on: crate::flags::NEW_NAV.is_enabled() }]"),
        ("README.md", "```rust\nuse app::flags::{USED, NEW_NAV};\n```\n"),
        ("templates/page.tera", "gate \"new_nav\""),
    ];
    for text in texts {
        is_kept(flags, &[("src/main.rs", &main("")), text]);
    }
    is_kept(flags, &[("src/main.rs", &main("// NEW_NAV is for later\n"))]);
    // What is excluded is a text like any other.
    let sources =
        [("src/main.rs", &*main("mod g;\n")), ("src/g.rs", "use crate::flags::NEW_NAV;\n")];
    let project = Project::package(flags, &sources);
    project.run(&["check", "--fix", "--exclude", "src/g.rs"]).expect(0);
    assert_eq!(project.read("flags.json"), flags);
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

#[test]
fn nothing_is_concluded_from_what_is_broken() {
    check(
        "{ \"flags\": { \"keep\": { \"prerequisite\": [\"x\"] }, \"x\": true } }",
        "flagkit::flags!(\"flags.json\");\nfn main() { flags::KEEP.is_enabled(); }\n",
        &[
            "flags.json:1:24: error[FK0007]: unknown member `prerequisite` of flag `keep`; did you mean `prerequisites`?",
        ],
    );
}

#[test]
fn what_is_allowed_is_not_mended() {
    let flags = "{ \"a\": true, \"b\": true }";
    let main = "flagkit::flags!(\"flags.json\");\nfn main() { flags::A.is_enabled(); }\n";
    let project = Project::package(flags, &[("src/main.rs", main)]);
    project.run(&["check", "--fix", "--allow", "unused-flag"]).expect(0);
    assert_eq!(project.read("flags.json"), flags);
}
