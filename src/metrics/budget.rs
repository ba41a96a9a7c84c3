//! Budgets of engagements: burn, pace and over-servicing, per project and never netted.
//!
//! Budget hours of a retainer are per month, of other work for the whole project, used up to the span's end
//! (`metrics.md`, "Money"). Without carry-over an unused month of a retainer is no credit for the next.

use chrono::{Datelike, NaiveDate};

use super::definition::{Definition, Rests};
use super::effort::Hours;
use super::engagement_money::EngagementMoney;
use super::engagements::{Engagement, Terms};
use super::frame::FrameRows;
use super::known::{Known, NO_BUDGET, NO_DATA, pair, ratio};
use super::overrun::Overruns;
use super::portfolio::Portfolio;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Duration, Month, Span, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "project_month.hours",
        text: "all client hours of the project in the period, billable or not",
        rests_on: &[Rests::within(Table::Time, "date")],
    },
    Definition {
        name: "budget_hours_used",
        text: "hours that count against the agreed ones: of a retainer those of the period, of other work all up to its end",
        rests_on: &[
            Rests::whole(Table::Projects),
            Rests::up_to(Table::Time, "date"),
        ],
    },
    Definition {
        name: "project_month.ends_on",
        text: "last day of the project as its file tells it",
        rests_on: &[Rests::whole(Table::Projects)],
    },
    Definition {
        name: "budget_burn",
        text: "hours used / hours agreed; n/a without a budget",
        rests_on: &[
            Rests::whole(Table::Projects),
            Rests::within(Table::Time, "date"),
        ],
    },
    Definition {
        name: "agreed_for",
        text: "what the agreed hours are for: each month of a retainer, all months of a longer period together, else the whole project since it began",
        rests_on: &[Rests::whole(Table::Projects)],
    },
    Definition {
        name: "project_month.over_servicing_hours",
        text: "delivered hours above the agreed ones: of a retainer month by month, of other work since it began",
        rests_on: &[
            Rests::whole(Table::Projects),
            Rests::up_to(Table::Time, "date"),
        ],
    },
    Definition {
        name: "over_in_period",
        text: "hours of the period worked after the agreed ones were used up, per project, never netted between projects",
        rests_on: &[
            Rests::whole(Table::Projects),
            Rests::up_to(Table::Time, "date"),
        ],
    },
    Definition {
        name: "pace",
        text: "budget burn / elapsed share of the working days of the period",
        rests_on: &[
            Rests::whole(Table::Projects),
            Rests::within(Table::Time, "date"),
        ],
    },
];

/// Budgets of engagements.
pub static PROJECT_MONTH: FrameSpec = FrameSpec::exported(
    "project_month",
    "project, month",
    &[
        ("month", Unit::Month),
        ("client", Unit::Text),
        ("project", Unit::Text),
        ("kind", Unit::Code),
        ("status", Unit::Code),
        ("manager", Unit::Text),
        ("hours", Unit::Hours),
        ("billable_hours", Unit::Hours),
        ("budget_hours", Unit::Hours),
        ("budget_hours_used", Unit::Hours),
        ("budget_burn", Unit::Share),
        ("budget_burn_note", Unit::Code),
        ("pace", Unit::Number),
        ("pace_note", Unit::Code),
        ("over_servicing_hours", Unit::Hours),
        ("ends_on", Unit::Date),
        ("agreed_for", Unit::Code),
        ("over_in_period", Unit::Hours),
        // money of the engagement, in its own currency
        ("currency", Unit::Text),
        ("fee", Unit::Money),
        ("effective_rate", Unit::Money),
        ("effective_rate_note", Unit::Code),
        ("budget_amount", Unit::Money),
        ("budget_amount_used", Unit::Money),
        ("budget_amount_used_note", Unit::Code),
        ("budget_money_burn", Unit::Share),
        ("budget_money_burn_note", Unit::Code),
        ("over_servicing_value", Unit::Money),
        ("over_servicing_value_note", Unit::Code),
        ("over_servicing_cost", Unit::Money),
        ("over_servicing_cost_note", Unit::Code),
    ],
);

