//! The study of one crate: annotate every function, check, take back what an error blames, and check again until it compiles.
//!
//! Taking back what failed is what makes the last number true: everything still annotated went through rustc whole, in one build.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use crate::cargo::{self, Check, Message, Place};
use crate::command::say;
use crate::copy::{self, Form, MARKER};
use crate::edit::{Edited, Edits, Owner, Standing};
use crate::failure::{Failure, Result};
use crate::report::Row;
use crate::scan::{self, Function, PassThrough};
use crate::subject::{self, FLAG, Scratch, Subject};
use crate::verdict::Verdict;

/// rustc stops at the first phase that fails (expansion, names, types, borrows), so a round per phase is the least.
const ROUNDS: usize = 10;

/// A crate with its functions, and what is known of each.
#[derive(Debug)]
struct Study {
    files: Vec<SourceFile>,
    functions: Vec<(Function, Verdict)>,
    /// The first argument of each attribute.
    flag: String,
    /// The call of `flags!`, for the end of the crate's root.
    declaration: String,
}

#[derive(Debug)]
struct SourceFile {
    path: PathBuf,
    published: String,
    /// The numbers of its functions, consecutive.
    functions: std::ops::Range<usize>,
    edited: Option<Edited>,
}

/// Annotates and compiles one crate.
pub(crate) fn study(scratch: &Scratch, subject: &Subject, form: Form) -> Result<Row> {
    say(&format!("{} {}: as published", subject.name, subject.version));
    let baseline = cargo::check(scratch, subject)?;
    if let Some(error) = baseline.messages.iter().find(|message| message.is_error) {
        return Err(Failure::new(format!(
            "{} does not compile as published: {}",
            subject.name, error.rendered
        )));
    }
    let mut row = Row::new(subject);
    let mut study = Study::open(&baseline, &mut row)?;

    for round in 1..=ROUNDS {
        study.write(form)?;
        let check = cargo::check(scratch, subject)?;
        if check.compiled {
            study.settle(&check);
            row.new_warnings = new_warnings(&baseline, &check);
            row.rounds = round;
            say(&format!("{}: round {round} compiles", subject.name));
            break;
        }
        let (blamed, stray) = study.blame(&check);
        say(&format!("{}: round {round}, {blamed} functions taken back", subject.name));
        if blamed == 0 {
            row.stray = stray;
            break;
        }
    }
    row.functions = study.into_verdicts();
    Ok(row)
}

impl Study {
    /// Reads the files that the published build read. The first is the crate's root.
    fn open(baseline: &Check, row: &mut Row) -> Result<Study> {
        let mut parsed = Vec::new();
        let mut pass_through = PassThrough::default();
        for path in &baseline.files {
            let published = fs::read_to_string(path).map_err(Failure::file("read", path))?;
            match syn::parse_file(&published) {
                Ok(file) => {
                    pass_through.learn(&file);
                    parsed.push((path.clone(), published, file));
                }
                // A file for `include!` may be an expression; it is left as it is.
                Err(_) => row.unread_files += 1,
            }
        }
        let mut study = Study {
            files: Vec::new(),
            functions: Vec::new(),
            flag: String::new(),
            declaration: String::new(),
        };
        let mut root_has_flags = false;
        for (path, published, file) in parsed {
            let found = scan::functions(&file, &pass_through);
            row.in_macros += found.in_macros;
            root_has_flags |= study.files.is_empty() && found.has_flags_module;
            let first = study.functions.len();
            study
                .functions
                .extend(found.functions.into_iter().map(|function| (function, Verdict::Annotated)));
            study.files.push(SourceFile {
                path,
                published,
                functions: first..study.functions.len(),
                edited: None,
            });
        }
        (study.flag, study.declaration) = if root_has_flags {
            (
                format!("crate::every_function_flags::{}", FLAG.to_uppercase()),
                "mod = every_function_flags, ".to_owned(),
            )
        } else {
            (format!("{FLAG:?}"), String::new())
        };
        study.declaration = format!("\nflagkit::flags!({}\"flags.json\");\n", study.declaration);
        Ok(study)
    }

