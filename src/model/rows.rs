//! Typed access to a table, column by column.

use chrono::NaiveDate;

use super::column::{Numbered, ValueColumn};
use super::schema::Kind;
use super::table_builder::TableBuilder;
use super::tables::{SheetRef, day_of};
use super::{Duration, Money, Place};

/// The rows of a table. A missing column or one of another kind is a bug of ours.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    table: &'a TableBuilder,
    sheets: &'a [SheetRef],
}

impl<'a> Rows<'a> {
    pub(super) fn of(table: &'a TableBuilder, sheets: &'a [SheetRef]) -> Rows<'a> {
        Rows { table, sheets }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// True when the schema has the field (extra fields of an edited template may or may not be there).
    pub fn has(&self, field: &str) -> bool {
        self.table.field(field).is_some()
    }

    /// True for a field of the schema in which no row has a value.
    pub fn lacks(&self, field: &str) -> bool {
        let field = self.table.field(field);
        field.is_some_and(|(_, column)| (0..column.len()).all(|row| !column.has(row)))
    }

    /// A column as it is kept, for those who go through very many rows.
    pub fn values(&self, field: &str) -> &'a ValueColumn {
        let (_, column) = self.field(field);
        column
    }

    /// A text column, each text once.
    pub fn numbered(&self, field: &str) -> Numbered<'a> {
        self.values(field).by_number()
    }

    /// A text column.
    pub fn text(&self, field: &str) -> Vec<Option<&'a str>> {
        let column = self.of_kind(field, Kind::is_text);
        self.each(|row| column.text(row))
    }

    /// A date column.
    pub fn date(&self, field: &str) -> Vec<Option<NaiveDate>> {
        let column = self.of_kind(field, |kind| kind == Kind::Date);
        self.each(|row| column.day(row).map(day_of))
    }

    /// A money column.
    pub fn money(&self, field: &str) -> Vec<Option<Money>> {
        let column = self.of_kind(field, Kind::is_counted);
        self.each(|row| column.integer(row).map(Money))
    }

    /// A duration column.
    pub fn duration(&self, field: &str) -> Vec<Option<Duration>> {
        let column = self.of_kind(field, Kind::is_counted);
        self.each(|row| column.integer(row).map(Duration))
    }

    /// A share (1/1,000,000), quantity (1/10,000) or rate (1/100,000,000) column as stored.
    pub fn integers(&self, field: &str) -> Vec<Option<i64>> {
        let column = self.of_kind(field, Kind::is_counted);
        self.each(|row| column.integer(row))
    }

    /// The same, where the schema has the field and it holds integers.
    pub fn integers_if_any(&self, field: &str) -> Option<Vec<Option<i64>>> {
        let (kind, column) = self.table.field(field)?;
        kind.is_counted()
            .then(|| self.each(|row| column.integer(row)))
    }

    /// A flag column.
    pub fn flag(&self, field: &str) -> Vec<Option<bool>> {
        let column = self.of_kind(field, |kind| kind == Kind::Flag);
        self.each(|row| column.flag(row))
    }

    /// A column of any kind as text: days ISO, flags yes and no, numbers as they are stored, nothing as an empty text.
    pub fn raw(&self, field: &str) -> Vec<String> {
        let (_, column) = self.field(field);
        let said = |row: usize| match column {
            ValueColumn::Nothing(_) => None,
            ValueColumn::Texts(_) => column.text(row).map(str::to_owned),
            ValueColumn::Integers(..) => column.integer(row).map(|part| part.to_string()),
            ValueColumn::Days(_) => column.day(row).map(|day| day_of(day).to_string()),
            ValueColumn::Flags(_) => {
                let word = |flag| if flag { "yes" } else { "no" };
                column.flag(row).map(|flag| word(flag).to_owned())
            }
        };
        (0..self.len())
            .map(|row| said(row).unwrap_or_default())
            .collect()
    }

    /// Where each row stands: number of its sheet in [`Tables::sheets`](super::Tables::sheets), and row.
    pub fn spots(&self) -> Vec<[u32; 2]> {
        self.table.spots().collect()
    }

    /// Where each row stands: its first cell.
    pub fn places(&self) -> Vec<Place> {
        let places = self.table.spots().map(|[source, row]| {
            let sheet = &self.sheets[source as usize];
            Place {
                file: sheet.file.clone(),
                sheet: sheet.sheet.clone(),
                row,
                column: 1,
            }
        });
        places.collect()
    }

    fn each<T>(&self, value: impl Fn(usize) -> T) -> Vec<T> {
        (0..self.len()).map(value).collect()
    }

    fn of_kind(&self, field: &str, is_wanted: impl Fn(Kind) -> bool) -> &'a ValueColumn {
        let (kind, column) = self.field(field);
        assert!(is_wanted(kind), "{field} is of another kind");
        column
    }

    fn field(&self, field: &str) -> (Kind, &'a ValueColumn) {
        let found = self.table.field(field);
        found.unwrap_or_else(|| panic!("no field {field} in this table"))
    }
}
