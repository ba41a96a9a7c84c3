//! Where each client stands, and what it has been and may be worth.
//!
//! Grain: client, at the end of the report's period. States by the days since the last invoice or hours: dormant and churned
//! (settings `dormant_days`, `churned_days`); lost when the clients table says so; new and reactivated within
//! `new_client_days` of the first sign of life, or of the first after a silence as long as a dormant client's. Money in
//! the base currency. A client without any sign of life has no state (`no-data`).

use chrono::{Datelike, Days, NaiveDate};

use super::accounts::Account;
use super::budget::code;
use super::concentration::trailing_year;
use super::definition::{Definition, Rests};
use super::history::{History, Past};
use super::known::{GONE, Known, NO_CHURN, NO_DATA, NO_SALES, SHORT_HISTORY, pair, ratio};
use super::portfolio::Portfolio;
use super::revenue::Flow;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::money::round_div;
use crate::model::{Money, Month, Settings, Span, Table};

const SIGNS: &[Rests] = &[
    Rests::up_to(Table::Invoices, "issued_on"),
    Rests::up_to(Table::Time, "date"),
];
const VALUE: &[Rests] = &[
    Rests::up_to(Table::Invoices, "issued_on"),
    Rests::up_to(Table::Expenses, "date"),
    Rests::up_to(Table::Time, "date"),
];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "first_invoice_on",
        text: "issue date of the client's first invoice, drafts and void ones left out",
        rests_on: &[Rests::up_to(Table::Invoices, "issued_on")],
    },
    Definition {
        name: "last_invoice_on",
        text: "issue date of the client's last invoice up to the period's end, credit notes and drafts left out",
        rests_on: &[Rests::up_to(Table::Invoices, "issued_on")],
    },
    Definition {
        name: "last_hours_on",
        text: "last day with hours for the client up to the period's end",
        rests_on: &[Rests::up_to(Table::Time, "date")],
    },
    Definition {
        name: "days_silent",
        text: "days since the last invoice or hours, whichever is later, to the period's end (or as-of)",
        rests_on: SIGNS,
    },
    Definition {
        name: "stage_since",
        text: "day on which the client's stage began, as the clients table says",
        rests_on: &[Rests::whole(Table::Clients)],
    },
    Definition {
        name: "stage_days",
        text: "days since the clients table says the stage began",
        rests_on: &[Rests::whole(Table::Clients)],
    },
    Definition {
        name: "months_as_client",
        text: "whole months from the day the client came (clients table, else its first sign of life) to the period's end, of a gone client to its last sign of life",
        rests_on: &[
            Rests::whole(Table::Clients),
            Rests::up_to(Table::Invoices, "issued_on"),
            Rests::up_to(Table::Time, "date"),
        ],
    },
    Definition {
        name: "revenue_to_date",
        text: "revenue invoiced since the files begin, each month at its own rate",
        rests_on: &[Rests::up_to(Table::Invoices, "issued_on")],
    },
    Definition {
        name: "agi_to_date",
        text: "revenue to date - costs passed through",
        rests_on: &[
            Rests::up_to(Table::Invoices, "issued_on"),
            Rests::up_to(Table::Expenses, "date"),
        ],
    },
    Definition {
        name: "margin_to_date",
        text: "lifetime value realised: AGI to date - delivery cost to date; n/a when hours have no cost rate",
        rests_on: VALUE,
    },
    Definition {
        name: "margin_per_month",
        text: "(AGI - delivery cost) of the last twelve months / months of them since the client or the files began",
        rests_on: VALUE,
    },
    Definition {
        name: "clients_gone",
        text: "clients that turned lost or churned in the last twelve months, of the whole agency",
        rests_on: SIGNS,
    },
    Definition {
        name: "client_months",
        text: "sum of the clients that were there at the start of each of these months, of the whole agency",
        rests_on: SIGNS,
    },
    Definition {
        name: "monthly_churn",
        text: "clients gone / client months; n/a when the files hold fewer than {settings.lifetime_min_months} months before the period's end",
        rests_on: SIGNS,
    },
    Definition {
        name: "expected_life_months",
        text: "1 / monthly churn, at most {settings.lifetime_cap_months} months; n/a when nobody left",
        rests_on: SIGNS,
    },
    Definition {
        name: "lifetime_value_projected",
        text: "margin per month x expected life, for clients that are still there: none for silent ones and prospects, and not before {settings.lifetime_min_months} months; an outlook, not a promise",
        rests_on: VALUE,
    },
];

