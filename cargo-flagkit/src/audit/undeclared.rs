//! Flags in the code that no document in sight defines.

use crate::finding::{Finding, Place};
use crate::flags_file::FlagsFile;
use crate::survey::{Survey, Undeclared};
use flagkit_core::{Code, FlagDefinition, suggest};

pub(super) fn findings(survey: &Survey) -> Vec<Finding> {
    survey.undeclared.iter().map(|missing| finding(missing, survey)).collect()
}

/// A flag as the code would name it, and the document that has it.
struct Known<'s> {
    name: &'s str,
    flag: &'s FlagDefinition,
    file: usize,
}

/// Everything that could have been meant.
fn known<'s>(missing: &Undeclared, survey: &'s Survey) -> Vec<Known<'s>> {
    let visible = missing.visible.iter().filter_map(|at| Some((*at, survey.files.get(*at)?)));
    let flags = visible.flat_map(|(at, file)| file.flags().iter().map(move |flag| (at, flag)));
    let name = |flag: &'s FlagDefinition| if missing.is_key { flag.key() } else { flag.handle() };
    flags.map(|(file, flag)| Known { name: name(flag), flag, file }).collect()
}

/// The flag that the name is most like.
fn nearest<'k, 's>(missing: &Undeclared, known: &'k [Known<'s>]) -> Option<&'k Known<'s>> {
    let near = suggest::nearest(&missing.name, known.iter().map(|known| known.name))?;
    known.iter().find(|known| known.name == near)
}

/// Flags that somebody seems to have meant: their document, their key, and where.
pub(super) fn meant(survey: &Survey) -> Vec<(usize, &str, &Place)> {
    let each = survey.undeclared.iter().filter_map(|missing| {
        let known = known(missing, survey);
        let near = nearest(missing, &known)?;
        Some((near.file, near.flag.key(), &missing.place))
    });
    each.collect()
}

fn finding(missing: &Undeclared, survey: &Survey) -> Finding {
    let files: Vec<&FlagsFile> =
        missing.visible.iter().filter_map(|file| survey.files.get(*file)).collect();
    let name = &missing.name;
    let shown: Vec<String> = files.iter().map(|file| format!("`{}`", file.file.shown)).collect();
    let known = known(missing, survey);
    let remedy = match nearest(missing, &known) {
        Some(near) => {
            let shown = survey.files.get(near.file).map_or("", |file| &file.file.shown);
            format!("did you mean `{}` ({shown}:{})?", near.name, near.flag.location())
        }
        None => suggest::remedy(name, known.iter().map(|known| known.name).collect::<Vec<_>>()),
    };
    let what = if missing.is_key { "flag" } else { "handle" };
    let message = format!("no {what} `{name}` in {}; {remedy}", shown.join(" or "));
    let finding = Finding::error(Code::UndeclaredFlag, missing.place.clone(), message);
    let key = if missing.is_key { name.clone() } else { name.to_lowercase() };
    let finding = finding.help(format!("to create it, run `cargo flagkit add {key}`"));
    if missing.is_key { finding.of_flag(name) } else { finding }
}
