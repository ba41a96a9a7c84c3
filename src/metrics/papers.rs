//! What is billed to clients and spent for them: the one reading of invoices and expenses that revenue, its bases, the past
//! and the forecast share, and the one rule of whose a paper is.
//!
//! Invoices count net of tax by issue date, credit notes negative whatever sign the file gives; drafts and void invoices are
//! in no figure (`metrics.md`, "Money"), nor are those whose number another of the client has, which move no balance either
//! ([`super::reconcile::Owed`]). A paper belongs to the line of agreed work with its project, else with its contract,
//! else, when it names neither, to the only line in its currency.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::accounts::Accounts;
use super::reconcile::reference::compact;
use crate::model::{Money, Month, Span, Table, Tables};

/// An invoice, a credit note or an expense that counts.
#[derive(Clone, Copy, Debug)]
pub struct Paper<'a> {
    /// Canonical name of a client that is not internal.
    pub client: &'a str,
    /// Day of issue or of the expense, up to as-of.
    pub day: NaiveDate,
    /// ISO code: the paper's, else the client's.
    pub currency: &'a str,
    /// Net of tax; negative for a credit note.
    pub net: Money,
    /// Project; empty when the paper names none.
    pub project: &'a str,
    /// Contract as written; empty when the paper names none.
    pub contract: &'a str,
    /// True for a credit note.
    pub credit: bool,
}

/// Invoices and credit notes up to as-of that count as revenue, in the order of the rows.
pub fn issued<'a>(tables: &'a Tables, accounts: &'a Accounts, as_of: NaiveDate) -> Vec<Paper<'a>> {
    let rows = tables.rows(Table::Invoices);
    let (client, currency) = (rows.text("client"), rows.text("currency"));
    let (kind, status) = (rows.text("kind"), rows.text("status"));
    let (project, contract) = (rows.text("project"), rows.text("contract"));
    let (net, tax, gross) = (rows.money("net"), rows.money("tax"), rows.money("gross"));
    let issued = rows.date("issued_on");
    let credited = Credited::of(tables);
    let apart = accounts.set_apart();
    let places = (!apart.is_empty()).then(|| rows.places());
    let is_apart = |at: usize| places.as_ref().is_some_and(|all| apart.contains(&all[at]));
    let read = |at: usize| {
        let account = accounts.get(client[at]?)?;
        let day = issued[at].filter(|day| *day <= as_of)?;
        let amount = net_amount(net[at], tax[at], gross[at])?;
        let credit = kind[at] == Some("credit_note");
        let (project, contract) = (
            project[at].unwrap_or_default(),
            contract[at].unwrap_or_default(),
        );
        let of_invoice = credited.named(&account.client, contract);
        let (project, contract) = of_invoice.filter(|_| credit).unwrap_or((project, contract));
        (!is_out(status[at]) && !is_apart(at)).then_some(Paper {
            client: &account.client,
            day,
            currency: currency[at].unwrap_or(&account.currency),
            net: if credit { -amount.abs() } else { amount },
            project,
            contract,
            credit,
        })
    };
    (0..rows.len()).filter_map(read).collect()
}

/// Invoices by client and number, that credit notes name where others name a contract.
pub struct Credited<'a>(HashMap<(&'a str, String), (&'a str, &'a str)>);

