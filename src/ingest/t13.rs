//! Form T-13, the Russian unified time sheet: days 1 to 15 above days 16 to 31, and for each person a row of codes and a
//! row of hours for each half of the month.

use super::columns::{Mapping, Slot, view};
use super::grid::{Grid, filled_cells, is_blank, shown, text};
use super::header::{HeaderRows, Heading};
use super::knowledge::Knowledge;
use super::layout::{Found, talk};
use super::period::{Length, Period};
use super::recognise::{Form, Verdict};
use super::sheet::Row;
use super::unpivot::{Hint, hint, may_be_day_number};
use super::wide::Wide;
use crate::model::Table;
use crate::model::phrase::phrase;

/// Rows searched for the days of the first half.
const DEEPEST_HEADER: u32 = 80;
/// Last day of the first half.
const MIDDLE: u32 = 15;
/// Days of a half in one row, at least.
const FEWEST_DAYS: usize = 13;
/// Rows between the days of the two halves, at most.
const BETWEEN_HALVES: u32 = 3;
/// Rows of a person, at most.
const MOST_ROWS: u32 = 4;

/// Where a T-13 keeps its days and people.
#[derive(Clone, Debug)]
pub struct T13 {
    /// Column of the person's name.
    pub person: u32,
    /// Columns and days of the two halves.
    pub halves: [Vec<(u32, Period)>; 2],
    /// Rows of each person: first and last.
    pub people: Vec<(u32, u32)>,
}

impl T13 {
    /// The rows of codes and of hours that a half has among a person's rows; of two rows each half has one.
    pub fn rows_of(&self, (first, last): (u32, u32), half: u32) -> (u32, Option<u32>) {
        if last - first + 1 > 2 {
            let codes = first + half * 2;
            (codes, (codes < last).then_some(codes + 1))
        } else {
            ((first + half).min(last), None)
        }
    }
}

/// A sheet that is a T-13, found as one table.
pub fn find<'a>(grid: &Grid<'a>, knowledge: &Knowledge) -> Option<Found<'a>> {
    let (top, bottom) = grid.bounds()?;
    let (upper, first) = (top..=bottom.min(top + DEEPEST_HEADER))
        .find_map(|row| Some((row, run(&grid.row(row)?, 1, knowledge)?)))?;
    if first.len() as u32 != MIDDLE {
        return None;
    }
    let (lower, second) = (upper + 1..=upper + BETWEEN_HALVES)
        .find_map(|row| Some((row, run(&grid.row(row)?, MIDDLE + 1, knowledge)?)))?;
    if second[0].0 != first[0].0 {
        return None;
    }
    let person = person_column(
        grid,
        (upper.saturating_sub(BETWEEN_HALVES), lower),
        first[0].0,
        knowledge,
    )?;
    let days: Vec<u32> = first
        .iter()
        .chain(&second)
        .map(|(column, _)| *column)
        .collect();
    let people = people(grid, (lower + 1, bottom), person, &days);
    let (from, _) = *people.first()?;
    let talk = talk(grid, top, upper);
    let season = talk.season(knowledge);
    let month = season.year.zip(season.month);
    let dated = |half: &[(u32, u32)]| -> Vec<(u32, Period)> {
        let Some((year, month)) = month else {
            return Vec::new();
        };
        let date = |day| chrono::NaiveDate::from_ymd_opt(year, month, day);
        half.iter()
            .filter_map(|(column, day)| {
                let start = date(*day)?;
                Some((
                    *column,
                    Period {
                        start,
                        length: Length::Day,
                    },
                ))
            })
            .collect()
    };
    let t13 = T13 {
        person,
        halves: [dated(&first), dated(&second)],
        people,
    };
    let header = HeaderRows {
        top: upper,
        bottom: from - 1,
    };
    let columns = columns_of(grid, upper, bottom);
    Some(Found {
        header: Some(header),
        rows: (from, bottom),
        columns,
        views: view(grid, Some(header), (from, bottom), columns, knowledge),
        verdict: verdict(t13, knowledge),
        talk,
    })
}

