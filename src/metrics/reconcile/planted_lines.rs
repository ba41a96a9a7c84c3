//! The bank lines of planted agencies: every bill has a story, and the truth about it is kept.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::planted::{
    ALL_AT_ONCE, AS_OF, Bill, CLIENTS, DISCOUNTED, Defect, Kind, Line, Maker, WITHOUT_STORY, money,
    number, tail,
};
use crate::metrics::testing::date;

impl Maker {
    /// Every bill has a story.
    pub fn pay(&mut self) {
        let mut told = vec![false; self.bills.len()];
        for at in 0..self.bills.len() {
            if self.bills[at].client == ALL_AT_ONCE || told[at] {
                continue;
            }
            let grouped = !CLIENTS[self.bills[at].client].1.is_empty();
            match self.draw.below(100) {
                0..26 => self.pay_whole(at, Kind::Exact),
                26..40 if self.bills[at].client == DISCOUNTED => self.pay_early(at),
                26..32 => self.pay_whole(at, Kind::ZerosLost),
                32..38 => self.pay_whole(at, Kind::DigitsMangled),
                38..44 => self.pay_in_parts(at),
                44..46 => self.pay_rounded(at),
                46..52 => self.pay_short_of_a_fee(at),
                52..60 if self.is_told_by_amount(at) => self.pay_whole(at, Kind::Amount),
                60..64 => self.pay_whole(at, Kind::ContractOrDay),
                64..68 => self.pay_too_much(at),
                68..72 => self.pay_twice(at),
                72..75 => self.pay_as_stranger(at),
                75..78 => self.pay_as_other_client(at),
                78..82 if grouped => self.pay_as_sister(at),
                82..86 => self.withhold(at),
                86..90 => self.pay_in_other_currency(at),
                90..92 => self.pay_before(at),
                92..98 => {
                    let more = 1 + self.draw.below(3);
                    let client = self.bills[at].client;
                    let own = |later: &usize| self.bills[*later].client == client && !told[*later];
                    let mut bills: Vec<usize> =
                        (at + 1..self.bills.len()).filter(own).take(more).collect();
                    bills.insert(0, at);
                    for bill in &bills {
                        told[*bill] = true;
                    }
                    if bills.len() > 1 {
                        self.pay_together(&bills);
                    }
                }
                _ => {}
            }
        }
        self.pay_all_due();
        self.add_other_money();
        self.make_two_equal();
        self.tell_who_can_be_told();
    }

    pub fn line(
        &mut self,
        kind: Kind,
        day: NaiveDate,
        payer: &str,
        (cents, currency): (i64, &str),
        text: &str,
    ) -> usize {
        let row = format!(
            "{day} | {payer} | {} | {currency} | {text} | in",
            money(cents)
        );
        self.out.payments.push(row);
        self.out.lines.push(Line {
            kind,
            pays: BTreeSet::new(),
            can_be_told: false,
        });
        self.out.lines.len() - 1
    }

    /// A line of the bill's own client.
    fn own_line(&mut self, kind: Kind, at: usize, days: u64, cents: i64, text: &str) -> usize {
        let bill = &self.bills[at];
        let (name, _, currency, _) = CLIENTS[bill.client];
        let line = self.line(
            kind,
            bill.day + Days::new(days),
            name,
            (cents, currency),
            text,
        );
        self.out.lines[line].pays.insert(at);
        self.out.lines[line].can_be_told = true;
        line
    }

    fn days(&mut self) -> u64 {
        5 + self.draw.below(50) as u64
    }

    /// What people write about an invoice whose number they write like this; small numbers are announced.
    fn text(&mut self, at: usize, number: &str) -> String {
        let bill = &self.bills[at];
        let day = bill.day.format("%d.%m.%Y");
        let contract = &bill.contract;
        let all = [
            format!("Invoice {number}"),
            format!("payment of invoice no. {number} dated {}", bill.day),
            format!("Оплата по счету № {number} от {day}"),
            format!(
                "За услуги по договору № {contract} от 12.01.2025, счет {number} от {day}. НДС не облагается"
            ),
            format!(
                "Оплата счета №{number}. Сумма {}",
                money(bill.cents).replace('.', "-")
            ),
            format!("支付发票{number}款项"),
            format!("合同{contract} 发票号：{number}"),
            number.to_owned(),
            format!("services {number} thank you"),
            format!("/RFB/{number}/URI/website"),
        ];
        let announced = if self.scheme == 3 { 7 } else { all.len() };
        all[self.draw.below(announced)].clone()
    }

