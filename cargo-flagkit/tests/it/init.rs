//! `cargo flagkit init`: what it writes and says compiles, and what is there stays.

use crate::project::Project;
use std::process::Command;

/// A package that knows nothing of flagkit.
fn package(sources: &[(&str, &str)]) -> Project {
    let project = Project::new();
    let manifest = "[package]\nname = \"my-app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n";
    project.write("Cargo.toml", manifest);
    for (path, text) in sources {
        project.write(path, text);
    }
    project
}

/// The code of each step, in order.
fn code(stdout: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    let mut was_code = false;
    for line in stdout.lines() {
        let is_code = line.starts_with("    ") || (was_code && line.is_empty());
        if is_code && !was_code {
            blocks.push(String::new());
        }
        if is_code {
            let block = blocks.last_mut().unwrap();
            block.push_str(line.strip_prefix("    ").unwrap_or(line));
            block.push('\n');
        }
        was_code = is_code;
    }
    blocks
}

#[test]
fn the_printed_steps_compile() {
    let project = package(&[("src/main.rs", "fn main() {}\n")]);
    std::fs::create_dir(project.join("conf")).unwrap();
    let ran = project.run(&["init", "new_search", "--file", "conf/ours.json"]).expect(0);
    let steps = code(&ran.stdout);
    let [dependency, metadata, table, arms, watch] = &*steps else { panic!("{}", ran.stdout) };
    let flagkit = concat!(env!("CARGO_MANIFEST_DIR"), "/../flagkit");
    let dependency = dependency.replace("PATH/TO/flagkit/flagkit", flagkit);
    project.write("Cargo.toml", &(project.read("Cargo.toml") + &dependency + metadata));
    let main = format!(
        "#![deny(warnings)]\n{table}\n{arms}\nfn main() -> Result<(), flagkit::Error> {{\n{watch}    println!(\"{{}}\", new_code());\n    Ok(())\n}}\n"
    );
    project.write("src/main.rs", &main);
    std::fs::copy(
        concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock"),
        project.join("Cargo.lock"),
    )
    .unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet"])
        // What other runs of the tests have built of flagkit is taken from there.
        .env("CARGO_TARGET_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/init"))
        .env_remove("RUSTFLAGS")
        .current_dir(project.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{main}\n{}", String::from_utf8_lossy(&output.stderr));
    project.run(&["check"]).expect(0);
}

#[test]
fn a_first_file_is_written_and_the_steps_are_told() {
    let project = package(&[("src/main.rs", "fn main() {}\n")]);
    let ran = project.run(&["init", "--bare"]).expect(0);
    assert_eq!(
        project.read("flags.json"),
        "{\n  // Off for everyone; write `true` for on, or \"5%\" for a share of all.\n  \"new_checkout\": false\n}\n"
    );
    assert_eq!(
        ran.stdout,
        "\
wrote `flags.json`

1. In Cargo.toml, under `[dependencies]`:

    flagkit = { path = \"PATH/TO/flagkit/flagkit\" }   # or: git = \"URL of its repository\"

2. In `src/main.rs`, once:

    flagkit::flags!(\"flags.json\");

3. Where the code changes, in `src/main.rs` or any module; the new code above, the old below:

    #[flagkit::feature_flag(\"new_checkout\", fallback = old_code)]
    fn new_code() -> &'static str {
        \"new\"
    }

    fn old_code() -> &'static str {
        \"old\"
    }

4. At the beginning of `main`, which returns `Result<(), flagkit::Error>`; without it the flags.json of the build applies:

    let _watch = flagkit::watch_default()?;

Then `cargo flagkit check` says what is missing.
"
    );
}

