//! Clients with all that is known of them, gathered once for every frame about clients.
//!
//! Figures of a period are sums of its months, each month converted at the latest rate up to its own end, so that
//! a quarter equals its months in every currency (`metrics.md`, "Money").

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::Scope;
use super::accounts::{Account, Accounts};
use super::effort::{Effort, Hours};
use super::engagements::Engagements;
use super::exchange::Rates;
use super::known::{Known, NO_DATA, NO_HOURS, NO_SALES, ratio};
use super::own_bills::OwnBills;
use super::people::People;
use super::receivable::Receivable;
use super::reconcile::cash_told::{tells_cash, tells_due};
use super::reconcile::{AgreedRates, Owed};
use super::revenue::{Flow, Revenue};
use super::worked::Work;
use super::worth::Worth;
use crate::model::money::round_div;
use crate::model::{Duration, Money, Month, Span, Tables};

/// All clients that are not internal.
pub struct Portfolio<'a> {
    /// Time frame.
    pub scope: &'a Scope,
    /// The tables.
    pub tables: &'a Tables,
    /// Classified work, month by month.
    pub work: &'a Work<'a>,
    /// People and their terms.
    pub people: &'a People,
    /// Exchange rates.
    pub rates: Rates,
    /// Who the clients are.
    pub accounts: Accounts,
    /// Invoices and expenses.
    pub revenue: Revenue,
    /// Client hours.
    pub effort: Effort<'a>,
    /// What client hours cost and are worth.
    pub worth: Worth<'a>,
    /// Engagements and budgets.
    pub engagements: Engagements,
    /// The files tell what is paid; without that all that was invoiced counts as open.
    pub cash_known: bool,
    /// The files tell when anything has to be paid.
    pub due_known: bool,
    /// What an hour costs where somebody agreed on it.
    pub agreed: Option<&'a AgreedRates<'a>>,
    /// Bills of people whose hours are the cost.
    pub own_bills: OwnBills,
    owed: BTreeMap<(Span, &'a str), BTreeMap<&'a str, Receivable>>,
}

