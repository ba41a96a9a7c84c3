//! The statement of a client: its entries of the period in order, with the running balance. Payers whom nobody
//! knows get none.

use std::collections::BTreeMap;

use super::entries::{Entry, Kind};
use super::ledger::Ledger;
use crate::metrics::definition::{Definition, Rests};
use crate::metrics::frame::{Datum, FrameRows, FrameSpec, MetricFrame, Unit};
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
        ("legal_name", Unit::Text),
        ("currency", Unit::Text),
        ("line", Unit::Count),
        ("date", Unit::Date),
        // opening, invoice, credit_note, payment, refund, fee, withheld, discount, rounding, exchange, closing
        ("kind", Unit::Code),
        // the kind; of an invoice the paper that its list is of (`paper` where nobody says)
        ("entry", Unit::Code),
        ("number", Unit::Text),
        ("debit", Unit::Money),
        ("credit", Unit::Money),
        ("balance", Unit::Money),
    ],
);

/// The frame: an opening line, the entries from the period's first day to as-of, a closing line. `legal_names` are those of clients
/// that have another than the one their rows bear.
pub fn statement_frame(
    ledger: &Ledger,
    entries: &[Entry<'_>],
    legal_names: &BTreeMap<String, String>,
    scope: &Scope,
) -> MetricFrame {
    let mut rows = FrameRows::of(&STATEMENT);
    let papers: BTreeMap<(&str, &str), &str> = { ledger.invoices.iter() }
        .filter_map(|invoice| {
            let place = &invoice.place;
            let said = [&*place.sheet, &*place.file].map(|list| scope.words.paper(list));
            let kind = said.into_iter().flatten().next()?;
            Some(((invoice.client.as_str(), invoice.number.as_str()), kind))
        })
        .collect();
    let of_clients = entries
        .chunk_by(|one, other| one.account == other.account && one.currency == other.currency)
        .filter(|of_client| ledger.accounts.payer(of_client[0].account).is_some());
    for of_client in of_clients {
        let client = of_client[0].account;
        let legal_name = legal_names.get(client).map_or(client, String::as_str);
        let paper = |entry: &Entry<'_>| match entry.kind {
            Kind::Invoice => papers
                .get(&(client, &*entry.number))
                .copied()
                .unwrap_or("paper"),
            other => other.code(),
        };
        add_statement(&mut rows, (of_client, legal_name), &paper, scope);
    }
    rows.finish()
}

fn add_statement<'p>(
    rows: &mut FrameRows,
    (entries, legal_name): (&[Entry<'_>], &str),
    paper: &dyn Fn(&Entry<'_>) -> &'p str,
    scope: &Scope,
) {
    let first = scope.period.first_day();
    let split = entries.partition_point(|entry| entry.on.is_none_or(|day| day < first));
    let (before, within) = entries.split_at(split);
    let mut balance: Money = before.iter().map(|entry| entry.amount).sum();
    if within.is_empty() && balance == Money::ZERO {
        return;
    }
    let mut line: i64 = 0;
    let mut add = |on: Datum<&str>,
                   [kind, entry]: [&str; 2],
                   number: &str,
                   amounts: [Datum<&str>; 2],
                   balance: Money| {
        line += 1;
        let [debit, credit] = amounts;
        rows.push([
            entries[0].account.into(),
            legal_name.into(),
            entries[0].currency.into(),
            line.into(),
            on,
            kind.into(),
            entry.into(),
            number.into(),
            debit,
            credit,
            balance.into(),
        ]);
    };
    let nothing = [Datum::Null, Datum::Null];
    add(first.into(), ["opening"; 2], "", nothing, balance);
    for entry in within {
        balance += entry.amount;
        let amounts = sides(entry);
        let (on, kind) = (entry.on.into(), [entry.kind.code(), paper(entry)]);
        add(on, kind, &entry.number, amounts, balance);
    }
    add(scope.as_of.into(), ["closing"; 2], "", nothing, balance);
}

/// Debit and credit of an entry.
fn sides(entry: &Entry<'_>) -> [Datum<&'static str>; 2] {
    match entry.kind {
        Kind::Invoice | Kind::Refund => [entry.amount.into(), Datum::Null],
        Kind::CreditNote
        | Kind::Payment
        | Kind::Presumed
        | Kind::Fee
        | Kind::Withheld
        | Kind::Discount => [Datum::Null, (-entry.amount).into()],
        Kind::Rounding | Kind::Exchange if entry.amount > Money::ZERO => {
            [entry.amount.into(), Datum::Null]
        }
        Kind::Rounding | Kind::Exchange => [Datum::Null, (-entry.amount).into()],
    }
}
