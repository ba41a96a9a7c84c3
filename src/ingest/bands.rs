//! Where the cells of a sheet are: bands of rows, each with chunks of cell ids by column. What is empty takes no room.

use std::ops::RangeInclusive;

use super::chunk::{Chunk, Rooms};

/// Rows of a band.
pub const BAND_ROWS: u32 = 1024;
/// No cell.
pub const NONE: u32 = u32::MAX;

/// The bands of a sheet, by ascending row; empty ones are absent.
#[derive(Clone, Debug, Default)]
pub struct Bands {
    bands: Vec<Band>,
    rooms: Rooms,
}

/// Cells of some rows.
#[derive(Clone, Debug)]
pub struct Band {
    /// Its first row, 1-based.
    pub first: u32,
    /// By ascending slot; a slot is a column's place among the columns that hold anything.
    chunks: Vec<(u32, Chunk)>,
}

impl Bands {
    /// All of them.
    pub fn all(&self) -> &[Band] {
        &self.bands
    }

    /// The band of a row.
    pub fn of(&self, row: u32) -> Option<&Band> {
        let first = first_of(row);
        let at = self.bands.binary_search_by_key(&first, |band| band.first);
        at.ok().map(|at| &self.bands[at])
    }

    /// Bands that have rows between two, both included.
    pub fn within(&self, first: u32, last: u32) -> &[Band] {
        let from = self
            .bands
            .partition_point(|band| band.first < first_of(first));
        let to = self.bands.partition_point(|band| band.first <= last);
        &self.bands[from..to.max(from)]
    }

    /// Ids of a column's cells in some rows, which ascend; [`NONE`] where there is none.
    pub fn ids(&self, slot: u32, rows: &[u32]) -> Vec<u32> {
        let mut ids = Vec::with_capacity(rows.len());
        let mut rest = rows;
        while let Some(row) = rest.first() {
            let first = first_of(*row);
            let near = &rest[..rest.len().min(BAND_ROWS as usize)];
            let (own, after) = rest.split_at(near.partition_point(|row| first_of(*row) <= first));
            let chunk = self.of(*row).and_then(|band| band.chunk(slot));
            match chunk {
                None => ids.resize(ids.len() + own.len(), NONE),
                Some(chunk) => match without_gap(own, first) {
                    Some(run) => chunk.extend(run, &mut ids),
                    None => {
                        let id = |row: &u32| chunk.get(row - first).unwrap_or(NONE);
                        ids.extend(own.iter().map(id));
                    }
                },
            }
            rest = after;
        }
        ids
    }

    /// Sets a bit for each of some rows of one band, which ascend, where a column has a cell.
    pub fn mark(&self, slot: u32, rows: &[u32], bit: u64, masks: &mut [u64]) {
        let Some(band) = rows.first().and_then(|row| self.of(*row)) else {
            return;
        };
        match (band.chunk(slot), without_gap(rows, band.first)) {
            (None, _) => {}
            (Some(chunk), Some(run)) => chunk.mark(run, bit, masks),
            (Some(chunk), None) => {
                for (row, mask) in rows.iter().zip(masks) {
                    *mask |= chunk.get(row - band.first).map_or(0, |_| bit);
                }
            }
        }
    }

    /// The band of a row, made when it is not there. Readers go down the sheet, so that it mostly is the last.
    fn at_or_new(&mut self, row: u32) -> usize {
        let first = first_of(row);
        match self.bands.last() {
            Some(last) if last.first == first => self.bands.len() - 1,
            Some(last) if last.first < first => {
                self.pack_last();
                self.insert(self.bands.len(), first)
            }
            _ => match self.bands.binary_search_by_key(&first, |band| band.first) {
                Ok(at) => at,
                Err(at) => self.insert(at, first),
            },
        }
    }

    /// Sets a cell; a later one takes the place of an earlier. Readers go down the sheet, and the columns of a row mostly are
    /// those of the row before.
    #[inline]
    pub fn set(&mut self, slot: u32, row: u32, id: u32) {
        if let Some(band) = self.bands.last_mut()
            && let offset = row.wrapping_sub(band.first)
            && offset < BAND_ROWS
            && let Some((there, Chunk::Many(ids))) = band.chunks.get_mut(slot as usize)
            && *there == slot
        {
            ids[offset as usize] = id;
        } else {
            let at = self.at_or_new(row);
            self.bands[at].set(slot, row, id, &mut self.rooms);
        }
    }

