//! Currencies by code, symbol and word.

use super::super::sheet::Cell;
use super::amount_words::Amounts;
use super::{Expectation, Shown, show};
use crate::model::Phrase;
use crate::model::phrase::phrase;

impl Amounts {
    /// The ISO code of a code, symbol or word that stands alone.
    pub fn iso(&self, text: &str) -> Option<&str> {
        let lower = text.trim().to_lowercase();
        let code = self
            .word(&lower)
            .or_else(|| self.code(&lower.to_uppercase()))?;
        Some(match code {
            "RUR" => "RUB",
            "CNH" => "CNY",
            code => code,
        })
    }

    /// The code of a symbol or word in small letters, with its dots or without.
    pub fn word(&self, lower: &str) -> Option<&str> {
        let whole = self.code_of(lower);
        let is_bare = !lower.contains('.') && lower.trim().len() == lower.len();
        let bare = || self.code_of(lower.replace('.', "").trim());
        whole.or_else(|| if is_bare { None } else { bare() })
    }

    /// A currency cell: a code, a symbol, a word, or a code among words (`British Pound - GBP`, `Amount (EUR)`).
    pub fn currency(&self, cell: &Cell) -> Result<String, Expectation> {
        let Shown::Text(text) = show(cell, expected)? else {
            return Err(Expectation::unreadable(expected()));
        };
        if let Some(code) = self.iso(&text) {
            return Ok(code.to_owned());
        }
        let mut codes = text
            .split(|c: char| !c.is_ascii_alphabetic())
            .filter(|word| word.len() == 3 && word.chars().all(|c| c.is_ascii_uppercase()))
            .filter_map(|word| self.iso(word));
        match (codes.next(), codes.next()) {
            (Some(code), None) => Ok(code.to_owned()),
            _ => Err(Expectation::unreadable(expected())),
        }
    }
}

fn expected() -> Phrase {
    phrase("a currency such as {}, {} or {}", &[&"EUR", &"₽", &"元"])
}

#[cfg(test)]
mod tests {
    use super::super::amount_words::of_the_program;
    use super::*;

    #[test]
    fn reads_codes_symbols_and_words() {
        for (text, expected) in [
            ("EUR", Some("EUR")),
            ("usd", Some("USD")),
            ("British Pound - GBP", Some("GBP")),
            ("руб.", Some("RUB")),
            ("RUR", Some("RUB")),
            ("₽", Some("RUB")),
            ("¥", Some("CNY")),
            ("￥", Some("CNY")),
            ("JPY", Some("JPY")),
            ("人民币", Some("CNY")),
            ("тг", Some("KZT")),
            ("US Dollar", Some("USD")),
            ("Российский рубль", Some("RUB")),
            ("US$", Some("USD")),
            ("Amount (EUR)", Some("EUR")),
            ("USD EUR", None),
            ("blue", None),
            ("", None),
        ] {
            let found = of_the_program().currency(&Cell::Text(text)).ok();
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
