//! Several columns of the same time (trap T6): which one counts, which two belong together, and whether they agree.
//!
//! `Duration (h)` beside `Duration (decimal)` is the same length twice: the finer one counts, the other checks it.
//! `Hours` 5 beside `Minutes` 20 is one length in two parts. A running total is no length of an entry at all.

use super::block::Block;
use super::columns::{Slot, View};
use super::grid::shown;
use super::habits::{decide_decimal, decide_time_unit};
use super::knowledge::Knowledge;
use super::layout::Found;
use super::sheet::{Cell, Sheet};
use super::typed::Habits;
use super::value::{self, Decimal, TimeUnit};
use super::words::Helper;
use crate::model::phrase::phrase;
use crate::model::{Duration, Problem, Problems, Severity, Table};

/// Rows that are looked at to tell columns apart.
const PROBED_ROWS: usize = 400;

/// A column that reads as lengths of time.
struct Length {
    column: u32,
    /// 1/90,000 hours by row.
    parts: Vec<Option<i64>>,
    /// Smallest step that its values can show.
    step: i64,
    /// Decimals of an hour: rounded, whatever their step.
    rounded: bool,
    unit: TimeUnit,
    /// Its heading without words of unit and form: equal ones speak of the same time.
    subject: Vec<String>,
}

/// Chooses among the lengths of a list of time entries. A known layout has chosen already.
pub fn choose_length(sheet: &Sheet, found: &mut Found<'_>, knowledge: &Knowledge) {
    let verdict = &found.verdict;
    let chosen = verdict.source.is_some() || verdict.wide.is_some();
    if chosen || verdict.table != Some(Table::Time) {
        return;
    }
    let Some(lengths) = Lengths::of(sheet, found, knowledge) else {
        return;
    };
    let Some(mapping) = found.verdict.mapping.as_mut() else {
        return;
    };
    if let Some((hours, minutes)) = lengths.pair() {
        mapping.unbind(lengths.bound);
        let because = phrase("hours and minutes stand in two columns", &[]);
        mapping.bind(hours, Slot::Field(lengths.field), because.clone());
        mapping.bind(minutes, Slot::Helper(Helper::Minutes), because);
    } else if let Some(column) = lengths.summed_up() {
        let because = phrase("another column is the running total of this one", &[]);
        mapping.bind(column, Slot::Field(lengths.field), because);
    } else if let Some(column) = lengths.finer() {
        let because = phrase("the finest of the columns that hold the same time", &[]);
        mapping.bind(column, Slot::Field(lengths.field), because);
    }
}

/// The lengths of a table, the one bound to its duration among them.
struct Lengths {
    all: Vec<Length>,
    bound: u32,
    field: usize,
}

impl Lengths {
    /// None unless a duration is bound and another column could be one.
    fn of(sheet: &Sheet, found: &Found<'_>, knowledge: &Knowledge) -> Option<Lengths> {
        let mapping = found.verdict.mapping.as_ref()?;
        let schema = knowledge.schema(mapping.table);
        let field = schema.position("duration")?;
        let bound = mapping.column_of(schema, "duration")?;
        let rivals: Vec<&View<'_>> = found
            .views
            .iter()
            .filter(|view| view.column == bound || mapping.slot_of(view.column).is_none())
            .collect();
        if rivals.len() < 2 {
            return None;
        }
        let rows = entry_rows(sheet, found, mapping.column_of(schema, "date")?);
        let all: Vec<Length> = rivals
            .into_iter()
            .filter_map(|view| Length::of(sheet, view, &rows, knowledge))
            .collect();
        (all.len() > 1).then_some(Lengths { all, bound, field })
    }

    fn bound(&self) -> Option<&Length> {
        self.all.iter().find(|length| length.column == self.bound)
    }

    fn others(&self) -> impl Iterator<Item = &Length> {
        self.all.iter().filter(|length| length.column != self.bound)
    }

