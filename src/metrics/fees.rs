//! What agreements still bring: retainers by the month, other priced work by what is left of its price.
//!
//! An agreement is a project with a price, or a contract that no project names. What is billed in the same part of its price every
//! month is a retainer too. A retainer's amount is its monthly fee, by
//! calendar days in a month it covers in part; where it equals its contract's amount over several months it is the whole
//! price. Of other work what is not yet invoiced (costs passed through left out where they are billed beside the price) is spread evenly over the months to its
//! last day (where its plan of instalments tells the days, on these), or in the month after it; later than that it is expected in the next month as long as hours are worked on it, and
//! placed nowhere else. Without a last day nothing can be placed.
//! Time and materials bring no fee: they are forecast from bookings.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::papers::{
    Contract, Holder, Paper, Price, Priced, ROUNDED, contracts, issued, line_of, passed_through,
    prices_hold_expenses,
};
use super::portfolio::Portfolio;
use super::recharged::{forget_unknown, name_recharged};
use super::reconcile::reference::{compact, same_number};
use crate::model::{Duration, Money, Month, Span, Table};

/// A price somebody agreed to.
#[derive(Clone, Debug, Default)]
struct Agreement<'a> {
    client: &'a str,
    project: &'a str,
    contract: &'a str,
    currency: &'a str,
    price: Price,
    signed_on: Option<NaiveDate>,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
    status: &'a str,
    /// Invoices and negative credit notes, by day.
    invoiced: Vec<(NaiveDate, Money)>,
    /// Costs passed through that are billed beside the price, by day.
    passed: Vec<(NaiveDate, Money)>,
    /// Its instalments: the day for which each is planned.
    plan: Vec<(NaiveDate, Money)>,
    /// Months after its last day with hours on it, or, of a contract that no project names, with hours of its client.
    overtime: Vec<Month>,
}

/// Fees of a month, and those that are not signed yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fee {
    /// Of agreements in force.
    pub firm: Money,
    /// Of planned ones, at full price.
    pub unsigned: Money,
    /// What retainers would bring more that end before the month does, if they were renewed.
    pub renewal: Money,
}

/// What a row of money says of its agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Row<'r> {
    client: &'r str,
    currency: &'r str,
    project: &'r str,
    contract: &'r str,
}

type Seen<'r> = HashMap<Row<'r>, Option<usize>>;

impl Holder for Agreement<'_> {
    fn currency(&self) -> &str {
        self.currency
    }

    fn has_project(&self, project: &str) -> bool {
        !project.is_empty() && self.project == project
    }

    fn has_contract(&self, number: &str) -> bool {
        compact(self.contract) == number
    }
}

/// All agreements, by client.
pub struct Fees<'a> {
    by_client: BTreeMap<&'a str, Vec<Agreement<'a>>>,
    /// The day as of which the files speak.
    today: NaiveDate,
}

