//! Makes a sheet of the cells that a reader meets, in any order; of two cells in one place the later counts.

use std::borrow::Cow;
use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::dictionary::{Dictionary, Kept};
use super::limits::MOST_COLUMNS;
use super::money_format::{Sign, Signs};
use super::recent::{ByText, Lately, Letters, Recent};
use super::records::Field;
use super::sheet::{Cell, Merge, NO_CELL, Note, Placed, Sheet, Visibility};
use super::strings::clean;
use crate::model::texts::TextStore;

/// After so many different cells a column may turn out not to repeat itself.
const PROBED: usize = 16_384;
/// No slot yet.
const NO_SLOT: u32 = u32::MAX;

/// Empty cells with a fill that are kept.
const MOST_SWATCHES: usize = 20_000;

/// A sheet in the making.
pub struct SheetBuilder {
    sheet: Sheet,
    /// Texts that the workbook keeps for all its sheets.
    shared: Arc<TextStore>,
    /// Slot of each column, by column; slots are in the order in which columns were met.
    slots: Vec<u32>,
    finders: Vec<Finder>,
    hasher: DefaultHashBuilder,
    /// Cells so far.
    pub cells: u64,
    /// Bytes of its different texts, those that the workbook shares left out.
    pub letters: usize,
    /// Texts that were cut.
    pub cut: u32,
    /// The first cell whose text the workbook does not have.
    pub missing: Option<(u32, u32)>,
    /// Cells beyond the last column that a sheet can have, which are not kept.
    pub outside: u32,
    /// The row at which the sheet's part ends too early; it is not kept.
    pub cut_at: Option<u32>,
    /// Rows and ids of one column's texts while they are put; its room is kept.
    placed: Vec<(u32, u32)>,
}

impl SheetBuilder {
    /// An empty sheet.
    pub fn new(file: &Arc<str>, name: &str, visibility: Visibility) -> SheetBuilder {
        SheetBuilder::sharing(file, name, visibility, Arc::default())
    }

    /// An empty sheet of a workbook that keeps texts for all its sheets.
    pub fn sharing(
        file: &Arc<str>,
        name: &str,
        visibility: Visibility,
        shared: Arc<TextStore>,
    ) -> SheetBuilder {
        SheetBuilder {
            sheet: Sheet {
                file: file.clone(),
                name: name.into(),
                visibility,
                ..Sheet::default()
            },
            shared,
            slots: Vec::new(),
            finders: Vec::new(),
            hasher: DefaultHashBuilder::default(),
            cells: 0,
            letters: 0,
            cut: 0,
            missing: None,
            outside: 0,
            cut_at: None,
            placed: Vec::new(),
        }
    }

    /// Keeps a cell at a 1-based row and column. Texts are cleaned; a text of nothing visible is no cell.
    pub fn put(&mut self, row: u32, column: u32, cell: Cell<'_>, fill: Option<u32>) {
        let Some(slot) = self.slot(column) else {
            return;
        };
        let id = match Kept::plain(cell, fill) {
            Some(kept) => Some(self.plain_id(slot, kept)),
            None => self.text_id(slot, cell, fill),
        };
        if let Some(id) = id {
            self.place(slot, row, id);
        }
    }

    /// Keeps a cell with one of the workbook's shared texts, which are clean.
    pub fn put_shared(&mut self, row: u32, column: u32, text: u32, fill: Option<u32>) {
        let Some(slot) = self.slot(column) else {
            return;
        };
        let id = self.shared_id(slot, text, fill);
        self.place(slot, row, id);
    }

