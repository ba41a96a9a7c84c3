//! Campaigns against the goals of their client, where a goal's name names a figure of campaigns.
//!
//! The words that tie a goal to a figure stand in `templates/trade.toml` (`campaign_goals`); a goal that also names a channel of the
//! client is held against that channel alone. Rates and costs are ratios of sums. A sum (leads, clicks ...) counts from
//! the goal's first day (else 1 January of the due year) to the report's day, by whole months; it is that of one month when the goal says
//! so (`month_goals`) or begins at a baseline above zero, while a rate or cost with a baseline is that of its whole time. What
//! begins at a baseline is reached as far as it has moved from there to the target (`metrics.md`, "Account review"). Money figures have a row for each currency, or for the
//! one that the goal's unit names; they are never added.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::campaigns::{Campaigns, Channel, Results, cost_of_one, quotient};
use super::definition::{Definition, Rests};
use super::goals::{Goal, GoalKey, number};
use super::known::{Known, NO_DATA, NO_TARGET, pair};
use super::portfolio::Portfolio;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::key::fold;
use crate::model::trade_words::CampaignFigure;
use crate::model::{Month, Span, Table};

const SOURCES: &[Rests] = &[
    Rests::whole(Table::Goals),
    Rests::up_to(Table::Results, "date"),
];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "campaign_goals.target",
        text: "what is to be reached, as the file of goals says",
        rests_on: &[Rests::whole(Table::Goals)],
    },
    Definition {
        name: "campaign_goals.baseline",
        text: "where the goal began, as the file of goals says",
        rests_on: &[Rests::whole(Table::Goals)],
    },
    Definition {
        name: "campaign_goals.actual",
        text: "the figure that the goal names, from the campaign results of its months",
        rests_on: SOURCES,
    },
    Definition {
        name: "of_target",
        text: "actual / target; of a cost target / actual, so that 1 and more is reached; with a baseline (actual - baseline) / (target - baseline), at least 0",
        rests_on: SOURCES,
    },
    Definition {
        name: "stated",
        text: "what is reached as the file of goals itself says",
        rests_on: &[Rests::whole(Table::Goals)],
    },
    Definition {
        name: "campaign_goals.elapsed",
        text: "elapsed share of the goal's time for sums and for what begins at a baseline; empty for other rates, costs and figures of one month",
        rests_on: &[Rests::whole(Table::Goals)],
    },
];

/// Goals that name a figure of campaigns.
pub static CAMPAIGN_GOALS: FrameSpec = FrameSpec::exported(
    "campaign_goals",
    "goal, currency",
    &[
        ("client", Unit::Text),
        ("goal", Unit::Text),
        ("figure", Unit::Code),
        // empty: all channels of the client
        ("channel", Unit::Text),
        ("currency", Unit::Text),
        ("from_month", Unit::Month),
        ("to_month", Unit::Month),
        ("target", Unit::Number),
        ("actual", Unit::Number),
        ("actual_note", Unit::Code),
        ("of_target", Unit::Share),
        ("of_target_note", Unit::Code),
        ("elapsed", Unit::Share),
        ("on_track", Unit::Flag),
        ("stated", Unit::Number),
        ("baseline", Unit::Number),
    ],
);

/// What is shown as 100.0 % is reached.
const DUST: f64 = 0.000_5;

/// A goal with the figure it names.
struct Named<'a> {
    goal: &'a Goal,
    figure: CampaignFigure,
    channel: Option<String>,
    span: Span,
    /// A sum that grows over the goal's time, or a figure that is to move from its baseline in that time.
    grows: bool,
}

/// Whether a client's goal is on track on a day, by the results of the months up to it; none when it names no figure, or its
/// figure or target is not known. Of a money figure in several currencies all have to be.
pub fn on_track(
    portfolio: &Portfolio<'_>,
    goal: &Goal,
    campaigns: &Campaigns,
    day: NaiveDate,
) -> Option<bool> {
    let channels = channels_of(goal, campaigns);
    let month = Month::of(day).min(portfolio.scope.period.to);
    let named = named(portfolio, goal, &channels, month)?;
    let currencies = named.currencies(&channels);
    let known = currencies.iter().filter_map(|currency| {
        let actual = named.actual(named.sum(campaigns, &channels, currency));
        named.on_track(named.of_target(actual), portfolio, day)
    });
    known.reduce(|all, one| all && one)
}