    fn silent_text(&mut self) -> &'static str {
        self.draw
            .one(&["thank you", "оплата услуг", "服务费", "", "payment"])
    }

    fn pay_whole(&mut self, at: usize, kind: Kind) {
        let number = self.bills[at].number.clone();
        let text = match kind {
            Kind::Exact => self.text(at, &number),
            Kind::ZerosLost => {
                let bare = tail(self.scheme, &number).trim_start_matches('0');
                let written = self.draw.one(&["", "0", "00"]);
                self.announced(&format!("{written}{bare}"))
            }
            Kind::DigitsMangled => {
                let mangled = self.mangle(&number);
                self.text(at, &mangled)
            }
            Kind::ContractOrDay => {
                let bill = &self.bills[at];
                let day = bill.day.format("%d.%m.%Y");
                let by_day = format!("оплата по счету от {day}");
                let by_contract = format!("as agreed in contract {}", bill.contract);
                if self.draw.below(2) == 0 {
                    by_day
                } else {
                    by_contract
                }
            }
            _ => self.silent_text().to_owned(),
        };
        let (days, cents) = (self.days(), self.bills[at].cents);
        self.own_line(kind, at, days, cents, &text);
    }

    fn announced(&mut self, number: &str) -> String {
        let word = self
            .draw
            .one(&["invoice ", "inv. ", "счет № ", "сч.", "发票", "Bill no. "]);
        format!("{word}{number}")
    }

    /// Some noughts and ones of a number as letters.
    fn mangle(&mut self, number: &str) -> String {
        let tail = tail(self.scheme, number).to_owned();
        let mangled = tail.replace('0', self.draw.one(&["O", "o"]));
        let mangled = mangled.replace('1', self.draw.one(&["I", "l"]));
        // a year stays a year
        let mangled = match tail.split_once('/') {
            Some((first, year)) => format!("{}/{year}", &mangled[..first.len()]),
            None => mangled,
        };
        number.replace(&tail, &mangled)
    }

    fn pay_in_parts(&mut self, at: usize) {
        let number = self.bills[at].number.clone();
        let (days, cents) = (self.days(), self.bills[at].cents);
        let first = cents * (20 + self.draw.below(60) as i64) / 100;
        for (later, part) in [(0, first), (9, cents - first)] {
            let text = self.text(at, &number);
            self.own_line(Kind::Part, at, days + later, part, &text);
        }
    }

    /// Half of what the tolerance allows.
    fn pay_short_of_a_fee(&mut self, at: usize) {
        let number = self.bills[at].number.clone();
        let (text, days, cents) = (self.text(at, &number), self.days(), self.bills[at].cents);
        let fixed = match CLIENTS[self.bills[at].client].2 {
            "RUB" => 100_000,
            "CNY" => 10_000,
            _ => 1_000,
        };
        let fee = (cents / 200).min(fixed) / 2;
        self.own_line(Kind::Fee, at, days, cents - fee.max(1), &text);
        self.defect_by(at, days, ("short-pay", "invoices", at));
    }

    /// A defect that is there once the line is.
    fn defect_by(&mut self, at: usize, days: u64, defect: Defect) {
        if self.bills[at].day + Days::new(days) <= date(AS_OF) {
            self.out.defects.insert(defect);
        }
    }

    fn pay_too_much(&mut self, at: usize) {
        let number = self.bills[at].number.clone();
        let (text, days, cents) = (self.text(at, &number), self.days(), self.bills[at].cents);
        let more = 1_000 + self.draw.below(90_000) as i64;
        let line = self.own_line(Kind::Overpaid, at, days, cents + more, &text);
        self.defect_by(at, days, ("overpay", "payments", line));
        if self.draw.below(2) == 0 {
            let (name, _, currency, _) = CLIENTS[self.bills[at].client];
            let day = self.bills[at].day + Days::new(days + 4);
            let line = self.line(
                Kind::Refund,
                day,
                name,
                (more, currency),
                "refund of your overpayment",
            );
            let row = &mut self.out.payments[line];
            *row = row.replace("| in", "| out");
        }
    }

    fn pay_twice(&mut self, at: usize) {
        let number = self.bills[at].number.clone();
        let (text, days, cents) = (self.text(at, &number), self.days(), self.bills[at].cents);
        self.own_line(Kind::Exact, at, days, cents, &text);
        let later = days + 1 + self.draw.below(7) as u64;
        let line = self.own_line(Kind::PaidTwice, at, later, cents, &text);
        self.out.lines[line].pays.clear();
        self.defect_by(at, later, ("duplicate-payment", "payments", line));
    }

    fn pay_as(&mut self, kind: Kind, at: usize, payer: &str) -> (usize, u64) {
        let number = self.bills[at].number.clone();
        let (text, days, cents) = (self.text(at, &number), self.days(), self.bills[at].cents);
        let (currency, day) = (
            CLIENTS[self.bills[at].client].2,
            self.bills[at].day + Days::new(days),
        );
        let line = self.line(kind, day, payer, (cents, currency), &text);
        self.out.lines[line].pays.insert(at);
        self.out.lines[line].can_be_told = true;
        (line, days)
    }

    fn pay_as_stranger(&mut self, at: usize) {
        let (line, days) = self.pay_as(Kind::UnknownPayer, at, "Holding Nine");
        self.defect_by(at, days, ("unknown-payer", "payments", line));
    }

    fn pay_as_other_client(&mut self, at: usize) {
        let payer = if self.bills[at].client == 9 { 2 } else { 9 };
        let (line, days) = self.pay_as(Kind::OtherClient, at, CLIENTS[payer].0);
        self.defect_by(at, days, ("third-party-payer", "payments", line));
    }

    fn pay_as_sister(&mut self, at: usize) {
        let (name, group, ..) = CLIENTS[self.bills[at].client];
        let sister = CLIENTS
            .iter()
            .find(|other| other.1 == group && other.0 != name);
        self.pay_as(Kind::GroupPayer, at, sister.map_or(name, |sister| sister.0));
    }

    /// Of net, as the clients table says; else only the text says so.
    fn withhold(&mut self, at: usize) {
        let number = self.bills[at].number.clone();
        let (text, days, cents) = (self.text(at, &number), self.days(), self.bills[at].cents);
        let share: f64 = CLIENTS[self.bills[at].client].3.parse().unwrap_or_default();
        if share > 0.0 {
            let tax = (cents as f64 * share).round() as i64;
            self.own_line(Kind::Withheld, at, days, cents - tax, &text);
            self.defect_by(at, days, ("withholding", "invoices", at));
        } else {
            let word = self.draw.one(&[
                "less WHT 10%",
                "за вычетом удержанного налога",
                "已代扣税款",
            ]);
            let text = format!("{text} {word}");
            let line = self.own_line(Kind::WithheldUntold, at, days, cents - cents / 10, &text);
            self.defect_by(at, days, ("withholding", "payments", line));
        }
    }

    /// A cent too little or too much.
    fn pay_rounded(&mut self, at: usize) {
        let number = self.bills[at].number.clone();
        let (text, days, cents) = (self.text(at, &number), self.days(), self.bills[at].cents);
        let off = self.draw.one(&[1, -1]);
        self.own_line(Kind::Rounded, at, days, cents + off, &text);
        self.defect_by(at, days, ("rounding", "invoices", at));
    }

    /// Two percent less within ten days, as the terms give.
    fn pay_early(&mut self, at: usize) {
        let number = self.bills[at].number.clone();
        let (text, cents) = (self.text(at, &number), self.bills[at].cents);
        let days = 3 + self.draw.below(8) as u64;
        let discount = (cents as f64 * 0.02).round() as i64;
        self.own_line(Kind::Discounted, at, days, cents - discount, &text);
        self.defect_by(at, days, ("discount-taken", "invoices", at));
    }

    /// At the rates of the day of issue or of the day, short beyond both, in a currency without rates, or by another client.
    fn pay_in_other_currency(&mut self, at: usize) {
        let number = self.bills[at].number.clone();
        let (text, days, cents) = (self.text(at, &number), self.days(), self.bills[at].cents);
        let bill = &self.bills[at];
        let (client, day, paid_on) = (bill.client, bill.day, bill.day + Days::new(days));
        let (name, _, currency, _) = CLIENTS[client];
        let other = if currency == "EUR" { "USD" } else { "EUR" };
        let cents_at = |maker: &Maker, day: NaiveDate| {
            let product = cents * maker.rate(currency, day);
            (product as f64 / maker.rate(other, day) as f64).round() as i64
        };
        let (then, now) = (cents_at(self, day), cents_at(self, paid_on));
        let (kind, payer, cents, code) = match self.draw.below(10) {
            0..4 => (Kind::OtherCurrency, name, then, other),
            4..6 => (Kind::OtherCurrency, name, now, other),
            6..8 => (
                Kind::OtherCurrencyShort,
                name,
                then.min(now) * 90 / 100,
                other,
            ),
            8 => (Kind::OtherCurrencyNoRate, name, now, "GBP"),
            _ => {
                let payer = if client == 9 { 2 } else { 9 };
                (Kind::OtherCurrencyOtherClient, CLIENTS[payer].0, now, other)
            }
        };
        let line = self.line(kind, paid_on, payer, (cents, code), &text);
        self.out.lines[line].pays.insert(at);
        self.out.lines[line].can_be_told = true;
        let exchanged = ("exchange-difference", "invoices", at);
        match kind {
            Kind::OtherCurrencyNoRate => {
                self.defect_by(at, days, ("currency-missing-rate", "payments", line));
            }
            Kind::OtherCurrencyOtherClient => {
                self.defect_by(at, days, ("currency-differs", "payments", line));
            }
            Kind::OtherCurrencyShort => {
                self.defect_by(at, days, ("short-pay", "invoices", at));
                self.out.allowed.insert(exchanged);
            }
            // half a percent is more than cents
            _ if cents == then && (then - now).abs() * 200 > then => {
                self.defect_by(at, days, exchanged);
            }
            _ => {
                self.out.allowed.insert(exchanged);
            }
        }
        self.out.allowed.insert(("rounding", "invoices", at));
    }

    /// Five days before it is issued.
    fn pay_before(&mut self, at: usize) {
        let number = self.bills[at].number.clone();
        let (text, cents, day) = (
            self.text(at, &number),
            self.bills[at].cents,
            self.bills[at].day,
        );
        let line = self.own_line(Kind::Prepaid, at, 0, cents, &text);
        let before = day - Days::new(5);
        let row = &mut self.out.payments[line];
        *row = row.replacen(&day.to_string(), &before.to_string(), 1);
        if before <= date(AS_OF) && day > date(AS_OF) {
            self.out.lines[line].pays.clear();
            self.out.lines[line].can_be_told = false;
            self.out
                .defects
                .insert(("unapplied-cash", "payments", line));
        }
    }

    /// Named in one of the ways of lists, or not at all.
    fn pay_together(&mut self, bills: &[usize]) {
        let last = bills[bills.len() - 1];
        let cents = bills.iter().map(|at| self.bills[*at].cents).sum();
        let named = self.draw.below(10) < 7;
        let mut text = self.silent_text().to_owned();
        if named {
            let (joint, words) = self.draw.one(&[
                (", ", "invoices "),
                (" + ", "invoices "),
                (" и ", "счета № "),
                ("、", "发票"),
                (" and ", "invoice nos. "),
            ]);
            let short = self.draw.below(2) == 0;
            let names = bills.iter().enumerate().map(|(place, at)| {
                let number = &self.bills[*at].number;
                if short && place > 0 {
                    tail(self.scheme, number).to_owned()
                } else {
                    number.clone()
                }
            });
            text = format!("{words}{}", names.collect::<Vec<String>>().join(joint));
        }
        let kind = if named {
            Kind::SeveralNamed
        } else {
            Kind::Together
        };
        let days = self.days();
        let line = self.own_line(kind, last, days, cents, &text);
        self.out.lines[line].pays.extend(bills);
    }

    /// One client pays now and then all that is open, without a word.
    fn pay_all_due(&mut self) {
        let own: Vec<usize> = (0..self.bills.len())
            .filter(|at| self.bills[*at].client == ALL_AT_ONCE)
            .collect();
        for bills in own.chunks_exact(3) {
            let (last, after) = (bills[2], own.iter().find(|at| **at > bills[2]));
            let day = self.bills[last].day + Days::new(1);
            if after.is_some_and(|after| self.bills[*after].day <= day) {
                continue;
            }
            let cents = bills.iter().map(|at| self.bills[*at].cents).sum();
            let text = self.silent_text();
            let line = self.own_line(Kind::AllDue, last, 1, cents, text);
            self.out.lines[line].pays.extend(bills);
        }
    }

    /// Advances, and payers whom nobody knows.
    fn add_other_money(&mut self) {
        for at in 0..6 {
            let day = date("2026-05-10") + Days::new(self.draw.below(200) as u64);
            let cents = 100_003 + 7 * self.draw.below(300_000) as i64;
            let (kind, class, payer, text) = if at < 3 {
                let text = self.draw.one(&["advance", "Аванс по договору", "预付款"]);
                (Kind::Advance, "unapplied-cash", "Hazel", text)
            } else {
                (Kind::Stranger, "unknown-payer", "Somebody Else", "for you")
            };
            let line = self.line(kind, day, payer, (cents, "EUR"), text);
            if day <= date(AS_OF) {
                self.out.defects.insert((class, "payments", line));
            }
        }
    }

    /// Two bills of one client with the same amount, and one payment that may be for either.
    fn make_two_equal(&mut self) {
        for back in [9, 6] {
            let client = WITHOUT_STORY;
            let at = self.bills.len();
            let day = date("2026-06-01") + Days::new(back * 4);
            for _ in 0..2 {
                let number = number(self.scheme, self.bills.len() + 50);
                self.bills.push(Bill {
                    number,
                    client,
                    day,
                    cents: 100_000 * back as i64,
                    contract: String::new(),
                });
                let row = self.invoice_row(self.bills.len() - 1, "invoice");
                self.out.invoices.push(row);
            }
            let line = self.own_line(Kind::TwoEqual, at, 20, 100_000 * back as i64, "thank you");
            self.out.lines[line].can_be_told = false;
            self.out
                .defects
                .insert(("ambiguous-match", "payments", line));
        }
    }

    /// No other bill of the client's group has this amount.
    fn is_told_by_amount(&self, at: usize) -> bool {
        let bill = &self.bills[at];
        let group = |client: usize| {
            (
                CLIENTS[client].1,
                if CLIENTS[client].1.is_empty() {
                    client
                } else {
                    0
                },
            )
        };
        let rival = |(other, rival): (usize, &Bill)| {
            other != at && group(rival.client) == group(bill.client) && rival.cents == bill.cents
        };
        !self.bills.iter().enumerate().any(rival)
    }

    /// What is paid together without a word can be told when no other choice of bills makes the amount; what names a day or a
    /// contract, when no equal bill is of it too.
    fn tell_who_can_be_told(&mut self) {
        for line in 0..self.out.lines.len() {
            let Line { kind, pays, .. } = self.out.lines[line].clone();
            if matches!(
                kind,
                Kind::Amount | Kind::ContractOrDay | Kind::AllDue | Kind::Together
            ) {
                self.out
                    .allowed
                    .insert(("ambiguous-match", "payments", line));
            }
            if kind == Kind::ContractOrDay {
                let told = pays.iter().all(|at| self.is_told_by_amount(*at));
                self.out.lines[line].can_be_told = told;
            }
            if kind == Kind::Together {
                let told = pays.len() <= 5 && self.is_only_choice(&pays);
                self.out.lines[line].can_be_told = told;
            }
        }
    }

    /// Among all bills of the client and its group, paid or not, no other choice of up to three makes the amount.
    fn is_only_choice(&self, pays: &BTreeSet<usize>) -> bool {
        let Some(first) = pays.first() else {
            return false;
        };
        let group = |client: usize| {
            (
                CLIENTS[client].1,
                if CLIENTS[client].1.is_empty() {
                    client
                } else {
                    0
                },
            )
        };
        let of = group(self.bills[*first].client);
        let own: Vec<i64> = self
            .bills
            .iter()
            .filter(|bill| group(bill.client) == of)
            .map(|bill| bill.cents)
            .collect();
        let target: i64 = pays.iter().map(|at| self.bills[*at].cents).sum();
        let mut ways = 0;
        for one in 0..own.len() {
            ways += usize::from(own[one] == target);
            for two in one + 1..own.len() {
                ways += usize::from(own[one] + own[two] == target);
                for three in two + 1..own.len() {
                    ways += usize::from(own[one] + own[two] + own[three] == target);
                }
            }
        }
        ways == 1
    }
}
