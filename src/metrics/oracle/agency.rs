//! Hours, revenue, AGI and cost of random agencies of three months, and what has to hold among all frames: sums that agree
//! whichever way they are added, order of rows, facts that come later, quarters.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::{HOUR, rounded, rows, text, whole};
use crate::metrics::testing::{date, tables};
use crate::metrics::{Datum, MetricFrame, Metrics, compute, scope};
use crate::model::intake::Intake;
use crate::model::{Decisions, Settings, TradeWords};

const PEOPLE: [&str; 4] = ["Ana", "Ben", "Mara", "Stranger"];
const CLIENTS: [&str; 4] = ["Acme", "Birch", "Cedar", "Ourselves"];
const PROJECTS: [&str; 5] = ["Audit", "Brand", "Pitch", "Site", "Training"];
const CURRENCIES: [&str; 3] = ["EUR", "USD", "GBP"];

/// Day from 1 August 2026, person, client, project, tenths of an hour, flag, rejected.
type Entry = (
    u64,
    usize,
    Option<usize>,
    Option<usize>,
    i64,
    Option<bool>,
    bool,
);
/// Day, client, currency, cents, credit note, draft, paid after so many days.
type Bill = (u64, usize, usize, i64, bool, bool, Option<u64>);
/// Day, client, currency, cents, passed through.
type Expense = (u64, usize, usize, i64, bool);

#[derive(Clone, Debug)]
struct Agency {
    time: Vec<Entry>,
    bills: Vec<Bill>,
    expenses: Vec<Expense>,
    /// Week in hours and cost of an hour by person; the last person is in no table.
    staff: [(i64, i64); 3],
    /// US dollars in euros, by month, in hundredths; no pound has a rate.
    dollar: [i64; 3],
    as_of: u64,
}

fn agencies() -> impl Strategy<Value = Agency> {
    let entry = (
        0_u64..92,
        0_usize..4,
        proptest::option::of(0_usize..4),
        proptest::option::of(0_usize..5),
        -20_i64..100,
        any::<Option<bool>>(),
        proptest::bool::weighted(0.1),
    );
    let paid = proptest::option::of(0_u64..60);
    let bill = (
        0_u64..92,
        0_usize..3,
        0_usize..3,
        1_i64..500_000,
        proptest::bool::weighted(0.15),
        proptest::bool::weighted(0.1),
        paid,
    );
    let expense = (
        0_u64..92,
        0_usize..3,
        0_usize..2,
        1_i64..50_000,
        any::<bool>(),
    );
    let terms = || (0_i64..50, 0_i64..90);
    (
        proptest::collection::vec(entry, 0..40),
        proptest::collection::vec(bill, 0..25),
        proptest::collection::vec(expense, 0..12),
        [terms(), terms(), terms()],
        [50_i64..150, 50_i64..150, 50_i64..150],
        61_u64..92,
    )
        .prop_map(|(time, bills, expenses, staff, dollar, as_of)| Agency {
            time,
            bills,
            expenses,
            staff,
            dollar,
            as_of,
        })
}

fn day(offset: u64) -> NaiveDate {
    date("2026-08-01") + Days::new(offset)
}

fn month(day: NaiveDate) -> String {
    day.to_string()[..7].to_owned()
}

/// Whose project it is; none for training, which is nobody's.
fn owner(project: usize) -> Option<&'static str> {
    [Some("Acme"), Some("Birch"), Some("Acme"), None, None][project]
}

