//! Retention: the last twelve months against the twelve before, client by client, in the base currency.
//!
//! Grain: month (or the report's period) and basis: all revenue, that of retainers, and all other. The cohort are the
//! clients with revenue in the twelve months before; a client's negative sum counts as nothing. What came and went closes:
//! before + expansion - contraction - churned + new + reactivated = now. Empty (`short-history`) until the invoices reach back
//! over both years, and (`no-rate`) while an amount of them cannot be converted.

use std::iter::Sum;

use super::concentration::trailing_year;
use super::definition::{Definition, Rests};
use super::history::{Basis, History, Past};
use super::known::{Known, NO_DATA, NO_SALES, SHORT_HISTORY, pair, ratio};
use super::portfolio::Portfolio;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Money, Span, Table};

const INVOICES: &[Rests] = &[Rests::up_to(Table::Invoices, "issued_on")];
const WITH_KINDS: &[Rests] = &[
    Rests::up_to(Table::Invoices, "issued_on"),
    Rests::whole(Table::Projects),
];

const TWO_YEARS: &[Rests] = &[Rests::two_years(Table::Invoices, "issued_on")];
const TWO_YEARS_WITH_KINDS: &[Rests] = &[
    Rests::two_years(Table::Invoices, "issued_on"),
    Rests::whole(Table::Projects),
];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "revenue_year_before",
        text: "revenue of the twelve months before the last twelve, clients with a negative sum as nothing; base currency, each month at its own rate",
        rests_on: &[
            Rests::months(Table::Invoices, "issued_on", [23, 12]),
            Rests::whole(Table::Projects),
        ],
    },
    Definition {
        name: "expansion",
        text: "what clients of the year before brought more in the last twelve months",
        rests_on: TWO_YEARS_WITH_KINDS,
    },
    Definition {
        name: "contraction",
        text: "what clients of the year before brought less in the last twelve months, those with nothing left out",
        rests_on: TWO_YEARS_WITH_KINDS,
    },
    Definition {
        name: "churned_revenue",
        text: "revenue of the year before from clients with none in the last twelve months",
        rests_on: TWO_YEARS_WITH_KINDS,
    },
    Definition {
        name: "new_revenue",
        text: "revenue of the last twelve months from clients never invoiced before them",
        rests_on: WITH_KINDS,
    },
    Definition {
        name: "reactivated_revenue",
        text: "revenue of the last twelve months from clients with none in the year before, but invoiced earlier",
        rests_on: WITH_KINDS,
    },
    Definition {
        name: "revenue_year_now",
        text: "revenue of the last twelve months: year before + expansion - contraction - churned + new + reactivated",
        rests_on: &[
            Rests::last_year(Table::Invoices, "issued_on"),
            Rests::whole(Table::Projects),
        ],
    },
    Definition {
        name: "nrr",
        text: "net revenue retention: (year before + expansion - contraction - churned) / year before; new and returned clients are not in it",
        rests_on: TWO_YEARS_WITH_KINDS,
    },
    Definition {
        name: "grr",
        text: "gross revenue retention: (year before - contraction - churned) / year before, so at most 100 %",
        rests_on: TWO_YEARS_WITH_KINDS,
    },
    Definition {
        name: "clients_year_before",
        text: "clients with revenue in the twelve months before the last twelve",
        rests_on: &[Rests::months(Table::Invoices, "issued_on", [23, 12])],
    },
    Definition {
        name: "clients_lost",
        text: "of these, clients without revenue in the last twelve months",
        rests_on: TWO_YEARS,
    },
    Definition {
        name: "clients_new",
        text: "clients with revenue in the last twelve months that were never invoiced before them",
        rests_on: INVOICES,
    },
    Definition {
        name: "clients_reactivated",
        text: "clients with revenue in the last twelve months and earlier, but not in the year before",
        rests_on: INVOICES,
    },
    Definition {
        name: "logo_churn",
        text: "clients lost / clients of the year before; with few clients read the two counts",
        rests_on: TWO_YEARS,
    },
    Definition {
        name: "revenue_churn",
        text: "churned revenue / revenue of the year before",
        rests_on: TWO_YEARS_WITH_KINDS,
    },
];

/// Retention of the year that ends with a month.
pub static RETENTION: FrameSpec = FrameSpec::exported(
    "retention",
    "month, basis",
    &[
        ("month", Unit::Month),
        ("basis", Unit::Code),
        ("currency", Unit::Text),
        ("revenue_year_before", Unit::Money),
        ("expansion", Unit::Money),
        ("contraction", Unit::Money),
        ("churned_revenue", Unit::Money),
        ("new_revenue", Unit::Money),
        ("reactivated_revenue", Unit::Money),
        ("revenue_year_now", Unit::Money),
        ("nrr", Unit::Share),
        ("nrr_note", Unit::Code),
        ("grr", Unit::Share),
        ("grr_note", Unit::Code),
        ("clients_year_before", Unit::Count),
        ("clients_lost", Unit::Count),
        ("clients_new", Unit::Count),
        ("clients_reactivated", Unit::Count),
        ("logo_churn", Unit::Share),
        ("logo_churn_note", Unit::Code),
        ("revenue_churn", Unit::Share),
        ("revenue_churn_note", Unit::Code),
    ],
);

