//! Client economics by month and currency.
//!
//! Hours, budget hours and delivery cost stand on the row of the client's main currency only; margin and average
//! rate use that row's AGI. A negative or zero month has no margin and no change against it.

use super::accounts::Account;
use super::budget::{Burn, code};
use super::catalogue::CLIENT_MONTH;
use super::known::{Known, NO_DATA, NO_HOURS, pair};
use super::portfolio::{Portfolio, average_rate, change, margin};
use super::receivable::Receivable;
use super::revenue::Flow;
use super::{Datum, MetricFrame};
use crate::model::{Duration, Money, Span};

/// The frame.
pub fn client_month(portfolio: &Portfolio<'_>) -> MetricFrame {
    let mut rows = Vec::new();
    for span in portfolio.scope.spans() {
        let listed = portfolio.accounts.iter();
        for account in listed.filter(|account| portfolio.is_listed(account, span)) {
            for currency in portfolio.currencies(account, span) {
                rows.push(row(portfolio, account, &currency, span));
            }
        }
    }
    MetricFrame::of(&CLIENT_MONTH, rows)
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
    let base_note = revenue_base.and(agi_base).err();
    let mut row = vec![
        span.to_string().into(),
        client.into(),
        (&account.manager).into(),
        code(account.status.clone()),
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
    let [margin, margin_note] = pair(margin(flow.agi(), cost));
    let [rate, rate_note] = pair(average_rate(flow.agi(), hours.all));
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
        budget.map(|budget| budget.hours).into(),
        budget.map(|budget| budget.used).into(),
        budget.map(|budget| budget.over).into(),
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

/// Budget hours of all engagements of a client that have a budget.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClientBudget {
    /// Hours agreed.
    pub hours: Duration,
    /// Hours used of them.
    pub used: Duration,
    /// Hours above them, summed per project.
    pub over: Duration,
}

impl ClientBudget {
    /// None when no engagement of the span has a budget.
    pub fn of(portfolio: &Portfolio<'_>, client: &str, span: Span) -> Option<ClientBudget> {
        let engagements = portfolio.engagements.of_client(client).iter();
        let burns = engagements.filter_map(|engagement| engagement.burn(portfolio, span));
        let mut sum: Option<ClientBudget> = None;
        for Burn {
            budget, used, over, ..
        } in burns
        {
            if let (Some(budget), Some(over)) = (budget, over) {
                let sum = sum.get_or_insert_default();
                sum.hours += budget;
                sum.used += used;
                sum.over += over;
            }
        }
        sum
    }
}
