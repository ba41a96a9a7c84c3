//! Numbers of the cells of one column in a band of rows, in half or a quarter of the room once the band is full.

use std::ops::RangeInclusive;
use std::slice::SliceIndex;

use super::bands::{BAND_ROWS, NONE};

/// A chunk with more cells than this keeps a place for every row of its band.
const MOST_FEW: usize = 64;
/// Ids of the cells of one column in a band.
#[derive(Clone, Debug)]
pub enum Chunk {
    /// Offset in the band and id, by ascending offset.
    Few(Vec<(u16, u32)>),
    /// One id a row, or [`NONE`].
    Many(Vec<u32>),
    /// The same of a full band.
    Packed(Packed<u16>),
    /// The same where ids lie closer together, as they do in columns of few different cells.
    Tight(Packed<u8>),
}

/// How far each id is above the least of them.
#[derive(Clone, Debug)]
pub struct Packed<T> {
    least: u32,
    above: Vec<T>,
}

/// A number of fewer bits than an id has.
pub trait Short: Copy + Eq + Into<u32> {
    /// No cell.
    const NO_CELL: Self;

    /// The number, or [`Short::NO_CELL`] for one that is larger.
    fn of(number: u32) -> Self;
}

impl Short for u16 {
    const NO_CELL: u16 = u16::MAX;

    fn of(number: u32) -> u16 {
        number.min(u32::from(u16::MAX)) as u16
    }
}

impl Short for u8 {
    const NO_CELL: u8 = u8::MAX;

    fn of(number: u32) -> u8 {
        number.min(u32::from(u8::MAX)) as u8
    }
}

impl<T: Short> Packed<T> {
    /// The ids above the least of them; none where some lie too far above it.
    fn of(ids: &[u32], least: u32, most: u32) -> Option<Packed<T>> {
        let none: u32 = T::NO_CELL.into();
        // so near the end of all numbers no cell would be less than `none` above the least
        let near = NONE - least >= none && most.saturating_sub(least) < none;
        near.then(|| Packed {
            least,
            above: ids.iter().map(|id| T::of(id.wrapping_sub(least))).collect(),
        })
    }

    fn id(&self, above: T) -> u32 {
        match above == T::NO_CELL {
            true => NONE,
            false => self.least + above.into(),
        }
    }

    fn ids(&self, offsets: impl SliceIndex<[T], Output = [T]>) -> impl Iterator<Item = u32> {
        self.above[offsets].iter().map(|above| self.id(*above))
    }

    /// One for each row that has a cell, else 0.
    fn cells(&self, offsets: RangeInclusive<usize>) -> impl Iterator<Item = u8> {
        let above = self.above[offsets].iter();
        above.map(|above| u8::from(*above != T::NO_CELL))
    }
}

/// Rooms of chunks that were packed, for the chunks of the next band: the same memory again and again is fast.
#[derive(Clone, Debug, Default)]
pub struct Rooms(Vec<Vec<u32>>);

impl Rooms {
    /// Room for the ids of a band, none of them set.
    fn take(&mut self) -> Vec<u32> {
        let mut room = self.0.pop().unwrap_or_default();
        room.clear();
        room.resize(BAND_ROWS as usize, NONE);
        room
    }
}

impl Chunk {
    /// The id at an offset in the band.
    pub fn get(&self, offset: u32) -> Option<u32> {
        match self {
            Chunk::Few(cells) => {
                let at = cells.binary_search_by_key(&offset, |(offset, _)| u32::from(*offset));
                at.ok().map(|at| cells[at].1)
            }
            Chunk::Many(ids) => Some(ids[offset as usize]).filter(|id| *id != NONE),
            Chunk::Packed(packed) => {
                Some(packed.id(packed.above[offset as usize])).filter(|id| *id != NONE)
            }
            Chunk::Tight(packed) => {
                Some(packed.id(packed.above[offset as usize])).filter(|id| *id != NONE)
            }
        }
    }

