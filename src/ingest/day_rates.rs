//! Rates of a day, as people and agencies tell them: `Day rate £`, `Себестоимость дня`, `人天单价`. An hour costs what the day does,
//! divided by the hours of the person's own day.

use std::collections::BTreeMap;

use super::columns::View;
use super::facts::{Batch, Fact, Facts};
use super::knowledge::Knowledge;
use super::reader::Reader;
use super::sheet::Row;
use super::words::{Each, Words};
use crate::model::{Duration, Schema, Settings, Table, Value};

/// Rates of an hour, and the fields that say that they were told for a day.
const RATES: [(&str, &str); 3] = [
    ("cost_rate", "cost_rate_for"),
    ("bill_rate", "bill_rate_for"),
    ("hourly_rate", "hourly_rate_for"),
];
const DAY: &str = "day";
/// Working days of a week where nobody says which they are.
const WEEK: i64 = 5;

/// True for a rate of an hour that a list may tell for a day.
pub(super) fn may_be_of_days(schema: &Schema, rate: &str) -> bool {
    let mut rates = RATES.iter();
    rates.any(|(own, marks)| *own == rate && schema.position(marks).is_some())
}

pub(super) fn is_of_a_day(view: &View<'_>, words: &Words) -> bool {
    words.each(&view.heading.words) == Some(Each::Day)
}

impl Reader<'_> {
    /// The columns of a rate, its own first, each with whether its heading says that it is that of a day.
    fn columns_of_rate(&self, rate: &str) -> Vec<(u32, bool)> {
        let at = self.schema.position(rate);
        let spares = self.mapping.spares.iter();
        let spares = spares.filter(|(_, field)| Some(*field) == at);
        let columns = { self.mapping.column_of(self.schema, rate).into_iter() }
            .chain(spares.map(|(column, _)| *column));
        let words = &self.knowledge.words;
        let of_a_day = |column: u32| {
            let mut views = self.views.iter();
            views.any(|view| view.column == column && is_of_a_day(view, words))
        };
        columns.map(|column| (column, of_a_day(column))).collect()
    }

    /// The rates of which some may be told for a day, and the fields that say so.
    fn rates_of_days(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        { RATES.into_iter() }.filter(|(_, marks)| self.schema.position(marks).is_some())
    }

    /// True where some rate is told for a day.
    pub(super) fn has_rates_of_a_day(&self) -> bool {
        self.rates_of_days().any(|(rate, _)| {
            self.columns_of_rate(rate)
                .iter()
                .any(|(_, of_a_day)| *of_a_day)
        })
    }

    /// Says of a row which of its rates are those of a day.
    pub(super) fn tell_days(&self, fact: &mut Fact, row: &Row<'_>) {
        for (rate, marks) in self.rates_of_days() {
            let columns = self.columns_of_rate(rate);
            let mut filled = columns.iter().filter(|(column, _)| {
                let field = self.schema.field(rate);
                field.is_some_and(|field| self.cell(row, *column, field).is_some())
            });
            if filled.next().is_some_and(|(_, of_a_day)| *of_a_day)
                && fact.value(self.schema, rate).is_some()
            {
                fact.set(self.schema, marks, Some(Value::Text(DAY.to_owned())));
            }
        }
    }
}

/// Rates of a day become those of an hour: by the person's own day, else by the day that most people have, else by that of the
/// settings' week.
pub(super) fn resolve_day_rates(facts: &mut Facts, knowledge: &Knowledge, settings: &Settings) {
    let tables = [Table::People, Table::Projects, Table::Contracts];
    let told = tables.map(|table| {
        let schema = knowledge.schema(table);
        let marks = RATES.iter().filter_map(|(_, marks)| schema.position(marks));
        let marks: Vec<usize> = marks.collect();
        facts.of(table).any(|batch| has_any(batch, &marks))
    });
    if !told.contains(&true) {
        return;
    }
    let usual = usual_day(facts, knowledge, settings);
    for (table, _) in tables.into_iter().zip(told).filter(|(_, told)| *told) {
        let schema = knowledge.schema(table);
        let mut rows = facts.take(|batch| batch.table == table);
        for row in &mut rows {
            let own = own_day(row, schema).filter(|_| table == Table::People);
            divide(row, schema, own.unwrap_or(usual));
        }
        facts.extend(rows);
    }
}

