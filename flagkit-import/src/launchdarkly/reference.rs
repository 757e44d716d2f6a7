//! Attributes as plans name them: `user/email`, `device/os/name`, and a kind alone for its presence.
//!
//! LaunchDarkly has literal names and references of two syntaxes; a plan has one text for each
//! attribute. Law: two attributes never share a name, whatever characters their names have, so a slash
//! within a part is written `~1` and a tilde `~0`, as LaunchDarkly does in paths.

use std::sync::Arc;

/// The attribute that lists the kinds of which a context tells. No kind has an empty name.
pub(super) const KINDS: &str = "/kind";

/// The kind where a document names none.
pub(super) const USER: &str = "user";

/// An attribute that no context can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct InvalidReference;

/// The kind that a document names, or means by saying nothing.
pub(super) fn kind(named: Option<&str>) -> &str {
    named.filter(|kind| !kind.is_empty()).unwrap_or(USER)
}

/// The attribute that is there when a context tells of the kind.
pub(super) fn presence(kind: &str) -> Arc<str> {
    escape(kind).into()
}

/// The attribute by which contexts of the kind are told apart.
pub(super) fn key_of(kind: &str) -> Arc<str> {
    format!("{}/key", escape(kind)).into()
}

/// The attribute of a document's words: a literal name where no kind is named, else a reference.
pub(super) fn attribute(
    named_kind: Option<&str>,
    attribute: &str,
) -> Result<Arc<str>, InvalidReference> {
    let kind = escape(kind(named_kind));
    match attribute.strip_prefix('/') {
        _ if attribute.is_empty() => Err(InvalidReference),
        Some(path) if named_kind.is_some() => {
            let valid = |part: &str| {
                let escapes = part.split('~').skip(1);
                !part.is_empty() && { escapes }.all(|rest| rest.starts_with(['0', '1']))
            };
            let all = path.split('/').all(valid);
            all.then(|| format!("{kind}/{path}").into()).ok_or(InvalidReference)
        }
        _ => Ok(format!("{kind}/{}", escape(attribute)).into()),
    }
}

/// The parts of an attribute's name behind its kind, as the context writes them.
pub(super) fn path(name: &str) -> Vec<String> {
    name.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect()
}

fn escape(part: &str) -> String {
    part.replace('~', "~0").replace('/', "~1")
}

/// Whether a part of a plan's name means this name.
pub(super) fn means(escaped: &str, name: &str) -> bool {
    let mut parts = escaped.split('~');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else {
        return false;
    };
    for part in parts {
        let (character, text) = match part.as_bytes().first() {
            Some(b'0') => ('~', part.strip_prefix('0')),
            _ => ('/', part.strip_prefix('1')),
        };
        let after = rest.strip_prefix(character).zip(text);
        match after.and_then(|(rest, text)| rest.strip_prefix(text)) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_a_kind_are_literal() {
        let literal = |name| attribute(None, name).map(|name| name.to_string());
        assert_eq!(literal("email"), Ok("user/email".to_owned()));
        assert_eq!(literal("/attr/a"), Ok("user/~1attr~1a".to_owned()));
        assert_eq!(literal("/"), Ok("user/~1".to_owned()));
        assert_eq!(literal(""), Err(InvalidReference));
    }

    #[test]
    fn names_with_a_kind_are_references() {
        let reference = |name| attribute(Some("org"), name).map(|name| name.to_string());
        assert_eq!(reference("/address/city"), Ok("org/address/city".to_owned()));
        assert_eq!(reference("/a~1b~0"), Ok("org/a~1b~0".to_owned()));
        assert_eq!(reference("a/b~c"), Ok("org/a~1b~0c".to_owned()));
        for invalid in ["", "/", "//", "///", "/a/", "/a//b", "/a~", "/a~b", "/~2"] {
            assert_eq!(reference(invalid), Err(InvalidReference), "{invalid}");
        }
    }

    #[test]
    fn a_part_means_one_name() {
        for name in ["", "a", "a/b", "~", "~1", "/~0/", "ü/~"] {
            assert!(means(&escape(name), name), "{name}");
            assert_eq!(path(&format!("user/{}", escape(name))), [name]);
        }
        for (escaped, other) in [("a~1b", "a~1b"), ("a", "ab"), ("ab", "a"), ("~0", "/"), ("~", "")]
        {
            assert!(!means(escaped, other), "{escaped} {other}");
        }
        assert_eq!(path("user/a~1b/c"), ["a/b", "c"]);
    }
}
