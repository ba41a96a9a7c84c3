//! Contacts with clients: how many a week, and who waits for one.
//!
//! A contact is a row of the list of contacts, a review included, dated up to the report's day. Weeks begin as the
//! settings say. A client waits when its last contact is longer ago than its cadence; only clients that are looked after are
//! asked about. Unit: counts and days; without a list of contacts there is no row.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::accounts::Account;
use super::calendar::week_of;
use super::definition::{Definition, Rests};
use super::due_calendar::{is_looked_after, next_contact};
use super::portfolio::Portfolio;
use super::reviews::{Register, Touch};
use super::stakeholders::Stakeholder;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::Table;

const CONTACTS: &[Rests] = &[
    Rests::up_to(Table::Touches, "date"),
    Rests::whole(Table::Clients),
];
const LISTED: &[Rests] = &[Rests::up_to(Table::Touches, "date")];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "contacts",
        text: "rows of the list of contacts in that week with that client, by that person, of that kind",
        rests_on: LISTED,
    },
    Definition {
        name: "touches_week.week",
        text: "first day of the week in which the contacts were held",
        rests_on: LISTED,
    },
    Definition {
        name: "weeks_ago",
        text: "weeks from that week to the week of the report's day; 0 is this week",
        rests_on: LISTED,
    },
    Definition {
        name: "last_contact_on",
        text: "day of the last contact of any kind up to the report's day, as the list of contacts or of people at the client says",
        rests_on: &[
            Rests::up_to(Table::Touches, "date"),
            Rests::whole(Table::Stakeholders),
        ],
    },
    Definition {
        name: "days_since_contact",
        text: "days from the last contact to the report's day; empty without one",
        rests_on: &[
            Rests::up_to(Table::Touches, "date"),
            Rests::whole(Table::Stakeholders),
        ],
    },
    Definition {
        name: "contact_cadence_days",
        text: "days that may pass between contacts: by tier in the settings, else the review cadence",
        rests_on: &[Rests::whole(Table::Clients)],
    },
    Definition {
        name: "contact_cadence.days_overdue",
        text: "days from the next contact to the report's day; 0 when it is still to come",
        rests_on: CONTACTS,
    },
    Definition {
        name: "contacts_of_window",
        text: "contacts in the {settings.contact_window_weeks} weeks up to the report's day",
        rests_on: LISTED,
    },
    Definition {
        name: "contacts_of_window_before",
        text: "contacts in the {settings.contact_window_weeks} weeks before those",
        rests_on: LISTED,
    },
    Definition {
        name: "stakeholders",
        text: "people at the client in the list of stakeholders",
        rests_on: &[Rests::whole(Table::Stakeholders)],
    },
    Definition {
        name: "stakeholders_quiet",
        text: "those of them without a contact in {settings.stakeholder_quiet_days} days",
        rests_on: &[Rests::whole(Table::Stakeholders)],
    },
];

/// Contacts by week.
pub static TOUCHES_WEEK: FrameSpec = FrameSpec::exported(
    "touches_week",
    "week, client, person, kind of contact",
    &[
        ("week", Unit::Date),
        ("client", Unit::Text),
        ("person", Unit::Text),
        ("kind", Unit::Code),
        ("contacts", Unit::Count),
        ("weeks_ago", Unit::Count),
    ],
);

/// Last contact against cadence, the longest wait first.
pub static CONTACT_CADENCE: FrameSpec = FrameSpec::exported(
    "contact_cadence",
    "client that is looked after",
    &[
        ("client", Unit::Text),
        ("account_manager", Unit::Text),
        ("last_contact_on", Unit::Date),
        ("last_contact_kind", Unit::Code),
        ("days_since_contact", Unit::Count),
        ("contact_cadence_days", Unit::Count),
        ("next_contact_on", Unit::Date),
        ("days_overdue", Unit::Count),
        ("contacts_of_window", Unit::Count),
        ("contacts_of_window_before", Unit::Count),
        ("stakeholders", Unit::Count),
        ("stakeholders_quiet", Unit::Count),
    ],
);

/// The frame [`TOUCHES_WEEK`], in time.
pub fn touches_week(portfolio: &Portfolio<'_>, register: &Register) -> MetricFrame {
    let (day, settings) = (portfolio.scope.as_of, &portfolio.scope.settings);
    let mut counts: BTreeMap<(NaiveDate, &str, &str, &str), i64> = BTreeMap::new();
    for (client, touches) in &register.touches {
        if portfolio.accounts.get(client).is_none() {
            continue;
        }
        for touch in touches.iter().filter(|touch| touch.date <= day) {
            let week = week_of(touch.date, settings);
            let key = (
                week,
                client.as_str(),
                touch.person.as_str(),
                touch.kind.as_str(),
            );
            *counts.entry(key).or_default() += 1;
        }
    }
    let this_week = week_of(day, settings);
    let rows = counts
        .into_iter()
        .map(|((week, client, person, kind), count)| {
            vec![
                week.into(),
                client.into(),
                person.into(),
                kind.into(),
                count.into(),
                ((this_week - week).num_days() / 7).into(),
            ]
        });
    MetricFrame::of(&TOUCHES_WEEK, rows.collect())
}

