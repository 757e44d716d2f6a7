//! What `simulate` says: how many get what and why, and who would move.

use crate::print::style::strong;
use crate::print::table::{Column, Table};
use crate::simulation::{self, Direction, Moved, Outcome, Share, Tally, Version, Why, percents};
use crate::who::crowd::Crowd;
use crate::words::{condition, counted};
use serde_json::{Value, json};

pub(super) struct Told<'a> {
    pub(super) now: &'a Version,
    pub(super) now_words: String,
    pub(super) then: Option<&'a Version>,
    pub(super) then_words: String,
    /// Whether a share is raised, by which nobody should go out.
    pub(super) is_raise: bool,
    pub(super) crowd: &'a Crowd,
    pub(super) outcome: &'a Outcome,
}

impl Told<'_> {
    pub(super) fn text(&self) -> String {
        let read = self.outcome.read;
        let asked = counted(usize::try_from(read.asked).unwrap_or(usize::MAX), self.crowd.noun());
        let repeated = match read.repeated {
            0 => String::new(),
            1 => " (1 line repeats a key and does not count)".to_owned(),
            count => format!(" ({count} lines repeat a key and do not count)"),
        };
        let key = self.now.flag.key();
        let place = format!("{}:{}", self.now.shown, self.now_place());
        let from = self.crowd.shown();
        let key = strong(&format!("`{key}`"));
        let mut text = format!("{key} ({place}) for {asked} of {from}{repeated}\n");
        text.push_str(&format!("\nnow, {}:\n", self.now_words));
        self.tally(&mut text, &self.outcome.now, self.now, None);
        if let Some(then) = self.then {
            text.push_str(&format!("\nthen, {}:\n", self.then_words));
            self.tally(&mut text, &self.outcome.then, then, Some(&self.outcome.now));
            text.push('\n');
            self.moves(&mut text, then);
        }
        text
    }

    /// Where the flag stands.
    fn now_place(&self) -> String {
        self.now.location.to_string()
    }

    fn tally(&self, text: &mut String, tally: &Tally, version: &Version, before: Option<&Tally>) {
        let asked = self.outcome.read.asked;
        let [left, right] = [Column::left(""), Column::right("")];
        let columns = match before {
            Some(_) => vec![left, right, right, right, left],
            None => vec![left, right, right, left],
        };
        let mut table = Table::new(columns);
        for (variant, count, reasons) in tally.by_variant(version) {
            let name = version.variant(variant);
            let change = before.map(|before| changed(self.was(before, name), count));
            let head = [name.to_owned(), count.to_string(), percents(count, asked)];
            let head = head.into_iter().chain(change.clone());
            match &*reasons {
                [(why, _)] => table.row(head.chain([why_words(*why, version)])),
                reasons => {
                    table.row(head);
                    for (why, count) in reasons {
                        let count = *count;
                        let cells = [String::new(), count.to_string(), percents(count, asked)];
                        let cells = cells.into_iter().chain(before.map(|_| String::new()));
                        table.row(cells.chain([why_words(*why, version)]));
                    }
                }
            }
        }
        for line in table.lines(None) {
            text.push_str(&format!("  {line}\n"));
        }
    }

    /// How many got the variant of this name before.
    fn was(&self, before: &Tally, name: &str) -> u64 {
        let variants = self.now.flag.variants().iter();
        let index = variants.enumerate().find(|(_, variant)| *variant.name == *name);
        index.map_or(0, |(index, _)| before.of(index))
    }

    fn moves(&self, text: &mut String, then: &Version) {
        let moves = &self.outcome.moves;
        if moves.is_empty() {
            text.push_str("nobody moves\n");
            return;
        }
        for (pair, moved) in &moves.each {
            let words = match simulation::direction(*pair, self.now, then) {
                Direction::In => "come in",
                Direction::Out => "go out",
                Direction::Across => "change",
            };
            let (from, to) = (self.now.variant(pair.0), then.variant(pair.1));
            let Moved { count, .. } = moved;
            text.push_str(&format!("{count} {words}, {from} → {to}{}\n", examples(moved)));
        }
        let out = moves.count(self.now, then, Direction::Out);
        match (out, self.is_raise) {
            (0, true) => {
                text.push_str("nobody goes out: whoever is in stays in when the share is raised\n")
            }
            (0, false) => text.push_str("nobody goes out\n"),
            _ => {}
        }
    }

    pub(super) fn data(&self) -> Value {
        let read = self.outcome.read;
        let asked = read.asked;
        let mut data = json!({
            "flag": self.now.flag.key(),
            "file": self.now.shown,
            "asked": asked,
            "repeated": read.repeated,
            "now": { "state": self.now_words, "variants": variants(&self.outcome.now, self.now, asked) },
        });
        if let (Some(then), Some(members)) = (self.then, data.as_object_mut()) {
            let moves = &self.outcome.moves;
            let count = |direction| moves.count(self.now, then, direction);
            let each: Vec<Value> = moves
                .each
                .iter()
                .map(|((from, to), moved)| {
                    json!({
                        "from": self.now.variant(*from),
                        "to": then.variant(*to),
                        "count": moved.count,
                        "examples": moved.examples,
                    })
                })
                .collect();
            let variants = variants(&self.outcome.then, then, asked);
            members
                .insert("then".into(), json!({ "state": self.then_words, "variants": variants }));
            members.insert("moves".into(), Value::from(each));
            members.insert("come_in".into(), count(Direction::In).into());
            members.insert("go_out".into(), count(Direction::Out).into());
            members.insert("change".into(), count(Direction::Across).into());
        }
        data
    }
}

/// `+248`, `-3`, or `=`.
fn changed(was: u64, is: u64) -> String {
    match is.checked_sub(was) {
        Some(0) => "=".to_owned(),
        Some(more) => format!("+{more}"),
        None => format!("-{}", was - is),
    }
}

fn why_words(why: Why, version: &Version) -> String {
    let decider = version.decider(why.origin);
    match why.error {
        Some(error) => format!("by {decider}: {} ({error})", why.reason),
        None => format!("by {decider}: {}", why.reason),
    }
}

fn examples(moved: &Moved) -> String {
    let named: Vec<String> = moved.examples.iter().map(|key| condition::text(key)).collect();
    let more = moved.count - named.len() as u64;
    match (&*named, more) {
        ([], _) => String::new(),
        (named, 0) => format!(": {}", named.join(", ")),
        (named, more) => format!(": {}, … {more} more", named.join(", ")),
    }
}

fn variants(tally: &Tally, version: &Version, asked: u64) -> Vec<Value> {
    let share = |count: u64| count as f64 / asked.max(1) as f64;
    let of = |(variant, count, reasons): Share| {
        let by: Vec<Value> = reasons
            .iter()
            .map(|(why, count)| {
                json!({
                    "reason": why.reason,
                    "error": why.error,
                    "decided_by": crate::command::explain::origin(why.origin),
                    "name": version.flag.place(why.origin).name.as_deref(),
                    "place": version.place(why.origin),
                    "count": count,
                })
            })
            .collect();
        json!({
            "variant": version.variant(variant),
            "count": count,
            "share": share(count),
            "by": by,
        })
    };
    tally.by_variant(version).into_iter().map(of).collect()
}
