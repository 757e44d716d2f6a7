//! The attributes of the flag: `#[feature_flag]` on a function, `#[flagkit::test]` on a test.
//!
//! Law: an attribute that cannot be read whole is listed and stays.

use super::ending::Kept;
use super::function::{Function, KeptCode, Parts, Switched};
use super::lines;
use super::macros::{self, Word};
use super::scan::{Position, Scan};
use crate::source::attribute::{Attribute, FlagName, PathArgument};
use proc_macro2::{TokenStream, TokenTree};
use std::ops::Range;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Expr, Ident, Meta, Path, Token};

impl Scan<'_> {
    /// What the flag's attributes on a function come to.
    pub(super) fn switch(&mut self, function: &Function, parts: &Parts<'_>) {
        let names: Vec<&str> = self.names.attributes.iter().map(String::as_str).collect();
        let mut others = 0;
        let mut read = Vec::new();
        for attribute in parts.attrs {
            for found in Attribute::read(self.source, attribute, &names) {
                if self.is_of_flag(&found.flag) {
                    read.push((attribute, found, others));
                } else {
                    others += 1;
                }
            }
        }
        for (attribute, found, outer) in read {
            match self.kept(&found) {
                Ok((kept, losers)) => {
                    if let Some(reason) = self.is_unclear(&found, &kept, outer) {
                        self.by_hand(found.span.clone(), reason);
                        continue;
                    }
                    let Some(range) = self.removal(attribute, &found) else {
                        self.by_hand(
                            found.span.clone(),
                            "it stands in a `cfg_attr` within another one",
                        );
                        continue;
                    };
                    if matches!(kept, KeptCode::Body) {
                        self.tell_of_rescue(attribute, &found);
                    }
                    let kept = self.shaped(kept, attribute);
                    self.found.switched.push(Switched {
                        function: function.clone(),
                        attribute: range,
                        shown: found.span.clone(),
                        kept,
                        losers,
                        servants: [&found.adverse, &found.compare]
                            .into_iter()
                            .flatten()
                            .map(|path| path.segments.clone())
                            .collect(),
                    });
                }
                Err(reason) => self.by_hand(found.span.clone(), reason),
            }
        }
    }

    fn is_of_flag(&self, flag: &FlagName) -> bool {
        let (FlagName::Key(_, span) | FlagName::Handle(_, span)) = flag;
        if self.file.is_foreign(span) {
            return false;
        }
        match flag {
            FlagName::Key(key, _) => *key == self.ending.key,
            FlagName::Handle(segments, _) => match segments.as_slice() {
                [name] => *name == self.ending.constant || self.names.handles.contains(name),
                [.., module, name] => {
                    *name == self.ending.constant && self.names.modules.contains(module)
                }
                [] => false,
            },
        }
    }

    /// The arm that stays, and the paths of those that go.
    fn kept(&self, attribute: &Attribute) -> Result<(KeptCode, Vec<Vec<String>>), String> {
        if attribute.unread {
            return Err("an argument cannot be read; mend it first".to_owned());
        }
        let of_path =
            |path: &PathArgument| KeptCode::Path(path.segments.clone(), path.span.clone());
        let old = match (&attribute.fallback, &attribute.otherwise) {
            (Some(path), None) => of_path(path),
            (None, Some(range)) => {
                KeptCode::Expression { range: range.clone(), is_block: false, is_unit: false }
            }
            _ => return Err("it has no old code, or twice; mend it first".to_owned()),
        };
        let mut arms = Vec::new();
        match (&self.ending.kept, &attribute.variants) {
            (Kept::New, None) => arms.extend([(true, KeptCode::Body), (false, old)]),
            (Kept::Old, None) => arms.extend([(false, KeptCode::Body), (true, old)]),
            (Kept::Variant { name, is_default }, Some(listed)) => {
                for arm in listed {
                    let code = arm.path.as_ref().map_or(KeptCode::Body, of_path);
                    arms.push((arm.name == *name, code));
                }
                arms.push((*is_default, old));
            }
            _ => return Err("its arms are not the flag's; mend it first".to_owned()),
        }
        let (kept, lost): (Vec<_>, Vec<_>) = arms.into_iter().partition(|(stays, _)| *stays);
        let losers = lost.into_iter().filter_map(|(_, code)| match code {
            KeptCode::Path(segments, _) => Some(segments),
            _ => None,
        });
        match kept.into_iter().next() {
            Some((_, code)) => Ok((code, losers.collect())),
            None => Err(format!("it has no arm `{}`; mend it first", self.ending.arm())),
        }
    }

    fn is_unclear(
        &self,
        attribute: &Attribute,
        kept: &KeptCode,
        outer: usize,
    ) -> Option<&'static str> {
        if matches!(kept, KeptCode::Body) {
            return None;
        }
        if attribute.conditional {
            return Some(
                "it stands in a `cfg_attr`: without the condition the function was not behind the flag",
            );
        }
        // The attribute that is expanded last decides first.
        (outer > 0).then_some(
            "another flag's `#[feature_flag]` stands before it; put this one first, or resolve it",
        )
    }

    /// The bytes that go; `None` where they would be part of a condition within a condition.
    fn removal(&self, attribute: &syn::Attribute, found: &Attribute) -> Option<Range<usize>> {
        let whole = self.range(attribute);
        if !found.conditional {
            return Some(lines::with_line(self.text(), &whole));
        }
        let Meta::List(list) = &attribute.meta else { return None };
        let mut parts: Vec<Range<usize>> = vec![];
        let mut current: Option<Range<usize>> = None;
        for token in list.tokens.clone() {
            match &token {
                TokenTree::Punct(punct) if punct.as_char() == ',' => parts.extend(current.take()),
                token => {
                    let range = self.source.range(token.span());
                    current = Some(current.map_or(range.clone(), |known| known.start..range.end));
                }
            }
        }
        parts.extend(current);
        let place = parts.iter().position(|part| *part == found.span)?;
        if parts.len() == 2 {
            return Some(lines::with_line(self.text(), &whole));
        }
        Some(match parts.get(place + 1) {
            Some(next) => found.span.start..next.start,
            None => parts.get(place - 1)?.end..found.span.end,
        })
    }

    fn tell_of_rescue(&mut self, attribute: &syn::Attribute, found: &Attribute) {
        let Meta::List(list) = &attribute.meta else { return };
        let mut rescues = false;
        macros::walk(&list.tokens, &mut |word| {
            if let Word::Name(ident, _) = word {
                rescues |= ident == "on_panic" || ident == "on_error";
            }
        });
        if rescues {
            let note = "the rescue goes with the attribute: from now on a failure is the caller's";
            self.found.notes.push((found.span.clone(), note.to_owned()));
        }
    }

    /// Looks at the expression that becomes a body.
    fn shaped(&self, kept: KeptCode, attribute: &syn::Attribute) -> KeptCode {
        let KeptCode::Expression { range, .. } = kept else { return kept };
        let expr = self.expression_at(attribute, &range);
        let is_block = matches!(&expr, Some(Expr::Block(block)) if block.label.is_none() && block.attrs.is_empty());
        let is_unit = matches!(&expr, Some(Expr::Tuple(tuple)) if tuple.elems.is_empty());
        KeptCode::Expression { range, is_block, is_unit }
    }

    /// The expression at these bytes of an attribute, with its bytes.
    fn expression_at(&self, attribute: &syn::Attribute, range: &Range<usize>) -> Option<Expr> {
        let Meta::List(list) = &attribute.meta else { return None };
        let mut tokens = Vec::new();
        self.tokens_at(&list.tokens, range, &mut tokens);
        syn::parse2(tokens.into_iter().collect()).ok()
    }

    fn tokens_at(&self, tokens: &TokenStream, range: &Range<usize>, found: &mut Vec<TokenTree>) {
        for token in tokens.clone() {
            let at = self.source.range(token.span());
            if range.start <= at.start && at.end <= range.end {
                found.push(token);
            } else if let TokenTree::Group(group) = &token
                && at.start <= range.start
                && range.end <= at.end
            {
                self.tokens_at(&group.stream(), range, found);
            }
        }
    }

    /// Any attribute: expressions of flagkit's own, tests under both arms, and what the rest says of the flag.
    pub(super) fn attribute(&mut self, attribute: &syn::Attribute) {
        if attribute.path().is_ident("doc") {
            return self.documentation(attribute);
        }
        let Meta::List(list) = &attribute.meta else { return };
        let names: Vec<&str> = self.names.attributes.iter().map(String::as_str).collect();
        let read = Attribute::read(self.source, attribute, &names);
        if !read.is_empty() {
            for found in &read {
                for range in [&found.otherwise, &found.context].into_iter().flatten() {
                    if let Some(expr) = self.expression_at(attribute, range) {
                        self.expression(&expr, Position::Tail { alone: false });
                    }
                }
            }
            return;
        }
        if list.path.segments.last().is_some_and(|last| last.ident == "test")
            && self.test(attribute, &list.tokens)
        {
            return;
        }
        self.tokens(&list.tokens, false);
    }

    /// `#[flagkit::test(both = X)]`: one test is left, by the harness that makes it one.
    fn test(&mut self, attribute: &syn::Attribute, tokens: &TokenStream) -> bool {
        let parser = |input: ParseStream<'_>| {
            let mut flag = None;
            while !input.is_empty() {
                let key = input.call(Ident::parse_any)?;
                input.parse::<Token![=]>()?;
                let path = input.call(Path::parse_mod_style)?;
                if key == "both" {
                    flag = Some(path);
                }
                input.parse::<Option<Token![,]>>()?;
            }
            Ok(flag)
        };
        let Ok(Some(flag)) = parser.parse2(tokens.clone()) else { return false };
        let is_own = self.names.is_handle(&flag)
            || flag.get_ident().is_some_and(|name| *name == self.ending.constant);
        if is_own {
            let range = self.range(attribute);
            // The runtime's own attribute stands below this one.
            if self.found.is_test {
                let range = lines::with_line(self.text(), &range);
                self.found.changes.remove(range);
            } else {
                self.found.changes.replace(range, "#[test]");
            }
        }
        true
    }

    /// A comment of documentation: code in it is nobody's to resolve but a person's.
    fn documentation(&mut self, attribute: &syn::Attribute) {
        if self.ending.key.is_empty() {
            return;
        }
        let range = self.range(attribute);
        let text = self.slice(&range);
        let named = std::iter::once(&self.ending.constant).chain(&self.ending.enumeration);
        let mut paths = named.flat_map(|name| {
            self.names.modules.iter().map(move |module| format!("{module}::{name}"))
        });
        let attribute = format!("feature_flag(\"{}\"", self.ending.key);
        if paths.any(|path| macros::has_word(text, &path)) || text.contains(&attribute) {
            self.by_hand(range, "it stands in documentation; write what is true then");
        } else if macros::has_word(text, &self.ending.key)
            || macros::has_word(text, &self.ending.constant)
        {
            self.found.texts.push((range, "documentation mentions the flag"));
        }
    }
}

/// Whether an attribute makes a test of a function by itself, such as `#[tokio::test]`.
pub(super) fn is_harness(attribute: &syn::Attribute) -> bool {
    let is_both = attribute.meta.require_list().is_ok_and(|list| {
        let first = list.tokens.clone().into_iter().next();
        matches!(first, Some(TokenTree::Ident(first)) if first == "both" || first == "crate")
    });
    attribute.path().segments.last().is_some_and(|last| last.ident == "test") && !is_both
}
