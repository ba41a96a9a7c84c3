//! What an hour costs where a contract or a client says so: it goes before a person's own bill rate.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::accounts::Accounts;
use super::contracts::{Contract, of_client};
use crate::metrics::work::DayWork;
use crate::model::{Money, Table, Tables};

/// Agreed rates, and which project serves which contract.
pub struct AgreedRates<'a> {
    contracts: &'a [Contract],
    accounts: &'a Accounts,
    /// Contract numbers as written, by project.
    projects: BTreeMap<String, Vec<String>>,
    /// Somebody agreed on a rate at all.
    any: bool,
}

impl<'a> AgreedRates<'a> {
    /// `tables` tell which project serves which contract.
    pub fn of(
        tables: &Tables,
        contracts: &'a [Contract],
        accounts: &'a Accounts,
    ) -> AgreedRates<'a> {
        let of_contract = contracts
            .iter()
            .any(|contract| contract.hourly_rate.is_some());
        AgreedRates {
            any: of_contract || accounts.have_rates(),
            projects: read_projects(tables),
            contracts,
            accounts,
        }
    }

    /// Rate and currency of an hour of a client's project on a day: of a contract that the project serves, of the client's only
    /// contract where no project serves any, else of the client.
    pub fn on(&self, client: &str, project: &str, day: NaiveDate) -> Option<(Money, &'a str)> {
        if !self.any {
            return None;
        }
        let own = of_client(self.contracts, client);
        let valid = |contract: &&Contract| contract.holds_on(day) && contract.hourly_rate.is_some();
        let mut serving = own.iter().filter(|contract| self.serves(project, contract));
        let of_project = serving.find(valid);
        let only = match own {
            [only] if !self.is_served(only) => Some(only).filter(valid),
            _ => None,
        };
        let of_contract = of_project
            .or(only)
            .and_then(|contract| Some((contract.hourly_rate?, contract.currency.as_str())));
        let of_client = || {
            Some((
                self.accounts.hourly_rate(client)?,
                self.accounts.currency(client),
            ))
        };
        of_contract.or_else(of_client)
    }

    /// The same for work.
    pub fn of_work(&self, done: &DayWork<'_>) -> Option<(Money, &'a str)> {
        self.on(&done.client, &done.project, done.day)
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
