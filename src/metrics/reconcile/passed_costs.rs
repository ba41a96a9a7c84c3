//! Costs that the client is charged for beside the fee, media above all: what invoices hold of them is no part of a contract's sum.

use chrono::NaiveDate;

use super::accounts::Accounts;
use super::agreed_rates::AgreedRates;
use super::contracts::Contract;
use super::invoices::first_of;
use crate::model::{Money, Table, Tables};

/// All that was passed through up to a day.
pub struct PassedCosts<'a>(Vec<Passed<'a>>);

struct Passed<'a> {
    client: &'a str,
    project: &'a str,
    currency: String,
    net: Money,
}

impl<'a> PassedCosts<'a> {
    /// Reads the expenses; one without a currency is in the client's, else the base.
    pub fn of(tables: &'a Tables, accounts: &Accounts, as_of: NaiveDate, base: &str) -> Self {
        let rows = tables.rows(Table::Expenses);
        let (client, currency) = (rows.text("client"), rows.text("currency"));
        let (amount, passed) = (rows.money("amount"), rows.flag("pass_through"));
        let (days, project) = (rows.date("date"), rows.text("project"));
        let read = |at: usize| {
            let client = client[at].filter(|_| passed[at] == Some(true))?;
            days[at].filter(|day| *day <= as_of)?;
            let told = [
                currency[at].unwrap_or_default(),
                accounts.currency(client),
                base,
            ];
            Some(Passed {
                client,
                project: project[at].unwrap_or_default(),
                currency: first_of(told),
                net: amount[at]?,
            })
        };
        PassedCosts((0..rows.len()).filter_map(read).collect())
    }

    /// Those of a contract: of its projects and, where it is the client's only one, of those that are of no contract.
    pub fn of_contract(&self, contract: &Contract, only: bool, agreed: &AgreedRates<'_>) -> Money {
        let own = self.0.iter().filter(|passed| {
            let served = agreed.serves(passed.project, contract);
            passed.client == contract.client
                && passed.currency == contract.currency
                && (served || (only && !agreed.is_of_a_contract(passed.project)))
        });
        own.map(|passed| passed.net).sum()
    }
}