/// An engagement in a span.
#[derive(Clone, Debug)]
pub struct Burn {
    /// Hours of the span.
    pub hours: Hours,
    /// Hours agreed: of the span's months for a retainer, else of the whole project.
    pub budget: Option<Duration>,
    /// Hours that count against them.
    pub used: Duration,
    /// used / budget.
    pub burn: Known<f64>,
    /// burn / elapsed share of working days.
    pub pace: Known<f64>,
    /// Hours above the agreed ones.
    pub over: Option<Duration>,
    /// Those of them that the span added: hours of other work may have been above its budget before.
    pub over_in_span: Option<Duration>,
    /// Months that a retainer's hours are agreed for; none where they are for the whole project.
    months: usize,
}

impl Engagement {
    /// Months of a span in which it runs as a retainer up to a day, each with the hours agreed for it then.
    fn quotas(&self, span: Span, last: NaiveDate) -> impl Iterator<Item = (Month, Duration)> {
        span.months().filter_map(move |month| {
            let terms = self.terms_on(month.last_day().min(last))?;
            let runs = terms.is_retainer() && terms.touch(month.first_day(), month.last_day());
            Some((month, terms.budget.filter(|_| runs)?))
        })
    }

    /// Budget figures of a span; none when it neither runs nor has hours in it.
    pub fn burn(&self, portfolio: &Portfolio<'_>, span: Span) -> Option<Burn> {
        let last = portfolio.scope.last_day(span);
        let hours = self.hours(portfolio, span);
        if !self.is_current(hours, span, last) {
            return None;
        }
        if self.is_blind {
            return Some(Burn::without(hours, NO_DATA));
        }
        let Some(terms) = self.terms_on(last) else {
            return Some(Burn::without(hours, NO_BUDGET));
        };
        let Some(budget) = terms.budget else {
            return Some(Burn::without(hours, NO_BUDGET));
        };
        if terms.is_retainer() {
            let months = self.quotas(span, last);
            let used =
                months.map(|(month, quota)| (quota, self.used(portfolio, Span::month(month))));
            let used: Vec<_> = used.collect();
            let starts_on = self.terms.first().and_then(|first| first.starts_on);
            return Some(retainer_burn(
                hours,
                (starts_on, terms.ends_on),
                &used,
                span,
                last,
            ));
        }
        let from = self.window(portfolio, span);
        let used = |to: Month| self.used(portfolio, Span { from, to });
        let before = match from < span.from {
            true => used(span.from.plus(-1)),
            false => Duration::ZERO,
        };
        let used = [before, used(span.to)];
        Some(whole_burn(hours, terms, budget, used, last))
    }
}

impl Burn {
    /// Code of what the agreed hours are for.
    fn agreed_for(&self) -> &'static str {
        match self.months {
            0 => "whole_project",
            1 => "each_month",
            _ => "these_months",
        }
    }

    /// The budget is one for each month, not one for the whole project.
    pub fn by_month(&self) -> bool {
        self.months > 0
    }

    fn without(hours: Hours, reason: &'static str) -> Burn {
        Burn {
            hours,
            budget: None,
            used: hours.all,
            burn: Err(reason),
            pace: Err(reason),
            over: None,
            over_in_span: None,
            months: 0,
        }
    }
}

/// A retainer: each month it runs in has its own quota; `used` has quota and hours of each.
fn retainer_burn(
    hours: Hours,
    (starts_on, ends_on): (Option<NaiveDate>, Option<NaiveDate>),
    used: &[(Duration, Duration)],
    span: Span,
    last: NaiveDate,
) -> Burn {
    if used.is_empty() {
        return Burn::without(hours, NO_BUDGET);
    }
    let budget: Duration = used.iter().map(|(quota, _)| *quota).sum();
    let total: Duration = used.iter().map(|(_, used)| *used).sum();
    let over = used.iter().map(|(quota, used)| (*used - *quota).or_zero());
    let over = over.sum();
    let burn = ratio(total.0, budget.0, NO_BUDGET);
    let from = starts_on.map_or(span.first_day(), |start| start.max(span.first_day()));
    let to = ends_on.map_or(span.last_day(), |end| end.min(span.last_day()));
    Burn {
        hours,
        budget: Some(budget),
        used: total,
        burn,
        pace: pace(burn, from, to, last),
        over: Some(over),
        over_in_span: Some(over),
        months: used.len(),
    }
}

