//! `retire` at the command line: what is listed, what is refused, what is written. What it makes of sources, the corpus
//! in `tests/retire` holds; that one compiles, and this does not.

use crate::project::Project;

const FLAGS: &str = r#"{
  "flags": {
    // The new checkout.
    "new_checkout": { "rollout": "50%" },
    "other": false
  }
}
"#;

const MAIN: &str = r#"flagkit::flags!("flags.json");

mod checkout;

fn main() {
    if flags::NEW_CHECKOUT.is_enabled() {
        println!("new");
    }
    checkout::checkout();
}
"#;

const CHECKOUT: &str = r#"use flagkit::feature_flag;

#[feature_flag("new_checkout", fallback = old_checkout)]
pub(crate) fn checkout() {
    println!("new");
}

fn old_checkout() {
    println!("old");
}
"#;

fn project() -> Project {
    Project::package(FLAGS, &[("src/main.rs", MAIN), ("src/checkout.rs", CHECKOUT)])
}

const WRITE: [&str; 3] = ["--write", "--allow-no-vcs", "--no-check"];

fn retire<'a>(keep: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["retire", "new_checkout", "--keep", keep], more].concat()
}

#[test]
fn the_difference_is_shown_and_nothing_is_written() {
    let project = project();
    let ran = project.run(&retire("new", &[])).expect(0);
    let expected = r#"--- a/src/main.rs
+++ b/src/main.rs
@@ -3,8 +3,6 @@
 mod checkout;
 
 fn main() {
-    if flags::NEW_CHECKOUT.is_enabled() {
-        println!("new");
-    }
+    println!("new");
     checkout::checkout();
 }
--- a/src/checkout.rs
+++ b/src/checkout.rs
@@ -1,10 +1,3 @@
-use flagkit::feature_flag;
-
-#[feature_flag("new_checkout", fallback = old_checkout)]
 pub(crate) fn checkout() {
     println!("new");
-}
-
-fn old_checkout() {
-    println!("old");
 }
--- a/flags.json
+++ b/flags.json
@@ -1,7 +1,5 @@
 {
   "flags": {
-    // The new checkout.
-    "new_checkout": { "rollout": "50%" },
     "other": false
   }
 }
"#;
    assert_eq!(ran.stdout, expected);
    assert_eq!(ran.stderr, "");
    assert_eq!(
        (project.read("src/main.rs").as_str(), project.read("flags.json").as_str()),
        (MAIN, FLAGS)
    );
}

#[test]
fn writing_says_what_is_left_to_do() {
    let project = project();
    let ran = project.run(&retire("old", &WRITE)).expect(0);
    assert_eq!(
        ran.stdout,
        "`new_checkout` is retired, and its arm `old` stays: 3 files changed\n\
         note: documents that running programs read may still hold it; drop it there once this is deployed everywhere\n"
    );
    assert_eq!(
        project.read("src/checkout.rs"),
        "pub(crate) fn checkout() {\n    println!(\"old\");\n}\n"
    );
    assert_eq!(project.read("flags.json"), "{\n  \"flags\": {\n    \"other\": false\n  }\n}\n");
    let again = project.run(&retire("old", &WRITE)).expect(2);
    assert!(
        again.stderr.starts_with("error: no flag `new_checkout` in `flags.json`"),
        "{}",
        again.stderr
    );
}

/// Everything that cannot be resolved, one of each.
const UNRESOLVED: &str = r#"use crate::flags::{self, NEW_CHECKOUT};
use flagkit::{EvaluationContext, Flag, feature_flag};

pub use crate::flags::NEW_CHECKOUT as EXPORTED;

