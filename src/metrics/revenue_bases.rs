//! Revenue on three bases, and the bridges between them.
//!
//! Invoiced is net of tax by issue date. Recognised is what was earned ([`super::earned`]): fees over working days,
//! hours x rate. Collected is cash net of tax, cash x net / gross of the invoice it pays, by the day it counts.
//! The bridges close to zero for every client, currency and month: invoiced - pass-through + change of accrued -
//! change of deferred = recognised; invoiced - change of open net receivables - what banks kept and was let go = collected. Accrued
//! and deferred are sums over lines of work and never netted between them; both are zero before the files begin.

use std::collections::{BTreeMap, BTreeSet};

use super::definition::{Definition, Rests};
use super::earned::Line;
use super::known::{Known, pair};
use super::portfolio::Portfolio;
use super::receivable::{Collections, NetCash};
use super::series::Series;
use super::spend::invoiced;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Money, Month, Span, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "recognised",
        text: "revenue earned: fees of retainers and fixed work spread over the working days of their period, other work billable hours x rate; n/a where a fee, its period or a rate is missing",
        rests_on: EARNED,
    },
    Definition {
        name: "collected_net",
        text: "cash matched to invoices, net of tax: cash x net / gross of the invoice paid, by payment date",
        rests_on: &[
            Rests::within(Table::Payments, "date"),
            Rests::up_to(Table::Invoices, "issued_on"),
        ],
    },
    Definition {
        name: "accrued_opening",
        text: "earned and not yet billed before the period, per line of work, never netted between lines; zero before the files begin",
        rests_on: EARNED_AND_BILLED,
    },
    Definition {
        name: "accrued_closing",
        text: "earned and not yet billed at the period's end, per line of work, never netted between lines",
        rests_on: EARNED_AND_BILLED,
    },
    Definition {
        name: "deferred_opening",
        text: "billed and not yet earned before the period, per line of work, never netted between lines; zero before the files begin",
        rests_on: EARNED_AND_BILLED,
    },
    Definition {
        name: "deferred_closing",
        text: "billed and not yet earned at the period's end, per line of work, never netted between lines",
        rests_on: EARNED_AND_BILLED,
    },
    Definition {
        name: "recognised_control",
        text: "invoiced - pass-through + change of accrued - change of deferred - recognised; always 0",
        rests_on: EARNED_AND_BILLED,
    },
    Definition {
        name: "receivable_opening",
        text: "net amount of invoices not yet collected before the period; unapplied cash is not taken off",
        rests_on: CASH,
    },
    Definition {
        name: "receivable_closing",
        text: "net amount of invoices not yet collected at the period's end; unapplied cash is not taken off",
        rests_on: CASH,
    },
    Definition {
        name: "let_go_net",
        text: "net part of what banks kept of payments within the tolerance",
        rests_on: CASH,
    },
    Definition {
        name: "collected_control",
        text: "invoiced - change of open net receivables - what was let go - collected; always 0",
        rests_on: CASH,
    },
];

pub(super) const EARNED: &[Rests] = &[
    Rests::whole(Table::Projects),
    Rests::whole(Table::Contracts),
    Rests::within(Table::Time, "date"),
];

const EARNED_AND_BILLED: &[Rests] = &[
    Rests::whole(Table::Projects),
    Rests::whole(Table::Contracts),
    Rests::up_to(Table::Time, "date"),
    Rests::up_to(Table::Invoices, "issued_on"),
];

const CASH: &[Rests] = &[
    Rests::up_to(Table::Invoices, "issued_on"),
    Rests::up_to(Table::Payments, "date"),
];