/// Fixed and time-and-materials work: one budget for the whole project. Used are the hours before the span and those
/// up to its end.
fn whole_burn(
    hours: Hours,
    terms: &Terms,
    budget: Duration,
    [before, used]: [Duration; 2],
    last: NaiveDate,
) -> Burn {
    let over = |used: Duration| (used - budget).or_zero();
    let burn = ratio(used.0, budget.0, NO_BUDGET);
    let pace = match (terms.starts_on, terms.ends_on) {
        (Some(from), Some(to)) => pace(burn, from, to, last),
        _ => Err(NO_DATA),
    };
    Burn {
        hours,
        budget: Some(budget),
        used,
        burn,
        pace,
        over: Some(over(used)),
        over_in_span: Some(over(used) - over(before)),
        months: 0,
    }
}

fn pace(burn: Known<f64>, from: NaiveDate, to: NaiveDate, day: NaiveDate) -> Known<f64> {
    let elapsed = working_days(from, to.min(day));
    if elapsed == 0 {
        return Err(NO_DATA);
    }
    Ok(burn? / ratio(elapsed, working_days(from, to), NO_DATA)?)
}

/// Days from Monday to Friday between two days, both included.
pub fn working_days(from: NaiveDate, to: NaiveDate) -> i64 {
    let days = (to - from).num_days() + 1;
    if days <= 0 {
        return 0;
    }
    let start = i64::from(from.weekday().num_days_from_monday());
    let rest = (start..start + days % 7).filter(|day| day % 7 < 5).count();
    days / 7 * 5 + rest as i64
}

/// The frame: every engagement that runs or has hours in a span.
pub fn project_month(portfolio: &Portfolio<'_>, overruns: &Overruns<'_>) -> MetricFrame {
    let mut rows = FrameRows::of(&PROJECT_MONTH);
    let money: Vec<EngagementMoney<'_>> = portfolio
        .engagements
        .iter()
        .map(|engagement| EngagementMoney::of(portfolio, overruns, engagement))
        .collect();
    for span in portfolio.scope.spans() {
        let (label, last) = (span.to_string(), portfolio.scope.last_day(span));
        for (engagement, money) in portfolio.engagements.iter().zip(&money) {
            if let Some(burn) = engagement.burn(portfolio, span) {
                let row = row(engagement, last, &label, &burn).into_iter();
                rows.add(row.chain(money.row(span)));
            }
        }
    }
    rows.finish()
}

fn row(engagement: &Engagement, day: NaiveDate, month: &str, figures: &Burn) -> [Datum; 18] {
    let none = Terms::default();
    let terms = engagement.terms_on(day).unwrap_or(&none);
    let [burn, burn_note] = pair(figures.burn);
    let [pace, pace_note] = pair(figures.pace);
    let agreed_for = figures.budget.map(|_| figures.agreed_for());
    [
        month.into(),
        (&engagement.client).into(),
        (&engagement.project).into(),
        code(&terms.kind),
        code(&terms.status),
        (&terms.manager).into(),
        figures.hours.all.into(),
        figures.hours.billable.into(),
        figures.budget.into(),
        figures.used.into(),
        burn,
        burn_note,
        pace,
        pace_note,
        figures.over.into(),
        terms.ends_on.into(),
        agreed_for.into(),
        figures.over_in_span.into(),
    ]
}

