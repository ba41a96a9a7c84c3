//! Exchange rates: base units for one unit of a currency, the latest up to a day.
//!
//! A missing rate is no rate: an amount without one is n/a `no-rate`, never taken at 1 (`metrics.md`, "Money";
//! `peers.md` 4.4, "Currency mix").

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::known::{Known, NO_RATE};
use crate::model::money::round_div;
use crate::model::{Money, Place, Settings, Table, Tables};

/// One base unit for one unit.
const ONE: i64 = 100_000_000;

/// The rates table, with the base currency it is told in.
#[derive(Clone, Debug, Default)]
pub struct Rates {
    base: String,
    by_currency: BTreeMap<String, BTreeMap<NaiveDate, Quote>>,
}

/// A rate as a file tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// Base units for one unit, in 1/100,000,000.
    pub rate: i64,
    /// True when its file tells units for one of the base, and it was turned round.
    pub inverted: bool,
    /// Its day; none: it holds since always.
    pub on: Option<NaiveDate>,
    /// Where it stands.
    pub place: Place,
}

impl Rates {
    /// Reads the rates table. A rate without a date holds since always; of two on one day the later row counts.
    pub fn of(tables: &Tables, settings: &Settings) -> Rates {
        let rows = tables.rows(Table::Rates);
        let (days, currencies) = (rows.date("date"), rows.text("currency"));
        let (rates, places) = (rows.integers("rate"), rows.places());
        let inverted = match rows.has("inverted") {
            true => rows.flag("inverted"),
            false => vec![None; rows.len()],
        };
        let mut by_currency: BTreeMap<String, BTreeMap<NaiveDate, Quote>> = BTreeMap::new();
        for at in 0..rows.len() {
            let (Some(currency), Some(rate)) = (currencies[at], rates[at]) else {
                continue;
            };
            if rate > 0 {
                let quote = Quote {
                    rate,
                    inverted: inverted[at] == Some(true),
                    on: days[at],
                    place: places[at].clone(),
                };
                let quotes = by_currency.entry(currency.to_owned()).or_default();
                quotes.insert(days[at].unwrap_or(NaiveDate::MIN), quote);
            }
        }
        Rates {
            base: base_currency(tables, settings),
            by_currency,
        }
    }

    /// ISO code of the base currency; empty when no file names any.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Base units for one unit, in 1/100,000,000: the latest rate up to the day.
    pub fn rate(&self, currency: &str, day: NaiveDate) -> Option<i64> {
        if currency == self.base {
            return Some(ONE);
        }
        self.quote(currency, day).map(|quote| quote.rate)
    }

    /// The latest rate up to the day with its source; none for the base currency, which needs no rate.
    pub fn quote(&self, currency: &str, day: NaiveDate) -> Option<&Quote> {
        let quotes = self.by_currency.get(currency)?;
        quotes.range(..=day).next_back().map(|(_, quote)| quote)
    }

    /// An amount in another currency, through the base, rounded once. Nothing is nothing in every currency.
    pub fn convert(&self, amount: Money, from: &str, to: &str, day: NaiveDate) -> Known<Money> {
        self.convert_part(i128::from(amount.0), 1, from, to, day)
    }

    /// An amount in the base currency.
    pub fn to_base(&self, amount: Money, from: &str, day: NaiveDate) -> Known<Money> {
        self.convert(amount, from, &self.base, day)
    }

    /// `parts / divisor` money parts of one currency in another: exact until the one rounding.
    pub fn convert_part(
        &self,
        parts: i128,
        divisor: i64,
        from: &str,
        to: &str,
        day: NaiveDate,
    ) -> Known<Money> {
        if parts == 0 {
            return Ok(Money::ZERO);
        }
        if from == to {
            let same = round_div(parts, i128::from(divisor));
            return same.map(Money).ok_or(NO_RATE);
        }
        let rates = (self.rate(from, day), self.rate(to, day));
        let (Some(over), Some(under)) = rates else {
            return Err(NO_RATE);
        };
        let under = i128::from(divisor) * i128::from(under);
        let over = parts.checked_mul(i128::from(over)).ok_or(NO_RATE)?;
        round_div(over, under).map(Money).ok_or(NO_RATE)
    }
}

/// Tables that tell the agency's currency where neither people's rates nor invoices name one.
const OTHERS: [Table; 5] = [
    Table::Payments,
    Table::Contracts,
    Table::Expenses,
    Table::Projects,
    Table::Clients,
];

