//! Who gets which variant: a percentage or weights; and what a rule serves.

use super::{Reader, is_free};
use crate::code::Code;
use crate::document::{FlagDefinition, Percentage, Rollout, Serve, Weights};
use crate::json::{Data, Member, Node};
use crate::problem::quote;

/// The variants of a boolean flag, as documents name them.
const ON_OFF: [&str; 2] = ["off", "on"];

impl Reader<'_, '_> {
    pub(super) fn rollout(
        &mut self,
        node: &Node<'_>,
        what: &str,
        flag: &FlagDefinition,
    ) -> Option<Rollout> {
        let boolean = flag.variants.is_empty();
        match &node.data {
            Data::Object(members) => {
                match members.iter().find(|member| member.name == "percentage") {
                    Some(share) if boolean => {
                        return self.share(members, share, what).map(Rollout::Percentage);
                    }
                    _ => {}
                }
                self.weights(node, members, what, flag).map(Rollout::Weights)
            }
            Data::Text(_) | Data::Int(_) | Data::Float(_) if boolean => {
                self.percentage(node, what).map(Rollout::Percentage)
            }
            Data::Text(_) | Data::Int(_) | Data::Float(_) => {
                let example: Vec<String> =
                    flag.variants.iter().take(2).map(|v| format!("\"{}\": 1", v.name)).collect();
                let message = format!(
                    "{what}: a flag with variants needs a weight for each, such as `{{ {} }}`",
                    example.join(", ")
                );
                self.problems.error(Code::WrongType, node.span.clone(), message);
                None
            }
            _ => {
                let wanted =
                    if boolean { "a percentage such as `\"5%\"`" } else { "an object of weights" };
                self.wrong_type(node, what, wanted);
                None
            }
        }
    }

    /// `{ "percentage": "5%" }`
    fn share(
        &mut self,
        members: &[Member<'_>],
        share: &Member<'_>,
        what: &str,
    ) -> Option<Percentage> {
        for member in members {
            if member.name != share.name && !is_free(&member.name) {
                self.unknown_member(member, &format!("of {what}"), &["percentage"]);
            }
        }
        self.percentage(&share.value, "`percentage`")
    }

    fn weights(
        &mut self,
        node: &Node<'_>,
        members: &[Member<'_>],
        what: &str,
        flag: &FlagDefinition,
    ) -> Option<Weights> {
        let mut weights = Vec::new();
        let mut whole = true;
        for member in members {
            let name = &*member.name;
            // A variant may be called like a free member.
            if is_free(name) && !flag.has_variant(name) {
                continue;
            }
            if flag.variants.is_empty() {
                if !ON_OFF.contains(&name) {
                    let message =
                        format!("{what}: a boolean flag has `on` and `off`, not {}", quote(name));
                    self.problems.error(Code::UnknownVariant, member.name_span.clone(), message);
                    whole = false;
                }
            } else {
                let span = member.name_span.clone();
                whole &=
                    self.known_variant_at(span, name, what, flag, Code::UnknownVariant).is_some();
            }
            let weight = match member.value.data {
                Data::Int(number) if number >= 0 => Some(number as f64),
                Data::Float(number) if number >= 0.0 => Some(number),
                _ => {
                    let what = format!("the weight of {}", quote(name));
                    self.number(&member.value, &what, "a number of 0 or more", |n| n >= 0.0)
                }
            };
            match weight {
                Some(weight) => weights.push((name.to_owned(), weight)),
                None => whole = false,
            }
        }
        if !whole {
            return None;
        }
        let sum: f64 = weights.iter().map(|(_, weight)| weight).sum();
        if sum > 0.0 && sum.is_finite() {
            return Some(Weights(weights));
        }
        let message = if sum > 0.0 {
            format!("{what}: the weights add up to more than a number can hold")
        } else {
            format!("{what}: no weight is above 0, so no variant can be drawn")
        };
        self.problems.error(Code::InvalidWeights, node.span.clone(), message);
        None
    }

    pub(super) fn serve(&mut self, node: &Node<'_>, flag: &FlagDefinition) -> Option<Serve> {
        let what = "`serve`";
        match &node.data {
            Data::Bool(value) if flag.variants.is_empty() => Some(Serve::Boolean(*value)),
            Data::Text(text) if !flag.variants.is_empty() && !text.ends_with('%') => {
                self.known_variant(node, text, what, flag, Code::UnknownVariant).map(Serve::Variant)
            }
            Data::Text(text) if !text.ends_with('%') => match &**text {
                "on" => Some(Serve::Boolean(true)),
                "off" => Some(Serve::Boolean(false)),
                _ => {
                    let message = format!(
                        "{what}: a boolean flag has `on` and `off`, or a percentage, not {}",
                        quote(text)
                    );
                    self.problems.error(Code::UnknownVariant, node.span.clone(), message);
                    None
                }
            },
            Data::Bool(_) => {
                let message = format!("{what} must name a variant, found {}", node.describe());
                self.problems.error(Code::WrongType, node.span.clone(), message);
                None
            }
            _ => self.rollout(node, what, flag).map(Serve::Rollout),
        }
    }
}
