//! Rate cards: what an hour of a role, a grade or a service costs a client, or under one of its contracts, and since when.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::agreed_rates::Hour;
use super::contracts::Contract;
use super::reference::compact;
use crate::metrics::people::Terms;
use crate::model::key::fold;
use crate::model::{Money, Table, Tables, TradeWords};

/// The price of an hour.
#[derive(Clone, Debug)]
struct Price {
    /// Number of the contract, compact; empty for all work of the client.
    contract: String,
    /// What it asks for; empty asks for nothing.
    role: String,
    grade: String,
    task: String,
    rate: Money,
    currency: String,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
}

/// All rate cards, by client. A row that names a contract and no client is the contract's client's.
#[derive(Clone, Debug, Default)]
pub struct RateCards {
    prices: BTreeMap<String, Vec<Price>>,
    /// Roles of people as written, each as the trade calls it.
    roles: BTreeMap<String, String>,
}

/// What the cards say of an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed<'a> {
    /// Its rate, and the currency; empty when the card names none.
    At(Money, &'a str),
    /// There is a card that day, and nothing on it fits.
    Nowhere,
    /// There is no card that day.
    NoCard,
}

impl RateCards {
    /// Reads the table.
    pub fn of(tables: &Tables, contracts: &[Contract], words: &TradeWords) -> RateCards {
        let rows = tables.rows(Table::RateCard);
        let (client, contract) = (rows.text("client"), rows.text("contract"));
        let (role, grade, task) = (rows.text("role"), rows.text("grade"), rows.text("task"));
        let (rate, currency) = (rows.money("rate"), rows.text("currency"));
        let (starts_on, ends_on) = (rows.date("starts_on"), rows.date("ends_on"));
        let mut cards = RateCards::default();
        for at in 0..rows.len() {
            let contract = contract[at].unwrap_or_default();
            let of_contract = || contracts.iter().find(|one| one.is(contract));
            let client = client[at].or_else(|| of_contract().map(|one| one.client.as_str()));
            let (Some(client), Some(rate)) = (client, rate[at]) else {
                continue;
            };
            let own = cards.prices.entry(client.to_owned()).or_default();
            own.push(Price {
                contract: compact(contract),
                role: role[at].map_or_else(String::new, |role| words.role(role)),
                grade: grade[at].unwrap_or_default().to_owned(),
                task: fold(task[at].unwrap_or_default()),
                rate,
                currency: currency[at].unwrap_or_default().to_owned(),
                starts_on: starts_on[at],
                ends_on: ends_on[at],
            });
        }
        if !cards.prices.is_empty() {
            let people = tables.rows(Table::People).text("role");
            let roles = people.into_iter().flatten();
            cards.roles = roles
                .map(|role| (role.to_owned(), words.role(role)))
                .collect();
        }
        cards
    }

    /// No card at all.
    pub fn is_empty(&self) -> bool {
        self.prices.is_empty()
    }

    /// What the card of a contract says of an hour, or, without one, the card of all work of the client. Of several rows that fit,
    /// the one that asks for most counts, then the one that began last; `terms` are the person's of that day.
    pub fn listed(
        &self,
        done: Hour<'_>,
        contract: Option<&Contract>,
        terms: Option<&Terms>,
    ) -> Listed<'_> {
        let number = contract.map_or_else(String::new, |contract| compact(&contract.number));
        let own = self.prices.get(done.client).into_iter().flatten();
        let mut valid = own
            .filter(|price| price.contract == number && price.holds_on(done.day))
            .peekable();
        if valid.peek().is_none() {
            return Listed::NoCard;
        }
        let best = valid
            .filter(|price| self.fits(price, done, terms))
            .max_by_key(|price| (price.asks(), price.starts_on, price.rate));
        best.map_or(Listed::Nowhere, |price| {
            Listed::At(price.rate, &price.currency)
        })
    }

    fn fits(&self, price: &Price, done: Hour<'_>, terms: Option<&Terms>) -> bool {
        let role = terms.and_then(|terms| self.roles.get(&terms.role));
        let grade = terms.map_or("", |terms| terms.grade.as_str());
        (price.role.is_empty() || role == Some(&price.role))
            && (price.grade.is_empty() || price.grade == grade)
            && (price.task.is_empty() || price.task == fold(done.task))
    }
}

impl Price {
    fn holds_on(&self, day: NaiveDate) -> bool {
        self.starts_on.is_none_or(|first| first <= day)
            && self.ends_on.is_none_or(|last| day <= last)
    }

    fn asks(&self) -> usize {
        let asked = [&self.task, &self.role, &self.grade];
        asked.iter().filter(|text| !text.is_empty()).count()
    }
}
