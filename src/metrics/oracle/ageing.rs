//! What clients owe by age: invoices, part payments by bank lines that name them, none of them twice.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::{rows, text, whole};
use crate::metrics::testing::{date, tables};
use crate::metrics::{Metrics, compute, scope};
use crate::model::intake::Intake;
use crate::model::{Decisions, Settings, TradeWords};

const CLIENTS: [&str; 2] = ["Acme", "Birch"];
const CURRENCIES: [&str; 2] = ["EUR", "USD"];
const BUCKETS: [&str; 7] = [
    "not_due",
    "d1_30",
    "d31_60",
    "d61_90",
    "d91_120",
    "d120_plus",
    "no_due_date",
];

/// Client, currency, days from 1 April 2026, days to the due day, cents, and paid after so many days: all or a part in tenths.
type Bill = (usize, usize, u64, Option<u64>, i64, Option<(u64, i64)>);

fn bills() -> impl Strategy<Value = Vec<Bill>> {
    let bill = (
        0_usize..2,
        0_usize..2,
        0_u64..214,
        proptest::option::weighted(0.8, 0_u64..60),
        100_i64..500_000,
        proptest::option::of((0_u64..90, prop_oneof![Just(10_i64), 1_i64..10])),
    );
    proptest::collection::vec(bill, 0..25)
}

fn day(offset: u64) -> NaiveDate {
    date("2026-04-01") + Days::new(offset)
}

/// In cents.
fn paid(bill: &Bill, today: NaiveDate) -> i64 {
    match bill.5 {
        Some((days, part)) if day(bill.2 + days) <= today => bill.4 * part / 10,
        _ => 0,
    }
}

/// First and last payment up to a day, where they begin more than 75 days after the first invoice, end more than 28 before it and than there were between
/// two; of three days with payments or more.
fn told_in_part(bills: &[Bill], today: NaiveDate) -> [Option<NaiveDate>; 2] {
    let issued = bills.iter().map(|bill| day(bill.2));
    let Some(first) = issued.filter(|on| *on <= today).min() else {
        return [None, None];
    };
    let lines = bills
        .iter()
        .filter_map(|bill| Some(day(bill.2 + bill.5?.0)));
    let lines: Vec<NaiveDate> = lines.filter(|on| *on <= today).collect();
    let mut paid_on = lines.clone();
    paid_on.sort_unstable();
    paid_on.dedup();
    if paid_on.len() < 3 {
        return [None, None];
    }
    let begins = lines.iter().min().copied();
    let ends = lines.iter().max().copied();
    let longest = (1..paid_on.len()).map(|at| (paid_on[at] - paid_on[at - 1]).num_days());
    let longest = longest.max().unwrap_or(0).max(28);
    [
        begins.filter(|on| *on > first + Days::new(75)),
        ends.filter(|on| (today - *on).num_days() > longest),
    ]
}

/// What no line touches and was expected before the payments begin: by the median days of three invoices or more that the client paid
/// in full, else when due, else 75 days after its issue.
fn presumed(bill: &Bill, bills: &[Bill], today: NaiveDate) -> bool {
    let [Some(begins), _] = told_in_part(bills, today) else {
        return false;
    };
    let touched = |one: &Bill| one.5.is_some_and(|(days, _)| day(one.2 + days) <= today);
    let whole = bills.iter().filter(|one| one.0 == bill.0 && touched(one));
    let whole = whole.filter(|one| paid(one, today) == one.4);
    let mut days: Vec<u64> = whole.filter_map(|one| Some(one.5?.0)).collect();
    days.sort_unstable();
    let habit = (days.len() >= 3).then(|| days[days.len() / 2]);
    let expected = habit.or(bill.3).unwrap_or(75);
    !touched(bill) && day(bill.2 + expected) < begins
}

