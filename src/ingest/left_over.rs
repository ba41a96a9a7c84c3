//! Columns of a list that no field takes although most rows hold a day, a length of time, an amount or a share there. Nobody
//! should find out in the figures: each is told once, unless it follows from columns that are read or only keeps the list.

use super::block::Block;
use super::columns::View;
use super::derived::{Numbers, Sums};
use super::knowledge::Claim;
use super::measured::{Measure, measure_of, number};
use super::unknown_columns::may_be_asked;
use super::unused::UNUSED_COLUMN;
use super::value::TimeUnit;
use crate::model::phrase::phrase;
use crate::model::{Kind, Problem, Problems, Severity, Table};

/// Fewer cells tell nothing of their column.
const FEWEST_CELLS: usize = 2;
/// More such columns of one list are told in one line.
const MOST_LINES: usize = 3;

/// One message for each such column; `told` ones are left to others.
pub(super) fn left_over(block: &Block<'_, '_>, told: impl Fn(&View<'_>) -> bool) -> Problems {
    let knowledge = block.context.knowledge;
    let views = &block.found.views;
    let most = views.iter().map(|view| view.cells.len()).max().unwrap_or(0);
    let open = |view: &View<'_>| {
        let few = view.cells.len() < FEWEST_CELLS || view.cells.len() * 2 < most;
        let sign = block.grid.sheet.signs.only(view.column);
        let measure = || measure_of(view, sign, knowledge).or_else(|| settled(block, view));
        let free = !few && !is_read(block, view) && !view.heading.keys.is_empty();
        let measured = (free && speaks_of_more(block, view))
            .then(measure)
            .flatten()?;
        (is_open(block, view, measured) && !told(view)).then_some(measured)
    };
    let measures: Vec<Option<Measure>> = views.iter().map(open).collect();
    if measures.iter().all(Option::is_none) {
        return Vec::new();
    }
    let numbers: Vec<Numbers> = { views.iter() }
        .map(|view| {
            let cells = view.rows.iter().zip(&view.cells);
            let read = cells.filter_map(|(row, cell)| Some((*row, number(cell, knowledge)?)));
            read.collect()
        })
        .collect();
    let is_running = |view: &View<'_>| runs(block, view);
    let mut sums = Sums {
        known: { views.iter().zip(&numbers) }
            .filter(|(view, _)| is_read(block, view))
            .map(|(_, numbers)| numbers)
            .collect(),
        around: numbers.iter().collect(),
        parts: { views.iter().zip(&numbers) }
            .filter(|(view, _)| !is_running(view))
            .map(|(_, numbers)| numbers)
            .collect(),
    };
    let mut left: Vec<&View<'_>> = Vec::new();
    for ((view, measure), numbers) in views.iter().zip(measures).zip(&numbers) {
        let follows = match measure {
            None => continue,
            Some(Measure::Day) => {
                let same = |other: &View<'_>| is_read(block, other) && other.cells == view.cells;
                views.iter().any(same)
            }
            Some(_) => sums.tell(numbers),
        };
        if !follows {
            sums.known.push(numbers);
            left.push(view);
        }
    }
    match left.len() {
        0..=MOST_LINES => left.into_iter().map(|view| line(block, &[view])).collect(),
        _ => vec![line(block, &left)],
    }
}

fn is_read(block: &Block<'_, '_>, view: &View<'_>) -> bool {
    let crossed = super::crosses::are_crosses(view);
    block.mapping.slot_of(view.column).is_some() || block.mapping.is_spare(view.column) || crossed
}

/// What was invoiced, paid or kept under a contract is money, whatever its numbers look like.
fn settled(block: &Block<'_, '_>, view: &View<'_>) -> Option<Measure> {
    let knowledge = block.context.knowledge;
    let table = block.schema.table;
    let numbers = || { view.cells.iter() }.all(|cell| number(cell, knowledge).is_some());
    let mut keys = view.heading.keys.iter();
    let settled = keys.any(|(key, _)| knowledge.is_foreign(key, table))
        || knowledge.words.speaks_of("running", &view.heading.words);
    (table == Table::Contracts && settled && numbers()).then_some(Measure::Money)
}