/// Ask `flags::NEW_CHECKOUT.is_enabled()` first.
pub fn listed(user: impl Fn() -> EvaluationContext) {
    let handle: Flag = flags::NEW_CHECKOUT;
    let _ = (handle.is_enabled(), NEW_CHECKOUT.evaluate());
    let _ = NEW_CHECKOUT.is_enabled_for(&user());
    flagkit::testing::with(NEW_CHECKOUT.on(), || {});
    custom!(가 flags::NEW_CHECKOUT.is_enabled());
    custom!(#[feature_flag("new_checkout", fallback = b)] fn a() {});
    dbg!(NEW_CHECKOUT.is_enabled());
    custom!("new_checkout");
    if NEW_CHECKOUT.is_enabled() {
        println!("sure");
    }
}

#[cfg_attr(test, feature_flag("new_checkout", fallback = old))]
fn conditional() {}

#[feature_flag("new_checkout", fallback = elsewhere)]
fn patterns((a, b): (u8, u8)) {}

#[feature_flag("other", fallback = elsewhere)]
#[feature_flag("new_checkout", fallback = elsewhere)]
fn behind_another() {}

#[feature_flag("new_checkout", fallbackk = elsewhere)]
fn mistaken() {}

macro_rules! custom {
    ($($token:tt)*) => {};
}
"#;

#[test]
fn what_is_not_sure_is_listed_with_its_place() {
    let main = "flagkit::flags!(\"flags.json\");\nmod listed;\nfn main() {}\n";
    let project = Project::package(FLAGS, &[("src/main.rs", main), ("src/listed.rs", UNRESOLVED)]);
    let ran = project.run(&retire("old", &WRITE)).expect(1);
    let expected = "14 uses of `new_checkout` to resolve by hand:
  src/listed.rs:4:23: others may import it from here; remove it by hand
      pub use crate::flags::NEW_CHECKOUT as EXPORTED;
  src/listed.rs:6:1: it stands in documentation; write what is true then
      /// Ask `flags::NEW_CHECKOUT.is_enabled()` first.
  src/listed.rs:8:24: the handle is used as a value
      let handle: Flag = flags::NEW_CHECKOUT;
  src/listed.rs:9:35: `evaluate` has no answer without the flag; write what is meant
      let _ = (handle.is_enabled(), NEW_CHECKOUT.evaluate());
  src/listed.rs:10:13: its argument may do something; write it as a plain place, or resolve it
      let _ = NEW_CHECKOUT.is_enabled_for(&user());
  src/listed.rs:11:28: it overrides the flag; remove the override
      flagkit::testing::with(NEW_CHECKOUT.on(), || {});
  src/listed.rs:12:22: it stands in a macro's tokens
      custom!(가 flags::NEW_CHECKOUT.is_enabled());
  src/listed.rs:13:28: the attribute stands in a macro's tokens
      custom!(#[feature_flag(\"new_checkout\", fallback = b)] fn a() {});
  src/listed.rs:14:10: it stands in a macro's tokens
      dbg!(NEW_CHECKOUT.is_enabled());
  src/listed.rs:15:13: a macro is given the flag's key
      custom!(\"new_checkout\");
  src/listed.rs:21:18: it stands in a `cfg_attr`: without the condition the function was not behind the flag
      #[cfg_attr(test, feature_flag(\"new_checkout\", fallback = old))]
  src/listed.rs:24:1: a parameter is a pattern, and the old code cannot be called with it; name it
      #[feature_flag(\"new_checkout\", fallback = elsewhere)]
  src/listed.rs:28:1: another flag's `#[feature_flag]` stands before it; put this one first, or resolve it
      #[feature_flag(\"new_checkout\", fallback = elsewhere)]
  src/listed.rs:31:1: an argument cannot be read; mend it first
      #[feature_flag(\"new_checkout\", fallbackk = elsewhere)]
nothing is written; resolve these by hand, or pass `--partial` to have the rest done
";
    assert_eq!(ran.stderr, expected);
    assert_eq!(project.read("src/listed.rs"), UNRESOLVED);

    let ran = project
        .run(&retire("old", &["--partial", "--write", "--allow-dirty", "--no-check"]))
        .expect(1);
    assert_eq!(ran.stdout, "1 file changed; `new_checkout` stays until the rest is resolved\n");
    let sure = "    if NEW_CHECKOUT.is_enabled() {\n        println!(\"sure\");\n    }\n";
    assert_eq!(project.read("src/listed.rs"), UNRESOLVED.replace(sure, ""));
    assert_eq!(project.read("flags.json"), FLAGS);
}

#[test]
fn a_tree_without_git_or_with_changes_is_refused() {
    let project = project();
    let ran = project.run(&retire("new", &["--write"])).expect(2);
    assert!(ran.stderr.contains("there is no git here"), "{}", ran.stderr);
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        git.args(["-c", "user.name=a", "-c", "user.email=a@b.c"]).args(arguments);
        assert!(
            git.current_dir(project.path()).output().unwrap().status.success(),
            "{arguments:?}"
        );
    };
    git(&["init", "--quiet"]);
    let ran = project.run(&retire("new", &["--write", "--no-check"])).expect(2);
    assert!(
        ran.stderr.contains("not committed; commit them, or pass `--allow-dirty`"),
        "{}",
        ran.stderr
    );
    assert_eq!(project.read("src/main.rs"), MAIN);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "all"]);
    // What git does not know of, it cannot bring back.
    project.write(".gitignore", "checkout.rs\n.gitignore\n");
    git(&["rm", "--quiet", "--cached", "src/checkout.rs"]);
    git(&["commit", "--quiet", "--message", "less"]);
    let ran = project.run(&retire("new", &["--write", "--no-check"])).expect(2);
    assert_eq!(
        ran.stderr,
        "error: git does not track `src/checkout.rs`, so the change could not be taken back; add it and commit it, or pass \
         `--allow-dirty`\n"
    );
    assert_eq!(project.read("src/main.rs"), MAIN);
    git(&["add", "--force", "."]);
    git(&["commit", "--quiet", "--message", "all again"]);
    project.run(&retire("new", &["--write", "--no-check"])).expect(0);
    assert!(!project.read("src/main.rs").contains("NEW_CHECKOUT"));
}

