//! Health score of a client: the weighted mean of the measures that are known.
//!
//! score = sum of weight x points / sum of weights over available measures; points run in a line from the value of full
//! to the value of no points; coverage = available weight / all weight (`metrics.md`, "Account review"). Higher is
//! better. The whole score is computed at two dates by one function, so that its change is explained measure by measure.

mod look;

use chrono::NaiveDate;

use super::accounts::Account;
use super::definition::{Definition, Rests};
use super::known::{Known, NO_DATA, pair};
use super::portfolio::Portfolio;
use super::reviews::{Register, TRACKED};
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::settings::{HEALTH_MEASURES as MEASURES, HealthMeasure};
use crate::model::{Month, Settings, Table};
use look::Look;

const TIME: &[Rests] = &[Rests::up_to(Table::Time, "date")];
const BUDGET: &[Rests] = &[
    Rests::whole(Table::Projects),
    Rests::up_to(Table::Time, "date"),
];
const MARGIN: &[Rests] = &[
    Rests::within(Table::Invoices, "issued_on"),
    Rests::within(Table::Expenses, "date"),
    Rests::within(Table::Time, "date"),
    Rests::whole(Table::People),
];
const OWED: &[Rests] = &[
    Rests::up_to(Table::Invoices, "issued_on"),
    Rests::up_to(Table::Payments, "date"),
];
const ANSWERS: &[Rests] = &[Rests::up_to(Table::Responses, "date")];
const CONTACTS: &[Rests] = &[
    Rests::up_to(Table::Touches, "date"),
    Rests::whole(Table::Clients),
];
const RISKS: &[Rests] = &[Rests::whole(Table::Risks)];
const ACTIONS: &[Rests] = &[Rests::whole(Table::Actions)];
/// Rows behind all measures.
const ALL: &[Rests] = &[
    Rests::up_to(Table::Time, "date"),
    Rests::whole(Table::Projects),
    Rests::up_to(Table::Invoices, "issued_on"),
    Rests::up_to(Table::Payments, "date"),
    Rests::up_to(Table::Expenses, "date"),
    Rests::up_to(Table::Responses, "date"),
    Rests::whole(Table::Goals),
    Rests::up_to(Table::Touches, "date"),
    Rests::whole(Table::Risks),
    Rests::whole(Table::Actions),
];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "score",
        text: "sum of weight x points of the measures that are known / sum of their weights, 0 to 100; under {settings.health_coverage%} % coverage there is no band",
        rests_on: ALL,
    },
    Definition {
        name: "coverage",
        text: "weight of the measures that are known / all weight",
        rests_on: ALL,
    },
    Definition {
        name: "health.change",
        text: "score - score at the end of the month before",
        rests_on: ALL,
    },
    Definition {
        name: "hours_trend_value",
        text: "client hours of the month / mean of the {settings.trend_months} months before; of a month not yet over against the same share of its working days",
        rests_on: TIME,
    },
    Definition {
        name: "budget_pace_value",
        text: "budget burn / elapsed share of the working days, of the project that burns fastest",
        rests_on: BUDGET,
    },
    Definition {
        name: "delivery_margin_value",
        text: "delivery margin of the month: (AGI - delivery cost) / AGI, in the client's main currency",
        rests_on: MARGIN,
    },
    Definition {
        name: "overdue_share_value",
        text: "overdue / outstanding, gross; 0 when nothing is owed, n/a where no file says what is paid or when it is due",
        rests_on: OWED,
    },
    Definition {
        name: "days_past_due_value",
        text: "days that the oldest open invoice is past due; n/a where no file says what is paid",
        rests_on: OWED,
    },
    Definition {
        name: "satisfaction_value",
        text: "NPS, or CSAT x 200 - 100 where answers are too few for an NPS",
        rests_on: ANSWERS,
    },
    Definition {
        name: "goals_value",
        text: "goals on track / goals whose track is known",
        rests_on: TRACKED,
    },
    Definition {
        name: "freshness_value",
        text: "how many cadences the review or the contact is late, whichever is worse",
        rests_on: CONTACTS,
    },
    Definition {
        name: "open_risks_value",
        text: "score of the worst open risk, 1 to 25; 1 without one",
        rests_on: RISKS,
    },
    Definition {
        name: "overdue_actions_value",
        text: "actions past their due day",
        rests_on: ACTIONS,
    },
    Definition {
        name: "health.*_points",
        text: "points of the measure: 100 at the value of full points, 0 at that of none, in a line between (settings)",
        rests_on: ALL,
    },
    Definition {
        name: "health.*_weight",
        text: "weight of the measure in the score, from the settings",
        rests_on: &[Rests::whole(Table::Clients)],
    },
    Definition {
        name: "health.*_change",
        text: "points of the measure - its points at the end of the month before",
        rests_on: ALL,
    },
    Definition {
        name: "health_measures.value",
        text: "what was measured, in the measure's own unit; n/a with its reason",
        rests_on: ALL,
    },
    Definition {
        name: "health_measures.points",
        text: "points of the measure: 100 at the value of full points, 0 at that of none, in a line between",
        rests_on: ALL,
    },
    Definition {
        name: "health_measures.weight",
        text: "weight of the measure in the score",
        rests_on: &[Rests::whole(Table::Clients)],
    },
    Definition {
        name: "contribution",
        text: "points x weight / weight of all known measures; the contributions add up to the score",
        rests_on: ALL,
    },
    Definition {
        name: "health_measures.change",
        text: "points - points at the end of the month before",
        rests_on: ALL,
    },
];

