//! A line of agreed work while it is put together.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Basis, Line};
use crate::metrics::accounts::Account;
use crate::metrics::engagements::RETAINER;
use crate::metrics::extras::{beyond, extras};
use crate::metrics::known::{Known, NO_TERMS};
use crate::metrics::papers::{Holder, Paper, ROUNDED, line_of};
use crate::metrics::recharged::MONTHS_TO_BILL;
use crate::metrics::reconcile::reference::{compact, same_number};
use crate::metrics::series::{Partial, Series};
use crate::model::{Money, Month};

/// A line while it is put together.
#[derive(Debug)]
pub(super) struct Draft {
    pub project: String,
    pub contract: String,
    pub kind: String,
    pub currency: String,
    pub basis: Basis,
    pub fee: Option<Money>,
    /// Compact numbers of other contracts of its terms: an annex may have one of its own.
    pub annexes: BTreeSet<String>,
    /// Projects whose invoices belong to it.
    pub projects: BTreeSet<String>,
    earned: BTreeMap<Month, Known<Money>>,
    pub passed: BTreeMap<Month, Money>,
    billed: BTreeMap<Month, Money>,
    credited: BTreeMap<Month, Money>,
    /// Of a retainer the fees of a month that were ever agreed, and its invoices.
    pub fees: BTreeSet<Money>,
    bills: Vec<(Month, Money)>,
}

impl Draft {
    pub fn empty(currency: &str) -> Draft {
        Draft {
            project: String::new(),
            contract: String::new(),
            kind: String::new(),
            currency: currency.to_owned(),
            basis: Basis::BilledOnly,
            fee: None,
            annexes: BTreeSet::new(),
            projects: BTreeSet::new(),
            earned: BTreeMap::new(),
            passed: BTreeMap::new(),
            billed: BTreeMap::new(),
            credited: BTreeMap::new(),
            fees: BTreeSet::new(),
            bills: Vec::new(),
        }
    }

    pub fn bill(&mut self, bill: &Paper<'_>) {
        let month = Month::of(bill.day);
        *self.billed.entry(month).or_default() += bill.net;
        self.bills.push((month, bill.net));
        if bill.net.is_negative() {
            *self.credited.entry(month).or_default() += -bill.net;
        }
    }

    /// Of a retainer what invoices hold above whole fees, of those that were ever agreed: one before a raise is of the fee of its time.
    fn beyond_fees(&self) -> BTreeMap<Month, Money> {
        let mut found: BTreeMap<Month, Money> = BTreeMap::new();
        let agreed = self.fee.filter(|fee| *fee > Money::ZERO);
        let Some(agreed) = agreed.filter(|_| self.kind == RETAINER) else {
            return found;
        };
        for (month, net) in self.bills.iter().filter(|(_, net)| !net.is_negative()) {
            let fees = self.fees.iter().filter(|fee| **fee > Money::ZERO);
            let left = fees.chain([&agreed]).map(|fee| beyond(*net, *fee)).min();
            *found.entry(*month).or_default() += left.unwrap_or_default();
        }
        found
    }

