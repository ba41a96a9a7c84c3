//! Grids that are wider than long: columns of days, weeks or months.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::clock;
use super::column_subjects::{ColumnSubject, column_subjects};
use super::columns::View;
use super::grid::text;
use super::gridcell::{Language, Says, may_be_mark, whole_of_half};
use super::knowledge::Knowledge;
use super::measures::{Measures, lengths_of};
use super::period::{Length, Period, are_regular, are_two_months, periods};
use super::recognise::Talk;
use super::row_weeks::RowWeeks;
use super::sheet::Cell;
use super::unpivot::{Hint, are_day_numbers, month_of_hours};
use super::words::Words;
use crate::model::Table;
use crate::model::key::fold;

/// What the period cells of a grid hold for the most part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Contents {
    /// Hours, or parts of a week.
    #[default]
    Hours,
    /// Two clock times: coming and leaving.
    Clocks,
    /// Marks of attendance and no hours at all.
    Marks,
}

/// The columns of a wide grid.
#[derive(Clone, Debug, Default)]
pub struct Wide {
    /// Columns that stand for periods.
    pub periods: Vec<(u32, Period)>,
    /// Columns that look like periods whose year or month is nowhere said.
    pub unknown: Vec<u32>,
    /// What its cells hold.
    pub contents: Contents,
    /// It tells who was at work, and for no client, project or task.
    pub is_attendance: bool,
    /// Plans of the same periods stand beside what was done.
    pub has_plans: bool,
    /// What columns are about that are all of one period.
    pub subjects: BTreeMap<u32, ColumnSubject>,
    /// Each row names its own week; the periods are days of any.
    pub row_weeks: Option<RowWeeks>,
    /// What stands below its periods and is no length by itself.
    pub measures: Measures,
}

impl Wide {
    /// True for one of the grid's columns, or one below its periods that holds something else.
    pub fn holds(&self, column: u32) -> bool {
        self.at(column).is_some() || self.measures.beside.contains(&column)
    }

    /// A column's period, when it is one of the grid's; `Some(None)` where its year or month is nowhere said.
    pub fn at(&self, column: u32) -> Option<Option<Period>> {
        // they mostly stand from left to right
        let place = self
            .periods
            .binary_search_by_key(&column, |(known, _)| *known);
        let known = match place {
            Ok(at) => self.periods.get(at),
            Err(_) => self.periods.iter().find(|(known, _)| *known == column),
        };
        known
            .map(|(_, period)| Some(*period))
            .or_else(|| self.unknown.contains(&column).then_some(None))
    }

    /// Fields that the grid's headings, cells and fills say, without a column of their own.
    pub fn says(&self, field: &str) -> bool {
        let marks = self.contents == Contents::Marks;
        matches!(field, "date" | "duration" | "firm") || field == "kind" && marks
    }

    /// Tables that the grid can be.
    pub fn may_be(&self, table: Table) -> bool {
        match self.contents {
            Contents::Hours => table == Table::Time || table == Table::Bookings && !self.has_plans,
            Contents::Clocks => table == Table::Time,
            Contents::Marks => table == Table::Leave,
        }
    }
}

