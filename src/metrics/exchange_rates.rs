//! Every exchange rate that a converted figure stands on: month, currency, rate, its day and where it was read.
//!
//! A rate that its file tells as units for one of the base was turned round at the door and is marked.
//!
//! A month converts at the latest rate up to its end (as-of for an unfinished one). Rows are the currencies with
//! revenue, expenses, receivables or rates of people in the month. A currency without a rate has a row too, with
//! n/a `no-rate`: its amounts are in no converted figure, they are never taken at 1.

use std::collections::{BTreeMap, BTreeSet};

use super::definition::{Definition, Rests};
use super::known::NO_RATE;
use super::portfolio::Portfolio;
use super::revenue::Flow;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::money::round_div;
use crate::model::{Money, Month, Span, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "rate",
        text: "units of the base currency for one unit: the latest rate up to the month's end; n/a when no file has one, and then no amount is converted",
        rests_on: RATES,
    },
    Definition {
        name: "rate_inverse",
        text: "units of the currency for one unit of the base currency: 1 / rate",
        rests_on: RATES,
    },
    Definition {
        name: "rate_on",
        text: "the day of the rate as its file tells it; empty when it holds since always",
        rests_on: RATES,
    },
    Definition {
        name: "rate_age_days",
        text: "days from the rate's day to the day it is used for",
        rests_on: RATES,
    },
];

const RATES: &[Rests] = &[Rests::up_to(Table::Rates, "date")];

/// Exchange rates used.
pub static EXCHANGE_RATES: FrameSpec = FrameSpec::exported(
    "exchange_rates",
    "currency, month",
    &[
        ("month", Unit::Month),
        ("currency", Unit::Text),
        ("base_currency", Unit::Text),
        ("rate", Unit::Rate),
        ("rate_note", Unit::Code),
        ("rate_inverse", Unit::Rate),
        ("rate_on", Unit::Date),
        ("rate_age_days", Unit::Count),
        ("source", Unit::Text),
        // its file tells units for one of the base
        ("inverted", Unit::Flag),
        // in the currency: without a rate it is in no figure of the base currency
        ("revenue_invoiced", Unit::Money),
        ("outstanding", Unit::Money),
    ],
);

/// The frame: one row for each month and each currency but the base.
pub fn exchange_rates(portfolio: &Portfolio<'_>) -> MetricFrame {
    let mut rows = Vec::new();
    for (month, currencies) in used(portfolio) {
        for currency in currencies {
            let mut row = row(portfolio, month, &currency);
            row.extend(amounts(portfolio, month, &currency));
            rows.push(row);
        }
    }
    MetricFrame::of(&EXCHANGE_RATES, rows)
}

fn row(portfolio: &Portfolio<'_>, month: Month, currency: &str) -> Vec<Datum> {
    let day = portfolio.rate_day(month);
    let mut row: Vec<Datum> = vec![
        month.to_string().into(),
        currency.into(),
        portfolio.rates.base().into(),
    ];
    let Some(quote) = portfolio.rates.quote(currency, day) else {
        row.extend([Datum::Null, NO_RATE.into()]);
        row.extend(vec![Datum::Null; 5]);
        return row;
    };
    let inverse = round_div(i128::from(ONE) * i128::from(ONE), i128::from(quote.rate));
    row.extend([
        decimal(quote.rate).into(),
        Datum::Null,
        inverse
            .map(|inverse| decimal(to_six_digits(inverse)))
            .into(),
        quote.on.into(),
        quote.on.map(|on| (day - on).num_days()).into(),
        quote.place.to_string().into(),
        quote.inverted.into(),
    ]);
    row
}

/// What all clients were invoiced in a month and owed at its end, in a currency.
fn amounts(portfolio: &Portfolio<'_>, month: Month, currency: &str) -> [Datum; 2] {
    let (mut invoiced, mut outstanding) = (Money::ZERO, Money::ZERO);
    let span = Span::month(month);
    for account in portfolio.accounts.iter() {
        let flows = portfolio.revenue.by_currency(&account.client, span);
        invoiced += flows.get(currency).copied().unwrap_or_default().invoiced;
        let owed = portfolio.owed(&account.client, span);
        outstanding += owed.get(currency).copied().unwrap_or_default().outstanding;
    }
    [invoiced.into(), outstanding.into()]
}

