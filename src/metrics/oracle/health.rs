//! The health score: points from values, contributions that add up to the score, coverage and band.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use super::firm::{CAMPAIGN_GOALS, CLIENTS, Firm, august};
use super::{near, number, rows, text, whole};
use crate::metrics::Metrics;
use crate::metrics::testing::date;

/// Measure, weight, value of full points, value of none.
const SCALES: [(&str, f64, f64, f64); 10] = [
    ("hours_trend", 10.0, 1.0, 0.5),
    ("budget_pace", 15.0, 1.0, 1.3),
    ("delivery_margin", 15.0, 0.5, 0.0),
    ("overdue_share", 15.0, 0.0, 0.5),
    ("days_past_due", 10.0, 0.0, 60.0),
    ("satisfaction", 10.0, 100.0, -100.0),
    ("goals", 10.0, 1.0, 0.0),
    ("freshness", 5.0, 0.0, 1.0),
    ("open_risks", 5.0, 1.0, 25.0),
    ("overdue_actions", 5.0, 0.0, 5.0),
];

/// Goals on track, all goals whose track is known; none when one is so near the border that the day counts. What goals of
/// campaigns have reached is checked in `campaigns`.
fn goals(firm: &Firm, client: usize, campaigns: &[super::Row]) -> Option<(usize, usize)> {
    let (from, to) = (date("2026-08-01"), date("2026-12-31"));
    let elapsed = (firm.as_of() - from).num_days() as f64 / (to - from).num_days() as f64;
    let (mut on_track, mut all) = (0, 0);
    for (own, target, actual) in &firm.goals {
        if *own != client {
            continue;
        }
        let attained = (*actual as f64 / *target as f64).clamp(0.0, 1.2);
        if (attained - (elapsed - 0.1)).abs() < 0.02 {
            return None;
        }
        all += 1;
        on_track += usize::from(attained >= elapsed - 0.1);
    }
    // leads, clicks and revenue add up over the time of the goal; leads of a month, costs and rates are reached or not
    let wanted = [elapsed - 0.1, 1.0, elapsed - 0.1, 1.0, elapsed - 0.1, 1.0];
    for (name, wanted) in CAMPAIGN_GOALS.iter().zip(wanted) {
        let own = campaigns
            .iter()
            .filter(|row| text(row, "client") == CLIENTS[client] && text(row, "goal") == *name);
        let reached: Vec<f64> = own.filter_map(|row| number(row, "of_target")).collect();
        if reached.iter().any(|share| (share - wanted).abs() < 0.02) {
            return None;
        }
        all += usize::from(!reached.is_empty());
        let met = reached.iter().all(|share| *share >= wanted);
        on_track += usize::from(!reached.is_empty() && met);
    }
    Some((on_track, all))
}

pub(super) fn contributions_add_up(firm: &Firm, metrics: &Metrics) -> TestCaseResult {
    let mut measures: BTreeMap<String, Vec<super::Row>> = BTreeMap::new();
    for row in rows(metrics, "health_measures") {
        measures.entry(text(&row, "client")).or_default().push(row);
    }
    let campaigns = rows(metrics, "campaign_goals");
    let scores = rows(metrics, "health");
    prop_assert_eq!(scores.len(), CLIENTS.len());
    for row in &scores {
        let name = text(row, "client");
        let (mut weights, mut weighed) = (0.0, 0.0);
        let mut parts = 0.0;
        for measure in &measures[&name] {
            let code = text(measure, "measure");
            let (_, weight, full, none) = *SCALES
                .iter()
                .find(|(known, ..)| *known == code)
                .expect("one of ours");
            let value = number(measure, "value");
            let points =
                value.map(|value| ((value - none) / (full - none) * 100.0).clamp(0.0, 100.0));
            prop_assert!(near(number(measure, "points"), points), "{:?}", measure);
            let same = |part: &str, one| near(number(row, &format!("{code}_{part}")), one);
            prop_assert!(same("points", points) && same("value", value), "{:?}", row);
            if let Some(points) = points {
                weights += weight;
                weighed += weight * points;
                parts += number(measure, "contribution").expect("known points contribute");
            }
        }
        let score = (weights > 0.0).then(|| weighed / weights);
        prop_assert!(near(number(row, "score"), score), "{:?}", row);
        prop_assert!(
            score.is_none_or(|score| (score - parts).abs() < 1e-9),
            "{} {:?}",
            parts,
            row
        );
        prop_assert!(near(number(row, "coverage"), Some(weights / 100.0)));
        let band = match score {
            Some(score) if weights >= 60.0 => match score {
                score if score < 50.0 => "red",
                score if score < 75.0 => "amber",
                _ => "green",
            },
            _ => "insufficient_data",
        };
        prop_assert_eq!(text(row, "band"), band);
        // some values themselves
        let client = CLIENTS
            .iter()
            .position(|other| *other == name)
            .expect("one of ours");
        if let Some((on_track, all)) = goals(firm, client, &campaigns) {
            let share = (all > 0).then(|| on_track as f64 / all as f64);
            prop_assert!(
                near(number(row, "goals_value"), share),
                "{} {:?}",
                on_track,
                row
            );
        }
        let late = firm
            .actions
            .iter()
            .filter(|(own, due, done)| *own == client && !done && august(*due) < firm.as_of());
        if !firm.actions.is_empty() {
            prop_assert_eq!(
                number(row, "overdue_actions_value"),
                Some(late.count() as f64),
                "{:?}",
                row
            );
        }
        let worst = firm
            .risks
            .iter()
            .filter(|(own, ..)| *own == client)
            .map(|(_, chance, harm)| chance * harm)
            .max();
        if !firm.risks.is_empty() {
            prop_assert_eq!(
                number(row, "open_risks_value"),
                Some(worst.unwrap_or(1) as f64),
                "{:?}",
                row
            );
        }
    }
    let reviews = rows(metrics, "reviews");
    for row in &reviews {
        let client = CLIENTS
            .iter()
            .position(|other| *other == text(row, "client"))
            .expect("one of ours");
        let open = firm
            .actions
            .iter()
            .filter(|(own, _, done)| *own == client && !done)
            .count();
        prop_assert_eq!(whole(row, "open_actions"), Some(open as i64), "{:?}", row);
    }
    Ok(())
}
