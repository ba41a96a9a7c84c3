//! The agency as a whole, in the base currency.
//!
//! Amounts in a currency without a rate are left out and counted; a cost that is not known for one client is not
//! known for the agency. Hours and utilization are those of the whole team.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::client_month::{blank, unknown};
use super::definition::{Definition, Rests};
use super::known::{Known, NO_CAPACITY, NO_RATE, pair};
use super::papers::untaxed;
use super::portfolio::{Portfolio, margin};
use super::reconcile::cash_told::CashTold;
use super::scope::Scope;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Money, Month, Span, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "agency_month.revenue_base",
        text: "revenue invoiced of all clients in the base currency, each month at the latest rate up to its end; amounts without a rate are left out and counted",
        rests_on: &[
            Rests::within(Table::Invoices, "issued_on"),
            Rests::up_to(Table::Rates, "date"),
        ],
    },
    Definition {
        name: "agency_month.agi_base",
        text: "AGI of all clients in the base currency, each month at the latest rate up to its end; amounts without a rate are left out and counted",
        rests_on: &[
            Rests::within(Table::Invoices, "issued_on"),
            Rests::within(Table::Expenses, "date"),
            Rests::up_to(Table::Rates, "date"),
        ],
    },
    Definition {
        name: "delivery_cost_base",
        text: "delivery cost of all clients in the base currency; n/a when it is not known for one of them",
        rests_on: &[
            Rests::within(Table::Time, "date"),
            Rests::whole(Table::People),
            Rests::within(Table::Expenses, "date"),
            Rests::up_to(Table::Rates, "date"),
        ],
    },
    Definition {
        name: "collected_base",
        text: "cash matched to invoices, gross, in the base currency, each month at the latest rate up to its end",
        rests_on: &[
            Rests::within(Table::Payments, "date"),
            Rests::up_to(Table::Rates, "date"),
        ],
    },
    Definition {
        name: "outstanding_base",
        text: "what clients owe at the period's end, gross, in the base currency at the rate of that day",
        rests_on: OWED,
    },
    Definition {
        name: "overdue_base",
        text: "the part of it whose due date is past",
        rests_on: OWED,
    },
    Definition {
        name: "active_clients",
        text: "clients that are active, or have hours or revenue in the period; internal ones are none",
        rests_on: &[
            Rests::whole(Table::Clients),
            Rests::within(Table::Time, "date"),
            Rests::within(Table::Invoices, "issued_on"),
        ],
    },
    Definition {
        name: "files_begin",
        text: "first month in which the files hold anything",
        rests_on: &[],
    },
    Definition {
        name: "months_held",
        text: "months that the files hold of the twelve that end with the period",
        rests_on: &[],
    },
    Definition {
        name: "tax_untold",
        text: "invoices that tell one amount and no tax: it counts as net of tax, and may include it",
        rests_on: &[Rests::within(Table::Invoices, "issued_on")],
    },
    Definition {
        name: "amounts_without_rate",
        text: "amounts in currencies without an exchange rate, left out of the sums in the base currency",
        rests_on: &[
            Rests::within(Table::Invoices, "issued_on"),
            Rests::within(Table::Expenses, "date"),
            Rests::within(Table::Payments, "date"),
        ],
    },
];

const OWED: &[Rests] = &[
    Rests::up_to(Table::Invoices, "issued_on"),
    Rests::up_to(Table::Payments, "date"),
    Rests::up_to(Table::Rates, "date"),
];

