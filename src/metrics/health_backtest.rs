//! Did the health score know? How it ranked clients some months ago, and what has become of them since.
//!
//! Grain: a client with hours, revenue or an active status in the months before; the score is worked out anew for that
//! day by the same function, from what was known then. Revenue is invoiced, net of tax, in the base currency: of as many
//! whole months up to that day (before) and after it (since). Left: lost since, or neither invoice nor hours since. Shrank:
//! revenue fell by `shrunk_share` of the settings or more. No revenue before: n/a `no-sales`. Too short a history: no row.

use chrono::NaiveDate;

use super::accounts::Account;
use super::definition::{Definition, Rests};
use super::health::{Moment, Score};
use super::known::{Known, NO_DATA, NO_SALES, TOO_FEW, pair, ratio};
use super::portfolio::{Portfolio, change};
use super::reviews::Register;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Duration, Money, Month, Span, Table};

const EVERYTHING: &[Rests] = &[
    Rests::up_to(Table::Time, "date"),
    Rests::up_to(Table::Invoices, "issued_on"),
    Rests::up_to(Table::Payments, "date"),
    Rests::up_to(Table::Responses, "date"),
    Rests::up_to(Table::Touches, "date"),
    Rests::whole(Table::Goals),
    Rests::whole(Table::Risks),
    Rests::whole(Table::Actions),
];
const REVENUE: &[Rests] = &[
    Rests::up_to(Table::Invoices, "issued_on"),
    Rests::whole(Table::Rates),
];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "scored_on",
        text: "last day of the month that lies {settings.backtest_months} months before the last whole month",
        rests_on: &[],
    },
    Definition {
        name: "score_then",
        text: "health score of that day, from what was dated up to it",
        rests_on: EVERYTHING,
    },
    Definition {
        name: "revenue_before",
        text: "invoiced net of tax in the months up to that day, in the base currency",
        rests_on: REVENUE,
    },
    Definition {
        name: "revenue_since",
        text: "invoiced net of tax in as many months after that day, in the base currency",
        rests_on: REVENUE,
    },
    Definition {
        name: "revenue_change",
        text: "(revenue since - revenue before) / revenue before",
        rests_on: REVENUE,
    },
    Definition {
        name: "health_backtest_summary.clients",
        text: "clients of that band of which is known what became of them",
        rests_on: EVERYTHING,
    },
    Definition {
        name: "shrank",
        text: "of them, revenue fell by {settings.shrunk_share%} % or more",
        rests_on: REVENUE,
    },
    Definition {
        name: "left_clients",
        text: "of them, lost since, or neither invoice nor hours since",
        rests_on: EVERYTHING,
    },
    Definition {
        name: "shrank_or_left",
        text: "shrank + left",
        rests_on: EVERYTHING,
    },
    Definition {
        name: "shrank_or_left_share",
        text: "shrank or left / clients of the band; read it with its counts",
        rests_on: EVERYTHING,
    },
    Definition {
        name: "ranked_right",
        text: "of all pairs of a client that shrank or left and one that did not, those in which the first had the lower score (equal scores count half); 50 % is chance",
        rests_on: EVERYTHING,
    },
    Definition {
        name: "pairs",
        text: "pairs behind that share",
        rests_on: EVERYTHING,
    },
];

/// Each client.
pub static HEALTH_BACKTEST: FrameSpec = FrameSpec::exported(
    "health_backtest",
    "client",
    &[
        ("client", Unit::Text),
        ("account_manager", Unit::Text),
        ("scored_on", Unit::Date),
        ("score_then", Unit::Number),
        ("score_then_note", Unit::Code),
        ("band_then", Unit::Code),
        ("currency", Unit::Text),
        ("revenue_before", Unit::Money),
        ("revenue_since", Unit::Money),
        ("revenue_change", Unit::Share),
        ("revenue_change_note", Unit::Code),
        // left, shrank, kept
        ("outcome", Unit::Code),
        ("outcome_note", Unit::Code),
    ],
);