    /// Keeps fields of one column by their 1-based rows. `read` gives a field's text; it is asked once for each different
    /// field, as long as they repeat.
    pub fn put_fields<'f>(
        &mut self,
        column: u32,
        fields: impl Iterator<Item = (u32, Field<'f>)>,
        read: impl Fn(&'f str) -> Cow<'f, str>,
    ) {
        let is_empty = |(_, field): &(u32, Field<'f>)| read(field.text()).is_empty();
        let mut fields = fields.skip_while(is_empty).peekable();
        if fields.peek().is_none() {
            return;
        }
        let Some(slot) = self.slot(column) else {
            self.outside += fields.count() as u32;
            return;
        };
        let mut placed = std::mem::take(&mut self.placed);
        for (row, field) in fields.filter(|(_, field)| !field.is_empty()) {
            if let Some(id) = self.field_id(slot, field, &read) {
                placed.push((row.max(1), id));
            }
        }
        self.cells += placed.len() as u64;
        self.sheet.bands.set_all(slot as u32, &placed);
        placed.clear();
        self.placed = placed;
    }

    /// Keeps cells made elsewhere.
    pub fn put_row(&mut self, row: u32, cells: &[Placed<'_>]) {
        for placed in cells {
            self.put(row, placed.column, placed.cell, placed.fill);
        }
    }

    /// An empty cell with a fill: the sample of a colour beside its meaning, or a day off in a grid.
    pub fn swatch(&mut self, row: u32, column: u32, fill: Option<u32>) {
        if let Some(fill) = fill.filter(|_| self.sheet.swatches.len() < MOST_SWATCHES) {
            self.sheet.swatches.push((row, column, fill));
        }
    }

    /// Notes the currency that a number's format shows.
    pub fn sign(&mut self, row: u32, column: u32, sign: Option<Sign>) {
        self.sheet.signs.note(row.max(1), column, sign);
    }

    /// Takes the numbers with a fill whose colour is not read.
    pub fn take_fills(&mut self, fills: &[(u32, u32)]) {
        self.sheet.unread_fills = fills.to_vec();
    }

    /// Takes the currencies that the formats of all numbers show.
    pub fn take_signs(&mut self, signs: &Signs) {
        if !signs.is_empty() {
            self.sheet.signs = signs.clone();
        }
    }

    /// The part ends in this row, or before it: what was met of the row may lack cells.
    pub fn cut_off(&mut self, row: u32) {
        self.sheet.bands.clear_row(row.max(1));
        self.cut_at = Some(row.max(1));
    }

    /// Marks a 1-based row as hidden.
    pub fn hide_row(&mut self, row: u32) {
        self.sheet.hidden_rows.insert(row);
    }

    /// Marks a 1-based column as hidden.
    pub fn hide_column(&mut self, column: u32) {
        self.sheet.hidden_columns.insert(column);
    }

    /// Notes a merged block.
    pub fn merge(&mut self, merge: Merge) {
        self.sheet.merges.push(merge);
    }

    /// Keeps the notes on cells.
    pub fn notes(&mut self, notes: Vec<Note>) {
        self.sheet.notes = notes;
    }

    /// Says what a text file's bytes were taken for.
    pub fn encoding(&mut self, encoding: String) {
        self.sheet.encoding = encoding;
    }

    /// The sheet.
    pub fn finish(mut self) -> Sheet {
        self.sheet.merges.sort_unstable();
        self.sheet.bands.settle();
        let mut order: Vec<u32> = (0..self.sheet.columns.len() as u32).collect();
        order.sort_by_key(|slot| self.sheet.columns[*slot as usize].column);
        let in_order = order.is_sorted();
        if !in_order {
            let mut places = vec![0; order.len()];
            for (place, slot) in (0..).zip(&order) {
                places[*slot as usize] = place;
            }
            self.sheet.bands.renumber(&places);
            self.sheet.columns.sort_by_key(|column| column.column);
        }
        self.sheet.columns.iter_mut().for_each(Dictionary::settle);
        self.sheet
    }

    fn place(&mut self, slot: usize, row: u32, id: u32) {
        self.cells += 1;
        self.sheet.bands.set(slot as u32, row.max(1), id);
    }

    /// The slot of a column, made when it is new; none beyond the last column.
    fn slot(&mut self, column: u32) -> Option<usize> {
        let at = column as usize;
        match self.slots.get(at) {
            Some(slot) if *slot != NO_SLOT => return Some(*slot as usize),
            _ if column > MOST_COLUMNS => {
                self.outside += 1;
                return None;
            }
            Some(_) => {}
            None => self.slots.resize(at + 1, NO_SLOT),
        }
        let slot = self.finders.len();
        self.slots[at] = slot as u32;
        self.finders.push(Finder::default());
        let dictionary = Dictionary::new(column, self.shared.clone());
        self.sheet.columns.push(dictionary);
        Some(slot)
    }

    fn shared_id(&mut self, slot: usize, text: u32, fill: Option<u32>) -> u32 {
        let finder = &mut self.finders[slot];
        let plain = fill.is_none() && !finder.unique;
        if let Some(id) = finder.by_text.id(text).filter(|_| plain) {
            finder.met += 1;
            return id;
        }
        let id = self.plain_id(slot, Kept::texted(Cell::Text(""), text, fill));
        let finder = &mut self.finders[slot];
        if plain && !finder.unique {
            finder.by_text.note(text, id);
        }
        id
    }

    fn plain_id(&mut self, slot: usize, kept: Kept) -> u32 {
        let finder = &mut self.finders[slot];
        if let Some(id) = finder.lately.id(kept) {
            finder.met += 1;
            return id;
        }
        let column = &self.sheet.columns[slot];
        let hash = match finder.unique {
            true => 0,
            false => column.hash_of(kept, &self.hasher),
        };
        let met = finder.find(hash, |id| column.kept(id) == kept);
        let id = met.unwrap_or_else(|| {
            let id = self.sheet.columns[slot].add(kept);
            self.remember(slot, hash, id);
            id
        });
        let finder = &mut self.finders[slot];
        if !finder.unique {
            finder.lately.note(kept, id);
        }
        id
    }

    fn text_id(&mut self, slot: usize, cell: Cell<'_>, fill: Option<u32>) -> Option<u32> {
        let (Cell::Text(raw) | Cell::Error(raw) | Cell::Formula(raw)) = cell else {
            return None;
        };
        let plain = matches!(cell, Cell::Text(_)) && fill.is_none();
        let letters = Letters::of(raw).filter(|_| plain);
        self.recent_id(slot, letters, |builder| {
            builder.text_met(slot, cell, raw, fill)
        })
    }

    fn field_id<'f>(
        &mut self,
        slot: usize,
        field: Field<'f>,
        read: impl Fn(&'f str) -> Cow<'f, str>,
    ) -> Option<u32> {
        let text = || Some(read(field.text())).filter(|text| !text.is_empty());
        if self.finders[slot].unique {
            return self.other_text_id(slot, &text()?);
        }
        self.recent_id(slot, field.letters(), |builder| {
            let text = text()?;
            builder.text_met(slot, Cell::Text(&text), &text, None)
        })
    }

    /// The id of a short text is mostly one that the column has met lately.
    #[inline]
    fn recent_id(
        &mut self,
        slot: usize,
        letters: Option<Letters>,
        find: impl FnOnce(&mut SheetBuilder) -> Option<u32>,
    ) -> Option<u32> {
        let finder = &mut self.finders[slot];
        if let Some(id) = letters.and_then(|letters| finder.recent.id(letters)) {
            finder.met += 1;
            return Some(id).filter(|id| *id != NO_CELL);
        }
        let id = find(self);
        let finder = &mut self.finders[slot];
        if let Some(letters) = letters.filter(|_| !finder.unique) {
            finder.recent.note(letters, id.unwrap_or(NO_CELL));
        }
        id
    }

    /// A text of a column that hardly repeats any.
    fn other_text_id(&mut self, slot: usize, raw: &str) -> Option<u32> {
        let clean = clean(raw)?;
        self.cut += u32::from(clean.cut);
        self.letters += clean.text.len();
        let column = &mut self.sheet.columns[slot];
        Some(column.add_text(Cell::Text(""), &clean.text, None))
    }

    /// A text that the column has met is clean.
    fn text_met(
        &mut self,
        slot: usize,
        cell: Cell<'_>,
        raw: &str,
        fill: Option<u32>,
    ) -> Option<u32> {
        let mut hash = 0;
        if !self.finders[slot].unique {
            hash = self.hasher.hash_one(raw);
            let column = &self.sheet.columns[slot];
            let same = |id: u32| column.cell(id) == (cell, fill);
            if let Some(id) = self.finders[slot].find(hash, same) {
                return Some(id);
            }
        }
        let clean = clean(raw)?;
        self.cut += u32::from(clean.cut);
        if let Cow::Owned(text) = &clean.text {
            return self.text_met(slot, with_text(cell, text), text, fill);
        }
        self.letters += raw.len();
        let id = self.sheet.columns[slot].add_text(cell, raw, fill);
        self.remember(slot, hash, id);
        Some(id)
    }

    fn remember(&mut self, slot: usize, hash: u64, id: u32) {
        let (column, hasher) = (&self.sheet.columns[slot], &self.hasher);
        self.finders[slot].remember(id, hash, |id| column.hash(*id, hasher));
    }
}

fn with_text<'t>(cell: Cell<'_>, text: &'t str) -> Cell<'t> {
    match cell {
        Cell::Error(_) => Cell::Error(text),
        Cell::Formula(_) => Cell::Formula(text),
        _ => Cell::Text(text),
    }
}

/// Finds cells that a column has met, as long as they repeat.
#[derive(Default)]
struct Finder {
    /// Ids by the hash of their cell.
    known: HashTable<u32>,
    recent: Recent,
    by_text: ByText,
    lately: Lately,
    last: Option<u32>,
    met: usize,
    /// Hardly any cell repeats: it is not worth looking.
    unique: bool,
}

impl Finder {
    fn find(&mut self, hash: u64, same: impl Fn(u32) -> bool) -> Option<u32> {
        self.met += 1;
        if let Some(last) = self.last.filter(|last| same(*last)) {
            return Some(last);
        }
        if self.unique {
            return None;
        }
        let id = self.known.find(hash, |id| same(*id)).copied()?;
        self.last = Some(id);
        Some(id)
    }

    fn remember(&mut self, id: u32, hash: u64, hash_of: impl Fn(&u32) -> u64) {
        self.last = Some(id);
        if self.unique {
            return;
        }
        self.known.insert_unique(hash, id, hash_of);
        if self.known.len() >= PROBED && self.known.len() * 2 > self.met {
            self.unique = true;
            self.known = HashTable::new();
            self.recent = Recent::default();
            self.by_text = ByText::default();
            self.lately = Lately::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::Row;
    use super::*;

    fn builder() -> SheetBuilder {
        SheetBuilder::new(&"a.xlsx".into(), "S", Visibility::Visible)
    }

    fn shown(row: &Row<'_>) -> String {
        let cells: Vec<String> = row
            .cells
            .iter()
            .map(|placed| format!("{}={:?}", placed.column, placed.cell))
            .collect();
        format!("{}: {}", row.number, cells.join(" "))
    }

    #[test]
    fn cells_come_in_any_order_and_the_later_counts() {
        let mut builder = builder();
        builder.put(3, 2, Cell::Number(1.0), None);
        builder.put(1, 5, Cell::Text("b"), Some(0x00FF_0000));
        builder.put(1, 1, Cell::Flag(true), None);
        builder.put(3, 2, Cell::Time(0.5), None);
        builder.put(2, 1, Cell::Text(" \u{1}"), None);
        builder.put(1, 5, Cell::Text("b"), None);
        let sheet = builder.finish();
        let rows: Vec<String> = sheet.rows().map(|row| shown(&row)).collect();
        assert_eq!(rows, ["1: 1=Flag(true) 5=Text(\"b\")", "3: 2=Time(0.5)"]);
        assert_eq!(sheet.at(1, 5).and_then(|placed| placed.fill), None);
        assert_eq!(sheet.row(2), None);
    }

    #[test]
    fn the_last_cell_of_a_sheet_costs_no_grid() {
        let mut builder = builder();
        builder.put(1_048_576, MOST_COLUMNS, Cell::Number(1.0), None);
        builder.put(1, MOST_COLUMNS + 1, Cell::Number(1.0), None);
        assert_eq!((builder.cells, builder.outside), (1, 1));
        let sheet = builder.finish();
        assert_eq!(sheet.bands.all().len(), 1);
        assert_eq!(sheet.rows().next().map(|row| row.number), Some(1_048_576));
    }

    #[test]
    fn long_columns_repeat_or_do_not() {
        let mut builder = builder();
        let rows = 70_000;
        for row in 1..=rows {
            builder.put(row, 1, Cell::Text(&format!("text {}", row % 7)), None);
            builder.put(row, 2, Cell::Text(&format!("id {row}")), None);
            builder.put(row, 3, Cell::Number(f64::from(row) / 8.0), None);
        }
        let sheet = builder.finish();
        let different: Vec<usize> = sheet.columns.iter().map(Dictionary::different).collect();
        assert_eq!(different, [7, rows as usize, rows as usize]);
        for row in [1, 1_024, 1_025, 33_333, rows] {
            let cell = |column| sheet.at(row, column).map(|placed| placed.cell);
            assert_eq!(cell(1), Some(Cell::Text(&format!("text {}", row % 7))));
            assert_eq!(cell(2), Some(Cell::Text(&format!("id {row}"))));
            assert_eq!(cell(3), Some(Cell::Number(f64::from(row) / 8.0)));
        }
        let between: Vec<u32> = sheet
            .rows_within(1_020, 1_030)
            .map(|row| row.number)
            .collect();
        assert_eq!(between, (1_020..=1_030).collect::<Vec<u32>>());
        let last = sheet
            .rows_backwards(1, u32::MAX)
            .next()
            .map(|row| row.number);
        assert_eq!(last, Some(rows));
    }
}
