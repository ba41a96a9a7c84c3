//! Tables without any heading: what their values prove, and what they let one guess.

use super::columns::{Mapping, Slot, View};
use super::grid::{Grid, filled_cells};
use super::habits::decide_decimal;
use super::header::Heading;
use super::knowledge::Knowledge;
use super::known_names::KnownNames;
use super::sheet::{Cell, Row};
use super::typed;
use super::value::Decimal;
use super::words::{Helper, Words};
use crate::model::phrase::phrase;
use crate::model::place::column_letters;
use crate::model::{Kind, Phrase, Schema, Table};

/// Rows by which values are judged.
const JUDGED_ROWS: usize = 200;
/// Balances that must follow from each other before they prove anything.
const FEWEST_BALANCES: usize = 4;

/// What the values of a table without headings say.
#[derive(Clone, Debug)]
pub struct Headless {
    /// Columns whose every value is a day.
    dates: Vec<u32>,
    /// Columns whose every value is a believable length of time.
    lengths: Vec<u32>,
    /// Columns whose every value is an amount.
    amounts: Vec<u32>,
    /// Columns of words, the longest on average first.
    texts: Vec<u32>,
    /// Bank lines whose running balance proves which columns are amounts.
    pub proven: Option<Mapping>,
    /// What they could be, for a question.
    pub guess: Guess,
}

/// What a table could be by its values.
#[derive(Clone, Debug, Default)]
pub struct Guess {
    /// The table, where one is likely.
    pub table: Option<Table>,
    /// Why.
    pub because: Option<Phrase>,
}

impl Headless {
    /// Looks at the values of a block whose headings say nothing.
    pub fn look(
        grid: &Grid<'_>,
        rows: (u32, u32),
        views: &[View<'_>],
        knowledge: &Knowledge,
    ) -> Headless {
        let day = |view: &View<'_>| all_read(view, Table::Time, "date", knowledge);
        let length = |view: &View<'_>| {
            let schema = knowledge.schema(Table::Time);
            schema.field("duration").is_some_and(|field| {
                typed::all_believable(&view.cells, field, &knowledge.words.amounts)
            })
        };
        let dates = columns(views, day);
        let rest = |view: &View<'_>| !view.cells.is_empty() && !dates.contains(&view.column);
        let amounts = columns(views, |view| {
            rest(view)
                && view
                    .cells
                    .iter()
                    .all(|cell| is_amount(cell, &knowledge.words))
        });
        let lengths = columns(views, |view| rest(view) && length(view));
        let mut texts = columns(views, |view| {
            rest(view)
                && view
                    .cells
                    .iter()
                    .all(|cell| is_word(cell, &knowledge.words))
        });
        let width = |column: &u32| {
            let view = views.iter().find(|view| view.column == *column);
            let cells = view.map_or(&[][..], |view| &view.cells);
            let letters: usize = cells
                .iter()
                .map(|cell| super::grid::shown(cell).chars().count())
                .sum();
            letters / cells.len().max(1)
        };
        texts.sort_by_key(|column| std::cmp::Reverse(width(column)));
        let rows: Vec<Row<'_>> = grid.rows(rows.0, rows.1).take(JUDGED_ROWS).collect();
        let proven = match dates.first() {
            Some(date) => proven(&rows, *date, &amounts, &texts, views, knowledge),
            None => None,
        };
        let guess = guess(&dates, &lengths, &amounts, &texts);
        Headless {
            dates,
            lengths,
            amounts,
            texts,
            proven,
            guess,
        }
    }

    /// Binds what can be only one thing under a table that a person named.
    pub fn bind(&self, schema: &Schema) -> Mapping {
        let mut mapping = Mapping::empty(schema.table);
        for (at, field) in schema.fields.iter().enumerate() {
            let among = match field.kind {
                Kind::Date if field.needed => &self.dates,
                Kind::Duration if field.needed => &self.lengths,
                Kind::Money if field.needed => &self.amounts,
                _ => continue,
            };
            if let [only] = among[..] {
                let because = phrase("no other column has such values", &[]);
                mapping.bind_as(only, Slot::Field(at), because, 0.7);
            }
        }
        mapping
    }

