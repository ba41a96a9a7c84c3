//! Columns of a table that nothing uses although every cell of them is an amount, a length of time, or yes or no that the table
//! has a field for, and that field has no column. Nobody should find out in the figures.

use super::block::Block;
use super::columns::View;
use super::cross::looks_like_a_person;
use super::crosses;
use super::header::Heading;
use super::knowledge::Knowledge;
use super::left_over::left_over;
use super::measured::number;
use super::reader::currency_of_heading;
use super::sheet::Cell;
use super::told_person::told_around;
use super::value::Amounts;
use super::words::Helper;
use crate::model::phrase::phrase;
use crate::model::{Field, Kind, Phrase, Problem, Problems, Severity, Table};

/// Rule of a column that nothing uses though it could be a field.
pub(super) const UNUSED_COLUMN: &str = "sheet.unused_column";

/// Rule of the days that are agreed next with each client: none is read.
const NEXT_CONTACT: &str = "clients.next_contact.unused";
/// Rule of what people are paid.
const SALARY: &str = "people.salary.unused";

/// Fewer cells tell nothing of their column.
const FEWEST_CELLS: usize = 2;

/// One message for each such column of a list that is no known layout.
pub(super) fn unused_columns(block: &Block<'_, '_>) -> Problems {
    let verdict = &block.found.verdict;
    if verdict.source.is_some() || verdict.wide.is_some() {
        return Vec::new();
    }
    let mut told: Vec<&str> = Vec::new();
    let mut problems: Problems = other_scores(block)
        .chain(next_contacts(block))
        .chain(salaries(block))
        .chain(people(block))
        .collect();
    for view in &block.found.views {
        let Some(field) =
            could_be(block, view).filter(|field| !told.contains(&field.name.as_str()))
        else {
            continue;
        };
        told.push(&field.name);
        problems.push(Problem {
            hint: say_so(&field.name),
            ..unused(block, view)
        });
    }
    problems.extend(left_over(block, |view| could_be(block, view).is_some()));
    problems
}

/// What is told of a column that is in no figure.
fn unused(block: &Block<'_, '_>, view: &View<'_>) -> Problem {
    Problem {
        place: block.heading_place(view.column),
        rule: UNUSED_COLUMN.to_owned(),
        severity: Severity::Look,
        column: view.label(),
        found: view.samples().join(", "),
        expected: phrase("a heading that says what the column is", &[]),
        hint: Phrase::default(),
        effect: phrase("the column is in no figure", &[]),
    }
}

/// How to say that a column is of a field.
fn say_so(field: &str) -> Phrase {
    phrase(
        "if it is {}, say so for this column in the sheet Columns of monthend-decisions.xlsx",
        &[&field],
    )
}

/// Scores beside the one that is read: a row is one answer.
fn other_scores<'b>(block: &'b Block<'_, '_>) -> impl Iterator<Item = Problem> + 'b {
    let schema = block.schema;
    let score = schema
        .position("score")
        .filter(|_| schema.table == Table::Responses);
    let lost = block.mapping.losers.iter();
    let lost = lost.filter(move |(_, field, _)| Some(*field) == score);
    lost.filter_map(|(column, _, winner)| {
        let label = |column: u32| {
            let mut views = block.found.views.iter();
            views.find(|view| view.column == column)
        };
        let (view, winner) = (label(*column)?, label(*winner)?);
        Some(Problem {
            expected: phrase("one score in a row: {} is read", &[&winner.label()]),
            hint: phrase("list the other scores in rows of their own", &[]),
            ..unused(block, view)
        })
    })
}

/// What people are paid, in a list without the cost of an hour: it is none until somebody works it out.
fn salaries<'b>(block: &'b Block<'_, '_>) -> impl Iterator<Item = Problem> + 'b {
    let knowledge = block.context.knowledge;
    let column = |field: &str| block.mapping.column_of(block.schema, field);
    let lacks = block.schema.table == Table::People && column("cost_rate").is_none();
    let is_unused = move |view: &&View<'_>| {
        let numbers = { view.cells.iter() }.filter(|cell| number(cell, knowledge).is_some());
        lacks
            && numbers.count() >= FEWEST_CELLS
            && block.mapping.slot_of(view.column).is_none()
            && !block.said(view).ignored
            && knowledge.words.speaks_of("salaries", &view.heading.words)
    };
    { block.found.views.iter() }.filter(is_unused).take(1).map(|view| {
        Problem {
            rule: SALARY.to_owned(),
            expected: phrase("the cost of an hour: 30", &[]),
            hint: phrase(
                "add a column Cost rate: salary and employer's contributions of a year, divided by the hours worked in it",
                &[],
            ),
            effect: phrase("delivery cost and margin are not known", &[]),
            ..unused(block, view)
        }
    })
}