impl<'a> Portfolio<'a> {
    /// Reads everything once.
    pub fn of(
        tables: &'a Tables,
        work: &'a Work<'a>,
        people: &'a People,
        balances: &'a Owed,
        scope: &'a Scope,
    ) -> Portfolio<'a> {
        let rates = Rates::of(tables, &scope.settings);
        let accounts = Accounts::of(
            tables,
            work,
            balances,
            rates.base(),
            &scope.settings,
            scope.as_of,
        );
        let own_bills = OwnBills::of(tables, work, people);
        let revenue = Revenue::of(tables, &accounts, &own_bills, scope.as_of);
        let effort = Effort::of(work, &accounts);
        let worth = Worth::of(work, &accounts);
        let engagements = Engagements::of(tables, &accounts, &effort);
        let mut owed: BTreeMap<(Span, &str), BTreeMap<&str, Receivable>> = BTreeMap::new();
        for ((span, client, currency), receivable) in &balances.receivables {
            let of_client = owed.entry((*span, client)).or_default();
            of_client.insert(currency, *receivable);
        }
        Portfolio {
            scope,
            tables,
            work,
            people,
            rates,
            accounts,
            revenue,
            effort,
            worth,
            engagements,
            cash_known: tells_cash(tables, scope),
            due_known: tells_due(tables),
            agreed: None,
            own_bills,
            owed,
        }
    }

    /// With the rates that were agreed, for hours that are booked.
    pub fn with_agreed(self, agreed: &'a AgreedRates<'a>) -> Portfolio<'a> {
        Portfolio {
            agreed: Some(agreed),
            ..self
        }
    }

    /// Day at whose rate a month is converted.
    pub fn rate_day(&self, month: Month) -> NaiveDate {
        self.scope.last_day(Span::month(month))
    }

    /// What a client owes and paid, by currency.
    pub fn owed(&self, client: &str, span: Span) -> BTreeMap<&str, Receivable> {
        self.owed
            .get(&(span, client))
            .map(|owed| {
                owed.iter()
                    .map(|(currency, part)| (*currency, *part))
                    .collect()
            })
            .unwrap_or_default()
    }

    /// The columns that nobody knows where some was paid on a day that no file tells: cash of a span, and what was owed at the end of
    /// an earlier one.
    pub fn undated_in(&self, span: Span) -> &'static [&'static str] {
        let columns = &[
            "collected",
            "received",
            "collected_base",
            "outstanding",
            "outstanding_base",
            "overdue",
            "overdue_base",
        ];
        match self.scope.last_day(span) < self.scope.as_of {
            true => columns,
            false => &columns[..3],
        }
    }

    /// False for the names of internal clients, whose goals, actions and risks are in no review.
    pub fn is_outside(&self, client: &str) -> bool {
        client.is_empty() || self.accounts.get(client).is_some()
    }

    /// Client hours of a span.
    pub fn hours(&self, client: &str, span: Span) -> Hours {
        self.effort.of_client(client, span)
    }

    /// Status active (from the day the client came), or hours or revenue in the span.
    pub fn is_active(&self, account: &Account, span: Span) -> bool {
        let here = account
            .since
            .is_none_or(|day| day <= self.scope.last_day(span));
        (account.status == "active" && here)
            || self.hours(&account.client, span).all != Duration::ZERO
            || self
                .revenue
                .by_currency(&account.client, span)
                .values()
                .any(|flow| flow.invoiced != Money::ZERO)
    }

    /// Currencies a client has a row in: the main one, and each with money in the span.
    pub fn currencies(&self, account: &Account, span: Span) -> BTreeSet<String> {
        let mut found = BTreeSet::from([account.currency.clone()]);
        for (currency, flow) in self.revenue.by_currency(&account.client, span) {
            if flow != Flow::default() {
                found.insert(currency.to_owned());
            }
        }
        for (currency, part) in self.owed(&account.client, span) {
            if part != Receivable::default() {
                found.insert(currency.to_owned());
            }
        }
        found
    }

    /// True when the client has rows in the span at all.
    pub fn is_listed(&self, account: &Account, span: Span) -> bool {
        let client = &account.client;
        let mut flows = self.revenue.of_client(client, span);
        self.is_active(account, span)
            || flows.any(|(_, _, flow)| flow != Flow::default())
            || self
                .owed(client, span)
                .values()
                .any(|part| *part != Receivable::default())
    }

    /// Part of a client's flows of one currency, in the base currency.
    pub fn in_base(
        &self,
        client: &str,
        currency: &str,
        span: Span,
        part: impl Fn(Flow) -> Money,
    ) -> Known<Money> {
        let flows = self.revenue.of_client(client, span);
        flows
            .filter(|(_, own, _)| *own == currency)
            .map(|(month, own, flow)| self.rates.to_base(part(flow), own, self.rate_day(month)))
            .sum()
    }

    /// Part of a client's flows of all currencies, in the base currency.
    pub fn all_in_base(
        &self,
        client: &str,
        span: Span,
        part: impl Fn(Flow) -> Money,
    ) -> Known<Money> {
        let flows = self.revenue.of_client(client, span);
        flows
            .map(|(month, own, flow)| self.rates.to_base(part(flow), own, self.rate_day(month)))
            .sum()
    }

    /// AGI in all currencies of a client, in one of them.
    pub fn agi_in(&self, client: &str, span: Span, currency: &str) -> Known<Money> {
        let flows = self.revenue.of_client(client, span);
        let agi = flows.map(|(month, own, flow)| {
            let day = self.rate_day(month);
            self.rates.convert(flow.agi(), own, currency, day)
        });
        agi.sum()
    }

    /// Cost of client hours, and expenses not passed through, in `currency`. Unknown with a month that has revenue before the
    /// files hold any hours, or after they do: that nothing was worked for it is not known.
    pub fn delivery_cost(&self, client: &str, span: Span, currency: &str) -> Known<Money> {
        let flows = self.revenue.of_client(client, span);
        let expenses = flows.map(|(month, own, flow)| {
            if flow.invoiced != Money::ZERO && !self.has_hours(month) {
                return Err(NO_DATA);
            }
            let day = self.rate_day(month);
            self.rates.convert(flow.expenses, own, currency, day)
        });
        let labour = span.months().map(|month| {
            let day = self.rate_day(month);
            self.worth
                .labour_cost(client, month, currency, &self.rates, day)
        });
        let expenses: Money = expenses.sum::<Known<Money>>()?;
        Ok(expenses + labour.sum::<Known<Money>>()?)
    }

    /// True when the files hold an hour of anybody.
    pub fn holds_hours(&self) -> bool {
        self.work.months().iter().any(|sums| sums.pieces > 0)
    }

    /// True from the first to the last month in which the files hold hours of anybody.
    fn has_hours(&self, month: Month) -> bool {
        let bounds = self.months_of_time();
        bounds.is_some_and(|(first, last)| first <= month && month <= last)
    }

    /// The first and the last month in which the files hold hours of anybody.
    pub fn months_of_time(&self) -> Option<(Month, Month)> {
        let mut held = self.work.months().iter().filter(|sums| sums.pieces > 0);
        let first = held.next()?.month;
        Some((first, held.next_back().map_or(first, |last| last.month)))
    }
}

/// (AGI - cost) / AGI; AGI of nothing or less has no margin.
pub fn margin(agi: Money, cost: Known<Money>) -> Known<f64> {
    if agi <= Money::ZERO {
        return Err(NO_SALES);
    }
    ratio((agi - cost?).0, agi.0, NO_SALES)
}

/// AGI for one client hour.
pub fn average_rate(agi: Money, hours: Duration) -> Known<Money> {
    if hours <= Duration::ZERO {
        return Err(NO_HOURS);
    }
    let parts = i128::from(agi.0) * i128::from(Duration::HOUR);
    round_div(parts, i128::from(hours.0))
        .map(Money)
        .ok_or(NO_HOURS)
}

/// Change against the span before.
pub fn change(now: Money, before: Money) -> Known<f64> {
    if before <= Money::ZERO {
        return Err(NO_SALES);
    }
    ratio((now - before).0, before.0, NO_SALES)
}
