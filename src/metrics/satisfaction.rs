//! What clients answered: NPS with its interval, and CSAT.
//!
//! NPS is the share of promoters minus the share of detractors (settings; 9-10 and 0-6) over the newest answer of each contact in the window; fewer than
//! `nps_min_answers` of the settings make no score, but are shown. CSAT is the share of 4-5 of 5 over all answers in the window, with the
//! interval of Wilson (`metrics.md`, "Account review"). No answer is not a bad answer.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use super::known::{Known, NO_DATA, TOO_FEW, ratio};
use crate::model::{Money, Settings, Table, Tables};

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
    /// As written.
    pub comment: String,
}

/// Scores of one client.
#[derive(Clone, Debug, PartialEq)]
pub struct Satisfaction {
    /// -100 to 100.
    pub nps: Known<f64>,
    /// Ends of the 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// NPS answers, one a contact, in 1/10,000; the highest first.
    pub votes: Vec<i64>,
    /// Share of 4 and 5.
    pub csat: Known<f64>,
    /// Answers of 4 and 5, and all answers.
    pub satisfied: (usize, usize),
    /// Promoters and detractors.
    pub sides: (usize, usize),
    /// Ends of the 95 % interval of CSAT (Wilson).
    pub csat_interval: Option<(f64, f64)>,
}

/// Reads dated answers with a score, by client.
pub fn read_answers(tables: &Tables) -> BTreeMap<String, Vec<Answer>> {
    let rows = tables.rows(Table::Responses);
    let (client, contact, kind) = (rows.text("client"), rows.text("contact"), rows.text("kind"));
    let (date, score) = (rows.date("date"), rows.integers("score"));
    let comment = rows.text("comment");
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
            comment: comment[at].unwrap_or_default().to_owned(),
        });
    }
    answers
}

impl Satisfaction {
    /// Scores on a day over the window of months that ends with it.
    pub fn on(answers: &[Answer], day: NaiveDate, settings: &Settings) -> Satisfaction {
        let after = day.checked_sub_months(Months::new(settings.nps_window_months));
        let in_window =
            |answer: &&Answer| answer.date <= day && after.is_none_or(|after| answer.date > after);
        let answers: Vec<&Answer> = answers.iter().filter(in_window).collect();
        let mut votes: Vec<i64> = newest_votes(&answers)
            .iter()
            .map(|vote| vote.score)
            .collect();
        votes.sort_unstable_by(|left, right| right.cmp(left));
        let csat: Vec<&&Answer> = answers
            .iter()
            .filter(|answer| answer.kind == "csat")
            .collect();
        let happy = i64::from(settings.csat_satisfied_from) * 10_000;
        let satisfied = csat.iter().filter(|answer| answer.score >= happy).count();
        let sides = sides(&votes, settings);
        let nps = net_promoters(sides, votes.len(), settings);
        Satisfaction {
            nps,
            interval: nps.ok().map(|nps| interval(nps, sides, votes.len())),
            sides,
            csat: ratio(satisfied as i64, csat.len() as i64, NO_DATA),
            satisfied: (satisfied, csat.len()),
            csat_interval: wilson(satisfied, csat.len()),
            votes,
        }
    }

    /// The answers themselves where they are too few for a score: `10, 8, 7`.
    pub fn few_answers(&self) -> Option<String> {
        let few = self.nps == Err(TOO_FEW);
        let answers = self.votes.iter().map(|vote| Money(*vote).to_string());
        few.then(|| answers.collect::<Vec<_>>().join(", "))
    }
}

/// NPS answers, the newest of each contact; of one day the lower one, whatever the order of rows. An answer without a
/// name stands for itself.
pub fn newest_votes<'a>(answers: &[&'a Answer]) -> Vec<&'a Answer> {
    let mut named: BTreeMap<&str, &Answer> = BTreeMap::new();
    let mut votes = Vec::new();
    for answer in answers.iter().filter(|answer| answer.kind == "nps") {
        let Some(contact) = &answer.contact else {
            votes.push(*answer);
            continue;
        };
        let newest = named.entry(contact).or_insert(answer);
        let rank = |answer: &Answer| (answer.date, Reverse(answer.score));
        if rank(answer) > rank(newest) {
            *newest = answer;
        }
    }
    votes.extend(named.into_values());
    votes
}

