//! The break of an entry that is told by its start and its end.

use super::clock::clock;
use super::columns::View;
use super::grid::{is_blank, shown};
use super::knowledge::Knowledge;
use super::sheet::{Cell, Row};
use super::value::{self, Decimal, TimeUnit};
use crate::model::Duration;
use crate::model::key::fold;

/// Breaks of more hours than this are minutes.
const LONGEST: f64 = 4.0;

/// A column of breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pauses {
    column: u32,
    unit: TimeUnit,
}

impl Pauses {
    /// The column whose heading speaks of breaks and whose values are lengths, if there is one.
    pub fn of(views: &[View<'_>], knowledge: &Knowledge) -> Option<Pauses> {
        let words = &knowledge.words;
        let breaks = |view: &&View<'_>| words.speaks_of_breaks(&fold(&view.heading.text));
        views.iter().filter(breaks).find_map(|view| {
            let large = |cell: &Cell<'_>| {
                let count = shown(cell).trim().parse::<f64>();
                count.is_ok_and(|count| count > LONGEST)
            };
            let unit = match view.cells.iter().any(large) {
                true => TimeUnit::Minutes,
                false => TimeUnit::Hours,
            };
            let column = view.column;
            let pauses = Pauses { column, unit };
            let read = |cell: &Cell<'_>| pauses.read(cell).is_some();
            view.cells.iter().all(read).then_some(pauses)
        })
    }

    /// The break of a row: none where its cell is empty.
    pub fn in_row(self, row: &Row<'_>) -> Duration {
        let cell = row.at(self.column).filter(|placed| !is_blank(&placed.cell));
        cell.and_then(|placed| self.read(&placed.cell))
            .unwrap_or(Duration::ZERO)
    }

    fn read(self, cell: &Cell<'_>) -> Option<Duration> {
        let length = || value::duration(cell, self.unit, Decimal::Point).ok();
        clock(cell).or_else(length)
    }
}
