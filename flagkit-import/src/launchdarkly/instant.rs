//! Instants as texts.

/// An instant, in milliseconds since 1970, as RFC 3339 writes it in UTC; `None` beyond four digits of
/// a year.
pub(super) fn text(millis: i64) -> Option<String> {
    let (days, rest) = (millis.div_euclid(86_400_000), millis.rem_euclid(86_400_000));
    // Years are counted from March, so that the leap day is the last of its year; eras have 400 years.
    let days = days.checked_add(719_468)?;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    if !(0..=9999).contains(&year) {
        return None;
    }
    let (hour, minute) = (rest / 3_600_000, rest / 60_000 % 60);
    let (second, millis) = (rest / 1000 % 60, rest % 1000);
    let fraction = if millis == 0 { String::new() } else { format!(".{millis:03}") };
    Some(format!(
        "{year:04}-{month:02}-{day_of_month:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flagkit_core::Date;

    #[test]
    fn a_text_reads_back() {
        // Steps of 97 days and some, through the years 0 to 9999 and every place of a day.
        let mut millis = -62_167_219_200_000_i64;
        while millis < 253_402_300_800_000 {
            let text = text(millis).unwrap();
            assert_eq!(text.parse::<Date>().map(|date| date.unix_millis()), Ok(millis), "{text}");
            millis += 8_391_231_007;
        }
        assert_eq!(text(1_512_543_600_000).as_deref(), Some("2017-12-06T07:00:00Z"));
        assert_eq!(text(253_402_300_799_999).as_deref(), Some("9999-12-31T23:59:59.999Z"));
        for beyond in [253_402_300_800_000, -62_167_219_200_001, i64::MAX, i64::MIN] {
            assert_eq!(text(beyond), None);
        }
    }
}
