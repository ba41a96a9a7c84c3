//! The statement of a client: its entries of the period in order, with the running balance. Payers whom nobody
//! knows get none.

use super::entries::{Entry, Kind};
use super::ledger::Ledger;
use crate::metrics::definition::{Definition, Rests};
use crate::metrics::frame::{Datum, FrameSpec, MetricFrame, Unit};
use crate::metrics::scope::Scope;
use crate::model::{Money, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "line",
        text: "place of the line in the statement of client and currency",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
    Definition {
        name: "debit",
        text: "what the client owes more by the line",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
    Definition {
        name: "credit",
        text: "what the client owes less by the line",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
    Definition {
        name: "balance",
        text: "owed after the line: opening + debits - credits so far",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
];

/// Invoices, credit notes and payments of a client in order, with the running balance: the statement.
pub static STATEMENT: FrameSpec = FrameSpec::exported(
    "statement",
    "client, currency, line",
    &[
        ("client", Unit::Text),
        ("currency", Unit::Text),
        ("line", Unit::Count),
        ("date", Unit::Date),
        // opening, invoice, credit_note, payment, refund, fee, withheld, discount, rounding, exchange, closing
        ("kind", Unit::Code),
        ("number", Unit::Text),
        ("debit", Unit::Money),
        ("credit", Unit::Money),
        ("balance", Unit::Money),
    ],
);

/// The frame: an opening line, the entries from the period's first day to as-of, a closing line.
pub fn statement_frame(ledger: &Ledger, entries: &[Entry], scope: &Scope) -> MetricFrame {
    let rows = entries
        .chunk_by(|one, other| one.account == other.account && one.currency == other.currency)
        .filter(|of_client| ledger.accounts.payer(&of_client[0].account).is_some())
        .flat_map(|of_client| statement(of_client, scope))
        .collect();
    MetricFrame::of(&STATEMENT, rows)
}

fn statement(entries: &[Entry], scope: &Scope) -> Vec<Vec<Datum>> {
    let first = scope.period.first_day();
    let split = entries.partition_point(|entry| entry.on.is_none_or(|day| day < first));
    let (before, within) = entries.split_at(split);
    let mut balance: Money = before.iter().map(|entry| entry.amount).sum();
    if within.is_empty() && balance == Money::ZERO {
        return Vec::new();
    }
    let mut rows: Vec<Vec<Datum>> = Vec::new();
    let mut add = |on: Datum, kind: &str, number: &str, amounts: [Datum; 2], balance: Money| {
        let line = rows.len() as i64 + 1;
        let [debit, credit] = amounts;
        rows.push(vec![
            (&entries[0].account).into(),
            (&entries[0].currency).into(),
            line.into(),
            on,
            kind.into(),
            number.into(),
            debit,
            credit,
            balance.into(),
        ]);
    };
    add(
        first.into(),
        "opening",
        "",
        [Datum::Null, Datum::Null],
        balance,
    );
    for entry in within {
        balance += entry.amount;
        let amounts = match entry.kind {
            Kind::Invoice | Kind::Refund => [entry.amount.into(), Datum::Null],
            Kind::CreditNote | Kind::Payment | Kind::Fee | Kind::Withheld | Kind::Discount => {
                [Datum::Null, (-entry.amount).into()]
            }
            Kind::Rounding | Kind::Exchange if entry.amount > Money::ZERO => {
                [entry.amount.into(), Datum::Null]
            }
            Kind::Rounding | Kind::Exchange => [Datum::Null, (-entry.amount).into()],
        };
        add(
            entry.on.into(),
            entry.kind.code(),
            &entry.number,
            amounts,
            balance,
        );
    }
    add(
        scope.as_of.into(),
        "closing",
        "",
        [Datum::Null, Datum::Null],
        balance,
    );
    rows
}