/// The frame [`CONTACT_CADENCE`].
pub fn contact_cadence(
    portfolio: &Portfolio<'_>,
    register: &Register,
    people: &[Stakeholder],
) -> MetricFrame {
    if register.touches.is_empty() {
        return MetricFrame::of(&CONTACT_CADENCE, Vec::new());
    }
    let day = portfolio.scope.as_of;
    let accounts = portfolio.accounts.iter();
    let mut listed: Vec<(i64, &Account)> = accounts
        .filter(|account| is_looked_after(portfolio, account))
        .map(|account| {
            let due = next_contact(register, account, day);
            let late = due.map_or(-1, |due| (day - due).num_days().max(0));
            (late, account)
        })
        .collect();
    listed.sort_by(|left, right| (right.0, &left.1.client).cmp(&(left.0, &right.1.client)));
    let rows = listed
        .into_iter()
        .map(|(_, account)| cadence_row(portfolio, register, people, account));
    MetricFrame::of(&CONTACT_CADENCE, rows.collect())
}

fn cadence_row(
    portfolio: &Portfolio<'_>,
    register: &Register,
    people: &[Stakeholder],
    account: &Account,
) -> Vec<Datum> {
    let (client, day) = (account.client.as_str(), portfolio.scope.as_of);
    let last = last_contact(register.touches_of(client), day);
    let due = next_contact(register, account, day);
    let length = Days::new(7 * u64::from(portfolio.scope.settings.contact_window_weeks));
    let window = day - length;
    let held = |after: NaiveDate, to: NaiveDate| {
        let touches = register.touches_of(client).iter();
        let held = touches.filter(|touch| after < touch.date && touch.date <= to);
        held.count() as i64
    };
    let own = || people.iter().filter(|person| person.client == client);
    let quiet = own().filter(|person| person.quiet).count() as i64;
    vec![
        client.into(),
        (&account.manager).into(),
        last.map(|touch| touch.date).into(),
        last.map(|touch| &touch.kind).into(),
        last.map(|touch| (day - touch.date).num_days()).into(),
        account.contact_cadence_days.into(),
        due.into(),
        due.map(|due| (day - due).num_days().max(0)).into(),
        held(window, day).into(),
        held(window - length, window).into(),
        (own().count() as i64).into(),
        quiet.into(),
    ]
}

/// The latest up to a day; of one day the first kind by name, so that the order of rows does not matter.
fn last_contact(touches: &[Touch], day: NaiveDate) -> Option<&Touch> {
    let held = touches.iter().filter(|touch| touch.date <= day);
    held.max_by(|left, right| (left.date, &right.kind).cmp(&(right.date, &left.kind)))
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::super::stakeholders::read_stakeholders;
    use super::*;

    const CLIENTS: &str = "client | status | tier | since
        A | active | A | 2026-01-01\n B | active | B | 2026-01-01\n L | lost | A | 2020-01-01\n Home | internal | |";
    const TOUCHES: &str = "client | date | kind | person
        A | 2026-10-26 | call | Jo\n A | 2026-10-28 | call | Jo\n A | 2026-10-31 | call | Jo\n A | 2026-11-01 | call | Jo
        A | 2026-10-02 | email | Jo\n B | 2026-07-01 | review | Sam\n Home | 2026-10-30 | call | Jo";

    #[test]
    fn weeks_count_up_to_the_reports_day() {
        let texts = [("clients", CLIENTS), ("touches", TOUCHES)];
        let sample = Sample::of(&texts, "", scope("2026-10", "2026-10"));
        let found = touches_week(&sample.portfolio(), &Register::of(&sample.tables));
        // 31 October 2026 is a Saturday, its week began on the 26th
        assert_eq!(
            shown(&found, "week client person kind contacts weeks_ago"),
            [
                "2026-06-29 B Sam review 1 17",
                "2026-09-28 A Jo email 1 4",
                "2026-10-26 A Jo call 3 0",
            ]
        );
    }

    #[test]
    fn who_waits_longest_comes_first() {
        let people = "client | name | last_contact_on\n A | Ann | 2026-09-01\n A | Bob | 2026-10-30\n A | Cyd | ";
        let texts = [
            ("clients", CLIENTS),
            ("touches", TOUCHES),
            ("stakeholders", people),
        ];
        let mut scope = scope("2026-10", "2026-10");
        scope.settings.contact_cadence_days = [("a".to_owned(), 14)].into();
        let sample = Sample::of(&texts, "", scope);
        let portfolio = sample.portfolio();
        let people = read_stakeholders(&portfolio);
        let found = contact_cadence(&portfolio, &Register::of(&sample.tables), &people);
        // B: 1 July + 90 days is 29 September, 32 days ago; the 28 days to 31 October begin after the 3rd
        assert_eq!(
            shown(
                &found,
                "client last_contact_on days_since_contact contact_cadence_days next_contact_on days_overdue contacts_of_window contacts_of_window_before stakeholders stakeholders_quiet"
            ),
            [
                "B 2026-07-01 122 90 2026-09-29 32 0 0 0 0",
                "A 2026-10-31 0 14 2026-11-14 0 3 1 3 1",
            ]
        );
    }
}