    /// Whole hours and the minutes beyond them.
    fn pair(&self) -> Option<(u32, u32)> {
        let of_unit = |unit| self.all.iter().filter(move |length| length.unit == unit);
        of_unit(TimeUnit::Hours)
            .flat_map(|hours| of_unit(TimeUnit::Minutes).map(move |minutes| (hours, minutes)))
            .find(|(hours, minutes)| {
                let one_of_them = [hours.column, minutes.column].contains(&self.bound)
                    || self
                        .bound()
                        .is_some_and(|bound| bound.is_sum(hours, minutes));
                one_of_them && hours.subject == minutes.subject && hours.goes_on_in(minutes)
            })
            .map(|(hours, minutes)| (hours.column, minutes.column))
    }

    /// The column whose running total is bound.
    fn summed_up(&self) -> Option<u32> {
        let bound = self.bound()?;
        let entry = self.others().find(|other| bound.runs_up(other))?;
        Some(entry.column)
    }

    /// The copy of the bound column that shows smaller steps.
    fn finer(&self) -> Option<u32> {
        let bound = self.bound()?;
        let copies = self.others().filter(|other| bound.is_copied_by(other));
        let finest = copies.min_by_key(|copy| (copy.fineness(), copy.column))?;
        (finest.fineness() < bound.fineness()).then_some(finest.column)
    }
}

impl Length {
    /// None when fewer than four of five cells read as lengths.
    fn of(sheet: &Sheet, view: &View<'_>, rows: &[u32], knowledge: &Knowledge) -> Option<Length> {
        let at = |row: &u32| sheet.at(*row, view.column).map(|placed| placed.cell);
        let cells: Vec<Cell<'_>> = rows.iter().filter_map(at).collect();
        let form = Form::of(&view.heading.time_unit, &cells);
        let parts: Vec<Option<i64>> = rows.iter().map(|row| form.parts(&at(row)?)).collect();
        let read = parts.iter().flatten().count();
        (read > 0 && read * 5 >= cells.len() * 4).then(|| Length {
            column: view.column,
            parts,
            step: form.step(&cells),
            rounded: form.is_rounded(&cells),
            unit: form.unit,
            subject: subject(&view.heading.words, knowledge),
        })
    }

    /// The smaller, the nearer to the time itself.
    fn fineness(&self) -> (bool, i64) {
        (self.rounded, self.step)
    }

    fn pairs<'l>(&'l self, other: &'l Length) -> impl Iterator<Item = (i64, i64)> + 'l {
        self.parts
            .iter()
            .zip(&other.parts)
            .filter_map(|(left, right)| Some(((*left)?, (*right)?)))
    }

    /// The same time in another form: its heading says so, and most rows agree.
    fn is_copied_by(&self, other: &Length) -> bool {
        let slack = self.step.max(other.step);
        let agreeing = self
            .pairs(other)
            .filter(|(left, right)| (left - right).abs() <= slack)
            .count();
        let told = self.pairs(other).count();
        self.subject == other.subject && agreeing > 0 && agreeing * 2 > told
    }

    /// Whole hours here, less than an hour there, and not twice the same.
    fn goes_on_in(&self, minutes: &Length) -> bool {
        let mut some = false;
        let fits = self.pairs(minutes).all(|(hours, minutes)| {
            some |= hours != 0;
            hours % Duration::HOUR == 0 && minutes.abs() < Duration::HOUR
        });
        fits && some
    }

    fn is_sum(&self, hours: &Length, minutes: &Length) -> bool {
        let sums = hours.parts.iter().zip(&minutes.parts).zip(&self.parts);
        sums.filter_map(|((hours, minutes), sum)| Some((hours.unwrap_or(0) + (*minutes)?, (*sum)?)))
            .all(|(made, sum)| (made - sum).abs() <= self.step)
    }