/// The frame, by client and goal.
pub fn campaign_goals(
    portfolio: &Portfolio<'_>,
    goals: &[Goal],
    campaigns: &Campaigns,
) -> MetricFrame {
    let mut goals: Vec<&Goal> = goals
        .iter()
        .filter(|goal| portfolio.accounts.get(&goal.client).is_some())
        .collect();
    goals.sort_by_key(|goal| (&goal.client, &goal.goal, &goal.channel, goal.due_on));
    let mut rows = Vec::new();
    for goal in goals {
        let channels = channels_of(goal, campaigns);
        let Some(named) = named(portfolio, goal, &channels, reported(portfolio)) else {
            continue;
        };
        for currency in named.currencies(&channels) {
            rows.push(named.row(portfolio, campaigns, &channels, &currency));
        }
    }
    MetricFrame::of(&CAMPAIGN_GOALS, rows)
}

/// The channels of a goal's client.
fn channels_of<'c>(goal: &Goal, campaigns: &'c Campaigns) -> Vec<&'c Channel> {
    let channels = campaigns.channels.keys();
    let own = channels.filter(|(client, _, _)| *client == goal.client);
    own.collect()
}

/// The month that is reported, or the one that goes on.
fn reported(portfolio: &Portfolio<'_>) -> Month {
    let scope = portfolio.scope;
    scope.period.to.min(Month::of(scope.as_of))
}

/// What a goal speaks of in the months up to `last`; none when it names no figure, or the client has no campaigns.
fn named<'a>(
    portfolio: &Portfolio<'_>,
    goal: &'a Goal,
    channels: &[&Channel],
    last: Month,
) -> Option<Named<'a>> {
    let words = &portfolio.scope.words;
    let text = fold(&goal.goal);
    let figure = figure_of(&text, &words.campaign_goals)?;
    if channels.is_empty() {
        return None;
    }
    let today = portfolio.scope.last_day(Span::month(last));
    if goal.starts_on.is_some_and(|start| start > today) {
        return None;
    }
    let channel = channel_of(goal, channels);
    let has_baseline = goal.baseline.is_some_and(|baseline| baseline > 0);
    let of_month = is_sum(figure) && has_baseline
        || words.month_goals.iter().any(|word| speaks_of(&text, word));
    let grows = is_sum(figure) && !of_month || has_baseline;
    let first = match first_month(goal) {
        Some(first) if !of_month => first.min(last),
        _ => last,
    };
    let due = goal.due_on.map_or(last, Month::of);
    Some(Named {
        goal,
        figure,
        channel,
        span: Span {
            from: first,
            to: last.min(due).max(first),
        },
        grows,
    })
}

/// The channel that the goal's own column names, though the client may have no results of it, else the longest one that its
/// words speak of; none for a goal of all channels.
fn channel_of(goal: &Goal, channels: &[&Channel]) -> Option<String> {
    let (own, text) = (fold(&goal.channel), fold(&goal.goal));
    let mut names = channels.iter().map(|(_, channel, _)| channel);
    if !own.is_empty() {
        let same = names.find(|channel| fold(channel) == own);
        return Some(same.unwrap_or(&goal.channel).clone());
    }
    names
        .filter(|channel| !channel.is_empty() && speaks_of(&text, &fold(channel)))
        .max_by_key(|channel| channel.len())
        .cloned()
}

/// The goals that name a figure of the campaigns, whether there are results of it yet or not.
pub fn held_against_campaigns(
    portfolio: &Portfolio<'_>,
    goals: &[Goal],
    campaigns: &Campaigns,
) -> BTreeSet<GoalKey> {
    let held = goals.iter().filter(|goal| {
        let channels = channels_of(goal, campaigns);
        named(portfolio, goal, &channels, reported(portfolio)).is_some()
    });
    held.map(Goal::key).collect()
}

/// The figure one of whose words is the longest in the text.
fn figure_of(text: &str, words: &BTreeMap<CampaignFigure, Vec<String>>) -> Option<CampaignFigure> {
    let fits = words.iter().flat_map(|(figure, words)| {
        let fitting = words.iter().filter(|word| speaks_of(text, word));
        fitting.map(move |word| (word.chars().count(), *figure))
    });
    let mut best: Option<(usize, CampaignFigure)> = None;
    for (length, figure) in fits {
        if best.is_none_or(|(longest, _)| length > longest) {
            best = Some((length, figure));
        }
    }
    best.map(|(_, figure)| figure)
}

/// True when the text has the word, at the start of a word where the script parts words.
fn speaks_of(text: &str, word: &str) -> bool {
    if word.is_empty() {
        return false;
    }
    let joined = word
        .chars()
        .any(|letter| ('\u{2e80}'..='\u{9fff}').contains(&letter));
    text.match_indices(word)
        .any(|(at, _)| joined || at == 0 || text[..at].ends_with(' '))
}

/// Month in which a goal's time begins.
fn first_month(goal: &Goal) -> Option<Month> {
    let new_year = |due: NaiveDate| Month::new(due.year(), 1);
    let start = goal.starts_on.map(Month::of);
    start.or_else(|| goal.due_on.and_then(new_year))
}