/// The agency as a whole, in the base currency: for tiles and trends.
pub static AGENCY_MONTH: FrameSpec = FrameSpec::exported(
    "agency_month",
    "month",
    &[
        ("month", Unit::Month),
        ("currency", Unit::Text),
        ("revenue_base", Unit::Money),
        ("agi_base", Unit::Money),
        ("delivery_cost_base", Unit::Money),
        ("delivery_margin", Unit::Share),
        ("delivery_margin_note", Unit::Code),
        ("collected_base", Unit::Money),
        ("outstanding_base", Unit::Money),
        ("overdue_base", Unit::Money),
        ("worked_hours", Unit::Hours),
        ("billable_hours", Unit::Hours),
        ("net_hours", Unit::Hours),
        ("billable_utilization_net", Unit::Share),
        ("billable_utilization_net_note", Unit::Code),
        ("completeness", Unit::Share),
        ("completeness_note", Unit::Code),
        ("active_clients", Unit::Count),
        // amounts in currencies without a rate are left out and counted here
        ("amounts_without_rate", Unit::Count),
        ("revenue_base_note", Unit::Code),
        ("agi_base_note", Unit::Code),
        ("outstanding_base_note", Unit::Code),
        ("overdue_base_note", Unit::Code),
        // how far the files reach back
        ("files_begin", Unit::Month),
        ("months_held", Unit::Count),
        ("cash_known", Unit::Flag),
        // where payments begin long after invoices, or end before the report's day: what was paid outside is not known
        ("cash_begins", Unit::Date),
        ("cash_ends", Unit::Date),
        // hours, invoices, payments or expenses of it are in the files
        ("is_told", Unit::Flag),
        // invoices are marked as paid and not on which day
        ("cash_undated", Unit::Flag),
        // they tell one amount and no tax, and may hold it
        ("tax_untold", Unit::Count),
    ],
);

/// Columns that only invoices can fill.
const OF_INVOICES: [&str; 5] = [
    "revenue_base",
    "agi_base",
    "outstanding_base",
    "overdue_base",
    "delivery_margin",
];

/// Columns that only hours can fill.
const OF_TIME: [&str; 4] = [
    "worked_hours",
    "billable_hours",
    "delivery_cost_base",
    "delivery_margin",
];

/// Columns that only files which tell what is paid can fill.
const OF_CASH: [&str; 1] = ["collected_base"];

/// Columns taken from the team's row as they stand.
const OF_TEAM: [&str; 7] = [
    "worked_hours",
    "billable_hours",
    "net_hours",
    "billable_utilization_net",
    "billable_utilization_net_note",
    "completeness",
    "completeness_note",
];

/// An amount in base, and how many parts of it have no rate.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    amount: Money,
    without_rate: i64,
}

impl Sum {
    fn add(&mut self, amount: Known<Money>) {
        match amount {
            Ok(amount) => self.amount += amount,
            Err(_) => self.without_rate += 1,
        }
    }
}

/// The frame; `teams` is the utilization of teams, whose row without a team is the agency.
pub fn agency_month(portfolio: &Portfolio<'_>, teams: &MetricFrame) -> MetricFrame {
    let of_team = team_rows(teams);
    let unknown = unknown(portfolio, &OF_INVOICES, &OF_TIME, &OF_CASH);
    let cash = CashTold::of(portfolio.tables, portfolio.scope);
    let cash = [cash.begins, cash.ends];
    let told = months_told(portfolio);
    let untaxed: Vec<NaiveDate> = {
        let (tables, accounts) = (portfolio.tables, &portfolio.accounts);
        untaxed(tables, accounts, portfolio.scope.as_of).collect()
    };
    let rows = portfolio.scope.spans().into_iter().map(|span| {
        let mut row = money(portfolio, span);
        let without_rate = row.pop().expect("the count closes the money columns");
        match of_team.get(&span.to_string()) {
            Some(team) => row.extend(team.iter().cloned()),
            None => row.extend(without_team()),
        }
        let accounts = portfolio.accounts.iter();
        let active = accounts
            .filter(|account| portfolio.is_active(account, span))
            .count();
        row.push((active as i64).into());
        row.push(without_rate);
        row.extend([Datum::Null, Datum::Null, Datum::Null, Datum::Null]);
        row.extend(held(portfolio.scope, span));
        row.push(portfolio.cash_known.into());
        row.extend(cash.map(Datum::from));
        row.push(span.months().any(|month| told.contains(&month)).into());
        let accounts = portfolio.accounts.iter();
        let mut owed = accounts.flat_map(|account| portfolio.owed(&account.client, span));
        let undated = owed.any(|(_, owed)| owed.undated);
        row.push(undated.into());
        let untaxed = untaxed.iter().filter(|day| span.holds(Month::of(**day)));
        row.push((untaxed.count() as i64).into());
        blank(&AGENCY_MONTH, &unknown, &mut row);
        if undated {
            blank(&AGENCY_MONTH, portfolio.undated_in(span), &mut row);
        }
        row
    });
    MetricFrame::of(&AGENCY_MONTH, rows.collect())
}