/// What came and went between two years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Movement {
    /// Revenue of the year before.
    pub before: Money,
    expansion: Money,
    contraction: Money,
    churned: Money,
    new: Money,
    reactivated: Money,
    now: Money,
    clients: i64,
    lost: i64,
    joined: i64,
    returned: i64,
}

impl Sum for Movement {
    fn sum<I: Iterator<Item = Movement>>(parts: I) -> Movement {
        parts.fold(Movement::default(), |sum, part| Movement {
            before: sum.before + part.before,
            expansion: sum.expansion + part.expansion,
            contraction: sum.contraction + part.contraction,
            churned: sum.churned + part.churned,
            new: sum.new + part.new,
            reactivated: sum.reactivated + part.reactivated,
            now: sum.now + part.now,
            clients: sum.clients + part.clients,
            lost: sum.lost + part.lost,
            joined: sum.joined + part.joined,
            returned: sum.returned + part.returned,
        })
    }
}

impl Movement {
    /// All clients; not known before the invoices reach back over both years.
    pub fn of(history: &History<'_>, basis: Basis, span: Span) -> Known<Movement> {
        let now = trailing_year(span);
        let before = now.previous();
        if !history.reaches(before) {
            return Err(SHORT_HISTORY);
        }
        if basis != Basis::All && !history.tells_recurring() {
            return Err(NO_DATA);
        }
        let clients = history.iter();
        clients
            .map(|(_, past)| Movement::of_client(past, basis, before, now))
            .sum()
    }

    fn of_client(past: &Past, basis: Basis, before: Span, now: Span) -> Known<Movement> {
        let counted = |span| -> Known<Money> {
            let revenue = past.revenue(basis, span)?;
            Ok(revenue.max(Money::ZERO))
        };
        let (old, new) = (counted(before)?, counted(now)?);
        let earlier = || {
            let first = past.last_invoice(before.from.plus(-1));
            first.is_some()
        };
        let none = Movement {
            before: old,
            now: new,
            ..Movement::default()
        };
        Ok(match (old > Money::ZERO, new > Money::ZERO) {
            (true, true) => Movement {
                expansion: (new - old).max(Money::ZERO),
                contraction: (old - new).max(Money::ZERO),
                clients: 1,
                ..none
            },
            (true, false) => Movement {
                churned: old,
                clients: 1,
                lost: 1,
                ..none
            },
            (false, true) if earlier() => Movement {
                reactivated: new,
                returned: 1,
                ..none
            },
            (false, true) => Movement {
                new,
                joined: 1,
                ..none
            },
            (false, false) => none,
        })
    }

    fn nrr(&self) -> Known<f64> {
        let kept = self.before + self.expansion - self.contraction - self.churned;
        ratio(kept.0, self.before.0, NO_SALES)
    }

    fn grr(&self) -> Known<f64> {
        let kept = self.before - self.contraction - self.churned;
        ratio(kept.0, self.before.0, NO_SALES)
    }

    fn logo_churn(&self) -> Known<f64> {
        ratio(self.lost, self.clients, NO_SALES)
    }

    fn revenue_churn(&self) -> Known<f64> {
        ratio(self.churned.0, self.before.0, NO_SALES)
    }
}

/// The frame.
pub fn retention(portfolio: &Portfolio<'_>, history: &History<'_>) -> MetricFrame {
    let mut rows = Vec::new();
    for span in portfolio.scope.spans() {
        for basis in [Basis::All, Basis::Recurring, Basis::Project] {
            let movement = Movement::of(history, basis, span);
            rows.push(row(portfolio, span, basis, movement));
        }
    }
    MetricFrame::of(&RETENTION, rows)
}

fn row(
    portfolio: &Portfolio<'_>,
    span: Span,
    basis: Basis,
    movement: Known<Movement>,
) -> Vec<Datum> {
    let known = movement.ok();
    let money = |part: fn(Movement) -> Money| Datum::from(known.map(part));
    let count = |part: fn(Movement) -> i64| Datum::from(known.map(part));
    let share = |part: fn(&Movement) -> Known<f64>| pair(movement.and_then(|known| part(&known)));
    let mut row = vec![
        span.to_string().into(),
        basis.code().into(),
        portfolio.rates.base().into(),
        money(|known| known.before),
        money(|known| known.expansion),
        money(|known| known.contraction),
        money(|known| known.churned),
        money(|known| known.new),
        money(|known| known.reactivated),
        money(|known| known.now),
    ];
    row.extend(share(Movement::nrr));
    row.extend(share(Movement::grr));
    row.extend([
        count(|known| known.clients),
        count(|known| known.lost),
        count(|known| known.joined),
        count(|known| known.returned),
    ]);
    row.extend(share(Movement::logo_churn));
    row.extend(share(Movement::revenue_churn));
    row
}

