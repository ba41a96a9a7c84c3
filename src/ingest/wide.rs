//! Grids that are wider than long: columns of days, weeks or months, and why some of them are not ours.

use super::columns::View;
use super::grid::text;
use super::knowledge::Knowledge;
use super::recognise::Talk;
use super::sheet::Cell;
use super::typed;
use super::unpivot::{Hint, Length, Period, are_day_numbers, periods};
use super::value;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Phrase, Table};

/// The columns of a wide grid.
#[derive(Clone, Debug, Default)]
pub struct Wide {
    /// Columns that stand for periods.
    pub periods: Vec<(u32, Period)>,
    /// Columns that look like periods whose year or month is nowhere said.
    pub unknown: Vec<u32>,
}

impl Wide {
    /// True for one of the grid's columns.
    pub fn holds(&self, column: u32) -> bool {
        self.periods.iter().any(|(known, _)| *known == column) || self.unknown.contains(&column)
    }
}

/// Period columns, when there are enough of them to be a grid: five of any kind, three that cannot be
/// anything else.
pub fn wide(views: &[View<'_>], talk: &Talk, knowledge: &Knowledge) -> Option<Wide> {
    let found: Vec<(u32, Hint)> = views
        .iter()
        .filter_map(|view| Some((view.column, view.heading.hint?)))
        .collect();
    let hints: Vec<Hint> = found.iter().map(|(_, hint)| *hint).collect();
    let keep_numbers = are_day_numbers(&hints);
    let (columns, hints): (Vec<u32>, Vec<Hint>) = found
        .into_iter()
        .filter(|(_, hint)| keep_numbers || !matches!(hint, Hint::DayNumber(_)))
        .unzip();
    let sure = hints
        .iter()
        .filter(|hint| matches!(hint, Hint::Day(_) | Hint::Range(..) | Hint::Week(..)))
        .count();
    if hints.len() < 5 && sure < 3 {
        return None;
    }
    let mut wide = Wide::default();
    for (column, period) in columns
        .into_iter()
        .zip(periods(&hints, talk.season(knowledge)))
    {
        match period {
            Some(period) => wide.periods.push((column, period)),
            None => wide.unknown.push(column),
        }
    }
    Some(wide)
}

/// Why something is no table of ours though it looks like one, and the one thing to do about it.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// Why.
    pub reason: Phrase,
    /// What to do.
    pub hint: Phrase,
}

impl Trouble {
    fn new(reason: Phrase, hint: Phrase) -> Option<Trouble> {
        Some(Trouble { reason, hint })
    }
}

