//! Canonical tables: typed columns, and a polars frame of them where one is asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use polars::prelude::DataFrame;

use super::rows::Rows;
use super::schema::{Schemas, Table};
use super::table_builder::TableBuilder;
use super::{Duration, Money};

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

/// All tables of a run. Each has every field of its schema in order, and where each row stands. A table that was in no file
/// is empty.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    tables: BTreeMap<Table, TableBuilder>,
    sheets: Vec<SheetRef>,
}

impl Tables {
    /// Finishes the builders; tables without one are empty.
    pub fn new(schemas: &Schemas, builders: Vec<TableBuilder>, sheets: Vec<SheetRef>) -> Tables {
        let empty = schemas.iter();
        let empty = empty.map(|(table, schema)| (*table, TableBuilder::new(schema)));
        let mut tables: BTreeMap<Table, TableBuilder> = empty.collect();
        for builder in builders {
            tables.insert(builder.table(), builder);
        }
        Tables { tables, sheets }
    }

    /// Lets the rows of all other tables go.
    pub fn keep_only(&mut self, table: Table) {
        for (other, rows) in &mut self.tables {
            if *other != table {
                rows.clear();
            }
        }
    }

    /// The table as a frame: fields in order, then `source` (UInt32, an index into [`Tables::sheets`]) and `row` (UInt32,
    /// 1-based). It is made when it is first asked for, and costs as much memory again: [`Tables::rows`] costs none.
    pub fn frame(&self, table: Table) -> &DataFrame {
        self.stored(table).frame()
    }

    /// Typed columns of a table.
    pub fn rows(&self, table: Table) -> Rows<'_> {
        Rows::of(self.stored(table), &self.sheets)
    }

    fn stored(&self, table: Table) -> &TableBuilder {
        self.tables.get(&table).expect("every table is there")
    }

    /// Where rows came from, by the number in `source`.
    pub fn sheets(&self) -> &[SheetRef] {
        &self.sheets
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Schema;

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
        let frame = tables.frame(Table::Leave);
        let names = ["date", "person", "duration", "source", "row"];
        assert_eq!(frame.get_column_names(), names);
        assert_eq!(frame.height(), 1);
        let mut kept = tables.clone();
        kept.keep_only(Table::Leave);
        assert_eq!(kept.rows(Table::Leave).len(), 1);
        kept.keep_only(Table::Clients);
        assert!(kept.rows(Table::Leave).text("person").is_empty());
    }
}
