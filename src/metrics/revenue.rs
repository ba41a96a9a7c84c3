//! Revenue, pass-through and other expenses of clients by month and currency.
//!
//! Basis: invoiced, net of tax, by issue date, credit notes negative whatever sign the file gives; drafts and void
//! invoices are in no figure (`metrics.md`, "Money").

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::accounts::Accounts;
use crate::model::{Money, Month, Span, Table, Tables};

/// Money of one client in one month and currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// Net of invoices and credit notes.
    pub invoiced: Money,
    /// Expenses marked as passed through.
    pub pass_through: Money,
    /// Other expenses of the client: part of the delivery cost.
    pub expenses: Money,
}

impl Flow {
    /// Agency gross income: revenue less what is passed through.
    pub fn agi(self) -> Money {
        self.invoiced - self.pass_through
    }

    fn add(&mut self, other: Flow) {
        self.invoiced += other.invoiced;
        self.pass_through += other.pass_through;
        self.expenses += other.expenses;
    }
}

/// Flows by client, month and currency.
#[derive(Clone, Debug, Default)]
pub struct Revenue {
    flows: BTreeMap<String, BTreeMap<(Month, String), Flow>>,
    first_invoice: BTreeMap<String, NaiveDate>,
}

impl Revenue {
    /// Reads invoices and expenses dated up to as-of. An amount without a currency is in the client's.
    pub fn of(tables: &Tables, accounts: &Accounts, as_of: NaiveDate) -> Revenue {
        let mut revenue = Revenue::default();
        revenue.read_invoices(tables, accounts, as_of);
        revenue.read_expenses(tables, accounts, as_of);
        revenue
    }

    fn read_invoices(&mut self, tables: &Tables, accounts: &Accounts, as_of: NaiveDate) {
        for invoice in issued(tables, accounts, as_of) {
            let (client, day) = (invoice.client, invoice.day);
            let flow = Flow {
                invoiced: invoice.net,
                ..Flow::default()
            };
            self.add(client, day, invoice.currency, flow);
            let first = self.first_invoice.entry(client.to_owned()).or_insert(day);
            *first = day.min(*first);
        }
    }

    fn read_expenses(&mut self, tables: &Tables, accounts: &Accounts, as_of: NaiveDate) {
        for (expense, passed) in spent(tables, accounts, as_of) {
            let amount = expense.net;
            let flow = if passed {
                Flow {
                    pass_through: amount,
                    ..Flow::default()
                }
            } else {
                Flow {
                    expenses: amount,
                    ..Flow::default()
                }
            };
            self.add(expense.client, expense.day, expense.currency, flow);
        }
    }

    fn add(&mut self, client: &str, day: NaiveDate, currency: &str, flow: Flow) {
        let key = (Month::of(day), currency.to_owned());
        let flows = self.flows.entry(client.to_owned()).or_default();
        flows.entry(key).or_default().add(flow);
    }

    /// A client's flows of a span: month, currency and money, in order.
    pub fn of_client(&self, client: &str, span: Span) -> impl Iterator<Item = (Month, &str, Flow)> {
        let flows = self.flows.get(client).into_iter();
        let first = (span.from, String::new());
        let end = (span.to.plus(1), String::new());
        flows
            .flat_map(move |flows| flows.range(first.clone()..end.clone()))
            .map(|((month, currency), flow)| (*month, currency.as_str(), *flow))
    }

    /// A client's flows of a span by currency.
    pub fn by_currency(&self, client: &str, span: Span) -> BTreeMap<&str, Flow> {
        let mut sums: BTreeMap<&str, Flow> = BTreeMap::new();
        for (_, currency, flow) in self.of_client(client, span) {
            sums.entry(currency).or_default().add(flow);
        }
        sums
    }

    /// Day of the client's first invoice.
    pub fn first_invoice(&self, client: &str) -> Option<NaiveDate> {
        self.first_invoice.get(client).copied()
    }
}

/// An invoice that counts as revenue.
#[derive(Clone, Copy, Debug)]
pub struct Issued<'a> {
    /// Canonical name of a client that is not internal.
    pub client: &'a str,
    /// Day of issue, up to as-of.
    pub day: NaiveDate,
    /// ISO code: the invoice's, else the client's.
    pub currency: &'a str,
    /// Net of tax; negative for a credit note.
    pub net: Money,
    /// Project; empty when the invoice names none.
    pub project: &'a str,
    /// Contract as written; empty when the invoice names none.
    pub contract: &'a str,
}

