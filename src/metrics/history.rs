//! What clients brought month by month in the base currency, and their signs of life: invoices and hours.
//!
//! Each month is converted at the latest rate up to its own end. A credit note is money but no sign of life. Revenue is
//! recurring when its invoice names a retainer (by project, else by contract), or when the client has nothing else.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::known::Known;
use super::papers::issued;
use super::portfolio::Portfolio;
use super::reconcile::reference::compact;
use super::series::Partial;
use crate::model::{Money, Month, Span};

/// All clients that are not internal.
pub struct History<'a> {
    clients: BTreeMap<&'a str, Past>,
    first_invoiced: Option<Month>,
    tells_recurring: bool,
}

/// One client.
#[derive(Clone, Debug, Default)]
pub struct Past {
    all: Partial,
    recurring: Partial,
    signs: BTreeMap<Month, Signs>,
}

/// First and last day with an invoice or hours in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Signs {
    first: NaiveDate,
    invoice: Option<NaiveDate>,
    hours: Option<NaiveDate>,
}

/// Which revenue is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Every invoice.
    All,
    /// Invoices of retainers.
    Recurring,
    /// All others.
    Project,
}

impl Basis {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Basis::All => "all",
            Basis::Recurring => "recurring",
            Basis::Project => "project_work",
        }
    }
}

impl<'a> History<'a> {
    /// Reads invoices, and the days of the client work.
    pub fn of(portfolio: &'a Portfolio<'_>) -> History<'a> {
        let mut signs = days_of_work(portfolio);
        let invoices = Invoices::of(portfolio, &mut signs);
        let mut clients = BTreeMap::new();
        let whole = Span {
            from: portfolio.scope.first,
            to: portfolio.scope.period.to,
        };
        for account in portfolio.accounts.iter() {
            let client = account.client.as_str();
            let mut all: BTreeMap<Month, Known<Money>> = BTreeMap::new();
            for (month, currency, flow) in portfolio.revenue.of_client(client, whole) {
                let day = portfolio.rate_day(month);
                let amount = portfolio.rates.to_base(flow.invoiced, currency, day);
                add(&mut all, month, amount);
            }
            let past = Past {
                all: Partial::of(&all),
                recurring: Partial::of(&invoices.recurring_of(portfolio, client)),
                signs: signs.remove(client).unwrap_or_default(),
            };
            clients.insert(client, past);
        }
        History {
            clients,
            first_invoiced: invoices.first,
            tells_recurring: invoices.tells_recurring,
        }
    }

    /// Clients by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &Past)> {
        self.clients.iter().map(|(client, past)| (*client, past))
    }

    /// One client.
    pub fn get(&self, client: &str) -> Option<&Past> {
        self.clients.get(client)
    }

    /// True when there are invoices from the span's first month or before.
    pub fn reaches(&self, span: Span) -> bool {
        self.first_invoiced.is_some_and(|first| first <= span.from)
    }

    /// False when no invoice can be told to be a retainer's.
    pub fn tells_recurring(&self) -> bool {
        self.tells_recurring
    }
}

impl Past {
    /// Revenue of a span in the base currency.
    pub fn revenue(&self, basis: Basis, span: Span) -> Known<Money> {
        let all = self.all.over(span)?;
        match basis {
            Basis::All => Ok(all),
            Basis::Recurring => self.recurring.over(span),
            Basis::Project => Ok(all - self.recurring.over(span)?),
        }
    }

    /// True when no amount at all stands in a span.
    pub fn is_empty_in(&self, span: Span) -> bool {
        self.all.is_empty_in(span)
    }

    /// First day with an invoice or hours, up to the end of a month.
    pub fn first_sign(&self, to: Month) -> Option<NaiveDate> {
        let mut signs = self.signs.range(..=to);
        signs.next().map(|(_, signs)| signs.first)
    }

    /// Last invoice up to the end of a month.
    pub fn last_invoice(&self, to: Month) -> Option<NaiveDate> {
        let signs = self.signs.range(..=to).rev();
        signs.filter_map(|(_, signs)| signs.invoice).next()
    }

    /// Last hours up to the end of a month.
    pub fn last_hours(&self, to: Month) -> Option<NaiveDate> {
        let signs = self.signs.range(..=to).rev();
        signs.filter_map(|(_, signs)| signs.hours).next()
    }

