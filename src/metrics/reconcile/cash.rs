//! Cash expected from clients and due to vendors, week by week. `week` is that of the due date, of what is overdue that of
//! as-of; `expected_week` goes by the client's habit, and what is past its usual day has none: nothing tells when it comes.
//! What is due to vendors is in our own hands: what is overdue is to be paid now. What has no due date has no week.

use chrono::{Datelike, Days, NaiveDate};

use super::collection::Habits;
use super::ledger::Ledger;
use crate::metrics::definition::{Definition, Rests};
use crate::metrics::frame::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Money, Settings, Table, Tables};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[Definition {
    name: "cash_due.amount",
    text: "open amount of the invoice, or of the expense that is not paid",
    rests_on: &[
        Rests::whole(Table::Invoices),
        Rests::whole(Table::Payments),
        Rests::whole(Table::Expenses),
    ],
}];

/// Cash expected from clients and due to vendors, week by week.
pub static CASH_DUE: FrameSpec = FrameSpec::exported(
    "cash_due",
    "week, invoice or expense",
    &[
        ("week", Unit::Date),
        // in, out
        ("direction", Unit::Code),
        ("party", Unit::Text),
        ("number", Unit::Text),
        ("due_on", Unit::Date),
        ("amount", Unit::Money),
        ("currency", Unit::Text),
        ("overdue", Unit::Flag),
        // by the client's habit
        ("expected_on", Unit::Date),
        ("expected_week", Unit::Date),
    ],
);

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Due {
    week: Option<NaiveDate>,
    direction: &'static str,
    party: String,
    number: String,
    due_on: Option<NaiveDate>,
    amount: Money,
    currency: String,
    overdue: bool,
    expected_on: Option<NaiveDate>,
    expected_week: Option<NaiveDate>,
}

/// The frame: open invoices and unpaid expenses.
pub fn cash_frame(
    ledger: &Ledger,
    tables: &Tables,
    (habits, settings): (&Habits, &Settings),
) -> MetricFrame {
    let week = |due: Option<NaiveDate>| {
        due.map(|due| week_start(due.max(ledger.as_of), &settings.week_start))
    };
    let invoices = ledger.counted().filter(|at| ledger.open(*at) > Money::ZERO);
    let covered = ledger.covered();
    let mut dues: Vec<Due> = invoices
        .map(|at| {
            let invoice = &ledger.invoices[at];
            let expected_on = habits.expected(ledger, at).and_then(|(day, _)| day);
            Due {
                week: week(invoice.due_on),
                direction: "in",
                party: invoice.client.clone(),
                number: invoice.number.clone(),
                due_on: invoice.due_on,
                amount: ledger.open(at),
                currency: invoice.currency.clone(),
                overdue: ledger.days_overdue(at).is_some_and(|days| days > 0)
                    && !covered.contains(&at),
                expected_on,
                expected_week: week(expected_on),
            }
        })
        .collect();
    dues.extend(
        expenses_due(tables, settings, ledger.as_of)
            .into_iter()
            .map(|mut due| {
                due.week = week(due.due_on);
                due.expected_on = due.due_on.map(|day| day.max(ledger.as_of));
                due.expected_week = due.week;
                due
            }),
    );
    dues.sort_by(|one, other| (one.week.is_none(), one).cmp(&(other.week.is_none(), other)));
    let rows = dues.iter().map(Due::row).collect();
    MetricFrame::of(&CASH_DUE, rows)
}

impl Due {
    fn row(&self) -> Vec<Datum> {
        vec![
            self.week.into(),
            self.direction.into(),
            (&self.party).into(),
            (&self.number).into(),
            self.due_on.into(),
            self.amount.into(),
            (&self.currency).into(),
            self.overdue.into(),
            self.expected_on.into(),
            self.expected_week.into(),
        ]
    }
}

/// Expenses known by the day and not paid by it.
fn expenses_due(tables: &Tables, settings: &Settings, as_of: NaiveDate) -> Vec<Due> {
    let rows = tables.rows(Table::Expenses);
    let (date, due_on, paid_on) = (rows.date("date"), rows.date("due_on"), rows.date("paid_on"));
    let (vendor, number) = (rows.text("vendor"), rows.text("number"));
    let (amount, currency) = (rows.money("amount"), rows.text("currency"));
    (0..rows.len())
        .filter(|at| date[*at].is_none_or(|day| day <= as_of))
        .filter(|at| paid_on[*at].is_none_or(|day| day > as_of))
        .filter_map(|at| {
            let due = due_on[at]?;
            Some(Due {
                week: None,
                direction: "out",
                party: vendor[at].unwrap_or_default().to_owned(),
                number: number[at].unwrap_or_default().to_owned(),
                due_on: Some(due),
                amount: amount[at]?,
                currency: currency[at].unwrap_or(&settings.base_currency).to_owned(),
                overdue: due < as_of,
                expected_on: None,
                expected_week: None,
            })
        })
        .collect()
}

fn week_start(day: NaiveDate, first: &str) -> NaiveDate {
    let passed = if first == "sunday" {
        day.weekday().num_days_from_sunday()
    } else {
        day.weekday().num_days_from_monday()
    };
    day - Days::new(u64::from(passed))
}
