//! What is agreed with one client, and what it earns.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::draft::{Draft, join_all};
use crate::metrics::accounts::Account;
use crate::metrics::budget::working_days;
use crate::metrics::earned::Basis;
use crate::metrics::engagements::{Engagement, RETAINER, Terms};
use crate::metrics::known::{NO_DATA, NO_FEE, NO_TERMS};
use crate::metrics::papers::{Holder, Paper, Price, contracts};
use crate::metrics::portfolio::Portfolio;
use crate::metrics::reconcile::Hour;
use crate::metrics::reconcile::reference::{compact, same_number};
use crate::metrics::worth::Products;
use crate::model::{Duration, Money, Month, Span};

/// A contract with a fee and a period.
#[derive(Clone, Copy, Debug)]
pub(super) struct Agreed<'a> {
    client: &'a str,
    number: &'a str,
    price: Price,
    currency: &'a str,
    from: NaiveDate,
    to: NaiveDate,
    /// It is over and tells no last day.
    rests: bool,
}

/// Signed or begun contracts up to as-of with an amount and both days, or a fee of each month and its first; drafts are none.
pub(super) fn agreed<'a>(portfolio: &'a Portfolio<'_>) -> Vec<Agreed<'a>> {
    let contracts = contracts(portfolio.tables, &portfolio.accounts).into_iter();
    let read = contracts.filter_map(|one| {
        let from = one
            .starts_on
            .or(one.signed_on.filter(|_| one.monthly_fee.is_some()))?;
        let to = match one.monthly_fee {
            Some(_) => one.ends_on.unwrap_or(NaiveDate::MAX),
            None => one.ends_on?,
        };
        let there = one.signed_on.unwrap_or(from) <= portfolio.scope.as_of;
        let price = one.price();
        let is_priced = amount(price).is_some_and(|amount| amount > Money::ZERO);
        let counts = there && from <= to && one.status != "draft" && is_priced;
        counts.then_some(Agreed {
            client: one.client,
            number: one.number,
            price,
            currency: one.currency,
            from,
            to,
            rests: one.ends_on.is_none() && matches!(one.status, "ended" | "terminated"),
        })
    });
    read.collect()
}

/// Numbers of the contracts that agree on no fee, by client.
pub(super) type Unpriced<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// All of them.
pub(super) fn unpriced<'a>(portfolio: &'a Portfolio<'_>) -> Unpriced<'a> {
    let mut found = Unpriced::new();
    for one in contracts(portfolio.tables, &portfolio.accounts) {
        if one.price() == Price::Hourly {
            found.entry(one.client).or_default().insert(one.number);
        }
    }
    found
}

/// A fee of a month or of the whole.
fn amount(price: Price) -> Option<Money> {
    match price {
        Price::Monthly(amount) | Price::Whole(amount) => Some(amount),
        Price::Hourly => None,
    }
}

/// What is agreed with one client.
pub(super) struct Desk<'a, 'b> {
    portfolio: &'a Portfolio<'b>,
    account: &'a Account,
    contracts: Vec<&'a Agreed<'a>>,
    /// Numbers of its contracts that agree on no fee.
    unpriced: BTreeSet<&'a str>,
    bills: &'a [Paper<'a>],
    joint: BTreeSet<String>,
    /// The last month with hours or an invoice.
    last_in_work: Option<Month>,
}

