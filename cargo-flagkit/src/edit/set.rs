//! `set`: on, off, a share, a variant.
//!
//! A bare flag stays bare. Of an object `off` is `"enabled": false`, which keeps whatever else it says; `on` is what
//! gives everyone the new code whom no rule names, and it undoes `off` where variants or stages decide; a share is
//! `rollout`. Law: a flag with stages has its shares there, so it is not opened beside them.

use super::layout::Written;
use super::verdict::{is_rolled_back, is_same, variant_for_everyone};
use super::{Asker, Plan, flag, with_text};
use crate::exit::{Failure, Result};
use crate::flags_file::FlagsFile;
use flagkit_core::{DefaultServe, FlagDefinition, Percentage, Rollout, suggest};

/// What a flag is to be set to, as it was typed.
#[derive(Clone, Debug)]
pub(crate) enum Wish {
    On,
    Off,
    Share(Percentage),
    /// A variant, or a slip.
    Word(String),
}

impl From<&str> for Wish {
    fn from(word: &str) -> Self {
        match word {
            "on" => Self::On,
            "off" => Self::Off,
            word => match word.parse() {
                Ok(share) => Self::Share(share),
                Err(_) => Self::Word(word.to_owned()),
            },
        }
    }
}

/// The share that needs no key.
const EVERYONE: &str = "100%";
const NOBODY: &str = "0%";

/// The edit that makes it so. `word` is the wish as it was typed.
pub(crate) fn plan(file: &FlagsFile, key: &str, word: &str, asker: Asker) -> Result<Plan> {
    let definition = file.flag(key)?;
    let flag = Subject { file, definition, key, asker, now: variant_for_everyone(file, key) };
    let named = definition.variants().iter().find(|variant| variant.name() == word);
    let plan = match (named, Wish::from(word)) {
        (Some(variant), _) => flag.variant(variant.name()),
        (None, Wish::Off) => return flag.off(),
        (None, Wish::On) if flag.is_switched_off_alone()? => {
            Plan::edit(flag.enabled(flag.text()), Some("enabled"))
        }
        (None, wish) if !definition.variants().is_empty() => Err(flag.has_variants(&wish, word)),
        (None, Wish::On) => flag.on(),
        (None, Wish::Share(share)) => flag.share(share),
        (None, Wish::Word(word)) => Err(no_such_word(key, &word)),
    };
    flag.tidied(plan?)
}

struct Subject<'f> {
    file: &'f FlagsFile,
    definition: &'f FlagDefinition,
    key: &'f str,
    asker: Asker,
    /// The variant that everyone gets.
    now: Option<String>,
}

