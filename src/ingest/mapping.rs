//! What each column of a table was found to mean.

use super::words::Helper;
use crate::model::{Phrase, Schema, Table};

/// What a column is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// A field, by its position in the schema.
    Field(usize),
    /// Something that helps to fill fields.
    Helper(Helper),
}

/// A column that means something.
#[derive(Clone, Debug)]
pub struct Bound {
    /// 1-based.
    pub column: u32,
    /// What it means.
    pub slot: Slot,
    /// 0..1.
    pub confidence: f64,
    /// Why.
    pub because: Phrase,
    /// What it adds to the table's score.
    pub(super) weight: f64,
    /// Bound by a heading that names the field and nothing else.
    pub(super) strong: bool,
}

/// All columns of a table under one schema.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// The table tried.
    pub table: Table,
    /// Columns that mean something, by column.
    pub bound: Vec<Bound>,
    /// Columns that wanted a field another column has: (column, field, winner).
    pub losers: Vec<(u32, usize, u32)>,
    /// Further columns of a field that is read from several: (column, field).
    pub spares: Vec<(u32, usize)>,
    /// A column that holds two levels, and the field of the names that stand alone above its rows.
    pub level_above: Option<(u32, usize)>,
    /// Its projects are those that a list of contracts names: an amount that no heading calls a month's is the whole contract's.
    pub of_contracts: bool,
    /// Of these projects the column that calls their contracts, which have no numbers: it says what kind they are.
    pub numberless: Option<u32>,
    /// Of contracts and of these projects the column that says what kind of work each is.
    pub kinds: Option<u32>,
    /// Sum of what the columns tell about the table.
    pub weight: f64,
    /// Strong headings among them.
    pub strong: usize,
}

impl Mapping {
    /// No column bound.
    pub fn empty(table: Table) -> Mapping {
        Mapping {
            table,
            bound: Vec::new(),
            losers: Vec::new(),
            spares: Vec::new(),
            level_above: None,
            of_contracts: false,
            numberless: None,
            kinds: None,
            weight: 0.0,
            strong: 0,
        }
    }

    /// The column of a field.
    pub fn column_of(&self, schema: &Schema, field: &str) -> Option<u32> {
        let at = schema.position(field)?;
        self.bound
            .iter()
            .find(|bound| bound.slot == Slot::Field(at))
            .map(|bound| bound.column)
    }

    /// The column of a helper.
    pub fn helper(&self, helper: Helper) -> Option<u32> {
        self.bound
            .iter()
            .find(|bound| bound.slot == Slot::Helper(helper))
            .map(|bound| bound.column)
    }

    /// What a column is bound to.
    pub fn slot_of(&self, column: u32) -> Option<&Bound> {
        self.bound.iter().find(|bound| bound.column == column)
    }

    /// True for a column that is read beside another of its field.
    pub fn is_spare(&self, column: u32) -> bool {
        self.spares.iter().any(|(spare, _)| *spare == column)
    }

    /// True for a column that is bound by a clear heading.
    pub fn is_strong(&self, column: u32) -> bool {
        self.slot_of(column).is_some_and(|bound| bound.strong)
    }

    /// The strong heading of a field's column.
    pub fn strongly(&self, schema: &Schema, field: &str) -> Option<u32> {
        let at = schema.position(field)?;
        self.bound
            .iter()
            .find(|bound| bound.slot == Slot::Field(at) && bound.strong)
            .map(|bound| bound.column)
    }

    /// Binds a column by decree: a decision, or a wide grid's own meaning.
    pub fn bind(&mut self, column: u32, slot: Slot, because: Phrase) {
        self.bind_as(column, slot, because, 1.0);
    }

    /// Binds a column as surely as is told.
    pub fn bind_as(&mut self, column: u32, slot: Slot, because: Phrase, confidence: f64) {
        self.bound
            .retain(|bound| bound.column != column && bound.slot != slot);
        self.spares.retain(|(spare, _)| *spare != column);
        self.bound.push(Bound {
            column,
            slot,
            confidence,
            because,
            weight: 0.0,
            strong: false,
        });
        self.bound.sort_by_key(|bound| bound.column);
    }

    /// Binds a column to what others mean as well.
    pub fn bind_beside(&mut self, column: u32, slot: Slot, because: Phrase) {
        let others: Vec<Bound> = { self.bound.iter() }
            .filter(|bound| bound.slot == slot && bound.column != column)
            .cloned()
            .collect();
        self.bind(column, slot, because);
        self.bound.extend(others);
        self.bound.sort_by_key(|bound| bound.column);
    }

    /// Takes a column's meaning away.
    pub fn unbind(&mut self, column: u32) {
        self.bound.retain(|bound| bound.column != column);
        self.spares.retain(|(spare, _)| *spare != column);
    }
}
