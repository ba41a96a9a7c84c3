//! Parquet files: columns side by side, a dictionary for texts and for numbers that repeat, nothing compressed.
//!
//! Written and read by hand, since the columns of a sheet already are numbers of a dictionary and go into the file as they
//! lie; a library takes them apart into rows and looks each text up again. Any reader of Parquet opens the files.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::io::{self, Read, Seek, SeekFrom, Write};

use super::packing::{pack, unpack, width_of};
use super::thrift::{Fields, Value, Writer, take_struct};
use crate::model::column::{NO_TEXT, Sparse, TextColumn};
use crate::model::texts::Texts;

/// First and last bytes of every file.
const MAGIC: &[u8; 4] = b"PAR1";
/// Length of the footer's length and of the last bytes.
const TAIL: u64 = 8;

const OPTIONAL: i32 = 1;
const PLAIN: i32 = 0;
const RLE: i32 = 3;
const RLE_DICTIONARY: i32 = 8;
const DATA_PAGE: i32 = 0;
const DICTIONARY_PAGE: i32 = 2;
/// More different numbers than this are not looked up.
const MOST_DIFFERENT: usize = 4096;

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

/// Where the pages of a column lie.
struct Chunk {
    dictionary: Option<u64>,
    data: u64,
    end: u64,
    encodings: Vec<i32>,
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

/// A column as its pages hold it.
struct Encoded {
    /// Values of the dictionary, and how many they are.
    dictionary: Option<(Vec<u8>, usize)>,
    /// Which rows have a value.
    levels: Vec<u8>,
    /// Values, or their numbers in the dictionary.
    values: Vec<u8>,
}

impl Encoded {
    fn nothing(rows: usize) -> Encoded {
        Encoded {
            dictionary: None,
            levels: levels((0..rows).map(|_| false)),
            values: Vec::new(),
        }
    }

    fn by_number(dictionary: (Vec<u8>, usize), levels: Vec<u8>, numbers: &[u32]) -> Encoded {
        let width = width_of((dictionary.1 as u32).saturating_sub(1));
        let mut values = vec![width as u8];
        pack(numbers, width, &mut values);
        Encoded {
            dictionary: Some(dictionary),
            levels,
            values,
        }
    }

