//! Whether an xls file keeps to the bounds of a sheet. Its reader makes room for the rectangle around all cells, and for
//! as many cells as the file says it has, so that one damaged number could take all memory. And which rows and columns are
//! hidden, and which currencies the formats of numbers show, which the reader does not tell.

use std::collections::BTreeMap;

use super::limits::{
    MOST_ROOM, MOST_XLS_CELLS, MOST_XLS_COLUMNS, MOST_XLS_EMPTY, MOST_XLS_RECORDS,
};
use super::money_format::{Sign, Signs, sign_of_builtin, sign_of_code};
use super::ods::{MOST_FILLS, Marks};

/// A number from here on ends a chain of sectors.
const LAST_SECTOR: u32 = 0xffff_fffa;
/// Length of an entry of the directory.
const ENTRY: usize = 128;
/// Streams below this are kept in sectors of 64 bytes.
const SMALL_STREAM: usize = 4096;
/// Streams of sheets in a file; one is usual, and an old one beside it.
const MOST_STREAMS: usize = 8;

/// False for a file with a cell beyond the last column, one that asks for more room than a full sheet takes, or one whose
/// sectors follow each other in a circle. A file that is no compound file at all is the reader's to report.
pub fn within_bounds(bytes: &[u8]) -> bool {
    let Some(compound) = Compound::of(bytes) else {
        return true;
    };
    let Some(directory) = compound.directory() else {
        return false;
    };
    let mut seen = Seen::default();
    let entries = directory.chunks_exact(ENTRY);
    let named: Vec<&[u8]> = entries.filter(|entry| is_workbook(entry)).collect();
    let mut streams = named
        .iter()
        .filter_map(|entry| compound.stream(entry, &directory));
    named.len() <= MOST_STREAMS
        && streams.all(|stream| {
            sheets(&stream)
                .into_iter()
                .all(|start| sheet_within_bounds(&stream, start, &mut seen))
        })
}

/// What each sheet hides, in the order in which the workbook lists them. It is an extra: a file that does not read so hides
/// nothing.
pub fn hidden(bytes: &[u8]) -> Vec<Marks> {
    let read = || {
        let compound = Compound::of(bytes)?;
        let directory = compound.directory()?;
        let entries = directory.chunks_exact(ENTRY);
        // Of an old stream and a new one the reader takes the new one, whose name is longer.
        let named = entries.filter(|entry| is_workbook(entry));
        let entry = named.max_by_key(|entry| short(entry, 64))?;
        let stream = compound.stream(entry, &directory)?;
        let styles = styles(&stream);
        let starts = sheets(&stream).into_iter();
        Some(
            starts
                .map(|start| marks_of(&stream, start, &styles))
                .collect(),
        )
    };
    read().unwrap_or_default()
}

/// What the format of a style of cells shows beside a number, and whether it fills them.
type Style = (Option<Sign>, bool);

/// Colours by their numbers that are paper: white, and those of the system.
const PAPER: [usize; 3] = [0x09, 0x40, 0x41];

/// The styles of cells in their order: of the records of a workbook of Excel 97 and later.
fn styles(stream: &[u8]) -> Vec<Style> {
    let mut formats: BTreeMap<usize, Option<Sign>> = BTreeMap::new();
    let mut styles = Vec::new();
    let mut at = 0;
    while let Some((kind, data, next)) = record(stream, at) {
        match kind {
            0x0809 if at == 0 && short(data, 0) != Some(0x0600) => break,
            0x000a => break,
            0x041e => {
                let code = text_of(data.get(2..).unwrap_or_default());
                let number = short(data, 0);
                formats.extend(number.map(|number| (number, sign_of_code(&code))));
            }
            0x00e0 => {
                let pattern = long(data, 14).map(|bits| bits >> 26);
                let colour = short(data, 18).map(|bits| bits & 0x7f);
                let filled = pattern.zip(colour);
                let filled = filled
                    .is_some_and(|(pattern, colour)| pattern != 0 && !PAPER.contains(&colour));
                styles.extend(short(data, 2).map(|format| (format, filled)));
            }
            _ => {}
        }
        at = next;
    }
    let sign = |number: usize| match formats.get(&number) {
        Some(sign) => *sign,
        None => sign_of_builtin(number as u32),
    };
    let styles = styles.into_iter();
    styles
        .map(|(format, filled)| (sign(format), filled))
        .collect()
}

