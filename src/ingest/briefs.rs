//! The briefs of a table's rows, made column by column: a row with a date whose first cells can be no label is data whatever
//! else it holds, and is never looked at as a row. Where all rows are such, and plainly so, not even briefs are made.

use super::grid::text;
use super::rows::{Brief, CELLS_OF_A_TITLE, Shape, is_dated};
use super::sheet::{Cell, Cells, NO_CELL, are_stored_together};
use super::totals::{FIRST_CELLS, Says, may_label};
use super::value::Decimal;
use crate::model::{Kind, Table};

impl Shape<'_> {
    /// Every row that has a cell.
    pub(super) fn filled_rows(&self) -> Vec<u32> {
        let counts = self.grid.sheet.counts_within(self.rows.0, self.rows.1);
        counts.map(|(row, _)| row).collect()
    }

    /// The first column that means anything, as a mask.
    fn outermost(&self) -> u64 {
        let mut columns = self.views.iter().map(|view| view.column);
        let first = columns.find(|column| self.kind_of(*column).is_some());
        first.map_or(0, |column| self.bit(column))
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

impl First {
    fn of(shape: &Shape<'_>, cell: &Cell<'_>) -> First {
        match text(cell) {
            None => First::Value,
            Some(text) if may_label(shape, text) => First::Label,
            Some(_) => First::Text,
        }
    }
}

/// The columns that tell what a row is; each different cell is looked at once.
pub(super) struct Columns<'l, 's> {
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
    /// Those of a table.
    pub(super) fn of(shape: &'l Shape<'s>) -> Columns<'l, 's> {
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

    /// A brief of each of some rows that have a cell.
    pub(super) fn briefs(&mut self, rows: &[u32]) -> Vec<Brief> {
        let mut briefs = Vec::with_capacity(rows.len());
        for together in rows.chunk_by(|one, other| are_stored_together(*one, *other)) {
            self.brief(together, &mut briefs);
        }
        briefs
    }

    /// True where briefs of some rows would tell nothing: each of them is data with words and a key, none is as short as what
    /// stands between data, and nothing is printed once for several. What is no data mostly stands at the end.
    pub(super) fn are_plain(&mut self, rows: &[u32]) -> bool {
        let shape = self.shape;
        if self.one_by_one || !shape.periods.is_empty() || shape.schema.table == Table::Leave {
            return false;
        }
        let outermost = shape.outermost();
        let parts = rows.chunk_by(|one, other| are_stored_together(*one, *other));
        let parts: Vec<&[u32]> = parts.collect();
        parts.into_iter().rev().all(|together| {
            let common = self.filled_by_plain(together);
            common.is_some_and(|common| common & outermost == outermost)
        })
    }

    /// The columns that each of some rows fills, which are stored together; none where one of them may be anything but data.
    fn filled_by_plain(&mut self, rows: &[u32]) -> Option<u64> {
        let words = self.words;
        let masks = self.shape.grid.sheet.masks(rows, self.shape.columns);
        // what else stands between data is shorter than titles are
        let full = |mask: &u64| mask.count_ones() > CELLS_OF_A_TITLE && mask & words != 0;
        let plain = masks.iter().all(full)
            && !self.keyed(rows).contains(&false)
            && !self.may_hold_label(rows);
        plain.then(|| {
            masks
                .into_iter()
                .fold(u64::MAX, |common, mask| common & mask)
        })
    }

    /// True when one of the first cells of some row may be a label. Columns are looked at until each row has had enough cells,
    /// so that a label further right in one of them counts too.
    fn may_hold_label(&mut self, rows: &[u32]) -> bool {
        self.forget_ids();
        let (mut cells, mut texts) = (vec![0; rows.len()], vec![false; rows.len()]);
        for place in 0..=self.shape.columns.1 - self.shape.columns.0 {
            let enough = cells.iter().zip(&texts);
            if enough
                .into_iter()
                .all(|(cells, text)| *cells >= FIRST_CELLS && *text)
            {
                return false;
            }
            let shape = self.shape;
            let Some(Labels { known, ids }) = self.labels_of(place, rows) else {
                continue;
            };
            for ((id, cells), text) in ids.iter().zip(&mut cells).zip(&mut texts) {
                if *id == NO_CELL {
                    continue;
                }
                match known.get(*id, |cell| First::of(shape, &cell)) {
                    First::Label => return true,
                    First::Text => *text = true,
                    First::Value => {}
                }
                *cells += 1;
            }
        }
        false
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
        self.forget_ids();
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
            let (shape, column) = (self.shape, known.column);
            let is_key = |cell: Cell<'_>| match *dated {
                true => is_dated(&cell) && !shape.is_number_of_own(column, &cell),
                false => !shape.is_heading_of_own(column, &cell),
            };
            for (keyed, id) in keyed.iter_mut().zip(known.ids(shape, rows)) {
                *keyed |= id != NO_CELL && known.get(id, is_key);
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

    /// The labels are looked at of other rows.
    fn forget_ids(&mut self) {
        let labels = self.labels.iter_mut().flatten();
        labels.for_each(|labels| labels.ids.clear());
    }

    fn first(&mut self, place: u32, rows: &[u32], at: usize) -> First {
        let shape = self.shape;
        let Some(Labels { known, ids }) = self.labels_of(place, rows) else {
            return First::Value;
        };
        match ids[at] {
            NO_CELL => First::Value,
            id => known.get(id, |cell| First::of(shape, &cell)),
        }
    }

    /// What is known of a column's cells, counted from the table's first; none when it has no cell.
    fn labels_of(&mut self, place: u32, rows: &[u32]) -> Option<&mut Labels<'s>> {
        let shape = self.shape;
        let at = place as usize;
        if self.labels.len() <= at {
            self.labels.resize_with(at + 1, || None);
        }
        if self.labels[at].is_none() {
            let known = Known::of(shape, shape.columns.0 + place);
            let ids = Vec::new();
            self.labels[at] = known.map(|known| Labels { known, ids });
        }
        let labels = self.labels[at].as_mut()?;
        if labels.ids.is_empty() {
            labels.ids = labels.known.ids(shape, rows);
        }
        Some(labels)
    }
}
