//! Versions as texts of padded numbers.
//!
//! Law: bytes come one by one, so that a comparison needs no memory.

/// How wide a number is.
const WIDTH: usize = 5;

/// The bytes of the padded form.
pub(super) struct Padded<'a> {
    /// What is not yet looked at; `None` behind the last part.
    rest: Option<&'a str>,
    /// How many spaces stand before the part.
    spaces: usize,
    part: std::str::Bytes<'a>,
    /// What is written behind the last part.
    tail: &'static [u8],
    started: bool,
}

impl<'a> Padded<'a> {
    pub(super) fn of(version: &'a str) -> Padded<'a> {
        let version = if version.is_empty() { "0" } else { version };
        let version = version.strip_prefix('v').unwrap_or(version);
        let version = version.split('+').next().unwrap_or_default();
        let released = version.split(SEPARATORS).count() == 3;
        Padded {
            rest: Some(version),
            spaces: 0,
            part: "".bytes(),
            tail: if released { b"-~" } else { b"" },
            started: false,
        }
    }
}

const SEPARATORS: [char; 2] = ['.', '-'];

impl Iterator for Padded<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if self.spaces > 0 {
            self.spaces -= 1;
            return Some(b' ');
        }
        if let Some(byte) = self.part.next() {
            return Some(byte);
        }
        let Some(rest) = self.rest else {
            let (first, tail) = self.tail.split_first()?;
            self.tail = tail;
            return Some(*first);
        };
        let (part, rest) = match rest.split_once(SEPARATORS) {
            Some((part, rest)) => (part, Some(rest)),
            None => (rest, None),
        };
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        self.spaces = if is_number { WIDTH.saturating_sub(part.len()) } else { 0 };
        self.part = part.bytes();
        self.rest = rest;
        if std::mem::replace(&mut self.started, true) { Some(b'-') } else { self.next() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_padded() {
        let padded = |text| String::from_utf8(Padded::of(text).collect()).unwrap();
        assert_eq!(padded("1.2.3"), "    1-    2-    3-~");
        assert_eq!(padded("1.2.3-rc.10"), "    1-    2-    3-rc-   10");
        assert_eq!(padded("v123456.0"), "123456-    0");
        assert_eq!(padded("vv1"), "v1");
        assert_eq!(padded("1--2"), "    1--    2-~");
        assert_eq!(padded("-"), "-");
        assert_eq!(padded(""), "    0");
        assert_eq!(padded("v"), "");
        assert_eq!(padded("+1"), "");
    }
}
