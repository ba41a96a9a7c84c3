//! The values of a field over many rows, each different cell read once.

use std::sync::Arc;

use super::list::{Turn, Turns};
use super::sheet::{Cell, Cells, ColumnCells, NO_CELL};
use crate::model::column::{NO_TEXT, Sparse, TextColumn, Unit};
use crate::model::tables::day_number;
use crate::model::texts::{TextStore, Texts};
use crate::model::{Value, ValueColumn};

/// No value.
const NONE: u32 = NO_TEXT;
/// A cell of the sheet's column that was not read yet.
const UNREAD: u32 = NONE - 1;
/// A cell that does not read, or whose row needs a closer look.
const DOUBTFUL: u32 = NONE - 2;

/// Different values, and which of them each row has.
pub struct Gathered {
    values: Values,
    /// Number of the value of each row, or [`NONE`].
    rows: Vec<u32>,
}

enum Values {
    /// None yet; texts may be some of these.
    Nothing(Arc<TextStore>),
    Texts(Texts),
    Integers(Unit, Vec<i64>),
    Days(Vec<i32>),
    Flags(Vec<bool>),
}

/// What a cell reads as.
pub enum Reading<'c> {
    /// No value.
    Absent,
    /// The text of the cell as it stands.
    Text(&'c str),
    /// Any value.
    Value(Value),
    /// Its row needs a closer look.
    Doubtful,
}

impl Gathered {
    /// Reads each different cell when it is met first, and calls `doubt` with every row whose cell is doubtful.
    pub fn read<'c>(
        cells: ColumnCells<'c>,
        mut read: impl FnMut(&Cell<'c>) -> Reading<'c>,
        mut doubt: impl FnMut(usize),
    ) -> Gathered {
        let (cells, mut rows) = cells.into_parts();
        let mut known = vec![UNREAD; cells.different()];
        let mut values = Values::Nothing(worth_sharing(cells));
        rows.iter_mut().enumerate().for_each(|(row, id)| {
            if *id == NO_CELL {
                return;
            }
            let number = &mut known[*id as usize];
            if *number == UNREAD {
                *number = match read(&cells.cell(*id)) {
                    Reading::Absent => NONE,
                    Reading::Text(text) => values.add_text(text, cells.shared_text(*id)),
                    Reading::Value(value) => values.add(value),
                    Reading::Doubtful => DOUBTFUL,
                };
            }
            *id = *number;
            if *number == DOUBTFUL {
                *id = NONE;
                doubt(row);
            }
        });
        Gathered { values, rows }
    }

    /// Rows without a value.
    pub fn nothing(rows: usize) -> Gathered {
        Gathered {
            values: Values::Nothing(Arc::default()),
            rows: vec![NONE; rows],
        }
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
    pub fn finish(self, field: usize, turns: &Turns) -> ValueColumn {
        let rows = self.rows;
        let plain = turns.is_empty();
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
            Values::Nothing(_) if plain => ValueColumn::Nothing(rows.len()),
            Values::Nothing(_) => nothing(rows.len(), field, turns),
        }
    }
}

fn nothing(rows: usize, field: usize, turns: &Turns) -> ValueColumn {
    let mut column = ValueColumn::Nothing(0);
    for turn in turns.of_rows(rows) {
        match turn {
            None => column.push(None),
            Some(Turn::Read(facts)) => {
                let values = facts.iter().map(|fact| fact.values[field].clone());
                values.for_each(|value| column.push(value));
            }
            Some(Turn::Aside) => {}
        }
    }
    column
}

fn texts(pool: Texts, rows: &[u32], field: usize, turns: &Turns) -> TextColumn {
    let mut column = TextColumn::of(pool, Vec::with_capacity(rows.len()));
    for (number, turn) in rows.iter().zip(turns.of_rows(rows.len())) {
        match turn {
            None => column.push_number(*number),
            Some(Turn::Read(facts)) => {
                for fact in facts {
                    match &fact.values[field] {
                        Some(Value::Text(text)) => column.push(Some(text)),
                        _ => column.push(None),
                    }
                }
            }
            Some(Turn::Aside) => {}
        }
    }
    column
}

fn spread<T: Copy + Default>(
    values: &[T],
    rows: &[u32],
    field: usize,
    turns: &Turns,
    of: impl Fn(&Value) -> Option<T>,
) -> Sparse<T> {
    let mut column = Sparse::with_capacity(rows.len());
    for (number, turn) in rows.iter().zip(turns.of_rows(rows.len())) {
        match turn {
            None => column.push(values.get(*number as usize).copied()),
            Some(Turn::Read(facts)) => {
                let own = facts.iter().map(|fact| fact.values[field].as_ref());
                own.for_each(|value| column.push(value.and_then(&of)));
            }
            Some(Turn::Aside) => {}
        }
    }
    column
}

/// The texts of a column stay where they are, unless most of those beside them are other columns'.
fn worth_sharing(cells: Cells<'_>) -> Arc<TextStore> {
    let texts = cells.shared_texts();
    if cells.different() >= texts.len() / 2 {
        texts.clone()
    } else {
        Arc::default()
    }
}

impl Values {
    /// Keeps a text of a field of texts, which may be shared by this number; its number.
    fn add_text(&mut self, text: &str, shared: Option<u32>) -> u32 {
        if let Values::Nothing(may_share) = self {
            *self = Values::Texts(Texts::sharing(std::mem::take(may_share)));
        }
        match (self, shared) {
            (Values::Texts(texts), Some(number)) if texts.is_shared(number) => number,
            (values, _) => values.add(Value::Text(text.to_owned())),
        }
    }

    /// Keeps a value; its number. The values of a field are of one kind.
    fn add(&mut self, value: Value) -> u32 {
        if let Values::Nothing(may_share) = self {
            *self = Values::like(&value, std::mem::take(may_share));
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

    fn like(value: &Value, may_share: Arc<TextStore>) -> Values {
        match value {
            Value::Text(_) => Values::Texts(Texts::sharing(may_share)),
            Value::Date(_) => Values::Days(Vec::new()),
            Value::Flag(_) => Values::Flags(Vec::new()),
            other => match other.counted() {
                Some((unit, _)) => Values::Integers(unit, Vec::new()),
                None => Values::Nothing(may_share),
            },
        }
    }
}

fn next<T>(values: &mut Vec<T>, value: T) -> u32 {
    values.push(value);
    (values.len() - 1) as u32
}