/// Revenue on three bases.
pub static REVENUE_BASES: FrameSpec = FrameSpec::exported(
    "revenue_bases",
    "client, month, currency",
    &[
        ("month", Unit::Month),
        ("client", Unit::Text),
        ("currency", Unit::Text),
        ("revenue_invoiced", Unit::Money),
        ("pass_through", Unit::Money),
        ("recognised", Unit::Money),
        ("recognised_note", Unit::Code),
        ("collected_net", Unit::Money),
        ("accrued_opening", Unit::Money),
        ("accrued_closing", Unit::Money),
        ("deferred_opening", Unit::Money),
        ("deferred_closing", Unit::Money),
        ("recognised_control", Unit::Money),
        ("recognised_control_note", Unit::Code),
        ("receivable_opening", Unit::Money),
        ("receivable_closing", Unit::Money),
        ("let_go_net", Unit::Money),
        ("collected_control", Unit::Money),
    ],
);

/// All that is known of a client in a currency.
#[derive(Default)]
struct Side<'a> {
    invoiced: Series,
    lines: Vec<&'a Line>,
    cash: NetCash,
}

/// The frame: clients and currencies with anything earned, billed, open or collected in the span.
pub fn revenue_bases(
    portfolio: &Portfolio<'_>,
    lines: &[Line],
    collections: &Collections,
) -> MetricFrame {
    let sides = sides(portfolio, lines, collections);
    let mut rows = Vec::new();
    for span in portfolio.scope.spans() {
        for ((client, currency), side) in &sides {
            let figures = Figures::of(side, span);
            if !figures.are_nothing() {
                let mut row = vec![
                    span.to_string().into(),
                    (*client).into(),
                    (*currency).into(),
                ];
                row.extend(figures.row());
                rows.push(row);
            }
        }
    }
    MetricFrame::of(&REVENUE_BASES, rows)
}

fn sides<'a>(
    portfolio: &'a Portfolio<'_>,
    lines: &'a [Line],
    collections: &'a Collections,
) -> BTreeMap<(&'a str, &'a str), Side<'a>> {
    let mut sides: BTreeMap<(&str, &str), Side<'_>> = BTreeMap::new();
    for (key, series) in invoiced(portfolio) {
        sides.entry(key).or_default().invoiced = series;
    }
    for line in lines {
        let side = sides.entry((&line.client, &line.currency)).or_default();
        side.lines.push(line);
    }
    let outside: BTreeSet<&str> = portfolio
        .accounts
        .iter()
        .map(|account| account.client.as_str())
        .collect();
    for ((client, currency), cash) in collections {
        if outside.contains(client.as_str()) {
            sides.entry((client, currency)).or_default().cash = cash.clone();
        }
    }
    sides
}

/// Flows of a span and stocks on both sides of it.
struct Figures {
    /// Some was paid on a day that no file tells, so that its month is not known.
    undated: bool,
    invoiced: Money,
    passed: Money,
    recognised: Known<Money>,
    collected: Money,
    let_go: Money,
    opening: Stocks,
    closing: Stocks,
}

/// What stands at the end of a month.
struct Stocks {
    accrued: Known<Money>,
    deferred: Known<Money>,
    receivable: Money,
}

impl Stocks {
    fn of(side: &Side<'_>, month: Month) -> Stocks {
        let gaps = || side.lines.iter().map(|line| line.gap(month));
        let above = gaps().map(|gap| Ok(gap?.max(Money::ZERO)));
        let below = gaps().map(|gap| Ok((-gap?).max(Money::ZERO)));
        let cash = &side.cash;
        let settled = cash.received.until(month) + cash.let_go.until(month);
        Stocks {
            accrued: above.sum(),
            deferred: below.sum(),
            receivable: side.invoiced.until(month) - settled,
        }
    }
}

impl Figures {
    fn of(side: &Side<'_>, span: Span) -> Figures {
        let earned = side.lines.iter().map(|line| line.recognised(span));
        let passed = side.lines.iter().map(|line| line.passed.over(span));
        let since = side.cash.undated_since;
        Figures {
            undated: since.is_some_and(|since| since <= span.to),
            invoiced: side.invoiced.over(span),
            passed: passed.sum(),
            recognised: earned.sum(),
            collected: side.cash.received.over(span),
            let_go: side.cash.let_go.over(span),
            opening: Stocks::of(side, span.from.plus(-1)),
            closing: Stocks::of(side, span.to),
        }
    }