/// Health score, wide.
pub static HEALTH: FrameSpec = FrameSpec::exported(
    "health",
    "client",
    &[
        ("client", Unit::Text),
        ("score", Unit::Number),
        ("score_note", Unit::Code),
        ("band", Unit::Code),
        ("coverage", Unit::Share),
        ("change", Unit::Number),
        ("change_note", Unit::Code),
        ("override", Unit::Code),
        ("hours_trend_value", Unit::Number),
        ("hours_trend_points", Unit::Number),
        ("hours_trend_weight", Unit::Number),
        ("hours_trend_change", Unit::Number),
        ("budget_pace_value", Unit::Number),
        ("budget_pace_points", Unit::Number),
        ("budget_pace_weight", Unit::Number),
        ("budget_pace_change", Unit::Number),
        ("delivery_margin_value", Unit::Number),
        ("delivery_margin_points", Unit::Number),
        ("delivery_margin_weight", Unit::Number),
        ("delivery_margin_change", Unit::Number),
        ("overdue_share_value", Unit::Number),
        ("overdue_share_points", Unit::Number),
        ("overdue_share_weight", Unit::Number),
        ("overdue_share_change", Unit::Number),
        ("days_past_due_value", Unit::Number),
        ("days_past_due_points", Unit::Number),
        ("days_past_due_weight", Unit::Number),
        ("days_past_due_change", Unit::Number),
        ("satisfaction_value", Unit::Number),
        ("satisfaction_points", Unit::Number),
        ("satisfaction_weight", Unit::Number),
        ("satisfaction_change", Unit::Number),
        ("goals_value", Unit::Number),
        ("goals_points", Unit::Number),
        ("goals_weight", Unit::Number),
        ("goals_change", Unit::Number),
        ("freshness_value", Unit::Number),
        ("freshness_points", Unit::Number),
        ("freshness_weight", Unit::Number),
        ("freshness_change", Unit::Number),
        ("open_risks_value", Unit::Number),
        ("open_risks_points", Unit::Number),
        ("open_risks_weight", Unit::Number),
        ("open_risks_change", Unit::Number),
        ("overdue_actions_value", Unit::Number),
        ("overdue_actions_points", Unit::Number),
        ("overdue_actions_weight", Unit::Number),
        ("overdue_actions_change", Unit::Number),
    ],
);

/// The same, one row a measure, with what each contributes to the score.
pub static HEALTH_MEASURES: FrameSpec = FrameSpec::exported(
    "health_measures",
    "client, measure",
    &[
        ("client", Unit::Text),
        ("measure", Unit::Code),
        ("value", Unit::Number),
        ("value_note", Unit::Code),
        ("unit", Unit::Code),
        ("points", Unit::Number),
        ("weight", Unit::Number),
        ("contribution", Unit::Number),
        ("change", Unit::Number),
    ],
);

