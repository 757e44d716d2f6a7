//! Texts with a form, as regular expressions that ECMAScript and Rust read alike.
//!
//! Laws: exact where a regular expression can be, else wider than the parser and never narrower; only
//! ASCII classes, no look-around, no needless escapes, since editors compile them in Unicode mode.

/// `0%` to `100%` with at most three decimals.
pub(crate) const PERCENTAGE: &str = "(?:0?[0-9]{1,2}(?:\\.[0-9]{1,3})?|100(?:\\.0{1,3})?)%";

/// `30s`, `24h`.
pub(crate) const DURATION: &str = "^[0-9]+(?:ms|s|m|h|d|w)$";

/// The name of a constant: an underscore may lead, but not alone.
pub(crate) const HANDLE: &str = "^(?:[A-Z]|_+[A-Z0-9])[A-Z0-9_]*$";

/// A key that is no identifier in Rust: its first letter or digit is a digit, or it has none.
pub(crate) const KEY_WITHOUT_HANDLE: &str = "^[._-]*(?:[0-9]|$)";

/// A variant's name: its first letter or digit is a letter.
pub(crate) const VARIANT: &str = "^[._ -]*[A-Za-z][A-Za-z0-9._ -]*$";

/// Names of variants that would become `Self`.
pub(crate) const SELF: &str = "^[._ -]*(?:self|Self|SELF)[._ -]*$";

/// A file beside the document: `/` between parts, none of them empty, `.` or `..`.
pub(crate) fn file() -> String {
    let rest = "[^/\\\\:\\x00]";
    let part = format!("(?:[^./\\\\:\\x00]{rest}*|\\.[^./\\\\:\\x00]{rest}*|\\.\\.{rest}+)");
    format!("^{part}(?:/{part})*$")
}

/// `2027-03-01`, or RFC 3339 with an offset; only days that exist.
pub(crate) fn date() -> String {
    let day = "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])\
               |(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)\
               |02-(?:0[1-9]|1[0-9]|2[0-8]))";
    let leap_year = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)";
    let hour = "(?:[01][0-9]|2[0-3])";
    let time = format!(
        "[Tt ]{hour}:[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]+)?(?:[Zz]|[+-]{hour}:[0-5][0-9])"
    );
    format!("^(?:[0-9]{{4}}-{day}|{leap_year}-02-29)(?:{time})?$")
}

/// `>=2.1.0, <3`, `^1.4`, `1.*`; numbers of any size.
pub(crate) fn requirement() -> String {
    let number = "(?:0|[1-9][0-9]*)";
    let wildcard = "[*xX]";
    let identifier = format!("(?:{number}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)");
    let pre_release = format!("(?:-{identifier}(?:\\.{identifier})*)?");
    let build = "(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?";
    let version = format!(
        "{number}(?:\\.{number}(?:\\.(?:{wildcard}|{number}{pre_release}))?|\\.{wildcard}(?:\\.{wildcard})?)?{build}"
    );
    let comparator = format!(" *(?:>=|<=|!=|==|=|>|<|\\^|~)? *[vV]?{version} *");
    format!("^(?: *\\* *|{comparator}(?:,{comparator})*)$")
}

/// `10.0.0.0/8`, `2001:db8::/32`, an address. IPv6 only roughly; the prefix may have bits beyond it.
pub(crate) fn network() -> String {
    let octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    let v4 = format!("{octet}(?:\\.{octet}){{3}}(?:/0*(?:[0-9]|[12][0-9]|3[0-2]))?");
    let v6 = "[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(?:/0*(?:[0-9]|[1-9][0-9]|1[01][0-9]|12[0-8]))?";
    format!("^(?:{v4}|{v6})$")
}
