//! The text that makes one function switchable: the attribute, and the copy that is its old arm.
//!
//! Law: a copy is the published text of the function, under another name, without what may exist only once (its docs, its
//! symbol), plus one statement, the marker: an unused variable whose warning proves that rustc type-checked this body.

use crate::edit::{Edits, Owner};
use crate::scan::{Function, Kind};

/// The variable that rustc shall report as unused, `MARKER` and the function's number.
pub(crate) const MARKER: &str = "every_function_";

/// How the old arm of a function is given that could have one beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As `fallback`, which names a copy of the function.
    Fallback,
    /// As `otherwise`, which holds a copy of the body, as in functions of traits.
    Otherwise,
}

/// Adds what function `number` of `text` needs. `flag` is the attribute's first argument.
pub(crate) fn annotate(
    text: &str,
    function: &Function,
    number: usize,
    (flag, form): (&str, Form),
    edits: &mut Edits,
) {
    let body = body_copy(text, function, number);
    let old = old_name(function);
    let has_sibling =
        form == Form::Fallback && matches!(function.kind, Kind::Free | Kind::Inherent);
    let attribute = match function.kind {
        Kind::Free if has_sibling => format!("fallback = {old}{}", function.turbofish),
        Kind::Inherent if has_sibling => format!("fallback = Self::{old}{}", function.turbofish),
        _ => format!("otherwise = {body}"),
    };
    // Both orders are met in the wild, so every second attribute goes behind the others.
    let place =
        if number.is_multiple_of(2) { function.item.start } else { function.after_attributes };
    edits.insert(place, format!("#[flagkit::feature_flag({flag}, {attribute})] "), Owner(number));
    if has_sibling {
        edits.insert(function.item.end, sibling(text, function, &body), Owner(number));
    }
}

fn sibling(text: &str, function: &Function, body: &str) -> String {
    let mut sibling = String::from("\n");
    for attribute in &function.kept_attributes {
        sibling.push_str(&text[attribute.clone()]);
        sibling.push('\n');
    }
    sibling.push_str(&text[function.signature.start..function.name_range.start]);
    sibling.push_str(&old_name(function));
    sibling.push_str(&text[function.name_range.end..function.signature.end]);
    sibling.push_str(body);
    sibling.push('\n');
    sibling
}

fn body_copy(text: &str, function: &Function, number: usize) -> String {
    let marker = format!("#[warn(unused_variables)] let {MARKER}{number} = ();");
    format!("{{ {marker} {}", &text[function.body_start..function.body.end])
}

/// A name in snake case for each published name, and another one for each.
fn old_name(function: &Function) -> String {
    let name = function.name.trim_start_matches("r#");
    if name.ends_with('_') { format!("{name}former_arm") } else { format!("{name}_old_arm") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::{self, PassThrough};

    /// The annotated text, as the crate would be compiled.
    fn annotated(text: &str) -> String {
        let file = syn::parse_file(text).expect("the test's text is Rust");
        let mut edits = Edits::default();
        for (number, function) in
            scan::functions(&file, &PassThrough::default()).functions.iter().enumerate()
        {
            annotate(text, function, number, ("\"x\"", Form::Fallback), &mut edits);
        }
        edits.apply(text).text
    }

    #[test]
    fn a_free_function_gets_a_sibling() {
        assert_eq!(
            annotated("#[inline]\npub fn one() -> u8 { 1 }"),
            "#[flagkit::feature_flag(\"x\", fallback = one_old_arm)] #[inline]\npub fn one() -> u8 { 1 }\n#[inline]\n\
             fn one_old_arm() -> u8 { #[warn(unused_variables)] let every_function_0 = ();  1 }\n"
        );
    }

    #[test]
    fn a_trait_method_gets_a_copy_of_its_body() {
        assert_eq!(
            annotated("impl A for B { fn one(&self) -> u8 { 1 } }"),
            "impl A for B { #[flagkit::feature_flag(\"x\", otherwise = { #[warn(unused_variables)] \
             let every_function_0 = ();  1 })] fn one(&self) -> u8 { 1 } }"
        );
    }
}
