//! Rows as typed values, before names are made one and before they become frames.

use super::value;
use crate::model::phrase::phrase;
use crate::model::{Duration, Phrase, Schema, Table, Value};

/// One canonical row and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// The table it belongs to.
    pub table: Table,
    /// Values in the schema's field order.
    pub values: Vec<Option<Value>>,
    /// Index into the run's sheets.
    pub source: u32,
    /// 1-based row.
    pub row: u32,
    /// 1-based column of the cell that made it, for grids; else 1.
    pub column: u32,
    /// A share of the contract week in 1/1,000,000 that becomes a duration once people are known.
    pub week_share: Option<i64>,
    /// Last day, when the row spans several.
    pub until: Option<chrono::NaiveDate>,
}

impl Fact {
    /// The text of a field.
    pub fn text<'f>(&'f self, schema: &Schema, field: &str) -> Option<&'f str> {
        match self.values.get(schema.position(field)?)? {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Any value of a field.
    pub fn value<'f>(&'f self, schema: &Schema, field: &str) -> Option<&'f Value> {
        self.values.get(schema.position(field)?)?.as_ref()
    }

    /// Puts a value into a field of the schema.
    pub fn set(&mut self, schema: &Schema, field: &str, value: Option<Value>) {
        if let Some(at) = schema.position(field) {
            self.values[at] = value;
        }
    }
}

/// What the reports lack because of a row that is set aside.
pub fn set_aside_effect(table: Table) -> Phrase {
    phrase("the row is in no figure of {}", &[&table])
}

/// A whole working day.
pub const WORKDAY: Duration = Duration::hours(value::WORKDAY_HOURS);
