//! Client economics by month and currency.
//!
//! Hours, budget hours and delivery cost stand on the row of the client's main currency only; margin and average
//! rate use that row's AGI. A negative or zero month has no margin and no change against it.

use super::accounts::Account;
use super::budget::code;
use super::definition::{Definition, Rests};
use super::known::{Known, NO_DATA, NO_HOURS, pair};
use super::portfolio::{Portfolio, average_rate, change, margin};
use super::receivable::Receivable;
use super::reconcile::cash_told::CashTold;
use super::revenue::Flow;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Duration, Money, Span, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "client_month.hours",
        text: "all client hours, billable or not, rejected entries left out",
        rests_on: &[Rests::within(Table::Time, "date")],
    },
    Definition {
        name: "client_month.budget_hours_used",
        text: "hours of the period that count against those agreed by month; whole projects are in project_month",
        rests_on: &[
            Rests::whole(Table::Projects),
            Rests::up_to(Table::Time, "date"),
        ],
    },
    Definition {
        name: "revenue_base",
        text: "revenue invoiced in the base currency, each month at the latest rate up to its end; n/a without a rate",
        rests_on: &[
            Rests::within(Table::Invoices, "issued_on"),
            Rests::up_to(Table::Rates, "date"),
        ],
    },
    Definition {
        name: "agi_base",
        text: "AGI in the base currency, each month at the latest rate up to its end; n/a without a rate",
        rests_on: &[
            Rests::within(Table::Invoices, "issued_on"),
            Rests::within(Table::Expenses, "date"),
            Rests::up_to(Table::Rates, "date"),
        ],
    },
    Definition {
        name: "revenue_invoiced",
        text: "invoices net of tax by issue date, credit notes negative; drafts and void invoices are in no figure",
        rests_on: &[Rests::within(Table::Invoices, "issued_on")],
    },
    Definition {
        name: "pass_through",
        text: "expenses marked as passed through to the client",
        rests_on: &[Rests::within(Table::Expenses, "date")],
    },
    Definition {
        name: "agi",
        text: "agency gross income: revenue invoiced - pass-through",
        rests_on: &[
            Rests::within(Table::Invoices, "issued_on"),
            Rests::within(Table::Expenses, "date"),
        ],
    },
    Definition {
        name: "delivery_cost",
        text: "client hours x cost rate valid on the day, plus the client's expenses that are not passed through, without bills of people for hours that are counted",
        rests_on: &[
            Rests::within(Table::Time, "date"),
            Rests::whole(Table::People),
            Rests::within(Table::Expenses, "date"),
        ],
    },
    Definition {
        name: "delivery_margin",
        text: "(AGI - delivery cost) / AGI, with the AGI of all the client's currencies; n/a when that is not above zero",
        rests_on: &[
            Rests::within(Table::Invoices, "issued_on"),
            Rests::within(Table::Expenses, "date"),
            Rests::within(Table::Time, "date"),
            Rests::whole(Table::People),
        ],
    },
    Definition {
        name: "average_billable_rate",
        text: "AGI of all the client's currencies / all client hours; n/a without hours",
        rests_on: &[
            Rests::within(Table::Invoices, "issued_on"),
            Rests::within(Table::Expenses, "date"),
            Rests::within(Table::Time, "date"),
        ],
    },
    Definition {
        name: "received",
        text: "gross cash of the client dated in the period, set against an invoice or not",
        rests_on: &[
            Rests::within(Table::Payments, "date"),
            Rests::within(Table::Invoices, "paid_on"),
        ],
    },
    Definition {
        name: "collected",
        text: "gross cash received and decided as belonging to an invoice, by payment date",
        rests_on: &[Rests::within(Table::Payments, "date")],
    },
    Definition {
        name: "outstanding",
        text: "gross invoices - matched payments - credits up to the as-of date, unapplied cash taken off",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
    Definition {
        name: "client_month.overdue_base",
        text: "overdue amount in the base currency at the rate of the period's last day",
        rests_on: &[
            Rests::up_to(Table::Invoices, "issued_on"),
            Rests::up_to(Table::Payments, "date"),
            Rests::up_to(Table::Rates, "date"),
        ],
    },
    Definition {
        name: "overdue",
        text: "the part of open invoices whose due date is past, credits and unapplied cash held against the oldest first; n/a where no file says when anything is due",
        rests_on: &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)],
    },
    Definition {
        name: "budget_hours",
        text: "agreed hours: of a retainer per month, of other work for the whole project",
        rests_on: &[Rests::whole(Table::Projects)],
    },
    Definition {
        name: "client_month.budget_hours",
        text: "hours agreed for the months of the period (retainers); hours agreed for a whole project are never added to them, they are in project_month",
        rests_on: &[Rests::whole(Table::Projects)],
    },
    Definition {
        name: "over_servicing_hours",
        text: "hours of the period worked after the agreed ones were used up, per project, never netted between projects",
        rests_on: &[
            Rests::whole(Table::Projects),
            Rests::up_to(Table::Time, "date"),
        ],
    },
    Definition {
        name: "change_vs_previous",
        text: "(this period - the one before) / the one before; n/a without one before",
        rests_on: &[Rests::within(Table::Invoices, "issued_on")],
    },
];

