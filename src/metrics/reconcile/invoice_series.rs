//! Invoices among their own kind: a period billed twice, an instalment or a retainer's month that is missing, and a rate of tax that is
//! not the client's usual one.

use std::collections::{BTreeMap, BTreeSet};

use super::exceptions::{ExceptionRow, Gravity, about};
use super::invoices::{Invoice, Standing};
use super::ledger::Ledger;
use super::reference::compact;
use crate::metrics::scope::Scope;
use crate::model::phrase::phrase;
use crate::model::{Money, Month, Span, Table, Tables};

/// All of them.
pub fn of_series(ledger: &Ledger, tables: &Tables, scope: &Scope) -> Vec<ExceptionRow> {
    let mut rows = periods_billed_twice(ledger);
    rows.extend(planned_and_not_issued(ledger));
    rows.extend(months_that_lack(ledger, tables, scope));
    rows.extend(unusual_tax(ledger, scope));
    rows
}

fn issued(ledger: &Ledger) -> impl Iterator<Item = &Invoice> {
    let counted = ledger.counted().map(|at| &ledger.invoices[at]);
    counted.filter(|invoice| !invoice.credit)
}

/// The same amount for the same period of one contract or project, under two numbers.
fn periods_billed_twice(ledger: &Ledger) -> Vec<ExceptionRow> {
    let mut same: BTreeMap<_, Vec<&Invoice>> = BTreeMap::new();
    for invoice in issued(ledger) {
        let Ok(period) = invoice.period.parse::<Span>() else {
            continue;
        };
        let of = (compact(&invoice.contract), invoice.project.as_str());
        if of.0.is_empty() && of.1.is_empty() {
            continue;
        }
        let key = (
            (invoice.client.as_str(), invoice.currency.as_str()),
            of,
            (period.first_day(), period.last_day(), invoice.gross),
        );
        same.entry(key).or_default().push(invoice);
    }
    let twice = same.into_values().filter(|all| all.len() > 1);
    twice
        .flat_map(|all| {
            let told: Vec<ExceptionRow> = all[1..]
                .iter()
                .map(|invoice| {
                    let detail = phrase(
                        "{} bills the same amount for {} ({})",
                        &[&all[0].number, &invoice.period, &all[0].place],
                    );
                    let action = phrase("check that it is not billed twice", &[]);
                    let words = [detail, action];
                    about(
                        invoice,
                        "duplicate-period",
                        Gravity::Medium,
                        invoice.gross,
                        words,
                    )
                })
                .collect();
            told
        })
        .collect()
}

/// Days before the planned one in which the invoice of a plan may have been issued.
const EARLY: i64 = 31;

/// Days in which a draft is on its way.
const NEW_DRAFT: i64 = 14;

/// Drafts and planned invoices whose day is past, without an issued invoice of the client and amount.
fn planned_and_not_issued(ledger: &Ledger) -> Vec<ExceptionRow> {
    let planned = ledger.invoices.iter().filter(|invoice| {
        let past = invoice.issued_on.is_some_and(|day| day < ledger.as_of);
        invoice.standing == Standing::Draft && past && invoice.stated.is_none()
    });
    let is_issued = |plan: &Invoice| {
        let mut own = ledger.invoices_of(&plan.client);
        own.any(|at| {
            let invoice = &ledger.invoices[at];
            let near = invoice.issued_on.zip(plan.issued_on);
            ledger.counts(at)
                && invoice.currency == plan.currency
                && invoice.gross == plan.gross
                && near.is_some_and(|(issued, planned)| (issued - planned).num_days() >= -EARLY)
        })
    };
    planned
        .filter(|plan| plan.gross > Money::ZERO && !is_issued(plan))
        .map(|plan| {
            let detail = phrase("it is a draft of this day and is not issued", &[]);
            let action = phrase("issue it, or take it out of drafts and plans", &[]);
            let days = plan.issued_on.map(|day| (ledger.as_of - day).num_days());
            let gravity = match days {
                Some(..=NEW_DRAFT) => Gravity::Low,
                _ => Gravity::Medium,
            };
            about(
                plan,
                "draft-not-sent",
                gravity,
                plan.gross,
                [detail, action],
            )
        })
        .collect()
}

