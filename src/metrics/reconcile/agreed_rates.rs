//! What an hour costs where a project, a contract, a client or a rate card says so: it goes before a person's own bill rate.

use std::collections::BTreeMap;

use chrono::NaiveDate;

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
    /// Rates of projects, by client and project.
    of_projects: BTreeMap<(String, String), Vec<ProjectRate>>,
    /// The one project of the list, of clients that have no other.
    only: BTreeMap<String, String>,
    /// Somebody agreed on a rate at all.
    any: bool,
}

/// What an hour of a project costs from a first to a last day.
#[derive(Clone, Debug)]
struct ProjectRate {
    rate: Money,
    /// Empty when the row names none.
    currency: String,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
}

impl ProjectRate {
    fn holds_on(&self, day: NaiveDate) -> bool {
        self.starts_on.is_none_or(|first| first <= day)
            && self.ends_on.is_none_or(|last| day <= last)
    }
}

/// An hour whose price is looked for, worked or booked.
#[derive(Clone, Copy, Debug)]
pub struct Hour<'a> {
    /// Canonical name.
    pub client: &'a str,
    /// Canonical name; empty without a project.
    pub project: &'a str,
    /// As written; empty without a task.
    pub task: &'a str,
    /// Its day.
    pub day: NaiveDate,
}

impl<'a> Hour<'a> {
    fn of(done: &'a DayWork<'_>) -> Hour<'a> {
        Hour {
            client: done.client.text(),
            project: done.project.text(),
            task: done.task.text(),
            day: done.day,
        }
    }
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
        let of_projects = read_rates(tables);
        let of_rows = !of_projects.is_empty() || !cards.is_empty();
        AgreedRates {
            any: of_contract || accounts.have_rates() || of_rows,
            of_projects,
            projects: read_projects(tables),
            only: only_projects(tables),
            contracts,
            accounts,
            cards,
        }
    }

    /// Some client has a rate card.
    pub fn have_cards(&self) -> bool {
        !self.cards.is_empty()
    }

    /// All that it judges by, to tell whether sums of an earlier run were made with the same.
    pub fn told(&self) -> String {
        if !self.any {
            return String::new();
        }
        let contracts = self.contracts.iter();
        let contracts: Vec<_> = contracts
            .map(|one| {
                let days = (one.starts_on, one.ends_on);
                (
                    &one.number,
                    &one.client,
                    &one.currency,
                    one.hourly_rate,
                    days,
                    &one.status,
                )
            })
            .collect();
        let clients = self.accounts.told_rates();
        let parts = (&self.cards, &self.projects, &self.of_projects, &self.only);
        format!("{contracts:?} {clients:?} {parts:?}")
    }

    /// What a project's own row says of an hour on a day; of a day outside of all rows, the last that began before it.
    fn of_project(&self, done: Hour<'_>) -> Option<&ProjectRate> {
        if self.of_projects.is_empty() {
            return None;
        }
        let key = |client: &str| (client.to_owned(), done.project.to_owned());
        let own = self.of_projects.get(&key(done.client));
        let rates = own.or_else(|| self.of_projects.get(&key("")))?;
        let on_the_day = rates.iter().rev().find(|rate| rate.holds_on(done.day));
        let begun = |rate: &&ProjectRate| rate.starts_on.is_none_or(|first| first <= done.day);
        let before = || rates.iter().rev().find(begun);
        on_the_day.or_else(before).or_else(|| rates.first())
    }

    /// What is agreed of work: in the row of its project, else by a contract that its project serves or by the client's only contract where no project serves any,
    /// else by the client; each by its rate card first, then by its one rate for everybody. `terms` are the person's of that day.
    pub fn of_work(&self, done: &DayWork<'_>, terms: Option<&Terms>) -> Agreed<'_> {
        match self.any {
            true => self.of_hour(Hour::of(done), terms),
            false => Agreed::Nothing,
        }
    }

    /// The same of an hour that may not be worked yet.
    pub fn of_hour(&self, done: Hour<'_>, terms: Option<&Terms>) -> Agreed<'_> {
        let project = match done.project {
            "" => self.only.get(done.client).map_or("", String::as_str),
            named => named,
        };
        let done = Hour { project, ..done };
        if let Some(own) = self.of_project(done) {
            let currency = match own.currency.as_str() {
                "" => self.accounts.currency(done.client),
                told => told,
            };
            return Agreed::At(own.rate, currency);
        }
        let contract = self.contract_of(done);
        let of_contract = contract.map(|contract| {
            let one = contract
                .hourly_rate
                .map(|rate| (rate, contract.currency.as_str()));
            (self.cards.listed(done, Some(contract), terms), one)
        });
        let client = done.client;
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
    fn contract_of(&self, done: Hour<'_>) -> Option<&'a Contract> {
        let own = of_client(self.contracts, done.client);
        let valid = |contract: &&Contract| contract.holds_on(done.day);
        let serving = || {
            let own = own.iter().filter(valid);
            own.filter(|contract| self.serves(done.project, contract))
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

    /// A project names some contract.
    pub fn is_of_a_contract(&self, project: &str) -> bool {
        self.projects.contains_key(project)
    }

    fn is_served(&self, contract: &Contract) -> bool {
        self.projects_of(contract).next().is_some()
    }
}

/// Of clients with one project: whatever is worked for them without a project is worked on it.
fn only_projects(tables: &Tables) -> BTreeMap<String, String> {
    let rows = tables.rows(Table::Projects);
    let (client, project) = (rows.text("client"), rows.text("project"));
    let mut only: BTreeMap<String, String> = BTreeMap::new();
    for at in 0..rows.len() {
        let (client, project) = (
            client[at].unwrap_or_default(),
            project[at].unwrap_or_default(),
        );
        let own = only.entry(client.to_owned());
        let own = own.or_insert_with(|| project.to_owned());
        if own != project {
            own.clear();
        }
    }
    only.retain(|_, project| !project.is_empty());
    only
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

/// Rates of projects in the order in which they begin.
fn read_rates(tables: &Tables) -> BTreeMap<(String, String), Vec<ProjectRate>> {
    let rows = tables.rows(Table::Projects);
    // a folder's own template may be older than the field
    if !rows.has("hourly_rate") {
        return BTreeMap::new();
    }
    let (client, project) = (rows.text("client"), rows.text("project"));
    let (rate, currency) = (rows.money("hourly_rate"), rows.text("currency"));
    let (starts_on, ends_on) = (rows.date("starts_on"), rows.date("ends_on"));
    let mut rates: BTreeMap<(String, String), Vec<ProjectRate>> = BTreeMap::new();
    for at in 0..rows.len() {
        let (Some(project), Some(rate)) = (project[at], rate[at]) else {
            continue;
        };
        let client = client[at].unwrap_or_default();
        let own = rates.entry((client.to_owned(), project.to_owned()));
        own.or_default().push(ProjectRate {
            rate,
            currency: currency[at].unwrap_or_default().to_owned(),
            starts_on: starts_on[at],
            ends_on: ends_on[at],
        });
    }
    for own in rates.values_mut() {
        own.sort_by_key(|rate| (rate.starts_on, rate.ends_on, rate.rate));
    }
    rates
}