impl<'a> Credited<'a> {
    /// Those of the files of which there are credit notes.
    pub fn of(tables: &'a Tables) -> Credited<'a> {
        let rows = tables.rows(Table::Invoices);
        let kind = rows.text("kind");
        if !kind.contains(&Some("credit_note")) {
            return Credited(HashMap::new());
        }
        let (number, client) = (rows.text("number"), rows.text("client"));
        let (project, contract) = (rows.text("project"), rows.text("contract"));
        let read = |at: usize| {
            let key = (client[at]?, compact(number[at]?));
            let names = [project[at], contract[at]].map(Option::unwrap_or_default);
            let counts = kind[at] != Some("credit_note");
            counts.then_some((key, (names[0], names[1])))
        };
        Credited((0..rows.len()).filter_map(read).collect())
    }

    /// Project and contract of the invoice that is named instead of a contract.
    pub fn named(&self, client: &str, contract: &str) -> Option<(&'a str, &'a str)> {
        if self.0.is_empty() || contract.is_empty() {
            return None;
        }
        self.0.get(&(client, compact(contract))).copied()
    }
}

/// Days of the invoices up to as-of that tell one amount and no tax: what counts as net may hold it.
pub fn untaxed<'a>(
    tables: &'a Tables,
    accounts: &'a Accounts,
    as_of: NaiveDate,
) -> impl Iterator<Item = NaiveDate> {
    let rows = tables.rows(Table::Invoices);
    let (client, status, issued) = (
        rows.text("client"),
        rows.text("status"),
        rows.date("issued_on"),
    );
    let [net, tax, gross] = ["net", "tax", "gross"].map(|field| rows.money(field));
    (0..rows.len()).filter_map(move |at| {
        let one = gross[at].filter(|gross| *gross != Money::ZERO).is_some();
        let counts = !is_out(status[at]) && accounts.get(client[at]?).is_some();
        let untold = one && net[at].is_none() && tax[at].is_none();
        issued[at].filter(|day| untold && counts && *day <= as_of)
    })
}

/// An expense of a client; it names no contract.
#[derive(Clone, Copy, Debug)]
pub struct Spent<'a> {
    /// Whose, when and how much.
    pub paper: Paper<'a>,
    /// It is passed through to the client.
    pub passed: bool,
    /// Who is paid; empty when the file does not say.
    pub vendor: &'a str,
}

/// Expenses of clients up to as-of.
pub fn spent<'a>(tables: &'a Tables, accounts: &'a Accounts, as_of: NaiveDate) -> Vec<Spent<'a>> {
    let rows = tables.rows(Table::Expenses);
    let vendor = rows.text("vendor");
    let (client, currency) = (rows.text("client"), rows.text("currency"));
    let (amount, passed) = (rows.money("amount"), rows.flag("pass_through"));
    let (days, project) = (rows.date("date"), rows.text("project"));
    let read = |at: usize| {
        let account = accounts.get(client[at]?)?;
        let expense = Paper {
            client: &account.client,
            day: days[at].filter(|day| *day <= as_of)?,
            currency: currency[at].unwrap_or(&account.currency),
            net: amount[at]?,
            project: project[at].unwrap_or_default(),
            contract: "",
            credit: false,
        };
        Some(Spent {
            paper: expense,
            passed: passed[at] == Some(true),
            vendor: vendor[at].unwrap_or_default(),
        })
    };
    (0..rows.len()).filter_map(read).collect()
}

/// Expenses passed through.
pub fn passed_through<'a>(
    tables: &'a Tables,
    accounts: &'a Accounts,
    as_of: NaiveDate,
) -> Vec<Paper<'a>> {
    let spent = spent(tables, accounts, as_of).into_iter();
    let passed = spent.filter(|expense| expense.passed);
    passed.map(|expense| expense.paper).collect()
}

/// Work with one price for the whole: what was agreed, billed and passed through of it so far.
#[derive(Clone, Copy, Debug)]
pub struct Priced {
    /// The price, net.
    pub price: Money,
    /// Invoices less credit notes, net.
    pub billed: Money,
    /// Expenses passed through.
    pub passed: Money,
}

/// What several invoices may be apart from a price whose tax was taken off as a whole: ten hundredths of a unit.
pub const ROUNDED: Money = Money(Money::UNIT / 10);

/// True where prices hold what is passed through to clients, as those of events hold the venue: some work with such expenses is
/// billed to exactly its price, and none to its price and the expenses. Without such work they are billed beside the price.
pub fn prices_hold_expenses(works: impl Iterator<Item = Priced>) -> bool {
    let mut within = false;
    for work in works.filter(|work| work.passed > Money::ZERO && work.price > Money::ZERO) {
        let is_billed = |whole: Money| (work.billed - whole).abs() < ROUNDED;
        if is_billed(work.price + work.passed) {
            return false;
        }
        within |= is_billed(work.price);
    }
    within
}

