//! Clients as the reconciliation knows them, and which of them a payer is.

use std::collections::BTreeMap;

use super::invoices::discount_of;
use crate::model::key::fold;
use crate::model::{Discount, Money, Table, Tables};

/// What the clients table says of one client.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Account manager, who owns the client's exceptions.
    pub manager: String,
    /// Group, folded; empty without one.
    pub group: String,
    /// Days from issue to due date.
    pub terms_days: Option<i64>,
    /// ISO code; empty when the file does not say.
    pub currency: String,
    /// Share of tax that the client keeps back from what it pays, in 1/1,000,000.
    pub withholding: i64,
    /// What need not be paid when the whole is paid early.
    pub discount: Option<Discount>,
    /// What an hour costs the client, whoever works it.
    pub hourly_rate: Option<Money>,
    /// A firm of the agency itself.
    pub internal: bool,
}

/// All clients by name, and the payers that are known to be them.
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    accounts: BTreeMap<String, Account>,
    spellings: BTreeMap<String, String>,
}

/// Quantities are stored in 1/10,000.
pub(super) const QUANTITY: i64 = 10_000;

impl Accounts {
    /// Reads the clients table. `payers` maps a payer as written to a client; without an entry a payer is the
    /// client of exactly that (folded) name, or nobody.
    pub fn of(tables: &Tables, payers: &BTreeMap<String, String>) -> Accounts {
        let rows = tables.rows(Table::Clients);
        let (client, manager) = (rows.text("client"), rows.text("account_manager"));
        let (group, currency) = (rows.text("group"), rows.text("currency"));
        let terms = rows.integers("payment_terms_days");
        let (withholding, status) = (rows.integers("withholding_share"), rows.text("status"));
        let (discount, hourly_rate) = (rows.text("discount"), rows.money("hourly_rate"));
        let mut known = Accounts::default();
        for at in 0..rows.len() {
            let Some(name) = client[at] else { continue };
            known
                .accounts
                .entry(name.to_owned())
                .or_insert_with(|| Account {
                    manager: manager[at].unwrap_or_default().to_owned(),
                    group: fold(group[at].unwrap_or_default()),
                    terms_days: terms[at].map(|days| days / QUANTITY),
                    currency: currency[at].unwrap_or_default().to_owned(),
                    withholding: withholding[at].unwrap_or_default(),
                    discount: discount[at].and_then(discount_of),
                    hourly_rate: hourly_rate[at],
                    internal: status[at] == Some("internal"),
                });
            known.spell(name, name);
        }
        for name in tables
            .rows(Table::Invoices)
            .text("client")
            .into_iter()
            .flatten()
        {
            known.spell(name, name);
        }
        for (payer, client) in payers {
            known.spellings.insert(fold(payer), client.clone());
        }
        known
    }

    fn spell(&mut self, spelling: &str, client: &str) {
        let folded = fold(spelling);
        if !folded.is_empty() {
            self.spellings
                .entry(folded)
                .or_insert_with(|| client.to_owned());
        }
    }

    /// The client a payer is, when that is known.
    pub fn payer(&self, payer: &str) -> Option<&str> {
        self.spellings.get(&fold(payer)).map(String::as_str)
    }

    /// True when one pays for the other as a matter of course: the same client or the same group.
    pub fn together(&self, one: &str, other: &str) -> bool {
        one == other || (!self.group(one).is_empty() && self.group(one) == self.group(other))
    }

    /// Group, folded; empty without one.
    pub(super) fn group(&self, client: &str) -> &str {
        self.accounts
            .get(client)
            .map_or("", |account| account.group.as_str())
    }

    /// Account manager; empty when nobody is named.
    pub fn manager(&self, client: &str) -> &str {
        self.accounts
            .get(client)
            .map_or("", |account| account.manager.as_str())
    }

    /// True for a firm of the agency itself.
    pub fn is_internal(&self, client: &str) -> bool {
        self.accounts
            .get(client)
            .is_some_and(|account| account.internal)
    }

    /// Payment terms in days.
    pub fn terms_days(&self, client: &str) -> Option<i64> {
        self.accounts.get(client)?.terms_days
    }

    /// Share of tax that the client keeps back, in 1/1,000,000; zero when nobody says.
    pub fn withholding(&self, client: &str) -> i64 {
        self.accounts
            .get(client)
            .map_or(0, |account| account.withholding)
    }

    /// What need not be paid when the whole is paid early.
    pub fn discount(&self, client: &str) -> Option<Discount> {
        self.accounts.get(client)?.discount
    }

    /// What an hour costs the client, whoever works it.
    pub fn hourly_rate(&self, client: &str) -> Option<Money> {
        self.accounts.get(client)?.hourly_rate
    }

    /// Clients with a rate of their own, and their currencies.
    pub(super) fn told_rates(&self) -> Vec<(&str, &str, Option<Money>)> {
        let accounts = self.accounts.iter();
        accounts
            .map(|(client, own)| (client.as_str(), own.currency.as_str(), own.hourly_rate))
            .collect()
    }

    /// Some client has a rate of its own.
    pub fn have_rates(&self) -> bool {
        self.accounts
            .values()
            .any(|account| account.hourly_rate.is_some())
    }

    /// Currency of the account; empty when unknown.
    pub fn currency(&self, client: &str) -> &str {
        self.accounts
            .get(client)
            .map_or("", |account| account.currency.as_str())
    }
}
