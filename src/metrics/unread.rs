//! What no file that was read can say is n/a, and not nothing (`metrics.md`, general rules).
//!
//! A figure's definition names the tables that it rests on. Where none of them has a row, or all begin later than a row's months,
//! what was added up is no zero that anybody knows. Hours, invoices and the months before the first of them are judged by month;
//! of all else, which may rightly stand still for months, by the whole files.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use polars::prelude::*;

use super::definition::{self, Rests};
use super::known::NO_DATA;
use super::reconcile::cash_told::CashTold;
use super::{MetricFrame, Metrics, Scope, Unit};
use crate::model::tables::day_of;
use crate::model::{Span, Table, Tables};

/// Tables in which something stands every month, and the day that places a row.
const STEADY: [(Table, &str); 2] = [(Table::Time, "date"), (Table::Invoices, "issued_on")];

/// Others whose rows count from their day on only.
const DATED: [(Table, &str); 5] = [
    (Table::Payments, "date"),
    (Table::Expenses, "date"),
    (Table::Responses, "date"),
    (Table::Touches, "date"),
    (Table::Results, "date"),
];

/// Tables that say of whom and at what rate, and bring no figure of their own.
const NO_EVIDENCE: [Table; 5] = [
    Table::People,
    Table::Leave,
    Table::Holidays,
    Table::Rates,
    Table::RateCard,
];

/// Cash that came in: of months before the payments of the files it is only taken for granted.
const RECEIVED: [&str; 4] = ["collected", "received", "collected_base", "collected_net"];

/// Since when each table says anything.
struct Begins {
    tables: BTreeMap<Table, NaiveDate>,
    /// Where payments begin long after the invoices.
    cash: Option<NaiveDate>,
}

impl Begins {
    fn of(tables: &Tables, scope: &Scope) -> Begins {
        let as_of = scope.as_of;
        let mut begins = BTreeMap::new();
        for table in Table::ALL {
            let mut dated = STEADY.iter().chain(&DATED);
            let first = match dated.find(|(of, _)| *of == table) {
                Some((_, field)) => first_day(tables, table, field, as_of),
                None => (!tables.rows(table).is_empty()).then_some(NaiveDate::MIN),
            };
            begins.extend(first.map(|day| (table, day)));
        }
        // invoices that say on which day they were paid tell it as payments do
        if let Some(day) = first_day(tables, Table::Invoices, "paid_on", as_of) {
            let known = begins.entry(Table::Payments).or_insert(day);
            *known = day.min(*known);
        }
        Begins {
            tables: begins,
            cash: CashTold::of(tables, scope).begins,
        }
    }

    fn tell_cash(&self, column: &str, until: NaiveDate) -> bool {
        !RECEIVED.contains(&column) || self.cash.is_none_or(|begins| begins <= until)
    }

    /// True when what rests on these tables is known up to a day.
    fn tell(&self, evidence: &[Table], until: NaiveDate) -> bool {
        let mut steady = evidence
            .iter()
            .filter(|table| is_steady(**table))
            .peekable();
        match steady.peek() {
            Some(_) => {
                let mut begun = evidence.iter().filter_map(|table| self.tables.get(table));
                begun.any(|day| *day <= until)
            }
            None => evidence.iter().any(|table| self.tables.contains_key(table)),
        }
    }
}

fn is_steady(table: Table) -> bool {
    STEADY.iter().any(|(of, _)| *of == table)
}

fn first_day(tables: &Tables, table: Table, field: &str, as_of: NaiveDate) -> Option<NaiveDate> {
    let rows = tables.rows(table);
    let days = rows.values(field);
    // hours that were rejected are nobody's
    let status = (table == Table::Time).then(|| rows.numbered("status"));
    let counts = |row: &usize| {
        let status = status.as_ref().and_then(|status| status.text(*row));
        status != Some("rejected")
    };
    let days = (0..rows.len())
        .filter(counts)
        .filter_map(|row| days.day(row));
    days.min().map(day_of).filter(|day| *day <= as_of)
}

