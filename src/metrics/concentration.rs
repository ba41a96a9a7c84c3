//! Client concentration: shares of all clients, Pareto order, HHI and effective number.
//!
//! Clients with negative revenue are listed and count as nothing. The same stands by client and, where clients belong
//! to groups of companies, by group, a client of no group being its own
//! (`metrics.md`, "Money"; `peers.md` 4.3).

use std::collections::{BTreeMap, BTreeSet};

use super::definition::{Definition, Rests};
use super::known::{Known, NO_SALES, pair, ratio};
use super::portfolio::Portfolio;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Money, Settings, Span, Table};

const INVOICES: &[Rests] = &[Rests::last_year(Table::Invoices, "issued_on")];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "concentration.rank",
        text: "place by revenue in the window and currency",
        rests_on: INVOICES,
    },
    Definition {
        name: "concentration.revenue",
        text: "revenue of the client in the window: the period, or the twelve months that end with it (ttm); windows in the base currency add all currencies, each month at its own rate",
        rests_on: INVOICES,
    },
    Definition {
        name: "concentration.clients",
        text: "clients of the window and currency",
        rests_on: INVOICES,
    },
    Definition {
        name: "cumulative_share",
        text: "share of this client (or group) and of all larger ones",
        rests_on: INVOICES,
    },
    Definition {
        name: "concentration_group.rank",
        text: "place by revenue in the window and currency",
        rests_on: INVOICES,
    },
    Definition {
        name: "concentration_group.clients",
        text: "clients of the group with revenue in the window",
        rests_on: INVOICES,
    },
    Definition {
        name: "concentration_group.revenue",
        text: "revenue of the group's clients in the window, negative ones as zero; a client of no group is its own",
        rests_on: INVOICES,
    },
    Definition {
        name: "concentration_group.share",
        text: "revenue of the group / revenue of all in the same currency and window",
        rests_on: INVOICES,
    },
    Definition {
        name: "concentration_summary.clients",
        text: "clients with revenue in the window",
        rests_on: INVOICES,
    },
    Definition {
        name: "top1_share",
        text: "share of the largest client (or group)",
        rests_on: INVOICES,
    },
    Definition {
        name: "top3_share",
        text: "share of the three largest together",
        rests_on: INVOICES,
    },
    Definition {
        name: "top5_share",
        text: "share of the five largest together",
        rests_on: INVOICES,
    },
    Definition {
        name: "top10_share",
        text: "share of the ten largest together",
        rests_on: INVOICES,
    },
    Definition {
        name: "share",
        text: "revenue of the client / revenue of all clients in the same currency and window; negative clients count as zero",
        rests_on: &[Rests::within(Table::Invoices, "issued_on")],
    },
    Definition {
        name: "hhi",
        text: "sum of the squared percentages of all clients; 10,000 is a single client; from {settings.hhi_moderate_from} moderately, from {settings.hhi_high_from} highly concentrated",
        rests_on: &[Rests::within(Table::Invoices, "issued_on")],
    },
    Definition {
        name: "effective_number",
        text: "10,000 / HHI: as many equal clients would be as concentrated",
        rests_on: &[Rests::within(Table::Invoices, "issued_on")],
    },
];

/// Revenue shares. Windows: `month`, `ttm`. Per currency, and once more converted with `currency` = base and
/// `window` = `month_base`, `ttm_base` when there is more than one currency and every one has a rate.
pub static CONCENTRATION: FrameSpec = FrameSpec::exported(
    "concentration",
    "client, window, currency",
    &[
        ("window", Unit::Code),
        ("month", Unit::Month),
        ("currency", Unit::Text),
        ("rank", Unit::Count),
        ("client", Unit::Text),
        ("group", Unit::Text),
        ("revenue", Unit::Money),
        ("share", Unit::Share),
        ("share_note", Unit::Code),
        ("cumulative_share", Unit::Share),
        ("cumulative_share_note", Unit::Code),
        // of the window and currency
        ("clients", Unit::Count),
    ],
);

