//! The values of a field over many rows, each different cell read once.

use super::list::Turn;
use super::sheet::ColumnCells;
use crate::model::column::{NO_TEXT, Sparse, TextColumn, Unit};
use crate::model::tables::day_number;
use crate::model::texts::TextStore;
use crate::model::{Value, ValueColumn};

/// No value.
const NONE: u32 = NO_TEXT;

/// What is known of a cell of the sheet's column.
#[derive(Clone, Copy)]
enum Known {
    Unread,
    /// It stands for no value.
    Absent,
    /// It does not read, or its row needs a closer look.
    Doubtful,
    /// The number of its value.
    Value(u32),
}

/// Different values, and which of them each row has.
pub struct Gathered {
    known: Vec<Known>,
    values: Values,
    /// Number of the value of each row, or [`NONE`].
    rows: Vec<u32>,
}

enum Values {
    Nothing,
    Texts(TextStore),
    Integers(Unit, Vec<i64>),
    Days(Vec<i32>),
    Flags(Vec<bool>),
}

impl Gathered {
    /// No row yet, for the cells of a column.
    pub fn of(cells: &ColumnCells<'_>) -> Gathered {
        Gathered {
            known: vec![Known::Unread; cells.different()],
            values: Values::Nothing,
            rows: Vec::with_capacity(cells.ids.len()),
        }
    }

    /// Rows without a value.
    pub fn nothing(rows: usize) -> Gathered {
        Gathered {
            known: Vec::new(),
            values: Values::Nothing,
            rows: vec![NONE; rows],
        }
    }

    /// Adds a row without a cell.
    pub fn skip(&mut self) {
        self.rows.push(NONE);
    }

    /// Adds a row with a cell, which is read when it is met first; true when its row needs a closer look.
    pub fn add(&mut self, id: u32, read: impl FnOnce() -> Result<Option<Value>, ()>) -> bool {
        let at = id as usize;
        if let Known::Unread = self.known[at] {
            self.known[at] = match read() {
                Ok(Some(value)) => Known::Value(self.values.add(value)),
                Ok(None) => Known::Absent,
                Err(()) => Known::Doubtful,
            };
        }
        match self.known[at] {
            Known::Value(number) => self.rows.push(number),
            _ => self.rows.push(NONE),
        }
        matches!(self.known[at], Known::Doubtful)
    }

    /// True when a row has a value.
    pub fn has(&self, row: usize) -> bool {
        self.rows[row] != NONE
    }

    /// The integer of a row.
    pub fn integer(&self, row: usize) -> Option<i64> {
        match (&self.values, self.rows[row]) {
            (_, NONE) => None,
            (Values::Integers(_, values), number) => Some(values[number as usize]),
            _ => None,
        }
    }

    /// Puts a text where there is none.
    pub fn fill(&mut self, text: &str) {
        if self.rows.contains(&NONE) {
            let number = self.values.add(Value::Text(text.to_owned()));
            let empty = self.rows.iter_mut().filter(|row| **row == NONE);
            empty.for_each(|row| *row = number);
        }
    }

    /// The column of the rows that are used; `field` is the place of its values in rows read by themselves.
    pub fn finish(self, field: usize, turns: &[Turn]) -> ValueColumn {
        let rows = self.rows;
        let plain = turns.iter().all(|turn| matches!(turn, Turn::Plain));
        match self.values {
            Values::Texts(pool) if plain => ValueColumn::Texts(TextColumn::of(pool, rows)),
            Values::Texts(pool) => ValueColumn::Texts(texts(pool, &rows, field, turns)),
            Values::Integers(unit, parts) => {
                let part = |value: &Value| value.counted().map(|(_, part)| part);
                ValueColumn::Integers(unit, spread(&parts, &rows, field, turns, part))
            }
            Values::Days(days) => {
                ValueColumn::Days(spread(&days, &rows, field, turns, |value| match value {
                    Value::Date(day) => Some(day_number(*day)),
                    _ => None,
                }))
            }
            Values::Flags(flags) => {
                ValueColumn::Flags(spread(&flags, &rows, field, turns, |value| match value {
                    Value::Flag(flag) => Some(*flag),
                    _ => None,
                }))
            }
            Values::Nothing if plain => ValueColumn::Nothing(rows.len()),
            Values::Nothing => nothing(field, turns),
        }
    }
}

fn nothing(field: usize, turns: &[Turn]) -> ValueColumn {
    let mut column = ValueColumn::Nothing(0);
    for turn in turns {
        match turn {
            Turn::Plain => column.push(None),
            Turn::Read(facts) => {
                let values = facts.iter().map(|fact| fact.values[field].clone());
                values.for_each(|value| column.push(value));
            }
            Turn::Aside => {}
        }
    }
    column
}

fn texts(pool: TextStore, rows: &[u32], field: usize, turns: &[Turn]) -> TextColumn {
    let mut column = TextColumn::of(pool, Vec::with_capacity(rows.len()));
    for (number, turn) in rows.iter().zip(turns) {
        match turn {
            Turn::Plain => column.push_number(*number),
            Turn::Read(facts) => {
                for fact in facts {
                    match &fact.values[field] {
                        Some(Value::Text(text)) => column.push(Some(text)),
                        _ => column.push(None),
                    }
                }
            }
            Turn::Aside => {}
        }
    }
    column
}

fn spread<T: Copy + Default>(
    values: &[T],
    rows: &[u32],
    field: usize,
    turns: &[Turn],
    of: impl Fn(&Value) -> Option<T>,
) -> Sparse<T> {
    let mut column = Sparse::default();
    for (number, turn) in rows.iter().zip(turns) {
        match turn {
            Turn::Plain => column.push(values.get(*number as usize).copied()),
            Turn::Read(facts) => {
                let own = facts.iter().map(|fact| fact.values[field].as_ref());
                own.for_each(|value| column.push(value.and_then(&of)));
            }
            Turn::Aside => {}
        }
    }
    column
}

impl Values {
    /// Keeps a value; its number. The values of a field are of one kind.
    fn add(&mut self, value: Value) -> u32 {
        if let Values::Nothing = self {
            *self = Values::like(&value);
        }
        match (&mut *self, value) {
            (Values::Texts(texts), Value::Text(text)) => texts.add(&text),
            (Values::Days(days), Value::Date(day)) => next(days, day_number(day)),
            (Values::Flags(flags), Value::Flag(flag)) => next(flags, flag),
            (Values::Integers(_, parts), value) => {
                next(parts, value.counted().map_or(0, |(_, part)| part))
            }
            (_, value) => panic!("{value:?} is not of its field's kind"),
        }
    }

    fn like(value: &Value) -> Values {
        match value {
            Value::Text(_) => Values::Texts(TextStore::default()),
            Value::Date(_) => Values::Days(Vec::new()),
            Value::Flag(_) => Values::Flags(Vec::new()),
            other => match other.counted() {
                Some((unit, _)) => Values::Integers(unit, Vec::new()),
                None => Values::Nothing,
            },
        }
    }
}

fn next<T>(values: &mut Vec<T>, value: T) -> u32 {
    values.push(value);
    (values.len() - 1) as u32
}
