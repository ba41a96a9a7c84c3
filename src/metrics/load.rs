//! Load of weeks behind and ahead, and of those ahead (settings `capacity_weeks`; `metrics.md`, "load of a week").

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::calendar::{Calendar, week_end, week_of};
use super::definition::{Definition, Rests};
use super::frame::{Datum, FrameSpec, MetricFrame, Unit};
use super::internal::Internals;
use super::ratio::share;
use super::scope::Scope;
use super::work::{DayWork, Worked};
use super::worked::Work;
use crate::model::{Duration, Table, Tables};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "load",
        text: "worked hours of past weeks, firm bookings of the others / net hours of the week; the week of the report's day counts as worked where no booking falls in it",
        rests_on: &[
            Rests::within(Table::Bookings, "date"),
            Rests::within(Table::Time, "date"),
        ],
    },
    Definition {
        name: "load_with_tentative",
        text: "the same with the tentative bookings of weeks that are not over added",
        rests_on: &[
            Rests::within(Table::Bookings, "date"),
            Rests::within(Table::Time, "date"),
        ],
    },
    Definition {
        name: "firm_hours",
        text: "bookings of the week that are confirmed or carry no mark",
        rests_on: &[Rests::whole(Table::Bookings)],
    },
    Definition {
        name: "tentative_hours",
        text: "bookings of the week marked as tentative",
        rests_on: &[Rests::whole(Table::Bookings)],
    },
];

/// Load of a week that touches the period, and of those ahead.
pub static LOAD_WEEK: FrameSpec = FrameSpec::exported(
    "load_week",
    "person, week, client",
    &[
        ("week", Unit::Date),
        ("person", Unit::Text),
        ("client", Unit::Text),
        ("worked_hours", Unit::Hours),
        ("firm_hours", Unit::Hours),
        ("tentative_hours", Unit::Hours),
        ("net_hours", Unit::Hours),
        ("load", Unit::Share),
        ("load_note", Unit::Code),
        ("load_with_tentative", Unit::Share),
        ("load_with_tentative_note", Unit::Code),
    ],
);

/// A booking, its client empty for internal work, its project where the file names none.
pub(crate) struct Booking<'a> {
    pub(crate) day: NaiveDate,
    pub(crate) person: &'a str,
    pub(crate) client: &'a str,
    pub(crate) project: &'a str,
    pub(crate) firm: bool,
    pub(crate) duration: Duration,
}

/// Hours of one row of load.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Load {
    worked: Duration,
    pub(crate) firm: Duration,
    pub(crate) tentative: Duration,
}

impl Load {
    pub(crate) fn book(&mut self, booking: &Booking<'_>) {
        if booking.firm {
            self.firm += booking.duration;
        } else {
            self.tentative += booking.duration;
        }
    }
}

/// Every booking with a day and a duration, in the file's order. One that does not say is firm.
pub(crate) fn bookings(tables: &Tables) -> Vec<Booking<'_>> {
    let internals = Internals::of(tables);
    let rows = tables.rows(Table::Bookings);
    let (days, durations, firm) = (
        rows.date("date"),
        rows.duration("duration"),
        rows.flag("firm"),
    );
    let (persons, clients, projects) = (
        rows.text("person"),
        rows.text("client"),
        rows.text("project"),
    );
    (0..rows.len())
        .filter_map(|at| {
            let client = internals.client_of(clients[at], projects[at]);
            let internal = internals.is_internal(client, projects[at]);
            Some(Booking {
                day: days[at]?,
                person: persons[at].unwrap_or_default(),
                client: client.filter(|_| !internal).unwrap_or_default(),
                project: projects[at].unwrap_or_default(),
                firm: firm[at].unwrap_or(true),
                duration: durations[at]?,
            })
        })
        .collect()
}

/// The frame [`LOAD_WEEK`]: weeks that touch the period and those ahead.
pub fn by_week(
    tables: &Tables,
    calendar: &Calendar<'_>,
    work: &Work<'_>,
    scope: &Scope,
) -> MetricFrame {
    let first = week_of(scope.period.first_day(), &scope.settings);
    let last = week_of(scope.period.last_day(), &scope.settings)
        + Days::new(7 * u64::from(scope.settings.capacity_weeks));
    let week_in_sight = |day| {
        let week = week_of(day, &scope.settings);
        (first <= week && week <= last).then_some(week)
    };
    let mut loads: BTreeMap<(NaiveDate, &str, &str), Load> = BTreeMap::new();
    for row in work.days_from(first) {
        if let Some(week) = week_in_sight(row.day) {
            let key = (week, row.person.text(), client_of(row));
            loads.entry(key).or_default().worked += row.duration;
        }
    }
    let booked = bookings(tables);
    for booking in &booked {
        if let Some(week) = week_in_sight(booking.day) {
            let key = (week, booking.person, booking.client);
            loads.entry(key).or_default().book(booking);
        }
    }
    let planned: BTreeSet<NaiveDate> = booked
        .iter()
        .filter_map(|booking| week_in_sight(booking.day))
        .collect();
    loads.retain(|_, load| *load != Load::default());
    let mut net: Option<(NaiveDate, &str, Option<Duration>)> = None;
    let mut rows = Vec::with_capacity(loads.len());
    for ((week, person, client), load) in loads {
        let known = net.filter(|(of, whose, _)| (*of, *whose) == (week, person));
        let (_, _, hours) = known.unwrap_or_else(|| (week, person, net_of(calendar, person, week)));
        net = Some((week, person, hours));
        rows.push(load_row(
            (week, person, client),
            load,
            hours,
            (scope, planned.contains(&week)),
        ));
    }
    MetricFrame::of(&LOAD_WEEK, rows)
}