    /// Adds the ids of rows that follow one another, [`NONE`] where there is none.
    pub fn extend(&self, offsets: RangeInclusive<usize>, ids: &mut Vec<u32>) {
        match self {
            Chunk::Few(_) => {
                let each = offsets.map(|offset| self.get(offset as u32).unwrap_or(NONE));
                ids.extend(each);
            }
            Chunk::Many(own) => ids.extend_from_slice(&own[offsets]),
            Chunk::Packed(packed) => ids.extend(packed.ids(offsets)),
            Chunk::Tight(packed) => ids.extend(packed.ids(offsets)),
        }
    }

    /// Sets a bit for each of the rows that follow one another, where there is a cell.
    pub fn mark(&self, offsets: RangeInclusive<usize>, bit: u64, masks: &mut [u64]) {
        match self {
            Chunk::Few(cells) => {
                let (from, to) = offsets.into_inner();
                let at = cells.iter().map(|(offset, _)| usize::from(*offset));
                let inside = at.filter(|at| (from..=to).contains(at));
                inside.for_each(|at| masks[at - from] |= bit);
            }
            Chunk::Many(ids) => {
                for (mask, id) in masks.iter_mut().zip(&ids[offsets]) {
                    *mask |= if *id == NONE { 0 } else { bit };
                }
            }
            Chunk::Packed(packed) => mark(masks, packed.cells(offsets), bit),
            Chunk::Tight(packed) => mark(masks, packed.cells(offsets), bit),
        }
    }

    /// Sets an id; a later one takes the place of an earlier.
    pub fn set(&mut self, offset: u32, id: u32, rooms: &mut Rooms) {
        match self {
            Chunk::Many(ids) => ids[offset as usize] = id,
            Chunk::Few(cells) if cells.len() < MOST_FEW => {
                let place = offset as u16;
                match cells.binary_search_by_key(&place, |(offset, _)| *offset) {
                    Ok(at) => cells[at].1 = id,
                    Err(at) => cells.insert(at, (place, id)),
                }
            }
            Chunk::Few(_) | Chunk::Packed(_) | Chunk::Tight(_) => {
                self.make_room(rooms);
                self.set(offset, id, rooms);
            }
        }
    }

    /// Sets ids of rows, which ascend; `first` is the first row of the band.
    pub fn set_all(&mut self, first: u32, cells: &[(u32, u32)], rooms: &mut Rooms) {
        if cells.len() > MOST_FEW {
            self.make_room(rooms);
        }
        match self {
            Chunk::Many(ids) => {
                for (row, id) in cells {
                    ids[(row - first) as usize] = *id;
                }
            }
            _ => cells
                .iter()
                .for_each(|(row, id)| self.set(row - first, *id, rooms)),
        }
    }

    /// Takes the id at an offset away.
    pub fn clear(&mut self, offset: u32) {
        match self {
            Chunk::Few(cells) => cells.retain(|(place, _)| u32::from(*place) != offset),
            Chunk::Many(ids) => ids[offset as usize] = NONE,
            Chunk::Packed(packed) => packed.above[offset as usize] = Short::NO_CELL,
            Chunk::Tight(packed) => packed.above[offset as usize] = Short::NO_CELL,
        }
    }

    /// Makes a place for every row of the band.
    fn make_room(&mut self, rooms: &mut Rooms) {
        let ids = match self {
            Chunk::Many(_) => return,
            Chunk::Few(cells) => {
                let mut ids = rooms.take();
                for (offset, id) in cells.iter() {
                    ids[usize::from(*offset)] = *id;
                }
                ids
            }
            Chunk::Packed(packed) => packed.ids(..).collect(),
            Chunk::Tight(packed) => packed.ids(..).collect(),
        };
        *self = Chunk::Many(ids);
    }

