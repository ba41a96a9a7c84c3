//! A column as its pages hold it, and how it is written.

use std::collections::HashMap;
use std::hash::Hash;
use std::io::{self, Write};

use super::packing::{pack, width_of};
use super::thrift::Writer;
use super::{Counted, DATA_PAGE, DICTIONARY_PAGE, Leaf, PLAIN, RLE, RLE_DICTIONARY, length};
use crate::model::column::{NO_TEXT, Sparse};

/// More different numbers than this are not looked up.
const MOST_DIFFERENT: usize = 4096;

/// Where the pages of a column lie.
pub(super) struct Chunk {
    pub dictionary: Option<u64>,
    pub data: u64,
    pub end: u64,
    pub encodings: Vec<i32>,
}

/// A column as its pages hold it.
pub(super) struct Encoded {
    /// Values of the dictionary, and how many they are.
    dictionary: Option<(Vec<u8>, usize)>,
    /// Which rows have a value.
    levels: Vec<u8>,
    /// Values, or their numbers in the dictionary.
    values: Vec<u8>,
}

impl Encoded {
    /// A column without a value.
    pub fn nothing(rows: usize) -> Encoded {
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

    /// Writes its pages, and tells where.
    pub fn write<W: Write>(self, out: &mut Counted<W>, rows: usize) -> io::Result<Chunk> {
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

/// The pages of a column.
pub(super) fn encode(leaf: Leaf<'_>, rows: usize) -> Encoded {
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