fn is_sum(figure: CampaignFigure) -> bool {
    !is_cost(figure) && !is_rate(figure) && figure != CampaignFigure::ReturnOnSpend
}

fn is_rate(figure: CampaignFigure) -> bool {
    matches!(
        figure,
        CampaignFigure::ClickRate | CampaignFigure::ConversionRate
    )
}

fn is_cost(figure: CampaignFigure) -> bool {
    matches!(
        figure,
        CampaignFigure::CostPerLead
            | CampaignFigure::CostPerClick
            | CampaignFigure::CostPerConversion
    )
}

fn is_money(figure: CampaignFigure) -> bool {
    is_cost(figure)
        || matches!(
            figure,
            CampaignFigure::Revenue | CampaignFigure::ReturnOnSpend
        )
}

impl Named<'_> {
    /// Currencies that have a row: one empty one for counts.
    fn currencies(&self, channels: &[&Channel]) -> BTreeSet<String> {
        if !is_money(self.figure) {
            return BTreeSet::from([String::new()]);
        }
        let all: BTreeSet<String> = channels.iter().map(|(_, _, code)| code.clone()).collect();
        let unit = self.goal.unit.trim().to_uppercase();
        if all.contains(&unit) {
            return BTreeSet::from([unit]);
        }
        all
    }

    fn sum(&self, campaigns: &Campaigns, channels: &[&Channel], currency: &str) -> Results {
        let mut sum = Results::default();
        let wanted = channels.iter().filter(|(_, channel, code)| {
            self.channel.as_ref().is_none_or(|own| own == channel)
                && (currency.is_empty() || code == currency)
        });
        wanted
            .filter_map(|channel| campaigns.sum(channel, self.span))
            .for_each(|part| sum.add(part));
        sum
    }

    /// In 1/10,000 for counts and money, as it is for rates.
    fn actual(&self, sum: Results) -> Known<f64> {
        let plain = |parts: Option<i64>| parts.map(|parts| parts as f64 / 10_000.0).ok_or(NO_DATA);
        let cost = |count| Ok(cost_of_one(sum.spend, count)?.0 as f64 / 10_000.0);
        match self.figure {
            CampaignFigure::Leads => plain(sum.leads),
            CampaignFigure::Clicks => plain(sum.clicks),
            CampaignFigure::Conversions => plain(sum.conversions),
            CampaignFigure::Impressions => plain(sum.impressions),
            CampaignFigure::Revenue => plain(sum.revenue),
            CampaignFigure::CostPerLead => cost(sum.leads),
            CampaignFigure::CostPerClick => cost(sum.clicks),
            CampaignFigure::CostPerConversion => cost(sum.conversions),
            CampaignFigure::ReturnOnSpend => quotient(sum.revenue, sum.spend),
            CampaignFigure::ClickRate => quotient(sum.clicks, sum.impressions),
            CampaignFigure::ConversionRate => quotient(sum.conversions, sum.clicks),
        }
    }

    fn target(&self) -> Known<f64> {
        Ok(self.in_unit(self.goal.target.ok_or(NO_TARGET)?))
    }

    /// Rates are kept as shares here and as percent in most files: a target above 1 is one in percent.
    fn in_unit(&self, parts: i64) -> f64 {
        let stated = parts as f64 / 10_000.0;
        match is_rate(self.figure) && stated > 1.0 {
            true => stated / 100.0,
            false => stated,
        }
    }

    fn of_target(&self, actual: Known<f64>) -> Known<f64> {
        let (actual, target) = (actual?, self.target()?);
        if let Some(baseline) = self.goal.baseline.filter(|baseline| *baseline > 0) {
            let baseline = self.in_unit(baseline);
            let way = target - baseline;
            return match way == 0.0 {
                true => Err(NO_TARGET),
                false => Ok(((actual - baseline) / way).max(0.0)),
            };
        }
        let (part, whole) = match is_cost(self.figure) {
            true => (target, actual),
            false => (actual, target),
        };
        if whole == 0.0 {
            return Err(NO_TARGET);
        }
        Ok(part / whole)
    }

    /// What grows keeps up with the time gone by a day, less some points (settings `goal_slack`); anything else is reached or not.
    fn on_track(
        &self,
        of_target: Known<f64>,
        portfolio: &Portfolio<'_>,
        day: NaiveDate,
    ) -> Option<bool> {
        let wanted = match self.grows {
            true => self.goal.elapsed(day)? - portfolio.scope.settings.goal_slack,
            false => 1.0,
        };
        Some(of_target.ok()? >= wanted - DUST)
    }

    fn row(
        &self,
        portfolio: &Portfolio<'_>,
        campaigns: &Campaigns,
        channels: &[&Channel],
        currency: &str,
    ) -> Vec<Datum> {
        let actual = self.actual(self.sum(campaigns, channels, currency));
        let of_target = self.of_target(actual);
        let elapsed = self.goal.elapsed(portfolio.scope.as_of);
        let on_track = self.on_track(of_target, portfolio, portfolio.scope.as_of);
        let [actual, actual_note] = pair(actual);
        let [share, share_note] = pair(of_target);
        vec![
            (&self.goal.client).into(),
            (&self.goal.goal).into(),
            self.figure.code().into(),
            self.channel.clone().unwrap_or_default().into(),
            currency.into(),
            self.span.from.to_string().into(),
            self.span.to.to_string().into(),
            self.target().ok().into(),
            actual,
            actual_note,
            share,
            share_note,
            elapsed.filter(|_| self.grows).into(),
            on_track.into(),
            number(self.goal.actual),
            self.goal
                .baseline
                .map(|baseline| self.in_unit(baseline))
                .into(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::super::goals::read_goals;
    use super::*;

    #[test]
    fn goals_are_held_against_what_they_name() {
        let results =
            "date | client | channel | spend | impressions | clicks | leads | conversions | currency
            2026-01-01 | A | Search | 100 | 1000 | 50 | 10 | 2 | EUR
            2026-10-01 | A | Search | 300 | 1000 | 50 | 30 | 2 | EUR
            2026-10-01 | A | Social | 100 | 2000 | 20 | 10 | 1 | EUR
            2026-10-01 | A | Social | 90 | 0 | 0 | 3 | 0 | USD
            2026-11-01 | A | Search | 999 | 999 | 999 | 999 | 999 | EUR";
        let goals = "client | goal | unit | baseline | target | actual | starts_on | due_on
            A | Leads of the year | | | 100 | 40 | 2026-01-01 | 2026-12-31
            A | Leads a month | | | 50 | | 2026-01-01 | 2026-12-31
            A | Стоимость заявки | EUR | 12 | 8 | | 2026-10-01 | 2026-12-31
            A | Search CTR | % | | 5 | | 2026-01-01 | 2026-12-31
            A | Brand awareness | | | 5 | | 2026-01-01 | 2026-12-31
            B | Leads | | | 5 | | 2026-01-01 | 2026-12-31";
        let by_channel = "client | goal | channel | target | starts_on | due_on
            A | Leads | Search | 60 | 2026-10-01 | 2026-12-31
            A | Leads | social | 20 | 2026-10-01 | 2026-12-31
            A | Leads | Mail | 5 | 2026-10-01 | 2026-12-31
            A | Leads | | 80 | 2026-10-01 | 2026-12-31";
        let sample = Sample::of(
            &[("results", results), ("goals", goals)],
            "",
            scope("2026-01", "2026-10"),
        );
        let portfolio = sample.portfolio();
        let goals = read_goals(&sample.tables);
        let found = campaign_goals(&portfolio, &goals, &Campaigns::of(&portfolio));
        // year: 10 + 30 + 10 + 3 = 53 of 100, 303 of 364 days gone; month: 43 of 50; euros of October: 400 / 40 leads = 10;
        // search: 100 clicks / 2,000; the cost began at 12 and is to be 8: 10 is half of the way, when 30 of 91 days are gone
        assert_eq!(
            shown(
                &found,
                "goal figure channel currency from_month target actual of_target elapsed on_track stated"
            ),
            [
                "Leads a month leads   2026-10 50 43 0.86 - no -",
                "Leads of the year leads   2026-01 100 53 0.53 0.8324 no 40",
                "Search CTR click_rate Search  2026-01 0.05 0.05 1 - yes -",
                "Стоимость заявки cost_per_lead  EUR 2026-10 8 10 0.5 0.3297 yes -",
            ]
        );
        // October: 30 leads of search, 10 + 3 of social, none of mail, 43 of all
        let sample = Sample::of(
            &[("results", results), ("goals", by_channel)],
            "",
            scope("2026-01", "2026-10"),
        );
        let portfolio = sample.portfolio();
        let goals = read_goals(&sample.tables);
        let campaigns = Campaigns::of(&portfolio);
        let found = campaign_goals(&portfolio, &goals, &campaigns);
        assert_eq!(
            shown(&found, "goal channel target actual actual_note"),
            [
                "Leads  80 43 -",
                "Leads Mail 5 - no-data",
                "Leads Search 60 30 -",
                "Leads Social 20 13 -",
            ]
        );
        assert_eq!(
            held_against_campaigns(&portfolio, &goals, &campaigns).len(),
            4
        );
    }

    #[test]
    fn words_are_found_at_their_start() {
        for (text, word, expected) in [
            ("spectrum", "ctr", false),
            ("search ctr", "ctr", true),
            ("本月线索数", "线索", true),
            ("заявки с сайта", "заявки", true),
            ("", "", false),
        ] {
            assert_eq!(speaks_of(text, word), expected, "{text} {word}");
        }
    }
}