/// Makes n/a what no file says, with the reason `no-data` where a figure has one.
pub fn blank(metrics: Metrics, tables: &Tables, scope: &Scope) -> Metrics {
    let begins = Begins::of(tables, scope);
    let mut known = Metrics::default();
    for frame in metrics.into_frames() {
        known.insert(known_of(frame, &begins, scope));
    }
    known
}

fn known_of(mut frame: MetricFrame, begins: &Begins, scope: &Scope) -> MetricFrame {
    let ends = ends_of_rows(&frame, scope);
    for (column, unit) in frame.spec.columns {
        let Some(evidence) = evidence(frame.spec.name, column, *unit) else {
            continue;
        };
        let tells: Vec<bool> = ends
            .iter()
            .map(|until| begins.tell(&evidence, *until) && begins.tell_cash(column, *until))
            .collect();
        if !tells.iter().all(|known| *known) {
            frame = without(frame, column, &tells);
        }
    }
    frame
}

/// The last day of each row's months; without a month, that of the report.
fn ends_of_rows(frame: &MetricFrame, scope: &Scope) -> Vec<NaiveDate> {
    if frame.unit("month") != Some(Unit::Month) {
        return vec![scope.as_of; frame.len()];
    }
    let spans = frame.texts("month").map(str::parse::<Span>);
    spans
        .map(|span| span.map_or(scope.as_of, |span| scope.last_day(span)))
        .collect()
}

/// Tables one of which has to say something before a figure is known; none for what is no figure or rests on no rows of its own.
fn evidence(frame: &str, column: &str, unit: Unit) -> Option<Vec<Table>> {
    let summed = matches!(unit, Unit::Hours | Unit::Money | Unit::Share);
    if !summed && unit != Unit::Count {
        return None;
    }
    let rests = definition::of(frame, column)?.rests_on.iter();
    // how many there are may be told by the list of clients; hours and money stand in none
    let of_names = |table: &Table| summed && *table == Table::Clients;
    let tells = |table: &Table| !NO_EVIDENCE.contains(table) && !of_names(table);
    let tables: Vec<Table> = rests
        .map(|Rests { table, .. }| *table)
        .filter(tells)
        .collect();
    (!tables.is_empty()).then_some(tables)
}

