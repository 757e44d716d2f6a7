//! Keys of flags and names of variants, and what each is called in Rust.
//!
//! It checks one name by itself; collisions are found in `document::check`.
//! Law: what it returns is an identifier that can be written in Rust as it stands.

use std::fmt;

/// The longest key of a flag, in bytes.
pub const LONGEST_KEY: usize = 200;

/// Why a name cannot be used; reads on after the name: "`2fa` begins with a digit".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidName {
    /// There is nothing.
    Empty,
    /// More than 200 bytes.
    TooLong,
    /// A character that a name does not have.
    Character(char),
    /// An identifier cannot begin with a digit.
    LeadingDigit,
    /// Only separators, so nothing is left of it.
    NoLetter,
    /// A word that Rust keeps for itself, even as an enum's arm.
    Reserved,
}

impl fmt::Display for InvalidName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InvalidName::Empty => f.write_str("is empty"),
            InvalidName::TooLong => write!(f, "is longer than {LONGEST_KEY} bytes"),
            InvalidName::Character(character) => {
                write!(f, "contains {}", crate::problem::quote(character.encode_utf8(&mut [0; 4])))
            }
            InvalidName::LeadingDigit => f.write_str("begins with a digit"),
            InvalidName::NoLetter => f.write_str("has no letter"),
            InvalidName::Reserved => f.write_str("is a word that Rust reserves"),
        }
    }
}

impl std::error::Error for InvalidName {}

/// Checks a flag's key: `[A-Za-z0-9._-]+`.
pub(crate) fn check_key(key: &str) -> Result<(), InvalidName> {
    if key.is_empty() {
        return Err(InvalidName::Empty);
    }
    if key.len() > LONGEST_KEY {
        return Err(InvalidName::TooLong);
    }
    only(key, |byte| matches!(byte, b'.' | b'_' | b'-'))
}

/// The constant that a flag's key becomes, in UPPER_SNAKE case.
///
/// ```
/// use flagkit_core::{InvalidName, handle_name};
///
/// assert_eq!(handle_name("new-checkout.v2").as_deref(), Ok("NEW_CHECKOUT_V2"));
/// assert_eq!(handle_name("newCheckout").as_deref(), Ok("NEW_CHECKOUT"));
/// assert_eq!(handle_name("2fa"), Err(InvalidName::LeadingDigit));
/// ```
///
/// # Errors
///
/// The key has a character outside `[A-Za-z0-9._-]`, begins with a digit or has no letter.
pub fn handle_name(key: &str) -> Result<String, InvalidName> {
    check_key(key)?;
    upper_snake(key)
}

/// The constant of a key that [`check_key`] has let pass.
pub(crate) fn upper_snake(key: &str) -> Result<String, InvalidName> {
    let mut handle = String::with_capacity(key.len() + 4);
    letters(key, |letter, begins| {
        if begins && !handle.is_empty() {
            handle.push('_');
        }
        handle.push(letter);
    });
    handle.make_ascii_uppercase();
    match handle.chars().next() {
        None => Err(InvalidName::NoLetter),
        Some(first) if first.is_ascii_digit() => Err(InvalidName::LeadingDigit),
        Some(_) => Ok(handle),
    }
}

/// Some identifier for a key that gives none of its own, so that a broken flag has a name as well.
pub(crate) fn forced_handle(key: &str) -> String {
    let mut handle: String = key
        .chars()
        .take(LONGEST_KEY)
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' })
        .collect();
    if !handle.starts_with(|first: char| first.is_ascii_uppercase()) {
        handle.insert_str(0, "FLAG_");
    }
    handle
}