/// A text with its length in two bytes before it: letters of one byte each, or of two.
fn text_of(data: &[u8]) -> String {
    let length = short(data, 0).unwrap_or(0);
    let wide = data.get(2).is_some_and(|flags| flags & 1 != 0);
    let letters = data.get(3..).unwrap_or_default();
    if !wide {
        return letters
            .iter()
            .take(length)
            .map(|letter| char::from(*letter))
            .collect();
    }
    let units: Vec<u16> = { letters.chunks_exact(2).take(length) }
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    String::from_utf16_lossy(&units)
}

fn marks_of(stream: &[u8], start: usize, styles: &[Style]) -> Marks {
    let (mut rows, mut columns) = (Vec::new(), Vec::new());
    let (mut signs, mut fills) = (Signs::default(), Vec::new());
    let mut note = |data: &[u8], column: usize, style: Option<usize>| {
        let style = style.and_then(|style| styles.get(style).copied());
        let (sign, filled) = style.unwrap_or_default();
        if let Some(row) = short(data, 0) {
            let place = (row as u32 + 1, column as u32 + 1);
            signs.note(place.0, place.1, sign);
            if filled && fills.len() < MOST_FILLS {
                fills.push(place);
            }
        }
    };
    let signed = styles
        .iter()
        .any(|(sign, filled)| sign.is_some() || *filled);
    let mut depth = 0_u32;
    let mut at = start;
    while let Some((kind, data, next)) = record(stream, at) {
        let has =
            |place: usize, bit: usize| short(data, place).is_some_and(|flags| flags & bit != 0);
        let one_based = |place: usize| short(data, place).map(|number| number as u32 + 1);
        match kind {
            0x0809 => depth += 1,
            0x000a if depth <= 1 => break,
            0x000a => depth -= 1,
            0x0208 if depth <= 1 && has(12, 0x20) => {
                rows.extend(one_based(0).map(|row| (row, row)));
            }
            // a number, a short one, what a formula gave
            0x0203 | 0x027e | 0x0006 if depth <= 1 && signed => {
                short(data, 2)
                    .into_iter()
                    .for_each(|column| note(data, column, short(data, 4)));
            }
            // several short ones side by side
            0x00bd if depth <= 1 && signed => {
                let first = short(data, 2).unwrap_or(0);
                let styles = data.get(4..).unwrap_or_default().chunks_exact(6);
                for (column, one) in (first..).zip(styles) {
                    note(data, column, short(one, 0));
                }
            }
            0x007d if depth <= 1 && has(8, 0x01) => {
                columns.extend(one_based(0).zip(one_based(2)));
            }
            _ => {}
        }
        at = next;
    }
    let mut marks = Marks::hiding(rows, columns);
    (marks.signs, marks.fills) = (signs, fills);
    marks
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    let pair = bytes.get(at..at + 2)?;
    Some(usize::from(u16::from_le_bytes(pair.try_into().ok()?)))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

fn longs(bytes: &[u8]) -> impl Iterator<Item = u32> {
    (0..bytes.len() / 4).filter_map(|at| long(bytes, at * 4))
}

/// A file of streams, each a chain of sectors.
struct Compound<'b> {
    bytes: &'b [u8],
    sector: usize,
    next: Vec<u32>,
}

