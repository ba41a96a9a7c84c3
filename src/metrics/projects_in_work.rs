//! Projects in work on the report's day: running, due in the weeks of the calendar, or late.
//!
//! In work: begun, not closed, paused or planned, and not over. Over is a project past its last day, unless its status
//! still says active or hours came in a later month: then it is late. A project that only time sheets name is in work
//! while the period has hours on it. Unit: days. A status without a date stands as in the file, whatever the day.

use chrono::{Days, NaiveDate};

use super::definition::{Definition, Rests};
use super::effort::Hours;
use super::engagements::{Engagement, Terms};
use super::known::{Known, NO_BUDGET, pair};
use super::portfolio::Portfolio;
use super::{FrameSpec, MetricFrame, Unit};
use crate::model::{Month, Span, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "projects_in_work.starts_on",
        text: "first day of the project as its file says",
        rests_on: &[Rests::whole(Table::Projects)],
    },
    Definition {
        name: "projects_in_work.ends_on",
        text: "last day of the project as its file says",
        rests_on: &[Rests::whole(Table::Projects)],
    },
    Definition {
        name: "projects_in_work.hours",
        text: "client hours on the project in the report's period",
        rests_on: &[Rests::within(Table::Time, "date")],
    },
    Definition {
        name: "days_late",
        text: "days since the last day of a project that is still in work; empty when it is not late",
        rests_on: &[
            Rests::whole(Table::Projects),
            Rests::within(Table::Time, "date"),
        ],
    },
];

/// Projects in work, the latest first.
pub static PROJECTS_IN_WORK: FrameSpec = FrameSpec::exported(
    "projects_in_work",
    "client, project",
    &[
        ("client", Unit::Text),
        ("project", Unit::Text),
        ("account_manager", Unit::Text),
        ("manager", Unit::Text),
        ("kind", Unit::Code),
        ("status", Unit::Code),
        // late, due, running
        ("state", Unit::Code),
        ("starts_on", Unit::Date),
        ("ends_on", Unit::Date),
        ("days_late", Unit::Count),
        ("hours", Unit::Hours),
        ("budget_burn", Unit::Share),
        ("budget_burn_note", Unit::Code),
    ],
);

/// Where a project in work stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Past its last day.
    Late,
    /// Ends in the weeks of the calendar.
    Due,
    /// Ends later, or nobody says when.
    Running,
}

impl Stage {
    fn code(self) -> &'static str {
        match self {
            Stage::Late => "late",
            Stage::Due => "due",
            Stage::Running => "running",
        }
    }
}

/// Last day of the weeks that the calendar shows.
pub fn horizon(portfolio: &Portfolio<'_>) -> NaiveDate {
    let scope = portfolio.scope;
    let days = u64::from(scope.settings.due_weeks) * 7;
    scope
        .as_of
        .checked_add_days(Days::new(days))
        .unwrap_or(NaiveDate::MAX)
}

/// Where a project stands on the report's day; none when it is not in work.
pub fn stage(portfolio: &Portfolio<'_>, engagement: &Engagement) -> Option<Stage> {
    let day = portfolio.scope.as_of;
    let Some(terms) = engagement.terms_on(day) else {
        return has_hours(portfolio, engagement, portfolio.scope.period).then_some(Stage::Running);
    };
    if terms.is_closed() || terms.starts_on.is_some_and(|start| start > day) {
        return None;
    }
    match terms.ends_on {
        Some(end) if end < day => {
            is_still_on(portfolio, engagement, terms, end).then_some(Stage::Late)
        }
        Some(end) if end <= horizon(portfolio) => Some(Stage::Due),
        _ => Some(Stage::Running),
    }
}

/// True for a project past its last day whose status says active, or that has hours of a later month in the period.
fn is_still_on(
    portfolio: &Portfolio<'_>,
    engagement: &Engagement,
    terms: &Terms,
    end: NaiveDate,
) -> bool {
    let period = portfolio.scope.period;
    let after = Span {
        from: Month::of(end).plus(1).max(period.from),
        to: period.to,
    };
    terms.status == "active" || has_hours(portfolio, engagement, after)
}

