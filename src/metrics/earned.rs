//! What is earned and what is billed, line by line of agreed work, so that nothing is netted between lines.
//!
//! A line is a project, a contract without projects, or all projects of a contract when an invoice names the
//! contract alone. A retainer earns its monthly fee over the working days of each month it runs in; of a month in
//! which it begins or ends the part by working days, or the whole where an invoice of that month bills it whole; fixed work earns its fee over the working days from its first to its last day; work by the hour
//! earns its billable hours x rate (the entries' own, else the one agreed for project, contract, client or role, else the
//! people's). A fee that the project does not name is the amount of the contract that it
//! alone serves. Where nobody told how work is paid, neither a list nor a rate nor invoices, what it
//! earns is not known; work that no list has beside work that one has is taken as paid by the hour. Hours without a project earn only where nothing at all is agreed with the client, since a fee may
//! cover them. Expenses passed through to the client wait for their invoice beside what is earned, on the line that
//! bills them: they are billed, and never earned. What a credit note took back waits for no invoice until one bills it again. Working days are Monday to Friday. Nothing is earned or billed before the first month of the files. The fees
//! of a paused client are earned up to the last month with hours or an invoice of it: since when it rests no file says.

mod desk;
mod draft;

use std::collections::BTreeMap;

use super::known::Known;
use super::papers::{Paper, issued, passed_through};
use super::portfolio::Portfolio;
use super::recharged::{forget_unknown, name_recharged};
use super::series::{Partial, Series};
use crate::model::{Money, Month, Span};
use desk::{Desk, agreed, unpriced};
use draft::place;

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
    /// What credit notes took back of earned work and no invoice has billed again, by month.
    pub given_up: Series,
    /// Of a retainer what its invoices hold above whole fees, by month: hours beyond the package and the like.
    pub beyond_fees: Series,
}

impl Line {
    /// Earned and passed through, less billed and what was given up, up to a month's end: above zero accrued, below zero deferred.
    pub fn gap(&self, month: Month) -> Known<Money> {
        let open = self.earned.until(month)? + self.passed.until(month) - self.billed.until(month);
        Ok(open - self.given_up.until(month))
    }

    /// Earned in a span, less what was given up in it.
    pub fn recognised(&self, span: Span) -> Known<Money> {
        Ok(self.earned.over(span)? - self.given_up.over(span))
    }
}

