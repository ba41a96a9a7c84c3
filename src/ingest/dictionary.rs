//! The different cells of a column, each kept once; a cell of the sheet is the number of one of them.

use std::hash::BuildHasher;
use std::sync::Arc;

use super::sheet::Cell;
use crate::model::texts::{TextStore, Texts};

/// The different cells of a column, or every cell where hardly any repeats.
#[derive(Clone, Debug)]
pub struct Dictionary {
    /// 1-based column.
    pub column: u32,
    cells: Cells,
    texts: Texts,
}

#[derive(Clone, Debug)]
enum Cells {
    /// A text without a fill for each text of the column, and no other: their numbers are the same.
    Texts,
    /// Any.
    Kept(Vec<Kept>),
}

/// A cell without its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    kind: CellKind,
    /// `RRGGBB`, or [`NO_FILL`].
    fill: u32,
    /// The number's bits, the flag, or the text's number.
    bits: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CellKind {
    Text,
    Number,
    Date,
    Time,
    Flag,
    Error,
    Formula,
}

const NO_FILL: u32 = u32::MAX;

impl Kept {
    /// A cell that holds no text.
    pub fn plain(cell: Cell<'_>, fill: Option<u32>) -> Option<Kept> {
        let (kind, bits) = match cell {
            Cell::Number(number) => (CellKind::Number, number.to_bits()),
            Cell::Date(days) => (CellKind::Date, days.to_bits()),
            Cell::Time(days) => (CellKind::Time, days.to_bits()),
            Cell::Flag(flag) => (CellKind::Flag, u64::from(flag)),
            Cell::Text(_) | Cell::Error(_) | Cell::Formula(_) => return None,
        };
        Some(Kept::new(kind, bits, fill))
    }

    /// A cell like another with a text of this number.
    pub fn texted(like: Cell<'_>, text: u32, fill: Option<u32>) -> Kept {
        let kind = match like {
            Cell::Error(_) => CellKind::Error,
            Cell::Formula(_) => CellKind::Formula,
            _ => CellKind::Text,
        };
        Kept::new(kind, u64::from(text), fill)
    }

    fn new(kind: CellKind, bits: u64, fill: Option<u32>) -> Kept {
        let fill = fill.unwrap_or(NO_FILL);
        Kept { kind, fill, bits }
    }

    /// What it is found by, and what equal cells have in common: the letters of a sheet's own text, else all of it.
    pub fn hash(self, texts: &Texts, hasher: &impl BuildHasher) -> u64 {
        match self.own_text(texts) {
            Some(text) => hasher.hash_one(texts.text(text)),
            None => hasher.hash_one((self.bits, self.fill, self.kind as u8)),
        }
    }

    /// A number that differs between most cells.
    #[inline]
    pub fn mark(self) -> usize {
        let others = u64::from(self.fill) ^ (self.kind as u64) << 32;
        // Knuth's multiplier spreads the bits over the upper ones.
        let mixed = (self.bits ^ others.rotate_left(17)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 40) as usize
    }

    /// The number of a text that is not shared between sheets.
    fn own_text(self, texts: &Texts) -> Option<u32> {
        let texted = matches!(
            self.kind,
            CellKind::Text | CellKind::Error | CellKind::Formula
        );
        let number = self.bits as u32;
        (texted && !texts.is_shared(number)).then_some(number)
    }

    fn cell(self, texts: &Texts) -> Cell<'_> {
        let number = f64::from_bits(self.bits);
        match self.kind {
            CellKind::Text => Cell::Text(texts.text(self.bits as u32)),
            CellKind::Error => Cell::Error(texts.text(self.bits as u32)),
            CellKind::Formula => Cell::Formula(texts.text(self.bits as u32)),
            CellKind::Number => Cell::Number(number),
            CellKind::Date => Cell::Date(number),
            CellKind::Time => Cell::Time(number),
            CellKind::Flag => Cell::Flag(self.bits != 0),
        }
    }

    fn fill(self) -> Option<u32> {
        (self.fill != NO_FILL).then_some(self.fill)
    }
}

impl Dictionary {
    /// An empty column of a workbook that shares these texts.
    pub fn new(column: u32, shared: Arc<TextStore>) -> Dictionary {
        let cells = if shared.is_empty() {
            Cells::Texts
        } else {
            Cells::Kept(Vec::new())
        };
        let texts = Texts::sharing(shared);
        Dictionary {
            column,
            cells,
            texts,
        }
    }

    /// How many different cells there are; ids are below it.
    pub fn different(&self) -> usize {
        match &self.cells {
            Cells::Texts => self.texts.len(),
            Cells::Kept(cells) => cells.len(),
        }
    }

    /// A cell and its fill.
    pub fn cell(&self, id: u32) -> (Cell<'_>, Option<u32>) {
        match &self.cells {
            Cells::Texts => (Cell::Text(self.texts.text(id)), None),
            Cells::Kept(cells) => {
                let kept = cells[id as usize];
                (kept.cell(&self.texts), kept.fill())
            }
        }
    }

    /// A cell as it is kept.
    pub fn kept(&self, id: u32) -> Kept {
        match &self.cells {
            Cells::Texts => plain_text(id),
            Cells::Kept(cells) => cells[id as usize],
        }
    }

    /// What a cell is found by.
    pub fn hash(&self, id: u32, hasher: &impl BuildHasher) -> u64 {
        self.kept(id).hash(&self.texts, hasher)
    }

    /// What a cell that may not be kept yet is found by.
    pub fn hash_of(&self, kept: Kept, hasher: &impl BuildHasher) -> u64 {
        kept.hash(&self.texts, hasher)
    }

    /// Keeps another cell without a text of its own; its id.
    pub fn add(&mut self, kept: Kept) -> u32 {
        let cells = self.explicit();
        cells.push(kept);
        (cells.len() - 1) as u32
    }

    /// Keeps a cell like another with a text of its own; its id.
    pub fn add_text(&mut self, like: Cell<'_>, text: &str, fill: Option<u32>) -> u32 {
        if let (Cells::Texts, Cell::Text(_), None) = (&self.cells, like, fill) {
            return self.texts.add(text);
        }
        self.explicit();
        let number = self.texts.add(text);
        self.add(Kept::texted(like, number, fill))
    }

    fn explicit(&mut self) -> &mut Vec<Kept> {
        if let Cells::Texts = self.cells {
            let plain = (0..self.texts.len() as u32).map(plain_text);
            self.cells = Cells::Kept(plain.collect());
        }
        match &mut self.cells {
            Cells::Kept(cells) => cells,
            Cells::Texts => unreachable!("they were made explicit"),
        }
    }

    /// Texts that can be shared, where there are any.
    pub fn shared_texts(&self) -> &Arc<TextStore> {
        self.texts.shared()
    }

    /// The number of a cell's text among those that can be shared.
    pub fn shared_text(&self, id: u32) -> Option<u32> {
        let kept = self.kept(id);
        let number = kept.bits as u32;
        (kept.kind == CellKind::Text && self.texts.is_shared(number)).then_some(number)
    }

    /// Gives back the room that is not needed; its own texts can be shared from now on.
    pub fn settle(&mut self) {
        if let Cells::Kept(cells) = &mut self.cells {
            cells.shrink_to_fit();
        }
        self.texts.share();
    }
}

fn plain_text(number: u32) -> Kept {
    Kept::new(CellKind::Text, u64::from(number), None)
}
