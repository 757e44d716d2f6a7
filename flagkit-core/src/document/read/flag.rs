//! One flag: `true`, `false`, `"5%"`, or an object.
//!
//! Each larger member has its own file beside this one.

use super::{Reader, is_free, scalar};
use crate::code::Code;
use crate::document::{
    DefaultServe, FlagDefinition, Hash, Kind, MemberPlaces, Percentage, Rollout, Schedule,
};
use crate::json::{Data, Member, Node};
use crate::name::{InvalidName, check_handle, check_key, forced_handle, handle_name, upper_snake};
use crate::problem::quote;
use crate::suggest::{nearest, truth};
use std::sync::Arc;

/// The members of a flag, in the order in which documents mostly give them.
pub const MEMBERS: &[&str] = &[
    "description",
    "owner",
    "issue",
    "created",
    "expires",
    "kind",
    "permanent",
    "enabled",
    "variants",
    "default",
    "rollout",
    "stages",
    "stage",
    "rules",
    "prerequisites",
    "schedule",
    "group",
    "seed",
    "bucket_by",
    "hash",
    "guard",
    "metadata",
    "rust",
];

/// The members of `schedule`.
pub const SCHEDULE: &[&str] = &["start", "end"];

impl Reader<'_, '_> {
    pub(super) fn flag(&mut self, member: &Member<'_>, key: &Arc<str>) -> FlagDefinition {
        let mut flag = FlagDefinition {
            key: key.clone(),
            handle: String::new(),
            location: self.problems.location(member.name_span.start),
            span: member.span(),
            name_span: member.name_span.clone(),
            broken: false,
            nameable: true,
            unread_variants: false,
            description: None,
            owner: None,
            issue: None,
            created: None,
            expires: None,
            kind: Kind::Release,
            permanent: false,
            enabled: None,
            metadata: None,
            variants: Vec::new(),
            default: None,
            seed: None,
            bucket_by: None,
            hash: None,
            rollout: None,
            rules: Vec::new(),
            stages: Vec::new(),
            stage: None,
            schedule: None,
            prerequisites: Vec::new(),
            group: None,
            guard: None,
            places: MemberPlaces::default(),
        };
        self.handle(member, &mut flag);
        let node = &member.value;
        match &node.data {
            Data::Bool(value) => flag.default = Some(DefaultServe::Boolean(*value)),
            Data::Text(text) => {
                flag.rollout = self.short_form(node, text, key).map(Rollout::Percentage);
            }
            Data::Object(members) => self.long_form(node, members, &mut flag),
            Data::Int(number) if (0..=100).contains(number) => {
                let message =
                    format!("flag {} is a number; write `\"{number}%\"` for a share", quote(key));
                self.problems.error(Code::WrongType, node.span.clone(), message);
            }
            _ => self.wrong_type(
                node,
                &format!("flag {}", quote(key)),
                "`true`, `false`, a percentage such as `\"5%\"`, or an object",
            ),
        }
        flag
    }

    fn short_form(&mut self, node: &Node<'_>, text: &str, key: &str) -> Option<Percentage> {
        // Before anything is worded: nearly every text is a share, and there may be thousands.
        if let Ok(percentage) = text.parse() {
            return Some(percentage);
        }
        let Some(meant) = truth(text) else {
            return self.percentage_text(node, text, &format!("flag {}", quote(key)));
        };
        let message = format!(
            "flag {} is the text {}; write `{meant}` without quotes",
            quote(key),
            quote(text)
        );
        self.problems.error(Code::WrongType, node.span.clone(), message);
        None
    }

    /// What the flag is called in Rust.
    fn handle(&mut self, member: &Member<'_>, flag: &mut FlagDefinition) {
        let key = &*member.name;
        let span = member.name_span.clone();
        if let Err(why) = check_key(key) {
            let message = format!("the flag's key {} {why}", quote(key));
            self.problems
                .error(Code::InvalidKey, span, message)
                .help("keys are made of letters, digits, `.`, `_` and `-`");
            flag.handle = forced_handle(key);
            return;
        }
        if let Data::Object(members) = &member.value.data
            && let Some(rust) = members.iter().find(|member| member.name == "rust")
        {
            flag.handle = self.given_handle(&rust.value).unwrap_or_else(|| forced_handle(key));
            return;
        }
        flag.handle = upper_snake(key).unwrap_or_else(|why| {
            let remedy = match why {
                InvalidName::LeadingDigit => format!("`\"rust\": \"{}\"`", forced_handle(key)),
                _ => "`\"rust\": \"NAME\"`".to_owned(),
            };
            let message = format!(
                "the flag's key {} {why}, so it cannot be a constant; rename it or add {remedy}",
                quote(key)
            );
            self.problems.error(Code::InvalidHandle, span, message);
            forced_handle(key)
        });
    }