impl<'a> Fees<'a> {
    /// Reads projects, contracts, and what was invoiced of them.
    pub fn of(portfolio: &'a Portfolio<'_>) -> Fees<'a> {
        let (tables, accounts) = (portfolio.tables, &portfolio.accounts);
        let contracts: Vec<Agreement<'_>> = contracts(tables, accounts)
            .iter()
            .map(Agreement::of_contract)
            .collect();
        let mut by_client = read_projects(portfolio, &contracts);
        add_contracts(portfolio, contracts, &mut by_client);
        for agreement in by_client.values_mut().flatten() {
            agreement.overtime = overtime(agreement, portfolio);
        }
        let mut fees = Fees {
            by_client,
            today: portfolio.scope.last_day(portfolio.scope.period),
        };
        let as_of = portfolio.scope.as_of;
        let mut seen = Seen::new();
        let mut costs = passed_through(tables, accounts, as_of);
        let mut invoices = issued(tables, accounts, as_of);
        forget_unknown(&mut costs, &invoices, &portfolio.engagements);
        name_recharged(&mut invoices, &costs);
        for invoice in invoices {
            if let Some(agreement) = fees.named_by(&invoice, &mut seen) {
                agreement.invoiced.push((invoice.day, invoice.net));
            }
        }
        for expense in costs {
            if let Some(agreement) = fees.named_by(&expense, &mut seen) {
                agreement.passed.push((expense.day, expense.net));
            }
        }
        for instalment in instalments(portfolio) {
            if let Some(agreement) = fees.named_by(&instalment, &mut seen) {
                agreement.plan.push((instalment.day, instalment.net));
            }
        }
        for agreement in fees.by_client.values_mut().flatten() {
            agreement.price = agreement.price_as_billed();
            agreement.plan.sort();
        }
        let all = || fees.by_client.values().flatten();
        if prices_hold_expenses(all().filter_map(Agreement::priced)) {
            let all = fees.by_client.values_mut().flatten();
            all.for_each(|agreement| agreement.passed.clear());
        }
        fees
    }

    /// Fees of a client and month by currency, as they looked on an earlier day.
    pub fn due(&self, client: &str, month: Month, origin: NaiveDate) -> BTreeMap<&'a str, Fee> {
        let mut due: BTreeMap<&str, Fee> = BTreeMap::new();
        for agreement in self.known(client, origin) {
            let amount = agreement.fee(month, origin);
            let fee = due.entry(agreement.currency).or_default();
            if agreement.is_unsigned() {
                fee.unsigned += amount;
            } else {
                fee.firm += amount;
                fee.renewal += agreement.renewal(month, origin);
            }
        }
        due
    }

    /// True when hours booked on the project are paid by a fee, even one that is invoiced to its last part; hours without
    /// a project are, when any fee of the client runs in the month.
    pub fn cover(&self, client: &str, project: &str, month: Month, origin: NaiveDate) -> bool {
        if project.is_empty() {
            let mut known = self.known(client, origin);
            return known.any(|one| one.price != Price::Hourly && one.runs_in(month, origin));
        }
        let all = || self.by_client.get(client).into_iter().flatten();
        let mut own = all().filter(|one| one.project == project).peekable();
        if own.peek().is_some() {
            return own.any(|one| one.price != Price::Hourly);
        }
        // a retainer without a name is for whatever nothing else was agreed for
        let unnamed = |one: &Agreement<'_>| one.project.is_empty() && one.contract.is_empty();
        all().any(|one| unnamed(one) && one.price != Price::Hourly)
    }

    fn known(&self, client: &str, origin: NaiveDate) -> impl Iterator<Item = &Agreement<'a>> {
        let agreements = self.by_client.get(client).into_iter().flatten();
        let now = origin >= self.today;
        agreements.filter(move |agreement| agreement.was_known(origin, now))
    }

    /// The agreement that a paper belongs to. Papers that name the same are looked up once.
    fn named_by<'r>(
        &mut self,
        paper: &Paper<'r>,
        seen: &mut Seen<'r>,
    ) -> Option<&mut Agreement<'a>> {
        let row = Row {
            client: paper.client,
            currency: paper.currency,
            project: paper.project,
            contract: paper.contract,
        };
        let agreements = self.by_client.get_mut(paper.client)?;
        let at = *seen
            .entry(row)
            .or_insert_with(|| line_of(agreements, paper));
        agreements.get_mut(at?)
    }
}

/// Months after an agreement's last day in which it is still worked on.
fn overtime(agreement: &Agreement<'_>, portfolio: &Portfolio<'_>) -> Vec<Month> {
    let Some(ends_on) = agreement.ends_on else {
        return Vec::new();
    };
    let has_hours = |month: &Month| {
        let (client, span) = (agreement.client, Span::month(*month));
        let hours = match agreement.project {
            "" => portfolio.effort.of_client(client, span),
            project => portfolio.effort.of_project(client, project, span),
        };
        hours.all != Duration::ZERO
    };
    let months = Month::of(ends_on)
        .plus(1)
        .through(portfolio.scope.period.to);
    months.filter(has_hours).collect()
}

