//! Client hours by month and project, and what they cost.

use std::collections::BTreeMap;

use super::accounts::Accounts;
use super::exchange::Rates;
use super::known::{Known, NO_RATE};
use super::people::People;
use super::work::{DayWork, Worked};
use crate::model::{Duration, Money, Month, Span};

/// Client hours: B + C, and B alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// B + C.
    pub all: Duration,
    /// B.
    pub billable: Duration,
}

impl Hours {
    /// Adds others.
    pub fn add(&mut self, other: Hours) {
        self.all += other.all;
        self.billable += other.billable;
    }
}

/// Duration x cost rate of one client and month, exact, by the rates' currency.
#[derive(Clone, Debug, Default)]
struct Labour {
    products: BTreeMap<String, i128>,
    /// Hours of people without a cost rate on that day.
    unrated: Duration,
}

/// Client hours of people, for clients that are not internal.
#[derive(Clone, Debug, Default)]
pub struct Effort<'a> {
    clients: BTreeMap<&'a str, BTreeMap<Month, Hours>>,
    labour: BTreeMap<&'a str, BTreeMap<Month, Labour>>,
    projects: BTreeMap<(&'a str, &'a str), BTreeMap<Month, Hours>>,
    unrated: BTreeMap<&'a str, BTreeMap<Month, Duration>>,
}

impl<'a> Effort<'a> {
    /// Sums the classified work.
    pub fn of(work: &'a [DayWork], people: &People, accounts: &Accounts, base: &str) -> Effort<'a> {
        let mut effort = Effort::default();
        for part in work.iter().filter(|part| part.kind != Worked::Internal) {
            if accounts.get(&part.client).is_none() {
                continue;
            }
            effort.add_hours(part);
            effort.add_labour(part, people, base);
        }
        effort
    }

    fn add_hours(&mut self, part: &'a DayWork) {
        let billable = if part.kind == Worked::Billable {
            part.duration
        } else {
            Duration::ZERO
        };
        let hours = Hours {
            all: part.duration,
            billable,
        };
        let month = Month::of(part.day);
        let client = self.clients.entry(&part.client).or_default();
        client.entry(month).or_default().add(hours);
        let project = self
            .projects
            .entry((&part.client, &part.project))
            .or_default();
        project.entry(month).or_default().add(hours);
    }

    fn add_labour(&mut self, part: &'a DayWork, people: &People, base: &str) {
        let month = Month::of(part.day);
        let labour = self
            .labour
            .entry(&part.client)
            .or_default()
            .entry(month)
            .or_default();
        let terms = people.on(&part.person, part.day);
        let Some((terms, rate)) = terms.and_then(|terms| Some((terms, terms.cost_rate?))) else {
            labour.unrated += part.duration;
            let person = self.unrated.entry(&part.person).or_default();
            *person.entry(month).or_default() += part.duration;
            return;
        };
        let currency = if terms.currency.is_empty() {
            base
        } else {
            &terms.currency
        };
        let product = i128::from(part.duration.0) * i128::from(rate.0);
        *labour.products.entry(currency.to_owned()).or_default() += product;
    }

    /// Hours of a client.
    pub fn of_client(&self, client: &str, span: Span) -> Hours {
        sum(self.clients.get(client), span)
    }

    /// Hours of a project.
    pub fn of_project(&self, client: &str, project: &str, span: Span) -> Hours {
        sum(self.projects.get(&(client, project)), span)
    }

    /// Client and project of all client hours; the project is empty where the entry names none.
    pub fn projects(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.projects.keys().copied()
    }

    /// People with client hours on days without a cost rate, and how many hours.
    pub fn unrated(&self, span: Span) -> Vec<(&'a str, Duration)> {
        let sum = |months: &BTreeMap<Month, Duration>| -> Duration {
            months
                .range(span.from..=span.to)
                .map(|(_, hours)| *hours)
                .sum()
        };
        self.unrated
            .iter()
            .map(|(person, months)| (*person, sum(months)))
            .filter(|(_, hours)| *hours != Duration::ZERO)
            .collect()
    }

    /// Cost of a client's hours in a month, each currency of the rates converted once. Hours without a cost
    /// rate make the whole cost unknown.
    pub fn labour_cost(
        &self,
        client: &str,
        month: Month,
        currency: &str,
        rates: &Rates,
        day: chrono::NaiveDate,
    ) -> Known<Money> {
        let labour = self
            .labour
            .get(client)
            .and_then(|months| months.get(&month));
        let Some(labour) = labour else {
            return Ok(Money::ZERO);
        };
        if labour.unrated != Duration::ZERO {
            return Err(NO_RATE);
        }
        let costs = labour.products.iter().map(|(from, product)| {
            rates.convert_part(*product, Duration::HOUR, from, currency, day)
        });
        costs.sum()
    }
}

fn sum(months: Option<&BTreeMap<Month, Hours>>, span: Span) -> Hours {
    let mut hours = Hours::default();
    if let (Some(months), true) = (months, span.from <= span.to) {
        months
            .range(span.from..=span.to)
            .for_each(|(_, part)| hours.add(*part));
    }
    hours
}
