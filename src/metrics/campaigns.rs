//! Campaign results by month, client and channel; every rate is a ratio of sums, and currencies stay apart.
//!
//! Grain: client, channel, currency and month; a row without a currency is in the client's main one. Counts are those of
//! the files, money is in the row's currency and never converted. Changes are to the period before of the same channel
//! and currency. Nothing to divide by: n/a `no-data`; no row before: n/a `no-previous`.

use std::collections::BTreeMap;

use super::definition::{Definition, Rests};
use super::known::{Known, NO_DATA, NO_PREVIOUS, pair, ratio};
use super::portfolio::Portfolio;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::money::round_div;
use crate::model::{Money, Month, Span, Table};

/// Rows behind every figure here.
pub(super) const RESULTS: &[Rests] = &[Rests::within(Table::Results, "date")];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "spend",
        text: "what the channel cost in the month, in the row's currency",
        rests_on: RESULTS,
    },
    Definition {
        name: "impressions",
        text: "times the advertisement was shown in the month",
        rests_on: RESULTS,
    },
    Definition {
        name: "clicks",
        text: "clicks in the month",
        rests_on: RESULTS,
    },
    Definition {
        name: "leads",
        text: "leads in the month",
        rests_on: RESULTS,
    },
    Definition {
        name: "conversions",
        text: "conversions in the month",
        rests_on: RESULTS,
    },
    Definition {
        name: "campaign_month.revenue",
        text: "revenue that the files ascribe to the channel, in the row's currency",
        rests_on: RESULTS,
    },
    Definition {
        name: "click_rate",
        text: "clicks / impressions; n/a without impressions",
        rests_on: RESULTS,
    },
    Definition {
        name: "cost_per_click",
        text: "spend / clicks; n/a without clicks",
        rests_on: RESULTS,
    },
    Definition {
        name: "cost_per_lead",
        text: "spend / leads; n/a without leads",
        rests_on: RESULTS,
    },
    Definition {
        name: "cost_per_conversion",
        text: "spend / conversions; n/a without conversions",
        rests_on: RESULTS,
    },
    Definition {
        name: "conversion_rate",
        text: "conversions / clicks; n/a without clicks",
        rests_on: RESULTS,
    },
    Definition {
        name: "return_on_spend",
        text: "revenue of the channel / spend; n/a without spend",
        rests_on: RESULTS,
    },
    Definition {
        name: "spend_change",
        text: "(spend - spend of the period before) / spend of the period before, same channel and currency",
        rests_on: RESULTS,
    },
    Definition {
        name: "leads_change",
        text: "(leads - leads of the period before) / leads of the period before",
        rests_on: RESULTS,
    },
    Definition {
        name: "conversions_change",
        text: "(conversions - conversions of the period before) / conversions of the period before",
        rests_on: RESULTS,
    },
    Definition {
        name: "cost_per_lead_change",
        text: "(cost per lead - that of the period before) / that of the period before; below zero is cheaper",
        rests_on: RESULTS,
    },
];

/// Campaign results per month, client and channel.
pub static CAMPAIGN_MONTH: FrameSpec = FrameSpec::exported(
    "campaign_month",
    "client, channel, month, currency",
    &[
        ("month", Unit::Month),
        ("client", Unit::Text),
        ("channel", Unit::Text),
        ("currency", Unit::Text),
        ("spend", Unit::Money),
        ("impressions", Unit::Count),
        ("clicks", Unit::Count),
        ("leads", Unit::Count),
        ("conversions", Unit::Count),
        ("revenue", Unit::Money),
        ("cost_per_click", Unit::Money),
        ("cost_per_click_note", Unit::Code),
        ("cost_per_lead", Unit::Money),
        ("cost_per_lead_note", Unit::Code),
        ("conversion_rate", Unit::Share),
        ("conversion_rate_note", Unit::Code),
        ("return_on_spend", Unit::Number),
        ("return_on_spend_note", Unit::Code),
        ("click_rate", Unit::Share),
        ("click_rate_note", Unit::Code),
        ("cost_per_conversion", Unit::Money),
        ("cost_per_conversion_note", Unit::Code),
        ("spend_change", Unit::Share),
        ("spend_change_note", Unit::Code),
        ("leads_change", Unit::Share),
        ("leads_change_note", Unit::Code),
        ("conversions_change", Unit::Share),
        ("conversions_change_note", Unit::Code),
        ("cost_per_lead_change", Unit::Share),
        ("cost_per_lead_change_note", Unit::Code),
    ],
);

