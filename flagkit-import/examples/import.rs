//! Writes another engine's document as flags.json: the document goes to standard output, what could not be carried over
//! to standard error.
//!
//! ```sh
//! cargo run -p flagkit-import --example import -- export.json > flags.json
//! cargo run -p flagkit-import --example import -- export.json unleash > flags.json
//! ```
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is what this program is for")]

use flagkit_import::{Format, import};
use std::error::Error;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("usage: import FILE [FORMAT]")?;
    let text = std::fs::read_to_string(&file).map_err(|why| format!("{file}: {why}"))?;
    let format = match arguments.next() {
        Some(name) => name.parse()?,
        None => Format::recognise(&text).ok_or_else(|| {
            format!("{file}: no engine's document is recognised; name its format")
        })?,
    };
    let imported = import(format, &text)?;
    print!("{}", imported.document);
    for note in &imported.notes {
        eprintln!("{note}");
    }
    eprintln!("{file}: read as {format}, {} notes", imported.notes.len());
    Ok(())
}
