//! The works: what is asked, and which answers are right.
//!
//! It knows no library. Law: an answer is the place of a variant: 0 is off, or the default.

use benches::by_hand::Config;
use benches::crowd::User;

/// What everyone has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// A flag that is on for everyone.
    Constant,
    /// 5 % by key, the context being there.
    Percentage,
    /// One rule of one condition.
    Rule,
    /// Three variants of 80, 10 and 10 %.
    Variants,
    /// A segment of 100 000 ids.
    Segment,
    /// 5 % by key, with a context of a key and one attribute that is built for each call.
    FreshContext,
}

/// What may be answered.
pub(crate) enum Right {
    /// This for each user of the crowd.
    Answers(Vec<usize>),
    /// These shares of the crowd: everyone draws in a way of their own.
    Shares([f64; 3]),
}

impl Work {
    pub(crate) const ALL: [Self; 6] = [
        Self::Constant,
        Self::Percentage,
        Self::Rule,
        Self::Variants,
        Self::Segment,
        Self::FreshContext,
    ];

    /// The name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Percentage => "percentage",
            Self::Rule => "rule",
            Self::Variants => "variants",
            Self::Segment => "segment",
            Self::FreshContext => "fresh-context",
        }
    }

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Constant => "constant flag",
            Self::Percentage => "percentage by key",
            Self::Rule => "rule, one condition",
            Self::Variants => "three weighted variants",
            Self::Segment => "segment of 100 000 ids",
            Self::FreshContext => "context built in each call, percentage",
        }
    }

    /// The flag that is asked, under the same key everywhere.
    pub(crate) fn flag(self) -> &'static str {
        match self {
            Self::Constant => "always",
            Self::Percentage | Self::FreshContext => "few",
            Self::Rule => "korea",
            Self::Variants => "ranking",
            Self::Segment => "members",
        }
    }

    /// The right answer for one user, if keys are drawn as flagkit draws them.
    pub(crate) fn answer(self, config: &Config, user: &User) -> usize {
        match self {
            Self::Constant => 1,
            Self::Percentage | Self::FreshContext => usize::from(config.few(&user.key)),
            Self::Rule => usize::from(config.korea(&user.country)),
            Self::Variants => config.ranking(&user.key),
            Self::Segment => usize::from(config.beta(&user.key)),
        }
    }

    /// What is right for everyone, however they draw.
    pub(crate) fn right(self, config: &Config, users: &[User], as_flagkit: bool) -> Right {
        match self {
            Self::Percentage | Self::FreshContext if !as_flagkit => {
                Right::Shares([0.95, 0.05, 0.0])
            }
            Self::Variants if !as_flagkit => Right::Shares([0.8, 0.1, 0.1]),
            _ => Right::Answers(users.iter().map(|user| self.answer(config, user)).collect()),
        }
    }
}

impl Right {
    /// What is wrong about the answers for the first users of the crowd, if anything is.
    pub(crate) fn mistake(&self, answers: &[usize]) -> Option<String> {
        match self {
            Self::Answers(right) => {
                let wrong = answers.iter().zip(right).filter(|(given, right)| given != right);
                let wrong = wrong.count();
                (wrong > 0).then(|| format!("{wrong} of {} answers are wrong", answers.len()))
            }
            Self::Shares(shares) => (0..).zip(shares).find_map(|(variant, share)| {
                let size = answers.len() as f64;
                let given = answers.iter().filter(|answer| **answer == variant).count() as f64;
                // Five standard deviations of a fair draw.
                let slack = 5.0 * (share * (1.0 - share) * size).sqrt();
                ((given - share * size).abs() > slack).then(|| {
                    format!("variant {variant} went to {given} of {size} users instead of {share}")
                })
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_answer_is_found() {
        let right = Right::Answers(vec![0, 1, 1]);
        assert_eq!(right.mistake(&[0, 1, 1]), None);
        assert!(right.mistake(&[0, 1, 0]).is_some());
        assert_eq!(right.mistake(&[0, 1]), None);
    }

    #[test]
    fn a_share_that_nobody_draws_is_found() {
        let right = Right::Shares([0.95, 0.05, 0.0]);
        let fair: Vec<usize> = (0..4_000).map(|number| usize::from(number % 20 == 0)).collect();
        assert_eq!(right.mistake(&fair), None);
        assert!(right.mistake(&[0; 4_000]).is_some());
        assert!(right.mistake(&[1; 4_000]).is_some());
    }
}
