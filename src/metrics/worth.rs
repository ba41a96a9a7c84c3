//! What client hours cost and what they are worth, by client, project and month.
//!
//! Cost is every client hour x the person's cost rate of the day. Standard value is every billable hour x the
//! person's bill rate of the day; worked value takes the rate of the entry where it names one above zero. Sums stay
//! exact, by currency, until they are converted once at the month's rate; hours without a rate make a sum unknown.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::accounts::Accounts;
use super::exchange::Rates;
use super::known::{Known, NO_RATE};
use super::people::{People, Terms};
use super::work::{DayWork, Name, Worked};
use crate::model::{Duration, Money, Month};

/// Duration x rate by currency, and the hours that have no rate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Products {
    by_currency: BTreeMap<String, i128>,
    unrated: Duration,
}

impl Products {
    /// Adds hours at a rate; takes them away when they are negative.
    pub fn add(&mut self, duration: Duration, rate: Option<Money>, currency: &str) {
        match rate {
            Some(rate) => {
                let product = i128::from(duration.0) * i128::from(rate.0);
                match self.by_currency.get_mut(currency) {
                    Some(sum) => *sum += product,
                    None => {
                        self.by_currency.insert(currency.to_owned(), product);
                    }
                }
            }
            None => self.unrated += duration,
        }
    }

    /// Adds others.
    pub fn join(&mut self, other: &Products) {
        for (currency, product) in &other.by_currency {
            *self.by_currency.entry(currency.clone()).or_default() += product;
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
            .filter(|(_, product)| **product != 0)
            .map(|(currency, _)| currency.as_str())
    }
}

/// The three sums of a project and month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// All client hours at cost rates.
    pub cost: Products,
    /// Billable hours at the people's bill rates.
    pub standard: Products,
    /// Billable hours at the entries' rates, else the people's.
    pub worked: Products,
}

/// Worth of client hours, for clients that are not internal.
#[derive(Clone, Debug, Default)]
pub struct Worth {
    projects: BTreeMap<(String, String), BTreeMap<Month, Parts>>,
}

/// The currency of a person's rates.
pub(super) fn currency_of<'a>(terms: Option<&'a Terms>, base: &'a str) -> &'a str {
    terms
        .map(|terms| terms.currency.as_str())
        .filter(|currency| !currency.is_empty())
        .unwrap_or(base)
}

/// Hours that agree in everything their worth hangs on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Alike<'a> {
    client: Name<'a>,
    project: Name<'a>,
    cost_rate: Option<Money>,
    bill_rate: Option<Money>,
    /// Of the person's rates.
    currency: &'a str,
    /// The entries' own rate, above zero, with its currency.
    own: Option<(Money, &'a str)>,
}

impl Worth {
    /// Values the classified work, month by month.
    pub fn of<'a>(
        work: &'a [DayWork<'a>],
        people: &'a People,
        accounts: &Accounts,
        base: &'a str,
    ) -> Worth {
        let mut worth = Worth::default();
        for of_month in work.chunk_by(|one, next| Month::of(one.day) == Month::of(next.day)) {
            let month = Month::of(of_month[0].day);
            for (alike, [all, billable]) in gather(of_month, people, base) {
                if accounts.get(&alike.client).is_none() {
                    continue;
                }
                let parts = worth.parts(&alike.client, &alike.project, month);
                parts.cost.add(all, alike.cost_rate, alike.currency);
                parts
                    .standard
                    .add(billable, alike.bill_rate, alike.currency);
                match alike.own {
                    Some((rate, currency)) => parts.worked.add(billable, Some(rate), currency),
                    None => parts.worked.add(billable, alike.bill_rate, alike.currency),
                }
            }
        }
        worth
    }

    fn parts(&mut self, client: &str, project: &str, month: Month) -> &mut Parts {
        let months = self
            .projects
            .entry((client.to_owned(), project.to_owned()))
            .or_default();
        months.entry(month).or_default()
    }

    /// Sums of a project in a month; none without client hours.
    pub fn of_project(&self, client: &str, project: &str, month: Month) -> Option<&Parts> {
        self.months(client, project)?.get(&month)
    }

    /// Months of a project with client hours.
    pub fn months(&self, client: &str, project: &str) -> Option<&BTreeMap<Month, Parts>> {
        self.projects.get(&(client.to_owned(), project.to_owned()))
    }

    /// Sums of all projects of a client in a month, one after the other.
    pub fn of_client(&self, client: &str, month: Month) -> impl Iterator<Item = &Parts> {
        let first = (client.to_owned(), String::new());
        let client = client.to_owned();
        self.projects
            .range(first..)
            .take_while(move |((own, _), _)| *own == client)
            .filter_map(move |(_, months)| months.get(&month))
    }
}

