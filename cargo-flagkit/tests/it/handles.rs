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