/// The same by group of companies, where any client belongs to one.
pub static CONCENTRATION_GROUP: FrameSpec = FrameSpec::exported(
    "concentration_group",
    "group, window, currency",
    &[
        ("window", Unit::Code),
        ("month", Unit::Month),
        ("currency", Unit::Text),
        ("rank", Unit::Count),
        ("group", Unit::Text),
        ("clients", Unit::Count),
        ("revenue", Unit::Money),
        ("share", Unit::Share),
        ("share_note", Unit::Code),
        ("cumulative_share", Unit::Share),
        ("cumulative_share_note", Unit::Code),
    ],
);

/// Concentration in few figures, per window and currency: by client and, where any belongs to one, by group.
pub static CONCENTRATION_SUMMARY: FrameSpec = FrameSpec::exported(
    "concentration_summary",
    "window, currency, by client or group",
    &[
        ("window", Unit::Code),
        ("month", Unit::Month),
        ("currency", Unit::Text),
        ("clients", Unit::Count),
        ("top1_share", Unit::Share),
        ("top3_share", Unit::Share),
        ("top5_share", Unit::Share),
        ("top10_share", Unit::Share),
        ("hhi", Unit::Number),
        ("effective_number", Unit::Number),
        // low, moderate, high
        ("concentration_level", Unit::Code),
        ("note", Unit::Code),
        ("by", Unit::Code),
    ],
);

/// Revenue of clients in one window and currency, largest first.
struct Window {
    name: &'static str,
    currency: String,
    /// Client, group and revenue.
    clients: Vec<(String, String, Money)>,
}

/// The shares by client and by group, and the summary of each window.
pub fn concentration(portfolio: &Portfolio<'_>) -> [MetricFrame; 3] {
    let label = portfolio.scope.period.to_string();
    let windows = windows(portfolio);
    let shares = windows
        .iter()
        .flat_map(|window| window.rows(&label))
        .collect();
    let groups = windows
        .iter()
        .flat_map(|window| window.group_rows(&label))
        .collect();
    let summaries = windows
        .iter()
        .flat_map(|window| window.summaries(&label, &portfolio.scope.settings))
        .collect();
    [
        MetricFrame::of(&CONCENTRATION, shares),
        MetricFrame::of(&CONCENTRATION_GROUP, groups),
        MetricFrame::of(&CONCENTRATION_SUMMARY, summaries),
    ]
}

/// The twelve months that end with the span.
pub fn trailing_year(span: Span) -> Span {
    Span {
        from: span.to.plus(-11),
        to: span.to,
    }
}

fn windows(portfolio: &Portfolio<'_>) -> Vec<Window> {
    let period = portfolio.scope.period;
    let spans = [
        ("month", "month_base", period),
        ("ttm", "ttm_base", trailing_year(period)),
    ];
    let mut windows = Vec::new();
    for (name, base_name, span) in spans {
        let currencies = currencies(portfolio, span);
        for currency in &currencies {
            windows.push(in_currency(portfolio, name, currency, span));
        }
        if currencies.len() > 1 {
            windows.extend(in_base(portfolio, base_name, span));
        }
    }
    windows
}

fn currencies(portfolio: &Portfolio<'_>, span: Span) -> BTreeSet<String> {
    let accounts = portfolio.accounts.iter();
    accounts
        .flat_map(|account| portfolio.revenue.by_currency(&account.client, span))
        .filter(|(_, flow)| flow.invoiced != Money::ZERO)
        .map(|(currency, _)| currency.to_owned())
        .collect()
}

fn in_currency(
    portfolio: &Portfolio<'_>,
    name: &'static str,
    currency: &str,
    span: Span,
) -> Window {
    let accounts = portfolio.accounts.iter();
    let clients = accounts.filter_map(|account| {
        let flows = portfolio.revenue.by_currency(&account.client, span);
        let revenue = flows.get(currency)?.invoiced;
        Some((account.client.clone(), account.group.clone(), revenue))
    });
    Window::of(name, currency, clients.collect())
}

/// All currencies as one; none when a rate is missing.
fn in_base(portfolio: &Portfolio<'_>, name: &'static str, span: Span) -> Option<Window> {
    let mut clients = Vec::new();
    for account in portfolio.accounts.iter() {
        let revenue = portfolio.all_in_base(&account.client, span, |flow| flow.invoiced);
        clients.push((account.client.clone(), account.group.clone(), revenue.ok()?));
    }
    Some(Window::of(name, portfolio.rates.base(), clients))
}

