//! The receivables ledger as of a day: every invoice, every bank line, and what belongs to what.
//!
//! Facts dated after the day are ignored. Links that people confirmed come first and are never touched; then
//! credit notes and bank lines in the order of their dates, each line once, by the ladder ([`super::ladder`]);
//! last what the invoice file itself says was paid, where no bank line says so. Only decided links (A, B)
//! change a balance: the cash of every other line stays in its payer's credits.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::accounts::Accounts;
use super::answers::Answers;
use super::books::Books;
use super::invoices::Invoice;
use super::payments::Payment;
use super::reference::{Mentions, Numbers};
use super::tolerance::Tolerance;
use super::verdict::{Confidence, Rule, Verdict};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Money, Phrase};

/// Cash that settles an invoice: a decided link.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Bank line by position; none for what only the invoice file states.
    pub payment: Option<usize>,
    /// Invoice by position.
    pub invoice: usize,
    /// Cash.
    pub amount: Money,
    /// What the bank kept; settles the invoice as well.
    pub fee: Money,
    /// Why.
    pub rule: Rule,
    /// A or B.
    pub confidence: Confidence,
    /// In words.
    pub evidence: Phrase,
    /// Day from which it counts: when both the money and the invoice are there.
    pub on: Option<NaiveDate>,
}

/// A credit note set against an invoice.
#[derive(Clone, Debug, PartialEq)]
pub struct CreditUse {
    /// Credit note by position.
    pub credit: usize,
    /// Invoice by position.
    pub invoice: usize,
    /// Above zero.
    pub amount: Money,
    /// Day from which it counts.
    pub on: Option<NaiveDate>,
}

/// The ladder's word on an incoming line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Bank line by position.
    pub payment: usize,
    /// What it was taken for.
    pub verdict: Verdict,
    /// Cash that no invoice took and that stands in the payer's credits.
    pub unapplied: Money,
}

/// Everything owed and paid as of a day.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// The day.
    pub as_of: NaiveDate,
    /// Clients and payers.
    pub accounts: Arc<Accounts>,
    /// All invoices of the table, those without a balance included; sorted.
    pub invoices: Arc<Vec<Invoice>>,
    /// Bank lines up to the day; sorted.
    pub payments: Vec<Arc<Payment>>,
    /// Decided links.
    pub links: Vec<Link>,
    /// Credit notes set against invoices.
    pub credit_uses: Vec<CreditUse>,
    /// Every incoming line, in the order of `payments`.
    pub lines: Vec<Line>,
    /// Outgoing lines that gave a client's credit back.
    pub refunds: Vec<usize>,
    /// Outgoing lines to a client that no credit explains.
    pub unexplained: Vec<usize>,
    /// Answers of people, for asking again.
    pub answers: Arc<Answers>,
    pub(super) tolerance: Tolerance,
    /// Days either way, both included, within which a second equal payment is a probable duplicate.
    pub(super) duplicate_days: i64,
    pub(super) numbers: Arc<Numbers>,
    mentions: Arc<Vec<Mentions>>,
    /// Invoices issued by the fact in hand and not closed yet.
    pub(super) still_open: BTreeSet<usize>,
    settled: Vec<Money>,
    used: Vec<Money>,
}

/// How far a ledger goes: proposals cost time and change no balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// Decided links only.
    Balances,
    /// Proposals too.
    Proposals,
}

impl Ledger {
    /// Reconciles invoices and payments as of a day, proposals included.
    pub fn keep(books: &Books, as_of: NaiveDate) -> Ledger {
        Ledger::keep_to(Depth::Proposals, books, as_of)
    }

    /// The same to a chosen depth.
    pub(super) fn keep_to(depth: Depth, books: &Books, as_of: NaiveDate) -> Ledger {
        let mut ledger = Ledger {
            as_of,
            accounts: Arc::clone(&books.accounts),
            invoices: Arc::clone(&books.invoices),
            payments: books.payments_up_to(as_of),
            numbers: Arc::clone(&books.numbers),
            mentions: Arc::clone(&books.mentions),
            answers: Arc::clone(&books.answers),
            tolerance: books.tolerance.clone(),
            duplicate_days: books.duplicate_days,
            settled: vec![Money::ZERO; books.invoices.len()],
            used: vec![Money::ZERO; books.invoices.len()],
            links: Vec::new(),
            credit_uses: Vec::new(),
            lines: Vec::new(),
            refunds: Vec::new(),
            unexplained: Vec::new(),
            still_open: BTreeSet::new(),
        };
        ledger.take_answers();
        ledger.take_facts(depth);
        ledger.take_cash_the_invoices_state();
        ledger.take_statements(books);
        ledger.lines.sort_by_key(|line| line.payment);
        ledger
    }