/// Months with hours of anybody, an invoice, a payment or an expense up to as-of.
fn months_told(portfolio: &Portfolio<'_>) -> BTreeSet<Month> {
    let held = portfolio
        .work
        .months()
        .iter()
        .filter(|sums| sums.pieces > 0);
    let mut told: BTreeSet<Month> = held.map(|sums| sums.month).collect();
    for (table, field) in [
        (Table::Invoices, "issued_on"),
        (Table::Payments, "date"),
        (Table::Expenses, "date"),
    ] {
        let days = portfolio
            .tables
            .rows(table)
            .date(field)
            .into_iter()
            .flatten();
        let days = days.filter(|day| *day <= portfolio.scope.as_of);
        told.extend(days.map(Month::of));
    }
    told
}

/// First month of the files, and how many of the twelve up to a span's end they hold.
fn held(scope: &Scope, span: Span) -> [Datum; 2] {
    let year = Span {
        from: span.to.plus(-11),
        to: span.to,
    };
    [
        scope.first.to_string().into(),
        scope.months_held(year).into(),
    ]
}

/// Columns up to `overdue_base`, then the number of amounts without a rate.
fn money(portfolio: &Portfolio<'_>, span: Span) -> Vec<Datum> {
    let (mut revenue, mut agi) = (Sum::default(), Sum::default());
    let (mut outstanding, mut overdue, mut collected) =
        (Sum::default(), Sum::default(), Sum::default());
    let mut cost: Known<Money> = Ok(Money::ZERO);
    let base = portfolio.rates.base();
    for account in portfolio.accounts.iter() {
        let client = account.client.as_str();
        for (month, currency, flow) in portfolio.revenue.of_client(client, span) {
            let day = portfolio.rate_day(month);
            revenue.add(portfolio.rates.to_base(flow.invoiced, currency, day));
            agi.add(portfolio.rates.to_base(flow.agi(), currency, day));
        }
        for (currency, owed) in portfolio.owed(client, span) {
            let day = portfolio.scope.last_day(span);
            outstanding.add(portfolio.rates.to_base(owed.outstanding, currency, day));
            overdue.add(portfolio.rates.to_base(owed.overdue, currency, day));
        }
        for month in span.months() {
            for (currency, owed) in portfolio.owed(client, Span::month(month)) {
                let day = portfolio.rate_day(month);
                collected.add(portfolio.rates.to_base(owed.collected, currency, day));
            }
        }
        cost = add(cost, portfolio.delivery_cost(client, span, base));
    }
    let margin = if agi.without_rate > 0 {
        Err(NO_RATE)
    } else {
        margin(agi.amount, cost)
    };
    let [margin, margin_note] = pair(margin);
    let sums = [agi, collected, outstanding, overdue];
    let without_rate: i64 = sums.iter().map(|sum| sum.without_rate).sum();
    vec![
        span.to_string().into(),
        base.into(),
        revenue.amount.into(),
        agi.amount.into(),
        cost.ok().into(),
        margin,
        margin_note,
        collected.amount.into(),
        outstanding.amount.into(),
        overdue.amount.into(),
        without_rate.into(),
    ]
}

fn add(left: Known<Money>, right: Known<Money>) -> Known<Money> {
    Ok(left? + right?)
}

