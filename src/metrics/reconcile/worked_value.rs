//! What a contract's billable hours are worth: B x rate (the entry's own, else the one agreed with contract or client, by role where
//! they have a rate card, else the person's bill rate).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::agreed_rates::AgreedRates;
use super::contracts::Contract;
use crate::metrics::exchange;
use crate::metrics::people::{People, Staff, Terms};
use crate::metrics::work::{DayWork, Name, Worked};
use crate::metrics::worked::Work;
use crate::metrics::worth::currency_of;
use crate::model::money::round_div;
use crate::model::{Duration, Money, Month, Settings, Tables};

/// Rates of time entries, exchange rates and which project serves which contract.
pub struct Rates<'a> {
    /// Billable work up to as-of by client.
    billable: BTreeMap<&'a str, Vec<&'a DayWork<'a>>>,
    exchange: exchange::Rates,
    pub(super) agreed: AgreedRates<'a>,
    as_of: NaiveDate,
}

impl<'a> Rates<'a> {
    /// Reads rates up to as-of.
    pub fn of(
        tables: &Tables,
        (work, contracts): (&'a Work<'a>, &[Contract]),
        settings: &Settings,
        (agreed, as_of): (AgreedRates<'a>, NaiveDate),
    ) -> Rates<'a> {
        Rates {
            billable: match contracts {
                [] => BTreeMap::new(),
                _ => billable_work(work, as_of),
            },
            exchange: exchange::Rates::of(tables, settings),
            agreed,
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
        people: &'a People,
    ) -> Result<Money, &'static str> {
        let of_projects: BTreeSet<&str> = self.agreed.projects_of(contract).collect();
        let within = |day: NaiveDate| {
            contract.starts_on.is_none_or(|first| first <= day)
                && contract.ends_on.is_none_or(|last| day <= last)
        };
        let belongs = |done: &DayWork<'_>| {
            if of_projects.is_empty() {
                only && within(done.day)
            } else {
                of_projects.contains(done.project.text())
            }
        };
        let mut total: i128 = 0;
        let mut any = false;
        let mut staff = Staff::of(people);
        let own = self.billable.get(contract.client.as_str());
        for done in own.into_iter().flatten().filter(|done| belongs(done)) {
            any = true;
            let terms = staff.on(done.person, done.day);
            let (value, currency) = self.value(done, terms).ok_or("no-rate")?;
            total += self
                .convert(value, currency, &contract.currency, done.day)
                .ok_or("no-rate")?;
        }
        if !any {
            return Err("no-hours");
        }
        round_div(total, i128::from(Duration::HOUR))
            .map(Money)
            .ok_or("no-rate")
    }

    /// True when a project names a contract.
    pub(super) fn serves(&self, project: &str, contract: &Contract) -> bool {
        self.agreed.serves(project, contract)
    }

    /// Duration x rate, not yet divided by the hour, and its currency; `terms` are the person's of that day.
    pub(super) fn value<'s>(
        &'s self,
        done: &DayWork<'s>,
        terms: Option<&'s Terms>,
    ) -> Option<(i128, &'s str)> {
        // a list of people without a currency is in that of the agency
        let own = currency_of(terms, self.exchange.base());
        let (rate, currency) = match done.rate {
            Some(rate) if done.currency.is_empty() => (rate, own),
            Some(rate) => (rate, done.currency.text()),
            None => match self.agreed.of_work(done, terms).rate() {
                Some(agreed) => agreed,
                None => (terms?.bill_rate?, own),
            },
        };
        Some((i128::from(done.duration.0) * i128::from(rate.0), currency))
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

fn billable_work<'a>(
    work: &'a Work<'a>,
    as_of: NaiveDate,
) -> BTreeMap<&'a str, Vec<&'a DayWork<'a>>> {
    let mut by_client: HashMap<Name<'a>, Vec<&'a DayWork<'a>>> = HashMap::new();
    let billable = work.all().filter(|done| done.kind == Worked::Billable);
    for done in billable.filter(|done| done.day <= as_of) {
        by_client.entry(done.client).or_default().push(done);
    }
    let by_client = by_client.into_iter();
    by_client
        .map(|(client, done)| (client.text(), done))
        .collect()
}
