//! Days of a time sheet on which nothing stands but the day: weekends of a month that is printed whole.

use super::grid::{filled_cells, shown, text};
use super::rows::{Brief, NoData, Shape};
use super::sheet::Placed;
use crate::model::key::fold;
use crate::model::{Kind, Table};

/// A date and what day of the week it is.
const CELLS: u32 = 2;

/// Marks rows of a list of time that hold a date, the name of its weekday, and nothing else.
pub(super) fn mark_empty_days(shape: &Shape<'_>, briefs: &mut [Brief]) {
    if shape.schema.table != Table::Time || !shape.periods.is_empty() {
        return;
    }
    let few = |brief: &&mut Brief| brief.is_open() && brief.keyed && brief.filled <= CELLS;
    for brief in briefs.iter_mut().filter(few) {
        if holds_a_day_only(shape, brief.number) {
            brief.kind = Some(NoData::Note);
        }
    }
}

fn holds_a_day_only(shape: &Shape<'_>, number: u32) -> bool {
    let is_day = |placed: &Placed<'_>| {
        let dated = matches!(shape.kind_of(placed.column), Some((Kind::Date, _)));
        dated && !shown(&placed.cell).contains(char::is_alphabetic)
            || text(&placed.cell).is_some_and(|text| shape.knowledge.words.is_weekday(&fold(text)))
    };
    let row = shape.grid.row(number);
    row.is_some_and(|row| filled_cells(&row.cells, shape.columns).all(is_day))
}
