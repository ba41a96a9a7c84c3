//! Early warnings: what turned worse since the end of the month before, most points first.

use super::MetricFrame;
use super::frame::{FrameSpec, Unit};
use super::health::Score;
use super::portfolio::Portfolio;
use crate::model::Phrase;
use crate::model::phrase::phrase;

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
    ],
);

/// Points of a measure that must be lost; less is noise.
const LEAST: f64 = 1.0;

/// A measure that lost points.
struct Warning<'a> {
    client: &'a str,
    measure: &'static str,
    before: f64,
    now: f64,
    lost: f64,
}

/// The frame.
pub fn early_warnings(portfolio: &Portfolio<'_>, scores: &[(String, Score, Score)]) -> MetricFrame {
    let mut warnings: Vec<Warning<'_>> = scores.iter().flat_map(of_client).collect();
    warnings.sort_by(|left, right| {
        (right.lost.total_cmp(&left.lost)).then(left.client.cmp(right.client))
    });
    let rows = warnings.iter().map(|warning| {
        let account = portfolio.accounts.get(warning.client);
        vec![
            warning.client.into(),
            account.map(|account| &account.manager).into(),
            warning.measure.into(),
            warning.before.into(),
            warning.now.into(),
            warning.lost.into(),
            warning.detail().encode().into(),
        ]
    });
    MetricFrame::of(&EARLY_WARNINGS, rows.collect())
}

fn of_client((client, now, before): &(String, Score, Score)) -> Vec<Warning<'_>> {
    let pairs = now.measures.iter().zip(&before.measures);
    let lost = pairs
        .filter(|(measure, _)| measure.weight > 0.0)
        .filter_map(|(now, before)| {
            let lost = before.points? - now.points?;
            (lost >= LEAST).then_some(Warning {
                client,
                measure: now.name,
                before: before.value.ok()?,
                now: now.value.ok()?,
                lost,
            })
        });
    lost.collect()
}

impl Warning<'_> {
    fn detail(&self) -> Phrase {
        let share = |value: f64| format!("{:.0} %", value * 100.0);
        let plain = |value: f64| format!("{value:.1}");
        let shares = (share(self.before), share(self.now));
        let numbers = (plain(self.before), plain(self.now));
        match self.measure {
            "hours_trend" => phrase(
                "hours fell from {} to {} of their 3-month mean",
                &[&shares.0, &shares.1],
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
            "satisfaction" => phrase("satisfaction fell from {} to {}", &[&numbers.0, &numbers.1]),
            "goals" => phrase("goals on track fell from {} to {}", &[&shares.0, &shares.1]),
            "freshness" => phrase(
                "review or contact is late: {} cadences, was {}",
                &[&numbers.1, &numbers.0],
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
}