/// What ran up so far, or what is left of a whole.
fn runs(block: &Block<'_, '_>, view: &View<'_>) -> bool {
    let words = &block.context.knowledge.words;
    words.speaks_of_differences(&view.heading.words)
        || words.speaks_of("running", &view.heading.words)
}

/// A heading of what could be in a figure: not what a list keeps of itself, what it has settled elsewhere, or what is left of a whole.
fn speaks_of_more(block: &Block<'_, '_>, view: &View<'_>) -> bool {
    let knowledge = block.context.knowledge;
    let words = &knowledge.words;
    let heading = &view.heading;
    let table = block.schema.table;
    let keys = || heading.keys.iter().map(|(key, _)| key.as_str());
    // what was invoiced and paid under a contract may stand nowhere else
    let agreed = table == Table::Contracts;
    let foreign = !agreed && keys().any(|key| knowledge.is_foreign(key, table));
    let helps = keys().any(|key| words.helper(key, table).is_some());
    let keeps = words.speaks_of("kept_moments", &heading.words);
    let taxes = words.is_tax_rate(heading.words.trim())
        || words.speaks_of_discounts(&heading.words)
        || is_tax(view, knowledge);
    let runs = match agreed {
        true => words.speaks_of_differences(&heading.words),
        false => runs(block, view),
    };
    !foreign && !helps && !keeps && !taxes && !runs && !block.said(view).ignored
}

/// A measure that the table has no other column for, or has several of, and that nobody is asked about.
fn is_open(block: &Block<'_, '_>, view: &View<'_>, measure: Measure) -> bool {
    let words = &block.context.knowledge.words;
    let heading = &view.heading;
    let schema = block.schema;
    let has = |field: &str| block.mapping.column_of(schema, field).is_some();
    let own = match measure {
        // a row of these has one day
        Measure::Day => {
            let day = ["date", "starts_on"].into_iter().any(has);
            let of_one = [
                Table::Time,
                Table::Payments,
                Table::Responses,
                Table::Results,
                Table::Leave,
                Table::Touches,
            ];
            !(day && of_one.contains(&schema.table))
        }
        // lengths of one entry are compared with each other
        Measure::Length => {
            let lost = block.mapping.losers.iter();
            let mut lost = lost.filter(|(column, ..)| *column == view.column);
            let rival = lost.any(|(_, field, _)| schema.fields[*field].name == "duration");
            let compared = schema.table == Table::Time && rival;
            // sums of a day or of parts that have columns of their own
            let sums =
                schema.table == Table::Time && words.total_label(heading.words.trim()).is_some();
            let paused = words.speaks_of_breaks(&heading.words)
                || words.counts_attendance(heading.words.trim());
            let mut fields = schema.fields.iter();
            let holds = fields.any(|field| field.kind == Kind::Duration)
                || matches!(schema.table, Table::Actions | Table::Touches);
            // terms of notice and of payment are no hours
            let of_work = schema.table != Table::Contracts
                || heading.time_unit == Some(TimeUnit::Hours)
                || words.speaks_of_hours(&heading.words);
            holds && !compared && !sums && !paused && of_work
        }
        Measure::Money => !(heading.planned && schema.table == Table::Clients),
        Measure::Share => true,
    };
    own && !may_be_asked(block, view)
}

fn is_tax(view: &View<'_>, knowledge: &super::knowledge::Knowledge) -> bool {
    let at = knowledge.schema(Table::Invoices).position("tax");
    let keys = view.heading.keys.iter();
    let mut claims = keys.flat_map(|(key, _)| knowledge.claims(key));
    claims.any(|claim: &Claim| claim.table == Table::Invoices && Some(claim.field) == at)
}

fn line(block: &Block<'_, '_>, views: &[&View<'_>]) -> Problem {
    let first = views[0];
    let labels: Vec<String> = views.iter().map(|view| view.label()).collect();
    Problem {
        place: block.heading_place(first.column),
        rule: UNUSED_COLUMN.to_owned(),
        severity: Severity::Look,
        column: labels.join(", "),
        found: first.samples().join(", "),
        expected: phrase("a heading that says what the column is", &[]),
        hint: phrase(
            "if it counts, say what it is in the sheet Columns of monthend-decisions.xlsx, or give it a list of its own; else answer ignore there",
            &[],
        ),
        effect: phrase("the column is in no figure", &[]),
    }
}
