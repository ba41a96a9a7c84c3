//! The pages of a column, read.

use super::packing::{unpack, unpack_flags};
use super::thrift::take_struct;
use super::{DATA_PAGE, DICTIONARY_PAGE, Kind, ReadLeaf};
use crate::model::column::{NO_TEXT, Sparse, TextColumn};
use crate::model::texts::Texts;

/// The pages of a column, taken apart.
struct Pages<'c> {
    /// Values of the dictionary.
    dictionary: Option<&'c [u8]>,
    present: Vec<bool>,
    values: &'c [u8],
}

impl<'c> Pages<'c> {
    fn of(mut chunk: &'c [u8], rows: usize) -> Option<Pages<'c>> {
        let (mut kind, mut bytes) = take_page(&mut chunk)?;
        let dictionary = (i64::from(DICTIONARY_PAGE) == kind).then_some(bytes);
        if dictionary.is_some() {
            (kind, bytes) = take_page(&mut chunk)?;
        }
        if kind != i64::from(DATA_PAGE) {
            return None;
        }
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (levels, values) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        Some(Pages {
            dictionary,
            present: unpack_flags(levels, rows)?,
            values,
        })
    }

    fn count(&self) -> usize {
        self.present.iter().filter(|present| **present).count()
    }

    /// Numbers in a dictionary of so many, one for each value.
    fn ids(&self, known: usize) -> Option<Vec<u32>> {
        let (width, packed) = self.values.split_first()?;
        let ids = unpack(packed, u32::from(*width), self.count())?;
        let largest = ids.iter().max().copied();
        largest
            .is_none_or(|id| (id as usize) < known)
            .then_some(ids)
    }

    /// Values of so many bytes, each row's.
    fn sparse<T: Copy + Default, const N: usize>(
        self,
        value: impl Fn([u8; N]) -> T,
    ) -> Option<Sparse<T>> {
        let all = |bytes: &[u8]| -> Vec<T> {
            let (each, _) = bytes.as_chunks::<N>();
            each.iter().map(|bytes| value(*bytes)).collect()
        };
        let values = match self.dictionary {
            None => all(self.values),
            Some(dictionary) => {
                let different = all(dictionary);
                let ids = self.ids(different.len())?.into_iter();
                ids.map(|id| different[id as usize]).collect()
            }
        };
        spread(values, self.present)
    }
}

/// Puts each value into its row.
fn spread<T: Copy + Default>(values: Vec<T>, present: Vec<bool>) -> Option<Sparse<T>> {
    if values.len() == present.len() && present.iter().all(|present| *present) {
        return Some(Sparse::of(values, present));
    }
    let mut values = values.into_iter();
    let rows = present.iter().map(|present| match present {
        true => values.next(),
        false => Some(T::default()),
    });
    Some(Sparse::of(rows.collect::<Option<_>>()?, present))
}

fn take_page<'c>(chunk: &mut &'c [u8]) -> Option<(i64, &'c [u8])> {
    let header = take_struct(chunk)?;
    let length = usize::try_from(header.get(&3)?.integer()?).ok()?;
    let (page, rest) = chunk.split_at_checked(length)?;
    *chunk = rest;
    Some((header.get(&1)?.integer()?, page))
}

/// The values of a column of so many rows.
pub(super) fn decode(kind: Kind, chunk: &[u8], rows: usize) -> Option<ReadLeaf> {
    let pages = Pages::of(chunk, rows)?;
    Some(match kind {
        Kind::Texts => ReadLeaf::Texts(texts(&pages)?),
        Kind::Longs => ReadLeaf::Longs(pages.sparse(i64::from_le_bytes)?),
        Kind::Days => ReadLeaf::Days(pages.sparse(i32::from_le_bytes)?),
        Kind::Flags => {
            let bits = pages.values.iter();
            let bits = bits.flat_map(|byte| (0..8).map(move |at| byte >> at & 1 == 1));
            let flags: Vec<bool> = bits.take(pages.count()).collect();
            ReadLeaf::Flags(spread(flags, pages.present)?)
        }
        Kind::Rows => {
            let (each, _) = pages.values.as_chunks::<4>();
            let numbers: Vec<u32> = each
                .iter()
                .map(|bytes| u32::from_le_bytes(*bytes))
                .collect();
            (numbers.len() == rows).then_some(ReadLeaf::Rows(numbers))?
        }
    })
}

fn texts(pages: &Pages<'_>) -> Option<TextColumn> {
    let mut dictionary = pages.dictionary?;
    let mut pool = Texts::default();
    while let Some((length, rest)) = dictionary.split_first_chunk::<4>() {
        let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        pool.add(std::str::from_utf8(text).ok()?);
        dictionary = rest;
    }
    let ids = pages.ids(pool.len())?;
    if ids.len() == pages.present.len() {
        return Some(TextColumn::of(pool, ids));
    }
    let mut ids = ids.into_iter();
    let rows = pages.present.iter().map(|present| match present {
        true => ids.next(),
        false => Some(NO_TEXT),
    });
    Some(TextColumn::of(pool, rows.collect::<Option<_>>()?))
}