/// Clients of whom no further invoice is due as a matter of course: paused and lost ones.
fn resting(tables: &Tables) -> BTreeSet<&str> {
    let rows = tables.rows(Table::Clients);
    let (client, status) = (rows.text("client"), rows.text("status"));
    let pairs = client.into_iter().zip(status);
    let rest = pairs.filter(|(_, status)| matches!(status, Some("paused" | "lost")));
    rest.filter_map(|(client, _)| client).collect()
}

/// Months that one invoice may be of.
const MONTHS_OF_A_YEAR: i32 = 12;

/// What contracts say of a retainer, by client and number.
struct Agreed<'a>(BTreeMap<(&'a str, String), (Option<Money>, bool)>);

impl<'a> Agreed<'a> {
    fn of(tables: &'a Tables) -> Agreed<'a> {
        let rows = tables.rows(Table::Contracts);
        let (client, contract, status) = (
            rows.text("client"),
            rows.text("contract"),
            rows.text("status"),
        );
        // a folder's own template may be older than the field
        let fee = rows.has("monthly_fee").then(|| rows.money("monthly_fee"));
        let read = |at: usize| {
            let over = matches!(status[at], Some("ended" | "terminated"));
            let fee = fee.as_ref().and_then(|fees| fees[at]);
            Some(((client[at]?, compact(contract[at]?)), (fee, over)))
        };
        Agreed((0..rows.len()).filter_map(read).collect())
    }

    fn named(&self, client: &'a str, number: &str) -> Option<&(Option<Money>, bool)> {
        self.0.get(&(client, number.to_owned()))
    }

    fn fees(&self, client: &'a str, number: &str) -> Option<Money> {
        self.named(client, number)?.0
    }

    fn is_over(&self, client: &'a str, number: &str) -> bool {
        self.named(client, number).is_some_and(|(_, over)| *over)
    }
}

/// Months of a retainer without an invoice, between or right after months that have one.
fn months_that_lack(ledger: &Ledger, tables: &Tables, scope: &Scope) -> Vec<ExceptionRow> {
    let rows = tables.rows(Table::Projects);
    let (project, client) = (rows.text("project"), rows.text("client"));
    let (kind, contract) = (rows.text("kind"), rows.text("contract"));
    let (starts, ends) = (rows.date("starts_on"), rows.date("ends_on"));
    let amount = rows.money("budget_amount");
    let resting = resting(tables);
    let agreed = Agreed::of(tables);
    let mut found = Vec::new();
    for at in (0..rows.len()).filter(|at| kind[*at] == Some("retainer")) {
        let (Some(project), Some(client)) = (project[at], client[at]) else {
            continue;
        };
        let number = compact(contract[at].unwrap_or_default());
        let own = issued(ledger).filter(|invoice| {
            let of_contract = !number.is_empty() && compact(&invoice.contract) == number;
            invoice.client == client && (invoice.project == project || of_contract)
        });
        // of each month the largest: beside the fee there may be what comes on top of it
        let mut months: BTreeMap<Month, &Invoice> = BTreeMap::new();
        for invoice in own {
            for month in months_of(invoice) {
                let known = months.entry(month).or_insert(invoice);
                if invoice.net > known.net {
                    *known = invoice;
                }
            }
        }
        let Some(first) = months.keys().next().copied() else {
            continue;
        };
        let runs = |month: Month| {
            starts[at].is_none_or(|day| day <= month.first_day())
                && ends[at].is_none_or(|day| month.last_day() <= day)
        };
        let fee = |month: Month, plus: i32| months.get(&month.plus(plus)).map(|own| own.net);
        // a quarter's fee and a recharged cost are no two months of a fee
        let alike = |month: Month, plus: i32| {
            let fees = fee(month, -1).zip(fee(month, plus));
            fees.is_some_and(|(one, other)| one <= other + other && other <= one + one)
        };
        // of months billed together the others have none of their own
        let fees = amount[at].into_iter().chain(agreed.fees(client, &number));
        let fees: Vec<Money> = fees.filter(|fee| *fee > Money::ZERO).collect();
        let covers = |month: Month, plus: i32| {
            let net = fee(month, plus);
            let months =
                |(net, fee): (Money, &Money)| net.0 / fee.0 * i64::from(net.0 % fee.0 == 0);
            let most = fees
                .iter()
                .filter_map(|fee| Some(months((net?, fee))))
                .max();
            most.is_some_and(|months| months > i64::from(plus.abs()))
        };
        let together = |month: Month| {
            (1..MONTHS_OF_A_YEAR).any(|plus| covers(month, plus) || covers(month, -plus))
        };
        let over = agreed.is_over(client, &number) && ends[at].is_none();
        let lacking = first.through(scope.period.from.plus(-1)).filter(|month| {
            let ahead = alike(*month, -2) && !resting.contains(client) && !over;
            let regular = (alike(*month, 1) || ahead) && !together(*month);
            !months.contains_key(month) && runs(*month) && regular
        });
        for month in lacking {
            let Some(before) = months.get(&month.plus(-1)) else {
                continue;
            };
            let detail = if fee(month, 1).is_some() {
                phrase(
                    "no invoice of the retainer {} is for {}, the months beside it have one",
                    &[&project, &month],
                )
            } else {
                phrase(
                    "no invoice of the retainer {} is for {}, the two months before it have one",
                    &[&project, &month],
                )
            };
            let action = phrase("issue the invoice of the month", &[]);
            let words = [detail, action];
            let amount = before.gross;
            let mut row = about(before, "missing-instalment", Gravity::High, amount, words);
            row.subject = format!("{project} {month}");
            row.date = Some(month.last_day());
            found.push(row);
        }
    }
    found
}

/// Months that an invoice is for: those of its period, else that of its issue.
fn months_of(invoice: &Invoice) -> Vec<Month> {
    match invoice.period.parse::<Span>() {
        Ok(span) => span.from.through(span.to).collect(),
        Err(_) => invoice.issued_on.map(Month::of).into_iter().collect(),
    }
}

/// Parts of a whole rate of tax; half a percent more or less is rounding.
const WHOLE: i64 = 1_000;

/// A rate of tax that is neither that of the client's invoice before nor of the one after it, which agree; of the last invoice, one
/// that is not that of the two before it. Where only goods are taxed, a client that mostly pays no tax may have bought some.
fn unusual_tax(ledger: &Ledger, scope: &Scope) -> Vec<ExceptionRow> {
    // of what is mostly untaxed a part may be goods
    let by_goods = |currency: &String| scope.words.sales_tax.contains(currency);
    let mut by_client: BTreeMap<(&str, &str), Vec<(&Invoice, i64)>> = BTreeMap::new();
    for invoice in issued(ledger).filter(|invoice| invoice.tells_tax) {
        if let Some(rate) = Money(invoice.tax.0).scale(WHOLE, invoice.net.0) {
            let key = (invoice.client.as_str(), invoice.currency.as_str());
            by_client.entry(key).or_default().push((invoice, rate.0));
        }
    }
    let near = |one: i64, other: i64| (one - other).abs() <= WHOLE / 200;
    let mut rows = Vec::new();
    for mut own in by_client.into_values() {
        own.sort_by_key(|(invoice, _)| (invoice.issued_on, &invoice.number));
        for at in 1..own.len() {
            let (invoice, rate) = own[at];
            let before = own[at - 1].1;
            let beside = match own.get(at + 1) {
                Some((_, after)) => Some(*after),
                None => at.checked_sub(2).map(|at| own[at].1),
            };
            if near(rate, before) || beside.is_none_or(|beside| !near(beside, before)) {
                continue;
            }
            if near(before, 0) && by_goods(&invoice.currency) {
                continue;
            }
            let usual = invoice.net.scale(before, WHOLE).unwrap_or_default();
            let detail = phrase(
                "tax is {} of {} net, the client's other invoices would have {}",
                &[&invoice.tax, &invoice.net, &usual],
            );
            let action = phrase("check the rate of tax of the invoice", &[]);
            let words = [detail, action];
            rows.push(about(
                invoice,
                "tax-differs",
                Gravity::Medium,
                invoice.tax - usual,
                words,
            ));
        }
    }
    rows
}