/// Names of people under a heading that nobody knows, in a list of time that names none otherwise: `Designer`, `Crew`.
fn people<'b>(block: &'b Block<'_, '_>) -> impl Iterator<Item = Problem> + 'b {
    let knowledge = block.context.knowledge;
    let talk = &block.found.talk;
    let has = |field: &str| block.mapping.column_of(block.schema, field).is_some();
    let lacks = block.schema.table == Table::Time
        && !has("person")
        && block.mapping.helper(Helper::LastName).is_none()
        && told_around(talk, Table::Time, "person", knowledge).is_none();
    let names = move |view: &&View<'_>| {
        let named = |cell: &Cell<'_>| match cell {
            Cell::Text(text) => looks_like_a_person(text, knowledge),
            _ => false,
        };
        lacks
            && view.cells.len() >= FEWEST_CELLS
            && is_free(block, view)
            && view.cells.iter().all(named)
    };
    { block.found.views.iter() }
        .filter(names)
        .take(1)
        .map(|view| Problem {
            hint: say_so("person"),
            effect: phrase("the hours are nobody's", &[]),
            ..unused(block, view)
        })
}

/// Days of what is next agreed with each client: the next review is counted from the last.
fn next_contacts<'b>(block: &'b Block<'_, '_>) -> impl Iterator<Item = Problem> + 'b {
    let words = &block.context.knowledge.words;
    let of_clients = block.schema.table == Table::Clients;
    let is_unused = move |view: &&View<'_>| {
        of_clients
            && !view.cells.is_empty()
            && block.mapping.slot_of(view.column).is_none()
            && !block.said(view).ignored
            && words.speaks_of_next_contacts(&view.heading.words)
    };
    block.found.views.iter().filter(is_unused).map(|view| {
        Problem {
            rule: NEXT_CONTACT.to_owned(),
            expected: phrase("the day of the last review, and how often there is one", &[]),
            hint: phrase(
                "give the days between reviews in a column such as Review every: the next one is due that long after the last",
                &[],
            ),
            ..unused(block, view)
        }
    })
}

/// The field without a column that all cells of a column without a meaning could be.
fn could_be<'b>(block: &'b Block<'_, '_>, view: &View<'_>) -> Option<&'b Field> {
    let (mapping, knowledge) = (block.mapping, block.context.knowledge);
    let few = view.cells.len() < FEWEST_CELLS;
    if few || !is_free(block, view) || knowledge.words.turns(&view.heading.words, true) {
        return None;
    }
    let open = |field: &&Field| mapping.column_of(block.schema, &field.name).is_none();
    let amounts = &knowledge.words.amounts;
    block.schema.fields.iter().filter(open).find(|field| {
        let reads = view.fit(field, amounts) == Some(1.0);
        reads && is_plain(view, field, knowledge)
    })
}

/// A column with a heading that means nothing here: no field of this or another table, and nothing that a person decided.
pub(super) fn is_free(block: &Block<'_, '_>, view: &View<'_>) -> bool {
    let (mapping, knowledge) = (block.mapping, block.context.knowledge);
    let lost = || {
        let mut losers = mapping.losers.iter();
        losers.any(|(column, ..)| *column == view.column)
    };
    let other = || {
        let mut keys = view.heading.keys.iter();
        keys.any(|(key, _)| knowledge.is_foreign(key, block.schema.table))
    };
    let asks_for_work = || {
        let words = &knowledge.words;
        block.schema.table == Table::Holidays && words.speaks_of("working_day", &view.heading.words)
    };
    mapping.slot_of(view.column).is_none()
        && !asks_for_work()
        && !mapping.is_spare(view.column)
        && !lost()
        && !other()
        && !crosses::are_crosses(view)
        && !view.heading.keys.is_empty()
        && !is_known(&view.heading, knowledge)
        && !block.said(view).ignored
}

/// What the column is, is known: a field of another table.
fn is_known(heading: &Heading, knowledge: &Knowledge) -> bool {
    let mut keys = heading.keys.iter();
    keys.any(|(key, _)| knowledge.claims(key).iter().any(|claim| claim.strong))
}

/// The cells or the heading leave no doubt of the kind: bare numbers may count anything.
fn is_plain(view: &View<'_>, field: &Field, knowledge: &Knowledge) -> bool {
    let amounts = &knowledge.words.amounts;
    let all = |is: &dyn Fn(&Cell<'_>) -> bool| view.cells.iter().all(is);
    match field.kind {
        Kind::Money => {
            currency_of_heading(&view.heading.text, amounts).is_some()
                || all(&|cell| names_currency(cell, amounts))
        }
        _ if speaks_of_a_field(&view.heading, knowledge) => false,
        Kind::Duration => {
            view.heading.time_unit.is_some() || all(&|cell| matches!(cell, Cell::Time(_)))
        }
        Kind::Flag => all(&|cell| matches!(cell, Cell::Flag(_) | Cell::Text(_))),
        _ => false,
    }
}

/// A field of any table stands in the heading, so that it says what the column is: `Invoice issued`.
fn speaks_of_a_field(heading: &Heading, knowledge: &Knowledge) -> bool {
    let words = format!(" {} ", heading.words.trim());
    Table::ALL
        .iter()
        .any(|table| !knowledge.contained(&words, *table).is_empty())
}

fn names_currency(cell: &Cell<'_>, amounts: &Amounts) -> bool {
    let decimal = super::value::Decimal::Point;
    let read = amounts.money_in(cell, decimal, 0);
    read.is_ok_and(|(_, currency)| currency.is_some())
}