    /// The later of last invoice and last hours.
    pub fn last_sign(&self, to: Month) -> Option<NaiveDate> {
        let mut signs = self.signs.range(..=to);
        signs.next_back().map(|(_, signs)| signs.last())
    }

    /// The last day on which the client came back after a silence of at least so many days.
    pub fn returned_on(&self, to: Month, silence: i64) -> Option<NaiveDate> {
        let signs: Vec<&Signs> = self.signs.range(..=to).map(|(_, signs)| signs).collect();
        let back = signs
            .windows(2)
            .rev()
            .find(|pair| (pair[1].first - pair[0].last()).num_days() >= silence);
        back.map(|pair| pair[1].first)
    }
}

impl Signs {
    fn on(day: NaiveDate) -> Signs {
        Signs {
            first: day,
            invoice: None,
            hours: None,
        }
    }

    fn last(&self) -> NaiveDate {
        let last = self.invoice.max(self.hours);
        last.unwrap_or(self.first)
    }
}

type SignsByClient<'a> = HashMap<&'a str, BTreeMap<Month, Signs>>;

fn sign<'s>(
    signs: &'s mut SignsByClient<'_>,
    client: &str,
    day: NaiveDate,
) -> Option<&'s mut Signs> {
    let months = signs.get_mut(client)?;
    let found = months.entry(Month::of(day)).or_insert(Signs::on(day));
    found.first = found.first.min(day);
    Some(found)
}

fn days_of_work<'a>(portfolio: &'a Portfolio<'_>) -> SignsByClient<'a> {
    let accounts = portfolio.accounts.iter();
    let mut signs: SignsByClient<'a> = accounts
        .map(|account| (account.client.as_str(), BTreeMap::new()))
        .collect();
    let projects = portfolio.work.months().iter();
    for done in projects.flat_map(|sums| &sums.projects) {
        for day in done
            .days
            .into_iter()
            .flat_map(|(first, last)| [first, last])
        {
            if let Some(found) = sign(&mut signs, &done.client, day) {
                found.hours = found.hours.max(Some(day));
            }
        }
    }
    signs
}

/// What only the single invoices tell.
struct Invoices<'a> {
    recurring: HashMap<&'a str, BTreeMap<(Month, &'a str), Money>>,
    first: Option<Month>,
    tells_recurring: bool,
}

impl<'a> Invoices<'a> {
    fn of(portfolio: &'a Portfolio<'_>, signs: &mut SignsByClient<'_>) -> Invoices<'a> {
        let kinds = Kinds::of(portfolio);
        let mut found = Invoices {
            recurring: HashMap::new(),
            first: None,
            tells_recurring: false,
        };
        let (tables, as_of) = (portfolio.tables, portfolio.scope.as_of);
        for invoice in issued(tables, &portfolio.accounts, as_of) {
            let (client, day) = (invoice.client, invoice.day);
            let month = Month::of(day);
            found.first = Some(found.first.map_or(month, |first| first.min(month)));
            if !invoice.credit
                && let Some(sign) = sign(signs, client, day)
            {
                sign.invoice = sign.invoice.max(Some(day));
            }
            if kinds.is_recurring(client, invoice.project, invoice.contract) {
                found.tells_recurring = true;
                let months = found.recurring.entry(client).or_default();
                *months.entry((month, invoice.currency)).or_default() += invoice.net;
            }
        }
        found
    }

    fn recurring_of(
        &self,
        portfolio: &Portfolio<'_>,
        client: &str,
    ) -> BTreeMap<Month, Known<Money>> {
        let mut months = BTreeMap::new();
        for ((month, currency), amount) in self.recurring.get(client).into_iter().flatten() {
            let day = portfolio.rate_day(*month);
            add(
                &mut months,
                *month,
                portfolio.rates.to_base(*amount, currency, day),
            );
        }
        months
    }
}

/// Projects and contracts of clients, and whether they are retainers.
struct Kinds<'a> {
    projects: HashMap<(&'a str, &'a str), bool>,
    /// By client and the number's letters and digits.
    contracts: HashMap<(&'a str, String), bool>,
    /// Clients whose every engagement with a known kind is a retainer.
    only: BTreeSet<&'a str>,
}

impl<'a> Kinds<'a> {
    fn of(portfolio: &'a Portfolio<'_>) -> Kinds<'a> {
        let mut kinds = Kinds {
            projects: HashMap::new(),
            contracts: HashMap::new(),
            only: BTreeSet::new(),
        };
        let mut others = BTreeSet::new();
        for engagement in portfolio.engagements.iter() {
            let client = engagement.client.as_str();
            for terms in engagement
                .terms
                .iter()
                .filter(|terms| !terms.kind.is_empty())
            {
                let retainer = terms.kind == "retainer";
                if retainer {
                    kinds.only.insert(client);
                } else {
                    others.insert(client);
                }
                kinds
                    .projects
                    .insert((client, &engagement.project), retainer);
                if !terms.contract.is_empty() {
                    let number = compact(&terms.contract);
                    kinds.contracts.insert((client, number), retainer);
                }
            }
        }
        kinds.only.retain(|client| !others.contains(client));
        kinds
    }

