//! Words of the decisions workbook.

use super::Words;
use crate::model::key::fold;

impl Words {
    /// A typed answer: `yes`, `no`, `ignore`, `day_first`, `month_first`, or nothing known.
    pub fn answer(&self, folded: &str) -> Option<&str> {
        self.answers.get(folded).map(String::as_str)
    }

    /// Takes what a language file calls the sheets, headings, kinds and answers of the decisions workbook: `decisions.answer`.
    pub fn learn_decisions<'w>(&mut self, said: impl Iterator<Item = (&'w str, &'w str)>) {
        for (key, text) in said {
            let Some(key) = key.strip_prefix("decisions.") else {
                continue;
            };
            let parts: Vec<&str> = key.split('.').collect();
            let (group, name) = match parts.as_slice() {
                [answer @ ("yes" | "no")] => (&mut self.answers, answer),
                ["kinds", kind] => (&mut self.kinds, kind),
                [topic, "sheet"] => (&mut self.topics, topic),
                [topic, "subject"] => (&mut self.subjects, topic),
                [heading @ ("kind" | "seen_in" | "proposal" | "reason" | "answer" | "state")] => {
                    (&mut self.decisions, heading)
                }
                _ => continue,
            };
            let name = (*name).to_owned();
            group.entry(fold(text)).or_insert(name);
        }
    }

    /// Which heading of the decisions workbook a text is.
    pub fn decision_heading(&self, folded: &str) -> Option<&str> {
        self.decisions.get(folded).map(String::as_str)
    }

    /// Which topic a heading over the questions' subjects tells.
    pub fn decision_subject(&self, folded: &str) -> Option<&str> {
        self.subjects.get(folded).map(String::as_str)
    }

    /// Which topic a sheet of the decisions workbook holds.
    pub fn decision_topic(&self, folded: &str) -> Option<&str> {
        self.topics.get(folded).map(String::as_str)
    }

    /// Which kind of name a question is about.
    pub fn question_kind(&self, folded: &str) -> Option<&str> {
        self.kinds.get(folded).map(String::as_str)
    }
}
