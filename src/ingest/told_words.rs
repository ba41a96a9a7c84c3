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

    /// True for a folded text with a word of payment; Chinese words need not stand apart.
    pub fn speaks_of_payment(&self, folded: &str) -> bool {
        let spaced = format!(" {folded} ");
        self.payment.keys().any(|word| {
            let inside = word.starts_with(|letter: char| letter >= '\u{2e80}');
            spaced.contains(&format!(" {word} ")) || inside && folded.contains(word.as_str())
        })
    }
}
