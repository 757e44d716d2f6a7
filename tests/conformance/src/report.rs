//! Running suites, and what is printed about them.

use crate::{Case, Run, SUITES};
use std::fmt;
use std::path::Path;

/// What became of the suites in a folder.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// A line per run, in the order of [`SUITES`].
    pub lines: Vec<Line>,
    /// The cases that were not run: suite, name and reason.
    pub left_out: Vec<(&'static str, String, &'static str)>,
    /// The suites that the folder does not have.
    pub absent: Vec<&'static str>,
}

/// What became of one run.
#[derive(Clone, Debug)]
pub struct Line {
    /// The suite, and whether its flags went through flags.json.
    pub name: String,
    /// Its cases; an error where its files do not read.
    pub cases: Result<Vec<Case>, String>,
}

/// Runs every suite that the folder has.
pub fn report(folder: &Path) -> Report {
    let mut report = Report::default();
    for suite in SUITES {
        let folder = folder.join(suite.folder);
        if !folder.is_dir() {
            report.absent.push(suite.name);
            continue;
        }
        let mut add =
            |name: String, run: Run| report.lines.push(Line { name, cases: run(&folder) });
        add(suite.name.to_owned(), suite.run);
        if let Some(run) = suite.run_imported {
            add(format!("{} through flags.json", suite.name), run);
        }
        match suite.left_out.map(|left_out| left_out(&folder)) {
            None => {}
            Some(Ok(cases)) => {
                let of_suite = cases.into_iter().map(|(name, why)| (suite.name, name, why));
                report.left_out.extend(of_suite);
            }
            Some(Err(why)) => {
                report.lines.push(Line { name: suite.name.to_owned(), cases: Err(why) })
            }
        }
    }
    report
}

impl Line {
    fn failed(&self) -> impl Iterator<Item = (&str, &str)> {
        let cases = self.cases.as_deref().unwrap_or_default();
        cases.iter().filter_map(|case| Some((&*case.name, &**case.outcome.as_ref().err()?)))
    }

    /// Whether a suite was read, had cases, and all of them passed.
    pub fn is_good(&self) -> bool {
        self.cases.as_ref().is_ok_and(|cases| !cases.is_empty()) && self.failed().next().is_none()
    }
}

impl Report {
    /// Whether there was a suite, and every case passed.
    pub fn is_good(&self) -> bool {
        !self.lines.is_empty() && self.lines.iter().all(Line::is_good)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            match &line.cases {
                Err(error) => writeln!(f, "{}: not run: {error}", line.name)?,
                Ok(cases) => {
                    let passed = cases.len() - line.failed().count();
                    writeln!(f, "{}: {} ran, {passed} passed", line.name, cases.len())?;
                }
            }
            for (name, why) in line.failed() {
                writeln!(f, "  {name}: {why}")?;
            }
        }
        for (suite, name, why) in &self.left_out {
            writeln!(f, "{suite}: left out: {name}: {why}")?;
        }
        if !self.absent.is_empty() {
            writeln!(f, "not in this folder: {}", self.absent.join(", "))?;
        }
        Ok(())
    }
}