impl<'a, 'b> Desk<'a, 'b> {
    /// Of all that is agreed what is the client's.
    pub fn of(
        portfolio: &'a Portfolio<'b>,
        account: &'a Account,
        (agreed, unpriced): (&'a [Agreed<'a>], &Unpriced<'a>),
        bills: &'a [Paper<'a>],
    ) -> Desk<'a, 'b> {
        let own = agreed.iter().filter(|one| one.client == account.client);
        Desk {
            portfolio,
            account,
            contracts: own.collect(),
            unpriced: unpriced
                .get(account.client.as_str())
                .cloned()
                .unwrap_or_default(),
            joint: joint_contracts(bills),
            bills,
            last_in_work: last_in_work(portfolio, &account.client, bills),
        }
    }

    /// Its lines, earned and not yet billed.
    pub fn drafts(&self) -> Vec<Draft> {
        let engagements = self.portfolio.engagements.of_client(&self.account.client);
        let (agreed, loose): (Vec<_>, Vec<_>) = engagements
            .iter()
            .partition(|one| !one.terms.is_empty() && !one.is_of_contracts);
        if !agreed.is_empty() {
            let covered: BTreeSet<&str> = agreed.iter().flat_map(|one| one.projects()).collect();
            let loose = loose
                .iter()
                .filter(|one| !covered.contains(one.project.as_str()));
            let projects = agreed.iter().map(|one| self.of_project(one));
            let mut drafts = self.join_contracts(projects.collect());
            drafts.extend(loose.map(|one| self.of_hours(&[one.project.as_str()])));
            return drafts;
        }
        if !self.contracts.is_empty() {
            let contracts = self.contracts.iter().map(|one| self.of_contract(one));
            return join_all(contracts.collect());
        }
        let mut projects: Vec<&str> = loose.iter().map(|one| one.project.as_str()).collect();
        projects.retain(|project| !project.is_empty());
        projects.push("");
        let currency = &self.account.currency;
        let mut only = match self.is_by_hour(&projects, currency) {
            true => self.of_hours(&projects),
            false => self.of_nothing_known(&projects),
        };
        // its invoices name contracts without a fee
        let mut numbers = self.unpriced.iter();
        if let (Some(number), None) = (numbers.next(), numbers.next()) {
            only.contract = (*number).to_owned();
        }
        let numbers = self.unpriced.iter().map(|number| compact(number));
        only.annexes.extend(numbers.filter(|one| !one.is_empty()));
        vec![only]
    }

    /// Projects of a contract that invoices name alone are one line.
    fn join_contracts(&self, drafts: Vec<Draft>) -> Vec<Draft> {
        let (joint, apart): (Vec<_>, Vec<_>) = drafts
            .into_iter()
            .partition(|draft| self.joint.contains(&compact(&draft.contract)));
        let mut all = join_all(joint);
        all.extend(apart);
        all
    }

    /// Months from the first of the files to the period's last; of a paused client to the last in which anything was done.
    fn months(&self) -> impl Iterator<Item = Month> + use<> {
        let scope = self.portfolio.scope;
        let first = scope.first.min(scope.period.from);
        let last = match self.account.is_paused() {
            true => self.last_in_work.unwrap_or(first.plus(-1)),
            false => scope.period.to,
        };
        first.through(last.min(scope.period.to))
    }

    fn currency(&self, named: &str) -> String {
        let own = if named.is_empty() {
            &self.account.currency
        } else {
            named
        };
        own.to_owned()
    }

    fn of_project(&self, engagement: &Engagement) -> Draft {
        let last = self.portfolio.scope.last_day(self.portfolio.scope.period);
        let terms = engagement.terms_on(last).cloned().unwrap_or_default();
        let mut draft = Draft::empty(&self.currency(&terms.currency));
        draft.project.clone_from(&engagement.project);
        draft.contract.clone_from(&terms.contract);
        draft.kind.clone_from(&terms.kind);
        let numbers = engagement.terms.iter().map(|one| compact(&one.contract));
        draft
            .annexes
            .extend(numbers.filter(|number| !number.is_empty()));
        let projects = engagement
            .projects()
            .filter(|one| !one.is_empty() || engagement.project.is_empty());
        draft.projects.extend(projects.map(str::to_owned));
        if !terms.is_retainer() && !terms.is_fixed() {
            if let Some(billed_in) = self.billed_in(&draft) {
                draft.currency = billed_in.to_owned();
            }
            let projects: Vec<&str> = engagement.projects().collect();
            match terms.kind.is_empty() && !self.is_by_hour(&projects, &draft.currency) {
                true => self.earn_nothing_known(&projects, &mut draft),
                false => projects
                    .iter()
                    .for_each(|project| self.earn_hours(project, &mut draft)),
            }
            if engagement.is_blind {
                draft.earn(self.portfolio.scope.first, Err(NO_DATA));
            }
            return draft;
        }
        draft.basis = Basis::OverTime;
        draft.fee = terms.amount;
        let mut all = engagement.terms.iter();
        if all.all(|terms| terms.amount.is_none()) {
            self.earn_contract(engagement, &terms, &mut draft);
        } else if terms.is_retainer() {
            let fees = engagement.terms.iter().filter(|terms| terms.is_retainer());
            draft.fees.extend(fees.filter_map(|terms| terms.amount));
            self.earn_by_month(engagement, &mut draft);
        } else {
            self.earn_as_a_whole(engagement, &mut draft);
        }
        draft
    }

    /// The one currency in which work by the hour is billed, whatever its row says of fees that it has not: by the invoices that name
    /// it, else by all of the client.
    fn billed_in(&self, draft: &Draft) -> Option<&str> {
        let names = |bill: &&Paper<'_>| {
            draft.has_project(bill.project) || same_number(bill.contract, &draft.contract)
        };
        let own = self.bills.iter().any(|bill| names(&bill));
        let bills = self.bills.iter().filter(|bill| !own || names(bill));
        let mut currencies = bills.map(|bill| bill.currency);
        let first = currencies.next()?;
        currencies
            .all(|currency| currency == first)
            .then_some(first)
    }

    fn earn_by_month(&self, engagement: &Engagement, draft: &mut Draft) {
        for month in self.months() {
            let day = self.portfolio.rate_day(month);
            let terms = engagement
                .terms_on(day)
                .filter(|terms| !terms.never_began());
            let runs = engagement.runs_in(Span::month(month), day);
            let Some(terms) = terms.filter(|_| runs) else {
                continue;
            };
            let from = terms.starts_on.unwrap_or(NaiveDate::MIN);
            let to = terms.ends_on.unwrap_or(NaiveDate::MAX);
            let earned = terms.amount.ok_or(NO_FEE);
            let (first, last) = (month.first_day(), month.last_day());
            let in_month = { engagement.terms.iter() }.filter(|terms| terms.touch(first, last));
            let of_several = in_month.count() > 1;
            let earned = earned.map(|fee| match of_several {
                // what they agree together for a month that they share is not said
                true => of_month(fee, from, to, month, day),
                false => self.of_part(fee, (from, to), month, day),
            });
            draft.earn(month, earned);
        }
    }

    fn earn_as_a_whole(&self, engagement: &Engagement, draft: &mut Draft) {
        for terms in engagement.terms.iter().filter(|terms| !terms.never_began()) {
            match (terms.amount, terms.starts_on, terms.ends_on) {
                (Some(fee), Some(from), Some(to)) if from <= to => {
                    self.spread(fee, from, to, draft);
                }
                (Some(_), _, _) => self.unknown(engagement, NO_DATA, draft),
                (None, _, _) => {}
            }
        }
    }

    /// The fee of the contract that this project alone serves.
    fn earn_contract(&self, engagement: &Engagement, terms: &Terms, draft: &mut Draft) {
        let number = compact(&terms.contract);
        let engagements = self.portfolio.engagements.of_client(&self.account.client);
        let serving = engagements.iter().filter(|engagement| {
            let mut terms = engagement.terms.iter();
            terms.any(|terms| compact(&terms.contract) == number)
        });
        let alone = !number.is_empty() && serving.count() == 1;
        let own = self
            .contracts
            .iter()
            .filter(|one| alone && compact(one.number) == number && one.currency == draft.currency);
        let own: Vec<_> = own.collect();
        if own.is_empty() {
            return self.unknown(engagement, NO_FEE, draft);
        }
        draft.fee = own.iter().map(|one| amount(self.price_of(one))).sum();
        for contract in own {
            self.earn_fee(contract, draft);
        }
    }

    /// The fee of a contract as its invoices tell it: of each month where they are all the same part of it.
    fn price_of(&self, contract: &Agreed<'_>) -> Price {
        let only = self.contracts.len() == 1;
        let names = |bill: &&Paper<'_>| {
            same_number(bill.contract, contract.number) || only && bill.contract.is_empty()
        };
        let own = self.bills.iter().filter(names);
        let own: Vec<_> = own.map(|bill| (bill.day, bill.net)).collect();
        contract.price.as_billed((contract.from, contract.to), &own)
    }

    /// The fee of each month as it comes, of the whole over its working days.
    fn earn_fee(&self, contract: &Agreed<'_>, draft: &mut Draft) {
        let (from, to) = (contract.from, contract.to);
        match self.price_of(contract) {
            Price::Hourly => {}
            Price::Whole(fee) => self.spread(fee, from, to, draft),
            Price::Monthly(fee) => {
                draft.kind = RETAINER.to_owned();
                draft.fees.insert(fee);
                let in_work = |month: &Month| !contract.rests || Some(*month) <= self.last_in_work;
                for month in self.months().filter(in_work) {
                    let (first, last) = (month.first_day(), month.last_day());
                    if from <= last && first <= to {
                        let day = self.portfolio.rate_day(month);
                        draft.earn(month, Ok(self.of_part(fee, (from, to), month, day)));
                    }
                }
            }
        }
    }

    /// What a month's fee earns up to a day of it. Of a month in which the work begins or ends, the part by working days; the whole
    /// where an invoice of that month bills the whole fee, unless the work runs over whole months from its own first day on.
    fn of_part(
        &self,
        fee: Money,
        (from, to): (NaiveDate, NaiveDate),
        month: Month,
        day: NaiveDate,
    ) -> Money {
        let (first, last) = (month.first_day(), month.last_day());
        let is_billed = || {
            let mut bills = self.bills.iter();
            bills.any(|bill| bill.net == fee && Month::of(bill.day) == month)
        };
        let own_months = to.succ_opt().is_some_and(|next| next.day() == from.day());
        if from <= first && last <= to || !own_months && is_billed() {
            return of_month(fee, from, to, month, day);
        }
        let whole = working_days(first, last);
        let done = working_days(from.max(first), to.min(last).min(day));
        fee.scale(done, whole).unwrap_or_default()
    }

    /// A fee over working days, month by month, so that the months make the whole fee.
    fn spread(&self, fee: Money, from: NaiveDate, to: NaiveDate, draft: &mut Draft) {
        for month in self.months() {
            let before = month.first_day().pred_opt().unwrap_or(NaiveDate::MIN);
            let day = self.portfolio.rate_day(month).max(before);
            let earned = earned_by(fee, from, to, day) - earned_by(fee, from, to, before);
            if earned != Money::ZERO {
                draft.earn(month, Ok(earned));
            }
        }
    }

    /// Months in which work runs whose fee or period nobody told.
    fn unknown(&self, engagement: &Engagement, reason: &'static str, draft: &mut Draft) {
        for month in self.months() {
            let span = Span::month(month);
            let hours = engagement.used(self.portfolio, span);
            let day = self.portfolio.scope.last_day(span);
            if hours != Duration::ZERO || engagement.runs_in(span, day) {
                draft.earn(month, Err(reason));
            }
        }
    }

    fn earn_hours(&self, project: &str, draft: &mut Draft) {
        draft.basis = Basis::Hours;
        if !self.portfolio.holds_hours() {
            // that nothing was worked is not known
            draft.earn(self.portfolio.scope.first, Err(NO_DATA));
        }
        if let Some(month) = self.billed_before_time(project) {
            draft.earn(month, Err(NO_DATA));
        }
        let months = self.portfolio.worth.months(&self.account.client, project);
        for (month, parts) in months.into_iter().flatten() {
            let day = self.portfolio.rate_day(*month);
            let currency = draft.currency.clone();
            draft.earn(
                *month,
                parts.earned().sum(&currency, &self.portfolio.rates, day),
            );
        }
    }

    /// True where something says that work without terms is paid by the hour: a rate that was agreed, or at least half of its invoices,
    /// each of which is what the hours of its month, or of the one before, are worth, to a hundredth; of what was never invoiced the
    /// rates at its entries, which time trackers write beside work of any kind.
    fn is_by_hour(&self, projects: &[&str], currency: &str) -> bool {
        let worth = &self.portfolio.worth;
        let client = self.account.client.as_str();
        let mut months: BTreeMap<Month, Products> = BTreeMap::new();
        let mut own_rates = false;
        for project in projects {
            for (month, parts) in worth.months(client, project).into_iter().flatten() {
                if self.is_rate_agreed(project, *month) {
                    return true;
                }
                own_rates |= parts.worked != parts.standard;
                months.entry(*month).or_default().join(&parts.earned());
            }
        }
        let is_worth = |month: Month, net: Money| {
            let day = self.portfolio.rate_day(month);
            let hours = months.get(&month);
            let worth = hours.map(|hours| hours.sum(currency, &self.portfolio.rates, day));
            matches!(worth, Some(Ok(worth)) if (worth - net).abs() <= Money(net.0 / 100))
        };
        let own = |bill: &&Paper<'_>| {
            let named = bill.project.is_empty() || projects.contains(&bill.project);
            named && bill.currency == currency && bill.net > Money::ZERO
        };
        let bills: Vec<_> = self.bills.iter().filter(own).collect();
        let alike = bills.iter().filter(|bill| {
            let month = Month::of(bill.day);
            is_worth(month, bill.net) || is_worth(month.plus(-1), bill.net)
        });
        match bills.len() {
            0 => own_rates,
            all => 2 * alike.count() >= all,
        }
    }

    fn is_rate_agreed(&self, project: &str, month: Month) -> bool {
        let hour = Hour {
            client: &self.account.client,
            project,
            task: "",
            day: month.last_day(),
        };
        let agreed = self.portfolio.agreed;
        agreed.is_some_and(|agreed| agreed.of_hour(hour, None).rate().is_some())
    }

    /// Nobody told how these hours are paid, so that nobody knows what they earn.
    fn earn_nothing_known(&self, projects: &[&str], draft: &mut Draft) {
        draft.basis = Basis::BilledOnly;
        if !self.portfolio.holds_hours() {
            draft.earn(self.portfolio.scope.first, Err(NO_DATA));
        } else if !self.bills.is_empty() {
            draft.earn(self.portfolio.scope.first, Err(NO_TERMS));
        }
        for project in projects {
            let months = self.portfolio.worth.months(&self.account.client, project);
            for (month, _) in months.into_iter().flatten() {
                draft.earn(*month, Err(NO_TERMS));
            }
        }
    }

    /// The month before the first time sheet of the files, where work was billed by then: the hours behind it are in no file.
    fn billed_before_time(&self, project: &str) -> Option<Month> {
        let (first, _) = self.portfolio.months_of_time()?;
        let own = |bill: &&Paper<'_>| bill.project.is_empty() || bill.project == project;
        let mut bills = self.bills.iter().filter(own);
        let before = bills.any(|bill| Month::of(bill.day) < first);
        before.then(|| first.plus(-1))
    }

    /// Work that no table agrees on: hours x rate.
    fn of_hours(&self, projects: &[&str]) -> Draft {
        let mut draft = Draft::empty(&self.account.currency);
        for project in projects {
            self.earn_hours(project, &mut draft);
            draft.projects.insert((*project).to_owned());
        }
        if let [project] = projects {
            draft.project = (*project).to_owned();
        }
        draft
    }

    /// Work that no table agrees on and nothing says how it is paid.
    fn of_nothing_known(&self, projects: &[&str]) -> Draft {
        let mut draft = Draft::empty(&self.account.currency);
        self.earn_nothing_known(projects, &mut draft);
        let named = projects.iter().map(|project| (*project).to_owned());
        draft.projects.extend(named);
        if let [project] = projects {
            draft.project = (*project).to_owned();
        }
        draft
    }

    fn of_contract(&self, contract: &Agreed<'_>) -> Draft {
        let mut draft = Draft::empty(contract.currency);
        draft.contract = contract.number.to_owned();
        draft.basis = Basis::OverTime;
        draft.fee = amount(self.price_of(contract));
        self.earn_fee(contract, &mut draft);
        draft
    }
}

