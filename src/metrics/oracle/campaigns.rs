//! Campaign results by client, channel, month and currency.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use super::firm::{CHANNELS, CLIENTS, Firm, august, label, months_to};
use super::{near, number, quotient, rounded, rows, text, whole};
use crate::metrics::Metrics;

/// Spend, clicks, leads, conversions, revenue; none where no row says.
type Sums = [Option<i64>; 5];

fn sums(firm: &Firm) -> BTreeMap<(i32, usize, usize, bool), Sums> {
    let mut all: BTreeMap<_, Sums> = BTreeMap::new();
    for row in firm
        .results
        .iter()
        .filter(|row| august(row.day) <= firm.as_of())
    {
        let key = (
            months_to(august(row.day)),
            row.client,
            row.channel,
            row.dollars,
        );
        let sums = all.entry(key).or_default();
        let money = |cents: Option<i64>| cents.map(|cents| cents * 100);
        let own = [
            money(row.spend),
            row.clicks,
            row.leads,
            row.conversions,
            money(row.revenue),
        ];
        for (sum, value) in sums.iter_mut().zip(own) {
            *sum = match (*sum, value) {
                (None, value) => value,
                (sum, None) => sum,
                (Some(sum), Some(value)) => Some(sum + value),
            };
        }
    }
    all
}

fn each(spend: Option<i64>, count: Option<i64>) -> Option<i64> {
    let (spend, count) = (spend?, count.filter(|count| *count != 0)?);
    Some(rounded(spend.into(), count.into()))
}

fn over(part: Option<i64>, all: Option<i64>) -> Option<f64> {
    quotient(part?.into(), all?.into())
}

fn change(now: Option<i64>, before: Option<i64>) -> Option<f64> {
    quotient((now? - before?).into(), before?.into())
}

pub(super) fn sums_and_ratios_of_sums(firm: &Firm, metrics: &Metrics) -> TestCaseResult {
    let expected = sums(firm);
    let mut seen = 0;
    for row in rows(metrics, "campaign_month") {
        let place = |list: &[&str], column: &str| {
            let name = text(&row, column);
            list.iter()
                .position(|other| *other == name)
                .expect("one of ours")
        };
        let month = (0..40)
            .find(|at| label(*at as u32) == text(&row, "month"))
            .expect("a month");
        let key = (
            month,
            place(&CLIENTS, "client"),
            place(&CHANNELS, "channel"),
            text(&row, "currency") == "USD",
        );
        let now = expected[&key];
        let [spend, clicks, leads, conversions, revenue] = now;
        let before = expected
            .get(&(key.0 - 1, key.1, key.2, key.3))
            .copied()
            .unwrap_or_default();
        seen += 1;
        for (column, value) in ["spend", "clicks", "leads", "conversions", "revenue"]
            .iter()
            .zip(now)
        {
            prop_assert_eq!(whole(&row, column), value, "{} {:?}", column, &row);
        }
        prop_assert_eq!(whole(&row, "cost_per_click"), each(spend, clicks));
        prop_assert_eq!(whole(&row, "cost_per_lead"), each(spend, leads));
        prop_assert_eq!(whole(&row, "cost_per_conversion"), each(spend, conversions));
        prop_assert!(near(
            number(&row, "conversion_rate"),
            over(conversions, clicks)
        ));
        prop_assert!(near(number(&row, "return_on_spend"), over(revenue, spend)));
        prop_assert!(
            near(number(&row, "spend_change"), change(spend, before[0])),
            "{:?}",
            &row
        );
        prop_assert!(near(number(&row, "leads_change"), change(leads, before[2])));
        prop_assert!(near(
            number(&row, "conversions_change"),
            change(conversions, before[3])
        ));
        let costs = change(each(spend, leads), each(before[0], before[2]));
        prop_assert!(
            near(number(&row, "cost_per_lead_change"), costs),
            "{:?}",
            &row
        );
    }
    prop_assert_eq!(seen, expected.len());
    Ok(())
}
