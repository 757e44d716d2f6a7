//! `cargo flagkit retire` and names that only look like the flag's handle.

use crate::project::Project;

const FLAGS: &str = r#"{ "flags": { "gate": { "value": false } } }
"#;

const MAIN: &str = r#"mod other;
flagkit::flags!("flags.json");

mod own {
    use super::*;
    pub(crate) fn asked() -> bool {
        flags::GATE.is_enabled() && super::flags::GATE.is_enabled()
    }
}

fn main() {
    println!("{}{}", own::asked(), flags::GATE.is_enabled());
    other::run();
}
"#;

const OTHER: &str = r#"mod flags {
    pub(crate) struct Gate;
    impl Gate {
        pub(crate) fn is_enabled(&self) -> bool {
            true
        }
    }
    pub(crate) static GATE: Gate = Gate;
}

mod importing {
    use crate::flags::GATE;
    pub(super) fn asked() -> bool {
        GATE.is_enabled()
    }
}

mod bare {
    use crate::other::flags::*;
    pub(super) fn asked() -> bool {
        GATE.is_enabled() || super::flags::GATE.is_enabled()
    }
}

pub(crate) fn run() {
    println!("{}{}{}", importing::asked(), bare::asked(), self::flags::GATE.is_enabled());
}
"#;

const NUMBERS: &str = r#"flagkit::flags!("flags.json");

fn small() -> f32 {
    if flags::GATE.is_enabled() { 0.5 } else { 0.25 }
}

fn main() {
    let tax = if flags::GATE.is_enabled() { small() } else { 0.1 };
    let count = if flags::GATE.is_enabled() { 1u8 } else { 200 };
    let both = if flags::GATE.is_enabled() { 1 } else { 2 };
    println!("{tax} {count} {both}");
}
"#;

#[test]
fn numbers_whose_type_would_go_are_listed() {
    let project = Project::package(FLAGS, &[("src/main.rs", NUMBERS)]);
    let ran = project.run(&["retire", "gate", "--keep", "old"]).expect(1);
    let expected = "2 uses of `gate` to resolve by hand:
  src/main.rs:8:18: a number that stays has its type from what goes; write the type
      let tax = if flags::GATE.is_enabled() { small() } else { 0.1 };
  src/main.rs:9:20: a number that stays has its type from what goes; write the type
      let count = if flags::GATE.is_enabled() { 1u8 } else { 200 };
";
    assert_eq!(ran.stderr, expected);
}

#[test]
fn names_that_imports_do_not_prove_are_listed() {
    let project = Project::package(FLAGS, &[("src/main.rs", MAIN), ("src/other.rs", OTHER)]);
    let ran = project
        .run(&[
            "retire",
            "gate",
            "--keep",
            "old",
            "--partial",
            "--write",
            "--allow-dirty",
            "--allow-no-vcs",
            "--no-check",
        ])
        .expect(1);
    let reason = "it may be another module's; write it by its path from `crate`";
    for place in ["21:9", "21:30", "26:59"] {
        let line = format!("src/other.rs:{place}: {reason}");
        assert!(ran.stderr.contains(&line), "{line}\n{}", ran.stderr);
    }
    let other = project.read("src/other.rs");
    assert!(other.contains("asked() -> bool {\n        false\n"), "{other}");
    assert!(other.contains("GATE.is_enabled() || super::flags::GATE.is_enabled()"), "{other}");
    assert!(!project.read("src/main.rs").contains("GATE"), "{}", project.read("src/main.rs"));
}