/// Checks the member `rust`: the name of a constant as it will be written.
pub(crate) fn check_handle(handle: &str) -> Result<(), InvalidName> {
    let invalid = |c: &char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || *c == '_');
    match handle.chars().next() {
        None => Err(InvalidName::Empty),
        Some(first) if first.is_ascii_digit() => Err(InvalidName::LeadingDigit),
        Some(_) if handle.len() > LONGEST_KEY => Err(InvalidName::TooLong),
        Some(_) => match handle.chars().find(invalid) {
            Some(character) => Err(InvalidName::Character(character)),
            None if handle.chars().all(|c| c == '_') => Err(InvalidName::NoLetter),
            None => Ok(()),
        },
    }
}

/// The arm of the enum that a variant's name becomes, in CamelCase.
///
/// ```
/// use flagkit_core::{InvalidName, variant_ident};
///
/// assert_eq!(variant_ident("bm25").as_deref(), Ok("Bm25"));
/// assert_eq!(variant_ident("one-page checkout").as_deref(), Ok("OnePageCheckout"));
/// assert_eq!(variant_ident("50/50"), Err(InvalidName::Character('/')));
/// assert_eq!(variant_ident("self"), Err(InvalidName::Reserved));
/// ```
///
/// # Errors
///
/// The name has a character other than ASCII letters, digits and the separators `-`, `_`, `.` and
/// space, begins with a digit, has no letter, or becomes `Self`.
pub fn variant_ident(name: &str) -> Result<String, InvalidName> {
    if name.is_empty() {
        return Err(InvalidName::Empty);
    }
    if name.len() > LONGEST_KEY {
        return Err(InvalidName::TooLong);
    }
    only(name, |byte| matches!(byte, b'.' | b'_' | b'-' | b' '))?;
    let mut ident = String::with_capacity(name.len());
    letters(name, |letter, begins| {
        ident.push(if begins { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() });
    });
    match ident.chars().next() {
        None => Err(InvalidName::NoLetter),
        Some(first) if first.is_ascii_digit() => Err(InvalidName::LeadingDigit),
        Some(_) if ident == "Self" => Err(InvalidName::Reserved),
        Some(_) => Ok(ident),
    }
}

/// Refuses the first character that is no ASCII letter, digit or separator.
fn only(name: &str, separates: impl Fn(u8) -> bool) -> Result<(), InvalidName> {
    let refused = |byte: u8| !(byte.is_ascii_alphanumeric() || separates(byte));
    // What stands before the first refused byte is ASCII, so a character begins there.
    let first = name.bytes().position(refused).and_then(|at| name.get(at..)?.chars().next());
    first.map_or(Ok(()), |character| Err(InvalidName::Character(character)))
}

/// Calls `each` with every letter and digit, and with whether a word begins there: after a separator,
/// between a small letter and a capital, and before a capital that begins a word.
fn letters(name: &str, mut each: impl FnMut(char, bool)) {
    let mut previous: Option<u8> = None;
    let mut characters = name.bytes().peekable();
    while let Some(character) = characters.next() {
        if !character.is_ascii_alphanumeric() {
            previous = None;
            continue;
        }
        let begins = match previous {
            None => true,
            Some(_) if !character.is_ascii_uppercase() => false,
            Some(previous) if previous.is_ascii_lowercase() => true,
            // In `HTMLPage` and `v2Search` the word begins at the last capital before a small letter.
            Some(_) => characters.peek().is_some_and(u8::is_ascii_lowercase),
        };
        each(char::from(character), begins);
        previous = Some(character);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_become_constants() {
        let check = |key: &str, handle: &str| assert_eq!(handle_name(key).as_deref(), Ok(handle));
        check("new_checkout", "NEW_CHECKOUT");
        check("HTMLPage", "HTML_PAGE");
        check("_x", "X");
        check("a--b", "A_B");
        check("v2Search", "V2_SEARCH");
        check("S3B", "S3B");
        check("NEW_NAV", "NEW_NAV");
        assert_eq!(handle_name("--"), Err(InvalidName::NoLetter));
        assert_eq!(handle_name(""), Err(InvalidName::Empty));
        assert_eq!(handle_name("naïve"), Err(InvalidName::Character('ï')));
    }
}
