//! Words by which single cells tell more than one value: of payment, of two days.

use super::value::SpanWord;
use super::words::Words;
use crate::model::key::fold;

impl Words {
    /// What a word between or before two days says.
    pub fn span_word(&self, word: &str) -> Option<SpanWord> {
        match self.spans.get(&fold(word))?.as_str() {
            "from" => Some(SpanWord::From),
            "to" => Some(SpanWord::To),
            _ => None,
        }
    }

    /// True for the words of a heading of what an hour, or work, costs us.
    pub fn speaks_of_own_cost(&self, words: &str) -> bool {
        self.speaks_of("own_cost", words)
    }

    /// True for a folded text with a word of payment.
    pub fn speaks_of_payment(&self, folded: &str) -> bool {
        self.payment.is_in(folded)
    }

    /// True for the folded name of a goal of which less is better: `CPL`, `доля отказов`.
    pub fn is_falling_goal(&self, folded: &str) -> bool {
        self.falling_goals.is_in(folded)
    }
}
