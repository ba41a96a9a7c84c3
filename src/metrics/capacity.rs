//! Capacity of the weeks ahead: people, teams and roles, who is over, who is free, and who could take over.
//!
//! free = net - firm hours of the week and may be negative; load = firm / net, of a group the ratio of its sums. n/a
//! without capacity. Freelancers and people without contract hours have bookings but no capacity: they are free or over in no week, and
//! what is booked on a freelancer fills no group. A suggestion is a
//! person of the same role with hours that nothing is booked on, tentative bookings included: a list, never a change.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::calendar::{Calendar, week_end, week_of};
use super::definition::{Definition, Rests};
use super::frame::{Datum, FrameSpec, MetricFrame, Unit};
use super::load::{Load, bookings, net_of};
use super::people::People;
use super::ratio::share;
use super::scope::Scope;
use crate::model::{Duration, Settings, Table, Tables};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "free_hours",
        text: "net hours - firm hours of the week; below zero is overload",
        rests_on: &[
            Rests::whole(Table::Bookings),
            Rests::whole(Table::People),
            Rests::whole(Table::Leave),
        ],
    },
    Definition {
        name: "people_over",
        text: "people whose firm bookings of the week exceed {settings.overload_share%} % of their net hours",
        rests_on: &[Rests::whole(Table::Bookings), Rests::whole(Table::People)],
    },
    Definition {
        name: "people_idle",
        text: "people with net hours in the week and bookings of at most {settings.idle_share%} % of them, tentative ones included",
        rests_on: &[Rests::whole(Table::Bookings), Rests::whole(Table::People)],
    },
    Definition {
        name: "capacity_group.people",
        text: "people of the group with capacity or bookings in the week",
        rests_on: &[Rests::whole(Table::Bookings), Rests::whole(Table::People)],
    },
    Definition {
        name: "over_hours",
        text: "firm hours of the week above net hours",
        rests_on: &[Rests::whole(Table::Bookings), Rests::whole(Table::People)],
    },
    Definition {
        name: "candidate_free_hours",
        text: "net - firm - tentative hours of a person of the same role, in whatever language it is written, in the same week",
        rests_on: &[Rests::whole(Table::Bookings), Rests::whole(Table::People)],
    },
];

/// Capacity of the weeks ahead, person by person, all clients together.
pub static CAPACITY_AHEAD: FrameSpec = FrameSpec::exported(
    "capacity_ahead",
    "person, week",
    &[
        ("week", Unit::Date),
        ("person", Unit::Text),
        ("team", Unit::Text),
        ("role", Unit::Text),
        ("net_hours", Unit::Hours),
        ("firm_hours", Unit::Hours),
        ("tentative_hours", Unit::Hours),
        ("free_hours", Unit::Hours),
        ("load", Unit::Share),
        ("load_note", Unit::Code),
        ("load_with_tentative", Unit::Share),
        ("load_with_tentative_note", Unit::Code),
        // over, over_with_tentative, idle, free, full
        ("state", Unit::Code),
        // some plan reaches this week or a later one
        ("planned", Unit::Flag),
    ],
);

/// The same added up by team and by role; `by` says which, and `agency` is everybody.
pub static CAPACITY_GROUP: FrameSpec = FrameSpec::exported(
    "capacity_group",
    "team or role, week",
    &[
        ("week", Unit::Date),
        // agency, team, role
        ("by", Unit::Code),
        ("team_or_role", Unit::Text),
        ("people", Unit::Count),
        ("net_hours", Unit::Hours),
        ("firm_hours", Unit::Hours),
        ("tentative_hours", Unit::Hours),
        ("free_hours", Unit::Hours),
        ("load", Unit::Share),
        ("load_note", Unit::Code),
        ("load_with_tentative", Unit::Share),
        ("load_with_tentative_note", Unit::Code),
        ("people_over", Unit::Count),
        ("people_idle", Unit::Count),
        ("planned", Unit::Flag),
    ],
);