    fn given_handle(&mut self, node: &Node<'_>) -> Option<String> {
        let name = match &node.data {
            Data::Text(name) => name.clone().into_owned(),
            _ => {
                let message = format!("`rust` must be a text, found {}", node.describe());
                self.problems.error(Code::InvalidHandle, node.span.clone(), message);
                return None;
            }
        };
        let Err(why) = check_handle(&name) else { return Some(name) };
        let message =
            format!("`rust`: {} {why}; write a constant's name in UPPER_SNAKE case", quote(&name));
        let problem = self.problems.error(Code::InvalidHandle, node.span.clone(), message);
        if let Ok(meant) = handle_name(&name) {
            problem.help(format!("for example `{meant}`"));
        }
        None
    }

    fn long_form(&mut self, node: &Node<'_>, members: &[Member<'_>], flag: &mut FlagDefinition) {
        // Weights, rules and defaults name variants, so these are read first.
        if let Some(member) = members.iter().find(|member| member.name == "variants") {
            self.variants(&member.value, flag);
        }
        // Where no variant could be read, what names one cannot be judged.
        let unread = flag.variants.is_empty() && members.iter().any(|m| m.name == "variants");
        flag.unread_variants = unread;
        for member in members {
            let value = &member.value;
            self.place(member, flag);
            match &*member.name {
                "default" | "rollout" | "rules" if unread => {}
                "description" => flag.description = self.text(value, "`description`"),
                "owner" => flag.owner = self.text(value, "`owner`"),
                "issue" => flag.issue = self.issue(value),
                "created" => flag.created = self.date(value, "`created`"),
                "expires" => flag.expires = self.date(value, "`expires`"),
                "kind" => flag.kind = self.word(value, "`kind`", Kind::WORDS).unwrap_or(flag.kind),
                "permanent" => {
                    flag.permanent = self.boolean(value, "`permanent`").unwrap_or(false);
                }
                "enabled" => self.enabled(value, flag),
                "default" => self.default(value, flag),
                "rollout" => flag.rollout = self.rollout(value, "`rollout`", flag),
                "stages" => self.stages(value, flag),
                // Read together with the stages that it names.
                "stage" => {}
                "rules" => self.rules(value, flag),
                "prerequisites" => self.prerequisites(value, flag),
                "schedule" => flag.schedule = self.schedule(value).map(Box::new),
                "group" => flag.group = self.group(value).map(Box::new),
                "seed" => flag.seed = self.text(value, "`seed`"),
                "bucket_by" => flag.bucket_by = self.text(value, "`bucket_by`"),
                "hash" => flag.hash = self.word(value, "`hash`", Hash::WORDS),
                "guard" => flag.guard = self.guard(value).map(Box::new),
                "metadata" => {
                    if self.object(value, "`metadata`").is_some() {
                        flag.metadata = Some(scalar::value(value));
                    }
                }
                "variants" | "rust" => {}
                name if is_free(name) => {}
                _ => self.unknown_member(member, &format!("of flag {}", quote(&flag.key)), MEMBERS),
            }
        }
        self.current_stage(members, flag);
        self.members_together(node, members, flag);
    }

    /// Keeps where a member stands that can decide.
    fn place(&mut self, member: &Member<'_>, flag: &mut FlagDefinition) {
        let place = match &*member.name {
            "enabled" => &mut flag.places.enabled,
            "schedule" => &mut flag.places.schedule,
            "group" => &mut flag.places.group,
            "rollout" => &mut flag.places.rollout,
            "default" => &mut flag.places.default,
            _ => return,
        };
        *place = Some(self.problems.location(member.name_span.start));
    }

    /// Whether the flag is switched on. Where it is given twice, either can switch it off: by a
    /// broken definition nothing but that is done.
    fn enabled(&mut self, node: &Node<'_>, flag: &mut FlagDefinition) {
        let meant = match &node.data {
            Data::Text(text) => truth(text),
            _ => None,
        };
        let enabled = self.boolean(node, "`enabled`").or(meant);
        if flag.enabled != Some(false) {
            flag.enabled = enabled;
        }
    }

    /// What members say only together.
    fn members_together(
        &mut self,
        node: &Node<'_>,
        members: &[Member<'_>],
        flag: &mut FlagDefinition,
    ) {
        let given = |name: &str| members.iter().find(|member| member.name == name);
        if let (Some(variants), None) = (given("variants"), given("default")) {
            let names: Vec<String> = flag.variants.iter().map(|v| quote(&v.name)).collect();
            let mut message =
                "`variants` needs a `default`, the variant of the old code".to_owned();
            if !names.is_empty() {
                message = format!("{message}: one of {}", names.join(", "));
            }
            self.problems.error(Code::DefaultVariant, variants.name_span.clone(), message);
        }
        if let (Some(_), Some(DefaultServe::Boolean(true)), Some(default)) =
            (&flag.rollout, &flag.default, given("default"))
        {
            self.problems
                .warn(
                    Code::UnusedDefault,
                    default.name_span.clone(),
                    "`rollout` decides, so `default` is not used",
                )
                .help("delete one; who is not in the rollout gets the old code");
        }
        if let (Some(_), Some(DefaultServe::Boolean(true)), Some(default)) =
            (given("stages"), &flag.default, given("default"))
        {
            let message = "`default` gives everyone what `stages` opens step by step; delete it";
            self.problems.error(Code::ConflictingMembers, default.name_span.clone(), message);
        }
        if let (Some(_), true, Some(rollout)) =
            (given("stages"), flag.variants.is_empty(), given("rollout"))
        {
            let message = "`rollout` opens the flag beside `stages`, also while `stage` is `off`";
            self.problems
                .warn(Code::RolloutBesideStages, rollout.name_span.clone(), message)
                .help("make the share a stage, and delete `rollout`");
        }
        if let (Some(stages), None, false) =
            (given("stages"), &flag.rollout, flag.variants.is_empty())
            && given("rollout").is_none()
        {
            self.problems
                .error(
                    Code::MissingMember,
                    stages.name_span.clone(),
                    "`stages` of a flag with variants needs a `rollout`, the weights of who has joined",
                )
                .help("`\"rollout\": { ... }` with a weight for each variant");
        }
        self.draws(members, flag);
        if let (Some(created), Some(expires)) = (&flag.created, &flag.expires)
            && expires.unix_millis() < created.unix_millis()
        {
            let span = given("expires").map_or(node.span.clone(), |m| m.value.span.clone());
            let message = format!("`expires` {expires} is before `created` {created}");
            self.problems.error(Code::InvertedInterval, span, message);
        }
    }

    /// An address or a number of an issue.
    fn issue(&mut self, node: &Node<'_>) -> Option<String> {
        match &node.data {
            Data::Int(number) => Some(number.to_string()),
            _ => self.text(node, "`issue`"),
        }
    }

    fn default(&mut self, node: &Node<'_>, flag: &mut FlagDefinition) {
        flag.default = match &node.data {
            Data::Text(name) if !flag.variants.is_empty() => self
                .known_variant(node, name, "`default`", flag, Code::DefaultVariant)
                .map(DefaultServe::Variant),
            Data::Bool(value) if flag.variants.is_empty() => Some(DefaultServe::Boolean(*value)),
            Data::Text(word) if &**word == "on" || &**word == "off" => {
                Some(DefaultServe::Boolean(&**word == "on"))
            }
            _ => {
                let wanted = if flag.variants.is_empty() {
                    "`true` or `false`, since the flag has no `variants`"
                } else {
                    "the name of a variant"
                };
                let mut message = format!("`default` must be {wanted}, found {}", node.describe());
                if let (Data::Text(text), true) = (&node.data, flag.variants.is_empty())
                    && let Some(meant) = truth(text)
                {
                    message = format!(
                        "`default` is the text {}; write `{meant}` without quotes",
                        quote(text)
                    );
                }
                self.problems.error(Code::DefaultVariant, node.span.clone(), message);
                None
            }
        };
    }

    fn schedule(&mut self, node: &Node<'_>) -> Option<Schedule> {
        let members = self.object(node, "`schedule`")?;
        let mut schedule = Schedule { start: None, end: None };
        for member in members {
            match &*member.name {
                "start" => schedule.start = self.date(&member.value, "`start`"),
                "end" => schedule.end = self.date(&member.value, "`end`"),
                name if is_free(name) => {}
                _ => self.unknown_member(member, "of `schedule`", SCHEDULE),
            }
        }
        if members.is_empty() {
            self.empty(node, "`schedule`");
        }
        if let (Some(start), Some(end)) = (&schedule.start, &schedule.end)
            && end.unix_millis() <= start.unix_millis()
        {
            let message = format!("`schedule` ends at {end}, not after its start {start}");
            self.problems.error(Code::InvertedInterval, node.span.clone(), message);
        }
        Some(schedule)
    }
}

/// Whether a member is an object of flags rather than a flag: it has no member of a flag, and more
/// than misspelt ones.
pub(super) fn is_foreign(member: &Member<'_>) -> bool {
    let Data::Object(members) = &member.value.data else { return false };
    let known = |name: &str| is_free(name) || MEMBERS.contains(&name);
    if members.iter().any(|member| known(&member.name)) {
        return false;
    }
    let named_so = nearest(&member.name, ["flags"]).is_some();
    // A few tell; there may be thousands.
    members.iter().take(20).any(|member| {
        looks_like_flag(&member.value)
            && (named_so || nearest(&member.name, MEMBERS.iter().copied()).is_none())
    })
}

/// Whether a value could be a flag's.
pub(super) fn looks_like_flag(node: &Node<'_>) -> bool {
    match &node.data {
        Data::Bool(_) => true,
        Data::Text(text) => text.parse::<Percentage>().is_ok(),
        Data::Object(members) => members.iter().any(|m| MEMBERS.contains(&&*m.name)),
        _ => false,
    }
}
