//! What people answered about bank lines (sheet Matches of the decisions workbook).

use std::collections::{BTreeMap, HashMap};

use super::payments::Payment;
use crate::model::intake::{Question, Topic};
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
    /// It takes what was proposed, and names nothing itself.
    pub fn is_yes(&self) -> bool {
        YES.contains(&fold(&self.typed).as_str())
    }

    /// Text with the invoice numbers meant; none when the line belongs to no invoice.
    pub fn numbers(&self) -> Option<&str> {
        if NONE.contains(&fold(&self.typed).as_str()) {
            None
        } else if self.is_yes() {
            Some(&self.proposal)
        } else {
            Some(&self.typed)
        }
    }
}

/// Answers by bank line, by position.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    by_line: BTreeMap<usize, Answer>,
}

impl Answers {
    /// Reads the answers. Lines move when a bank file grows, so a line whose identity nobody else has is
    /// found wherever it stands; equal lines are told apart by their place.
    pub fn of(decisions: &Decisions, payments: &[Payment]) -> Answers {
        let asked = decisions
            .questions
            .iter()
            .filter(|asked| asked.topic == Topic::Matches && !asked.answer.trim().is_empty());
        let mut asked: Vec<&Question> = asked.collect();
        let mut answers = Answers::default();
        if asked.is_empty() {
            return answers;
        }
        asked.reverse();
        let by_identity: HashMap<&str, &Question> = asked
            .iter()
            .map(|asked| (asked.subject.as_str(), *asked))
            .collect();
        let by_place: HashMap<(&str, String), &Question> = asked
            .iter()
            .map(|asked| ((asked.subject.as_str(), asked.seen_in.clone()), *asked))
            .collect();
        let identities: Vec<String> = payments.iter().map(Payment::identity).collect();
        let mut lines: HashMap<&str, usize> = HashMap::new();
        for identity in &identities {
            *lines.entry(identity).or_default() += 1;
        }
        for (at, (payment, identity)) in payments.iter().zip(&identities).enumerate() {
            let alone = by_identity.get(identity.as_str());
            let found = alone
                .filter(|_| lines[identity.as_str()] == 1)
                .or_else(|| by_place.get(&(identity.as_str(), seen_in(&payment.place))));
            if let Some(asked) = found {
                let answer = Answer {
                    typed: asked.answer.trim().to_owned(),
                    proposal: asked.proposal.clone(),
                };
                answers.by_line.insert(at, answer);
            }
        }
        answers
    }

    /// True when anybody answered.
    pub fn any(&self) -> bool {
        !self.by_line.is_empty()
    }

    /// The answer about a line.
    pub fn about(&self, line: usize) -> Option<&Answer> {
        self.by_line.get(&line)
    }
}

/// Where a line was seen, as the question says it.
pub fn seen_in(place: &Place) -> String {
    place.to_string()
}
