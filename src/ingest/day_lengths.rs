//! Lengths told in days, as agencies that count in person-days do. A day of a person is as long as the list of people tells (its week
//! by its working days), one of a budget as most people's; cells are read as days of [`WORKDAY`] first.

use super::day_rates::{has_any, own_day, usual_day};
use super::facts::{Batch, Fact, Facts, WORKDAY};
use super::grid::text;
use super::knowledge::Knowledge;
use super::reader::Reader;
use super::sheet::Row;
use super::terms::{Terms, on_or_first};
use super::value::TimeUnit;
use crate::model::{Duration, Schema, Settings, Table, Value};

/// Lengths, and the fields that say that they were told in days.
const LENGTHS: [(&str, &str); 2] = [
    ("duration", "duration_for"),
    ("budget_hours", "budget_hours_for"),
];
const DAY: &str = "day";

/// Lengths of a table that may be told in days.
fn lengths(schema: &Schema) -> impl Iterator<Item = (&'static str, &'static str)> {
    { LENGTHS.into_iter() }.filter(|(_, marks)| schema.position(marks).is_some())
}

impl Reader<'_> {
    /// Columns of lengths in days.
    fn columns_in_days(&self) -> impl Iterator<Item = (u32, &'static str, &'static str)> {
        lengths(self.schema).filter_map(|(length, marks)| {
            let column = self.mapping.column_of(self.schema, length)?;
            (self.habits_of(column).unit == TimeUnit::Days).then_some((column, length, marks))
        })
    }

    /// True where some length is told in days.
    pub(super) fn has_lengths_in_days(&self) -> bool {
        self.columns_in_days().next().is_some()
    }

    /// Says of a row which of its lengths are told in days: `4 h` in such a column is none.
    pub(super) fn tell_lengths_in_days(&self, fact: &mut Fact, row: &Row<'_>) {
        for (column, length, marks) in self.columns_in_days() {
            let plain = row.at(column).is_some_and(|placed| {
                let text = text(&placed.cell);
                text.is_none_or(|text| !text.contains(char::is_alphabetic))
            });
            if plain && fact.value(self.schema, length).is_some() {
                mark(fact, self.schema, marks);
            }
        }
    }
}

fn mark(fact: &mut Fact, schema: &Schema, marks: &str) {
    fact.set(schema, marks, Some(Value::Text(DAY.to_owned())));
}

/// The same of a cell of a grid.
pub(super) fn mark_of_grid(fact: &mut Fact, schema: &Schema) {
    if let Some((_, marks)) = lengths(schema).next() {
        mark(fact, schema, marks);
    }
}

/// Lengths in days become hours.
pub(super) fn resolve_day_lengths(facts: &mut Facts, knowledge: &Knowledge, settings: &Settings) {
    let mut days = None;
    for table in [
        Table::Time,
        Table::Bookings,
        Table::Projects,
        Table::Contracts,
    ] {
        let schema = knowledge.schema(table);
        let marks = lengths(schema).filter_map(|(_, marks)| schema.position(marks));
        let marks: Vec<usize> = marks.collect();
        let told = |batch: &Batch| batch.table == table && has_any(batch, &marks);
        let mut rows = facts.take(told);
        if rows.is_empty() {
            continue;
        }
        let (own, usual) = days.get_or_insert_with(|| {
            let own = Terms::read(facts, knowledge, |schema, fact| own_day(fact, schema));
            (own, usual_day(facts, knowledge, settings))
        });
        for row in &mut rows {
            let person = row.text(schema, "person");
            let person = person.map(|name| knowledge.name_rules.person(name));
            let day = match (person, row.value(schema, "date")) {
                (Some(person), Some(Value::Date(on))) => on_or_first(own.of(&person), *on).copied(),
                _ => None,
            };
            scale(row, schema, day.unwrap_or(*usual));
        }
        facts.extend(rows);
    }
}

fn scale(row: &mut Fact, schema: &Schema, day: Duration) {
    for (length, marks) in lengths(schema) {
        if row.text(schema, marks) != Some(DAY) {
            continue;
        }
        row.set(schema, marks, None);
        if let Some(Value::Duration(told)) = row.value(schema, length) {
            let hours = told.scale(day.0, WORKDAY.0);
            row.set(schema, length, hours.map(Value::Duration));
        }
    }
}
