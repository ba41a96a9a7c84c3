//! Time against contract, rate card and invoice: rates that differ, people who are on no rate card, work outside of the contract,
//! entries after the invoice of their month, and hours that nobody billed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use hashbrown::HashMap;

use super::agreed_rates::Agreed;
use super::contracts::{self, Contract};
use super::exceptions::{ExceptionRow, Gravity};
use super::invoices::Invoice;
use super::ledger::Ledger;
use super::told_months::{Told, months_in};
use super::worked_value::Rates;
use crate::metrics::people::{People, Staff};
use crate::metrics::scope::Scope;
use crate::metrics::work::{DayWork, Name, Worked};
use crate::metrics::worked::Work;
use crate::model::money::round_div;
use crate::model::phrase::phrase;
use crate::model::{Duration, Money, Month, Phrase, Span, Table, Tables};

/// What is needed to look at the time.
pub struct Billing<'a> {
    ledger: &'a Ledger,
    contracts: &'a [Contract],
    rates: &'a Rates<'a>,
    people: &'a People,
    scope: &'a Scope,
    /// Client and project of work that is billed by the hour.
    by_hours: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Billing<'a> {
    /// `tables` tell which projects are billed by the hour.
    pub fn of(
        (ledger, contracts): (&'a Ledger, &'a [Contract]),
        (rates, people): (&'a Rates<'a>, &'a People),
        tables: &'a Tables,
        scope: &'a Scope,
    ) -> Billing<'a> {
        let rows = tables.rows(Table::Projects);
        let (project, client, kind) =
            (rows.text("project"), rows.text("client"), rows.text("kind"));
        let hourly = (0..rows.len()).filter(|at| kind[*at] == Some("time_and_materials"));
        Billing {
            by_hours: hourly
                .filter_map(|at| Some((client[at]?, project[at]?)))
                .collect(),
            ledger,
            contracts,
            rates,
            people,
            scope,
        }
    }

    /// All there is to look at in the period's time and, of what is not billed, in all time before it.
    pub fn exceptions(&self, work: &Work<'_>) -> Vec<ExceptionRow> {
        let period: Vec<&DayWork<'_>> = work.days_of(self.scope.period).collect();
        let period = period.as_slice();
        let mut rows = self.rates_that_differ(period);
        rows.extend(self.people_on_no_rate_card(period));
        rows.extend(self.roles_on_no_rate_card(period));
        rows.extend(self.outside_of_contracts(period));
        rows.extend(self.late_entries(work));
        rows.extend(self.not_billed(work));
        rows
    }

    fn row(
        &self,
        class: &str,
        gravity: Gravity,
        client: &str,
        subject: &str,
        words: [Phrase; 2],
    ) -> ExceptionRow {
        let [detail, action] = words;
        ExceptionRow {
            gravity,
            class: class.to_owned(),
            client: client.to_owned(),
            subject: subject.to_owned(),
            amount: None,
            currency: String::new(),
            detail,
            source: String::new(),
            date: Some(self.scope.last_day(self.scope.period)),
            owner: String::new(),
            action,
        }
    }

    /// An entry's own rate is not the one agreed with contract or client, by role where they have a rate card, else not that of its
    /// person on that day.
    fn rates_that_differ(&self, work: &[&DayWork<'_>]) -> Vec<ExceptionRow> {
        let mut sums: BTreeMap<_, (Duration, NaiveDate)> = BTreeMap::new();
        for done in work.iter().filter(|done| done.kind == Worked::Billable) {
            let Some(rate) = done.rate else {
                continue;
            };
            let terms = self.people.on(&done.person, done.day);
            let of_person = || Some((terms?.bill_rate?, terms?.currency.as_str()));
            let agreed = match self.rates.agreed.of_work(done, terms) {
                Agreed::NotOnCard => None,
                agreed => agreed.rate().or_else(of_person),
            };
            let Some((agreed, currency)) = agreed else {
                continue;
            };
            let same_currency = done.currency.is_empty() || *done.currency == *currency;
            if same_currency && rate != agreed {
                let key = (
                    done.client.text(),
                    done.person.text(),
                    rate,
                    agreed,
                    currency,
                );
                let (hours, first) = sums.entry(key).or_insert((Duration::ZERO, done.day));
                *hours += done.duration;
                *first = done.day.min(*first);
            }
        }
        sums.into_iter()
            .map(
                |((client, person, rate, agreed, currency), (hours, first))| {
                    let detail = phrase(
                        "{} hours at {} an hour, the rate card says {}",
                        &[&hours.said(), &rate, &agreed],
                    );
                    let action = phrase("correct the entry or agree on the rate", &[]);
                    let mut row = self.row(
                        "rate-mismatch",
                        Gravity::Medium,
                        client,
                        person,
                        [detail, action],
                    );
                    row.amount = worth(hours, rate - agreed);
                    row.currency = currency.to_owned();
                    row.date = Some(first);
                    row
                },
            )
            .collect()
    }

    /// Billable hours without a rate of their own, of people whom the rate card does not name, where there is one.
    fn people_on_no_rate_card(&self, work: &[&DayWork<'_>]) -> Vec<ExceptionRow> {
        let priced = |person: &str| {
            self.people
                .periods(person)
                .iter()
                .any(|terms| terms.bill_rate.is_some())
        };
        if !self.people.names().any(priced) {
            return Vec::new();
        }
        let mut staff = Staff::of(self.people);
        let mut sums: BTreeMap<(&str, &str), (Duration, NaiveDate)> = BTreeMap::new();
        for done in work
            .iter()
            .filter(|done| done.kind == Worked::Billable && done.rate.is_none())
        {
            let terms = staff.on(done.person, done.day);
            let unpriced = terms.is_none_or(|terms| terms.bill_rate.is_none());
            if unpriced && self.rates.agreed.of_work(done, terms) == Agreed::Nothing {
                let key = (done.client.text(), done.person.text());
                let (hours, first) = sums.entry(key).or_insert((Duration::ZERO, done.day));
                *hours += done.duration;
                *first = done.day.min(*first);
            }
        }
        sums.into_iter()
            .map(|((client, person), (hours, first))| {
                let detail = phrase(
                    "{} billable hours of somebody who is on no rate card that day",
                    &[&hours.said()],
                );
                let action = phrase(
                    "give the person a rate or move the hours to who may bill them",
                    &[],
                );
                let mut row = self.row(
                    "wrong-person",
                    Gravity::Medium,
                    client,
                    person,
                    [detail, action],
                );
                row.date = Some(first);
                row
            })
            .collect()
    }

    /// Billable hours of people whose role of the day is not on the rate card of the contract or client.
    fn roles_on_no_rate_card(&self, work: &[&DayWork<'_>]) -> Vec<ExceptionRow> {
        if !self.rates.agreed.have_cards() {
            return Vec::new();
        }
        let mut staff = Staff::of(self.people);
        let mut sums: BTreeMap<(&str, &str, &str), (Duration, NaiveDate)> = BTreeMap::new();
        for done in work.iter().filter(|done| done.kind == Worked::Billable) {
            let terms = staff.on(done.person, done.day);
            if self.rates.agreed.of_work(done, terms) == Agreed::NotOnCard {
                let role = terms.map_or("", |terms| terms.role.as_str());
                let key = (done.client.text(), done.person.text(), role);
                let (hours, first) = sums.entry(key).or_insert((Duration::ZERO, done.day));
                *hours += done.duration;
                *first = done.day.min(*first);
            }
        }
        sums.into_iter()
            .map(|((client, person, role), (hours, first))| {
                let hours = hours.said();
                let detail = match role {
                    "" => phrase(
                        "{} billable hours of somebody without a role, the client has a rate card by role",
                        &[&hours],
                    ),
                    role => phrase(
                        "{} billable hours as {}, which the client's rate card does not have",
                        &[&hours, &role],
                    ),
                };
                let action = phrase("agree on a rate for the role or move the hours", &[]);
                let words = [detail, action];
                let mut row = self.row("wrong-person", Gravity::Medium, client, person, words);
                row.date = Some(first);
                row
            })
            .collect()
    }

    /// Client work on days that the project's contracts, or the client's only one, do not cover. Clients without any contract in the
    /// period are told elsewhere.
    fn outside_of_contracts(&self, work: &[&DayWork<'_>]) -> Vec<ExceptionRow> {
        let mut sums: BTreeMap<(&str, &str, String), (Duration, NaiveDate)> = BTreeMap::new();
        let (first, last) = (self.scope.period.first_day(), self.scope.period.last_day());
        for done in work.iter().filter(|done| done.kind != Worked::Internal) {
            let own = contracts::of_client(self.contracts, &done.client);
            if !own.iter().any(|contract| contract.overlaps(first, last)) {
                continue;
            }
            let named = |contract: &&Contract| self.rates.serves(&done.project, contract);
            let mut serving: Vec<&Contract> = own.iter().filter(named).collect();
            if let ([], [only]) = (serving.as_slice(), own) {
                serving.push(only);
            }
            if serving.is_empty() || serving.iter().any(|contract| contract.holds_on(done.day)) {
                continue;
            }
            let numbers: Vec<&str> = serving
                .iter()
                .map(|contract| contract.number.as_str())
                .collect();
            let key = (done.client.text(), done.project.text(), numbers.join(", "));
            let (hours, since) = sums.entry(key).or_insert((Duration::ZERO, done.day));
            *hours += done.duration;
            *since = done.day.min(*since);
        }
        sums.into_iter()
            .map(|((client, project, numbers), (hours, since))| {
                let detail = phrase(
                    "{} hours outside the period of contract {}",
                    &[&hours.said(), &numbers],
                );
                let action = phrase("agree on an annex or move the hours", &[]);
                let mut row = self.row(
                    "work-outside-contract",
                    Gravity::Medium,
                    client,
                    project,
                    [detail, action],
                );
                row.date = Some(since);
                row
            })
            .collect()
    }

    /// Hours of work billed by the hour, on days of a month whose invoice was issued before them.
    fn late_entries(&self, work: &Work<'_>) -> Vec<ExceptionRow> {
        let mut rows = Vec::new();
        if self.by_hours.is_empty() {
            return rows;
        }
        for at in self.ledger.counted() {
            let invoice = &self.ledger.invoices[at];
            let (Some(issued), Ok(span)) = (invoice.issued_on, invoice.period.parse::<Span>())
            else {
                continue;
            };
            if invoice.credit || issued < span.first_day() || issued >= span.last_day() {
                continue;
            }
            let late = work.days_of(span).filter(|done| {
                done.day > issued
                    && is_to_bill(done)
                    && *done.client == *invoice.client
                    && (invoice.project.is_empty() || *done.project == *invoice.project)
                    && self.is_by_hours(&done.client, &done.project)
            });
            let hours: Duration = late.map(|done| done.duration).sum();
            if hours <= Duration::ZERO {
                continue;
            }
            let detail = phrase(
                "{} hours of days after {}, when {} was issued for their period",
                &[&hours.said(), &issued, &invoice.number],
            );
            let action = phrase("bill them with the next invoice", &[]);
            let mut row = self.row(
                "late-entry",
                Gravity::Medium,
                &invoice.client,
                &invoice.number,
                [detail, action],
            );
            row.source = invoice.place.to_string();
            row.date = Some(issued);
            rows.push(row);
        }
        rows
    }

    fn is_by_hours(&self, client: &str, project: &str) -> bool {
        self.by_hours.contains(&(client, project))
    }

    /// Work by the hour of the months before the period that no invoice of its project reaches. Invoices that name no project count
    /// for a client's only one; where a client has several, nothing can be said. What is invoiced for the period's own hours, as its
    /// words or its amount say, is for none before.
    fn not_billed<'w>(&'w self, work: &'w Work<'w>) -> Vec<ExceptionRow> {
        if self.by_hours.is_empty() {
            return Vec::new();
        }
        let before = self.scope.period.first_day();
        let mut staff = Staff::of(self.people);
        let mut hourly: HashMap<(Name<'_>, Name<'_>), bool> = HashMap::new();
        let mut worth_of: HashMap<(Name<'_>, Name<'_>, &str), (i128, Duration, NaiveDate)> =
            HashMap::new();
        let mut now: HashMap<(Name<'_>, Name<'_>, &str), i128> = HashMap::new();
        let last = self.scope.last_day(self.scope.period);
        for done in work.all().take_while(|done| done.day <= last) {
            let (client, project) = (done.client, done.project);
            let is_by_hours = || self.is_by_hours(&client, &project);
            if !is_to_bill(done) || !*hourly.entry((client, project)).or_insert_with(is_by_hours) {
                continue;
            }
            let terms = staff.on(done.person, done.day);
            let Some((value, currency)) = self.rates.value(done, terms) else {
                continue;
            };
            if done.day >= before {
                *now.entry((client, project, currency)).or_default() += value;
                continue;
            }
            let first = (0, Duration::ZERO, done.day);
            let (sum, hours, last) = worth_of.entry((client, project, currency)).or_insert(first);
            *sum += value;
            *hours += done.duration;
            *last = done.day.max(*last);
        }
        let mut worth_of: Vec<_> = worth_of.into_iter().collect();
        worth_of.sort_unstable_by_key(|(key, _)| *key);
        let mut rows = Vec::new();
        for ((client, project, currency), (value, hours, last)) in worth_of {
            let money = |value: i128| round_div(value, i128::from(Duration::HOUR)).map(Money);
            let now = now.get(&(client, project, currency)).copied();
            let now = now.and_then(money);
            let billed = self.billed(&client, &project, currency, now);
            let (Some(worked), Some(billed)) = (money(value), billed) else {
                continue;
            };
            if worked <= billed {
                continue;
            }
            let detail = phrase(
                "{} hours worth {} up to {}, {} is invoiced",
                &[&hours.said(), &worked, &last, &billed],
            );
            let action = phrase("invoice the hours or write them off", &[]);
            let mut row = self.row(
                "hours-not-billed",
                Gravity::High,
                &client,
                &project,
                [detail, action],
            );
            row.amount = Some(worked - billed);
            row.currency = currency.to_owned();
            row.date = Some(last);
            rows.push(row);
        }
        rows
    }

    /// Net of a project's invoices up to as-of but those for the period's own hours, which are worth so much; none when they cannot be
    /// told apart or are in another currency.
    fn billed(
        &self,
        client: &str,
        project: &str,
        currency: &str,
        now: Option<Money>,
    ) -> Option<Money> {
        let own = self
            .ledger
            .invoices_of(client)
            .filter(|at| self.ledger.counts(*at));
        let own: Vec<&Invoice> = own.map(|at| &self.ledger.invoices[at]).collect();
        let only = self
            .by_hours
            .iter()
            .filter(|(owner, _)| *owner == client)
            .count()
            == 1;
        if own.iter().any(|invoice| {
            (invoice.project.is_empty() && !only)
                || (!currency.is_empty() && invoice.currency != currency)
        }) {
            return None;
        }
        let of_project = own
            .iter()
            .filter(|invoice| invoice.project.is_empty() || invoice.project == project)
            .filter(|invoice| !self.is_of_the_period(invoice, now));
        Some(of_project.map(|invoice| invoice.net).sum())
    }
}

impl Billing<'_> {
    /// True for an invoice of the period's days that says a month of the period, or bills just what the period's hours are worth.
    fn is_of_the_period(&self, invoice: &Invoice, worth: Option<Money>) -> bool {
        let period = self.scope.period;
        let is_in = |month: Month| period.from <= month && month <= period.to;
        if !invoice.issued_on.map(Month::of).is_some_and(is_in) {
            return false;
        }
        let told = months_in(&format!("{} {}", invoice.item, invoice.period));
        if !told.is_empty() {
            let months = || period.from.through(period.to);
            let in_period = |(number, year): &Told| {
                months().any(|month| {
                    month.number() == *number && year.is_none_or(|year| month.year() == year)
                })
            };
            return told.iter().all(in_period);
        }
        worth.is_some_and(|worth| (invoice.net - worth).abs() < Money::units(1))
    }
}

/// True for hours that somebody should pay for.
fn is_to_bill(done: &DayWork<'_>) -> bool {
    done.kind == Worked::Billable && !done.written_off
}

fn worth(hours: Duration, rate: Money) -> Option<Money> {
    let product = i128::from(hours.0) * i128::from(rate.0);
    round_div(product, i128::from(Duration::HOUR)).map(Money)
}

#[cfg(test)]
mod tests {
    use crate::metrics::catalogue::EXCEPTIONS;
    use crate::metrics::people::People;
    use crate::metrics::reconcile::{Books, Handed, compute};
    use crate::metrics::testing::{lines, scope, tables};
    use crate::model::Decisions;

    #[test]
    fn time_is_held_against_contract_card_and_invoice() {
        let tables = tables(&[
            (
                "people",
                "person | bill_rate | currency\nMara | 100 | EUR\nJo | |",
            ),
            (
                "projects",
                "project | client | kind | contract\nSite | Acme | time_and_materials | K-1\nCare | Birch | retainer | K-2",
            ),
            (
                "contracts",
                "contract | client | starts_on | ends_on | currency\nK-1 | Acme | 2026-01-01 | 2026-10-20 | EUR\nK-2 | Birch | 2026-01-01 | | EUR",
            ),
            (
                "invoices",
                "number | client | issued_on | net | currency | period | project\n\
                 1 | Acme | 2026-10-15 | 300 | EUR | 2026-10 | Site\n\
                 2 | Birch | 2026-10-01 | 500 | EUR | 2026-10 | Care",
            ),
            (
                "time",
                "date | person | client | project | duration | rate | billable\n\
                 2026-09-10 | Mara | Acme | Site | 5 | | yes\n\
                 2026-10-05 | Mara | Acme | Site | 2 | 90 | yes\n\
                 2026-10-06 | Jo | Acme | Site | 1 | | yes\n\
                 2026-10-16 | Mara | Acme | Site | 3 | | yes\n\
                 2026-10-22 | Mara | Acme | Site | 4 | | yes\n\
                 2026-10-22 | Mara | Birch | Care | 6 | | yes",
            ),
        ]);
        let mut scope = scope("2026-10", "2026-10-31");
        scope.settings.base_currency = "EUR".to_owned();
        scope.first = "2026-09".parse().expect("a month");
        let work = crate::metrics::testing::work(&tables, &scope);
        let books = Books::of(
            &tables,
            &Default::default(),
            &Decisions::default(),
            &scope.settings,
        );
        let people = People::of(&tables);
        let (frames, _) = compute(
            &tables,
            &[],
            &work,
            &people,
            &books,
            &scope,
            Handed::default(),
        );
        let frame = frames
            .iter()
            .find(|frame| frame.spec.name == EXCEPTIONS.name);
        let found = lines(
            frame.expect("the frame is computed"),
            &["class", "client", "subject", "amount", "date"],
        );
        // 5 hours at 100 in September, and what is invoiced is for October; 2 hours 10 below the card; 3 + 4 hours after the invoice of 15 October
        assert_eq!(
            found,
            [
                "hours-not-billed | Acme | Site | 500 | 2026-09-10",
                "late-entry | Acme | 1 |  | 2026-10-15",
                "rate-mismatch | Acme | Mara | -20 | 2026-10-05",
                "work-outside-contract | Acme | Site |  | 2026-10-22",
                "wrong-person | Acme | Jo |  | 2026-10-06",
            ]
        );
    }
}