impl<'a> Agreement<'a> {
    fn of_contract(contract: &Contract<'a>) -> Agreement<'a> {
        Agreement {
            client: contract.client,
            contract: contract.number,
            currency: contract.currency,
            price: contract.price(),
            signed_on: contract.signed_on.or(contract.starts_on),
            starts_on: contract.starts_on.or(contract.signed_on),
            ends_on: contract.ends_on,
            status: contract.status,
            ..Agreement::default()
        }
    }

    /// A price that is billed in the same part every month is a fee of each month: what was billed before the files begin would
    /// else be expected once more.
    fn price_as_billed(&self) -> Price {
        let days = self.starts_on.zip(self.ends_on);
        // an invoice of costs alone is no part of the price
        let is_cost = |net: Money| {
            let mut costs = self.passed.iter();
            costs.any(|(_, cost)| (*cost - net).abs() < ROUNDED)
        };
        let of_price = self.invoiced.iter().filter(|(_, net)| !is_cost(*net));
        let of_price: Vec<_> = of_price.copied().collect();
        days.map_or(self.price, |days| self.price.as_billed(days, &of_price))
    }

    /// Work with one price for the whole.
    fn priced(&self) -> Option<Priced> {
        let sum = |papers: &[(NaiveDate, Money)]| papers.iter().map(|(_, amount)| *amount).sum();
        match self.price {
            Price::Whole(price) => Some(Priced {
                price,
                billed: sum(&self.invoiced),
                passed: sum(&self.passed),
            }),
            _ => None,
        }
    }

    /// Signed by the day, else begun; all the files hold is known today.
    fn was_known(&self, origin: NaiveDate, now: bool) -> bool {
        let signed = match self.signed_on {
            Some(day) => day <= origin,
            None => now || self.starts_on.is_none_or(|start| start <= origin),
        };
        let over = matches!(
            self.status,
            "closed"
                | "done"
                | "completed"
                | "cancelled"
                | "lost"
                | "paused"
                | "terminated"
                | "ended"
        );
        // when a status changed is in no file: of earlier days only the dates tell
        signed && (!over || (!now && self.ends_on.is_some()))
    }

    fn is_unsigned(&self) -> bool {
        matches!(self.status, "planned" | "draft")
    }

    fn runs_in(&self, month: Month, origin: NaiveDate) -> bool {
        self.fee(month, origin) > Money::ZERO || (self.days_in(month) > 0 && self.ends_on.is_some())
    }

    fn fee(&self, month: Month, origin: NaiveDate) -> Money {
        match self.price {
            Price::Hourly => Money::ZERO,
            Price::Monthly(fee) => {
                let days = self.days_in(month);
                let whole = i64::from(chrono::Datelike::day(&month.last_day()));
                fee.scale(days, whole).unwrap_or_default()
            }
            Price::Whole(price) => self.part_of(price, month, origin),
        }
    }

    /// A retainer that runs on the day and ends before the month does: what is missing of its monthly fee.
    fn renewal(&self, month: Month, origin: NaiveDate) -> Money {
        let ends = self.ends_on;
        let runs = ends.is_some_and(|end| origin <= end && end < month.last_day());
        match self.price {
            Price::Monthly(fee) if runs => fee - self.fee(month, origin),
            _ => Money::ZERO,
        }
    }

    /// Days of the month from first to last day.
    fn days_in(&self, month: Month) -> i64 {
        let first = self
            .starts_on
            .map_or(month.first_day(), |day| day.max(month.first_day()));
        let last = self
            .ends_on
            .map_or(month.last_day(), |day| day.min(month.last_day()));
        ((last - first).num_days() + 1).max(0)
    }

    /// What is left of a price: as planned, and what no plan holds in even parts.
    fn part_of(&self, price: Money, month: Month, origin: NaiveDate) -> Money {
        let so_far = |papers: &[(NaiveDate, Money)]| -> Money {
            let papers = papers.iter().filter(|(day, _)| *day <= origin);
            papers.map(|(_, amount)| *amount).sum()
        };
        let left = price - so_far(&self.invoiced) + so_far(&self.passed);
        let whole: Money = self.plan.iter().map(|(_, amount)| *amount).sum();
        // a plan of more than the price may be one with tax
        if left <= Money::ZERO || whole - price >= ROUNDED {
            return self.even_part(left, month, origin);
        }
        let (mut planned, mut rest) = (Money::ZERO, left);
        for (day, amount) in self.plan.iter().rev().filter(|(day, _)| *day > origin) {
            let part = (*amount).min(rest);
            rest -= part;
            planned += match Month::of(*day) == month {
                true => part,
                false => Money::ZERO,
            };
        }
        planned
            + match (price - whole) < ROUNDED {
                // what was to be invoiced by now
                true if month == Month::of(origin).plus(1) => rest,
                true => Money::ZERO,
                false => self.even_part(rest, month, origin),
            }
    }

    /// What is left, in even parts to the last day; the last month takes what rounding leaves.
    fn even_part(&self, left: Money, month: Month, origin: NaiveDate) -> Money {
        let Some(ends_on) = self.ends_on.filter(|_| left > Money::ZERO) else {
            return Money::ZERO;
        };
        let next = Month::of(origin).plus(1);
        let is_over = Month::of(ends_on).plus(1) < next;
        if is_over && !self.overtime.contains(&Month::of(origin)) {
            return Money::ZERO;
        }
        let from = self
            .starts_on
            .map_or(next, |start| next.max(Month::of(start)));
        let span = Span {
            from,
            to: from.max(Month::of(ends_on)),
        };
        if !span.holds(month) {
            return Money::ZERO;
        }
        let months = i64::from(span.len());
        let part = Money(left.0 / months);
        if month == span.to {
            left - Money(part.0 * (months - 1))
        } else {
            part
        }
    }
}

/// The plans of what is to be invoiced, as papers of their days.
fn instalments<'a>(portfolio: &'a Portfolio<'_>) -> Vec<Paper<'a>> {
    let rows = portfolio.tables.rows(Table::Instalments);
    if rows.is_empty() {
        return Vec::new();
    }
    let (client, currency) = (rows.text("client"), rows.text("currency"));
    let (on, amount) = (rows.date("planned_on"), rows.money("amount"));
    let contract = rows.text("contract");
    // a folder's own template may be older than the field
    let project = rows.has("project").then(|| rows.text("project"));
    let read = |at: usize| {
        let account = portfolio.accounts.get(client[at]?)?;
        Some(Paper {
            client: &account.client,
            day: on[at]?,
            currency: currency[at].unwrap_or(&account.currency),
            net: amount[at]?,
            project: project.as_ref().and_then(|all| all[at]).unwrap_or_default(),
            contract: contract[at].unwrap_or_default(),
            credit: false,
        })
    };
    (0..rows.len()).filter_map(read).collect()
}

type ByClient<'a> = BTreeMap<&'a str, Vec<Agreement<'a>>>;

fn read_projects<'a>(portfolio: &'a Portfolio<'_>, contracts: &[Agreement<'a>]) -> ByClient<'a> {
    let rows = portfolio.tables.rows(Table::Projects);
    let (project, client, kind) = (rows.text("project"), rows.text("client"), rows.text("kind"));
    let (starts_on, ends_on) = (rows.date("starts_on"), rows.date("ends_on"));
    let (amount, currency) = (rows.money("budget_amount"), rows.text("currency"));
    let (status, contract) = (rows.text("status"), rows.text("contract"));
    let mut owners = HashMap::new();
    for engagement in portfolio.engagements.iter() {
        owners.insert(engagement.project.as_str(), engagement.client.as_str());
    }
    let mut found = ByClient::new();
    for at in 0..rows.len() {
        let owner = client[at].or_else(|| owners.get(project[at]?).copied());
        let account = owner.and_then(|client| portfolio.accounts.get(client));
        let Some(account) = account else { continue };
        // a retainer may be for all that its client asks for
        let named = project[at].or((kind[at] == Some("retainer")).then_some(""));
        let Some(project) = named.filter(|_| kind[at] != Some("internal")) else {
            continue;
        };
        let number = contract[at].unwrap_or_default();
        let signed = contracts
            .iter()
            .find(|one| one.client == account.client && same_number(one.contract, number));
        let over = signed.map(|one| one.status);
        let over = over.filter(|status| matches!(*status, "ended" | "terminated"));
        let agreement = Agreement {
            client: &account.client,
            project,
            contract: number,
            currency: currency[at].unwrap_or(&account.currency),
            price: Price::Hourly,
            signed_on: signed.and_then(|one| one.signed_on),
            starts_on: starts_on[at].or(signed.and_then(|one| one.starts_on)),
            ends_on: ends_on[at].or(signed.and_then(|one| one.ends_on)),
            status: status[at].or(over).unwrap_or_default(),
            invoiced: Vec::new(),
            passed: Vec::new(),
            plan: Vec::new(),
            overtime: Vec::new(),
        };
        let price = price(kind[at].unwrap_or_default(), amount[at], signed, &agreement);
        let agreements = found.entry(account.client.as_str()).or_default();
        agreements.push(Agreement { price, ..agreement });
    }
    found
}

