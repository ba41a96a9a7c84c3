//! The values of one field, row by row: numbers side by side, each text kept once however often it repeats.

use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher};

use hashbrown::{DefaultHashBuilder, HashTable};
use polars::prelude::{
    BooleanChunked, ChunkTake, Column, DataType, IdxCa, Int32Chunked, Int64Chunked, IntoColumn,
    NewChunkedArray, PlSmallStr, StringChunked,
};

use super::tables::{Value, day_number, day_of};
use super::text_views::views;
use super::texts::Texts;
use super::{Duration, Money};

/// No text.
pub const NO_TEXT: u32 = u32::MAX;
/// What stands for a text that was let go.
const FORGOTTEN: &str = "...";

/// Values of one kind, some absent.
#[derive(Clone, Debug)]
pub enum ValueColumn {
    /// So many rows without a value.
    Nothing(usize),
    /// Texts.
    Texts(TextColumn),
    /// Money, time and other counted things.
    Integers(Unit, Sparse<i64>),
    /// Days since 1970-01-01.
    Days(Sparse<i32>),
    /// Flags.
    Flags(Sparse<bool>),
}

/// What an integer counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as the values are")]
pub enum Unit {
    Money,
    Duration,
    Share,
    Quantity,
    Rate,
}

/// Values side by side, and which of them count.
#[derive(Clone, Debug, Default)]
pub struct Sparse<T> {
    values: Vec<T>,
    present: Vec<bool>,
}

impl<T: Copy + Default> Sparse<T> {
    fn absent(rows: usize) -> Sparse<T> {
        Sparse {
            values: vec![T::default(); rows],
            present: vec![false; rows],
        }
    }

    /// No row yet, but room for some.
    pub fn with_capacity(rows: usize) -> Sparse<T> {
        Sparse {
            values: Vec::with_capacity(rows),
            present: Vec::with_capacity(rows),
        }
    }

    /// Adds a row.
    pub fn push(&mut self, value: Option<T>) {
        self.values.push(value.unwrap_or_default());
        self.present.push(value.is_some());
    }

    /// The value of a row, counted from 0.
    pub fn get(&self, row: usize) -> Option<T> {
        self.present[row].then(|| self.values[row])
    }

    /// Values side by side, and which of them count: as many.
    pub fn of(values: Vec<T>, present: Vec<bool>) -> Sparse<T> {
        debug_assert_eq!(values.len(), present.len());
        Sparse { values, present }
    }

    /// The value of each row.
    pub fn iter(&self) -> impl Iterator<Item = Option<T>> {
        let rows = self.values.iter().zip(&self.present);
        rows.map(|(value, present)| present.then_some(*value))
    }

    fn append(&mut self, mut other: Sparse<T>) {
        self.values.append(&mut other.values);
        self.present.append(&mut other.present);
    }

    fn retain(&mut self, keep: &[bool]) {
        retain(&mut self.values, keep);
        retain(&mut self.present, keep);
    }

    fn is_full(&self) -> bool {
        self.present.iter().all(|present| *present)
    }
}

/// Keeps the items whose flag says so.
pub fn retain<T>(items: &mut Vec<T>, keep: &[bool]) {
    let mut keep = keep.iter();
    items.retain(|_| *keep.next().unwrap_or(&true));
}

