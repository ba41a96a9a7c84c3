//! One cell, one typed value: everything untrusted becomes typed here, exactly. No float is computed
//! with; a float cell is read once through its shortest decimal text, which holds the digits Excel shows.
//! Grammar: export formats, traps T1, T12, T14 and A.15.

mod amount;
mod amount_words;
mod currency;
mod date;
mod digits;
mod duration;
mod flag;
mod span;
mod workdays;

use unicode_normalization::UnicodeNormalization;

use super::sheet::Cell;
use crate::model::Phrase;
use crate::model::phrase::phrase;

pub use amount::{Side, quantity, rate, share, side, units_of_title, without_ending};
pub use amount_words::{AmountLists, Amounts};
pub use date::{
    DateOrder, OrderEvidence, YearSaid, date, date_in, day_in_month, day_number, lacks_year,
    order_evidence,
};
pub use digits::Decimal;
pub use duration::{TimeUnit, WORKDAY_HOURS, duration, is_word_of_days};
pub use flag::{flag, is_flag};
pub use span::{Ends, SpanWord, span};
pub use workdays::workdays;

/// Why a cell has no value, for the problem that the caller makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// Last part of the rule's name: `unreadable`, `impossible`, `out_of_range`, `error`, `formula`, `percent`.
    pub what: &'static str,
    /// What would have been accepted, with an example.
    pub expected: Phrase,
    /// One thing to do.
    pub hint: Phrase,
}

impl Expectation {
    fn unreadable(expected: Phrase) -> Expectation {
        Expectation {
            what: "unreadable",
            expected,
            hint: phrase("correct the cell", &[]),
        }
    }

    fn out_of_range(expected: Phrase) -> Expectation {
        Expectation {
            what: "out_of_range",
            expected,
            hint: phrase("correct the cell", &[]),
        }
    }
}

/// Texts longer than this are prose, not values.
const LONGEST_VALUE: usize = 120;

/// A cell as the value functions see it.
enum Shown {
    /// Normalised text: NFKC, minus signs and dashes as `-`, single spaces, trimmed. May be empty.
    Text(String),
    Number(f64),
    Date(f64),
    Time(f64),
    Flag(bool),
}

/// Looks at a cell. Error cells, and formulas whose result the file does not hold, have no value;
/// a formula that is nothing but a number (`=15000.00`, QuickBooks) is that number.
fn show(cell: &Cell, expected: impl Fn() -> Phrase) -> Result<Shown, Expectation> {
    match cell {
        Cell::Text(text) => Ok(Shown::Text(normal(text))),
        Cell::Number(number) => Ok(Shown::Number(*number)),
        Cell::Date(days) => Ok(Shown::Date(*days)),
        Cell::Time(days) => Ok(Shown::Time(*days)),
        Cell::Flag(flag) => Ok(Shown::Flag(*flag)),
        Cell::Error(_) => Err(Expectation {
            what: "error",
            expected: expected(),
            hint: phrase("repair the formula in this cell", &[]),
        }),
        Cell::Formula(text) => {
            let literal = normal(text.trim_start_matches('='));
            let is_number = literal.contains(|c: char| c.is_ascii_digit())
                && literal
                    .chars()
                    .all(|c| c.is_ascii_digit() || "+-.".contains(c));
            if is_number && !literal[1..].contains(['+', '-']) {
                return Ok(Shown::Text(literal));
            }
            Err(Expectation {
                what: "formula",
                expected: expected(),
                hint: phrase(
                    "open the file in Excel and save it, so that it holds the result",
                    &[],
                ),
            })
        }
    }
}

/// Normalised text. Full-width digits and signs become plain, every dash a minus, every space one space.
fn normal(text: &str) -> String {
    // most texts are such, and their letters are what they are made of
    if text.is_ascii() {
        normal_letters(text.chars(), text.len())
    } else {
        normal_letters(text.nfkc(), text.len())
    }
}

fn normal_letters(letters: impl Iterator<Item = char>, length: usize) -> String {
    let mut shown = String::with_capacity(length);
    for letter in letters.take(LONGEST_VALUE * 2) {
        match letter {
            '\u{200b}' | '\u{feff}' | '\u{200e}' | '\u{200f}' | '\u{ad}' => {}
            '−' | '–' | '—' | '‐' | '‑' | '‒' | '―' | '﹣' => shown.push('-'),
            '’' | '‘' | 'ʼ' | '`' => shown.push('\''),
            letter if letter.is_whitespace() || letter.is_control() => {
                if !shown.is_empty() && !shown.ends_with(' ') {
                    shown.push(' ');
                }
            }
            letter => shown.push(letter),
        }
    }
    shown.truncate(shown.trim_end().len());
    shown
}

/// True for text that cannot be a value because it is prose.
fn is_prose(text: &str) -> bool {
    text.chars().count() > LONGEST_VALUE
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::OnceLock;

    static AMOUNTS: OnceLock<Amounts> = OnceLock::new();

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,60}") {
            try_all(&Cell::Text(text.as_str()));
            try_all(&Cell::Formula(text.as_str()));
        }

        #[test]
        fn no_likely_text_panics(text in "[-+0-9.,:;/ '()%hчм年月日天小时分$€руб一至PTWeMon]{0,24}") {
            try_all(&Cell::Text(text.as_str()));
        }

        #[test]
        fn no_number_panics(number in proptest::num::f64::ANY) {
            for cell in [Cell::Number(number), Cell::Date(number), Cell::Time(number)] {
                try_all(&cell);
            }
        }
    }

    fn try_all(cell: &Cell) {
        let amounts = AMOUNTS.get_or_init(amount_words::of_the_program);
        for order in [DateOrder::DayFirst, DateOrder::MonthFirst] {
            let _ = date(cell, order);
        }
        for decimal in [Decimal::Point, Decimal::Comma] {
            for unit in TimeUnit::ALL {
                let _ = duration(cell, unit, decimal);
            }
            let _ = amounts.money(cell, decimal);
            let _ = share(cell, decimal, true);
            let _ = share(cell, decimal, false);
            let _ = quantity(cell, decimal);
            let _ = rate(cell, decimal, (true, 100));
        }
        let _ = flag(cell, &[], &[]);
        let _ = amounts.currency(cell);
        let _ = workdays(cell);
        let _ = order_evidence(cell, None);
        let said = Some(YearSaid {
            year: 2026,
            month: Some(12),
        });
        let _ = date_in(cell, DateOrder::DayFirst, said);
    }
}
