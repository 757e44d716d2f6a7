//! The stages of a flag, and how far it has come.
//!
//! A stage is a word (a segment, a percentage, `everyone`) or an object.

use super::{Reader, is_free};
use crate::code::Code;
use crate::date::Date;
use crate::document::{
    CurrentStage, FlagDefinition, Percentage, Ramp, SegmentReference, StageDefinition,
};
use crate::json::{Data, Member, Node, Span};
use crate::problem::quote;
use std::collections::HashMap;

/// The members of a stage.
pub const MEMBERS: &[&str] =
    &["name", "segments", "percentage", "from", "ramp", "hold", "min_samples", "split", "shadow"];
/// No release has so many steps, and each is a check.
pub const MOST: usize = 1000;
const EVERYONE: &str = "everyone";
const OFF: &str = "off";
/// What a shadow stage without a name is called.
const SHADOW: &str = "shadow";

impl Reader<'_, '_> {
    pub(super) fn stages(&mut self, node: &Node<'_>, flag: &mut FlagDefinition) {
        let Data::List(items) = &node.data else {
            return self.wrong_type(
                node,
                "`stages`",
                "a list of segments, percentages and `everyone`",
            );
        };
        if items.is_empty() {
            return self.empty(node, "`stages`");
        }
        if items.len() > MOST {
            let message = format!("the flag has {} stages; the limit is {MOST}", items.len());
            self.problems.error(Code::TooManyStages, node.span.clone(), message);
        }
        let mut names: HashMap<String, Span> = HashMap::new();
        let mut latest: Option<Date> = None;
        let mut widest: Option<Percentage> = None;
        for item in items.iter().take(MOST) {
            let Some(stage) = self.stage(item) else { continue };
            if stage.name == OFF {
                let message = "a stage cannot be called `off`, which stands for no stage at all";
                self.problems.error(Code::DuplicateStage, item.span.clone(), message);
            } else if let Some(first) = names.get(&stage.name) {
                let first = self.problems.location(first.start);
                let message = format!("two stages are called {}; rename one", quote(&stage.name));
                self.problems
                    .error(Code::DuplicateStage, item.span.clone(), message)
                    .note(format!("first given at {first}"));
            } else {
                names.insert(stage.name.clone(), item.span.clone());
            }
            if let (Some(reached), Some(widest)) = (stage.percentage, widest)
                && reached <= widest
                && stage.segments.is_empty()
            {
                let message = format!(
                    "stage {} adds no one, since an earlier stage reaches {widest}",
                    quote(&stage.name)
                );
                self.problems.warn(Code::StageAddsNoOne, item.span.clone(), message);
            }
            widest = widest.max(stage.percentage);
            self.dates_ascend(item, &stage, latest.as_ref());
            latest = stage.from.clone().or(latest);
            flag.stages.push(stage);
        }
        self.ramps_lead_somewhere(items, flag);
    }