/// Client economics of a month.
pub static CLIENT_MONTH: FrameSpec = FrameSpec::exported(
    "client_month",
    "client, month, currency",
    &[
        ("month", Unit::Month),
        ("client", Unit::Text),
        ("account_manager", Unit::Text),
        ("status", Unit::Code),
        ("currency", Unit::Text),
        ("hours", Unit::Hours),
        ("billable_hours", Unit::Hours),
        ("revenue_invoiced", Unit::Money),
        ("pass_through", Unit::Money),
        ("agi", Unit::Money),
        ("delivery_cost", Unit::Money),
        ("delivery_cost_note", Unit::Code),
        ("delivery_margin", Unit::Share),
        ("delivery_margin_note", Unit::Code),
        ("average_billable_rate", Unit::Money),
        ("average_billable_rate_note", Unit::Code),
        ("collected", Unit::Money),
        ("outstanding", Unit::Money),
        ("overdue", Unit::Money),
        ("budget_hours", Unit::Hours),
        ("budget_hours_used", Unit::Hours),
        ("over_servicing_hours", Unit::Hours),
        ("change_vs_previous", Unit::Share),
        ("change_vs_previous_note", Unit::Code),
        // the same revenue and AGI in the base currency at the month's rate
        ("revenue_base", Unit::Money),
        ("agi_base", Unit::Money),
        ("base_note", Unit::Code),
        ("active", Unit::Flag),
        ("group", Unit::Text),
        ("tier", Unit::Text),
        ("revenue_invoiced_note", Unit::Code),
        ("agi_note", Unit::Code),
        ("outstanding_note", Unit::Code),
        ("overdue_note", Unit::Code),
        // at the rate of the period's last day
        ("overdue_base", Unit::Money),
        ("received", Unit::Money),
        // the files hold payments, or say what is paid
        ("cash_known", Unit::Flag),
        ("cash_ends", Unit::Date),
    ],
);

/// Columns that only invoices can fill, and the notes of what is made of them.
const OF_INVOICES: [&str; 10] = [
    "revenue_invoiced",
    "agi",
    "outstanding",
    "overdue",
    "delivery_margin",
    "average_billable_rate",
    "change_vs_previous",
    "revenue_base",
    "agi_base",
    "overdue_base",
];

/// Columns that only hours can fill.
const OF_TIME: [&str; 5] = [
    "hours",
    "billable_hours",
    "delivery_cost",
    "delivery_margin",
    "average_billable_rate",
];

/// Columns that only files which tell what is paid can fill.
const OF_CASH: [&str; 2] = ["collected", "received"];

/// The frame.
pub fn client_month(portfolio: &Portfolio<'_>) -> MetricFrame {
    let mut rows = Vec::new();
    let unknown = unknown(portfolio, &OF_INVOICES, &OF_TIME, &OF_CASH);
    let cash_ends = CashTold::of(portfolio.tables, portfolio.scope).ends;
    for span in portfolio.scope.spans() {
        let listed = portfolio.accounts.iter();
        for account in listed.filter(|account| portfolio.is_listed(account, span)) {
            for currency in portfolio.currencies(account, span) {
                let mut row = row(portfolio, account, &currency, span);
                row.push(portfolio.cash_known.into());
                row.push(cash_ends.into());
                blank(&CLIENT_MONTH, &unknown, &mut row);
                let owed = portfolio.owed(&account.client, span);
                let owed = owed.get(currency.as_str()).filter(|owed| owed.undated);
                if owed.is_some() {
                    blank(&CLIENT_MONTH, portfolio.undated_in(span), &mut row);
                }
                rows.push(row);
            }
        }
    }
    MetricFrame::of(&CLIENT_MONTH, rows)
}

