//! Which file would bring the figures that are n/a: a table that is not there at all, or a column that nobody fills.
//!
//! Looked at is every n/a of the report's period. Its reason says which tables could help, its figure's definition which
//! of them it rests on; named are those without any row, and those whose needed column is empty everywhere.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::catalogue;
use super::definition::{self, Definition, Rests, Window};
use super::known::NO_RATE;
use super::{Datum, FrameSpec, MetricFrame, Metrics, Scope, Unit};
use crate::model::tables::day_number;
use crate::model::{Span, Table, Tables};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[Definition {
    name: "values_missing",
    text: "values of the figure in the report's period that are n/a and that this table or column would bring",
    rests_on: &[Rests::whole(Table::Time), Rests::whole(Table::Invoices)],
}];

/// Tables and columns that would bring figures that are n/a.
pub static MISSING_DATA: FrameSpec = FrameSpec::exported(
    "missing_data",
    "table, column, figure, reason",
    &[
        ("table", Unit::Code),
        // empty: the whole table is missing
        ("field", Unit::Code),
        ("figure", Unit::Code),
        ("reason", Unit::Code),
        ("frames", Unit::Text),
        ("values_missing", Unit::Count),
    ],
);

/// Tables that are not there at all, and telling columns that nobody fills, whether or not a figure is n/a for them: a page
/// that is left out for want of a file is told of here.
pub static NOT_FOUND: FrameSpec = FrameSpec::exported(
    "not_found",
    "table, column",
    &[
        ("table", Unit::Code),
        // empty: the whole table is missing
        ("field", Unit::Code),
        // what it would show
        ("brings", Unit::Code),
    ],
);

/// Columns without which pages stay empty though the table is there.
const TELLING: &[(Table, &str)] = &[
    (Table::Clients, "account_manager"),
    (Table::People, "weekly_hours"),
    (Table::People, "cost_rate"),
];

/// A table and the columns that are needed of it.
type Help = (Table, &'static [&'static str]);

/// Tables that could help, by reason.
const HELP: &[(&str, &[Help])] = &[
    ("no-capacity", &[(Table::People, &["weekly_hours"])]),
    ("no-target", &[(Table::People, &["target_share"])]),
    (
        NO_RATE,
        &[(Table::People, &["bill_rate"]), (Table::Rates, &[])],
    ),
    (
        NO_COST_RATE,
        &[(Table::People, &["cost_rate"]), (Table::Rates, &[])],
    ),
    ("no-budget", &[(Table::Projects, &["budget_hours"])]),
    (
        "no-fee",
        &[
            (Table::Projects, &["budget_amount"]),
            (Table::Contracts, &[]),
        ],
    ),
    (
        "no-terms",
        &[(Table::Projects, &["kind"]), (Table::Contracts, &[])],
    ),
    ("no-sales", &[(Table::Invoices, &[])]),
    ("no-hours", &[(Table::Time, &[])]),
    ("too-few", &[(Table::Responses, &[])]),
];

/// What work costs and what it is sold for are n/a for the same reason, but stand in two columns.
const NO_COST_RATE: &str = "no-cost-rate";

/// Reason of what the files do not say: any table that the figure rests on may be the one.
const NO_DATA: &str = "no-data";

/// Table, column, figure, reason: frames and values.
type Gaps<'a> = BTreeMap<(Table, &'a str, String, String), (Vec<&'a str>, i64)>;

/// The frame of what is not there; tables in their order.
pub fn not_found(tables: &Tables, scope: &Scope) -> MetricFrame {
    let mut shelf = Shelf {
        tables,
        as_of: scope.as_of,
        filled: BTreeMap::new(),
    };
    let mut rows = Vec::new();
    let mut row = |table: Table, field: &str, brings: String| {
        rows.push(vec![
            table.to_string().into(),
            Datum::from(field),
            brings.into(),
        ]);
    };
    for table in Table::ALL {
        if !shelf.is_filled(&Rests::whole(table)) {
            row(table, "", format!("brings-{table}"));
            continue;
        }
        let held = tables.rows(table);
        let telling = TELLING
            .iter()
            .filter(|(of, field)| *of == table && held.lacks(field));
        for (_, field) in telling {
            row(table, field, format!("brings-{table}-{field}"));
        }
    }
    MetricFrame::of(&NOT_FOUND, rows)
}

/// The frame of all others.
pub fn missing_data(metrics: &Metrics, tables: &Tables, scope: &Scope) -> MetricFrame {
    let period = scope.period;
    let mut shelf = Shelf {
        tables,
        as_of: scope.as_of,
        filled: BTreeMap::new(),
    };
    let mut gaps: Gaps<'_> = BTreeMap::new();
    for spec in catalogue::ALL {
        let Some(frame) = metrics.get(spec.name) else {
            continue;
        };
        for (column, _) in spec.columns {
            for ((figure, reason), values) in reasons(frame, column, period) {
                let rests = definition::of(spec.name, &figure).map_or(&[][..], |one| one.rests_on);
                let asked = told_apart(&reason, &figure);
                for (table, field) in shelf.wanted(asked, rests) {
                    let key = (table, field, figure.clone(), reason.clone());
                    let (frames, sum) = gaps.entry(key).or_default();
                    frames.push(spec.name);
                    *sum += values;
                }
            }
        }
    }
    let row = |((table, field, figure, reason), (frames, values)): (_, (Vec<&str>, i64))| {
        let (table, figure, reason): (Table, String, String) = (table, figure, reason);
        vec![
            table.to_string().into(),
            Datum::from(field),
            figure.into(),
            reason.into(),
            frames.join(", ").into(),
            values.into(),
        ]
    };
    MetricFrame::of(&MISSING_DATA, gaps.into_iter().map(row).collect())
}

/// The reason with what it means for a figure: hours and money are agreed apart, and so are cost and price.
fn told_apart<'r>(reason: &'r str, figure: &str) -> &'r str {
    let speaks_of = |words: [&str; 2]| words.iter().any(|word| figure.contains(word));
    match reason {
        "no-budget" if speaks_of(["money", "amount"]) => "no-fee",
        NO_RATE if speaks_of(["cost", "margin"]) => NO_COST_RATE,
        reason => reason,
    }
}