/// What is paid for agreed work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Price {
    /// Paid by the hour.
    #[default]
    Hourly,
    /// For each month.
    Monthly(Money),
    /// For everything.
    Whole(Money),
}

impl Price {
    /// The price as invoices of work that runs for several months tell it: a fee of each month where all of them are of the same
    /// amount, in at least three months, and either an even part of the price or, where the price is that of a month, the price itself.
    pub fn as_billed(
        self,
        (from, to): (NaiveDate, NaiveDate),
        invoices: &[(NaiveDate, Money)],
    ) -> Price {
        match self {
            Price::Whole(price) => {
                let fee = fee_as_billed(price, (from, to), invoices);
                fee.map_or(self, Price::Monthly)
            }
            _ => self,
        }
    }
}

fn fee_as_billed(
    price: Money,
    (from, to): (NaiveDate, NaiveDate),
    invoices: &[(NaiveDate, Money)],
) -> Option<Money> {
    let months = Span {
        from: Month::of(from),
        to: Month::of(to),
    };
    let billed: BTreeSet<Month> = invoices.iter().map(|(day, _)| Month::of(*day)).collect();
    let (_, fee) = invoices.first()?;
    let is_alike = |amount: Money| (amount - *fee).abs() < ROUNDED;
    let by_month = billed.len() >= MONTHS_OF_A_HABIT && billed.len() == invoices.len();
    let alike = by_month && invoices.iter().all(|(_, amount)| is_alike(*amount));
    let part = Money(price.0 / i64::from(months.len().max(1)));
    let told = alike && *fee > Money::ZERO && (is_alike(part) || is_alike(price));
    (told && months.len() as usize >= MONTHS_OF_A_HABIT).then_some(*fee)
}

/// Months in which the same is billed before it is a habit.
pub const MONTHS_OF_A_HABIT: usize = 3;

/// Net of an invoice; from gross and tax when the file has no net, and equal to gross when it has no tax either.
fn net_amount(net: Option<Money>, tax: Option<Money>, gross: Option<Money>) -> Option<Money> {
    net.or_else(|| gross.map(|gross| gross - tax.unwrap_or_default()))
}

/// Drafts, void and cancelled invoices are in no figure.
fn is_out(status: Option<&str>) -> bool {
    matches!(status, Some("draft" | "void" | "cancelled"))
}

/// A contract or annex with a client that is not internal, as the contracts table says.
#[derive(Clone, Copy, Debug)]
pub struct Contract<'a> {
    /// Canonical name of the client.
    pub client: &'a str,
    /// As written; may be empty.
    pub number: &'a str,
    /// The whole amount, net of tax.
    pub amount: Option<Money>,
    /// The fee of each month, net of tax, where the contract is paid by the month; the amount then is that of all months.
    pub monthly_fee: Option<Money>,
    /// ISO code: the contract's, else the client's.
    pub currency: &'a str,
    /// Day of signature.
    pub signed_on: Option<NaiveDate>,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day, included.
    pub ends_on: Option<NaiveDate>,
    /// Status code; empty when unknown.
    pub status: &'a str,
}

impl Contract<'_> {
    /// The fee of each month where one is told, else the amount of the whole.
    pub fn price(&self) -> Price {
        match (self.monthly_fee, self.amount) {
            (Some(fee), _) => Price::Monthly(fee),
            (None, Some(amount)) => Price::Whole(amount),
            (None, None) => Price::Hourly,
        }
    }
}

/// All contracts, in the order of the rows.
pub fn contracts<'a>(tables: &'a Tables, accounts: &'a Accounts) -> Vec<Contract<'a>> {
    let rows = tables.rows(Table::Contracts);
    let (number, client) = (rows.text("contract"), rows.text("client"));
    let (amount, currency) = (rows.money("amount"), rows.text("currency"));
    let (signed_on, starts_on) = (rows.date("signed_on"), rows.date("starts_on"));
    let (ends_on, status) = (rows.date("ends_on"), rows.text("status"));
    // a folder's own template may be older than the field
    let monthly_fee = rows.has("monthly_fee").then(|| rows.money("monthly_fee"));
    let read = |at: usize| {
        let account = accounts.get(client[at]?)?;
        Some(Contract {
            client: &account.client,
            number: number[at].unwrap_or_default(),
            amount: amount[at],
            monthly_fee: monthly_fee.as_ref().and_then(|fees| fees[at]),
            currency: currency[at].unwrap_or(&account.currency),
            signed_on: signed_on[at],
            starts_on: starts_on[at],
            ends_on: ends_on[at],
            status: status[at].unwrap_or_default(),
        })
    };
    (0..rows.len()).filter_map(read).collect()
}

