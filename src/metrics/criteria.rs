//! Key-account criteria: what speaks for a client beside its revenue, scored and weighted.
//!
//! Grain: client and criterion. Points run in a line from the value of full points to that of none, as in the health score;
//! score = sum of weight x points of the criteria that are known / sum of their weights, coverage = known weight / all weight
//! (settings `key_account_criteria`). Revenue share, growth, margin, time as a client and health are computed; any other
//! criterion is a mark in a column of the clients table, and counts only when the table has marks for it.

use std::collections::BTreeMap;

use super::accounts::Account;
use super::definition::{Definition, Rests};
use super::health::{self, points};
use super::history::{Basis, History, Past};
use super::known::{Known, NO_DATA, NO_SALES, SHORT_HISTORY, ratio};
use super::lifecycle::{months_as_client, state};
use super::portfolio::{Portfolio, change, margin};
use super::revenue::Flow;
use super::{Datum, FrameSpec, Unit};
use crate::model::settings::{HealthMeasure, KEY_ACCOUNT_CRITERIA as COMPUTED};
use crate::model::{Money, Settings, Span, Table};

/// Rows behind a score of key accounts.
pub(super) const SCORED: &[Rests] = &[
    Rests::up_to(Table::Invoices, "issued_on"),
    Rests::up_to(Table::Expenses, "date"),
    Rests::up_to(Table::Time, "date"),
    Rests::whole(Table::Clients),
];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "key_account_criteria.value",
        text: "the criterion measured: share of the last twelve months' revenue, growth against the twelve before, delivery margin of the twelve, months as a client, health score, or the mark of the clients table",
        rests_on: SCORED,
    },
    Definition {
        name: "key_account_criteria.points",
        text: "0 to 100 in a line between the values of none and of full points in the settings",
        rests_on: SCORED,
    },
    Definition {
        name: "key_account_criteria.weight",
        text: "weight of the criterion in the settings",
        rests_on: &[Rests::whole(Table::Clients)],
    },
    Definition {
        name: "key_account_criteria.contribution",
        text: "points x weight / weight of the criteria that are known; those of a client add up to its score",
        rests_on: SCORED,
    },
];

/// Key-account criteria.
pub static KEY_ACCOUNT_CRITERIA: FrameSpec = FrameSpec::exported(
    "key_account_criteria",
    "client, criterion",
    &[
        ("client", Unit::Text),
        ("criterion", Unit::Code),
        ("value", Unit::Number),
        ("value_note", Unit::Code),
        ("points", Unit::Number),
        ("weight", Unit::Number),
        ("contribution", Unit::Number),
    ],
);

/// All criteria that count, and the marks of the clients table.
pub struct Criteria<'a> {
    scales: Vec<(&'a str, &'a HealthMeasure)>,
    marks: BTreeMap<&'a str, BTreeMap<&'a str, f64>>,
    health: BTreeMap<&'a str, Known<f64>>,
}

/// One criterion of a client.
struct Criterion<'a> {
    name: &'a str,
    value: Known<f64>,
    points: Option<f64>,
    weight: f64,
}

/// A client's criteria.
pub struct Scored<'a> {
    client: &'a str,
    criteria: Vec<Criterion<'a>>,
}

impl<'a> Criteria<'a> {
    /// Those of the settings with a weight; of the clients table's only those with a mark.
    pub fn of(
        portfolio: &'a Portfolio<'_>,
        scores: &'a [(String, health::Score, health::Score)],
    ) -> Criteria<'a> {
        let settings = &portfolio.scope.settings.key_account_criteria;
        let marks = read_marks(portfolio);
        let names = COMPUTED.iter().copied().chain(marks.keys().copied());
        let scales = names
            .filter_map(|name| Some((name, settings.get(name)?)))
            .filter(|(_, scale)| scale.weight > 0.0)
            .collect();
        let health = scores
            .iter()
            .map(|(client, now, _)| (client.as_str(), now.score));
        Criteria {
            scales,
            health: health.collect(),
            marks,
        }
    }

    /// A client's criteria over a year in which all clients together brought `total`.
    pub fn score(
        &self,
        portfolio: &Portfolio<'_>,
        history: &History<'_>,
        account: &'a Account,
        (year, total): (Span, i64),
    ) -> Scored<'a> {
        let client = account.client.as_str();
        let past = history.get(client);
        let criteria = self.scales.iter().map(|(name, scale)| {
            let value = match *name {
                "revenue_share" => revenue_share(past, year, total),
                "growth" => growth(history, past, year),
                "delivery_margin" => delivery_margin(portfolio, client, year),
                "tenure" => tenure(portfolio, account, past),
                "health" => self.health.get(client).copied().unwrap_or(Err(NO_DATA)),
                mark => self.mark(mark, client),
            };
            Criterion {
                name,
                value,
                points: value.ok().map(|value| points(value, scale)),
                weight: scale.weight,
            }
        });
        Scored {
            client,
            criteria: criteria.collect(),
        }
    }

    fn mark(&self, criterion: &str, client: &str) -> Known<f64> {
        let marks = self.marks.get(criterion).ok_or(NO_DATA)?;
        marks.get(client).copied().ok_or(NO_DATA)
    }
}

