//! `cargo flagkit list`: every flag in one line, or all that is known of it as data.
//!
//! Words for states are `words`', uses are the `survey`'s. Where there is no cargo workspace, nothing is said of uses.

use crate::cli::Options;
use crate::exit::{Failure, Outcome, Result};
use crate::flags_file::FlagsFile;
use crate::print::style::strong;
use crate::print::table::{self, Column, Table};
use crate::survey::{Survey, Use};
use crate::words::state;
use crate::workspace::{self, Workspace};
use crate::{moment, print, words};
use clap::{Args, ValueEnum};
use flagkit_core::{Date, Flag, FlagDefinition, Kind, Overdue};
use serde_json::{Value, json};
use std::io::Write as _;
use std::sync::Arc;

/// Milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// What `list` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo flagkit list
  cargo flagkit list --stale --sort age
  cargo flagkit list --owner team-pay --json
  cargo flagkit list --file flags.json --kind kill-switch")]
pub(crate) struct Arguments {
    /// Only flags of this owner
    #[arg(long, value_name = "OWNER")]
    owner: Option<String>,
    /// Only flags of this kind: release, experiment, operational, kill-switch, permission
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<Kind>,
    /// Only flags that should be gone: expired, or the same for everyone for too long
    #[arg(long)]
    stale: bool,
    /// In which order, instead of the file's
    #[arg(long, value_name = "ORDER")]
    sort: Option<Sort>,
    /// The day to count ages from, instead of today
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
    /// As data, with everything that is known
    #[arg(long)]
    json: bool,
}

/// The orders of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Sort {
    /// The oldest first, by `created`
    Age,
    /// By name
    Key,
    /// The least used first
    Uses,
}

fn kind(word: &str) -> std::result::Result<Kind, String> {
    let words: Vec<&str> = Kind::ABOUT.iter().map(|(word, _)| *word).collect();
    let all =
        [Kind::Release, Kind::Experiment, Kind::Operational, Kind::KillSwitch, Kind::Permission];
    let found = all.into_iter().find(|kind| kind.as_str() == word);
    found.ok_or_else(|| flagkit_core::suggest::remedy(word, words))
}