/// Clients over time.
pub static CLIENT_LIFECYCLE: FrameSpec = FrameSpec::exported(
    "client_lifecycle",
    "client",
    &[
        ("client", Unit::Text),
        ("account_manager", Unit::Text),
        ("status", Unit::Code),
        ("state", Unit::Code),
        ("state_note", Unit::Code),
        ("first_invoice_on", Unit::Date),
        ("last_invoice_on", Unit::Date),
        ("last_hours_on", Unit::Date),
        ("days_silent", Unit::Count),
        ("stage", Unit::Text),
        ("stage_since", Unit::Date),
        ("stage_days", Unit::Count),
        ("months_as_client", Unit::Count),
        ("currency", Unit::Text),
        ("revenue_to_date", Unit::Money),
        ("revenue_to_date_note", Unit::Code),
        ("agi_to_date", Unit::Money),
        ("agi_to_date_note", Unit::Code),
        ("margin_to_date", Unit::Money),
        ("margin_to_date_note", Unit::Code),
        ("margin_per_month", Unit::Money),
        ("margin_per_month_note", Unit::Code),
        ("clients_gone", Unit::Count),
        ("client_months", Unit::Count),
        ("monthly_churn", Unit::Share),
        ("monthly_churn_note", Unit::Code),
        ("expected_life_months", Unit::Number),
        ("expected_life_months_note", Unit::Code),
        ("lifetime_value_projected", Unit::Money),
        ("lifetime_value_projected_note", Unit::Code),
    ],
);

/// How clients leave: the operands of the monthly churn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Leaving {
    gone: i64,
    client_months: i64,
    months: i64,
}

/// Where a client stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Signs of life within the days of a dormant client.
    Active,
    /// First seen lately.
    New,
    /// Back after a silence.
    Reactivated,
    /// Silent.
    Dormant,
    /// Silent so long that it counts as gone.
    Churned,
    /// Said to be lost.
    Lost,
    /// Said to be a prospect, and never invoiced.
    Prospect,
}

impl State {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            State::Active => "active",
            State::New => "new",
            State::Reactivated => "reactivated",
            State::Dormant => "dormant",
            State::Churned => "churned",
            State::Lost => "lost",
            State::Prospect => "prospect",
        }
    }

    fn is_gone(self) -> bool {
        matches!(self, State::Churned | State::Lost)
    }
}

/// The frame, by client.
pub fn client_lifecycle(portfolio: &Portfolio<'_>, history: &History<'_>) -> MetricFrame {
    let leaving = Leaving::of(portfolio, history);
    let rows = portfolio.accounts.iter().filter_map(|account| {
        let past = history.get(&account.client)?;
        Some(row(portfolio, account, past, leaving))
    });
    MetricFrame::of(&CLIENT_LIFECYCLE, rows.collect())
}

/// Where a client stands at the end of the period.
pub fn state(portfolio: &Portfolio<'_>, account: &Account, past: &Past) -> Known<State> {
    let settings = &portfolio.scope.settings;
    let to = portfolio.scope.period.to;
    let day = portfolio.scope.last_day(portfolio.scope.period);
    if account.status == "lost" {
        return Ok(State::Lost);
    }
    if account.status == "prospect" && past.last_invoice(to).is_none() {
        return Ok(State::Prospect);
    }
    let last = past.last_sign(to).ok_or(NO_DATA)?;
    let silent = (day - last).num_days();
    if silent >= i64::from(settings.churned_days) {
        return Ok(State::Churned);
    }
    if silent >= i64::from(settings.dormant_days) {
        return Ok(State::Dormant);
    }
    let lately = |since: NaiveDate| (day - since).num_days() < i64::from(settings.new_client_days);
    if came_on(portfolio, account, past).is_some_and(lately) {
        return Ok(State::New);
    }
    let back = past.returned_on(to, i64::from(settings.dormant_days));
    if back.is_some_and(lately) {
        return Ok(State::Reactivated);
    }
    Ok(State::Active)
}

