//! `cargo flagkit completions`: what a shell needs to complete `cargo-flagkit`.
//!
//! The script is made of the same description as the help texts, so it knows every command and argument there is.

use crate::cli::{Cli, Options};
use crate::exit::{Outcome, Result};
use clap::{Args, CommandFactory as _};
use clap_complete::Shell;
use std::io::Write as _;

/// What `completions` takes.
#[derive(Debug, Args)]
#[command(after_help = "To have them in every shell, put this into its configuration:
  bash        source <(cargo flagkit completions bash)
  zsh         source <(cargo flagkit completions zsh)      behind `compinit`
  fish        cargo flagkit completions fish | source
  elvish      eval (cargo flagkit completions elvish | slurp)
  powershell  cargo flagkit completions powershell | Out-String | Invoke-Expression

They complete the command by its own name: `cargo-flagkit check` is `cargo flagkit check`.

Examples:
  cargo flagkit completions bash > ~/.local/share/bash-completion/completions/cargo-flagkit
  cargo flagkit completions fish > ~/.config/fish/completions/cargo-flagkit.fish")]
pub(crate) struct Arguments {
    /// Whose completions
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the script.
pub(crate) fn run(_options: &Options, arguments: &Arguments) -> Result {
    let mut stdout = anstream::stdout().lock();
    stdout.write_all(script(arguments.shell).as_bytes())?;
    stdout.flush()?;
    Ok(Outcome::Clean)
}

const NAME: &str = "cargo-flagkit";

/// clap's functions for bash do not find each other where the command's name has a hyphen: one half writes it as `__`,
/// the other as `__subcmd__`. So they are made for a name without one, and registered for the right one.
fn script(shell: Shell) -> String {
    let stand_in = "cargo_flagkit";
    let name = if shell == Shell::Bash { stand_in } else { NAME };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), name, &mut script);
    let script = String::from_utf8_lossy(&script);
    script.replace(&format!(" {stand_in}\n"), &format!(" {NAME}\n"))
}
