//! `flags!`: one typed constant for each flag of the file.
//!
//! Law: everything that is wrong with the file is told here, in one error, and the handles that can be made are made, so
//! that no use of them adds an error of its own.

mod args;
mod expand;
mod variants;

use crate::diag;
use crate::document;
use crate::hygiene;
use crate::today;
use args::Args;
use proc_macro2::TokenStream;
use quote::quote;

/// Expands one `flags!(...)`.
pub(crate) fn expand(tokens: TokenStream) -> TokenStream {
    let args = match syn::parse2::<Args>(tokens) {
        Ok(args) => args,
        Err(error) => return error.into_compile_error(),
    };
    let at = args.file.span();
    match document::open(&args.file.value()) {
        Ok(document) => {
            let mut problems: Vec<String> =
                document.errors().map(|problem| told(problem, document.shown())).collect();
            let module = expand::module(&args, &document, &mut problems);
            let error =
                (!problems.is_empty()).then(|| diag::compile_error(at, &problems.join("\n")));
            let today = today::checked(document.flags(), hygiene::ours_at(at));
            quote!(#error #today #module)
        }
        Err(absent) => {
            let error = diag::compile_error(at, &absent.0);
            let module = match document::attributes() {
                // The two name different files: the attribute's then, so that no use adds an error.
                Ok(document) if document.is_readable() => {
                    expand::module(&args, &document, &mut Vec::new())
                }
                _ => expand::empty_module(&args),
            };
            quote!(#error #module)
        }
    }
}

/// `flags.json:12:9: message [FK0007]`, with the lines that explain it.
fn told(problem: &flagkit_core::Problem, shown: &str) -> String {
    let mut text = format!("{shown}:{}: {} [{}]", problem.location, problem.message, problem.code);
    for note in &problem.notes {
        text.push_str("\nnote: ");
        text.push_str(note);
    }
    if let Some(help) = &problem.help {
        text.push_str("\nhelp: ");
        text.push_str(help);
    }
    text
}
