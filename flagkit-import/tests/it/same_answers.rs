//! Asks a foreign document's own plans and the flags.json that was written of it, and compares.

use flagkit_core::{Context, Document, EvaluationContext, FlagSet};
use flagkit_import::Imported;

/// The document that was written, ready to be asked.
#[track_caller]
pub(crate) fn compiled(imported: &Imported) -> FlagSet {
    let parsed = Document::parse(&imported.document);
    assert!(parsed.problems.is_empty(), "{:?}\n{}", parsed.problems, imported.document);
    FlagSet::compile(&parsed.document.expect("a document"), None)
}

/// How often each variant of a flag is served to 2000 users by both, who must agree on each of them. `off` is
/// what the plans call the variant that flags.json calls by the name beside it.
#[track_caller]
pub(crate) fn agree(
    plans: &FlagSet,
    written: &FlagSet,
    key: &str,
    names: &[(&str, &str)],
    context: impl Fn(EvaluationContext, u32) -> EvaluationContext,
) -> Vec<(String, u32)> {
    let served = |flags: &FlagSet, context: &dyn Context| {
        let flag = flags.get(key).expect("the flag");
        let answer = flag.evaluate(Some(context), &flags.at(0));
        flag.variants().get(answer.variant).expect("a variant").name.to_string()
    };
    let mut counts: Vec<(String, u32)> = Vec::new();
    for id in 0..2000 {
        let context = context(EvaluationContext::new(format!("user-{id}")), id);
        let planned = served(plans, &context);
        let name =
            names.iter().find(|(plan, _)| *plan == planned).map_or(&*planned, |(_, name)| name);
        assert_eq!(served(written, &context), name, "{key} for user-{id}");
        match counts.iter_mut().find(|(known, _)| known == name) {
            Some((_, count)) => *count += 1,
            None => counts.push((name.to_owned(), 1)),
        }
    }
    counts.sort();
    counts
}