    fn are_nothing(&self) -> bool {
        let flows = [self.invoiced, self.passed, self.collected, self.let_go];
        let stocks = [&self.opening, &self.closing].map(|stocks| stocks.receivable);
        let earned = [
            self.recognised,
            self.opening.accrued,
            self.opening.deferred,
            self.closing.accrued,
            self.closing.deferred,
        ];
        flows
            .into_iter()
            .chain(stocks)
            .all(|amount| amount == Money::ZERO)
            && earned.into_iter().all(|amount| amount == Ok(Money::ZERO))
    }

    fn recognised_control(&self) -> Known<Money> {
        let accrued = self.closing.accrued? - self.opening.accrued?;
        let deferred = self.closing.deferred? - self.opening.deferred?;
        Ok(self.invoiced - self.passed + accrued - deferred - self.recognised?)
    }

    fn row(&self) -> Vec<Datum> {
        let open = self.closing.receivable - self.opening.receivable;
        let mut row = vec![self.invoiced.into(), self.passed.into()];
        row.extend(pair(self.recognised));
        let dated = |amount: Money| (!self.undated).then_some(amount);
        row.push(dated(self.collected).into());
        let stocks = [&self.opening, &self.closing];
        row.extend(stocks.map(|stocks| Datum::from(stocks.accrued.ok())));
        row.extend(stocks.map(|stocks| Datum::from(stocks.deferred.ok())));
        row.extend(pair(self.recognised_control()));
        row.extend(stocks.map(|stocks| Datum::from(dated(stocks.receivable))));
        row.push(self.let_go.into());
        let control = self.invoiced - open - self.let_go - self.collected;
        row.push(dated(control).into());
        row
    }
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::super::earned::lines;
    use super::super::reconcile::{Books, owed};
    use super::*;
    use crate::model::Decisions;
    use proptest::prelude::*;
    use std::fmt::Write;

    fn frame(sample: &Sample) -> MetricFrame {
        let portfolio = sample.portfolio();
        let (payers, decisions) = (BTreeMap::new(), Decisions::default());
        let books = Books::of(&sample.tables, &payers, &decisions, &sample.scope.settings);
        let cash = owed(&books, &sample.scope).collections;
        revenue_bases(&portfolio, &lines(&portfolio), &cash)
    }

    #[test]
    fn bridges_from_invoiced_to_recognised_and_collected() {
        // a fee of 2200 over October's 22 working days; billed 1000 in September (deferred) and 500 in October;
        // October: recognised 2200 = 500 + (700 - 0) accrued - (0 - 1000) deferred.
        // 600 of the first invoice (gross 1200) is paid: net 500; open net 1000 before, 1000 + 500 - 500 after
        let tables = [
            (
                "projects",
                "project | client | kind | starts_on | ends_on | budget_amount\n Build | A | fixed | 2026-10-01 | 2026-10-31 | 2200",
            ),
            (
                "invoices",
                "number | client | issued_on | net | tax | gross | currency | project | paid | paid_on
                1 | A | 2026-09-20 | 1000 | 200 | 1200 | EUR | Build | 600 | 2026-10-10
                2 | A | 2026-10-20 | 500 | 100 | 600 | EUR | Build | |",
            ),
        ];
        let found = frame(&Sample::of(&tables, "", scope("2026-09", "2026-10")));
        let columns = "month revenue_invoiced recognised collected_net accrued_opening accrued_closing deferred_opening deferred_closing recognised_control";
        assert_eq!(
            shown(&found, columns),
            [
                "2026-09 1000 0 0 0 0 0 1000 0",
                "2026-10 500 2200 500 0 700 1000 0 0"
            ]
        );
        let columns = "receivable_opening receivable_closing let_go_net collected_control";
        assert_eq!(shown(&found, columns), ["0 1000 0 0", "1000 1000 0 0"]);
    }