/// The day a client came: as the clients table says, else its first sign of life when the files go back so much
/// further that it would have been seen before.
fn came_on(portfolio: &Portfolio<'_>, account: &Account, past: &Past) -> Option<NaiveDate> {
    let silence = i64::from(portfolio.scope.settings.dormant_days);
    let begin = portfolio.scope.first.first_day();
    let first = past.first_sign(portfolio.scope.period.to);
    account
        .since
        .or_else(|| first.filter(|first| (*first - begin).num_days() >= silence))
}

impl Leaving {
    /// The last twelve months as far as the files hold them, without the first, whose start nobody saw.
    fn of(portfolio: &Portfolio<'_>, history: &History<'_>) -> Leaving {
        let year = trailing_year(portfolio.scope.period);
        let from = year.from.max(portfolio.scope.first.plus(1));
        let to = year.to;
        if from > to {
            return Leaving::default();
        }
        let window = Span { from, to };
        let mut leaving = Leaving {
            months: i64::from(window.len()),
            ..Leaving::default()
        };
        for account in portfolio.accounts.iter() {
            if let Some(past) = history.get(&account.client) {
                leaving.count(portfolio, account, past, window);
            }
        }
        leaving
    }

    /// A client is there from the month after its first sign of life to the month in which it turns gone.
    fn count(&mut self, portfolio: &Portfolio<'_>, account: &Account, past: &Past, window: Span) {
        let (Some(first), Ok(state)) =
            (past.first_sign(window.to), state(portfolio, account, past))
        else {
            return;
        };
        let gone = state
            .is_gone()
            .then(|| gone_on(portfolio, state, past, window.to))
            .flatten()
            .map(Month::of);
        if state == State::Prospect {
            return;
        }
        let from = Month::of(first).plus(1).max(window.from);
        let to = gone.map_or(window.to, |gone| gone.min(window.to));
        if from <= to {
            self.client_months += i64::from(Span { from, to }.len());
            self.gone += i64::from(gone.is_some_and(|gone| window.holds(gone)));
        }
    }

    fn rate(self, settings: &Settings) -> Known<f64> {
        if self.months < i64::from(settings.lifetime_min_months) {
            return Err(SHORT_HISTORY);
        }
        ratio(self.gone, self.client_months, NO_DATA)
    }

    fn expected_life(self, settings: &Settings) -> Known<f64> {
        self.rate(settings)?;
        let life = ratio(self.client_months, self.gone, NO_CHURN)?;
        Ok(life.min(f64::from(settings.lifetime_cap_months)))
    }
}

/// The day a gone client turned so: lost ones the day after their last sign of life, silent ones when the days were up.
fn gone_on(portfolio: &Portfolio<'_>, state: State, past: &Past, to: Month) -> Option<NaiveDate> {
    let days = match state {
        State::Lost => 1,
        _ => u64::from(portfolio.scope.settings.churned_days),
    };
    past.last_sign(to)?.checked_add_days(Days::new(days))
}

fn row(portfolio: &Portfolio<'_>, account: &Account, past: &Past, leaving: Leaving) -> Vec<Datum> {
    let to = portfolio.scope.period.to;
    let day = portfolio.scope.last_day(portfolio.scope.period);
    let state = state(portfolio, account, past);
    let silent = past.last_sign(to).map(|last| (day - last).num_days());
    let [state_shown, state_note] = pair(state.map(State::code));
    let mut row = vec![
        (&account.client).into(),
        (&account.manager).into(),
        code(&account.status),
        state_shown,
        state_note,
        first_invoice(portfolio, account, day).into(),
        past.last_invoice(to).into(),
        past.last_hours(to).into(),
        silent.into(),
        (&account.stage).into(),
        account.stage_since.into(),
        account
            .stage_since
            .map(|since| (day - since).num_days())
            .filter(|days| *days >= 0)
            .into(),
        months_as_client(portfolio, account, past, state).into(),
        portfolio.rates.base().into(),
    ];
    row.extend(value(portfolio, account, past, state, leaving));
    row
}

fn first_invoice(
    portfolio: &Portfolio<'_>,
    account: &Account,
    day: NaiveDate,
) -> Option<NaiveDate> {
    let first = portfolio.revenue.first_invoice(&account.client);
    first.filter(|first| *first <= day)
}

