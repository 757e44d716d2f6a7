//! Tells the tests whether this compiler is the one whose words they compare.
//!
//! It decides nothing else, and never fails: without an answer the tests run.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=../../rust-toolchain.toml");
    println!("cargo::rustc-check-cfg=cfg(another_compiler)");
    if let (Some(pinned), Some(running)) = (pinned(), running())
        && pinned != running
    {
        println!(
            "cargo::warning=tests/ui does not run: its texts are those of rustc {pinned}, this is {running}"
        );
        println!("cargo::rustc-cfg=another_compiler");
    }
}

/// `channel = "1.95.0"`
fn pinned() -> Option<String> {
    let text = std::fs::read_to_string("../../rust-toolchain.toml").ok()?;
    let line = text.lines().find_map(|line| line.trim().strip_prefix("channel"))?;
    Some(line.split('"').nth(1)?.to_owned())
}

/// `rustc 1.95.0 (...)`
fn running() -> Option<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().ok()?;
    Some(String::from_utf8(output.stdout).ok()?.split(' ').nth(1)?.to_owned())
}
