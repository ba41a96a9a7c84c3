//! Days of a list of holidays on which people work: weekends that make up for a bridge day, as the State Council lists them with the
//! holidays, and days that are only shorter. They are no holidays.

use super::facts::Fact;
use super::grid::text;
use super::reader::Reader;
use super::sheet::Row;
use super::value;
use crate::model::key::fold;
use crate::model::{Table, Value};

impl Reader<'_> {
    /// Says of a row that people work that day, where some cell of it does.
    pub(super) fn tell_moved_day(&self, fact: &mut Fact, row: &Row<'_>) {
        if self.schema.table != Table::Holidays || self.schema.position("works").is_none() {
            return;
        }
        let words = &self.knowledge.words;
        let mut cells = row.cells.iter().filter_map(|placed| text(&placed.cell));
        let works = cells.any(|cell| {
            let cell = fold(cell);
            words.speaks_of("working_day", &cell) && !words.speaks_of("not_working", &cell)
        });
        // `是否上班` above yes and no
        let asked = { self.views.iter() }
            .filter(|view| words.speaks_of("working_day", &view.heading.words))
            .filter_map(|view| row.at(view.column))
            .any(|placed| {
                value::is_flag(&placed.cell)
                    && value::flag(&placed.cell, &[], &[]).is_ok_and(|works| works)
            });
        if works || asked {
            fact.set(self.schema, "works", Some(Value::Flag(true)));
        }
    }
}