/// Sums of a channel; none where no row has a value. Counts are in 1/10,000, as money is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// Money.
    pub spend: Option<i64>,
    /// Count.
    pub impressions: Option<i64>,
    /// Count.
    pub clicks: Option<i64>,
    /// Count.
    pub leads: Option<i64>,
    /// Count.
    pub conversions: Option<i64>,
    /// Money.
    pub revenue: Option<i64>,
}

/// Client, channel, currency.
pub type Channel = (String, String, String);

/// All results of clients up to the report's day, by channel and month; read once.
#[derive(Clone, Debug, Default)]
pub struct Campaigns {
    /// Months with results of each channel.
    pub channels: BTreeMap<Channel, BTreeMap<Month, Results>>,
}

impl Campaigns {
    /// Reads the results. A row without a currency is in the client's main one.
    pub fn of(portfolio: &Portfolio<'_>) -> Campaigns {
        let rows = portfolio.tables.rows(Table::Results);
        let (client, channel, currency) = (
            rows.text("client"),
            rows.text("channel"),
            rows.text("currency"),
        );
        let (spend, revenue) = (rows.integers("spend"), rows.integers("revenue"));
        let (impressions, clicks) = (rows.integers("impressions"), rows.integers("clicks"));
        let (leads, conversions) = (rows.integers("leads"), rows.integers("conversions"));
        let mut campaigns = Campaigns::default();
        for (at, date) in rows.date("date").into_iter().enumerate() {
            let (Some(client), Some(date)) = (client[at], date) else {
                continue;
            };
            if date > portfolio.scope.as_of {
                continue;
            }
            let account = portfolio.accounts.get(client);
            let main = account.map(|account| account.currency.as_str());
            let currency = currency[at].or(main).unwrap_or(portfolio.rates.base());
            let channel = channel[at].unwrap_or_default().to_owned();
            let key = (client.to_owned(), channel, currency.to_owned());
            let months = campaigns.channels.entry(key).or_default();
            months.entry(Month::of(date)).or_default().add(Results {
                spend: spend[at],
                impressions: impressions[at],
                clicks: clicks[at],
                leads: leads[at],
                conversions: conversions[at],
                revenue: revenue[at],
            });
        }
        campaigns
    }

    /// Sums of a channel over a span; none without a row in it.
    pub fn sum(&self, channel: &Channel, span: Span) -> Option<Results> {
        let months = self.channels.get(channel)?;
        let mut parts = months.range(span.from..=span.to).map(|(_, part)| *part);
        let mut sum = parts.next()?;
        parts.for_each(|part| sum.add(part));
        Some(sum)
    }
}

impl Results {
    /// Adds others; nothing known and nothing known stays nothing known.
    pub fn add(&mut self, other: Results) {
        add(&mut self.spend, other.spend);
        add(&mut self.impressions, other.impressions);
        add(&mut self.clicks, other.clicks);
        add(&mut self.leads, other.leads);
        add(&mut self.conversions, other.conversions);
        add(&mut self.revenue, other.revenue);
    }
}

fn add(sum: &mut Option<i64>, value: Option<i64>) {
    if let Some(value) = value {
        *sum.get_or_insert(0) += value;
    }
}

/// The frame.
pub fn campaign_month(portfolio: &Portfolio<'_>, campaigns: &Campaigns) -> MetricFrame {
    let mut rows = Vec::new();
    for span in portfolio.scope.spans() {
        for channel in campaigns.channels.keys() {
            if let Some(results) = campaigns.sum(channel, span) {
                let before = campaigns.sum(channel, span.previous());
                rows.push(row(span, channel, results, before));
            }
        }
    }
    MetricFrame::of(&CAMPAIGN_MONTH, rows)
}

