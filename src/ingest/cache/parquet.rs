//! Parquet files: columns side by side, a dictionary for texts and for numbers that repeat, nothing compressed.
//!
//! Written and read by hand, since the columns of a sheet already are numbers of a dictionary and go into the file as they
//! lie; a library takes them apart into rows and looks each text up again. Any reader of Parquet opens the files.

mod encoded;
mod footer;
mod pages;

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::thrift::take_struct;
use super::{packing, thrift};
use crate::model::column::{Sparse, TextColumn};

use encoded::{Encoded, encode};
use footer::{ReadGroup, footer, groups, notes};
use pages::decode;

/// First and last bytes of every file.
const MAGIC: &[u8; 4] = b"PAR1";

const PLAIN: i32 = 0;
const RLE: i32 = 3;
const RLE_DICTIONARY: i32 = 8;
const DATA_PAGE: i32 = 0;
const DICTIONARY_PAGE: i32 = 2;

/// A column to be written.
#[derive(Clone, Copy)]
pub enum Leaf<'a> {
    /// Texts.
    Texts(&'a TextColumn),
    /// Integers of 64 bits.
    Longs(&'a Sparse<i64>),
    /// Days since 1970-01-01.
    Days(&'a Sparse<i32>),
    /// Flags.
    Flags(&'a Sparse<bool>),
    /// Rows of a sheet; each row has one.
    Rows(&'a [u32]),
}

/// A column that was read.
pub enum ReadLeaf {
    Texts(TextColumn),
    Longs(Sparse<i64>),
    Days(Sparse<i32>),
    Flags(Sparse<bool>),
    Rows(Vec<u32>),
}

/// Columns of the same length. A file has several, each with columns of its own; to the others it has no values.
#[derive(Default)]
pub struct Group<'a> {
    /// Number of rows.
    pub rows: usize,
    /// Columns by name.
    pub columns: BTreeMap<String, Leaf<'a>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Texts,
    Longs,
    Days,
    Flags,
    Rows,
}

impl Kind {
    /// Type as stored, and what it stands for.
    fn codes(self) -> (i32, Option<i32>) {
        match self {
            Kind::Texts => (6, Some(0)),
            Kind::Longs => (2, None),
            Kind::Days => (1, Some(6)),
            Kind::Flags => (0, None),
            Kind::Rows => (1, Some(13)),
        }
    }

    fn of_codes(stored: i64, meant: Option<i64>) -> Option<Kind> {
        let all = [
            Kind::Texts,
            Kind::Longs,
            Kind::Days,
            Kind::Flags,
            Kind::Rows,
        ];
        all.into_iter().find(|kind| {
            let (own, stands_for) = kind.codes();
            (i64::from(own), stands_for.map(i64::from)) == (stored, meant)
        })
    }
}

impl Leaf<'_> {
    fn kind(self) -> Kind {
        match self {
            Leaf::Texts(_) => Kind::Texts,
            Leaf::Longs(_) => Kind::Longs,
            Leaf::Days(_) => Kind::Days,
            Leaf::Flags(_) => Kind::Flags,
            Leaf::Rows(_) => Kind::Rows,
        }
    }
}

/// Bytes on their way out, counted.
struct Counted<W> {
    out: W,
    at: u64,
}

impl<W: Write> Counted<W> {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}

/// Writes a file. `notes` go into its footer.
pub fn write(out: impl Write, groups: &[Group<'_>], notes: &[(&str, &str)]) -> io::Result<()> {
    let mut out = Counted { out, at: 0 };
    out.put(MAGIC)?;
    let mut kinds: BTreeMap<&str, Kind> = BTreeMap::new();
    for (name, leaf) in groups.iter().flat_map(|group| &group.columns) {
        kinds.insert(name, leaf.kind());
    }
    let mut chunks = Vec::new();
    for group in groups {
        for name in kinds.keys() {
            let encoded = match group.columns.get(*name) {
                Some(leaf) => encode(*leaf, group.rows),
                None => Encoded::nothing(group.rows),
            };
            chunks.push(encoded.write(&mut out, group.rows)?);
        }
    }
    let footer = footer(groups, &kinds, &chunks, notes);
    out.put(&footer)?;
    out.put(&length(footer.len())?.to_le_bytes())?;
    out.put(MAGIC)?;
    out.out.flush()
}

fn length(bytes: usize) -> io::Result<i32> {
    i32::try_from(bytes).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))
}

/// A file of ours that is open. Whatever is not as it was written is none.
pub struct File<'b> {
    bytes: &'b [u8],
    groups: Vec<ReadGroup>,
    notes: BTreeMap<String, String>,
}