/// Who could take what is over: people of the same role (`templates/trade.toml` says which names are one), those with most free hours first. Without anybody the
/// candidate is empty.
pub static CAPACITY_SUGGESTIONS: FrameSpec = FrameSpec::exported(
    "capacity_suggestions",
    "week, person, candidate",
    &[
        ("week", Unit::Date),
        ("person", Unit::Text),
        ("role", Unit::Text),
        ("over_hours", Unit::Hours),
        ("candidate", Unit::Text),
        ("candidate_team", Unit::Text),
        ("candidate_free_hours", Unit::Hours),
    ],
);

/// A person's week.
struct Week<'a> {
    week: NaiveDate,
    person: &'a str,
    team: &'a str,
    role: &'a str,
    net: Option<Duration>,
    /// Works by the hour, without hours of a contract.
    is_freelancer: bool,
    load: Load,
}

/// What is too much and what is next to nothing, of net hours.
#[derive(Clone, Copy)]
struct Limits {
    overload: f64,
    idle: f64,
}

impl Limits {
    fn of(settings: &Settings) -> Limits {
        Limits {
            overload: settings.overload_share,
            idle: settings.idle_share,
        }
    }

    fn most(self, net: Duration) -> Duration {
        part(net, self.overload)
    }

    fn least(self, net: Duration) -> Duration {
        part(net, self.idle)
    }
}

/// A share, in parts of a million, of a duration.
fn part(of: Duration, share: f64) -> Duration {
    let parts = (share * 1e6).round() as i64;
    of.scale(parts, 1_000_000).unwrap_or(of)
}

/// Where a week stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Over,
    OverWithTentative,
    Idle,
    Free,
    Full,
}

impl State {
    fn code(self) -> &'static str {
        match self {
            State::Over => "over",
            State::OverWithTentative => "over_with_tentative",
            State::Idle => "idle",
            State::Free => "free",
            State::Full => "full",
        }
    }
}

impl Week<'_> {
    /// None without capacity to compare with.
    fn state(&self, limits: Limits) -> Option<State> {
        let net = self.net.filter(|net| *net > Duration::ZERO)?;
        let (firm, booked) = (self.load.firm, self.load.firm + self.load.tentative);
        let (most, least) = (limits.most(net), limits.least(net));
        Some(if firm > most {
            State::Over
        } else if booked > most {
            State::OverWithTentative
        } else if booked <= least {
            State::Idle
        } else if booked < net {
            State::Free
        } else {
            State::Full
        })
    }

    /// Net hours that nothing is booked on.
    fn unbooked(&self) -> Duration {
        self.net.unwrap_or_default() - self.load.firm - self.load.tentative
    }
}

/// The frames [`CAPACITY_AHEAD`], [`CAPACITY_GROUP`] and [`CAPACITY_SUGGESTIONS`]: the weeks after as-of's, for
/// everybody with capacity or bookings.
pub fn ahead(
    tables: &Tables,
    calendar: &Calendar<'_>,
    people: &People,
    scope: &Scope,
) -> [MetricFrame; 3] {
    let booked = bookings(tables);
    let mut loads: BTreeMap<(NaiveDate, &str), Load> = BTreeMap::new();
    for booking in &booked {
        let week = week_of(booking.day, &scope.settings);
        loads
            .entry((week, booking.person))
            .or_default()
            .book(booking);
    }
    let planners = booked.iter().map(|booking| booking.person);
    let names: BTreeSet<&str> = calendar.names().into_iter().chain(planners).collect();
    let this = week_of(scope.as_of, &scope.settings);
    let mut weeks = Vec::new();
    let weeks_ahead = 1..=u64::from(scope.settings.capacity_weeks);
    for week in weeks_ahead.map(|weeks| this + Days::new(7 * weeks)) {
        for person in &names {
            let load = loads.get(&(week, *person)).copied();
            let net = net_of(calendar, person, week);
            if load.is_some() || net.is_some_and(|net| net > Duration::ZERO) {
                let terms = people.latest(person, week_end(week));
                weeks.push(Week {
                    week,
                    person,
                    team: terms.map_or("", |terms| &terms.team),
                    role: terms.map_or("", |terms| &terms.role),
                    net,
                    is_freelancer: terms
                        .is_some_and(|terms| terms.weekly_hours == Some(Duration::ZERO)),
                    load: load.unwrap_or_default(),
                });
            }
        }
    }
    // nobody is idle where nobody plans
    let last = booked.iter().map(|booking| booking.day).max();
    let limits = Limits::of(&scope.settings);
    let rows = weeks.iter();
    let rows = rows.map(|week| person_row(week, last, limits)).collect();
    [
        MetricFrame::of(&CAPACITY_AHEAD, rows),
        groups(&weeks, last, limits),
        suggestions(&weeks, limits, scope),
    ]
}