    /// Each value is the one above it and the other column's; a new person or month may start again.
    fn runs_up(&self, entry: &Length) -> bool {
        let slack = self.step.max(entry.step);
        let near = |left: i64, right: i64| (left - right).abs() <= slack;
        let (mut before, mut grown) = (0, 0);
        for (sum, part) in self.pairs(entry) {
            let goes_on = near(sum, before + part) && !near(sum, part);
            if !goes_on && !near(sum, part) {
                return false;
            }
            grown += usize::from(goes_on);
            before = sum;
        }
        grown >= 2
    }
}

/// How a column writes lengths.
#[derive(Clone, Copy)]
struct Form {
    unit: TimeUnit,
    decimal: Decimal,
}

impl Form {
    fn of(named: &Option<TimeUnit>, cells: &[Cell<'_>]) -> Form {
        let usual = || decide_time_unit(cells.iter().copied());
        Form {
            unit: named.unwrap_or_else(usual),
            decimal: decide_decimal(cells.iter().copied(), Decimal::Point),
        }
    }

    fn parts(self, cell: &Cell<'_>) -> Option<i64> {
        let length = value::duration(cell, self.unit, self.decimal).ok()?;
        Some(length.0)
    }

    /// Decimal hours are rounded from minutes or seconds.
    fn is_rounded(self, cells: &[Cell<'_>]) -> bool {
        let bare = |cell: &Cell<'_>| step_told(cell).is_none();
        matches!(self.unit, TimeUnit::Hours | TimeUnit::Days) && cells.iter().any(bare)
    }

    /// The smallest step of its values: a second, a minute, or a unit of the last decimal that is written.
    fn step(self, cells: &[Cell<'_>]) -> i64 {
        let whole = match self.unit {
            TimeUnit::Seconds | TimeUnit::Milliseconds => Duration::SECOND,
            TimeUnit::Minutes => Duration::MINUTE,
            _ => {
                let decimals = cells.iter().map(|cell| decimals(&shown(cell))).max();
                Duration::HOUR / 10_i64.pow(decimals.unwrap_or(2).clamp(2, 4))
            }
        };
        let worded = cells.iter().filter_map(step_told).min();
        worded.unwrap_or(whole)
    }
}

/// Clock forms and unit words show seconds or minutes whatever the column's unit.
fn step_told(cell: &Cell<'_>) -> Option<i64> {
    match cell {
        Cell::Time(_) => Some(Duration::SECOND),
        Cell::Text(text) => match text.matches(':').count() {
            2.. => Some(Duration::SECOND),
            1 => Some(Duration::MINUTE),
            _ if !text.contains(char::is_alphabetic) => None,
            _ => Some(
                match value::duration(cell, TimeUnit::Hours, Decimal::Point) {
                    Ok(length) if length.0 % Duration::MINUTE != 0 => Duration::SECOND,
                    _ => Duration::MINUTE,
                },
            ),
        },
        _ => None,
    }
}

fn decimals(text: &str) -> u32 {
    let behind = text
        .rsplit_once(['.', ','])
        .map_or("", |(_, behind)| behind);
    behind.chars().filter(char::is_ascii_digit).count() as u32
}

/// The words of a heading that say whose or which time it is.
fn subject(words: &str, knowledge: &Knowledge) -> Vec<String> {
    let mut subject: Vec<String> = words
        .split(' ')
        .filter(|word| !word.is_empty() && !knowledge.words.is_form_of_time(word))
        .map(str::to_owned)
        .collect();
    subject.sort_unstable();
    subject
}

/// Rows of entries: those with a date.
fn entry_rows(sheet: &Sheet, found: &Found<'_>, date: u32) -> Vec<u32> {
    sheet
        .rows_within(found.rows.0, found.rows.1)
        .take(PROBED_ROWS)
        .filter(|row| {
            row.at(date).is_some_and(|placed| {
                value::date(&placed.cell, value::DateOrder::DayFirst)
                    .or_else(|_| value::date(&placed.cell, value::DateOrder::MonthFirst))
                    .is_ok()
                    || value::lacks_year(&placed.cell)
            })
        })
        .map(|row| row.number)
        .collect()
}

/// Rows in which a column of the same time says another length than the one that counts.
pub fn check_copies(block: &Block<'_, '_>, rows: &[u32], habits: Habits) -> Problems {
    let sheet = block.grid.sheet;
    let probed = &rows[..rows.len().min(PROBED_ROWS)];
    let knowledge = block.context.knowledge;
    let length = |view: &View<'_>| Length::of(sheet, view, probed, knowledge);
    let Some((bound, minutes)) = counting(block) else {
        return Vec::new();
    };
    let Some(mut counted) = length(bound) else {
        return Vec::new();
    };
    if let Some(minutes) = minutes.and_then(length) {
        counted.add(&minutes);
    }
    let mut problems = Vec::new();
    for view in &block.found.views {
        let free = block.mapping.slot_of(view.column).is_none();
        let Some(copy) = length(view).filter(|copy| free && counted.is_copied_by(copy)) else {
            continue;
        };
        let pair = Pair {
            block,
            views: [bound, view],
            minutes,
            habits,
            slack: counted.step.max(copy.step),
        };
        problems.extend(rows.iter().filter_map(|row| pair.difference(*row)));
    }
    problems
}

impl Length {
    fn add(&mut self, minutes: &Length) {
        for (hours, minutes) in self.parts.iter_mut().zip(&minutes.parts) {
            *hours = hours
                .or(Some(0))
                .zip(minutes.or(Some(0)))
                .map(|(a, b)| a + b);
        }
        self.step = minutes.step;
    }
}

/// The column of the duration, and that of its minutes.
fn counting<'b>(block: &'b Block<'_, '_>) -> Option<(&'b View<'b>, Option<&'b View<'b>>)> {
    if block.schema.table != Table::Time || block.found.verdict.wide.is_some() {
        return None;
    }
    let bound = block.mapping.column_of(block.schema, "duration")?;
    let view = |column: u32| block.found.views.iter().find(|view| view.column == column);
    let minutes = block.mapping.helper(Helper::Minutes).and_then(view);
    Some((view(bound)?, minutes))
}

/// A column that counts and another of the same time.
struct Pair<'p> {
    block: &'p Block<'p, 'p>,
    views: [&'p View<'p>; 2],
    minutes: Option<&'p View<'p>>,
    habits: Habits,
    slack: i64,
}

impl Pair<'_> {
    fn difference(&self, row: u32) -> Option<Problem> {
        let sheet = self.block.grid.sheet;
        let cell = |view: &View<'_>| sheet.at(row, view.column).map(|placed| placed.cell);
        let [counted, copy] = self.views;
        let (own, other) = (cell(counted)?, cell(copy)?);
        let form = Form {
            unit: self.habits.unit,
            decimal: self.habits.decimal,
        };
        let minutes = self.minutes.and_then(cell);
        let minutes = minutes.map_or(Some(0), |cell| {
            let unit = TimeUnit::Minutes;
            Form { unit, ..form }.parts(&cell)
        });
        let length = form.parts(&own)? + minutes?;
        let copied = Form::of(&copy.heading.time_unit, &copy.cells).parts(&other)?;
        if (length - copied).abs() <= self.slack {
            return None;
        }
        Some(Problem {
            place: self.block.grid.place(row, counted.column),
            rule: format!("{}.{}.differs", Table::Time, "duration"),
            severity: Severity::Look,
            column: format!("{}, {}", counted.heading.text, copy.heading.text),
            found: format!("{} / {}", shown(&own), shown(&other)),
            expected: phrase("the same length in both columns", &[]),
            hint: phrase("correct the cell that is wrong", &[]),
            effect: phrase(
                "the row is used with the length in {}",
                &[&counted.heading.text],
            ),
        })
    }
}