/// Marks by criterion and client; of two rows of a client the first counts.
fn read_marks<'a>(portfolio: &'a Portfolio<'_>) -> BTreeMap<&'a str, BTreeMap<&'a str, f64>> {
    let rows = portfolio.tables.rows(Table::Clients);
    let clients = rows.text("client");
    let named = portfolio.scope.settings.key_account_criteria.keys();
    let mut marks: BTreeMap<&str, BTreeMap<&str, f64>> = BTreeMap::new();
    for name in named.filter(|name| !COMPUTED.contains(&name.as_str())) {
        let values = rows.integers_if_any(name).into_iter().flatten();
        for (client, value) in clients.iter().copied().zip(values) {
            if let (Some(client), Some(value)) = (client, value) {
                let of_criterion = marks.entry(name).or_default();
                of_criterion
                    .entry(client)
                    .or_insert(value as f64 / 10_000.0);
            }
        }
    }
    marks
}

fn revenue_share(past: Option<&Past>, year: Span, total: i64) -> Known<f64> {
    let revenue = past.ok_or(NO_DATA)?.revenue(Basis::All, year)?;
    ratio(revenue.max(Money::ZERO).0, total, NO_SALES)
}

fn growth(history: &History<'_>, past: Option<&Past>, year: Span) -> Known<f64> {
    let past = past.ok_or(NO_DATA)?;
    if !history.reaches(year.previous()) {
        return Err(SHORT_HISTORY);
    }
    let before = past.revenue(Basis::All, year.previous())?;
    change(past.revenue(Basis::All, year)?, before)
}

fn delivery_margin(portfolio: &Portfolio<'_>, client: &str, year: Span) -> Known<f64> {
    let agi = portfolio.all_in_base(client, year, Flow::agi)?;
    let cost = portfolio.delivery_cost(client, year, portfolio.rates.base());
    margin(agi, cost)
}

fn tenure(portfolio: &Portfolio<'_>, account: &Account, past: Option<&Past>) -> Known<f64> {
    let past = past.ok_or(NO_DATA)?;
    let months = months_as_client(portfolio, account, past, state(portfolio, account, past));
    months.map(|months| months as f64).ok_or(NO_DATA)
}

impl Scored<'_> {
    fn known_weight(&self) -> f64 {
        let known = self.criteria.iter().filter(|one| one.points.is_some());
        known.map(|one| one.weight).sum()
    }

    fn contribution(&self, criterion: &Criterion<'_>) -> Option<f64> {
        let weight = self.known_weight();
        (weight > 0.0).then_some(criterion.points? * criterion.weight / weight)
    }

    /// 0 to 100.
    pub fn score(&self) -> Known<f64> {
        if self.known_weight() <= 0.0 {
            return Err(NO_DATA);
        }
        let parts = self
            .criteria
            .iter()
            .filter_map(|one| self.contribution(one));
        Ok(parts.sum())
    }

    /// Known weight / all weight; nothing when there are no weights.
    pub fn coverage(&self) -> f64 {
        let all: f64 = self.criteria.iter().map(|one| one.weight).sum();
        if all > 0.0 {
            self.known_weight() / all
        } else {
            0.0
        }
    }

    /// What the score says to a client's place on the list: keep, reconsider, consider, or nothing.
    pub fn advice(&self, key: bool, settings: &Settings) -> Option<&'static str> {
        let score = self.score().ok()?;
        let enough = self.coverage() >= settings.key_account_coverage - 1e-9;
        match (key, enough) {
            (true, true) if score < settings.key_account_reconsider_below => Some("reconsider"),
            (true, _) => Some("keep"),
            (false, true) if score >= settings.key_account_score => Some("consider"),
            (false, _) => None,
        }
    }

    /// Rows of the frame.
    pub fn rows(&self) -> Vec<Vec<Datum>> {
        let rows = self.criteria.iter().map(|one| {
            vec![
                self.client.into(),
                one.name.into(),
                one.value.ok().into(),
                one.value.err().into(),
                one.points.into(),
                one.weight.into(),
                self.contribution(one).into(),
            ]
        });
        rows.collect()
    }
}