/// Invoices and credit notes up to as-of that count as revenue, in the order of the rows.
pub fn issued<'a>(tables: &'a Tables, accounts: &'a Accounts, as_of: NaiveDate) -> Vec<Issued<'a>> {
    let rows = tables.rows(Table::Invoices);
    let (client, currency) = (rows.text("client"), rows.text("currency"));
    let (kind, status) = (rows.text("kind"), rows.text("status"));
    let (project, contract) = (rows.text("project"), rows.text("contract"));
    let (net, tax, gross) = (rows.money("net"), rows.money("tax"), rows.money("gross"));
    let issued = rows.date("issued_on");
    let read = |at: usize| {
        let account = accounts.get(client[at]?)?;
        let day = issued[at].filter(|day| *day <= as_of)?;
        let amount = net_amount(net[at], tax[at], gross[at])?;
        let credit = kind[at] == Some("credit_note");
        (!is_out(status[at])).then_some(Issued {
            client: &account.client,
            day,
            currency: currency[at].unwrap_or(&account.currency),
            net: if credit { -amount.abs() } else { amount },
            project: project[at].unwrap_or_default(),
            contract: contract[at].unwrap_or_default(),
        })
    };
    (0..rows.len()).filter_map(read).collect()
}

/// Expenses of clients up to as-of, and whether they are passed through; they name no contract.
pub fn spent<'a>(
    tables: &'a Tables,
    accounts: &'a Accounts,
    as_of: NaiveDate,
) -> Vec<(Issued<'a>, bool)> {
    let rows = tables.rows(Table::Expenses);
    let (client, currency) = (rows.text("client"), rows.text("currency"));
    let (amount, passed) = (rows.money("amount"), rows.flag("pass_through"));
    let (days, project) = (rows.date("date"), rows.text("project"));
    let read = |at: usize| {
        let account = accounts.get(client[at]?)?;
        let expense = Issued {
            client: &account.client,
            day: days[at].filter(|day| *day <= as_of)?,
            currency: currency[at].unwrap_or(&account.currency),
            net: amount[at]?,
            project: project[at].unwrap_or_default(),
            contract: "",
        };
        Some((expense, passed[at] == Some(true)))
    };
    (0..rows.len()).filter_map(read).collect()
}

/// Net of an invoice; from gross and tax when the file has no net, and equal to gross when it has no tax either.
pub(super) fn net_amount(
    net: Option<Money>,
    tax: Option<Money>,
    gross: Option<Money>,
) -> Option<Money> {
    net.or_else(|| gross.map(|gross| gross - tax.unwrap_or_default()))
}

/// Drafts, void and cancelled invoices are in no figure.
pub(super) fn is_out(status: Option<&str>) -> bool {
    matches!(status, Some("draft" | "void" | "cancelled"))
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, span};
    use super::*;

    #[test]
    fn counts_issued_net_amounts_up_to_as_of() {
        let sample = Sample::of(
            &[(
                "invoices",
                "number | client | issued_on | net | tax | gross | currency | kind | status
                 1 | Halden | 2026-10-01 | 100 | 20 | 120 | EUR | invoice | open
                 2 | Halden | 2026-10-31 |     | 20 | 120 | EUR | invoice |
                 3 | Halden | 2026-10-31 |     |    | 50  | EUR |         |
                 4 | Halden | 2026-10-05 | 30  |    |     | EUR | credit_note |
                 5 | Halden | 2026-10-05 | -7  |    |     | EUR | credit_note |
                 6 | Halden | 2026-10-05 | 999 |    |     | EUR | invoice | draft
                 7 | Halden | 2026-10-05 | 999 |    |     | EUR | invoice | void
                 8 | Halden | 2026-11-01 | 999 |    |     | EUR | invoice | open
                 9 | Halden | 2026-10-05 | 10  |    |     | USD | invoice | open",
            )],
            "",
            scope("2026-10", "2026-10"),
        );
        let flows = sample
            .portfolio()
            .revenue
            .by_currency("Halden", span("2026-10"))
            .into_iter()
            .map(|(currency, flow)| (currency.to_owned(), flow.invoiced))
            .collect::<Vec<_>>();
        let expected = Money::units(100 + 100 + 50 - 30 - 7);
        assert_eq!(
            flows,
            [
                ("EUR".to_owned(), expected),
                ("USD".to_owned(), Money::units(10))
            ]
        );
        let november = sample
            .portfolio()
            .revenue
            .by_currency("Halden", span("2026-11"))
            .len();
        assert_eq!(november, 0);
    }
}
