//! Who grew and who shrank, and what would go with the largest clients.
//!
//! Grain: client, at the end of the report's period, in the base currency. The last twelve months stand against the twelve
//! before, and the last three against the three before for files that hold less; both are empty (`short-history`) until
//! invoices reach back far enough. What goes with a client is told of the three largest of the last twelve months.

use super::concentration::trailing_year;
use super::definition::{Definition, Rests};
use super::history::{Basis, History, Past};
use super::known::{Known, NO_HOURS, NO_SALES, SHORT_HISTORY, pair, ratio};
use super::lifecycle::margin_in_base;
use super::portfolio::{Portfolio, change};
use super::revenue::Flow;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Duration, Money, Span, Table};

const INVOICES: &[Rests] = &[Rests::last_year(Table::Invoices, "issued_on")];
const AGI: &[Rests] = &[
    Rests::last_year(Table::Invoices, "issued_on"),
    Rests::last_year(Table::Expenses, "date"),
];
const HOURS: &[Rests] = &[Rests::last_year(Table::Time, "date")];
const MARGIN: &[Rests] = &[
    Rests::last_year(Table::Invoices, "issued_on"),
    Rests::last_year(Table::Expenses, "date"),
    Rests::last_year(Table::Time, "date"),
];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "client_growth.revenue_year_now",
        text: "the client's revenue of the last twelve months, each month at its own rate",
        rests_on: &[Rests::last_year(Table::Invoices, "issued_on")],
    },
    Definition {
        name: "client_growth.revenue_year_before",
        text: "the client's revenue of the twelve months before; n/a when invoices do not reach back over both years",
        rests_on: &[Rests::months(Table::Invoices, "issued_on", [23, 12])],
    },
    Definition {
        name: "growth_amount",
        text: "revenue of the last twelve months - that of the twelve before",
        rests_on: &[Rests::two_years(Table::Invoices, "issued_on")],
    },
    Definition {
        name: "growth",
        text: "(revenue of the last twelve months - of the twelve before) / of the twelve before; n/a when that is not above zero",
        rests_on: &[Rests::two_years(Table::Invoices, "issued_on")],
    },
    Definition {
        name: "revenue_three_months",
        text: "the client's revenue of the last three months",
        rests_on: &[Rests::months(Table::Invoices, "issued_on", [2, 0])],
    },
    Definition {
        name: "revenue_three_before",
        text: "the client's revenue of the three months before the last three",
        rests_on: &[Rests::months(Table::Invoices, "issued_on", [5, 3])],
    },
    Definition {
        name: "growth_three_amount",
        text: "revenue of the last three months - that of the three before",
        rests_on: &[Rests::months(Table::Invoices, "issued_on", [5, 0])],
    },
    Definition {
        name: "growth_three_months",
        text: "(revenue of the last three months - of the three before) / of the three before; n/a when that is not above zero",
        rests_on: &[Rests::months(Table::Invoices, "issued_on", [5, 0])],
    },
    Definition {
        name: "client_dependence.rank",
        text: "place by revenue of the last twelve months in the base currency",
        rests_on: INVOICES,
    },
    Definition {
        name: "revenue_leaving",
        text: "revenue of the last twelve months that would go with the client",
        rests_on: INVOICES,
    },
    Definition {
        name: "revenue_leaving_share",
        text: "revenue that would go / revenue of all clients in these months",
        rests_on: INVOICES,
    },
    Definition {
        name: "agi_leaving",
        text: "AGI of the last twelve months that would go with the client",
        rests_on: AGI,
    },
    Definition {
        name: "margin_leaving",
        text: "AGI - delivery cost of the last twelve months that would go with the client, if its people cost nothing any more",
        rests_on: MARGIN,
    },
    Definition {
        name: "hours_idle",
        text: "client hours of the last twelve months / those of them that the files hold: what would have to find other work each month",
        rests_on: HOURS,
    },
    Definition {
        name: "hours_idle_share",
        text: "the client's hours / client hours of all clients in the last twelve months",
        rests_on: HOURS,
    },
    Definition {
        name: "margin_rate_now",
        text: "(AGI - delivery cost) / AGI of all clients in the last twelve months",
        rests_on: MARGIN,
    },
    Definition {
        name: "margin_rate_without",
        text: "the same without the client: its AGI gone, the cost of its hours still paid",
        rests_on: MARGIN,
    },
];