    #[test]
    fn an_expense_passed_through_is_billed_and_never_earned() {
        // a fee of 1000 and 200 of print: spent in September, billed with October's fee
        let tables = [
            (
                "projects",
                "project | client | kind | starts_on | budget_amount\n Care | A | retainer | 2026-10-01 | 1000",
            ),
            (
                "expenses",
                "date | client | project | amount | currency | pass_through
                2026-09-20 | A | Care | 200 | EUR | yes\n 2026-09-20 | A | Care | 77 | EUR | no",
            ),
            (
                "invoices",
                "number | client | issued_on | net | currency | project\n 1 | A | 2026-10-31 | 1200 | EUR | Care",
            ),
        ];
        let found = frame(&Sample::of(&tables, "", scope("2026-09", "2026-10")));
        assert_eq!(
            shown(
                &found,
                "month revenue_invoiced pass_through recognised accrued_closing deferred_closing recognised_control"
            ),
            ["2026-09 0 200 0 200 0 0", "2026-10 1200 0 1000 0 0 0"]
        );
    }

    #[test]
    fn nothing_is_netted_between_lines() {
        let projects = "project | client | kind | starts_on | ends_on | budget_amount
            One | A | fixed | 2026-10-01 | 2026-10-31 | 300\n Two | A | fixed | 2026-11-01 | 2026-11-30 | 100";
        let invoices = "number | client | issued_on | net | currency | project\n 1 | A | 2026-10-01 | 100 | EUR | Two";
        let tables = [("projects", projects), ("invoices", invoices)];
        let found = frame(&Sample::of(&tables, "", scope("2026-10", "2026-10")));
        assert_eq!(
            shown(
                &found,
                "recognised accrued_closing deferred_closing recognised_control"
            ),
            ["300 300 100 0"]
        );
    }

    #[test]
    fn a_missing_rate_is_not_known_and_the_other_bases_stand() {
        let tables = [
            (
                "projects",
                "project | client | kind\n Web | A | time_and_materials",
            ),
            (
                "invoices",
                "number | client | issued_on | net | currency\n 1 | A | 2026-10-01 | 100 | EUR",
            ),
        ];
        let found = frame(&Sample::of(
            &tables,
            "2026-10-05 Mara A Web B 1",
            scope("2026-10", "2026-10"),
        ));
        assert_eq!(
            shown(
                &found,
                "revenue_invoiced recognised recognised_note recognised_control_note collected_control"
            ),
            ["100 - no-rate no-rate 0"]
        );
    }

    /// Tables and work of a random agency, as text.
    fn agency() -> impl Strategy<Value = (Vec<String>, String)> {
        let project = (0..3_usize, 0..3_usize, 1..90_i64, 1..120_i64, 0..5_000_i64);
        let invoice = (
            0..4_usize,
            0..6_usize,
            0..90_i64,
            -300..3_000_i64,
            0..2_usize,
            0..90_i64,
            0..4_i64,
        );
        let hours = (0..6_usize, 0..90_i64, 1..40_i64, any::<bool>());
        (
            proptest::collection::vec(project, 0..5),
            proptest::collection::vec(invoice, 0..12),
            proptest::collection::vec(hours, 0..12),
        )
            .prop_map(|(projects, invoices, hours)| write_agency(&projects, &invoices, &hours))
    }

    type RandomProject = (usize, usize, i64, i64, i64);
    type RandomInvoice = (usize, usize, i64, i64, usize, i64, i64);

