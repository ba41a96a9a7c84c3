//! Bookings and absences that run over several days: hours of each day, each week, and whether they are firm.

use super::facts::Fact;
use super::grid::{is_blank, text};
use super::reader::Reader;
use super::settle::{EACH_DAY, of_weeks};
use super::sheet::{Cell, Row};
use super::value;
use super::words::{Each, Helper};
use crate::model::key::fold;
use crate::model::{Table, Value};

impl Reader<'_> {
    /// Hours whose heading says that they are of each day (`Minutes Per Day`) or week become those of the whole span.
    pub(super) fn stretch(&self, fact: &mut Fact) {
        if !matches!(self.schema.table, Table::Bookings | Table::Leave) {
            return;
        }
        let column = self.mapping.column_of(self.schema, "duration");
        let heading = self
            .views
            .iter()
            .find(|view| Some(view.column) == column)
            .map(|view| &view.heading.words);
        let each = heading.and_then(|words| self.knowledge.words.each(words));
        let (Some(each), Some(until)) = (each, fact.until) else {
            return;
        };
        if each == Each::Day {
            let mark = Value::Text(EACH_DAY.1.to_owned());
            return fact.set(self.schema, EACH_DAY.0, Some(mark));
        }
        let values = (
            fact.value(self.schema, "date"),
            fact.value(self.schema, "duration"),
        );
        if let (Some(Value::Date(from)), Some(Value::Duration(time))) = values {
            let whole = of_weeks(*time, *from, until);
            fact.set(self.schema, "duration", whole.map(Value::Duration));
        }
    }

    /// A column that asks the other way round: `Is Tentative`, `是否暂定`.
    pub(super) fn fill_firm(&self, fact: &mut Fact, row: &Row<'_>) {
        let column = self.mapping.helper(Helper::Tentative);
        let placed = column.and_then(|column| row.at(column));
        let Some(placed) = placed.filter(|placed| !is_blank(&placed.cell)) else {
            return;
        };
        if fact.value(self.schema, "firm").is_none() {
            let firm = self.is_tentative(&placed.cell).map(|tentative| !tentative);
            fact.set(self.schema, "firm", firm.map(Value::Flag));
        }
    }

    fn is_tentative(&self, cell: &Cell<'_>) -> Option<bool> {
        if let Ok(flag) = value::flag(cell, &[], &[]) {
            return Some(flag);
        }
        let said = self.knowledge.words.firmness(&fold(text(cell)?))?;
        Some(said == "tentative")
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    #[test]
    fn hours_of_each_day_are_of_ones_own_days() {
        // Monday 2 to Sunday 15 November: eight days from Monday to Thursday, ten from Monday to Friday
        let people = "Name|Hours per week|Working days\nAnna Li|30|Mon-Thu\nIvo Tamm|40|";
        let booked = "Person|Client|Project|Start date|End date|Hours per day\nAnna Li|Arbor|Shop|@46328|@46341|1.5\nIvo Tamm|Arbor|Shop|@46328|@46341|1.5";
        let intake = read(vec![
            grid("people.csv", "", people),
            grid("plan.csv", "", booked),
        ]);
        let rows = shown(&intake, Table::Bookings, &["person", "duration"]);
        let of = |row: &str| rows.iter().filter(|told| *told == row).count();
        assert_eq!((of("Anna Li 1.5000"), of("Ivo Tamm 1.5000")), (8, 10));
        assert_eq!(rows.len(), 18);
    }
}