#[test]
fn what_is_there_is_not_told_again() {
    let sources = [
        ("src/lib.rs", "//! A library.\nff::flags!(pub \"flags.json\");\n"),
        ("src/main.rs", "fn main() {}\n"),
    ];
    let project = package(&sources);
    let flagkit = concat!(env!("CARGO_MANIFEST_DIR"), "/../flagkit");
    let dependency = format!("ff = {{ package = \"flagkit\", path = '{flagkit}' }}\n");
    project.write("Cargo.toml", &(project.read("Cargo.toml") + &dependency));
    let ran = project.run(&["init"]).expect(0);
    assert!(ran.stdout.contains("\n1. Where the code changes, in `src/lib.rs`"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("#[ff::feature_flag(") && !ran.stdout.contains("flags!"),
        "{}",
        ran.stdout
    );
    // A comment that speaks of one is none; with a library, the other targets take the library's.
    project.write("src/lib.rs", "//! Put flags! here.\n");
    std::fs::remove_file(project.join("flags.json")).unwrap();
    let ran = project.run(&["init"]).expect(0);
    assert!(
        ran.stdout.contains("1. In `src/lib.rs`, once:\n\n    ff::flags!(pub \"flags.json\");\n"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("\n    use my_app::flags;\n"), "{}", ran.stdout);
}

#[test]
fn nothing_is_overwritten() {
    let project = package(&[("src/main.rs", "fn main() {}\n")]);
    project.write("flags.json", "{}");
    let ran = project.run(&["init"]).expect(2);
    assert_eq!(
        ran.stderr,
        "error: this package has `flags.json` already\n  help: to add a flag to it, run `cargo flagkit add FLAG`\n"
    );
    assert_eq!(project.read("flags.json"), "{}");
    let ran = project.run(&["init", "2fa"]).expect(2);
    assert!(ran.stderr.starts_with("error: a flag cannot have this key: "), "{}", ran.stderr);
}

#[test]
fn a_file_that_flags_would_not_find_is_not_written() {
    let project = Project::new();
    project.write("Cargo.toml", "[workspace]\nmembers = [\"one\"]\nresolver = \"3\"\n");
    project.write("one/Cargo.toml", "[package]\nname = \"one\"\nedition = \"2024\"\n");
    project.write("one/src/lib.rs", "");
    let at = |directory: &str, arguments: &[&str]| {
        let mut command = project.command(arguments);
        command.current_dir(project.join(directory)).output().unwrap()
    };
    let outside = at("one", &["init", "--file", "../../flags.json"]);
    assert_eq!(outside.status.code(), Some(2));
    let said = String::from_utf8(outside.stderr).unwrap();
    assert!(said.starts_with("error: `flags!` would not find `"), "{said}");
    // The workspace's own is found from every package of it, and is then the package's.
    assert_eq!(at(".", &["init"]).status.code(), Some(0));
    assert!(project.join("flags.json").is_file());
    let again = at("one", &["init"]);
    assert_eq!(again.status.code(), Some(2));
    let said = String::from_utf8(again.stderr).unwrap();
    assert!(said.starts_with("error: this package has `"), "{said}");
}

#[test]
fn the_schema_is_written_for_editors() {
    let project = package(&[("src/main.rs", "fn main() {}\n")]);
    let ran = project.run(&["init", "--schema"]).expect(0);
    assert!(
        ran.stdout.starts_with("wrote `flags.json` and `flags.schema.json`\n"),
        "{}",
        ran.stdout
    );
    let schema: serde_json::Value =
        serde_json::from_str(&project.read("flags.schema.json")).unwrap();
    assert!(schema["$schema"].is_string());
    assert!(project.read("flags.json").contains("\"$schema\": \"flags.schema.json\""));
    // What init writes is laid out as fmt would.
    project.run(&["fmt", "--check"]).expect(0);
}

/// A directory inside of the workspace is made; outside of it nothing is.
#[test]
fn a_missing_directory_is_made() {
    let project = Project::new();
    project.write(
        "app/Cargo.toml",
        "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n",
    );
    project.write("app/src/main.rs", "fn main() {}\n");
    let init = |file: &str| {
        let mut command = project.command(&["init", "--file", file]);
        command.current_dir(project.join("app")).output().unwrap()
    };
    let made = init("conf/deep/flags.json");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert!(project.read("app/conf/deep/flags.json").contains("new_checkout"));
    for (file, says) in [
        ("../other/flags.json", "error: `flags!` would not find `"),
        (
            "none/../../other/flags.json",
            "error: `none/../../other/flags.json` leads through a directory that is missing\n",
        ),
        ("src/main.rs/flags.json", "error: cannot create the directory `src/main.rs`: "),
    ] {
        let refused = init(file);
        assert_eq!(refused.status.code(), Some(2));
        let told = String::from_utf8_lossy(&refused.stderr);
        assert!(told.starts_with(says), "{told}");
    }
    assert!(!project.join("other").exists() && !project.join("app/none").exists());
}