fn verdict(t13: T13, knowledge: &Knowledge) -> Verdict {
    let layout = phrase(
        "its layout is a time sheet of form T-13: codes and hours of two half-months",
        &[],
    );
    if t13.halves[0].is_empty() {
        return Verdict {
            because: vec![
                phrase(
                    "nothing says which year or month its columns belong to",
                    &[],
                ),
                layout,
            ],
            hint: Some(phrase(
                "write year and month into the title or file name",
                &[],
            )),
            ..Verdict::none()
        };
    }
    let schema = knowledge.schema(Table::Time);
    let mut mapping = Mapping::empty(Table::Time);
    let person = schema.position("person").expect("time has people");
    mapping.bind(
        t13.person,
        Slot::Field(person),
        phrase("the heading says so", &[]),
    );
    Verdict {
        table: Some(Table::Time),
        mapping: Some(mapping),
        confidence: 0.95,
        because: vec![layout],
        wide: Some(Wide {
            periods: t13.halves[0].clone(),
            is_attendance: true,
            ..Wide::default()
        }),
        form: Form::T13(t13),
        ..Verdict::none()
    }
}

/// Columns whose cells count days on from a first one.
fn run(row: &Row, first: u32, knowledge: &Knowledge) -> Option<Vec<(u32, u32)>> {
    let mut days: Vec<(u32, u32)> = Vec::new();
    let cells = || filled_cells(&row.cells, (1, u32::MAX));
    // most rows of most sheets are no row of days
    if cells()
        .filter(|placed| may_be_day_number(&placed.cell))
        .count()
        < FEWEST_DAYS
    {
        return None;
    }
    for placed in cells() {
        let day = match hint(&placed.cell, &knowledge.words) {
            Some(Hint::DayNumber(day)) => day,
            _ => continue,
        };
        let wanted = days.last().map_or(first, |(_, last)| last + 1);
        if day == wanted && wanted <= 31 && (first > MIDDLE || day <= MIDDLE) {
            days.push((placed.column, day));
        }
    }
    (days.len() >= FEWEST_DAYS).then_some(days)
}

/// The column left of the days whose heading speaks of people.
fn person_column(
    grid: &Grid<'_>,
    rows: (u32, u32),
    days: u32,
    knowledge: &Knowledge,
) -> Option<u32> {
    let field = knowledge.schema(Table::Time).position("person")?;
    let speaks = |text: &str| {
        let heading = Heading::of(&[text.split_whitespace().collect::<Vec<_>>().join(" ")]);
        let claims = heading
            .keys
            .iter()
            .flat_map(|(key, _)| knowledge.claims(key));
        let claimed = claims
            .into_iter()
            .any(|claim| claim.table == Table::Time && claim.field == field);
        claimed
            || knowledge
                .contained(&heading.words, Table::Time)
                .iter()
                .any(|(at, _)| *at == field)
    };
    (1..days).find(|column| {
        (rows.0..=rows.1)
            .filter_map(|row| grid.at(row, *column))
            .filter_map(|placed| text(&placed.cell))
            .any(speaks)
    })
}

/// Rows of each person: from a name beside days to the next, four at most.
fn people(
    grid: &Grid<'_>,
    (first, last): (u32, u32),
    person: u32,
    days: &[u32],
) -> Vec<(u32, u32)> {
    let has_days = |row: u32| days.iter().any(|column| grid.at(row, *column).is_some());
    let is_name = |row: u32| {
        grid.at(row, person).is_some_and(|placed| {
            text(&placed.cell).is_some_and(|text| text.contains(char::is_alphabetic))
        })
    };
    let starts: Vec<u32> = (first..=last)
        .filter(|row| is_name(*row) && has_days(*row))
        .collect();
    starts
        .iter()
        .enumerate()
        .map(|(at, start)| {
            let next = starts.get(at + 1).map_or(last, |next| next - 1);
            let merged = grid
                .merges_of_row(*start)
                .find(|block| {
                    block.top == *start
                        && block.left <= person
                        && person <= block.right
                        && block.bottom > *start
                })
                .map(|block| block.bottom);
            let filled = (*start..=next)
                .take(MOST_ROWS as usize)
                .filter(|row| has_days(*row))
                .last();
            let end = merged.or(filled).unwrap_or(*start);
            (*start, end.min(next).min(start + MOST_ROWS - 1))
        })
        .collect()
}

fn columns_of(grid: &Grid<'_>, first: u32, last: u32) -> (u32, u32) {
    let columns = grid
        .rows(first, last)
        .flat_map(|row| row.cells)
        .filter(|placed| !is_blank(&placed.cell) && !shown(&placed.cell).is_empty())
        .map(|placed| placed.column);
    columns.fold((u32::MAX, 1), |(left, right), column| {
        (left.min(column), right.max(column))
    })
}
