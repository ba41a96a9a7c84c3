//! Proposed key accounts: the smallest set of clients that makes the wanted share of the last twelve months'
//! revenue, within the list's size limits, re-checked against the list of a quarter ago.

use std::collections::BTreeSet;

use super::concentration::trailing_year;
use super::known::{Known, NO_DATA, NO_HOURS, NO_RATE, pair, ratio};
use super::portfolio::{Portfolio, change};
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::phrase::phrase;
use crate::model::{Money, Phrase, Span};

/// Proposed key accounts.
pub static KEY_ACCOUNTS: FrameSpec = FrameSpec::exported(
    "key_accounts",
    "client",
    &[
        ("rank", Unit::Count),
        ("client", Unit::Text),
        ("currency", Unit::Text),
        ("revenue_ttm_base", Unit::Money),
        ("share", Unit::Share),
        ("cumulative_share", Unit::Share),
        ("growth", Unit::Share),
        ("growth_note", Unit::Code),
        ("revenue_to_cost", Unit::Number),
        ("revenue_to_cost_note", Unit::Code),
        ("key_account", Unit::Flag),
        ("change", Unit::Code),
        ("reason", Unit::Phrase),
    ],
);

/// A client with revenue, in rank order.
struct Ranked<'a> {
    client: &'a str,
    revenue: Known<Money>,
}

/// The frame: every client with revenue in the last twelve months, and who left the list.
pub fn key_accounts(portfolio: &Portfolio<'_>) -> MetricFrame {
    let span = trailing_year(portfolio.scope.period);
    let mut ranked = rank(portfolio, span);
    let now = chosen(portfolio, &ranked);
    let quarter_ago = Span {
        from: span.from.plus(-3),
        to: span.to.plus(-3),
    };
    let known = portfolio.scope.first <= quarter_ago.to;
    let before = known.then(|| chosen(portfolio, &rank(portfolio, quarter_ago)));
    let gone = before
        .iter()
        .flatten()
        .filter(|client| ranked.iter().all(|one| one.client != **client));
    let gone = gone.map(|client| Ranked {
        client,
        revenue: Ok(Money::ZERO),
    });
    let gone: Vec<Ranked<'_>> = gone.collect();
    ranked.extend(gone);
    let total = total(&ranked);
    let mut running = 0;
    let mut rows = Vec::new();
    for (at, one) in ranked.iter().enumerate() {
        let part = one.revenue.map_or(0, |revenue| revenue.0.max(0));
        running += part;
        let standing = Standing {
            key: now.contains(one.client),
            was_key: before.as_ref().map(|before| before.contains(one.client)),
        };
        let shares = one.revenue.and_then(|_| {
            Ok((
                ratio(part, total, NO_DATA)?,
                ratio(running, total, NO_DATA)?,
            ))
        });
        rows.push(row(portfolio, span, at, one, shares, standing));
    }
    MetricFrame::of(&KEY_ACCOUNTS, rows)
}

/// Clients by revenue of the span; those without a rate last.
fn rank<'a>(portfolio: &'a Portfolio<'_>, span: Span) -> Vec<Ranked<'a>> {
    let accounts = portfolio.accounts.iter();
    let mut ranked: Vec<Ranked<'_>> = accounts
        .map(|account| Ranked {
            client: &account.client,
            revenue: portfolio.all_in_base(&account.client, span, |flow| flow.invoiced),
        })
        .filter(|one| one.revenue != Ok(Money::ZERO))
        .collect();
    ranked.sort_by_key(|one| {
        (
            one.revenue.is_err(),
            one.revenue.map_or(0, |revenue| -revenue.0),
            one.client,
        )
    });
    ranked
}

