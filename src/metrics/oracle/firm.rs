//! A random firm of two years and its files, for the families of figures beside this one.
//!
//! Four clients: Acme has a retainer (Care) and an internal project (Pitch), Birch fixed work (Site), Delta work by the hour
//! (Work), Cedar pays in dollars and has no project. Acme and Birch belong to one group.

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;

use crate::metrics::issued::Since;
use crate::metrics::month_end::add_up;
use crate::metrics::testing::{date, tables};
use crate::metrics::{Metrics, scope};
use crate::model::intake::Intake;
use crate::model::issued::Issued;
use crate::model::{Decisions, Settings, TradeWords};

pub(super) const PEOPLE: [&str; 4] = ["Ana", "Ben", "Mara", "Stranger"];
pub(super) const CLIENTS: [&str; 4] = ["Acme", "Birch", "Cedar", "Delta"];
pub(super) const PROJECTS: [&str; 4] = ["Care", "Site", "Work", "Pitch"];
pub(super) const CHANNELS: [&str; 2] = ["search", "social"];
/// Goals that name a figure of the campaign results.
pub(super) const CAMPAIGN_GOALS: [&str; 6] = [
    "Leads",
    "Leads per month",
    "Clicks from social",
    "Cost per lead from search",
    "Campaign revenue",
    "Conversion rate",
];
/// First month of the files, as year and month.
pub(super) const FIRST: (i32, u32) = (2024, 8);
/// Months of the files; the last is that of the report.
pub(super) const MONTHS: u32 = 27;
/// Working days of a week, Monday first; none has seven, so that a day's hours are whole units.
const PATTERNS: [&str; 5] = ["1111100", "1110000", "0101010", "1111110", "0000011"];

/// A row of the people table; the stranger has none.
#[derive(Clone, Debug)]
pub(super) struct Contract {
    /// Whole hours of the week; none when the file does not say.
    pub(super) week: Option<i64>,
    pub(super) pattern: usize,
    /// Days from 1 September 2026.
    pub(super) starts: Option<u64>,
    pub(super) ends: Option<u64>,
    pub(super) german: bool,
    /// Percent.
    pub(super) target: Option<i64>,
    /// Price of an hour in euros.
    pub(super) price: i64,
}

/// A time entry.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Days from 1 August 2026.
    pub(super) day: u64,
    pub(super) person: usize,
    /// Its project, else its client; neither is internal work.
    pub(super) project: Option<usize>,
    pub(super) client: Option<usize>,
    pub(super) tenths: i64,
    pub(super) flag: Option<bool>,
}

/// A booking.
#[derive(Clone, Debug)]
pub(super) struct Booking {
    /// Days from 1 October 2026.
    pub(super) day: u64,
    pub(super) person: usize,
    pub(super) project: Option<usize>,
    /// The client where no project is named; none is internal work.
    pub(super) client: Option<usize>,
    pub(super) tenths: i64,
    pub(super) firm: Option<bool>,
}

/// An invoice or credit note.
#[derive(Clone, Debug)]
pub(super) struct Bill {
    /// Months from the first, and the day.
    pub(super) month: u32,
    pub(super) day: u32,
    pub(super) client: usize,
    pub(super) dollars: bool,
    pub(super) cents: i64,
    pub(super) credit: bool,
    /// For the client's project rather than for nothing in particular.
    pub(super) named: bool,
}

/// Results of a channel.
#[derive(Clone, Debug)]
pub(super) struct Result {
    /// Days from 1 August 2026.
    pub(super) day: u64,
    pub(super) client: usize,
    pub(super) channel: usize,
    pub(super) dollars: bool,
    pub(super) spend: Option<i64>,
    pub(super) clicks: Option<i64>,
    pub(super) leads: Option<i64>,
    pub(super) conversions: Option<i64>,
    pub(super) revenue: Option<i64>,
}

