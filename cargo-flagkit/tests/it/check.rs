//! `cargo flagkit check`: one workspace for each kind of finding, and what must not be found.

mod ending;
mod mending;
mod uses;

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