/// Every line of every client, by client, project, contract and currency.
pub fn lines(portfolio: &Portfolio<'_>) -> Vec<Line> {
    let (agreed, unpriced) = (agreed(portfolio), unpriced(portfolio));
    let (tables, accounts, as_of) = (portfolio.tables, &portfolio.accounts, portfolio.scope.as_of);
    let mut expenses = passed_through(tables, accounts, as_of);
    let mut bills = issued(tables, accounts, as_of);
    forget_unknown(&mut expenses, &bills, &portfolio.engagements);
    name_recharged(&mut bills, &expenses);
    let (mut bills, mut expenses) = (by_client(bills), by_client(expenses));
    let mut lines = Vec::new();
    for account in portfolio.accounts.iter() {
        let client = account.client.as_str();
        let bills = bills.remove(client).unwrap_or_default();
        let expenses = expenses.remove(client).unwrap_or_default();
        let desk = Desk::of(portfolio, account, (&agreed, &unpriced), &bills);
        let mut drafts = desk.drafts();
        for bill in &bills {
            let at = place(&mut drafts, bill);
            drafts[at].bill(bill);
        }
        for expense in &expenses {
            let billed_on = drafts.iter().position(|draft| draft.bills_cost(expense));
            let at = billed_on.unwrap_or_else(|| place(&mut drafts, expense));
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

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, span};
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
    fn a_fee_before_a_raise_is_nothing_beyond_the_fee() {
        // 1000 in August, 1200 from September on, and 100 of extra work
        let projects = "project | client | kind | starts_on | ends_on | budget_amount
            Care | A | retainer | 2026-08-01 | 2026-08-31 | 1000
            Care | A | retainer | 2026-09-01 | | 1200";
        let invoices = "number | client | issued_on | net | currency | project
            1 | A | 2026-08-01 | 1000 | EUR | Care
            2 | A | 2026-09-01 | 1200 | EUR | Care
            3 | A | 2026-10-01 | 1300 | EUR | Care";
        let tables = [("projects", projects), ("invoices", invoices)];
        let sample = sample(&tables, "");
        let portfolio = sample.portfolio();
        let beyond: Money = lines(&portfolio)
            .iter()
            .map(|line| line.beyond_fees.until(span("2026-10").to))
            .sum();
        assert_eq!(beyond, Money(100 * Money::UNIT));
    }

    #[test]
    fn a_credit_note_draws_no_invoice_of_a_contract_onto_its_own_line() {
        // Care earns 1000 a month from August on and is billed each month, Help 500 and is billed nothing
        let projects = "project | client | kind | starts_on | budget_amount | contract
            Care | A | retainer | 2026-08-01 | 1000 | K-1
            Help | A | retainer | 2026-08-01 | 500 | K-2";
        let told_with = |reference: &str| {
            let invoices = format!(
                "number | client | issued_on | net | currency | contract | kind
                1 | A | 2026-08-01 | 1000 | EUR | K-1 | invoice
                C-1 | A | 2026-08-20 | 100 | EUR | {reference} | credit_note
                2 | A | 2026-09-01 | 1000 | EUR | K-1 | invoice
                3 | A | 2026-10-01 | 1000 | EUR | K-1 | invoice"
            );
            let tables = [("projects", projects), ("invoices", invoices.as_str())];
            told(&sample(&tables, ""))
        };
        let rows = [
            "Care/K-1 EUR fee-over-time 1000 0",
            "Help/K-2 EUR fee-over-time 500 1500",
        ];
        // one that names nothing stands alone
        let alone = [&["/ EUR billed-only 0 0"], &rows[..]].concat();
        assert_eq!(told_with(""), alone);
        // one that names its invoice is of the contract of that
        assert_eq!(told_with("1"), rows);
        assert_eq!(told_with("K-1"), rows);
    }

    #[test]
    fn each_kind_of_work_earns_in_its_own_way() {
        // Care: 1000 a month since 10 August, 16 of its 21 working days, and two months: 2761.9048; billed 2000.
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
                "Care/ EUR fee-over-time 1000 761.9048",
                "Hourly/ EUR hours-x-rate 300 500",
                "Loose/ EUR hours-x-rate 100 100",
                "Mute/ EUR fee-over-time no-fee no-fee",
            ]
        );
    }

    #[test]
    fn work_that_nobody_told_the_terms_of_earns_nothing_known() {
        // A is billed the same each month, whatever is worked; of B's two invoices one is what October's hours are worth (2 x 100);
        // C has a rate of its own and no invoice; D has a budget of hours and no kind of work; nothing was ever billed to E
        let tables = [
            ("people", "person | bill_rate | currency\n Mara | 100 | EUR"),
            (
                "clients",
                "client | currency | hourly_rate\n A | EUR |\n B | EUR |\n C | EUR | 90\n D | EUR |\n E | EUR |",
            ),
            ("projects", "project | client | kind | budget_hours\n Site | D | | 40"),
            (
                "invoices",
                "number | client | issued_on | net | currency
                1 | A | 2026-08-31 | 500 | EUR\n 2 | A | 2026-09-30 | 500 | EUR\n 3 | B | 2026-11-01 | 200 | EUR
                4 | B | 2026-10-02 | 70 | EUR\n 5 | D | 2026-10-31 | 310 | EUR\n 6 | A | 2026-10-31 | 80 | USD",
            ),
        ];
        let work = "2026-10-05 Mara A Web B 3\n2026-10-06 Mara B Web B 2\n2026-10-07 Mara C Web B 1
            2026-10-08 Mara D Site B 3\n2026-10-09 Mara E Web B 4";
        let sample = Sample::of(&tables, work, scope("2026-08", "2026-11"));
        let portfolio = sample.portfolio();
        let november = span("2026-11").to;
        let told = lines(&portfolio).into_iter().map(|line| {
            let earned = line.earned.until(november);
            format!(
                "{} {}",
                line.client,
                earned.map_or_else(str::to_owned, |earned| earned.to_string())
            )
        });
        let told: Vec<String> = told.collect();
        assert_eq!(
            told,
            [
                "A no-terms",
                "A no-terms",
                "B 200",
                "C 90",
                "D no-terms",
                "E no-terms"
            ]
        );
    }

    #[test]
    fn an_annex_with_a_number_of_its_own_is_billed_under_both() {
        // 100 a month by K-1, from October on 150 by its annex; the invoices name the contract
        let tables = [
            ("clients", "client | currency\n A | EUR"),
            (
                "projects",
                "project | client | kind | contract | starts_on | ends_on | budget_amount
                Shop | A | retainer | K-1 | 2026-08-01 | 2026-09-30 | 100
                Shop | A | retainer | K-1-S1 | 2026-10-01 | 2026-12-31 | 150",
            ),
            (
                "invoices",
                "number | client | issued_on | net | currency | contract
                1 | A | 2026-08-31 | 100 | EUR | K-1\n 2 | A | 2026-09-30 | 100 | EUR | K-1
                3 | A | 2026-10-31 | 150 | EUR | K-1-S1",
            ),
        ];
        let sample = Sample::of(&tables, "", scope("2026-08", "2026-10"));
        assert_eq!(told(&sample), ["Shop/K-1-S1 EUR fee-over-time 150 0"]);
    }

    #[test]
    fn a_month_begun_earns_its_part_unless_it_is_billed_whole() {
        // August 2026 has 21 working days, 11 of them from the 17th on; October 22, 10 of them up to the 14th
        let gap = |terms: &str, invoices: &str| {
            let projects = format!(
                "project | client | kind | starts_on | ends_on | budget_amount\n Care | A | retainer | {terms} | 2100"
            );
            let invoices =
                format!("number | client | issued_on | net | currency | project\n{invoices}");
            let tables = [
                ("clients", "client | currency\n A | EUR"),
                ("projects", projects.as_str()),
                ("invoices", invoices.as_str()),
            ];
            told(&sample(&tables, "")).remove(0)
        };
        let by_part = "1 | A | 2026-08-31 | 1100 | EUR | Care\n 2 | A | 2026-09-30 | 2100 | EUR | Care\n 3 | A | 2026-10-30 | 2100 | EUR | Care";
        assert_eq!(
            gap("2026-08-17 |", by_part),
            "Care/ EUR fee-over-time 2100 0"
        );
        let whole = by_part.replace("1100", "2100");
        assert_eq!(
            gap("2026-08-17 |", &whole),
            "Care/ EUR fee-over-time 2100 0"
        );
        // two months of its own: 1100 + 2100 + 954.5455 for 4200
        let own_months =
            "1 | A | 2026-08-17 | 2100 | EUR | Care\n 2 | A | 2026-09-15 | 2100 | EUR | Care";
        assert_eq!(
            gap("2026-08-15 | 2026-10-14", own_months),
            "Care/ EUR fee-over-time 954.5455 -45.4545"
        );
    }

    #[test]
    fn what_costs_follow_is_billed_ahead_and_no_fee() {
        // 100 a month; media of 40 billed on the 20th for the next month, in which it is bought
        let bought = |day: &str| format!("{day} | A | 40 | EUR | yes | Shop");
        let of = |expenses: &[&str]| {
            let expenses: Vec<String> = expenses.iter().map(|day| bought(day)).collect();
            let expenses = format!(
                "date | client | amount | currency | pass_through | project\n{}",
                expenses.join("\n")
            );
            let tables = [
                ("clients", "client | currency\n A | EUR"),
                (
                    "projects",
                    "project | client | kind | starts_on | budget_amount\n Shop | A | retainer | 2026-08-01 | 100",
                ),
                (
                    "invoices",
                    "number | client | issued_on | net | currency | project
                    1 | A | 2026-08-31 | 100 | EUR | Shop\n 2 | A | 2026-09-30 | 100 | EUR | Shop
                    3 | A | 2026-10-31 | 100 | EUR | Shop\n 4 | A | 2026-08-20 | 40 | EUR | Shop
                    5 | A | 2026-09-20 | 40 | EUR | Shop",
                ),
                ("expenses", expenses.as_str()),
            ];
            let sample = sample(&tables, "");
            let portfolio = sample.portfolio();
            let lines = lines(&portfolio);
            lines[0].earned.until(span("2026-10").to)
        };
        let fees = Ok(Money(300 * Money::UNIT));
        assert_eq!(of(&["2026-09-27", "2026-10-27"]), fees);
        // nothing was bought for the second, so far
        assert_eq!(of(&["2026-09-27"]), Ok(Money(340 * Money::UNIT)));
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
    fn a_cost_passed_through_is_of_the_line_that_bills_it() {
        // 24 are spent for Launch and billed with September's fee of Care
        let tables = [
            ("clients", "client | currency\n A | EUR"),
            (
                "projects",
                "project | client | kind | starts_on | ends_on | budget_amount
                Care | A | retainer | 2026-07-01 | | 100\n Launch | A | fixed | 2026-07-01 | 2026-09-30 | 900",
            ),
            (
                "invoices",
                "number | client | issued_on | net | currency | project
                1 | A | 2026-07-31 | 100 | EUR | Care\n 2 | A | 2026-08-31 | 100 | EUR | Care
                3 | A | 2026-09-30 | 124 | EUR | Care\n 4 | A | 2026-10-31 | 100 | EUR | Care
                5 | A | 2026-07-31 | 900 | EUR | Launch",
            ),
            (
                "expenses",
                "date | client | project | amount | currency | pass_through\n 2026-08-10 | A | Launch | 24 | EUR | yes",
            ),
        ];
        let sample = Sample::of(&tables, "", scope("2026-07", "2026-10"));
        let told = told(&sample);
        assert_eq!(
            told,
            [
                "Care/ EUR fee-over-time 100 0",
                "Launch/ EUR fee-over-time 0 0"
            ]
        );
    }

    #[test]
    fn an_invoice_of_passed_costs_alone_is_of_their_project() {
        // Summit: 400 are billed of 600, all of it earned; 185 and 15 + 30 were spent for it and billed without its name. The 45 of
        // July are of nothing that was spent
        let tables = [
            ("clients", "client | currency\n A | EUR"),
            (
                "projects",
                "project | client | kind | starts_on | ends_on | budget_amount
                Summit | A | fixed | 2026-07-01 | 2026-09-30 | 600\n Brand | A | fixed | 2026-07-01 | 2026-09-30 | 900",
            ),
            (
                "invoices",
                "number | client | issued_on | net | currency | project
                1 | A | 2026-07-31 | 400 | EUR | Summit\n 2 | A | 2026-09-30 | 900 | EUR | Brand
                3 | A | 2026-08-13 | 185 | EUR |\n 4 | A | 2026-10-15 | 45 | EUR |\n 5 | A | 2026-07-15 | 45 | EUR |",
            ),
            (
                "expenses",
                "date | client | project | amount | currency | pass_through
                2026-08-10 | A | Summit | 185 | EUR | yes\n 2026-09-14 | A | Summit | 15 | EUR | yes
                2026-10-02 | A | Summit | 30 | EUR | yes",
            ),
        ];
        let sample = Sample::of(&tables, "", scope("2026-07", "2026-10"));
        assert_eq!(
            told(&sample),
            [
                "/ EUR billed-only 0 -45",
                "Brand/ EUR fee-over-time 0 0",
                "Summit/ EUR fee-over-time 0 200"
            ]
        );
    }

    #[test]
    fn what_a_credit_note_took_back_is_given_up_until_it_is_billed_again() {
        // A: 30 of September's fee are taken back for good; B: August's invoice is billed again, October's is not written yet
        let tables = [
            ("clients", "client | currency\n A | EUR\n B | EUR"),
            (
                "projects",
                "project | client | kind | starts_on | budget_amount
                Care | A | retainer | 2026-08-01 | 100\n Help | B | retainer | 2026-08-01 | 100",
            ),
            (
                "invoices",
                "number | client | issued_on | net | currency | project | kind
                1 | A | 2026-08-31 | 100 | EUR | Care |\n 2 | A | 2026-09-30 | 100 | EUR | Care |
                3 | A | 2026-09-30 | 30 | EUR | Care | credit_note\n 4 | A | 2026-10-31 | 100 | EUR | Care |
                5 | B | 2026-08-31 | 100 | EUR | Help |\n 6 | B | 2026-08-31 | 100 | EUR | Help | credit_note
                7 | B | 2026-09-15 | 200 | EUR | Help |",
            ),
        ];
        let sample = sample(&tables, "");
        assert_eq!(
            told(&sample),
            [
                "Care/ EUR fee-over-time 100 0",
                "Help/ EUR fee-over-time 100 100"
            ]
        );
        let portfolio = sample.portfolio();
        let of = |month: &str| {
            let lines = lines(&portfolio);
            lines
                .iter()
                .map(|line| line.recognised(span(month)).expect("known").to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(of("2026-08"), ["100", "0"]);
        assert_eq!(of("2026-09"), ["70", "200"]);
        assert_eq!(of("2026-10"), ["100", "100"]);
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

    #[test]
    fn invoices_that_name_the_only_contract_by_the_hour_stand_beside_its_hours() {
        // 3 h at 90, billed under the number of a contract that no project names
        let tables = [
            ("clients", "client | currency\n A | EUR"),
            ("people", "person | bill_rate | currency\n Mara | 100 | EUR"),
            (
                "contracts",
                "contract | client | hourly_rate | currency\n K-1 | A | 90 | EUR",
            ),
            (
                "invoices",
                "number | client | issued_on | net | currency | contract\n 1 | A | 2026-10-31 | 270 | EUR | K-1",
            ),
        ];
        assert_eq!(
            told(&sample(&tables, "2026-10-05 Mara A - B 3")),
            ["/K-1 EUR hours-x-rate 270 0"]
        );
    }

    #[test]
    fn hours_without_a_project_are_of_the_only_one() {
        // A has one project, at 90 an hour; which of B's two an hour is for nobody knows, so that it is worth the person's rate
        let tables = [
            ("clients", "client | currency\n A | EUR\n B | EUR"),
            ("people", "person | bill_rate | currency\n Mara | 100 | EUR"),
            (
                "projects",
                "project | client | kind | hourly_rate
                Help | A | time_and_materials | 90\n One | B | time_and_materials | 70\n Two | B | time_and_materials | 80",
            ),
        ];
        let work = "2026-10-05 Mara A - B 3\n2026-10-05 Mara B - B 3";
        let sample = sample(&tables, work);
        let portfolio = sample.portfolio();
        let worth = |client: &str| {
            let month = span("2026-10").to;
            let parts = portfolio.worth.of_client(client, month).next();
            let worth =
                parts.map(|parts| parts.worked.sum("EUR", &portfolio.rates, month.last_day()));
            worth.and_then(Result::ok)
        };
        assert_eq!(worth("A"), Some(Money(270 * Money::UNIT)));
        assert_eq!(worth("B"), Some(Money(300 * Money::UNIT)));
    }

    #[test]
    fn costs_on_a_project_that_nobody_else_knows_are_of_the_one_engagement() {
        // 100 a month and 40 of media on one invoice that names no project
        let told_with = |project: &str| {
            let expenses = format!(
                "date | client | amount | currency | pass_through | project\n2026-10-10 | A | 40 | EUR | yes | {project}"
            );
            let tables = [
                ("clients", "client | currency\n A | EUR"),
                (
                    "projects",
                    "project | client | kind | starts_on | budget_hours | budget_amount\n | A | retainer | 2026-10-01 | 10 | 100",
                ),
                (
                    "invoices",
                    "number | client | issued_on | net | currency\n 1 | A | 2026-10-31 | 140 | EUR",
                ),
                ("expenses", expenses.as_str()),
            ];
            told(&sample(&tables, ""))
        };
        for project in ["", "A retainer"] {
            assert_eq!(
                told_with(project),
                ["/ EUR fee-over-time 100 0"],
                "{project}"
            );
        }
    }

    #[test]
    fn what_is_over_without_a_last_day_earns_up_to_its_last_month_of_work() {
        // 600 a month from August on; the last hours are of September, the contract has ended
        let earned = |status: &str, projects: &str| {
            let contracts = format!(
                "contract | client | starts_on | monthly_fee | currency | status\n K-1 | A | 2026-08-01 | 600 | EUR | {status}"
            );
            let tables = [
                ("clients", "client | currency\n A | EUR"),
                ("contracts", contracts.as_str()),
                ("projects", projects),
            ];
            let sample = sample(&tables, "2026-09-10 Mara A Care B 2");
            let portfolio = sample.portfolio();
            lines(&portfolio)[0].earned.until(span("2026-10").to)
        };
        let listed = "project | client | kind | starts_on | budget_amount | contract\n Care | A | retainer | 2026-08-01 | 600 | K-1";
        for projects in ["project | client", listed] {
            assert_eq!(earned("active", projects), Ok(Money(1_800 * Money::UNIT)));
            assert_eq!(earned("ended", projects), Ok(Money(1_200 * Money::UNIT)));
        }
    }
}