impl Agency {
    /// The tables as text, rows in the order that `turn` wants, those after `until` left out.
    fn sheets(&self, turn: bool, until: u64) -> Vec<(&'static str, String)> {
        let mut people = vec![];
        for (name, (week, cost)) in PEOPLE.iter().zip(&self.staff) {
            people.push(format!("{name} | {week} | {cost} | EUR | Studio"));
        }
        let clients = vec![
            "Acme | active | EUR | Jo".to_owned(),
            "Birch | active | USD | Jo".to_owned(),
            "Ourselves | internal | EUR |".to_owned(),
        ];
        let projects = vec![
            "Audit | Acme | fixed".to_owned(),
            "Brand | Birch | time_and_materials".to_owned(),
            "Pitch | Acme | internal".to_owned(),
            "Site | Acme | fixed".to_owned(),
            "Site | Birch | fixed".to_owned(),
            "Training | | internal".to_owned(),
        ];
        let mut time = vec![];
        for (offset, person, client, project, tenths, flag, rejected) in
            self.time.iter().filter(|row| row.0 <= until)
        {
            let sign = if *tenths < 0 { "-" } else { "" };
            time.push(format!(
                "{} | {} | {} | {} | {sign}{}.{} | {} | {}",
                day(*offset),
                PEOPLE[*person],
                client.map_or("", |client| CLIENTS[client]),
                project.map_or("", |project| PROJECTS[project]),
                tenths.abs() / 10,
                tenths.abs() % 10,
                flag.map_or("", |yes| if yes { "yes" } else { "no" }),
                if *rejected { "rejected" } else { "approved" },
            ));
        }
        let (mut invoices, mut payments) = (vec![], vec![]);
        for (at, (offset, client, currency, cents, credit, draft, paid)) in
            self.bills.iter().enumerate()
        {
            let (client, currency) = (CLIENTS[*client], CURRENCIES[*currency]);
            let amount = format!("{}.{:02}", cents / 100, cents % 100);
            let kind = if *credit { "credit_note" } else { "invoice" };
            let status = if *draft { "draft" } else { "" };
            if *offset <= until {
                invoices.push(format!(
                    "INV-{:04} | {client} | {} | {amount} | {currency} | {kind} | {status}",
                    at + 1001,
                    day(*offset)
                ));
            }
            if let Some(days) = paid.filter(|days| offset + days <= until) {
                payments.push(format!(
                    "{} | {client} | {amount} | {currency} | Invoice INV-{:04}",
                    day(offset + days),
                    at + 1001
                ));
            }
        }
        let mut expenses = vec![];
        for (offset, client, currency, cents, passed) in
            self.expenses.iter().filter(|row| row.0 <= until)
        {
            let passed = if *passed { "yes" } else { "no" };
            expenses.push(format!(
                "{} | {} | {}.{:02} | {} | {passed}",
                day(*offset),
                CLIENTS[*client],
                cents / 100,
                cents % 100,
                CURRENCIES[*currency],
            ));
        }
        let mut rates = vec![];
        for (at, rate) in self.dollar.iter().enumerate() {
            rates.push(format!(
                "2026-{:02}-01 | USD | {}.{:02}",
                at + 8,
                rate / 100,
                rate % 100
            ));
        }
        let sheet = |name, head: &str, mut rows: Vec<String>| {
            if turn {
                rows.reverse();
            }
            (name, format!("{head}\n{}", rows.join("\n")))
        };
        vec![
            sheet(
                "people",
                "person | weekly_hours | cost_rate | currency | team",
                people,
            ),
            sheet(
                "clients",
                "client | status | currency | account_manager",
                clients,
            ),
            sheet("projects", "project | client | kind", projects),
            sheet(
                "time",
                "date | person | client | project | duration | billable | status",
                time,
            ),
            sheet(
                "invoices",
                "number | client | issued_on | net | currency | kind | status",
                invoices,
            ),
            sheet(
                "payments",
                "date | payer | amount | currency | reference",
                payments,
            ),
            sheet(
                "expenses",
                "date | client | amount | currency | pass_through",
                expenses,
            ),
            sheet("rates", "date | currency | rate", rates),
        ]
    }

