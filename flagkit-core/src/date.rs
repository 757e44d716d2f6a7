//! Dates: RFC 3339 or `YYYY-MM-DD`, to milliseconds since 1970 in UTC.
//!
//! No clock, no zones, no calendar arithmetic beyond what reading needs.
//! Law: a text that reads has exactly one meaning on every machine, so an offset is compulsory.

use std::fmt;

/// An instant of a document, with the text it was written in.
///
/// ```
/// use flagkit_core::Date;
///
/// let date: Date = "2027-03-01".parse()?;
/// assert_eq!(date.unix_millis(), 1_803_859_200_000);
/// assert_eq!(date.to_string(), "2027-03-01");
/// assert!("2027-02-30".parse::<Date>().is_err());
/// # Ok::<(), flagkit_core::InvalidDate>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Date {
    millis: i64,
    text: Box<str>,
}

impl Date {
    /// Milliseconds since 1970-01-01T00:00:00Z; a date without a time is its midnight in UTC.
    pub fn unix_millis(&self) -> i64 {
        self.millis
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Why a text is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidDate {
    /// The text has neither of the two forms.
    Form,
    /// The form is right, but the calendar or the clock has no such day or time.
    Range,
    /// A time without `Z` or an offset.
    Offset,
}

impl fmt::Display for InvalidDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            InvalidDate::Form => "is not a date; write `2027-03-01` or `2027-03-01T09:00:00Z`",
            InvalidDate::Range => "is not in the calendar",
            InvalidDate::Offset => "has no offset; end it with `Z` or, for example, `+09:00`",
        })
    }
}

impl std::error::Error for InvalidDate {}

impl std::str::FromStr for Date {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Date, InvalidDate> {
        Ok(Date { millis: parse_millis(text)?, text: text.into() })
    }
}

/// Reads a date of either form.
pub(crate) fn parse_millis(text: &str) -> Result<i64, InvalidDate> {
    let mut reader = Reader { rest: text.as_bytes() };
    let year = reader.digits(4)?;
    reader.byte(b'-')?;
    let month = reader.digits(2)?;
    reader.byte(b'-')?;
    let day = reader.digits(2)?;
    if !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
        return Err(InvalidDate::Range);
    }
    let midnight = days_since_epoch(year, month, day) * 86_400_000;
    if reader.rest.is_empty() {
        return Ok(midnight);
    }
    if !reader.take(b'T') && !reader.take(b't') {
        reader.byte(b' ')?;
    }
    let hour = reader.digits(2)?;
    reader.byte(b':')?;
    let minute = reader.digits(2)?;
    reader.byte(b':')?;
    let second = reader.digits(2)?;
    let millis = reader.fraction()?;
    let offset = reader.offset()?;
    if !reader.rest.is_empty() {
        return Err(InvalidDate::Form);
    }
    // 60 is a leap second, which counts as the last one before it, as POSIX time has none.
    if hour > 23 || minute > 59 || second > 60 {
        return Err(InvalidDate::Range);
    }
    let time = ((hour * 60 + minute) * 60 + second.min(59)) * 1000 + millis;
    Ok(midnight + time - offset * 60_000)
}

struct Reader<'t> {
    rest: &'t [u8],
}

impl Reader<'_> {
    fn take(&mut self, wanted: u8) -> bool {
        match self.rest.split_first() {
            Some((&first, rest)) if first == wanted => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    fn byte(&mut self, wanted: u8) -> Result<(), InvalidDate> {
        if self.take(wanted) { Ok(()) } else { Err(InvalidDate::Form) }
    }

    fn digit(&mut self) -> Option<i64> {
        let (&first, rest) = self.rest.split_first()?;
        first.is_ascii_digit().then(|| {
            self.rest = rest;
            i64::from(first - b'0')
        })
    }

    fn digits(&mut self, count: usize) -> Result<i64, InvalidDate> {
        (0..count).try_fold(0, |number, _| {
            self.digit().map(|digit| number * 10 + digit).ok_or(InvalidDate::Form)
        })
    }

    /// Milliseconds of a fraction of any length; finer digits are cut off.
    fn fraction(&mut self) -> Result<i64, InvalidDate> {
        if !self.take(b'.') {
            return Ok(0);
        }
        let mut millis = self.digit().ok_or(InvalidDate::Form)? * 100;
        let mut weight = 10;
        while let Some(digit) = self.digit() {
            millis += digit * weight;
            weight /= 10;
        }
        Ok(millis)
    }

    /// Minutes east of Greenwich.
    fn offset(&mut self) -> Result<i64, InvalidDate> {
        if self.take(b'Z') || self.take(b'z') {
            return Ok(0);
        }
        let sign = if self.take(b'+') {
            1
        } else if self.take(b'-') {
            -1
        } else if self.rest.is_empty() {
            return Err(InvalidDate::Offset);
        } else {
            return Err(InvalidDate::Form);
        };
        let hours = self.digits(2)?;
        self.byte(b':')?;
        let minutes = self.digits(2)?;
        if hours > 23 || minutes > 59 {
            return Err(InvalidDate::Range);
        }
        Ok(sign * (hours * 60 + minutes))
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar, counting years from March so that the
/// leap day is the last of its year.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_instants() {
        let check = |text: &str, millis: i64| assert_eq!(parse_millis(text), Ok(millis), "{text}");
        check("1970-01-01", 0);
        check("1969-12-31", -86_400_000);
        check("2000-02-29", 951_782_400_000);
        check("2026-11-22T15:31:06Z", 1_795_361_466_000);
        check("2026-11-22T15:31:06.5Z", 1_795_361_466_500);
        check("2026-11-22T15:31:06.123456789Z", 1_795_361_466_123);
        check("2026-11-23T00:31:06+09:00", 1_795_361_466_000);
        check("2026-11-22 10:31:06-05:00", 1_795_361_466_000);
        check("2016-12-31T23:59:60Z", 1_483_228_799_000);
        check("0000-01-01", -62_167_219_200_000);
        check("9999-12-31T23:59:59Z", 253_402_300_799_000);
    }

    #[test]
    fn other_texts_say_why_not() {
        let check = |text: &str, why| assert_eq!(parse_millis(text), Err(why), "{text}");
        check("", InvalidDate::Form);
        check("2027-3-1", InvalidDate::Form);
        check("01.03.2027", InvalidDate::Form);
        check("2027-02-29", InvalidDate::Range);
        check("1900-02-29", InvalidDate::Range);
        check("2027-13-01", InvalidDate::Range);
        check("2027-00-01", InvalidDate::Range);
        check("2027-01-01T24:00:00Z", InvalidDate::Range);
        check("2027-01-01T10:00:00", InvalidDate::Offset);
        check("2027-01-01T10:00:00+24:00", InvalidDate::Range);
        check("2027-01-01T10:00Z", InvalidDate::Form);
        check("2027-01-01T10:00:00.Z", InvalidDate::Form);
        check("2027-01-01X", InvalidDate::Form);
        check("2027-01-01T10:00:00Zjunk", InvalidDate::Form);
        check("２０27-01-01", InvalidDate::Form);
    }
}
