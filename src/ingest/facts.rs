//! Rows as typed values, before names are made one and before they become frames. They lie in batches, column by column;
//! a [`Fact`] is one of them by itself.

use std::collections::BTreeSet;

use super::value;
use crate::model::column::retain;
use crate::model::phrase::phrase;
use crate::model::{Duration, Phrase, Schema, Table, Value, ValueColumn};

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

    /// What it has besides its values.
    pub fn beside(&self) -> Beside {
        Beside {
            column: self.column,
            week_share: self.week_share,
            until: self.until,
        }
    }

    /// Puts a value into a field of the schema.
    pub fn set(&mut self, schema: &Schema, field: &str, value: Option<Value>) {
        if let Some(at) = schema.position(field) {
            self.values[at] = value;
        }
    }
}

/// Rows of one table from one sheet, column by column.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The table they belong to.
    pub table: Table,
    /// Index into the run's sheets.
    pub source: u32,
    /// 1-based rows.
    pub rows: Vec<u32>,
    /// Values in the schema's field order.
    pub columns: Vec<ValueColumn>,
    /// Of each row; empty when all are the same.
    besides: Vec<Beside>,
}

/// What a row has besides its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beside {
    /// As [`Fact::column`].
    pub column: u32,
    /// As [`Fact::week_share`].
    pub week_share: Option<i64>,
    /// As [`Fact::until`].
    pub until: Option<chrono::NaiveDate>,
}

impl Default for Beside {
    fn default() -> Beside {
        Beside {
            column: 1,
            week_share: None,
            until: None,
        }
    }
}

impl Beside {
    fn is_open(&self) -> bool {
        self.week_share.is_some() || self.until.is_some()
    }
}

impl Batch {
    /// Rows whose values are complete; one column for each field of the schema.
    pub fn new(table: Table, source: u32, rows: Vec<u32>, columns: Vec<ValueColumn>) -> Batch {
        debug_assert!(columns.iter().all(|column| column.len() == rows.len()));
        Batch {
            table,
            source,
            rows,
            columns,
            besides: Vec::new(),
        }
    }

    /// Adds a row of this table and sheet.
    pub fn push(&mut self, fact: Fact) {
        let beside = fact.beside();
        if beside != Beside::default() || !self.besides.is_empty() {
            self.besides.resize(self.rows.len(), Beside::default());
            self.besides.push(beside);
        }
        self.rows.push(fact.row);
        for (column, value) in self.columns.iter_mut().zip(fact.values) {
            column.push(value);
        }
    }

    /// Gives a row, counted from 0, what it has besides its values.
    pub fn put_beside(&mut self, at: usize, beside: Beside) {
        if beside != Beside::default() {
            self.besides.resize(self.rows.len(), Beside::default());
            self.besides[at] = beside;
        }
    }

    /// What each row has besides its values; empty where all have nothing.
    pub fn besides(&self) -> &[Beside] {
        &self.besides
    }

    /// What a row has besides its values.
    pub fn beside(&self, row: usize) -> Beside {
        self.besides.get(row).copied().unwrap_or_default()
    }

    /// Gives every row what it has besides its values.
    pub fn put_besides(&mut self, besides: Vec<Beside>) {
        debug_assert_eq!(besides.len(), self.rows.len());
        self.besides = besides;
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// True when some row has a share of the week or a last day, which other rows are needed for.
    pub fn is_open(&self) -> bool {
        self.besides.iter().any(Beside::is_open)
    }

    /// A row by itself, counted from 0.
    pub fn fact(&self, at: usize) -> Fact {
        let beside = self.beside(at);
        Fact {
            table: self.table,
            values: self.columns.iter().map(|column| column.get(at)).collect(),
            source: self.source,
            row: self.rows[at],
            column: beside.column,
            week_share: beside.week_share,
            until: beside.until,
        }
    }

    /// Every row by itself.
    pub fn facts(&self) -> impl Iterator<Item = Fact> {
        (0..self.len()).map(|at| self.fact(at))
    }

    /// A number for each row by which equal rows are found: all its values, its days on request.
    pub fn images(&self, days: bool) -> Vec<u64> {
        let mut images = vec![self.table as u64; self.len()];
        let told = |column: &&ValueColumn| days || !matches!(column, ValueColumn::Days(_));
        for column in self.columns.iter().filter(told) {
            column.mix_into(&mut images);
        }
        for (image, beside) in images.iter_mut().zip(&self.besides) {
            let until = beside.until.filter(|_| days).map(Value::Date);
            for value in [beside.week_share.map(Value::Share), until] {
                let mut one = ValueColumn::Nothing(0);
                one.push(value);
                one.mix_into(std::slice::from_mut(image));
            }
        }
        images
    }

    /// Keeps the rows whose flag says so.
    pub fn retain(&mut self, keep: &[bool]) {
        retain(&mut self.rows, keep);
        retain(&mut self.besides, keep);
        self.columns
            .iter_mut()
            .for_each(|column| column.retain(keep));
    }
}

/// All rows of a sheet, or of a run.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    batches: Vec<Batch>,
}