/// A day and the month whose hours, budgets and money are judged on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Facts up to this day count.
    pub day: NaiveDate,
    /// Month of hours, margin, budgets and receivables.
    pub month: Month,
}

/// One measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// Stable name.
    pub name: &'static str,
    /// What was measured.
    pub value: Known<f64>,
    /// 0 to 100; none when the value is not known.
    pub points: Option<f64>,
    /// Weight in the score.
    pub weight: f64,
}

/// A client's score.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// All measures, in their order.
    pub measures: Vec<Measure>,
    /// 0 to 100.
    pub score: Known<f64>,
    /// Available weight / all weight.
    pub coverage: f64,
    /// What turns the client red whatever the score.
    pub forced: Option<&'static str>,
    /// `red`, `amber`, `green`; `insufficient_data` when too little is known.
    pub band: &'static str,
}

impl Moment {
    /// The report's own.
    pub fn now(portfolio: &Portfolio<'_>) -> Moment {
        let scope = portfolio.scope;
        Moment {
            day: scope.as_of,
            month: scope.period.to.min(Month::of(scope.as_of)),
        }
    }

    /// The end of the month before.
    pub fn previous(self) -> Moment {
        let month = self.month.plus(-1);
        Moment {
            day: month.last_day(),
            month,
        }
    }
}

impl Score {
    /// The score of a client at a moment.
    pub fn at(
        portfolio: &Portfolio<'_>,
        register: &Register,
        account: &Account,
        moment: Moment,
    ) -> Score {
        let look = Look {
            portfolio,
            register,
            account,
            moment,
        };
        let settings = &portfolio.scope.settings;
        let measures =
            MEASURES.map(|name| Measure::of(name, look.value(name), scale(settings, name)));
        Score::of(measures.to_vec(), look.forced(), settings)
    }

    fn of(measures: Vec<Measure>, forced: Option<&'static str>, settings: &Settings) -> Score {
        let all: f64 = measures.iter().map(|measure| measure.weight).sum();
        let known = measures
            .iter()
            .filter_map(|measure| Some((measure.weight, measure.points?)));
        let (weight, points) = known.fold((0.0, 0.0), |(sum, total), (weight, points)| {
            (sum + weight, total + weight * points)
        });
        let score = if weight > 0.0 {
            Ok(points / weight)
        } else {
            Err(NO_DATA)
        };
        let coverage = if all > 0.0 { weight / all } else { 0.0 };
        Score {
            score,
            coverage,
            measures,
            forced,
            band: band(score, coverage, forced, settings),
        }
    }

    /// Points of the score that a measure brings; those of all measures add up to the score.
    pub fn contribution(&self, measure: &Measure) -> Option<f64> {
        let known = self
            .measures
            .iter()
            .filter(|measure| measure.points.is_some());
        let weight: f64 = known.map(|measure| measure.weight).sum();
        (weight > 0.0).then_some(measure.points? * measure.weight / weight)
    }
}

/// The colour of a score, whatever forces it to red first; none when too little is known.
fn band(
    score: Known<f64>,
    coverage: f64,
    forced: Option<&'static str>,
    settings: &Settings,
) -> &'static str {
    match score {
        _ if forced.is_some() => "red",
        Ok(score) if coverage >= settings.health_coverage - 1e-9 => match score {
            green if green >= settings.health_green_from => "green",
            amber if amber >= settings.health_amber_from => "amber",
            _ => "red",
        },
        _ => "insufficient_data",
    }
}

impl Measure {
    fn of(name: &'static str, value: Known<f64>, scale: HealthMeasure) -> Measure {
        Measure {
            name,
            value,
            points: value.ok().map(|value| points(value, &scale)),
            weight: scale.weight.max(0.0),
        }
    }
}

/// The setting of a measure, else its default.
fn scale(settings: &Settings, name: &str) -> HealthMeasure {
    let set = settings.health.get(name).cloned();
    set.unwrap_or_else(|| Settings::default().health[name].clone())
}

