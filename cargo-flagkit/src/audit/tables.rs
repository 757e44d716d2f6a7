//! A second `flags!` over one file in a package.

use crate::finding::Finding;
use crate::survey::{Survey, TableUse};
use flagkit_core::Code;
use std::collections::HashMap;

pub(super) fn findings(survey: &Survey) -> Vec<Finding> {
    let mut first: HashMap<(usize, usize), &TableUse> = HashMap::new();
    let mut found = Vec::new();
    for table in &survey.tables {
        let Some(file) = table.file else { continue };
        let Some(earlier) = first.get(&(table.package, file)) else {
            first.insert((table.package, file), table);
            continue;
        };
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