impl Facts {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.batches.iter().map(Batch::len).sum()
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets all rows.
    pub fn clear(&mut self) {
        self.batches.clear();
    }

    /// Adds a row to those of its table and sheet.
    pub fn push(&mut self, fact: Fact) {
        let mut batches = self.batches.iter_mut().rev();
        let own = batches.find(|batch| (batch.table, batch.source) == (fact.table, fact.source));
        match own {
            Some(batch) => batch.push(fact),
            None => {
                let columns = vec![ValueColumn::Nothing(0); fact.values.len()];
                let mut batch = Batch::new(fact.table, fact.source, Vec::new(), columns);
                batch.push(fact);
                self.batches.push(batch);
            }
        }
    }

    /// Adds rows.
    pub fn add(&mut self, batch: Batch) {
        if !batch.is_empty() {
            self.batches.push(batch);
        }
    }

    /// Adds all rows of another.
    pub fn append(&mut self, other: Facts) {
        self.batches.extend(other.batches);
    }

    /// Lets the values of a field go, by its place in the schema: of texts it stays known which rows have one.
    pub fn forget(&mut self, table: Table, at: usize) {
        let of_table = self.batches.iter_mut().filter(|batch| batch.table == table);
        of_table.for_each(|batch| batch.columns[at].forget());
    }

    /// Says of which sheet of the run all rows are.
    pub fn number(&mut self, source: u32) {
        for batch in &mut self.batches {
            batch.source = source;
        }
    }

    /// The batches, in the order of their sheets.
    pub fn batches(&self) -> &[Batch] {
        &self.batches
    }

    /// The batches of a table.
    pub fn of(&self, table: Table) -> impl Iterator<Item = &Batch> {
        self.batches
            .iter()
            .filter(move |batch| batch.table == table)
    }

    /// The batches, to be changed.
    pub fn batches_mut(&mut self) -> &mut [Batch] {
        &mut self.batches
    }

    /// The batches of a table, each with the place of its first row among all rows.
    pub fn placed(&self, table: Table) -> impl Iterator<Item = (usize, &Batch)> {
        let mut next = 0;
        let placed = self.batches.iter().map(move |batch| {
            let first = next;
            next += batch.len();
            (first, batch)
        });
        placed.filter(move |(_, batch)| batch.table == table)
    }

    /// Rows of a table by themselves, each with its place among all rows.
    pub fn numbered(&self, table: Table) -> impl Iterator<Item = (usize, Fact)> {
        self.placed(table)
            .flat_map(|(first, batch)| (first..).zip(batch.facts()))
    }

    /// Sheet and row of every row.
    pub fn places(&self) -> impl Iterator<Item = (u32, u32)> {
        self.batches
            .iter()
            .flat_map(|batch| batch.rows.iter().map(|row| (batch.source, *row)))
    }

    /// Drops rows by their place among all rows.
    pub fn drop_rows(&mut self, gone: &BTreeSet<usize>) {
        let mut first = 0;
        for batch in &mut self.batches {
            let places = first..first + batch.len();
            first = places.end;
            if gone.range(places.clone()).next().is_some() {
                let keep: Vec<bool> = places.map(|at| !gone.contains(&at)).collect();
                batch.retain(&keep);
            }
        }
        self.batches.retain(|batch| !batch.is_empty());
    }

    /// Every row by itself.
    pub fn iter(&self) -> impl Iterator<Item = Fact> {
        self.batches.iter().flat_map(Batch::facts)
    }

    /// Takes some batches out, as rows by themselves.
    pub fn take(&mut self, wanted: impl Fn(&Batch) -> bool) -> Vec<Fact> {
        let mut taken = Vec::new();
        self.batches.retain(|batch| {
            let take = wanted(batch);
            if take {
                taken.extend(batch.facts());
            }
            !take
        });
        taken
    }

    /// The batches, ordered by sheet; those of a sheet stay in order.
    pub fn into_batches(mut self) -> Vec<Batch> {
        self.batches.sort_by_key(|batch| batch.source);
        self.batches
    }
}

impl From<Batch> for Facts {
    fn from(batch: Batch) -> Facts {
        let batches = vec![batch];
        Facts { batches }
    }
}

impl Extend<Fact> for Facts {
    fn extend<I: IntoIterator<Item = Fact>>(&mut self, facts: I) {
        facts.into_iter().for_each(|fact| self.push(fact));
    }
}

/// What the reports lack because of a row that is set aside.
pub fn set_aside_effect(table: Table) -> Phrase {
    phrase("the row is in no figure of {}", &[&table])
}

/// A whole working day.
pub const WORKDAY: Duration = Duration::hours(value::WORKDAY_HOURS);
