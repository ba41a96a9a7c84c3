//! The different cells of a column, each kept once; a cell of the sheet is the number of one of them.

use std::hash::BuildHasher;

use super::sheet::Cell;
use super::strings::Texts;

/// The different cells of a column, or every cell where hardly any repeats.
#[derive(Clone, Debug)]
pub struct Dictionary {
    /// 1-based column.
    pub column: u32,
    cells: Vec<Kept>,
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
        match self.own_text() {
            Some(text) => hasher.hash_one(texts.text(text)),
            None => hasher.hash_one((self.bits, self.fill, self.kind as u8)),
        }
    }

    /// The number of a text that is not shared between sheets.
    fn own_text(self) -> Option<u32> {
        let texted = matches!(
            self.kind,
            CellKind::Text | CellKind::Error | CellKind::Formula
        );
        let number = self.bits as u32;
        (texted && !Texts::is_shared(number)).then_some(number)
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
    /// An empty column.
    pub fn new(column: u32) -> Dictionary {
        let cells = Vec::new();
        Dictionary { column, cells }
    }

    /// How many different cells there are; ids are below it.
    pub fn different(&self) -> usize {
        self.cells.len()
    }

    /// A cell and its fill.
    pub fn cell<'t>(&self, id: u32, texts: &'t Texts) -> (Cell<'t>, Option<u32>) {
        let kept = self.cells[id as usize];
        (kept.cell(texts), kept.fill())
    }

    /// A cell as it is kept.
    pub fn kept(&self, id: u32) -> Kept {
        self.cells[id as usize]
    }

    /// Keeps another cell; its id.
    pub fn add(&mut self, kept: Kept) -> u32 {
        self.cells.push(kept);
        (self.cells.len() - 1) as u32
    }

    /// Gives back the room that is not needed.
    pub fn shrink(&mut self) {
        self.cells.shrink_to_fit();
    }
}