/// A code that the file does not give is n/a.
pub fn code(word: &str) -> Datum {
    if word.is_empty() {
        Datum::Null
    } else {
        word.into()
    }
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, day, scope, shown};
    use super::*;

    fn frame(sample: &Sample) -> MetricFrame {
        let portfolio = sample.portfolio();
        project_month(&portfolio, &Overruns::of(&portfolio))
    }

    #[test]
    fn counts_monday_to_friday() {
        for (from, to, expected) in [
            ("2026-10-01", "2026-10-31", 22),
            ("2026-10-03", "2026-10-04", 0),
            ("2026-10-05", "2026-10-05", 1),
            ("2026-10-05", "2026-10-04", 0),
        ] {
            assert_eq!(working_days(day(from), day(to)), expected, "{from} {to}");
        }
    }

    #[test]
    fn a_retainer_is_per_month_and_a_project_as_a_whole() {
        // Build: 5 October to 13 November is 30 working days, 20 of them by 30 October
        let projects = "project | client | kind | starts_on | ends_on | budget_hours
            Care | Halden | retainer | | | 10
            Build | Halden | fixed | 2026-10-05 | 2026-11-13 | 30
            Soon | Halden | fixed | 2026-11-01 | 2026-11-13 | 30
            Idea | Halden | internal | | | 30";
        let work = "2026-09-14 Mara Halden Care B 2\n2026-10-14 Mara Halden Care C 12\n2026-10-14 Mara Halden Open B 1
            2026-09-30 Mara Halden Build B 5\n2026-10-14 Mara Halden Build B 15";
        let sample = Sample::of(&[("projects", projects)], work, scope("2026-09", "2026-10"));
        let found = frame(&sample);
        let columns = "month project hours budget_hours budget_hours_used budget_burn budget_burn_note pace pace_note over_servicing_hours";
        assert_eq!(
            shown(&found, columns)[2..],
            [
                "2026-10 Build 15 30 20 0.6667 - 1 - 0",
                "2026-10 Care 12 10 12 1.2 - 1.2 - 2",
                "2026-10 Open 1 - 1 - no-budget - no-budget -",
            ]
        );
    }

    #[test]
    fn a_change_request_adds_to_the_work_it_changes() {
        // 100 h and, from September, 20 more: 110 used; Next follows on the day after
        let projects = "project | client | kind | starts_on | ends_on | budget_hours
            Site | A | fixed | 2026-08-01 | 2026-11-30 | 100\n Site | A | fixed | 2026-09-10 | 2026-11-30 | 20
            Next | A | fixed | 2026-08-01 | 2026-08-31 | 50\n Next | A | fixed | 2026-09-01 | 2026-11-30 | 40";
        let work =
            "2026-08-14 Mara A Site B 90\n2026-10-14 Mara A Site B 20\n2026-10-14 Mara A Next B 10";
        let sample = Sample::of(&[("projects", projects)], work, scope("2026-08", "2026-10"));
        let rows = shown(
            &frame(&sample),
            "month project budget_hours budget_hours_used over_servicing_hours",
        );
        let october: Vec<_> = rows
            .iter()
            .filter(|row| row.starts_with("2026-10"))
            .collect();
        assert_eq!(october, ["2026-10 Next 40 10 0", "2026-10 Site 120 110 0"]);
    }

    #[test]
    fn hours_that_name_no_project_are_of_the_only_engagement() {
        // One: 12 of 10 h. Two has two engagements, Three names a project elsewhere
        let projects = "project | client | kind | starts_on | budget_hours
            Care | One | retainer | 2026-01-01 | 10\n Shop | Two | fixed | 2026-10-01 | 20
            Site | Two | fixed | 2026-10-01 | 20\n Help | Three | retainer | 2026-01-01 | 10";
        let work =
            "2026-10-14 Mara One - B 12\n2026-10-14 Mara Two - B 8\n2026-10-14 Mara Three - B 3
            2026-10-14 Mara Three Help B 4";
        let sample = Sample::of(&[("projects", projects)], work, scope("2026-10", "2026-10"));
        let columns = "project budget_hours_used budget_burn budget_burn_note over_servicing_hours";
        assert_eq!(
            shown(&frame(&sample), columns),
            [
                "Care 12 1.2 - 2",
                "Help 4 0.4 - 0",
                "Shop 0 - no-data -",
                "Site 0 - no-data -",
            ]
        );
    }

    #[test]
    fn a_retainer_whose_hours_changed_has_each_month_its_own() {
        // the third quarter: 10 h a month up to August, 20 in September, 6 over in August
        let projects = "project | client | kind | starts_on | ends_on | budget_hours
            Care | Halden | retainer | 2026-01-01 | 2026-08-31 | 10
            Care | Halden | retainer | 2026-09-01 | | 20";
        let work = "2026-07-14 Mara Halden Care B 4\n2026-08-14 Mara Halden Care B 16\n2026-09-14 Mara Halden Care B 12";
        let sample = Sample::of(&[("projects", projects)], work, scope("2026-07", "2026-Q3"));
        let columns = "month budget_hours budget_hours_used over_servicing_hours";
        let rows = shown(&frame(&sample), columns);
        assert!(rows.contains(&"2026-Q3 40 32 6".to_owned()), "{rows:?}");
    }

    #[test]
    fn hours_over_a_whole_budget_are_of_the_month_that_worked_them() {
        // Build, 20 h in all: 15 in August, 12 in September (7 over), 4 in October (11 over, 4 of them new).
        // Care, 10 h a month: 12 in September, 13 in October (3 over, all of them new)
        let projects = "project | client | kind | budget_hours
            Build | Halden | fixed | 20\n Care | Halden | retainer | 10";
        let work = "2026-08-14 Mara Halden Build B 15\n2026-09-14 Mara Halden Build B 12\n2026-10-14 Mara Halden Build B 4
            2026-09-14 Mara Halden Care B 12\n2026-10-14 Mara Halden Care B 13\n2026-10-14 Mara Halden Open B 1";
        let sample = Sample::of(&[("projects", projects)], work, scope("2026-08", "2026-10"));
        let found = frame(&sample);
        let columns = "month project agreed_for over_servicing_hours over_in_period";
        assert_eq!(
            shown(&found, columns),
            [
                "2026-08 Build whole_project 0 0",
                "2026-08 Care each_month 0 0",
                "2026-09 Build whole_project 7 7",
                "2026-09 Care each_month 2 2",
                "2026-10 Build whole_project 11 4",
                "2026-10 Care each_month 3 3",
                "2026-10 Open - - -",
            ]
        );
    }

    #[test]
    fn a_retainer_without_a_name_is_for_all_that_nothing_else_was_agreed_for() {
        let projects = "project | client | kind | budget_hours\n | Halden | retainer | 10\n Build | Halden | fixed | 30";
        let work = "2026-10-14 Mara Halden Open B 7\n2026-10-15 Mara Halden Other B 5\n2026-10-16 Mara Halden Build B 9
            2026-10-16 Mara Orlo Else B 3";
        let sample = Sample::of(&[("projects", projects)], work, scope("2026-10", "2026-10"));
        let found = frame(&sample);
        let columns = "hours budget_hours budget_hours_used over_servicing_hours";
        assert_eq!(
            shown(&found, columns),
            ["0 10 12 2", "9 30 9 0", "7 - 7 -", "5 - 5 -", "3 - 3 -"]
        );
    }

    #[test]
    fn a_quarter_of_a_retainer_does_not_net_its_months() {
        let projects = "project | client | kind | budget_hours\n Care | Halden | retainer | 10";
        let work = "2026-10-14 Mara Halden Care B 14\n2026-11-16 Mara Halden Care B 2";
        let sample = Sample::of(&[("projects", projects)], work, scope("2026-10", "2026-Q4"));
        let found = frame(&sample);
        let rows = shown(
            &found,
            "month budget_hours budget_hours_used over_servicing_hours",
        );
        assert_eq!(rows.last().map(String::as_str), Some("2026-Q4 30 16 4"));
    }
}
