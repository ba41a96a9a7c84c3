//! Whether columns of the same time agree, row by row.

use super::block::Block;
use super::columns::View;
use super::grid::shown;
use super::length_form::Form;
use super::lengths::{Length, PROBED_ROWS};
use super::typed::Habits;
use super::value::TimeUnit;
use super::words::Helper;
use crate::model::phrase::phrase;
use crate::model::{Problem, Problems, Severity, Table};

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
        if block.mapping.slot_of(view.column).is_some() {
            continue;
        }
        let Some(copy) = length(view).filter(|copy| counted.is_copied_by(copy)) else {
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
