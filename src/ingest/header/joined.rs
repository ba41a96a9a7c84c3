//! The headings of columns, joined from the rows of a header.

use super::super::column_numbers::{number_of, numbers_columns};
use super::super::grid::{Grid, is_blank, shown};
use super::super::header_groups;
use super::super::heading::{Heading, compact};
use super::super::knowledge::Knowledge;
use super::super::money_unit::money_unit;
use super::super::sheet::{Cell, Placed};
use super::super::unpivot::{Hint, hint, month_beside_plan, month_of_hours, year_alone};
use super::HeaderRows;
use super::extent::{are_units, is_unit_of_time};
use crate::model::key::fold;

/// How sure a heading is whose short words were spelled out.
const SPELLED_OUT: f64 = 0.95;

/// How sure a heading is that is a known one and a unit of money.
const WITH_UNIT: f64 = 0.95;

/// How sure a heading is that is a known one but for a slip of the hand.
const SLIP: f64 = 0.85;

/// The headings of columns `left..=right`; parts of several rows are joined, merged parts stand over
/// every column they cover.
pub fn headings(
    grid: &Grid<'_>,
    rows: HeaderRows,
    (left, right): (u32, u32),
    knowledge: &Knowledge,
) -> Vec<Heading> {
    let numbers = { grid.row(rows.bottom) }
        .filter(|row| rows.top < rows.bottom && numbers_columns(grid, row))
        .map(|row| row.number);
    let rows = HeaderRows {
        bottom: rows.bottom - u32::from(numbers.is_some()),
        ..rows
    };
    let parted: Vec<u32> = (rows.top..rows.bottom)
        .filter(|row| header_groups::parts(grid, *row, &knowledge.words))
        .collect();
    let units = Some(rows.bottom).filter(|row| {
        let below = grid.row(*row).filter(|_| rows.top < rows.bottom);
        below.is_some_and(|row| are_units(&row, knowledge))
    });
    let standing = |row: u32, column: u32| {
        let own = grid
            .covering(row, column)
            .filter(|placed| !is_blank(&placed.cell));
        let beside = || {
            parted
                .contains(&row)
                .then(|| header_groups::over(grid, row, column))
        };
        own.or_else(|| beside().flatten())
    };
    (left..=right)
        .map(|column| {
            let mut parts: Vec<String> = Vec::new();
            let (mut period, mut month, mut year) = (None, None, None);
            for row in rows.top..=rows.bottom {
                let Some(placed) = standing(row, column) else {
                    continue;
                };
                let part = heading_part(&placed);
                if units == Some(row) && !parts.is_empty() {
                    let unit = is_unit_of_time(&part, knowledge);
                    let last = parts.last_mut().filter(|_| unit);
                    last.into_iter()
                        .for_each(|last| *last = format!("{last} ({part})"));
                    continue;
                }
                let words = &knowledge.words;
                let own = hint(&placed.cell, words)
                    .or_else(|| month_beside_plan(&part, words))
                    .or_else(|| month_of_hours(&part, words));
                year = year.or_else(|| year_alone(&part));
                // a week may stand between a month and the numbers of its days
                let above = match own {
                    Some(Hint::DayNumber(_)) => month.or(period),
                    _ => period,
                };
                period = Hint::joined(above, own);
                month = own.filter(|own| matches!(own, Hint::Month(..))).or(month);
                if parts.last() != Some(&part) {
                    parts.push(part);
                }
            }
            let period = period.map(|period| period.in_year(year));
            let mut heading = Heading::of(&parts);
            header_groups::leave_out_groups(&mut heading, &parts, knowledge);
            let amounts = &knowledge.words.amounts;
            if let Some(unit) = money_unit(&heading.text, amounts).filter(|_| parts.len() == 1) {
                heading.keys.push((compact(unit.bare), WITH_UNIT));
            }
            if heading.keys.is_empty() && amounts.iso(&heading.text).is_some() {
                heading.keys.push(("amount".to_owned(), WITH_UNIT));
            }
            heading.keys.extend(keys_above_unit(&parts, knowledge));
            let known = |(key, _): &(String, f64)| knowledge.knows(key);
            let unknown = period.is_none() && !heading.keys.iter().any(known);
            let spelled = knowledge.words.spelled_out(&heading.words);
            if let Some(spelled) = spelled.filter(|_| unknown) {
                heading.keys.push((compact(&spelled), SPELLED_OUT));
            } else if unknown {
                let meant = |(key, _): &(String, f64)| knowledge.slip(key).map(str::to_owned);
                heading
                    .keys
                    .extend(heading.keys.iter().find_map(meant).map(|key| (key, SLIP)));
            }
            Heading {
                hint: period,
                time_unit: knowledge.words.unit(&heading.unit, &heading.words),
                planned: knowledge.words.speaks_of_plans(&heading.words),
                number: numbers.and_then(|row| number_of(grid, row, column)),
                ..heading
            }
        })
        .collect()
}

/// `Invoice`, `Amount`, `EUR` below each other: the keys of the first two.
fn keys_above_unit(parts: &[String], knowledge: &Knowledge) -> Vec<(String, f64)> {
    let Some((unit, above)) = parts.split_last().filter(|(_, above)| above.len() > 1) else {
        return Vec::new();
    };
    let folded = fold(unit);
    let words = &knowledge.words;
    let is_unit = words.amounts.iso(unit).is_some() || words.unit(&folded, "").is_some();
    let keys = Heading::of(above).keys.into_iter();
    let keys = keys.map(|(key, sure)| (key, sure * WITH_UNIT));
    keys.filter(|_| is_unit).collect()
}

fn heading_part(placed: &Placed) -> String {
    match &placed.cell {
        Cell::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        other => shown(other),
    }
}