impl<'b> File<'b> {
    /// Reads the footer.
    pub fn open(bytes: &'b [u8]) -> Option<File<'b>> {
        let rest = bytes.strip_suffix(MAGIC)?;
        let (rest, length) = rest.split_last_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let (_, mut footer) = rest.split_at_checked(rest.len().checked_sub(length)?)?;
        let footer = take_struct(&mut footer)?;
        Some(File {
            groups: groups(&footer)?,
            notes: notes(&footer)?,
            bytes,
        })
    }

    /// A note of the footer.
    pub fn note(&self, name: &str) -> Option<&str> {
        self.notes.get(name).map(String::as_str)
    }

    /// A column of a group.
    pub fn read(&self, group: usize, column: &str) -> Option<ReadLeaf> {
        let group = self.groups.get(group)?;
        let (kind, start, length) = *group.columns.get(column)?;
        let (_, chunk) = self.bytes.split_at_checked(usize::try_from(start).ok()?)?;
        decode(kind, chunk.get(..length)?, group.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts_of(column: &TextColumn) -> Vec<Option<String>> {
        let (texts, ids) = column.numbered();
        let text = |id: u32| texts.get(id as usize).map(|text| (*text).to_owned());
        ids.into_iter().map(text).collect()
    }

    fn sparse<T: Copy + Default>(values: &[Option<T>]) -> Sparse<T> {
        let mut column = Sparse::default();
        values.iter().for_each(|value| column.push(*value));
        column
    }

    fn written(groups: &[Group<'_>]) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(&mut bytes, groups, &[("about", "жар")]).expect("memory takes all");
        bytes
    }

    type Rows = Vec<(Option<String>, Option<i64>, Option<i32>, Option<bool>, u32)>;

    fn rows() -> impl Strategy<Value = Rows> {
        let row = (
            proptest::option::of("[a-cж]{0,2}"),
            proptest::option::of(prop_oneof![Just(5_i64), any::<i64>()]),
            proptest::option::of(any::<i32>()),
            proptest::option::of(any::<bool>()),
            any::<u32>(),
        );
        proptest::collection::vec(row, 0..40)
    }

    proptest! {
        #[test]
        fn columns_read_back(rows in rows(), other in proptest::collection::vec(any::<u32>(), 0..9)) {
            let mut column = TextColumn::default();
            rows.iter().for_each(|row| column.push(row.0.as_deref()));
            let longs = sparse(&rows.iter().map(|row| row.1).collect::<Vec<_>>());
            let days = sparse(&rows.iter().map(|row| row.2).collect::<Vec<_>>());
            let flags = sparse(&rows.iter().map(|row| row.3).collect::<Vec<_>>());
            let numbers: Vec<u32> = rows.iter().map(|row| row.4).collect();
            let first = Group {
                rows: rows.len(),
                columns: BTreeMap::from([
                    ("texts".to_owned(), Leaf::Texts(&column)),
                    ("longs".to_owned(), Leaf::Longs(&longs)),
                    ("days".to_owned(), Leaf::Days(&days)),
                    ("flags".to_owned(), Leaf::Flags(&flags)),
                    ("rows".to_owned(), Leaf::Rows(&numbers)),
                ]),
            };
            let second = Group {
                rows: other.len(),
                columns: BTreeMap::from([("rows".to_owned(), Leaf::Rows(&other))]),
            };
            let bytes = written(&[first, second]);
            let file = File::open(&bytes).expect("our own file");
            prop_assert_eq!(file.note("about"), Some("жар"));
            match file.read(0, "texts") {
                Some(ReadLeaf::Texts(read)) => prop_assert_eq!(texts_of(&read), texts_of(&column)),
                _ => prop_assert!(false, "no texts"),
            }
            match file.read(0, "longs") {
                Some(ReadLeaf::Longs(read)) => prop_assert!(read.iter().eq(longs.iter())),
                _ => prop_assert!(false, "no longs"),
            }
            match file.read(0, "days") {
                Some(ReadLeaf::Days(read)) => prop_assert!(read.iter().eq(days.iter())),
                _ => prop_assert!(false, "no days"),
            }
            match file.read(0, "flags") {
                Some(ReadLeaf::Flags(read)) => prop_assert!(read.iter().eq(flags.iter())),
                _ => prop_assert!(false, "no flags"),
            }
            match file.read(1, "rows") {
                Some(ReadLeaf::Rows(read)) => prop_assert_eq!(read, other),
                _ => prop_assert!(false, "no rows"),
            }
        }

        #[test]
        fn a_damaged_file_is_none_or_something_and_never_a_fault(at in 0_usize..600, byte: u8, cut in 0_usize..600) {
            let mut column = TextColumn::default();
            (0..50).for_each(|row| column.push(Some(["a", "bb", "ccc"][row % 3])));
            let longs = sparse(&(0..50_i64).map(|row| (row % 7 > 0).then_some(row)).collect::<Vec<_>>());
            let group = Group {
                rows: 50,
                columns: BTreeMap::from([
                    ("texts".to_owned(), Leaf::Texts(&column)),
                    ("longs".to_owned(), Leaf::Longs(&longs)),
                ]),
            };
            let mut bytes = written(&[group]);
            let at = at % bytes.len();
            bytes[at] = byte;
            bytes.truncate(bytes.len() - cut % 3);
            if let Some(file) = File::open(&bytes) {
                let _ = file.read(0, "texts");
                let _ = file.read(0, "longs");
            }
        }
    }
}