    /// Sets cells of a column by their rows, which ascend.
    pub fn set_all(&mut self, slot: u32, cells: &[(u32, u32)]) {
        for run in cells.chunk_by(|(one, _), (other, _)| first_of(*one) == first_of(*other)) {
            let at = self.at_or_new(run[0].0);
            let band = &mut self.bands[at];
            let at = band.chunk_at(slot);
            band.chunks[at].1.set_all(band.first, run, &mut self.rooms);
        }
    }

    fn insert(&mut self, at: usize, first: u32) -> usize {
        let chunks = Vec::new();
        self.bands.insert(at, Band { first, chunks });
        at
    }

    /// Takes every cell of a row away.
    pub fn clear_row(&mut self, row: u32) {
        let first = first_of(row);
        if let Ok(at) = self.bands.binary_search_by_key(&first, |band| band.first) {
            let chunks = &mut self.bands[at].chunks;
            chunks
                .iter_mut()
                .for_each(|(_, chunk)| chunk.clear(row - first));
        }
    }

    /// Takes less room for the cells of the last band, since none is expected to follow there.
    fn pack_last(&mut self) {
        if let Some(last) = self.bands.last_mut() {
            let chunks = last.chunks.iter_mut();
            chunks.for_each(|(_, chunk)| chunk.pack(&mut self.rooms));
        }
    }

    /// Takes as little room as it can: all cells are there.
    pub fn settle(&mut self) {
        self.pack_last();
        self.rooms = Rooms::default();
    }

    /// Gives every column another slot.
    pub fn renumber(&mut self, slots: &[u32]) {
        for band in &mut self.bands {
            for (slot, _) in &mut band.chunks {
                *slot = slots[*slot as usize];
            }
            band.chunks.sort_by_key(|(slot, _)| *slot);
        }
    }
}

/// Offsets of rows, where they follow one another.
fn without_gap(rows: &[u32], first: u32) -> Option<RangeInclusive<usize>> {
    let (from, to) = (rows.first()? - first, rows.last()? - first);
    let run = (to - from) as usize + 1 == rows.len();
    run.then_some(from as usize..=to as usize)
}

/// The first row of a row's band.
pub fn first_of(row: u32) -> u32 {
    row.saturating_sub(1) / BAND_ROWS * BAND_ROWS + 1
}

impl Band {
    /// The id of a cell.
    pub fn id(&self, slot: u32, row: u32) -> Option<u32> {
        self.chunk(slot)?.get(row - self.first)
    }

    fn chunk(&self, slot: u32) -> Option<&Chunk> {
        let at = self.chunks.binary_search_by_key(&slot, |(slot, _)| *slot);
        at.ok().map(|at| &self.chunks[at].1)
    }

    /// How many cells each of its rows has; 0 outside of two rows.
    pub fn counts(&self, first: u32, last: u32) -> Vec<u32> {
        let mut counts = vec![0; BAND_ROWS as usize];
        let (from, to) = self.offsets(first, last);
        for (_, chunk) in &self.chunks {
            chunk.count(from, to, &mut counts);
        }
        counts
    }

    /// Slots and ids of a row's cells, by ascending slot.
    pub fn cells_of(&self, row: u32) -> impl Iterator<Item = (u32, u32)> {
        self.chunks
            .iter()
            .filter_map(move |(slot, chunk)| Some((*slot, chunk.get(row - self.first)?)))
    }

    /// Calls with offset in the band, slot and id of every cell between two rows, column by column.
    pub fn visit(&self, first: u32, last: u32, mut see: impl FnMut(usize, u32, u32)) {
        let (from, to) = self.offsets(first, last);
        for (slot, chunk) in &self.chunks {
            chunk.visit(from, to, |offset, id| see(offset as usize, *slot, id));
        }
    }

    fn offsets(&self, first: u32, last: u32) -> (u32, u32) {
        let to = last.saturating_sub(self.first).min(BAND_ROWS - 1);
        (first.saturating_sub(self.first), to)
    }

    /// Sets a cell; a later one takes the place of an earlier. Slots mostly come in the order of the row before.
    fn set(&mut self, slot: u32, row: u32, id: u32, rooms: &mut Rooms) {
        let at = self.chunk_at(slot);
        self.chunks[at].1.set(row - self.first, id, rooms);
    }

    /// The place of a column's chunk, made when it is not there.
    fn chunk_at(&mut self, slot: u32) -> usize {
        let expected = slot as usize;
        if let Some((there, _)) = self.chunks.get(expected)
            && *there == slot
        {
            return expected;
        }
        match self.chunks.binary_search_by_key(&slot, |(slot, _)| *slot) {
            Ok(at) => at,
            Err(at) => {
                self.chunks.insert(at, (slot, Chunk::Few(Vec::new())));
                at
            }
        }
    }
}
