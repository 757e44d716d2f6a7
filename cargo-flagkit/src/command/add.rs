//! `cargo flagkit add`.

use crate::cli::Options;
use crate::edit::addition::Addition;
use crate::edit::{self, replace::Mode};
use crate::exit::Result;
use clap::Args;
use clap::builder::PossibleValuesParser;
use flagkit_core::Kind;

/// What `add` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo flagkit add new_search
  cargo flagkit add new_search --owner team-web --expires 2027-03-01
  cargo flagkit add search_ranker --variants bm25,semantic --default bm25
  cargo flagkit add stop_emails --kind kill-switch --description 'Stops all emails'
  cargo flagkit add new_cart --stages 5%,25%,everyone")]
pub(crate) struct Arguments {
    /// The new flag's key: letters, digits, `_`, `-` and `.`
    #[arg(value_name = "FLAG")]
    key: String,
    /// What the flag is for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Who answers for it
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// Where the work on it is tracked
    #[arg(long, value_name = "URL")]
    issue: Option<String>,
    /// When it should be gone
    #[arg(long, value_name = "DATE")]
    expires: Option<String>,
    /// What sort of flag it is, which says how long it may live
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    kind: Option<String>,
    /// The names of its variants, with commas between
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    variants: Vec<String>,
    /// The variant of the old code; without it, the first one
    #[arg(long, value_name = "VARIANT")]
    default: Option<String>,
    /// Its stages in order, with commas between: segments, shares, `everyone`
    #[arg(long, value_name = "STAGES", value_delimiter = ',')]
    stages: Vec<String>,
    /// Show what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
}

fn kinds() -> PossibleValuesParser {
    PossibleValuesParser::new(Kind::ABOUT.iter().map(|(word, _)| *word))
}

/// Does it.
pub(crate) fn run(options: &Options, arguments: &Arguments) -> Result {
    let Arguments { key, description, owner, issue, expires, kind, .. } = arguments;
    let addition = Addition {
        description: description.clone(),
        owner: owner.clone(),
        issue: issue.clone(),
        expires: expires.clone(),
        kind: kind.clone(),
        variants: arguments.variants.clone(),
        default: arguments.default.clone(),
        stages: arguments.stages.clone(),
    };
    let today = today();
    let mode = Mode::of(arguments.dry_run);
    let done = edit::attempt(options, key, mode, |file| addition.plan(file, key, &today))?;
    edit::report::tell_as(done, |edit| {
        (format!("`{key}` is added, {}", for_everyone(edit)), in_the_code(edit))
    })
}

/// The day in UTC, as flags.json writes it.
fn today() -> String {
    let now = crate::moment::millis(None);
    crate::words::condition::date(now - now.rem_euclid(24 * 60 * 60 * 1000))
}

/// What everyone gets of a new flag.
fn for_everyone(edit: &edit::Edit) -> String {
    let flag = edit.after.flags().iter().find(|flag| flag.key() == edit.key);
    match flag.and_then(|flag| flag.default_variant()) {
        Some(old) if old != "off" => format!("`{old}` for everyone"),
        _ => "off for everyone".to_owned(),
    }
}

/// What to write next.
fn in_the_code(edit: &edit::Edit) -> Vec<String> {
    let Some(flag) = edit.after.flags().iter().find(|flag| flag.key() == edit.key) else {
        return Vec::new();
    };
    let key = flag.key();
    // The constant's name without its case is a function's.
    let function = flag.handle().to_lowercase();
    let old = function.strip_prefix("new_").unwrap_or(&function);
    let new = flag.variants().iter().map(|variant| variant.name());
    let new = new.filter(|name| Some(*name) != flag.default_variant());
    let arms: Vec<String> =
        new.enumerate().map(|(place, name)| arm(place, name, &function)).collect();
    let variants =
        if arms.is_empty() { String::new() } else { format!("variants({}), ", arms.join(", ")) };
    vec![
        format!(
            "write `#[feature_flag(\"{key}\", {variants}fallback = old_{old})]` above the new code"
        ),
        format!("`flags::{}` asks for it anywhere else", flag.handle()),
    ]
}

/// One of the arms that are listed: the function's own body, or another function.
fn arm(place: usize, name: &str, function: &str) -> String {
    let word: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let is_word = word == name && !name.starts_with(|first: char| first.is_ascii_digit());
    let listed = if is_word { name.to_owned() } else { format!("\"{name}\"") };
    if place == 0 { listed } else { format!("{listed} = {function}_{}", word.to_lowercase()) }
}
