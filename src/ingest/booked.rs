//! Bookings and absences that run over several days: hours of each day, each week, and whether they are firm.

use super::facts::Fact;
use super::grid::{is_blank, text};
use super::reader::Reader;
use super::settle::of_span;
use super::sheet::{Cell, Row};
use super::value;
use super::words::Helper;
use crate::model::key::fold;
use crate::model::{Table, Value};

impl Reader<'_> {
    /// Hours whose heading says that they are of each day (`Minutes Per Day`) or week become those of the whole span.
    pub(super) fn stretch(&self, fact: &mut Fact) {
        if !matches!(self.schema.table, Table::Bookings | Table::Leave) {
            return;
        }
        let column = self.mapping.column_of(self.schema, "duration");
        let heading = self
            .views
            .iter()
            .find(|view| Some(view.column) == column)
            .map(|view| &view.heading.words);
        let each = heading.and_then(|words| self.knowledge.words.each(words));
        let (Some(each), Some(until)) = (each, fact.until) else {
            return;
        };
        let values = (
            fact.value(self.schema, "date"),
            fact.value(self.schema, "duration"),
        );
        if let (Some(Value::Date(from)), Some(Value::Duration(time))) = values {
            let whole = of_span(*time, each, *from, until);
            fact.set(self.schema, "duration", whole.map(Value::Duration));
        }
    }

    /// A column that asks the other way round: `Is Tentative`, `是否暂定`.
    pub(super) fn fill_firm(&self, fact: &mut Fact, row: &Row<'_>) {
        let column = self.mapping.helper(Helper::Tentative);
        let placed = column.and_then(|column| row.at(column));
        let Some(placed) = placed.filter(|placed| !is_blank(&placed.cell)) else {
            return;
        };
        if fact.value(self.schema, "firm").is_none() {
            let firm = self.is_tentative(&placed.cell).map(|tentative| !tentative);
            fact.set(self.schema, "firm", firm.map(Value::Flag));
        }
    }

    fn is_tentative(&self, cell: &Cell<'_>) -> Option<bool> {
        if let Ok(flag) = value::flag(cell, &[], &[]) {
            return Some(flag);
        }
        let said = self.knowledge.words.firmness(&fold(text(cell)?))?;
        Some(said == "tentative")
    }
}