/// Empty for internal work.
fn client_of<'a>(work: &DayWork<'a>) -> &'a str {
    match work.kind {
        Worked::Internal => "",
        Worked::Billable | Worked::ClientNonBillable => work.client.text(),
    }
}

fn load_row(
    (week, person, client): (NaiveDate, &str, &str),
    load: Load,
    net: Option<Duration>,
    (scope, planned): (&Scope, bool),
) -> Vec<Datum> {
    // where the plan begins later the week of the report's day tells what was worked of it so far
    let done = week_end(week) <= scope.as_of || (!planned && week <= scope.as_of);
    let taken = if done { load.worked } else { load.firm };
    let mut row: Vec<Datum> = vec![
        week.into(),
        person.into(),
        client.into(),
        load.worked.into(),
        load.firm.into(),
        load.tentative.into(),
        net.into(),
    ];
    let tentative = if done { Duration::ZERO } else { load.tentative };
    row.extend(share(taken, net, "no-capacity"));
    row.extend(share(taken + tentative, net, "no-capacity"));
    row
}

/// N of a whole week, days after as-of included.
pub(crate) fn net_of(calendar: &Calendar<'_>, person: &str, week: NaiveDate) -> Option<Duration> {
    calendar
        .capacity(person, week, week_end(week))
        .map(|capacity| capacity.net)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::people::People;
    use crate::metrics::testing::{lines, scope, tables};

    const CLIENTS: &str = "client | status\nHalden | active\nOurselves | internal";
    const PEOPLE: &str = "person | weekly_hours | ends_on\nMara | 40 |\nGone | 40 | 2026-11-04";
    const LEAVE: &str = "date | person | duration\n2026-11-06 | Mara |";
    const TIME: &str = "date | person | client | duration\n2026-09-27 | Mara | Halden | 9\n\
        2026-09-30 | Mara | Halden | 10\n2026-10-01 | Mara | Halden | 20\n\
        2026-10-02 | Mara | Ourselves | 4\n2026-10-28 | Mara | Halden | 3";
    const BOOKINGS: &str = "date | person | client | duration | firm\n\
        2026-09-28 | Mara | Halden | 5 | yes\n2026-09-29 | Mara | Halden | 6 | no\n\
        2026-10-26 | Mara | Halden | 10 | yes\n2026-10-29 | Mara | Halden | 8 | no\n\
        2026-11-02 | Mara | Halden | 24 |\n2026-11-05 | Mara | Ourselves | 16 | yes\n\
        2026-11-03 | | Halden | 7 | yes\n2027-06-01 | Mara | Halden | 8 | yes";

    fn frame(as_of: &str, bookings: &str) -> MetricFrame {
        let sheets = [
            ("clients", CLIENTS),
            ("people", PEOPLE),
            ("leave", LEAVE),
            ("time", TIME),
            ("bookings", bookings),
        ];
        let (tables, scope) = (tables(&sheets), scope("2026-10", as_of));
        let people = People::of(&tables);
        let work = crate::metrics::testing::work(&tables, &scope);
        let calendar = Calendar::of(&tables, &work, &people, &scope);
        by_week(&tables, &calendar, &work, &scope)
    }

    #[test]
    fn load_is_work_behind_and_firm_bookings_ahead() {
        let columns = [
            "week",
            "person",
            "client",
            "worked_hours",
            "firm_hours",
            "tentative_hours",
            "net_hours",
            "load",
            "load_with_tentative",
        ];
        assert_eq!(
            lines(&frame("2026-10-31", BOOKINGS), &columns),
            [
                // straddles September and October; internal work has an empty client
                "2026-09-28 | Mara |  | 4 | 0 | 0 | 40 | 0.1000 | 0.1000",
                // over: its tentative hours are no load any more
                "2026-09-28 | Mara | Halden | 30 | 5 | 6 | 40 | 0.7500 | 0.7500",
                // ends after as-of: firm counts, not work
                "2026-10-26 | Mara | Halden | 3 | 10 | 8 | 40 | 0.2500 | 0.4500",
                "2026-11-02 |  | Halden | 0 | 7 | 0 |  |  | ",
                "2026-11-02 | Mara |  | 0 | 16 | 0 | 32 | 0.5000 | 0.5000",
                "2026-11-02 | Mara | Halden | 0 | 24 | 0 | 32 | 0.7500 | 0.7500",
            ]
        );
    }

    #[test]
    fn without_a_plan_for_it_the_week_of_the_day_counts_as_worked() {
        for later in ["", "\n2026-11-02 | Mara | Halden | 24 |"] {
            let bookings = format!("date | person | client | duration | firm{later}");
            let frame = frame("2026-10-31", &bookings);
            let found = lines(&frame, &["week", "client", "load", "load_with_tentative"]);
            assert_eq!(
                found[..3],
                [
                    "2026-09-28 |  | 0.1000 | 0.1000",
                    "2026-09-28 | Halden | 0.7500 | 0.7500",
                    // 3 of 40 hours, though the week ends on 1 November
                    "2026-10-26 | Halden | 0.0750 | 0.0750",
                ]
            );
        }
    }
}
