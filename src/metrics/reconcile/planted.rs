//! Random agencies whose books are made from a known truth: which invoices each bank line pays, and what is wrong where.
//!
//! Everything is drawn from a seed. The texts of the bank lines are those that people and banks write, in English, Russian and
//! Chinese. A line without any word about its invoice is given only to an invoice whose amount tells it apart.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};

use crate::metrics::testing::date;

/// The day as of which the truth is told.
pub const AS_OF: &str = "2026-10-31";

/// What a line is an example of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Exact,
    ZerosLost,
    DigitsMangled,
    SeveralNamed,
    Part,
    Fee,
    Amount,
    ContractOrDay,
    AllDue,
    Prepaid,
    Advance,
    Overpaid,
    Refund,
    PaidTwice,
    UnknownPayer,
    OtherClient,
    GroupPayer,
    Withheld,
    WithheldUntold,
    OtherCurrency,
    OtherCurrencyShort,
    OtherCurrencyNoRate,
    OtherCurrencyOtherClient,
    Rounded,
    Discounted,
    NumberTwice,
    Together,
    TwoEqual,
    Stranger,
}

/// The truth about a bank line.
#[derive(Clone, Debug)]
pub struct Line {
    pub kind: Kind,
    /// Invoices it pays, as positions among [`Planted::invoices`]; empty when it pays none.
    pub pays: BTreeSet<usize>,
    /// A person with both files in hand can say which.
    pub can_be_told: bool,
}

/// A defect: its class and the row it stands in.
pub type Defect = (&'static str, &'static str, usize);

/// An agency's books, a line of text for each row, and the truth.
#[derive(Clone, Debug, Default)]
pub struct Planted {
    /// Defects that a line may or may not be told for: whether it can be told depends on what others owe that day.
    pub allowed: BTreeSet<Defect>,
    pub clients: Vec<String>,
    pub contracts: Vec<String>,
    pub invoices: Vec<String>,
    pub payments: Vec<String>,
    pub documents: Vec<String>,
    pub rates: Vec<String>,
    pub lines: Vec<Line>,
    pub defects: BTreeSet<Defect>,
}

pub const CLIENTS_HEAD: &str = "client | account_manager | group | payment_terms_days | currency | withholding_share | discount";
pub const CONTRACTS_HEAD: &str =
    "contract | client | signed_on | amount | currency | status | starts_on";
pub const INVOICES_HEAD: &str = "number | client | issued_on | due_on | net | gross | currency | kind | contract | period | corrects | status";
pub const PAYMENTS_HEAD: &str = "date | payer | amount | currency | reference | direction";
pub const RATES_HEAD: &str = "date | currency | rate";
pub const DOCUMENTS_HEAD: &str = "kind | number | client | date | amount | currency | invoice | period | signed | scan | original | contract";

/// Name, group, currency, share of tax withheld.
pub(super) const CLIENTS: [(&str, &str, &str, &str); 12] = [
    ("Acme", "A", "EUR", ""),
    ("Acme North", "A", "EUR", ""),
    ("Birch", "", "EUR", ""),
    ("Cedar", "", "USD", ""),
    ("Дубрава", "D", "RUB", ""),
    ("Дубрава Юг", "D", "RUB", ""),
    ("Ель", "", "RUB", "0.1"),
    ("枫林", "", "CNY", ""),
    ("Gorse", "", "EUR", "0.15"),
    ("Hazel", "", "EUR", ""),
    ("Iris", "", "EUR", ""),
    ("Juniper", "", "EUR", ""),
];

/// The client that pays all that is due.
pub(super) const ALL_AT_ONCE: usize = 10;

/// The client whose bills nobody pays but where the story says so.
pub(super) const WITHOUT_STORY: usize = 11;

/// The client whose terms give a discount for paying early.
pub(super) const DISCOUNTED: usize = 3;

/// Clients whose invoices are closed by acts.
pub(super) const WITH_ACTS: [usize; 2] = [2, 6];

pub(super) struct Bill {
    pub number: String,
    pub client: usize,
    pub day: NaiveDate,
    pub cents: i64,
    pub contract: String,
}

/// A fixed sequence of numbers (SplitMix64).
#[derive(Clone)]
pub struct Draw(pub u64);

impl Draw {
    pub fn below(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % below as u64) as usize
    }

    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// Puts things into a random order.
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }
}