    pub fn earn(&mut self, month: Month, amount: Known<Money>) {
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
        self.annexes.extend(other.annexes);
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
    /// charged on. It is earned when it is billed, as far as it is none of what was passed through, before or, by just its amount, in
    /// the months after.
    fn earn_extras(&mut self) {
        let extras = extras(&self.fees, &self.bills);
        let ahead = self.billed_ahead(&extras);
        let (mut so_far, mut earned) = (Money::ZERO, Money::ZERO);
        for (month, extra) in extras {
            so_far += extra;
            let passed: Money = self.passed.range(..=month).map(|(_, amount)| *amount).sum();
            let coming = ahead
                .iter()
                .filter(|(at, of)| **at > month && **of <= month);
            let coming: Money = coming.map(|(at, _)| self.passed[at]).sum();
            let more = (so_far - passed - coming - earned).max(Money::ZERO);
            earned += more;
            self.earn(month, Ok(more));
        }
    }

    /// Months whose costs were billed before they came, by just their amount, each with the month in which they were billed.
    fn billed_ahead(&self, extras: &BTreeMap<Month, Money>) -> BTreeMap<Month, Month> {
        let mut ahead = BTreeMap::new();
        for (month, extra) in extras {
            let after = month.plus(1)..=month.plus(MONTHS_TO_BILL);
            let mut costs = self.passed.range(after);
            let is_it = |(at, cost): &(&Month, &Money)| {
                (**cost - *extra).abs() < ROUNDED && !ahead.contains_key(*at)
            };
            if let Some((at, _)) = costs.find(is_it) {
                ahead.insert(*at, *month);
            }
        }
        ahead
    }

    /// True where a retainer's invoice of the months after an expense holds just its amount beside the fee: the line on which it is
    /// billed, whatever project it was booked on.
    pub fn bills_cost(&self, expense: &Paper<'_>) -> bool {
        let from = Month::of(expense.day);
        let months = from..=from.plus(MONTHS_TO_BILL);
        let is_it = |amount: &Money| (*amount - expense.net).abs() < ROUNDED;
        let taken = self
            .passed
            .range(from.plus(-MONTHS_TO_BILL)..)
            .any(|(_, one)| is_it(one));
        let beside = extras(&self.fees, &self.bills);
        let is_own = self.kind == RETAINER && self.currency == expense.currency;
        is_own && !taken && beside.range(months).any(|(_, extra)| is_it(extra))
    }

    /// What credit notes took back, month by month: as far as earned work is open after them it is given up, until an invoice bills it.
    fn given_up(&self) -> BTreeMap<Month, Money> {
        let held = self.earned.keys().chain(self.passed.keys());
        let months: BTreeSet<Month> = held.chain(self.billed.keys()).copied().collect();
        let of =
            |months: &BTreeMap<Month, Money>, month| months.get(month).copied().unwrap_or_default();
        let (mut open, mut given_up) = (Money::ZERO, Money::ZERO);
        let mut found = BTreeMap::new();
        for month in &months {
            let Ok(earned) = self.earned.get(month).copied().unwrap_or(Ok(Money::ZERO)) else {
                break;
            };
            open += earned + of(&self.passed, month) - of(&self.billed, month);
            let left = open.max(Money::ZERO);
            let back = of(&self.credited, month).min((left - given_up).max(Money::ZERO));
            let now = (given_up + back).min(left);
            found.insert(*month, now - given_up);
            given_up = now;
        }
        found
    }

    pub fn close(mut self, account: &Account) -> Line {
        if self.kind == RETAINER {
            self.earn_extras();
        }
        let given_up = Series::of(&self.given_up());
        let beyond_fees = Series::of(&self.beyond_fees());
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
            given_up,
            beyond_fees,
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

    fn has_contract(&self, number: &str) -> bool {
        compact(&self.contract) == number || self.annexes.contains(number)
    }
}

/// A paper that belongs to no line stands on one of its own.
pub(super) fn place(drafts: &mut Vec<Draft>, paper: &Paper<'_>) -> usize {
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
            // where nobody told how work is paid, what is billed of it in another currency is no advance either
            let unknown = own
                .earned
                .iter()
                .filter(|(_, earned)| **earned == Err(NO_TERMS));
            draft
                .earned
                .extend(unknown.map(|(month, earned)| (*month, *earned)));
        }
        None => {
            draft.project = bill.project.to_owned();
            draft.contract = bill.contract.to_owned();
            if !bill.project.is_empty() || bill.contract.is_empty() {
                draft.projects.insert(bill.project.to_owned());
            }
        }
    }
    draft
}

/// Lines of one contract and currency become one: annexes carry the number of their contract.
pub(super) fn join_all(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut all: Vec<Draft> = Vec::new();
    let mut known: HashMap<(String, String), usize> = HashMap::new();
    for draft in drafts {
        let key = (compact(&draft.contract), draft.currency.clone());
        match known.entry(key) {
            Entry::Occupied(own) => all[*own.get()].join(draft),
            Entry::Vacant(place) => {
                place.insert(all.len());
                all.push(draft);
            }
        }
    }
    all
}
