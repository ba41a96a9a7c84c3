//! What an issued pack keeps of its run beside its figures ([`kept`](super::kept)), so that a later one can tell what came after it.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::kept::Figures;
use super::{Place, Span, Table};

/// Separates the values of a kept row; values themselves hold none.
const BETWEEN: char = '\t';

/// Rows of an issued pack.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// File and sheet of the rows, by their number.
    pub sheets: Vec<[String; 2]>,
    /// By the table's name.
    pub tables: BTreeMap<String, KeptTable>,
}

/// Rows of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptTable {
    /// What each value of a row is.
    pub fields: Vec<String>,
    /// In the order of the table.
    pub rows: Vec<KeptRow>,
}

/// A row: number of its sheet, 1-based row there, values side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptRow(pub u32, pub u32, pub String);

impl KeptRow {
    /// A row of values in the order of its table's fields.
    pub fn of(sheet: u32, row: u32, values: &[String]) -> KeptRow {
        let values: Vec<String> = values
            .iter()
            .map(|value| value.replace(BETWEEN, " "))
            .collect();
        KeptRow(sheet, row, values.join("\t"))
    }

    /// Its values in the order of its table's fields.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.2.split(BETWEEN)
    }
}

impl Kept {
    /// Where a row stood.
    pub fn place(&self, row: &KeptRow) -> Place {
        let [file, sheet] = self
            .sheets
            .get(row.0 as usize)
            .map_or(["", ""], |[file, sheet]| [file, sheet]);
        Place {
            file: Arc::from(file),
            sheet: Arc::from(sheet),
            row: row.1,
            column: 1,
        }
    }

    /// The rows of a table with the names of their fields.
    pub fn table(&self, table: Table) -> Option<&KeptTable> {
        self.tables.get(table.name())
    }
}

/// A pack that was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedPack {
    /// Name of its folder.
    pub name: String,
    /// Its period.
    pub period: Span,
    /// Up to which day facts counted.
    pub as_of: NaiveDate,
    /// Its input files.
    pub files: Vec<String>,
    /// Its rows; none when these or its figures are missing or no longer as they were written.
    pub kept: Option<Kept>,
    /// Its figures; none without rows.
    pub figures: Vec<Figures>,
}

/// The issued packs that a run is held against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Issued {
    /// The last one of the run's own period.
    pub same: Option<IssuedPack>,
    /// The last one of the newest earlier period.
    pub earlier: Option<IssuedPack>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_gives_its_values_back() {
        let values = ["2026-10-01", "", "a\tb", ""].map(str::to_owned);
        let row = KeptRow::of(0, 7, &values);
        let back: Vec<&str> = row.values().collect();
        assert_eq!(back, ["2026-10-01", "", "a b", ""]);
        let kept = Kept {
            sheets: vec![["time.xlsx".to_owned(), "October".to_owned()]],
            ..Kept::default()
        };
        assert_eq!(kept.place(&row).to_string(), "time.xlsx, October!A7");
    }
}
