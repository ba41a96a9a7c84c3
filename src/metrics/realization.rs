//! How much of the work's worth is invoiced, and how much of that is paid.
//!
//! Value: fees invoiced (net, less what is passed through) / standard value (billable hours x the people's bill rates).
//! Hours: invoiced hours / billable hours, only where time entries say that they are invoiced. Collection: of what
//! was invoiced in the month, the part paid up to the as-of date, both net; it may still move. Hours stand on the row of
//! the client's main currency. Written off: billable hours whose entries say so; they stay in the hours and have their
//! own figures. Nothing to divide by is n/a with its reason.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::accounts::Account;
use super::definition::{Definition, Rests};
use super::internal::Internals;
use super::known::{Known, NO_DATA, NO_HOURS, NO_RATE, NO_SALES, pair, ratio};
use super::portfolio::Portfolio;
use super::receivable::Collections;
use super::rollup::{grouped, tells_status};
use super::write_offs::{WriteOffs, write_offs};
use super::{Datum, FrameSpec, MetricFrame, Scope, Unit};
use crate::model::{Duration, Money, Month, Span, Table, Tables};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "fees_invoiced",
        text: "revenue invoiced - pass-through: what is charged for work",
        rests_on: &[
            Rests::within(Table::Invoices, "issued_on"),
            Rests::within(Table::Expenses, "date"),
        ],
    },
    Definition {
        name: "standard_value",
        text: "billable hours x the person's bill rate of the day; n/a when a rate is missing",
        rests_on: WORK,
    },
    Definition {
        name: "realization_value",
        text: "fees invoiced / standard value; fixed fees count as invoiced; n/a without a standard value",
        rests_on: &[
            Rests::within(Table::Invoices, "issued_on"),
            Rests::within(Table::Expenses, "date"),
            Rests::within(Table::Time, "date"),
            Rests::whole(Table::People),
        ],
    },
    Definition {
        name: "invoiced_hours",
        text: "billable hours whose entry says that it is invoiced; n/a when no entry of the files says so",
        rests_on: &[Rests::within(Table::Time, "date")],
    },
    Definition {
        name: "realization_hours",
        text: "invoiced hours / billable hours; n/a when no entry of the files says that it is invoiced",
        rests_on: &[Rests::within(Table::Time, "date")],
    },
    Definition {
        name: "written_off_hours",
        text: "billable hours whose entry says that they are written off; they stay in the hours worked; n/a when no entry of the files says so",
        rests_on: &[Rests::within(Table::Time, "date")],
    },
    Definition {
        name: "written_off_value",
        text: "hours written off x the person's bill rate of the day",
        rests_on: WRITTEN_OFF,
    },
    Definition {
        name: "write_off_rate",
        text: "written-off value / standard value; n/a when no entry of the files says that it is written off",
        rests_on: WRITTEN_OFF,
    },
    Definition {
        name: "collected_of_invoiced",
        text: "of the invoices of the period, what was paid up to the as-of date, net of tax",
        rests_on: PAID,
    },
    Definition {
        name: "realization_collection",
        text: "paid up to the as-of date / invoiced, of the invoices of the period, net of tax; n/a without invoices",
        rests_on: PAID,
    },
];

const WRITTEN_OFF: &[Rests] = &[
    Rests::within(Table::Time, "date"),
    Rests::whole(Table::People),
];

const WORK: &[Rests] = &[
    Rests::within(Table::Time, "date"),
    Rests::whole(Table::People),
];

const PAID: &[Rests] = &[
    Rests::within(Table::Invoices, "issued_on"),
    Rests::up_to(Table::Payments, "date"),
];

/// Realization of a month.
pub static REALIZATION: FrameSpec = FrameSpec::exported(
    "realization",
    "client, month, currency",
    &[
        ("month", Unit::Month),
        ("client", Unit::Text),
        ("currency", Unit::Text),
        ("fees_invoiced", Unit::Money),
        ("standard_value", Unit::Money),
        ("standard_value_note", Unit::Code),
        ("realization_value", Unit::Share),
        ("realization_value_note", Unit::Code),
        ("billable_hours", Unit::Hours),
        ("invoiced_hours", Unit::Hours),
        ("realization_hours", Unit::Share),
        ("realization_hours_note", Unit::Code),
        ("revenue_invoiced", Unit::Money),
        ("collected_of_invoiced", Unit::Money),
        ("realization_collection", Unit::Share),
        ("realization_collection_note", Unit::Code),
        ("written_off_hours", Unit::Hours),
        ("written_off_value", Unit::Money),
        ("written_off_value_note", Unit::Code),
        ("write_off_rate", Unit::Share),
        ("write_off_rate_note", Unit::Code),
    ],
);

