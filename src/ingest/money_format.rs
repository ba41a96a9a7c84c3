//! The currency that a number's format shows: `£1,200` is 1200 with a format, and nothing else says what it is an amount of.

use std::collections::BTreeMap;

/// Bytes of the longest sign that is kept.
const LONGEST: usize = 12;

/// The sign of a share: `0.5` is shown as `50%`.
pub const PERCENT: &str = "%";

/// What a format writes beside a number: `£`, `EUR`, `руб.`; nothing says that it is a currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sign {
    bytes: [u8; LONGEST],
    length: u8,
}

impl Sign {
    fn of(text: &str) -> Option<Sign> {
        let text = text.trim();
        let mut sign = Sign::default();
        sign.bytes
            .get_mut(..text.len())?
            .copy_from_slice(text.as_bytes());
        sign.length = text.len() as u8;
        (!text.is_empty()).then_some(sign)
    }

    /// Its letters.
    pub fn text(&self) -> &str {
        let bytes = &self.bytes[..usize::from(self.length)];
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

/// The sign in a format code: `[$€-407]`, `"руб."`, `£`. Only the part for positive numbers counts.
pub fn sign_of_code(code: &str) -> Option<Sign> {
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ';' => return None,
            '_' | '*' => {
                letters.next();
            }
            '[' => {
                let inside: String = letters.by_ref().take_while(|one| *one != ']').collect();
                let told = inside.strip_prefix('$').map(|told| {
                    let place = told.rfind('-').unwrap_or(told.len());
                    &told[..place]
                });
                if let Some(sign) = told.and_then(Sign::of) {
                    return Some(sign);
                }
            }
            '"' => {
                let inside: String = letters.by_ref().take_while(|one| *one != '"').collect();
                if let Some(sign) = Sign::of(&inside) {
                    return Some(sign);
                }
            }
            '%' => return Sign::of(PERCENT),
            '$' | '¢' | '£' | '¥' | '￥' | '\u{20a0}'..='\u{20cf}' => {
                return Sign::of(letter.encode_utf8(&mut [0; 4]));
            }
            _ => {}
        }
    }
    None
}

/// The sign that a text beside a number is.
pub fn sign_of_text(text: &str) -> Option<Sign> {
    Sign::of(text)
}

/// The sign of a format that is known by its number: `0%` and `0.00%` are 9 and 10.
pub fn sign_of_builtin(number: u32) -> Option<Sign> {
    matches!(number, 9 | 10)
        .then(|| Sign::of(PERCENT))
        .flatten()
}

/// The signs of a sheet's numbers, by column; noted where they change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    columns: BTreeMap<u32, Vec<(u32, Option<Sign>)>>,
}

impl Signs {
    /// Notes the sign of a number. Rows come in order; one out of it is left as it is.
    pub fn note(&mut self, row: u32, column: u32, sign: Option<Sign>) {
        if sign.is_none() && !self.columns.contains_key(&column) {
            return;
        }
        let changes = self.columns.entry(column).or_default();
        let follows = changes
            .last()
            .is_none_or(|(last, before)| *last < row && *before != sign);
        if follows {
            changes.push((row, sign));
        }
    }

    /// True when no number has a sign.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// The sign of a number.
    pub fn of(&self, row: u32, column: u32) -> Option<&str> {
        let changes = self.columns.get(&column)?;
        let after = changes.partition_point(|(first, _)| *first <= row);
        let (_, sign) = changes.get(after.checked_sub(1)?)?;
        sign.as_ref().map(Sign::text)
    }

    /// The sign of a column in which no other follows.
    pub fn only(&self, column: u32) -> Option<&str> {
        match self.columns.get(&column)?.as_slice() {
            [(_, sign)] => sign.as_ref().map(Sign::text),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_show_currencies() {
        for (code, expected) in [
            ("[$£-809]#,##0.00", Some("£")),
            ("#,##0.00\\ [$€-407]", Some("€")),
            ("#,##0.00\\ \"₽\"", Some("₽")),
            ("#,##0\" руб.\"", Some("руб.")),
            ("\"$\"#,##0.00_);[Red]\\(\"$\"#,##0.00\\)", Some("$")),
            ("£#,##0", Some("£")),
            ("[$USD]\\ #,##0.00", Some("USD")),
            ("_-* #,##0.00_-;\\-* #,##0.00_-", None),
            ("[$-409]mmm\\-yy", None),
            ("[Red]0.00", None),
            ("General", None),
            ("0.00;\"£\"0", None),
            ("\"a text that is longer than signs are\"0", None),
        ] {
            let sign = sign_of_code(code);
            assert_eq!(sign.as_ref().map(Sign::text), expected, "{code}");
        }
    }

    #[test]
    fn signs_hold_until_they_change() {
        let mut signs = Signs::default();
        let [pound, euro] = ["£", "€"].map(Sign::of);
        signs.note(2, 3, None);
        assert!(signs.is_empty());
        for (row, sign) in [(3, pound), (4, pound), (6, euro), (7, None)] {
            signs.note(row, 4, sign);
        }
        signs.note(3, 5, pound);
        signs.note(9, 5, pound);
        let told: Vec<Option<&str>> = (2..=8).map(|row| signs.of(row, 4)).collect();
        let expected = [None, Some("£"), Some("£"), Some("£"), Some("€"), None, None];
        assert_eq!(told, expected);
        assert_eq!((signs.only(4), signs.only(5)), (None, Some("£")));
    }
}
