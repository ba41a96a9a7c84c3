//! Canonical tables: one polars frame each, built only here.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use polars::prelude::*;

use super::column::ValueColumn;
use super::schema::{Field, Kind, Schema, Schemas, Table};
use super::{Duration, Money, Place};

/// A typed value of a row, ready for its column.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Kinds text, client, person, project, number, code, currency, workdays.
    Text(String),
    /// Kind date.
    Date(NaiveDate),
    /// Kind money.
    Money(Money),
    /// Kind duration.
    Duration(Duration),
    /// Kind share, in 1/1,000,000.
    Share(i64),
    /// Kind quantity, in 1/10,000.
    Quantity(i64),
    /// Kind rate, in 1/100,000,000.
    Rate(i64),
    /// Kind flag.
    Flag(bool),
}

/// A sheet that rows came from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SheetRef {
    /// Path relative to the folder, with `/`.
    pub file: Arc<str>,
    /// Sheet name; empty for text files.
    pub sheet: Arc<str>,
}

/// All tables of a run. Each frame has every field of its schema in order, then `source` (UInt32, an index
/// into [`Tables::sheets`]) and `row` (UInt32, 1-based). A table that was in no file is an empty frame.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    frames: BTreeMap<Table, DataFrame>,
    sheets: Vec<SheetRef>,
}

impl Tables {
    /// Finishes the builders; tables without one become empty frames.
    pub fn new(schemas: &Schemas, builders: Vec<TableBuilder>, sheets: Vec<SheetRef>) -> Tables {
        let mut frames: BTreeMap<Table, DataFrame> = schemas
            .iter()
            .map(|(table, schema)| (*table, TableBuilder::new(schema).finish()))
            .collect();
        for builder in builders {
            frames.insert(builder.table, builder.finish());
        }
        Tables { frames, sheets }
    }

    /// Lets the rows of all other tables go.
    pub fn keep_only(&mut self, table: Table) {
        for (other, frame) in &mut self.frames {
            if *other != table {
                *frame = frame.clear();
            }
        }
    }

    /// The whole frame, for lazy plans.
    pub fn frame(&self, table: Table) -> &DataFrame {
        self.frames.get(&table).expect("every table has a frame")
    }

    /// Typed columns of a table.
    pub fn rows(&self, table: Table) -> Rows<'_> {
        Rows {
            frame: self.frame(table),
            sheets: &self.sheets,
        }
    }

    /// Where rows came from, by the number in `source`.
    pub fn sheets(&self) -> &[SheetRef] {
        &self.sheets
    }
}

/// Typed access to a frame, column by column. A missing column or one of another kind is a bug of ours.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    frame: &'a DataFrame,
    sheets: &'a [SheetRef],
}

impl<'a> Rows<'a> {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.frame.height()
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// True when the schema has the field (extra fields of an edited template may or may not be there).
    pub fn has(&self, field: &str) -> bool {
        self.frame.column(field).is_ok()
    }

    /// A text column.
    pub fn text(&self, field: &str) -> Vec<Option<&'a str>> {
        self.column(field)
            .str()
            .expect("a text field")
            .iter()
            .collect()
    }

    /// A date column.
    pub fn date(&self, field: &str) -> Vec<Option<NaiveDate>> {
        let days = self.column(field).date().expect("a date field");
        days.physical().iter().map(|day| day.map(day_of)).collect()
    }

    /// A money column.
    pub fn money(&self, field: &str) -> Vec<Option<Money>> {
        self.integers(field)
            .into_iter()
            .map(|part| part.map(Money))
            .collect()
    }

    /// A duration column.
    pub fn duration(&self, field: &str) -> Vec<Option<Duration>> {
        self.integers(field)
            .into_iter()
            .map(|part| part.map(Duration))
            .collect()
    }

    /// A share (1/1,000,000), quantity (1/10,000) or rate (1/100,000,000) column as stored.
    pub fn integers(&self, field: &str) -> Vec<Option<i64>> {
        self.column(field)
            .i64()
            .expect("an integer field")
            .iter()
            .collect()
    }

    /// The same, where the schema has the field and it holds integers.
    pub fn integers_if_any(&self, field: &str) -> Option<Vec<Option<i64>>> {
        let column = self.frame.column(field).ok()?;
        Some(column.i64().ok()?.iter().collect())
    }

    /// A flag column.
    pub fn flag(&self, field: &str) -> Vec<Option<bool>> {
        self.column(field)
            .bool()
            .expect("a flag field")
            .iter()
            .collect()
    }

    /// A column of any kind as text: days ISO, flags yes and no, numbers as they are stored, nothing as an empty text.
    pub fn raw(&self, field: &str) -> Vec<String> {
        fn said<T: ToString>(values: Vec<Option<T>>) -> Vec<String> {
            let said = |value: Option<T>| value.map_or_else(String::new, |value| value.to_string());
            values.into_iter().map(said).collect()
        }
        match self.column(field).dtype() {
            DataType::Date => said(self.date(field)),
            DataType::Int64 => said(self.integers(field)),
            DataType::Boolean => {
                let word = |flag| if flag { "yes" } else { "no" };
                let flags = self.flag(field).into_iter();
                said(flags.map(|flag| flag.map(word)).collect())
            }
            _ => said(self.text(field)),
        }
    }

    /// Where each row stands: number of its sheet in [`Tables::sheets`], and row.
    pub fn spots(&self) -> Vec<[u32; 2]> {
        let part = |name: &str| -> Vec<u32> {
            let column = self.column(name).u32().expect("source and row are UInt32");
            column.iter().map(Option::unwrap_or_default).collect()
        };
        let pairs = part("source").into_iter().zip(part("row"));
        pairs.map(|(source, row)| [source, row]).collect()
    }

    /// Where each row stands: its first cell.
    pub fn places(&self) -> Vec<Place> {
        let sources = self.column("source").u32().expect("source is UInt32");
        let rows = self.column("row").u32().expect("row is UInt32");
        sources
            .iter()
            .zip(rows.iter())
            .map(|(source, row)| {
                let sheet = &self.sheets[source.expect("a row has a source") as usize];
                let row = row.expect("a row has a number");
                Place {
                    file: sheet.file.clone(),
                    sheet: sheet.sheet.clone(),
                    row,
                    column: 1,
                }
            })
            .collect()
    }

    fn column(&self, field: &str) -> &'a Column {
        self.frame
            .column(field)
            .unwrap_or_else(|_| panic!("no field {field} in this table"))
    }
}

