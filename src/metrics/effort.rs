//! Client hours by month and project, and what they cost.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::accounts::Accounts;
use super::exchange::Rates;
use super::known::{Known, NO_RATE};
use super::people::{People, Terms};
use super::work::{DayWork, Name, Worked};
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
    /// Sums the classified work, month by month.
    pub fn of(
        work: &'a [DayWork<'a>],
        people: &'a People,
        accounts: &Accounts,
        base: &str,
    ) -> Effort<'a> {
        let mut effort = Effort::default();
        let mut staff = Staff::of(people);
        for part in work.chunk_by(|one, next| Month::of(one.day) == Month::of(next.day)) {
            let month = Month::of(part[0].day);
            let outside = part.iter().filter(|part| part.kind != Worked::Internal);
            let outside: Vec<&DayWork<'_>> = outside
                .filter(|part| accounts.get(&part.client).is_some())
                .collect();
            effort.add_hours(month, &outside);
            effort.add_labour(month, &outside, &mut staff, base);
        }
        effort
    }

    fn add_hours(&mut self, month: Month, work: &[&DayWork<'a>]) {
        let mut sums: BTreeMap<(Name<'a>, Name<'a>), Hours> = BTreeMap::new();
        for part in work {
            let billable = part.kind == Worked::Billable;
            sums.entry((part.client, part.project))
                .or_default()
                .add(Hours {
                    all: part.duration,
                    billable: if billable {
                        part.duration
                    } else {
                        Duration::ZERO
                    },
                });
        }
        for ((client, project), hours) in sums {
            let months = self.clients.entry(client.text()).or_default();
            months.entry(month).or_default().add(hours);
            let key = (client.text(), project.text());
            let months = self.projects.entry(key).or_default();
            months.entry(month).or_default().add(hours);
        }
    }

    fn add_labour(
        &mut self,
        month: Month,
        work: &[&DayWork<'a>],
        staff: &mut Staff<'a>,
        base: &str,
    ) {
        let mut sums: BTreeMap<Name<'a>, Labour> = BTreeMap::new();
        for part in work {
            let labour = sums.entry(part.client).or_default();
            let terms = staff.terms_on(part.person, part.day);
            let Some((terms, rate)) = terms.and_then(|terms| Some((terms, terms.cost_rate?)))
            else {
                labour.unrated += part.duration;
                let person = self.unrated.entry(part.person.text()).or_default();
                *person.entry(month).or_default() += part.duration;
                continue;
            };
            let own = terms.currency.as_str();
            let currency = if own.is_empty() { base } else { own };
            let product = i128::from(part.duration.0) * i128::from(rate.0);
            match labour.products.get_mut(currency) {
                Some(sum) => *sum += product,
                None => drop(labour.products.insert(currency.to_owned(), product)),
            }
        }
        for (client, labour) in sums {
            let months = self.labour.entry(client.text()).or_default();
            months.insert(month, labour);
        }
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
        day: NaiveDate,
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

/// People by the names of the work, each looked up once.
struct Staff<'a> {
    people: &'a People,
    terms: HashMap<Name<'a>, &'a [Terms]>,
}

impl<'a> Staff<'a> {
    fn of(people: &'a People) -> Staff<'a> {
        let terms = HashMap::new();
        Staff { people, terms }
    }

    fn terms_on(&mut self, person: Name<'a>, day: NaiveDate) -> Option<&'a Terms> {
        let periods = self.terms.entry(person);
        let periods = periods.or_insert_with(|| self.people.periods(&person));
        Terms::on(periods, day)
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