/// Why a grid cannot be time, bookings or leave; nothing when it can.
pub fn trouble(
    views: &[View<'_>],
    wide: &Wide,
    talk: &Talk,
    knowledge: &Knowledge,
) -> Option<Trouble> {
    let cells: Vec<Cell<'_>> = views
        .iter()
        .filter(|view| wide.holds(view.column))
        .flat_map(|view| view.cells.iter().copied())
        .collect();
    if cells.is_empty() {
        return Trouble::new(
            phrase("its day or week columns hold nothing", &[]),
            phrase("nothing, if that is right", &[]),
        );
    }
    let share = |count: usize| count * 10 >= cells.len() * 4;
    if share(cells.iter().filter(|cell| is_clock_pair(cell)).count()) {
        return Trouble::new(
            phrase(
                "two clock times in a cell say when somebody came and left, not how long they worked on what",
                &[],
            ),
            phrase(
                "add the time sheet; this attendance can stay or be ignored",
                &[],
            ),
        );
    }
    let field = knowledge.schema(Table::Bookings).field("duration")?;
    let habits = typed::Habits::default();
    let readable = cells
        .iter()
        .filter(|cell| {
            typed::read(cell, field, habits).is_ok()
                || is_percentage(cell)
                || is_leave(cell, knowledge)
        })
        .count();
    if readable * 10 < cells.len() * 6 {
        return Trouble::new(
            phrase(
                "its cells hold marks of attendance, not hours or percentages",
                &[],
            ),
            phrase(
                "list absences with person, first day, last day and kind, if they are to count",
                &[],
            ),
        );
    }
    if !says_hours(views, talk, knowledge)
        && !share(cells.iter().filter(|cell| says_its_unit(cell)).count())
    {
        return Trouble::new(
            phrase("nothing says that its numbers are hours", &[]),
            phrase(
                "if they are, write hours, year and month into the title or file name",
                &[],
            ),
        );
    }
    if wide.periods.is_empty() {
        return Trouble::new(
            phrase(
                "nothing says which year or month its columns belong to",
                &[],
            ),
            phrase("write year and month into the title or file name", &[]),
        );
    }
    None
}

/// Hours of people or projects against each other, without any day: they can be in no month.
pub fn undated_hours(views: &[View<'_>], talk: &Talk, knowledge: &Knowledge) -> Option<Trouble> {
    let (first, others) = views.split_first()?;
    let numbers = others
        .iter()
        .filter(|view| {
            !view.cells.is_empty() && view.cells.iter().all(|cell| is_plain_number(cell))
        })
        .count();
    let named = !first.cells.is_empty()
        && first
            .cells
            .iter()
            .all(|cell| text(cell).is_some_and(|text| text.contains(char::is_alphabetic)));
    let matrix = named && numbers >= 3 && numbers * 10 >= others.len() * 8;
    if !matrix || !says_hours(views, talk, knowledge) {
        return None;
    }
    Trouble::new(
        phrase("it has hours but no date, so they belong to no month", &[]),
        phrase("export it with a date in each row", &[]),
    )
}

fn is_plain_number(cell: &Cell) -> bool {
    value::quantity(cell, value::Decimal::Point).is_ok()
}

fn says_hours(views: &[View<'_>], talk: &Talk, knowledge: &Knowledge) -> bool {
    let headings = views.iter().map(|view| view.heading.text.as_str());
    talk.texts()
        .map(|(text, _)| text)
        .chain(headings)
        .any(|text| knowledge.words.speaks_of_hours(&fold(text)))
}

/// A part of the week.
fn is_percentage(cell: &Cell) -> bool {
    text(cell).is_some_and(|text| text.contains(['%', '％']))
        && value::share(cell, value::Decimal::Point, true).is_ok()
}

fn is_leave(cell: &Cell, knowledge: &Knowledge) -> bool {
    text(cell).is_some_and(|text| knowledge.words.leave_in_grid(&fold(text)).is_some())
}

/// `08:46\n17:59`: in and out.
fn is_clock_pair(cell: &Cell) -> bool {
    let Some(text) = text(cell) else {
        return false;
    };
    let parts: Vec<&str> = text
        .split(|letter: char| letter.is_whitespace() || letter == '-' || letter == '–')
        .filter(|part| !part.is_empty())
        .collect();
    parts.len() == 2
        && parts.iter().all(|part| {
            part.split_once(':').is_some_and(|(hours, minutes)| {
                hours.parse::<u32>().is_ok_and(|hours| hours <= 24)
                    && minutes.parse::<u32>().is_ok_and(|minutes| minutes < 60)
            })
        })
}

/// A time cell, a percentage, or text with a unit.
fn says_its_unit(cell: &Cell) -> bool {
    match cell {
        Cell::Time(_) => true,
        Cell::Text(text) => {
            text.contains([':', '%'])
                || text.chars().any(char::is_alphabetic)
                    && value::duration(cell, value::TimeUnit::Hours, value::Decimal::Point).is_ok()
        }
        _ => false,
    }
}

/// Tables that a grid can be.
pub fn takes_grids(table: Table) -> bool {
    matches!(table, Table::Time | Table::Bookings)
}

/// Days are worked time, weeks ahead are planned time; titles may say otherwise.
pub fn shape_speaks(table: Table, wide: &Wide) -> f64 {
    let weeks = wide
        .periods
        .iter()
        .filter(|(_, period)| period.length != Length::Day)
        .count();
    let weekly = weeks * 2 > wide.periods.len();
    match table {
        Table::Bookings if weekly => 0.6,
        Table::Time if !weekly => 0.6,
        _ => 0.0,
    }
}