/// Days since 1970-01-01, as polars stores dates.
pub fn day_number(day: NaiveDate) -> i32 {
    day.num_days_from_ce() - EPOCH_FROM_CE
}

/// The date of a stored day number.
pub fn day_of(days: i32) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(days + EPOCH_FROM_CE).expect("stored days are dates")
}

/// Day number of 1970-01-01 counted from the common era.
const EPOCH_FROM_CE: i32 = 719_163;

/// Collects rows of one table, column by column.
pub struct TableBuilder {
    table: Table,
    names: Vec<(String, DataType)>,
    columns: Vec<ValueColumn>,
    sources: Vec<u32>,
    rows: Vec<u32>,
}

impl TableBuilder {
    /// An empty table.
    pub fn new(schema: &Schema) -> TableBuilder {
        let named = |field: &Field| (field.name.clone(), type_of(field.kind));
        TableBuilder {
            table: schema.table,
            names: schema.fields.iter().map(named).collect(),
            columns: vec![ValueColumn::Nothing(0); schema.fields.len()],
            sources: Vec::new(),
            rows: Vec::new(),
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

    /// The frame: fields in order, then `source` and `row`.
    pub fn finish(self) -> DataFrame {
        let height = self.rows.len();
        let mut columns: Vec<Column> = self
            .columns
            .into_iter()
            .zip(&self.names)
            .map(|(column, (name, dtype))| column.finish(name, dtype))
            .collect();
        columns.push(UInt32Chunked::from_vec("source".into(), self.sources).into_column());
        columns.push(UInt32Chunked::from_vec("row".into(), self.rows).into_column());
        DataFrame::new(height, columns).expect("columns are equally long and named apart")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_rows_and_their_places() {
        let schema: Schema = toml::from_str(
            "table = 'leave'\nabout = ''\n[[field]]\nname = 'date'\nkind = 'date'\n[[field]]\nname = 'person'\nkind = 'person'\n[[field]]\nname = 'duration'\nkind = 'duration'",
        )
        .expect("a schema");
        let day = NaiveDate::from_ymd_opt(2026, 10, 5).expect("a day");
        let mut builder = TableBuilder::new(&schema);
        builder.push(
            vec![
                Some(Value::Date(day)),
                Some(Value::Text("Mara".into())),
                None,
            ],
            0,
            7,
        );
        let sheets = vec![SheetRef {
            file: "leave.csv".into(),
            sheet: "".into(),
        }];
        let clients = Schema {
            table: Table::Clients,
            ..schema.clone()
        };
        let schemas = Schemas::from([(Table::Leave, schema), (Table::Clients, clients)]);
        let tables = Tables::new(&schemas, vec![builder], sheets);
        let rows = tables.rows(Table::Leave);
        assert_eq!(rows.date("date"), [Some(day)]);
        assert_eq!(rows.text("person"), [Some("Mara")]);
        assert_eq!(rows.duration("duration"), [None]);
        assert_eq!(rows.places()[0].to_string(), "leave.csv, A7");
        let mut kept = tables.clone();
        kept.keep_only(Table::Leave);
        assert_eq!(kept.rows(Table::Leave).len(), 1);
        kept.keep_only(Table::Clients);
        assert!(kept.rows(Table::Leave).text("person").is_empty());
    }
}
