//! Rows that are set apart by a value: planned, rejected or pending ones, as a known layout or plain words say; and the
//! other sides of double entries.

use super::block::Block;
use super::columns::{Slot, View};
use super::facts::set_aside_effect;
use super::grid::shown;
use super::sheet::{Cell, Row};
use super::words::{Helper, Words};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Phrase, Problem, Severity, Table};

/// A column, its heading and the folded values that count in it.
struct Column {
    at: u32,
    heading: String,
    values: Vec<String>,
}

impl Column {
    /// True for a cell with one of the values.
    fn holds(&self, cell: &Cell<'_>) -> bool {
        let text = shown(cell);
        let folded = fold(&text);
        self.values.contains(&folded) && (!folded.is_empty() || text == "/")
    }
}

/// Columns whose values set rows apart.
pub struct Apart {
    by_layout: Vec<Column>,
    kept: Vec<Column>,
    by_words: Vec<Worded>,
}

/// A column whose words set rows apart whatever made the table: the state of a payment, the direction of a contract.
struct Worded {
    at: u32,
    heading: String,
    sets_apart: fn(&Words, &str) -> bool,
    expected: Phrase,
    /// Own accounts that the lines of a bank are of: `Transfer to Savings` beside `Current`.
    accounts: Vec<String>,
}

impl Worded {
    fn holds(&self, words: &Words, text: &str) -> bool {
        let folded = fold(text);
        let names = |account: &String| folded.ends_with(account.as_str());
        (self.sets_apart)(words, &folded)
            || words.speaks_of_transfers(&folded) && self.accounts.iter().any(names)
    }

    /// Its columns in a table: one of states, several of leave's, any of directions.
    fn all_of(block: &Block<'_, '_>) -> Vec<Worded> {
        let schema = block.schema;
        let words = &block.context.knowledge.words;
        let state = block.mapping.helper(Helper::State);
        let flows = |view: &&View<'_>| {
            let free = block.mapping.slot_of(view.column);
            let keys = || view.heading.keys.iter().map(|(key, _)| key);
            free.is_none_or(|bound| bound.slot == Slot::Helper(Helper::Flow))
                && keys().any(|key| words.helper(key, schema.table) == Some(Helper::Flow))
        };
        let views = || block.found.views.iter();
        // a request for leave has a state and, in a column of its own, what came of it
        let is_state = |view: &&View<'_>| {
            let free = schema.table == Table::Leave && block.mapping.slot_of(view.column).is_none();
            let mut keys = view.heading.keys.iter();
            let named =
                |(key, _): &(String, f64)| words.helper(key, schema.table) == Some(Helper::State);
            Some(view.column) == state || free && keys.any(named)
        };
        let states = views().filter(is_state).map(|view| Worded {
            at: view.column,
            heading: view.heading.text.clone(),
            sets_apart: match schema.table {
                Table::Payments => Words::is_no_payment_yet,
                _ => Words::is_not_done,
            },
            accounts: Vec::new(),
            expected: match schema.table {
                Table::Leave => phrase("an absence that was granted", &[]),
                _ => phrase("a payment that took place", &[]),
            },
        });
        let flows = views().filter(flows).map(|view| Worded {
            at: view.column,
            heading: view.heading.text.clone(),
            sets_apart: match schema.table {
                Table::Invoices => Words::is_of_supplier,
                _ => Words::is_spending,
            },
            accounts: Vec::new(),
            expected: match schema.table {
                Table::Invoices => phrase("an invoice to a client", &[]),
                _ => phrase("a contract under which a client pays", &[]),
            },
        });
        let kinds = kinds(block).into_iter();
        states.chain(flows).chain(kinds).collect()
    }
}

/// Columns of kinds: entries of time that were planned beside those that took place, what looks like an invoice and is
/// none, and money that moved between own accounts.
fn kinds(block: &Block<'_, '_>) -> Vec<Worded> {
    let words = &block.context.knowledge.words;
    let worded = |view: &View<'_>, sets_apart, expected| Worded {
        at: view.column,
        heading: view.heading.text.clone(),
        sets_apart,
        expected,
        accounts: own_accounts(block),
    };
    let views = || block.found.views.iter();
    let of_field = |field: &str, sets_apart: fn(&Words, &str) -> bool, expected: Phrase| {
        let own = block.mapping.column_of(block.schema, field);
        views()
            .filter(|view| Some(view.column) == own)
            .map(|view| worded(view, sets_apart, expected.clone()))
            .collect()
    };
    match block.schema.table {
        Table::Time => views()
            .filter(|view| tells_plans_from_work(view, words))
            .map(|view| {
                let expected = phrase("time that was worked, and not planned", &[]);
                worded(view, Words::is_plan_entry, expected)
            })
            .collect(),
        Table::Leave => of_field(
            "kind",
            Words::is_presence,
            phrase("an absence, and no work from elsewhere", &[]),
        ),
        Table::Invoices => of_field(
            "kind",
            Words::is_no_invoice,
            phrase("an invoice or a credit note", &[]),
        ),
        Table::Payments => of_field(
            "reference",
            Words::is_own_transfer,
            phrase(
                "money of a client: no transfer between own accounts, no loan and no tax refund",
                &[],
            ),
        ),
        _ => Vec::new(),
    }
}