    /// Takes less room where ids lie close together, and leaves the room that it had; nothing more is expected to be set.
    pub fn pack(&mut self, rooms: &mut Rooms) {
        let Chunk::Many(ids) = self else {
            return;
        };
        let least = ids.iter().copied().fold(NONE, u32::min);
        // no cell becomes 0, and every id one more
        let next = ids.iter().map(|id| id.wrapping_add(1)).fold(0, u32::max);
        let most = next.saturating_sub(1);
        let tight = Packed::of(ids, least, most).map(Chunk::Tight);
        let Some(packed) = tight.or_else(|| Packed::of(ids, least, most).map(Chunk::Packed)) else {
            return;
        };
        if let Chunk::Many(ids) = std::mem::replace(self, packed) {
            rooms.0.push(ids);
        }
    }

    /// Counts the cells of each row between two offsets.
    pub fn count(&self, from: u32, to: u32, counts: &mut [u32]) {
        let rows = from as usize..=to as usize;
        match self {
            Chunk::Few(_) => self.visit(from, to, |offset, _| counts[offset as usize] += 1),
            Chunk::Many(ids) => {
                for (count, id) in counts[rows.clone()].iter_mut().zip(&ids[rows]) {
                    *count += u32::from(*id != NONE);
                }
            }
            Chunk::Packed(packed) => add(&mut counts[rows.clone()], packed.cells(rows)),
            Chunk::Tight(packed) => add(&mut counts[rows.clone()], packed.cells(rows)),
        }
    }

    /// Calls with offset and id of every cell between two offsets.
    pub fn visit(&self, from: u32, to: u32, mut see: impl FnMut(u32, u32)) {
        match self {
            Chunk::Few(cells) => {
                for (offset, id) in cells {
                    if (from..=to).contains(&u32::from(*offset)) {
                        see(u32::from(*offset), *id);
                    }
                }
            }
            Chunk::Many(_) | Chunk::Packed(_) | Chunk::Tight(_) => {
                for offset in from..=to {
                    if let Some(id) = self.get(offset) {
                        see(offset, id);
                    }
                }
            }
        }
    }
}

/// Sets a bit for each row that has a cell.
fn mark(masks: &mut [u64], cells: impl Iterator<Item = u8>, bit: u64) {
    for (mask, cell) in masks.iter_mut().zip(cells) {
        *mask |= bit * u64::from(cell);
    }
}

fn add(counts: &mut [u32], cells: impl Iterator<Item = u8>) {
    for (count, cell) in counts.iter_mut().zip(cells) {
        *count += u32::from(cell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_packed_chunk_holds_the_same(
            (cells, late) in prop_oneof![Just(70_000_u32), Just(3_000), Just(256)].prop_flat_map(|ids| {
                let cells = proptest::collection::btree_map(0..BAND_ROWS, 0..ids, 0..400);
                (cells, (0..BAND_ROWS, 0..ids))
            }),
            least in prop_oneof![Just(0), Just(u32::MAX - 70_001), Just(u32::MAX - 257)],
        ) {
            let most = cells.values().chain([&late.1]).max().copied().unwrap_or(0);
            prop_assume!(most < u32::MAX - least);
            let mut chunk = Chunk::Few(Vec::new());
            let mut rooms = Rooms::default();
            cells.iter().for_each(|(offset, id)| chunk.set(*offset, least + id, &mut rooms));
            let mut expected: Vec<u32> = (0..BAND_ROWS)
                .map(|offset| cells.get(&offset).map_or(NONE, |id| least + id))
                .collect();
            chunk.pack(&mut rooms);
            let mut ids = Vec::new();
            chunk.extend(0..=BAND_ROWS as usize - 1, &mut ids);
            prop_assert_eq!(&ids, &expected);
            let mut masks = vec![1; 100];
            chunk.mark(7..=106, 2, &mut masks);
            let marked = expected[7..=106].iter().map(|id| if *id == NONE { 1 } else { 3 });
            prop_assert_eq!(masks, marked.collect::<Vec<u64>>());
            chunk.set(late.0, least + late.1, &mut rooms);
            expected[late.0 as usize] = least + late.1;
            let mut seen = vec![NONE; BAND_ROWS as usize];
            chunk.visit(0, BAND_ROWS - 1, |offset, id| seen[offset as usize] = id);
            prop_assert_eq!(seen, expected);
        }
    }
}
