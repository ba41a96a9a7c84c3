//! What is measured of a client at a moment, measure by measure.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Moment;
use crate::metrics::accounts::Account;
use crate::metrics::budget::working_days;
use crate::metrics::due_calendar::next_contact;
use crate::metrics::known::{Known, NO_BUDGET, NO_DATA, NO_HOURS, ratio};
use crate::metrics::portfolio::{Portfolio, margin};
use crate::metrics::receivable::Receivable;
use crate::metrics::reviews::Register;
use crate::model::key::fold;
use crate::model::{Money, Span};

/// One client at one moment.
pub(super) struct Look<'a> {
    pub portfolio: &'a Portfolio<'a>,
    pub register: &'a Register,
    pub account: &'a Account,
    pub moment: Moment,
}

impl Look<'_> {
    pub fn value(&self, measure: &str) -> Known<f64> {
        match measure {
            "hours_trend" => self.hours_trend(),
            "budget_pace" => self.budget_pace(),
            "delivery_margin" => self.delivery_margin(),
            "overdue_share" => self.overdue_share(),
            "days_past_due" => self.days_past_due().map(|days| days as f64),
            "satisfaction" => self.satisfaction(),
            "goals" => self.goals(),
            "freshness" => self.freshness(),
            "open_risks" => self.open_risks(),
            "overdue_actions" => self.overdue_actions(),
            _ => Err(NO_DATA),
        }
    }

    fn span(&self) -> Span {
        Span::month(self.moment.month)
    }

    /// Hours of the month against the mean of some months before; of a month not yet over, against the same share
    /// of its working days.
    fn hours_trend(&self) -> Known<f64> {
        let month = self.moment.month;
        let months = self.portfolio.scope.settings.trend_months;
        let before = Span {
            from: month.plus(-(months as i32)),
            to: month.plus(-1),
        };
        if before.from < self.portfolio.scope.first {
            return Err(NO_DATA);
        }
        let client = &self.account.client;
        let now = self.portfolio.hours(client, self.span()).all.0.max(0);
        let past = self.portfolio.hours(client, before).all.0.max(0);
        let (first, last) = (month.first_day(), month.last_day());
        let elapsed = working_days(first, last.min(self.moment.day));
        let whole = working_days(first, last);
        if elapsed == 0 {
            return Err(NO_DATA);
        }
        let trend = ratio(now.saturating_mul(i64::from(months)), past, NO_HOURS)?;
        Ok(trend * whole as f64 / elapsed as f64)
    }

    /// The fastest burn of a running project.
    fn budget_pace(&self) -> Known<f64> {
        let engagements = self.portfolio.engagements.of_client(&self.account.client);
        let burns = engagements
            .iter()
            .filter_map(|one| one.burn(self.portfolio, self.span()));
        let paces: Vec<Known<f64>> = burns
            .filter(|burn| burn.budget.is_some())
            .map(|burn| burn.pace)
            .collect();
        let worst = paces
            .iter()
            .filter_map(|pace| pace.ok())
            .max_by(f64::total_cmp);
        worst.ok_or(if paces.is_empty() { NO_BUDGET } else { NO_DATA })
    }

    /// Margin of the month, AGI of all currencies in the client's main one.
    fn delivery_margin(&self) -> Known<f64> {
        let (client, currency) = (&self.account.client, &self.account.currency);
        let flows = self.portfolio.revenue.of_client(client, self.span());
        let agi: Known<Money> = flows
            .map(|(month, own, flow)| {
                let day = self.portfolio.rate_day(month);
                self.portfolio.rates.convert(flow.agi(), own, currency, day)
            })
            .sum();
        margin(
            agi?,
            self.portfolio.delivery_cost(client, self.span(), currency),
        )
    }

    /// True when the client was ever invoiced, so that nothing owed means paid.
    fn was_invoiced(&self) -> bool {
        let first = self.portfolio.revenue.first_invoice(&self.account.client);
        first.is_some_and(|day| day <= self.moment.day)
            || !self
                .portfolio
                .owed(&self.account.client, self.span())
                .is_empty()
    }

    /// True when the files say what was paid by then and when it was due, of a client that was invoiced.
    fn tells_arrears(&self) -> bool {
        let portfolio = self.portfolio;
        let owed = portfolio.owed(&self.account.client, self.span());
        let is_past = self.moment.day < portfolio.scope.as_of;
        let undated = is_past && owed.values().any(|owed| owed.undated);
        self.was_invoiced() && portfolio.cash_known && portfolio.due_known && !undated
    }

    fn overdue_share(&self) -> Known<f64> {
        if !self.tells_arrears() {
            return Err(NO_DATA);
        }
        let owed = self.portfolio.owed(&self.account.client, self.span());
        let overdue = self.in_one_currency(&owed, |part| part.overdue)?;
        let outstanding = self.in_one_currency(&owed, |part| part.outstanding)?;
        if outstanding <= Money::ZERO {
            return Ok(0.0);
        }
        Ok(ratio(overdue.0, outstanding.0, NO_DATA)?.min(1.0))
    }

    /// A single currency as it stands, several in the base currency.
    fn in_one_currency(
        &self,
        owed: &BTreeMap<&str, Receivable>,
        part: impl Fn(&Receivable) -> Money,
    ) -> Known<Money> {
        let rates = &self.portfolio.rates;
        let day = self.portfolio.rate_day(self.moment.month);
        let only = owed
            .values()
            .filter(|owed| **owed != Receivable::default())
            .count()
            < 2;
        owed.iter()
            .map(|(currency, owed)| match only {
                true => Ok(part(owed)),
                false => rates.to_base(part(owed), currency, day),
            })
            .sum()
    }

    fn days_past_due(&self) -> Known<i64> {
        if !self.tells_arrears() {
            return Err(NO_DATA);
        }
        let owed = self.portfolio.owed(&self.account.client, self.span());
        Ok(owed
            .values()
            .filter_map(|part| part.days_past_due)
            .max()
            .unwrap_or(0))
    }

    /// NPS, or CSAT stretched to -100..100 when there are too few answers for an NPS.
    fn satisfaction(&self) -> Known<f64> {
        let settings = &self.portfolio.scope.settings;
        let found = self
            .register
            .satisfaction(&self.account.client, self.moment.day, settings);
        found.nps.or_else(|reason| {
            found
                .csat
                .map(|csat| csat * 200.0 - 100.0)
                .map_err(|_| reason)
        })
    }

    fn goals(&self) -> Known<f64> {
        let client = &self.account.client;
        let (on_track, known) =
            self.register
                .goals_on_track(self.portfolio, client, self.moment.day);
        ratio(on_track, known, NO_DATA)
    }

    /// Lateness of review or contact, whichever is worse, in cadences.
    fn freshness(&self) -> Known<f64> {
        if self.register.touches.is_empty() {
            return Err(NO_DATA);
        }
        let (account, day) = (self.account, self.moment.day);
        let review = self.register.next_review(account, day);
        let contact = next_contact(self.register, account, day);
        let review = self.lateness(review, account.cadence_days);
        let contact = self.lateness(contact, account.contact_cadence_days);
        let worst = [review, contact]
            .into_iter()
            .flatten()
            .max_by(f64::total_cmp);
        worst.ok_or(NO_DATA)
    }

    fn lateness(&self, due: Option<NaiveDate>, cadence_days: i64) -> Option<f64> {
        let days = (self.moment.day - due?).num_days().max(0);
        ratio(days, cadence_days, NO_DATA).ok()
    }

    /// Worst score; a client without open risks has the best where anybody keeps a register.
    fn open_risks(&self) -> Known<f64> {
        if self.register.risks.is_empty() {
            return Err(NO_DATA);
        }
        let open = self
            .register
            .open_risks(&self.account.client, self.moment.day);
        open.first().map_or(Ok(1.0), |worst| worst.score)
    }

    fn overdue_actions(&self) -> Known<f64> {
        if self.register.actions.is_empty() {
            return Err(NO_DATA);
        }
        let (_, overdue) = self
            .register
            .open_actions(&self.account.client, self.moment.day);
        Ok(overdue as f64)
    }

    /// Notice received (a client that is lost or whose stage says so, from the stage's day on), else long overdue.
    pub fn forced(&self) -> Option<&'static str> {
        let account = self.account;
        let began = account
            .stage_since
            .is_none_or(|since| since <= self.moment.day);
        let stage = fold(&account.stage);
        let notice = stage
            .split(' ')
            .any(|word| matches!(word, "notice" | "lost"));
        if began && (account.status == "lost" || account.status == "notice" || notice) {
            return Some("notice");
        }
        let longest = i64::from(self.portfolio.scope.settings.health_overdue_days);
        let late = self.days_past_due().is_ok_and(|days| days > longest);
        late.then_some("overdue")
    }
}