/// The settings' base currency, else the commonest of people's rates, else of invoices; ties by the alphabet. Where neither
/// names any, the one that all other money is in: a register without a currency beside a bank account in roubles is in roubles.
pub fn base_currency(tables: &Tables, settings: &Settings) -> String {
    if !settings.base_currency.is_empty() {
        return settings.base_currency.clone();
    }
    let people = tables.rows(Table::People).text("currency");
    let invoices = tables.rows(Table::Invoices).text("currency");
    commonest(people.into_iter().flatten())
        .or_else(|| commonest(invoices.into_iter().flatten()))
        .or_else(|| only_one(tables))
        .unwrap_or_default()
}

/// None where the other tables name none, or several: which of them is meant cannot be told.
fn only_one(tables: &Tables) -> Option<String> {
    let columns = OTHERS.map(|table| tables.rows(table).text("currency"));
    let named: BTreeSet<&str> = columns.into_iter().flatten().flatten().collect();
    let mut named = named.into_iter().filter(|code| !code.is_empty());
    let first = named.next()?;
    named.next().is_none().then(|| first.to_owned())
}

/// The word met most often; of equally common ones the first by the alphabet.
pub fn commonest<'a>(words: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    let most = *counts.values().max()?;
    let first = counts.into_iter().find(|(_, count)| *count == most);
    first.map(|(word, _)| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{day, tables};
    use super::*;

    fn rates() -> Rates {
        let tables = tables(&[(
            "rates",
            "date | currency | rate
             2026-08-31 | USD | 0.90
             2026-09-30 | USD | 0.80
             2026-09-30 | RUB | 0.01",
        )]);
        let settings = Settings {
            base_currency: "EUR".into(),
            ..Settings::default()
        };
        Rates::of(&tables, &settings)
    }

    #[test]
    fn takes_the_latest_rate_up_to_the_day() {
        for (on, rate) in [
            ("2026-08-30", None),
            ("2026-09-29", Some(90_000_000)),
            ("2026-09-30", Some(80_000_000)),
            ("2027-01-01", Some(80_000_000)),
        ] {
            assert_eq!(rates().rate("USD", day(on)), rate, "{on}");
        }
        assert_eq!(rates().rate("EUR", day("2020-01-01")), Some(ONE));
        assert_eq!(rates().rate("CNY", day("2027-01-01")), None);
    }

    #[test]
    fn converts_through_the_base_with_one_rounding() {
        let end = day("2026-09-30");
        for (amount, from, to, expected) in [
            (Money::units(100), "USD", "EUR", Ok(Money::units(80))),
            (Money::units(80), "EUR", "USD", Ok(Money::units(100))),
            (Money::units(100), "USD", "RUB", Ok(Money::units(8_000))),
            (Money(1), "RUB", "USD", Ok(Money(0))),
            (Money::units(1), "CNY", "CNY", Ok(Money::units(1))),
            (Money::units(1), "CNY", "EUR", Err(NO_RATE)),
            (Money::units(1), "EUR", "CNY", Err(NO_RATE)),
            (Money::ZERO, "CNY", "EUR", Ok(Money::ZERO)),
        ] {
            assert_eq!(
                rates().convert(amount, from, to, end),
                expected,
                "{from} {to}"
            );
        }
    }

    #[test]
    fn base_currency_is_set_or_the_commonest() {
        let both = [
            ("people", "person | currency\n A | USD\n B | RUB\n C | RUB"),
            ("invoices", "number | currency\n 1 | CNY"),
        ];
        let invoices = [("invoices", "number | currency\n 1 | USD\n 2 | EUR")];
        let chosen = |tables: &Tables| base_currency(tables, &Settings::default());
        assert_eq!(chosen(&tables(&both)), "RUB");
        assert_eq!(chosen(&tables(&invoices)), "EUR", "ties by the alphabet");
        assert_eq!(chosen(&tables(&[])), "");
        let register = ("invoices", "number | gross\n 1 | 100");
        let bank = (
            "payments",
            "date | amount | currency\n 2026-10-02 | 100 | RUB",
        );
        let agreed = |code: &str| format!("contract | amount | currency\n A | 100 | {code}");
        let (same, other) = (agreed("RUB"), agreed("USD"));
        let beside = |contracts: &str| tables(&[register, bank, ("contracts", contracts)]);
        assert_eq!(chosen(&beside(&same)), "RUB");
        // an account in a currency of its own tells nothing of the register
        assert_eq!(chosen(&beside(&other)), "");
    }
}