/// The first month whose year can be compared; for tests and readers of the frame.
#[cfg(test)]
fn first_known(frame: &MetricFrame) -> Option<crate::model::Month> {
    let (months, notes) = (frame.values("month"), frame.values("nrr_note"));
    let known = (0..frame.len()).find(|at| notes[*at] == Datum::Null)?;
    match &months[known] {
        Datum::Text(label) => label.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    /// Years to October: A 100 then 130, B 80 then 50, C 20 then nothing, D only now, E before both and now.
    const INVOICES: &str = "number | client | issued_on | net | currency | project
        0 | E | 2024-09-30 | 5 | EUR |
        1 | A | 2024-11-01 | 100 | EUR | Care\n 2 | A | 2025-11-01 | 130 | EUR | Care
        3 | B | 2025-10-31 | 80 | EUR | Build\n 4 | B | 2026-10-31 | 50 | EUR | Build
        5 | C | 2025-03-01 | 20 | EUR | Care C\n 6 | D | 2026-03-01 | 40 | EUR |
        7 | E | 2026-03-01 | 10 | EUR | ";
    const PROJECTS: &str = "project | client | kind
        Care | A | retainer\n Build | B | fixed\n Care C | C | retainer";

    fn frame(tables: &[(&str, &str)], period: &str) -> MetricFrame {
        let sample = Sample::of(tables, "", scope("2024-09", period));
        let portfolio = sample.portfolio();
        let history = History::of(&portfolio);
        retention(&portfolio, &history)
    }

    fn last_rows(frame: &MetricFrame, columns: &str) -> Vec<String> {
        let mut rows = shown(frame, columns);
        rows.split_off(rows.len() - 3)
    }

    #[test]
    fn what_came_and_went_closes() {
        let found = frame(&[("invoices", INVOICES), ("projects", PROJECTS)], "2026-10");
        let columns = "basis revenue_year_before expansion contraction churned_revenue new_revenue reactivated_revenue revenue_year_now";
        assert_eq!(
            last_rows(&found, columns),
            [
                "all 200 30 30 20 40 10 230",
                "recurring 120 30 0 20 0 0 130",
                "project_work 80 0 30 0 40 10 100",
            ]
        );
        // all: 200 + 30 - 30 - 20 = 180, of 200; 200 - 30 - 20 = 150, of 200
        assert_eq!(
            last_rows(
                &found,
                "basis nrr grr clients_year_before clients_lost clients_new clients_reactivated logo_churn revenue_churn"
            ),
            [
                "all 0.9 0.75 3 1 1 1 0.3333 0.1",
                "recurring 1.0833 0.8333 2 1 0 0 0.5 0.1667",
                "project_work 0.625 0.625 1 0 1 1 0 0",
            ]
        );
    }

    #[test]
    fn a_short_history_says_so() {
        let found = frame(&[("invoices", INVOICES)], "2026-10");
        // two years that end in August 2026 begin in September 2024
        assert_eq!(first_known(&found), "2026-08".parse().ok());
        let columns = "basis nrr_note logo_churn_note clients_lost";
        assert_eq!(
            shown(&found, columns)[0],
            "all short-history short-history -"
        );
        assert_eq!(
            last_rows(&found, columns),
            [
                "all - - 1",
                "recurring no-data no-data -",
                "project_work no-data no-data -"
            ]
        );
    }

    #[test]
    fn an_amount_without_a_rate_makes_it_unknown() {
        let invoices = format!("{INVOICES}\n 8 | F | 2026-05-01 | 9 | CNY |");
        let found = frame(&[("invoices", &invoices)], "2026-10");
        assert_eq!(
            last_rows(&found, "basis nrr_note grr_note")[0],
            "all no-rate no-rate"
        );
    }

    #[test]
    fn a_quarter_looks_back_from_its_last_month() {
        let found = frame(&[("invoices", INVOICES)], "2026-Q3");
        let rows = shown(&found, "month basis revenue_year_before nrr");
        let quarter = rows.iter().find(|row| row.starts_with("2026-Q3 all"));
        let month = rows.iter().find(|row| row.starts_with("2026-09 all"));
        assert_eq!(quarter.map(|row| &row[8..]), month.map(|row| &row[8..]));
    }
}
