//! What is earned and what is billed, line by line of agreed work, so that nothing is netted between lines.
//!
//! A line is a project, a contract without projects, or all projects of a contract when an invoice names the
//! contract alone. A retainer earns its monthly fee over the working days of each month it runs in, a month begun
//! is owed whole; fixed work earns its fee over the working days from its first to its last day; all other work
//! earns its billable hours x rate (the entries' own, else the one agreed for project, contract, client or role, else the
//! people's). A fee that the project does not name is the amount of the contract that it
//! alone serves. Hours without a project earn only where nothing at all is agreed with the client, since a fee may
//! cover them. Expenses passed through to the client wait for their invoice beside what is earned: they are billed, and
//! never earned. Working days are Monday to Friday. Nothing is earned or billed before the first month of the files. The fees
//! of a paused client are earned up to the last month with hours or an invoice of it: since when it rests no file says.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::accounts::Account;
use super::budget::{Engagement, Terms, working_days};
use super::known::{Known, NO_DATA, NO_FEE};
use super::papers::{
    Holder, MONTHS_OF_A_HABIT, Paper, ROUNDED, contracts, fee_as_billed, issued, line_of,
    passed_through,
};
use super::portfolio::Portfolio;
use super::reconcile::reference::{compact, same_number};
use super::series::{Partial, Series};
use crate::model::{Duration, Money, Month, Span};

/// How a line earns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Billable hours x rate.
    Hours,
    /// A fee over working days.
    OverTime,
    /// Nothing says what it earns: only invoices name it.
    BilledOnly,
}

impl Basis {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Basis::Hours => "hours-x-rate",
            Basis::OverTime => "fee-over-time",
            Basis::BilledOnly => "billed-only",
        }
    }
}

/// The kind of work that is paid by the month.
const RETAINER: &str = "retainer";

/// A line of agreed work in one currency.
#[derive(Clone, Debug)]
pub struct Line {
    /// Canonical name of the client.
    pub client: String,
    /// Project; empty for a contract as a whole and for work without a project.
    pub project: String,
    /// Contract number as written; may be empty.
    pub contract: String,
    /// Kind code; empty when unknown or mixed.
    pub kind: String,
    /// ISO code.
    pub currency: String,
    /// How it earns.
    pub basis: Basis,
    /// Its fee: of a month for a retainer, else of the whole.
    pub fee: Option<Money>,
    /// Earned by month.
    pub earned: Partial,
    /// Expenses passed through, by month: billed to the client as they are.
    pub passed: Series,
    /// Billed by month, net, credit notes negative.
    pub billed: Series,
    /// What credit notes took back, by month, above zero.
    pub credited: Series,
    /// Of a retainer what its invoices hold above whole fees, by month: hours beyond the package and the like.
    pub beyond_fees: Series,
}

impl Line {
    /// Earned and passed through, less billed, up to a month's end: above zero accrued, below zero deferred.
    pub fn gap(&self, month: Month) -> Known<Money> {
        Ok(self.earned.until(month)? + self.passed.until(month) - self.billed.until(month))
    }
}

/// A contract with a fee and a period.
#[derive(Clone, Copy, Debug)]
struct Agreed<'a> {
    client: &'a str,
    number: &'a str,
    fee: Fee,
    currency: &'a str,
    from: NaiveDate,
    to: NaiveDate,
}

/// What is paid for work under a contract.
#[derive(Clone, Copy, Debug)]
enum Fee {
    /// For each month.
    Monthly(Money),
    /// For everything.
    Whole(Money),
}

impl Fee {
    fn amount(self) -> Money {
        match self {
            Fee::Monthly(amount) | Fee::Whole(amount) => amount,
        }
    }
}

