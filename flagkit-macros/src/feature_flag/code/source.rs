//! The functions of one source file, found by a scan of its tokens.
//!
//! Not a parser: rustc has read the file and found it sound, and a scan costs a thousandth of a parse.
//! Law: whatever the file holds, the scan ends, and what it is not sure of it does not have.

use super::Hash;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// What is known of one file.
pub(super) struct Source {
    text: String,
    /// Where each function's body stands in the text, by name; none where several have the name.
    functions: HashMap<String, Option<Range<usize>>>,
    /// Names of inline modules, and whatever is named in the head of an `impl` or a `trait`.
    owners: HashSet<String>,
}

type Known = HashMap<PathBuf, (SystemTime, u64, Arc<Source>)>;

/// By path, as long as time and size of the file are the same: rust-analyzer's process outlives many edits.
static KNOWN: Mutex<Option<Known>> = Mutex::new(None);

impl Source {
    /// Reads a file, once in a compiler process.
    pub(super) fn read(path: &Path) -> Option<Arc<Self>> {
        let about = std::fs::metadata(path).ok()?;
        let (modified, size) = (about.modified().ok()?, about.len());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.get_or_insert_default();
        if let Some((at, of, source)) = known.get(path)
            && (*at, *of) == (modified, size)
        {
            return Some(Arc::clone(source));
        }
        let source = Arc::new(Self::of(std::fs::read_to_string(path).ok()?));
        known.insert(path.to_owned(), (modified, size, Arc::clone(&source)));
        Some(source)
    }

    fn of(text: String) -> Self {
        let mut functions = HashMap::new();
        let mut owners = HashSet::new();
        let tokens = tokens(&text);
        let mut place = 0;
        while place < tokens.len() {
            let token = tokens[place];
            place += 1;
            // Most tokens are none of these, and a comparison of texts is dear.
            if !matches!(token.as_bytes().first(), Some(b'f' | b'm' | b'i' | b't')) {
                continue;
            }
            let next = tokens.get(place).copied().unwrap_or_default();
            match token {
                "fn" if is_name(next) => {
                    let Some(body) = body(&tokens, place + 1) else { continue };
                    let range = range(&text, body);
                    let name = unraw(next).to_owned();
                    functions.entry(name).and_modify(|known| *known = None).or_insert(range);
                }
                "mod" if is_name(next) && tokens.get(place + 1) == Some(&"{") => {
                    owners.insert(unraw(next).to_owned());
                }
                "impl" | "trait" => {
                    let head = tokens.iter().skip(place);
                    let head = head.take_while(|token| !["{", ";"].contains(*token));
                    let names = head.filter(|token| is_name(token));
                    owners.extend(names.map(|name| unraw(name).to_owned()));
                }
                _ => {}
            }
        }
        Self { text, functions, owners }
    }

    /// The fingerprint of the one function of this name.
    pub(super) fn function(&self, name: &str) -> Option<u64> {
        let range = self.functions.get(name)?.clone()?;
        Some(fingerprint(&tokens(self.text.get(range)?)))
    }

    /// Whether a module or a type of this name has functions here.
    pub(super) fn owns(&self, name: &str) -> bool {
        self.owners.contains(name)
    }
}

/// Where these tokens of the text stand in it.
fn range(text: &str, tokens: &[&str]) -> Option<Range<usize>> {
    let begin = tokens.first()?.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    let last = tokens.last()?;
    let end = last.as_ptr().addr().checked_sub(text.as_ptr().addr())? + last.len();
    Some(begin..end)
}

fn is_name(token: &str) -> bool {
    token.starts_with(|first: char| first == '_' || first.is_alphabetic())
}

fn unraw(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// The body of the function whose head begins here, with its braces.
fn body<'t, 's>(tokens: &'t [&'s str], head: usize) -> Option<&'t [&'s str]> {
    let mut depth = 0_usize;
    let mut place = head;
    loop {
        match *tokens.get(place)? {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.checked_sub(1)?,
            // Only declared.
            ";" | "}" if depth == 0 => return None,
            "{" if depth == 0 => {
                let end = closing(tokens, place)?;
                // In a list of generics it is a value.
                if !matches!(tokens.get(end + 1), Some(&(">" | ","))) {
                    return tokens.get(place..=end);
                }
                place = end;
            }
            _ => {}
        }
        place += 1;
    }
}