/// What a month's fee earns up to a day of it, of a month in part by its working days.
fn of_month(fee: Money, from: NaiveDate, to: NaiveDate, month: Month, day: NaiveDate) -> Money {
    earned_by(
        fee,
        from.max(month.first_day()),
        to.min(month.last_day()),
        day,
    )
}

/// The part of a fee that is earned up to a day; a period without a working day earns it on its last day.
fn earned_by(fee: Money, from: NaiveDate, to: NaiveDate, day: NaiveDate) -> Money {
    let whole = working_days(from, to);
    if whole == 0 {
        return if to <= day { fee } else { Money::ZERO };
    }
    let done = working_days(from, to.min(day));
    fee.scale(done, whole).unwrap_or(fee)
}

/// Contracts that an invoice names without a project.
fn joint_contracts(bills: &[Paper<'_>]) -> BTreeSet<String> {
    let alone = bills.iter().filter(|bill| bill.project.is_empty());
    let numbers = alone.map(|bill| compact(bill.contract));
    numbers.filter(|number| !number.is_empty()).collect()
}

/// The last month up to the period's end in which a client has hours or an invoice.
fn last_in_work(portfolio: &Portfolio<'_>, client: &str, bills: &[Paper<'_>]) -> Option<Month> {
    let scope = portfolio.scope;
    let billed = bills.iter().map(|bill| Month::of(bill.day)).max();
    let has_hours = |month: &Month| {
        let hours = portfolio.effort.of_client(client, Span::month(*month));
        hours.all != Duration::ZERO
    };
    let months = scope.first.through(scope.period.to);
    let worked = months.filter(has_hours).max();
    billed.max(worked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::client_samples::day;

    #[test]
    fn a_fee_is_earned_over_working_days() {
        let fee = Money::units(220);
        // October 2026 has 22 working days, the 2nd is a Friday: 2 of them
        for (until, expected) in [
            ("2026-09-30", 0),
            ("2026-10-02", 20),
            ("2026-10-04", 20),
            ("2026-10-31", 220),
            ("2026-12-01", 220),
        ] {
            let earned = earned_by(fee, day("2026-10-01"), day("2026-10-31"), day(until));
            assert_eq!(earned, Money::units(expected), "{until}");
        }
        // a weekend
        let weekend = |until| earned_by(fee, day("2026-10-03"), day("2026-10-04"), day(until));
        assert_eq!(weekend("2026-10-03"), Money::ZERO);
        assert_eq!(weekend("2026-10-04"), fee);
    }
}
