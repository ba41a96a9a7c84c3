//! What a contract's billable hours are worth: B x rate (the entry's own, else the person's bill rate).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::contracts::Contract;
use crate::metrics::exchange;
use crate::metrics::people::People;
use crate::metrics::work::{DayWork, Worked};
use crate::model::money::round_div;
use crate::model::{Duration, Money, Month, Settings, Table, Tables};

type EntryKey = (NaiveDate, String, String, String, String);

/// Rates of time entries, exchange rates and which project serves which contract.
pub struct Rates {
    entries: BTreeMap<EntryKey, Rated>,
    exchange: exchange::Rates,
    projects: BTreeMap<String, Vec<String>>,
    as_of: NaiveDate,
}

#[derive(Default)]
struct Rated {
    /// Sum of duration x rate of the entries that have one.
    value: i128,
    hours: i128,
    currency: String,
}

impl Rates {
    /// Reads rates up to as-of.
    pub fn of(tables: &Tables, settings: &Settings, as_of: NaiveDate) -> Rates {
        Rates {
            entries: read_entries(tables),
            exchange: exchange::Rates::of(tables, settings),
            projects: read_projects(tables),
            as_of,
        }
    }

    /// Value of the contract's billable hours up to as-of, or the reason why there is none. Hours belong to
    /// it by project; where no project names a contract, those of the client between its first and last day
    /// do when it is the client's only one.
    pub fn worked_value(
        &self,
        contract: &Contract,
        only: bool,
        work: &[DayWork],
        people: &People,
    ) -> Result<Money, &'static str> {
        let of_projects: BTreeSet<&str> = self
            .projects
            .iter()
            .filter(|(_, contracts)| contracts.iter().any(|number| contract.is(number)))
            .map(|(project, _)| project.as_str())
            .collect();
        let within = |day: NaiveDate| {
            contract.starts_on.is_none_or(|first| first <= day)
                && contract.ends_on.is_none_or(|last| day <= last)
        };
        let belongs = |done: &&DayWork| {
            done.client == contract.client
                && done.kind == Worked::Billable
                && done.day <= self.as_of
                && if of_projects.is_empty() {
                    only && within(done.day)
                } else {
                    of_projects.contains(done.project.as_str())
                }
        };
        let mut total: i128 = 0;
        let mut any = false;
        for done in work.iter().filter(belongs) {
            any = true;
            let (value, currency) = self.value(done, people).ok_or("no-rate")?;
            total += self
                .convert(value, &currency, &contract.currency, done.day)
                .ok_or("no-rate")?;
        }
        if !any {
            return Err("no-hours");
        }
        round_div(total, i128::from(Duration::HOUR))
            .map(Money)
            .ok_or("no-rate")
    }

    /// Duration x rate, not yet divided by the hour, and its currency.
    fn value(&self, done: &DayWork, people: &People) -> Option<(i128, String)> {
        let key = (
            done.day,
            done.person.clone(),
            done.client.clone(),
            done.project.clone(),
            done.task.clone(),
        );
        let terms = people.on(&done.person, done.day);
        let own = terms.map_or("", |terms| terms.currency.as_str());
        if let Some(rated) = self.entries.get(&key).filter(|rated| rated.hours != 0) {
            let value = i128::from(done.duration.0) * rated.value;
            let currency = if rated.currency.is_empty() {
                own
            } else {
                &rated.currency
            };
            return Some((
                i128::from(round_div(value, rated.hours)?),
                currency.to_owned(),
            ));
        }
        let rate = terms?.bill_rate?;
        Some((
            i128::from(done.duration.0) * i128::from(rate.0),
            own.to_owned(),
        ))
    }

    /// At the latest rate up to the end of the month of the work; an unnamed currency is the contract's.
    fn convert(&self, value: i128, from: &str, to: &str, day: NaiveDate) -> Option<i128> {
        if from.is_empty() || from == to {
            return Some(value);
        }
        let month_end = Month::of(day).last_day().min(self.as_of);
        let (from, to) = (
            self.exchange.rate(from, month_end)?,
            self.exchange.rate(to, month_end)?,
        );
        let product = value.checked_mul(i128::from(from))?;
        round_div(product, i128::from(to)).map(i128::from)
    }
}

fn read_entries(tables: &Tables) -> BTreeMap<EntryKey, Rated> {
    let rows = tables.rows(Table::Time);
    let (date, person, client) = (rows.date("date"), rows.text("person"), rows.text("client"));
    let (project, task) = (rows.text("project"), rows.text("task"));
    let (duration, rate) = (rows.duration("duration"), rows.money("rate"));
    let (billable, currency) = (rows.flag("billable"), rows.text("currency"));
    let word = |words: &[Option<&str>], at: usize| words[at].unwrap_or_default().to_owned();
    let mut entries: BTreeMap<EntryKey, Rated> = BTreeMap::new();
    for at in 0..rows.len() {
        let (Some(day), Some(duration), Some(rate)) = (date[at], duration[at], rate[at]) else {
            continue;
        };
        if billable[at] == Some(false) {
            continue;
        }
        let key = (
            day,
            word(&person, at),
            word(&client, at),
            word(&project, at),
            word(&task, at),
        );
        let rated = entries.entry(key).or_default();
        rated.value += i128::from(duration.0) * i128::from(rate.0);
        rated.hours += i128::from(duration.0);
        rated.currency = word(&currency, at);
    }
    entries
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
