//! A column that says which absences of one day are half of it: `Half day?` over yes and no, `AM/PM`, `Full/Half`.

use super::columns::{Mapping, Slot, View};
use super::facts::{Fact, WORKDAY};
use super::grid::{is_blank, text};
use super::reader::Reader;
use super::settle::share_of_week;
use super::sheet::{Cell, Row};
use super::value;
use super::words::{Helper, Words};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Duration, Schema, Table, Value};

/// How sure such a column is.
const SURE: f64 = 0.8;

/// Binds it in a list of leave without lengths.
pub(super) fn bind_half_days(
    views: &[View<'_>],
    schema: &Schema,
    words: &Words,
    mapping: &mut Mapping,
) {
    if schema.table != Table::Leave || mapping.column_of(schema, "duration").is_some() {
        return;
    }
    let says = |view: &&View<'_>| {
        let free = mapping.slot_of(view.column).is_none() && !view.cells.is_empty();
        let asked = words.speaks_of("half", &view.heading.words);
        let flags = asked && view.cells.iter().all(value::is_flag);
        let known = |cell: &Cell<'_>| is_half(cell, words) || is_whole(cell, words);
        let worded =
            view.cells.iter().all(known) && view.cells.iter().any(|cell| is_half(cell, words));
        free && (flags || worded)
    };
    if let Some(view) = views.iter().find(says) {
        let because = phrase("its values say which absences are half a day", &[]);
        mapping.bind_as(view.column, Slot::Helper(Helper::HalfDay), because, SURE);
    }
}

fn is_half(cell: &Cell<'_>, words: &Words) -> bool {
    text(cell).is_some_and(|text| {
        let folded = fold(text);
        words.is_half_a_day(&folded)
    })
}

fn is_whole(cell: &Cell<'_>, words: &Words) -> bool {
    text(cell).is_some_and(|text| words.is_whole_day(&fold(text)))
}

/// The column of a grid whose cells are halves of a day: a person's mornings and afternoons in rows of their own.
pub(super) fn column_of_halves(views: &[View<'_>], words: &Words) -> Option<u32> {
    let halves = |view: &&View<'_>| {
        { view.cells.iter() }.all(|cell| is_half(cell, words)) && { view.cells.iter() }
            .any(|cell| *cell != view.cells[0])
    };
    views.iter().find(halves).map(|view| view.column)
}

impl Reader<'_> {
    /// Halves an absence of one day that is said to be half of it.
    pub(super) fn halve(&self, fact: &mut Fact, row: &Row<'_>) {
        let column = self.mapping.helper(Helper::HalfDay);
        let placed = column.and_then(|column| row.at(column));
        let Some(placed) = placed.filter(|placed| !is_blank(&placed.cell)) else {
            return;
        };
        let words = &self.knowledge.words;
        let flag = || value::flag(&placed.cell, &[], &[]).unwrap_or(false);
        let half = is_half(&placed.cell, words) || value::is_flag(&placed.cell) && flag();
        let one = match fact.value(self.schema, "date") {
            Some(Value::Date(day)) => fact.until.is_none_or(|until| until == *day),
            _ => false,
        };
        if half && one {
            let length = Duration(WORKDAY.0 / 2);
            fact.set(self.schema, "duration", Some(Value::Duration(length)));
            fact.week_share = share_of_week(length);
        }
    }
}