/// Client, days from 1 August 2026 to the due day, done by then.
pub(super) type Action = (usize, u64, bool);
/// Client, target, what was reached.
pub(super) type Goal = (usize, i64, i64);
/// Client, what its name says, target.
pub(super) type CampaignGoal = (usize, usize, i64);
/// Client, probability, impact.
pub(super) type Risk = (usize, i64, i64);

#[derive(Clone, Debug)]
pub(super) struct Firm {
    pub(super) contracts: [Contract; 3],
    /// False where the file tells nobody's week.
    pub(super) weeks_told: bool,
    /// Days from 1 October 2026, for everybody, for Germany or for Kazakhstan.
    pub(super) holidays: Vec<(u64, usize)>,
    /// Day of October from 0, person, tenths of an hour or the whole day.
    pub(super) leave: Vec<(u64, usize, Option<i64>)>,
    pub(super) time: Vec<Entry>,
    pub(super) bookings: Vec<Booking>,
    pub(super) bills: Vec<Bill>,
    pub(super) results: Vec<Result>,
    pub(super) actions: Vec<Action>,
    pub(super) goals: Vec<Goal>,
    /// At most one of a client and name.
    pub(super) campaign_goals: Vec<CampaignGoal>,
    pub(super) risks: Vec<Risk>,
    /// Agreed hours and euros of the retainer (a month), the fixed work, the work by the hour (hours alone).
    pub(super) agreed: [(i64, i64); 3],
    /// A dollar in hundredths of a euro, from the first month and from 10 November 2025.
    pub(super) dollar: [i64; 2],
    /// Unused hours are carried on, how many quotas at most, for how many months; 0 is for ever.
    pub(super) carry: (bool, u32, u32),
    /// Day of October 2026.
    pub(super) today: u64,
}

fn contract() -> impl Strategy<Value = Contract> {
    (
        proptest::option::weighted(0.9, 0_i64..50),
        0..PATTERNS.len(),
        proptest::option::weighted(0.3, 0_u64..60),
        proptest::option::weighted(0.3, 20_u64..90),
        any::<bool>(),
        proptest::option::of(1_i64..100),
        1_i64..150,
    )
        .prop_map(
            |(week, pattern, starts, ends, german, target, price)| Contract {
                week,
                pattern,
                starts,
                ends,
                german,
                target,
                price,
            },
        )
}

fn entry() -> impl Strategy<Value = Entry> {
    (
        0_u64..92,
        0_usize..4,
        proptest::option::weighted(0.7, 0_usize..4),
        proptest::option::of(0_usize..4),
        prop_oneof![9 => 1_i64..100, 1 => -20_i64..0],
        any::<Option<bool>>(),
    )
        .prop_map(|(day, person, project, client, tenths, flag)| Entry {
            day,
            person,
            project,
            client: client.filter(|_| project.is_none()),
            tenths,
            flag,
        })
}

fn booking() -> impl Strategy<Value = Booking> {
    (
        prop_oneof![0_u64..120, (0_u64..17).prop_map(|week| 4 + 7 * week)],
        0_usize..4,
        proptest::option::of(0_usize..4),
        proptest::option::of(0_usize..4),
        1_i64..400,
        any::<Option<bool>>(),
    )
        .prop_map(|(day, person, project, client, tenths, firm)| Booking {
            day,
            person,
            project,
            client: client.filter(|_| project.is_none()),
            tenths,
            firm,
        })
}

fn bill() -> impl Strategy<Value = Bill> {
    (
        0..MONTHS,
        1_u32..29,
        0_usize..4,
        proptest::bool::weighted(0.3),
        1_i64..500_000,
        proptest::bool::weighted(0.15),
        any::<bool>(),
    )
        .prop_map(|(month, day, client, dollars, cents, credit, named)| Bill {
            month,
            day,
            client,
            dollars: dollars && !named,
            cents,
            credit,
            named: named && client != 2,
        })
        .prop_map(|bill| Bill {
            dollars: bill.dollars && !bill.named,
            ..bill
        })
}