/// True for a batch of which some row has a value in one of these fields.
pub(super) fn has_any(batch: &Batch, fields: &[usize]) -> bool {
    let mut fields = fields.iter();
    fields.any(|at| (0..batch.len()).any(|row| batch.columns[*at].has(row)))
}

/// The day that most people have, else that of the settings' week.
pub(super) fn usual_day(facts: &Facts, knowledge: &Knowledge, settings: &Settings) -> Duration {
    let people = knowledge.schema(Table::People);
    let days = facts.of(Table::People).flat_map(Batch::facts);
    let usual = commonest(days.filter_map(|person| own_day(&person, people)));
    usual.unwrap_or(Duration(settings.week().0 / WEEK))
}

fn divide(row: &mut Fact, schema: &Schema, day: Duration) {
    for (rate, marks) in RATES {
        if row.text(schema, marks) != Some(DAY) {
            continue;
        }
        row.set(schema, marks, None);
        if let Some(Value::Money(of_day)) = row.value(schema, rate) {
            let hour = of_day.scale(Duration::HOUR, day.0);
            row.set(schema, rate, hour.map(Value::Money));
        }
    }
}

/// A week by its working days.
pub(super) fn own_day(person: &Fact, schema: &Schema) -> Option<Duration> {
    let week = match person.value(schema, "weekly_hours") {
        Some(Value::Duration(week)) if *week > Duration::ZERO => *week,
        _ => return None,
    };
    let days = person.text(schema, "workdays").map_or(WEEK, |days| {
        let days = days.chars().filter(|day| *day == '1');
        days.count().max(1) as i64
    });
    Some(Duration(week.0 / days))
}

/// Of several as common ones the longest.
fn commonest(days: impl Iterator<Item = Duration>) -> Option<Duration> {
    let mut counts: BTreeMap<Duration, usize> = BTreeMap::new();
    days.for_each(|day| *counts.entry(day).or_default() += 1);
    let most = counts.into_iter().max_by_key(|(day, count)| (*count, *day));
    most.map(|(day, _)| day)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use super::*;

    #[test]
    fn rates_of_a_day_are_divided_by_the_persons_own_day() {
        let english = "Name|Hours / week|Working days|Day rate £|Cost per day £\n\
            Ann Lee|37.5|Mon-Fri|1200|690\nBob Ray|30|Mon-Thu|700|345\nCid Fox|0||600|300";
        let russian = "ФИО|Часов в неделю|Стоимость дня, руб.|Себестоимость дня, руб.\n\
            Белова Анна|40|20000|12000\nЛис Вера|20|10000|6000";
        let chinese = "姓名|每周工时|人天单价|日薪\n李明|40|1600|800\n王芳|40|1200|560";
        for (what, text, expected) in [
            (
                "a freelancer's day is as long as most",
                english,
                vec!["Ann Lee 92 160", "Bob Ray 46 93.3333", "Cid Fox 40 80"],
            ),
            (
                "half a day of half a job",
                russian,
                vec!["Белова Анна 1500 2500", "Лис Вера 1500 2500"],
            ),
            ("eight hours", chinese, vec!["李明 100 200", "王芳 70 150"]),
        ] {
            let intake = read(vec![grid("people.csv", "", text)]);
            let mut rows = shown(
                &intake,
                Table::People,
                &["person", "cost_rate", "bill_rate"],
            );
            rows.sort();
            assert_eq!(rows, expected, "{what}");
        }
    }
}