/// Texts by number, one number a row.
#[derive(Clone, Debug, Default)]
pub struct TextColumn {
    pool: Texts,
    /// One a row; [`NO_TEXT`] for none.
    ids: Vec<u32>,
    /// Numbers by text of those that came row by row.
    index: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl TextColumn {
    /// Texts and the number of each row, [`NO_TEXT`] for none.
    pub fn of(pool: Texts, ids: Vec<u32>) -> TextColumn {
        TextColumn {
            pool,
            ids,
            ..TextColumn::default()
        }
    }

    /// The texts that some row has, in the order of their numbers, and the place of each row's among them, [`NO_TEXT`] for
    /// none.
    pub fn numbered(&self) -> (Vec<&str>, Vec<u32>) {
        let mut places = vec![NO_TEXT; self.pool.len()];
        for id in self.ids.iter().filter(|id| **id != NO_TEXT) {
            places[*id as usize] = 0;
        }
        let used = self.pool.iter().zip(&mut places);
        let used = used.filter(|(_, place)| **place != NO_TEXT);
        let texts = used.zip(0..).map(|((text, place), next)| {
            *place = next;
            text
        });
        let texts = texts.collect();
        let place = |id: &u32| match *id {
            NO_TEXT => NO_TEXT,
            id => places[id as usize],
        };
        let ids = self.ids.iter().map(place).collect();
        (texts, ids)
    }

    /// Adds a row.
    pub fn push(&mut self, text: Option<&str>) {
        let id = match text {
            None => NO_TEXT,
            Some(text) => self.again(text).unwrap_or_else(|| self.id_of(text)),
        };
        self.ids.push(id);
    }

    /// The number of a text that the row before has too.
    fn again(&self, text: &str) -> Option<u32> {
        let last = self.ids.last().filter(|id| **id != NO_TEXT)?;
        (self.pool.text(*last) == text).then_some(*last)
    }

    /// Adds a row with a text by its number, or [`NO_TEXT`].
    pub fn push_number(&mut self, number: u32) {
        self.ids.push(number);
    }

    fn id_of(&mut self, text: &str) -> u32 {
        let hash = self.hasher.hash_one(text);
        let same = |id: &u32| self.pool.text(*id) == text;
        if let Some(id) = self.index.find(hash, same) {
            return *id;
        }
        let id = self.pool.add(text);
        let (pool, hasher) = (&self.pool, &self.hasher);
        self.index
            .insert_unique(hash, id, |id| hasher.hash_one(pool.text(*id)));
        id
    }

    fn get(&self, row: usize) -> Option<&str> {
        Some(self.ids[row])
            .filter(|id| *id != NO_TEXT)
            .map(|id| self.pool.text(id))
    }

    /// Each text that some row has, with the number of those rows.
    fn counts(&self) -> impl Iterator<Item = (&str, usize)> {
        let mut counts = vec![0_usize; self.pool.len()];
        for id in self.ids.iter().filter(|id| **id != NO_TEXT) {
            counts[*id as usize] += 1;
        }
        self.pool.iter().zip(counts).filter(|(_, count)| *count > 0)
    }

    fn rename(&mut self, spelled: impl Fn(&str) -> Option<String>) {
        let renamed: Vec<Option<String>> = self.pool.iter().map(spelled).collect();
        if renamed.iter().all(Option::is_none) {
            return;
        }
        let mut pool = Texts::default();
        for (old, new) in self.pool.iter().zip(&renamed) {
            pool.add(new.as_deref().unwrap_or(old));
        }
        self.pool = pool;
        self.index = HashTable::new();
    }

    /// True where most texts of the pool are those of some row, and rows have them in the order of their numbers, as copies
    /// of them would be numbered.
    fn is_its_pool(&self) -> bool {
        let mut met = vec![false; self.pool.len()];
        let (mut next, mut count) = (0, 0);
        for id in self.ids.iter().filter(|id| **id != NO_TEXT) {
            let met = &mut met[*id as usize];
            if *met {
                continue;
            }
            if *id < next {
                return false;
            }
            *met = true;
            next = id + 1;
            count += 1;
        }
        count * 2 > self.pool.len()
    }

    /// Of the other column's texts only those that some row has: it may share them with all columns of its sheet.
    fn append(&mut self, other: TextColumn) {
        let mut moved = vec![NO_TEXT; other.pool.len()];
        let mut ids = other.ids;
        for id in &mut ids {
            let Some(own) = moved.get_mut(*id as usize) else {
                *id = NO_TEXT;
                continue;
            };
            if *own == NO_TEXT {
                *own = self.pool.add(other.pool.text(*id));
            }
            *id = *own;
        }
        match self.ids.is_empty() {
            true => self.ids = ids,
            false => self.ids.append(&mut ids),
        }
    }

    /// A column of one text at most.
    fn forget(&mut self) {
        let mut pool = Texts::default();
        let forgotten = pool.add(FORGOTTEN);
        for id in self.ids.iter_mut().filter(|id| **id != NO_TEXT) {
            *id = forgotten;
        }
        (self.pool, self.index) = (pool, HashTable::new());
    }

    /// Views of the pool's texts: a text is never copied, neither for its row nor for the frame.
    pub fn finish(self, name: PlSmallStr) -> Column {
        let pool = StringChunked::with_chunk(name, views(self.pool));
        if self.ids.iter().copied().eq(0..pool.len() as u32) {
            return pool.into_column();
        }
        let rows = if self.ids.contains(&NO_TEXT) {
            let ids = self
                .ids
                .iter()
                .map(|id| Some(*id).filter(|id| *id != NO_TEXT));
            IdxCa::from_iter_options(PlSmallStr::EMPTY, ids)
        } else {
            IdxCa::from_vec(PlSmallStr::EMPTY, self.ids)
        };
        let texts = pool.take(&rows).expect("ids are numbers of the pool");
        texts.into_column()
    }
}

/// The texts of a column, each with its number. Some may come twice.
#[derive(Clone, Debug, Default)]
pub struct Numbered<'a> {
    texts: Vec<Option<&'a str>>,
    rows: &'a [u32],
}

