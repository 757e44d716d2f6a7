//! What 1 000 attributes add to a clean debug build of a package, its dependencies being built.
//!
//! Three packages with the same 1 000 functions and 1 000 old ones are built by turns: with the attribute, without it,
//! and without flagkit at all. Each build starts from nothing but the dependencies, and the linker's time is taken apart.
//! The fastest build of each counts: whatever else the machine does only ever adds, by seconds.

use crate::Figure;
use crate::scheduler::seconds_of_children;
use crate::scratch::Scratch;
use benches::report::{Budget, Report};
use benches::rounds::median;
use std::fmt::Write;
use std::fs;
use std::time::Instant;

const FUNCTIONS: usize = 1_000;
/// A flag per ten functions, as one change touches several.
const FLAGS: usize = 100;
/// Functions to a module, as programs have them: the compiler splits its work by modules.
const MODULE: usize = 50;
const ROUNDS: usize = 7;

/// Seconds that the attributes may add.
const LIMIT: f64 = 2.0;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Annotated,
    Plain,
    WithoutFlagkit,
}

const PACKAGES: [(&str, Kind); 3] = [
    ("annotated", Kind::Annotated),
    ("plain", Kind::Plain),
    ("without-flagkit", Kind::WithoutFlagkit),
];

/// Functions of the size that programs have: a loop, a match, an early return.
fn main_of(kind: Kind) -> String {
    let mut text = String::from("#![allow(dead_code)]\n");
    if kind != Kind::WithoutFlagkit {
        text.push_str("flagkit::flags!(pub \"flags.json\");\n");
    }
    for number in 0..FUNCTIONS {
        if number % MODULE == 0 {
            let _ = writeln!(text, "mod part_{} {{", number / MODULE);
        }
        if kind == Kind::Annotated {
            let flag = number % FLAGS;
            let _ = writeln!(
                text,
                "#[flagkit::feature_flag(\"flag_{flag}\", fallback = old_{number})]"
            );
        }
        for (name, step) in [("new", 3), ("old", 5)] {
            let _ = writeln!(
                text,
                "pub fn {name}_{number}(items: &[u64], text: &str) -> Result<String, std::num::ParseIntError> {{
    let limit: u64 = text.parse()?;
    let mut sum = {number};
    for item in items {{
        match item % {step} {{
            0 => sum += item,
            1 if *item > limit => return Ok(format!(\"{number}: {{sum}}\")),
            _ => sum ^= item.rotate_left({step}),
        }}
    }}
    Ok(sum.to_string())
}}"
            );
        }
        if (number + 1) % MODULE == 0 {
            text.push_str("}\n");
        }
    }
    text.push_str("fn main() {\n    let items = [1, 2, 3];\n    let mut failed = 0;\n");
    for number in 0..FUNCTIONS {
        for name in ["new", "old"] {
            let call = format!("part_{}::{name}_{number}", number / MODULE);
            let _ = writeln!(text, "    failed += usize::from({call}(&items, \"7\").is_err());");
        }
    }
    text.push_str("    std::process::exit(i32::from(failed > 0));\n}\n");
    text
}

fn flags() -> String {
    let flags: Vec<String> =
        (0..FLAGS).map(|flag| format!("  \"flag_{flag}\": {}", flag % 2 == 0)).collect();
    format!("{{\n{}\n}}\n", flags.join(",\n"))
}

/// Passes the link on to the system's linker and notes how long it took.
const LINKER: &str = r#"#!/bin/sh
begun=$(date +%s%N)
cc "$@" || exit
echo $(( $(date +%s%N) - begun )) > "$(dirname "$0")/link-time"
"#;

/// Seconds of one build.
struct Build {
    wall: f64,
    /// Of it, in the linker.
    link: f64,
    /// On a core, all processes together.
    cores: f64,
}

/// Builds one package from nothing but its dependencies.
fn build(scratch: &Scratch, package: &str) -> Result<Build, Box<dyn std::error::Error>> {
    scratch.cargo(package, "clean").args(["--package", package]).status()?;
    let mut rustc = scratch.cargo(package, "rustc");
    let linker = scratch.path().join("linker");
    rustc.args(["--", "-C"]).arg(format!("linker={}", linker.display()));
    // What a user's debug build has, whatever this process was started with.
    rustc.env("CARGO_INCREMENTAL", "1");
    let before = seconds_of_children();
    let begun = Instant::now();
    if !rustc.status()?.success() {
        return Err(format!("the generated package `{package}` does not build").into());
    }
    let wall = begun.elapsed().as_secs_f64();
    let cores = seconds_of_children() - before;
    let link: f64 = fs::read_to_string(scratch.path().join("link-time"))?.trim().parse()?;
    Ok(Build { wall, link: link / 1e9, cores })
}

pub(crate) fn figure() -> Figure {
    let scratch = Scratch::new("expansion")?;
    let linker = scratch.write("linker", LINKER)?;
    let mut permissions = fs::metadata(&linker)?.permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
    fs::set_permissions(&linker, permissions)?;
    for (package, kind) in PACKAGES {
        scratch.package(package, &main_of(kind), &flags())?;
        // The dependencies, once.
        build(&scratch, package)?;
    }
    let mut builds: [Vec<Build>; 3] = Default::default();
    for round in 0..ROUNDS {
        for turn in 0..PACKAGES.len() {
            let which = (turn + round) % PACKAGES.len();
            builds[which].push(build(&scratch, PACKAGES[which].0)?);
        }
    }
    let least = |which: usize, of: fn(&Build) -> f64| -> f64 {
        builds[which].iter().map(of).fold(f64::INFINITY, f64::min)
    };
    let columns = ["fastest, s", "of it linking", "over plain, s", "to plain", "on cores, s"];
    let mut report = Report::new("1 000 attributes, a clean debug build", &columns);
    let plain = least(1, |build| build.wall);
    for (which, (package, kind)) in PACKAGES.into_iter().enumerate() {
        let wall = least(which, |build| build.wall);
        let (link, cores) = (least(which, |build| build.link), least(which, |build| build.cores));
        let cells =
            [wall, link, wall - plain, wall / plain, cores].map(|value| format!("{value:.2}"));
        let judged = kind == Kind::Annotated;
        report.row(
            package,
            cells,
            judged.then(|| Budget::at_most(wall - plain, LIMIT, " s added")),
        );
    }
    let median_of = |which: usize| median(builds[which].iter().map(|build| build.wall).collect());
    report.note(format!(
        "medians: {:.1} s and {:.1} s; `plain` has the handles and links flagkit",
        median_of(0),
        median_of(1),
    ));
    Ok(vec![report])
}
