//! What stands at the end of a file: names and kinds of its columns, and where they lie.

use std::collections::BTreeMap;

use super::encoded::Chunk;
use super::thrift::{Fields, Value, Writer};
use super::{Group, Kind};

const OPTIONAL: i32 = 1;

/// Rows of which each column lies somewhere.
pub(super) struct ReadGroup {
    pub rows: usize,
    /// Kind, first byte and length of each column.
    pub columns: BTreeMap<String, (Kind, u64, usize)>,
}

/// The footer of what was written.
pub(super) fn footer(
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

/// The groups that a footer tells of.
pub(super) fn groups(footer: &Fields) -> Option<Vec<ReadGroup>> {
    let kinds = kinds(footer)?;
    let groups = footer.get(&4)?.list()?.iter();
    groups
        .map(|group| ReadGroup::of(group.fields()?, &kinds))
        .collect()
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

/// What a footer notes besides.
pub(super) fn notes(footer: &Fields) -> Option<BTreeMap<String, String>> {
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
