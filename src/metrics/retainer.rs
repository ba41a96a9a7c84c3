//! Balance of a retainer's hours: quota + carried in - used - expired = carried out, month by month.
//!
//! Used are all client hours of the project. Unused hours are carried on, the oldest are used first; hours above
//! what is there make the balance negative, and the next quota pays them back first. By default nothing is capped and
//! nothing expires; the settings `retainer_carries`, `retainer_cap_months` and `retainer_expiry_months` say what a
//! contract says. A balance begins at zero in the first month of the files or of the retainer. Retainers without
//! agreed hours have no row. A quarter or a year: sums of its months, carried in before the first, out after the last.

use std::collections::VecDeque;

use super::definition::{Definition, Rests};
use super::engagements::Engagement;
use super::portfolio::Portfolio;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Duration, Month, Settings, Span, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "quota_hours",
        text: "hours a retainer agrees on, one quota for every month it runs in",
        rests_on: &[Rests::whole(Table::Projects)],
    },
    Definition {
        name: "carried_in_hours",
        text: "balance before the period: unused hours above zero, hours owed below; zero before the files begin",
        rests_on: BALANCE,
    },
    Definition {
        name: "used_hours",
        text: "all client hours of the retainer in the period",
        rests_on: &[Rests::within(Table::Time, "date")],
    },
    Definition {
        name: "beyond_hours",
        text: "hours of the period above its quota and what was carried in",
        rests_on: BALANCE,
    },
    Definition {
        name: "expired_hours",
        text: "unused hours that lapsed at a month's end under the settings retainer_carries, retainer_cap_months and retainer_expiry_months",
        rests_on: BALANCE,
    },
    Definition {
        name: "carried_out_hours",
        text: "quota + carried in - used - expired; below zero the next quota pays it back",
        rests_on: BALANCE,
    },
];

const BALANCE: &[Rests] = &[
    Rests::whole(Table::Projects),
    Rests::up_to(Table::Time, "date"),
];

/// Retainer balances.
pub static RETAINER_BALANCE: FrameSpec = FrameSpec::exported(
    "retainer_balance",
    "project, month",
    &[
        ("month", Unit::Month),
        ("client", Unit::Text),
        ("project", Unit::Text),
        ("quota_hours", Unit::Hours),
        ("carried_in_hours", Unit::Hours),
        ("used_hours", Unit::Hours),
        ("beyond_hours", Unit::Hours),
        ("expired_hours", Unit::Hours),
        ("carried_out_hours", Unit::Hours),
        // the settings limit what is carried, so that somebody agreed it
        ("carry_limited", Unit::Flag),
    ],
);

/// A month, or the months of a span, of a retainer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Balance {
    quota: Duration,
    carried_in: Duration,
    used: Duration,
    beyond: Duration,
    expired: Duration,
    carried_out: Duration,
}

/// The frame: every retainer with agreed hours in every month it runs in.
pub fn retainer_balance(portfolio: &Portfolio<'_>) -> MetricFrame {
    let balances: Vec<(&Engagement, Vec<(Month, Balance)>)> = portfolio
        .engagements
        .iter()
        .map(|engagement| (engagement, balances(portfolio, engagement)))
        .collect();
    let settings = &portfolio.scope.settings;
    let limited = settings.retainer_cap_months > 0 || settings.retainer_expiry_months > 0;
    let mut rows = Vec::new();
    for span in portfolio.scope.spans() {
        for (engagement, months) in &balances {
            let inside = months.iter().filter(|(month, _)| span.holds(*month));
            let inside: Vec<Balance> = inside.map(|(_, balance)| *balance).collect();
            if let Some(balance) = Balance::over(&inside) {
                let mut row = balance.row(engagement, span);
                row.push(limited.into());
                rows.push(row);
            }
        }
    }
    MetricFrame::of(&RETAINER_BALANCE, rows)
}

fn balances(portfolio: &Portfolio<'_>, engagement: &Engagement) -> Vec<(Month, Balance)> {
    let scope = portfolio.scope;
    let mut pool = Pool::default();
    let mut all = Vec::new();
    for month in scope.first.min(scope.period.from).through(scope.period.to) {
        let span = Span::month(month);
        let last = scope.last_day(span);
        let terms = engagement
            .terms_on(last)
            .filter(|terms| terms.is_retainer());
        let Some(quota) = terms.and_then(|terms| terms.budget) else {
            continue;
        };
        if engagement.runs_in(span, last) {
            let used = engagement.used(portfolio, span);
            all.push((month, pool.turn(month, quota, used, &scope.settings)));
        }
    }
    all
}

