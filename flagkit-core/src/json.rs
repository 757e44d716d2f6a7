//! The only file that knows the JSON parser: text to a tree of nodes with byte ranges.
//!
//! It adds what the parser lacks: limits on size and depth that are checked before parsing, raw
//! control characters and foreign blanks refused, numbers read and kept in range, members given
//! twice reported with both places. It knows nothing of flags.
//!
//! Laws: every range lies inside the text as it was given, a byte order mark included; a finding that
//! does not hurt the syntax never stops the rest from being read.

mod syntax;

use crate::code::Code;
use crate::problem::{Problem, Problems, quote};
use jsonc_parser::ast;
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// The largest document that is read: 64 MiB.
pub const MAX_DOCUMENT_BYTES: usize = 64 * 1024 * 1024;

/// How deep values may be nested.
pub const MAX_DEPTH: usize = 128;

/// So many findings are put into words, and so many duplicates are found in one object.
const WORDED: usize = 1000;

/// Bytes of the text.
pub(crate) type Span = Range<usize>;

/// One value of the text.
#[derive(Debug)]
pub(crate) struct Node<'t> {
    pub(crate) span: Span,
    pub(crate) data: Data<'t>,
}

/// What a value is.
#[derive(Debug)]
pub(crate) enum Data<'t> {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Cow<'t, str>),
    List(Vec<Node<'t>>),
    Object(Vec<Member<'t>>),
}

/// One member of an object.
#[derive(Debug)]
pub(crate) struct Member<'t> {
    pub(crate) name: Cow<'t, str>,
    pub(crate) name_span: Span,
    pub(crate) value: Node<'t>,
}

impl Member<'_> {
    pub(crate) fn span(&self) -> Span {
        self.name_span.start..self.value.span.end
    }
}

impl Node<'_> {
    /// What the value is, in words that follow "found".
    pub(crate) fn describe(&self) -> &'static str {
        match &self.data {
            Data::Null => "`null`",
            Data::Bool(true) => "`true`",
            Data::Bool(false) => "`false`",
            Data::Int(_) | Data::Float(_) => "a number",
            Data::Text(_) => "a text",
            Data::List(_) => "a list",
            Data::Object(_) => "an object",
        }
    }
}

/// Something wrong inside the tree, whose owner is not known here.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) code: Code,
    pub(crate) span: Span,
    /// `None` where there are more of them than are ever shown.
    pub(crate) message: Option<String>,
    /// Where the member was given first.
    pub(crate) first: Option<usize>,
}

/// A text that was read.
pub(crate) struct Tree<'t> {
    pub(crate) root: Node<'t>,
    /// In the order of the text.
    pub(crate) findings: Vec<Finding>,
}

/// The report on a text that is not even looked at.
pub(crate) fn too_large(text: &str) -> Problem {
    // Nothing before the first byte is counted, so the text itself need not be indexed.
    let mut problems = Problems::new("");
    let message = format!(
        "the document has {} bytes; the limit is {} MiB",
        text.len(),
        MAX_DOCUMENT_BYTES / (1024 * 1024)
    );
    problems.error(Code::TooLarge, 0..0, message).clone()
}

/// Reads a text, or reports the one reason why it cannot be read.
pub(crate) fn read<'t>(text: &'t str, problems: &mut Problems<'_>) -> Option<Tree<'t>> {
    let bom = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    if let Err((code, span, message)) = scan(text, bom) {
        problems.error(code, span, message);
        return None;
    }
    let collect = CollectOptions::default();
    let parsed = match parse_to_ast(&text[bom..], &collect, &options()) {
        Ok(parsed) => parsed,
        Err(error) => {
            let range = error.range();
            let end = (range.end + bom).min(text.len());
            let start = (range.start + bom).min(end);
            let (span, message) = syntax::hint(text, start)
                .filter(|_| is_foreign_word(error.kind()))
                .unwrap_or_else(|| (start..end, syntax_message(error.kind())));
            problems.error(Code::Syntax, span, message);
            return None;
        }
    };
    let Some(root) = parsed.value else {
        problems
            .error(Code::RootNotObject, text.len()..text.len(), "the document is empty")
            .help("write `{}` for a document without flags");
        return None;
    };
    let mut convert = Convert { bom, findings: Vec::new() };
    let root = convert.node(root);
    let mut findings = convert.findings;
    findings.sort_by_key(|finding| finding.span.start);
    Some(Tree { root, findings })
}

fn options() -> ParseOptions {
    ParseOptions {
        allow_comments: true,
        allow_loose_object_property_names: false,
        allow_trailing_commas: true,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    }
}

