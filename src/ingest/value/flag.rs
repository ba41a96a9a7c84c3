//! Yes and no.

use super::super::sheet::Cell;
use super::{Expectation, Shown, show};
use crate::model::key::fold;
use crate::model::phrase::phrase;

/// Words that mean yes in any column; a field's own words come first.
const YES: &[&str] = &[
    "yes",
    "y",
    "true",
    "t",
    "1",
    "x",
    "✓",
    "✔",
    "☑",
    "✅",
    "да",
    "д",
    "+",
    "есть",
    "истина",
    "是",
    "√",
    "有",
    "对",
    "ja",
    "oui",
    "sí",
    "si",
];
const NO: &[&str] = &[
    "no", "n", "false", "f", "0", "-", "✗", "✘", "☐", "❌", "нет", "н", "ложь", "否", "无", "×",
    "没有", "nein", "non",
];

/// Yes or no. `yes` and `no` are the field's own words (`billable`, `оплачиваемый`); the usual ones
/// always count.
pub fn flag(cell: &Cell, yes: &[String], no: &[String]) -> Result<bool, Expectation> {
    let expected = || phrase("yes or no, such as {} or {}", &[&"yes", &"no"]);
    match show(cell, expected)? {
        Shown::Flag(flag) => return Ok(flag),
        Shown::Number(number) if number.abs() < f64::EPSILON => return Ok(false),
        Shown::Number(number) if (number - 1.0).abs() < f64::EPSILON => return Ok(true),
        Shown::Text(text) => {
            let word = text.to_lowercase();
            // `Non-billable` is `non billable`; `+` and `-` are nothing but themselves
            let bare = fold(&word);
            let own = |words: &[String]| {
                words.iter().any(|own| {
                    super::normal(own).to_lowercase() == word
                        || !bare.is_empty() && fold(own) == bare
                })
            };
            if own(yes) {
                return Ok(true);
            }
            if own(no) {
                return Ok(false);
            }
            if YES.contains(&word.as_str()) {
                return Ok(true);
            }
            if NO.contains(&word.as_str()) {
                return Ok(false);
            }
        }
        Shown::Number(_) | Shown::Date(_) | Shown::Time(_) => {}
    }
    Err(Expectation::unreadable(expected()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_yes_and_no() {
        let yes = ["Billable".to_owned()];
        let no = ["x".to_owned()];
        for (cell, expected) in [
            (Cell::Text("Yes"), Some(true)),
            (Cell::Text("да"), Some(true)),
            (Cell::Text("ДА"), Some(true)),
            (Cell::Text("是"), Some(true)),
            (Cell::Text("√"), Some(true)),
            (Cell::Text("✓"), Some(true)),
            (Cell::Text("+"), Some(true)),
            (Cell::Text("есть"), Some(true)),
            (Cell::Text("billable"), Some(true)),
            (Cell::Text("X"), Some(false)),
            (Cell::Text("нет"), Some(false)),
            (Cell::Text("否"), Some(false)),
            (Cell::Text("—"), Some(false)),
            (Cell::Text("maybe"), None),
            (Cell::Number(1.0), Some(true)),
            (Cell::Number(0.0), Some(false)),
            (Cell::Number(2.0), None),
            (Cell::Flag(true), Some(true)),
        ] {
            assert_eq!(flag(&cell, &yes, &no).ok(), expected, "{cell:?}");
        }
    }
}