/// Of a project: its own amount, else its contract's.
fn price(
    kind: &str,
    own: Option<Money>,
    signed: Option<&Agreement<'_>>,
    agreement: &Agreement<'_>,
) -> Price {
    let whole = signed.and_then(|signed| match signed.price {
        Price::Whole(amount) => Some(amount),
        _ => None,
    });
    let months = match (agreement.starts_on, agreement.ends_on) {
        (Some(from), Some(to)) => Span {
            from: Month::of(from),
            to: Month::of(to),
        }
        .len(),
        _ => 1,
    };
    match (kind, own.filter(|amount| *amount > Money::ZERO)) {
        ("time_and_materials", _) => Price::Hourly,
        ("retainer", Some(fee)) if months > 1 && Some(fee) == whole => Price::Whole(fee),
        ("retainer", Some(fee)) => Price::Monthly(fee),
        (_, Some(amount)) => Price::Whole(amount),
        (_, None) => signed.map_or(Price::Hourly, |signed| signed.price),
    }
}

/// Contracts that no project names.
fn add_contracts<'a>(
    portfolio: &'a Portfolio<'_>,
    contracts: Vec<Agreement<'a>>,
    found: &mut ByClient<'a>,
) {
    let named: HashSet<&str> = portfolio
        .tables
        .rows(Table::Projects)
        .text("contract")
        .into_iter()
        .flatten()
        .collect();
    for contract in contracts {
        let taken = named
            .iter()
            .any(|number| same_number(number, contract.contract));
        if !taken {
            found.entry(contract.client).or_default().push(contract);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, day, scope, span};
    use super::*;

    fn firm(fees: &Fees<'_>, client: &str, month: &str, origin: &str) -> Money {
        let due = fees.due(client, span(month).to, day(origin));
        due.get("EUR").map_or(Money::ZERO, |fee| fee.firm)
    }

    #[test]
    fn a_price_holds_the_venue_where_work_was_billed_to_its_price() {
        // Gala: 900 with 300 for the venue, billed to 900. Fair: 600, 200 billed with 90 of costs: 400 are left
        let projects = "project | client | kind | starts_on | ends_on | budget_amount
            Gala | A | fixed | 2026-06-01 | 2026-08-31 | 900\n Fair | A | fixed | 2026-09-01 | 2026-11-30 | 600";
        let expenses = "client | project | date | amount | currency | pass_through
            A | Gala | 2026-08-20 | 300 | EUR | yes\n A | Fair | 2026-09-20 | 90 | EUR | yes";
        let left = |gala: &str| {
            let invoices = format!(
                "number | client | issued_on | net | currency | project
                1 | A | 2026-08-31 | {gala} | EUR | Gala\n 2 | A | 2026-09-30 | 200 | EUR | Fair"
            );
            let tables = [
                ("clients", "client | currency\n A | EUR"),
                ("projects", projects),
                ("expenses", expenses),
                ("invoices", invoices.as_str()),
            ];
            let sample = Sample::of(&tables, "", scope("2026-10", "2026-10"));
            let portfolio = sample.portfolio();
            firm(&Fees::of(&portfolio), "A", "2026-11", "2026-10-31")
        };
        assert_eq!(left("900"), Money::units(400));
        assert_eq!(left("899.98"), Money::units(400));
        // billed beside the price, or nobody knows
        assert_eq!(left("1200"), Money::units(490));
        assert_eq!(left("500"), Money::units(490));
    }

    #[test]
    fn a_plan_of_instalments_tells_when_the_rest_comes() {
        // Pack: 300, of which 210 are invoiced; 90 are planned for December. Late: 400, 100 invoiced of the 200 planned so far, 200 in
        // January. Taxed: the plan is of more than the price. Part: 300 without a plan for 200 of them, 100 in December
        let tables = [
            ("clients", "client\n A"),
            (
                "projects",
                "project | client | kind | starts_on | ends_on | budget_amount
                 Pack | A | fixed | 2026-09-08 | 2026-12-11 | 300\n Late | A | fixed | 2026-09-01 | 2027-01-31 | 400
                 Taxed | A | fixed | 2026-09-01 | 2026-12-31 | 100\n Part | A | fixed | 2026-09-01 | 2026-12-31 | 300",
            ),
            (
                "instalments",
                "project | client | name | planned_on | amount | currency
                 Pack | A | Deposit | 2026-09-08 | 120 | EUR\n Pack | A | Progress | 2026-10-23 | 90 | EUR
                 Pack | A | Final | 2026-12-11 | 90 | EUR\n Late | A | Deposit | 2026-09-01 | 200 | EUR
                 Late | A | Final | 2027-01-10 | 200 | EUR\n Taxed | A | Final | 2026-12-10 | 120 | EUR
                 Part | A | Final | 2026-12-31 | 100 | EUR",
            ),
            (
                "invoices",
                "number | client | issued_on | net | currency | project
                 1 | A | 2026-09-08 | 120 | EUR | Pack\n 2 | A | 2026-10-23 | 90 | EUR | Pack
                 3 | A | 2026-09-05 | 100 | EUR | Late",
            ),
        ];
        let sample = Sample::of(&tables, "", scope("2026-09", "2026-10"));
        let portfolio = sample.portfolio();
        let fees = Fees::of(&portfolio);
        let of = |month: &str| firm(&fees, "A", month, "2026-10-31");
        // November: 100 of Late that were due, halves of Taxed and of the rest of Part
        assert_eq!(of("2026-11"), Money::units(100 + 50 + 100));
        assert_eq!(of("2026-12"), Money::units(90 + 50 + 100 + 100));
        assert_eq!(of("2027-01"), Money::units(200));
    }

    #[test]
    fn an_invoice_of_costs_hides_no_monthly_fee() {
        // a twelfth each month, and 45 of costs on an invoice of their own: what came before the files is not expected again
        let tables = [
            ("clients", "client\n A"),
            (
                "projects",
                "project | client | kind | starts_on | ends_on | budget_amount
                 Year | A | fixed | 2026-01-01 | 2026-12-31 | 1200\n Other | A | fixed | 2026-01-01 | 2026-06-30 | 10",
            ),
            (
                "invoices",
                "number | client | issued_on | net | currency | project
                 1 | A | 2026-08-31 | 100 | EUR | Year\n 2 | A | 2026-09-30 | 100 | EUR | Year
                 3 | A | 2026-10-31 | 100 | EUR | Year\n 4 | A | 2026-09-20 | 45 | EUR |",
            ),
            (
                "expenses",
                "date | client | project | amount | currency | pass_through
                 2026-09-18 | A | Year | 45 | EUR | yes",
            ),
        ];
        let sample = Sample::of(&tables, "", scope("2026-08", "2026-10"));
        let portfolio = sample.portfolio();
        let fees = Fees::of(&portfolio);
        let november = firm(&fees, "A", "2026-11", "2026-10-31");
        assert_eq!(november, Money::units(100));
    }

    #[test]
    fn retainers_by_the_month_and_prices_by_what_is_left() {
        // Build: 900, of which 330 invoiced with 30 of costs passed through: 600 left, in three months to January
        let tables = [
            ("clients", "client\n A\n B\n D\n E"),
            (
                "projects",
                "project | client | kind | starts_on | ends_on | budget_amount | contract | status
                 Care | A | retainer | 2026-01-01 | 2026-12-15 | 310 | C-1 |
                 Build | A | fixed | 2026-08-01 | 2027-01-31 | 900 | C-2 |
                 Help | A | time_and_materials | | | 5000 | |
                 Late | B | fixed | 2026-01-01 | 2026-09-30 | 100 | |
                 Off | B | fixed | 2026-01-01 | 2026-12-31 | 90 | | closed
                 Next | B | fixed | 2026-11-01 | 2026-12-31 | 80 | | planned
                 Lag | E | fixed | 2026-01-01 | 2026-08-31 | 70 | |",
            ),
            (
                "contracts",
                "contract | client | signed_on | starts_on | ends_on | amount | currency
                 C-1 | A | 2025-12-01 | 2026-01-01 | 2026-12-31 | 3720 | EUR
                 C-2 | A | 2026-07-01 | 2026-08-01 | 2027-01-31 | 900 | EUR
                 C-3 | D | 2026-10-01 | 2026-11-01 | 2026-12-31 | 50 | EUR",
            ),
            (
                "invoices",
                "number | client | issued_on | net | currency | project
                 1 | A | 2026-10-05 | 330 | EUR | Build\n 2 | A | 2026-10-05 | 310 | EUR | Care",
            ),
            (
                "expenses",
                "date | client | project | amount | currency | pass_through
                 2026-10-01 | A | Build | 30 | EUR | yes",
            ),
        ];
        let work = "2026-10-14 Mara E Lag B 2";
        let sample = Sample::of(&tables, work, scope("2026-01", "2026-10"));
        let portfolio = sample.portfolio();
        let fees = Fees::of(&portfolio);
        for (client, month, origin, expected) in [
            ("A", "2026-11", "2026-10-31", 310 + 200),
            // 15 of 31 days
            ("A", "2026-12", "2026-10-31", 150 + 200),
            ("A", "2027-01", "2026-10-31", 200),
            // as it looked in September: 900 in four months
            ("A", "2026-10", "2026-09-30", 310 + 225),
            // before C-2 was signed
            ("A", "2026-08", "2026-06-30", 310),
            // Late was over in September: its rest came in October or not at all; Off was not closed yet, a third of 90
            ("B", "2026-10", "2026-09-30", 100 + 30),
            ("B", "2026-11", "2026-10-31", 0),
            // Lag was to end in August and is worked on in October, and was not in September
            ("E", "2026-11", "2026-10-31", 70),
            ("E", "2026-10", "2026-09-30", 0),
            ("B", "2026-12", "2026-10-31", 0),
            ("D", "2026-11", "2026-10-31", 25),
        ] {
            let found = firm(&fees, client, month, origin);
            assert_eq!(found, Money::units(expected), "{client} {month} {origin}");
        }
        let unsigned = fees.due("B", span("2026-11").to, day("2026-10-31"))["EUR"].unsigned;
        assert_eq!(unsigned, Money::units(40));
        // 16 of 31 days of December, and all of January
        let renewal = |month: &str| fees.due("A", span(month).to, day("2026-10-31"))["EUR"].renewal;
        assert_eq!(renewal("2026-11"), Money::ZERO);
        assert_eq!(renewal("2026-12"), Money::units(160));
        assert_eq!(renewal("2027-01"), Money::units(310));
        let covers = |project| fees.cover("A", project, span("2026-11").to, day("2026-10-31"));
        assert!(covers("") && covers("Care") && !covers("Help"));
    }
}
