//! Labels of totals: `Total`, `Total for Halden`, `Halden Total`, `Итого за октябрь`, `合计`; and clients that are only called so.

use std::collections::BTreeSet;

use super::grid::{filled_cells, text};
use super::rows::{Brief, NoData, Shape};
use super::sheet::Placed;
use super::words::TotalLabel;
use crate::model::key::fold;
use crate::model::{Kind, Table};

/// Filled cells among which a label is sought; a row's only text may stand further right.
pub(super) const FIRST_CELLS: usize = 3;
/// Cells that count the rows below; one alone may say anything.
const FEWEST_COUNTS: usize = 2;
/// No label of a total is longer, in bytes.
const LONGEST_LABEL: usize = 120;

/// What a row's label claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// No label.
    Nothing,
    /// A total, whatever its numbers.
    Total,
    /// A total when what follows or precedes the word is a name of other rows, or its numbers are their sum.
    TotalOf,
    /// A total only when its numbers are the sum of other rows.
    TotalIfSum,
    /// What was planned, or how that compares with what was done.
    Plan,
}

/// True for a text that says something about its row, if it is among the first.
pub(super) fn may_label(shape: &Shape<'_>, text: &str) -> bool {
    let words = &shape.knowledge.words;
    let label = || words.total_label(&fold(text)).is_some();
    text.starts_with(">>") || text.len() <= LONGEST_LABEL && words.may_be_total(text) && label()
}

/// What the label of a row says. A row with a key of its own is data unless its numbers prove the contrary.
pub(super) fn says(shape: &Shape<'_>, cells: &[Placed<'_>], keyed: bool) -> Says {
    if cells
        .first()
        .and_then(|placed| text(&placed.cell))
        .is_some_and(|text| text.starts_with(">>"))
    {
        return Says::Total;
    }
    if is_planned(shape, cells) {
        return Says::Plan;
    }
    if counts_its_rows(shape, cells) {
        return Says::Total;
    }
    let Some((column, label)) = label(shape, cells) else {
        return Says::Nothing;
    };
    let words = &shape.knowledge.words;
    let counts = |placed: &Placed<'_>| {
        let text = text(&placed.cell).filter(|text| text.len() <= LONGEST_LABEL);
        placed.column != column && text.is_some_and(|text| words.is_counted(&fold(text)))
    };
    let uncounted: Vec<Placed<'_>>;
    let (cells, keyed) = if cells.iter().any(counts) {
        uncounted = cells
            .iter()
            .filter(|placed| !counts(placed))
            .copied()
            .collect();
        (uncounted.as_slice(), shape.has_key(&uncounted, None))
    } else {
        (cells, keyed)
    };
    let moves_nothing = shape.schema.table == Table::Payments && words.is_no_sum(&label);
    let label = words.total_label(&label);
    let alone = !names_more(shape, cells, column);
    match (label, keyed && shape.has_key(cells, Some(column))) {
        (None, _) => Says::Nothing,
        (Some(_), true) if is_numbered(shape, cells, column) => Says::Nothing,
        // a balance beside a day moves no money
        (Some(TotalLabel::Whole), true) if moves_nothing => Says::Total,
        (Some(TotalLabel::Whole), true) => Says::TotalIfSum,
        (Some(_), true) => Says::Nothing,
        (Some(TotalLabel::Whole), false) if alone || !shape.keys_are_names() => Says::Total,
        (Some(TotalLabel::Explained), false) if alone || !shape.keys_are_names() => Says::Total,
        (Some(TotalLabel::Whole | TotalLabel::Explained), false) => Says::Nothing,
        (Some(TotalLabel::Of(_)), false) if alone => Says::TotalOf,
        (Some(TotalLabel::Of(_)), false) => Says::Nothing,
    }
}

/// In a grid, the row of a plan, a norm or a difference: below the people (`Soll`, `Отклонение`), or beside each of them in
/// a column that says of every row whether it is plan or fact.
fn is_planned(shape: &Shape<'_>, cells: &[Placed<'_>]) -> bool {
    let words = &shape.knowledge.words;
    let compares = |text: &str| {
        let one = format!(" {} ", fold(text));
        let single = !one.trim().contains(' ');
        single && (words.speaks_of_plans(&one) || words.speaks_of_differences(&one))
    };
    if shape.periods.is_empty() {
        return false;
    }
    let mut outside = cells
        .iter()
        .filter(|placed| !shape.periods.contains(&placed.column))
        .filter_map(|placed| Some((placed.column, text(&placed.cell)?)));
    let names_people = |column: u32| {
        let kind = shape.kind_of(column).map(|(kind, _)| kind);
        kind == Some(Kind::Person)
    };
    let tells = |column: u32| {
        let view = shape.views.iter().find(|view| view.column == column);
        let texts = view.iter().flat_map(|view| &view.cells).filter_map(text);
        let done = |text: &str| compares(text) || words.speaks_of_what_was_done(&fold(text));
        shape.kind_of(column).is_none() && texts.clone().count() >= 2 && texts.clone().all(done)
    };
    outside.any(|(column, text)| compares(text) && (names_people(column) || tells(column)))
}

