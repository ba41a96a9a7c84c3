//! Who worked what on the projects that are over their hours, so that the cause is seen.
//!
//! Rows are task and person of every project whose hours above the agreed ones are above zero at the period's end.
//! Hours after the budget are told by date ([`super::overrun`]). Usual hours are the mean of the three months before
//! the period, times its months; n/a `no-data` when the files begin later. The over-servicing of the rows is that of
//! the period; of fixed work some may be from months before.

use super::budget::code;
use super::definition::{Definition, Rests};
use super::engagements::Engagement;
use super::known::{Known, NO_DATA, pair};
use super::overrun::{Over, Overruns, Share};
use super::portfolio::Portfolio;
use super::scope::Scope;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Duration, Span, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "over_servicing.hours",
        text: "all hours of the person and task on the project in the period, billable or not",
        rests_on: &[Rests::within(Table::Time, "date")],
    },
    Definition {
        name: "hours_after_budget",
        text: "hours of the period worked after the project's hours were used up, in the order of days",
        rests_on: WORK,
    },
    Definition {
        name: "usual_hours",
        text: "mean of the {settings.trend_months} months before the period, times its months; n/a when the files begin later",
        rests_on: &[Rests::up_to(Table::Time, "date")],
    },
    Definition {
        name: "above_usual_hours",
        text: "hours of the period - usual hours",
        rests_on: &[Rests::up_to(Table::Time, "date")],
    },
    Definition {
        name: "over_servicing.over_servicing_value",
        text: "hours after the budget x the person's bill rate of the day",
        rests_on: WORK,
    },
    Definition {
        name: "over_servicing.over_servicing_cost",
        text: "hours after the budget x the person's cost rate of the day",
        rests_on: WORK,
    },
];

const WORK: &[Rests] = &[
    Rests::whole(Table::Projects),
    Rests::up_to(Table::Time, "date"),
    Rests::whole(Table::People),
];

/// Over-servicing by task and person.
pub static OVER_SERVICING: FrameSpec = FrameSpec::exported(
    "over_servicing",
    "project, task, person",
    &[
        ("month", Unit::Month),
        ("client", Unit::Text),
        ("project", Unit::Text),
        ("kind", Unit::Code),
        ("task", Unit::Text),
        ("person", Unit::Text),
        ("hours", Unit::Hours),
        ("hours_after_budget", Unit::Hours),
        ("usual_hours", Unit::Hours),
        ("usual_hours_note", Unit::Code),
        ("above_usual_hours", Unit::Hours),
        ("currency", Unit::Text),
        ("over_servicing_value", Unit::Money),
        ("over_servicing_value_note", Unit::Code),
        ("over_servicing_cost", Unit::Money),
        ("over_servicing_cost_note", Unit::Code),
    ],
);

/// The frame: the report's period and, when it is longer, each of its months; by client and project, most hours after
/// the budget first.
pub fn over_servicing(portfolio: &Portfolio<'_>, overruns: &Overruns<'_>) -> MetricFrame {
    let period = portfolio.scope.period;
    let mut spans: Vec<Span> = period.months().map(Span::month).collect();
    if period.len() > 1 {
        spans.push(period);
    }
    let mut rows = Vec::new();
    for span in spans {
        for engagement in portfolio.engagements.iter() {
            let burn = engagement.burn(portfolio, span);
            let over = burn.and_then(|burn| burn.over).unwrap_or_default();
            if over > Duration::ZERO {
                rows.extend(rows_of(portfolio, overruns, engagement, span));
            }
        }
    }
    MetricFrame::of(&OVER_SERVICING, rows)
}

fn rows_of(
    portfolio: &Portfolio<'_>,
    overruns: &Overruns<'_>,
    engagement: &Engagement,
    span: Span,
) -> Vec<Vec<Datum>> {
    let mut causes: Vec<Cause<'_>> = overruns
        .of_project(engagement)
        .map(|months| Cause {
            task: months[0].task.text(),
            person: months[0].person.text(),
            now: sum(months, span),
            usual: usual(months, span, portfolio.scope),
        })
        .filter(|cause| cause.now.hours != Duration::ZERO)
        .collect();
    causes.sort_by_key(|cause| {
        let above = cause
            .usual
            .map_or(cause.now.hours, |usual| cause.now.hours - usual);
        (-cause.now.over.hours, -above, cause.task, cause.person)
    });
    let rows = causes
        .iter()
        .map(|cause| cause.row(portfolio, engagement, span));
    rows.collect()
}