#[test]
fn prerequisites_that_are_always_met_go_along() {
    let flags = r#"{ "flags": {
    "new_checkout": true,
    "later": { "rollout": "5%", "prerequisites": ["new_checkout"] },
    "both": { "rollout": "5%", "prerequisites": { "other": true, "new_checkout": true } },
    "other": true
} }
"#;
    let project = Project::package(flags, &[("src/main.rs", MAIN), ("src/checkout.rs", CHECKOUT)]);
    let ran = project.run(&retire("old", &WRITE)).expect(2);
    assert!(
        ran.stderr.contains("`later` needs `new_checkout` to be what its arm `old` is not"),
        "{}",
        ran.stderr
    );
    assert_eq!(project.read("src/main.rs"), MAIN);
    project.run(&retire("new", &WRITE)).expect(0);
    let expected = r#"{ "flags": {
    "later": { "rollout": "5%" },
    "both": { "rollout": "5%", "prerequisites": { "other": true } },
    "other": true
} }
"#;
    assert_eq!(project.read("flags.json"), expected);
}

#[test]
fn notes_say_what_a_person_should_know() {
    let library = r#"flagkit::flags!("flags.json");
use flagkit::feature_flag;

#[feature_flag("new_checkout", fallback = old_checkout, on_panic = fallback)]
pub fn checkout() {}

pub fn old_checkout() {}

#[feature_flag("new_checkout", fallback = old_receipt)]
pub fn receipt() {}

fn old_receipt() {}

#[feature_flag("new_checkout", fallback = old_nothing)]
pub fn nothing() {}

/// Before new_checkout.
fn old_nothing() {}

/// Not [`old_receipt`], whatever new_checkout says.
pub fn print() -> &'static str {
    "new_checkout"
}
"#;
    let flags = FLAGS.replace("{ \"rollout\": \"50%\" }", "false");
    let project = Project::package(&flags, &[("src/lib.rs", library)]);
    let ran = project.run(&retire("new", &WRITE)).expect(0);
    let expected = "note: src/lib.rs:4:1: the rescue goes with the attribute: from now on a failure is the caller's
note: src/lib.rs:7:8: `old_checkout` stays, since it is `pub` and other crates may use it; remove it by hand if none does
note: src/lib.rs:12:4: `old_receipt` stays, since src/lib.rs:20:1 mentions it
note: src/lib.rs:20:1: documentation mentions the flag
note: src/lib.rs:22:5: this text is the flag's key; look at what it is for
note: `new_checkout` is `off` for everyone now, and the arm that stays is `on`
";
    assert_eq!(ran.stderr, expected);
}