impl<'b> Compound<'b> {
    fn of(bytes: &'b [u8]) -> Option<Compound<'b>> {
        let sector = 1_usize.checked_shl(short(bytes, 30)? as u32)?;
        if !(64..=65_536).contains(&sector) {
            return None;
        }
        let mut compound = Compound {
            bytes,
            sector,
            next: Vec::new(),
        };
        let mut tables: Vec<u32> = longs(bytes.get(76..512)?).collect();
        let mut more = long(bytes, 68)?;
        for _ in 0..bytes.len() / sector {
            let Some(part) = compound.at(more).filter(|_| more < LAST_SECTOR) else {
                break;
            };
            tables.extend(longs(part));
            more = tables.pop()?;
        }
        let known = tables.into_iter().filter(|table| *table < LAST_SECTOR);
        for table in known.take(bytes.len() / sector + 1) {
            compound
                .next
                .extend(compound.at(table).map(longs).into_iter().flatten());
        }
        Some(compound)
    }

    fn at(&self, number: u32) -> Option<&'b [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = (start + self.sector).min(self.bytes.len());
        self.bytes.get(start..end)
    }

    /// The sectors of a chain that starts with this one; without end when they go in a circle.
    fn sectors(&self, first: u32) -> impl Iterator<Item = u32> {
        let next = |number: &u32| self.next.get(*number as usize).copied();
        std::iter::successors(Some(first), next).take_while(|number| *number < LAST_SECTOR)
    }

    /// The bytes of a chain, as far as it holds together.
    fn chain(&self, first: u32) -> Vec<u8> {
        let parts = self.sectors(first).map_while(|number| self.at(number));
        parts.take(self.next.len()).flatten().copied().collect()
    }

    /// The directory, when every chain of the file has an end: together they cannot be longer than the file.
    fn directory(&self) -> Option<Vec<u8>> {
        let small = self.small_next();
        let start = long(self.bytes, 48)?;
        let mut room = 2 * (self.next.len() + small.next.len()) + 16;
        let mut ends = |compound: &Compound<'_>, first: u32| {
            let length = compound.sectors(first).take(room + 1).count();
            room = room.saturating_sub(length);
            room > 0
        };
        if !ends(self, start) || !ends(self, long(self.bytes, 60)?) {
            return None;
        }
        let directory = self.chain(start);
        let whole = directory.chunks_exact(ENTRY).all(|entry| {
            let first = long(entry, 116).unwrap_or(LAST_SECTOR);
            match entry[66] {
                5 => ends(self, first),
                2 => ends(self, first) && ends(&small, first),
                _ => true,
            }
        });
        whole.then_some(directory)
    }

    /// The stream of an entry of the directory.
    fn stream(&self, entry: &[u8], directory: &[u8]) -> Option<Vec<u8>> {
        let (first, length) = (long(entry, 116)?, long(entry, 120)? as usize);
        if length >= SMALL_STREAM {
            return Some(self.chain(first));
        }
        let sectors = self.small_sectors(directory)?;
        let small = Compound {
            bytes: &sectors,
            ..self.small_next()
        };
        Some(small.chain(first))
    }

    /// How the sectors of small streams follow each other.
    fn small_next(&self) -> Compound<'static> {
        Compound {
            bytes: &[],
            sector: 64,
            next: long(self.bytes, 60)
                .map_or_else(Vec::new, |first| longs(&self.chain(first)).collect()),
        }
    }

    /// The sectors of small streams, behind one that is never read and takes the header's place.
    fn small_sectors(&self, directory: &[u8]) -> Option<Vec<u8>> {
        let mut sectors = vec![0; 64];
        sectors.extend(self.chain(long(directory, 116)?));
        Some(sectors)
    }
}

/// True for the stream of sheets, new or old.
fn is_workbook(entry: &[u8]) -> bool {
    let letters = (0..32).map_while(|at| short(entry, 2 * at).filter(|letter| *letter != 0));
    let name: String = letters
        .filter_map(|letter| char::from_u32(letter as u32))
        .collect();
    ["workbook", "book"].contains(&name.to_lowercase().as_str())
}