fn team_rows(teams: &MetricFrame) -> BTreeMap<String, Vec<Datum>> {
    let (months, names) = (teams.values("month"), teams.values("team"));
    let columns = OF_TEAM.map(|column| teams.values(column));
    let mut rows = BTreeMap::new();
    for (at, month) in months.into_iter().enumerate() {
        let whole = match &names[at] {
            Datum::Null => true,
            Datum::Text(name) => name.is_empty(),
            _ => false,
        };
        if let (true, Datum::Text(month)) = (whole, month) {
            let row = columns.iter().map(|column| column[at].clone()).collect();
            rows.insert(month, row);
        }
    }
    rows
}

fn without_team() -> [Datum; 7] {
    [
        Datum::Null,
        Datum::Null,
        Datum::Null,
        Datum::Null,
        NO_CAPACITY.into(),
        Datum::Null,
        NO_CAPACITY.into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::UTILIZATION_TEAM;
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    #[test]
    fn payments_that_begin_late_or_end_early_are_told() {
        // invoices from January, as of 31 October
        let told = |payments: &[&str], more: &str| {
            let lines: String = payments
                .iter()
                .map(|day| format!("\n {day} | A | 100 | EUR"))
                .collect();
            let payments = format!("date | payer | amount | currency{lines}");
            let invoices = format!(
                "number | client | issued_on | net | currency | paid
                1 | A | 2026-01-31 | 100 | EUR | {more}\n 2 | A | 2026-09-30 | 100 | EUR |"
            );
            let tables = [
                ("invoices", invoices.as_str()),
                ("payments", payments.as_str()),
            ];
            let sample = Sample::of(&tables, "", scope("2026-10", "2026-10"));
            let teams = MetricFrame::of(&UTILIZATION_TEAM, Vec::new());
            let found = agency_month(&sample.portfolio(), &teams);
            shown(&found, "cash_begins cash_ends").join(" ")
        };
        let (even, late) = (
            ["2026-03-02", "2026-08-20", "2026-10-20"],
            ["2026-05-04", "2026-08-20", "2026-10-20"],
        );
        assert_eq!(told(&even, ""), "- -");
        assert_eq!(told(&late, ""), "2026-05-04 -");
        // a silence longer than all before, and one that is not
        assert_eq!(
            told(&["2026-03-02", "2026-03-20", "2026-03-30"], ""),
            "- 2026-03-30"
        );
        let monthly = ["2026-08-20", "2026-09-09", "2026-09-29"];
        assert_eq!(told(&monthly, ""), "2026-08-20 2026-09-29");
        assert_eq!(told(&["2026-03-02", "2026-07-01", "2026-09-29"], ""), "- -");
        // the invoices say it themselves
        assert_eq!(told(&monthly, "100"), "- -");
    }

    #[test]
    fn adds_clients_in_base_and_counts_what_has_no_rate() {
        let invoices = "number | client | issued_on | net | currency
            1 | A | 2026-10-01 | 100 | EUR
            2 | B | 2026-10-01 | 100 | USD
            3 | B | 2026-10-01 | 9 | CNY
            4 | Home | 2026-10-01 | 5000 | EUR";
        let tables = [
            ("clients", "client | status\n Home | internal"),
            ("invoices", invoices),
            ("rates", "date | currency | rate\n 2026-10-01 | USD | 0.5"),
        ];
        let work = "2026-10-05 Mara Home Web I 1";
        let sample = Sample::of(&tables, work, scope("2026-10", "2026-10"));
        let teams = MetricFrame::of(&UTILIZATION_TEAM, Vec::new());
        let found = agency_month(&sample.portfolio(), &teams);
        let columns = "month currency revenue_base agi_base delivery_margin_note active_clients amounts_without_rate billable_utilization_net_note";
        assert_eq!(
            shown(&found, columns),
            ["2026-10 EUR 150 150 no-rate 2 1 no-capacity"]
        );
    }
}
