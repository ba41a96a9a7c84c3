//! What hours booked ahead are worth: hours x the rate agreed for project, contract, client or role on the day, else the bill rate of
//! the person, as the same hours will be when they are worked.
//!
//! A person whose bookings all stand on first days of weeks is planned by the week: each booking is spread evenly over
//! Monday to Friday, so that a week of two months falls into both. Hours of a person without a bill rate have no value
//! (`no-rate`).

use std::collections::{BTreeMap, HashSet};

use chrono::{Days, NaiveDate};

use super::calendar::week_of;
use super::known::{Known, NO_RATE};
use super::load::{Booking, bookings};
use super::portfolio::Portfolio;
use super::reconcile::Hour;
use crate::model::{Duration, Money, Month};

/// Bookings of one client and month.
#[derive(Clone, Debug, Default)]
struct Planned<'a> {
    /// Hours x rate by project, firm or not, and currency of the rate.
    products: BTreeMap<(&'a str, bool, &'a str), i128>,
    /// Hours without a bill rate by project, firm or not.
    unrated: BTreeMap<(&'a str, bool), Duration>,
}

/// All bookings for clients, by client and month.
pub struct Booked<'a> {
    planned: BTreeMap<(&'a str, Month), Planned<'a>>,
}

/// Value of a client's bookings in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worth {
    /// Firm ones.
    pub firm: Known<Money>,
    /// Tentative ones, at full price.
    pub tentative: Known<Money>,
}

impl<'a> Booked<'a> {
    /// Reads the bookings.
    pub fn of(portfolio: &'a Portfolio<'_>) -> Booked<'a> {
        let all = bookings(portfolio.tables);
        let weekly = planned_by_week(portfolio, &all);
        let mut booked = Booked {
            planned: BTreeMap::new(),
        };
        for booking in all.iter().filter(|booking| !booking.client.is_empty()) {
            if weekly.contains(booking.person) {
                let days = working_week(booking.day);
                let count = days.len() as i64;
                for day in days {
                    booked.add(portfolio, booking, day, count);
                }
            } else {
                booked.add(portfolio, booking, booking.day, 1);
            }
        }
        booked
    }

    /// One of `parts` equal parts of a booking, on a day.
    fn add(
        &mut self,
        portfolio: &'a Portfolio<'_>,
        booking: &Booking<'a>,
        day: NaiveDate,
        parts: i64,
    ) {
        let key = (booking.client, Month::of(day));
        let planned = self.planned.entry(key).or_default();
        let hours = Duration(booking.duration.0 / parts);
        let Some((rate, currency)) = price(portfolio, booking, day) else {
            *planned
                .unrated
                .entry((booking.project, booking.firm))
                .or_default() += hours;
            return;
        };
        let key = (booking.project, booking.firm, currency);
        *planned.products.entry(key).or_default() += i128::from(hours.0) * i128::from(rate.0);
    }

    /// Value in a currency at the rates of a day, of the projects that `counts` lets through.
    pub fn worth(
        &self,
        portfolio: &Portfolio<'_>,
        client: &str,
        month: Month,
        (currency, rate_day): (&str, NaiveDate),
        counts: impl Fn(&str) -> bool,
    ) -> Worth {
        let Some(planned) = self.planned.get(&(client, month)) else {
            return Worth {
                firm: Ok(Money::ZERO),
                tentative: Ok(Money::ZERO),
            };
        };
        let value = |wanted: bool| -> Known<Money> {
            let mut unrated = planned.unrated.iter();
            let unknown = unrated.any(|((project, firm), hours)| {
                *firm == wanted && *hours > Duration::ZERO && counts(project)
            });
            if unknown {
                return Err(NO_RATE);
            }
            let products = planned.products.iter();
            products
                .filter(|((project, firm, _), _)| *firm == wanted && counts(project))
                .map(|((_, _, from), product)| {
                    let rates = &portfolio.rates;
                    rates.convert_part(*product, Duration::HOUR, from, currency, rate_day)
                })
                .sum()
        };
        Worth {
            firm: value(true),
            tentative: value(false),
        }
    }
}