/// Period columns, when there are enough of them to be a grid: five of any kind, three that cannot be
/// anything else.
pub fn wide(views: &[View<'_>], talk: &Talk, knowledge: &Knowledge) -> Option<Wide> {
    let found: Vec<(u32, Hint)> = views
        .iter()
        .filter_map(|view| Some((view.column, view.heading.hint?)))
        .collect();
    let found = with_lettered_weeks(found, views, talk, &knowledge.words);
    let found = without_weeks_of_days(found);
    let hints: Vec<Hint> = found.iter().map(|(_, hint)| *hint).collect();
    let keep_numbers = are_day_numbers(&hints);
    let (columns, hints): (Vec<u32>, Vec<Hint>) = found
        .into_iter()
        .filter(|(_, hint)| keep_numbers || !matches!(hint, Hint::DayNumber(_)))
        .unzip();
    let sure = hints.iter().filter(|hint| is_sure(hint)).count();
    let regular = are_regular(&hints) || are_two_months(&hints, in_hours(views, &knowledge.words));
    if hints.len() < 5 && sure < 3 && !regular {
        return None;
    }
    let mut wide = Wide::default();
    let mut told = periods(&hints, talk.season(knowledge));
    if told.iter().all(Option::is_none) {
        wide.row_weeks = RowWeeks::of(views, &hints, &knowledge.words);
        if wide.row_weeks.is_some() {
            told = RowWeeks::periods(&hints);
        }
    }
    for (column, period) in columns.into_iter().zip(told) {
        match period {
            Some(period) => wide.periods.push((column, period)),
            None => wide.unknown.push(column),
        }
    }
    wide.periods = without_sums(wide.periods);
    fill_gaps(&mut wide.periods, views);
    let all = wide.periods.len();
    wide.periods = worked_columns(wide.periods, views, knowledge);
    wide.has_plans = wide.periods.len() < all;
    (wide.periods, wide.measures) = lengths_of(wide.periods, views, knowledge);
    wide.has_plans |= wide.measures.plans;
    wide.subjects = column_subjects(views, &wide.periods, talk, knowledge);
    wide.contents = contents(views, &wide, knowledge);
    wide.is_attendance = is_attendance(views, &wide, talk, knowledge);
    Some(wide)
}

/// So many days at least stand beside the sum of their week.
const DAYS_OF_A_SUM: usize = 3;

/// `1 … 11 | Week 1 | 12 … 18 | Week 2`: among days a week is their sum, whatever week of the year has its number.
fn without_weeks_of_days(mut found: Vec<(u32, Hint)>) -> Vec<(u32, Hint)> {
    let is_week = |hint: &Hint| matches!(hint, Hint::Week(None, _));
    let is_day =
        |hint: &Hint| matches!(hint, Hint::Day(_) | Hint::DayMonth(..) | Hint::DayNumber(_));
    let count = |is: &dyn Fn(&Hint) -> bool| found.iter().filter(|(_, hint)| is(hint)).count();
    if count(&is_day) >= DAYS_OF_A_SUM * count(&is_week).max(1) {
        found.retain(|(_, hint)| !is_week(hint));
    }
    found
}

/// Each heading of a period names hours and nothing else: `Sep hrs`, `Oct hrs`, and not `Budget hrs Oct`.
pub(super) fn in_hours(views: &[View<'_>], words: &Words) -> bool {
    let mut periods = views.iter().filter(|view| view.heading.hint.is_some());
    periods.all(|view| month_of_hours(&view.heading.text, words).is_some())
}

/// `S41`, `S42`, `S43`, one after the other, are weeks where the sheet speaks a language whose week has that letter; anywhere else
/// nobody knows what they are.
fn with_lettered_weeks(
    found: Vec<(u32, Hint)>,
    views: &[View<'_>],
    talk: &Talk,
    words: &Words,
) -> Vec<(u32, Hint)> {
    let numbers: Vec<u32> = { found.iter() }
        .filter_map(|(_, hint)| match hint {
            Hint::LetterAndWeek(week) => Some(*week),
            _ => None,
        })
        .collect();
    if numbers.is_empty() {
        return found;
    }
    let follows = |pair: &[u32]| pair[1] == pair[0] + 1 || pair[0] >= 52 && pair[1] == 1;
    let headings = views.iter().map(|view| view.heading.text.as_str());
    let mut texts = talk.texts().map(|(text, _)| text).chain(headings);
    let are_weeks = numbers.len() >= 3
        && numbers.windows(2).all(follows)
        && texts.any(|text| words.speaks_of_lettered_weeks(&fold(text)));
    let turned = found.into_iter().filter_map(|(column, hint)| match hint {
        Hint::LetterAndWeek(week) => are_weeks.then_some((column, Hint::Week(None, week))),
        other => Some((column, other)),
    });
    turned.collect()
}

/// Columns between two periods are the ones that lie between them, where their number is right: `Ago`, `Set`, `Out`, `Nov`,
/// whatever two of the words are.
fn fill_gaps(periods: &mut Vec<(u32, Period)>, views: &[View<'_>]) {
    let mut filled: Vec<(u32, Period)> = Vec::new();
    for pair in periods.windows(2) {
        let [(left, first), (right, last)] = [pair[0], pair[1]];
        if left >= right || first.length != last.length {
            continue;
        }
        let between: Vec<u32> = views
            .iter()
            .filter(|view| (left + 1..right).contains(&view.column))
            .filter(|view| !view.heading.text.is_empty())
            .map(|view| view.column)
            .collect();
        let steps: Vec<Period> = std::iter::successors(Some(first), |period| period.next())
            .skip(1)
            .take(between.len() + 1)
            .collect();
        if !between.is_empty() && steps.last() == Some(&last) {
            filled.extend(between.into_iter().zip(steps));
        }
    }
    periods.extend(filled);
    periods.sort_by_key(|(column, _)| *column);
}

/// A month beside its own weeks or days is their total, and a week beside its days.
fn without_sums(periods: Vec<(u32, Period)>) -> Vec<(u32, Period)> {
    let is_sum = |(_, whole): &(u32, Period)| {
        let parts = periods
            .iter()
            .filter(|(_, part)| part.length < whole.length && whole.touches(*part));
        parts.count() >= 2
    };
    let kept = periods.iter().filter(|period| !is_sum(period));
    kept.copied().collect()
}

/// Of several columns of one period those that hold what was done, without what was planned and how both compare; where all
/// are plans, the plans.
fn worked_columns(
    periods: Vec<(u32, Period)>,
    views: &[View<'_>],
    knowledge: &Knowledge,
) -> Vec<(u32, Period)> {
    let heading = |column: u32| {
        let mut views = views.iter();
        views
            .find(|view| view.column == column)
            .map(|view| &view.heading)
    };
    let compares = |column: u32| {
        heading(column).is_some_and(|heading| {
            heading.text.contains(['%', '％'])
                || knowledge.words.speaks_of_differences(&heading.words)
        })
    };
    let planned = |column: u32| heading(column).is_some_and(|heading| heading.planned);
    let beside = |column: u32, period: Period, wanted: &dyn Fn(u32) -> bool| {
        let mut others = periods
            .iter()
            .filter(|(other, its)| *other != column && *its == period);
        others.any(|(other, _)| wanted(*other))
    };
    let counts = |column: u32, period: Period| {
        let plain = |other: u32| !planned(other) && !compares(other);
        if compares(column) {
            !beside(column, period, &|other| !compares(other))
        } else {
            !planned(column) || !beside(column, period, &plain)
        }
    };
    let kept = periods
        .iter()
        .filter(|(column, period)| counts(*column, *period));
    kept.copied().collect()
}

/// A heading that is hardly anything but a period.
fn is_sure(hint: &Hint) -> bool {
    !matches!(
        hint,
        Hint::DayMonth(..) | Hint::DayNumber(_) | Hint::Weekday(_) | Hint::Pair { .. }
    )
}

/// The cells of the period columns; a first row of weekdays below the headings is none of them.
pub(super) fn period_cells<'a>(views: &[View<'a>], wide: &Wide, words: &Words) -> Vec<Cell<'a>> {
    let columns = || { views.iter() }.filter(|view| wide.at(view.column).is_some());
    let begins = |view: &&View<'_>| {
        let period = wide.at(view.column).flatten();
        let first = view.cells.first().and_then(|cell| text(cell));
        period.zip(first).is_some_and(|(period, text)| {
            words.weekday_begins(period.start.weekday().number_from_monday(), &fold(text))
        })
    };
    let weekdays = columns().filter(begins).count() * 10 >= columns().count() * 8;
    columns()
        .flat_map(|view| view.cells.iter().skip(usize::from(weekdays)).copied())
        .collect()
}

fn contents(views: &[View<'_>], wide: &Wide, knowledge: &Knowledge) -> Contents {
    if !wide.measures.clocks.is_empty() || wide.measures.rows.is_some() {
        return Contents::Clocks;
    }
    let cells = period_cells(views, wide, &knowledge.words);
    let texts = || cells.iter().filter_map(|cell| text(cell));
    let clocks = texts().filter(|text| clock::stay(text).is_some()).count();
    if clocks > 0 && clocks * 10 >= cells.len() * 4 {
        return Contents::Clocks;
    }
    // `½H` beside `H` is half of that mark
    let is_half = |cell: &Cell<'_>| {
        let whole = text(cell).and_then(whole_of_half);
        whole.is_some_and(|whole| texts().any(|text| text == whole))
    };
    let hours = { cells.iter() }.filter(|cell| is_time(cell, knowledge) && !is_half(cell));
    let hours = hours.count();
    let marks = texts().filter(|text| may_be_mark(text)).count();
    // a few numbers among marks are sums or overtime
    if marks * 10 >= cells.len() * 6 && hours * 10 < cells.len() {
        Contents::Marks
    } else {
        Contents::Hours
    }
}

/// A length of time or a part of the week.
pub(super) fn is_time(cell: &Cell, knowledge: &Knowledge) -> bool {
    let plain = Language::default();
    matches!(
        plain.says(cell, Length::Month, &knowledge.words),
        Ok(Says::Time(_) | Says::Stay(_) | Says::Share(_))
    ) || matches!(cell, Cell::Number(0.0))
}

/// Nothing says what the hours were for, and something says that they are presence.
fn is_attendance(views: &[View<'_>], wide: &Wide, talk: &Talk, knowledge: &Knowledge) -> bool {
    let schema = knowledge.schema(Table::Time);
    let subjects = ["client", "project", "task"].map(|name| schema.position(name));
    let names_work = views
        .iter()
        .filter(|view| !wide.holds(view.column))
        .flat_map(|view| &view.heading.keys)
        .flat_map(|(key, _)| knowledge.claims(key))
        .any(|claim| {
            claim.table == Table::Time && claim.strong && subjects.contains(&Some(claim.field))
        });
    let speaks = || {
        let headings = views.iter().map(|view| view.heading.text.as_str());
        talk.texts()
            .map(|(text, _)| text)
            .chain(headings)
            .any(|text| knowledge.words.speaks_of_attendance(&fold(text)))
    };
    let names_work = names_work || !wide.measures.named.is_empty();
    !names_work && (wide.contents != Contents::Hours || speaks())
}

/// Marks of attendance under so many dated days that they are those of people.
pub(super) fn marks_days_of_people(wide: &Wide) -> bool {
    let days = { wide.periods.iter() }.filter(|(_, period)| period.length == Length::Day);
    wide.contents == Contents::Marks && days.count() >= FEWEST_MARKED_DAYS
}

/// Days of a sheet of attendance.
const FEWEST_MARKED_DAYS: usize = 20;

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
        Table::Leave => 0.6,
        _ => 0.0,
    }
}
