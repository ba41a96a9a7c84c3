//! The break of an entry that is told by its start and its end: as a length, by its own start and end, or by a second start and end
//! behind the first.

use super::clock::{between, clock};
use super::columns::{Mapping, View};
use super::grid::{is_blank, shown};
use super::knowledge::Knowledge;
use super::passings::clock_of;
use super::sheet::{Cell, Row};
use super::value::{self, Decimal, TimeUnit};
use crate::model::Duration;
use crate::model::key::fold;

/// Breaks of more hours than this are minutes.
const LONGEST: f64 = 4.0;

/// Where a list tells breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pauses {
    /// A column of lengths.
    Lengths(u32, TimeUnit),
    /// Columns of its start and end.
    Clocks(u32, u32),
    /// A second time of coming and leaving: less is worked than from the first to the last, or more than the first pair tells.
    Again(u32, u32),
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
            let read = |cell: &Cell<'_>| length_of(cell, unit).is_some();
            let pauses = Pauses::Lengths(view.column, unit);
            view.cells.iter().all(read).then_some(pauses)
        })
    }

    /// Two further columns of clock times: `Lunch start | Lunch end`, or `In | Out` once more.
    pub fn between(
        views: &[View<'_>],
        mapping: &Mapping,
        (start, end): (u32, u32),
        knowledge: &Knowledge,
    ) -> Option<Pauses> {
        let clocks = |view: &&View<'_>| {
            let told = view.cells.iter().filter(|cell| clock_of(cell).is_some());
            let free = ![start, end].contains(&view.column);
            free && mapping.slot_of(view.column).is_none()
                && !view.cells.is_empty()
                && told.count() == view.cells.len()
        };
        let of = |column: u32| views.iter().find(|view| view.column == column);
        let breaks = |view: &View<'_>| {
            let words = &knowledge.words;
            words.speaks_of_breaks(&fold(&view.heading.text))
        };
        let alike = |view: &View<'_>, own: u32| {
            of(own).is_some_and(|own| own.heading.keys == view.heading.keys)
        };
        let further: Vec<&View<'_>> = views.iter().filter(clocks).collect();
        match further[..] {
            [from, to] if breaks(from) && breaks(to) => {
                Some(Pauses::Clocks(from.column, to.column))
            }
            [from, to] if alike(from, start) && alike(to, end) => {
                Some(Pauses::Again(from.column, to.column))
            }
            _ => None,
        }
    }

    /// The break of a row, less what it tells of further work: none where its cells are empty. Nothing where only half of it is told.
    pub fn in_row(self, row: &Row<'_>) -> Option<Duration> {
        let filled = |column: u32| {
            let placed = row.at(column).filter(|placed| !is_blank(&placed.cell));
            placed.map(|placed| placed.cell)
        };
        let (from, to) = match self {
            Pauses::Lengths(column, unit) => {
                let length = filled(column).and_then(|cell| length_of(&cell, unit));
                return Some(length.unwrap_or(Duration::ZERO));
            }
            Pauses::Clocks(from, to) | Pauses::Again(from, to) => (filled(from), filled(to)),
        };
        let (from, to) = match (from, to) {
            (None, None) => return Some(Duration::ZERO),
            (from, to) => (clock_of(&from?)?, clock_of(&to?)?),
        };
        let length = between(from, to)?;
        match self {
            Pauses::Again(..) => Some(Duration::ZERO - length),
            _ => Some(length),
        }
    }
}

fn length_of(cell: &Cell<'_>, unit: TimeUnit) -> Option<Duration> {
    let length = || value::duration(cell, unit, Decimal::Point).ok();
    clock(cell).or_else(length)
}