fn person_row(of: &Week<'_>, last: Option<NaiveDate>, limits: Limits) -> Vec<Datum> {
    let mut row: Vec<Datum> = vec![
        of.week.into(),
        of.person.into(),
        of.team.into(),
        of.role.into(),
    ];
    let free = of.net.filter(|_| !of.is_freelancer);
    row.extend(hours_and_loads(of.net, free, of.load));
    let state = of.state(limits).filter(|_| last.is_some());
    row.push(state.map(State::code).into());
    row.push(Datum::Flag(last.is_some_and(|last| of.week <= last)));
    row
}

/// From net_hours to load_with_tentative_note.
fn hours_and_loads(net: Option<Duration>, free: Option<Duration>, load: Load) -> Vec<Datum> {
    let mut row: Vec<Datum> = vec![
        net.into(),
        load.firm.into(),
        load.tentative.into(),
        free.map(|net| net - load.firm).into(),
    ];
    row.extend(share(load.firm, net, "no-capacity"));
    row.extend(share(load.firm + load.tentative, net, "no-capacity"));
    row
}

/// Sums of a group's week.
#[derive(Default)]
struct Sum {
    people: i64,
    net: Duration,
    load: Load,
    over: i64,
    idle: i64,
}

impl Sum {
    fn add(&mut self, week: &Week<'_>, limits: Limits) {
        self.people += 1;
        self.net += week.net.unwrap_or_default();
        self.load.firm += week.load.firm;
        self.load.tentative += week.load.tentative;
        self.over += i64::from(week.state(limits) == Some(State::Over));
        self.idle += i64::from(week.state(limits) == Some(State::Idle));
    }
}

/// Bookings of nobody (a placeholder, a role) count for the agency only.
fn groups(weeks: &[Week<'_>], last: Option<NaiveDate>, limits: Limits) -> MetricFrame {
    let mut sums: BTreeMap<(NaiveDate, &str, &str), Sum> = BTreeMap::new();
    for week in weeks.iter().filter(|week| !week.is_freelancer) {
        let groups = [("agency", ""), ("team", week.team), ("role", week.role)];
        for (by, group) in groups {
            if by == "agency" || !group.is_empty() {
                sums.entry((week.week, by, group))
                    .or_default()
                    .add(week, limits);
            }
        }
    }
    let row = |((week, by, group), sum): ((NaiveDate, &str, &str), Sum)| {
        let mut row: Vec<Datum> = vec![week.into(), by.into(), group.into(), sum.people.into()];
        row.extend(hours_and_loads(Some(sum.net), Some(sum.net), sum.load));
        row.push(sum.over.into());
        row.push(last.map(|_| sum.idle).into());
        row.push(Datum::Flag(last.is_some_and(|last| week <= last)));
        row
    };
    MetricFrame::of(&CAPACITY_GROUP, sums.into_iter().map(row).collect())
}

fn suggestions(weeks: &[Week<'_>], limits: Limits, scope: &Scope) -> MetricFrame {
    let named = scope.settings.capacity_candidates as usize;
    let roles = roles_of(weeks, scope);
    let free = free_by_role(weeks, &roles);
    let mut rows = Vec::new();
    for over in weeks
        .iter()
        .filter(|week| week.state(limits) == Some(State::Over))
    {
        let role = roles[over.role].as_str();
        let others = free.get(&(over.week, role)).into_iter().flatten();
        let others = others.filter(|other| other.person != over.person);
        let candidates = others.take(named).map(|other| Some(*other));
        let candidates: Vec<Option<&Week<'_>>> = candidates.collect();
        let nobody = [None];
        let candidates = if candidates.is_empty() {
            &nobody[..]
        } else {
            &candidates
        };
        for candidate in candidates {
            rows.push(vec![
                over.week.into(),
                over.person.into(),
                over.role.into(),
                (over.load.firm - over.net.unwrap_or_default()).into(),
                candidate.map_or("", |other| other.person).into(),
                candidate.map_or("", |other| other.team).into(),
                candidate.map(Week::unbooked).into(),
            ]);
        }
    }
    MetricFrame::of(&CAPACITY_SUGGESTIONS, rows)
}

/// The role that each name of a role stands for.
fn roles_of<'w>(weeks: &[Week<'w>], scope: &Scope) -> BTreeMap<&'w str, String> {
    let mut roles = BTreeMap::new();
    for week in weeks {
        let role = roles.entry(week.role);
        role.or_insert_with(|| scope.words.role(week.role));
    }
    roles
}