fn row(span: Span, channel: &Channel, results: Results, before: Option<Results>) -> Vec<Datum> {
    let count = |parts: Option<i64>| {
        Datum::from(parts.and_then(|parts| round_div(i128::from(parts), 10_000)))
    };
    let mut row = vec![
        span.to_string().into(),
        (&channel.0).into(),
        (&channel.1).into(),
        (&channel.2).into(),
        results.spend.map(Money).into(),
        count(results.impressions),
        count(results.clicks),
        count(results.leads),
        count(results.conversions),
        results.revenue.map(Money).into(),
    ];
    row.extend(pair(cost_of_one(results.spend, results.clicks)));
    row.extend(pair(cost_of_one(results.spend, results.leads)));
    row.extend(pair(quotient(results.conversions, results.clicks)));
    row.extend(pair(quotient(results.revenue, results.spend)));
    row.extend(pair(quotient(results.clicks, results.impressions)));
    row.extend(pair(cost_of_one(results.spend, results.conversions)));
    row.extend(pair(change(results.spend, before, |past| past.spend)));
    row.extend(pair(change(results.leads, before, |past| past.leads)));
    row.extend(pair(change(results.conversions, before, |past| {
        past.conversions
    })));
    let cost = cost_of_one(results.spend, results.leads).ok();
    let cost = cost.map(|money| money.0);
    row.extend(pair(change(cost, before, |past| {
        Some(cost_of_one(past.spend, past.leads).ok()?.0)
    })));
    row
}

/// Money for one of a counted thing, rounded once; counts are in 1/10,000.
pub fn cost_of_one(spend: Option<i64>, count: Option<i64>) -> Known<Money> {
    let (spend, count) = (spend.ok_or(NO_DATA)?, count.ok_or(NO_DATA)?);
    round_div(i128::from(spend) * 10_000, i128::from(count))
        .map(Money)
        .ok_or(NO_DATA)
}

/// One sum over another.
pub fn quotient(part: Option<i64>, whole: Option<i64>) -> Known<f64> {
    ratio(part.ok_or(NO_DATA)?, whole.ok_or(NO_DATA)?, NO_DATA)
}

fn change(
    now: Option<i64>,
    before: Option<Results>,
    part: impl Fn(Results) -> Option<i64>,
) -> Known<f64> {
    let past = part(before.ok_or(NO_PREVIOUS)?).ok_or(NO_DATA)?;
    ratio(now.ok_or(NO_DATA)? - past, past, NO_DATA)
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    #[test]
    fn rates_are_ratios_of_sums() {
        let results =
            "date | client | channel | spend | clicks | leads | conversions | revenue | currency
            2026-10-01 | A | search | 100 | 10 | 4 | 1 | 300 | EUR
            2026-10-02 | A | search | 300 | 190 | 0 | 3 | 500 | EUR
            2026-10-02 | A | search | 5 | 0 | | | | USD
            2026-11-01 | A | search | 999 | 1 | | | | EUR";
        let sample = Sample::of(&[("results", results)], "", scope("2026-10", "2026-10"));
        let portfolio = sample.portfolio();
        let found = campaign_month(&portfolio, &Campaigns::of(&portfolio));
        let columns = "currency spend cost_per_click cost_per_click_note cost_per_lead conversion_rate return_on_spend return_on_spend_note";
        assert_eq!(
            shown(&found, columns),
            ["EUR 400 2 - 100 0.02 2 -", "USD 5 - no-data - - - no-data"]
        );
    }

    #[test]
    fn changes_stay_within_channel_and_currency() {
        let results =
            "date | client | channel | spend | impressions | clicks | leads | conversions | currency
            2026-09-01 | A | search | 100 | 1000 | 10 | 4 | 2 | EUR
            2026-10-01 | A | search | 150 | 2000 | 30 | 5 | 3 | EUR
            2026-09-01 | A | social | 80 | | | | | USD
            2026-10-01 | A | social | 80 | | | | | EUR";
        let sample = Sample::of(&[("results", results)], "", scope("2026-09", "2026-10"));
        let portfolio = sample.portfolio();
        let found = campaign_month(&portfolio, &Campaigns::of(&portfolio));
        // cost per lead 25, then 30; the social spend in dollars is nothing the euros can be compared with
        let columns = "month channel currency click_rate cost_per_conversion spend_change spend_change_note leads_change conversions_change cost_per_lead_change cost_per_lead_change_note";
        assert_eq!(
            shown(&found, columns),
            [
                "2026-09 search EUR 0.01 50 - no-previous - - - no-previous",
                "2026-09 social USD - - - no-previous - - - no-previous",
                "2026-10 search EUR 0.015 50 0.5 - 0.25 0.5 0.2 -",
                "2026-10 social EUR - - - no-previous - - - no-previous",
            ]
        );
    }
}
