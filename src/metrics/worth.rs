//! What client hours cost and what they are worth, by client, project and month.
//!
//! Cost is every client hour x the person's cost rate of the day. Standard value is every billable hour x the
//! person's bill rate of the day; worked value takes the rate of the entry where it names one above zero, else the one agreed with
//! the project, the contract, the client or on a rate card. Sums stay exact, by currency, until they are converted once at the month's rate; hours without a rate make a sum unknown.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use polars::prelude::PlSmallStr;

use super::accounts::Accounts;
use super::client_work::ClientHours;
use super::exchange::Rates;
use super::known::{Known, NO_RATE};
use super::month_sums::Judges;
use super::people::Terms;
use super::worked::Work;
use crate::model::{Duration, Money, Month, Span};

/// Duration x rate by currency, and the hours that have no rate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Products {
    /// By code; most have one. Codes are short enough to need no room of their own.
    by_currency: Vec<(PlSmallStr, i128)>,
    unrated: Duration,
}

impl Products {
    /// Adds hours at a rate; takes them away when they are negative.
    pub fn add(&mut self, duration: Duration, rate: Option<Money>, currency: &str) {
        match rate {
            Some(rate) => self.add_product(i128::from(duration.0) * i128::from(rate.0), currency),
            None => self.unrated += duration,
        }
    }

    fn add_product(&mut self, product: i128, currency: &str) {
        if let [(only, sum)] = self.by_currency.as_mut_slice()
            && only.as_str() == currency
        {
            *sum += product;
            return;
        }
        let found = self
            .by_currency
            .binary_search_by(|(code, _)| code.as_str().cmp(currency));
        match found {
            Ok(at) => self.by_currency[at].1 += product,
            Err(at) => self.by_currency.insert(at, (currency.into(), product)),
        }
    }

    /// Sums by currency, in the order of the codes, and hours without a rate.
    pub(super) fn of(by_currency: Vec<(PlSmallStr, i128)>, unrated: Duration) -> Products {
        Products {
            by_currency,
            unrated,
        }
    }

    /// The same of these.
    pub(super) fn told(&self) -> (&[(PlSmallStr, i128)], Duration) {
        (&self.by_currency, self.unrated)
    }

    /// Adds others.
    pub fn join(&mut self, other: &Products) {
        for (currency, product) in &other.by_currency {
            self.add_product(*product, currency);
        }
        self.unrated += other.unrated;
    }

    /// The sum in a currency at the rates of a day.
    pub fn sum(&self, currency: &str, rates: &Rates, day: NaiveDate) -> Known<Money> {
        if self.unrated != Duration::ZERO {
            return Err(NO_RATE);
        }
        let parts = self.by_currency.iter();
        parts
            .map(|(from, product)| {
                rates.convert_part(*product, Duration::HOUR, from, currency, day)
            })
            .sum()
    }

    /// Currencies with money.
    pub fn currencies(&self) -> impl Iterator<Item = &str> {
        let parts = self.by_currency.iter();
        parts
            .filter(|(_, product)| *product != 0)
            .map(|(currency, _)| currency.as_str())
    }
}

/// The sums of a project and month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// All client hours at cost rates.
    pub cost: Products,
    /// Billable hours at the people's bill rates.
    pub standard: Products,
    /// Billable hours at the entries' rates, else those agreed with clients, else the people's.
    pub worked: Products,
    /// The part of the worked value that is written off.
    pub written_off: Products,
}

/// Worth of client hours, for clients that are not internal.
#[derive(Clone, Debug, Default)]
pub struct Worth<'a> {
    projects: BTreeMap<(&'a str, &'a str), BTreeMap<Month, Parts>>,
    /// Hours of people without a cost rate on that day.
    unrated: BTreeMap<&'a str, BTreeMap<Month, Duration>>,
}

/// The currency of a person's rates.
pub(super) fn currency_of<'a>(terms: Option<&'a Terms>, base: &'a str) -> &'a str {
    terms
        .map(|terms| terms.currency.as_str())
        .filter(|currency| !currency.is_empty())
        .unwrap_or(base)
}

impl<'a> Worth<'a> {
    /// Gathers what client work of each month is worth.
    pub fn of(work: &Work<'a>, accounts: &Accounts) -> Worth<'a> {
        let mut worth = Worth::default();
        for sums in work.months() {
            for done in &sums.projects {
                let (client, project) = (done.client.text(), done.project.text());
                if accounts.get(client).is_some() {
                    let months = worth.projects.entry((client, project)).or_default();
                    months.insert(sums.month, done.parts.clone());
                }
            }
            for (client, person, hours) in &sums.unrated {
                if accounts.get(client).is_some() {
                    let months = worth.unrated.entry(person.text()).or_default();
                    *months.entry(sums.month).or_default() += *hours;
                }
            }
        }
        worth
    }

    /// Months of a project with client hours.
    pub fn months<'s>(
        &'s self,
        client: &'s str,
        project: &'s str,
    ) -> Option<&'s BTreeMap<Month, Parts>> {
        self.projects.get(&(client, project))
    }

    /// Sums of all projects of a client in a month, one after the other.
    pub fn of_client<'s>(
        &'s self,
        client: &'s str,
        month: Month,
    ) -> impl Iterator<Item = &'s Parts> {
        self.projects
            .range((client, "")..)
            .take_while(move |((own, _), _)| *own == client)
            .filter_map(move |(_, months)| months.get(&month))
    }

    /// Cost of a client's hours in a month, each currency of the rates converted once. Hours without a cost
    /// rate make the whole cost unknown.
    pub fn labour_cost(
        &self,
        client: &str,
        month: Month,
        currency: &str,
        rates: &Rates,
        day: NaiveDate,
    ) -> Known<Money> {
        let mut cost = Products::default();
        self.of_client(client, month)
            .for_each(|parts| cost.join(&parts.cost));
        cost.sum(currency, rates, day)
    }

    /// People with client hours on days without a cost rate, and how many hours.
    pub fn unrated(&self, span: Span) -> Vec<(&'a str, Duration)> {
        let sum = |months: &BTreeMap<Month, Duration>| -> Duration {
            let months = months.range(span.from..=span.to);
            months.map(|(_, hours)| *hours).sum()
        };
        self.unrated
            .iter()
            .map(|(person, months)| (*person, sum(months)))
            .filter(|(_, hours)| *hours != Duration::ZERO)
            .collect()
    }
}

