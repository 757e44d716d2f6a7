//! The attributes that a flag's rules ask for, held against the type of the context that a call gives.
//!
//! No macro knows that type, so the expansion asks it of rustc: a method that the type has where it has the attribute,
//! one that is deprecated where it certainly has not, and a silent one for all other types.
//! Law: nothing of it is left in a program, and a flag that asks for nothing adds nothing to an expansion.

use super::known;
use crate::document::Document;
use flagkit_core::{Condition, FlagDefinition, Location, SegmentReference};
use proc_macro2::{Literal, Span, TokenStream};
use quote::quote_spanned;

/// An attribute that a flag asks for.
pub(crate) struct Asked {
    name: String,
    /// What rustc says where it is missing.
    note: String,
}

/// The attributes that a flag asks for, each at the first place that names it.
pub(crate) fn attributes(flag: &FlagDefinition, document: &Document) -> Vec<Asked> {
    let Some(definitions) = document.definitions() else { return Vec::new() };
    let mut found = Names { document: definitions, names: Vec::new(), segments: Vec::new() };
    for rule in flag.rules() {
        found.condition(&rule.condition, rule.location);
    }
    for stage in flag.stages() {
        found.segments(&stage.segments);
    }
    // `key` is the targeting key, which is no attribute.
    if let Some(name) = flag.bucket_by().filter(|name| *name != "key") {
        found.add(name, flag.location());
    }
    let asked = |(name, location): (&str, Location)| Asked {
        name: name.to_owned(),
        note: format!(
            "flag `{}` asks for `{name}` ({}), which this context does not have; add the attribute to the context, or \
             take it out of the rules",
            flag.key(),
            document.place(location),
        ),
    };
    found.names.into_iter().map(asked).collect()
}

/// What has been found so far.
struct Names<'d> {
    document: &'d flagkit_core::Document,
    names: Vec<(&'d str, Location)>,
    /// The segments that have been looked into: they may name each other.
    segments: Vec<&'d str>,
}

impl<'d> Names<'d> {
    fn add(&mut self, name: &'d str, location: Location) {
        if !self.names.iter().any(|(known, _)| *known == name) {
            self.names.push((name, location));
        }
    }

    fn condition(&mut self, condition: &'d Condition, location: Location) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                for part in parts {
                    self.condition(part, location);
                }
            }
            Condition::Not(part) => self.condition(part, location),
            Condition::Segment(references) => self.segments(references),
            Condition::Attribute(name, _) => self.add(name, location),
            _ => {}
        }
    }

    fn segments(&mut self, references: &'d [SegmentReference]) {
        for reference in references {
            let Some(segment) = self.document.segment(&reference.name) else { continue };
            if self.segments.contains(&segment.name()) {
                continue;
            }
            self.segments.push(segment.name());
            if let Some(condition) = segment.condition() {
                self.condition(condition, segment.location());
            }
        }
    }
}

/// The questions about the type of `__flagkit_context`, a reference to the context.
///
/// ```text
/// to: if false {
///         use derived::{Present as _, Unknown as _};
///         {
///             trait flagkit_context: Sized { #[deprecated(note = "flag `x` asks for `plan` ...")] fn lacks_attribute(self) {} }
///             impl<P, C: Closed + ?Sized> flagkit_context for &Probe<P, C> {}
///             Probe::<(Name<7>, ()), _>::new(__flagkit_context).lacks_attribute();
///         }
///     }
/// ```
pub(crate) fn questions(asked: &[Asked], at: Span) -> TokenStream {
    let names = quote_spanned!(at=> __flagkit_plumbing::derived);
    let questions = asked.iter().map(|Asked { name, note }| {
        let path = known::path(name, quote_spanned!(at=> ()), &names, at);
        let mut note = Literal::string(note);
        note.set_span(at);
        quote_spanned! {at=>
            {
                #[allow(dead_code, non_camel_case_types)]
                trait flagkit_context: ::core::marker::Sized {
                    #[deprecated(note = #note)]
                    fn lacks_attribute(self) {}
                }
                impl<Path, C: #names::Closed + ?::core::marker::Sized> flagkit_context for &#names::Probe<Path, C> {}
                #names::Probe::<#path, _>::new(__flagkit_context).lacks_attribute();
            }
        }
    });
    quote_spanned! {at=>
        if false {
            use #names::{Present as _, Unknown as _};
            #(#questions)*
        }
    }
}