/// Values of a column in the period that are n/a, by figure and reason. The figure is the column, but where a row says in
/// `measure` what its `value` is.
fn reasons(frame: &MetricFrame, column: &str, period: Span) -> BTreeMap<(String, String), i64> {
    let mut found = BTreeMap::new();
    let own = format!("{column}_note");
    let of_base = column.ends_with("_base").then(|| "base_note".to_owned());
    let mut notes = [Some(own), of_base].into_iter().flatten();
    let note = notes.find(|note| frame.position(note).is_some());
    let Some(note) = note.filter(|_| !frame.is_empty()) else {
        return found;
    };
    let texts = |name: &str| frame.data.column(name).ok()?.str().ok();
    let months = texts("month").filter(|_| frame.unit("month") == Some(Unit::Month));
    let measures = texts("measure").filter(|_| column == "value");
    let figure = |at: usize| match measures.and_then(|measures| measures.get(at)) {
        Some(measure) => format!("{measure}_value"),
        None => column.to_owned(),
    };
    let period = period.to_string();
    let values = frame.data.column(column).map(|values| values.is_null());
    let (Some(notes), Ok(absent)) = (texts(&note), values) else {
        return found;
    };
    for at in 0..frame.len() {
        let here = months.is_none_or(|months| months.get(at) == Some(period.as_str()));
        if let (true, Some(true), Some(reason)) = (here, absent.get(at), notes.get(at)) {
            *found.entry((figure(at), reason.to_owned())).or_default() += 1;
        }
    }
    found
}

/// The day of a row, where the figure asks for one or the table is of things that happened.
fn dated_by(rests: &Rests) -> Option<&'static str> {
    rests.window.date().or(match rests.table {
        Table::Invoices => Some("issued_on"),
        Table::Time
        | Table::Payments
        | Table::Expenses
        | Table::Responses
        | Table::Touches
        | Table::Results
        | Table::Rates => Some("date"),
        _ => None,
    })
}

/// What stands in the tables up to a day; each question is answered once.
struct Shelf<'a> {
    tables: &'a Tables,
    as_of: NaiveDate,
    filled: BTreeMap<(Table, Window), bool>,
}

