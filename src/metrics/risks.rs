//! Risk register: score and escalation.
//!
//! score = probability x impact, each mapped from the register's own scale to 1..5; escalated from the settings' `risk_escalate_from`, or
//! `risk_escalate_unowned_from` without an owner (`metrics.md`, "Account review"). A register is a sheet; its scale is told by the largest value in it: up to
//! 5 as it stands, 3 (with a 2 somewhere, for words come as 1, 3, 5) and up to 10 stretched in a line.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::definition::{Definition, Rests};
use super::goals::number;
use super::known::{Known, NO_DATA, pair};
use super::portfolio::Portfolio;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Place, Settings, Table, Tables};

const RISKS: &[Rests] = &[Rests::whole(Table::Risks)];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "probability",
        text: "how likely the risk is, as the register says, on its own scale",
        rests_on: RISKS,
    },
    Definition {
        name: "impact",
        text: "how much harm the risk does, as the register says, on its own scale",
        rests_on: RISKS,
    },
    Definition {
        name: "risks_status.score",
        text: "probability x impact, each mapped from the register's own scale to 1..5; escalated from {settings.risk_escalate_from}, without an owner from {settings.risk_escalate_unowned_from}",
        rests_on: RISKS,
    },
    Definition {
        name: "raised_on",
        text: "day on which the risk was raised; before it the risk is not there",
        rests_on: RISKS,
    },
];

/// Risk register.
pub static RISKS_STATUS: FrameSpec = FrameSpec::exported(
    "risks_status",
    "risk",
    &[
        ("client", Unit::Text),
        ("risk", Unit::Text),
        ("probability", Unit::Number),
        ("impact", Unit::Number),
        ("score", Unit::Number),
        ("score_note", Unit::Code),
        ("escalate", Unit::Flag),
        ("mitigation", Unit::Text),
        ("owner", Unit::Text),
        ("raised_on", Unit::Date),
        ("state", Unit::Code),
    ],
);

/// One line of a register.
#[derive(Clone, Debug, PartialEq)]
pub struct Risk {
    /// Canonical name of the client.
    pub client: String,
    /// As written.
    pub risk: String,
    /// As written in the register, in 1/10,000.
    pub probability: Option<i64>,
    /// As written in the register, in 1/10,000.
    pub impact: Option<i64>,
    /// Product on the scale of 1..5 each.
    pub score: Known<f64>,
    /// As written.
    pub mitigation: String,
    /// Who watches it; empty when nobody.
    pub owner: String,
    /// When raised.
    pub raised_on: Option<NaiveDate>,
    /// When closed.
    pub closed_on: Option<NaiveDate>,
    /// Status code.
    pub status: String,
    /// Where it stands.
    pub place: Place,
}

/// How a register counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scale {
    To3,
    To5,
    To10,
    Unknown,
}

/// All risks, in file order.
pub fn read_risks(tables: &Tables) -> Vec<Risk> {
    let rows = tables.rows(Table::Risks);
    let text = |field: &str| rows.text(field);
    let (client, risk, owner) = (text("client"), text("risk"), text("owner"));
    let (mitigation, status) = (text("mitigation"), text("status"));
    let (probability, impact) = (rows.integers("probability"), rows.integers("impact"));
    let (raised_on, closed_on) = (rows.date("raised_on"), rows.date("closed_on"));
    let places = rows.places();
    let scales = scales(&places, &probability, &impact);
    let word = |words: &[Option<&str>], at: usize| words[at].unwrap_or_default().to_owned();
    let rows = places.into_iter().enumerate().map(|(at, place)| Risk {
        client: word(&client, at),
        risk: word(&risk, at),
        probability: probability[at],
        impact: impact[at],
        score: score(probability[at], impact[at], scales[&register(&place)]),
        mitigation: word(&mitigation, at),
        owner: word(&owner, at),
        raised_on: raised_on[at],
        closed_on: closed_on[at],
        status: word(&status, at),
        place,
    });
    rows.collect()
}

fn register(place: &Place) -> (String, String) {
    (place.file.to_string(), place.sheet.to_string())
}

fn scales(
    places: &[Place],
    probability: &[Option<i64>],
    impact: &[Option<i64>],
) -> BTreeMap<(String, String), Scale> {
    let mut values: BTreeMap<(String, String), Vec<i64>> = BTreeMap::new();
    for (at, place) in places.iter().enumerate() {
        let found = values.entry(register(place)).or_default();
        found.extend([probability[at], impact[at]].into_iter().flatten());
    }
    let scales = values
        .into_iter()
        .map(|(register, values)| (register, scale_of(&values)));
    scales.collect()
}

fn scale_of(values: &[i64]) -> Scale {
    match values.iter().copied().max().unwrap_or_default() {
        30_000 if values.contains(&20_000) => Scale::To3,
        ..=50_000 => Scale::To5,
        50_001..=100_000 => Scale::To10,
        _ => Scale::Unknown,
    }
}

