//! Time entries that run from a first to a last day. They are split over the working days between, so the length of each
//! of them is bounded by the days it has.

use super::block::Block;
use super::facts::{Batch, Fact};
use super::grid::shown;
use super::reader::Reader;
use super::settle::weekdays;
use super::sheet::Row;
use super::value::Expectation;
use super::words::Helper;
use crate::model::phrase::phrase;
use crate::model::{Duration, Problem, Problems, Severity, Table, Value};

/// Hours of a day.
const DAY: i64 = 24;

impl Reader<'_> {
    /// Sets an entry aside that is longer than its days.
    pub(super) fn bound_by_days(
        &self,
        fact: &Fact,
        row: &Row<'_>,
        problems: &mut Problems,
        lost: &mut bool,
    ) {
        let told = [Helper::Until, Helper::Span].map(|helper| self.mapping.helper(helper));
        let spans = self.schema.table == Table::Time && told.iter().any(Option::is_some);
        let (Some(Value::Date(from)), Some(Value::Duration(length)), true) = (
            fact.value(self.schema, "date"),
            fact.value(self.schema, "duration"),
            spans && self.month.is_none(),
        ) else {
            return;
        };
        let until = fact.until.filter(|until| until > from);
        let days = until.map_or(1, |until| weekdays(*from, until).len() as i64);
        let most = DAY * days;
        if length.0.abs() <= Duration::hours(most).0 {
            return;
        }
        let column = self.mapping.column_of(self.schema, "duration");
        let placed = column.and_then(|column| Some((column, row.at(column)?)));
        let field = self.schema.field("duration");
        if let (Some((column, placed)), Some(field)) = (placed, field) {
            let why = Expectation {
                what: "out_of_range",
                expected: phrase("a value from {} to {}", &[&-most, &most]),
                hint: phrase("correct the cell", &[]),
            };
            problems.push(self.problem(row.number, column, &placed.cell, field, why));
            *lost = true;
        }
    }
}

/// Says once of a sheet that entries of several days were split.
pub fn first_span(block: &Block<'_, '_>, batch: &Batch) -> Option<Problem> {
    if batch.table != Table::Time || !batch.is_open() {
        return None;
    }
    let day = || block.mapping.column_of(block.schema, "date");
    let ends = [Helper::Until, Helper::Span];
    let mut ends = ends
        .iter()
        .filter_map(|helper| block.mapping.helper(*helper));
    let column = ends.next().or_else(day)?;
    let spans = |fact: &Fact| match fact.value(block.schema, "date") {
        Some(Value::Date(from)) => fact.until.is_some_and(|until| until > *from),
        _ => false,
    };
    let row = batch.facts().find(spans)?.row;
    let heading = block.found.views.iter().find(|view| view.column == column);
    Some(Problem {
        place: block.grid.place(row, column),
        rule: format!("{}.date.spread", block.schema.table),
        severity: Severity::Look,
        column: heading.map_or_else(String::new, |view| view.heading.text.clone()),
        found: block
            .grid
            .at(row, column)
            .map_or_else(String::new, |placed| shown(&placed.cell)),
        expected: phrase("hours with a day", &[]),
        hint: phrase("nothing, if weeks need not be exact", &[]),
        effect: phrase(
            "the hours are spread evenly over the working days from the first to the last day",
            &[],
        ),
    })
}