/// Hours of a task and person in a span.
#[derive(Default)]
struct Sum {
    hours: Duration,
    over: Over,
}

struct Cause<'a> {
    task: &'a str,
    person: &'a str,
    now: Sum,
    usual: Known<Duration>,
}

impl Cause<'_> {
    fn row(&self, portfolio: &Portfolio<'_>, engagement: &Engagement, span: Span) -> Vec<Datum> {
        let day = portfolio.scope.last_day(span);
        let kind = engagement.terms_on(day).map_or("", |terms| &terms.kind);
        let currency = engagement.currency(portfolio, span);
        let over = &self.now.over;
        let money =
            |products: &super::worth::Products| pair(products.sum(currency, &portfolio.rates, day));
        let mut row = vec![
            span.to_string().into(),
            (&engagement.client).into(),
            (&engagement.project).into(),
            code(kind),
            self.task.into(),
            self.person.into(),
            self.now.hours.into(),
            over.hours.into(),
        ];
        row.extend(pair(self.usual));
        row.push(self.usual.ok().map(|usual| self.now.hours - usual).into());
        row.push(currency.into());
        row.extend(money(&over.value));
        row.extend(money(&over.cost));
        row
    }
}

fn sum(months: &[Share<'_>], span: Span) -> Sum {
    let mut sum = Sum::default();
    for share in months.iter().filter(|share| span.holds(share.month)) {
        sum.hours += share.hours;
        sum.over.join(&share.over);
    }
    sum
}

fn usual(months: &[Share<'_>], span: Span, scope: &Scope) -> Known<Duration> {
    let back = scope.settings.trend_months;
    let before = Span {
        from: span.from.plus(-(back as i32)),
        to: span.from.plus(-1),
    };
    if before.from < scope.first {
        return Err(NO_DATA);
    }
    let hours = sum(months, before).hours;
    hours
        .scale(i64::from(span.len()), i64::from(back))
        .ok_or(NO_DATA)
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    #[test]
    fn tells_who_works_more_than_usual_after_the_budget_is_gone() {
        // Care, 10 h a month. July to September: Mara 9 a month, Ivo 3 in July only: 1 a month on average.
        // October: Ivo 8 on the 1st, Mara 6 on the 20th: 4 above, all hers
        let projects = "project | client | kind | budget_hours | currency\n Care | A | retainer | 10 | USD\n Calm | A | retainer | 50 |";
        let people =
            "person | cost_rate | bill_rate | currency\n Mara | 40 | 100 | EUR\n Ivo | | 50 | EUR";
        let rates = "date | currency | rate\n 2026-10-01 | USD | 0.5";
        let tables = [("projects", projects), ("people", people), ("rates", rates)];
        let work = "2026-07-01 Mara A Care B 9\n2026-08-03 Mara A Care B 9\n2026-09-01 Mara A Care B 9\n2026-07-01 Ivo A Care B 3
            2026-10-01 Ivo A Care B 8\n2026-10-20 Mara A Care C 6\n2026-10-20 Mara A Calm C 6";
        let told = |first| {
            let sample = Sample::of(&tables, work, scope(first, "2026-10"));
            let portfolio = sample.portfolio();
            let frame = over_servicing(&portfolio, &Overruns::of(&portfolio));
            shown(
                &frame,
                "project person hours hours_after_budget usual_hours usual_hours_note above_usual_hours currency over_servicing_value over_servicing_cost",
            )
        };
        assert_eq!(
            told("2026-07"),
            [
                "Care Mara 6 4 9 - -3 USD 800 320",
                "Care Ivo 8 0 1 - 7 USD 0 0"
            ]
        );
        assert_eq!(told("2026-08")[1], "Care Ivo 8 0 - no-data - USD 0 0");
        // over four months from June: Mara 27 h, Ivo 3
        let mut longer = scope("2026-06", "2026-10");
        longer.settings.trend_months = 4;
        let sample = Sample::of(&tables, work, longer);
        let portfolio = sample.portfolio();
        let frame = over_servicing(&portfolio, &Overruns::of(&portfolio));
        assert_eq!(
            shown(&frame, "person usual_hours above_usual_hours"),
            ["Mara 6.75 -0.75", "Ivo 0.75 7.25"]
        );
    }
}