/// Growth of clients.
pub static CLIENT_GROWTH: FrameSpec = FrameSpec::exported(
    "client_growth",
    "client",
    &[
        ("client", Unit::Text),
        ("account_manager", Unit::Text),
        ("currency", Unit::Text),
        ("revenue_year_now", Unit::Money),
        ("revenue_year_now_note", Unit::Code),
        ("revenue_year_before", Unit::Money),
        ("revenue_year_before_note", Unit::Code),
        ("growth_amount", Unit::Money),
        ("growth_amount_note", Unit::Code),
        ("growth", Unit::Share),
        ("growth_note", Unit::Code),
        ("revenue_three_months", Unit::Money),
        ("revenue_three_months_note", Unit::Code),
        ("revenue_three_before", Unit::Money),
        ("revenue_three_before_note", Unit::Code),
        ("growth_three_amount", Unit::Money),
        ("growth_three_amount_note", Unit::Code),
        ("growth_three_months", Unit::Share),
        ("growth_three_months_note", Unit::Code),
    ],
);

/// What would go with the largest clients.
pub static CLIENT_DEPENDENCE: FrameSpec = FrameSpec::exported(
    "client_dependence",
    "client (the largest)",
    &[
        ("rank", Unit::Count),
        ("client", Unit::Text),
        ("currency", Unit::Text),
        ("revenue_leaving", Unit::Money),
        ("revenue_leaving_share", Unit::Share),
        ("revenue_leaving_share_note", Unit::Code),
        ("agi_leaving", Unit::Money),
        ("agi_leaving_note", Unit::Code),
        ("margin_leaving", Unit::Money),
        ("margin_leaving_note", Unit::Code),
        ("hours_idle", Unit::Hours),
        ("hours_idle_share", Unit::Share),
        ("hours_idle_share_note", Unit::Code),
        ("margin_rate_now", Unit::Share),
        ("margin_rate_now_note", Unit::Code),
        ("margin_rate_without", Unit::Share),
        ("margin_rate_without_note", Unit::Code),
    ],
);

/// The frame, by client: those with revenue in either year, or without a rate.
pub fn client_growth(portfolio: &Portfolio<'_>, history: &History<'_>) -> MetricFrame {
    let year = trailing_year(portfolio.scope.period);
    let either = Span {
        from: year.previous().from,
        to: year.to,
    };
    let rows = portfolio.accounts.iter().filter_map(|account| {
        let past = history.get(&account.client)?;
        let silent = past.is_empty_in(either);
        let mut row = vec![
            (&account.client).into(),
            (&account.manager).into(),
            portfolio.rates.base().into(),
        ];
        row.extend(compared(history, past, year));
        row.extend(compared(history, past, last_three(year)));
        (!silent).then_some(row)
    });
    MetricFrame::of(&CLIENT_GROWTH, rows.collect())
}

fn last_three(year: Span) -> Span {
    Span {
        from: year.to.plus(-2),
        to: year.to,
    }
}

/// Now, before, the difference and the change, each with its note.
fn compared(history: &History<'_>, past: &Past, now: Span) -> Vec<Datum> {
    let before = now.previous();
    let revenue = past.revenue(Basis::All, now);
    let old = if history.reaches(before) {
        past.revenue(Basis::All, before)
    } else {
        Err(SHORT_HISTORY)
    };
    let amount = revenue.and_then(|revenue| Ok(revenue - old?));
    let grown = revenue.and_then(|revenue| change(revenue, old?));
    let mut cells = Vec::new();
    cells.extend(pair(revenue));
    cells.extend(pair(old));
    cells.extend(pair(amount));
    cells.extend(pair(grown));
    cells
}

/// All clients of the last twelve months.
struct Whole {
    revenue: Known<Money>,
    agi: Known<Money>,
    margin: Known<Money>,
    hours: Duration,
}

impl Whole {
    fn of(portfolio: &Portfolio<'_>, year: Span) -> Whole {
        let clients = || portfolio.accounts.iter().map(|account| &account.client);
        Whole {
            revenue: clients()
                .map(|client| portfolio.all_in_base(client, year, |flow| flow.invoiced))
                .map(|revenue| Ok(revenue?.max(Money::ZERO)))
                .sum(),
            agi: clients()
                .map(|client| portfolio.all_in_base(client, year, Flow::agi))
                .sum(),
            margin: clients()
                .map(|client| margin_in_base(portfolio, client, year))
                .sum(),
            hours: clients()
                .map(|client| portfolio.hours(client, year).all)
                .sum(),
        }
    }
}

/// The frame: the largest clients of the last twelve months; empty while an amount has no rate.
pub fn client_dependence(portfolio: &Portfolio<'_>, history: &History<'_>) -> MetricFrame {
    let year = trailing_year(portfolio.scope.period);
    let whole = Whole::of(portfolio, year);
    let mut largest: Vec<(&str, Money)> = match whole.revenue {
        Ok(_) => history
            .iter()
            .filter_map(|(client, past)| Some((client, past.revenue(Basis::All, year).ok()?)))
            .filter(|(_, revenue)| *revenue > Money::ZERO)
            .collect(),
        Err(_) => Vec::new(),
    };
    largest.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(right.0)));
    let count = portfolio.scope.settings.dependence_clients as usize;
    let rows = largest.iter().take(count).enumerate();
    let rows = rows.map(|(at, (client, revenue))| {
        let mut row = vec![
            (at as i64 + 1).into(),
            (*client).into(),
            portfolio.rates.base().into(),
            (*revenue).into(),
        ];
        row.extend(leaving(portfolio, client, *revenue, year, &whole));
        row
    });
    MetricFrame::of(&CLIENT_DEPENDENCE, rows.collect())
}

