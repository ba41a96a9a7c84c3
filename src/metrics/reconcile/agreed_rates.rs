//! What an hour costs where a contract, a client or a rate card says so: it goes before a person's own bill rate.

use std::collections::BTreeMap;

use super::accounts::Accounts;
use super::contracts::{Contract, of_client};
use super::rate_cards::{Listed, RateCards};
use crate::metrics::people::Terms;
use crate::metrics::work::DayWork;
use crate::model::{Money, Table, Tables, TradeWords};

/// Agreed rates, and which project serves which contract.
pub struct AgreedRates<'a> {
    contracts: &'a [Contract],
    accounts: &'a Accounts,
    cards: RateCards,
    /// Contract numbers as written, by project.
    projects: BTreeMap<String, Vec<String>>,
    /// Somebody agreed on a rate at all.
    any: bool,
}

/// What is agreed of an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreed<'a> {
    /// Its rate and currency; empty when nothing names it.
    At(Money, &'a str),
    /// There is a rate card, and the person's role of that day is not on it.
    NotOnCard,
    /// Nothing: the person's own rate counts.
    Nothing,
}

impl<'a> Agreed<'a> {
    /// Rate and currency.
    pub fn rate(self) -> Option<(Money, &'a str)> {
        match self {
            Agreed::At(rate, currency) => Some((rate, currency)),
            Agreed::NotOnCard | Agreed::Nothing => None,
        }
    }
}

impl<'a> AgreedRates<'a> {
    /// `tables` tell which project serves which contract, and what stands on rate cards.
    pub fn of(
        tables: &Tables,
        contracts: &'a [Contract],
        accounts: &'a Accounts,
        words: &TradeWords,
    ) -> AgreedRates<'a> {
        let of_contract = contracts
            .iter()
            .any(|contract| contract.hourly_rate.is_some());
        let cards = RateCards::of(tables, contracts, words);
        AgreedRates {
            any: of_contract || accounts.have_rates() || !cards.is_empty(),
            projects: read_projects(tables),
            contracts,
            accounts,
            cards,
        }
    }

    /// Some client has a rate card.
    pub fn have_cards(&self) -> bool {
        !self.cards.is_empty()
    }

    /// What is agreed of work: by a contract that its project serves or by the client's only contract where no project serves any,
    /// else by the client; each by its rate card first, then by its one rate for everybody. `terms` are the person's of that day.
    pub fn of_work(&self, done: &DayWork<'_>, terms: Option<&Terms>) -> Agreed<'_> {
        if !self.any {
            return Agreed::Nothing;
        }
        let contract = self.contract_of(done);
        let of_contract = contract.map(|contract| {
            let one = contract
                .hourly_rate
                .map(|rate| (rate, contract.currency.as_str()));
            (self.cards.listed(done, Some(contract), terms), one)
        });
        let client = done.client.text();
        let currency = self.accounts.currency(client);
        let one = self.accounts.hourly_rate(client);
        let of_client = (
            self.cards.listed(done, None, terms),
            one.map(|rate| (rate, currency)),
        );
        let named = contract.map_or(currency, |contract| contract.currency.as_str());
        let mut on_no_card = false;
        for (listed, one) in of_contract.into_iter().chain([of_client]) {
            match (listed, one) {
                (Listed::At(rate, ""), _) => return Agreed::At(rate, named),
                (Listed::At(rate, currency), _) => return Agreed::At(rate, currency),
                (_, Some((rate, currency))) => return Agreed::At(rate, currency),
                (Listed::Nowhere, None) => on_no_card = true,
                (Listed::NoCard, None) => {}
            }
        }
        if on_no_card {
            Agreed::NotOnCard
        } else {
            Agreed::Nothing
        }
    }

    /// The contract under which work is done on its day: one that its project serves, a priced one first, else the client's only
    /// one where no project serves it.
    fn contract_of(&self, done: &DayWork<'_>) -> Option<&'a Contract> {
        let own = of_client(self.contracts, done.client.text());
        let valid = |contract: &&Contract| contract.holds_on(done.day);
        let serving = || {
            let own = own.iter().filter(valid);
            own.filter(|contract| self.serves(done.project.text(), contract))
        };
        let priced = |contract: &&Contract| contract.hourly_rate.is_some();
        let only = match own {
            [only] if !self.is_served(only) => Some(only).filter(valid),
            _ => None,
        };
        serving().find(priced).or_else(|| serving().next()).or(only)
    }

    /// True when a project names a contract.
    pub fn serves(&self, project: &str, contract: &Contract) -> bool {
        let named = self.projects.get(project).into_iter().flatten();
        named.into_iter().any(|number| contract.is(number))
    }

    /// Projects that name a contract.
    pub fn projects_of(&self, contract: &Contract) -> impl Iterator<Item = &str> {
        let named = |numbers: &[String]| numbers.iter().any(|number| contract.is(number));
        let all = self.projects.iter();
        all.filter(move |(_, numbers)| named(numbers))
            .map(|(project, _)| project.as_str())
    }

    fn is_served(&self, contract: &Contract) -> bool {
        self.projects_of(contract).next().is_some()
    }
}

fn read_projects(tables: &Tables) -> BTreeMap<String, Vec<String>> {
    let rows = tables.rows(Table::Projects);
    let (project, contract) = (rows.text("project"), rows.text("contract"));
    let mut projects: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for at in 0..rows.len() {
        if let (Some(project), Some(contract)) = (project[at], contract[at]) {
            projects
                .entry(project.to_owned())
                .or_default()
                .push(contract.to_owned());
        }
    }
    projects
}