#[test]
fn sources_that_are_no_rust_stop_everything() {
    let project = project();
    let broken = "fn flags_of() { NEW_CHECKOUT is broken }\nuse flags::NEW_CHECKOUT;\n";
    project.write("src/checkout.rs", broken);
    let ran = project.run(&retire("new", &WRITE)).expect(2);
    assert!(ran.stderr.contains("src/checkout.rs:1:30 cannot be read as Rust"), "{}", ran.stderr);
    assert_eq!(
        (project.read("src/main.rs").as_str(), project.read("flags.json").as_str()),
        (MAIN, FLAGS)
    );
}

#[test]
fn flags_of_another_document_are_let_be() {
    let project = project();
    project.write(
        "Cargo.toml",
        &project.read("Cargo.toml").replace("[workspace]", "[workspace]\nmembers = [\"member\"]"),
    );
    let manifest = project.read("Cargo.toml");
    let (package, _) = manifest.split_once("[workspace]").unwrap();
    project.write("member/Cargo.toml", &package.replace("\"app\"", "\"member\""));
    project.write("member/flags.json", FLAGS);
    project.write("member/src/main.rs", MAIN);
    let documented = format!(
        "{CHECKOUT}\n/// `flags::NEW_CHECKOUT`, as `flags::OTHER`.\nfn documented() {{}}\n"
    );
    project.write("member/src/checkout.rs", &documented);
    let flags = project.join("flags.json");
    let ran =
        project.run(&retire("new", &[&WRITE[..], &["--file", flags.to_str().unwrap()]].concat()));
    let ran = ran.expect(0);
    assert_eq!(ran.stderr, "");
    assert_eq!(project.read("member/src/main.rs"), MAIN);
    assert_eq!(project.read("member/src/checkout.rs"), documented);
    assert_eq!(project.read("member/flags.json"), FLAGS);
    assert!(!project.read("src/main.rs").contains("NEW_CHECKOUT"), "{}", ran.stderr);
}