/// From `revenue_leaving_share` to the end of the row.
fn leaving(
    portfolio: &Portfolio<'_>,
    client: &str,
    revenue: Money,
    year: Span,
    whole: &Whole,
) -> Vec<Datum> {
    let agi = portfolio.all_in_base(client, year, Flow::agi);
    let hours = portfolio.hours(client, year).all;
    let rate = |agi: Known<Money>, margin: Known<Money>| -> Known<f64> {
        let agi = agi?;
        if agi <= Money::ZERO {
            return Err(NO_SALES);
        }
        ratio(margin?.0, agi.0, NO_SALES)
    };
    let without = |of_all: Known<Money>| -> Known<Money> { Ok(of_all? - agi?) };
    let mut cells = Vec::new();
    cells.extend(pair(
        whole
            .revenue
            .and_then(|all| ratio(revenue.0, all.0, NO_SALES)),
    ));
    cells.extend(pair(agi));
    cells.extend(pair(margin_in_base(portfolio, client, year)));
    let months = portfolio.scope.months_held(year).max(1);
    cells.push(Duration(hours.0 / months).into());
    cells.extend(pair(ratio(hours.0, whole.hours.0, NO_HOURS)));
    cells.extend(pair(rate(whole.agi, whole.margin)));
    cells.extend(pair(rate(without(whole.agi), without(whole.margin))));
    cells
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    fn sample() -> Sample {
        let invoices = "number | client | issued_on | net | currency
            1 | A | 2024-11-01 | 100 | EUR\n 2 | A | 2026-08-01 | 120 | EUR\n 3 | A | 2026-07-31 | 30 | EUR
            4 | B | 2025-10-31 | 80 | EUR\n 5 | B | 2026-05-01 | 50 | EUR\n 6 | C | 2024-01-01 | 5 | EUR";
        let tables = [
            ("invoices", invoices),
            ("people", "person | cost_rate | currency\n Mara | 10 | EUR"),
        ];
        let work =
            "2024-01-02 Mara C Web B 1\n2026-09-01 Mara A Web B 6\n2026-09-02 Mara B Web B 2";
        Sample::of(&tables, work, scope("2024-01", "2026-10"))
    }

    #[test]
    fn winners_and_losers_of_a_year_and_of_three_months() {
        let sample = sample();
        let portfolio = sample.portfolio();
        let found = client_growth(&portfolio, &History::of(&portfolio));
        assert_eq!(
            shown(
                &found,
                "client revenue_year_now revenue_year_before growth_amount growth"
            ),
            ["A 150 100 50 0.5", "B 50 80 -30 -0.375"]
        );
        assert_eq!(
            shown(
                &found,
                "client revenue_three_months revenue_three_before growth_three_amount growth_three_months growth_three_months_note"
            ),
            ["A 120 30 90 3 -", "B 0 50 -50 -1 -"]
        );
    }

    #[test]
    fn less_than_two_years_have_no_yearly_growth() {
        let mut sample = sample();
        sample.scope = scope("2026-01", "2026-10");
        let invoices = "number | client | issued_on | net | currency
            1 | A | 2026-05-01 | 100 | EUR\n 2 | A | 2026-08-01 | 120 | EUR";
        sample.tables = super::super::client_samples::tables(&[("invoices", invoices)]);
        let portfolio = sample.portfolio();
        let found = client_growth(&portfolio, &History::of(&portfolio));
        let columns = "client growth_note growth_amount_note growth_three_amount";
        assert_eq!(shown(&found, columns), ["A short-history short-history 20"]);
    }

    #[test]
    fn what_goes_with_the_largest_client() {
        // A: 150 - 60 cost; B: 50 - 20 cost. All: 120 / 200; without A: 50 - 80 = -30, of 50; without B: 150 - 80 = 70, of 150
        let sample = sample();
        let portfolio = sample.portfolio();
        let found = client_dependence(&portfolio, &History::of(&portfolio));
        let columns = "rank client revenue_leaving revenue_leaving_share margin_leaving hours_idle hours_idle_share margin_rate_now margin_rate_without";
        assert_eq!(
            shown(&found, columns),
            [
                "1 A 150 0.75 90 0.5 0.75 0.6 -0.6",
                "2 B 50 0.25 30 0.1666 0.25 0.6 0.4667"
            ]
        );
    }
}
