//! For every bank line that nothing decided: the nearest open invoices, and why each was not taken.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ledger::{Ledger, Line};
use super::payments::Payment;
use crate::metrics::definition::{Definition, Rests};
use crate::metrics::frame::{FrameRows, FrameSpec, MetricFrame, Unit};
use crate::model::phrase::phrase;
use crate::model::{Money, Phrase, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "candidates.amount",
        text: "cash of the bank line that no invoice took",
        rests_on: &[Rests::whole(Table::Payments), Rests::whole(Table::Invoices)],
    },
    Definition {
        name: "open_amount",
        text: "what is open of the invoice as of the report's day",
        rests_on: &[Rests::whole(Table::Payments), Rests::whole(Table::Invoices)],
    },
    Definition {
        name: "candidates.difference",
        text: "cash of the bank line - open amount of the invoice",
        rests_on: &[Rests::whole(Table::Payments), Rests::whole(Table::Invoices)],
    },
];

/// Nearest open invoices of lines that nothing decided; of a known client its own, else of all.
pub static CANDIDATES: FrameSpec = FrameSpec::exported(
    "candidates",
    "bank line, invoice",
    &[
        ("subject", Unit::Text),
        ("client", Unit::Text),
        ("payer", Unit::Text),
        ("paid_on", Unit::Date),
        ("amount", Unit::Money),
        ("currency", Unit::Text),
        ("invoice", Unit::Text),
        ("client_of_invoice", Unit::Text),
        ("issued_on", Unit::Date),
        ("open_amount", Unit::Money),
        ("difference", Unit::Money),
        ("why_not", Unit::Phrase),
        ("source", Unit::Text),
        ("invoice_source", Unit::Text),
    ],
);

/// How many are named for a line.
const NEAREST: usize = 3;

/// Open invoices by currency and client (empty: of all clients), sorted by what is open.
type Open<'l> = BTreeMap<(&'l str, &'l str), Vec<(Money, usize)>>;

/// The frame, in the order of the bank lines, the nearest invoice first.
pub fn candidates_frame(ledger: &Ledger) -> MetricFrame {
    let mut rows = FrameRows::of(&CANDIDATES);
    let waiting =
        |line: &&Arc<Line>| !line.verdict.confidence.decided() && line.unapplied > Money::ZERO;
    let mut lines = ledger.lines.iter().filter(waiting).peekable();
    if lines.peek().is_none() {
        return rows.finish();
    }
    let open = open_invoices(ledger);
    for line in lines {
        let payment = &ledger.payments[line.payment];
        let client = payment.client.as_deref().unwrap_or_default();
        let pool = open.get(&(payment.currency.as_str(), client));
        let (subject, line_source) = (payment.identity(), payment.place.to_string());
        for at in nearest(pool.map_or(&[], Vec::as_slice), line.unapplied) {
            let invoice = &ledger.invoices[at];
            let left = ledger.open(at);
            let reason = why_not(ledger, (payment, line), at).encode();
            let source = invoice.place.to_string();
            rows.push([
                subject.as_str().into(),
                client.into(),
                (&payment.payer).into(),
                payment.date.into(),
                line.unapplied.into(),
                (&payment.currency).into(),
                (&invoice.number).into(),
                (&invoice.client).into(),
                invoice.issued_on.into(),
                left.into(),
                (line.unapplied - left).into(),
                reason.as_str().into(),
                line_source.as_str().into(),
                source.as_str().into(),
            ]);
        }
    }
    rows.finish()
}

fn open_invoices(ledger: &Ledger) -> Open<'_> {
    let mut open: Open<'_> = BTreeMap::new();
    for at in ledger.counted() {
        let invoice = &ledger.invoices[at];
        let left = ledger.open(at);
        if invoice.credit || left <= Money::ZERO {
            continue;
        }
        for client in [invoice.client.as_str(), ""] {
            let pool = open.entry((&invoice.currency, client)).or_default();
            pool.push((left, at));
        }
    }
    for pool in open.values_mut() {
        pool.sort_unstable();
    }
    open
}

/// The invoices whose open amounts are nearest, the nearest first; of equal ones the earlier.
fn nearest(pool: &[(Money, usize)], amount: Money) -> Vec<usize> {
    let above = pool.partition_point(|(left, _)| *left < amount);
    // nothing further away than so many on either side can be among the nearest
    let (first, end) = (
        above.saturating_sub(NEAREST),
        (above + NEAREST).min(pool.len()),
    );
    let mut around: Vec<(Money, usize)> = pool[first..end]
        .iter()
        .map(|(left, at)| ((*left - amount).abs(), *at))
        .collect();
    around.sort_unstable();
    let nearest = around.into_iter().take(NEAREST);
    nearest.map(|(_, at)| at).collect()
}

fn why_not(ledger: &Ledger, (payment, line): (&Payment, &Line), at: usize) -> Phrase {
    let invoice = &ledger.invoices[at];
    let left = ledger.open(at);
    let difference = left - line.unapplied;
    if difference > Money::ZERO {
        return phrase("{} is open, {} more than was paid", &[&left, &difference]);
    }
    if difference < Money::ZERO {
        return phrase("{} is open, {} less than was paid", &[&left, &-difference]);
    }
    if let Some(issued) = invoice.issued_on.filter(|issued| *issued > payment.date) {
        return phrase(
            "the amount fits; issued on {}, after the payment",
            &[&issued],
        );
    }
    if payment.client.is_none() {
        return phrase(
            "the amount fits; nobody says that {} pays for {}",
            &[&payment.payer, &invoice.client],
        );
    }
    phrase("the amount fits, and so does something else", &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_come_first_and_no_more_than_three() {
        let pool: Vec<(Money, usize)> = [(100, 7), (400, 1), (500, 2), (500, 5), (640, 0)]
            .map(|(units, at)| (Money::units(units), at))
            .into();
        // off by 0, 0, 100 and 140
        assert_eq!(nearest(&pool, Money::units(500)), [2, 5, 1]);
        assert_eq!(nearest(&pool, Money::units(90)), [7, 1, 2]);
        assert_eq!(nearest(&pool, Money::units(9000)), [0, 2, 5]);
        assert!(nearest(&[], Money::units(1)).is_empty());
    }
}
