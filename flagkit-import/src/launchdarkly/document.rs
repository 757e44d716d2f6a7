//! LaunchDarkly's flags as flags.json.
//!
//! `condition` writes segments and clauses, `operator` what clauses ask of an attribute, `flag` a flag,
//! `variants` and `rollout` what it serves.
//! Laws: a flag that would answer otherwise than LaunchDarkly's is left out with a note; where only
//! what LaunchDarkly does not take at all is taken here, it is kept, with a note. One kind of context is
//! known to flags.json, so that is LaunchDarkly's `user`.

mod condition;
mod flag;
mod operator;
mod rollout;
mod variants;
mod whom;

use super::read::{self, Payload};
use crate::draft::Draft;
use crate::{ImportError, Imported};
use condition::Conditions;
use std::collections::HashMap;

pub(crate) fn import(text: &str) -> Result<Imported, ImportError> {
    let payload = read::payload(text)?;
    let mut draft = Draft::default();
    let conditions = Conditions::of(&payload);
    conditions.write(&mut draft);
    let keys = keys(&payload);
    for (key, definition) in &payload.flags {
        let written = match definition {
            Ok(definition) => flag::write(key, definition, &keys, &conditions),
            Err(why) => Err(format!("it cannot be read: {why}")),
        };
        match written {
            Ok((flag, notes)) => {
                draft.flag(key, flag);
                notes.into_iter().for_each(|note| draft.note(key, note));
            }
            Err(why) => draft.note(key, format!("left out: {why}")),
        }
    }
    draft.finish()
}

/// The flags by key.
fn keys(payload: &Payload) -> HashMap<&str, &read::Flag> {
    payload
        .flags
        .iter()
        .filter_map(|(key, flag)| Some((key.as_str(), flag.as_ref().ok()?)))
        .collect()
}
