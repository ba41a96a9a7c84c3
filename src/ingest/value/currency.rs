//! Currencies by code, symbol and word.

use super::super::sheet::Cell;
use super::{Expectation, Shown, show};
use crate::model::Phrase;
use crate::model::phrase::phrase;

/// Codes that agencies meet; a code is three capital letters, so unknown ones would be any word.
const CODES: &str = "USD EUR GBP CHF RUB CNY JPY KZT UAH BYN PLN CZK HUF RON BGN SEK NOK DKK ISK TRY AED SAR QAR \
KWD BHD OMR ILS INR PKR BDT LKR HKD SGD TWD KRW THB VND IDR MYR PHP AUD NZD CAD MXN BRL ARS CLP COP PEN UYU ZAR NGN \
KES EGP MAD TND GEL AMD AZN UZS KGS TJS TMT MDL MNT RSD ALL MKD BAM HRK KYD SSP SDG ETB GHS UGX TZS RWF XAF XOF JOD \
LBP IQD IRR DOP CRC GTQ PAB BOB PYG JMD TTD BBD BSD BMD MUR NPR MMK KHR LAK BND MOP FJD PGK XPF CNH RUR";

/// Symbols and words, longest first where one begins another. `¥` alone is yuan: agencies that write
/// Chinese outnumber those that write Japanese among our readers, and yen says so (`JPY`, `円`, `日元`).
const WORDS: &[(&str, &str)] = &[
    ("российский рубль", "RUB"),
    ("российских рублей", "RUB"),
    ("рублей", "RUB"),
    ("рубля", "RUB"),
    ("рубль", "RUB"),
    ("рубли", "RUB"),
    ("руб.", "RUB"),
    ("руб", "RUB"),
    ("р.", "RUB"),
    ("р", "RUB"),
    ("₽", "RUB"),
    ("人民币", "CNY"),
    ("人民币元", "CNY"),
    ("日元", "JPY"),
    ("美元", "USD"),
    ("欧元", "EUR"),
    ("英镑", "GBP"),
    ("港币", "HKD"),
    ("港元", "HKD"),
    ("卢布", "RUB"),
    ("円", "JPY"),
    ("元", "CNY"),
    ("юань", "CNY"),
    ("юаней", "CNY"),
    ("cn¥", "CNY"),
    ("jp¥", "JPY"),
    ("rmb", "CNY"),
    ("¥", "CNY"),
    ("тенге", "KZT"),
    ("тг.", "KZT"),
    ("тг", "KZT"),
    ("₸", "KZT"),
    ("us$", "USD"),
    ("a$", "AUD"),
    ("au$", "AUD"),
    ("c$", "CAD"),
    ("ca$", "CAD"),
    ("hk$", "HKD"),
    ("s$", "SGD"),
    ("nz$", "NZD"),
    ("r$", "BRL"),
    ("$", "USD"),
    ("долл. сша", "USD"),
    ("доллар сша", "USD"),
    ("долларов", "USD"),
    ("долл.", "USD"),
    ("долл", "USD"),
    ("united states dollar", "USD"),
    ("us dollar", "USD"),
    ("us dollars", "USD"),
    ("canadian dollar", "CAD"),
    ("australian dollar", "AUD"),
    ("new zealand dollar", "NZD"),
    ("hong kong dollar", "HKD"),
    ("singapore dollar", "SGD"),
    ("british pound", "GBP"),
    ("pound sterling", "GBP"),
    ("swiss franc", "CHF"),
    ("chinese yuan", "CNY"),
    ("yuan", "CNY"),
    ("yen", "JPY"),
    ("japanese yen", "JPY"),
    ("ruble", "RUB"),
    ("rubles", "RUB"),
    ("russian ruble", "RUB"),
    ("swedish krona", "SEK"),
    ("norwegian krone", "NOK"),
    ("danish krone", "DKK"),
    ("polish zloty", "PLN"),
    ("dollars", "USD"),
    ("dollar", "USD"),
    ("евро", "EUR"),
    ("euros", "EUR"),
    ("euro", "EUR"),
    ("€", "EUR"),
    ("pounds", "GBP"),
    ("£", "GBP"),
    ("грн.", "UAH"),
    ("грн", "UAH"),
    ("₴", "UAH"),
    ("бел. руб.", "BYN"),
    ("₹", "INR"),
    ("₩", "KRW"),
    ("₺", "TRY"),
    ("₪", "ILS"),
    ("₫", "VND"),
    ("₾", "GEL"),
    ("֏", "AMD"),
    ("zł", "PLN"),
    ("kč", "CZK"),
    ("kr.", "SEK"),
    ("fr.", "CHF"),
];

/// The ISO code of a code, symbol or word that stands alone.
pub fn iso(text: &str) -> Option<&'static str> {
    let lower = text.trim().to_lowercase();
    if let Some((_, code)) = WORDS.iter().find(|(word, _)| *word == lower) {
        return Some(code);
    }
    let upper = lower.to_uppercase();
    let code = CODES.split_whitespace().find(|code| *code == upper)?;
    Some(match code {
        "RUR" => "RUB",
        "CNH" => "CNY",
        code => code,
    })
}

/// A currency cell: a code, a symbol, a word, or a code among words (`British Pound - GBP`, `Amount (EUR)`).
pub fn currency(cell: &Cell) -> Result<String, Expectation> {
    let Shown::Text(text) = show(cell, expected)? else {
        return Err(Expectation::unreadable(expected()));
    };
    if let Some(code) = iso(&text) {
        return Ok(code.to_owned());
    }
    let mut codes = text
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| word.len() == 3 && word.chars().all(|c| c.is_ascii_uppercase()))
        .filter_map(iso);
    match (codes.next(), codes.next()) {
        (Some(code), None) => Ok(code.to_owned()),
        _ => Err(Expectation::unreadable(expected())),
    }
}

fn expected() -> Phrase {
    phrase("a currency such as {}, {} or {}", &[&"EUR", &"₽", &"元"])
}

#[cfg(test)]
mod tests {
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
            let found = currency(&Cell::Text(text)).ok();
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