/// Invoiced hours by client and month; none when no entry of the files says that it is invoiced.
type InvoicedHours = Option<BTreeMap<String, BTreeMap<Month, Duration>>>;

/// The frame: clients and currencies with billable hours or invoices in the span.
pub fn realization(portfolio: &Portfolio<'_>, collections: &Collections) -> MetricFrame {
    let marked = invoiced_hours(portfolio.tables, portfolio.scope);
    let (people, base) = (portfolio.people, portfolio.rates.base());
    let written_off = write_offs(portfolio.tables, people, base, portfolio.scope);
    let mut rows = Vec::new();
    for span in portfolio.scope.spans() {
        for account in portfolio.accounts.iter() {
            for currency in portfolio.currencies(account, span) {
                let desk = Desk {
                    portfolio,
                    account,
                    currency: &currency,
                    span,
                };
                rows.extend(desk.row(collections, &marked, &written_off));
            }
        }
    }
    MetricFrame::of(&REALIZATION, rows)
}

/// Billable client hours whose entries say that they are invoiced.
fn invoiced_hours(tables: &Tables, scope: &Scope) -> InvoicedHours {
    if !tells_status(tables, "invoiced") {
        return None;
    }
    let groups = grouped(tables, (NaiveDate::MIN, scope.as_of), |entry| {
        entry.status == Some("invoiced") && entry.billable != Some(false)
    });
    if groups.is_empty() {
        return None;
    }
    let internals = Internals::of(tables);
    let mut hours: BTreeMap<String, BTreeMap<Month, Duration>> = BTreeMap::new();
    for group in &groups {
        let project = group.project.as_deref();
        let client = internals.client_of(group.client.as_deref(), project);
        if let Some(client) = client.filter(|_| !internals.is_internal(client, project)) {
            let months = hours.entry(client.to_owned()).or_default();
            *months.entry(Month::of(group.day)).or_default() += group.duration;
        }
    }
    Some(hours)
}

struct Desk<'a, 'b> {
    portfolio: &'a Portfolio<'b>,
    account: &'a Account,
    currency: &'a str,
    span: Span,
}

impl Desk<'_, '_> {
    fn row(
        &self,
        collections: &Collections,
        marked: &InvoicedHours,
        written_off: &WriteOffs,
    ) -> Option<Vec<Datum>> {
        let client = self.account.client.as_str();
        let flows = self.portfolio.revenue.by_currency(client, self.span);
        let flow = flows.get(self.currency).copied().unwrap_or_default();
        let main = self.currency == self.account.currency;
        let billable = self.portfolio.hours(client, self.span).billable;
        let worked = main && billable != Duration::ZERO;
        if flow.invoiced == Money::ZERO && !worked {
            return None;
        }
        let standard = if main { self.standard() } else { Err(NO_HOURS) };
        let marked = if main {
            self.marked(marked)
        } else {
            Err(NO_HOURS)
        };
        let paid = collections.get(&(client.to_owned(), self.currency.to_owned()));
        let paid = paid
            .map(|cash| cash.by_issue.over(self.span))
            .unwrap_or_default();
        let mut row = vec![
            self.span.to_string().into(),
            client.into(),
            self.currency.into(),
            flow.agi().into(),
        ];
        row.extend(pair(standard));
        row.extend(pair(value(flow.agi(), standard)));
        row.push(main.then_some(billable).into());
        row.push(marked.ok().into());
        row.extend(pair(
            marked.and_then(|marked| ratio(marked.0, billable.0, NO_HOURS)),
        ));
        row.extend([flow.invoiced.into(), paid.into()]);
        row.extend(pair(collection(paid, flow.invoiced)));
        row.extend(self.written_off(written_off, standard, main));
        Some(row)
    }

    /// Billable hours at the people's bill rates, each month at its own exchange rate.
    fn standard(&self) -> Known<Money> {
        let months = self.span.months();
        let value = |month: Month| -> Known<Money> {
            let day = self.portfolio.rate_day(month);
            let parts = self.portfolio.worth.of_client(&self.account.client, month);
            parts
                .map(|parts| {
                    parts
                        .standard
                        .sum(self.currency, &self.portfolio.rates, day)
                })
                .sum()
        };
        months.map(value).sum()
    }