/// Each band, and all.
pub static HEALTH_BACKTEST_SUMMARY: FrameSpec = FrameSpec::exported(
    "health_backtest_summary",
    "band",
    &[
        ("scored_on", Unit::Date),
        ("band_then", Unit::Code),
        ("clients", Unit::Count),
        ("shrank", Unit::Count),
        ("left_clients", Unit::Count),
        ("shrank_or_left", Unit::Count),
        ("shrank_or_left_share", Unit::Share),
        ("shrank_or_left_share_note", Unit::Code),
        ("ranked_right", Unit::Share),
        ("ranked_right_note", Unit::Code),
        ("pairs", Unit::Count),
    ],
);

/// What became of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Left,
    Shrank,
    Kept,
}

/// The two stretches of time and the day between them.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    then: Moment,
    before: Span,
    since: Span,
}

/// A client then and since.
struct Case<'a> {
    account: &'a Account,
    score: Known<f64>,
    band: &'static str,
    before: Known<Money>,
    since: Known<Money>,
    outcome: Known<Outcome>,
}

/// Both frames; empty when the files do not reach back far enough.
pub fn health_backtest(portfolio: &Portfolio<'_>, register: &Register) -> [MetricFrame; 2] {
    let Some(stretch) = stretch(portfolio) else {
        return [
            MetricFrame::of(&HEALTH_BACKTEST, Vec::new()),
            MetricFrame::of(&HEALTH_BACKTEST_SUMMARY, Vec::new()),
        ];
    };
    let accounts = portfolio.accounts.iter();
    let mut cases: Vec<Case<'_>> = accounts
        .filter(|account| was_client(portfolio, account, stretch))
        .map(|account| case(portfolio, register, account, stretch))
        .collect();
    cases.sort_by(|left, right| {
        let score = |case: &Case<'_>| case.score.unwrap_or(f64::INFINITY);
        (score(left).total_cmp(&score(right))).then(left.account.client.cmp(&right.account.client))
    });
    let base = portfolio.rates.base();
    let rows = cases.iter().map(|case| row(case, stretch.then.day, base));
    [
        MetricFrame::of(&HEALTH_BACKTEST, rows.collect()),
        MetricFrame::of(&HEALTH_BACKTEST_SUMMARY, summary(&cases, stretch.then.day)),
    ]
}

/// Whole months only, so that both stretches are equally long; none when the first begins before the files do.
fn stretch(portfolio: &Portfolio<'_>) -> Option<Stretch> {
    let scope = portfolio.scope;
    let months = i32::try_from(scope.settings.backtest_months).ok()?.max(1);
    let last = scope.period.to.min(Month::of(scope.as_of));
    let last = if scope.as_of < last.last_day() {
        last.plus(-1)
    } else {
        last
    };
    let month = last.plus(-months);
    let before = Span {
        from: month.plus(1 - months),
        to: month,
    };
    (before.from >= scope.first).then_some(Stretch {
        then: Moment {
            day: month.last_day(),
            month,
        },
        before,
        since: Span {
            from: month.plus(1),
            to: last,
        },
    })
}

/// A client of that time: something in the months before, and not lost by then.
fn was_client(portfolio: &Portfolio<'_>, account: &Account, stretch: Stretch) -> bool {
    let lost_before = account.status == "lost"
        && account
            .stage_since
            .is_some_and(|since| since <= stretch.then.day);
    let known = account.status != "prospect";
    known && !lost_before && portfolio.is_active(account, stretch.before)
}

fn case<'a>(
    portfolio: &Portfolio<'_>,
    register: &Register,
    account: &'a Account,
    stretch: Stretch,
) -> Case<'a> {
    let score = Score::at(portfolio, register, account, stretch.then);
    let revenue = |span| portfolio.all_in_base(&account.client, span, |flow| flow.invoiced);
    let (before, since) = (revenue(stretch.before), revenue(stretch.since));
    Case {
        account,
        score: score.score,
        band: score.band,
        before,
        since,
        outcome: outcome(portfolio, account, stretch, before, since),
    }
}