/// Lists.
pub(crate) fn run(options: &Options, arguments: &Arguments) -> Result {
    let listed = Listed::read(options)?;
    let today = moment::millis(arguments.today.as_ref());
    let mut rows = listed.rows(today)?;
    let has_uses = rows.iter().any(|row| row.uses.is_some());
    if arguments.sort == Some(Sort::Uses) && !has_uses && !rows.is_empty() {
        return Err(Failure::new("there is no cargo workspace here, so uses are not known")
            .help("run it in a workspace, or name one with `--manifest-path PATH`"));
    }
    let is_empty = rows.is_empty();
    rows.retain(|row| row.is_wanted(arguments));
    match arguments.sort {
        Some(Sort::Key) => rows.sort_by(|a, b| a.flag.key().cmp(b.flag.key())),
        Some(Sort::Age) => rows.sort_by_key(|row| std::cmp::Reverse(row.age_days)),
        Some(Sort::Uses) => rows.sort_by_key(|row| row.uses.map(<[Use]>::len)),
        None => {}
    }
    let mut out = anstream::stdout().lock();
    if arguments.json {
        let data: Vec<Value> = rows.iter().map(Row::data).collect();
        writeln!(out, "{:#}", Value::from(data))?;
        out.flush()?;
        return listed.note_unreadable().map(|()| Outcome::Clean);
    }
    if is_empty {
        writeln!(out, "no flags yet; `cargo flagkit add NAME` makes one")?;
        return Ok(Outcome::Clean);
    }
    if rows.is_empty() {
        writeln!(out, "{}", arguments.nothing())?;
        return Ok(Outcome::Clean);
    }
    let lines = table(&rows, listed.count() > 1, has_uses).lines(table::width());
    for (index, line) in lines.iter().enumerate() {
        let line = if index == 0 { strong(line) } else { line.clone() };
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    listed.note_unreadable().map(|()| Outcome::Clean)
}

impl Arguments {
    /// That no flag is what was asked for.
    fn nothing(&self) -> String {
        let owner = self.owner.as_ref().map(|owner| format!("of owner `{owner}`"));
        let kind = self.kind.map(|kind| format!("of kind `{kind}`"));
        let of = Vec::from_iter(owner.into_iter().chain(kind)).join(" and ");
        match (self.stale, &*of) {
            (false, of) => format!("no flag {of}"),
            (true, "") => "nothing is stale".to_owned(),
            (true, of) => format!("nothing {of} is stale"),
        }
    }
}

/// The documents to list, with the sources around them where there are any.
enum Listed {
    /// One file, no workspace.
    Alone(FlagsFile),
    /// These of the survey's files.
    Surveyed(Survey, Vec<usize>),
}

impl Listed {
    fn read(options: &Options) -> Result<Self> {
        let here = std::env::current_dir().unwrap_or_default();
        let is_package = options.manifest_path.is_some()
            || here.ancestors().any(|above| above.join("Cargo.toml").is_file());
        if !is_package {
            return workspace::flags_file(options).map(Self::Alone);
        }
        let workspace = match Workspace::load(options) {
            Ok(workspace) => workspace,
            // A file that is named can be told of without its workspace.
            Err(_) if options.file.is_some() => {
                return workspace::flags_file(options).map(Self::Alone);
            }
            Err(failure) => return Err(failure),
        };
        if let Some(path) = &options.file {
            let shown = path.display().to_string();
            let survey = Survey::of(&workspace, Some((path, &shown)), &[])?;
            return Ok(Self::Surveyed(survey, vec![0]));
        }
        let survey = Survey::of(&workspace, None, &[])?;
        let chosen = match workspace::flags_path(options) {
            Ok((path, shown)) => match survey.file(&path) {
                Some(index) => vec![index],
                None => return FlagsFile::read(&path, &shown).map(Self::Alone),
            },
            // Where a command that edits must be told which file, a list has room for all.
            Err(failure) if survey.files.is_empty() => return Err(failure),
            Err(_) => (0..survey.files.len()).collect(),
        };
        Ok(Self::Surveyed(survey, chosen))
    }

    fn files(&self) -> Box<dyn Iterator<Item = &FlagsFile> + '_> {
        match self {
            Self::Alone(file) => Box::new(std::iter::once(file)),
            Self::Surveyed(survey, chosen) => {
                Box::new(chosen.iter().filter_map(|index| survey.files.get(*index)))
            }
        }
    }

    /// Says that the uses in some sources are not counted.
    fn note_unreadable(&self) -> Result<()> {
        let Self::Surveyed(survey, _) = self else { return Ok(()) };
        let facts = survey.sources.all.iter().filter_map(|source| source.facts.as_ref());
        let count = facts.filter(|facts| facts.unreadable.is_some()).count();
        if count == 0 {
            return Ok(());
        }
        let sources = words::counted(count, "source");
        print::note(&format!(
            "{sources} cannot be read as Rust, so there may be more uses; `cargo flagkit check` shows where"
        ))
    }

    fn count(&self) -> usize {
        self.files().count()
    }

    fn rows(&self, today: i64) -> Result<Vec<Row<'_>>> {
        let mut rows = Vec::new();
        for (place, file) in self.files().enumerate() {
            let compiled = file.compiled()?;
            for flag in file.document()?.flags() {
                let uses = match self {
                    Self::Alone(_) => None,
                    Self::Surveyed(survey, chosen) => {
                        chosen.get(place).map(|index| survey.uses(*index, flag.key()))
                    }
                };
                let created = flag.created();
                let age = created.map(|date| (today - date.unix_millis()).div_euclid(DAY));
                // A day to come says nothing of an age.
                let age = age.filter(|days| *days >= 0);
                let overdue = flag.overdue(today);
                let stage = stage(flag, compiled.get(flag.key()), today);
                rows.push(Row { file, flag, stage, uses, age_days: age, overdue });
            }
        }
        Ok(rows)
    }
}

/// How far a staged flag has come, where time moves it too.
fn stage(flag: &FlagDefinition, compiled: Option<&Arc<Flag>>, today: i64) -> Option<String> {
    let named = state::stage(flag).map(str::to_owned);
    let by_date = || match compiled?.stage(today) {
        Some(stage) => Some(stage.name.as_ref().to_owned()),
        None => (!flag.stages().is_empty()).then(|| "not begun".to_owned()),
    };
    named.or_else(by_date)
}

/// One flag.
struct Row<'a> {
    file: &'a FlagsFile,
    flag: &'a FlagDefinition,
    /// The stage that it has reached.
    stage: Option<String>,
    /// `None` where there are no sources to look into.
    uses: Option<&'a [Use]>,
    age_days: Option<i64>,
    overdue: Option<Overdue>,
}