pub(super) fn money(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// How an agency numbers its invoices.
pub(super) fn number(scheme: usize, at: usize) -> String {
    match scheme {
        0 => format!("INV-{}", 1001 + at),
        1 => format!("2026-{:04}", 11 + at),
        2 => format!("HB-{:05}", 101 + at),
        3 => format!("{}", 101 + at),
        _ => format!("А-{}/2026", 11 + at),
    }
}

/// The digits that tell an invoice apart.
pub(super) fn tail(scheme: usize, number: &str) -> &str {
    match scheme {
        0 | 2 => number.rsplit('-').next().unwrap_or(number),
        1 => number.trim_start_matches("2026-"),
        3 => number,
        _ => number.trim_start_matches("А-"),
    }
}

pub(super) struct Maker {
    pub draw: Draw,
    pub scheme: usize,
    pub bills: Vec<Bill>,
    /// What an EUR's worth of each currency's hundred units is, month by month from April, in 1/1,000,000.
    rates: BTreeMap<&'static str, Vec<i64>>,
    pub out: Planted,
}

/// The books of an agency.
pub fn agency(seed: u64) -> Planted {
    let mut draw = Draw(seed);
    let scheme = draw.below(5);
    let mut maker = Maker {
        draw,
        scheme,
        bills: Vec::new(),
        rates: BTreeMap::new(),
        out: Planted::default(),
    };
    maker.write_clients();
    maker.write_rates();
    maker.write_bills();
    maker.pay();
    maker.write_documents();
    maker.spoil();
    maker.spoil_contracts();
    maker.tell_periods_billed_twice();
    maker.out
}

impl Maker {
    fn write_clients(&mut self) {
        for (at, (name, group, currency, withheld)) in CLIENTS.iter().enumerate() {
            let discount = if at == DISCOUNTED { "2/10" } else { "" };
            let row = format!(
                "{name} | Manager {at} | {group} | 30 | {currency} | {withheld} | {discount}"
            );
            self.out.clients.push(row);
            for contract in 0..2 {
                let row = format!("K-{at}{contract} | {name} | 2025-01-12 | | {currency}");
                self.out.contracts.push(row);
            }
        }
    }

    /// Rates of the first day of each month from April 2026 to January 2027, that move by up to 3 % a month.
    fn write_rates(&mut self) {
        for (currency, first) in [("USD", 920_000), ("RUB", 10_400), ("CNY", 128_000)] {
            let mut rate = first;
            let months = (0..10).map(|month| {
                rate += rate * (self.draw.below(61) as i64 - 30) / 1_000;
                let (year, number) = (2026 + month / 9, (3 + month) % 12 + 1);
                let day = format!("{year}-{number:02}-01");
                let row = format!(
                    "{day} | {currency} | {}.{:06}",
                    rate / 1_000_000,
                    rate % 1_000_000
                );
                self.out.rates.push(row);
                rate
            });
            let months: Vec<i64> = months.collect();
            self.rates.insert(currency, months);
        }
    }

    /// EUR for one unit on a day, in 1/1,000,000.
    pub fn rate(&self, currency: &str, day: NaiveDate) -> i64 {
        let month = (day.year() - 2026) * 12 + day.month0() as i32 - 3;
        self.rates
            .get(currency)
            .map_or(1_000_000, |months| months[month as usize])
    }

    /// From May to November, in the order of their days.
    fn write_bills(&mut self) {
        let count = 110 + self.draw.below(40);
        let first = date("2026-05-01");
        for at in 0..count {
            let client = self.draw.below(WITHOUT_STORY);
            let cents = match self.draw.below(3) {
                0 => 50_000 * (2 + self.draw.below(30) as i64),
                1 => 3_000 * (20 + self.draw.below(600) as i64),
                _ => 100_000 + self.draw.below(2_000_000) as i64,
            };
            let contract = format!("K-{client}{}", self.draw.below(2));
            self.bills.push(Bill {
                number: number(self.scheme, at),
                client,
                day: first + Days::new((at * 200 / count) as u64),
                cents,
                contract,
            });
        }
        for at in 0..count {
            let row = self.invoice_row(at, "invoice");
            self.out.invoices.push(row);
        }
    }

    pub fn invoice_row(&self, at: usize, kind: &str) -> String {
        let bill = &self.bills[at];
        let (name, _, currency, _) = CLIENTS[bill.client];
        let due = bill.day + Days::new(30);
        let (number, day, amount) = (&bill.number, bill.day, money(bill.cents));
        let (contract, period) = (&bill.contract, &day.to_string()[..7]);
        format!(
            "{number} | {name} | {day} | {due} | {amount} | {amount} | {currency} | {kind} | {contract} | {period}"
        )
    }
}
