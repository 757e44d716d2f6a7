//! Tables: columns as wide as they need, and on a terminal no wider than it.
//!
//! Law: a row is one line. What a program reads (a pipe, a file) is never cut.

use super::style::obeyed_by_none;
use std::io::IsTerminal as _;

/// So many cells stand between columns.
const GAP: usize = 2;
/// The width of a terminal that does not say it.
const USUAL: usize = 100;
/// No column is cut to less.
const LEAST: usize = 6;

/// Rows of cells under heads.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

/// One column: what stands above it, and at which side its cells stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    head: &'static str,
    right: bool,
    /// Whether it is cut only when all others are.
    name: bool,
}

impl Column {
    /// For words.
    pub(crate) fn left(head: &'static str) -> Self {
        Self { head, right: false, name: false }
    }

    /// For what a row is known by.
    pub(crate) fn name(head: &'static str) -> Self {
        Self { head, right: false, name: true }
    }

    /// For numbers.
    pub(crate) fn right(head: &'static str) -> Self {
        Self { head, right: true, name: false }
    }
}

impl Table {
    pub(crate) fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row; cells that are missing are empty.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        // A line end in a cell would be one in the table, and a terminal obeys other such characters.
        self.rows.push(cells.into_iter().map(|cell| obeyed_by_none(&cell)).collect());
    }

    /// The lines, without blanks at their ends; the heads first, where there are any.
    pub(crate) fn lines(&self, width: Option<usize>) -> Vec<String> {
        let widths = self.widths(width);
        let heads: Vec<String> = self.columns.iter().map(|column| column.head.to_owned()).collect();
        let is_headed = heads.iter().any(|head| !head.is_empty());
        let all = is_headed.then_some(&heads).into_iter().chain(&self.rows);
        all.map(|row| self.line(row, &widths)).collect()
    }

    fn widths(&self, width: Option<usize>) -> Vec<usize> {
        let widest = |(index, column): (usize, &Column)| {
            let cells = self.rows.iter().filter_map(|row| row.get(index));
            cells.map(|cell| cells_of(cell)).chain([cells_of(column.head)]).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = self.columns.iter().enumerate().map(widest).collect();
        let Some(width) = width else { return widths };
        let room = width.saturating_sub(GAP * widths.len().saturating_sub(1));
        let names = [false, true];
        for name in names {
            // The widest gives first, so that short columns stay whole.
            while widths.iter().sum::<usize>() > room {
                let givers = widths.iter_mut().zip(&self.columns);
                let givers =
                    givers.filter(|(width, column)| column.name == name && **width > LEAST);
                let Some(widest) = givers.map(|(width, _)| width).max() else { break };
                *widest -= 1;
            }
        }
        widths
    }

    fn line(&self, row: &[String], widths: &[usize]) -> String {
        let mut line = String::new();
        for (index, (column, width)) in self.columns.iter().zip(widths).enumerate() {
            let cell = cut(row.get(index).map_or("", String::as_str), *width);
            let padding = " ".repeat(width.saturating_sub(cells_of(&cell)));
            if index > 0 {
                line.push_str(&" ".repeat(GAP));
            }
            let (before, after) = if column.right { (&*padding, "") } else { ("", &*padding) };
            line.push_str(before);
            line.push_str(&cell);
            line.push_str(after);
        }
        line.truncate(line.trim_end().len());
        line
    }
}

/// How wide a table on standard output may be; `None` where nobody looks at it.
pub(crate) fn width() -> Option<usize> {
    std::io::stdout().is_terminal().then(|| {
        let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let own = || terminal_size::terminal_size_of(std::io::stdout());
        let own = || own().map(|(terminal_size::Width(columns), _)| usize::from(columns));
        told.filter(|columns| *columns > 0).or_else(own).unwrap_or(USUAL)
    })
}

/// The beginning that fits, and an ellipsis in place of the rest.
fn cut(text: &str, width: usize) -> String {
    if cells_of(text) <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut taken = 1;
    for character in text.chars() {
        taken += cells_of_char(character);
        if taken > width {
            break;
        }
        short.push(character);
    }
    short.push('…');
    short
}

fn cells_of(text: &str) -> usize {
    text.chars().map(cells_of_char).sum()
}

/// Letters of Korean, Chinese and Japanese, and most pictures, are two cells wide on a terminal.
fn cells_of_char(character: char) -> usize {
    match u32::from(character) {
        0x0300..=0x036f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1f64f
        | 0x1f680..=0x1f9ff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::{Column, Table};

    fn table() -> Table {
        let mut table =
            Table::new([Column::name("flag"), Column::right("uses"), Column::left("owner")]);
        table.row(["new_checkout", "12", "team-pay"].map(str::to_owned));
        table.row(["검색", "3", "a\u{1b}b"].map(str::to_owned));
        table
    }

    #[test]
    fn columns_are_as_wide_as_they_need() {
        assert_eq!(
            table().lines(None),
            [
                "flag          uses  owner",
                "new_checkout    12  team-pay",
                "검색             3  a\u{FFFD}b",
            ]
        );
    }

    #[test]
    fn the_widest_columns_give_first_and_names_last() {
        assert_eq!(
            table().lines(Some(26)),
            [
                "flag          uses  owner",
                "new_checkout    12  team-…",
                "검색             3  a\u{FFFD}b"
            ]
        );
        // Nothing is cut to less than can be read.
        assert_eq!(table().lines(Some(1))[1], "new_c…    12  team-…");
    }

    #[test]
    fn a_table_without_heads_has_none() {
        let mut table = Table::new([Column::left(""), Column::right("")]);
        table.row(["on".to_owned(), "3".to_owned()]);
        assert_eq!(table.lines(None), ["on  3"]);
    }
}