/// 100 at `full`, 0 at `none`, in a line between and no further.
pub(super) fn points(value: f64, scale: &HealthMeasure) -> f64 {
    on_line(value, scale).clamp(0.0, 100.0)
}

/// The same line without its ends: below 0 for what is worse than no points.
pub fn points_unbound(value: f64, measure: &str, settings: &Settings) -> f64 {
    on_line(value, &scale(settings, measure))
}

fn on_line(value: f64, scale: &HealthMeasure) -> f64 {
    let width = scale.full - scale.none;
    if width.abs() < f64::EPSILON {
        return if value >= scale.full { 100.0 } else { 0.0 };
    }
    (value - scale.none) / width * 100.0
}

/// Scores of all clients now and at the end of the month before.
pub fn scores(portfolio: &Portfolio<'_>, register: &Register) -> Vec<(String, Score, Score)> {
    let now = Moment::now(portfolio);
    let accounts = portfolio.accounts.iter();
    let scores = accounts.map(|account| {
        (
            account.client.clone(),
            Score::at(portfolio, register, account, now),
            Score::at(portfolio, register, account, now.previous()),
        )
    });
    scores.collect()
}

/// The wide frame.
pub fn health(scores: &[(String, Score, Score)]) -> MetricFrame {
    let rows = scores.iter().map(|(client, now, before)| {
        let [score, score_note] = pair(now.score);
        let [change, change_note] = pair(difference(now, before));
        let mut row = vec![
            client.into(),
            score,
            score_note,
            now.band.into(),
            now.coverage.into(),
            change,
            change_note,
            now.forced.into(),
        ];
        for (measure, past) in now.measures.iter().zip(&before.measures) {
            row.extend([
                measure.value.ok().into(),
                measure.points.into(),
                measure.weight.into(),
                point_change(measure, past).into(),
            ]);
        }
        row
    });
    MetricFrame::of(&HEALTH, rows.collect())
}

fn difference(now: &Score, before: &Score) -> Known<f64> {
    Ok(now.score? - before.score?)
}

fn point_change(now: &Measure, before: &Measure) -> Option<f64> {
    Some(now.points? - before.points?)
}

/// One row a measure.
pub fn health_measures(scores: &[(String, Score, Score)]) -> MetricFrame {
    let mut rows = Vec::new();
    for (client, now, before) in scores {
        for (measure, past) in now.measures.iter().zip(&before.measures) {
            rows.push(measure_row(client, now, measure, past));
        }
    }
    MetricFrame::of(&HEALTH_MEASURES, rows)
}