impl Parts {
    /// Adds a piece of work of somebody on these terms.
    pub(super) fn add(
        &mut self,
        part: &ClientHours<'_>,
        terms: Option<&Terms>,
        judges: Judges<'_>,
    ) {
        let currency = currency_of(terms, judges.base);
        let cost_rate = terms.and_then(|terms| terms.cost_rate);
        self.cost.add(part.duration, cost_rate, currency);
        if !part.is_billable() {
            return;
        }
        let bill_rate = terms.and_then(|terms| terms.bill_rate);
        self.standard.add(part.duration, bill_rate, currency);
        let agreed = || judges.agreed?.of_work(part, terms).rate();
        let (rate, currency) = match part.own_rate().or_else(agreed) {
            Some((told, "")) => (Some(told), currency),
            Some((told, named)) => (Some(told), named),
            None => (bill_rate, currency),
        };
        self.worked.add(part.duration, rate, currency);
        if part.written_off {
            self.written_off.add(part.duration, rate, currency);
        }
    }

    /// What can be billed: the worked value without what is written off.
    pub fn earned(&self) -> Products {
        let mut earned = self.worked.clone();
        for (currency, product) in &self.written_off.by_currency {
            earned.add_product(-product, currency);
        }
        earned.unrated -= self.written_off.unrated;
        earned
    }
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, day, scope};
    use super::super::people::People;
    use super::super::testing;
    use super::*;

    const PEOPLE: &str = "person | cost_rate | bill_rate | currency | starts_on | ends_on
        Mara | 40 | 100 | EUR | | 2026-10-14
        Mara | 50 | 120 | EUR | 2026-10-15 |
        Ivan | 3000 | | RUB | |";

    fn parts<'w>(worth: &'w Worth<'_>, project: &'w str, month: Month) -> &'w Parts {
        let months = worth.projects.get(&("A", project)).expect("hours");
        &months[&month]
    }

    #[test]
    fn cost_of_all_hours_and_value_of_the_billable_ones() {
        // cost 2 x 40 + 3 x 50 = 230; value 2 x 100 + 1 x 120 = 320
        let work = "2026-10-14 Mara A Web B 2\n2026-10-15 Mara A Web C 2\n2026-10-15 Mara A Web B 1
            2026-10-15 Ivan A Shop B 1";
        let sample = Sample::of(&[("people", PEOPLE)], work, scope("2026-10", "2026-10"));
        let portfolio = sample.portfolio();
        let month = Month::of(day("2026-10-01"));
        let sum = |products: &Products| products.sum("EUR", &portfolio.rates, day("2026-10-31"));
        let web = parts(&portfolio.worth, "Web", month);
        assert_eq!(sum(&web.cost), Ok(Money::units(230)));
        assert_eq!(sum(&web.standard), Ok(Money::units(320)));
        assert_eq!(sum(&web.worked), Ok(Money::units(320)));
        let shop = parts(&portfolio.worth, "Shop", month);
        assert_eq!(sum(&shop.standard), Err(NO_RATE), "no bill rate");
        assert_eq!(sum(&shop.cost), Err(NO_RATE), "no exchange rate");
        assert_eq!(portfolio.worth.of_client("A", month).count(), 2);
    }

    #[test]
    fn an_entry_with_a_rate_is_worth_that() {
        // Mara 2 h at 100 of her own and 3 h at 90; Ivan 1 h at 70: the standard value does not know his
        let tables = testing::tables(&[
            ("people", PEOPLE),
            (
                "time",
                "date | person | client | project | duration | billable | rate | currency | status
                2026-10-05 | Mara | A | Web | 2 | yes | | |
                2026-10-05 | Mara | A | Web | 3 | yes | 90 | EUR |
                2026-10-05 | Mara | A | Web | 4 | no | 90 | EUR |
                2026-10-05 | Mara | A | Web | 5 | yes | 90 | EUR | rejected
                2026-10-05 | Ivan | A | Web | 1 | | 70 | EUR |",
            ),
        ]);
        let scope = scope("2026-10", "2026-10");
        let work = crate::metrics::testing::work(&tables, &scope);
        let people = People::of(&tables);
        let owed = super::super::reconcile::Owed::default();
        let portfolio =
            super::super::portfolio::Portfolio::of(&tables, &work, &people, &owed, &scope);
        let month = Month::of(day("2026-10-01"));
        let web = parts(&portfolio.worth, "Web", month);
        let sum = |products: &Products| products.sum("EUR", &portfolio.rates, day("2026-10-31"));
        assert_eq!(sum(&web.worked), Ok(Money::units(2 * 100 + 3 * 90 + 70)));
        assert_eq!(sum(&web.standard), Err(NO_RATE));
    }
}