impl Row<'_> {
    fn is_wanted(&self, arguments: &Arguments) -> bool {
        arguments.owner.as_deref().is_none_or(|owner| self.flag.owner() == Some(owner))
            && arguments.kind.is_none_or(|kind| self.flag.kind() == kind)
            && (!arguments.stale || self.overdue.is_some())
    }

    fn type_words(&self) -> String {
        match self.flag.variants().len() {
            0 => "boolean".to_owned(),
            count => words::counted(count, "variant"),
        }
    }

    /// How old it is, and that its day is past.
    fn age(&self) -> String {
        let age = self.age_days.map(|days| format!("{days}d")).unwrap_or_default();
        match &self.overdue {
            Some(overdue @ Overdue::Expired { .. }) => {
                format!("{age} {}", state::overdue(overdue)).trim_start().to_owned()
            }
            Some(_) => format!("{age} settled"),
            None => age,
        }
    }

    fn uses_words(&self) -> String {
        let Some(uses) = self.uses else { return String::new() };
        let tests = uses.iter().filter(|one| one.tested).count();
        match uses.len() {
            all if tests == 0 => all.to_string(),
            all if tests == all => format!("{all} in tests"),
            all => format!("{all}, {tests} in tests"),
        }
    }

    fn data(&self) -> Value {
        let flag = self.flag;
        let location = flag.location();
        let variants: Vec<Value> = flag
            .variants()
            .iter()
            .map(|one| json!({ "name": one.name(), "payload": one.payload() }))
            .collect();
        let stages: Vec<&str> = flag.stages().iter().map(|stage| &*stage.name).collect();
        let needs: Vec<&str> = flag.prerequisites().iter().map(|other| &*other.flag).collect();
        let uses = self.uses.map(|uses| {
            let place = |one: &Use| json!({ "place": one.place.shown(), "in_tests": one.tested });
            uses.iter().map(place).collect::<Vec<Value>>()
        });
        json!({
            "key": flag.key(),
            "file": self.file.file.shown,
            "line": location.line,
            "column": location.column,
            "handle": flag.handle(),
            "type": if flag.variants().is_empty() { "boolean" } else { "variants" },
            "variants": variants,
            "default": flag.default_variant(),
            "state": state::state(flag),
            "broken": flag.is_broken(),
            "enabled": flag.enabled(),
            "constant": flag.is_constant(),
            "stage": self.stage,
            "stages": stages,
            "rules": flag.rules().len(),
            "prerequisites": needs,
            "kind": flag.kind().as_str(),
            "permanent": flag.is_permanent(),
            "owner": flag.owner(),
            "description": flag.description(),
            "issue": flag.issue(),
            "created": flag.created().map(ToString::to_string),
            "expires": flag.expires().map(ToString::to_string),
            "age_days": self.age_days,
            "stale": self.overdue.as_ref().map(state::overdue),
            "metadata": flag.metadata(),
            "uses": uses,
        })
    }
}

/// Columns that are empty for all flags are left out.
fn table(rows: &[Row<'_>], many_files: bool, has_uses: bool) -> Table {
    type Cell = fn(&Row<'_>) -> String;
    let any = |cell: Cell| rows.iter().any(|row| !cell(row).is_empty());
    let stage: Cell = |row| row.stage.clone().unwrap_or_default();
    let owner: Cell = |row| row.flag.owner().unwrap_or_default().to_owned();
    let age: Cell = |row| row.age();
    let columns: [(Column, Cell, bool); 8] = [
        (Column::name("FLAG"), |row| row.flag.key().to_owned(), true),
        (Column::left("TYPE"), |row| row.type_words(), true),
        (Column::left("STATE"), |row| state::state(row.flag), true),
        (Column::left("STAGE"), stage, any(stage)),
        (Column::left("OWNER"), owner, any(owner)),
        (Column::left("AGE"), age, any(age)),
        (Column::left("USES"), |row| row.uses_words(), has_uses),
        (Column::left("FILE"), |row| row.file.file.shown.clone(), many_files),
    ];
    let shown: Vec<(Column, Cell)> = columns
        .into_iter()
        .filter(|(_, _, is_shown)| *is_shown)
        .map(|(column, cell, _)| (column, cell))
        .collect();
    let mut table = Table::new(shown.iter().map(|(column, _)| *column));
    for row in rows {
        table.row(shown.iter().map(|(_, cell)| cell(row)));
    }
    table
}
