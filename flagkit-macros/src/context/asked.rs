//! The attributes that a flag's rules ask for, held against the type of the context that a call gives.
//!
//! No macro knows that type, so the expansion asks it of rustc: a method that the type has where it has the attribute,
//! one that is deprecated where it certainly has not, and a silent one for all other types.
//! Law: nothing of it is left in a program, and a flag that asks for nothing adds nothing to an expansion.

use super::known;
use crate::document::Document;
use flagkit_core::{
    Condition, FlagDefinition, Location, Percentage, Rollout, SegmentReference, Serve,
};
use proc_macro2::{Literal, Span, TokenStream};
use quote::quote_spanned;

/// An attribute that a flag asks for, or the targeting key.
pub(crate) struct Asked {
    /// `None`: the targeting key.
    name: Option<String>,
    /// What rustc says where it is missing.
    note: String,
}

/// The attributes that a flag asks for, each at the first place that names it.
pub(crate) fn attributes(flag: &FlagDefinition, document: &Document) -> Vec<Asked> {
    let Some(definitions) = document.definitions() else { return Vec::new() };
    let mut found =
        Names { document: definitions, names: Vec::new(), segments: Vec::new(), key: None };
    for rule in flag.rules() {
        found.condition(&rule.condition, rule.location);
    }
    for stage in flag.stages() {
        found.segments(&stage.segments);
    }
    // `key` is the targeting key, which is no attribute.
    let by = flag.bucket_by().filter(|name| *name != "key");
    if let Some(name) = by {
        found.add(name, flag.location());
    }
    let key = match found.key {
        Some(location) => Some((location, "asks for the targeting key", "compare an attribute")),
        None if by.is_none() && draws(flag) => Some((
            flag.location(),
            "draws by the targeting key",
            "name an attribute as `bucket_by`",
        )),
        None => None,
    };
    let key = key.map(|(location, what, instead)| Asked {
        name: None,
        note: format!(
            "flag `{}` {what} ({}), which this context does not have; put `#[context(key)]` on a field of the context, \
             or {instead}",
            flag.key(),
            document.place(location),
        ),
    });
    let asked = |(name, location): (&str, Location)| Asked {
        name: Some(name.to_owned()),
        note: format!(
            "flag `{}` asks for `{name}` ({}), which this context does not have; add the attribute to the context, or \
             take it out of the rules",
            flag.key(),
            document.place(location),
        ),
    };
    key.into_iter().chain(found.names.into_iter().map(asked)).collect()
}

/// Whether a user's place decides anywhere in the flag. What everyone or no one gets needs no place.
fn draws(flag: &FlagDefinition) -> bool {
    let share = |share: &Percentage| (1..EVERYONE).contains(&share.buckets());
    let rollout = |rollout: &Rollout| match rollout {
        Rollout::Percentage(percentage) => share(percentage),
        Rollout::Weights(weights) => weights.iter().filter(|(_, weight)| *weight > 0.0).count() > 1,
    };
    flag.group().is_some()
        || flag.rollout().is_some_and(rollout)
        || flag
            .stages()
            .iter()
            .flat_map(|stage| [&stage.percentage, &stage.split])
            .flatten()
            .any(share)
        || flag
            .rules()
            .iter()
            .any(|rule| matches!(&rule.serve, Serve::Rollout(drawn) if rollout(drawn)))
}

/// All buckets.
const EVERYONE: u32 = 100_000;

/// What has been found so far.
struct Names<'d> {
    document: &'d flagkit_core::Document,
    names: Vec<(&'d str, Location)>,
    /// The segments that have been looked into: they may name each other.
    segments: Vec<&'d str>,
    /// The first place that compares the targeting key.
    key: Option<Location>,
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
            Condition::Key(_) => self.key = self.key.or(Some(location)),
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
        let nothing = quote_spanned!(at=> ());
        let (path, missing) = match name {
            Some(name) => (known::path(name, nothing, &names, at), quote_spanned!(at=> Closed)),
            None => (nothing, quote_spanned!(at=> Keyless)),
        };
        let mut note = Literal::string(note);
        note.set_span(at);
        quote_spanned! {at=>
            {
                #[allow(dead_code, non_camel_case_types)]
                trait flagkit_context: ::core::marker::Sized {
                    #[deprecated(note = #note)]
                    fn lacks_attribute(self) {}
                }
                impl<Path, C: #names::#missing + ?::core::marker::Sized> flagkit_context for &#names::Probe<Path, C> {}
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
