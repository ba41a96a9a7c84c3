//! The ledger as dated entries: what moved a client's balance, by how much and when.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::ledger::{Ledger, Link};
use super::verdict::{Kept, Rule};
use crate::model::Money;

/// What moved a balance; the order is that of a statement within a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An invoice: raises the balance.
    Invoice,
    /// A credit note, or its move to the client whose invoice it is set against.
    CreditNote,
    /// Money in, or its move to the client whose invoice it settles.
    Payment,
    /// Taken as paid before the payments in the files begin.
    Presumed,
    /// Money given back: raises the balance.
    Refund,
    /// What a bank kept of a payment.
    Fee,
    /// Tax that the client withheld.
    Withheld,
    /// Discount for paying early.
    Discount,
    /// A cent or so, either way.
    Rounding,
    /// What the change of exchange rates took, or, raising the balance, gave.
    Exchange,
}

impl Kind {
    fn of(kept: Kept) -> Kind {
        match kept {
            Kept::Fee => Kind::Fee,
            Kept::Tax => Kind::Withheld,
            Kept::Discount => Kind::Discount,
            Kept::Rounding => Kind::Rounding,
        }
    }

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Invoice => "invoice",
            Kind::CreditNote => "credit_note",
            Kind::Payment => "payment",
            Kind::Presumed => "presumed",
            Kind::Refund => "refund",
            Kind::Fee => "fee",
            Kind::Withheld => "withheld",
            Kind::Discount => "discount",
            Kind::Rounding => "rounding",
            Kind::Exchange => "exchange",
        }
    }
}

/// One movement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry<'l> {
    /// Client, or payer as written while nobody knows who that is.
    pub account: &'l str,
    /// ISO code.
    pub currency: &'l str,
    /// None for what has no date: before every period.
    pub on: Option<NaiveDate>,
    /// What it is.
    pub kind: Kind,
    /// Number of the invoice or credit note, or of those that a payment settles.
    pub number: Cow<'l, str>,
    /// Above zero when the client owes more by it.
    pub amount: Money,
}

/// All movements, by account, currency and date.
pub fn entries(ledger: &Ledger) -> Vec<Entry<'_>> {
    let mut all = Vec::new();
    for at in ledger.counted() {
        let invoice = &ledger.invoices[at];
        all.push(Entry {
            account: &invoice.client,
            currency: &invoice.currency,
            on: invoice.issued_on,
            kind: if invoice.credit {
                Kind::CreditNote
            } else {
                Kind::Invoice
            },
            number: Cow::Borrowed(&invoice.number),
            amount: invoice.gross,
        });
    }
    add_receipts(ledger, &mut all);
    add_links(ledger, &mut all);
    add_moved_credits(ledger, &mut all);
    for at in &ledger.refunds {
        let line = &ledger.payments[*at];
        all.push(Entry {
            account: line.account(),
            currency: &line.currency,
            on: Some(line.date),
            kind: Kind::Refund,
            number: Cow::Borrowed(""),
            amount: line.amount,
        });
    }
    all.sort_unstable();
    all
}

fn add_receipts<'l>(ledger: &'l Ledger, all: &mut Vec<Entry<'l>>) {
    let links = ledger.links_by_line();
    for line in ledger
        .lines
        .iter()
        .filter(|line| ledger.is_receivable(line))
    {
        let payment = &ledger.payments[line.payment];
        all.push(Entry {
            account: payment.account(),
            currency: &payment.currency,
            on: Some(payment.date),
            kind: Kind::Payment,
            number: settled_by(ledger, links.of_line(line.payment)),
            amount: -payment.amount,
        });
    }
}

/// Numbers of the invoices of some links.
fn settled_by<'l>(ledger: &'l Ledger, links: &[&Link]) -> Cow<'l, str> {
    match links {
        [] => Cow::Borrowed(""),
        [link] => Cow::Borrowed(&ledger.invoices[link.invoice].number),
        links => {
            let invoices: Vec<usize> = links.iter().map(|link| link.invoice).collect();
            Cow::Owned(ledger.name(&invoices))
        }
    }
}

/// Credit notes of one client that are set against another's invoice.
fn add_moved_credits<'l>(ledger: &'l Ledger, all: &mut Vec<Entry<'l>>) {
    for used in &ledger.credit_uses {
        let (note, invoice) = (
            &ledger.invoices[used.credit],
            &ledger.invoices[used.invoice],
        );
        if note.client == invoice.client {
            continue;
        }
        for (account, amount) in [(&note.client, used.amount), (&invoice.client, -used.amount)] {
            all.push(Entry {
                account,
                currency: &invoice.currency,
                on: used.on,
                kind: Kind::CreditNote,
                number: Cow::Borrowed(&note.number),
                amount,
            });
        }
    }
}

/// What closes invoices without cash, what only the invoice file states, and cash that one client paid for another or in another
/// currency.
fn add_links<'l>(ledger: &'l Ledger, all: &mut Vec<Entry<'l>>) {
    for link in &ledger.links {
        let invoice = &ledger.invoices[link.invoice];
        let own = (invoice.client.as_str(), invoice.currency.as_str());
        let mut add = |(account, currency): (&'l str, &'l str), kind: Kind, amount: Money| {
            all.push(Entry {
                account,
                currency,
                on: link.on,
                kind,
                number: Cow::Borrowed(&invoice.number),
                amount,
            });
        };
        if link.fee != Money::ZERO {
            add(own, Kind::of(link.kept), -link.fee);
        }
        if link.exchange != Money::ZERO {
            add(own, Kind::Exchange, -link.exchange);
        }
        let payer = link.payment.map(|at| {
            let payment = &ledger.payments[at];
            (payment.account(), payment.currency.as_str())
        });
        match payer {
            Some(payer) if payer != own => {
                add(payer, Kind::Payment, link.paid);
                add(own, Kind::Payment, -link.amount);
            }
            Some(_) => {}
            None if link.rule == Rule::Presumed => add(own, Kind::Presumed, -link.amount),
            None if link.rule == Rule::Stated => add(own, Kind::Payment, -link.amount),
            None => {}
        }
    }
}
