//! A table of what was measured, with its budgets.
//!
//! It computes nothing; `rounds` does.

use std::fmt;

/// One table.
pub struct Report {
    title: String,
    columns: Vec<&'static str>,
    rows: Vec<Row>,
    notes: Vec<String>,
}

struct Row {
    name: String,
    cells: Vec<String>,
    budget: Option<Budget>,
}

/// What a row is held to.
pub struct Budget {
    text: String,
    kept: bool,
}

/// What became of the budgets of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All of them.
    Kept,
    /// At least one.
    Missed,
}

impl Budget {
    /// At most `limit` of something.
    pub fn at_most(value: f64, limit: f64, unit: &str) -> Self {
        Self { text: format!("<= {limit}{unit}"), kept: value <= limit }
    }

    /// At least `limit` of something.
    pub fn at_least(value: f64, limit: f64, unit: &str) -> Self {
        Self { text: format!(">= {limit}{unit}"), kept: value >= limit }
    }
}

impl Report {
    /// An empty table with these columns.
    pub fn new(title: impl Into<String>, columns: &[&'static str]) -> Self {
        Self { title: title.into(), columns: columns.to_vec(), rows: Vec::new(), notes: Vec::new() }
    }

    /// A line of the table.
    pub fn row(
        &mut self,
        name: impl Into<String>,
        cells: impl IntoIterator<Item = String>,
        budget: Option<Budget>,
    ) {
        self.rows.push(Row { name: name.into(), cells: cells.into_iter().collect(), budget });
    }

    /// A line under the table.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// Whether every budget of this table was kept.
    pub fn verdict(&self) -> Verdict {
        let mut budgets = self.rows.iter().filter_map(|row| row.budget.as_ref());
        if budgets.all(|budget| budget.kept) { Verdict::Kept } else { Verdict::Missed }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<44}", self.title)?;
        for column in &self.columns {
            write!(f, " {column:>14}")?;
        }
        let judged = self.rows.iter().any(|row| row.budget.is_some());
        writeln!(f, "{}", if judged { "  budget" } else { "" })?;
        for Row { name, cells, budget } in &self.rows {
            write!(f, "  {name:<42}")?;
            for cell in cells {
                write!(f, " {cell:>14}")?;
            }
            match budget {
                Some(Budget { text, kept: true }) => writeln!(f, "  {text}: kept")?,
                Some(Budget { text, kept: false }) => writeln!(f, "  {text}: MISSED")?,
                None => writeln!(f)?,
            }
        }
        for note in &self.notes {
            writeln!(f, "  {note}")?;
        }
        Ok(())
    }
}
