//! Regular expressions, where the build has them.
//!
//! The `regex` crate does the work: it takes time linear in the text, whatever the pattern.
//! Law: a pattern that cannot be compiled within its bounds is refused when it is read, never when it is asked.

use std::fmt;
use std::sync::Arc;

/// The longest pattern, in bytes.
const LONGEST: usize = 4096;
/// What a compiled pattern may take, in bytes.
#[cfg(feature = "regex")]
const LARGEST: usize = 1 << 20;

/// A regular expression that is searched for in a text.
#[derive(Clone)]
pub struct Pattern {
    text: Arc<str>,
    #[cfg(feature = "regex")]
    regex: regex::Regex,
}

/// Why a text is not a pattern; reads on after the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidPattern {
    why: String,
    too_large: bool,
}

impl fmt::Display for InvalidPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for InvalidPattern {}

impl InvalidPattern {
    fn because(why: String) -> InvalidPattern {
        InvalidPattern { why, too_large: false }
    }

    /// Whether the pattern is one, and would only take too much.
    pub(crate) fn is_too_large(&self) -> bool {
        self.too_large
    }
}

impl Pattern {
    /// Compiles a pattern; see the crate `regex` for its language.
    ///
    /// # Errors
    ///
    /// The text is no regular expression, has more than 4 KiB, takes more than 1 MiB when it is compiled, or
    /// this build has no regular expressions.
    pub fn new(text: &str) -> Result<Pattern, InvalidPattern> {
        Pattern::build(text, false)
    }

    /// The same, without regard to upper and lower case.
    ///
    /// # Errors
    ///
    /// As [`Pattern::new`].
    pub fn ignoring_case(text: &str) -> Result<Pattern, InvalidPattern> {
        Pattern::build(text, true)
    }

    #[cfg(feature = "regex")]
    fn build(text: &str, ignore_case: bool) -> Result<Pattern, InvalidPattern> {
        if text.len() > LONGEST {
            return Err(InvalidPattern::because(format!("is longer than {LONGEST} bytes")));
        }
        let regex = regex::RegexBuilder::new(text)
            .case_insensitive(ignore_case)
            .size_limit(LARGEST)
            .dfa_size_limit(LARGEST)
            .build();
        match regex {
            Ok(regex) => Ok(Pattern { text: text.into(), regex }),
            Err(regex::Error::CompiledTooBig(_)) => Err(InvalidPattern {
                why: "takes more memory than 1 MiB; repeat less".to_owned(),
                too_large: true,
            }),
            Err(error) => {
                // The last line says what is wrong; those before it draw where.
                let error = error.to_string();
                let last = error.lines().last().unwrap_or("").trim();
                let why = last.strip_prefix("error: ").unwrap_or(last);
                Err(InvalidPattern::because(format!("is not a regular expression: {why}")))
            }
        }
    }

    #[cfg(not(feature = "regex"))]
    fn build(text: &str, _ignore_case: bool) -> Result<Pattern, InvalidPattern> {
        if text.len() > LONGEST {
            return Err(InvalidPattern::because(format!("is longer than {LONGEST} bytes")));
        }
        Err(InvalidPattern::because(
            "needs regular expressions, which this build is without; enable the feature `regex` of flagkit"
                .to_owned(),
        ))
    }

    /// Whether the pattern is found somewhere in the text.
    #[inline]
    pub fn is_found(&self, text: &str) -> bool {
        #[cfg(feature = "regex")]
        return self.regex.is_match(text);
        #[cfg(not(feature = "regex"))]
        {
            let _ = text;
            false
        }
    }

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        #[cfg(feature = "regex")]
        return self.regex.as_str() == other.regex.as_str() && self.text == other.text;
        #[cfg(not(feature = "regex"))]
        return self.text == other.text;
    }
}

#[cfg(all(test, feature = "regex"))]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_bounded() {
        let why = |text: &str| Pattern::new(text).unwrap_err().to_string();
        assert_eq!(why(r"\w{1000}{1000}"), "takes more memory than 1 MiB; repeat less");
        assert_eq!(why(&"a".repeat(5000)), "is longer than 4096 bytes");
        assert!(why("(a").contains("unclosed group"), "{}", why("(a"));
        assert!(
            why(r"(?=a)b").starts_with("is not a regular expression: look-around"),
            "{}",
            why("(?=a)b")
        );
    }

    #[test]
    fn a_pattern_is_searched_for() {
        assert!(Pattern::new("b+").unwrap().is_found("abbc"));
        assert!(!Pattern::new("^B").unwrap().is_found("b"));
        assert!(Pattern::ignoring_case("^B").unwrap().is_found("b"));
    }
}