    /// From written_off_hours to write_off_rate_note.
    fn written_off(&self, all: &WriteOffs, standard: Known<Money>, main: bool) -> Vec<Datum> {
        let Some(all) = all.as_ref().filter(|_| main) else {
            let reason = if main { NO_DATA } else { NO_HOURS };
            let mut row = vec![Datum::Null];
            row.extend(pair::<Money>(Err(reason)));
            row.extend(pair::<f64>(Err(reason)));
            return row;
        };
        let months = all.get(&self.account.client);
        let here = || {
            let inside = months.map(|months| months.range(self.span.from..=self.span.to));
            inside.into_iter().flatten()
        };
        let hours: Duration = here().map(|(_, part)| part.hours).sum();
        let rates = &self.portfolio.rates;
        let value: Known<Money> = here()
            .map(|(month, part)| {
                part.value
                    .sum(self.currency, rates, self.portfolio.rate_day(*month))
            })
            .sum();
        let rate = value.and_then(|value| ratio(value.0, standard?.0, NO_HOURS));
        let mut row = vec![hours.into()];
        row.extend(pair(value));
        row.extend(pair(rate));
        row
    }

    fn marked(&self, marked: &InvoicedHours) -> Known<Duration> {
        let months = marked.as_ref().ok_or(NO_DATA)?.get(&self.account.client);
        let inside = months.map(|months| months.range(self.span.from..=self.span.to));
        Ok(inside.into_iter().flatten().map(|(_, hours)| *hours).sum())
    }
}

fn value(fees: Money, standard: Known<Money>) -> Known<f64> {
    let standard = standard.map_err(|reason| {
        if reason == NO_HOURS {
            NO_HOURS
        } else {
            NO_RATE
        }
    })?;
    ratio(fees.0, standard.0, NO_HOURS)
}

fn collection(paid: Money, invoiced: Money) -> Known<f64> {
    if invoiced <= Money::ZERO {
        return Err(NO_SALES);
    }
    ratio(paid.0, invoiced.0, NO_SALES)
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{self, Sample, scope, shown};
    use super::super::people::People;
    use super::super::reconcile::{Books, Owed, owed};
    use super::super::testing;
    use super::*;
    use crate::model::Decisions;

    fn frame(sample: &Sample) -> MetricFrame {
        let (payers, decisions) = (BTreeMap::new(), Decisions::default());
        let books = Books::of(&sample.tables, &payers, &decisions, &sample.scope.settings);
        let cash = owed(&books, &sample.scope).collections;
        realization(&sample.portfolio(), &cash)
    }

    #[test]
    fn value_and_collection() {
        // 10 h B x 100 = 1000 standard; 900 invoiced of which 100 passed through: 0.8; 540 of 1080 gross paid: half
        let tables = [
            ("people", "person | bill_rate | currency\n Mara | 100 | EUR"),
            (
                "invoices",
                "number | client | issued_on | net | tax | gross | currency | paid | paid_on
                1 | A | 2026-10-05 | 900 | 180 | 1080 | EUR | 540 | 2026-11-10
                2 | A | 2026-10-05 | 50 | 10 | 60 | USD | |
                3 | B | 2026-10-05 | -50 | -10 | -60 | EUR | |",
            ),
            (
                "expenses",
                "date | client | amount | currency | pass_through\n 2026-10-05 | A | 100 | EUR | yes",
            ),
        ];
        let work = "2026-10-05 Mara A Web B 10\n2026-10-05 Mara A Web C 10";
        let mut october = scope("2026-10", "2026-10");
        october.as_of = client_samples::day("2026-11-15");
        let found = frame(&Sample::of(&tables, work, october));
        assert_eq!(
            shown(
                &found,
                "client currency fees_invoiced standard_value realization_value realization_value_note collected_of_invoiced realization_collection realization_collection_note"
            ),
            [
                "A EUR 800 1000 0.8 - 450 0.5 -",
                "A USD 50 - - no-hours 0 0 -",
                "B EUR -50 0 - no-hours 0 - no-sales",
            ]
        );
        // a day before the payment nothing is collected
        let found = frame(&Sample::of(&tables, work, scope("2026-10", "2026-10")));
        assert_eq!(
            shown(&found, "realization_collection realization_hours_note")[0],
            "0 no-data"
        );
    }

    #[test]
    fn hours_where_entries_say_that_they_are_invoiced() {
        let tables = testing::tables(&[(
            "time",
            "date | person | client | project | duration | billable | status
            2026-10-05 | Mara | A | Web | 3 | yes | invoiced\n2026-10-06 | Mara | A | Web | 1 | yes | approved
            2026-10-06 | Mara | A | Web | 5 | no | invoiced\n2026-10-06 | Mara | B | Web | 5 | yes |",
        )]);
        let scope = scope("2026-10", "2026-10");
        let work = crate::metrics::testing::work(&tables, &scope);
        let (people, owed) = (People::of(&tables), Owed::default());
        let portfolio = Portfolio::of(&tables, &work, &people, &owed, &scope);
        let frame = realization(&portfolio, &Collections::new());
        assert_eq!(
            shown(
                &frame,
                "client billable_hours invoiced_hours realization_hours standard_value_note"
            ),
            ["A 4 3 0.75 no-rate", "B 5 0 0 no-rate"]
        );
    }
}