/// Unused hours by the month of their quota, the oldest first, or hours owed.
#[derive(Default)]
struct Pool {
    unused: VecDeque<(Month, Duration)>,
    owed: Duration,
}

impl Pool {
    fn balance(&self) -> Duration {
        let unused: Duration = self.unused.iter().map(|(_, hours)| *hours).sum();
        unused - self.owed
    }

    /// Goes through a month.
    fn turn(
        &mut self,
        month: Month,
        quota: Duration,
        used: Duration,
        settings: &Settings,
    ) -> Balance {
        let carried_in = self.balance();
        let there = (quota + carried_in).or_zero();
        self.unused.push_back((month, quota));
        self.owed += used;
        self.pay();
        let expired = self.expire(month, quota, settings);
        Balance {
            quota,
            carried_in,
            used,
            beyond: (used - there).or_zero(),
            expired,
            carried_out: self.balance(),
        }
    }

    /// Takes what is owed from the oldest hours.
    fn pay(&mut self) {
        while let Some((_, hours)) = self.unused.front_mut() {
            let part = self.owed.min(*hours);
            *hours -= part;
            self.owed -= part;
            if *hours != Duration::ZERO {
                break;
            }
            self.unused.pop_front();
        }
    }

    /// Drops what lapses at the end of a month.
    fn expire(&mut self, month: Month, quota: Duration, settings: &Settings) -> Duration {
        let before = self.balance();
        if !settings.retainer_carries {
            self.unused.clear();
        }
        let life = settings.retainer_expiry_months as i32;
        if life > 0 {
            self.unused.retain(|(of, _)| of.plus(life) > month);
        }
        let cap = i64::from(settings.retainer_cap_months);
        if cap > 0 {
            self.keep_at_most(Duration(quota.0.saturating_mul(cap)));
        }
        before - self.balance()
    }

    fn keep_at_most(&mut self, cap: Duration) {
        let unused: Duration = self.unused.iter().map(|(_, hours)| *hours).sum();
        let owed = self.owed;
        self.owed = (unused - cap).or_zero();
        self.pay();
        self.owed = owed;
    }
}

impl Balance {
    /// The months of a span as one.
    fn over(months: &[Balance]) -> Option<Balance> {
        let (first, last) = (months.first()?, months.last()?);
        let sum = |part: fn(&Balance) -> Duration| months.iter().map(part).sum();
        Some(Balance {
            quota: sum(|one| one.quota),
            carried_in: first.carried_in,
            used: sum(|one| one.used),
            beyond: sum(|one| one.beyond),
            expired: sum(|one| one.expired),
            carried_out: last.carried_out,
        })
    }

