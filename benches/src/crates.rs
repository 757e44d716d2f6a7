//! How many crates a user compiles, by cargo's own account.

use crate::Figure;
use benches::report::{Budget, Report};
use std::collections::BTreeSet;
use std::process::Command;

pub(crate) fn figure() -> Figure {
    let mut report = Report::new("crates, default features", &["crates", "to budget"]);
    for (package, limit) in [("flagkit", 25.0), ("flagkit-macros", 8.0)] {
        let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["tree", "--package", package, "--edges", "normal,build", "--prefix", "none"])
            .args(["--format", "{p}", "--manifest-path"])
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
            .output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        let text = String::from_utf8_lossy(&output.stdout);
        // `name version (where) (*)`; the star marks a repetition.
        let crates: BTreeSet<String> = text
            .lines()
            .map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "))
            .filter(|line| !line.is_empty())
            .collect();
        let count = crates.len() as f64;
        let cells = [crates.len().to_string(), format!("{:.2}", count / limit)];
        report.row(package, cells, Some(Budget::at_most(count, limit, "")));
    }
    report.note("itself included; every edge that is compiled, build scripts and macros too");
    Ok(vec![report])
}
