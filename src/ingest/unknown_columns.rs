//! Columns of money and days of invoices and contracts whose heading nobody knows: what they hold beside the known ones says
//! what they may be, and a person is asked once. In no figure until then, but never silently.

use chrono::NaiveDate;

use super::block::Block;
use super::colours::seen_in;
use super::columns::View;
use super::grid::is_blank;
use super::sheet::Cell;
use super::typed::Habits;
use super::unused::is_free;
use super::value::{self, DateOrder, Decimal};
use crate::model::intake::{Question, Topic};
use crate::model::phrase::phrase;
use crate::model::{Field, Table};

/// Fewer cells tell nothing of their column.
const FEWEST_CELLS: usize = 2;
/// Rows that are looked at.
const MOST_ROWS: usize = 500;

/// One question for each such column of a list that is no known layout.
pub(super) fn ask_about_unknown(block: &Block<'_, '_>, rows: &[u32]) -> Vec<Question> {
    let verdict = &block.found.verdict;
    let table = block.schema.table;
    let asked = matches!(table, Table::Invoices | Table::Contracts);
    if !asked || verdict.source.is_some() || verdict.wide.is_some() || block.grid.sheet.is_hidden()
    {
        return Vec::new();
    }
    let rows = &rows[..rows.len().min(MOST_ROWS)];
    let mut taken: Vec<&str> = Vec::new();
    let mut questions = Vec::new();
    let free = |view: &&View<'_>| is_free(block, view) && view.cells.len() >= FEWEST_CELLS;
    for view in block.found.views.iter().filter(free) {
        let open = |field: &&str| {
            !taken.contains(field) && block.mapping.column_of(block.schema, field).is_none()
        };
        let Some(field) = likely(block, view, rows).into_iter().find(open) else {
            continue;
        };
        taken.push(field);
        questions.push(Question {
            topic: Topic::Columns,
            kind: String::new(),
            subject: view.label(),
            seen_in: seen_in(block.grid),
            proposal: field.to_owned(),
            reason: phrase(
                "its heading is unknown, and its values may be {}: {}",
                &[&field, &view.samples().join(", ")],
            ),
            answer: String::new(),
            stale: false,
        });
    }
    questions
}

/// True for a column about which such a question may be asked.
pub(super) fn may_be_asked(block: &Block<'_, '_>, view: &View<'_>) -> bool {
    let asked = matches!(block.schema.table, Table::Invoices | Table::Contracts);
    let rows = &view.rows[..view.rows.len().min(MOST_ROWS)];
    asked && is_free(block, view) && !likely(block, view, rows).is_empty()
}

/// Fields that the values of a column may be, the likeliest first.
fn likely(block: &Block<'_, '_>, view: &View<'_>, rows: &[u32]) -> Vec<&'static str> {
    let schema = block.schema;
    let amounts = &block.context.knowledge.words.amounts;
    let reads = |name: &str| {
        let field: Option<&Field> = schema.field(name);
        let fit = |field| view.fit(field, amounts);
        field.and_then(fit) == Some(1.0)
    };
    match schema.table {
        Table::Invoices if reads("issued_on") => days_of_invoices(block, view, rows),
        Table::Invoices if reads("paid") && is_part_of_invoices(block, view, rows) => {
            vec!["paid", "balance"]
        }
        Table::Contracts if reads("starts_on") => days_of_contracts(block, view, rows),
        Table::Contracts if reads("amount") && all_in_currency(block, view) => vec!["amount"],
        _ => Vec::new(),
    }
}

/// Days after those of the invoices: when they are due where each has one, else when they were paid.
fn days_of_invoices(block: &Block<'_, '_>, view: &View<'_>, rows: &[u32]) -> Vec<&'static str> {
    let days = days_beside(block, view.column, "issued_on", rows);
    let after = days.iter().all(|(day, issued)| day >= issued);
    if days.is_empty() || !after {
        return Vec::new();
    }
    if days.len() == rows.len() {
        vec!["due_on", "paid_on"]
    } else {
        vec!["paid_on"]
    }
}

/// Amounts up to those of the invoices, half of them the whole.
fn is_part_of_invoices(block: &Block<'_, '_>, view: &View<'_>, rows: &[u32]) -> bool {
    let whole = ["gross", "net"]
        .iter()
        .find_map(|field| block.mapping.column_of(block.schema, field));
    let Some(whole) = whole else { return false };
    let pairs: Vec<(i64, i64)> = pairs(block, (view.column, whole), rows, |cell| {
        let amounts = &block.context.knowledge.words.amounts;
        let text = matches!(cell, Cell::Text(text) if text.contains(','));
        let decimal = if text { Decimal::Comma } else { Decimal::Point };
        amounts
            .money(cell, decimal)
            .ok()
            .map(|(amount, _)| amount.0)
    });
    let equal = pairs.iter().filter(|(part, whole)| part == whole).count();
    !pairs.is_empty() && pairs.iter().all(|(part, whole)| part <= whole) && equal * 2 >= pairs.len()
}

/// Days of a contract that has none of its own for them.
fn days_of_contracts(block: &Block<'_, '_>, view: &View<'_>, rows: &[u32]) -> Vec<&'static str> {
    let started = days_beside(block, view.column, "starts_on", rows);
    let later = |(day, first): &(NaiveDate, NaiveDate)| day > first;
    match started.iter().filter(|pair| later(pair)).count() {
        0 if started.is_empty() => vec!["signed_on", "starts_on", "ends_on"],
        0 => vec!["signed_on"],
        count if count == started.len() => vec!["ends_on"],
        _ => Vec::new(),
    }
}

/// All cells name a currency, or the heading does.
fn all_in_currency(block: &Block<'_, '_>, view: &View<'_>) -> bool {
    let amounts = &block.context.knowledge.words.amounts;
    super::reader::currency_of_heading(&view.heading.text, amounts).is_some()
        || view.cells.iter().all(|cell| {
            let read = amounts.money(cell, Decimal::Point);
            read.is_ok_and(|(_, currency)| currency.is_some())
        })
}

/// Days of a column beside those of a field, row by row.
fn days_beside(
    block: &Block<'_, '_>,
    column: u32,
    field: &str,
    rows: &[u32],
) -> Vec<(NaiveDate, NaiveDate)> {
    let Some(other) = block.mapping.column_of(block.schema, field) else {
        return Vec::new();
    };
    pairs(block, (column, other), rows, |cell| {
        value::date(cell, Habits::default().order)
            .or_else(|_| value::date(cell, DateOrder::MonthFirst))
            .ok()
    })
}

/// What two columns hold in the rows where both hold something.
fn pairs<T>(
    block: &Block<'_, '_>,
    (left, right): (u32, u32),
    rows: &[u32],
    read: impl Fn(&Cell<'_>) -> Option<T>,
) -> Vec<(T, T)> {
    let both = |row: &u32| {
        let row = block.grid.row(*row)?;
        let value = |column: u32| {
            let placed = row.at(column).filter(|placed| !is_blank(&placed.cell))?;
            read(&placed.cell)
        };
        Some((value(left)?, value(right)?))
    };
    rows.iter().filter_map(both).collect()
}