/// A line of agreed work that papers can belong to.
pub trait Holder {
    /// ISO code.
    fn currency(&self) -> &str;
    /// True when papers of that project are its own.
    fn has_project(&self, project: &str) -> bool;
    /// True when papers of that contract are its own; the number is compact and not empty.
    fn has_contract(&self, number: &str) -> bool;
}

/// The line of a client that a paper of the client belongs to.
pub fn line_of<L: Holder>(lines: &[L], paper: &Paper<'_>) -> Option<usize> {
    let here = |line: &L| line.currency() == paper.currency;
    let named = |wanted: &dyn Fn(&L) -> bool| {
        let mut lines = lines.iter();
        lines.position(|line| here(line) && wanted(line))
    };
    let number = compact(paper.contract);
    let silent = paper.project.is_empty();
    // what names its contract alone is not of a line that stands for no project
    if !silent || number.is_empty() {
        let by_project = named(&|line| line.has_project(paper.project));
        if by_project.is_some() {
            return by_project;
        }
    }
    if !number.is_empty() {
        return named(&|line| line.has_contract(&number));
    }
    let only = lines.iter().filter(|line| here(line)).count() == 1;
    (silent && only).then(|| named(&|_| true)).flatten()
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::day;
    use super::*;

    /// Currency, project and contract.
    struct Line([&'static str; 3]);

    impl Holder for Line {
        fn currency(&self) -> &str {
            self.0[0]
        }

        fn has_project(&self, project: &str) -> bool {
            !project.is_empty() && self.0[1] == project
        }

        fn has_contract(&self, number: &str) -> bool {
            compact(self.0[2]) == number
        }
    }

    #[test]
    fn the_same_every_month_is_a_fee() {
        let year = (day("2026-01-01"), day("2026-12-31"));
        let billed = |amounts: [i64; 3]| {
            let days = ["2026-07-31", "2026-08-31", "2026-09-30"].map(day);
            let bills: Vec<_> = days.into_iter().zip(amounts.map(Money::units)).collect();
            bills
        };
        let fee = |price: i64, amounts| fee_as_billed(Money::units(price), year, &billed(amounts));
        // a twelfth of the price, and a price that is a month's
        assert_eq!(fee(1200, [100, 100, 100]), Some(Money::units(100)));
        assert_eq!(fee(100, [100, 100, 100]), Some(Money::units(100)));
        // an amount of its own, amounts that differ, too few months
        assert_eq!(fee(900, [100, 100, 100]), None);
        assert_eq!(fee(1200, [100, 110, 100]), None);
        let two = &billed([100, 100, 100])[..2];
        assert_eq!(fee_as_billed(Money::units(1200), year, two), None);
    }

    #[test]
    fn a_paper_belongs_by_project_then_contract_then_as_the_only_one() {
        let lines = [
            ["EUR", "Site", "C-1"],
            ["EUR", "App", "C-2"],
            ["USD", "Shop", ""],
        ]
        .map(Line);
        for (currency, project, contract, expected) in [
            ("EUR", "App", "C-1", Some(1)),
            ("EUR", "Other", "c 2", Some(1)),
            ("EUR", "Other", "C-9", None),
            ("EUR", "", "", None),
            ("USD", "", " - ", Some(2)),
            ("USD", "Other", "", None),
            ("USD", "Site", "C-1", None),
            ("GBP", "", "", None),
        ] {
            let paper = Paper {
                client: "A",
                day: day("2026-10-01"),
                currency,
                net: Money::units(1),
                project,
                contract,
                credit: false,
            };
            let found = line_of(&lines, &paper);
            assert_eq!(found, expected, "{currency} {project} {contract}");
        }
    }
}