/// Looks over the text once before it is parsed, for what the parser lets pass.
fn scan(text: &str, bom: usize) -> Result<(), (Code, Span, String)> {
    let bytes = text.as_bytes();
    let mut index = bom;
    let mut depth = 0_usize;
    while let Some(&byte) = bytes.get(index) {
        match byte {
            b'"' => {
                index = scan_string(bytes, index)?;
                continue;
            }
            b'/' if bytes.get(index + 1) == Some(&b'/') => {
                let rest = bytes.get(index..).unwrap_or_default();
                index += rest.iter().position(|&b| b == b'\n' || b == b'\r').unwrap_or(rest.len());
                continue;
            }
            b'/' if bytes.get(index + 1) == Some(&b'*') => {
                let rest = bytes.get(index + 2..).unwrap_or_default();
                let end = rest.windows(2).position(|pair| pair == b"*/");
                index += 2 + end.map_or(rest.len(), |end| end + 2);
                continue;
            }
            b'{' | b'[' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    let message = format!("values are nested more than {MAX_DEPTH} levels deep");
                    return Err((Code::TooDeep, index..index + 1, message));
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b' ' | b'\t' | b'\n' | b'\r' | 0x21..=0x7E => {}
            _ => {
                let character = text.get(index..).and_then(|rest| rest.chars().next());
                let character = character.unwrap_or('\u{FFFD}');
                if character.is_control() || character.is_whitespace() {
                    let message = format!(
                        "U+{:04X} cannot stand between values; only space, tab and line ends can",
                        u32::from(character)
                    );
                    let span = index..index + character.len_utf8();
                    return Err((Code::ForbiddenCharacter, span, message));
                }
                index += character.len_utf8();
                continue;
            }
        }
        index += 1;
    }
    Ok(())
}

/// The offset after a string that begins at `start`; the parser reports one that never ends.
fn scan_string(bytes: &[u8], start: usize) -> Result<usize, (Code, Span, String)> {
    let mut index = start + 1;
    let counts = |(_, byte): &(usize, &u8)| matches!(byte, b'"' | b'\\' | 0..=0x1F);
    while let Some((place, &byte)) = bytes.iter().enumerate().skip(index).find(counts) {
        index = place;
        match byte {
            b'"' => return Ok(index + 1),
            b'\\' => index += 1,
            b'\n' | b'\r' => {
                let message = "the text does not end on its line; close it with `\"`, \
                               or write a line feed as `\\n`";
                return Err((Code::ForbiddenCharacter, start..index, message.to_owned()));
            }
            0..=0x1F => {
                let message =
                    format!("a text holds a raw control character; write `\\u{byte:04x}`");
                return Err((Code::ForbiddenCharacter, index..index + 1, message));
            }
            _ => {}
        }
        index += 1;
    }
    Ok(bytes.len())
}

/// Whether the parser met something that is no token of JSON.
fn is_foreign_word(kind: &ParseErrorKind) -> bool {
    matches!(kind, ParseErrorKind::UnexpectedWord | ParseErrorKind::UnexpectedToken)
}

fn syntax_message(kind: &ParseErrorKind) -> String {
    use ParseErrorKind as Kind;
    let message = match kind {
        Kind::BareDecimalPointNumbersNotAllowed => {
            "a number needs a digit before and after its decimal point"
        }
        Kind::ExpectedColonAfterObjectKey => "expected `:` after the name of a member",
        Kind::ExpectedObjectValue => "expected a value after `:`",
        Kind::ExpectedDigit
        | Kind::ExpectedDigitFollowingNegativeSign
        | Kind::ExpectedPlusMinusOrDigitInNumberLiteral => "expected a digit",
        Kind::ExpectedStringObjectProperty | Kind::UnexpectedTokenInObject => {
            "expected the name of a member in double quotes"
        }
        Kind::HexadecimalNumbersNotAllowed => "numbers are written in decimal",
        Kind::ExpectedComma => "expected `,`",
        Kind::MultipleRootJsonValues => "expected the end of the document",
        Kind::NonFiniteNumbersNotAllowed => "numbers are finite",
        Kind::SingleQuotedStringsNotAllowed => "texts are written in double quotes",
        Kind::UnaryPlusNumbersNotAllowed => "a number has no leading `+`",
        Kind::UnexpectedCloseBrace => "unexpected `}`",
        Kind::UnexpectedCloseBracket => "unexpected `]`",
        Kind::UnexpectedColon => "unexpected `:`",
        Kind::UnexpectedComma => "unexpected `,`",
        Kind::UnexpectedWord | Kind::UnexpectedToken => {
            "expected a value; texts are written in double quotes"
        }
        Kind::UnterminatedArray => "this list is never closed; add `]`",
        Kind::UnterminatedObject => "this object is never closed; add `}`",
        Kind::UnterminatedCommentBlock => "this comment is never closed; add `*/`",
        other => return lower_first(&other.to_string()),
    };
    message.to_owned()
}

