//! Rows of a grid that are no data though they look like it: weekdays under the headings, sums without a label, load and
//! free hours below the people.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::columns::Mapping;
use super::grid::{Grid, filled_cells, indent, text};
use super::grid_levels::{Levelled, roll_ups};
use super::gridcell::{Language, Says};
use super::period::Period;
use super::rows::{NoData, RowKind};
use super::sheet::{Placed, Row};
use super::wide::Wide;
use super::words::Words;
use crate::model::key::fold;

/// Rows that a sum without a label must have above it.
const FEWEST_ADDENDS: usize = 2;

/// What is known of a grid when its rows are told apart.
pub struct GridRows<'g, 'a> {
    /// The sheet.
    pub grid: &'g Grid<'a>,
    /// Its columns that are no periods.
    pub mapping: &'g Mapping,
    /// First and last column of the table.
    pub columns: (u32, u32),
    /// Its period columns.
    pub wide: &'g Wide,
    /// How its cells are read.
    pub language: &'g Language,
    /// Words.
    pub words: &'g Words,
}

impl GridRows<'_, '_> {
    /// Finds them among rows that were taken for data.
    pub fn refine(&self, kinds: &mut [(u32, RowKind)]) {
        self.mark_roll_ups(kinds);
        let mut sums = Sums::default();
        let mut summaries = false;
        let mut first = true;
        for (number, kind) in kinds.iter_mut() {
            let Some(row) = self
                .grid
                .row(*number)
                .filter(|_| matches!(kind, RowKind::Data(_)))
            else {
                if matches!(kind, RowKind::NoData(NoData::Total | NoData::Group)) {
                    sums = Sums::default();
                }
                continue;
            };
            summaries |= self.is_summary(&row);
            let why = if first && self.is_weekdays(&row) {
                Some(NoData::Header)
            } else if summaries && !self.names_somebody(&row) || self.is_sum(&row, &mut sums) {
                Some(NoData::Total)
            } else {
                None
            };
            first &= why == Some(NoData::Header);
            if let Some(why) = why {
                *kind = RowKind::NoData(why);
            }
        }
    }

    /// Rows that hold what the rows below them hold together.
    fn mark_roll_ups(&self, kinds: &mut [(u32, RowKind)]) {
        let is_data = |kind: &RowKind| matches!(kind, RowKind::Data(_));
        let data: Vec<usize> = (0..kinds.len())
            .filter(|at| is_data(&kinds[*at].1))
            .collect();
        let levelled: Vec<Levelled> = data
            .iter()
            .filter_map(|at| self.grid.row(kinds[*at].0))
            .map(|row| self.levelled(&row))
            .collect();
        for (at, sums_up) in data.into_iter().zip(roll_ups(&levelled)) {
            if sums_up {
                kinds[at].1 = RowKind::NoData(NoData::Duplicate);
            }
        }
    }

    fn levelled(&self, row: &Row<'_>) -> Levelled {
        let mut names = filled_cells(&row.cells, self.columns)
            .filter(|placed| !self.wide.holds(placed.column))
            .filter(|placed| {
                text(&placed.cell).is_some_and(|text| text.contains(char::is_alphabetic))
            })
            .map(|placed| (placed.column, indent(&placed.cell)));
        let first = names.next();
        Levelled {
            only: first.filter(|_| names.next().is_none()),
            first,
            amounts: self
                .amounts(row)
                .into_iter()
                .filter(|(_, amount)| *amount != 0)
                .collect(),
        }
    }

    /// What each period column holds.
    fn amounts(&self, row: &Row<'_>) -> BTreeMap<u32, i64> {
        self.period_cells(row)
            .filter_map(|(placed, period)| {
                let says = self.language.says(&placed.cell, period.length, self.words);
                Some((placed.column, measure(&says.ok()?)?))
            })
            .collect()
    }

    fn period_cells<'r>(&self, row: &'r Row<'r>) -> impl Iterator<Item = (&'r Placed<'r>, Period)> {
        filled_cells(&row.cells, self.columns)
            .filter_map(|placed| Some((placed, self.wide.at(placed.column)??)))
    }

    fn plain_texts<'r>(&self, row: &Row<'r>) -> Vec<&'r str> {
        filled_cells(&row.cells, self.columns)
            .filter(|placed| !self.wide.holds(placed.column))
            .filter_map(|placed| text(&placed.cell))
            .filter(|text| text.contains(char::is_alphabetic))
            .collect()
    }

    /// A letter or word for the weekday of each day.
    fn is_weekdays(&self, row: &Row) -> bool {
        let mut cells = 0;
        let all = self.period_cells(row).all(|(placed, period)| {
            cells += 1;
            text(&placed.cell).is_some_and(|text| {
                let weekday = period.start.weekday().number_from_monday();
                self.words.weekday_begins(weekday, &fold(text))
            })
        });
        all && cells >= 3 && self.plain_texts(row).is_empty()
    }

    /// The only text of the row is a label of load, capacity or free hours.
    fn is_summary(&self, row: &Row) -> bool {
        let texts = self.plain_texts(row);
        texts.len() == 1 && self.words.is_summary(&fold(texts[0]))
    }

    /// The row has a client or project beside its name, as rows of people have.
    fn names_somebody(&self, row: &Row) -> bool {
        let texts = self.plain_texts(row);
        let summary = texts.iter().any(|text| self.words.is_summary(&fold(text)));
        !texts.is_empty() && !summary
    }

    /// No name, and each cell is the sum of the column above.
    fn is_sum(&self, row: &Row, sums: &mut Sums) -> bool {
        let nameless = self.plain_texts(row).is_empty()
            && self
                .mapping
                .bound
                .iter()
                .all(|bound| row.at(bound.column).is_none());
        let own = self.amounts(row);
        let found =
            nameless && !own.is_empty() && sums.rows >= FEWEST_ADDENDS && sums.by_column == own;
        if found {
            *sums = Sums::default();
        } else {
            sums.add(own);
        }
        found
    }
}

/// Sums of the data rows since the last total.
#[derive(Default)]
struct Sums {
    rows: usize,
    by_column: BTreeMap<u32, i64>,
}

impl Sums {
    /// Rows of marks alone add nothing: the row of hours below one is no sum of it.
    fn add(&mut self, row: BTreeMap<u32, i64>) {
        self.rows += usize::from(!row.is_empty());
        for (column, amount) in row {
            let sum = self.by_column.entry(column).or_default();
            *sum = sum.saturating_add(amount);
        }
    }
}

/// What a cell adds to a sum.
pub(super) fn measure(says: &Says) -> Option<i64> {
    match says {
        Says::Time(time) | Says::Stay(time) => Some(time.0),
        Says::Share(share) => Some(*share),
        _ => None,
    }
}