    /// Writes every file with the attribute on the functions that are still in the running.
    fn write(&mut self, form: Form) -> Result<()> {
        for (at, file) in self.files.iter_mut().enumerate() {
            let mut edits = Edits::default();
            for number in file.functions.clone() {
                if let (function, Verdict::Annotated) = &self.functions[number] {
                    copy::annotate(
                        &file.published,
                        function,
                        number,
                        (&self.flag, form),
                        &mut edits,
                    );
                }
            }
            if at == 0 {
                edits.insert_unowned(file.published.len(), self.declaration.clone());
            }
            let edited = edits.apply(&file.published);
            subject::write(&file.path, &edited.text)?;
            file.edited = Some(edited);
        }
        Ok(())
    }

    /// Takes back every function that an error blames; gives their number, and the errors that blame none.
    fn blame(&mut self, check: &Check) -> (usize, Vec<String>) {
        let mut blamed: HashMap<usize, &Message> = HashMap::new();
        let mut stray = Vec::new();
        for message in check.messages.iter().filter(|message| message.is_error) {
            match message.places.iter().find_map(|place| self.guilty(place)) {
                // The first error of a function is the cause, later ones are often its consequences; but the macro's own
                // words weigh more than rustc's.
                Some(number) => {
                    let known = blamed.entry(number).or_insert(message);
                    if known.code.is_some() && message.code.is_none() {
                        *known = message;
                    }
                }
                None => stray.push(message.rendered.clone()),
            }
        }
        let count = blamed.len();
        for (number, message) in blamed {
            let (function, verdict) = &mut self.functions[number];
            *verdict = Verdict::of(function, message);
        }
        (count, stray)
    }

    /// The annotated function that a place belongs to, the innermost one where functions nest.
    fn guilty(&self, place: &Place) -> Option<usize> {
        let file = self.files.iter().find(|file| file.path == place.file)?;
        let at = match file.edited.as_ref()?.standing(place.start) {
            Standing::Inserted(Owner(number)) => return Some(number),
            Standing::Published(at) => at,
        };
        let around = file.functions.clone().filter(|number| {
            let (function, verdict) = &self.functions[*number];
            matches!(verdict, Verdict::Annotated) && function.item.contains(&at)
        });
        around.min_by_key(|number| self.functions[*number].0.item.len())
    }

    /// Reads the markers of a clean build.
    fn settle(&mut self, check: &Check) {
        let proven: Vec<usize> = check.messages.iter().filter_map(marker).collect();
        for (_, verdict) in &mut self.functions {
            if matches!(verdict, Verdict::Annotated) {
                *verdict = Verdict::Unbuilt;
            }
        }
        for number in proven {
            if let Some((_, verdict @ Verdict::Unbuilt)) = self.functions.get_mut(number) {
                *verdict = Verdict::Compiled;
            }
        }
    }

    fn into_verdicts(self) -> Vec<(String, String, Function, Verdict)> {
        let mut functions = self.functions.into_iter();
        let mut verdicts = Vec::new();
        for file in self.files {
            for (function, verdict) in functions.by_ref().take(file.functions.len()) {
                let text = file.published.get(function.item.clone()).unwrap_or_default().to_owned();
                verdicts.push((file.path.display().to_string(), text, function, verdict));
            }
        }
        verdicts
    }
}

/// The number of the function whose copy this warning proves to be compiled.
fn marker(message: &Message) -> Option<usize> {
    message
        .text
        .strip_prefix("unused variable: `")?
        .strip_suffix('`')?
        .strip_prefix(MARKER)?
        .parse()
        .ok()
}

/// The warnings that the published crate does not have: what the expansion, or a copy, says aloud.
fn new_warnings(baseline: &Check, check: &Check) -> Vec<String> {
    let mut known: HashMap<(&Option<String>, &str), usize> = HashMap::new();
    for message in &baseline.messages {
        *known.entry((&message.code, &message.text)).or_default() += 1;
    }
    let mut new = Vec::new();
    for message in check.messages.iter().filter(|message| marker(message).is_none()) {
        match known.get_mut(&(&message.code, message.text.as_str())) {
            Some(count) if *count > 0 => *count -= 1,
            _ => new.push(message.rendered.clone()),
        }
    }
    new
}