fn has_hours(portfolio: &Portfolio<'_>, engagement: &Engagement, span: Span) -> bool {
    let effort = &portfolio.effort;
    effort.of_project(&engagement.client, &engagement.project, span) != Hours::default()
}

/// The frame, by client, the latest first.
pub fn projects_in_work(portfolio: &Portfolio<'_>) -> MetricFrame {
    let staged = portfolio
        .engagements
        .iter()
        .filter_map(|engagement| Some((stage(portfolio, engagement)?, engagement)));
    let mut listed: Vec<(Stage, &Engagement)> = staged.collect();
    let day = portfolio.scope.as_of;
    let end = |engagement: &Engagement| {
        let terms = engagement.terms_on(day);
        terms
            .and_then(|terms| terms.ends_on)
            .unwrap_or(NaiveDate::MAX)
    };
    listed.sort_by_key(|(stage, one)| (&one.client, *stage, end(one), &one.project));
    let rows = listed
        .into_iter()
        .map(|(stage, engagement)| row(portfolio, stage, engagement));
    MetricFrame::of(&PROJECTS_IN_WORK, rows.collect())
}

fn row(portfolio: &Portfolio<'_>, stage: Stage, engagement: &Engagement) -> Vec<super::Datum> {
    let (day, period) = (portfolio.scope.as_of, portfolio.scope.period);
    let terms = engagement.terms_on(day);
    let account = portfolio.accounts.get(&engagement.client);
    let ends_on = terms.and_then(|terms| terms.ends_on);
    let late = ends_on.filter(|_| stage == Stage::Late);
    let burn = engagement.burn(portfolio, period);
    let share: Known<f64> = burn.as_ref().map_or(Err(NO_BUDGET), |burn| burn.burn);
    let [share, share_note] = pair(share);
    vec![
        (&engagement.client).into(),
        (&engagement.project).into(),
        account.map(|account| &account.manager).into(),
        terms.map(|terms| &terms.manager).into(),
        terms.map(|terms| &terms.kind).into(),
        terms.map(|terms| &terms.status).into(),
        stage.code().into(),
        terms.and_then(|terms| terms.starts_on).into(),
        ends_on.into(),
        late.map(|end| (day - end).num_days()).into(),
        burn.map(|burn| burn.hours.all).into(),
        share,
        share_note,
    ]
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    #[test]
    fn late_due_and_running() {
        // as of 31 October; the calendar's four weeks end on 28 November
        let projects = "project | client | kind | starts_on | ends_on | status
            Late | A | fixed | 2026-01-01 | 2026-10-21 | active
            Later | A | fixed | 2026-01-01 | 2026-08-31 | 
            Over | A | fixed | 2026-01-01 | 2026-08-31 | 
            Over2 | A | fixed | 2026-01-01 | 2026-10-21 | 
            Due | A | fixed | 2026-01-01 | 2026-11-28 | active
            Run | A | fixed | 2026-01-01 | 2026-11-29 | active
            Open | A | retainer | | | 
            Shut | A | fixed | 2026-01-01 | 2026-12-31 | closed
            Rest | A | fixed | 2026-01-01 | 2026-12-31 | paused
            Soon | A | fixed | 2026-11-05 | 2026-12-31 | active";
        let work = "2026-10-05 Ann A Later B 2\n2026-10-05 Ann A Over2 B 2\n2026-10-06 Ann B Loose B 1\n2026-09-06 Ann B Gone B 1";
        let sample = Sample::of(&[("projects", projects)], work, scope("2026-08", "2026-10"));
        let found = projects_in_work(&sample.portfolio());
        assert_eq!(
            shown(&found, "client project state days_late hours"),
            [
                "A Later late 61 2",
                "A Late late 10 0",
                "A Due due - 0",
                "A Run running - 0",
                "A Open running - 0",
                "B Loose running - 1",
            ]
        );
    }
}
