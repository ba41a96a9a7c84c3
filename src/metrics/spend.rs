//! What a client spends with us, against last month, last year, the year to date and the twelve months before.
//!
//! Basis: invoiced, net of tax, by issue date, each currency on its own. A stretch that begins before the first
//! month of the files is n/a `no-data`, never a sum of what happens to be there; a change against nothing or less
//! is n/a `no-sales`. For a quarter or a year the stretch before it is the quarter or year before.

use std::collections::BTreeMap;

use super::definition::{Definition, Rests};
use super::known::{Known, NO_DATA, pair};
use super::portfolio::{Portfolio, change};
use super::series::Series;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Money, Month, Span, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "revenue_previous",
        text: "revenue invoiced in the stretch of equal length just before; n/a when the files begin later",
        rests_on: INVOICES_SO_FAR,
    },
    Definition {
        name: "revenue_last_year",
        text: "revenue invoiced in the same stretch a year before; n/a when the files begin later",
        rests_on: INVOICES_SO_FAR,
    },
    Definition {
        name: "change_vs_last_year",
        text: "(this period - the same a year before) / the same a year before; n/a without one",
        rests_on: INVOICES_SO_FAR,
    },
    Definition {
        name: "revenue_ytd",
        text: "revenue invoiced from January to the period's end; n/a when the files begin later",
        rests_on: &[Rests::year_to_date(Table::Invoices, "issued_on", 0)],
    },
    Definition {
        name: "revenue_ytd_last_year",
        text: "revenue invoiced in the same months of the year before; n/a when the files begin later",
        rests_on: &[Rests::year_to_date(Table::Invoices, "issued_on", 1)],
    },
    Definition {
        name: "change_ytd",
        text: "(year to date - year to date a year before) / year to date a year before; n/a without one",
        rests_on: &[
            Rests::year_to_date(Table::Invoices, "issued_on", 1),
            Rests::year_to_date(Table::Invoices, "issued_on", 0),
        ],
    },
    Definition {
        name: "revenue_ttm",
        text: "revenue invoiced in the twelve months that end with the period; n/a when the files begin later",
        rests_on: &[Rests::last_year(Table::Invoices, "issued_on")],
    },
    Definition {
        name: "revenue_ttm_before",
        text: "revenue invoiced in the twelve months before those; n/a when the files begin later",
        rests_on: &[Rests::months(Table::Invoices, "issued_on", [23, 12])],
    },
    Definition {
        name: "change_ttm",
        text: "(last twelve months - the twelve before) / the twelve before; n/a without them",
        rests_on: &[Rests::two_years(Table::Invoices, "issued_on")],
    },
];

const INVOICES_SO_FAR: &[Rests] = &[Rests::up_to(Table::Invoices, "issued_on")];

/// Spend of a client over time.
pub static CLIENT_SPEND: FrameSpec = FrameSpec::exported(
    "client_spend",
    "client, month, currency",
    &[
        ("month", Unit::Month),
        ("client", Unit::Text),
        ("currency", Unit::Text),
        ("revenue_invoiced", Unit::Money),
        ("revenue_previous", Unit::Money),
        ("change_vs_previous", Unit::Share),
        ("change_vs_previous_note", Unit::Code),
        ("revenue_last_year", Unit::Money),
        ("change_vs_last_year", Unit::Share),
        ("change_vs_last_year_note", Unit::Code),
        ("revenue_ytd", Unit::Money),
        ("revenue_ytd_last_year", Unit::Money),
        ("change_ytd", Unit::Share),
        ("change_ytd_note", Unit::Code),
        ("revenue_ttm", Unit::Money),
        ("revenue_ttm_before", Unit::Money),
        ("change_ttm", Unit::Share),
        ("change_ttm_note", Unit::Code),
    ],
);

/// The stretches that a span is held against.
struct Stretches {
    previous: Span,
    last_year: Span,
    to_date: Span,
    to_date_last_year: Span,
    twelve: Span,
    twelve_before: Span,
}

impl Stretches {
    fn of(span: Span) -> Stretches {
        let january = span.to.plus(1 - span.to.number() as i32);
        let to_date = Span {
            from: january.min(span.from),
            to: span.to,
        };
        let twelve = Span {
            from: span.to.plus(-11),
            to: span.to,
        };
        Stretches {
            previous: span.previous(),
            last_year: year_before(span),
            to_date,
            to_date_last_year: year_before(to_date),
            twelve,
            twelve_before: year_before(twelve),
        }
    }
}

fn year_before(span: Span) -> Span {
    Span {
        from: span.from.plus(-12),
        to: span.to.plus(-12),
    }
}

/// The frame: every client and currency with revenue in the span or in a stretch it is held against.
pub fn client_spend(portfolio: &Portfolio<'_>) -> MetricFrame {
    let invoiced = invoiced(portfolio);
    let mut rows = Vec::new();
    for span in portfolio.scope.spans() {
        for ((client, currency), series) in &invoiced {
            let spend = Spend {
                series,
                first: portfolio.scope.first,
            };
            rows.extend(spend.row(client, currency, span));
        }
    }
    MetricFrame::of(&CLIENT_SPEND, rows)
}