impl Scale {
    /// 1 stays 1, the largest becomes 5.
    fn map(self, value: i64) -> Known<f64> {
        let value = value as f64 / 10_000.0;
        let mapped = match self {
            Scale::To3 => 1.0 + (value - 1.0) * 2.0,
            Scale::To5 => value,
            Scale::To10 => 1.0 + (value - 1.0) * 4.0 / 9.0,
            Scale::Unknown => return Err(NO_DATA),
        };
        Ok(mapped.clamp(1.0, 5.0))
    }
}

fn score(probability: Option<i64>, impact: Option<i64>, scale: Scale) -> Known<f64> {
    let probability = scale.map(probability.ok_or(NO_DATA)?)?;
    Ok(probability * scale.map(impact.ok_or(NO_DATA)?)?)
}

impl Risk {
    /// Open on a day; none before it was raised. A status without a date stands as in the file.
    pub fn is_open(&self, day: NaiveDate) -> Option<bool> {
        if self.raised_on.is_some_and(|raised| raised > day) {
            return None;
        }
        Some(match self.closed_on {
            Some(closed) => closed > day,
            None => !matches!(
                self.status.as_str(),
                "closed" | "done" | "resolved" | "cancelled"
            ),
        })
    }

    /// True when its score asks for more than its owner.
    pub fn is_escalated(&self, settings: &Settings) -> bool {
        let least = if self.owner.is_empty() {
            settings.risk_escalate_unowned_from
        } else {
            settings.risk_escalate_from
        };
        self.score.is_ok_and(|score| score >= least - 1e-9)
    }
}

/// The frame, by client, open ones first, worst first.
pub fn risks_status(portfolio: &Portfolio<'_>, risks: &[Risk]) -> MetricFrame {
    let day = portfolio.scope.as_of;
    let mut listed: Vec<(bool, &Risk)> = risks
        .iter()
        .filter(|risk| portfolio.is_outside(&risk.client))
        .filter_map(|risk| Some((risk.is_open(day)?, risk)))
        .collect();
    listed.sort_by(|(left_open, left), (right_open, right)| {
        (&left.client, right_open)
            .cmp(&(&right.client, left_open))
            .then(
                right
                    .score
                    .unwrap_or_default()
                    .total_cmp(&left.score.unwrap_or_default()),
            )
            .then(left.risk.cmp(&right.risk))
    });
    let rows = listed
        .into_iter()
        .map(|(open, risk)| row(open, risk, &portfolio.scope.settings));
    MetricFrame::of(&RISKS_STATUS, rows.collect())
}

fn row(open: bool, risk: &Risk, settings: &Settings) -> Vec<Datum> {
    let [score, score_note] = pair(risk.score);
    vec![
        (&risk.client).into(),
        (&risk.risk).into(),
        number(risk.probability),
        number(risk.impact),
        score,
        score_note,
        (open && risk.is_escalated(settings)).into(),
        (&risk.mitigation).into(),
        (&risk.owner).into(),
        risk.raised_on.into(),
        if open { "open" } else { "closed" }.into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{day, tables};
    use super::*;

    fn risks(lines: &str) -> Vec<Risk> {
        let text = format!(
            "risk | probability | impact | owner | raised_on | closed_on | status\n{lines}"
        );
        read_risks(&tables(&[("risks", &text)]))
    }

    #[test]
    fn maps_the_registers_own_scale() {
        for (lines, expected) in [
            ("a | 3 | 5", Ok(15.0)),
            ("a | 3 | 3 \n b | 2 | 2", Ok(25.0)),
            ("a | 3 | 3 \n b | 1 | 1", Ok(9.0)),
            ("a | 10 | 10", Ok(25.0)),
            ("a | 1 | 1 \n b | 10 | 1", Ok(1.0)),
            ("a | 4 | 2", Ok(8.0)),
            ("a | 4 | ", Err(NO_DATA)),
        ] {
            assert_eq!(risks(lines)[0].score, expected, "{lines}");
        }
    }

    #[test]
    fn escalates_at_fifteen_or_nine_without_owner() {
        for (line, expected) in [
            ("a | 3 | 5 | Ann", true),
            ("a | 4 | 3 | Ann", false),
            ("a | 3 | 3 | ", true),
            ("a | 2 | 4 | ", false),
        ] {
            let found = risks(&format!("{line}\nz | 5 | 1 | Ann"));
            assert_eq!(
                found[0].is_escalated(&Settings::default()),
                expected,
                "{line}"
            );
        }
    }

    #[test]
    fn open_on_a_day() {
        for (line, expected) in [
            ("a | 1 | 1 | | 2026-09-01 | |", Some(true)),
            ("a | 1 | 1 | | 2026-09-01 | 2026-10-31 | open", Some(false)),
            ("a | 1 | 1 | | 2026-09-01 | 2026-11-01 | closed", Some(true)),
            ("a | 1 | 1 | | | | closed", Some(false)),
            ("a | 1 | 1 | | 2026-11-01 | |", None),
        ] {
            assert_eq!(
                risks(line)[0].is_open(day("2026-10-31")),
                expected,
                "{line}"
            );
        }
    }
}
