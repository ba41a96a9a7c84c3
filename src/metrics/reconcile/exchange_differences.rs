//! What exchange rates won or lost on invoices that are not in the base currency, or were paid in another currency than their own.
//!
//! In the invoice's currency only a payment in another currency can differ (`cross_currency`). In the base currency every
//! payment differs by the change of the rate between the day of issue and the day of payment.

use chrono::NaiveDate;

use super::ledger::{Ledger, Link};
use crate::metrics::definition::{Definition, Rests};
use crate::metrics::frame::{Datum, FrameRows, FrameSpec, MetricFrame, Unit};
use crate::metrics::known::{Known, pair};
use crate::metrics::scope::Scope;
use crate::model::{Money, Table};

const RESTS: &[Rests] = &[
    Rests::within(Table::Payments, "date"),
    Rests::whole(Table::Invoices),
    Rests::whole(Table::Rates),
];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "exchange_differences.paid",
        text: "cash of the bank line for the invoice, in the currency of the bank line",
        rests_on: RESTS,
    },
    Definition {
        name: "settled",
        text: "what the cash closed of the invoice, exchange difference included, in the invoice's currency",
        rests_on: RESTS,
    },
    Definition {
        name: "exchange",
        text: "exchange loss in the invoice's currency, from the rates of the day of issue and of the day of payment only; a gain is below zero",
        rests_on: RESTS,
    },
    Definition {
        name: "base_at_issue",
        text: "what was settled, in base currency at the rate of the day of issue",
        rests_on: RESTS,
    },
    Definition {
        name: "base_at_payment",
        text: "the cash, in base currency at the rate of the day of payment; what the bank itself exchanged it for where its line says so",
        rests_on: RESTS,
    },
    Definition {
        name: "base_difference",
        text: "base currency at payment - base currency at issue; a loss is below zero",
        rests_on: RESTS,
    },
];

/// Exchange gain and loss, one row for each payment of an invoice in the period that involves another currency than the base.
pub static EXCHANGE_DIFFERENCES: FrameSpec = FrameSpec::exported(
    "exchange_differences",
    "payment, invoice",
    &[
        ("client", Unit::Text),
        ("invoice", Unit::Text),
        ("issued_on", Unit::Date),
        ("paid_on", Unit::Date),
        ("paid", Unit::Money),
        ("paid_currency", Unit::Text),
        ("settled", Unit::Money),
        ("currency", Unit::Text),
        ("exchange", Unit::Money),
        ("base_currency", Unit::Text),
        ("base_at_issue", Unit::Money),
        ("base_at_issue_note", Unit::Code),
        ("base_at_payment", Unit::Money),
        ("base_at_payment_note", Unit::Code),
        ("base_difference", Unit::Money),
        ("base_difference_note", Unit::Code),
        ("source", Unit::Text),
    ],
);

/// The frame, in the order of clients, days and invoices.
pub fn exchange_frame(ledger: &Ledger, scope: &Scope) -> MetricFrame {
    let first = scope.period.first_day();
    let base = ledger.rates.base();
    let of_period = |link: &&Link| paid_on(ledger, link).is_some_and(|day| day >= first);
    let foreign = |link: &&Link| {
        let currency = ledger.invoices[link.invoice].currency.as_str();
        currency != base || paid_in(ledger, link) != currency
    };
    let mut links: Vec<&Link> = ledger
        .links
        .iter()
        .map(|link| &**link)
        .filter(of_period)
        .filter(foreign)
        .collect();
    links.sort_by_key(|link| {
        let invoice = &ledger.invoices[link.invoice];
        (&invoice.client, link.on, &invoice.number, link.payment)
    });
    let mut rows = FrameRows::of(&EXCHANGE_DIFFERENCES);
    for link in links {
        rows.add(row(ledger, link));
    }
    rows.finish()
}

fn paid_on(ledger: &Ledger, link: &Link) -> Option<NaiveDate> {
    let stated = ledger.invoices[link.invoice].stated;
    match link.payment {
        Some(at) => Some(ledger.payments[at].date),
        None => stated.and_then(|stated| stated.on),
    }
}

/// Currency of the bank line; without one that of the invoice.
fn paid_in<'l>(ledger: &'l Ledger, link: &Link) -> &'l str {
    link.payment
        .map_or(&ledger.invoices[link.invoice].currency, |at| {
            &ledger.payments[at].currency
        })
}

fn row(ledger: &Ledger, link: &Link) -> Vec<Datum> {
    let invoice = &ledger.invoices[link.invoice];
    let day = paid_on(ledger, link);
    let settled = link.amount + link.exchange;
    let at_issue = in_base(ledger, settled, &invoice.currency, invoice.issued_on);
    let at_payment = exchanged_by_bank(ledger, link)
        .map(Ok)
        .unwrap_or_else(|| in_base(ledger, link.paid, paid_in(ledger, link), day));
    let difference = match (at_issue, at_payment) {
        (Ok(issue), Ok(payment)) => Ok(payment - issue),
        (Err(reason), _) | (_, Err(reason)) => Err(reason),
    };
    let mut row: Vec<Datum> = vec![
        (&invoice.client).into(),
        (&invoice.number).into(),
        invoice.issued_on.into(),
        day.into(),
        link.paid.into(),
        paid_in(ledger, link).into(),
        settled.into(),
        (&invoice.currency).into(),
        link.exchange.into(),
        ledger.rates.base().into(),
    ];
    for value in [at_issue, at_payment, difference] {
        row.extend(pair(value));
    }
    let place = link
        .payment
        .map_or(&invoice.place, |at| &ledger.payments[at].place);
    row.push(place.to_string().into());
    row
}

fn in_base(ledger: &Ledger, amount: Money, currency: &str, day: Option<NaiveDate>) -> Known<Money> {
    let day = day.ok_or(crate::metrics::known::NO_DATA)?;
    ledger.rates.to_base(amount, currency, day)
}

/// The link's part of what the bank itself exchanged its line for, where that is base currency.
fn exchanged_by_bank(ledger: &Ledger, link: &Link) -> Option<Money> {
    let payment = &ledger.payments[link.payment?];
    let (amount, currency) = payment.exchanged.as_ref()?;
    if currency != ledger.rates.base() {
        return None;
    }
    amount.scale(link.paid.0, payment.amount.0)
}