fn result() -> impl Strategy<Value = Result> {
    let some = |most: i64| proptest::option::weighted(0.8, 0..most);
    (
        0_u64..92,
        0_usize..4,
        0_usize..2,
        any::<bool>(),
        some(50_000),
        some(300),
        some(40),
        some(10),
        some(90_000),
    )
        .prop_map(
            |(day, client, channel, dollars, spend, clicks, leads, conversions, revenue)| Result {
                day,
                client,
                channel,
                dollars,
                spend,
                clicks,
                leads,
                conversions,
                revenue,
            },
        )
}

fn campaign_goals() -> impl Strategy<Value = Vec<CampaignGoal>> {
    let goal = (0..CLIENTS.len(), 0..CAMPAIGN_GOALS.len(), 1_i64..200);
    proptest::collection::vec(goal, 0..6).prop_map(|mut goals| {
        goals.sort_unstable();
        goals.dedup_by_key(|(client, name, _)| (*client, *name));
        goals
    })
}

pub(super) fn firms() -> impl Strategy<Value = Firm> {
    use proptest::collection::vec;
    let time = (
        [contract(), contract(), contract()],
        vec((0_u64..92, 0_usize..3), 0..6),
        vec(
            (0_u64..31, 0_usize..3, proptest::option::of(1_i64..120)),
            0..8,
        ),
        vec(entry(), 0..40),
        vec(booking(), 0..20),
    );
    let money = (
        vec(bill(), 0..60),
        vec(result(), 0..25),
        vec((0_usize..4, 0_u64..110, any::<bool>()), 0..8),
        vec((0_usize..4, 1_i64..200, 0_i64..250), 0..6),
        campaign_goals(),
        vec((0_usize..4, 1_i64..6, 1_i64..6), 0..6),
    );
    let terms = (
        [
            (1_i64..40, 1_i64..9_000),
            (1_i64..90, 1_i64..90_000),
            (1_i64..90, 0_i64..1),
        ],
        [50_i64..150, 50_i64..150],
        (any::<bool>(), 0_u32..3, 0_u32..4),
        0_u64..31,
    );
    (time, money, terms).prop_map(|(time, money, terms)| {
        let (mut contracts, holidays, leave, time, bookings) = time;
        // where the file tells nobody's week everybody has that of the settings
        let weeks_told = contracts.iter().any(|contract| contract.week.is_some());
        if !weeks_told {
            let week = |contract: &mut Contract| contract.week = Some(40);
            contracts.iter_mut().for_each(week);
        }
        let (bills, results, actions, goals, campaign_goals, risks) = money;
        let (agreed, dollar, carry, today) = terms;
        Firm {
            contracts,
            weeks_told,
            holidays,
            leave,
            time,
            bookings,
            bills,
            results,
            actions,
            goals,
            campaign_goals,
            risks,
            agreed,
            dollar,
            carry,
            today,
        }
    })
}

/// Days from 1 August 2026.
pub(super) fn august(offset: u64) -> NaiveDate {
    date("2026-08-01") + Days::new(offset)
}

/// Days from 1 October 2026.
pub(super) fn october(offset: u64) -> NaiveDate {
    date("2026-10-01") + Days::new(offset)
}

/// The label of a month so many after the first.
pub(super) fn label(months: u32) -> String {
    let number = FIRST.0 * 12 + FIRST.1 as i32 - 1 + months as i32;
    format!("{}-{:02}", number / 12, number % 12 + 1)
}

/// How many months after the first a day lies.
pub(super) fn months_to(day: NaiveDate) -> i32 {
    day.year() * 12 + day.month() as i32 - FIRST.0 * 12 - FIRST.1 as i32
}

/// Whose project it is.
pub(super) fn owner(project: usize) -> usize {
    [0, 1, 3, 0][project]
}