    /// Time whose columns of people or clients are known by the names in them, which other files hold.
    pub fn by_names(
        &self,
        views: &[View<'_>],
        known: &KnownNames,
        knowledge: &Knowledge,
    ) -> Option<Mapping> {
        let table = self.guess.table.filter(|table| *table == Table::Time)?;
        let schema = knowledge.schema(table);
        let mut mapping = self.bind(schema);
        for field in ["person", "client"] {
            let named = views
                .iter()
                .filter(|view| self.texts.contains(&view.column));
            let mut named = named.filter(|view| {
                let values = view.cells.iter().filter_map(|cell| super::grid::text(cell));
                known.are_all(field, values, knowledge)
            });
            let slot = schema.position(field).map(Slot::Field);
            if let (Some(view), None, Some(slot)) = (named.next(), named.next(), slot)
                && mapping.slot_of(view.column).is_none()
            {
                let because = phrase("its values are names that other files know", &[]);
                mapping.bind_as(view.column, slot, because, 0.8);
            }
        }
        (mapping.bound.len() > 2).then_some(mapping)
    }

    /// Columns of words, from the left.
    pub fn words(&self) -> Vec<u32> {
        let mut texts = self.texts.clone();
        texts.sort_unstable();
        texts
    }
}

fn columns(views: &[View<'_>], wanted: impl Fn(&View<'_>) -> bool) -> Vec<u32> {
    views
        .iter()
        .filter(|view| wanted(view))
        .map(|view| view.column)
        .collect()
}

fn all_read(view: &View<'_>, table: Table, field: &str, knowledge: &Knowledge) -> bool {
    let schema = knowledge.schema(table);
    let fit = schema.field(field).and_then(|field| {
        typed::fit(
            &view.different,
            field,
            &Heading::default(),
            &knowledge.words.amounts,
        )
    });
    fit.is_some_and(|fit| fit >= 1.0)
}

fn is_amount(cell: &Cell<'_>, words: &Words) -> bool {
    !matches!(cell, Cell::Date(_) | Cell::Time(_))
        && [Decimal::Point, Decimal::Comma]
            .iter()
            .any(|decimal| words.amounts.money(cell, *decimal).is_ok())
}

fn is_word(cell: &Cell<'_>, words: &Words) -> bool {
    super::grid::text(cell).is_some_and(|text| text.chars().any(char::is_alphabetic))
        && !is_amount(cell, words)
}

/// A day, one length of time and words make time; a day, amounts and words make bank lines.
fn guess(dates: &[u32], lengths: &[u32], amounts: &[u32], texts: &[u32]) -> Guess {
    let ([date], false) = (dates, texts.is_empty()) else {
        return Guess::default();
    };
    let (table, column) = match (lengths, amounts) {
        ([length], [amount]) if length == amount => (Table::Time, length),
        ([length], []) => (Table::Time, length),
        (_, [amount, ..]) => (Table::Payments, amount),
        _ => return Guess::default(),
    };
    let places = (column_letters(*date), column_letters(*column));
    let because = match table {
        Table::Time => phrase(
            "its headings say nothing, but column {} holds days and column {} lengths of time",
            &[&places.0, &places.1],
        ),
        _ => phrase(
            "its headings say nothing, but column {} holds days and column {} amounts",
            &[&places.0, &places.1],
        ),
    };
    Guess {
        table: Some(table),
        because: Some(because),
    }
}

/// Ways in which an amount moves a balance.
#[derive(Clone, Copy)]
enum Moves {
    /// One column, signed.
    Signed(u32),
    /// Money out and money in.
    Pair(u32, u32),
}

/// Bank lines: a column each of whose values is the one before it, or after it, and the amounts of its row.
fn proven(
    rows: &[Row<'_>],
    date: u32,
    amounts: &[u32],
    texts: &[u32],
    views: &[View<'_>],
    knowledge: &Knowledge,
) -> Option<Mapping> {
    let reference = *texts.first()?;
    let money = Moved::read(rows, amounts, views, &knowledge.words);
    let moves = amounts.iter().flat_map(|balance| {
        let others: Vec<u32> = amounts
            .iter()
            .copied()
            .filter(|column| column != balance)
            .collect();
        let pairs = others
            .iter()
            .flat_map(|out| others.iter().map(move |into| (*out, *into)));
        let pairs = pairs
            .filter(|(out, into)| out != into)
            .map(|(out, into)| Moves::Pair(out, into));
        let signed = others.iter().map(|column| Moves::Signed(*column));
        signed
            .chain(pairs)
            .map(|way| (*balance, way))
            .collect::<Vec<_>>()
    });
    let (_, way) = moves
        .into_iter()
        .find(|(balance, way)| money.prove(*balance, *way))?;
    let schema = knowledge.schema(Table::Payments);
    let because = phrase("the running balance is the sum of these amounts", &[]);
    let mut mapping = Mapping::empty(Table::Payments);
    let mut bind = |column: u32, slot: Option<Slot>| {
        if let Some(slot) = slot {
            mapping.bind_as(column, slot, because.clone(), 0.8);
        }
    };
    let field = |name: &str| schema.position(name).map(Slot::Field);
    bind(date, field("date"));
    bind(reference, field("reference"));
    // who it was stands beside what it was for
    if let [_, payer] = texts {
        bind(*payer, field("payer"));
    }
    match way {
        Moves::Signed(column) => bind(column, field("amount")),
        Moves::Pair(out, into) => {
            bind(out, Some(Slot::Helper(Helper::MoneyOut)));
            bind(into, Some(Slot::Helper(Helper::MoneyIn)));
        }
    }
    Some(mapping)
}

/// Amounts of the judged rows, by column.
struct Moved {
    rows: Vec<Vec<(u32, i64)>>,
}

impl Moved {
    fn read(rows: &[Row<'_>], columns: &[u32], views: &[View<'_>], words: &Words) -> Moved {
        let decimal = |column: u32| {
            let view = views.iter().find(|view| view.column == column);
            let cells = view.map_or(&[][..], |view| &view.cells);
            decide_decimal(cells.iter().copied(), Decimal::Point)
        };
        let decimals: Vec<(u32, Decimal)> = columns
            .iter()
            .map(|column| (*column, decimal(*column)))
            .collect();
        let read = |row: &Row<'_>| {
            filled_cells(&row.cells, (1, u32::MAX))
                .filter_map(|placed| {
                    let (_, decimal) = decimals
                        .iter()
                        .find(|(column, _)| *column == placed.column)?;
                    Some((
                        placed.column,
                        words.amounts.money(&placed.cell, *decimal).ok()?.0.0,
                    ))
                })
                .collect()
        };
        Moved {
            rows: rows.iter().map(read).collect(),
        }
    }

    fn at(&self, row: usize, column: u32) -> Option<i64> {
        self.rows[row]
            .iter()
            .find(|(known, _)| *known == column)
            .map(|(_, amount)| *amount)
    }

    fn moved(&self, row: usize, way: Moves) -> i64 {
        match way {
            Moves::Signed(column) => self.at(row, column).unwrap_or(0),
            Moves::Pair(out, into) => {
                self.at(row, into).unwrap_or(0) - self.at(row, out).unwrap_or(0).abs()
            }
        }
    }

    /// Every balance is the one above and the row's amount, or the one below and the row's amount.
    fn prove(&self, balance: u32, way: Moves) -> bool {
        let balances: Option<Vec<i64>> = (0..self.rows.len())
            .map(|row| self.at(row, balance))
            .collect();
        let Some(balances) = balances.filter(|all| all.len() >= FEWEST_BALANCES) else {
            return false;
        };
        let moves = (0..balances.len())
            .filter(|row| self.moved(*row, way) != 0)
            .count();
        let down = (1..balances.len())
            .all(|row| balances[row] == balances[row - 1].saturating_add(self.moved(row, way)));
        let up = (1..balances.len())
            .all(|row| balances[row - 1] == balances[row].saturating_add(self.moved(row - 1, way)));
        moves + 1 >= balances.len() && (down || up)
    }
}
