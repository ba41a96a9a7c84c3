//! Columns whose cells hold two days, the first and the last of a contract, a project, an absence, a booking: `Period`,
//! `Laufzeit`, `服务期限`. Half of the cells tell it, whatever the heading is.

use chrono::NaiveDate;

use super::columns::{Bound, Mapping, Slot, View};
use super::facts::Fact;
use super::knowledge::Knowledge;
use super::reader::Reader;
use super::sheet::{Cell, Row};
use super::source::Source;
use super::typed;
use super::value::{DateOrder, Ends, YearSaid, span};
use super::words::{Helper, Words};
use crate::model::phrase::phrase;
use crate::model::{Problems, Schema, Table, Value};

/// What the two days add to the score of a table.
const WEIGHT: f64 = 0.4;

/// The fields of the first and the last day of a row; the last is none where it is kept beside the row.
fn fields(table: Table) -> Option<(&'static str, Option<&'static str>)> {
    match table {
        Table::Contracts | Table::Projects => Some(("starts_on", Some("ends_on"))),
        Table::Goals => Some(("starts_on", Some("due_on"))),
        Table::Leave | Table::Bookings | Table::Time => Some(("date", None)),
        _ => None,
    }
}

/// True for a field that a cell of two days fills.
pub(super) fn fills(table: Table, field: &str) -> bool {
    fields(table).is_some_and(|(first, _)| first == field)
}

/// Binds the first column of two days where no other column is the first day.
pub(super) fn bind_spans(
    views: &[View<'_>],
    schema: &Schema,
    source: Option<&Source>,
    knowledge: &Knowledge,
    mapping: &mut Mapping,
) {
    let Some((first, _)) = fields(schema.table).filter(|_| source.is_none()) else {
        return;
    };
    let Some(view) = views
        .iter()
        .find(|view| holds_spans(view, &knowledge.words))
    else {
        return;
    };
    let taken = mapping.column_of(schema, first);
    if taken.is_some_and(|column| column != view.column) {
        return;
    }
    mapping.unbind(view.column);
    mapping.losers.retain(|(column, ..)| *column != view.column);
    // an absence has little else that tells it
    let strong = schema.table == Table::Leave;
    mapping.strong += usize::from(strong);
    mapping.weight += WEIGHT;
    mapping.bound.push(Bound {
        column: view.column,
        slot: Slot::Helper(Helper::Span),
        confidence: 0.9,
        because: phrase("its cells hold a first and a last day", &[]),
        weight: WEIGHT,
        strong,
    });
}

/// Half of the cells are two days.
fn holds_spans(view: &View<'_>, words: &Words) -> bool {
    view.spans(|| are_spans(view, words))
}

fn are_spans(view: &View<'_>, words: &Words) -> bool {
    // the year only lets days without one be read
    let said = Some(YearSaid {
        year: 2000,
        month: None,
    });
    let orders = [DateOrder::DayFirst, DateOrder::MonthFirst];
    let ends = |cell: &Cell<'_>| {
        let mut read = orders.iter();
        read.find_map(|order| span(cell, *order, said, |word| words.span_word(word)))
    };
    let (mut both, mut others) = (false, 0);
    for (cell, times) in &view.different {
        match ends(cell) {
            Some(ends) => both |= ends.are_both(),
            None => others += times,
        }
        // a column of other things is not looked through to its end
        if others * 2 > view.cells.len() {
            return false;
        }
    }
    both
}

impl Reader<'_> {
    /// Fills the first and the last day from the cell that holds both.
    pub(super) fn fill_span(
        &self,
        fact: &mut Fact,
        row: &Row<'_>,
        problems: &mut Problems,
        lost: &mut bool,
    ) {
        let (Some(column), Some((first, last))) =
            (self.mapping.helper(Helper::Span), fields(self.schema.table))
        else {
            return;
        };
        let Some(field) = self.schema.field(first) else {
            return;
        };
        // `бессрочный` is no last day
        let words = last
            .and_then(|last| self.schema.field(last))
            .unwrap_or(field);
        let Some(cell) = self.cell(row, column, words) else {
            return;
        };
        match self.ends(&cell, column, last) {
            Ok(ends) => {
                let day = |day: Option<NaiveDate>| day.map(Value::Date);
                if ends.first.is_some() {
                    fact.set(self.schema, first, day(ends.first));
                }
                match last {
                    Some(last) if ends.last.is_some() => {
                        fact.set(self.schema, last, day(ends.last))
                    }
                    Some(_) => {}
                    None => fact.until = fact.until.or(ends.last),
                }
            }
            Err(why) => {
                *lost |= field.needed;
                problems.push(self.problem(row.number, column, &cell, field, why));
            }
        }
    }

    /// A day by itself is the first; of an absence it is the whole.
    fn ends(
        &self,
        cell: &Cell<'_>,
        column: u32,
        last: Option<&str>,
    ) -> Result<Ends, super::value::Expectation> {
        let habits = self.habits_of(column);
        let words = &self.knowledge.words;
        let orders = [habits.order, DateOrder::DayFirst, DateOrder::MonthFirst];
        let mut read = orders
            .iter()
            .filter_map(|order| span(cell, *order, habits.year, |word| words.span_word(word)));
        if let Some(ends) = read.next() {
            return Ok(ends);
        }
        let day = typed::day(cell, habits)?;
        Ok(Ends {
            first: Some(day),
            last: last.is_none().then_some(day),
        })
    }
}
