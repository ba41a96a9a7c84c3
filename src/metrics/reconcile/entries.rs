//! The ledger as dated entries: what moved a client's balance, by how much and when.

use chrono::NaiveDate;

use super::ledger::Ledger;
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
pub struct Entry {
    /// Client, or payer as written while nobody knows who that is.
    pub account: String,
    /// ISO code.
    pub currency: String,
    /// None for what has no date: before every period.
    pub on: Option<NaiveDate>,
    /// What it is.
    pub kind: Kind,
    /// Number of the invoice or credit note, or of those that a payment settles.
    pub number: String,
    /// Above zero when the client owes more by it.
    pub amount: Money,
}

/// All movements, by account, currency and date.
pub fn entries(ledger: &Ledger) -> Vec<Entry> {
    let mut all = Vec::new();
    for at in ledger.counted() {
        let invoice = &ledger.invoices[at];
        all.push(Entry {
            account: invoice.client.clone(),
            currency: invoice.currency.clone(),
            on: invoice.issued_on,
            kind: if invoice.credit {
                Kind::CreditNote
            } else {
                Kind::Invoice
            },
            number: invoice.number.clone(),
            amount: invoice.gross,
        });
    }
    add_receipts(ledger, &mut all);
    add_links(ledger, &mut all);
    add_moved_credits(ledger, &mut all);
    for at in &ledger.refunds {
        let line = &ledger.payments[*at];
        all.push(Entry {
            account: line.account().to_owned(),
            currency: line.currency.clone(),
            on: Some(line.date),
            kind: Kind::Refund,
            number: String::new(),
            amount: line.amount,
        });
    }
    all.sort();
    all
}

fn add_receipts(ledger: &Ledger, all: &mut Vec<Entry>) {
    let links = ledger.links_by_line();
    for line in ledger
        .lines
        .iter()
        .filter(|line| ledger.is_receivable(line))
    {
        let payment = &ledger.payments[line.payment];
        let settles = links.get(&line.payment).into_iter().flatten();
        let settles: Vec<usize> = settles.map(|link| link.invoice).collect();
        all.push(Entry {
            account: payment.account().to_owned(),
            currency: payment.currency.clone(),
            on: Some(payment.date),
            kind: Kind::Payment,
            number: ledger.name(&settles),
            amount: -payment.amount,
        });
    }
}

/// Credit notes of one client that are set against another's invoice.
fn add_moved_credits(ledger: &Ledger, all: &mut Vec<Entry>) {
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
                account: account.clone(),
                currency: invoice.currency.clone(),
                on: used.on,
                kind: Kind::CreditNote,
                number: note.number.clone(),
                amount,
            });
        }
    }
}

/// What closes invoices without cash, what only the invoice file states, and cash that one client paid for another or in another
/// currency.
fn add_links(ledger: &Ledger, all: &mut Vec<Entry>) {
    for link in &ledger.links {
        let invoice = &ledger.invoices[link.invoice];
        let own = (invoice.client.as_str(), invoice.currency.as_str());
        let mut add = |(account, currency): (&str, &str), kind: Kind, amount: Money| {
            all.push(Entry {
                account: account.to_owned(),
                currency: currency.to_owned(),
                on: link.on,
                kind,
                number: invoice.number.clone(),
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
            None if link.rule == Rule::Stated => add(own, Kind::Payment, -link.amount),
            None => {}
        }
    }
}
