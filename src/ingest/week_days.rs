//! How many days a week somebody works, where no column tells the hours: three days are three fifths of a full week.

use super::facts::Fact;
use super::reader::Reader;
use super::sheet::{Cell, Row};
use crate::model::Table;

/// Working days of a full week, and one of them in the parts of a share.
const FULL: f64 = 5.0;
const A_DAY: f64 = 200_000.0;

impl Reader<'_> {
    /// True for a list of people that counts the days of their weeks and tells no hours.
    pub(super) fn counts_days_of_weeks(&self) -> bool {
        let has = |field: &str| self.mapping.column_of(self.schema, field).is_some();
        self.schema.table == Table::People && has("workdays") && !has("weekly_hours")
    }

    /// The part of a full week that so many days are.
    pub(super) fn share_of_days(&self, fact: &mut Fact, row: &Row<'_>) {
        let column = self.mapping.column_of(self.schema, "workdays");
        let column = column.filter(|_| self.counts_days_of_weeks());
        let cell = column.and_then(|column| Some(row.at(column)?.cell));
        let days = match cell {
            Some(Cell::Number(days)) => Some(days),
            Some(Cell::Text(text)) => text.trim().replace(',', ".").parse().ok(),
            _ => None,
        };
        if let Some(days) = days.filter(|days| *days > 0.0 && *days < FULL) {
            fact.week_share = Some((days * A_DAY).round() as i64);
        }
    }
}
