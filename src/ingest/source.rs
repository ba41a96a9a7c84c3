//! Layouts of known tools (`templates/sources/*.toml`): what their headings mean and how their rows are to be read.
//!
//! ```toml
//! source = "tool-invoices"          # stable name
//! about = "Tool, invoice export"
//! table = "invoices"                # or leave_out = "why no row of it is ours"; both: why none is where nothing names its month
//! fingerprint = ["No", ["Client", "Customer"]]   # headings that must all be there; of alternatives one
//! header_rows = 2                   # when the headings stand in several rows
//! date_order = "day_first"          # or month_first, iso
//! duration_unit = "hours"           # or minutes, seconds, milliseconds
//! grid = true                       # days, weeks or months are headings, beside the columns named here
//! only = true                       # with any other heading it is another table
//! first_line = ["Member"]           # headings of whose cells only the first line counts
//! lines = "totals"                  # a row is a line: totals repeated on every line; "amounts": each line has its own
//! [columns]                         # heading to field or helper; of several for one field the first that is filled counts
//! "No" = "number"
//! [packed."Log Work"]               # heading whose every cell is an entry: separator, parts, duration_unit
//! [ignore]                          # heading to why it means nothing to us
//! [set_apart]                       # heading to values whose rows did not take place
//! [kept]                            # heading to the values of rows that are ours; others are other sides of an entry
//! [values."Status"]                 # heading, word to code, where the tool means something else by the word
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;

use super::header::compact;
use super::lines::Lines;
use crate::model::Table;
use crate::model::key::fold;

/// A heading of a fingerprint.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Mark {
    /// This heading.
    One(String),
    /// Any of these.
    Any(Vec<String>),
}

impl Mark {
    /// The headings that will do.
    pub fn headings(&self) -> &[String] {
        match self {
            Mark::One(heading) => std::slice::from_ref(heading),
            Mark::Any(headings) => headings,
        }
    }
}

/// How a cell packs several values.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Packing {
    /// What stands between the parts.
    pub separator: String,
    /// Field of each part, empty for one that means nothing to us. The first part may hold the separator itself.
    pub parts: Vec<String>,
    /// What a bare number of the duration counts.
    #[serde(default)]
    pub duration_unit: String,
}

impl Packing {
    /// The parts of a cell, each with its field, from the last to the first.
    pub fn split<'t>(&'t self, cell: &'t str) -> Vec<(&'t str, &'t str)> {
        let parts = cell.rsplitn(self.parts.len().max(1), &self.separator);
        let fields = self.parts.iter().rev().map(String::as_str);
        parts.zip(fields).collect()
    }
}

/// The layout of a known tool's export.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Stable name.
    pub source: String,
    /// What it is, for people.
    #[serde(default)]
    pub about: String,
    /// The table it is; several layouts of one tool are several sources. None with `leave_out`.
    #[serde(default)]
    pub table: Option<Table>,
    /// Why no row of this layout is in a table of ours; beside `table`, where nothing names the month of its rows.
    #[serde(default)]
    pub leave_out: String,
    /// Headings that must all be there; of alternatives one.
    #[serde(default)]
    pub fingerprint: Vec<Mark>,
    /// Rows that the headings take; 0 when nobody knows.
    #[serde(default)]
    pub header_rows: u32,
    /// `day_first`, `month_first` or `iso`, where the tool fixes it.
    #[serde(default)]
    pub date_order: String,
    /// `hours`, `minutes`, `seconds`, `milliseconds`, where the tool fixes it.
    #[serde(default)]
    pub duration_unit: String,
    /// True for a layout with days, weeks or months as headings, beside the columns it names.
    #[serde(default)]
    pub grid: bool,
    /// True when a table with any other heading is another one: for headings that many tables have.
    #[serde(default)]
    pub only: bool,
    /// Headings whose cells say more below their first line: a job title under a name.
    #[serde(default)]
    pub first_line: Vec<String>,
    /// One row is one line of an invoice.
    #[serde(default)]
    pub lines: Option<Lines>,
    /// Headings of columns whose every cell is an entry of its own.
    #[serde(default)]
    pub packed: BTreeMap<String, Packing>,
    /// Heading to field.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// Headings that mean nothing to us, and why.
    #[serde(default)]
    pub ignore: BTreeMap<String, String>,
    /// Heading to the values whose rows are set apart.
    #[serde(default)]
    pub set_apart: BTreeMap<String, Vec<String>>,
    /// Heading to the values of the rows that are read.
    #[serde(default)]
    pub kept: BTreeMap<String, Vec<String>>,
    /// Heading to what words in its column mean in this tool.
    #[serde(default)]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

impl Source {
    /// The same with its headings as they are compared.
    pub(super) fn compacted(self) -> Source {
        let compacted = |headings: &[String]| headings.iter().map(|one| compact(one)).collect();
        Source {
            fingerprint: { self.fingerprint.iter() }
                .map(|mark| Mark::Any(compacted(mark.headings())))
                .collect(),
            first_line: compacted(&self.first_line),
            packed: by_key(self.packed),
            columns: by_key(self.columns),
            ignore: by_key(self.ignore),
            set_apart: by_key(self.set_apart),
            kept: by_key(self.kept),
            values: by_key(self.values),
            ..self
        }
    }

    /// The field of a heading, by its key.
    pub fn field(&self, key: &str) -> Option<&str> {
        self.columns.get(key).map(String::as_str)
    }

    /// How the cells below a heading pack an entry.
    pub fn packing(&self, key: &str) -> Option<&Packing> {
        self.packed.get(key)
    }

    /// True for a heading of whose cells only the first line counts.
    pub fn takes_first_line(&self, key: &str) -> bool {
        self.first_line.iter().any(|heading| heading == key)
    }

    /// True for a heading that the layout leaves out on purpose.
    pub fn ignores(&self, key: &str) -> bool {
        self.ignore.contains_key(key)
    }

    /// Values of a heading whose rows are set apart.
    pub fn set_apart(&self, key: &str) -> &[String] {
        self.set_apart.get(key).map_or(&[], Vec::as_slice)
    }

    /// Values of a heading without which a row is none of ours.
    pub fn kept(&self, key: &str) -> &[String] {
        self.kept.get(key).map_or(&[], Vec::as_slice)
    }

    /// What a word means in the column of a heading.
    pub fn value(&self, key: &str, word: &str) -> Option<&str> {
        let wanted = fold(word);
        { self.values.get(key)? }
            .iter()
            .find(|(known, _)| fold(known) == wanted)
            .map(|(_, code)| code.as_str())
    }

    /// True when every heading of the fingerprint is among the keys.
    pub fn is_in(&self, has: impl Fn(&str) -> bool) -> bool {
        let there = |mark: &Mark| mark.headings().iter().any(|heading| has(heading));
        !self.fingerprint.is_empty() && self.fingerprint.iter().all(there)
    }
}

/// What is said of headings, by their keys; of headings with one key the first counts.
fn by_key<T>(by_heading: BTreeMap<String, T>) -> BTreeMap<String, T> {
    let mut by_key = BTreeMap::new();
    for (heading, said) in by_heading {
        by_key.entry(compact(&heading)).or_insert(said);
    }
    by_key
}
