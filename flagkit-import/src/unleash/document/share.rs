//! Who has a feature: its strategies as rules and a share.
//!
//! Law: all rollouts of a flag are drawn alike, so whoever matches several is in the largest of their shares; that
//! is why the rules stand in the order of their shares, and why the first one decides as Unleash's "any" does.

use super::{Body, Row, Writer, rule};
use crate::draft::{Members, list};
use crate::unleash::constraint::USER;
use crate::unleash::rule::{Refusal, attribute};
use crate::unleash::strategy::{Share, Stickiness};
use crate::whom::Whom;

/// By what a flag draws: the members `seed` and `bucket_by`.
#[derive(Clone, PartialEq)]
pub(super) struct Draw {
    pub(super) seed: String,
    pub(super) by: Option<String>,
}

impl Writer<'_> {
    /// Who has the feature: some by rule, the others by a share.
    pub(super) fn share(&self, rows: &[Row<'_>], notes: &mut Vec<String>) -> Result<Body, Refusal> {
        if self.feature.strategies.is_empty() {
            return Ok(Body::Constant(true));
        }
        if rows.iter().any(|row| row.share.is_none() && row.whom == Whom::Everyone) {
            return Ok(Body::Constant(true));
        }
        let mut draw: Option<Draw> = None;
        for share in rows.iter().filter_map(|row| row.share.as_ref()) {
            let own = drawn_by(share, notes)?;
            if draw.as_ref().is_some_and(|known| *known != own) {
                return Err(
                    "its rollouts are drawn by different groups or fields, and a flag has one \
                            `seed` and one `bucket_by`"
                        .to_owned(),
                );
            }
            draw = Some(own);
        }
        let mut rows: Vec<&Row<'_>> = rows.iter().collect();
        // All are drawn alike, so whoever matches several is in the largest of their shares.
        let percent = |row: &Row<'_>| row.share.as_ref().map_or(100, |share| share.percent);
        rows.sort_by_key(|row| std::cmp::Reverse(percent(row)));
        let (mut rules, mut rollout) = (Vec::new(), None);
        for row in rows {
            let share = row.share.as_ref().map(|share| format!("{}%", share.percent));
            match (&row.whom, share) {
                (Whom::If(condition), share) => {
                    rules.push(rule(condition.clone(), share.unwrap_or_else(|| "on".to_owned())));
                }
                (_, share) => {
                    rollout = share;
                    break;
                }
            }
        }
        let mut members = Members::default();
        if let Some(draw) = draw {
            draw.write(&self.feature.name, &mut members);
        }
        if rules.is_empty() && rollout.is_none() {
            return Ok(Body::Constant(false));
        }
        if !rules.is_empty() {
            members.push("rules", list(rules));
        }
        if let Some(rollout) = rollout {
            members.push("rollout", rollout);
        }
        Ok(Body::Members(members))
    }
}

impl Draw {
    pub(super) fn write(&self, key: &str, flag: &mut Members) {
        flag.push("hash", "unleash");
        if self.seed != key {
            flag.push("seed", self.seed.as_str());
        }
        if let Some(by) = &self.by {
            flag.push("bucket_by", by.as_str());
        }
    }
}

fn drawn_by(share: &Share, notes: &mut Vec<String>) -> Result<Draw, Refusal> {
    let by = match &share.by {
        Stickiness::Random => return Err("it draws users anew each time".to_owned()),
        Stickiness::Default => {
            notes.push(nobody(USER, "drawn by `sessionId`, or anew each time,"));
            None
        }
        Stickiness::Field(field) => Some(attribute(field)?).filter(|field| field != "key"),
    };
    if share.group.is_empty() {
        return Err("it draws by a group without a name".to_owned());
    }
    Ok(Draw { seed: share.group.clone(), by })
}

pub(super) fn nobody(field: &str, fate: &str) -> String {
    format!("who has no `{field}` is {fate} by Unleash, and gets the old code here")
}