fn total(ranked: &[Ranked<'_>]) -> i64 {
    ranked
        .iter()
        .map(|one| one.revenue.map_or(0, |revenue| revenue.0.max(0)))
        .sum()
}

/// Clients in rank order until they make the share; at least and at most as many as the settings want.
fn chosen<'a>(portfolio: &Portfolio<'_>, ranked: &[Ranked<'a>]) -> BTreeSet<&'a str> {
    let settings = &portfolio.scope.settings;
    let [least, most] = settings.key_account_list;
    let wanted = total(ranked) as f64 * settings.key_account_share;
    let mut running = 0.0;
    let mut chosen = BTreeSet::new();
    for one in ranked {
        let Ok(revenue) = one.revenue else { break };
        let enough = running >= wanted && chosen.len() >= least;
        if revenue <= Money::ZERO || enough || chosen.len() >= most {
            break;
        }
        running += revenue.0 as f64;
        chosen.insert(one.client);
    }
    chosen
}

#[derive(Clone, Copy)]
struct Standing {
    key: bool,
    was_key: Option<bool>,
}

impl Standing {
    fn change(self) -> Datum {
        match (self.was_key, self.key) {
            (Some(false), true) => "enters".into(),
            (Some(true), false) => "leaves".into(),
            (Some(true), true) => "stays".into(),
            _ => Datum::Null,
        }
    }

    fn reason(self, revenue: Known<Money>) -> Phrase {
        match (revenue, self.key, self.was_key) {
            (Err(_), _, _) => phrase("no exchange rate for its revenue", &[]),
            (Ok(_), true, Some(false)) => phrase(
                "its revenue of the last 12 months now belongs to the wanted share",
                &[],
            ),
            (Ok(_), true, _) => phrase(
                "its revenue of the last 12 months belongs to the wanted share",
                &[],
            ),
            (Ok(_), false, Some(true)) => phrase(
                "its revenue of the last 12 months no longer belongs to the wanted share",
                &[],
            ),
            (Ok(_), false, _) => phrase("larger clients make the wanted share without it", &[]),
        }
    }
}

fn row(
    portfolio: &Portfolio<'_>,
    span: Span,
    at: usize,
    one: &Ranked<'_>,
    shares: Known<(f64, f64)>,
    standing: Standing,
) -> Vec<Datum> {
    let [growth, growth_note] = pair(growth(portfolio, one, span));
    let [to_cost, to_cost_note] = pair(revenue_to_cost(portfolio, one, span));
    vec![
        (at as i64 + 1).into(),
        one.client.into(),
        portfolio.rates.base().into(),
        one.revenue.ok().into(),
        shares.ok().map(|(share, _)| share).into(),
        shares.ok().map(|(_, cumulative)| cumulative).into(),
        growth,
        growth_note,
        to_cost,
        to_cost_note,
        standing.key.into(),
        standing.change(),
        standing.reason(one.revenue).encode().into(),
    ]
}

/// The last twelve months against the twelve before, which the files must reach back to.
fn growth(portfolio: &Portfolio<'_>, one: &Ranked<'_>, span: Span) -> Known<f64> {
    let before = span.previous();
    if before.from < portfolio.scope.first {
        return Err(NO_DATA);
    }
    change(
        one.revenue?,
        portfolio.all_in_base(one.client, before, |flow| flow.invoiced)?,
    )
}

fn revenue_to_cost(portfolio: &Portfolio<'_>, one: &Ranked<'_>, span: Span) -> Known<f64> {
    let cost = portfolio.delivery_cost(one.client, span, portfolio.rates.base());
    let cost = cost.map_err(|_| NO_RATE)?;
    if cost <= Money::ZERO {
        return Err(NO_HOURS);
    }
    ratio(one.revenue?.0, cost.0, NO_HOURS)
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    #[test]
    fn the_smallest_set_that_makes_the_share() {
        let invoices = "number | client | issued_on | net | currency
            1 | A | 2026-10-01 | 50 | EUR\n 2 | B | 2026-10-01 | 30 | EUR\n 3 | C | 2026-10-01 | 20 | EUR
            4 | C | 2024-12-01 | 10 | EUR\n 5 | D | 2025-08-01 | 90 | EUR";
        let mut scope = scope("2024-11", "2026-10");
        scope.settings.key_account_list = [1, 20];
        let sample = Sample::of(&[("invoices", invoices)], "", scope);
        let found = key_accounts(&sample.portfolio());
        assert_eq!(
            shown(
                &found,
                "rank client share cumulative_share growth growth_note key_account change revenue_to_cost_note"
            ),
            [
                "1 A 0.5 0.5 - no-sales yes enters no-hours",
                "2 B 0.3 0.8 - no-sales yes enters no-hours",
                "3 C 0.2 1 1 - no - no-hours",
                "4 D 0 1 -1 - no leaves no-hours",
            ]
        );
    }
}