/// Revenue invoiced by client and currency.
pub(super) fn invoiced<'a>(portfolio: &'a Portfolio<'_>) -> BTreeMap<(&'a str, &'a str), Series> {
    let ever = Span {
        from: portfolio.scope.first.plus(-1200),
        to: portfolio.scope.period.to,
    };
    let mut months: BTreeMap<(&str, &str), BTreeMap<Month, Money>> = BTreeMap::new();
    for account in portfolio.accounts.iter() {
        for (month, currency, flow) in portfolio.revenue.of_client(&account.client, ever) {
            let of_client = months.entry((&account.client, currency)).or_default();
            *of_client.entry(month).or_default() += flow.invoiced;
        }
    }
    months
        .into_iter()
        .map(|(key, months)| (key, Series::of(&months)))
        .collect()
}

struct Spend<'a> {
    series: &'a Series,
    /// First month of the files.
    first: Month,
}

impl Spend<'_> {
    fn over(&self, span: Span) -> Known<Money> {
        if span.from < self.first {
            return Err(NO_DATA);
        }
        Ok(self.series.over(span))
    }

    fn change(&self, now: Span, before: Span) -> [Datum; 2] {
        let change = self
            .over(before)
            .and_then(|before| change(self.over(now)?, before));
        pair(change)
    }

    fn row(&self, client: &str, currency: &str, span: Span) -> Option<Vec<Datum>> {
        let held = Stretches::of(span);
        let stretches = [
            span,
            held.previous,
            held.last_year,
            held.twelve,
            held.twelve_before,
        ];
        let empty = |span: &Span| self.series.over(*span) == Money::ZERO;
        if stretches.iter().all(empty) {
            return None;
        }
        let shown = |span: Span| Datum::from(self.over(span).ok());
        let mut row: Vec<Datum> = vec![
            span.to_string().into(),
            client.into(),
            currency.into(),
            self.series.over(span).into(),
            shown(held.previous),
        ];
        row.extend(self.change(span, held.previous));
        row.push(shown(held.last_year));
        row.extend(self.change(span, held.last_year));
        row.extend([shown(held.to_date), shown(held.to_date_last_year)]);
        row.extend(self.change(held.to_date, held.to_date_last_year));
        row.extend([shown(held.twelve), shown(held.twelve_before)]);
        row.extend(self.change(held.twelve, held.twelve_before));
        Some(row)
    }
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    const INVOICES: &str = "number | client | issued_on | net | currency
        1 | A | 2024-11-15 | 100 | EUR
        2 | A | 2025-02-01 | 50 | EUR
        3 | A | 2025-10-20 | 80 | EUR
        4 | A | 2025-11-20 | 10 | EUR
        5 | A | 2026-09-20 | 200 | EUR
        6 | A | 2026-10-20 | 100 | EUR
        7 | B | 2026-10-20 | 7 | USD";

    #[test]
    fn holds_a_month_against_each_stretch() {
        let sample = Sample::of(&[("invoices", INVOICES)], "", scope("2024-11", "2026-10"));
        let found = client_spend(&sample.portfolio());
        let columns = "client currency revenue_invoiced revenue_previous change_vs_previous revenue_last_year change_vs_last_year";
        let now = |columns: &str| shown(&found, columns)[found.len() - 2..].to_vec();
        assert_eq!(
            now(columns),
            ["A EUR 100 200 -0.5 80 0.25", "B USD 7 0 - 0 -"]
        );
        // 2026: 200 + 100, 2025 up to October: 50 + 80; twelve months: 10 + 200 + 100, the twelve before: 100 + 50 + 80
        let columns = "revenue_ytd revenue_ytd_last_year change_ytd revenue_ttm revenue_ttm_before change_ttm change_ttm_note";
        assert_eq!(
            now(columns),
            ["300 130 1.3077 310 230 0.3478 -", "7 0 - 7 0 - no-sales"]
        );
    }

    #[test]
    fn stretches_before_the_files_are_not_known() {
        let invoices = "number | client | issued_on | net | currency
            1 | A | 2026-03-01 | 50 | EUR\n 2 | A | 2026-04-01 | 100 | EUR";
        let sample = Sample::of(&[("invoices", invoices)], "", scope("2026-03", "2026-04"));
        let found = client_spend(&sample.portfolio());
        let columns = "month revenue_previous change_vs_previous change_vs_previous_note revenue_last_year change_vs_last_year_note revenue_ytd change_ytd_note revenue_ttm change_ttm_note";
        assert_eq!(
            shown(&found, columns),
            [
                "2026-03 - - no-data - no-data - no-data - no-data",
                "2026-04 50 1 - - no-data - no-data - no-data"
            ]
        );
    }

    #[test]
    fn a_quarter_is_the_sum_of_its_months_against_the_quarter_before() {
        let sample = Sample::of(&[("invoices", INVOICES)], "", scope("2024-11", "2026-Q4"));
        let found = client_spend(&sample.portfolio());
        let rows = shown(
            &found,
            "month client revenue_invoiced revenue_previous revenue_last_year revenue_ytd",
        );
        assert_eq!(rows[rows.len() - 2], "2026-Q4 A 100 200 90 300");
    }
}