fn measure_row(client: &str, score: &Score, measure: &Measure, past: &Measure) -> Vec<Datum> {
    let [value, value_note] = pair(measure.value);
    vec![
        client.into(),
        measure.name.into(),
        value,
        value_note,
        super::warnings::unit(measure.name).into(),
        measure.points.into(),
        measure.weight.into(),
        score.contribution(measure).into(),
        point_change(measure, past).into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, span};
    use super::super::receivable::Receivable;
    use super::*;
    use crate::model::Money;

    fn measure(weight: f64, points: Option<f64>) -> Measure {
        Measure {
            name: "goals",
            value: points.ok_or(NO_DATA),
            points,
            weight,
        }
    }

    #[test]
    fn points_run_in_a_line_and_no_further() {
        let defaults = Settings::default();
        for (name, value, expected) in [
            ("hours_trend", 0.75, 50.0),
            ("hours_trend", 2.0, 100.0),
            ("budget_pace", 1.15, 50.0),
            ("budget_pace", 0.2, 100.0),
            ("delivery_margin", 0.25, 50.0),
            ("delivery_margin", -1.0, 0.0),
            ("overdue_share", 0.5, 0.0),
            ("days_past_due", 15.0, 75.0),
            ("satisfaction", 0.0, 50.0),
            ("open_risks", 25.0, 0.0),
            ("overdue_actions", 2.0, 60.0),
        ] {
            let found = points(value, &scale(&defaults, name));
            assert!((found - expected).abs() < 1e-9, "{name} {value}: {found}");
        }
    }

    #[test]
    fn bands_coverage_and_overrides() {
        for (points, missing, forced, expected) in [
            (49.9, 0.0, None, "red"),
            (50.0, 0.0, None, "amber"),
            (74.9, 0.0, None, "amber"),
            (75.0, 40.0, None, "green"),
            (75.0, 41.0, None, "insufficient_data"),
            (100.0, 0.0, Some("notice"), "red"),
        ] {
            let measures = vec![
                measure(100.0 - missing, Some(points)),
                measure(missing, None),
            ];
            assert_eq!(
                Score::of(measures, forced, &Settings::default()).band,
                expected,
                "{points} {missing}"
            );
        }
        assert_eq!(
            Score::of(vec![measure(1.0, None)], None, &Settings::default()).score,
            Err(NO_DATA)
        );
    }

    #[test]
    fn contributions_add_up_to_the_score() {
        let measures = vec![
            measure(10.0, Some(30.0)),
            measure(15.0, Some(90.0)),
            measure(5.0, None),
        ];
        let score = Score::of(measures, None, &Settings::default());
        let sum: f64 = score
            .measures
            .iter()
            .filter_map(|one| score.contribution(one))
            .sum();
        assert!(
            (sum - score.score.expect("two are known")).abs() < 1e-9 && (sum - 66.0).abs() < 1e-9
        );
    }

    #[test]
    fn the_same_function_scores_both_dates() {
        let work = "2026-06-01 M A - B 10\n2026-07-01 M A - B 10\n2026-08-03 M A - B 10\n2026-09-01 M A - B 10\n2026-10-01 M A - B 5";
        let clients = "client | stage | stage_since\n A | notice | 2026-10-20";
        let payments = "date | amount | currency\n 2026-07-10 | 5 | EUR";
        let invoices = "number | client | issued_on | due_on | net | currency\n 1 | Z | 2026-07-01 | 2026-07-31 | 5 | EUR";
        let tables = [
            ("clients", clients),
            ("invoices", invoices),
            ("payments", payments),
        ];
        let mut sample = Sample::of(&tables, work, scope("2026-06", "2026-10"));
        let owed = Receivable {
            outstanding: Money::units(100),
            overdue: Money::units(25),
            days_past_due: Some(30),
            ..Receivable::default()
        };
        sample
            .owed
            .receivables
            .insert((span("2026-10"), "A".into(), "EUR".into()), owed);
        let portfolio = sample.portfolio();
        let (_, now, before) = scores(&portfolio, &Register::default()).remove(0);
        let values = |score: &Score| [0, 3, 4, 7].map(|at| score.measures[at].value);
        assert_eq!(values(&now), [Ok(0.5), Ok(0.25), Ok(30.0), Err(NO_DATA)]);
        assert_eq!(
            values(&before),
            [Ok(1.0), Err(NO_DATA), Err(NO_DATA), Err(NO_DATA)]
        );
        assert_eq!((now.forced, before.forced), (Some("notice"), None));
        // where no file says what is paid nothing is known of what is overdue
        let mut unknown = Sample::of(&tables[..2], work, scope("2026-06", "2026-10"));
        let owed_of = (span("2026-10"), "A".into(), "EUR".into());
        unknown.owed.receivables.insert(owed_of, owed);
        let portfolio = unknown.portfolio();
        let (_, now, _) = scores(&portfolio, &Register::default()).remove(0);
        assert_eq!(values(&now)[1..3], [Err(NO_DATA), Err(NO_DATA)]);
        // nor where none says when anything is due
        let invoices =
            "number | client | issued_on | net | currency\n 1 | Z | 2026-07-01 | 5 | EUR";
        let undated = [tables[0], ("invoices", invoices), tables[2]];
        let mut unknown = Sample::of(&undated, work, scope("2026-06", "2026-10"));
        let owed_of = (span("2026-10"), "A".into(), "EUR".into());
        unknown.owed.receivables.insert(owed_of, owed);
        let portfolio = unknown.portfolio();
        let (_, now, _) = scores(&portfolio, &Register::default()).remove(0);
        assert_eq!(values(&now)[1..3], [Err(NO_DATA), Err(NO_DATA)]);
    }
}