/// A record: its kind, its data, and where the next one begins.
fn record(stream: &[u8], at: usize) -> Option<(usize, &[u8], usize)> {
    let (kind, length) = (short(stream, at)?, short(stream, at + 2)?);
    let end = at + 4 + length;
    Some((kind, stream.get(at + 4..end)?, end))
}

/// Where the sheets begin, as the workbook lists them.
fn sheets(stream: &[u8]) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut at = 0;
    while let Some((kind, data, next)) = record(stream, at) {
        if kind == 0x85 {
            starts.extend(long(data, 0).map(|start| start as usize));
        }
        at = next;
    }
    starts
}

/// What was seen of all sheets so far.
#[derive(Default)]
struct Seen {
    records: u64,
    /// Cells without anything in the rectangles around the others.
    empty: u64,
}

fn sheet_within_bounds(stream: &[u8], start: usize, seen: &mut Seen) -> bool {
    let mut around = Around::default();
    let mut depth = 0_u32;
    let mut at = start;
    while let Some((kind, data, next)) = record(stream, at) {
        seen.records += 1;
        let fits = match kind {
            0x0809 => {
                depth += 1;
                true
            }
            0x000a if depth <= 1 => break,
            0x000a => {
                depth -= 1;
                true
            }
            0x0200 => room(data).is_none_or(|room| room <= MOST_ROOM),
            0x0006 | 0x00bd | 0x00d6 | 0x00fd | 0x0203..=0x0205 | 0x027e => {
                // row and first column, six bytes a number, last column
                let side_by_side = data.len().saturating_sub(6) / 6;
                let cells = if kind == 0xbd { side_by_side } else { 1 };
                around.take(data, cells.max(1))
            }
            _ => true,
        };
        if !fits || seen.records > MOST_XLS_RECORDS {
            return false;
        }
        at = next;
    }
    seen.empty += around.empty();
    seen.empty <= MOST_XLS_EMPTY
}

/// Cells that the sheet says it has.
fn room(data: &[u8]) -> Option<u64> {
    let (rows, columns) = if data.len() == 10 {
        let rows = (short(data, 0)? as u64, short(data, 2)? as u64);
        (rows, (short(data, 4)?, short(data, 6)?))
    } else {
        let rows = (u64::from(long(data, 0)?), u64::from(long(data, 4)?));
        (rows, (short(data, 8)?, short(data, 10)?))
    };
    if rows.1 == 0 || columns.1 == 0 {
        return None;
    }
    let left = if columns.0 < MOST_XLS_COLUMNS {
        columns.0
    } else {
        0
    };
    let width = columns.1.checked_sub(left).unwrap_or(columns.1) as u64 + 1;
    // Rows that end before they begin make a negative number of cells.
    let height = rows.1.checked_sub(rows.0).unwrap_or(u64::MAX);
    Some(height.saturating_add(1).saturating_mul(width))
}

/// The rectangle around the cells of a sheet.
#[derive(Default)]
struct Around {
    rows: Option<(usize, usize)>,
    columns: Option<(usize, usize)>,
    cells: usize,
}

impl Around {
    /// True as long as the rectangle, with a record of so many cells side by side, is one of a sheet.
    fn take(&mut self, data: &[u8], cells: usize) -> bool {
        let (Some(row), Some(column)) = (short(data, 0), short(data, 2)) else {
            return true;
        };
        let rows = self.rows.unwrap_or((row, row));
        let columns = self.columns.unwrap_or((column, column));
        let rows = (rows.0.min(row), rows.1.max(row));
        let columns = (columns.0.min(column), columns.1.max(column + cells - 1));
        (self.rows, self.columns) = (Some(rows), Some(columns));
        self.cells += cells;
        columns.1 < MOST_XLS_COLUMNS && self.area() <= MOST_XLS_CELLS
    }