/// The parser's own words begin with a capital; ours do not.
fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(characters).collect()
}

struct Convert {
    bom: usize,
    findings: Vec<Finding>,
}

impl Convert {
    fn span(&self, range: jsonc_parser::common::Range) -> Span {
        range.start + self.bom..range.end + self.bom
    }

    fn node<'t>(&mut self, value: ast::Value<'t>) -> Node<'t> {
        match value {
            ast::Value::NullKeyword(node) => Node { span: self.span(node.range), data: Data::Null },
            ast::Value::BooleanLit(node) => {
                Node { span: self.span(node.range), data: Data::Bool(node.value) }
            }
            ast::Value::NumberLit(node) => {
                let span = self.span(node.range);
                Node { data: self.number(node.value, &span), span }
            }
            ast::Value::StringLit(node) => {
                Node { span: self.span(node.range), data: Data::Text(node.value) }
            }
            ast::Value::Array(node) => {
                let span = self.span(node.range);
                let items = node.elements.into_iter().map(|item| self.node(item)).collect();
                Node { span, data: Data::List(items) }
            }
            ast::Value::Object(node) => {
                let span = self.span(node.range);
                let members: Vec<Member<'t>> =
                    node.properties.into_iter().map(|property| self.member(property)).collect();
                self.duplicates(&members);
                Node { span, data: Data::Object(members) }
            }
        }
    }

    fn member<'t>(&mut self, property: ast::ObjectProp<'t>) -> Member<'t> {
        let (name, range) = match property.name {
            ast::ObjectPropName::String(name) => (name.value, name.range),
            ast::ObjectPropName::Word(name) => (Cow::Borrowed(name.value), name.range),
        };
        Member { name, name_span: self.span(range), value: self.node(property.value) }
    }

    fn number<'t>(&mut self, text: &str, span: &Span) -> Data<'t> {
        let whole = !text.contains(['.', 'e', 'E']);
        if whole {
            if let Ok(number) = text.parse() {
                return Data::Int(number);
            }
        } else if let Some(number) = text.parse().ok().filter(|number: &f64| number.is_finite()) {
            return Data::Float(number);
        }
        let message = self.is_shown().then(|| {
            if whole {
                format!("{} does not fit in 64 bits; write it as a text", quote(text))
            } else {
                format!("{} is too large for a number", quote(text))
            }
        });
        let span = span.clone();
        self.findings.push(Finding { code: Code::NumberOutOfRange, span, message, first: None });
        // The flag it stands in is broken by the finding, so the value is never served.
        if whole { Data::Int(0) } else { Data::Float(0.0) }
    }

    fn is_shown(&self) -> bool {
        self.findings.len() < WORDED
    }

    /// Whoever reads the object knows which of its members are believed: in one of flags or segments
    /// neither of two, anywhere else none of the flag. So the first ones do.
    fn duplicates(&mut self, members: &[Member<'_>]) {
        // Most objects are small, where comparing beats hashing.
        const SMALL: usize = 12;
        let mut findings = Vec::new();
        let is_shown = self.is_shown();
        let mut report = |member: &Member<'_>, first: &Member<'_>| {
            if findings.len() < WORDED {
                findings.push(Finding {
                    code: Code::DuplicateMember,
                    span: member.name_span.clone(),
                    message: is_shown
                        .then(|| format!("{} is given twice; keep one", quote(&member.name))),
                    first: Some(first.name_span.start),
                });
            }
        };
        if members.len() <= SMALL {
            for (index, member) in members.iter().enumerate() {
                if let Some(first) = members.iter().take(index).find(|m| m.name == member.name) {
                    report(member, first);
                }
            }
        } else {
            let mut seen: HashMap<&str, &Member<'_>> = HashMap::with_capacity(members.len());
            for member in members {
                match seen.entry(&member.name) {
                    std::collections::hash_map::Entry::Occupied(first) => {
                        report(member, first.get())
                    }
                    std::collections::hash_map::Entry::Vacant(vacant) => {
                        vacant.insert(member);
                    }
                }
            }
        }
        self.findings.append(&mut findings);
    }
}