    fn write_agency(
        projects: &[RandomProject],
        invoices: &[RandomInvoice],
        hours: &[(usize, i64, i64, bool)],
    ) -> (Vec<String>, String) {
        let start = chrono::NaiveDate::from_ymd_opt(2026, 8, 1).expect("a day");
        let day = |after: i64| start + chrono::TimeDelta::days(after);
        let clients = ["A", "B", "C"];
        let kinds = ["retainer", "fixed", "time_and_materials"];
        let mut table = "project | client | kind | starts_on | ends_on | budget_amount".to_owned();
        for (at, (client, kind, from, length, fee)) in projects.iter().enumerate() {
            let (from, to) = (day(*from - 30), day(*from - 30 + *length));
            let (client, kind) = (clients[*client], kinds[*kind]);
            write!(table, "\nP{at} | {client} | {kind} | {from} | {to} | {fee}").expect("text");
        }
        let mut bills = "number | client | issued_on | net | tax | gross | currency | project | paid | paid_on | kind".to_owned();
        for (at, (client, project, on, net, currency, paid_on, quarter)) in
            invoices.iter().enumerate()
        {
            let net = net * 25;
            let (tax, gross) = (net / 5, net + net / 5);
            let client = clients[client % 3];
            let project = if *project < 5 {
                format!("P{project}")
            } else {
                String::new()
            };
            let currency = ["EUR", "USD"][*currency];
            let paid = if net > 0 && *quarter > 0 {
                format!("{}.{:02}", gross * quarter / 4, gross * quarter % 4 * 25)
            } else {
                String::new()
            };
            let paid_on = if paid.is_empty() {
                String::new()
            } else {
                day(*on + *paid_on / 3).to_string()
            };
            let kind = if net < 0 { "credit_note" } else { "" };
            let issued = day(*on);
            write!(bills, "\n{at} | {client} | {issued} | {net} | {tax} | {gross} | {currency} | {project} | {paid} | {paid_on} | {kind}").expect("text");
        }
        let mut work = String::new();
        for (project, on, quarters, billable) in hours {
            let client = clients[project % 3];
            let kind = if *billable { "B" } else { "C" };
            let hours = *quarters as f64 / 4.0;
            writeln!(work, "{} Mara {client} P{project} {kind} {hours}", day(*on)).expect("text");
        }
        (vec![table, bills], work)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn the_bridges_close_and_months_make_the_quarter((texts, work) in agency()) {
            let people = "person | cost_rate | bill_rate | currency\n Mara | 40 | 100 | EUR";
            let tables = [("people", people), ("projects", texts[0].as_str()), ("invoices", texts[1].as_str())];
            let sample = Sample::of(&tables, &work, scope("2026-08", "2026-Q4"));
            let found = frame(&sample);
            for column in ["recognised_control", "collected_control"] {
                for value in found.values(column) {
                    prop_assert!(matches!(value, Datum::Null | Datum::Money(Money::ZERO)), "{column} {value:?}");
                }
            }
            // a quarter is the sum of its months
            let labels = found.values("month");
            for column in ["revenue_invoiced", "recognised", "collected_net", "let_go_net"] {
                let sum = |wanted: &dyn Fn(&str) -> bool| -> Option<i64> {
                    let values = found.values(column);
                    let picked = values.iter().zip(&labels).filter(|(_, label)| matches!(label, Datum::Text(label) if wanted(label)));
                    picked.map(|(value, _)| match value { Datum::Money(amount) => Some(amount.0), _ => None }).sum()
                };
                let months = sum(&|label| ["2026-10", "2026-11", "2026-12"].contains(&label));
                prop_assert_eq!(months, sum(&|label| label == "2026-Q4"), "{}", column);
            }
            // open net x 1.2 is what the invoices say is open, tax being a fifth everywhere
            let last = |column: &str| -> i64 {
                let rows = found.values(column).into_iter().zip(&labels);
                rows.filter(|(_, label)| **label == Datum::from("2026-12")).map(|(value, _)| match value { Datum::Money(amount) => amount.0, _ => 0 }).sum()
            };
            let rows = sample.tables.rows(Table::Invoices);
            let (gross, paid) = (rows.money("gross"), rows.money("paid"));
            let open: i64 = (0..rows.len()).map(|at| gross[at].unwrap_or_default().0 - paid[at].unwrap_or_default().0).sum();
            prop_assert!((last("receivable_closing") * 6 / 5 - open).abs() <= 20, "{} {}", last("receivable_closing"), open);
        }
    }
}