    fn is_recurring(&self, client: &str, project: &str, contract: &str) -> bool {
        let of_project = self.projects.get(&(client, project));
        let of_contract = || self.contracts.get(&(client, compact(contract)));
        let told = of_project.or_else(of_contract).copied();
        told.unwrap_or_else(|| self.only.contains(client))
    }
}

fn add(months: &mut BTreeMap<Month, Known<Money>>, month: Month, amount: Known<Money>) {
    let sum = months.entry(month).or_insert(Ok(Money::ZERO));
    *sum = sum.and_then(|sum| Ok(sum + amount?));
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, day, scope, span};
    use super::super::known::NO_RATE;
    use super::*;

    fn sample() -> Sample {
        let invoices = "number | client | issued_on | net | currency | kind | project | contract
            1 | A | 2026-08-05 | 100 | EUR | | Care |
            2 | A | 2026-08-06 | 40 | EUR | | Build |
            3 | A | 2026-09-05 | 100 | EUR | | | C-1
            4 | A | 2026-10-07 | 30 | EUR | credit_note | Care |
            5 | B | 2026-09-01 | 7 | USD | | |";
        let projects = "project | client | kind | contract
            Care | A | retainer | C-1\n Build | A | fixed | C-2\n Help | B | retainer | ";
        let work =
            "2026-04-02 Mara A Care B 1\n2026-09-30 Mara A Care B 1\n2026-10-02 Mara B Help B 1";
        Sample::of(
            &[("invoices", invoices), ("projects", projects)],
            work,
            scope("2026-04", "2026-10"),
        )
    }

    #[test]
    fn recurring_revenue_is_told_by_project_contract_or_the_only_kind() {
        let sample = sample();
        let portfolio = sample.portfolio();
        let history = History::of(&portfolio);
        let a = history.get("A").expect("a client");
        let year = span("2026");
        assert_eq!(a.revenue(Basis::All, year), Ok(Money::units(210)));
        assert_eq!(a.revenue(Basis::Recurring, year), Ok(Money::units(170)));
        assert_eq!(
            a.revenue(Basis::Project, span("2026-08")),
            Ok(Money::units(40))
        );
        let b = history.get("B").expect("a client");
        assert_eq!(b.revenue(Basis::Recurring, year), Err(NO_RATE));
        assert_eq!(b.revenue(Basis::All, span("2026-10")), Ok(Money::ZERO));
        assert!(history.reaches(span("2026-08")) && !history.reaches(span("2026-07")));
    }

    #[test]
    fn signs_of_life_are_invoices_and_hours() {
        let sample = sample();
        let portfolio = sample.portfolio();
        let history = History::of(&portfolio);
        let a = history.get("A").expect("a client");
        let month = |text: &str| span(text).to;
        assert_eq!(a.first_sign(month("2026-10")), Some(day("2026-04-02")));
        assert_eq!(a.last_invoice(month("2026-10")), Some(day("2026-09-05")));
        assert_eq!(a.last_sign(month("2026-10")), Some(day("2026-09-30")));
        assert_eq!(a.last_sign(month("2026-08")), Some(day("2026-08-06")));
        // from 2 April to 5 August are 125 days
        assert_eq!(
            a.returned_on(month("2026-10"), 125),
            Some(day("2026-08-05"))
        );
        assert_eq!(a.returned_on(month("2026-10"), 126), None);
    }
}