/// Signed or begun contracts up to as-of with an amount and both days, or a fee of each month and its first; drafts are none.
fn agreed<'a>(portfolio: &'a Portfolio<'_>) -> Vec<Agreed<'a>> {
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
        let monthly = one.monthly_fee.map(Fee::Monthly);
        let fee = monthly.or(one.amount.map(Fee::Whole))?;
        let counts = there && from <= to && one.status != "draft" && fee.amount() > Money::ZERO;
        counts.then_some(Agreed {
            client: one.client,
            number: one.number,
            fee,
            currency: one.currency,
            from,
            to,
        })
    });
    read.collect()
}

/// Every line of every client, by client, project, contract and currency.
pub fn lines(portfolio: &Portfolio<'_>) -> Vec<Line> {
    let agreed = agreed(portfolio);
    let (tables, accounts, as_of) = (portfolio.tables, &portfolio.accounts, portfolio.scope.as_of);
    let mut bills = by_client(issued(tables, accounts, as_of));
    let mut expenses = by_client(passed_through(tables, accounts, as_of));
    let mut lines = Vec::new();
    for account in portfolio.accounts.iter() {
        let client = account.client.as_str();
        let bills = bills.remove(client).unwrap_or_default();
        let expenses = expenses.remove(client).unwrap_or_default();
        let contracts = agreed.iter().filter(|one| one.client == account.client);
        let desk = Desk {
            portfolio,
            account,
            contracts: contracts.collect(),
            joint: joint_contracts(&bills),
            bills: &bills,
            last_in_work: last_in_work(portfolio, client, &bills),
        };
        let mut drafts = desk.drafts();
        for bill in &bills {
            let at = place(&mut drafts, bill);
            drafts[at].bill(bill);
        }
        for expense in &expenses {
            let at = place(&mut drafts, expense);
            *drafts[at].passed.entry(Month::of(expense.day)).or_default() += expense.net;
        }
        lines.extend(drafts.into_iter().map(|draft| draft.close(account)));
    }
    lines.sort_by(|left, right| key(left).cmp(&key(right)));
    lines
}