/// The brace that ends what the one at `open` begins.
fn closing(tokens: &[&str], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut place = open;
    while place < tokens.len() {
        match tokens[place].as_bytes() {
            [b'{'] => depth += 1,
            [b'}'] if depth == 1 => return Some(place),
            [b'}'] => depth -= 1,
            _ => {}
        }
        place += 1;
    }
    None
}

fn fingerprint(tokens: &[&str]) -> u64 {
    let mut hash = Hash::new();
    let mut place = 0;
    while let Some(token) = tokens.get(place) {
        let next = tokens.get(place + 1).copied().unwrap_or_default();
        let attribute = if next == "!" { place + 2 } else { place + 1 };
        if *token == "#"
            && tokens.get(attribute..).is_some_and(|rest| rest.starts_with(&["[", "doc"]))
        {
            place = tokens
                .iter()
                .skip(attribute)
                .position(|token| *token == "]")
                .map_or(place, |end| attribute + end);
        } else if *token != "," || ![")", "]", "}"].contains(&next) {
            hash.token(token);
        }
        place += 1;
    }
    hash.finish()
}

/// The tokens of a file; operators one character at a time, comments left out.
///
/// By bytes and in loops of the plainest kind: a macro is compiled without optimisation in a debug build.
fn tokens(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::with_capacity(text.len() / 3);
    let mut place = 0;
    while place < bytes.len() {
        let begin = place;
        match bytes[place] {
            b' ' | b'\n' | b'\t' | b'\r' => {
                place += 1;
                continue;
            }
            b'/' if comment_begins(bytes, place) => {
                place += comment(text.get(place..).unwrap_or_default());
                continue;
            }
            b'"' => place = quoted(bytes, place),
            b'\'' => place += character(text.get(place..).unwrap_or_default()),
            first if is_word(first) => {
                place = word(bytes, place);
                if place < bytes.len() && matches!(bytes[place], b'"' | b'#' | b'\'') {
                    let rest = text.get(begin..).unwrap_or_default();
                    place = begin + prefixed(rest, place - begin);
                }
            }
            _ => place += 1,
        }
        tokens.extend(text.get(begin..place));
    }
    tokens
}

/// Whether the byte is of a name or a number. Beyond ASCII rustc lets nothing else stand outside of texts.
fn is_word(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'_' | b'A'..=b'Z' | b'0'..=b'9' | 128..)
}

/// The end of the word here.
fn word(bytes: &[u8], mut place: usize) -> usize {
    while place < bytes.len()
        && matches!(bytes[place], b'a'..=b'z' | b'_' | b'A'..=b'Z' | b'0'..=b'9' | 128..)
    {
        place += 1;
    }
    place
}

/// How long the token is that begins with this word and a mark behind it.
fn prefixed(text: &str, word: usize) -> usize {
    let rest = text.get(word..).unwrap_or_default();
    match text.get(..word).unwrap_or_default() {
        "r" | "br" | "cr" if rest.starts_with(['"', '#']) => raw(text, word),
        "b" | "c" if rest.starts_with('"') => quoted(text.as_bytes(), word),
        "b" if rest.starts_with('\'') => word + character(rest),
        _ => word,
    }
}

fn comment_begins(bytes: &[u8], place: usize) -> bool {
    matches!(bytes.get(place + 1), Some(b'/' | b'*'))
}

/// How long the comment here is.
fn comment(text: &str) -> usize {
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    let mut depth = 0_usize;
    let mut place = 0;
    // They nest.
    while let Some(rest) = text.as_bytes().get(place..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(b"/*") {
            depth += 1;
            place += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            place += 2;
            if depth == 0 {
                return place;
            }
        } else {
            place += 1;
        }
    }
    text.len()
}

/// The end of the text whose quote stands at `open`.
fn quoted(bytes: &[u8], open: usize) -> usize {
    let mut place = open + 1;
    while place < bytes.len() {
        match bytes[place] {
            b'\\' => place += 1,
            b'"' => return place + 1,
            _ => {}
        }
        place += 1;
    }
    bytes.len()
}

/// The end of `r#".."#` or of `r#name`, whose marks begin at `marks`.
fn raw(text: &str, marks: usize) -> usize {
    let rest = text.get(marks..).unwrap_or_default();
    let count = rest.bytes().take_while(|byte| *byte == b'#').count();
    let inner = rest.get(count..).unwrap_or_default();
    if !inner.starts_with('"') {
        let name = inner.find(|other: char| other != '_' && !other.is_alphanumeric());
        return marks + count + name.unwrap_or(inner.len());
    }
    let end = format!("\"{}", "#".repeat(count));
    let inner = inner.get(1..).unwrap_or_default();
    inner.find(&end).map_or(text.len(), |place| marks + count + 1 + place + end.len())
}

