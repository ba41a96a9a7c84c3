//! A list read column by column: each different cell of a column is read once. A row with anything out of the ordinary is
//! read by itself, by [`Reader::read`]; only such rows have problems.

use super::apart::Apart;
use super::clock::{clock, is_too_long};
use super::columns::Slot;
use super::facts::{Batch, Beside, Fact};
use super::gathered::{Gathered, Reading};
use super::reader::{Reader, is_nothing};
use super::sheet::{Cell, ColumnCells, NO_CELL};
use super::typed;
use super::words::Helper;
use crate::model::{Duration, Field, Table, Value};

/// Merged blocks are followed in rows up to this many; larger ones are decoration.
const LONGEST_MERGE: u32 = 20_000;

/// The values of a list before its doubtful rows are read.
pub struct List {
    /// 1-based rows.
    rows: Vec<u32>,
    /// One for each field; none where no column is bound to it.
    fields: Vec<Option<Gathered>>,
    /// Rows that are to be read by themselves.
    doubtful: Vec<bool>,
}

/// What became of a row of a list whose values are not those in the columns.
pub enum Turn {
    /// It was read by itself; one row may be two entries.
    Read(Vec<Fact>),
    /// It is in no figure.
    Aside,
}

impl Turn {
    /// The first entry of the row.
    pub fn first(&self) -> Option<Fact> {
        match self {
            Turn::Read(facts) => facts.first().cloned(),
            Turn::Aside => None,
        }
    }
}

/// The turns of rows that are not plain, by ascending place of the row.
#[derive(Default)]
pub struct Turns(Vec<(usize, Turn)>);

impl Turns {
    /// Adds the turn of a row behind the others.
    pub fn push(&mut self, row: usize, turn: Turn) {
        self.0.push((row, turn));
    }

    /// True when all rows are plain.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The turn of each of so many rows; none for a plain one.
    pub fn of_rows(&self, rows: usize) -> impl Iterator<Item = Option<&Turn>> {
        let mut turns = self.0.iter().peekable();
        (0..rows).map(move |at| {
            let own = turns.next_if(|(row, _)| *row == at);
            own.map(|(_, turn)| turn)
        })
    }
}

impl List {
    /// Reads the bound columns of some rows.
    pub fn read(reader: &Reader<'_>, rows: Vec<u32>, apart: &Apart) -> List {
        let mut list = List {
            doubtful: vec![false; rows.len()],
            fields: (0..reader.schema.fields.len()).map(|_| None).collect(),
            rows,
        };
        for bound in &reader.mapping.bound {
            if let Slot::Field(at) = bound.slot {
                list.read_column(reader, bound.column, at);
            }
        }
        list.doubt_merged(reader);
        list.doubt_apart(reader, apart);
        list.doubt_helpers(reader);
        list.doubt_spares(reader);
        list.doubt_clocks(reader);
        list.doubt_stretches(reader);
        list.doubt_currencies(reader);
        list.doubt_missing(reader);
        list.doubt_unmarked(reader);
        list
    }

    /// True for a row that is to be read by itself.
    pub fn is_doubtful(&self, at: usize) -> bool {
        self.doubtful[at]
    }

    /// Puts a text into every row that has none in a field.
    pub fn fill(&mut self, field: usize, text: &str) {
        let rows = self.rows.len();
        self.fields[field]
            .get_or_insert_with(|| Gathered::nothing(rows))
            .fill(text);
    }

    /// The rows that are used, with the values of those that were read by themselves.
    pub fn finish(mut self, table: Table, source: u32, turns: &Turns) -> Batch {
        let count = self.rows.len();
        let (rows, besides) = self.used(turns);
        let absent = || Gathered::nothing(count);
        let columns = (0..)
            .zip(self.fields)
            .map(|(at, field)| field.unwrap_or_else(absent).finish(at, turns))
            .collect();
        let mut batch = Batch::new(table, source, rows, columns);
        besides
            .into_iter()
            .for_each(|(at, beside)| batch.put_beside(at, beside));
        batch
    }