/// One, in parts of a rate.
const ONE: i64 = 100_000_000;

/// A rate rounded to six significant digits: an inverse has no end.
fn to_six_digits(rate: i64) -> i64 {
    let mut unit = 1;
    while rate / unit >= 1_000_000 {
        unit *= 10;
    }
    round_div(i128::from(rate), i128::from(unit)).map_or(rate, |parts| parts * unit)
}

/// A rate without closing zeros.
fn decimal(rate: i64) -> String {
    let text = format!("{}.{:08}", rate / ONE, rate % ONE);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Currencies beside the base by month.
fn used(portfolio: &Portfolio<'_>) -> BTreeMap<Month, BTreeSet<String>> {
    let scope = portfolio.scope;
    let mut used: BTreeMap<Month, BTreeSet<String>> = BTreeMap::new();
    for month in scope.first.min(scope.period.from).through(scope.period.to) {
        let span = Span::month(month);
        let mut here = BTreeSet::new();
        for account in portfolio.accounts.iter() {
            let client = account.client.as_str();
            let flows = portfolio.revenue.of_client(client, span);
            let flows = flows.filter(|(_, _, flow)| *flow != Flow::default());
            here.extend(flows.map(|(_, currency, _)| currency.to_owned()));
            here.extend(portfolio.owed(client, span).into_keys().map(str::to_owned));
            for parts in portfolio.worth.of_client(client, month) {
                here.extend(parts.cost.currencies().map(str::to_owned));
                here.extend(parts.worked.currencies().map(str::to_owned));
            }
        }
        here.remove(portfolio.rates.base());
        here.remove("");
        used.insert(month, here);
    }
    used
}

#[cfg(test)]
mod tests {
    use super::super::client_month::client_month;
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    fn sample() -> Sample {
        let tables = [
            (
                "invoices",
                "number | client | issued_on | net | currency
                1 | A | 2026-09-10 | 100 | USD\n 2 | A | 2026-10-10 | 100 | USD\n 3 | B | 2026-10-10 | 100 | CNY\n 4 | B | 2026-10-10 | 9 | EUR",
            ),
            ("people", "person | cost_rate | currency\n Ivan | 4000 | RUB"),
            (
                "rates",
                "date | currency | rate | inverted\n 2026-08-31 | USD | 0.9 |\n 2026-10-20 | USD | 0.8 | yes\n 2026-11-05 | USD | 7 |\n | RUB | 0.01 |",
            ),
        ];
        Sample::of(
            &tables,
            "2026-10-05 Ivan A - B 1",
            scope("2026-09", "2026-10"),
        )
    }

    #[test]
    fn each_rate_is_told_with_its_day_and_place() {
        let sample = sample();
        let found = exchange_rates(&sample.portfolio());
        let columns = "month currency base_currency rate rate_note rate_inverse rate_on rate_age_days source inverted";
        assert_eq!(
            shown(&found, columns),
            [
                "2026-09 USD EUR 0.9 - 1.11111 2026-08-31 30 test.xlsx, Sheet!A2 no",
                "2026-10 CNY EUR - no-rate - - - - -",
                "2026-10 RUB EUR 0.01 - 100 - - test.xlsx, Sheet!A5 no",
                "2026-10 USD EUR 0.8 - 1.25 2026-10-20 11 test.xlsx, Sheet!A3 yes",
            ]
        );
    }

    #[test]
    fn rates_are_told_in_full() {
        for (rate, told) in [
            (148_000, "0.00148"),
            (100_000_000, "1"),
            (1, "0.00000001"),
            (12_345_678_901, "123.45678901"),
        ] {
            assert_eq!(decimal(rate), told);
        }
        for (rate, told) in [
            (67_567_567_568, "675.676"),
            (33_333_333, "0.333333"),
            (99_999_999, "1"),
        ] {
            assert_eq!(decimal(to_six_digits(rate)), told);
        }
    }

    #[test]
    fn an_amount_without_a_rate_is_not_known_and_never_taken_at_one() {
        let sample = sample();
        let found = client_month(&sample.portfolio());
        assert_eq!(
            shown(
                &found,
                "month client currency revenue_invoiced revenue_base base_note"
            )[1..],
            [
                "2026-10 A USD 100 80 -",
                "2026-10 B CNY 100 - no-rate",
                "2026-10 B EUR 9 9 -"
            ]
        );
    }
}
