//! Money of an engagement in a span: fee, effective rate, budget burn in money, over-servicing at bill and cost rate.
//!
//! A retainer's fee and amounts are those of the span's months it runs in, other work's those of the whole up to the
//! span's end; all in the engagement's own currency. The effective rate is fee / delivered hours of retainers and fixed
//! work; money used is billable hours x rate. Over-servicing takes the hours above the budget by date
//! ([`super::overrun`]) at each person's rate of the day. A period's money converts at its last day's rate.

use std::collections::BTreeMap;

use super::Datum;
use super::definition::{Definition, Rests};
use super::engagements::{Engagement, Terms};
use super::known::{Known, NO_BUDGET, NO_FEE, pair, ratio};
use super::overrun::Overruns;
use super::portfolio::{Portfolio, average_rate};
use super::series::Partial;
use crate::model::{Money, Month, Span, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "effective_rate",
        text: "fee / delivered hours, of a retainer in the period, of fixed work so far; n/a without a fee or hours",
        rests_on: WORK,
    },
    Definition {
        name: "budget_amount",
        text: "money agreed, net of tax: of a retainer for the months of the period, of other work for the whole project",
        rests_on: &[Rests::whole(Table::Projects)],
    },
    Definition {
        name: "budget_amount_used",
        text: "billable hours x rate (the entry's own, else the one agreed for project, contract, client or role, else the person's) of the same months as the amount agreed; n/a when a rate is missing",
        rests_on: WORK,
    },
    Definition {
        name: "budget_money_burn",
        text: "money used / money agreed; n/a without an agreed amount",
        rests_on: WORK,
    },
    Definition {
        name: "over_servicing_value",
        text: "hours above the agreed ones, by date, x the person's bill rate of the day; n/a when a rate is missing",
        rests_on: WORK,
    },
    Definition {
        name: "over_servicing_cost",
        text: "hours above the agreed ones, by date, x the person's cost rate of the day; n/a when a rate is missing",
        rests_on: WORK,
    },
];

const WORK: &[Rests] = &[
    Rests::whole(Table::Projects),
    Rests::up_to(Table::Time, "date"),
    Rests::whole(Table::People),
];

/// An engagement with what its billable hours are worth, month by month.
pub struct EngagementMoney<'a> {
    portfolio: &'a Portfolio<'a>,
    overruns: &'a Overruns<'a>,
    engagement: &'a Engagement,
    /// The currency the worth is told in: the engagement's at the period's end.
    currency: &'a str,
    worked: Partial,
}

impl<'a> EngagementMoney<'a> {
    /// Adds its worth up once.
    pub fn of(
        portfolio: &'a Portfolio<'a>,
        overruns: &'a Overruns<'a>,
        engagement: &'a Engagement,
    ) -> EngagementMoney<'a> {
        let currency = engagement.currency(portfolio, portfolio.scope.period);
        EngagementMoney {
            portfolio,
            overruns,
            engagement,
            currency,
            worked: worked(portfolio, engagement, currency),
        }
    }

    /// Columns from `currency` on.
    pub fn row(&self, span: Span) -> Vec<Datum> {
        let (portfolio, engagement) = (self.portfolio, self.engagement);
        let day = portfolio.scope.last_day(span);
        let currency = engagement.currency(portfolio, span);
        let none = Terms::default();
        let terms = engagement.terms_on(day).unwrap_or(&none);
        let months = agreed_months(portfolio, engagement, terms, span);
        let amount = amount(terms, months);
        let fee = amount.filter(|_| terms.is_retainer() || terms.is_fixed());
        let used = self.used(months, currency);
        let mut row = vec![currency.into(), fee.into()];
        row.extend(pair(effective_rate(portfolio, engagement, fee, months)));
        row.push(amount.into());
        row.extend(pair(used));
        row.extend(pair(burn(used, amount)));
        if terms.budget.is_none() {
            row.extend(pair::<Money>(Err(NO_BUDGET)));
            row.extend(pair::<Money>(Err(NO_BUDGET)));
            return row;
        }
        let over = self.overruns.over(portfolio, engagement, span);
        row.extend(pair(over.value.sum(currency, &portfolio.rates, day)));
        row.extend(pair(over.cost.sum(currency, &portfolio.rates, day)));
        row
    }

    fn used(&self, months: Option<Span>, currency: &str) -> Known<Money> {
        let Some(months) = months else {
            return Ok(Money::ZERO);
        };
        if currency == self.currency {
            return self.worked.over(months);
        }
        worked(self.portfolio, self.engagement, currency).over(months)
    }
}