    /// A ramp grows towards the next share, so there must be one, with a date.
    fn ramps_lead_somewhere(&mut self, items: &[Node<'_>], flag: &FlagDefinition) {
        if flag.stages.len() != items.len() {
            return;
        }
        for (index, (stage, item)) in flag.stages.iter().zip(items).enumerate() {
            if stage.ramp.is_none() || stage.from.is_none() {
                continue;
            }
            let next = flag.stages.iter().skip(index + 1).find(|next| next.percentage.is_some());
            let message = match next {
                _ if stage.percentage.is_none() => {
                    "`ramp` needs a `percentage`, from which it grows"
                }
                Some(next) if next.from.is_some() => continue,
                Some(_) => "`ramp` needs a `from` on the next percentage, when it has grown to it",
                None => "`ramp` needs a later stage with a `percentage`, to which it grows",
            };
            self.missing(item, message);
        }
    }

    /// The share of a shadow stage, which was once a truth value.
    fn shadow(&mut self, node: &Node<'_>) -> Option<Percentage> {
        if let Data::Bool(_) = node.data {
            let message = format!(
                "`shadow` must be a percentage, found {}; write a share, as in `{{\"shadow\": \"1%\"}}`",
                node.describe()
            );
            self.problems.error(Code::WrongType, node.span.clone(), message);
            return None;
        }
        self.percentage(node, "`shadow`")
    }

    /// Whoever expects a shadow stage to let somebody in would wait for ever.
    fn joins_none(&mut self, members: &[Member<'_>]) {
        for member in members {
            if let "percentage" | "split" | "ramp" = &*member.name {
                let message = format!(
                    "a stage with `shadow` lets no one in, so {} has no effect; delete it, or write a stage of its own",
                    quote(&member.name)
                );
                self.problems.error(Code::ConflictingMembers, member.name_span.clone(), message);
            }
        }
    }

    fn dates_ascend(&mut self, node: &Node<'_>, stage: &StageDefinition, earlier: Option<&Date>) {
        if let (Some(from), Some(earlier)) = (&stage.from, earlier)
            && from.unix_millis() <= earlier.unix_millis()
        {
            let message = format!(
                "stage {} begins {from}, not after the one before it, which begins {earlier}",
                quote(&stage.name)
            );
            self.problems.error(Code::InvertedInterval, node.span.clone(), message);
        }
    }

    fn stage(&mut self, node: &Node<'_>) -> Option<StageDefinition> {
        let mut stage = StageDefinition {
            name: String::new(),
            segments: Vec::new(),
            percentage: None,
            from: None,
            ramp: None,
            hold_millis: None,
            min_samples: None,
            split: None,
            shadow: None,
            location: self.problems.location(node.span.start),
        };
        match &node.data {
            Data::Text(text) if &**text == EVERYONE => stage.percentage = Some(Percentage::ALL),
            Data::Text(text) if text.ends_with('%') => {
                stage.percentage = Some(self.percentage_text(node, text, "a stage")?);
            }
            Data::Text(_) => {
                let name = self.text(node, "a stage")?;
                stage.segments.push(SegmentReference { name, span: node.span.clone() });
            }
            Data::Object(members) => return self.long_stage(node, members, stage),
            Data::Int(_) | Data::Float(_) if self.is_number_for_share(node, "a stage") => {
                return None;
            }
            _ => {
                self.wrong_type(
                    node,
                    "a stage",
                    "a segment, a percentage, `everyone` or an object",
                );
                return None;
            }
        }
        stage.name = self.text(node, "a stage")?;
        Some(stage)
    }

    fn long_stage(
        &mut self,
        node: &Node<'_>,
        members: &[Member<'_>],
        mut stage: StageDefinition,
    ) -> Option<StageDefinition> {
        let before = self.problems.errors();
        for member in members {
            let value = &member.value;
            match &*member.name {
                "name" => stage.name = self.text(value, "the stage's `name`").unwrap_or_default(),
                "segments" => {
                    stage.segments =
                        self.segment_references(value, "`segments`").unwrap_or_default();
                }
                "percentage" => stage.percentage = self.percentage(value, "`percentage`"),
                "from" => stage.from = self.date(value, "`from`"),
                "ramp" => stage.ramp = self.word(value, "`ramp`", Ramp::WORDS),
                "hold" => stage.hold_millis = self.duration(value, "`hold`"),
                "min_samples" => {
                    let number = self.whole_number(value, "`min_samples`", 1..=i64::MAX);
                    stage.min_samples = number.and_then(|number| u64::try_from(number).ok());
                }
                "split" => stage.split = self.percentage(value, "`split`"),
                "shadow" => stage.shadow = self.shadow(value),
                name if is_free(name) => {}
                _ => self.unknown_member(member, "of a stage", MEMBERS),
            }
        }
        if self.problems.errors() > before {
            return None;
        }
        let casts = stage.shadow.is_some();
        if casts {
            self.joins_none(members);
            (stage.split, stage.ramp) = (None, None);
        }
        // A name alone must not open what `segments` limits.
        let open = !casts && stage.percentage.is_none() && stage.segments.is_empty();
        if open && stage.name == EVERYONE {
            stage.percentage = Some(Percentage::ALL);
        } else if open {
            self.missing(node, "a stage needs `segments` or a `percentage`, which say who joins");
            return None;
        }
        if stage.name.is_empty() {
            stage.name = match (&*stage.segments, stage.percentage) {
                _ if casts => SHADOW.to_owned(),
                ([segment], None) => segment.name.clone(),
                ([], Some(percentage)) => percentage.to_string(),
                _ => {
                    self.missing(node, "a stage of several groups needs a `name`");
                    return None;
                }
            };
        }
        // Whoever writes `"stage": "5%"` must not open the flag to more.
        let promised = match &*stage.name {
            EVERYONE => Some(Percentage::ALL),
            name => name.parse().ok(),
        };
        if promised.is_some() && promised != stage.percentage {
            let message = format!(
                "a stage called {} promises another share than it has; rename it",
                quote(&stage.name)
            );
            self.problems.error(Code::ConflictingMembers, node.span.clone(), message);
        }
        if stage.ramp.is_some() && stage.from.is_none() {
            self.missing(node, "`ramp` needs `from`, the date at which it begins");
        }
        if stage.split.is_some() && stage.segments.is_empty() {
            self.missing(node, "`split` needs `segments`, inside which it draws");
        }
        Some(stage)
    }

    /// The member `stage`, once the stages are known.
    pub(super) fn current_stage(&mut self, members: &[Member<'_>], flag: &mut FlagDefinition) {
        let given = |name: &str| members.iter().find(|member| member.name == name);
        let count = match given("stages").map(|stages| &stages.value.data) {
            Some(Data::List(items)) => items.len(),
            // Its own problem is reported; what `stage` means by it cannot be known.
            Some(_) => usize::MAX,
            None => 0,
        };
        let dated = flag.stages.iter().any(|stage| stage.from.is_some());
        let Some(member) = given("stage") else {
            if let Some(stages) = given("stages")
                && !dated
                && flag.stages.len() == count
                && count > 0
            {
                self.problems
                    .error(
                        Code::MissingMember,
                        stages.name_span.clone(),
                        "`stages` needs a `stage`, which says how far the flag has come",
                    )
                    .help("`\"stage\": \"off\"` begins with no one");
            }
            return;
        };
        if self.is_number_for_share(&member.value, "`stage`") {
            return;
        }
        let Some(name) = self.text(&member.value, "`stage`") else { return };
        let span = member.value.span.clone();
        if name == OFF && given("stages").is_some() {
            flag.stage = Some(CurrentStage::Off);
            return;
        }
        if given("stages").is_none() {
            let message = "`stage` needs `stages`, the list that it names an entry of";
            self.problems.error(Code::MissingMember, member.name_span.clone(), message);
            return;
        }
        if let Some(index) = flag.stages.iter().position(|stage| stage.name == name) {
            flag.stage = Some(CurrentStage::At(index));
            if dated {
                let message = "`stage` decides, so the dates of `stages` are not used";
                self.problems.warn(Code::UnusedDates, member.name_span.clone(), message);
            }
        } else if flag.stages.len() == count {
            let names: Vec<&str> = flag.stages.iter().map(|stage| &*stage.name).collect();
            let known = names.into_iter().chain([OFF]);
            let remedy = self.problems.remedy(&name, known);
            let message = format!("`stages` has no {}; {remedy}", quote(&name));
            self.problems.error(Code::UnknownStage, span, message);
        }
    }
}