fn outcome(
    portfolio: &Portfolio<'_>,
    account: &Account,
    stretch: Stretch,
    before: Known<Money>,
    since: Known<Money>,
) -> Known<Outcome> {
    let hours = portfolio.hours(&account.client, stretch.since).all;
    let silent = hours == Duration::ZERO && since == Ok(Money::ZERO);
    if account.status == "lost" || silent {
        return Ok(Outcome::Left);
    }
    let (before, since) = (before?, since?);
    if before <= Money::ZERO {
        return Err(NO_SALES);
    }
    let lost = ratio((before - since).0, before.0, NO_SALES)?;
    let shrank = lost >= portfolio.scope.settings.shrunk_share - 1e-9;
    Ok(if shrank {
        Outcome::Shrank
    } else {
        Outcome::Kept
    })
}

fn row(case: &Case<'_>, day: NaiveDate, base: &str) -> Vec<Datum> {
    let [score, score_note] = pair(case.score);
    let changed = case.before.and_then(|before| change(case.since?, before));
    let [changed, changed_note] = pair(changed);
    let [outcome, outcome_note] = pair(case.outcome.map(Outcome::code));
    vec![
        (&case.account.client).into(),
        (&case.account.manager).into(),
        day.into(),
        score,
        score_note,
        case.band.into(),
        base.into(),
        case.before.ok().into(),
        case.since.ok().into(),
        changed,
        changed_note,
        outcome,
        outcome_note,
    ]
}

impl Outcome {
    fn code(self) -> &'static str {
        match self {
            Outcome::Left => "left",
            Outcome::Shrank => "shrank",
            Outcome::Kept => "kept",
        }
    }
}

