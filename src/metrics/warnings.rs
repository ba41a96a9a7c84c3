//! Early warnings: what turned worse since the end of the month before, for whom and by how much, most points first.
//!
//! A warning is a measure of the health score that lost `warning_points` of the settings or more; one that has no points
//! left and turned worse still is one too, though it can lose none. A client whose band fell has a warning of its own. Values are
//! in the unit named beside them. What became unknown is no warning: the coverage of the score says so. Lost
//! clients have no warning, and paused ones or prospects none for a late review or contact.

use super::MetricFrame;
use super::accounts::Account;
use super::definition::{Definition, Rests};
use super::frame::{Datum, FrameSpec, Unit};
use super::health::{Measure, Score, points_unbound};
use super::portfolio::Portfolio;
use crate::model::phrase::{Digits, phrase};
use crate::model::{Phrase, Settings, Table};

const MEASURED: &[Rests] = &[
    Rests::up_to(Table::Time, "date"),
    Rests::whole(Table::Projects),
    Rests::up_to(Table::Invoices, "issued_on"),
    Rests::up_to(Table::Payments, "date"),
    Rests::up_to(Table::Responses, "date"),
    Rests::up_to(Table::Touches, "date"),
    Rests::whole(Table::Goals),
    Rests::whole(Table::Risks),
    Rests::whole(Table::Actions),
];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "early_warnings.before",
        text: "the measure at the end of the month before, in its unit",
        rests_on: MEASURED,
    },
    Definition {
        name: "early_warnings.now",
        text: "the measure on the report's day, in its unit",
        rests_on: MEASURED,
    },
    Definition {
        name: "early_warnings.change",
        text: "now - before, in the unit of the measure",
        rests_on: MEASURED,
    },
    Definition {
        name: "points_lost",
        text: "points (0 to 100) of the measure before - now; 0 when it had none left to lose",
        rests_on: MEASURED,
    },
];

/// What turned worse since last month.
pub static EARLY_WARNINGS: FrameSpec = FrameSpec::exported(
    "early_warnings",
    "client, measure",
    &[
        ("client", Unit::Text),
        ("account_manager", Unit::Text),
        ("measure", Unit::Code),
        ("before", Unit::Number),
        ("now", Unit::Number),
        ("points_lost", Unit::Number),
        ("detail", Unit::Phrase),
        ("change", Unit::Number),
        // share, days, points, cadences, count
        ("unit", Unit::Code),
    ],
);

/// Something that turned worse.
struct Warning<'a> {
    client: &'a str,
    measure: &'static str,
    before: Option<f64>,
    now: Option<f64>,
    lost: f64,
    detail: Phrase,
}

/// The frame.
pub fn early_warnings(portfolio: &Portfolio<'_>, scores: &[(String, Score, Score)]) -> MetricFrame {
    let settings = &portfolio.scope.settings;
    let account = |client: &str| portfolio.accounts.get(client);
    let mut warnings: Vec<Warning<'_>> = scores
        .iter()
        .filter(|(client, _, _)| account(client).is_some_and(|one| one.status != "lost"))
        .flat_map(|scored| of_client(scored, settings))
        .filter(|one| {
            one.measure != "freshness" || account(one.client).is_some_and(Account::is_served)
        })
        .collect();
    warnings.sort_by(|left, right| {
        (right.lost.total_cmp(&left.lost))
            .then(left.client.cmp(right.client))
            .then(left.measure.cmp(right.measure))
    });
    let rows = warnings.into_iter().map(|warning| row(portfolio, warning));
    MetricFrame::of(&EARLY_WARNINGS, rows.collect())
}

fn row(portfolio: &Portfolio<'_>, warning: Warning<'_>) -> Vec<Datum> {
    let account = portfolio.accounts.get(warning.client);
    let change = warning
        .now
        .zip(warning.before)
        .map(|(now, before)| now - before);
    vec![
        warning.client.into(),
        account.map(|account| &account.manager).into(),
        warning.measure.into(),
        warning.before.into(),
        warning.now.into(),
        warning.lost.into(),
        warning.detail.encode().into(),
        change.into(),
        unit(warning.measure).into(),
    ]
}

fn of_client<'a>(
    (client, now, before): &'a (String, Score, Score),
    settings: &Settings,
) -> Vec<Warning<'a>> {
    let pairs = now.measures.iter().zip(&before.measures);
    let mut found: Vec<Warning<'a>> = pairs
        .filter_map(|(now, before)| of_measure(client, now, before, settings))
        .collect();
    found.extend(of_band(client, now, before, settings));
    found
}

/// A measure that weighs something and lost enough points, counted below none too.
fn of_measure<'a>(
    client: &'a str,
    now: &Measure,
    before: &Measure,
    settings: &Settings,
) -> Option<Warning<'a>> {
    let (value, past) = (now.value.ok()?, before.value.ok()?);
    let unbound = |value| points_unbound(value, now.name, settings).min(100.0);
    let fell = unbound(past) - unbound(value);
    (now.weight > 0.0 && fell >= settings.warning_points).then(|| Warning {
        client,
        measure: now.name,
        before: Some(past),
        now: Some(value),
        lost: before.points.unwrap_or(0.0) - now.points.unwrap_or(0.0),
        detail: detail(now.name, past, value, settings),
    })
}