/// The end of `'c'`, or of the lifetime `'name`.
fn character(text: &str) -> usize {
    let mut inner = text.char_indices().skip(1);
    match (inner.next(), inner.next()) {
        (Some((_, '\\')), Some((escaped, character))) => {
            let from = escaped + character.len_utf8();
            let rest = text.get(from..).unwrap_or_default();
            rest.find('\'').map_or(text.len(), |end| from + end + 1)
        }
        (Some(_), Some((end, '\''))) => end + 1,
        _ => {
            let name = text
                .char_indices()
                .skip(1)
                .find(|(_, other)| *other != '_' && !other.is_alphanumeric());
            name.map_or(text.len(), |(end, _)| end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_cut_into_tokens() {
        let text = r####"
            //! told
            fn a<'t>(x: &'t str) -> char { /* one /* in */ another */ x == "\"{" && b'}' != '\'' as u8; '{' }
            r#"}"# br##""#}"## r#fn b"\\" 'é' '\u{7d}' 1.5e-3_f64 c"}" r"\"
        "####;
        let expected = [
            "fn",
            "a",
            "<",
            "'t",
            ">",
            "(",
            "x",
            ":",
            "&",
            "'t",
            "str",
            ")",
            "-",
            ">",
            "char",
            "{",
            "x",
            "=",
            "=",
            r#""\"{""#,
            "&",
            "&",
            "b'}'",
            "!",
            "=",
            r"'\''",
            "as",
            "u8",
            ";",
            "'{'",
            "}",
            r##"r#"}"#"##,
            r###"br##""#}"##"###,
            "r#fn",
            r#"b"\\""#,
            "'é'",
            r"'\u{7d}'",
            "1",
            ".",
            "5e",
            "-",
            "3_f64",
            r#"c"}""#,
            r#"r"\""#,
        ];
        assert_eq!(tokens(text), expected);
    }

    #[test]
    fn whatever_is_cut_off_the_scan_ends() {
        let text = "fn a() { \"x\" 'c' /* c */ r#\"r\"# b'\\'' }";
        for end in 0..=text.len() {
            Source::of(text[..end].to_owned());
        }
        Source::of("}}}) ] fn } fn f(} impl mod".to_owned());
    }

    fn old(file: &str) -> Option<u64> {
        Source::of(file.to_owned()).function("old")
    }

    #[test]
    fn the_body_alone_counts() {
        let print = old("fn old(a: u8) -> u8 { f(a, 1) }");
        assert!(print.is_some());
        for same in [
            "/// told\npub async fn old<T: Ord>(a: T) -> u16\nwhere\n    T: Copy,\n{\n    // why\n    f(\n        a,\n        1,\n    )\n}",
            "fn other() { f(a, 2) } impl A { fn old<const N: usize, B: C<{ N }>>() { /// told\n f(a,1) } }",
            "fn old(b: [u8; { 2 }]) -> D<{ 1 }> { #[doc = \"told\"] f(a,1) }",
        ] {
            assert_eq!(old(same), print, "{same}");
        }
        for other in
            ["fn old(a: u8) -> u8 { f(a, 2) }", "fn old(a: u8) -> u8 { f(a, '1') }", "fn old() {}"]
        {
            assert!(old(other).is_some() && old(other) != print, "{other}");
        }
    }

    #[test]
    fn what_is_not_certain_is_not_told() {
        for unknown in [
            "",
            "fn older() { 1 }",
            "trait T { fn old(&self) -> u8; }",
            "impl A { fn old() { 1 } } impl B { fn old() { 2 } }",
            "// fn old() {}\nconst T: &str = \"fn old() {}\";",
        ] {
            assert_eq!(old(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn owners_are_inline_modules_and_types_with_functions() {
        let source = Source::of(
            "mod far; mod near { } impl<T> Show for Cart<T> { } struct Bare;".to_owned(),
        );
        assert!(["near", "Show", "Cart"].iter().all(|owner| source.owns(owner)));
        assert!(!["far", "Bare"].iter().any(|owner| source.owns(owner)));
    }
}
