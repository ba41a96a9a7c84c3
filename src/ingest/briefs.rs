//! The briefs of a table's rows, made column by column: a row with a date whose first cells can be no label is data whatever
//! else it holds, and is never looked at as a row.

use super::grid::text;
use super::rows::{Brief, Shape, is_dated};
use super::sheet::{Cell, Cells, NO_CELL, are_stored_together};
use super::totals::{FIRST_CELLS, Says, may_label};
use super::value::Decimal;
use crate::model::Kind;

impl Shape<'_> {
    /// A brief of every row that has a cell.
    pub(super) fn briefs(&self) -> Vec<Brief> {
        let counts = self.grid.sheet.counts_within(self.rows.0, self.rows.1);
        let rows: Vec<u32> = counts.map(|(row, _)| row).collect();
        let mut columns = Columns::of(self);
        let mut briefs = Vec::with_capacity(rows.len());
        for together in rows.chunk_by(|one, other| are_stored_together(*one, *other)) {
            columns.brief(together, &mut briefs);
        }
        briefs
    }

    /// Columns that hold words.
    fn words(&self) -> u64 {
        (self.columns.0..=self.columns.1)
            .filter(|column| self.holds_words(*column))
            .fold(0, |mask, column| mask | self.bit(column))
    }
}

/// What is known of the different cells of a column.
struct Known<'s, T> {
    column: u32,
    cells: Cells<'s>,
    known: Vec<Option<T>>,
}

impl<'s, T: Copy> Known<'s, T> {
    fn of(shape: &Shape<'s>, column: u32) -> Option<Known<'s, T>> {
        let cells = shape.grid.sheet.cells(column)?;
        let known = vec![None; cells.different()];
        Some(Known {
            column,
            cells,
            known,
        })
    }

    fn ids(&self, shape: &Shape<'s>, rows: &[u32]) -> Vec<u32> {
        shape.grid.sheet.ids(self.column, rows)
    }

    fn get(&mut self, id: u32, find: impl FnOnce(Cell<'s>) -> T) -> T {
        *self.known[id as usize].get_or_insert_with(|| find(self.cells.cell(id)))
    }
}

/// What a cell is where a label may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum First {
    /// No text.
    Value,
    /// A text that is no label.
    Text,
    /// A text that may be one.
    Label,
}

/// The columns that tell what a row is; each different cell is looked at once.
struct Columns<'l, 's> {
    shape: &'l Shape<'s>,
    /// No row is told without being looked at: more columns than a mask has bits, or names that are the keys.
    one_by_one: bool,
    words: u64,
    measure: Option<(Known<'s, Option<i64>>, Decimal)>,
    /// Columns of dates, where the cell tells, and of documents' numbers, where any cell does.
    keys: Vec<(Known<'s, bool>, bool)>,
    /// By column from the table's first; made when they are needed.
    labels: Vec<Option<Labels<'s>>>,
}

struct Labels<'s> {
    known: Known<'s, First>,
    /// Of the rows that are looked at together; empty before they are needed.
    ids: Vec<u32>,
}

impl<'l, 's> Columns<'l, 's> {
    fn of(shape: &'l Shape<'s>) -> Columns<'l, 's> {
        let measure = shape.measure().and_then(|column| {
            let known = Known::of(shape, column)?;
            Some((known, shape.decimal_of(column)))
        });
        let keys = shape.mapping.bound.iter().filter_map(|bound| {
            let inside = (shape.columns.0..=shape.columns.1).contains(&bound.column);
            let dated = match shape.kind_of(bound.column)? {
                (Kind::Date, _) if inside => true,
                (Kind::Number, at) if inside && shape.schema.fields[at].needed => false,
                _ => return None,
            };
            Some((Known::of(shape, bound.column)?, dated))
        });
        Columns {
            shape,
            one_by_one: shape.columns.1 - shape.columns.0 >= u64::BITS || shape.keys_are_names(),
            words: shape.words(),
            measure,
            keys: keys.collect(),
            labels: Vec::new(),
        }
    }

    /// Adds the briefs of some rows that are stored together.
    fn brief(&mut self, rows: &[u32], briefs: &mut Vec<Brief>) {
        let shape = self.shape;
        let amounts = self.amounts(rows);
        let amount = |at: usize| amounts.get(at).copied().flatten();
        if self.one_by_one {
            let each = rows.iter().enumerate();
            briefs.extend(each.filter_map(|(at, row)| shape.brief_of(*row, amount(at))));
            return;
        }
        let masks = shape.grid.sheet.masks(rows, shape.columns);
        let keyed = self.keyed(rows);
        let labels = self.labels.iter_mut().flatten();
        labels.for_each(|labels| labels.ids.clear());
        for (at, row) in rows.iter().enumerate() {
            let mask = masks[at];
            if !keyed[at] || self.may_be_labelled(rows, at, mask) {
                briefs.extend(shape.brief_of(*row, amount(at)));
                continue;
            }
            briefs.push(Brief {
                number: *row,
                filled: mask.count_ones(),
                first: shape.columns.0 + mask.trailing_zeros(),
                columns: mask,
                keyed: true,
                bare: mask & self.words == 0,
                amount: amount(at),
                says: Says::Nothing,
                kind: None,
            });
        }
    }

    /// Rows with a date, or with the number of a document.
    fn keyed(&mut self, rows: &[u32]) -> Vec<bool> {
        let mut keyed = vec![false; rows.len()];
        for (known, dated) in &mut self.keys {
            for (keyed, id) in keyed.iter_mut().zip(known.ids(self.shape, rows)) {
                *keyed |= id != NO_CELL && known.get(id, |cell| !*dated || is_dated(&cell));
            }
        }
        keyed
    }

    /// What each row's measure reads as; nothing without a measure.
    fn amounts(&mut self, rows: &[u32]) -> Vec<Option<i64>> {
        let shape = self.shape;
        let Some((known, decimal)) = &mut self.measure else {
            return Vec::new();
        };
        let column = known.column;
        let amount = |id: u32| match id {
            NO_CELL => None,
            id => known.get(id, |cell| shape.amount(&cell, column, *decimal)),
        };
        let ids = shape.grid.sheet.ids(column, rows);
        ids.into_iter().map(amount).collect()
    }

    /// True when one of a row's first cells, or its first text, may be a label.
    fn may_be_labelled(&mut self, rows: &[u32], at: usize, mask: u64) -> bool {
        let (mut seen, mut texts, mut rest) = (0, 0, mask);
        while rest != 0 && (seen < FIRST_CELLS || texts == 0) {
            let column = rest.trailing_zeros();
            rest &= rest - 1;
            seen += 1;
            match self.first(column, rows, at) {
                First::Value => {}
                First::Text => texts += 1,
                First::Label => return true,
            }
        }
        false
    }

    fn first(&mut self, place: u32, rows: &[u32], at: usize) -> First {
        let shape = self.shape;
        let column = shape.columns.0 + place;
        let place = place as usize;
        if self.labels.len() <= place {
            self.labels.resize_with(place + 1, || None);
        }
        if self.labels[place].is_none() {
            let known = Known::of(shape, column);
            let ids = Vec::new();
            self.labels[place] = known.map(|known| Labels { known, ids });
        }
        let Some(Labels { known, ids }) = &mut self.labels[place] else {
            return First::Value;
        };
        if ids.is_empty() {
            *ids = known.ids(shape, rows);
        }
        match ids[at] {
            NO_CELL => First::Value,
            id => known.get(id, |cell| match text(&cell) {
                None => First::Value,
                Some(text) if may_label(shape, text) => First::Label,
                Some(_) => First::Text,
            }),
        }
    }
}
