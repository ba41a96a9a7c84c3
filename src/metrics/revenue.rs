//! Revenue, pass-through and other expenses of clients by month and currency.
//!
//! Basis: invoiced ([`super::papers`]).

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::accounts::Accounts;
use super::own_bills::OwnBills;
use super::papers::{Spent, issued, spent};
use crate::model::{Money, Month, Span, Tables};

/// Money of one client in one month and currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// Net of invoices and credit notes.
    pub invoiced: Money,
    /// Expenses marked as passed through.
    pub pass_through: Money,
    /// Other expenses of the client: part of the delivery cost, without bills of people for hours that are in it.
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
    /// Reads invoices and expenses dated up to as-of, without bills for hours that are counted. An amount without a currency is in the client's.
    pub fn of(tables: &Tables, accounts: &Accounts, bills: &OwnBills, as_of: NaiveDate) -> Revenue {
        let mut revenue = Revenue::default();
        revenue.read_invoices(tables, accounts, as_of);
        let spent = spent(tables, accounts, as_of).into_iter();
        for expense in spent.filter(|expense| bills.hours_of(expense).is_none()) {
            revenue.add_expense(expense);
        }
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

    fn add_expense(&mut self, expense: Spent<'_>) {
        let paper = expense.paper;
        let flow = if expense.passed {
            Flow {
                pass_through: paper.net,
                ..Flow::default()
            }
        } else {
            Flow {
                expenses: paper.net,
                ..Flow::default()
            }
        };
        self.add(paper.client, paper.day, paper.currency, flow);
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