impl<'a> Numbered<'a> {
    fn of(column: &'a TextColumn) -> Numbered<'a> {
        let mut texts = vec![None; column.pool.len()];
        for id in column.ids.iter().filter(|id| **id != NO_TEXT) {
            texts[*id as usize].get_or_insert_with(|| column.pool.text(*id));
        }
        Numbered {
            texts,
            rows: &column.ids,
        }
    }

    /// By number; none where no row has the text.
    pub fn texts(&self) -> &[Option<&'a str>] {
        &self.texts
    }

    /// The number of a row's text.
    pub fn of_row(&self, row: usize) -> Option<usize> {
        let number = self.rows.get(row).filter(|id| **id != NO_TEXT)?;
        Some(*number as usize)
    }

    /// The text of a row.
    pub fn text(&self, row: usize) -> Option<&'a str> {
        self.texts[self.of_row(row)?]
    }
}

impl ValueColumn {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            ValueColumn::Nothing(rows) => *rows,
            ValueColumn::Texts(texts) => texts.ids.len(),
            ValueColumn::Integers(_, values) => values.values.len(),
            ValueColumn::Days(days) => days.values.len(),
            ValueColumn::Flags(flags) => flags.values.len(),
        }
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a row. The first value says what the column holds; one of another kind is a bug of ours.
    pub fn push(&mut self, value: Option<Value>) {
        if let (ValueColumn::Nothing(rows), Some(value)) = (&*self, &value) {
            *self = ValueColumn::absent(value, *rows);
        }
        match (self, value) {
            (ValueColumn::Nothing(rows), _) => *rows += 1,
            (ValueColumn::Texts(texts), None) => texts.push(None),
            (ValueColumn::Texts(texts), Some(Value::Text(text))) => texts.push(Some(&text)),
            (ValueColumn::Days(days), None) => days.push(None),
            (ValueColumn::Days(days), Some(Value::Date(day))) => days.push(Some(day_number(day))),
            (ValueColumn::Flags(flags), None) => flags.push(None),
            (ValueColumn::Flags(flags), Some(Value::Flag(flag))) => flags.push(Some(flag)),
            (ValueColumn::Integers(_, values), None) => values.push(None),
            (ValueColumn::Integers(unit, values), Some(value)) => match value.counted() {
                Some((other, part)) if other == *unit => values.push(Some(part)),
                _ => panic!("{value:?} does not fit its column"),
            },
            (_, Some(value)) => panic!("{value:?} does not fit its column"),
        }
    }

    /// Rows without a value, in a column of such values.
    fn absent(like: &Value, rows: usize) -> ValueColumn {
        match like {
            Value::Text(_) => {
                ValueColumn::Texts(TextColumn::of(Texts::default(), vec![NO_TEXT; rows]))
            }
            Value::Date(_) => ValueColumn::Days(Sparse::absent(rows)),
            Value::Flag(_) => ValueColumn::Flags(Sparse::absent(rows)),
            other => {
                let (unit, _) = other.counted().expect("every other value counts something");
                ValueColumn::Integers(unit, Sparse::absent(rows))
            }
        }
    }

    /// The value of a row.
    pub fn get(&self, row: usize) -> Option<Value> {
        match self {
            ValueColumn::Nothing(_) => None,
            ValueColumn::Texts(texts) => texts.get(row).map(|text| Value::Text(text.to_owned())),
            ValueColumn::Days(days) => days.get(row).map(|day| Value::Date(day_of(day))),
            ValueColumn::Flags(flags) => flags.get(row).map(Value::Flag),
            ValueColumn::Integers(unit, values) => values.get(row).map(|part| value(*unit, part)),
        }
    }

    /// The text of a row.
    pub fn text(&self, row: usize) -> Option<&str> {
        match self {
            ValueColumn::Texts(texts) => texts.get(row),
            _ => None,
        }
    }

    /// The integer of a row.
    pub fn integer(&self, row: usize) -> Option<i64> {
        match self {
            ValueColumn::Integers(_, values) => values.get(row),
            _ => None,
        }
    }

    /// The day of a row, counted from 1970-01-01.
    pub fn day(&self, row: usize) -> Option<i32> {
        match self {
            ValueColumn::Days(days) => days.get(row),
            _ => None,
        }
    }

    /// The flag of a row.
    pub fn flag(&self, row: usize) -> Option<bool> {
        match self {
            ValueColumn::Flags(flags) => flags.get(row),
            _ => None,
        }
    }

    /// Each text that some row has, by number.
    pub fn by_number(&self) -> Numbered<'_> {
        match self {
            ValueColumn::Texts(column) => Numbered::of(column),
            _ => Numbered::default(),
        }
    }

    /// Lets the values go: of texts it stays known which rows have one.
    pub fn forget(&mut self) {
        match self {
            ValueColumn::Texts(texts) => texts.forget(),
            other => *other = ValueColumn::Nothing(other.len()),
        }
    }

    /// True when the row has a value.
    pub fn has(&self, row: usize) -> bool {
        match self {
            ValueColumn::Nothing(_) => false,
            ValueColumn::Texts(texts) => texts.ids[row] != NO_TEXT,
            ValueColumn::Days(days) => days.present[row],
            ValueColumn::Flags(flags) => flags.present[row],
            ValueColumn::Integers(_, values) => values.present[row],
        }
    }

    /// Mixes each row's value into its number: equal values change equal numbers equally, in every run.
    pub fn mix_into(&self, numbers: &mut [u64]) {
        let texts: Vec<u64> = match self {
            ValueColumn::Texts(texts) => texts.pool.iter().map(|text| mixed(0, &text)).collect(),
            _ => Vec::new(),
        };
        for (row, number) in numbers.iter_mut().enumerate() {
            *number = match self {
                ValueColumn::Nothing(_) => mixed(*number, &None::<u64>),
                ValueColumn::Texts(column) => {
                    let id = Some(column.ids[row]).filter(|id| *id != NO_TEXT);
                    mixed(*number, &id.map(|id| texts[id as usize]))
                }
                ValueColumn::Days(days) => mixed(*number, &days.get(row).map(i64::from)),
                ValueColumn::Flags(flags) => mixed(*number, &flags.get(row).map(u64::from)),
                ValueColumn::Integers(_, values) => mixed(*number, &values.get(row)),
            };
        }
    }

    /// Each different text that some row has, with the number of those rows; some may come twice.
    pub fn texts(&self) -> Vec<(&str, usize)> {
        match self {
            ValueColumn::Texts(texts) => texts.counts().collect(),
            _ => Vec::new(),
        }
    }

    /// Puts other texts in the place of some.
    pub fn rename(&mut self, spelled: impl Fn(&str) -> Option<String>) {
        if let ValueColumn::Texts(texts) = self {
            texts.rename(spelled);
        }
    }

    /// Puts a text into every row without a value; the first of them.
    pub fn fill(&mut self, text: &str) -> Option<usize> {
        let first = (0..self.len()).find(|row| self.text(*row).is_none())?;
        if let ValueColumn::Nothing(rows) = *self {
            *self = ValueColumn::absent(&Value::Text(String::new()), rows);
        }
        if let ValueColumn::Texts(texts) = self {
            let id = texts.id_of(text);
            let empty = texts.ids.iter_mut().filter(|id| **id == NO_TEXT);
            empty.for_each(|row| *row = id);
        }
        Some(first)
    }

    /// Puts a flag into every row without a value.
    pub fn fill_flag(&mut self, flag: bool) {
        if let ValueColumn::Nothing(rows) = *self {
            *self = ValueColumn::absent(&Value::Flag(flag), rows);
        }
        if let ValueColumn::Flags(flags) = self {
            let rows = flags.values.iter_mut().zip(&mut flags.present);
            for (value, present) in rows.filter(|(_, present)| !**present) {
                (*value, *present) = (flag, true);
            }
        }
    }

    /// Keeps the rows whose flag says so.
    pub fn retain(&mut self, keep: &[bool]) {
        match self {
            ValueColumn::Nothing(rows) => *rows = keep.iter().filter(|keep| **keep).count(),
            ValueColumn::Texts(texts) => retain(&mut texts.ids, keep),
            ValueColumn::Integers(_, values) => values.retain(keep),
            ValueColumn::Days(days) => days.retain(keep),
            ValueColumn::Flags(flags) => flags.retain(keep),
        }
    }

    /// Adds the rows of another column of the same field.
    pub fn append(&mut self, other: ValueColumn) {
        match (&mut *self, other) {
            (ValueColumn::Nothing(0), ValueColumn::Texts(other))
                if other.pool.shares() && !other.is_its_pool() =>
            {
                let mut texts = TextColumn::default();
                texts.append(other);
                *self = ValueColumn::Texts(texts);
            }
            (ValueColumn::Nothing(0), other) => *self = other,
            (ValueColumn::Nothing(rows), ValueColumn::Nothing(more)) => *rows += more,
            (ValueColumn::Texts(texts), ValueColumn::Texts(other)) => texts.append(other),
            (ValueColumn::Days(days), ValueColumn::Days(other)) => days.append(other),
            (ValueColumn::Flags(flags), ValueColumn::Flags(other)) => flags.append(other),
            (ValueColumn::Integers(unit, values), ValueColumn::Integers(other, more))
                if *unit == other =>
            {
                values.append(more);
            }
            (_, other) => (0..other.len()).for_each(|row| self.push(other.get(row))),
        }
    }

    /// The column of a frame, of a type where no row has a value.
    pub fn finish(self, name: &str, dtype: &DataType) -> Column {
        let name = PlSmallStr::from_str(name);
        match self {
            ValueColumn::Nothing(rows) => Column::full_null(name, rows, dtype),
            ValueColumn::Texts(texts) => texts.finish(name),
            ValueColumn::Integers(_, values) if values.is_full() => {
                Int64Chunked::from_vec(name, values.values).into_column()
            }
            ValueColumn::Integers(_, values) => {
                Int64Chunked::from_iter_options(name, values.iter()).into_column()
            }
            ValueColumn::Days(days) if days.is_full() => Int32Chunked::from_vec(name, days.values)
                .into_date()
                .into_column(),
            ValueColumn::Days(days) => Int32Chunked::from_iter_options(name, days.iter())
                .into_date()
                .into_column(),
            ValueColumn::Flags(flags) => {
                BooleanChunked::from_iter_options(name, flags.iter()).into_column()
            }
        }
    }
}

