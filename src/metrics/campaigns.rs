//! Campaign results by month, client and channel; every rate is a ratio of sums, and currencies stay apart.

use std::collections::BTreeMap;

use super::known::{Known, NO_DATA, pair, ratio};
use super::portfolio::Portfolio;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::money::round_div;
use crate::model::{Money, Span, Table};

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
    ],
);

/// Sums of a channel; none where no row has a value.
#[derive(Clone, Copy, Debug, Default)]
struct Results {
    spend: Option<i64>,
    impressions: Option<i64>,
    clicks: Option<i64>,
    leads: Option<i64>,
    conversions: Option<i64>,
    revenue: Option<i64>,
}

/// Client, channel, currency.
type Channel = (String, String, String);

/// The frame. A row without a currency is in the client's main one.
pub fn campaign_month(portfolio: &Portfolio<'_>) -> MetricFrame {
    let mut rows = Vec::new();
    for span in portfolio.scope.spans() {
        for (channel, results) in sums(portfolio, span) {
            rows.push(row(span, &channel, results));
        }
    }
    MetricFrame::of(&CAMPAIGN_MONTH, rows)
}

fn sums(portfolio: &Portfolio<'_>, span: Span) -> BTreeMap<Channel, Results> {
    let rows = portfolio.tables.rows(Table::Results);
    let (client, channel, currency) = (
        rows.text("client"),
        rows.text("channel"),
        rows.text("currency"),
    );
    let (spend, revenue) = (rows.integers("spend"), rows.integers("revenue"));
    let (impressions, clicks) = (rows.integers("impressions"), rows.integers("clicks"));
    let (leads, conversions) = (rows.integers("leads"), rows.integers("conversions"));
    let last = portfolio.scope.last_day(span);
    let mut sums: BTreeMap<Channel, Results> = BTreeMap::new();
    for (at, date) in rows.date("date").into_iter().enumerate() {
        let counts = date.is_some_and(|date| span.first_day() <= date && date <= last);
        let (Some(client), true) = (client[at], counts) else {
            continue;
        };
        let main = portfolio
            .accounts
            .get(client)
            .map(|account| account.currency.as_str());
        let currency = currency[at].or(main).unwrap_or(portfolio.rates.base());
        let channel = channel[at].unwrap_or_default().to_owned();
        let key = (client.to_owned(), channel, currency.to_owned());
        let sum = sums.entry(key).or_default();
        add(&mut sum.spend, spend[at]);
        add(&mut sum.impressions, impressions[at]);
        add(&mut sum.clicks, clicks[at]);
        add(&mut sum.leads, leads[at]);
        add(&mut sum.conversions, conversions[at]);
        add(&mut sum.revenue, revenue[at]);
    }
    sums
}

fn add(sum: &mut Option<i64>, value: Option<i64>) {
    if let Some(value) = value {
        *sum.get_or_insert(0) += value;
    }
}

fn row(span: Span, channel: &Channel, results: Results) -> Vec<Datum> {
    let count = |parts: Option<i64>| {
        Datum::from(parts.and_then(|parts| round_div(i128::from(parts), 10_000)))
    };
    let [click, click_note] = pair(cost_of_one(results.spend, results.clicks));
    let [lead, lead_note] = pair(cost_of_one(results.spend, results.leads));
    let [conversion, conversion_note] = pair(quotient(results.conversions, results.clicks));
    let [returned, returned_note] = pair(quotient(results.revenue, results.spend));
    vec![
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
        click,
        click_note,
        lead,
        lead_note,
        conversion,
        conversion_note,
        returned,
        returned_note,
    ]
}

/// Money for one of a counted thing, rounded once; counts are in 1/10,000.
fn cost_of_one(spend: Option<i64>, count: Option<i64>) -> Known<Money> {
    let (spend, count) = (spend.ok_or(NO_DATA)?, count.ok_or(NO_DATA)?);
    round_div(i128::from(spend) * 10_000, i128::from(count))
        .map(Money)
        .ok_or(NO_DATA)
}

fn quotient(part: Option<i64>, whole: Option<i64>) -> Known<f64> {
    ratio(part.ok_or(NO_DATA)?, whole.ok_or(NO_DATA)?, NO_DATA)
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
        let found = campaign_month(&sample.portfolio());
        let columns = "currency spend cost_per_click cost_per_click_note cost_per_lead conversion_rate return_on_spend return_on_spend_note";
        assert_eq!(
            shown(&found, columns),
            ["EUR 400 2 - 100 0.02 2 -", "USD 5 - no-data - - - no-data"]
        );
    }
}