/// Client hours and the billable ones among them by what their worth hangs on. Work is sorted by day and person,
/// so that terms are looked up once for both.
fn gather<'a>(
    work: &[DayWork<'a>],
    people: &'a People,
    base: &'a str,
) -> BTreeMap<Alike<'a>, [Duration; 2]> {
    let mut sums: BTreeMap<Alike<'a>, [Duration; 2]> = BTreeMap::new();
    for of_day in work.chunk_by(|one, next| one.day == next.day && one.person == next.person) {
        let terms = people.on(&of_day[0].person, of_day[0].day);
        let currency = currency_of(terms, base);
        for part in of_day.iter().filter(|part| part.kind != Worked::Internal) {
            let told = part.currency.text();
            let own = part.rate.filter(|rate| *rate > Money::ZERO);
            let alike = Alike {
                client: part.client,
                project: part.project,
                cost_rate: terms.and_then(|terms| terms.cost_rate),
                bill_rate: terms.and_then(|terms| terms.bill_rate),
                currency,
                own: own.map(|rate| (rate, if told.is_empty() { currency } else { told })),
            };
            let [all, billable] = sums.entry(alike).or_default();
            *all += part.duration;
            if part.kind == Worked::Billable {
                *billable += part.duration;
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, day, scope};
    use super::super::testing;
    use super::*;

    const PEOPLE: &str = "person | cost_rate | bill_rate | currency | starts_on | ends_on
        Mara | 40 | 100 | EUR | | 2026-10-14
        Mara | 50 | 120 | EUR | 2026-10-15 |
        Ivan | 3000 | | RUB | |";

    #[test]
    fn cost_of_all_hours_and_value_of_the_billable_ones() {
        // cost 2 x 40 + 3 x 50 = 230; value 2 x 100 + 1 x 120 = 320
        let work = "2026-10-14 Mara A Web B 2\n2026-10-15 Mara A Web C 2\n2026-10-15 Mara A Web B 1
            2026-10-15 Ivan A Shop B 1";
        let sample = Sample::of(&[("people", PEOPLE)], work, scope("2026-10", "2026-10"));
        let portfolio = sample.portfolio();
        let month = Month::of(day("2026-10-01"));
        let sum = |products: &Products| products.sum("EUR", &portfolio.rates, day("2026-10-31"));
        let web = portfolio
            .worth
            .of_project("A", "Web", month)
            .expect("hours");
        assert_eq!(sum(&web.cost), Ok(Money::units(230)));
        assert_eq!(sum(&web.standard), Ok(Money::units(320)));
        assert_eq!(sum(&web.worked), Ok(Money::units(320)));
        let shop = portfolio
            .worth
            .of_project("A", "Shop", month)
            .expect("hours");
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
        let entries = super::super::rollup::Entries::of(&tables);
        let work = entries.work_days(&scope);
        let people = People::of(&tables);
        let owed = super::super::receivable::Receivables::new();
        let portfolio =
            super::super::portfolio::Portfolio::of(&tables, &work, &people, &owed, &scope);
        let month = Month::of(day("2026-10-01"));
        let web = portfolio
            .worth
            .of_project("A", "Web", month)
            .expect("hours");
        let sum = |products: &Products| products.sum("EUR", &portfolio.rates, day("2026-10-31"));
        assert_eq!(sum(&web.worked), Ok(Money::units(2 * 100 + 3 * 90 + 70)));
        assert_eq!(sum(&web.standard), Err(NO_RATE));
    }
}
