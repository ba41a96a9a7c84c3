//! Columns in which a program exchanged day and month: opened in a country of another order, a text table's dates with a
//! day up to 12 become real dates of the wrong month, and the others stay text.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::block::Block;
use super::column_habits::Decided;
use super::date_order::range_told;
use super::grid::shown;
use super::habits::OrderVerdict;
use super::sheet::{Cell, Sheet};
use super::typed::exchanged;
use super::value::{self, DateOrder};
use crate::model::phrase::phrase;
use crate::model::{Phrase, Problem, Severity, Table};

/// Months with an entry on the same day of each, from which on that is no chance.
const FEWEST_MONTHS: usize = 4;
/// Fewer real dates than this are no pattern.
const FEWEST: usize = 3;

/// Marks the columns whose real dates are exchanged, and says so; where that is only likely, says that.
pub fn find_exchanged(
    block: &Block<'_, '_>,
    verdicts: &[(u32, OrderVerdict)],
    rows: &[u32],
    decided: &mut Decided,
) {
    for (column, verdict) in verdicts {
        if !may_be_exchanged(block.grid.sheet, rows, *column) {
            continue;
        }
        let real = real_days(block.grid.sheet, rows, *column);
        if real.iter().any(|(_, _, day)| day.day() > 12) {
            continue;
        }
        let told = range_told(block).is_some_and(|range| only_exchanged_fits(&real, range));
        // one is no pattern, unless the others are texts, what a program could not exchange, or the month is told
        let proven = told && (real.len() > 1 || texts_are_late(block.grid.sheet, rows, *column));
        let others = texts(block.grid.sheet, rows, *column).len();
        if real.len() < FEWEST && others < FEWEST && !proven {
            continue;
        }
        let beside_text = matches!(verdict, OrderVerdict::Fixed(_))
            && texts_are_late(block.grid.sheet, rows, *column);
        let strewn = block.schema.table == Table::Time && stand_on_one_day(&real);
        if !told && !beside_text && !strewn {
            continue;
        }
        decided.habits.entry(*column).or_default().exchanged = told;
        let (row, found, _) = real[0].clone();
        decided
            .problems
            .push(problem(block, row, *column, found, told));
    }
}

/// True when there are real dates, and none has a day that can be no month. Each different cell is looked at once.
fn may_be_exchanged(sheet: &Sheet, rows: &[u32], column: u32) -> bool {
    let late =
        |cell: &Cell<'_>| value::date(cell, DateOrder::DayFirst).is_ok_and(|day| day.day() > 12);
    let Some(cells) = sheet.column(column, rows) else {
        return false;
    };
    let different = cells.counts().map(|(cell, _)| cell);
    let mut real = different
        .filter(|cell| matches!(cell, Cell::Date(_)))
        .peekable();
    real.peek().is_some() && !real.any(|cell| late(&cell))
}

/// Row, text and day of the cells that are real dates.
fn real_days(sheet: &Sheet, rows: &[u32], column: u32) -> Vec<(u32, String, NaiveDate)> {
    rows.iter()
        .filter_map(|row| Some((*row, sheet.at(*row, column)?)))
        .filter(|(_, placed)| matches!(placed.cell, Cell::Date(_)))
        .filter_map(|(row, placed)| {
            let day = value::date(&placed.cell, DateOrder::DayFirst).ok()?;
            Some((row, shown(&placed.cell), day))
        })
        .collect()
}

/// Every day lies in the range with day and month exchanged, and not every one as it stands.
fn only_exchanged_fits(real: &[(u32, String, NaiveDate)], range: (NaiveDate, NaiveDate)) -> bool {
    let inside = |day: NaiveDate| (range.0..=range.1).contains(&day);
    let as_they_stand = real.iter().all(|(_, _, day)| inside(*day));
    let the_other_way = real
        .iter()
        .all(|(_, _, day)| exchanged(*day).is_some_and(inside));
    the_other_way && !as_they_stand
}

/// The same day of many months, as nobody works: of one month, were day and month exchanged. First days stand for months.
fn stand_on_one_day(real: &[(u32, String, NaiveDate)]) -> bool {
    let day = real[0].2.day();
    let months: BTreeSet<u32> = real.iter().map(|(_, _, day)| day.month()).collect();
    day > 1 && months.len() >= FEWEST_MONTHS && real.iter().all(|(_, _, other)| other.day() == day)
}

/// The dates that stayed text all have a day above 12.
fn texts_are_late(sheet: &Sheet, rows: &[u32], column: u32) -> bool {
    let texts = texts(sheet, rows, column);
    !texts.is_empty() && texts.iter().all(|day| day.day() > 12)
}

/// The days that are texts.
fn texts(sheet: &Sheet, rows: &[u32], column: u32) -> Vec<NaiveDate> {
    rows.iter()
        .filter_map(|row| sheet.at(*row, column))
        .filter(|placed| matches!(placed.cell, Cell::Text(_)))
        .filter_map(|placed| value::date(&placed.cell, DateOrder::DayFirst).ok())
        .collect()
}

fn problem(block: &Block<'_, '_>, row: u32, column: u32, found: String, told: bool) -> Problem {
    let view = block.found.views.iter().find(|view| view.column == column);
    let expected = phrase(
        "dates as they were typed: no real date of this column has a day above 12",
        &[],
    );
    Problem {
        place: block.grid.place(row, column),
        rule: "sheet.dates_exchanged".to_owned(),
        severity: Severity::Look,
        column: view.map_or_else(String::new, |view| view.heading.text.clone()),
        found,
        expected,
        hint: phrase(
            "export the file again, or open it with the date order of its country",
            &[],
        ),
        effect: effect(told),
    }
}

fn effect(told: bool) -> Phrase {
    if told {
        phrase(
            "day and month of its real dates are exchanged, as the period in title or file name asks",
            &[],
        )
    } else {
        phrase(
            "its real dates count as they stand; day and month may be exchanged",
            &[],
        )
    }
}
