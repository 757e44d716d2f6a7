//! `flags!` where there are too many, or none: a second one over one file in a package, a document that none names, an
//! attribute that none is in sight of.

use crate::finding::{Finding, Place};
use crate::survey::{Survey, TableUse};
use flagkit_core::Code;
use std::collections::HashMap;

pub(super) fn findings(survey: &Survey) -> Vec<Finding> {
    let mut found = second(survey);
    for (index, file) in survey.files.iter().enumerate() {
        if is_unnamed(index, survey) {
            // The brace that the first flag stands behind.
            let text = &file.file.text;
            let first = file.flags().first().map_or(0, |flag| flag.name_span().start);
            let brace = text.get(..first).and_then(|before| before.rfind('{')).unwrap_or(0);
            let place = Place::new(&file.file, brace..brace + 1);
            let shown = &file.file.shown;
            let name = shown.rsplit('/').next().unwrap_or(shown);
            let message = format!(
                "no `flags!` names this file, so no code can read its flags; write `flagkit::flags!(\"{name}\");` at the \
                 root of the crate"
            );
            found.push(Finding::warning(Code::UnnamedFile, place, message));
        }
    }
    found.extend(survey.untabled.iter().map(|place| {
        let message = "no `flags!` is in sight of this attribute; write `flagkit::flags!(\"flags.json\");` at the root of \
                       the crate";
        Finding::warning(Code::MissingTable, place.clone(), message).help(
            "in a binary, a test or an example, where the library has `flags!(pub ...)`: `use mypackage::flags;`",
        )
    }));
    found
}

/// Whether a document has flags, no `flags!` names it and no code reads it.
pub(super) fn is_unnamed(index: usize, survey: &Survey) -> bool {
    let Some(file) = survey.files.get(index) else { return false };
    let is_named = survey.tables.iter().any(|table| table.file == Some(index));
    let is_read = file.flags().iter().any(|flag| !survey.uses(index, flag.key()).is_empty());
    !survey.is_one_document && !is_named && !is_read && !file.flags().is_empty()
}

fn second(survey: &Survey) -> Vec<Finding> {
    let mut first: HashMap<(usize, usize), &TableUse> = HashMap::new();
    let mut found = Vec::new();
    for table in &survey.tables {
        let Some(file) = table.file else { continue };
        let Some(earlier) = first.get(&(table.package, file)) else {
            first.insert((table.package, file), table);
            continue;
        };
        // Where one stands behind a `cfg`, the other may be there in its place.
        if earlier.table.conditional && table.table.conditional {
            continue;
        }
        // One file that two targets compile is one `flags!`.
        if earlier.place.file.path == table.place.file.path
            && earlier.place.span == table.place.span
        {
            continue;
        }
        let module = &earlier.table.module;
        found.push(
            Finding::warning(
                Code::SecondTable,
                table.place.clone(),
                format!(
                    "`flags!(\"{}\")` a second time in this package; keep one",
                    table.table.file
                ),
            )
            .also(earlier.place.clone().labelled("the first one"))
            .help(format!(
                "write `flags!(pub \"{}\")` in the library, and `use mypackage::{module};` here",
                table.table.file
            )),
        );
    }
    found
}
