//! Which month a run is about when nobody says.

use std::collections::BTreeMap;

use chrono::Datelike;

use crate::model::phrase::phrase;
use crate::model::tables::day_of;
use crate::model::{Duration, Month, Phrase, Settings, Span, Table, Tables};

/// The last month that holds at least the settings' share of the median month's hours; without time, the last month with
/// invoices, payments or answers; without these, the last one in which anything happened. With the reason, for people.
pub fn default_period(tables: &Tables, settings: &Settings) -> Option<(Month, Phrase)> {
    let share = settings.month_min_share;
    last_full_month(tables, share)
        .map(|month| {
            let reason = phrase(
                "{} is the last month with at least {} % of the usual hours",
                &[&month, &(share * 100.0)],
            );
            (month, reason)
        })
        .or_else(|| {
            let month = last_month_of(tables, &MONEY_AND_ANSWERS)?;
            let reason = phrase(
                "there is no time; {} is the last month with invoices, payments or answers",
                &[&month],
            );
            Some((month, reason))
        })
        .or_else(|| {
            let month = last_month_of(tables, &WHAT_HAPPENED)?;
            let reason = phrase(
                "there is no time and no money; {} is the last month in which anything is dated",
                &[&month],
            );
            Some((month, reason))
        })
}

const MONEY_AND_ANSWERS: [(Table, &str); 3] = [
    (Table::Invoices, "issued_on"),
    (Table::Payments, "date"),
    (Table::Responses, "date"),
];

/// Days on which something happened; days that something is due on do not count.
const WHAT_HAPPENED: [(Table, &str); 6] = [
    (Table::Expenses, "date"),
    (Table::Results, "date"),
    (Table::Touches, "date"),
    (Table::Documents, "date"),
    (Table::Leave, "date"),
    (Table::Actions, "agreed_on"),
];

fn last_month_of(tables: &Tables, dated: &[(Table, &str)]) -> Option<Month> {
    let dated = dated.iter();
    dated
        .flat_map(|(table, field)| months(tables, *table, field))
        .max()
}

/// First month with time, invoices, payments or expenses.
pub fn first_month(tables: &Tables) -> Option<Month> {
    with_facts(tables).min()
}

/// Last month of a span with any of them.
pub fn last_month(tables: &Tables, span: Span) -> Option<Month> {
    with_facts(tables).filter(|month| span.holds(*month)).max()
}

fn with_facts(tables: &Tables) -> impl Iterator<Item = Month> {
    let hours = months(tables, Table::Time, "date").into_iter();
    hours
        .chain(months(tables, Table::Invoices, "issued_on"))
        .chain(months(tables, Table::Payments, "date"))
        .chain(months(tables, Table::Expenses, "date"))
}

/// Hours are compared in parts of a thousandth, so that exactly the share is enough.
fn last_full_month(tables: &Tables, share: f64) -> Option<Month> {
    let thousandths = (share * 1_000.0).round() as i128;
    let hours = hours_by_month(tables);
    let mut sorted: Vec<i128> = hours.values().map(|time| i128::from(time.0)).collect();
    sorted.sort_unstable();
    // twice the median: the two middle months, which are one and the same when their number is odd
    let middle = sorted.get(sorted.len().checked_sub(1)? / 2)? + sorted.get(sorted.len() / 2)?;
    hours
        .into_iter()
        .rev()
        .find(|(_, time)| i128::from(time.0) * 2_000 >= middle * thousandths)
        .map(|(month, _)| month)
}

/// Months with hours, rejected entries and months that add up to nothing left out.
fn hours_by_month(tables: &Tables) -> BTreeMap<Month, Duration> {
    let rows = tables.rows(Table::Time);
    let (days, durations) = (rows.values("date"), rows.values("duration"));
    let status = rows.numbered("status");
    let mut by_day: BTreeMap<i32, i64> = BTreeMap::new();
    let mut add = |day: i32, parts: i64| *by_day.entry(day).or_default() += parts;
    // most entries are of the day of the one before
    let mut today = (0, 0);
    for row in (0..rows.len()).filter(|row| status.text(*row) != Some("rejected")) {
        let (Some(day), Some(parts)) = (days.day(row), durations.integer(row)) else {
            continue;
        };
        if today.0 != day {
            add(today.0, today.1);
            today = (day, 0);
        }
        today.1 += parts;
    }
    add(today.0, today.1);
    let mut hours: BTreeMap<Month, Duration> = BTreeMap::new();
    for (day, parts) in by_day {
        *hours.entry(Month::of(day_of(day))).or_default() += Duration(parts);
    }
    hours.retain(|month, time| is_sane(*month) && *time > Duration::ZERO);
    hours
}

fn months(tables: &Tables, table: Table, field: &str) -> Vec<Month> {
    let rows = tables.rows(table);
    let days = rows.values(field);
    let mut days: Vec<i32> = (0..rows.len()).filter_map(|row| days.day(row)).collect();
    days.dedup();
    days.into_iter()
        .map(day_of)
        .filter(|day| day.year() >= 1)
        .map(Month::of)
        .filter(|month| is_sane(*month))
        .collect()
}

/// A slip of the pen (1926, 2206) must not stretch the tables over centuries.
fn is_sane(month: Month) -> bool {
    (2000..=2100).contains(&month.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::testing::tables;

    #[test]
    fn without_time_and_money_the_last_thing_that_happened() {
        let touches =
            "date | client | kind\n2026-08-03 | Halden | call\n2026-09-30 | Halden | review";
        let actions =
            "client | action | agreed_on | due_on\nHalden | Call | 2026-09-02 | 2027-01-31";
        let found = default_period(
            &tables(&[("touches", touches), ("actions", actions)]),
            &Settings::default(),
        );
        assert_eq!(
            found.map(|(month, _)| month),
            Some(Month::new(2026, 9).expect("a month"))
        );
    }

    #[test]
    fn takes_the_last_full_month() {
        for (time, expected) in [
            // median 100 h: a tenth is 10 h
            (
                "2026-08-03 | 120\n2026-09-01 | 100\n2026-10-01 | 10",
                Some("2026-10"),
            ),
            (
                "2026-08-03 | 120\n2026-09-01 | 100\n2026-10-01 | 9.99",
                Some("2026-09"),
            ),
            // median of two months is their mean: 60 h
            ("2026-09-01 | 114\n2026-10-01 | 6", Some("2026-10")),
            ("2026-09-01 | 115\n2026-10-01 | 5", Some("2026-09")),
            // slips of the pen
            ("2026-09-01 | 100\n2206-09-01 | 100", Some("2026-09")),
            ("", None),
        ] {
            let tables = tables(&[("time", &format!("date | duration\n{time}"))]);
            let month =
                default_period(&tables, &Settings::default()).map(|(month, _)| month.to_string());
            assert_eq!(month.as_deref(), expected, "{time}");
        }
    }

    #[test]
    fn without_time_takes_invoices_payments_or_answers() {
        let tables = tables(&[
            ("invoices", "number | issued_on\n1 | 2026-07-31"),
            ("payments", "date | amount\n2026-09-02 | 5"),
            ("responses", "date | client\n2026-08-30 | Halden"),
        ]);
        let (month, reason) = default_period(&tables, &Settings::default()).expect("a month");
        assert_eq!(month.to_string(), "2026-09");
        assert!(reason.to_string().starts_with("there is no time; 2026-09"));
        let first = first_month(&tables).map(|month| month.to_string());
        assert_eq!(first.as_deref(), Some("2026-07"));
    }
}