    /// The rows that are used, one for each entry, and what is beside the values of those that were read by themselves.
    fn used(&mut self, turns: &Turns) -> (Vec<u32>, Vec<(usize, Beside)>) {
        let read = std::mem::take(&mut self.rows);
        if turns.is_empty() {
            return (read, Vec::new());
        }
        let mut rows = Vec::with_capacity(read.len());
        let mut besides = Vec::new();
        for (row, turn) in read.iter().zip(turns.of_rows(read.len())) {
            match turn {
                None => rows.push(*row),
                Some(Turn::Aside) => {}
                Some(Turn::Read(facts)) => {
                    for fact in facts {
                        besides.push((rows.len(), fact.beside()));
                        rows.push(*row);
                    }
                }
            }
        }
        (rows, besides)
    }

    fn cells<'s>(&self, reader: &Reader<'s>, column: u32) -> Option<ColumnCells<'s>> {
        reader.grid.sheet.column(column, &self.rows)
    }

    fn read_column<'s>(&mut self, reader: &Reader<'s>, column: u32, at: usize) {
        let Some(cells) = self.cells(reader, column) else {
            return;
        };
        let field = &reader.schema.fields[at];
        let habits = reader.habits_of(column);
        let amounts = &reader.knowledge.words.amounts;
        let read = |cell: &Cell<'s>| {
            if is_nothing(cell, field) {
                return Reading::Absent;
            }
            if reader.means_more(column, cell, field) {
                return Reading::Doubtful;
            }
            if let Some(text) = typed::as_it_stands(cell, field) {
                return Reading::Text(text);
            }
            match typed::read(cell, field, habits, amounts) {
                Ok((value, None)) if !is_correction(&value, field, reader.schema.table) => {
                    Reading::Value(value)
                }
                _ => Reading::Doubtful,
            }
        };
        let doubtful = &mut self.doubtful;
        let gathered = Gathered::read(cells, read, |row| doubtful[row] = true);
        self.fields[at] = Some(gathered);
    }

    /// A merged block gives its first cell's value to the cells it covers.
    fn doubt_merged(&mut self, reader: &Reader<'_>) {
        for block in &reader.grid.sheet.merges {
            if block.bottom - block.top <= LONGEST_MERGE {
                let from = self.rows.partition_point(|row| *row < block.top);
                let to = self.rows.partition_point(|row| *row <= block.bottom);
                self.doubtful[from..to.max(from)].fill(true);
            }
        }
    }

    /// Rows that a value sets apart; and all where a column keeps some, since an empty cell is none of those.
    fn doubt_apart(&mut self, reader: &Reader<'_>, apart: &Apart) {
        if apart.keeps_some() {
            self.doubtful.fill(true);
        }
        for column in apart.columns() {
            self.doubt_cells(reader, column, |cells, id| {
                apart.may_hold(column, &cells.cell(id), &reader.knowledge.words)
            });
        }
    }

    /// Rows where a cell of a column is doubtful; each different cell is looked at once.
    fn doubt_cells(
        &mut self,
        reader: &Reader<'_>,
        column: u32,
        is_doubtful: impl Fn(&ColumnCells<'_>, u32) -> bool,
    ) {
        let Some(cells) = self.cells(reader, column) else {
            return;
        };
        let mut known: Vec<Option<bool>> = vec![None; cells.different()];
        for (row, id) in cells
            .ids
            .iter()
            .enumerate()
            .filter(|(_, id)| **id != NO_CELL)
        {
            let doubtful = known[*id as usize].get_or_insert_with(|| is_doubtful(&cells, *id));
            self.doubtful[row] |= *doubtful;
        }
    }

    /// Fields that are read from several columns, and crosses that one column's field is read from.
    fn doubt_spares(&mut self, reader: &Reader<'_>) {
        for (column, _) in &reader.mapping.spares {
            self.doubt_cells(reader, *column, |_, _| true);
        }
        if !reader.crosses.is_empty() {
            self.doubtful.fill(true);
        }
    }

    /// What other helpers do is done row by row; start and end only check. Which way money went and what an invoice is
    /// are told by several cells, which way a rate is told by its heading.
    fn doubt_helpers(&mut self, reader: &Reader<'_>) {
        let checks = [Slot::Helper(Helper::StartsAt), Slot::Helper(Helper::EndsAt)];
        let does_more = |slot: Slot| matches!(slot, Slot::Helper(_)) && !checks.contains(&slot);
        let bound = &reader.mapping.bound;
        let told_by_rows = matches!(
            reader.schema.table,
            Table::Payments
                | Table::Invoices
                | Table::Rates
                | Table::Goals
                | Table::Leave
                | Table::Holidays
        );
        let monthly = reader.has_monthly_fees() || reader.has_monthly_hours();
        let told_by_rows = told_by_rows
            || reader.has_rates_of_a_day()
            || reader.has_lengths_in_days()
            || reader.counts_days_of_weeks();
        let agreed = monthly || reader.mapping.of_contracts || reader.has_taxed_amounts();
        if told_by_rows || agreed || bound.iter().any(|b| does_more(b.slot)) {
            self.doubtful.fill(true);
        }
    }

    fn doubt_absent(&mut self, field: usize) {
        match &self.fields[field] {
            None => self.doubtful.fill(true),
            Some(values) => {
                for (at, doubtful) in self.doubtful.iter_mut().enumerate() {
                    *doubtful |= !values.has(at);
                }
            }
        }
    }

    /// Weeks and months are spread over their days.
    fn doubt_stretches(&mut self, reader: &Reader<'_>) {
        if reader.stretch_of_days().is_some() {
            self.doubtful.fill(true);
        }
    }

    /// Entries longer than the time between their start and their end.
    fn doubt_clocks(&mut self, reader: &Reader<'_>) {
        let clocks = |helper: Helper| {
            let cells = self.cells(reader, reader.mapping.helper(helper)?)?;
            Some(Clocks::of(cells))
        };
        let (Some(mut starts), Some(mut ends)) = (clocks(Helper::StartsAt), clocks(Helper::EndsAt))
        else {
            return;
        };
        let length = reader.schema.position("duration");
        let Some(lengths) = length.and_then(|at| self.fields[at].as_ref()) else {
            return;
        };
        for (at, doubtful) in self.doubtful.iter_mut().enumerate() {
            if let (Some(length), Some(start), Some(end)) =
                (lengths.integer(at), starts.at(at), ends.at(at))
            {
                *doubtful |= is_too_long(Duration(length), start, end);
            }
        }
    }

    /// The currency of a heading, else of what stands above the table, holds for every row that names none.
    fn doubt_currencies(&mut self, reader: &Reader<'_>) {
        let Some(field) = reader.schema.position("currency") else {
            return;
        };
        let code = reader.currency_for_all();
        if !reader.grid.sheet.signs.is_empty() {
            for (row, doubtful) in self.rows.iter().zip(&mut self.doubtful) {
                let own = reader.currency_of_row(*row);
                *doubtful |= own.is_some() && own != code;
            }
        }
        if let Some(code) = code {
            self.fill(field, &code);
        }
    }

    /// Empty cells that say something beside marks.
    fn doubt_unmarked(&mut self, reader: &Reader<'_>) {
        let column = reader.mapping.column_of(reader.schema, "billable");
        let told = column.and_then(|column| reader.habits_of(column).unmarked);
        if let Some(at) = reader
            .schema
            .position("billable")
            .filter(|_| told.is_some())
        {
            self.doubt_absent(at);
        }
    }

    fn doubt_missing(&mut self, reader: &Reader<'_>) {
        for (at, field) in reader.schema.fields.iter().enumerate() {
            if field.needed {
                self.doubt_absent(at);
            }
        }
    }
}

/// Clock times of a column, each different cell read once.
struct Clocks<'s> {
    cells: ColumnCells<'s>,
    known: Vec<Option<Option<Duration>>>,
}

impl<'s> Clocks<'s> {
    fn of(cells: ColumnCells<'s>) -> Clocks<'s> {
        let known = vec![None; cells.different()];
        Clocks { cells, known }
    }

    fn at(&mut self, row: usize) -> Option<Duration> {
        match self.cells.ids[row] {
            NO_CELL => None,
            id => {
                let cell = || clock(&self.cells.cell(id));
                *self.known[id as usize].get_or_insert_with(cell)
            }
        }
    }
}

/// A time entry below zero, which is used and told.
fn is_correction(value: &Value, field: &Field, table: Table) -> bool {
    let below = matches!(value, Value::Duration(length) if *length < Duration::ZERO);
    below && table == Table::Time && field.name == "duration"
}