impl Shelf<'_> {
    /// Tables without rows, and columns without values, that could take a reason away.
    fn wanted(&mut self, reason: &str, rests: &[Rests]) -> Vec<(Table, &'static str)> {
        if reason == NO_DATA {
            let mut empty: Vec<Table> = rests
                .iter()
                .filter(|rests| !self.is_filled(rests))
                .map(|rests| rests.table)
                .collect();
            empty.sort();
            empty.dedup();
            return empty.into_iter().map(|table| (table, "")).collect();
        }
        let help = HELP.iter().find(|(code, _)| *code == reason);
        let mut found = Vec::new();
        for (table, fields) in help.map_or(&[][..], |(_, help)| help) {
            let Some(rests) = rests.iter().find(|rests| rests.table == *table) else {
                continue;
            };
            if !self.is_filled(rests) {
                found.push((*table, ""));
                continue;
            }
            let rows = self.tables.rows(*table);
            let unfilled = fields.iter().filter(|field| rows.lacks(field));
            found.extend(unfilled.map(|field| (*table, *field)));
        }
        found
    }

    /// True when the table has a row of a day that counts; plans and agreements are known whatever their days.
    fn is_filled(&mut self, rests: &Rests) -> bool {
        let (tables, as_of) = (self.tables, self.as_of);
        let filled = || {
            let rows = tables.rows(rests.table);
            match dated_by(rests) {
                None => !rows.is_empty(),
                Some(field) => {
                    let (days, last) = (rows.values(field), day_number(as_of));
                    (0..rows.len()).any(|row| days.day(row).is_some_and(|day| day <= last))
                }
            }
        };
        let key = (rests.table, rests.window);
        *self.filled.entry(key).or_insert_with(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::testing::{date, scope, tables};

    #[test]
    fn what_no_file_holds_is_told_with_what_it_would_show() {
        let people = "person | weekly_hours | cost_rate\nMara | 40 |";
        let clients = "client | account_manager\nAcme | Mara\nBolt |";
        let tables = tables(&[("people", people), ("clients", clients)]);
        let frame = not_found(&tables, &scope("2026-10", "2026-10-31"));
        let texts = |column: &str| -> Vec<String> {
            let values = frame.values(column).into_iter();
            values.map(|value| format!("{value:?}")).collect()
        };
        let rows: Vec<String> = [texts("table"), texts("field"), texts("brings")]
            .map(Vec::into_iter)
            .into_iter()
            .fold(vec![String::new(); frame.len()], |rows, column| {
                let pairs = rows.into_iter().zip(column);
                pairs.map(|(row, value)| format!("{row}{value} ")).collect()
            });
        // one account manager is enough to tell who looks after whom
        assert!(!rows.iter().any(|row| row.contains("clients")), "{rows:?}");
        let people: Vec<&String> = rows.iter().filter(|row| row.contains("people")).collect();
        assert_eq!(people.len(), 1);
        assert!(people[0].contains("cost_rate") && people[0].contains("brings-people-cost_rate"));
        // all other tables
        assert_eq!(rows.len(), Table::ALL.len() - 2 + 1);
        assert!(rows.iter().any(|row| row.contains("brings-contracts")));
    }

    #[test]
    fn a_measure_is_named_instead_of_its_value() {
        static MEASURES: FrameSpec = FrameSpec::exported(
            "health_measures",
            "client, measure",
            &[
                ("client", Unit::Text),
                ("measure", Unit::Code),
                ("value", Unit::Number),
                ("value_note", Unit::Code),
            ],
        );
        let row =
            |measure: &str| vec!["Acme".into(), measure.into(), Datum::Null, "no-data".into()];
        let frame = MetricFrame::of(&MEASURES, vec![row("goals"), row("satisfaction")]);
        let found = reasons(
            &frame,
            "value",
            Span::month("2026-10".parse().expect("a month")),
        );
        let figures: Vec<&str> = found.keys().map(|(figure, _)| figure.as_str()).collect();
        assert_eq!(figures, ["goals_value", "satisfaction_value"]);
    }

    #[test]
    fn work_without_a_cost_rate_does_not_ask_for_a_price() {
        for (reason, figure, meant) in [
            ("no-rate", "delivery_cost", NO_COST_RATE),
            ("no-rate", "delivery_margin_value", NO_COST_RATE),
            ("no-rate", "standard_value", "no-rate"),
            ("no-budget", "budget_amount", "no-fee"),
            ("no-budget", "budget_hours", "no-budget"),
            ("no-data", "delivery_cost", "no-data"),
        ] {
            assert_eq!(told_apart(reason, figure), meant, "{figure}");
        }
        let people = "person | bill_rate\nMara | 90";
        let tables = tables(&[("people", people)]);
        let mut shelf = Shelf {
            tables: &tables,
            as_of: date("2026-10-31"),
            filled: BTreeMap::new(),
        };
        let rests = [Rests::whole(Table::People)];
        let cost = shelf.wanted(NO_COST_RATE, &rests);
        assert_eq!(cost, [(Table::People, "cost_rate")]);
        assert_eq!(shelf.wanted("no-rate", &rests), []);
    }

    #[test]
    fn the_reason_and_what_the_figure_rests_on_name_the_file() {
        let people = "person | weekly_hours | cost_rate\nMara | 40 | 50";
        // a rate of a later day is none yet
        let rates = "date | currency | rate\n2026-11-02 | USD | 0.9";
        let tables = tables(&[("people", people), ("rates", rates)]);
        let all = [
            Rests::whole(Table::People),
            Rests::within(Table::Time, "date"),
            Rests::within(Table::Invoices, "issued_on"),
            Rests::up_to(Table::Rates, "date"),
        ];
        for (reason, rests, expected) in [
            ("no-target", &all[..], vec![(Table::People, "target_share")]),
            // the hours of the week are told
            ("no-capacity", &all[..], vec![]),
            (
                "no-rate",
                &all[..],
                vec![(Table::People, "bill_rate"), (Table::Rates, "")],
            ),
            ("no-rate", &all[..1], vec![(Table::People, "bill_rate")]),
            ("no-sales", &all[..], vec![(Table::Invoices, "")]),
            ("no-sales", &all[..2], vec![]),
            ("no-data", &all[..2], vec![(Table::Time, "")]),
            // no file shortens the way
            ("short-history", &all[..], vec![]),
        ] {
            let mut shelf = Shelf {
                tables: &tables,
                as_of: date("2026-10-31"),
                filled: BTreeMap::new(),
            };
            let mut found = shelf.wanted(reason, rests);
            found.sort();
            assert_eq!(found, expected, "{reason}");
        }
    }
}