/// A client that turned red or amber.
fn of_band<'a>(
    client: &'a str,
    now: &Score,
    before: &Score,
    settings: &Settings,
) -> Option<Warning<'a>> {
    let rank = |score: &Score| {
        ["red", "amber", "green"]
            .iter()
            .position(|band| *band == score.band)
    };
    if rank(now)? >= rank(before)? {
        return None;
    }
    let (score, past) = (now.score.ok(), before.score.ok());
    let shown = |score: Option<f64>| {
        let digits = score.map_or_else(|| "-".to_owned(), |score| format!("{score:.1}"));
        Digits(digits)
    };
    let scores = (shown(past), shown(score));
    let detail = match (now.band, now.forced) {
        (_, Some("notice")) => phrase("the client turned red: notice was received", &[]),
        (_, Some(_)) => phrase(
            "the client turned red: an invoice is more than {} days overdue",
            &[&settings.health_overdue_days],
        ),
        ("red", None) => phrase(
            "the client turned red: the score fell from {} to {}",
            &[&scores.0, &scores.1],
        ),
        _ => phrase(
            "the client turned amber: the score fell from {} to {}",
            &[&scores.0, &scores.1],
        ),
    };
    let lost = past.zip(score).map_or(0.0, |(past, score)| past - score);
    Some(Warning {
        client,
        measure: "score",
        before: past,
        now: score,
        lost: lost.max(0.0),
        detail,
    })
}

/// Unit of a measure's value.
pub(super) fn unit(measure: &str) -> &'static str {
    match measure {
        "hours_trend" | "budget_pace" | "delivery_margin" | "overdue_share" | "goals" => "share",
        "days_past_due" => "days",
        "freshness" => "cadences",
        "overdue_actions" => "count",
        _ => "points",
    }
}

fn detail(measure: &str, before: f64, now: f64, settings: &Settings) -> Phrase {
    let share = |value: f64| format!("{:.0} %", value * 100.0);
    // counts and days as they are, scores to one digit
    let plain = |value: f64| Digits(format!("{value:.1}").trim_end_matches(".0").to_owned());
    let shares = (share(before), share(now));
    let numbers = (plain(before), plain(now));
    match measure {
        "hours_trend" => phrase(
            "hours fell from {} to {} of their {}-month mean",
            &[&shares.0, &shares.1, &settings.trend_months],
        ),
        "budget_pace" => phrase("budget pace rose from {} to {}", &[&shares.0, &shares.1]),
        "delivery_margin" => phrase(
            "delivery margin fell from {} to {}",
            &[&shares.0, &shares.1],
        ),
        "overdue_share" => phrase("overdue share rose from {} to {}", &[&shares.0, &shares.1]),
        "days_past_due" => phrase(
            "days past due rose from {} to {}",
            &[&numbers.0, &numbers.1],
        ),
        "satisfaction" => phrase(
            "satisfaction on the scale from -100 to 100 fell from {} to {}",
            &[&numbers.0, &numbers.1],
        ),
        "goals" => phrase("goals on track fell from {} to {}", &[&shares.0, &shares.1]),
        "freshness" => phrase(
            "review or contact is late by {} of the usual time between two, was {}",
            &[&shares.1, &shares.0],
        ),
        "open_risks" => phrase(
            "the worst open risk rose from {} to {}",
            &[&numbers.0, &numbers.1],
        ),
        _ => phrase(
            "overdue actions rose from {} to {}",
            &[&numbers.0, &numbers.1],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::super::health::scores;
    use super::super::reviews::Register;
    use super::*;

    #[test]
    fn every_measure_has_a_unit_and_a_sentence_of_its_own() {
        let details: std::collections::BTreeSet<String> = crate::model::settings::HEALTH_MEASURES
            .iter()
            .map(|measure| detail(measure, 1.0, 2.0, &Settings::default()).to_string())
            .collect();
        assert_eq!(details.len(), crate::model::settings::HEALTH_MEASURES.len());
    }

    #[test]
    fn lost_points_worse_than_none_and_a_band_that_fell() {
        // A: an action turns overdue in October, a second risk of 25 after one of 9; B: more than five overdue already, one more
        let actions = "client | action | agreed_on | due_on
            A | a | 2026-09-01 | 2026-10-10
            B | a | 2026-08-01 | 2026-09-01\n B | b | 2026-08-01 | 2026-09-01\n B | c | 2026-08-01 | 2026-09-01
            B | d | 2026-08-01 | 2026-09-01\n B | e | 2026-08-01 | 2026-09-01\n B | f | 2026-08-01 | 2026-10-01";
        let risks = "client | risk | probability | impact | raised_on\n A | x | 3 | 3 | 2026-09-01\n A | y | 5 | 5 | 2026-10-05";
        let mut sample = Sample::of(
            &[("actions", actions), ("risks", risks)],
            "",
            scope("2026-09", "2026-10"),
        );
        for (name, measure) in &mut sample.scope.settings.health {
            if !matches!(name.as_str(), "open_risks" | "overdue_actions") {
                measure.weight = 0.0;
            }
        }
        let portfolio = sample.portfolio();
        let scores = scores(&portfolio, &Register::of(&sample.tables));
        let found = early_warnings(&portfolio, &scores);
        // A: risk points 16/24 to 0, action points 100 to 80; score (66.67 + 100) / 2 = 83.33 to (0 + 80) / 2 = 40
        assert_eq!(
            shown(&found, "client measure before now points_lost change unit"),
            [
                "A open_risks 9 25 66.6667 16 points",
                "A score 83.3333 40 43.3333 -43.3333 points",
                "A overdue_actions 0 1 20 1 count",
                "B overdue_actions 5 6 0 1 count",
            ]
        );
    }
}