impl Subject<'_> {
    fn text(&self) -> &str {
        &self.file.file.text
    }

    /// The names of its members, where it is an object.
    fn members(&self) -> Result<Option<Vec<String>>> {
        flag::members(self.text(), self.key)
    }

    fn off(&self) -> Result<Plan> {
        let key = self.key;
        let old = self.definition.default_variant().unwrap_or("off");
        if self.now.as_deref() == Some(old) {
            return Ok(Plan::Already(format!("`{key}` is `{old}` for everyone already")));
        }
        let off = Written::truth(false);
        match self.members()? {
            None => Plan::edit(flag::set_value(self.text(), key, &off), None),
            Some(_) => {
                Plan::edit(flag::set_member(self.text(), key, &["enabled"], &off), Some("enabled"))
            }
        }
    }

    fn on(&self) -> Result<Plan> {
        let (key, definition) = (self.key, self.definition);
        if self.now.as_deref() == Some("on") {
            return Ok(Plan::Already(format!("`{key}` is `on` for everyone already")));
        }
        let on = Written::truth(true);
        if !definition.stages().is_empty() {
            return Err(self.has_stages(EVERYONE));
        }
        let Some(members) = self.members()? else {
            return Plan::edit(flag::set_value(self.text(), key, &on), None);
        };
        let text = self.enabled(self.text())?;
        let has = |name: &str| members.iter().any(|member| member == name);
        if !has("rollout") && has("default") {
            return Plan::edit(flag::set_member(&text, key, &["default"], &on), Some("default"));
        }
        if has("rollout") || has("rules") {
            return Plan::edit(self.rollout(&text, EVERYONE), Some("rollout"));
        }
        Plan::edit(flag::set_member(&text, key, &["enabled"], &on), Some("enabled"))
    }

    fn share(&self, share: Percentage) -> Result<Plan> {
        let (key, definition) = (self.key, self.definition);
        if !definition.stages().is_empty() {
            return Err(self.has_stages(&share.to_string()));
        }
        let word = match share.to_string().as_str() {
            EVERYONE => Some("on"),
            NOBODY => Some("off"),
            _ => None,
        };
        if word.is_some() && self.now.as_deref() == word && definition.rules().is_empty() {
            return Ok(Plan::Already(format!(
                "`{key}` is `{}` for everyone already",
                word.unwrap_or_default()
            )));
        }
        let same = matches!(definition.rollout(), Some(Rollout::Percentage(now)) if *now == share);
        if same && definition.enabled() != Some(false) && !definition.is_broken() {
            return Ok(Plan::Already(format!("`{key}` is at `{share}` already")));
        }
        if self.members()?.is_none() {
            let share = Written::text(&share.to_string());
            return Plan::edit(flag::set_value(self.text(), key, &share), None);
        }
        let text = self.rollout(&self.enabled(self.text())?, &share.to_string())?;
        // It would give the rest what the share withholds, if it had an effect beside `rollout`.
        let text = match definition.default() {
            Some(DefaultServe::Boolean(true)) => flag::remove_member(&text, key, "default")?,
            _ => text,
        };
        Plan::edit(Ok(text), Some("rollout"))
    }

    fn variant(&self, name: &str) -> Result<Plan> {
        let (key, definition) = (self.key, self.definition);
        if self.now.as_deref() == Some(name) {
            return Ok(Plan::Already(format!("`{key}` is `{name}` for everyone already")));
        }
        let mut text = self.enabled(self.text())?;
        let all = Written::Plain("100".to_owned());
        let Some(Rollout::Weights(weights)) = definition.rollout() else {
            let weights = Written::Object(vec![(name.to_owned(), all)]);
            return Plan::edit(
                flag::set_member(&text, key, &["rollout"], &weights),
                Some("rollout"),
            );
        };
        let given = |variant: &str| {
            weights
                .iter()
                .filter(|(named, _)| *named == variant)
                .map(|(_, weight)| weight)
                .sum::<f64>()
        };
        // A weight below 100 would read as if others had the rest.
        let is_alone = weights.iter().all(|(other, weight)| other == name || weight <= 0.0);
        if given(name) <= 0.0 || !is_alone && given(name) != 100.0 {
            text = flag::set_member(&text, key, &["rollout", name], &all)?;
        }
        for (other, weight) in weights.iter() {
            if other != name && weight > 0.0 {
                let none = Written::Plain("0".to_owned());
                text = flag::set_member(&text, key, &["rollout", other], &none)?;
            }
        }
        Plan::edit(Ok(text), Some("rollout"))
    }

    /// Whether `"enabled": false` is what keeps a flag of variants or stages from those whom it has them for.
    fn is_switched_off_alone(&self) -> Result<bool> {
        let definition = self.definition;
        if definition.enabled() != Some(false) {
            return Ok(false);
        }
        if !definition.stages().is_empty() {
            return Ok(true);
        }
        let lifted = with_text(self.file, self.enabled(self.text())?);
        Ok(!definition.variants().is_empty() && !is_rolled_back(&lifted, self.key))
    }

    /// The plan without the `"enabled": true` that it made of `false`, where that says nothing.
    fn tidied(&self, plan: Plan) -> Result<Plan> {
        let Plan::Edit { text, member } = plan else { return Ok(plan) };
        if self.definition.enabled() == Some(false)
            && let Some(shorter) = flag::without_member(&text, self.key, "enabled")?
            && is_same(
                &with_text(self.file, text.clone()),
                &with_text(self.file, shorter.clone()),
                self.key,
            )
        {
            return Ok(Plan::Edit { text: shorter, member });
        }
        Ok(Plan::Edit { text, member })
    }

    /// A text in which the flag is not switched off.
    fn enabled(&self, text: &str) -> Result<String> {
        if self.definition.enabled() != Some(false) {
            return Ok(text.to_owned());
        }
        flag::set_member(text, self.key, &["enabled"], &Written::truth(true))
    }

    /// A text in which the flag's share is another, in the form in which it is given.
    fn rollout(&self, text: &str, share: &str) -> Result<String> {
        let written = Written::text(share);
        let inner = flag::set_member(text, self.key, &["rollout", "percentage"], &written);
        let is_object_of_share = inner.as_ref().is_ok_and(|inner| {
            // Where there is no `percentage` it is put beside weights, and the flag is broken.
            let file = with_text(self.file, inner.clone());
            file.flags().iter().any(|flag| flag.key() == self.key && !flag.is_broken())
        });
        match inner {
            Ok(inner) if is_object_of_share => Ok(inner),
            _ => flag::set_member(text, self.key, &["rollout"], &written),
        }
    }

    /// Where the share would belong.
    fn has_stages(&self, share: &str) -> Failure {
        let (key, stages) = (self.key, self.definition.stages());
        let failure =
            |remedy: String| Failure::new(format!("`{key}` is opened by its stages; {remedy}"));
        let reaches = |stage: &&flagkit_core::StageDefinition| {
            stage.percentage.is_some_and(|reached| reached.to_string() == share)
        };
        match stages.iter().find(reaches) {
            Some(stage) => failure(format!("write {}", self.asker.stage(key, &stage.name))),
            None => failure(format!("none of them reaches {share}"))
                .note(format!("its stages are {}", super::stage::names(stages)))
                .help(format!(
                    "{} goes one further; a new stage is written into the file",
                    self.asker.stage(key, "next")
                )),
        }
    }

    fn has_variants(&self, wish: &Wish, word: &str) -> Failure {
        let names = self.definition.variants().iter().map(|variant| variant.name());
        let key = self.key;
        match wish {
            Wish::Word(_) => {
                let remedy = suggest::remedy(word, names);
                Failure::new(format!("`{key}` has no variant `{word}`; {remedy}"))
            }
            _ => {
                let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
                Failure::new(format!(
                    "`{key}` has variants and no share that is on; name one of {}",
                    names.join(", ")
                ))
                .help("weights of several are written into the file, as `rollout`")
            }
        }
    }
}

fn no_such_word(key: &str, word: &str) -> Failure {
    let is_number = word.parse::<f64>().is_ok();
    let meant = match word.to_ascii_lowercase().as_str() {
        "true" | "yes" | "enable" | "enabled" => "on".to_owned(),
        "false" | "no" | "disable" | "disabled" => "off".to_owned(),
        _ if is_number && format!("{word}%").parse::<Percentage>().is_ok() => format!("{word}%"),
        _ => {
            return Failure::new(format!(
                "`{key}` cannot be set to `{word}`; write `on`, `off`, or a share from `0%` to `100%`"
            ));
        }
    };
    Failure::new(format!("`{key}` cannot be set to `{word}`; did you mean `{meant}`?"))
}