    fn write<W: Write>(self, out: &mut Counted<W>, rows: usize) -> io::Result<Chunk> {
        let dictionary = out.at;
        let by_number = self.dictionary.is_some();
        if let Some((values, count)) = &self.dictionary {
            let mut header = page(DICTIONARY_PAGE, values.len())?;
            header.begin_field(7);
            header.i32(1, length(*count)?);
            header.i32(2, PLAIN);
            header.end();
            header.end();
            out.put(&header.bytes)?;
            out.put(values)?;
        }
        let data = out.at;
        let encoding = if by_number { RLE_DICTIONARY } else { PLAIN };
        let mut header = page(DATA_PAGE, 4 + self.levels.len() + self.values.len())?;
        header.begin_field(5);
        header.i32(1, length(rows)?);
        header.i32(2, encoding);
        header.i32(3, RLE);
        header.i32(4, RLE);
        header.end();
        header.end();
        out.put(&header.bytes)?;
        out.put(&length(self.levels.len())?.to_le_bytes())?;
        out.put(&self.levels)?;
        out.put(&self.values)?;
        let encodings = if by_number {
            vec![PLAIN, RLE, RLE_DICTIONARY]
        } else {
            vec![PLAIN, RLE]
        };
        Ok(Chunk {
            dictionary: by_number.then_some(dictionary),
            data,
            end: out.at,
            encodings,
        })
    }
}

/// The common part of a page's header.
fn page(kind: i32, bytes: usize) -> io::Result<Writer> {
    let mut header = Writer::default();
    header.begin();
    header.i32(1, kind);
    header.i32(2, length(bytes)?);
    header.i32(3, length(bytes)?);
    Ok(header)
}

fn levels(present: impl Iterator<Item = bool>) -> Vec<u8> {
    let present: Vec<u32> = present.map(u32::from).collect();
    let mut levels = Vec::new();
    pack(&present, 1, &mut levels);
    levels
}

fn encode(leaf: Leaf<'_>, rows: usize) -> Encoded {
    match leaf {
        Leaf::Texts(column) => {
            let (texts, ids) = column.numbered();
            let mut dictionary = Vec::new();
            for text in &texts {
                dictionary.extend_from_slice(&(text.len() as u32).to_le_bytes());
                dictionary.extend_from_slice(text.as_bytes());
            }
            let levels = levels(ids.iter().map(|id| *id != NO_TEXT));
            let numbers: Vec<u32> = ids.into_iter().filter(|id| *id != NO_TEXT).collect();
            Encoded::by_number((dictionary, texts.len()), levels, &numbers)
        }
        Leaf::Longs(values) => numbers(values, |value, bytes| bytes.extend(value.to_le_bytes())),
        Leaf::Days(values) => numbers(values, |value, bytes| bytes.extend(value.to_le_bytes())),
        Leaf::Flags(flags) => {
            let mut values = Vec::new();
            let present: Vec<bool> = flags.iter().flatten().collect();
            for eight in present.chunks(8) {
                let bits = (0..).zip(eight);
                values.push(bits.fold(0, |byte, (at, flag)| byte | u8::from(*flag) << at));
            }
            Encoded {
                dictionary: None,
                levels: levels(flags.iter().map(|flag| flag.is_some())),
                values,
            }
        }
        Leaf::Rows(numbers) => Encoded {
            dictionary: None,
            levels: levels((0..rows).map(|_| true)),
            values: numbers.iter().flat_map(|row| row.to_le_bytes()).collect(),
        },
    }
}

/// Numbers, by a dictionary where few of them differ.
fn numbers<T: Copy + Default + Eq + Hash>(
    column: &Sparse<T>,
    put: impl Fn(T, &mut Vec<u8>),
) -> Encoded {
    let levels = levels(column.iter().map(|value| value.is_some()));
    let present = || column.iter().flatten();
    let mut places: HashMap<T, u32> = HashMap::new();
    let (mut dictionary, mut ids) = (Vec::new(), Vec::new());
    for value in present() {
        let next = places.len() as u32;
        let id = *places.entry(value).or_insert(next);
        if id == next {
            put(value, &mut dictionary);
        }
        ids.push(id);
        if places.len() > MOST_DIFFERENT {
            let mut values = Vec::new();
            present().for_each(|value| put(value, &mut values));
            return Encoded {
                dictionary: None,
                levels,
                values,
            };
        }
    }
    Encoded::by_number((dictionary, places.len()), levels, &ids)
}

fn footer(
    groups: &[Group<'_>],
    kinds: &BTreeMap<&str, Kind>,
    chunks: &[Chunk],
    notes: &[(&str, &str)],
) -> Vec<u8> {
    let mut footer = Writer::default();
    footer.begin();
    footer.i32(1, 1);
    footer.structs(2, kinds.len() + 1);
    footer.begin();
    footer.text(4, "schema");
    footer.i32(5, kinds.len() as i32);
    footer.end();
    for (name, kind) in kinds {
        let (stored, meant) = kind.codes();
        footer.begin();
        footer.i32(1, stored);
        footer.i32(3, OPTIONAL);
        footer.text(4, name);
        if let Some(meant) = meant {
            footer.i32(6, meant);
        }
        footer.end();
    }
    footer.i64(3, groups.iter().map(|group| group.rows as i64).sum());
    footer.structs(4, groups.len());
    for (group, own) in groups.iter().zip(chunks.chunks(kinds.len().max(1))) {
        put_group(&mut footer, group.rows, kinds, own);
    }
    footer.structs(5, notes.len());
    for (name, text) in notes {
        footer.begin();
        footer.text(1, name);
        footer.text(2, text);
        footer.end();
    }
    footer.text(6, "monthend");
    footer.end();
    footer.bytes
}

fn put_group(footer: &mut Writer, rows: usize, kinds: &BTreeMap<&str, Kind>, chunks: &[Chunk]) {
    let begin = |chunk: &Chunk| chunk.dictionary.unwrap_or(chunk.data);
    footer.begin();
    footer.structs(1, chunks.len());
    for ((name, kind), chunk) in kinds.iter().zip(chunks) {
        let bytes = (chunk.end - begin(chunk)) as i64;
        footer.begin();
        footer.i64(2, begin(chunk) as i64);
        footer.begin_field(3);
        footer.i32(1, kind.codes().0);
        footer.integers(2, &chunk.encodings);
        footer.texts(3, &[name]);
        footer.i32(4, 0);
        footer.i64(5, rows as i64);
        footer.i64(6, bytes);
        footer.i64(7, bytes);
        footer.i64(9, chunk.data as i64);
        if let Some(dictionary) = chunk.dictionary {
            footer.i64(11, dictionary as i64);
        }
        footer.end();
        footer.end();
    }
    let all = chunks.iter().map(|chunk| (chunk.end - begin(chunk)) as i64);
    footer.i64(2, all.sum());
    footer.i64(3, rows as i64);
    footer.end();
}

/// A file of ours that is open. Whatever is not as it was written is none.
pub struct File<R> {
    bytes: R,
    groups: Vec<ReadGroup>,
    notes: BTreeMap<String, String>,
}

struct ReadGroup {
    rows: usize,
    columns: BTreeMap<String, (Kind, u64, usize)>,
}

impl<R: Read + Seek> File<R> {
    /// Reads the footer.
    pub fn open(mut bytes: R) -> Option<File<R>> {
        let end = bytes.seek(SeekFrom::End(0)).ok()?;
        bytes.seek(SeekFrom::Start(end.checked_sub(TAIL)?)).ok()?;
        let mut tail = [0; TAIL as usize];
        bytes.read_exact(&mut tail).ok()?;
        let (length, magic) = tail.split_at(4);
        if magic != MAGIC {
            return None;
        }
        let length = u64::from(u32::from_le_bytes(length.try_into().ok()?));
        let start = end.checked_sub(TAIL + length)?;
        let footer = take(&mut bytes, start, length as usize)?;
        let footer = take_struct(&mut footer.as_slice())?;
        let kinds = kinds(&footer)?;
        let groups = footer.get(&4)?.list()?.iter();
        Some(File {
            groups: groups
                .map(|group| ReadGroup::of(group.fields()?, &kinds))
                .collect::<Option<_>>()?,
            notes: notes(&footer)?,
            bytes,
        })
    }

    /// A note of the footer.
    pub fn note(&self, name: &str) -> Option<&str> {
        self.notes.get(name).map(String::as_str)
    }

    /// A column of a group.
    pub fn read(&mut self, group: usize, column: &str) -> Option<ReadLeaf> {
        let group = self.groups.get(group)?;
        let (kind, start, length) = *group.columns.get(column)?;
        let chunk = take(&mut self.bytes, start, length)?;
        decode(kind, &chunk, group.rows)
    }
}

fn take(bytes: &mut (impl Read + Seek), start: u64, length: usize) -> Option<Vec<u8>> {
    bytes.seek(SeekFrom::Start(start)).ok()?;
    let mut taken = Vec::new();
    bytes.take(length as u64).read_to_end(&mut taken).ok()?;
    (taken.len() == length).then_some(taken)
}

fn kinds(footer: &Fields) -> Option<Vec<Kind>> {
    let columns = footer.get(&2)?.list()?.iter().skip(1);
    columns
        .map(|column| {
            let column = column.fields()?;
            let meant = column.get(&6).and_then(Value::integer);
            Kind::of_codes(column.get(&1)?.integer()?, meant)
        })
        .collect()
}

fn notes(footer: &Fields) -> Option<BTreeMap<String, String>> {
    let notes = footer.get(&5)?.list()?.iter();
    notes
        .map(|note| {
            let note = note.fields()?;
            let text = |at: i16| Some(note.get(&at)?.text()?.to_owned());
            Some((text(1)?, text(2)?))
        })
        .collect()
}

impl ReadGroup {
    fn of(group: &Fields, kinds: &[Kind]) -> Option<ReadGroup> {
        let chunks = group.get(&1)?.list()?;
        let columns = chunks.iter().zip(kinds).map(|(chunk, kind)| {
            let about = chunk.fields()?.get(&3)?.fields()?;
            let integer = |at: i16| about.get(&at)?.integer();
            let start = integer(11).or_else(|| integer(9))?;
            let [name] = about.get(&3)?.list()? else {
                return None;
            };
            let place = (
                *kind,
                u64::try_from(start).ok()?,
                usize::try_from(integer(7)?).ok()?,
            );
            Some((name.text()?.to_owned(), place))
        });
        Some(ReadGroup {
            rows: usize::try_from(group.get(&3)?.integer()?).ok()?,
            columns: columns.collect::<Option<_>>()?,
        })
    }
}

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
        let present = unpack(levels, 1, rows)?;
        Some(Pages {
            dictionary,
            present: present.into_iter().map(|level| level == 1).collect(),
            values,
        })
    }

    fn count(&self) -> usize {
        self.present.iter().filter(|present| **present).count()
    }

    /// Numbers in the dictionary, one for each value.
    fn ids(&self) -> Option<Vec<u32>> {
        let (width, packed) = self.values.split_first()?;
        unpack(packed, u32::from(*width), self.count())
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
                let ids = self.ids()?.into_iter();
                ids.map(|id| different.get(id as usize).copied())
                    .collect::<Option<_>>()?
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

fn decode(kind: Kind, chunk: &[u8], rows: usize) -> Option<ReadLeaf> {
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
    let known = pool.len() as u32;
    let mut ids = pages.ids()?.into_iter();
    let rows = pages.present.iter().map(|present| match present {
        true => ids.next().filter(|id| *id < known),
        false => Some(NO_TEXT),
    });
    let rows: Vec<u32> = rows.collect::<Option<_>>()?;
    Some(TextColumn::of(pool, rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

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
            let mut file = File::open(Cursor::new(bytes)).expect("our own file");
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
            if let Some(mut file) = File::open(Cursor::new(bytes)) {
                let _ = file.read(0, "texts");
                let _ = file.read(0, "longs");
            }
        }
    }
}