#[test]
fn sources_of_another_document_keep_what_nothing_seems_to_need() {
    let project = project();
    let manifest =
        project.read("Cargo.toml").replace("[workspace]", "[workspace]\nmembers = [\"q\"]");
    project.write("Cargo.toml", &manifest);
    let (package, _) = manifest.split_once("[workspace]").unwrap();
    let package = package.replace("\"app\"", "\"q\"");
    project.write("q/Cargo.toml", &format!("{package}\n[features]\nextra = []\n"));
    project.write("q/flags.json", FLAGS);
    let main = "flagkit::flags!(\"flags.json\");
#[cfg(feature = \"extra\")]
mod m {
    use crate::flags::NEW_CHECKOUT;
    pub fn f() {
        println!(\"{}\", NEW_CHECKOUT.is_enabled());
    }
}
fn main() {}
fn old_checkout() {}
";
    project.write("q/src/main.rs", main);
    project.write("src/main.rs", "flagkit::flags!(\"flags.json\");\nmod checkout;\nfn main() {}\n");
    // Only the other package has a function of that name.
    let checkout = CHECKOUT.split_once("\nfn old_checkout").unwrap().0;
    project.write("src/checkout.rs", checkout);
    let ran = project.run(&retire("new", &WRITE)).expect(0);
    assert_eq!(project.read("q/src/main.rs"), main, "{}", ran.stderr);
    assert_eq!(project.read("q/flags.json"), FLAGS);
    assert!(!project.read("src/checkout.rs").contains("feature_flag"), "{}", ran.stderr);
}

/// What `--keep old` makes of a source.
fn kept_old(library: &str) -> String {
    let library = format!("flagkit::flags!(\"flags.json\");\n{library}");
    let project = Project::package(FLAGS, &[("src/lib.rs", &library)]);
    project.run(&retire("old", &WRITE)).expect(0);
    project.read("src/lib.rs").split_once('\n').unwrap().1.to_owned()
}

const ATTRIBUTE: &str = "#[flagkit::feature_flag(\"new_checkout\", fallback = ";

#[test]
fn generic_arguments_of_the_old_code_stay_in_a_call() {
    let old = "\nfn old<T: Default>() {\n    drop(T::default());\n}\n";
    let before = format!("{ATTRIBUTE}old::<u8>)]\npub fn new<T: Default>() {{}}\n{old}");
    let after = format!("pub fn new<T: Default>() {{\n    old::<u8>()\n}}\n{old}");
    assert_eq!(kept_old(&before), after);
    let old = "    fn old() {\n        drop(T::default());\n    }\n}\n";
    let head = "struct S<T>(T);\n\nimpl<T: Default> S<T> {\n    ";
    let before = format!("{head}{ATTRIBUTE}S::<u8>::old)]\n    fn new() {{}}\n\n{old}");
    let after = format!("{head}fn new() {{\n        S::<u8>::old()\n    }}\n\n{old}");
    assert_eq!(kept_old(&before), after);
}

#[test]
fn code_moves_only_where_it_names_the_same_callers() {
    const TRACKED: &str = "#[track_caller]\n";
    for (new, old, moves) in
        [(TRACKED, "", false), ("", TRACKED, false), (TRACKED, TRACKED, true), ("", "", true)]
    {
        let body = "{\n    panic!(\"before\")\n}\n";
        let before = format!("{ATTRIBUTE}old)]\n{new}pub fn new() {{}}\n\n{old}fn old() {body}");
        let after = if moves {
            format!("{new}pub fn new() {body}")
        } else {
            format!("{new}pub fn new() {{\n    old()\n}}\n\n{old}fn old() {body}")
        };
        assert_eq!(kept_old(&before), after);
    }
}

#[test]
fn code_with_attributes_of_its_own_is_called() {
    let old = "\nfn old() {\n    #![allow(unused_variables)]\n    let a = 1;\n}\n";
    let before = format!("{ATTRIBUTE}old)]\npub fn new() {{}}\n{old}");
    assert_eq!(kept_old(&before), format!("pub fn new() {{\n    old()\n}}\n{old}"));
}

#[test]
fn comments_that_are_not_the_arms_stay() {
    let new = format!("{ATTRIBUTE}old)]\npub fn new() {{}}\n");
    for comment in [
        "/*\n// an old helper\n// its end */\n",
        "// Copyright of somebody\n// and their heirs\n",
        "// SPDX-License-Identifier: MIT\n",
    ] {
        let before = format!("{new}\n{comment}#[inline]\nfn old() {{}}\n");
        let library = format!("flagkit::flags!(\"flags.json\");\n{before}");
        let project = Project::package(FLAGS, &[("src/lib.rs", &library)]);
        project.run(&retire("new", &WRITE)).expect(0);
        let after = project.read("src/lib.rs");
        assert_eq!(
            after,
            format!("flagkit::flags!(\"flags.json\");\npub fn new() {{}}\n\n{comment}")
        );
    }
}

#[test]
fn the_help_says_what_stopping_the_check_leaves() {
    let ran = Project::new().run(&["retire", "--help"]).expect(0);
    let words: Vec<&str> = ran.stdout.split_whitespace().collect();
    let help = words.join(" ");
    assert!(help.contains("Ctrl-C during the check leaves them written"), "{}", ran.stdout);
}

#[test]
fn arms_that_there_are_not_are_told() {
    let project = project();
    let ran = project.run(&retire("semantic", &[])).expect(2);
    assert_eq!(
        ran.stderr,
        "error: no arm `semantic` in a flag that is on or off; write `--keep new` or `--keep old`\n"
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_leaves_all_as_it_was() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = project();
    let checkout = project.join("src/checkout.rs");
    std::fs::set_permissions(&checkout, std::fs::Permissions::from_mode(0o444)).unwrap();
    let ran = project.run(&retire("new", &WRITE)).expect(2);
    assert!(ran.stderr.contains("`src/checkout.rs` is read-only"), "{}", ran.stderr);
    assert_eq!(project.read("src/main.rs"), MAIN);
    assert_eq!(project.read("flags.json"), FLAGS);
}
