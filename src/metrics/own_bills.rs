//! Bills of people whose hours are counted: a freelancer who writes hours and sends a bill for them costs once.
//!
//! The supplier of an expense is a person with a cost rate who has hours for the client in the month of the bill or the one before:
//! his hours are the cost, and the bill is told and not counted beside them.

use std::collections::{BTreeMap, BTreeSet};

use super::papers::Spent;
use super::people::People;
use super::worked::Work;
use crate::model::key::fold;
use crate::model::{Duration, Money, Month, Table, Tables};

/// Client hours of people who also send bills, by person, client and month.
#[derive(Clone, Debug, Default)]
pub struct OwnBills {
    hours: BTreeMap<(String, String, Month), Duration>,
}

impl OwnBills {
    /// Looks at the hours of those people only who are suppliers too.
    pub fn of(tables: &Tables, work: &Work<'_>, people: &People) -> OwnBills {
        let vendors = tables.rows(Table::Expenses).text("vendor");
        let vendors: BTreeSet<String> = vendors.into_iter().flatten().map(key).collect();
        let named = people.names().map(|name| (name, key(name)));
        let billing: BTreeMap<&str, String> =
            named.filter(|(_, key)| vendors.contains(key)).collect();
        let mut hours: BTreeMap<(String, String, Month), Duration> = BTreeMap::new();
        for sums in work.months().iter().filter(|_| !billing.is_empty()) {
            let last = sums.month.last_day();
            for own in sums.people.iter().filter(|own| !own.internal) {
                let terms = people.latest(own.person.text(), last);
                let rate = terms.and_then(|terms| terms.cost_rate);
                if let (Some(key), Some(true)) = (
                    billing.get(own.person.text()),
                    rate.map(|rate| rate > Money::ZERO),
                ) {
                    let place = (key.clone(), own.client.text().to_owned(), sums.month);
                    *hours.entry(place).or_default() += own.worked;
                }
            }
        }
        OwnBills { hours }
    }

    /// The hours that an expense is the bill of; none where it is no such bill.
    pub fn hours_of(&self, expense: &Spent<'_>) -> Option<Duration> {
        if expense.passed || self.hours.is_empty() {
            return None;
        }
        let (person, client) = (key(expense.vendor), expense.paper.client.to_owned());
        let month = Month::of(expense.paper.day);
        let mut months = [month, month.plus(-1)].into_iter();
        months.find_map(|month| {
            let place = (person.clone(), client.clone(), month);
            self.hours.get(&place).copied()
        })
    }
}

/// A name whatever the order of its words.
fn key(name: &str) -> String {
    let folded = fold(name);
    let mut words: Vec<&str> = folded.split(' ').collect();
    words.sort_unstable();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, span};
    use super::super::finding::findings;
    use super::super::reviews::Register;
    use super::*;

    #[test]
    fn a_bill_for_hours_that_are_counted_costs_once() {
        // Liam's bill is of October's 4 hours at 50; Ines has no cost rate, the printer no hours, and Liam none for B
        let tables = [
            (
                "people",
                "person | cost_rate | currency\n Liam | 50 | EUR\n Ines | | EUR",
            ),
            (
                "expenses",
                "date | client | vendor | amount | currency | pass_through
                2026-10-31 | A | LIAM | 210 | EUR | no\n 2026-10-30 | B | Liam | 30 | EUR | no
                2026-10-30 | B | Ines | 5 | EUR | no\n 2026-10-09 | A | Printer | 7 | EUR | no",
            ),
        ];
        let work = "2026-10-05 Liam A Web B 4";
        let sample = Sample::of(&tables, work, scope("2026-10", "2026-10"));
        let portfolio = sample.portfolio();
        let flows = |client: &str| portfolio.revenue.by_currency(client, span("2026-10"))["EUR"];
        assert_eq!(flows("B").expenses, Money::units(35));
        let told = findings(&portfolio, &Register::of(&sample.tables));
        let told = told.iter().filter(|one| one.class == "bill-of-hours");
        let told: Vec<_> = told
            .map(|one| (one.client.as_str(), one.subject.as_str(), one.amount))
            .collect();
        assert_eq!(told, [("A", "LIAM", Some(Money::units(210)))]);
        assert_eq!(flows("A").expenses, Money::units(7));
        assert_eq!(key("FOY Liam"), key("Liam Foy"));
    }
}