/// Who has free hours in a week, by role, most free hours first. Nobody stands in for a role that is not told.
fn free_by_role<'w>(
    weeks: &'w [Week<'_>],
    roles: &'w BTreeMap<&str, String>,
) -> BTreeMap<(NaiveDate, &'w str), Vec<&'w Week<'w>>> {
    let mut free: BTreeMap<(NaiveDate, &str), Vec<&Week<'_>>> = BTreeMap::new();
    let able = weeks
        .iter()
        .filter(|week| !week.role.is_empty() && week.unbooked() > Duration::ZERO);
    for week in able {
        let role = roles[week.role].as_str();
        free.entry((week.week, role)).or_default().push(week);
    }
    for of_role in free.values_mut() {
        of_role.sort_by_key(|week| (-week.unbooked().0, week.person));
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::testing::{lines, scope, tables};

    const BOOKINGS: &str = "date | person | client | duration | firm\n\
        2026-10-26 | Mara | Halden | 10 | yes\n\
        2026-11-02 | Mara | Halden | 24 |\n2026-11-05 | Mara | Halden | 16 | yes\n\
        2026-11-03 | Ivo | Halden | 30 | yes\n2026-11-03 | Ivo | Borea | 16 | no\n\
        2026-11-03 | Ana | Borea | 10 | no\n2026-11-03 | | Halden | 7 | yes\n2026-11-03 | Free | Halden | 6 | yes\n\
        2027-06-01 | Mara | Halden | 8 | yes";

    /// Mara is away one day of the first week and over by 8; Ana and Ben have her role.
    fn frames(bookings: &str) -> [MetricFrame; 3] {
        let sheets = [
            (
                "people",
                "person | weekly_hours | ends_on | team | role\nMara | 40 | | Studio | Designer\n\
                 Ana | 40 | | North | Designer\nBen | 20 | 2026-11-06 | Studio | Designer\n\
                 Ivo | 40 | | Studio | Copywriter\nFree | 0 | | |",
            ),
            ("leave", "date | person | duration\n2026-11-06 | Mara |"),
            ("bookings", bookings),
        ];
        let (tables, scope) = (tables(&sheets), scope("2026-10", "2026-10-31"));
        let people = People::of(&tables);
        let calendar = Calendar::of(
            &tables,
            &super::super::worked::Work::default(),
            &people,
            &scope,
        );
        ahead(&tables, &calendar, &people, &scope)
    }

    #[test]
    fn free_hours_may_be_negative() {
        let columns = [
            "week",
            "person",
            "net_hours",
            "firm_hours",
            "free_hours",
            "load",
            "state",
        ];
        let shown = lines(&frames(BOOKINGS)[0], &columns);
        assert_eq!(
            shown[..7],
            [
                "2026-11-02 |  |  | 7 |  |  | ",
                "2026-11-02 | Ana | 40 | 0 | 40 | 0.0000 | free",
                "2026-11-02 | Ben | 20 | 0 | 20 | 0.0000 | idle",
                "2026-11-02 | Free | 0 | 6 |  |  | ",
                "2026-11-02 | Ivo | 40 | 30 | 10 | 0.7500 | over_with_tentative",
                "2026-11-02 | Mara | 32 | 40 | -8 | 1.2500 | over",
                "2026-11-09 | Ana | 40 | 0 | 40 | 0.0000 | idle",
            ]
        );
        // eight weeks of three, one of Ben, of a freelancer and of nobody
        assert_eq!(shown.len(), 27);
        assert!(shown[26].starts_with("2026-12-21 | Mara"));
    }

    #[test]
    fn teams_and_roles_are_sums() {
        let columns = [
            "by",
            "team_or_role",
            "people",
            "net_hours",
            "firm_hours",
            "tentative_hours",
            "load",
            "people_over",
            "people_idle",
        ];
        let shown = lines(&frames(BOOKINGS)[1], &columns);
        assert_eq!(
            shown[..5],
            [
                "agency |  | 5 | 132 | 77 | 26 | 0.5833 | 1 | 1",
                "role | Copywriter | 1 | 40 | 30 | 16 | 0.7500 | 0 | 0",
                "role | Designer | 3 | 92 | 40 | 10 | 0.4348 | 1 | 1",
                "team | North | 1 | 40 | 0 | 10 | 0.0000 | 0 | 0",
                "team | Studio | 3 | 92 | 70 | 16 | 0.7609 | 1 | 1",
            ]
        );
    }

    #[test]
    fn the_same_role_with_most_free_hours_comes_first() {
        let columns = [
            "week",
            "person",
            "over_hours",
            "candidate",
            "candidate_team",
            "candidate_free_hours",
        ];
        assert_eq!(
            lines(&frames(BOOKINGS)[2], &columns),
            [
                "2026-11-02 | Mara | 8 | Ana | North | 30",
                "2026-11-02 | Mara | 8 | Ben | Studio | 20",
            ]
        );
        let nobody = "date | person | duration\n2026-11-02 | Ivo | 41";
        assert_eq!(
            lines(&frames(nobody)[2], &columns),
            ["2026-11-02 | Ivo | 1 |  |  | "]
        );
    }

    #[test]
    fn one_role_in_three_languages() {
        let sheets = [
            (
                "people",
                "person | weekly_hours | role\nMara | 40 | Designer\nЖанна | 40 | Дизайнер\n李娜 | 20 | 设计师\nIvo | 40 | Copywriter",
            ),
            (
                "bookings",
                "date | person | duration\n2026-11-02 | Mara | 41",
            ),
        ];
        let (tables, scope) = (tables(&sheets), scope("2026-10", "2026-10-31"));
        let people = People::of(&tables);
        let calendar = Calendar::of(
            &tables,
            &super::super::worked::Work::default(),
            &people,
            &scope,
        );
        let found = &ahead(&tables, &calendar, &people, &scope)[2];
        assert_eq!(
            lines(
                found,
                &["person", "role", "candidate", "candidate_free_hours"]
            ),
            [
                "Mara | Designer | Жанна | 40",
                "Mara | Designer | 李娜 | 20"
            ]
        );
    }

    #[test]
    fn weeks_that_no_plan_reaches_are_told() {
        // the second of eight weeks is the last that anything is booked in
        let shown = lines(
            &frames("date | person | duration\n2026-11-10 | Ivo | 8")[0],
            &["week", "person", "planned"],
        );
        let of = |week: &str| shown.iter().find(|line| line.starts_with(week));
        assert_eq!(
            of("2026-11-02").map(String::as_str),
            Some("2026-11-02 | Ana | yes")
        );
        assert_eq!(
            of("2026-11-09").map(String::as_str),
            Some("2026-11-09 | Ana | yes")
        );
        assert_eq!(
            of("2026-11-16").map(String::as_str),
            Some("2026-11-16 | Ana | no")
        );
    }

    #[test]
    fn nobody_is_idle_where_nobody_plans() {
        let shown = lines(&frames("date | person | duration")[0], &["person", "state"]);
        assert_eq!(shown[0], "Ana | ");
    }
}
