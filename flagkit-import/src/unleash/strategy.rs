//! What Unleash's strategies say by their names and parameters, for plans and for flags.json alike.

use super::constraint::USER;
use super::read::Strategy;

/// A strategy's own rule, constraints and segments aside.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Rule {
    Everyone,
    NoOne,
    Users(Vec<String>),
    Addresses(Vec<String>),
    Share(Share),
}

/// A rollout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) percent: u64,
    pub(super) by: Stickiness,
    pub(super) group: String,
}

/// Who is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stickiness {
    /// The user, else the session, else anew each time.
    Default,
    /// Anew each time.
    Random,
    /// A field of the context.
    Field(String),
}

impl Stickiness {
    pub(super) fn of(word: Option<&str>) -> Stickiness {
        match word {
            None | Some("" | "default") => Stickiness::Default,
            Some("random") => Stickiness::Random,
            Some(field) => Stickiness::Field(field.to_owned()),
        }
    }
}

impl Strategy {
    /// What it says; the feature's name is a rollout's group where none is given.
    pub(super) fn rule(&self, feature: &str) -> Rule {
        let list = |name: &str| -> Vec<String> {
            let text = self.parameter(name).unwrap_or_default();
            text.split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let share = |percent: &str, by: Stickiness, group: String| {
            let percent = self.parameter(percent).and_then(|text| text.trim().parse::<u64>().ok());
            match percent {
                None | Some(0) => Rule::NoOne,
                Some(percent) => Rule::Share(Share { percent: percent.min(100), by, group }),
            }
        };
        let field = |name: &str| Stickiness::Field(name.to_owned());
        let group = self.parameter("groupId");
        match &*self.name {
            "default" => Rule::Everyone,
            "userWithId" => Rule::Users(list("userIds")),
            "remoteAddress" => Rule::Addresses(list("IPs")),
            "gradualRolloutUserId" => share("percentage", field(USER), group.unwrap_or_default()),
            "gradualRolloutSessionId" => {
                share("percentage", field("sessionId"), group.unwrap_or_default())
            }
            "gradualRolloutRandom" => share("percentage", Stickiness::Random, String::new()),
            "flexibleRollout" => {
                let by = Stickiness::of(self.parameter("stickiness").as_deref());
                share("rollout", by, group.unwrap_or_else(|| feature.to_owned()))
            }
            _ => Rule::NoOne,
        }
    }

    /// Whether the name means anything outside of the server that evaluates it.
    pub(super) fn is_known(&self) -> bool {
        const NAMES: [&str; 7] = [
            "default",
            "userWithId",
            "remoteAddress",
            "gradualRolloutUserId",
            "gradualRolloutSessionId",
            "gradualRolloutRandom",
            "flexibleRollout",
        ];
        NAMES.contains(&&*self.name)
    }
}