impl Window {
    fn of(name: &'static str, currency: &str, mut clients: Vec<(String, String, Money)>) -> Window {
        clients.retain(|(_, _, revenue)| *revenue != Money::ZERO);
        clients.sort_by(|(left, _, less), (right, _, more)| more.cmp(less).then(left.cmp(right)));
        Window {
            name,
            currency: currency.to_owned(),
            clients,
        }
    }

    fn total(&self) -> i64 {
        self.clients
            .iter()
            .map(|(_, _, revenue)| revenue.0.max(0))
            .sum()
    }

    fn rows(&self, label: &str) -> Vec<Vec<Datum>> {
        let total = self.total();
        let mut running = 0;
        let mut rows = Vec::new();
        for (at, (client, group, revenue)) in self.clients.iter().enumerate() {
            let part = revenue.0.max(0);
            running += part;
            let [share, share_note] = pair(ratio(part, total, NO_SALES));
            let [cumulative, cumulative_note] = pair(ratio(running, total, NO_SALES));
            rows.push(vec![
                self.name.into(),
                label.into(),
                (&self.currency).into(),
                (at as i64 + 1).into(),
                client.into(),
                group.into(),
                (*revenue).into(),
                share,
                share_note,
                cumulative,
                cumulative_note,
                (self.clients.len() as i64).into(),
            ]);
        }
        rows
    }

    /// Groups with their clients and revenue, a client without a group being its own; largest first, nothing below zero.
    fn groups(&self) -> Vec<(&str, i64, i64)> {
        let mut sums: BTreeMap<(bool, &str), (i64, i64)> = BTreeMap::new();
        for (client, group, revenue) in &self.clients {
            let key = if group.is_empty() {
                (false, client)
            } else {
                (true, group)
            };
            let sum = sums.entry((key.0, key.1.as_str())).or_default();
            sum.0 += 1;
            sum.1 += revenue.0.max(0);
        }
        let mut groups: Vec<(&str, i64, i64)> = sums
            .into_iter()
            .map(|((_, name), (clients, revenue))| (name, clients, revenue))
            .collect();
        groups.sort_by(|left, right| right.2.cmp(&left.2).then(left.0.cmp(right.0)));
        groups
    }

    fn has_groups(&self) -> bool {
        self.clients.iter().any(|(_, group, _)| !group.is_empty())
    }

    fn group_rows(&self, label: &str) -> Vec<Vec<Datum>> {
        if !self.has_groups() {
            return Vec::new();
        }
        let total = self.total();
        let mut running = 0;
        let mut rows = Vec::new();
        for (at, (group, clients, revenue)) in self.groups().into_iter().enumerate() {
            running += revenue;
            let mut row = vec![
                self.name.into(),
                label.into(),
                (&self.currency).into(),
                (at as i64 + 1).into(),
                group.into(),
                clients.into(),
                Money(revenue).into(),
            ];
            row.extend(pair(ratio(revenue, total, NO_SALES)));
            row.extend(pair(ratio(running, total, NO_SALES)));
            rows.push(row);
        }
        rows
    }

    /// By client, and by group where there is any.
    fn summaries(&self, label: &str, settings: &Settings) -> Vec<Vec<Datum>> {
        let by_client: Vec<i64> = self
            .clients
            .iter()
            .map(|(_, _, revenue)| revenue.0.max(0))
            .collect();
        let mut summaries = vec![self.summary(label, &by_client, "by_client", settings)];
        if self.has_groups() {
            let by_group: Vec<i64> = self.groups().iter().map(|(_, _, sum)| *sum).collect();
            summaries.push(self.summary(label, &by_group, "by_group", settings));
        }
        summaries
    }

