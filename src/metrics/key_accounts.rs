//! Proposed key accounts: the smallest set of clients that makes the wanted share of the last twelve months'
//! revenue, within the list's size limits, re-checked against the list of some months ago (a quarter, settings). Beside it what the scored criteria say
//! ([`super::criteria`]): a key account that scores low is to be reconsidered, a client outside that scores high considered.
//!
//! Grain: client with revenue in the last twelve months, or on that earlier list; base currency.

use std::collections::BTreeSet;

use super::concentration::trailing_year;
use super::criteria::{Criteria, KEY_ACCOUNT_CRITERIA, SCORED, Scored};
use super::definition::{Definition, Rests};
use super::health::Score;
use super::history::History;
use super::known::{Known, NO_DATA, NO_HOURS, pair, ratio};
use super::portfolio::{Portfolio, change};
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::phrase::phrase;
use crate::model::{Money, Phrase, Span, Table};

const INVOICES: &[Rests] = &[Rests::last_year(Table::Invoices, "issued_on")];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "key_accounts.rank",
        text: "place by revenue of the last twelve months in the base currency; clients without a rate last",
        rests_on: INVOICES,
    },
    Definition {
        name: "revenue_ttm_base",
        text: "revenue of the last twelve months in the base currency, each month at its own rate",
        rests_on: INVOICES,
    },
    Definition {
        name: "key_accounts.share",
        text: "revenue of the client / revenue of all clients in the last twelve months; negative clients count as zero",
        rests_on: INVOICES,
    },
    Definition {
        name: "revenue_to_cost",
        text: "revenue of the last twelve months / delivery cost of the same months; n/a without cost",
        rests_on: &[
            Rests::last_year(Table::Invoices, "issued_on"),
            Rests::last_year(Table::Expenses, "date"),
            Rests::last_year(Table::Time, "date"),
        ],
    },
    Definition {
        name: "criteria_score",
        text: "sum of weight x points of the criteria that are known / sum of their weights, 0 to 100",
        rests_on: SCORED,
    },
    Definition {
        name: "criteria_coverage",
        text: "weight of the criteria that are known / all weight; under {settings.key_account_coverage%} % the score advises nothing",
        rests_on: SCORED,
    },
];

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
        ("criteria_score", Unit::Number),
        ("criteria_score_note", Unit::Code),
        ("criteria_coverage", Unit::Share),
        ("advice", Unit::Code),
    ],
);

/// A client with revenue, in rank order.
struct Ranked<'a> {
    client: &'a str,
    revenue: Known<Money>,
}

/// Every client with revenue in the last twelve months, and who left the list; and the criteria of each.
pub fn key_accounts(
    portfolio: &Portfolio<'_>,
    history: &History<'_>,
    scores: &[(String, Score, Score)],
) -> [MetricFrame; 2] {
    let criteria = Criteria::of(portfolio, scores);
    let span = trailing_year(portfolio.scope.period);
    let mut ranked = rank(portfolio, span);
    let mut now = chosen(portfolio, &ranked);
    // whoever left keeps its part of the revenue, and is nobody's to keep
    now.retain(|client| !has_left(portfolio, client));
    let months = portfolio.scope.settings.key_account_recheck_months as i32;
    let earlier = Span {
        from: span.from.plus(-months),
        to: span.to.plus(-months),
    };
    let known = portfolio.scope.first <= earlier.to;
    let before = known.then(|| chosen(portfolio, &rank(portfolio, earlier)));
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
    let (mut rows, mut criteria_rows) = (Vec::new(), Vec::new());
    for (at, one) in ranked.iter().enumerate() {
        let part = one.revenue.map_or(0, |revenue| revenue.0.max(0));
        let before_it = running;
        running += part;
        let standing = Standing {
            key: now.contains(one.client),
            was_key: before.as_ref().map(|before| before.contains(one.client)),
            made_without: before_it as f64
                >= total as f64 * portfolio.scope.settings.key_account_share,
            limits: portfolio.scope.settings.key_account_list,
            left: has_left(portfolio, one.client),
        };
        let shares = one.revenue.and_then(|_| {
            Ok((
                ratio(part, total, NO_DATA)?,
                ratio(running, total, NO_DATA)?,
            ))
        });
        let mut row = row(portfolio, span, at, one, shares, standing);
        let account = portfolio.accounts.get(one.client);
        let scored =
            account.map(|account| criteria.score(portfolio, history, account, (span, total)));
        row.extend(score_cells(portfolio, scored.as_ref(), standing.key));
        rows.push(row);
        criteria_rows.extend(scored.iter().flat_map(Scored::rows));
    }
    [
        MetricFrame::of(&KEY_ACCOUNTS, rows),
        MetricFrame::of(&KEY_ACCOUNT_CRITERIA, criteria_rows),
    ]
}

/// From `criteria_score` to the end of the row.
fn score_cells(portfolio: &Portfolio<'_>, scored: Option<&Scored<'_>>, key: bool) -> Vec<Datum> {
    let settings = &portfolio.scope.settings;
    let score = scored.map_or(Err(NO_DATA), Scored::score);
    let mut cells: Vec<Datum> = pair(score).into();
    cells.push(scored.map(Scored::coverage).into());
    cells.push(
        scored
            .and_then(|scored| scored.advice(key, settings))
            .into(),
    );
    cells
}

