//! What 1 000 attributes add to a clean debug build of a package, its dependencies being built.
//!
//! Three packages with the same 1 000 functions and 1 000 old ones are built by turns: with the attribute, without it,
//! and without flagkit at all. Each build starts from nothing but the dependencies, and the linker's time is taken apart.

use crate::Figure;
use crate::report::{Budget, Report};
use crate::rounds::median;
use crate::scratch::Scratch;
use std::fmt::Write;
use std::fs;
use std::time::Instant;

const FUNCTIONS: usize = 1_000;
/// A flag per ten functions, as one change touches several.
const FLAGS: usize = 100;
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
    }
    text.push_str("fn main() {\n    let items = [1, 2, 3];\n    let mut failed = 0;\n");
    for number in 0..FUNCTIONS {
        let _ = writeln!(text, "    failed += usize::from(new_{number}(&items, \"7\").is_err());");
        let _ = writeln!(text, "    failed += usize::from(old_{number}(&items, \"7\").is_err());");
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

/// Seconds of a build of one package from nothing but its dependencies, and the linker's part of them.
fn build(scratch: &Scratch, package: &str) -> Result<(f64, f64), Box<dyn std::error::Error>> {
    scratch.cargo(package, "clean").args(["--package", package]).status()?;
    let mut rustc = scratch.cargo(package, "rustc");
    let linker = scratch.path().join("linker");
    rustc.args(["--", "-C"]).arg(format!("linker={}", linker.display()));
    // What a user's debug build has, whatever this process was started with.
    rustc.env("CARGO_INCREMENTAL", "1");
    let begun = Instant::now();
    if !rustc.status()?.success() {
        return Err(format!("the generated package `{package}` does not build").into());
    }
    let all = begun.elapsed().as_secs_f64();
    let link: f64 = fs::read_to_string(scratch.path().join("link-time"))?.trim().parse()?;
    Ok((all, link / 1e9))
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
    let mut all: [Vec<f64>; 3] = Default::default();
    let mut links: [Vec<f64>; 3] = Default::default();
    for round in 0..ROUNDS {
        for turn in 0..PACKAGES.len() {
            let which = (turn + round) % PACKAGES.len();
            let (seconds, link) = build(&scratch, PACKAGES[which].0)?;
            all[which].push(seconds);
            links[which].push(link);
        }
    }
    let over = |which: usize| -> f64 {
        median(all[which].iter().zip(&all[1]).map(|(own, plain)| own - plain).collect())
    };
    let columns = ["s", "of it linking", "over plain, s", "to plain"];
    let mut report = Report::new("1 000 attributes, a clean debug build", &columns);
    for (which, (package, kind)) in PACKAGES.into_iter().enumerate() {
        let (middle, link) = (median(all[which].clone()), median(links[which].clone()));
        let ratio =
            median(all[which].iter().zip(&all[1]).map(|(own, plain)| own / plain).collect());
        let added = over(which);
        let cells = [middle, link, added, ratio].map(|value| format!("{value:.2}"));
        let judged = kind == Kind::Annotated;
        report.row(package, cells, judged.then(|| Budget::at_most(added, LIMIT, " s added")));
    }
    let each = over(0) * 1e3 / FUNCTIONS as f64;
    report
        .note(format!("{each:.2} ms for one attribute; `plain` has the handles and links flagkit"));
    Ok(vec![report])
}