    /// Of parts, largest first.
    fn summary(&self, label: &str, parts: &[i64], by: &str, settings: &Settings) -> Vec<Datum> {
        let total = self.total();
        let top =
            |count: usize| -> Known<f64> { ratio(parts.iter().take(count).sum(), total, NO_SALES) };
        let hhi = index(parts, total);
        vec![
            self.name.into(),
            label.into(),
            (&self.currency).into(),
            (self.clients.len() as i64).into(),
            top(1).ok().into(),
            top(3).ok().into(),
            top(5).ok().into(),
            top(10).ok().into(),
            hhi.ok().into(),
            hhi.ok().map(|hhi| 10_000.0 / hhi).into(),
            hhi.ok().map(|hhi| level(hhi, settings)).into(),
            hhi.err().into(),
            by.into(),
        ]
    }
}

/// How concentrated that is, by the bands of the settings.
fn level(hhi: f64, settings: &Settings) -> &'static str {
    match hhi {
        high if high >= settings.hhi_high_from => "concentration_high",
        moderate if moderate >= settings.hhi_moderate_from => "concentration_moderate",
        _ => "concentration_low",
    }
}

/// Herfindahl-Hirschman index: the sum of squared percentages.
fn index(parts: &[i64], total: i64) -> Known<f64> {
    let shares: Known<Vec<f64>> = parts
        .iter()
        .map(|part| ratio(*part, total, NO_SALES))
        .collect();
    let shares = shares?;
    Ok(shares
        .iter()
        .map(|share| (share * 100.0) * (share * 100.0))
        .sum())
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    fn frames(invoices: &str, rates: &str) -> [MetricFrame; 3] {
        let invoices = format!("number | client | issued_on | net | currency\n{invoices}");
        let rates = format!("date | currency | rate\n{rates}");
        let clients = "client | group\n A | \n B | G\n C | G\n D | \n Home | ";
        let tables = [
            ("clients", clients),
            ("invoices", invoices.as_str()),
            ("rates", rates.as_str()),
        ];
        concentration(&Sample::of(&tables, "", scope("2026-10", "2026-10")).portfolio())
    }

    #[test]
    fn negative_clients_count_as_nothing_and_groups_roll_up() {
        let lines = "1 | A | 2026-10-01 | 50 | EUR\n2 | B | 2026-10-01 | 30 | EUR\n3 | C | 2026-10-01 | 20 | EUR\n4 | D | 2026-10-01 | -40 | EUR";
        let [shares, groups, summary] = frames(lines, "");
        assert_eq!(
            shown(&shares, "window rank client revenue share cumulative_share")[..4],
            [
                "month 1 A 50 0.5 0.5",
                "month 2 B 30 0.3 0.8",
                "month 3 C 20 0.2 1",
                "month 4 D -40 0 1"
            ]
        );
        // A 50 %, G 50 %; by client 50, 30 and 20 %: 2500 + 900 + 400
        assert_eq!(
            shown(
                &summary,
                "window by clients top1_share top3_share hhi effective_number note"
            )[..2],
            [
                "month by_client 4 0.5 1 3800 2.6316 -",
                "month by_group 4 0.5 1 5000 2 -"
            ]
        );
        assert_eq!(
            shown(
                &groups,
                "window rank group clients revenue share cumulative_share"
            )[..3],
            [
                "month 1 A 1 50 0.5 0.5",
                "month 2 G 2 50 0.5 1",
                "month 3 D 1 0 0 1"
            ]
        );
    }

    #[test]
    fn several_currencies_are_told_as_one_only_with_all_rates() {
        let lines = "1 | A | 2026-10-01 | 50 | EUR\n2 | B | 2026-10-01 | 100 | USD";
        let windows = |rates: &str| {
            let mut found = shown(&frames(lines, rates)[2], "window currency");
            found.dedup();
            found
        };
        assert_eq!(
            windows(""),
            ["month EUR", "month USD", "ttm EUR", "ttm USD"]
        );
        let all = [
            "month EUR",
            "month USD",
            "month_base EUR",
            "ttm EUR",
            "ttm USD",
            "ttm_base EUR",
        ];
        assert_eq!(windows("2026-01-01 | USD | 0.5"), all);
    }

    #[test]
    fn nothing_positive_has_no_shares() {
        let [shares, _, summary] = frames("1 | A | 2026-10-01 | -50 | EUR", "");
        assert_eq!(
            shown(&shares, "window share share_note")[0],
            "month - no-sales"
        );
        assert_eq!(shown(&summary, "window hhi note")[0], "month - no-sales");
    }
}