    fn row(&self, engagement: &Engagement, span: Span) -> Vec<Datum> {
        vec![
            span.to_string().into(),
            (&engagement.client).into(),
            (&engagement.project).into(),
            self.quota.into(),
            self.carried_in.into(),
            self.used.into(),
            self.beyond.into(),
            self.expired.into(),
            self.carried_out.into(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    const COLUMNS: &str = "month quota_hours carried_in_hours used_hours beyond_hours expired_hours carried_out_hours";

    fn told(work: &str, period: &str, change: impl Fn(&mut Settings)) -> Vec<String> {
        let projects = "project | client | kind | starts_on | ends_on | budget_hours
            Care | A | retainer | 2026-07-01 | 2026-10-31 | 40\n Open | A | retainer | | |
            Build | A | fixed | | | 40";
        let mut scope = scope("2026-07", period);
        change(&mut scope.settings);
        let sample = Sample::of(&[("projects", projects)], work, scope);
        shown(&retainer_balance(&sample.portfolio()), COLUMNS)
    }

    #[test]
    fn what_is_not_used_is_carried_on_and_what_is_owed_is_paid_back() {
        // 40 h, 30 used: 10 carried; 50 there, 60 used: 10 owed; 30 there in the third month
        let work = "2026-07-06 Mara A Care B 30\n2026-08-06 Mara A Care B 55\n2026-08-06 Mara A Care C 5\n2026-09-06 Mara A Care B 12";
        assert_eq!(
            told(work, "2026-09", |_| ()),
            [
                "2026-07 40 0 30 0 0 10",
                "2026-08 40 10 60 10 0 -10",
                "2026-09 40 -10 12 0 0 18",
            ]
        );
    }

    #[test]
    fn hours_lapse_where_the_settings_say_so() {
        let work =
            "2026-07-06 Mara A Care B 10\n2026-08-06 Mara A Care B 25\n2026-09-06 Mara A Care B 40";
        let nothing_carries = told(work, "2026-09", |settings| {
            settings.retainer_carries = false
        });
        assert_eq!(
            nothing_carries,
            [
                "2026-07 40 0 10 0 30 0",
                "2026-08 40 0 25 0 15 0",
                "2026-09 40 0 40 0 0 0"
            ]
        );
        // July leaves 30; August uses 25 of them, the last 5 lapse at its end; September uses August's 40
        let after_a_month = told(work, "2026-09", |settings| {
            settings.retainer_expiry_months = 1
        });
        assert_eq!(
            after_a_month,
            [
                "2026-07 40 0 10 0 0 30",
                "2026-08 40 30 25 0 5 40",
                "2026-09 40 40 40 0 0 40"
            ]
        );
        // at most one quota: August would leave 45
        let capped = told(work, "2026-08", |settings| settings.retainer_cap_months = 1);
        assert_eq!(
            capped,
            ["2026-07 40 0 10 0 0 30", "2026-08 40 30 25 0 5 40"]
        );
    }

    #[test]
    fn a_quarter_is_its_months() {
        let work =
            "2026-07-06 Mara A Care B 30\n2026-08-06 Mara A Care B 60\n2026-09-06 Mara A Care B 12";
        let rows = told(work, "2026-Q3", |_| ());
        assert_eq!(
            rows.last().map(String::as_str),
            Some("2026-Q3 120 0 102 10 0 18")
        );
    }

    #[test]
    fn contracts_without_projects_are_what_is_agreed() {
        // A renews its 40 h a month with 50 h from September on; B has two contracts on the same days: nobody knows whose hours are whose
        let contracts = "contract | client | starts_on | ends_on | budget_hours | hours_for
            K-1 | A | 2026-01-01 | 2026-08-31 | 40 | month\n K-2 | A | 2026-09-01 | 2026-12-31 | 50 | month
            K-3 | B | 2026-01-01 | 2026-12-31 | 10 | month\n K-4 | B | 2026-01-01 | 2026-12-31 | 20 | month";
        let tables = [("contracts", contracts)];
        let work =
            "2026-08-06 Mara A - B 30\n2026-09-06 Mara A Site B 62\n2026-09-06 Mara B - B 30";
        let sample = Sample::of(&tables, work, scope("2026-08", "2026-09"));
        let found = retainer_balance(&sample.portfolio());
        assert_eq!(
            shown(&found, &format!("client {COLUMNS}")),
            ["A 2026-08 40 0 30 0 0 10", "A 2026-09 50 10 62 2 0 -2"]
        );
    }

    #[test]
    fn a_lost_client_has_no_quota_after_its_last_month_of_work() {
        let projects = "project | client | kind | starts_on | ends_on | budget_hours\n Care | A | retainer | 2026-07-01 | 2026-12-31 | 40";
        let months = |status: &str, invoices: &str| {
            let clients = format!("client | status\n A | {status}");
            let tables = [
                ("clients", clients.as_str()),
                ("projects", projects),
                ("invoices", invoices),
            ];
            let work = "2026-07-06 Mara A Care B 10";
            let sample = Sample::of(&tables, work, scope("2026-07", "2026-09"));
            let months = shown(&retainer_balance(&sample.portfolio()), "month");
            months.len()
        };
        let none = "number | client";
        // September is asked for, July is the first of the files
        assert_eq!(months("active", none), 3);
        assert_eq!(months("lost", none), 1);
        // it is billed a month longer
        let billed = "number | client | issued_on | net\n 1 | A | 2026-08-31 | 500";
        assert_eq!(months("lost", billed), 2);
    }
}
