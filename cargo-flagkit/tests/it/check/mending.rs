//! `check --fix`: what is removed, and what never is.

use super::check;
use crate::project::Project;

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