/// A row for each band, worst first, then one for all.
fn summary(cases: &[Case<'_>], day: NaiveDate) -> Vec<Vec<Datum>> {
    let bands = ["red", "amber", "green", "insufficient_data", "all_bands"];
    bands
        .into_iter()
        .map(|band| summary_row(cases, day, band))
        .collect()
}

fn summary_row(cases: &[Case<'_>], day: NaiveDate, band: &str) -> Vec<Datum> {
    let outcomes: Vec<Outcome> = cases
        .iter()
        .filter(|case| band == "all_bands" || case.band == band)
        .filter_map(|case| case.outcome.ok())
        .collect();
    let count = |wanted: Outcome| outcomes.iter().filter(|one| **one == wanted).count() as i64;
    let (shrank, left) = (count(Outcome::Shrank), count(Outcome::Left));
    let all = outcomes.len() as i64;
    let [share, share_note] = pair(ratio(shrank + left, all, NO_DATA));
    let (right, pairs) = ranked_right(cases);
    let ranked = if band == "all_bands" {
        pair(right)
    } else {
        [Datum::Null, Datum::Null]
    };
    let [ranked, ranked_note] = ranked;
    vec![
        day.into(),
        band.into(),
        all.into(),
        shrank.into(),
        left.into(),
        (shrank + left).into(),
        share,
        share_note,
        ranked,
        ranked_note,
        (band == "all_bands").then_some(pairs).into(),
    ]
}

/// Share of pairs of a worse and a kept client in which the worse had the lower score, and how many pairs there are.
fn ranked_right(cases: &[Case<'_>]) -> (Known<f64>, i64) {
    let scores = |wanted: fn(Outcome) -> bool| -> Vec<f64> {
        let known = cases
            .iter()
            .filter_map(|case| Some((case.score.ok()?, case.outcome.ok()?)));
        known
            .filter(|(_, outcome)| wanted(*outcome))
            .map(|(score, _)| score)
            .collect()
    };
    let worse = scores(|outcome| outcome != Outcome::Kept);
    let kept = scores(|outcome| outcome == Outcome::Kept);
    let pairs = (worse.len() * kept.len()) as i64;
    // halves, so that a tie is one of two
    let mut halves = 0;
    for low in &worse {
        for high in &kept {
            halves += match low.total_cmp(high) {
                std::cmp::Ordering::Less => 2,
                std::cmp::Ordering::Equal => 1,
                std::cmp::Ordering::Greater => 0,
            };
        }
    }
    (ratio(halves, 2 * pairs, TOO_FEW), pairs)
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    const INVOICES: &str = "number | client | issued_on | net | currency
        1 | A | 2026-05-10 | 100 | EUR\n 2 | A | 2026-08-10 | 80 | EUR
        3 | B | 2026-06-10 | 100 | EUR\n 4 | B | 2026-09-10 | 81 | EUR
        5 | C | 2026-07-10 | 100 | EUR\n 6 | D | 2026-05-10 | 50 | EUR
        7 | E | 2026-10-10 | 50 | EUR\n 8 | F | 2026-05-10 | 10 | USD\n 9 | F | 2026-09-10 | 10 | USD";
    const CLIENTS: &str = "client | status | stage_since
        D | lost | 2026-09-01\n G | lost | 2026-06-30\n H | prospect | ";
    const RISKS: &str = "client | risk | probability | impact | raised_on\n A | a | 5 | 5 | 2026-05-01\n B | b | 3 | 3 | 2026-05-01\n C | c | 4 | 4 | 2026-05-01\n C | d | 5 | 5 | 2026-08-01";

    #[test]
    fn what_became_of_clients_since() {
        let texts = [
            ("clients", CLIENTS),
            ("invoices", INVOICES),
            ("risks", RISKS),
        ];
        let work = "2026-05-05 Ann G - B 1\n2026-05-05 Ann E - B 1";
        let mut sample = Sample::of(&texts, work, scope("2026-05", "2026-10"));
        for measure in sample.scope.settings.health.iter_mut() {
            if measure.0 != "open_risks" {
                measure.1.weight = 0.0;
            }
        }
        let portfolio = sample.portfolio();
        let [found, summary] = health_backtest(&portfolio, &Register::of(&sample.tables));
        // points of risks: 25 none, 9 is 16/24, 16 is 9/24, no risk all; a fall of just 20 % has shrunk, E had no revenue before,
        // F has no rate; C lost its worse risk's points only later
        assert_eq!(
            shown(
                &found,
                "client score_then band_then revenue_before revenue_since revenue_change outcome outcome_note"
            ),
            [
                "A 0 red 100 80 -0.2 shrank -",
                "C 37.5 red 100 0 -1 left -",
                "B 66.6667 amber 100 81 -0.19 kept -",
                "D 100 green 50 0 -1 left -",
                "E 100 green 0 50 - - no-sales",
                "F 100 green - - - - no-rate",
            ]
        );
        // pairs with B, the only kept one: A and C lower, D higher
        assert_eq!(
            shown(
                &summary,
                "band_then clients shrank left_clients shrank_or_left shrank_or_left_share ranked_right pairs"
            ),
            [
                "red 2 1 1 2 1 - -",
                "amber 1 0 0 0 0 - -",
                "green 1 0 1 1 1 - -",
                "insufficient_data 0 0 0 0 - - -",
                "all_bands 4 1 2 3 0.75 0.6667 3",
            ]
        );
    }

    #[test]
    fn too_short_a_history_gives_no_row() {
        let texts = [("invoices", INVOICES)];
        let sample = Sample::of(&texts, "", scope("2026-06", "2026-10"));
        let portfolio = sample.portfolio();
        let [found, summary] = health_backtest(&portfolio, &Register::default());
        assert!(found.is_empty() && summary.is_empty());
    }
}
