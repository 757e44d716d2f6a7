//! Flags whose time is over.
//!
//! It reads no clock: whoever asks says which day it is. Law: nothing expires at run time; this is for whoever builds and
//! tidies up.

use super::FlagDefinition;
use crate::date::Date;

/// Milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Why a flag should be gone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Overdue {
    /// It is past the day that it names.
    Expired {
        /// That day.
        on: Date,
    },
    /// It is the same for everyone, and was made longer ago than its kind allows.
    Settled {
        /// How many days ago it was made.
        days: i64,
        /// How many its kind allows.
        lifetime_days: u32,
    },
}

impl FlagDefinition {
    /// Why the flag's time is over at an instant, in milliseconds since 1970, if it is.
    ///
    /// How long a flag has been the same for everyone, a document does not say; it counts from `created`.
    ///
    /// ```
    /// use flagkit_core::{Date, Document, Overdue};
    ///
    /// let text = r#"{ "flags": { "new_nav": { "created": "2026-01-01", "enabled": true } } }"#;
    /// let document = Document::parse(text).document.unwrap();
    /// let flag = document.flag("new_nav").unwrap();
    /// let on = |date: &str| flag.overdue(date.parse::<Date>().unwrap().unix_millis());
    /// assert_eq!(on("2026-02-01"), None);
    /// assert_eq!(on("2026-03-01"), Some(Overdue::Settled { days: 59, lifetime_days: 40 }));
    /// ```
    pub fn overdue(&self, now_millis: i64) -> Option<Overdue> {
        if let Some(expires) = self.expires().filter(|date| now_millis > date.unix_millis()) {
            return Some(Overdue::Expired { on: expires.clone() });
        }
        let created = self.created().filter(|_| !self.is_permanent())?;
        let lifetime_days = self.kind().lifetime_days()?;
        let days = now_millis.saturating_sub(created.unix_millis()) / DAY;
        let is_over = days > i64::from(lifetime_days) && self.is_constant();
        is_over.then_some(Overdue::Settled { days, lifetime_days })
    }
}
