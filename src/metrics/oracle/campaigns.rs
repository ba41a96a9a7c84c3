//! Campaign results by client, channel, month and currency.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use super::firm::{CAMPAIGN_GOALS, CHANNELS, CLIENTS, Firm, august, label, months_to};
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

/// What the results of a client from a month to October come to, of one channel or all, in one currency or all.
fn sum_of(
    firm: &Firm,
    client: usize,
    from: i32,
    channel: Option<usize>,
    dollars: Option<bool>,
) -> Sums {
    let mut sum = Sums::default();
    for ((month, of, through, paid), own) in sums(firm) {
        let wanted = of == client
            && month >= from
            && channel.is_none_or(|channel| channel == through)
            && dollars.is_none_or(|dollars| dollars == paid);
        if wanted {
            for (sum, own) in sum.iter_mut().zip(own) {
                *sum = sum.map_or(own, |sum| Some(sum + own.unwrap_or_default()));
            }
        }
    }
    sum
}

pub(super) fn goals_that_name_a_figure(firm: &Firm, metrics: &Metrics) -> TestCaseResult {
    let mut seen = 0;
    for row in rows(metrics, "campaign_goals") {
        seen += 1;
        let of = |list: &[&str], name: &str| list.iter().position(|other| *other == name);
        let client = of(&CLIENTS, &text(&row, "client")).expect("one of ours");
        let name = of(&CAMPAIGN_GOALS, &text(&row, "goal")).expect("one of ours");
        let said = |goal: &&super::firm::CampaignGoal| (goal.0, goal.1) == (client, name);
        let target = firm.campaign_goals.iter().find(said).expect("it is").2;
        let channel = [None, None, Some(1), Some(0), None, None][name];
        // a channel that the client never used is no channel of it, and neither is one of results yet to come
        let used = |at: &usize| {
            let mut own = firm.results.iter();
            own.any(|result| {
                result.client == client
                    && result.channel == *at
                    && august(result.day) <= firm.as_of()
            })
        };
        let channel = channel.filter(used);
        let from = if name == 1 { 26 } else { 24 };
        let dollars = match text(&row, "currency").as_str() {
            "" => None,
            code => Some(code == "USD"),
        };
        prop_assert_eq!(
            dollars.is_some(),
            [3, 4].contains(&name),
            "money has a currency"
        );
        let [spend, clicks, leads, conversions, revenue] =
            sum_of(firm, client, from, channel, dollars);
        let count = |value: Option<i64>| value.map(|value| value as f64);
        let money = |value: Option<i64>| value.map(|value| value as f64 / 10_000.0);
        let actual = match name {
            0 | 1 => count(leads),
            2 => count(clicks),
            3 => money(each(spend, leads)),
            4 => money(revenue),
            _ => over(conversions, clicks),
        };
        prop_assert!(
            near(number(&row, "actual"), actual),
            "{actual:?} {:?}",
            &row
        );
        let target = match name {
            5 if target > 1 => target as f64 / 100.0,
            _ => target as f64,
        };
        let reached = actual.and_then(|actual| match name {
            3 => (actual != 0.0).then(|| target / actual),
            _ => Some(actual / target),
        });
        prop_assert!(
            near(number(&row, "of_target"), reached),
            "{reached:?} {:?}",
            &row
        );
    }
    let none = firm.campaign_goals.is_empty() || firm.results.is_empty();
    prop_assert!(seen == 0 || !none);
    Ok(())
}