/// Whole months; none when nobody knows since when.
pub(super) fn months_as_client(
    portfolio: &Portfolio<'_>,
    account: &Account,
    past: &Past,
    state: Known<State>,
) -> Option<i64> {
    let to = portfolio.scope.period.to;
    let since = account.since.or_else(|| past.first_sign(to))?;
    let gone = state.is_ok_and(State::is_gone);
    let end = if gone {
        past.last_sign(to)?
    } else {
        portfolio.scope.last_day(portfolio.scope.period)
    };
    Some(whole_months(since, end))
}

/// Whole months from one day to another, both included; none when they stand in the wrong order.
fn whole_months(from: NaiveDate, to: NaiveDate) -> i64 {
    let end = to.checked_add_days(Days::new(1)).unwrap_or(to);
    let span = Span {
        from: Month::of(from),
        to: Month::of(end),
    };
    let begun = i64::from(span.len()) - 1;
    let short = i64::from(end.day() < from.day());
    (begun - short).max(0)
}

/// From `revenue_to_date` to the end of the row.
fn value(
    portfolio: &Portfolio<'_>,
    account: &Account,
    past: &Past,
    state: Known<State>,
    leaving: Leaving,
) -> Vec<Datum> {
    let client = account.client.as_str();
    let whole = Span {
        from: portfolio.scope.first,
        to: portfolio.scope.period.to,
    };
    let per_month = margin_per_month(portfolio, client, past);
    let settings = &portfolio.scope.settings;
    let enough = i64::from(settings.lifetime_min_months);
    let life = leaving.expected_life(settings);
    let projected = match state {
        Ok(state) if state.is_gone() => Err(GONE),
        Ok(State::Dormant) => Err(State::Dormant.code()),
        Ok(State::Prospect) => Err(NO_SALES),
        _ if first_months(portfolio, past) < enough => Err(SHORT_HISTORY),
        _ => per_month.and_then(|per_month| times(per_month, life?)),
    };
    let mut cells = Vec::new();
    cells.extend(pair(
        portfolio.all_in_base(client, whole, |flow| flow.invoiced),
    ));
    cells.extend(pair(portfolio.all_in_base(client, whole, Flow::agi)));
    cells.extend(pair(margin_in_base(portfolio, client, whole)));
    cells.extend(pair(per_month));
    cells.extend([leaving.gone.into(), leaving.client_months.into()]);
    cells.extend(pair(leaving.rate(settings)));
    cells.extend(pair(life));
    cells.extend(pair(projected));
    cells
}

/// AGI - delivery cost.
pub fn margin_in_base(portfolio: &Portfolio<'_>, client: &str, span: Span) -> Known<Money> {
    let agi = portfolio.all_in_base(client, span, Flow::agi)?;
    Ok(agi - portfolio.delivery_cost(client, span, portfolio.rates.base())?)
}

/// Months since the client's first sign of life in the files, its own month included.
fn first_months(portfolio: &Portfolio<'_>, past: &Past) -> i64 {
    let to = portfolio.scope.period.to;
    let from = past.first_sign(to).map(Month::of);
    from.map_or(0, |from| i64::from(Span { from, to }.len()))
}

/// Margin of the last twelve months by month, from the client's first month in the files on.
fn margin_per_month(portfolio: &Portfolio<'_>, client: &str, past: &Past) -> Known<Money> {
    let year = trailing_year(portfolio.scope.period);
    let first = past.first_sign(year.to).ok_or(NO_DATA)?;
    let from = year.from.max(portfolio.scope.first).max(Month::of(first));
    let span = Span { from, to: year.to };
    let margin = margin_in_base(portfolio, client, span)?;
    round_div(i128::from(margin.0), i128::from(span.len()))
        .map(Money)
        .ok_or(NO_DATA)
}

