//! What people answered about bank lines (sheet Matches of the decisions workbook).

use std::collections::BTreeMap;

use super::payments::Payment;
use crate::model::intake::Topic;
use crate::model::key::fold;
use crate::model::{Decisions, Place};

/// Answers that mean 'no invoice'.
const NONE: &[&str] = &["none", "no", "нет", "无", "没有", "否"];

/// Answers that take the proposal.
const YES: &[&str] = &["yes", "да", "是"];

/// A person's word on a bank line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// As typed.
    pub typed: String,
    /// What was proposed when the person answered.
    pub proposal: String,
}

impl Answer {
    /// Text with the invoice numbers meant; none when the line belongs to no invoice.
    pub fn numbers(&self) -> Option<&str> {
        let folded = fold(&self.typed);
        if NONE.contains(&folded.as_str()) {
            None
        } else if YES.contains(&folded.as_str()) {
            Some(&self.proposal)
        } else {
            Some(&self.typed)
        }
    }
}

/// Answers by bank line.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    by_place: BTreeMap<(String, String), Answer>,
    by_identity: BTreeMap<String, Answer>,
}

impl Answers {
    /// Reads the answers. Lines move when a bank file grows, so a line whose identity nobody else has is
    /// found wherever it stands; equal lines are told apart by their place.
    pub fn of(decisions: &Decisions, payments: &[Payment]) -> Answers {
        let mut lines: BTreeMap<String, usize> = BTreeMap::new();
        for payment in payments {
            *lines.entry(payment.identity()).or_default() += 1;
        }
        let mut answers = Answers::default();
        for asked in &decisions.questions {
            if asked.topic != Topic::Matches || asked.answer.trim().is_empty() {
                continue;
            }
            let answer = Answer {
                typed: asked.answer.trim().to_owned(),
                proposal: asked.proposal.clone(),
            };
            if lines.get(&asked.subject) == Some(&1) {
                answers
                    .by_identity
                    .entry(asked.subject.clone())
                    .or_insert_with(|| answer.clone());
            }
            answers
                .by_place
                .entry((asked.subject.clone(), asked.seen_in.clone()))
                .or_insert(answer);
        }
        answers
    }

    /// The answer about a line.
    pub fn about(&self, payment: &Payment) -> Option<&Answer> {
        let identity = payment.identity();
        self.by_identity
            .get(&identity)
            .or_else(|| self.by_place.get(&(identity, seen_in(&payment.place))))
    }
}

/// Where a line was seen, as the question says it.
pub fn seen_in(place: &Place) -> String {
    place.to_string()
}