    fn metrics(&self, sheets: &[(&'static str, String)], period: &str) -> Metrics {
        let texts: Vec<(&str, &str)> = sheets
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
            .collect();
        let payers = CLIENTS
            .iter()
            .map(|name| ((*name).to_owned(), (*name).to_owned()));
        let intake = Intake {
            tables: tables(&texts),
            payers: payers.collect(),
            ..Intake::default()
        };
        let settings = Settings {
            base_currency: "EUR".to_owned(),
            ..Settings::default()
        };
        let scope = scope(
            &intake.tables,
            &settings,
            &TradeWords::of_the_program(),
            period.parse().expect("a period"),
            day(self.as_of),
        );
        compute(&intake, &Decisions::default(), &scope).0
    }

    fn all(&self) -> Metrics {
        self.metrics(&self.sheets(false, u64::MAX), "2026-10")
    }
}

/// True from the first to the last month with an entry of anybody.
fn holds_hours(agency: &Agency, wanted: &str) -> bool {
    let counted = { agency.time.iter() }.filter(|entry| !entry.6 && entry.0 <= agency.as_of);
    let mut months: Vec<String> = counted.map(|entry| month(day(entry.0))).collect();
    months.sort();
    let bounds = months.first().zip(months.last());
    bounds.is_some_and(|(first, last)| first.as_str() <= wanted && wanted <= last.as_str())
}

/// What the loops find for a client and month.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    hours: i64,
    billable: i64,
    /// In 1/10,000 by currency: invoiced, passed through, other expenses.
    money: BTreeMap<&'static str, [i64; 3]>,
    /// Hours x cost in euros, not yet divided by the hour.
    labour: i128,
    /// Hours of people without a rate; unless they add up to nothing the cost is not known.
    unrated: i64,
}

/// Client hours and money by client and month.
fn told(agency: &Agency) -> BTreeMap<(String, String), Told> {
    let mut all: BTreeMap<(String, String), Told> = BTreeMap::new();
    for (offset, person, client, project, tenths, flag, rejected) in &agency.time {
        if *rejected || *offset > agency.as_of {
            continue;
        }
        let client = client
            .map(|client| CLIENTS[client])
            .or_else(|| project.and_then(owner));
        let Some(client) = client.filter(|client| *client != "Ourselves") else {
            continue;
        };
        let internal = match project {
            Some(2) => client == "Acme",
            Some(4) => true,
            _ => false,
        };
        if internal {
            continue;
        }
        let told = all
            .entry((month(day(*offset)), client.to_owned()))
            .or_default();
        let parts = tenths * 9_000;
        told.hours += parts;
        if *flag != Some(false) {
            told.billable += parts;
        }
        match agency.staff.get(*person) {
            Some((_, cost)) => told.labour += i128::from(cost * 10_000 * parts),
            None => told.unrated += parts,
        }
    }
    for (offset, client, currency, cents, credit, draft, _) in &agency.bills {
        if *offset <= agency.as_of && !draft {
            let told = all
                .entry((month(day(*offset)), CLIENTS[*client].to_owned()))
                .or_default();
            let sign = if *credit { -1 } else { 1 };
            told.money.entry(CURRENCIES[*currency]).or_default()[0] += sign * cents * 100;
        }
    }
    for (offset, client, currency, cents, passed) in &agency.expenses {
        if *offset <= agency.as_of {
            let told = all
                .entry((month(day(*offset)), CLIENTS[*client].to_owned()))
                .or_default();
            let at = if *passed { 1 } else { 2 };
            told.money.entry(CURRENCIES[*currency]).or_default()[at] += cents * 100;
        }
    }
    all
}

/// Frames as text, without places in files and what depends on how many months there are.
fn printed(frame: &MetricFrame, left_out: &[&str]) -> String {
    let columns = frame.spec.columns.iter().map(|(name, _)| *name);
    let columns: Vec<_> = columns
        .filter(|name| !left_out.contains(name))
        .map(|name| frame.values(name))
        .collect();
    let mut text = String::new();
    for at in 0..frame.len() {
        for column in &columns {
            let _ = write!(text, "{:?};", column[at]);
        }
        text.push('\n');
    }
    text
}

const PLACES: [&str; 4] = ["source", "payment_row", "payment_file", "invoice_source"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn loops_over_the_rows_find_the_same(agency in agencies()) {
        let metrics = agency.all();
        let expected = told(&agency);
        let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
        for row in rows(&metrics, "client_month") {
            let key = (text(&row, "month"), text(&row, "client"));
            let currency = text(&row, "currency");
            let nothing = Told::default();
            let told = expected.get(&key).unwrap_or(&nothing);
            let [invoiced, passed, other] = told.money.get(currency.as_str()).copied().unwrap_or_default();
            // before the first invoice nobody knows what was earned, and without an expense not what was passed on
            let begun = |offset: u64| offset <= agency.as_of && month(day(offset)) <= key.0;
            let invoices = agency.bills.iter().any(|bill| begun(bill.0));
            let expenses = agency.expenses.iter().any(|expense| expense.0 <= agency.as_of);
            prop_assert_eq!(whole(&row, "revenue_invoiced"), invoices.then_some(invoiced), "{:?}", &row);
            prop_assert_eq!(whole(&row, "pass_through"), expenses.then_some(passed));
            let bought = agency.expenses.iter().any(|expense| begun(expense.0));
            let billed_ever = agency.bills.iter().any(|bill| bill.0 <= agency.as_of);
            prop_assert_eq!(whole(&row, "agi"), (billed_ever && (invoices || bought)).then_some(invoiced - passed));
            // before an entry of anybody nobody knows how long work took
            let worked = { agency.time.iter() }.any(|entry| !entry.6 && entry.0 <= agency.as_of);
            let recorded = { agency.time.iter() }.any(|entry| !entry.6 && begun(entry.0));
            if !worked || !recorded {
                prop_assert_eq!(whole(&row, "hours"), None);
                if !worked {
                    prop_assert_eq!(whole(&row, "delivery_cost"), None);
                }
                seen.insert(key);
                continue;
            }
            if whole(&row, "hours").is_some() {
                prop_assert_eq!(whole(&row, "hours"), Some(told.hours));
                prop_assert_eq!(whole(&row, "billable_hours"), Some(told.billable));
                let foreign = told.money.iter().any(|(own, sums)| *own != currency && sums[2] != 0);
                if currency == "EUR" && !foreign {
                    // of revenue before or after all hours nobody knows what it cost
                    let billed = told.money.values().any(|sums| sums[0] != 0);
                    let held = !billed || holds_hours(&agency, &key.0);
                    let cost = (told.unrated == 0 && held).then(|| rounded(told.labour, HOUR) + other);
                    prop_assert_eq!(whole(&row, "delivery_cost"), cost, "{:?}", &row);
                }
                seen.insert(key);
            }
        }
        for (key, told) in &expected {
            let anything = told.hours != 0 || told.money.values().any(|sums| *sums != [0; 3]);
            prop_assert!(!anything || seen.contains(key), "{:?} is missing", key);
        }
    }

    #[test]
    fn sums_agree_whichever_way_they_are_added(agency in agencies()) {
        let metrics = agency.all();
        let sum = |frame: &str, column: &str, keep: &dyn Fn(&BTreeMap<&'static str, Datum>) -> bool| -> i64 {
            rows(&metrics, frame).iter().filter(|row| keep(row)).filter_map(|row| whole(row, column)).sum()
        };
        let everything = |_: &BTreeMap<&'static str, Datum>| true;
        let accepted = agency.time.iter().filter(|row| row.0 <= agency.as_of && !row.6);
        let read: i64 = accepted.map(|row| row.4 * 9_000).sum();
        // hours by person = hours by person and client = hours read
        prop_assert_eq!(sum("utilization_person", "worked_hours", &everything), read);
        prop_assert_eq!(sum("person_client", "worked_hours", &everything), read);
        // clients and internal work together are everything
        let internal = sum("utilization_person", "internal_hours", &everything);
        prop_assert_eq!(sum("client_month", "hours", &everything) + internal, read);
        prop_assert_eq!(sum("client_task", "worked_hours", &everything) + internal, read);
        prop_assert_eq!(sum("project_month", "hours", &|row| !text(row, "project").is_empty()),
            sum("client_task", "worked_hours", &|row| !text(row, "project").is_empty()));
        // people = team = company
        let employee = |row: &BTreeMap<&'static str, Datum>| text(row, "standing") == "employee";
        for column in ["net_hours", "worked_hours", "billable_hours", "unaccounted_hours", "overtime_hours"] {
            let people = sum("utilization_person", column, &employee);
            for frame in ["utilization_team", "utilization_role"] {
                let group = if frame == "utilization_team" { "team" } else { "role" };
                prop_assert_eq!(sum(frame, column, &|row| text(row, group).is_empty()), people, "{} {}", frame, column);
            }
            prop_assert_eq!(sum("utilization_team", column, &|row| text(row, "team") == "Studio"), people);
        }
        // ageing = outstanding = open invoices less unapplied cash; bridges close
        let buckets = ["not_due", "d1_30", "d31_60", "d61_90", "d91_120", "d120_plus", "no_due_date", "credits"];
        for row in rows(&metrics, "ageing") {
            let parts: i64 = buckets.iter().filter_map(|bucket| whole(&row, bucket)).sum();
            prop_assert_eq!(Some(parts), whole(&row, "outstanding"));
        }
        for currency in CURRENCIES {
            let own = |row: &BTreeMap<&'static str, Datum>| text(row, "currency") == currency;
            let open = sum("invoices_status", "outstanding", &|row| own(row) && text(row, "status") != "credit_note");
            // cash that nothing ties to a client, or that is for invoices before the files, is in no balance
            let unapplied = sum("unapplied", "amount", &|row| {
                own(row) && !["before_files", "not_identified"].contains(&text(row, "kind").as_str())
            });
            prop_assert_eq!(sum("ageing", "outstanding", &own), open + unapplied, "{}", currency);
        }
        for row in rows(&metrics, "bridge") {
            prop_assert_eq!(whole(&row, "control"), Some(0), "{:?}", &row);
        }
        // shares of a window and currency are one
        let mut shares: BTreeMap<[String; 3], f64> = BTreeMap::new();
        for row in rows(&metrics, "concentration") {
            if let Datum::Float(share) = row["share"] {
                *shares.entry(["window", "month", "currency"].map(|column| text(&row, column))).or_default() += share;
            }
        }
        for (window, share) in shares {
            prop_assert!((share - 1.0).abs() < 1e-9, "{:?} {}", window, share);
        }
    }

    #[test]
    fn the_order_of_rows_changes_no_figure(agency in agencies()) {
        let metrics = agency.all();
        let turned = agency.metrics(&agency.sheets(true, u64::MAX), "2026-10");
        for frame in metrics.iter() {
            let other = turned.get(frame.spec.name).expect("the same frames");
            prop_assert_eq!(printed(frame, &PLACES), printed(other, &PLACES), "{}", frame.spec.name);
        }
    }

    #[test]
    fn facts_after_the_report_date_change_nothing(agency in agencies()) {
        let metrics = agency.all();
        let before = agency.metrics(&agency.sheets(false, agency.as_of), "2026-10");
        for frame in metrics.iter() {
            let other = before.get(frame.spec.name).expect("the same frames");
            prop_assert_eq!(printed(frame, &PLACES), printed(other, &PLACES), "{}", frame.spec.name);
        }
    }

    #[test]
    fn a_quarter_is_the_sum_of_its_months(agency in agencies()) {
        let quarter = agency.metrics(&agency.sheets(false, u64::MAX), "2026-Q3");
        for (frame, columns) in [
            ("client_month", &["revenue_invoiced", "pass_through", "agi", "hours", "billable_hours", "collected"][..]),
            ("utilization_person", &["net_hours", "worked_hours", "unaccounted_hours", "overtime_hours"]),
            ("agency_month", &["worked_hours", "billable_hours"]),
        ] {
            for column in columns {
                let of = |months: &[&str]| -> i64 {
                    let rows = rows(&quarter, frame).into_iter();
                    rows.filter(|row| months.contains(&text(row, "month").as_str())).filter_map(|row| whole(&row, column)).sum()
                };
                prop_assert_eq!(of(&["2026-Q3"]), of(&["2026-07", "2026-08", "2026-09"]), "{} {}", frame, column);
            }
        }
    }
}