/// True of a client that is called lost.
fn has_left(portfolio: &Portfolio<'_>, client: &str) -> bool {
    let account = portfolio.accounts.get(client);
    account.is_some_and(|account| account.status == "lost")
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
    /// Larger clients alone make the wanted share.
    made_without: bool,
    /// Least and most clients of a list.
    limits: [usize; 2],
    /// It is no client any more.
    left: bool,
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
            (Ok(_), false, _) if self.left => phrase("it is no client any more", &[]),
            (Ok(_), true, _) if self.made_without => phrase(
                "the wanted share is made without it, but the list has at least {} clients",
                &[&self.limits[0]],
            ),
            (Ok(revenue), false, _) if !self.made_without && revenue > Money::ZERO => phrase(
                "it would belong to the wanted share, but the list has at most {} clients",
                &[&self.limits[1]],
            ),
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
    let cost = cost?;
    if cost <= Money::ZERO {
        return Err(NO_HOURS);
    }
    ratio(one.revenue?.0, cost.0, NO_HOURS)
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    fn frames(sample: &Sample) -> [MetricFrame; 2] {
        let portfolio = sample.portfolio();
        let history = History::of(&portfolio);
        key_accounts(&portfolio, &history, &[])
    }

    #[test]
    fn the_limits_of_the_list_are_named() {
        let invoices = "number | client | issued_on | net | currency
            1 | A | 2026-10-01 | 50 | EUR\n 2 | B | 2026-10-01 | 30 | EUR\n 3 | C | 2026-10-01 | 20 | EUR";
        let reasons = |limits: [usize; 2]| {
            let mut scope = scope("2026-10", "2026-10");
            scope.settings.key_account_list = limits;
            let [found, _] = frames(&Sample::of(&[("invoices", invoices)], "", scope));
            let reasons = shown(&found, "key_account reason").into_iter();
            reasons
                .map(|reason| reason.replace('\u{1f}', " | "))
                .collect::<Vec<_>>()
        };
        let least =
            "yes the wanted share is made without it, but the list has at least {} clients | 3";
        assert_eq!(reasons([3, 20])[2], least);
        let most =
            "no it would belong to the wanted share, but the list has at most {} clients | 1";
        assert_eq!(reasons([1, 1])[1], most);
        assert!(reasons([1, 20])[2].starts_with("no larger clients make"));
    }

    #[test]
    fn criteria_are_scored_over_what_is_known() {
        // A: share 0.8 is full, margin (800 - 8 x 50) / 800 = full, potential 4 of 1..5 is 75; B: share 0.2 full, potential 1
        let invoices = "number | client | issued_on | net | currency
            1 | A | 2026-10-01 | 800 | EUR\n 2 | B | 2026-10-01 | 200 | EUR";
        let tables = [
            (
                "clients",
                "client | since | potential\n A | 2025-11-01 | 4\n B | | 1",
            ),
            ("invoices", invoices),
            (
                "people",
                "person | cost_rate | currency\n Mara | 50 | EUR\n Free | | EUR",
            ),
        ];
        let work = "2026-10-02 Mara A Web B 8\n2026-10-02 Free B Web B 1";
        let [found, criteria] = frames(&Sample::of(&tables, work, scope("2026-10", "2026-10")));
        assert_eq!(
            shown(&criteria, "client criterion value value_note points weight"),
            [
                "A revenue_share 0.8 - 100 30",
                "A growth - short-history - 15",
                "A delivery_margin 0.5 - 100 20",
                "A tenure 12 - 33.3333 10",
                "A health - no-data - 15",
                "A potential 4 - 75 15",
                "B revenue_share 0.2 - 100 30",
                "B growth - short-history - 15",
                "B delivery_margin - no-rate - 20",
                "B tenure 1 - 2.7778 10",
                "B health - no-data - 15",
                "B potential 1 - 0 15",
            ]
        );
        // A: (3000 + 2000 + 333.3333 + 1125) / 75; B: (3000 + 27.7778) / 55; weights add up to 105
        assert_eq!(
            shown(&found, "client criteria_score criteria_coverage advice"),
            ["A 86.1111 0.7143 keep", "B 55.0505 0.5238 keep"]
        );
    }

    #[test]
    fn the_smallest_set_that_makes_the_share() {
        let invoices = "number | client | issued_on | net | currency
            1 | A | 2026-10-01 | 50 | EUR\n 2 | B | 2026-10-01 | 30 | EUR\n 3 | C | 2026-10-01 | 20 | EUR
            4 | C | 2024-12-01 | 10 | EUR\n 5 | D | 2025-08-01 | 90 | EUR";
        let mut scope = scope("2024-11", "2026-10");
        scope.settings.key_account_list = [1, 20];
        let sample = Sample::of(&[("invoices", invoices)], "", scope);
        let [found, _] = frames(&sample);
        assert_eq!(
            shown(
                &found,
                "rank client share cumulative_share growth growth_note key_account change revenue_to_cost_note"
            ),
            [
                "1 A 0.5 0.5 - no-sales yes enters no-data",
                "2 B 0.3 0.8 - no-sales yes enters no-data",
                "3 C 0.2 1 1 - no - no-data",
                "4 D 0 1 -1 - no leaves no-hours",
            ]
        );
    }
}
