//! The unit of money that ends a heading: `Budget TEUR`, `Netto in T€`, `Бюджет, млн руб.`, `Fee £000`.

use super::value::Amounts;

/// Words of a unit: `in thousand EUR`.
const UNIT_WORDS: usize = 3;

/// What the end of a heading says of its amounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyUnit<'t> {
    /// The heading without it.
    pub bare: &'t str,
    /// The power of ten in which amounts are written.
    pub tens: u32,
    /// ISO code; none where it names a multiple alone.
    pub currency: Option<String>,
}

enum Part {
    /// A power of ten, a currency, or both in one word.
    Unit(Option<u32>, Option<String>),
    /// `in`, `в`.
    Link,
}

/// The unit that a heading's last words are, where something stands before them.
pub fn money_unit<'t>(heading: &'t str, amounts: &Amounts) -> Option<MoneyUnit<'t>> {
    let mut found = MoneyUnit {
        bare: heading,
        tens: 0,
        currency: None,
    };
    let mut units = 0;
    for _ in 0..UNIT_WORDS {
        let Some((before, word)) = last_word(found.bare) else {
            break;
        };
        match part(word, amounts) {
            Some(Part::Unit(tens, currency)) => {
                found.tens = found.tens.max(tens.unwrap_or(0));
                found.currency = found.currency.or(currency);
                units += 1;
            }
            Some(Part::Link) if units > 0 => {}
            _ => break,
        }
        found.bare = before;
    }
    let named = found.bare.chars().any(char::is_alphabetic);
    (units > 0 && named).then_some(found)
}

/// The last word without what surrounds it, and what stands before it.
fn last_word(text: &str) -> Option<(&str, &str)> {
    let around = |letter: char| letter.is_whitespace() || "()[]（），,".contains(letter);
    let text = text.trim_end_matches(around);
    let at = text.rfind(around)?;
    let begin = at + text[at..].chars().next().map_or(0, char::len_utf8);
    Some((text[..at].trim_end_matches(around), &text[begin..]))
}

fn part(word: &str, amounts: &Amounts) -> Option<Part> {
    let lower = word.to_lowercase().replace('.', "");
    let multiple = |text: &str| {
        let mut known = amounts.multiples.iter();
        known.find(|(own, _)| own == text).map(|(_, tens)| *tens)
    };
    if is_sign_or_code(word) {
        return Some(Part::Unit(None, Some(amounts.iso(word)?.to_owned())));
    }
    if let Some(tens) = multiple(&lower).filter(|_| lower.chars().count() > 1) {
        return Some(Part::Unit(Some(tens), None));
    }
    let stuck = amounts.stuck_multiples.iter().find_map(|(own, tens)| {
        let rest = lower.strip_prefix(own.as_str());
        let rest = rest.or_else(|| lower.strip_suffix(own.as_str()))?;
        let code = amounts
            .iso(rest)
            .filter(|_| is_sign_or_code(&rest.to_uppercase()))?;
        Some(Part::Unit(Some(*tens), Some(code.to_owned())))
    });
    let behind_multiple = || {
        let written = amounts.word(&lower).filter(|_| lower.chars().count() > 2);
        written.map(|code| Part::Unit(None, Some(code.to_owned())))
    };
    let link = || matches!(lower.as_str(), "in" | "en" | "в" | "of").then_some(Part::Link);
    stuck.or_else(behind_multiple).or_else(link)
}

/// A sign, a code in capitals or both (`CAD$`); `ALL` is mostly the word.
pub fn is_sign_or_code(word: &str) -> bool {
    let bare = word.strip_suffix('$').unwrap_or(word);
    let code = bare.len() == 3 && bare.chars().all(|letter| letter.is_ascii_uppercase());
    code && word != "ALL" || !word.is_empty() && !word.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::super::testing::knowledge;
    use super::*;

    #[test]
    fn units_at_the_end_of_headings() {
        let knowledge = knowledge();
        let amounts = &knowledge.words.amounts;
        for (heading, bare, tens, currency) in [
            ("Budget TEUR", "Budget", 3, Some("EUR")),
            ("Budget (T€)", "Budget", 3, Some("EUR")),
            ("Budget k€", "Budget", 3, Some("EUR")),
            ("Fee £000", "Fee", 3, Some("GBP")),
            ("Fee (£k)", "Fee", 3, Some("GBP")),
            ("Budget in TEUR", "Budget", 3, Some("EUR")),
            ("Budget Mio. EUR", "Budget", 6, Some("EUR")),
            ("Сумма, млн руб.", "Сумма", 6, Some("RUB")),
            ("Бюджет, т.р.", "Бюджет", 3, None),
            ("Umsatz in EUR", "Umsatz", 0, Some("EUR")),
            ("Net €", "Net", 0, Some("EUR")),
        ] {
            let found = money_unit(heading, amounts).unwrap_or_else(|| panic!("{heading}"));
            let told = (found.bare, found.tens, found.currency.as_deref());
            assert_eq!(told, (bare, tens, currency), "{heading}");
        }
        for heading in ["EUR", "Plan K", "Budget", "For all", "Price of it", "T€"] {
            assert_eq!(money_unit(heading, amounts), None, "{heading}");
        }
    }
}