/// The frame with a column n/a in the rows that nothing tells of.
fn without(mut frame: MetricFrame, column: &str, tells: &[bool]) -> MetricFrame {
    let tells = BooleanChunked::from_slice("known".into(), tells);
    let series = |name: &str| {
        let column = frame
            .data
            .column(name)
            .expect("the spec's columns are in the frame");
        column.as_materialized_series().clone()
    };
    let values = series(column);
    let nothing = Series::full_null(column.into(), 1, values.dtype());
    let kept = values
        .zip_with(&tells, &nothing)
        .expect("one flag for each row");
    let note = format!("{column}_note");
    let told = frame.unit(&note).is_some().then(|| {
        let notes = series(&note);
        let reason = Series::new(note.as_str().into(), [NO_DATA]);
        notes
            .zip_with(&tells, &reason)
            .expect("one flag for each row")
    });
    for series in [Some(kept), told].into_iter().flatten() {
        let name = series.name().clone();
        let column = series.with_name(name).into_column();
        frame
            .data
            .with_column(column)
            .expect("as long as the frame");
    }
    frame
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::shown;
    use super::super::testing::tables;
    use super::super::{compute, scope};
    use crate::model::intake::Intake;
    use crate::model::{Decisions, Settings, TradeWords};

    /// Rows of a frame of October 2026, made of these tables.
    fn found(sheets: &[(&str, &str)], frame: &str, columns: &str) -> Vec<String> {
        let intake = Intake {
            tables: tables(sheets),
            ..Intake::default()
        };
        let period = "2026-10".parse().expect("a period");
        let as_of = "2026-10-31".parse().expect("a day");
        let words = TradeWords::of_the_program();
        let scope = scope(&intake.tables, &Settings::default(), &words, period, as_of);
        let (metrics, _) = compute(&intake, &Decisions::default(), &scope);
        shown(metrics.get(frame).expect("a frame"), columns)
    }

    const CLIENTS: (&str, &str) = ("clients", "client | status | currency\n A | active | EUR");

    #[test]
    fn invoices_alone_tell_no_hours_and_no_costs() {
        let invoices =
            "number | client | issued_on | net | currency\n 1 | A | 2026-10-05 | 90 | EUR";
        let sheets = [CLIENTS, ("invoices", invoices)];
        let columns = "month client hours revenue_invoiced pass_through delivery_cost";
        assert_eq!(
            found(&sheets, "client_month", columns),
            ["2026-10 A - 90 - -"]
        );
    }

    #[test]
    fn a_zero_is_known_where_the_file_is_there() {
        let expenses =
            "client | date | amount | currency | pass_through\n A | 2026-10-05 | 7 | EUR | no";
        let invoices =
            "number | client | issued_on | net | currency\n 1 | A | 2026-10-05 | 90 | EUR";
        let time = "date | person | client | duration\n 2026-10-05 | Mara | B | 2";
        let sheets = [
            CLIENTS,
            ("invoices", invoices),
            ("expenses", expenses),
            ("time", time),
        ];
        let columns = "month client hours revenue_invoiced pass_through";
        assert_eq!(
            found(&sheets, "client_month", columns),
            ["2026-10 A 0 90 0", "2026-10 B 2 0 0"]
        );
    }

    #[test]
    fn invoices_that_say_when_they_were_paid_tell_what_came() {
        let invoices = "number | client | issued_on | net | currency | paid | paid_on
            1 | A | 2026-10-05 | 90 | EUR | 90 | 2026-10-20\n 2 | A | 2026-10-06 | 50 | EUR | |";
        let sheets = [CLIENTS, ("invoices", invoices)];
        assert_eq!(
            found(&sheets, "client_month", "month collected outstanding"),
            ["2026-10 90 50"]
        );
    }

    #[test]
    fn what_was_paid_on_no_day_is_of_no_month() {
        let invoices = "number | client | issued_on | due_on | net | currency | paid | paid_on
            1 | A | 2026-08-01 | 2026-08-31 | 100 | EUR | 100 |\n 2 | A | 2026-09-01 | 2026-09-30 | 100 | EUR | 100 |
            3 | A | 2026-10-01 | 2026-10-20 | 100 | EUR | |\n 4 | B | 2026-09-01 | 2026-09-30 | 40 | EUR | 40 | 2026-10-05";
        let clients = ("clients", "client | currency\n A | EUR\n B | EUR");
        let sheets = [clients, ("invoices", invoices)];
        let columns = "month client collected outstanding outstanding_note overdue";
        assert_eq!(
            found(&sheets, "client_month", columns),
            [
                "2026-08 A - - no-data -",
                "2026-09 A - - no-data -",
                "2026-09 B 0 40 - 0",
                "2026-10 A - 100 - 100",
                "2026-10 B 40 0 - 0",
            ]
        );
        let columns = "month collected_base outstanding_base outstanding_base_note cash_undated";
        assert_eq!(
            found(&sheets, "agency_month", columns)[1..],
            ["2026-09 - - no-data yes", "2026-10 - 100 - yes"]
        );
        let columns = "month client collected_net collected_control";
        let bases = found(&sheets, "revenue_bases", columns);
        assert!(bases.contains(&"2026-10 A - -".to_owned()), "{bases:?}");
        assert!(bases.contains(&"2026-10 B 40 0".to_owned()), "{bases:?}");
    }

    #[test]
    fn months_before_the_first_entry_are_unknown_and_later_ones_are_zero() {
        let invoices = "number | client | issued_on | net | currency
            1 | A | 2026-07-05 | 90 | EUR\n 2 | A | 2026-10-05 | 90 | EUR";
        let time = "date | person | client | duration\n 2026-08-05 | Mara | A | 2\n 2026-10-05 | Mara | A | 3";
        let sheets = [CLIENTS, ("invoices", invoices), ("time", time)];
        assert_eq!(
            found(&sheets, "client_month", "month hours"),
            ["2026-07 -", "2026-08 2", "2026-09 0", "2026-10 3"]
        );
    }

    #[test]
    fn a_list_of_clients_counts_them_and_holds_no_money() {
        let columns = "month active_clients revenue_base worked_hours";
        assert_eq!(
            found(&[CLIENTS], "agency_month", columns),
            ["2026-10 1 - -"]
        );
    }
}