    /// What is open of an item on a day, by all links made so far: above zero for an invoice, below for a
    /// credit note.
    pub fn open(&self, at: usize) -> Money {
        self.invoices[at].gross - self.settled[at] - self.credited(at)
    }

    /// Fees that banks kept of an invoice's cash.
    pub fn fees(&self, at: usize) -> Money {
        self.links_of(at).map(|link| link.fee).sum()
    }

    /// Cash and fees that settled an invoice.
    pub fn settled(&self, at: usize) -> Money {
        self.settled[at]
    }

    /// Credit notes set against an invoice; for a credit note, below zero, what was used of it.
    pub fn credited(&self, at: usize) -> Money {
        self.used[at]
    }

    /// True when the item is in the balance as of the ledger's day.
    pub fn counts(&self, at: usize) -> bool {
        self.invoices[at].counts_on(self.as_of)
    }

    /// Positions of all items in the balance.
    pub fn counted(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.invoices.len()).filter(|at| self.counts(*at))
    }

    /// What a line's text and its own column for the invoice number name, of the invoices in the balance.
    pub(super) fn mentions(&self, at: usize) -> Cow<'_, Mentions> {
        let all = &self.mentions[at];
        let mut named = all.known.iter().flat_map(|mention| &mention.invoices);
        if named.all(|invoice| self.counts(*invoice)) {
            return Cow::Borrowed(all);
        }
        let counts = |invoice: usize| self.counts(invoice);
        Cow::Owned(self.numbers.named_by(&self.payments[at], &counts))
    }

    /// Cash links of an invoice.
    pub fn links_of(&self, invoice: usize) -> impl Iterator<Item = &Link> {
        self.links
            .iter()
            .filter(move |link| link.invoice == invoice)
    }

    fn take_answers(&mut self) {
        for at in 0..self.payments.len() {
            if self.payments[at].outgoing {
                continue;
            }
            if let Some(verdict) = self.judge_answer(at) {
                self.enter(at, verdict);
            }
        }
    }

    /// Invoices, then credit notes, then money in, then money out of the same day.
    fn take_facts(&mut self, depth: Depth) {
        let mut facts: Vec<(Option<NaiveDate>, Fact)> = self
            .counted()
            .map(|at| {
                let invoice = &self.invoices[at];
                let fact = if invoice.credit {
                    Fact::Credit(at)
                } else {
                    Fact::Invoice(at)
                };
                (invoice.issued_on, fact)
            })
            .collect();
        let answered: BTreeSet<usize> = self.lines.iter().map(|line| line.payment).collect();
        facts.extend(
            self.payments
                .iter()
                .enumerate()
                .filter_map(|(at, payment)| {
                    let fact = if payment.outgoing {
                        Fact::MoneyOut(at)
                    } else {
                        Fact::MoneyIn(at)
                    };
                    (!answered.contains(&at)).then_some((Some(payment.date), fact))
                }),
        );
        facts.sort();
        for (_, fact) in facts {
            match fact {
                Fact::Invoice(at) => self.issue(at),
                Fact::Credit(at) => self.use_credit(at),
                Fact::MoneyIn(at) => {
                    let verdict = self.judge(at, depth);
                    self.enter(at, verdict);
                }
                Fact::MoneyOut(at) => self.refund(at),
            }
        }
    }

    fn issue(&mut self, at: usize) {
        if self.open(at) > Money::ZERO {
            self.still_open.insert(at);
        }
    }

    fn settle(&mut self, at: usize, amount: Money) {
        self.settled[at] += amount;
        self.close_if_nothing_is_open(at);
    }

    fn close_if_nothing_is_open(&mut self, at: usize) {
        if self.open(at) <= Money::ZERO {
            self.still_open.remove(&at);
        }
    }

    /// A credit note goes first to its invoice: the one whose number it carries, else the only open one of
    /// its client and currency with the same amount.
    fn use_credit(&mut self, credit: usize) {
        let note = &self.invoices[credit];
        let fits = |at: usize| {
            let invoice = &self.invoices[at];
            !invoice.credit
                && self.counts(at)
                && invoice.client == note.client
                && invoice.currency == note.currency
                && self.open(at) > Money::ZERO
        };
        let own = |at: &usize| *at != credit && fits(*at);
        let named: Vec<usize> = (0..self.invoices.len())
            .filter(|at| own(at) && carries(&note.number, &self.invoices[*at].number))
            .collect();
        let equal: Vec<usize> = (0..self.invoices.len())
            .filter(|at| own(at) && self.open(*at) == -note.gross)
            .filter(|at| self.invoices[*at].issued_on <= note.issued_on)
            .collect();
        if let ([invoice], _) | ([], [invoice]) = (named.as_slice(), equal.as_slice()) {
            let on = note.issued_on.max(self.invoices[*invoice].issued_on);
            self.set_off(credit, *invoice, on);
        }
    }

    /// Sets what is open of a credit note against what is open of an invoice, from a day on.
    fn set_off(&mut self, credit: usize, invoice: usize, on: Option<NaiveDate>) {
        let amount = (-self.open(credit)).min(self.open(invoice));
        if amount > Money::ZERO {
            self.used[credit] -= amount;
            self.used[invoice] += amount;
            self.close_if_nothing_is_open(invoice);
            self.credit_uses.push(CreditUse {
                credit,
                invoice,
                amount,
                on,
            });
        }
    }

    /// Books a verdict: decided parts settle their invoices, what is left stays with the payer.
    fn enter(&mut self, payment: usize, verdict: Verdict) {
        let mut unapplied = self.payments[payment].amount;
        if verdict.confidence.decided() {
            let credits = verdict.parts.iter().filter(|part| part.cash.is_negative());
            let credits: Vec<usize> = credits.map(|part| part.invoice).collect();
            let invoices = verdict.parts.iter().filter(|part| !part.cash.is_negative());
            for part in invoices {
                let day = Some(self.payments[payment].date);
                for credit in &credits {
                    self.set_off(*credit, part.invoice, day);
                }
                let cash = part.cash.min(self.open(part.invoice)).min(unapplied);
                let fee = part.fee;
                self.settle(part.invoice, cash + fee);
                unapplied -= cash;
                let issued = self.invoices[part.invoice].issued_on;
                self.links.push(Link {
                    payment: Some(payment),
                    invoice: part.invoice,
                    amount: cash,
                    fee,
                    rule: verdict.rule,
                    confidence: verdict.confidence,
                    evidence: verdict.evidence.clone(),
                    on: Some(self.payments[payment].date).max(issued),
                });
            }
        }
        self.lines.push(Line {
            payment,
            verdict,
            unapplied,
        });
    }

    /// Money out to a client gives back what stands in the client's credits; more than that is no refund.
    fn refund(&mut self, payment: usize) {
        let line = &self.payments[payment];
        let Some(client) = line.client.as_deref() else {
            return;
        };
        if self.credits(client, &line.currency) >= line.amount {
            self.refunds.push(payment);
        } else {
            self.unexplained.push(payment);
        }
    }

    /// Unapplied cash and credit notes of an account so far, above zero.
    fn credits(&self, account: &str, currency: &str) -> Money {
        let at_home = |payment: usize| {
            let line = &self.payments[payment];
            line.account() == account && line.currency == currency
        };
        let cash = self.lines.iter().filter(|line| at_home(line.payment));
        let cash: Money = cash.map(|line| line.unapplied).sum();
        let back = self.refunds.iter().filter(|at| at_home(**at));
        let back: Money = back.map(|at| self.payments[*at].amount).sum();
        let notes: Money = self
            .counted()
            .filter(|at| self.invoices[*at].credit)
            .filter(|at| self.invoices[*at].client == account)
            .filter(|at| self.invoices[*at].currency == currency)
            .map(|at| -self.open(at))
            .sum();
        cash + notes - back
    }

    /// A line that nothing decided is the cash of an invoice that its file marks as paid with that amount
    /// within a week of it, when each is the other's only choice.
    fn take_cash_the_invoices_state(&mut self) {
        let choices: Vec<(usize, usize)> = (0..self.lines.len())
            .filter(|line| self.lines[*line].verdict.may_be_stated())
            .flat_map(|line| self.stated_by(line).into_iter().map(move |at| (line, at)))
            .collect();
        for (line, invoice) in &choices {
            let lines = choices.iter().filter(|(other, _)| other == line).count();
            let invoices = choices.iter().filter(|(_, other)| other == invoice).count();
            if lines != 1 || invoices != 1 {
                continue;
            }
            let payment = self.lines[*line].payment;
            self.lines.remove(*line);
            let verdict = Verdict::stated(
                *invoice,
                self.open(*invoice),
                phrase(
                    "the invoice file says {} was paid on {}",
                    &[&self.invoices[*invoice].number, &self.stated_day(*invoice)],
                ),
            );
            self.enter(payment, verdict);
            return self.take_cash_the_invoices_state();
        }
    }

    fn stated_day(&self, invoice: usize) -> String {
        let day = self.invoices[invoice].stated.and_then(|stated| stated.on);
        day.map(|day| day.to_string()).unwrap_or_default()
    }

    fn stated_by(&self, line: usize) -> Vec<usize> {
        let payment = &self.payments[self.lines[line].payment];
        let Some(client) = payment.client.as_deref() else {
            return Vec::new();
        };
        self.counted()
            .filter(|at| {
                let invoice = &self.invoices[*at];
                let on_time = invoice.stated.is_some_and(|stated| {
                    stated.amount == payment.amount
                        && stated
                            .on
                            .is_some_and(|on| (on - payment.date).num_days().abs() <= 7)
                });
                on_time
                    && invoice.client == client
                    && invoice.currency == payment.currency
                    && self.settled[*at] == Money::ZERO
                    && self.open(*at) == payment.amount
            })
            .collect()
    }

    /// Without a matched bank line the invoice's own paid amount counts, when it is dated up to the day or
    /// has no date: statuses without a date stand as in the file.
    fn take_statements(&mut self, books: &Books) {
        let linked: BTreeSet<usize> = self.links.iter().map(|link| link.invoice).collect();
        let unmatched: Vec<usize> = self.counted().filter(|at| !linked.contains(at)).collect();
        for at in unmatched {
            let invoice = &self.invoices[at];
            let Some(stated) = invoice.stated else {
                continue;
            };
            if stated.on.is_some_and(|on| on > self.as_of) {
                continue;
            }
            if stated.on.is_none() && books.is_banked(at) {
                continue;
            }
            let amount = stated.amount.min(self.open(at));
            if amount <= Money::ZERO {
                continue;
            }
            let evidence = match stated.on {
                Some(on) => phrase(
                    "the invoice file says {} was paid on {}",
                    &[&invoice.number, &on],
                ),
                None => phrase(
                    "the invoice file says {} was paid, without a date",
                    &[&invoice.number],
                ),
            };
            let on = stated.on.max(invoice.issued_on);
            self.settle(at, amount);
            self.links.push(Link {
                payment: None,
                invoice: at,
                amount,
                fee: Money::ZERO,
                rule: Rule::Stated,
                confidence: Confidence::B,
                evidence,
                on,
            });
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fact {
    Invoice(usize),
    Credit(usize),
    MoneyIn(usize),
    MoneyOut(usize),
}

/// True when a credit note's number holds the whole number of an invoice beside something else: `INV-1042-CN`,
/// `CN INV-1042`. Bare digits do not count: `CN-0042` may be of a series of its own.
fn carries(note: &str, invoice: &str) -> bool {
    let (note, invoice) = (fold(note), fold(invoice));
    note != invoice
        && invoice.chars().any(char::is_alphabetic)
        && format!(" {note} ").contains(&format!(" {invoice} "))
}

impl Ledger {
    /// Days past due of an open invoice, zero or less when not due yet; none without a due date, when
    /// nothing is open, and for credit notes.
    pub fn days_overdue(&self, at: usize) -> Option<i64> {
        let due = self.invoices[at].due_on?;
        (self.open(at) > Money::ZERO).then(|| (self.as_of - due).num_days())
    }

    /// Account, currency and amount of each piece of unapplied cash; refunds are below zero. A line that a
    /// person said is for no invoice, of a payer who is no client, is nobody's credit.
    pub fn cash_in_credits(&self) -> Vec<(String, String, Money)> {
        let of = |payment: usize, amount: Money| {
            let line = &self.payments[payment];
            (line.account().to_owned(), line.currency.clone(), amount)
        };
        let cash = self
            .lines
            .iter()
            .filter(|line| line.unapplied != Money::ZERO && self.is_receivable(line))
            .map(|line| of(line.payment, line.unapplied));
        let back = self.refunds.iter();
        let back = back.map(|at| of(*at, -self.payments[*at].amount));
        cash.chain(back).collect()
    }

    /// False for money that a person said is no receipt of a client.
    pub fn is_receivable(&self, line: &Line) -> bool {
        line.verdict.rule != Rule::Refused || self.payments[line.payment].client.is_some()
    }
}