/// Worth of the billable hours of every month, each month and project converted at its own rate.
fn worked(portfolio: &Portfolio<'_>, engagement: &Engagement, currency: &str) -> Partial {
    let mut months: BTreeMap<Month, Known<Money>> = BTreeMap::new();
    for project in engagement.projects() {
        let parts = portfolio.worth.months(&engagement.client, project);
        for (month, parts) in parts.into_iter().flatten() {
            let day = portfolio.rate_day(*month);
            let worth = parts.worked.sum(currency, &portfolio.rates, day);
            let sum = months.entry(*month).or_insert(Ok(Money::ZERO));
            *sum = sum.and_then(|sum| worth.map(|worth| sum + worth));
        }
    }
    Partial::of(&months)
}

/// The months that an amount is agreed for, up to the span's end; none when the terms run in none of them.
fn agreed_months(
    portfolio: &Portfolio<'_>,
    engagement: &Engagement,
    terms: &Terms,
    span: Span,
) -> Option<Span> {
    if !terms.is_retainer() {
        let from = engagement.window(portfolio, span);
        return (from <= span.to).then_some(Span { from, to: span.to });
    }
    let touched = |month: &Month| terms.touch(month.first_day(), month.last_day());
    let from = span.months().find(touched)?;
    let to = span.months().rfind(touched)?;
    Some(Span { from, to })
}

fn amount(terms: &Terms, months: Option<Span>) -> Option<Money> {
    let (amount, months) = (terms.amount?, months?);
    let times = if terms.is_retainer() { months.len() } else { 1 };
    amount.scale(i64::from(times), 1)
}

fn burn(used: Known<Money>, amount: Option<Money>) -> Known<f64> {
    let amount = amount.ok_or(NO_BUDGET)?;
    ratio(used?.0, amount.0, NO_BUDGET)
}

fn effective_rate(
    portfolio: &Portfolio<'_>,
    engagement: &Engagement,
    fee: Option<Money>,
    months: Option<Span>,
) -> Known<Money> {
    let fee = fee.ok_or(NO_FEE)?;
    let used = |months| engagement.used(portfolio, months);
    average_rate(fee, months.map(used).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::super::budget::project_month;
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    #[test]
    fn money_beside_the_hours() {
        // Care: fee 1000, 12 h of 10 in October: 83.3333 an hour; 2 h above at Mara's 100 and 40; used 11 h B x 100.
        // Build: fee 900 for the whole, 8 h in September, 12 in October, of 15: 45 an hour, 5 h above.
        // Hourly: 3000 agreed, 2 h used. Bare: nothing agreed.
        let people =
            "person | cost_rate | bill_rate | currency\n Mara | 40 | 100 | EUR\n Free | | | EUR";
        let projects = "project | client | kind | budget_hours | budget_amount
            Care | A | retainer | 10 | 1000\n Build | A | fixed | 15 | 900\n Hourly | A | time_and_materials | | 3000\n Bare | A | fixed | |";
        let work = "2026-10-01 Mara A Care B 11\n2026-10-02 Mara A Care C 1\n2026-09-01 Mara A Build B 8\n2026-10-02 Mara A Build B 12
            2026-10-02 Mara A Hourly B 2\n2026-10-02 Free A Bare B 2";
        let tables = [("people", people), ("projects", projects)];
        let sample = Sample::of(&tables, work, scope("2026-09", "2026-10"));
        let portfolio = sample.portfolio();
        let frame = project_month(&portfolio, &Overruns::of(&portfolio));
        let now = |columns: &str| {
            let rows = shown(&frame, columns);
            rows[rows.len() - 4..].to_vec()
        };
        assert_eq!(
            now(
                "project fee effective_rate effective_rate_note budget_amount budget_amount_used budget_money_burn"
            ),
            [
                "Bare - - no-fee - - -",
                "Build 900 45 - 900 2000 2.2222",
                "Care 1000 83.3333 - 1000 1100 1.1",
                "Hourly - - no-fee 3000 200 0.0667",
            ]
        );
        assert_eq!(
            now(
                "project budget_amount_used_note budget_money_burn_note over_servicing_value over_servicing_value_note over_servicing_cost"
            ),
            [
                "Bare no-rate no-budget - no-budget -",
                "Build - - 500 - 200",
                "Care - - 200 - 80",
                "Hourly - - - no-budget -",
            ]
        );
    }
}
