//! `cargo flagkit fmt`: blanks change and nothing else, and only where the file is a document.

use crate::project::Project;

const UNEVEN: &str = "{ // ours\n\"b\":true,\n    \"a\" : {\"rollout\":\"5%\"} }\n";
const EVEN: &str = "{ // ours\n    \"b\": true,\n    \"a\": { \"rollout\": \"5%\" }\n}\n";

#[test]
fn a_file_is_laid_out_and_then_stays() {
    let project = Project::new();
    project.write("flags.json", UNEVEN);
    let ran = project.run(&["fmt"]).expect(0);
    assert_eq!((&*ran.stdout, &*ran.stderr), ("", "laid out `flags.json`\n"));
    assert_eq!(project.read("flags.json"), EVEN);
    assert_eq!(project.run(&["fmt"]).expect(0).stderr, "");
    project.run(&["fmt", "--check"]).expect(0);
}

#[test]
fn check_shows_the_difference_and_writes_nothing() {
    let project = Project::new();
    project.write("flags.json", UNEVEN);
    let ran = project.run(&["fmt", "--check"]).expect(1);
    assert_eq!(
        ran.stdout,
        "--- a/flags.json
+++ b/flags.json
@@ -1,3 +1,4 @@
 { // ours
-\"b\":true,
-    \"a\" : {\"rollout\":\"5%\"} }
+    \"b\": true,
+    \"a\": { \"rollout\": \"5%\" }
+}
"
    );
    assert_eq!(project.read("flags.json"), UNEVEN);
}

#[test]
fn what_is_no_document_is_left_alone() {
    let project = Project::new();
    project.write("flags.json", "{ \"a\" true }\n");
    let ran = project.run(&["fmt"]).expect(2);
    assert!(
        ran.stderr.starts_with(
            "error: `flags.json` is no document of flags; mend it first\n  note: flags.json:1:7: error[FK0001]: "
        ),
        "{}",
        ran.stderr
    );
    assert_eq!(project.read("flags.json"), "{ \"a\" true }\n");
    let ran = project.run(&["fmt", "--file", "none.json"]).expect(2);
    assert!(ran.stderr.contains("there is no `none.json`"), "{}", ran.stderr);
}

#[test]
fn all_files_of_a_workspace_or_none() {
    let project = Project::new();
    let flagkit = concat!(env!("CARGO_MANIFEST_DIR"), "/../flagkit");
    project.write("Cargo.toml", "[workspace]\nmembers = [\"one\", \"two\"]\nresolver = \"3\"\n");
    for name in ["one", "two"] {
        let manifest = format!(
            "[package]\nname = \"{name}\"\nedition = \"2024\"\n[dependencies]\nflagkit = {{ path = '{flagkit}' }}\n"
        );
        project.write(&format!("{name}/Cargo.toml"), &manifest);
        project.write(&format!("{name}/src/lib.rs"), "");
        project.write(&format!("{name}/flags.json"), UNEVEN);
    }
    project.write("two/flags.json", "{");
    project.run(&["fmt", "--all"]).expect(2);
    assert_eq!(project.read("one/flags.json"), UNEVEN);
    project.write("two/flags.json", EVEN);
    project.run(&["fmt", "--all", "--check"]).expect(1);
    project.run(&["fmt", "--all"]).expect(0);
    assert_eq!(project.read("one/flags.json"), EVEN);
}