impl Entry {
    /// Its client, where the work is for one.
    pub(super) fn outside(&self) -> Option<usize> {
        match self.project {
            Some(3) => None,
            Some(project) => Some(owner(project)),
            None => self.client,
        }
    }

    /// Units of time.
    pub(super) fn parts(&self) -> i64 {
        self.tenths * 9_000
    }

    pub(super) fn is_billable(&self) -> bool {
        self.outside().is_some() && self.flag != Some(false)
    }
}

impl Booking {
    /// Its client, where the work is for one.
    pub(super) fn outside(&self) -> Option<usize> {
        match self.project {
            Some(3) => None,
            Some(project) => Some(owner(project)),
            None => self.client,
        }
    }

    pub(super) fn parts(&self) -> i64 {
        self.tenths * 9_000
    }

    pub(super) fn is_firm(&self) -> bool {
        self.firm != Some(false)
    }
}

impl Bill {
    pub(super) fn issued_on(&self) -> NaiveDate {
        date(&format!("{}-{:02}", label(self.month), self.day))
    }

    /// In 1/10,000; a credit note is below zero.
    pub(super) fn amount(&self) -> i64 {
        let sign = if self.credit { -1 } else { 1 };
        sign * self.cents * 100
    }

    pub(super) fn currency(&self) -> &'static str {
        if self.dollars { "USD" } else { "EUR" }
    }

    pub(super) fn project(&self) -> Option<usize> {
        self.named.then_some([0, 1, 0, 2][self.client])
    }
}

impl Contract {
    /// True from its first to its last day.
    pub(super) fn holds_on(&self, day: NaiveDate) -> bool {
        let september = date("2026-09-01");
        let begun = self
            .starts
            .is_none_or(|starts| september + Days::new(starts) <= day);
        begun
            && self
                .ends
                .is_none_or(|ends| day <= september + Days::new(ends))
    }

    /// Contract units of a day.
    pub(super) fn of_day(&self, day: NaiveDate) -> i64 {
        let pattern = PATTERNS[self.pattern].as_bytes();
        let works = pattern[day.weekday().num_days_from_monday() as usize] == b'1';
        let days = pattern.iter().filter(|works| **works == b'1').count() as i64;
        match self.week {
            Some(week) if self.holds_on(day) && works => week * HOUR_UNITS / days,
            _ => 0,
        }
    }
}

const HOUR_UNITS: i64 = 90_000;

fn tenths(parts: i64) -> String {
    let sign = if parts < 0 { "-" } else { "" };
    format!("{sign}{}.{}", parts.abs() / 10, parts.abs() % 10)
}

fn cents(parts: i64) -> String {
    format!("{}.{:02}", parts / 100, parts % 100)
}

fn flag(flag: Option<bool>) -> &'static str {
    flag.map_or("", |yes| if yes { "yes" } else { "no" })
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

impl Firm {
    /// The report's day.
    pub(super) fn as_of(&self) -> NaiveDate {
        october(self.today)
    }

    /// Entries up to the report's day.
    pub(super) fn worked(&self) -> impl Iterator<Item = &Entry> {
        let today = self.as_of();
        self.time
            .iter()
            .filter(move |entry| august(entry.day) <= today)
    }

    /// Invoices up to the report's day; one of the first month is always there, and one in euros of the last for Delta.
    pub(super) fn billed(&self) -> impl Iterator<Item = Bill> {
        let first = Bill {
            month: 0,
            day: 1,
            client: 2,
            dollars: false,
            cents: 1_000,
            credit: false,
            named: false,
        };
        let today = self.as_of();
        let last = Bill {
            month: MONTHS - 1,
            client: 3,
            ..first.clone()
        };
        let bills = [first, last].into_iter().chain(self.bills.iter().cloned());
        bills.filter(move |bill| bill.issued_on() <= today)
    }

