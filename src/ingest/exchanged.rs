//! Columns in which a program exchanged day and month: opened in a country of another order, a text table's dates with a
//! day up to 12 become real dates of the wrong month, and the others stay text.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::block::Block;
use super::colours::seen_in;
use super::column_habits::Decided;
use super::date_order::range_told;
use super::grid::shown;
use super::habits::OrderVerdict;
use super::sheet::{Cell, Sheet};
use super::typed::exchanged;
use super::value::{self, DateOrder};
use crate::model::intake::{Question, Topic};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Phrase, Problem, Severity, Table};

/// Months with an entry on the same day of each, from which on that is no chance.
const FEWEST_MONTHS: usize = 4;
/// Fewer real dates than this are no pattern.
const FEWEST: usize = 3;

/// Marks the columns whose real dates are exchanged, and says so; where that is only likely, asks.
pub fn find_exchanged(
    block: &Block<'_, '_>,
    verdicts: &[(u32, OrderVerdict)],
    rows: &[u32],
    decided: &mut Decided,
) {
    for (column, verdict) in verdicts {
        let days = different_days(block.grid.sheet, rows, *column);
        let late = days.iter().any(|day| day.day() > 12);
        let in_range = || range_told(block).is_some_and(|range| only_exchanged_fits(&days, range));
        if days.is_empty() || late && !in_range() {
            continue;
        }
        let real = real_days(block.grid.sheet, rows, *column);
        let (told, early) = (in_range(), days.iter().filter(|day| day.day() <= 12));
        let texts = texts(block.grid.sheet, rows, *column);
        // the dates that stayed text all have a day above 12
        let late_texts = !texts.is_empty() && texts.iter().all(|day| day.day() > 12);
        // one is no pattern, unless the others are texts, what a program could not exchange, or the month is told
        let proven = told && (early.count() > 1 || late_texts);
        let one_month = late_texts && !late && meet_in_one_month(&days, &texts);
        if real.len() < FEWEST && texts.len() < FEWEST && !proven && !one_month || late && !proven {
            continue;
        }
        let beside_text = matches!(verdict, OrderVerdict::Fixed(_)) && late_texts;
        let strewn = block.schema.table == Table::Time && stand_on_one_day(&real);
        if !told && !beside_text && !strewn {
            continue;
        }
        let answer = answered(block, *column).filter(|_| !told);
        decided.habits.entry(*column).or_default().exchanged = answer.unwrap_or(told);
        let first = real.iter().find(|(_, _, day)| day.day() <= 12);
        let (row, found, _) = first.unwrap_or(&real[0]).clone();
        if answer.is_none() {
            let asked = (!told).then(|| question(block, *column, &found));
            decided.questions.extend(asked);
            decided
                .problems
                .push(problem(block, (row, *column), found, (told, late)));
        }
    }
}

/// The different days of a column's real dates.
fn different_days(sheet: &Sheet, rows: &[u32], column: u32) -> Vec<NaiveDate> {
    let cells = sheet.column(column, rows);
    let counts = cells.iter().flat_map(|cells| cells.counts());
    counts
        .filter(|(cell, _)| matches!(cell, Cell::Date(_)))
        .filter_map(|(cell, _)| value::date(&cell, DateOrder::DayFirst).ok())
        .collect()
}

/// Several days, exchanged, all lie in the month of the days that stayed text, and as they stand none does.
fn meet_in_one_month(days: &[NaiveDate], texts: &[NaiveDate]) -> bool {
    let month = |day: NaiveDate| (day.year(), day.month());
    let own = month(texts[0]);
    let meets = |day: &NaiveDate| exchanged(*day).map(month) == Some(own);
    days.len() > 1
        && texts.iter().all(|day| month(*day) == own)
        && days.iter().all(|day| meets(day) && month(*day) != own)
}

/// What a person said of real dates that may be exchanged.
fn answered(block: &Block<'_, '_>, column: u32) -> Option<bool> {
    let context = block.context;
    let place = seen_in(block.grid);
    let decisions = context.decisions;
    let answer = decisions.answer(Topic::Dates, "", &heading_of(block, column), &place)?;
    match context.knowledge.words.answer(&fold(answer)) {
        Some("yes") => Some(true),
        Some("no") => Some(false),
        _ => None,
    }
}

fn question(block: &Block<'_, '_>, column: u32, found: &str) -> Question {
    Question {
        topic: Topic::Dates,
        kind: String::new(),
        subject: heading_of(block, column),
        seen_in: seen_in(block.grid),
        proposal: "yes".to_owned(),
        reason: phrase(
            "a program seems to have exchanged day and month of its real dates, such as {}",
            &[&found],
        ),
        answer: String::new(),
        stale: false,
    }
}

fn heading_of(block: &Block<'_, '_>, column: u32) -> String {
    let view = block.found.views.iter().find(|view| view.column == column);
    view.map_or_else(String::new, |view| view.heading.text.clone())
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

/// Every day lies in the range with day and month exchanged where that can be, and not every one as it stands.
fn only_exchanged_fits(days: &[NaiveDate], range: (NaiveDate, NaiveDate)) -> bool {
    let inside = |day: NaiveDate| (range.0..=range.1).contains(&day);
    let the_other_way = |day: &NaiveDate| inside(exchanged(*day).unwrap_or(*day));
    days.iter().all(the_other_way) && !days.iter().all(|day| inside(*day))
}

/// The same day of many months, as nobody works: of one month, were day and month exchanged. First days stand for months.
fn stand_on_one_day(real: &[(u32, String, NaiveDate)]) -> bool {
    let day = real[0].2.day();
    let months: BTreeSet<u32> = real.iter().map(|(_, _, day)| day.month()).collect();
    day > 1 && months.len() >= FEWEST_MONTHS && real.iter().all(|(_, _, other)| other.day() == day)
}

/// The days that are texts.
fn texts(sheet: &Sheet, rows: &[u32], column: u32) -> Vec<NaiveDate> {
    rows.iter()
        .filter_map(|row| sheet.at(*row, column))
        .filter(|placed| matches!(placed.cell, Cell::Text(_)))
        .filter_map(|placed| value::date(&placed.cell, DateOrder::DayFirst).ok())
        .collect()
}

fn problem(
    block: &Block<'_, '_>,
    (row, column): (u32, u32),
    found: String,
    (told, late): (bool, bool),
) -> Problem {
    let expected = match late {
        true => phrase("dates of the time that title or file name tells", &[]),
        false => phrase(
            "dates as they were typed: no real date of this column has a day above 12",
            &[],
        ),
    };
    Problem {
        place: block.grid.place(row, column),
        rule: "sheet.dates_exchanged".to_owned(),
        severity: Severity::Look,
        column: heading_of(block, column),
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
