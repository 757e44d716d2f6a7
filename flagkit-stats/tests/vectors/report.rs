//! What ran, what passed, what was left out.
//!
//! Law: a method that is neither run nor left out on purpose fails the run.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use crate::compare::{Tolerance, compare};
use crate::inputs::Inputs;
use crate::left_out::LEFT_OUT;
use crate::methods::method;

#[derive(Default)]
struct Tally {
    ran: usize,
    failures: Vec<String>,
}

/// The result of one file.
#[derive(Default)]
pub(crate) struct Report {
    methods: BTreeMap<String, Tally>,
    left_out: BTreeMap<&'static str, (usize, &'static str)>,
    unknown: BTreeMap<String, usize>,
    amiss: Vec<String>,
}

impl Report {
    pub(crate) fn of(text: &str) -> Report {
        let mut report = Report::default();
        match serde_json::from_str::<Value>(text) {
            Ok(file) => match file.get("vectors").and_then(Value::as_array) {
                Some(vectors) => vectors.iter().for_each(|vector| report.run(vector)),
                None => report.amiss.push("there is no list `vectors`".to_owned()),
            },
            Err(error) => report.amiss.push(format!("the file does not parse: {error}")),
        }
        if report.methods.is_empty() && report.unknown.is_empty() && report.amiss.is_empty() {
            report.amiss.push("there is no vector of a method that this crate has".to_owned());
        }
        report
    }

    pub(crate) fn is_content(&self) -> bool {
        self.amiss.is_empty()
            && self.unknown.is_empty()
            && self.methods.values().all(|tally| tally.failures.is_empty())
    }

    fn run(&mut self, vector: &Value) {
        let vector = Inputs::new(vector);
        let (Ok(id), Ok(name)) = (vector.text("id"), vector.text("method")) else {
            self.amiss.push("a vector has no `id` or no `method`".to_owned());
            return;
        };
        // The longer name is of one vector alone.
        let left_out = LEFT_OUT.iter().find(|(left_out, _)| [id, name].contains(left_out));
        if let Some((left_out, reason)) = left_out {
            self.left_out.entry(left_out).or_insert((0, reason)).0 += 1;
            return;
        }
        let Some(method) = method(name) else {
            *self.unknown.entry(name.to_owned()).or_default() += 1;
            return;
        };
        let tally = self.methods.entry(name.to_owned()).or_default();
        tally.ran += 1;
        let outcome = || -> Result<Vec<String>, String> {
            let tolerance = vector.inner("tolerance")?;
            let tolerance =
                Tolerance { abs: tolerance.number("abs")?, rel: tolerance.number("rel")? };
            let computed = method(vector.inner("inputs")?.of(id))?;
            let mut off = Vec::new();
            compare("", &computed, vector.get("expected")?, tolerance, &mut off);
            Ok(off)
        };
        match outcome() {
            Ok(off) if off.is_empty() => {}
            Ok(off) => tally.failures.push(format!("{id}: {}", off.join("; "))),
            Err(error) => tally.failures.push(format!("{id}: {error}")),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, Tally { ran, failures }) in &self.methods {
            writeln!(f, "  {name}: {ran} ran, {} passed", ran - failures.len())?;
            for failure in failures {
                writeln!(f, "    {failure}")?;
            }
        }
        for (name, (count, reason)) in &self.left_out {
            writeln!(f, "  {name}: {count} left out: {reason}")?;
        }
        for (name, count) in &self.unknown {
            writeln!(f, "  `{name}` ({count} vectors) is neither run nor left out for a reason")?;
        }
        if !self.unknown.is_empty() {
            f.write_str("  left out are:\n")?;
            for (name, reason) in LEFT_OUT {
                writeln!(f, "    {name}: {reason}")?;
            }
        }
        for amiss in &self.amiss {
            writeln!(f, "  {amiss}")?;
        }
        Ok(())
    }
}