/// The accounts that a column of a bank's list names beside its lines, where it has several.
fn own_accounts(block: &Block<'_, '_>) -> Vec<String> {
    let words = &block.context.knowledge.words;
    let views = block.found.views.iter().filter(|view| {
        let free = block.mapping.slot_of(view.column).is_none();
        block.schema.table == Table::Payments && free && words.names_accounts(&view.heading.words)
    });
    let names = views.flat_map(|view| view.different.iter().map(|(cell, _)| fold(&shown(cell))));
    let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
    if names.len() > 1 { names } else { Vec::new() }
}

/// Every value says that its entry was planned or that it took place, and both occur.
fn tells_plans_from_work(view: &View<'_>, words: &Words) -> bool {
    let said: Vec<String> = { view.different.iter() }
        .map(|(cell, _)| fold(&shown(cell)))
        .collect();
    let plans = |text: &String| words.is_plan_entry(text);
    let work = |text: &String| words.is_done_entry(text);
    said.iter().any(plans)
        && said.iter().any(work)
        && said.iter().all(|text| plans(text) || work(text))
}

impl Apart {
    /// The columns of a table.
    pub fn of(block: &Block<'_, '_>) -> Apart {
        let views = &block.found.views;
        let named = |values: &dyn Fn(&str) -> Vec<String>| -> Vec<Column> {
            views
                .iter()
                .filter_map(|view| column(view, values))
                .collect()
        };
        let layout = block.layout;
        let by_layout =
            named(&|key| layout.map_or_else(Vec::new, |known| known.set_apart(key).to_vec()));
        let kept = named(&|key| layout.map_or_else(Vec::new, |known| known.kept(key).to_vec()));
        Apart {
            by_layout,
            kept,
            by_words: Worded::all_of(block),
        }
    }

    /// True when a column tells which rows count.
    pub fn keeps_some(&self) -> bool {
        !self.kept.is_empty()
    }

    /// The columns whose values set rows apart; 1-based.
    pub fn columns(&self) -> impl Iterator<Item = u32> {
        let by_layout = self.by_layout.iter().map(|column| column.at);
        by_layout.chain(self.by_words.iter().map(|worded| worded.at))
    }

    /// True for a cell of one of these columns that may set its row apart.
    pub fn may_hold(&self, at: u32, cell: &Cell<'_>, words: &Words) -> bool {
        let mut columns = self.by_layout.iter().filter(|column| column.at == at);
        let mut worded = self.by_words.iter().filter(|worded| worded.at == at);
        columns.any(|column| column.holds(cell))
            || worded.any(|worded| worded.holds(words, &shown(cell)))
    }

    /// A row that a layout keeps for the books only: the same money again, from the other side. What it sets apart is none of these.
    pub fn is_other_side(&self, row: &Row<'_>) -> bool {
        let told = |column: &Column| {
            row.at(column.at)
                .is_some_and(|placed| column.holds(&placed.cell))
        };
        if self.by_layout.iter().any(told) {
            return false;
        }
        self.kept.iter().any(|column| {
            let folded = row
                .at(column.at)
                .map_or_else(String::new, |placed| fold(&shown(&placed.cell)));
            !column.values.contains(&folded)
        })
    }

    /// The problem of a row that is set apart.
    pub fn problem(&self, block: &Block<'_, '_>, row: &Row<'_>) -> Option<Problem> {
        let found = |at: u32| Some(shown(&row.at(at)?.cell));
        let by_layout = self.by_layout.iter().find_map(|column| {
            let cell = row.at(column.at)?.cell;
            let text = shown(&cell);
            let why = phrase(
                "a row that took place: this layout sets such rows apart",
                &[],
            );
            column
                .holds(&cell)
                .then_some((column.at, &column.heading, text, why))
        });
        let words = &block.context.knowledge.words;
        let by_words = || {
            self.by_words.iter().find_map(|worded| {
                let text = found(worded.at)?;
                let why = worded.expected.clone();
                let apart = worded.holds(words, &text);
                apart.then_some((worded.at, &worded.heading, text, why))
            })
        };
        let (at, heading, found, expected) = by_layout.or_else(by_words)?;
        Some(Problem {
            place: block.grid.place(row.number, at),
            rule: format!("{}.set_apart", block.schema.table),
            severity: Severity::SetAside,
            column: heading.clone(),
            found,
            expected,
            hint: phrase("nothing, if that is right", &[]),
            effect: set_aside_effect(block.schema.table),
        })
    }
}

fn column(view: &View<'_>, values: &dyn Fn(&str) -> Vec<String>) -> Option<Column> {
    let (key, _) = view.heading.keys.first()?;
    let values: Vec<String> = values(key).iter().map(|value| fold(value)).collect();
    (!values.is_empty()).then(|| Column {
        at: view.column,
        heading: view.heading.text.clone(),
        values,
    })
}
