//! The variants of a flag: an object of payloads, or a list of names; and names that refer to them.

use super::{Reader, scalar};
use crate::code::Code;
use crate::document::{FlagDefinition, VariantDefinition};
use crate::json::{Data, Node, Span};
use crate::name::variant_ident;
use crate::problem::quote;
use crate::value::Value;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

/// A call site keeps its arm in one byte, and needs some values for itself.
pub const MOST: usize = 250;

/// The variants of one flag that were read so far.
struct Known {
    /// Their positions by their names in Rust.
    idents: HashMap<String, usize>,
    /// Their names, where they have none in Rust.
    others: HashSet<String>,
    /// Whether they are a list of names.
    listed: bool,
}

impl Reader<'_, '_> {
    pub(super) fn variants(&mut self, node: &Node<'_>, flag: &mut FlagDefinition) {
        let mut known = Known {
            idents: HashMap::new(),
            others: HashSet::new(),
            listed: matches!(node.data, Data::List(_)),
        };
        match &node.data {
            Data::Object(members) => {
                for member in members {
                    let payload = scalar::value(&member.value);
                    let span = member.name_span.clone();
                    self.variant(&member.name, span, payload, flag, &mut known);
                }
            }
            Data::List(items) => {
                for item in items {
                    if let Some(name) = self.text(item, "a name in `variants`") {
                        self.variant(&name, item.span.clone(), Value::Null, flag, &mut known);
                    }
                }
            }
            _ => {
                return self.wrong_type(
                    node,
                    "`variants`",
                    "an object of payloads or a list of names",
                );
            }
        }
        if matches!(&node.data, Data::Object(members) if members.is_empty())
            || matches!(&node.data, Data::List(items) if items.is_empty())
        {
            let message = "`variants` is empty; leave it out for a boolean flag";
            self.problems.error(Code::EmptyValue, node.span.clone(), message);
        }
        if flag.variants.len() > MOST {
            let message =
                format!("the flag has {} variants; the limit is {MOST}", flag.variants.len());
            self.problems.error(Code::TooManyVariants, node.span.clone(), message);
            flag.variants.truncate(MOST);
        }
    }

    fn variant(
        &mut self,
        name: &str,
        span: Span,
        payload: Value,
        flag: &mut FlagDefinition,
        known: &mut Known,
    ) {
        let ident = match variant_ident(name) {
            Ok(ident) => ident,
            Err(why) => {
                let message = format!(
                    "the variant's name {} {why}, so it cannot be an arm of an enum",
                    quote(name)
                );
                let location = self.problems.location(span.start);
                self.problems.error(Code::InvalidVariantName, span.clone(), message);
                if known.others.insert(name.to_owned()) {
                    flag.variants.push(VariantDefinition { name: name.into(), payload, location });
                } else if known.listed {
                    self.twice_listed(name, span);
                }
                return;
            }
        };
        match known.idents.entry(ident) {
            Entry::Vacant(vacant) => {
                vacant.insert(flag.variants.len());
                let location = self.problems.location(span.start);
                flag.variants.push(VariantDefinition { name: name.into(), payload, location });
            }
            Entry::Occupied(first) => {
                let Some(other) = flag.variants.get(*first.get()) else { return };
                let same = *other.name == *name;
                if same && !known.listed {
                    // The parser's finding already.
                    return;
                }
                let first_place = format!("first given at {}", other.location);
                if same {
                    self.twice_listed(name, span).note(first_place);
                    return;
                }
                let message = format!(
                    "variants {} and {} would both be `{}` in Rust; rename one",
                    quote(&other.name),
                    quote(name),
                    first.key()
                );
                let location = self.problems.location(span.start);
                self.problems
                    .error(Code::VariantCollision, span.clone(), message)
                    .note(first_place);
                if known.others.insert(name.to_owned()) {
                    flag.variants.push(VariantDefinition { name: name.into(), payload, location });
                } else if known.listed {
                    self.twice_listed(name, span);
                }
            }
        }
    }

    fn twice_listed(&mut self, name: &str, span: Span) -> &mut crate::Problem {
        let message = format!("variant {} is given twice; keep one", quote(name));
        self.problems.error(Code::DuplicateMember, span, message)
    }

    /// A variant that the flag has, or the report that it does not.
    pub(super) fn known_variant(
        &mut self,
        node: &Node<'_>,
        name: &str,
        what: &str,
        flag: &FlagDefinition,
        code: Code,
    ) -> Option<String> {
        self.known_variant_at(node.span.clone(), name, what, flag, code)
    }

    pub(super) fn known_variant_at(
        &mut self,
        span: Span,
        name: &str,
        what: &str,
        flag: &FlagDefinition,
        code: Code,
    ) -> Option<String> {
        if flag.has_variant(name) {
            return Some(name.to_owned());
        }
        let known = flag.variants.iter().map(|variant| &*variant.name);
        let remedy = self.problems.remedy(name, known);
        let message = format!("{what}: the flag has no variant {}; {remedy}", quote(name));
        self.problems.error(code, span, message);
        None
    }
}
