//! Flags in the code that no document in sight defines.

use crate::finding::Finding;
use crate::flags_file::FlagsFile;
use crate::survey::{Survey, Undeclared};
use flagkit_core::{Code, FlagDefinition, suggest};

pub(super) fn findings(survey: &Survey) -> Vec<Finding> {
    survey.undeclared.iter().map(|missing| finding(missing, survey)).collect()
}

fn finding(missing: &Undeclared, survey: &Survey) -> Finding {
    let files: Vec<&FlagsFile> =
        missing.visible.iter().filter_map(|file| survey.files.get(*file)).collect();
    let name = &missing.name;
    let shown: Vec<String> = files.iter().map(|file| format!("`{}`", file.file.shown)).collect();
    let known: Vec<(&str, &FlagDefinition, &FlagsFile)> = files
        .iter()
        .flat_map(|file| file.flags().iter().map(move |flag| (flag, *file)))
        .map(|(flag, file)| (if missing.is_key { flag.key() } else { flag.handle() }, flag, file))
        .collect();
    let names = || known.iter().map(|(name, ..)| *name);
    let nearest = suggest::nearest(name, names());
    let near = nearest.and_then(|near| known.iter().find(|(name, ..)| *name == near));
    let remedy = match near {
        Some((near, flag, file)) => {
            format!("did you mean `{near}` ({}:{})?", file.file.shown, flag.location())
        }
        None => suggest::remedy(name, names().collect::<Vec<_>>()),
    };
    let what = if missing.is_key { "flag" } else { "handle" };
    let message = format!("no {what} `{name}` in {}; {remedy}", shown.join(" or "));
    let finding = Finding::error(Code::UndeclaredFlag, missing.place.clone(), message);
    let key = if missing.is_key { name.clone() } else { name.to_lowercase() };
    let finding = finding.help(format!("to create it, run `cargo flagkit add {key}`"));
    if missing.is_key { finding.of_flag(name) } else { finding }
}