fn mixed(number: u64, value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    number.hash(&mut hasher);
    value.hash(&mut hasher);
    hasher.finish()
}

impl Value {
    /// What an integer counts, and the integer; none for texts, days and flags.
    pub fn counted(&self) -> Option<(Unit, i64)> {
        Some(match self {
            Value::Money(money) => (Unit::Money, money.0),
            Value::Duration(duration) => (Unit::Duration, duration.0),
            Value::Share(part) => (Unit::Share, *part),
            Value::Quantity(part) => (Unit::Quantity, *part),
            Value::Rate(part) => (Unit::Rate, *part),
            Value::Text(_) | Value::Date(_) | Value::Flag(_) => return None,
        })
    }
}

fn value(unit: Unit, part: i64) -> Value {
    match unit {
        Unit::Money => Value::Money(Money(part)),
        Unit::Duration => Value::Duration(Duration(part)),
        Unit::Share => Value::Share(part),
        Unit::Quantity => Value::Quantity(part),
        Unit::Rate => Value::Rate(part),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::texts::TextStore;

    fn shared(ids: &[u32]) -> ValueColumn {
        let mut store = TextStore::default();
        ["Mara", "Ivo", "Tern"].iter().for_each(|text| {
            store.add(text);
        });
        let texts = Texts::sharing(Arc::new(store));
        ValueColumn::Texts(TextColumn::of(texts, ids.to_vec()))
    }

    #[test]
    fn a_column_takes_only_the_texts_that_its_rows_have() {
        let mut column = ValueColumn::Nothing(0);
        column.append(shared(&[2, NO_TEXT, 2]));
        column.append(shared(&[1]));
        let texts: Vec<Option<&str>> = (0..4).map(|row| column.text(row)).collect();
        assert_eq!(texts, [Some("Tern"), None, Some("Tern"), Some("Ivo")]);
        assert_eq!(column.by_number().texts(), [Some("Tern"), Some("Ivo")]);
    }

    #[test]
    fn a_column_keeps_the_texts_that_are_nearly_all_its_own() {
        for (ids, kept) in [
            (&[1, 2, NO_TEXT, 1][..], true),
            (&[2, 1], false),
            (&[1], false),
        ] {
            let mut column = ValueColumn::Nothing(0);
            column.append(shared(ids));
            column.append(shared(&[0]));
            let ValueColumn::Texts(texts) = &column else {
                panic!("it holds texts");
            };
            assert_eq!(texts.pool.shares(), kept, "{ids:?}");
            let own = ids
                .iter()
                .map(|id| ["Mara", "Ivo", "Tern"].get(*id as usize).copied());
            let expected: Vec<Option<&str>> = own.chain([Some("Mara")]).collect();
            let texts: Vec<Option<&str>> = (0..=ids.len()).map(|row| column.text(row)).collect();
            assert_eq!(texts, expected);
        }
    }

    #[test]
    fn of_texts_that_are_let_go_it_stays_known_who_has_one() {
        let mut column = shared(&[0, NO_TEXT]);
        column.forget();
        assert_eq!([column.has(0), column.has(1)], [true, false]);
        assert_ne!(column.text(0), Some("Mara"));
        let mut days = ValueColumn::Nothing(0);
        days.push(Some(Value::Date(day_of(1))));
        days.forget();
        assert_eq!((days.len(), days.day(0)), (1, None));
    }
}