/// The columns that nobody knows: of those that rest on invoices all without any, else what is overdue where no file says when it
/// is due; those of hours without an hour of anybody; those of cash where no file tells what is paid.
pub fn unknown<'c>(
    portfolio: &Portfolio<'_>,
    of_invoices: &[&'c str],
    of_time: &[&'c str],
    of_cash: &[&'c str],
) -> Vec<&'c str> {
    let mut columns = unknown_of_invoices(portfolio, of_invoices);
    if !portfolio.holds_hours() {
        columns.extend(of_time);
    }
    if !portfolio.cash_known {
        columns.extend(of_cash);
    }
    columns
}

fn unknown_of_invoices<'c>(portfolio: &Portfolio<'_>, columns: &[&'c str]) -> Vec<&'c str> {
    let days = portfolio.tables.rows(Table::Invoices).date("issued_on");
    let mut days = days.into_iter().flatten();
    let is_invoiced = days.any(|day| day <= portfolio.scope.as_of);
    let due = |column: &&str| column.starts_with("overdue");
    let columns = columns.iter().copied();
    match is_invoiced {
        true => columns
            .filter(|column| !portfolio.due_known && due(column))
            .collect(),
        false => columns.collect(),
    }
}

/// Makes some columns of a row n/a `no-data`, each with its own note or that of the base currency.
pub fn blank(spec: &FrameSpec, columns: &[&str], row: &mut [Datum]) {
    let place = |name: &str| spec.columns.iter().position(|(column, _)| *column == name);
    for column in columns {
        if let Some(at) = place(column) {
            row[at] = Datum::Null;
        }
        // when something is due is told of that amount alone, and leaves the others as they are
        let in_base = column.ends_with("_base") && *column != "overdue_base";
        let of_all = || place("base_note").filter(|_| in_base);
        if let Some(at) = place(&format!("{column}_note")).or_else(of_all) {
            row[at] = NO_DATA.into();
        }
    }
}

fn row(portfolio: &Portfolio<'_>, account: &Account, currency: &str, span: Span) -> Vec<Datum> {
    let client = account.client.as_str();
    let flow = flow(portfolio, client, currency, span);
    let owed = portfolio
        .owed(client, span)
        .get(currency)
        .copied()
        .unwrap_or_default();
    let revenue_base = portfolio.in_base(client, currency, span, |flow| flow.invoiced);
    let agi_base = portfolio.in_base(client, currency, span, Flow::agi);
    let day = portfolio.scope.last_day(span);
    let overdue_base = portfolio.rates.to_base(owed.overdue, currency, day);
    let base_note = revenue_base.and(agi_base).and(overdue_base).err();
    let mut row = vec![
        span.to_string().into(),
        client.into(),
        (&account.manager).into(),
        code(&account.status),
        currency.into(),
    ];
    if currency == account.currency {
        row.extend(delivery(portfolio, client, currency, span, flow, owed));
    } else {
        row.extend(money_only(flow, owed));
    }
    row.extend(pair(change_of(
        portfolio,
        client,
        currency,
        span,
        flow.invoiced,
    )));
    row.extend([
        revenue_base.ok().into(),
        agi_base.ok().into(),
        base_note.into(),
        portfolio.is_active(account, span).into(),
        (&account.group).into(),
        (&account.tier).into(),
        Datum::Null,
        Datum::Null,
        Datum::Null,
        Datum::Null,
        overdue_base.ok().into(),
        owed.received.into(),
    ]);
    row
}

fn flow(portfolio: &Portfolio<'_>, client: &str, currency: &str, span: Span) -> Flow {
    let flows = portfolio.revenue.by_currency(client, span);
    flows.get(currency).copied().unwrap_or_default()
}

/// From `hours` to `over_servicing_hours` on the main currency's row.
fn delivery(
    portfolio: &Portfolio<'_>,
    client: &str,
    currency: &str,
    span: Span,
    flow: Flow,
    owed: Receivable,
) -> Vec<Datum> {
    let hours = portfolio.hours(client, span);
    let cost = portfolio.delivery_cost(client, span, currency);
    let [cost_shown, cost_note] = pair(cost);
    // the hours serve what is invoiced in every currency
    let agi = portfolio.agi_in(client, span, currency);
    let [margin, margin_note] = pair(agi.and_then(|agi| margin(agi, cost)));
    let [rate, rate_note] = pair(agi.and_then(|agi| average_rate(agi, hours.all)));
    let budget = ClientBudget::of(portfolio, client, span);
    vec![
        hours.all.into(),
        hours.billable.into(),
        flow.invoiced.into(),
        flow.pass_through.into(),
        flow.agi().into(),
        cost_shown,
        cost_note,
        margin,
        margin_note,
        rate,
        rate_note,
        owed.collected.into(),
        owed.outstanding.into(),
        owed.overdue.into(),
        budget.by_month.map(|[agreed, _]| agreed).into(),
        budget.by_month.map(|[_, used]| used).into(),
        budget.over.into(),
    ]
}

/// The same columns on the row of another currency.
fn money_only(flow: Flow, owed: Receivable) -> Vec<Datum> {
    vec![
        Datum::Null,
        Datum::Null,
        flow.invoiced.into(),
        flow.pass_through.into(),
        flow.agi().into(),
        Datum::Null,
        NO_HOURS.into(),
        Datum::Null,
        NO_HOURS.into(),
        Datum::Null,
        NO_HOURS.into(),
        owed.collected.into(),
        owed.outstanding.into(),
        owed.overdue.into(),
        Datum::Null,
        Datum::Null,
        Datum::Null,
    ]
}

/// Change of revenue against the span before; the first span of all has none.
fn change_of(
    portfolio: &Portfolio<'_>,
    client: &str,
    currency: &str,
    span: Span,
    now: Money,
) -> Known<f64> {
    let before = span.previous();
    if before.from < portfolio.scope.first {
        return Err(NO_DATA);
    }
    change(now, flow(portfolio, client, currency, before).invoiced)
}

/// Agreed hours of a client in a span. A month of a retainer and the whole of a project are never one sum: only hours agreed
/// by month are added up here; those of projects stand with the projects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClientBudget {
    /// Hours agreed by month, and how many of them are used; none without a retainer.
    by_month: Option<[Duration; 2]>,
    /// Hours of the span above what was agreed, summed per project; none when nothing was agreed.
    over: Option<Duration>,
}

impl ClientBudget {
    /// Of all engagements that run or have hours in the span.
    pub fn of(portfolio: &Portfolio<'_>, client: &str, span: Span) -> ClientBudget {
        let engagements = portfolio.engagements.of_client(client).iter();
        let burns = engagements.filter_map(|engagement| engagement.burn(portfolio, span));
        let mut sum = ClientBudget::default();
        for burn in burns {
            let (Some(budget), Some(over)) = (burn.budget, burn.over_in_span) else {
                continue;
            };
            *sum.over.get_or_insert_default() += over;
            if burn.by_month() {
                let [agreed, used] = sum.by_month.get_or_insert_default();
                *agreed += budget;
                *used += burn.used;
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    const PEOPLE: &str = "person | cost_rate | currency | starts_on | ends_on
        Mara | 40 | EUR | | 2026-10-14
        Mara | 50 | EUR | 2026-10-15 |
        Ivan | 3000 | RUB | |
        Free | | EUR | |";
    const RATES: &str = "date | currency | rate\n 2026-09-30 | RUB | 0.01";

    fn sample(invoices: &str, work: &str) -> Sample {
        let invoices = format!("number | client | issued_on | net | currency\n{invoices}");
        let clients = "client | status | currency\n Halden | active | EUR\n Home | internal | EUR";
        let expenses = "date | client | amount | currency | pass_through
            2026-10-05 | Halden | 100 | EUR | yes
            2026-10-06 | Halden | 10 | EUR | no";
        Sample::of(
            &[
                ("clients", clients),
                ("people", PEOPLE),
                ("rates", RATES),
                ("expenses", expenses),
                ("invoices", &invoices),
            ],
            work,
            scope("2026-10", "2026-10"),
        )
    }

    #[test]
    fn cost_takes_the_rate_of_the_day_and_converts() {
        // 2 x 40 + 2 x 50 + 1 x 3000 RUB (30 EUR) + expense 10 = 220; AGI 1100 - 100 = 1000
        let work = "2026-10-14 Mara Halden Web B 2\n2026-10-15 Mara Halden Web C 2\n2026-10-15 Ivan Halden Web B 1
            2026-10-15 Mara Halden Web I 5\n2026-10-15 Mara Home - I 5";
        let sample = sample("1 | Halden | 2026-10-31 | 1100 | EUR", work);
        let found = client_month(&sample.portfolio());
        let columns = "client currency hours billable_hours agi delivery_cost delivery_margin average_billable_rate";
        assert_eq!(shown(&found, columns), ["Halden EUR 5 3 1000 220 0.78 200"]);
    }

    #[test]
    fn hours_serve_what_is_invoiced_in_every_currency() {
        // AGI 200 - 100 EUR and 100000 RUB (1000 EUR), cost 2 x 40 + 10 = 90: 1010 of 1100
        let sample = sample(
            "1 | Halden | 2026-10-31 | 200 | EUR\n2 | Halden | 2026-10-31 | 100000 | RUB",
            "2026-10-14 Mara Halden Web B 2",
        );
        let found = client_month(&sample.portfolio());
        let columns = "currency agi delivery_cost delivery_margin average_billable_rate";
        assert_eq!(
            shown(&found, columns),
            ["EUR 100 90 0.9182 550", "RUB 100000 - - -"]
        );
    }

    #[test]
    fn an_unknown_cost_is_not_known() {
        let sample = sample(
            "1 | Halden | 2026-10-31 | 1100 | EUR",
            "2026-10-14 Free Halden Web B 2",
        );
        let found = client_month(&sample.portfolio());
        let columns = "delivery_cost delivery_cost_note delivery_margin delivery_margin_note";
        assert_eq!(shown(&found, columns), ["- no-rate - no-rate"]);
    }

    #[test]
    fn a_month_of_a_retainer_and_a_whole_project_are_no_sum() {
        // Halden: Care 10 h a month, 14 worked in October; Build 20 h in all, 18 by September and 5 in October (3 over).
        // Orlo has a project only: 30 of 25 hours, all in October
        let projects = "project | client | kind | budget_hours
            Care | Halden | retainer | 10\n Build | Halden | fixed | 20\n Site | Orlo | fixed | 25";
        let work = "2026-09-14 Mara Halden Build B 18\n2026-10-14 Mara Halden Build B 5\n2026-10-15 Mara Halden Care B 14
            2026-10-15 Mara Orlo Site B 30\n2026-10-15 Mara None Work B 2";
        let sample = Sample::of(&[("projects", projects)], work, scope("2026-09", "2026-10"));
        let found = client_month(&sample.portfolio());
        let columns = "month client budget_hours budget_hours_used over_servicing_hours";
        let rows = shown(&found, columns);
        let october: Vec<&String> = rows
            .iter()
            .filter(|row| row.starts_with("2026-10"))
            .collect();
        assert_eq!(
            october,
            [
                "2026-10 Halden 10 14 7",
                "2026-10 None - - -",
                "2026-10 Orlo - - 5"
            ]
        );
    }

    #[test]
    fn currencies_stand_apart() {
        let invoices = "1 | Halden | 2026-10-31 | 1100 | EUR\n2 | Halden | 2026-10-31 | 7 | USD\n3 | Halden | 2026-10-31 | 500 | RUB";
        let sample = sample(invoices, "2026-10-14 Mara Halden Web B 2");
        let found = client_month(&sample.portfolio());
        assert_eq!(
            shown(
                &found,
                "currency hours revenue_invoiced revenue_base base_note delivery_cost_note"
            ),
            [
                "EUR 2 1100 1100 - -",
                "RUB - 500 5 - no-hours",
                "USD - 7 - no-rate no-hours"
            ]
        );
    }

    #[test]
    fn nothing_to_divide_by_has_a_reason() {
        let work = "2026-10-05 Ivan Home Web I 1";
        let sample = sample("1 | Halden | 2026-10-31 | 50 | EUR", work);
        let found = client_month(&sample.portfolio());
        let columns = "agi delivery_margin_note average_billable_rate_note change_vs_previous_note budget_hours active";
        assert_eq!(
            shown(&found, columns),
            ["-50 no-sales no-hours no-data - yes"]
        );
    }

    #[test]
    fn what_no_file_can_say_is_not_nothing() {
        // invoices alone: no hours, no cost, and nothing that was paid
        let sample = sample("1 | Halden | 2026-10-31 | 500 | EUR", "");
        let found = client_month(&sample.portfolio());
        let columns = "revenue_invoiced hours billable_hours delivery_cost delivery_cost_note collected received base_note";
        assert_eq!(shown(&found, columns), ["500 - - - no-data - - -"]);
    }

    #[test]
    fn payments_or_what_invoices_say_of_them_tell_cash() {
        let invoice = |columns: &str, cells: &str| {
            let table = format!(
                "number | client | issued_on | gross | currency{columns}\n1 | A | 2026-10-01 | 100 | EUR{cells}"
            );
            let tables = [("invoices", table.as_str())];
            let sample = Sample::of(&tables, "", scope("2026-10", "2026-10"));
            let portfolio = sample.portfolio();
            portfolio.cash_known
        };
        for (columns, cells, told) in [
            ("", "", false),
            (" | status", " | open", false),
            (" | status", " | paid", true),
            (" | paid_on", " | 2026-10-20", true),
            (" | balance", " | 100", true),
        ] {
            assert_eq!(invoice(columns, cells), told, "{columns}{cells}");
        }
        let payment = [("payments", "date | amount | currency\n2026-10-03 | 5 | EUR")];
        let sample = Sample::of(&payment, "", scope("2026-10", "2026-10"));
        let portfolio = sample.portfolio();
        assert!(portfolio.cash_known);
    }
}
