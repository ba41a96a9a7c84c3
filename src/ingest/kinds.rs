//! What the rows of a table are, one after the other.

use std::borrow::Cow;

use super::rows::{Groups, RowKind};

/// The rows of a table that hold anything, ascending, and what each of them is.
#[derive(Debug, PartialEq)]
pub enum Kinds {
    /// Data, all of them, and no text stands above any.
    Data(Vec<u32>),
    /// One by one.
    Told(Vec<(u32, RowKind)>),
}

/// What a row of nothing but data is.
static PLAIN: RowKind = RowKind::Data(Groups::NONE);

impl Kinds {
    /// Each row and what it is.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &RowKind)> {
        let (data, told) = match self {
            Kinds::Data(rows) => (rows.as_slice(), &[][..]),
            Kinds::Told(kinds) => (&[][..], kinds.as_slice()),
        };
        let data = data.iter().map(|row| (*row, &PLAIN));
        data.chain(told.iter().map(|(row, kind)| (*row, kind)))
    }

    /// The rows that are data.
    pub fn data(&self) -> Cow<'_, [u32]> {
        match self {
            Kinds::Data(rows) => Cow::Borrowed(rows),
            Kinds::Told(kinds) => {
                let is_data = |kind: &RowKind| matches!(kind, RowKind::Data(_));
                let data = kinds.iter().filter(|(_, kind)| is_data(kind));
                data.map(|(row, _)| *row).collect()
            }
        }
    }

    /// Each row with what it is, to be changed or taken apart.
    pub fn one_by_one(&self) -> Vec<(u32, RowKind)> {
        let each = self.iter().map(|(row, kind)| (row, kind.clone()));
        each.collect()
    }
}
