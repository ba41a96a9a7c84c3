//! How the cells of a grid are read: its legend, and the unit of its numbers.

use super::grid::{Grid, is_blank, text};
use super::gridcell::{LARGEST_SHARE, Language, doubted_marks};
use super::legend::Legend;
use super::period::Length;
use super::sheet::{Cell, Row};
use super::told_unit::{ToldUnit, unit_of_numbers};
use super::typed::Habits;
use super::value::{Decimal, TimeUnit};
use super::wide::{Contents, Wide};
use super::words::Words;
use crate::model::Table;
use crate::model::key::fold;

/// A legend stands above or below a grid, at most this many rows from the sheet's first or last.
const LEGEND_ROWS: u32 = 60;

fn legend_rows<'a>(grid: &Grid<'a>) -> impl Iterator<Item = Row<'a>> {
    let (first, last) = grid.bounds().unwrap_or((1, 1));
    let top = first.saturating_add(LEGEND_ROWS).min(last);
    let bottom = last.saturating_sub(LEGEND_ROWS).max(top + 1);
    grid.rows(first, top).chain(grid.rows(bottom, last))
}

/// How a grid's cells are read: by its legend, and by all of them together.
pub fn language_of(
    grid: &Grid<'_>,
    table: Table,
    cells: &[Cell<'_>],
    wide: &Wide,
    texts: &[&str],
    told: Option<ToldUnit>,
    words: &Words,
) -> Language {
    let rows = legend_rows(grid).map(|row| {
        let narrow = row.cells.len() <= 3;
        row.cells
            .iter()
            .filter(|placed| narrow || !wide.holds(placed.column))
            .filter_map(|placed| text(&placed.cell))
            .collect()
    });
    let marks = cells.iter().filter_map(|cell| text(cell));
    let told = told_of_cells(cells, wide, told);
    let days = match told {
        Some(unit) => unit == TimeUnit::Days,
        None => speaks_in_days(cells, wide, texts, words),
    };
    let shares = match told {
        Some(unit) => unit == TimeUnit::Percent && table == Table::Bookings,
        None => speaks_in_shares(table, cells, wide, texts, words),
    };
    let large = |cell: &Cell<'_>| bare_number(cell).is_some_and(|part| part.abs() > LARGEST_SHARE);
    let unit = match told.filter(|unit| *unit != TimeUnit::Percent) {
        _ if days => TimeUnit::Days,
        told => told.unwrap_or(TimeUnit::Hours),
    };
    Language {
        legend: Legend::of(rows, words),
        doubted: doubted_marks(marks, cells.len(), words),
        shares: shares && !days,
        clocks: wide.contents == Contents::Clocks,
        marks: wide.contents != Contents::Hours || wide.is_attendance,
        habits: Habits {
            unit,
            percent: told == Some(TimeUnit::Percent) && cells.iter().any(large),
            ..grid_habits(cells)
        },
    }
}

/// The unit that lines around a grid name, where its numbers can be so many of them.
pub fn told_of_cells(cells: &[Cell<'_>], wide: &Wide, told: Option<ToldUnit>) -> Option<TimeUnit> {
    let numbers: Vec<f64> = cells.iter().filter_map(|cell| bare_number(cell)).collect();
    let (_, period) = wide.periods.first()?;
    unit_of_numbers(told, &numbers, period.length)
}

/// True when a title or heading says that the numbers of weeks or months are days, `(Tage)`, `в днях`, and few are more than
/// its period has; or speaks of days and nothing does of hours.
pub fn speaks_in_days(cells: &[Cell<'_>], wide: &Wide, texts: &[&str], words: &Words) -> bool {
    let mut lengths = wide.periods.iter().map(|(_, period)| period.length);
    let most = match lengths.next() {
        Some(Length::Week) => 7.0,
        Some(Length::Month) => 31.0,
        _ => return false,
    };
    let unit = |text: &str| {
        let (_, inside) = text.split_once(['(', '（', '[', ','])?;
        let inside = fold(inside);
        words.unit(&inside, &format!(" {inside} "))
    };
    let numbers: Vec<f64> = cells.iter().filter_map(|cell| bare_number(cell)).collect();
    let small = numbers.iter().filter(|number| number.abs() <= most);
    let bracketed = texts.iter().any(|text| unit(text) == Some(TimeUnit::Days));
    // whole, half and quarter days, a working week of them at most
    let working = || {
        let most = if most > 7.0 { 23.0 } else { 5.0 };
        numbers.iter().all(|number| {
            let quarters = number * 4.0;
            number.abs() <= most && (quarters - quarters.round()).abs() < 1e-9
        })
    };
    let spoken = || {
        let of_days = texts
            .iter()
            .any(|text| words.speaks_of("days", &fold(text)));
        of_days && !texts.iter().any(|text| words.speaks_of_hours(&fold(text)))
    };
    bracketed && small.count() * 4 >= numbers.len() * 3
        || !numbers.is_empty() && working() && spoken()
}

/// True when the grid's bare numbers are shares of the week: a percentage or a unit of shares stands among them or in
/// title or headings, or all are small and some broken.
pub fn speaks_in_shares(
    table: Table,
    cells: &[Cell<'_>],
    wide: &Wide,
    texts: &[&str],
    words: &Words,
) -> bool {
    let mut lengths = wide.periods.iter().map(|(_, period)| period.length);
    if table != Table::Bookings || !lengths.any(|length| length != Length::Day) {
        return false;
    }
    let share_unit = |text: &str| {
        let unit = text.trim_start_matches(|letter: char| !letter.is_alphabetic());
        text.contains(['%', '％']) || words.is_share_unit(&fold(unit))
    };
    let written = cells.iter().filter_map(|cell| text(cell)).any(share_unit);
    let said = texts
        .iter()
        .any(|text| text.contains(['%', '％']) || words.speaks_of_shares(&fold(text)));
    let numbers: Vec<f64> = cells.iter().filter_map(|cell| bare_number(cell)).collect();
    let fits = |most: f64| numbers.iter().all(|number| number.abs() <= most);
    let broken = numbers.iter().any(|number| number.fract().abs() > 1e-9);
    written || (said || broken) && !numbers.is_empty() && fits(LARGEST_SHARE)
}

/// A number cell, or a text that is nothing but a number.
pub fn bare_number(cell: &Cell<'_>) -> Option<f64> {
    match cell {
        Cell::Number(number) => Some(*number),
        Cell::Text(text) => text.trim().replace(',', ".").parse().ok(),
        _ => None,
    }
}

/// Period cells of a table's rows, for decisions about the whole grid; what is free or loaded in a row below counts in a
/// unit of its own.
pub fn period_cells<'a>(
    grid: &Grid<'a>,
    rows: (u32, u32),
    wide: &Wide,
    words: &Words,
) -> Vec<Cell<'a>> {
    let is_summary = |row: &Row<'_>| {
        let mut plain = { row.cells.iter() }
            .filter(|placed| !wide.holds(placed.column))
            .filter_map(|placed| text(&placed.cell));
        plain.next().is_some_and(|label| {
            let label = fold(label);
            words.is_summary(&label) && plain.next().is_none()
        })
    };
    grid.rows(rows.0, rows.1)
        .filter(|row| !is_summary(row))
        .flat_map(|row| row.cells)
        .filter(|placed| wide.at(placed.column).is_some() && !is_blank(&placed.cell))
        .map(|placed| placed.cell)
        .collect()
}

/// Decimal comma where texts say so.
pub fn grid_habits(cells: &[Cell<'_>]) -> Habits {
    Habits {
        decimal: super::habits::decide_decimal(cells.iter().copied(), Decimal::Point),
        ..Habits::default()
    }
}
