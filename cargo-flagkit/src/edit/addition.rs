//! `add`: a new flag at the end of the flags, off for everyone.
//!
//! With nothing known of it, it is `false` in a document of the short form; else an object with the members in their usual
//! order, `created` among them, by which it can be told one day that it is stale. Law: whether the key
//! can be one, core says.

use super::layout::Written;
use super::verdict::is_rolled_back;
use super::{Plan, flag, with_text};
use crate::exit::{Failure, Result};
use crate::flags_file::FlagsFile;

/// What is known of the new flag.
#[derive(Clone, Debug, Default)]
pub(crate) struct Addition {
    pub(crate) description: Option<String>,
    pub(crate) owner: Option<String>,
    pub(crate) issue: Option<String>,
    pub(crate) expires: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) variants: Vec<String>,
    pub(crate) default: Option<String>,
    pub(crate) stages: Vec<String>,
}

impl Addition {
    /// The edit that adds it; `today` as flags.json writes a day.
    pub(crate) fn plan(&self, file: &FlagsFile, key: &str, today: &str) -> Result<Plan> {
        let shown = &file.file.shown;
        if let Some(flag) = file.document()?.flag(key) {
            return Err(Failure::new(format!(
                "`{key}` is there already ({shown}:{}); choose another key, or change it with `cargo flagkit set`",
                flag.location()
            )));
        }
        let text =
            flag::add(&file.file.text, key, &self.value(today, flag::is_bare(&file.file.text)?)?)?;
        let after = with_text(file, text.clone());
        let flag = after.flags().iter().find(|flag| flag.key() == key);
        // What is broken is refused in core's words.
        if after.document.is_some() && flag.is_none() {
            return Err(Failure::new(format!(
                "`{key}` means something else in `{shown}` than a flag; choose another key"
            )));
        }
        if flag.is_some_and(|flag| !flag.is_broken()) && !is_rolled_back(&after, key) {
            return Err(Failure::new(format!(
                "`{key}` would not be off for everyone; choose a `--default` of the old code"
            )));
        }
        Plan::edit(Ok(text), None)
    }

    fn value(&self, today: &str, is_bare: bool) -> Result<Written> {
        let mut members: Vec<(&str, Written)> = Vec::new();
        let mut tell = |name, told: &Option<String>| {
            if let Some(text) = told {
                members.push((name, Written::text(text)));
            }
        };
        tell("description", &self.description);
        tell("owner", &self.owner);
        tell("issue", &self.issue);
        tell("created", &Some(today.to_owned()));
        tell("expires", &self.expires);
        tell("kind", &self.kind);
        let list = |names: &[String]| {
            Written::List(names.iter().map(|name| Written::text(name)).collect())
        };
        let facts = members.len();
        if !self.variants.is_empty() {
            if let [only] = &*self.variants {
                return Err(Failure::new(format!(
                    "`--variants {only}` leaves nothing to choose from; name two at least, the old code's first"
                )));
            }
            members.push(("variants", list(&self.variants)));
            members.push(("default", Written::text(self.old_variant()?)));
            if !self.stages.is_empty() {
                members.push(("rollout", self.weights()?));
            }
        } else if self.default.is_some() {
            return Err(Failure::new(
                "`--default` names one of `--variants`; give them too, or leave it out",
            ));
        }
        if !self.stages.is_empty() {
            members.push(("stages", list(&self.stages)));
            members.push(("stage", Written::text("off")));
        }
        let is_switch = members.len() == facts;
        // Where flags are mostly one word, a new one is, too.
        if is_switch && facts == 1 && is_bare {
            return Ok(Written::truth(false));
        }
        if is_switch {
            members.push(("enabled", Written::truth(false)));
        }
        Ok(Written::Object(
            members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        ))
    }

    /// The variant of the old code: the first, unless another is named.
    fn old_variant(&self) -> Result<&str> {
        let Some(default) = &self.default else {
            return Ok(self.variants.first().map_or("", String::as_str));
        };
        let known = self.variants.iter().map(String::as_str);
        if self.variants.contains(default) {
            return Ok(default);
        }
        let remedy = flagkit_core::suggest::remedy(default, known);
        Err(Failure::new(format!("`--default`: `{default}` is not one of `--variants`; {remedy}")))
    }

    /// Those who join a stage get one of the new variants, each as often.
    fn weights(&self) -> Result<Written> {
        let old = self.old_variant()?;
        let new = self.variants.iter().filter(|name| *name != old);
        let weight = || Written::Plain("1".to_owned());
        Ok(Written::Object(new.map(|name| (name.clone(), weight())).collect()))
    }
}