    fn people(&self) -> String {
        let mut text =
            "person | weekly_hours | workdays | starts_on | ends_on | region | target_share | bill_rate | cost_rate | currency | team | role\n"
                .to_owned();
        for (name, contract) in PEOPLE.iter().zip(&self.contracts) {
            let day = |offset: Option<u64>| {
                shown(offset.map(|offset| date("2026-09-01") + Days::new(offset)))
            };
            text += &format!(
                "{name} | {} | {} | {} | {} | {} | {} | {} | 10 | EUR | Studio | Maker\n",
                shown(contract.week.filter(|_| self.weeks_told)),
                PATTERNS[contract.pattern],
                day(contract.starts),
                day(contract.ends),
                if contract.german { "DE" } else { "KZ" },
                contract
                    .target
                    .map_or(String::new(), |share| format!("0.{share:02}")),
                contract.price,
            );
        }
        text
    }

    fn projects(&self) -> String {
        let [(quota, fee), (hours, price), (cap, _)] = self.agreed;
        format!(
            "project | client | kind | starts_on | ends_on | budget_hours | budget_amount | currency\n\
             Care | Acme | retainer | 2026-08-01 | | {quota} | {fee} | EUR\n\
             Site | Birch | fixed | 2026-08-10 | 2026-11-20 | {hours} | {price} | EUR\n\
             Work | Delta | time_and_materials | | | {cap} | | EUR\n\
             Pitch | Acme | internal | | | | |"
        )
    }

