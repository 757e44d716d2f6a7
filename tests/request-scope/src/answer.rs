//! What a part of a request saw, as a line that travels to the client.

use crate::flags;
use std::fmt;
use std::str::FromStr;

/// All flags, asked one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Which part of the request asked: the handler, a task, a thread.
    pub part: String,
    /// The version by its payload.
    pub version: u64,
    /// The generation that an evaluation names.
    pub generation: u64,
    /// On in the odd versions, and the same for everyone.
    pub switch: bool,
    /// On in the odd versions for a user between the two shares; off without a context.
    pub share: bool,
    /// The kill switch.
    pub stop: bool,
}

impl Answer {
    /// What is seen here and now.
    #[must_use]
    pub fn now(part: &str) -> Self {
        Self {
            part: part.to_owned(),
            switch: flags::SWITCH.is_enabled(),
            generation: flags::SHARE.evaluate().generation,
            version: flags::VERSION.value() as u64,
            share: flags::SHARE.is_enabled(),
            stop: flags::STOP.is_enabled(),
        }
    }

    /// Whether every flag tells the same version, for a user who sees each change.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let odd = self.version % 2 == 1;
        self.switch == odd && self.share == odd
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { part, version, generation, switch, share, stop } = self;
        write!(f, "{part} {version} {generation} {switch} {share} {stop}")
    }
}

impl FromStr for Answer {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let fields: Vec<&str> = line.split(' ').collect();
        let [part, version, generation, switch, share, stop] = fields[..] else {
            return Err(format!("`{line}` is no answer"));
        };
        let number = |text: &str| text.parse::<u64>().map_err(|error| format!("`{line}`: {error}"));
        let truth = |text: &str| text.parse::<bool>().map_err(|error| format!("`{line}`: {error}"));
        Ok(Self {
            part: part.to_owned(),
            version: number(version)?,
            generation: number(generation)?,
            switch: truth(switch)?,
            share: truth(share)?,
            stop: truth(stop)?,
        })
    }
}