/// 95 % interval of a share, which holds for few answers too and stays between 0 and 1.
fn wilson(part: usize, whole: usize) -> Option<(f64, f64)> {
    if whole == 0 {
        return None;
    }
    let (n, z) = (whole as f64, 1.96_f64);
    let p = part as f64 / n;
    let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    Some(((middle - half).max(0.0), (middle + half).min(1.0)))
}

/// Promoters and detractors.
fn sides(votes: &[i64], settings: &Settings) -> (usize, usize) {
    let promoter = i64::from(settings.nps_promoter_from) * 10_000;
    let detractor = i64::from(settings.nps_detractor_to) * 10_000;
    (
        votes.iter().filter(|vote| **vote >= promoter).count(),
        votes.iter().filter(|vote| **vote <= detractor).count(),
    )
}

/// Shares of promoters and of detractors.
fn shares((promoters, detractors): (usize, usize), all: usize) -> (f64, f64) {
    let share = |part: usize| part as f64 / all as f64;
    (share(promoters), share(detractors))
}

fn net_promoters(sides: (usize, usize), all: usize, settings: &Settings) -> Known<f64> {
    match all {
        0 => Err(NO_DATA),
        few if few < settings.nps_min_answers as usize => Err(TOO_FEW),
        _ => {
            let (promoters, detractors) = shares(sides, all);
            Ok((promoters - detractors) * 100.0)
        }
    }
}

/// 95 %: the score -/+ 1.96 x sqrt((p + d - (p - d)^2) / n).
fn interval(nps: f64, sides: (usize, usize), all: usize) -> (f64, f64) {
    let (promoters, detractors) = shares(sides, all);
    let spread = promoters + detractors - (promoters - detractors).powi(2);
    let half = 1.96 * (spread / all as f64).max(0.0).sqrt() * 100.0;
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
            comment: String::new(),
        }
    }

    fn nps(scores: &[i64]) -> Satisfaction {
        let answers: Vec<Answer> = scores
            .iter()
            .map(|score| answer("2026-10-01", "", "nps", *score))
            .collect();
        Satisfaction::on(&answers, day("2026-10-31"), &Settings::default())
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
        let found = Satisfaction::on(&answers, day("2026-10-31"), &Settings::default());
        assert_eq!((found.votes.len(), found.nps), (2, Err(TOO_FEW)));
    }

    #[test]
    fn of_one_day_the_lower_answer_counts_in_any_order() {
        let mut answers = vec![
            answer("2026-10-02", "Ann", "nps", 9),
            answer("2026-10-02", "Ann", "nps", 4),
        ];
        let votes = |answers: &[Answer]| {
            Satisfaction::on(answers, day("2026-10-31"), &Settings::default()).votes
        };
        assert_eq!(votes(&answers), [40_000]);
        answers.reverse();
        assert_eq!(votes(&answers), [40_000]);
    }

    #[test]
    fn few_answers_are_shown_and_enough_are_not() {
        assert_eq!(nps(&[7, 10, 8]).few_answers().as_deref(), Some("10, 8, 7"));
        assert_eq!(nps(&[7, 10, 8, 0, 9]).few_answers(), None);
        assert_eq!(nps(&[7, 10, 8, 0, 9]).sides, (2, 1));
        assert_eq!(nps(&[]).few_answers(), None);
    }

    #[test]
    fn interval_of_csat_is_that_of_wilson() {
        // p = 0.5, n = 4: middle 0.5, half = 1.96 / (1 + 0.9604) x sqrt(0.0625 + 0.060025) = 0.99980 x 0.35003 = 0.34996
        let (low, high) = wilson(2, 4).expect("four answers");
        assert!(
            (low - 0.15004).abs() < 1e-4 && (high - 0.84996).abs() < 1e-4,
            "{low} {high}"
        );
        assert_eq!(wilson(0, 0), None);
        assert!(wilson(3, 3).is_some_and(|(low, high)| low > 0.4 && high > 1.0 - 1e-9));
    }

    #[test]
    fn csat_counts_four_and_five() {
        let answers = [3, 4, 5, 1].map(|score| answer("2026-10-01", "Ann", "csat", score));
        let found = Satisfaction::on(&answers, day("2026-10-31"), &Settings::default());
        assert_eq!((found.csat, found.nps), (Ok(0.5), Err(NO_DATA)));
    }
}
