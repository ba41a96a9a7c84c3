//! What is wrong in the papers of planted agencies: acts, numbers, contracts, credit notes and money out.

use std::collections::BTreeMap;

use super::planted::{AS_OF, CLIENTS, Kind, Maker, WITH_ACTS, WITHOUT_STORY, money, number};
use crate::metrics::testing::date;

impl Maker {
    pub fn write_documents(&mut self) {
        for at in 0..self.bills.len() {
            let bill = &self.bills[at];
            if !WITH_ACTS.contains(&bill.client) {
                continue;
            }
            let (name, _, currency, _) = CLIENTS[bill.client];
            let there = bill.day <= date(AS_OF);
            let (mut amount, mut period, mut signed) =
                (bill.cents, bill.day.to_string()[..7].to_owned(), "yes");
            let row = self.out.documents.len();
            let defect = match self.draw.clone().below(12) {
                0 => Some(("invoice-without-act", "invoices", at)),
                1 => Some(("act-unsigned", "documents", row)),
                2 => Some(("amount-differs", "documents", row)),
                3 => Some(("period-differs", "documents", row)),
                4 => Some(("scan-missing", "documents", row)),
                5 => Some(("original-missing", "documents", row)),
                6 => Some(("act-without-amount", "documents", row)),
                _ => None,
            };
            self.draw.below(12);
            let (mut scan, mut original) = ("yes", "yes");
            let mut told = true;
            match defect.map(|defect| defect.0) {
                Some("act-unsigned") => signed = "no",
                Some("scan-missing") => scan = "no",
                Some("original-missing") => original = "no",
                Some("act-without-amount") => told = false,
                Some("amount-differs") => amount += 5_000,
                Some("period-differs") => period = "2026-04".to_owned(),
                _ => {}
            }
            self.out.defects.extend(defect.filter(|_| there));
            if defect.is_none_or(|defect| defect.0 != "invoice-without-act") {
                let amount = if told { money(amount) } else { String::new() };
                self.out.documents.push(format!(
                    "act | A-{at} | {name} | {} | {amount} | {currency} | {} | {period} | {signed} | {scan} | {original} |",
                    bill.day, bill.number,
                ));
            }
        }
        for (number, amount, contract) in [
            ("A-999", "77.77", ""),
            ("A-998", "150", "K-act"),
            ("A-997", "60", "K-done"),
        ] {
            let row = self.out.documents.len();
            self.out.documents.push(format!(
                "act | {number} | Birch | 2026-08-01 | {amount} | EUR | Z-999{number} | | yes | | | {contract}"
            ));
            let defect = ("act-without-invoice", "documents", row);
            self.out.defects.insert(defect);
        }
    }

    /// Contracts that are not signed, say no currency, are outgrown by their acts, or stand open although acts cover them.
    pub fn spoil_contracts(&mut self) {
        let name = CLIENTS[WITHOUT_STORY].0;
        for (class, row) in [
            (
                "contract-unsigned",
                format!("K-draft | {name} | | 900 | EUR | draft | 2026-06-01"),
            ),
            (
                "contract-without-currency",
                format!("K-bare | {name} | 2026-01-01 | 700 | |"),
            ),
            (
                "acts-over-contract",
                "K-act | Birch | 2026-01-01 | 100 | EUR | active |".to_owned(),
            ),
            (
                "contract-not-closed",
                "K-done | Birch | 2026-01-01 | 60 | EUR | active |".to_owned(),
            ),
        ] {
            let defect = (class, "contracts", self.out.contracts.len());
            self.out.defects.insert(defect);
            self.out.contracts.push(row);
        }
    }

    /// Bills of one amount for one month of one contract, but for the first of them.
    pub fn tell_periods_billed_twice(&mut self) {
        let mut same: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, bill) in self.bills.iter().enumerate() {
            if bill.day <= date(AS_OF) && !bill.contract.is_empty() {
                let month = bill.day.to_string()[..7].to_owned();
                let key = (bill.client, &bill.contract, month, bill.cents);
                same.entry(key).or_default().push(at);
            }
        }
        for mut all in same.into_values() {
            all.sort_by_key(|at| (self.bills[*at].day, &self.bills[*at].number));
            let later = all.iter().skip(1);
            self.out
                .defects
                .extend(later.map(|at| ("duplicate-period", "invoices", *at)));
        }
    }

    /// Numbers used twice, contracts that are missing or too small, credit notes and money out that belong to nothing.
    pub fn spoil(&mut self) {
        let name = CLIENTS[WITHOUT_STORY].0;
        let base = self.bills.len() + 100;
        let numbers: Vec<String> = (0..4)
            .map(|more| number(self.scheme, base + more))
            .collect();
        let mut bill = |row: String, class: &'static str| {
            self.out
                .defects
                .insert((class, "invoices", self.out.invoices.len()));
            self.out.invoices.push(row);
        };
        bill(
            format!(
                "{} | {name} | 2026-07-01 | | 71.01 | 71.01 | EUR | invoice | K-999 |",
                numbers[0]
            ),
            "missing-contract",
        );
        bill(
            format!("CN-7 | {name} | 2026-07-02 | | 62.22 | 62.22 | EUR | credit_note | |"),
            "credit-unapplied",
        );
        for (own, other) in [(8, 9), (9, 8)] {
            bill(
                format!(
                    "CN-{own} | {name} | 2026-07-0{own} | | 11 | 11 | EUR | credit_note | | | CN-{other}"
                ),
                "credit-circular",
            );
        }
        bill(
            format!(
                "{} | {name} | 2026-07-03 | | 53.13 | 53.13 | EUR | invoice | |",
                numbers[1]
            ),
            "duplicate-invoice-number",
        );
        bill(
            format!(
                "{} | {name} | 2026-07-09 | | 54.17 | 54.17 | EUR | invoice | |",
                numbers[1]
            ),
            "duplicate-invoice-number",
        );
        bill(
            format!(
                "{} | {name} | 2026-07-05 | | 100 | 120 | EUR | invoice | |",
                numbers[3]
            ),
            "tax-differs",
        );
        bill(
            format!("P-1 | {name} | 2026-07-06 | | 44.04 | 44.04 | EUR | invoice | | | | draft"),
            "draft-not-sent",
        );
        self.out.invoices.push(format!(
            "{} | {name} | 2026-07-04 | | 800 | 800 | EUR | invoice | K-small |",
            numbers[2]
        ));
        self.out
            .defects
            .insert(("over-budget", "contracts", self.out.contracts.len()));
        self.out
            .contracts
            .push(format!("K-small | {name} | 2026-01-01 | 500 | EUR"));
        let line = self.line(
            Kind::NumberTwice,
            date("2026-07-20"),
            name,
            (5_313, "EUR"),
            &format!("invoice {}", numbers[1]),
        );
        self.out
            .defects
            .insert(("duplicate-invoice-number", "payments", line));
        let line = self.line(
            Kind::Refund,
            date("2026-05-02"),
            name,
            (432_100, "EUR"),
            "compensation",
        );
        let row = &mut self.out.payments[line];
        *row = row.replace("| in", "| out");
        self.out
            .defects
            .insert(("refund-unexplained", "payments", line));
    }
}