fn metrics(bills: &[Bill], today: NaiveDate) -> Metrics {
    let mut invoices = "number | client | issued_on | due_on | net | currency\n".to_owned();
    let mut payments = "date | payer | amount | currency | reference\n".to_owned();
    let cents = |parts: i64| format!("{}.{:02}", parts / 100, parts % 100);
    for (at, bill) in bills.iter().enumerate() {
        let (client, currency) = (CLIENTS[bill.0], CURRENCIES[bill.1]);
        let due = bill
            .3
            .map_or(String::new(), |days| day(bill.2 + days).to_string());
        let _ = writeln!(
            invoices,
            "INV-{} | {client} | {} | {due} | {} | {currency}",
            at + 1001,
            day(bill.2),
            cents(bill.4)
        );
        if let Some((days, part)) = bill.5 {
            let _ = writeln!(
                payments,
                "{} | {client} | {} | {currency} | Invoice INV-{}",
                day(bill.2 + days),
                cents(bill.4 * part / 10),
                at + 1001
            );
        }
    }
    let clients = "client | status | currency\nAcme | active | EUR\nBirch | active | USD";
    let payers = CLIENTS
        .iter()
        .map(|name| ((*name).to_owned(), (*name).to_owned()));
    let intake = Intake {
        tables: tables(&[
            ("clients", clients),
            ("invoices", &invoices),
            ("payments", &payments),
        ]),
        payers: payers.collect(),
        ..Intake::default()
    };
    let settings = Settings {
        base_currency: "EUR".to_owned(),
        // no difference is taken for a bank's fee
        fee_tolerance_share: 0.0,
        ..Settings::default()
    };
    let scope = scope(
        &intake.tables,
        &settings,
        &TradeWords::of_the_program(),
        "2026-10".parse().expect("a period"),
        today,
    );
    compute(&intake, &Decisions::default(), &scope).0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn buckets_by_days_past_due(bills in bills(), today in 0_u64..31) {
        let today = date("2026-10-01") + Days::new(today);
        let metrics = metrics(&bills, today);
        let mut expected: BTreeMap<(usize, usize), [i64; 7]> = BTreeMap::new();
        for bill in bills.iter().filter(|bill| day(bill.2) <= today) {
            if presumed(bill, &bills, today) {
                continue;
            }
            let open = (bill.4 - paid(bill, today)) * 100;
            let since = told_in_part(&bills, today)[1];
            let due = bill.3.map(|days| day(bill.2 + days));
            let bucket = match due.map(|due| (today - due).num_days()) {
                None => 6,
                Some(_) if since.is_some_and(|ends| due > Some(ends)) => 0,
                Some(..=0) => 0,
                Some(1..=30) => 1,
                Some(31..=60) => 2,
                Some(61..=90) => 3,
                Some(91..=120) => 4,
                Some(_) => 5,
            };
            expected.entry((bill.0, bill.1)).or_default()[bucket] += open;
        }
        expected.retain(|_, buckets| *buckets != [0; 7]);
        let mut seen = 0;
        for row in rows(&metrics, "ageing") {
            let client = CLIENTS.iter().position(|name| *name == text(&row, "client")).expect("one of ours");
            let currency = CURRENCIES.iter().position(|code| *code == text(&row, "currency")).expect("one of ours");
            let buckets = expected.get(&(client, currency)).copied().unwrap_or_default();
            seen += usize::from(buckets != [0; 7]);
            for (column, sum) in BUCKETS.iter().zip(buckets) {
                prop_assert_eq!(whole(&row, column), Some(sum), "{} {:?}", column, &row);
            }
            prop_assert_eq!(whole(&row, "credits"), Some(0));
            prop_assert_eq!(whole(&row, "outstanding"), Some(buckets.iter().sum()));
        }
        prop_assert_eq!(seen, expected.len());
        for row in rows(&metrics, "invoices_status") {
            let at: usize = text(&row, "number")["INV-".len()..].parse().expect("a number");
            let bill = &bills[at - 1001];
            let paid = match presumed(bill, &bills, today) {
                true => bill.4,
                false => paid(bill, today),
            };
            prop_assert_eq!(whole(&row, "paid"), Some(paid * 100), "{:?}", &row);
            prop_assert_eq!(whole(&row, "outstanding"), Some((bill.4 - paid) * 100));
        }
    }
}