fn by_client(papers: Vec<Paper<'_>>) -> BTreeMap<&str, Vec<Paper<'_>>> {
    let mut of_client: BTreeMap<&str, Vec<Paper<'_>>> = BTreeMap::new();
    for paper in papers {
        of_client.entry(paper.client).or_default().push(paper);
    }
    of_client
}

fn key(line: &Line) -> [&str; 4] {
    [&line.client, &line.project, &line.contract, &line.currency]
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

/// A line while it is put together.
#[derive(Debug)]
struct Draft {
    project: String,
    contract: String,
    kind: String,
    currency: String,
    basis: Basis,
    fee: Option<Money>,
    /// Projects whose invoices belong to it.
    projects: BTreeSet<String>,
    earned: BTreeMap<Month, Known<Money>>,
    passed: BTreeMap<Month, Money>,
    billed: BTreeMap<Month, Money>,
    credited: BTreeMap<Month, Money>,
    beyond_fees: BTreeMap<Month, Money>,
    /// Of a retainer the fees of a month that were ever agreed, and its invoices.
    fees: BTreeSet<Money>,
    bills: Vec<(Month, Money)>,
}

impl Draft {
    fn empty(currency: &str) -> Draft {
        Draft {
            project: String::new(),
            contract: String::new(),
            kind: String::new(),
            currency: currency.to_owned(),
            basis: Basis::BilledOnly,
            fee: None,
            projects: BTreeSet::new(),
            earned: BTreeMap::new(),
            passed: BTreeMap::new(),
            billed: BTreeMap::new(),
            credited: BTreeMap::new(),
            beyond_fees: BTreeMap::new(),
            fees: BTreeSet::new(),
            bills: Vec::new(),
        }
    }

    fn bill(&mut self, bill: &Paper<'_>) {
        let month = Month::of(bill.day);
        *self.billed.entry(month).or_default() += bill.net;
        self.bills.push((month, bill.net));
        if bill.net.is_negative() {
            *self.credited.entry(month).or_default() += -bill.net;
        }
        let fee = self
            .fee
            .filter(|fee| *fee > Money::ZERO && self.kind == RETAINER);
        if let Some(fee) = fee.filter(|_| !bill.net.is_negative()) {
            *self.beyond_fees.entry(month).or_default() += Money(bill.net.0 % fee.0);
        }
    }

    fn earn(&mut self, month: Month, amount: Known<Money>) {
        let so_far = self.earned.get(&month).copied().unwrap_or(Ok(Money::ZERO));
        let sum = so_far.and_then(|so_far| Ok(so_far + amount?));
        self.earned.insert(month, sum);
    }

    /// Takes another line of the same contract and currency in.
    fn join(&mut self, other: Draft) {
        for (month, amount) in other.earned {
            self.earn(month, amount);
        }
        self.projects.extend(other.projects);
        self.fees.extend(other.fees);
        let fees = self.fee.zip(other.fee);
        self.fee = fees.map(|(own, more)| own + more);
        self.project = String::new();
        if self.kind != other.kind {
            self.kind = String::new();
        }
        if self.basis != other.basis {
            self.fee = None;
        }
    }

    /// Where a retainer's fee is billed on its own, what is billed beside it is no advance of it: a commission, extra work, costs
    /// charged on. It is earned when it is billed, as far as it is none of what was passed through.
    fn earn_extras(&mut self) {
        let (mut so_far, mut earned) = (Money::ZERO, Money::ZERO);
        for (month, extra) in extras(&self.fees, &self.bills) {
            so_far += extra;
            let passed: Money = self.passed.range(..=month).map(|(_, amount)| *amount).sum();
            let more = (so_far - passed - earned).max(Money::ZERO);
            earned += more;
            self.earn(month, Ok(more));
        }
    }

    fn close(mut self, account: &Account) -> Line {
        if self.kind == RETAINER {
            self.earn_extras();
        }
        Line {
            client: account.client.clone(),
            project: self.project,
            contract: self.contract,
            kind: self.kind,
            currency: self.currency,
            basis: self.basis,
            fee: self.fee,
            earned: Partial::of(&self.earned),
            passed: Series::of(&self.passed),
            billed: Series::of(&self.billed),
            credited: Series::of(&self.credited),
            beyond_fees: Series::of(&self.beyond_fees),
        }
    }
}

impl Holder for Draft {
    fn currency(&self) -> &str {
        &self.currency
    }

    fn has_project(&self, project: &str) -> bool {
        self.projects.contains(project)
    }

    fn contract(&self) -> &str {
        &self.contract
    }
}

/// By month what is billed beside the fees, where an invoice of just a fee is a habit. An invoice above all fees holds one where no
/// other of its month is one; one of several fees holds nothing else.
fn extras(fees: &BTreeSet<Money>, bills: &[(Month, Money)]) -> BTreeMap<Month, Money> {
    let is_fee = |net: Money| fees.iter().any(|fee| (net - *fee).abs() < ROUNDED);
    let Some(most) = fees.last().filter(|fee| **fee > Money::ZERO) else {
        return BTreeMap::new();
    };
    if bills.iter().filter(|(_, net)| is_fee(*net)).count() < MONTHS_OF_A_HABIT {
        return BTreeMap::new();
    }
    let has_fee: BTreeSet<Month> = bills
        .iter()
        .filter(|(_, net)| is_fee(*net))
        .map(|(month, _)| *month)
        .collect();
    let mut found: BTreeMap<Month, Money> = BTreeMap::new();
    for (month, net) in bills
        .iter()
        .filter(|(_, net)| *net > Money::ZERO && !is_fee(*net))
    {
        let of_several = fees.iter().any(|fee| net.0 % fee.0 == 0);
        let extra = match has_fee.contains(month) {
            _ if of_several => Money::ZERO,
            true => *net,
            false => (*net - *most).max(Money::ZERO),
        };
        *found.entry(*month).or_default() += extra;
    }
    found
}

/// A paper that belongs to no line stands on one of its own.
fn place(drafts: &mut Vec<Draft>, paper: &Paper<'_>) -> usize {
    line_of(drafts, paper).unwrap_or_else(|| {
        let draft = billed_only(drafts, paper);
        drafts.push(draft);
        drafts.len() - 1
    })
}

/// A line for an invoice in a currency in which nothing is agreed, or for work that no table knows.
fn billed_only(drafts: &[Draft], bill: &Paper<'_>) -> Draft {
    let own = drafts.iter().find(|draft| draft.has_project(bill.project));
    let of_contract = |draft: &&Draft| same_number(&draft.contract, bill.contract);
    let own = own.or_else(|| drafts.iter().find(of_contract));
    let mut draft = Draft::empty(bill.currency);
    match own {
        Some(own) => {
            draft.project.clone_from(&own.project);
            draft.contract.clone_from(&own.contract);
            draft.projects.clone_from(&own.projects);
        }
        None => {
            draft.project = bill.project.to_owned();
            draft.contract = bill.contract.to_owned();
            draft.projects.insert(bill.project.to_owned());
        }
    }
    draft
}

/// What is agreed with one client.
struct Desk<'a, 'b> {
    portfolio: &'a Portfolio<'b>,
    account: &'a Account,
    contracts: Vec<&'a Agreed<'a>>,
    bills: &'a [Paper<'a>],
    joint: BTreeSet<String>,
    /// The last month with hours or an invoice.
    last_in_work: Option<Month>,
}

impl Desk<'_, '_> {
    fn drafts(&self) -> Vec<Draft> {
        let engagements = self.portfolio.engagements.of_client(&self.account.client);
        let (agreed, loose): (Vec<_>, Vec<_>) = engagements
            .iter()
            .partition(|engagement| !engagement.terms.is_empty());
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
        projects.push("");
        vec![self.of_hours(&projects)]
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
        let projects = engagement
            .projects()
            .filter(|one| !one.is_empty() || engagement.project.is_empty());
        draft.projects.extend(projects.map(str::to_owned));
        if !terms.is_retainer() && !terms.is_fixed() {
            if let Some(billed_in) = self.billed_in(&draft) {
                draft.currency = billed_in.to_owned();
            }
            for project in engagement.projects() {
                self.earn_hours(project, &mut draft);
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
            draft.earn(month, earned.map(|fee| of_month(fee, from, to, month, day)));
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
        draft.fee = Some(own.iter().map(|one| self.fee_of(one).amount()).sum());
        for contract in own {
            self.earn_fee(contract, draft);
        }
    }

    /// The fee of a contract as its invoices tell it: of each month where they are all the same part of it.
    fn fee_of(&self, contract: &Agreed<'_>) -> Fee {
        let Fee::Whole(price) = contract.fee else {
            return contract.fee;
        };
        let only = self.contracts.len() == 1;
        let names = |bill: &&Paper<'_>| {
            same_number(bill.contract, contract.number) || only && bill.contract.is_empty()
        };
        let own = self.bills.iter().filter(names);
        let own: Vec<_> = own.map(|bill| (bill.day, bill.net)).collect();
        let fee = fee_as_billed(price, (contract.from, contract.to), &own);
        fee.map_or(contract.fee, Fee::Monthly)
    }

    /// The fee of each month as it comes, of the whole over its working days.
    fn earn_fee(&self, contract: &Agreed<'_>, draft: &mut Draft) {
        let (from, to) = (contract.from, contract.to);
        match self.fee_of(contract) {
            Fee::Whole(fee) => self.spread(fee, from, to, draft),
            Fee::Monthly(fee) => {
                draft.kind = RETAINER.to_owned();
                draft.fees.insert(fee);
                for month in self.months() {
                    let (first, last) = (month.first_day(), month.last_day());
                    if from <= last && first <= to {
                        let day = self.portfolio.rate_day(month);
                        draft.earn(month, Ok(of_month(fee, from, to, month, day)));
                    }
                }
            }
        }
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

    fn of_contract(&self, contract: &Agreed<'_>) -> Draft {
        let mut draft = Draft::empty(contract.currency);
        draft.contract = contract.number.to_owned();
        draft.basis = Basis::OverTime;
        draft.fee = Some(self.fee_of(contract).amount());
        self.earn_fee(contract, &mut draft);
        draft
    }
}

/// Lines of one contract and currency become one: annexes carry the number of their contract.
fn join_all(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut all: Vec<Draft> = Vec::new();
    for draft in drafts {
        let number = compact(&draft.contract);
        let same =
            |one: &&mut Draft| compact(&one.contract) == number && one.currency == draft.currency;
        match all.iter_mut().find(same) {
            Some(own) => own.join(draft),
            None => all.push(draft),
        }
    }
    all
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

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, day, scope, span};
    use super::*;

    fn sample(tables: &[(&str, &str)], work: &str) -> Sample {
        Sample::of(tables, work, scope("2026-08", "2026-10"))
    }

    #[test]
    fn work_by_the_hour_earns_in_the_currency_of_its_invoices() {
        // the list's headings say EUR, the client is billed in USD; 2 h at 100 EUR are 400 USD at 0.5
        let tables = [
            ("clients", "client | currency\n A | USD"),
            ("people", "person | bill_rate | currency\n Mara | 100 | EUR"),
            (
                "projects",
                "project | client | kind | currency\n Help | A | time_and_materials | EUR",
            ),
            ("rates", "date | currency | rate\n 2026-08-01 | USD | 0.5"),
            (
                "invoices",
                "number | client | issued_on | net | currency\n 1 | A | 2026-10-20 | 300 | USD",
            ),
        ];
        let told = told(&sample(&tables, "2026-10-05 Mara A Help B 2"));
        assert_eq!(told, ["Help/ USD hours-x-rate 400 100"]);
    }

    #[test]
    fn a_paused_client_earns_up_to_its_last_month_of_work() {
        // 600 a month from August on; the last hours are of September
        let projects = "project | client | kind | starts_on | budget_amount
            Care | P | retainer | 2026-08-01 | 600";
        let earned = |status: &str| {
            let clients = format!("client | status | currency\n P | {status} | EUR");
            let tables = [("clients", clients.as_str()), ("projects", projects)];
            let sample = sample(&tables, "2026-09-10 Mara P Care B 2");
            let portfolio = sample.portfolio();
            let lines = lines(&portfolio);
            lines[0].earned.until(span("2026-10").to)
        };
        assert_eq!(earned("active"), Ok(Money(1_800 * Money::UNIT)));
        assert_eq!(earned("paused"), Ok(Money(1_200 * Money::UNIT)));
    }

    /// `project/contract currency basis earned(2026-10) gap`.
    fn told(sample: &Sample) -> Vec<String> {
        let portfolio = sample.portfolio();
        let shown =
            |amount: Known<Money>| amount.map_or_else(str::to_owned, |amount| amount.to_string());
        let october = span("2026-10");
        lines(&portfolio)
            .iter()
            .map(|line| {
                let earned = shown(line.earned.over(october));
                let gap = shown(line.gap(october.to));
                let (project, contract) = (&line.project, &line.contract);
                let basis = line.basis.code();
                format!(
                    "{project}/{contract} {} {basis} {earned} {gap}",
                    line.currency
                )
            })
            .collect()
    }

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

    #[test]
    fn each_kind_of_work_earns_in_its_own_way() {
        // Care: 1000 a month since 10 August, three months: 3000; billed 2000.
        // Build: 5 October to 13 November is 30 working days, 20 of them by 30 October: 2/3 of 900.
        // Hourly: 3 h x 100 in October, 2 in September. Loose: no row in the projects table, 1 h x 100.
        // Mute: fixed without a fee.
        let tables = [
            ("people", "person | bill_rate | currency\n Mara | 100 | EUR"),
            (
                "projects",
                "project | client | kind | starts_on | ends_on | budget_amount
                Care | A | retainer | 2026-08-10 | | 1000
                Build | A | fixed | 2026-10-05 | 2026-11-13 | 900
                Hourly | A | time_and_materials | | |
                Mute | A | fixed | 2026-10-01 | 2026-10-31 | ",
            ),
            (
                "invoices",
                "number | client | issued_on | net | currency | project
                1 | A | 2026-09-01 | 1000 | EUR | Care
                2 | A | 2026-10-01 | 1000 | EUR | Care
                3 | A | 2026-10-05 | 700 | EUR | Build
                4 | A | 2026-10-05 | 5 | USD | Build",
            ),
        ];
        let work = "2026-09-10 Mara A Hourly B 2\n2026-10-10 Mara A Hourly B 3\n2026-10-10 Mara A Hourly C 9
            2026-10-10 Mara A Loose B 1\n2026-10-10 Mara A - B 7";
        assert_eq!(
            told(&sample(&tables, work)),
            [
                "Build/ EUR fee-over-time 600 -100",
                "Build/ USD billed-only 0 -5",
                "Care/ EUR fee-over-time 1000 1000",
                "Hourly/ EUR hours-x-rate 300 500",
                "Loose/ EUR hours-x-rate 100 100",
                "Mute/ EUR fee-over-time no-fee no-fee",
            ]
        );
    }

    #[test]
    fn a_commission_beside_the_fee_is_no_advance() {
        // 100 a month; in September a commission of 35 on its own, in October 155 on the invoice of the fee
        let tables = [
            ("clients", "client | currency\n A | EUR\n B | EUR"),
            (
                "projects",
                "project | client | kind | starts_on | budget_amount
                Shop | A | retainer | 2026-07-01 | 100\n Long | B | retainer | 2026-08-01 | 100",
            ),
            (
                "invoices",
                "number | client | issued_on | net | currency | project
                1 | A | 2026-07-31 | 100 | EUR | Shop\n 2 | A | 2026-08-31 | 100 | EUR | Shop
                3 | A | 2026-09-30 | 100 | EUR | Shop\n 4 | A | 2026-09-30 | 35 | EUR | Shop
                5 | A | 2026-10-31 | 255 | EUR | Shop\n 6 | B | 2026-08-31 | 335 | EUR | Long",
            ),
        ];
        let sample = Sample::of(&tables, "", scope("2026-07", "2026-10"));
        // of the invoice of October 100 are the fee; nothing tells what the one of B holds beside three fees
        assert_eq!(
            told(&sample),
            [
                "Shop/ EUR fee-over-time 255 0",
                "Long/ EUR fee-over-time 100 -35",
            ]
        );
    }

    #[test]
    fn a_contract_paid_by_the_month_earns_its_fee_each_month() {
        // files from August: a year of 100 a month, told as such, or billed in twelfths; K-3 has no end
        let tables = [
            ("clients", "client | currency\n A | EUR\n B | EUR\n C | EUR"),
            (
                "contracts",
                "contract | client | starts_on | ends_on | amount | monthly_fee | currency
                K-1 | A | 2025-11-01 | 2026-12-31 | 1400 | 100 | EUR
                K-2 | B | 2026-01-01 | 2026-12-31 | 1200 | | EUR
                K-3 | C | 2026-09-01 | | | 50 | EUR",
            ),
            (
                "invoices",
                "number | client | issued_on | net | currency | contract
                1 | A | 2026-08-31 | 100 | EUR | K-1\n 2 | A | 2026-09-30 | 100 | EUR | K-1
                4 | B | 2026-08-31 | 100 | EUR | K-2\n 5 | B | 2026-09-30 | 100 | EUR | K-2
                6 | B | 2026-10-31 | 100 | EUR | K-2",
            ),
        ];
        assert_eq!(
            told(&sample(&tables, "")),
            [
                "/K-1 EUR fee-over-time 100 100",
                "/K-2 EUR fee-over-time 100 0",
                "/K-3 EUR fee-over-time 50 100",
            ]
        );
    }

    #[test]
    fn hours_earn_what_was_agreed_before_what_people_cost() {
        // Own: its own rate, 3 h x 120. Contracted: that of the contract it serves, 2 h x 90. Plain: the person's, 1 h x 100.
        // Timur has no rate of his own: 4 h x 120.
        let tables = [
            (
                "people",
                "person | bill_rate | currency\n Mara | 100 | EUR\n Timur | | EUR",
            ),
            (
                "projects",
                "project | client | kind | contract | hourly_rate
                Own | A | time_and_materials | K-2 | 120
                Contracted | A | time_and_materials | K-1 |
                Plain | A | time_and_materials | K-3 |",
            ),
            (
                "contracts",
                "contract | client | starts_on | hourly_rate | currency
                K-1 | A | 2026-09-01 | 90 | EUR
                K-2 | A | 2026-09-01 | 70 | EUR
                K-3 | A | 2026-09-01 | | EUR",
            ),
            ("clients", "client | currency\n A | EUR"),
        ];
        let work = "2026-10-10 Mara A Own B 3\n2026-10-10 Timur A Own B 4\n2026-10-10 Mara A Contracted B 2
            2026-10-10 Mara A Plain B 1";
        let earned: Vec<String> = told(&sample(&tables, work));
        assert_eq!(
            earned,
            [
                "Contracted/K-1 EUR hours-x-rate 180 180",
                "Own/K-2 EUR hours-x-rate 840 840",
                "Plain/K-3 EUR hours-x-rate 100 100",
            ]
        );
    }

    #[test]
    fn contracts_stand_in_for_projects() {
        // 2200 over the 22 working days of October; two rows of one number are annexes of one contract
        let contracts = "contract | client | starts_on | ends_on | amount | status
            K-1 | A | 2026-10-01 | 2026-10-31 | 2200 | active
            K 1 | A | 2026-10-01 | 2026-10-31 | 100 | active
            K-2 | A | 2026-10-01 | 2026-10-31 | 500 | draft";
        let invoices = "number | client | issued_on | net | currency | contract\n 1 | A | 2026-10-01 | 300 | EUR | K-1";
        let tables = [("contracts", contracts), ("invoices", invoices)];
        let found = told(&sample(&tables, "2026-10-10 Mara A Web B 1"));
        assert_eq!(found, ["/K-1 EUR fee-over-time 2300 2000"]);
    }

    #[test]
    fn a_project_without_a_fee_takes_that_of_its_contract() {
        let contracts = "contract | client | starts_on | ends_on | amount\n K-1 | A | 2026-09-01 | 2026-10-31 | 440
            K-2 | A | 2026-09-01 | 2026-10-31 | 440";
        // September and October 2026 have 22 working days each
        let projects = "project | client | kind | contract\n Build | A | fixed | K-1
            One | A | fixed | K-2\n Two | A | fixed | K-2";
        let tables = [("contracts", contracts), ("projects", projects)];
        assert_eq!(
            told(&sample(&tables, ""))[0],
            "Build/K-1 EUR fee-over-time 220 440"
        );
        assert_eq!(
            told(&sample(&tables, ""))[1],
            "One/K-2 EUR fee-over-time no-fee no-fee"
        );
    }

    #[test]
    fn projects_of_a_contract_that_invoices_name_alone_are_one_line() {
        let projects = "project | client | kind | contract | starts_on | ends_on | budget_amount
            One | A | fixed | K-1 | 2026-10-01 | 2026-10-31 | 100
            Two | A | fixed | K-1 | 2026-10-01 | 2026-10-31 | 200";
        let invoices = "number | client | issued_on | net | currency | contract\n 1 | A | 2026-10-01 | 250 | EUR | k 1";
        let tables = [("projects", projects), ("invoices", invoices)];
        assert_eq!(
            told(&sample(&tables, "")),
            ["/K-1 EUR fee-over-time 300 50"]
        );
    }
}