    fn area(&self) -> usize {
        let length =
            |span: Option<(usize, usize)>| span.map_or(0, |(first, last)| last - first + 1);
        length(self.rows) * length(self.columns)
    }

    fn empty(&self) -> u64 {
        self.area().saturating_sub(self.cells) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SEED: &[u8] = include_bytes!("../../tests/fuzz/seeds/time.xls");

    /// The place of a record's data in a file that holds its stream in one piece.
    fn data_of(kind: u16) -> usize {
        let start = SEED
            .windows(8)
            .position(|window| window == [9, 8, 16, 0, 0, 6, 16, 0])
            .expect("a sheet begins");
        let mut at = start;
        while short(SEED, at) != Some(usize::from(kind)) {
            at += 4 + short(SEED, at + 2).expect("a record");
        }
        at + 4
    }

    #[test]
    fn a_cell_beyond_the_last_column_is_seen() {
        assert!(within_bounds(SEED));
        for (kind, at, value) in [(0x27e, 2, 256_u16), (0x6, 2, 65_535), (0x200, 10, 65_535)] {
            let mut bytes = SEED.to_vec();
            let place = data_of(kind) + at;
            bytes[place..place + 2].copy_from_slice(&value.to_le_bytes());
            if kind == 0x200 {
                bytes[place - 4..place - 2].copy_from_slice(&[255, 255]);
            }
            assert!(!within_bounds(&bytes), "{kind:x}");
        }
    }

    /// A sheet of these records.
    fn sheet(records: &[(u16, Vec<u8>)]) -> Vec<u8> {
        let around = [(0x0809, vec![0; 16])].into_iter();
        let all = around
            .chain(records.iter().cloned())
            .chain([(0x000a, Vec::new())]);
        let bytes = all.flat_map(|(kind, data)| {
            let length = u16::try_from(data.len()).expect("a short record");
            [&kind.to_le_bytes()[..], &length.to_le_bytes(), &data].concat()
        });
        bytes.collect()
    }

    fn cell(row: u16, column: u16, data: usize) -> Vec<u8> {
        let place = [row.to_le_bytes(), column.to_le_bytes()].concat();
        [place, vec![0; data]].concat()
    }

    #[test]
    fn numbers_side_by_side_may_end_in_the_last_column() {
        for (numbers, fits) in [(255, true), (256, false)] {
            let stream = sheet(&[(0xbd, cell(0, 1, 6 * numbers + 2))]);
            let within = sheet_within_bounds(&stream, 0, &mut Seen::default());
            assert_eq!(within, fits, "{numbers}");
        }
    }

    #[test]
    fn sheets_share_their_room() {
        let stream = sheet(&[(0x203, cell(0, 0, 10)), (0x203, cell(65_535, 255, 10))]);
        let mut seen = Seen::default();
        assert!(sheet_within_bounds(&stream, 0, &mut seen));
        assert!(!sheet_within_bounds(&stream, 0, &mut seen));
    }

    #[test]
    fn hidden_rows_and_columns_are_told() {
        assert!(hidden(SEED).iter().all(|marks| *marks == Marks::default()));
        let mut bytes = SEED.to_vec();
        let row = data_of(0x208);
        bytes[row + 12] |= 0x20;
        assert_eq!(hidden(&bytes)[0], Marks::hiding(vec![(1, 1)], Vec::new()));
        assert_eq!(hidden(&bytes[..600]), []);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(changes in proptest::collection::vec((0..SEED.len(), any::<u8>()), 1..20), end in 0..SEED.len()) {
            let mut bytes = SEED.to_vec();
            for (at, byte) in changes {
                bytes[at] = byte;
            }
            let _ = (within_bounds(&bytes), within_bounds(&bytes[..end]));
            let _ = (hidden(&bytes), hidden(&bytes[..end]));
        }
    }
}