/// Several cells only count what stands below: `2 projects`, `3 items`, `2 members`.
fn counts_its_rows(shape: &Shape<'_>, cells: &[Placed<'_>]) -> bool {
    let words = &shape.knowledge.words;
    let counts = |text: &str| {
        let (number, what) = text.trim().split_once(' ')?;
        let digits = number.bytes().all(|digit| digit.is_ascii_digit()) && !number.is_empty();
        (digits && words.is_counted_below(&fold(what))).then_some(())
    };
    let counted = cells.iter().filter_map(|placed| text(&placed.cell));
    counted.filter_map(counts).count() >= FEWEST_COUNTS
}

/// The first text that could be a label: among the first cells, or the row's first text at all.
fn label(shape: &Shape<'_>, cells: &[Placed<'_>]) -> Option<(u32, String)> {
    let words = &shape.knowledge.words;
    let texts = cells
        .iter()
        .enumerate()
        .filter_map(|(at, placed)| Some((at, placed.column, text(&placed.cell)?)));
    texts
        .enumerate()
        .take_while(|(nth, (at, ..))| *nth == 0 || *at < FIRST_CELLS)
        .map(|(_, (_, column, text))| (column, text))
        .filter(|(_, text)| text.len() <= LONGEST_LABEL && words.may_be_total(text))
        .map(|(column, text)| (column, fold(text)))
        .find(|(_, folded)| words.total_label(folded).is_some())
}

/// A document's number beside the label: no total has one.
fn is_numbered(shape: &Shape<'_>, cells: &[Placed<'_>], label: u32) -> bool {
    let mut others = cells.iter().filter(|placed| placed.column != label);
    others.any(|placed| {
        let number = shape.kind_of(placed.column);
        number.is_some_and(|(kind, at)| kind == Kind::Number && shape.schema.fields[at].needed)
    })
}

/// Another name or text beside the label. Roll-ups (`12 members`) are none.
fn names_more(shape: &Shape<'_>, cells: &[Placed<'_>], label: u32) -> bool {
    cells
        .iter()
        .filter(|placed| placed.column != label && shape.holds_words(placed.column))
        .filter_map(|placed| text(&placed.cell))
        .any(|text| {
            text.chars().any(char::is_alphabetic)
                && !text
                    .starts_with(|letter: char| letter.is_ascii_digit() || "$€£¥₽".contains(letter))
        })
}

/// Decides the labels that speak of something: they are totals when it is the name of other rows, or when the label
/// stands where no names do; else only when their numbers are a sum.
pub(super) fn confirm_totals(shape: &Shape<'_>, briefs: &mut [Brief]) {
    let open: Vec<usize> = (0..briefs.len())
        .filter(|at| briefs[*at].is_open() && briefs[*at].says == Says::TotalOf)
        .collect();
    if open.is_empty() {
        return;
    }
    let subjects: Vec<Option<(u32, String)>> =
        open.iter().map(|at| subject(shape, &briefs[*at])).collect();
    let wanted: BTreeSet<&str> = subjects
        .iter()
        .flatten()
        .map(|(_, name)| name.as_str())
        .collect();
    let names = names_among(shape, &wanted);
    for (at, subject) in open.into_iter().zip(&subjects) {
        let Some((column, name)) = subject else {
            continue;
        };
        if names.contains(name) || !shape.holds_names(*column) {
            briefs[at].kind = Some(NoData::Total);
        } else {
            briefs[at].says = Says::TotalIfSum;
        }
    }
}

/// What a label speaks of, folded, and where it stands.
fn subject(shape: &Shape<'_>, brief: &Brief) -> Option<(u32, String)> {
    let row = shape.grid.row(brief.number)?;
    let cells: Vec<Placed<'_>> = filled_cells(&row.cells, shape.columns).copied().collect();
    let (column, label) = label(shape, &cells)?;
    match shape.knowledge.words.total_label(&label)? {
        TotalLabel::Of(name) => Some((column, name.to_owned())),
        _ => None,
    }
}

/// Which of some folded names stand in cells by themselves.
fn names_among(shape: &Shape<'_>, wanted: &BTreeSet<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for row in shape.grid.rows(shape.rows.0, shape.rows.1) {
        for placed in filled_cells(&row.cells, shape.columns) {
            let Some(text) = text(&placed.cell).filter(|text| text.len() <= LONGEST_LABEL) else {
                continue;
            };
            let folded = fold(text);
            if wanted.contains(folded.as_str()) {
                found.insert(folded);
            }
        }
    }
    found
}