/// What an hour of a booking costs on a day, and in which currency.
fn price<'a>(
    portfolio: &'a Portfolio<'_>,
    booking: &Booking<'a>,
    day: NaiveDate,
) -> Option<(Money, &'a str)> {
    let terms = portfolio.people.latest(booking.person, day);
    let hour = Hour {
        client: booking.client,
        project: booking.project,
        task: "",
        day,
    };
    let agreed = portfolio
        .agreed
        .and_then(|agreed| agreed.of_hour(hour, terms).rate());
    let own = || Some((terms?.bill_rate?, terms?.currency.as_str()));
    let (rate, currency) = agreed.or_else(own)?;
    Some(match currency {
        "" => (rate, portfolio.rates.base()),
        told => (rate, told),
    })
}

/// People whose every booking stands on the first day of a week.
fn planned_by_week<'b>(portfolio: &Portfolio<'_>, all: &[Booking<'b>]) -> HashSet<&'b str> {
    let settings = &portfolio.scope.settings;
    let mut weekly: HashSet<&str> = all.iter().map(|booking| booking.person).collect();
    for booking in all {
        if week_of(booking.day, settings) != booking.day {
            weekly.remove(booking.person);
        }
    }
    weekly
}

/// Monday to Friday of the week that begins on a day (a Sunday or a Monday).
fn working_week(first: NaiveDate) -> Vec<NaiveDate> {
    use chrono::Datelike;
    (0..7)
        .filter_map(|days| first.checked_add_days(Days::new(days)))
        .filter(|day| day.weekday().num_days_from_monday() < 5)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, day, scope, span};
    use super::super::reconcile::{Books, agreed_of};
    use super::*;
    use crate::model::Decisions;

    #[test]
    fn a_week_of_two_months_falls_into_both() {
        // week of 30 November 2026: one working day in November; Ivan by the day
        let bookings = "date | person | client | duration | firm
            2026-11-30 | Mara | A | 10 | yes\n 2026-11-23 | Mara | A | 5 | no
            2026-11-30 | Ivan | A | 8 | yes\n 2026-11-24 | Ivan | A | 2 | yes\n 2026-11-24 | Free | A | 1 | no";
        let people = "person | bill_rate | currency
            Mara | 100 | EUR\n Ivan | 1000 | RUB\n Free | | EUR";
        let tables = [
            ("bookings", bookings),
            ("people", people),
            ("rates", "date | currency | rate\n 2026-01-01 | RUB | 0.01"),
        ];
        let sample = Sample::of(&tables, "", scope("2026-10", "2026-10"));
        let portfolio = sample.portfolio();
        let booked = Booked::of(&portfolio);
        let worth = |month: &str| {
            let to = ("EUR", day("2026-10-31"));
            booked.worth(&portfolio, "A", span(month).to, to, |_| true)
        };
        // November: 2 h x 100 + 10 h x 10; tentative has Free's hour
        assert_eq!(worth("2026-11").firm, Ok(Money::units(300)));
        assert_eq!(worth("2026-11").tentative, Err(NO_RATE));
        assert_eq!(worth("2026-12").firm, Ok(Money::units(800)));
        assert_eq!(worth("2027-01").firm, Ok(Money::ZERO));
    }
    #[test]
    fn what_was_agreed_of_an_hour_goes_before_the_rate_of_the_person() {
        // Site is 80 an hour whoever works it; Free has no rate of his own
        let bookings = "date | person | client | project | duration | firm
            2026-11-24 | Mara | A | Site | 2 | yes\n 2026-11-24 | Free | A | Site | 1 | yes\n 2026-11-24 | Mara | A | App | 3 | yes";
        let tables = [
            ("bookings", bookings),
            ("clients", "client | currency\n A | EUR"),
            (
                "people",
                "person | bill_rate | currency\n Mara | 100 | EUR\n Free | | EUR",
            ),
            (
                "projects",
                "project | client | kind | hourly_rate | currency\n Site | A | time_and_materials | 80 | EUR",
            ),
        ];
        let sample = Sample::of(&tables, "", scope("2026-10", "2026-10"));
        let nobody = BTreeMap::new();
        let decisions = Decisions::default();
        let books = Books::of(&sample.tables, &nobody, &decisions, &sample.scope.settings);
        let agreed = agreed_of(&sample.tables, &[], &books, &sample.scope.words);
        let portfolio = sample.portfolio().with_agreed(&agreed);
        let booked = Booked::of(&portfolio);
        let to = ("EUR", day("2026-10-31"));
        let worth = booked.worth(&portfolio, "A", span("2026-11").to, to, |_| true);
        assert_eq!(worth.firm, Ok(Money::units(3 * 80 + 3 * 100)));
    }
}
