//! What a cell beside a value says of it, row by row: the unit of a length of time, the year of a month.

use chrono::NaiveDate;

use super::columns::View;
use super::grid::{is_blank, shown, text};
use super::helper::Helper;
use super::knowledge::Knowledge;
use super::reader::Reader;
use super::sheet::{Cell, Row};
use super::typed::{self, Typed};
use super::value::{Expectation, TimeUnit};
use super::words::Words;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Field, Kind, Value};

/// Years that a column may hold.
const YEARS: std::ops::Range<i32> = 1990..2100;

impl Reader<'_> {
    /// A cell of a row as the field's value, with what a cell beside it says.
    pub(super) fn typed_in_row(
        &self,
        row: &Row<'_>,
        cell: &Cell<'_>,
        field: &Field,
        column: u32,
    ) -> Result<Typed, Expectation> {
        let beside = |helper: Helper| {
            let placed = row.at(self.mapping.helper(helper)?)?;
            (!is_blank(&placed.cell)).then_some(placed.cell)
        };
        let words = &self.knowledge.words;
        if field.name == "duration"
            && let Some(unit) = beside(Helper::Unit)
        {
            let mut habits = self.habits_of(column);
            habits.unit = unit_of(&unit, words).ok_or_else(unknown_unit)?;
            return typed::read(cell, field, habits, &words.amounts);
        }
        if field.kind == Kind::Date && self.mapping.helper(Helper::Year).is_some() {
            let year = beside(Helper::Year).and_then(|cell| year_of(&cell));
            let first = year
                .zip(month_of(cell, words))
                .and_then(|(year, month)| NaiveDate::from_ymd_opt(year, month, 1));
            return first
                .map(|day| (Value::Date(day), None))
                .ok_or_else(no_month);
        }
        self.typed(cell, field, column)
    }
}

fn unknown_unit() -> Expectation {
    Expectation {
        what: "unit",
        expected: phrase("a unit of time beside it: {}", &[&"h, d, min"]),
        hint: phrase("correct the unit, or leave it empty where it is hours", &[]),
    }
}

fn no_month() -> Expectation {
    Expectation {
        what: "unreadable",
        expected: phrase("a month, and its year beside it", &[]),
        hint: phrase("correct the cell", &[]),
    }
}

/// Most cells of a column name a unit of time: it is no business unit and no article.
pub fn names_units(view: &View<'_>, words: &Words) -> bool {
    let units = view
        .cells
        .iter()
        .filter(|cell| unit_of(cell, words).is_some());
    units.count() * 2 > view.cells.len()
}

fn unit_of(cell: &Cell<'_>, words: &Words) -> Option<TimeUnit> {
    let folded = fold(text(cell)?);
    words.unit(&folded, &format!(" {folded} "))
}

/// Places of a column of years and of one of months among columns; none where a column of months has years itself.
pub fn months_of_years(views: &[View<'_>], knowledge: &Knowledge) -> Option<(usize, usize)> {
    let words = &knowledge.words;
    let place = |is: &dyn Fn(&View<'_>) -> bool| {
        views
            .iter()
            .position(|view| !view.cells.is_empty() && is(view))
    };
    let year = place(&|view| {
        let mut keys = view.heading.keys.iter();
        let named = |key: &str| words.helper(key, crate::model::Table::Time) == Some(Helper::Year);
        keys.any(|(key, _)| named(key)) && view.cells.iter().all(|cell| year_of(cell).is_some())
    })?;
    let month = place(&|view| {
        let months = view
            .cells
            .iter()
            .all(|cell| month_of(cell, words).is_some());
        words.names_months(&fold(&view.heading.text)) && months
    })?;
    Some((year, month))
}

/// `2026`, `2026年`.
fn year_of(cell: &Cell<'_>) -> Option<i32> {
    let shown = shown(cell);
    let digits = shown.trim().trim_end_matches('年');
    let year = digits.parse().ok().filter(|year| YEARS.contains(year))?;
    (digits.len() == 4).then_some(year)
}

/// `9`, `09`, `9月`, `September`; a month with its year is another matter.
fn month_of(cell: &Cell<'_>, words: &Words) -> Option<u32> {
    let shown = shown(cell);
    let bare = shown.trim().trim_end_matches('月');
    let month = bare.parse().ok().or_else(|| words.month(&fold(&shown)))?;
    (1..=12).contains(&month).then_some(month)
}
