//! What clients answered: NPS with its interval, and CSAT.
//!
//! NPS is the share of 9-10 minus the share of 0-6 over the newest answer of each contact in the window; fewer than
//! five answers make no score. CSAT is the share of 4-5 of 5 over all answers in the window (`metrics.md`, "Account
//! review"). No answer is not a bad answer.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use super::known::{Known, NO_DATA, TOO_FEW, ratio};
use crate::model::{Table, Tables};

/// Answers that a score needs.
const ENOUGH: usize = 5;

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// When.
    pub date: NaiveDate,
    /// Who; an answer without a name stands for itself.
    pub contact: Option<String>,
    /// `nps` or `csat`.
    pub kind: String,
    /// Score in 1/10,000.
    pub score: i64,
}

/// Scores of one client.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Satisfaction {
    /// -100 to 100.
    pub nps: Known<f64>,
    /// Ends of the 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// Contacts with an NPS answer.
    pub responses: usize,
    /// Share of 4 and 5.
    pub csat: Known<f64>,
}

/// Reads dated answers with a score, by client.
pub fn read_answers(tables: &Tables) -> BTreeMap<String, Vec<Answer>> {
    let rows = tables.rows(Table::Responses);
    let (client, contact, kind) = (rows.text("client"), rows.text("contact"), rows.text("kind"));
    let (date, score) = (rows.date("date"), rows.integers("score"));
    let mut answers: BTreeMap<String, Vec<Answer>> = BTreeMap::new();
    for at in 0..rows.len() {
        let (Some(date), Some(score)) = (date[at], score[at]) else {
            continue;
        };
        let client = client[at].unwrap_or_default().to_owned();
        answers.entry(client).or_default().push(Answer {
            date,
            contact: contact[at].map(str::to_owned),
            kind: kind[at].unwrap_or("nps").to_owned(),
            score,
        });
    }
    answers
}

impl Satisfaction {
    /// Scores on a day over the window of months that ends with it.
    pub fn on(answers: &[Answer], day: NaiveDate, window_months: u32) -> Satisfaction {
        let after = day.checked_sub_months(Months::new(window_months));
        let in_window =
            |answer: &&Answer| answer.date <= day && after.is_none_or(|after| answer.date > after);
        let answers: Vec<&Answer> = answers.iter().filter(in_window).collect();
        let votes = newest_votes(&answers);
        let csat: Vec<&&Answer> = answers
            .iter()
            .filter(|answer| answer.kind == "csat")
            .collect();
        let satisfied = csat.iter().filter(|answer| answer.score >= 40_000).count();
        let nps = net_promoters(&votes);
        Satisfaction {
            nps,
            interval: nps.ok().map(|nps| interval(nps, &votes)),
            responses: votes.len(),
            csat: ratio(satisfied as i64, csat.len() as i64, NO_DATA),
        }
    }
}

/// Scores of NPS answers, the newest of each contact; of one day the later row.
fn newest_votes(answers: &[&Answer]) -> Vec<i64> {
    let mut named: BTreeMap<&str, (NaiveDate, i64)> = BTreeMap::new();
    let mut votes = Vec::new();
    for answer in answers.iter().filter(|answer| answer.kind == "nps") {
        let Some(contact) = &answer.contact else {
            votes.push(answer.score);
            continue;
        };
        let vote = (answer.date, answer.score);
        let newest = named.entry(contact).or_insert(vote);
        if answer.date >= newest.0 {
            *newest = vote;
        }
    }
    votes.extend(named.into_values().map(|(_, score)| score));
    votes
}

/// Shares of promoters and of detractors.
fn shares(votes: &[i64]) -> (f64, f64) {
    let count = |wanted: fn(&&i64) -> bool| votes.iter().filter(wanted).count() as f64;
    let all = votes.len() as f64;
    (
        count(|vote| **vote >= 90_000) / all,
        count(|vote| **vote <= 60_000) / all,
    )
}

fn net_promoters(votes: &[i64]) -> Known<f64> {
    match votes.len() {
        0 => Err(NO_DATA),
        few if few < ENOUGH => Err(TOO_FEW),
        _ => {
            let (promoters, detractors) = shares(votes);
            Ok((promoters - detractors) * 100.0)
        }
    }
}

/// 95 %: the score -/+ 1.96 x sqrt((p + d - (p - d)^2) / n).
fn interval(nps: f64, votes: &[i64]) -> (f64, f64) {
    let (promoters, detractors) = shares(votes);
    let spread = promoters + detractors - (promoters - detractors).powi(2);
    let half = 1.96 * (spread / votes.len() as f64).max(0.0).sqrt() * 100.0;
    ((nps - half).max(-100.0), (nps + half).min(100.0))
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::day;
    use super::*;

    fn answer(date: &str, contact: &str, kind: &str, score: i64) -> Answer {
        Answer {
            date: day(date),
            contact: (!contact.is_empty()).then(|| contact.to_owned()),
            kind: kind.to_owned(),
            score: score * 10_000,
        }
    }

    fn nps(scores: &[i64]) -> Satisfaction {
        let answers: Vec<Answer> = scores
            .iter()
            .map(|score| answer("2026-10-01", "", "nps", *score))
            .collect();
        Satisfaction::on(&answers, day("2026-10-31"), 12)
    }

    #[test]
    fn promoters_less_detractors() {
        for (scores, expected) in [
            (&[][..], Err(NO_DATA)),
            (&[10, 10, 10, 10], Err(TOO_FEW)),
            (&[10, 9, 8, 7, 6], Ok(20.0)),
            (&[0, 6, 6, 0, 3], Ok(-100.0)),
            (&[9, 10, 9, 10, 9], Ok(100.0)),
            (&[7, 8, 7, 8, 7], Ok(0.0)),
        ] {
            assert_eq!(nps(scores).nps, expected, "{scores:?}");
        }
    }

    #[test]
    fn interval_is_clamped_and_shown_only_with_a_score() {
        assert_eq!(nps(&[10, 10]).interval, None);
        assert_eq!(nps(&[10; 5]).interval, Some((100.0, 100.0)));
        // p = 0.4, d = 0.2, n = 5: var = (0.6 - 0.04) / 5 = 0.112, half = 1.96 x 33.466 = 65.594
        let (low, high) = nps(&[10, 9, 8, 7, 6]).interval.expect("five answers");
        assert!(
            (low - (20.0 - 65.594)).abs() < 0.01 && (high - 85.594).abs() < 0.01,
            "{low} {high}"
        );
    }

    #[test]
    fn one_vote_for_each_contact_the_newest_in_the_window() {
        let answers = [
            answer("2026-10-02", "Ann", "nps", 3),
            answer("2026-03-02", "Ann", "nps", 10),
            answer("2025-10-31", "Bob", "nps", 10),
            answer("2025-11-01", "Cyd", "nps", 10),
            answer("2026-11-01", "Dan", "nps", 10),
        ];
        let found = Satisfaction::on(&answers, day("2026-10-31"), 12);
        assert_eq!((found.responses, found.nps), (2, Err(TOO_FEW)));
    }

    #[test]
    fn csat_counts_four_and_five() {
        let answers = [3, 4, 5, 1].map(|score| answer("2026-10-01", "Ann", "csat", score));
        let found = Satisfaction::on(&answers, day("2026-10-31"), 12);
        assert_eq!((found.csat, found.nps), (Ok(0.5), Err(NO_DATA)));
    }
}
