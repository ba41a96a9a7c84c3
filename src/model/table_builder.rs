//! The rows of one table while they are gathered and afterwards.

use std::sync::OnceLock;

use polars::prelude::*;

use super::Value;
use super::column::ValueColumn;
use super::schema::{Field, Kind, Schema, Table};

/// Collects rows of one table, column by column, and keeps them so: texts by number, which takes a quarter of the room that
/// they take in a frame.
#[derive(Clone, Debug)]
pub struct TableBuilder {
    table: Table,
    fields: Vec<(String, Kind)>,
    columns: Vec<ValueColumn>,
    sources: Vec<u32>,
    rows: Vec<u32>,
    frame: OnceLock<DataFrame>,
}

impl TableBuilder {
    /// An empty table.
    pub fn new(schema: &Schema) -> TableBuilder {
        let named = |field: &Field| (field.name.clone(), field.kind);
        TableBuilder {
            table: schema.table,
            fields: schema.fields.iter().map(named).collect(),
            columns: vec![ValueColumn::Nothing(0); schema.fields.len()],
            sources: Vec::new(),
            rows: Vec::new(),
            frame: OnceLock::new(),
        }
    }

    /// Adds a row: `values` in the schema's field order, `source` an index into the run's sheets, `row` 1-based.
    pub fn push(&mut self, values: Vec<Option<Value>>, source: u32, row: u32) {
        self.check(values.len());
        for (column, value) in self.columns.iter_mut().zip(values) {
            column.push(value);
        }
        self.sources.push(source);
        self.rows.push(row);
    }

    /// Adds the rows of a sheet, column by column.
    pub fn append(&mut self, columns: Vec<ValueColumn>, source: u32, mut rows: Vec<u32>) {
        self.check(columns.len());
        for (column, more) in self.columns.iter_mut().zip(columns) {
            column.append(more);
        }
        self.sources.resize(self.sources.len() + rows.len(), source);
        self.rows.append(&mut rows);
    }

    fn check(&self, values: usize) {
        let fields = self.columns.len();
        assert_eq!(values, fields, "one value for each field of {}", self.table);
    }

    /// Which table this is.
    pub fn table(&self) -> Table {
        self.table
    }

    /// Number of rows.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Kind and values of a field.
    pub(super) fn field(&self, field: &str) -> Option<(Kind, &ValueColumn)> {
        let at = self.fields.iter().position(|(name, _)| name == field)?;
        Some((self.fields[at].1, &self.columns[at]))
    }

    /// Sheet and row of each row.
    pub(super) fn spots(&self) -> impl Iterator<Item = [u32; 2]> {
        let pairs = self.sources.iter().zip(&self.rows);
        pairs.map(|(source, row)| [*source, *row])
    }

    /// Lets all rows go.
    pub(super) fn clear(&mut self) {
        self.columns = vec![ValueColumn::Nothing(0); self.fields.len()];
        (self.sources, self.rows) = (Vec::new(), Vec::new());
        self.frame = OnceLock::new();
    }

    /// The frame: fields in order, then `source` and `row`.
    pub(super) fn frame(&self) -> &DataFrame {
        self.frame.get_or_init(|| {
            let fields = self.columns.iter().zip(&self.fields);
            let mut columns: Vec<Column> = fields
                .map(|(column, (name, kind))| column.clone().finish(name, &type_of(*kind)))
                .collect();
            let part = |name: &str, values: &[u32]| {
                UInt32Chunked::from_slice(name.into(), values).into_column()
            };
            columns.push(part("source", &self.sources));
            columns.push(part("row", &self.rows));
            DataFrame::new(self.len(), columns).expect("columns are equally long and named apart")
        })
    }
}

fn type_of(kind: Kind) -> DataType {
    match kind {
        Kind::Date => DataType::Date,
        Kind::Flag => DataType::Boolean,
        Kind::Money | Kind::Duration | Kind::Share | Kind::Quantity | Kind::Rate => DataType::Int64,
        Kind::Text
        | Kind::Client
        | Kind::Person
        | Kind::Project
        | Kind::Number
        | Kind::Code
        | Kind::Currency
        | Kind::Workdays => DataType::String,
    }
}