    fn sheets(&self) -> Vec<(&'static str, String)> {
        let mut holidays = "date | region\n".to_owned();
        for (day, region) in &self.holidays {
            holidays += &format!("{} | {}\n", october(*day), ["", "DE", "KZ"][*region]);
        }
        let mut leave = "date | person | duration\n".to_owned();
        for (day, person, length) in &self.leave {
            leave += &format!(
                "{} | {} | {}\n",
                october(*day),
                PEOPLE[*person],
                length.map_or(String::new(), tenths)
            );
        }
        let mut time = "date | person | client | project | duration | billable\n".to_owned();
        for entry in &self.time {
            time += &format!(
                "{} | {} | {} | {} | {} | {}\n",
                august(entry.day),
                PEOPLE[entry.person],
                entry.client.map_or("", |client| CLIENTS[client]),
                entry.project.map_or("", |project| PROJECTS[project]),
                tenths(entry.tenths),
                flag(entry.flag),
            );
        }
        let mut bookings = "date | person | client | project | duration | firm\n".to_owned();
        for booking in &self.bookings {
            bookings += &format!(
                "{} | {} | {} | {} | {} | {}\n",
                october(booking.day),
                PEOPLE[booking.person],
                booking.client.map_or("", |client| CLIENTS[client]),
                booking.project.map_or("", |project| PROJECTS[project]),
                tenths(booking.tenths),
                flag(booking.firm),
            );
        }
        let mut invoices =
            "number | client | issued_on | net | currency | kind | project\n".to_owned();
        invoices += "INV-1000 | Cedar | 2024-08-01 | 10 | EUR | invoice |\n";
        invoices += "INV-999 | Delta | 2026-10-01 | 10 | EUR | invoice |\n";
        for (at, bill) in self.bills.iter().enumerate() {
            invoices += &format!(
                "INV-{} | {} | {} | {} | {} | {} | {}\n",
                at + 1001,
                CLIENTS[bill.client],
                bill.issued_on(),
                cents(bill.cents),
                bill.currency(),
                if bill.credit {
                    "credit_note"
                } else {
                    "invoice"
                },
                bill.project().map_or("", |project| PROJECTS[project]),
            );
        }
        let mut results =
            "date | client | channel | spend | clicks | leads | conversions | revenue | currency\n"
                .to_owned();
        for row in &self.results {
            results += &format!(
                "{} | {} | {} | {} | {} | {} | {} | {} | {}\n",
                august(row.day),
                CLIENTS[row.client],
                CHANNELS[row.channel],
                row.spend.map_or(String::new(), cents),
                shown(row.clicks),
                shown(row.leads),
                shown(row.conversions),
                row.revenue.map_or(String::new(), cents),
                if row.dollars { "USD" } else { "EUR" },
            );
        }
        let mut actions =
            "client | action | owner | agreed_on | due_on | done_on | status\n".to_owned();
        for (at, (client, due, done)) in self.actions.iter().enumerate() {
            let due = august(*due);
            actions += &format!(
                "{} | Step {at} | Jo | 2026-07-01 | {due} | {} | {}\n",
                CLIENTS[*client],
                if *done { "2026-08-01" } else { "" },
                if *done { "done" } else { "open" },
            );
        }
        let mut goals =
            "client | goal | baseline | target | actual | starts_on | due_on\n".to_owned();
        for (at, (client, target, actual)) in self.goals.iter().enumerate() {
            goals += &format!(
                "{} | Goal {at} | 0 | {target} | {actual} | 2026-08-01 | 2026-12-31\n",
                CLIENTS[*client]
            );
        }
        for (client, name, target) in &self.campaign_goals {
            goals += &format!(
                "{} | {} | | {target} | | 2026-08-01 | 2026-12-31\n",
                CLIENTS[*client], CAMPAIGN_GOALS[*name]
            );
        }
        let mut risks =
            "client | risk | probability | impact | owner | raised_on | status\n".to_owned();
        for (at, (client, probability, impact)) in self.risks.iter().enumerate() {
            risks += &format!(
                "{} | Risk {at} | {probability} | {impact} | Jo | 2026-08-01 | open\n",
                CLIENTS[*client]
            );
        }
        // closed, and of the largest scores: the register counts from 1 to 5
        if !self.risks.is_empty() {
            risks += "Cedar | Old | 5 | 5 | Jo | 2026-08-01 | closed\n";
        }
        let clients = "client | status | currency | account_manager | group\n\
            Acme | active | EUR | Jo | North\nBirch | active | EUR | Jo | North\nCedar | active | USD | Jo |\nDelta | active | EUR | Jo |";
        let [before, since] = self.dollar;
        let rates = format!(
            "date | currency | rate\n2024-08-01 | USD | {}\n2025-11-10 | USD | {}",
            cents(before),
            cents(since)
        );
        vec![
            ("people", self.people()),
            ("clients", clients.to_owned()),
            ("projects", self.projects()),
            ("holidays", holidays),
            ("leave", leave),
            ("time", time),
            ("bookings", bookings),
            ("invoices", invoices),
            ("results", results),
            ("actions", actions),
            ("goals", goals),
            ("risks", risks),
            ("rates", rates),
        ]
    }

    /// Settings of the carry, all others as they are.
    fn settings(&self) -> Settings {
        let (retainer_carries, retainer_cap_months, retainer_expiry_months) = self.carry;
        Settings {
            base_currency: "EUR".to_owned(),
            retainer_carries,
            retainer_cap_months,
            retainer_expiry_months,
            ..Settings::default()
        }
    }

    /// All frames of October 2026.
    pub(super) fn metrics(&self) -> Metrics {
        let sheets = self.sheets();
        let texts: Vec<(&str, &str)> = sheets
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
            .collect();
        let intake = Intake {
            tables: tables(&texts),
            ..Intake::default()
        };
        let period = "2026-10".parse().expect("a period");
        let scope = scope(
            &intake.tables,
            &self.settings(),
            &TradeWords::of_the_program(),
            period,
            self.as_of(),
        );
        // sums of nothing too: what no file tells is blanked after them
        let nothing = Issued::default();
        let since = Since::of(&nothing, &intake.tables, &intake.payers);
        add_up(&intake, &Decisions::default(), &scope, &since, None).0
    }
}