/// An outlook, rounded to whole units: no more is known of it.
fn times(per_month: Money, months: f64) -> Known<Money> {
    let units = (per_month.to_f64() * months).round();
    if units.abs() < 9e14 {
        Ok(Money::units(units as i64))
    } else {
        Err(NO_DATA)
    }
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    const CLIENTS: &str = "client | status | since | stage | stage_since
        Alva | active | 2024-03-15 | growth | 2026-10-01
        Brook | active | | |
        Crane | active | | |
        Dale | lost | | |
        Elm | active | 2026-09-01 | |
        Fern | active | | |
        Gill | prospect | | |
        Heron | active | | |";
    // Brook silent since 2 August (90 days on 31 October), Crane since 4 May (180 days), Fern back after 100 days
    const WORK: &str = "2026-01-05 Mara Alva Web B 8\n2026-06-01 Mara Alva Web B 1\n2026-08-20 Mara Alva Web B 1\n2026-10-30 Mara Alva Web B 1
        2026-01-05 Mara Brook Web B 1\n2026-08-02 Mara Brook Web B 1
        2026-01-05 Mara Crane Web B 1\n2026-05-04 Mara Crane Web B 1
        2026-01-05 Mara Dale Web B 1\n2026-06-30 Mara Dale Web B 1
        2026-09-02 Mara Elm Web B 1
        2026-01-05 Mara Fern Web B 1\n2026-06-01 Mara Fern Web B 1\n2026-09-09 Mara Fern Web B 1
        2026-10-09 Mara Gill Pitch C 1";

    fn frame(extra: &[(&str, &str)]) -> MetricFrame {
        let mut tables = vec![("clients", CLIENTS)];
        tables.extend(extra);
        let sample = Sample::of(&tables, WORK, scope("2026-01", "2026-10"));
        let portfolio = sample.portfolio();
        let history = History::of(&portfolio);
        client_lifecycle(&portfolio, &history)
    }

    #[test]
    fn silence_and_the_clients_table_tell_the_state() {
        assert_eq!(
            shown(
                &frame(&[]),
                "client state state_note days_silent last_hours_on"
            ),
            [
                "Alva active - 1 2026-10-30",
                "Brook dormant - 90 2026-08-02",
                "Crane churned - 180 2026-05-04",
                "Dale lost - 123 2026-06-30",
                "Elm new - 59 2026-09-02",
                "Fern reactivated - 52 2026-09-09",
                "Gill prospect - 22 2026-10-09",
                "Heron - no-data - -",
            ]
        );
    }

    #[test]
    fn stage_and_time_as_a_client() {
        // Alva: 15 March 2024 to 31 October 2026; Crane: 5 January to 4 May; Dale: 5 January to 30 June
        let rows = shown(&frame(&[]), "client stage_days months_as_client");
        assert_eq!(rows[0], "Alva 30 31");
        assert_eq!(rows[2..4], ["Crane - 4", "Dale - 5"]);
    }

    #[test]
    fn churn_counts_who_left_over_the_months_they_could() {
        // from February: Alva, Brook, Fern 9 months each to October, Crane 9 (churned on 31 October), Dale to July 6,
        // Elm October 1; Crane and Dale left: 2 of 43
        let rows = shown(
            &frame(&[]),
            "clients_gone client_months monthly_churn expected_life_months",
        );
        assert_eq!(rows[0], "2 43 0.0465 21.5");
    }

    #[test]
    fn value_is_margin_to_date_and_margin_a_month_times_the_expected_life() {
        // Alva: 1000 + 500 - 100 passed through - 11 hours x 50 = 850 in ten months: 85 x 21.5 = 1827.5
        let extra = [
            ("people", "person | cost_rate | currency\n Mara | 50 | EUR"),
            (
                "invoices",
                "number | client | issued_on | net | currency\n 1 | Alva | 2026-01-31 | 1000 | EUR\n 2 | Alva | 2026-10-31 | 500 | EUR",
            ),
            (
                "expenses",
                "date | client | amount | currency | pass_through\n 2026-03-01 | Alva | 100 | EUR | yes",
            ),
        ];
        let columns = "revenue_to_date agi_to_date margin_to_date margin_per_month lifetime_value_projected lifetime_value_projected_note";
        let rows = shown(&frame(&extra), columns);
        assert_eq!(rows[0], "1500 1400 850 85 1828 -");
        assert_eq!(rows[2], "0 0 -100 -10 - gone");
    }

    #[test]
    fn nobody_left_tells_no_length_of_life() {
        let sample = Sample::of(
            &[("clients", "client | status\n Alva | active")],
            "2026-01-05 Mara Alva Web B 10\n2026-10-30 Mara Alva Web B 1",
            scope("2026-01", "2026-10"),
        );
        let portfolio = sample.portfolio();
        let history = History::of(&portfolio);
        let found = client_lifecycle(&portfolio, &history);
        let columns = "monthly_churn expected_life_months_note lifetime_value_projected_note margin_to_date_note";
        assert_eq!(shown(&found, columns), ["0 no-churn no-rate no-rate"]);
    }
}
