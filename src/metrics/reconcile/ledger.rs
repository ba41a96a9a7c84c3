//! The receivables ledger as of a day: every invoice, every bank line, and what belongs to what.
//!
//! Facts dated after the day are ignored. Links that people confirmed come first and are never touched; then
//! credit notes and bank lines in the order of their dates, each line once, by the ladder ([`super::ladder`]);
//! last what the invoice file itself says was paid, where no bank line says so. Only decided links (A, B)
//! change a balance: the cash of every other line stays in its payer's credits.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use chrono::{Days, NaiveDate};

use super::accounts::Accounts;
use super::answers::Answers;
use super::books::Books;
use super::facts::{Dated, Fact};
use super::invoices::Invoice;
use super::known::Known;
use super::links::LinksByLine;
use super::open_items::OpenItems;
use super::payments::Payment;
use super::pots::Pots;
use super::reference::{Mentions, Numbers};
use super::tolerance::Tolerance;
use super::verdict::{Confidence, Kept, Rule, Verdict};
use crate::metrics::exchange::Rates;
use crate::model::{Money, Phrase};

/// Cash that settles an invoice: a decided link.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Bank line by position; none for what only the invoice file states.
    pub payment: Option<usize>,
    /// Invoice by position.
    pub invoice: usize,
    /// Cash, in the invoice's currency.
    pub amount: Money,
    /// The same as the bank line has it, in the line's currency.
    pub paid: Money,
    /// What lacks and is let go, which settles the invoice as well; below zero where a cent too much came.
    pub fee: Money,
    /// What that is.
    pub kept: Kept,
    /// Loss by the change of exchange rates, which settles the invoice as well; a gain is below zero.
    pub exchange: Money,
    /// Why.
    pub rule: Rule,
    /// A or B.
    pub confidence: Confidence,
    /// In words.
    pub evidence: Arc<Phrase>,
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
    pub payments: Known<Payment>,
    /// Decided links.
    pub links: Vec<Arc<Link>>,
    /// Credit notes set against invoices.
    pub credit_uses: Vec<CreditUse>,
    /// Every incoming line, in the order of `payments`.
    pub lines: Vec<Arc<Line>>,
    /// Outgoing lines that gave a client's credit back.
    pub refunds: Vec<usize>,
    /// Outgoing lines to a client that no credit explains.
    pub unexplained: Vec<usize>,
    /// Answers of people, for asking again.
    pub answers: Arc<Answers>,
    pub(super) tolerance: Tolerance,
    /// Days either way, both included, within which a second equal payment is a probable duplicate.
    pub(super) duplicate_days: u64,
    /// A combination that is proven to be the only one is taken without a person's word.
    pub(super) takes_only_combination: bool,
    pub(super) rates: Arc<Rates>,
    /// By bank line: invoices of its payer that it names and that are set apart, now or later.
    pub(super) names_apart: Arc<BTreeMap<usize, Vec<usize>>>,
    /// Invoices taken as paid before the payments of the files begin, and the day: no line looks for them.
    pub(super) presumed: Arc<BTreeMap<usize, NaiveDate>>,
    /// The day of the last payment, where payments end before the report's day.
    pub(super) cash_ends: Option<NaiveDate>,
    pub(super) numbers: Arc<Numbers>,
    pub(super) pots: Arc<Pots>,
    mentions: Arc<Vec<Mentions>>,
    depth: Depth,
    /// What a ledger of balances says of everything.
    silence: Arc<Phrase>,
    /// What is open at the fact in hand.
    pub(super) items: OpenItems,
    /// Decided lines that pay something, as positions of `lines`, by pot, amount and day.
    pub(super) decided: BTreeSet<(usize, Money, NaiveDate, usize)>,
    /// Invoices that are proposed for a line that nothing decided, and would be closed by it.
    pub(super) promised: BTreeSet<usize>,
    /// Unapplied cash and credit notes so far by pot, above zero.
    pub(super) credit: Vec<Money>,
    /// Lines that people answered.
    answered: BTreeSet<usize>,
    settled: Vec<Money>,
    fees: Vec<Money>,
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
        let mut ledger = Ledger::empty(depth, books, NaiveDate::MIN);
        ledger.turn_to(as_of, books);
        ledger.take_answers();
        let known = |fact: &Dated| fact.on.is_none_or(|on| on <= as_of);
        let end = books.facts.partition_point(known);
        ledger.take_facts(&books.facts[..end], books);
        ledger.close(books);
        ledger
    }

    /// Before anything happened.
    pub(super) fn empty(depth: Depth, books: &Books, as_of: NaiveDate) -> Ledger {
        let mut ledger = Ledger {
            as_of,
            accounts: Arc::clone(&books.accounts),
            invoices: Arc::clone(&books.invoices),
            payments: Known::first(&books.payments, 0),
            numbers: Arc::clone(&books.numbers),
            mentions: Arc::clone(&books.mentions),
            answers: Arc::clone(&books.answers),
            tolerance: books.tolerance.clone(),
            duplicate_days: books.duplicate_days,
            takes_only_combination: books.takes_only_combination,
            rates: Arc::clone(&books.rates),
            names_apart: Arc::clone(&books.names_apart),
            presumed: Arc::clone(&books.presumed),
            cash_ends: books.cash_ends,
            pots: Arc::clone(&books.pots),
            depth,
            silence: Arc::default(),
            items: OpenItems::none(&books.pots),
            decided: BTreeSet::new(),
            promised: BTreeSet::new(),
            credit: vec![Money::ZERO; books.pots.len()],
            answered: BTreeSet::new(),
            settled: vec![Money::ZERO; books.invoices.len()],
            fees: vec![Money::ZERO; books.invoices.len()],
            used: vec![Money::ZERO; books.invoices.len()],
            links: Vec::new(),
            credit_uses: Vec::new(),
            lines: Vec::new(),
            refunds: Vec::new(),
            unexplained: Vec::new(),
        };
        ledger.open_credit_notes(|note| note.issued_on.is_none() && !note.is_apart_on(as_of));
        ledger
    }

    /// Makes a later day the ledger's day: its bank lines and credit notes are known.
    pub(super) fn turn_to(&mut self, day: NaiveDate, books: &Books) {
        let before = std::mem::replace(&mut self.as_of, day);
        self.payments = books.payments_up_to(day);
        let is_new = |note: &Invoice| note.issued_on.is_some_and(|on| before < on && on <= day);
        self.open_credit_notes(|note| is_new(note) && !note.is_apart_on(day));
        self.close_notes_apart(before, day);
    }

    /// What needs all facts up to the day; no line is judged after it.
    pub(super) fn close(&mut self, books: &Books) {
        self.decided = BTreeSet::new();
        self.promised = BTreeSet::new();
        self.take_cash_the_invoices_state();
        self.take_statements(books);
        self.take_presumed();
        self.lines.sort_by_key(|line| line.payment);
    }

    /// What is open of an item on a day, by all links made so far: above zero for an invoice, below for a
    /// credit note.
    pub fn open(&self, at: usize) -> Money {
        self.invoices[at].gross - self.settled[at] - self.credited(at)
    }

    /// What settled an invoice without being cash: fees and the like, and what exchange rates took.
    pub fn fees(&self, at: usize) -> Money {
        self.fees[at]
    }

    /// The day on which the money of a link came, where a bank line or the invoice file tells it.
    pub(super) fn came_on(&self, link: &Link) -> Option<NaiveDate> {
        let stated = self.invoices[link.invoice].stated;
        match link.payment {
            Some(payment) => Some(self.payments[payment].date),
            None => stated?.on,
        }
    }

    /// All that settled an invoice but credit notes.
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

    /// Decided links of each bank line.
    pub(super) fn links_by_line(&self) -> LinksByLine<'_> {
        LinksByLine::of(&self.links)
    }

    /// Positions of a client's invoices and credit notes, those without a balance included.
    pub fn invoices_of(&self, client: &str) -> Range<usize> {
        let before = |invoice: &Invoice| invoice.client.as_str() < client;
        let first = self.invoices.partition_point(before);
        let rest = &self.invoices[first..];
        first..first + rest.partition_point(|invoice| invoice.client == client)
    }

    /// What a line's text and its own column for the invoice number name, of the invoices in the balance.
    pub(super) fn mentions(&self, at: usize) -> Cow<'_, Mentions> {
        let all = &self.mentions[at];
        if all.complete_on.is_none_or(|day| day <= self.as_of) {
            return Cow::Borrowed(all);
        }
        let counts = |invoice: usize| self.counts(invoice);
        Cow::Owned(self.numbers.named_by(&self.payments[at], &counts))
    }

    /// True when proposals and words are wanted.
    pub(super) fn explains(&self) -> bool {
        self.depth == Depth::Proposals
    }

    /// Words that only a ledger with proposals needs.
    pub(super) fn why(&self, words: impl FnOnce() -> Phrase) -> Arc<Phrase> {
        if self.explains() {
            Arc::new(words())
        } else {
            Arc::clone(&self.silence)
        }
    }

    fn take_answers(&mut self) {
        for at in 0..self.payments.len() {
            if self.payments[at].outgoing {
                continue;
            }
            if let Some(verdict) = self.judge_answer(at) {
                self.answered.insert(at);
                self.enter(at, verdict);
            }
        }
    }

    /// Takes facts in their order, but for the lines that people answered.
    pub(super) fn take_facts(&mut self, facts: &[Dated], books: &Books) {
        for dated in facts {
            match dated.fact {
                Fact::Invoice(at) => self.issue(at),
                Fact::Credit(at) => self.use_credit(at, books),
                Fact::MoneyIn(at) if self.answered.contains(&at) => {}
                Fact::MoneyIn(at) => {
                    let verdict = self.judge(at);
                    self.enter(at, verdict);
                }
                Fact::MoneyOut(at) => self.refund(at),
            }
        }
    }

    fn issue(&mut self, at: usize) {
        let open = self.open(at);
        if open > Money::ZERO && self.counts(at) && !self.presumed.contains_key(&at) {
            self.items.add(at, open);
        }
    }

    /// Cash, and what closes the invoice without it.
    pub(super) fn settle(&mut self, at: usize, cash: Money, without: Money) {
        self.reprice(at, |ledger| {
            ledger.settled[at] += cash + without;
            ledger.fees[at] += without;
        });
    }

    /// Changes what is open of an invoice; it stays among the open ones while something is left.
    fn reprice(&mut self, at: usize, change: impl FnOnce(&mut Ledger)) {
        let was_open = self.items.take(at, self.open(at));
        change(self);
        let open = self.open(at);
        if was_open && open > Money::ZERO {
            self.items.add(at, open);
        }
    }

    /// Sets what is open of a credit note against what is open of an invoice, from a day on.
    pub(super) fn set_off(&mut self, credit: usize, invoice: usize, on: Option<NaiveDate>) {
        let amount = (-self.open(credit)).min(self.open(invoice));
        if amount <= Money::ZERO {
            return;
        }
        self.used[credit] -= amount;
        self.credit[self.pots.of_invoice(credit)] -= amount;
        if self.open(credit) == Money::ZERO {
            self.items.take_note(credit);
        }
        self.reprice(invoice, |ledger| ledger.used[invoice] += amount);
        self.credit_uses.push(CreditUse {
            credit,
            invoice,
            amount,
            on,
        });
    }

    /// Books a verdict and remembers its line.
    fn enter(&mut self, payment: usize, verdict: Verdict) {
        let line = self.book(payment, verdict);
        let verdict = &line.verdict;
        if verdict.confidence.decided() && !verdict.parts.is_empty() {
            let paid = &self.payments[payment];
            let pot = self.pots.of_payment(payment);
            self.decided
                .insert((pot, paid.amount, paid.date, self.lines.len()));
        }
        if !verdict.confidence.decided() && self.depth == Depth::Proposals {
            let parts = verdict.parts.iter();
            let whole = parts.filter(|part| part.cash + part.fee >= self.open(part.invoice));
            let whole: Vec<usize> = whole.map(|part| part.invoice).collect();
            self.promised.extend(whole);
        }
        self.lines.push(Arc::new(line));
    }

    /// Forgets the decided lines that no line from a day on can be a duplicate of.
    pub(super) fn forget_before(&mut self, day: NaiveDate) {
        let first = day.checked_sub_days(Days::new(self.duplicate_days));
        let first = first.unwrap_or(NaiveDate::MIN);
        self.decided.retain(|(_, _, date, _)| *date >= first);
    }

    /// Decided parts settle their invoices, what is left stays with the payer.
    pub(super) fn book(&mut self, payment: usize, verdict: Verdict) -> Line {
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
                let without = part.fee + part.exchange;
                let room = self.open(part.invoice) - without;
                let (cash, paid) = if part.paid == part.cash {
                    let cash = part.cash.min(room).min(unapplied);
                    (cash, cash)
                } else {
                    (part.cash, part.paid.min(unapplied))
                };
                self.settle(part.invoice, cash, without);
                unapplied -= paid;
                let issued = self.invoices[part.invoice].issued_on;
                self.links.push(Arc::new(Link {
                    payment: Some(payment),
                    invoice: part.invoice,
                    amount: cash,
                    paid,
                    fee: part.fee,
                    kept: part.kept,
                    exchange: part.exchange,
                    rule: verdict.rule,
                    confidence: verdict.confidence,
                    evidence: Arc::clone(&verdict.evidence),
                    on: Some(self.payments[payment].date).max(issued),
                }));
                self.use_note_for_rest(part.invoice, self.payments[payment].date);
            }
        }
        let line = Line {
            payment,
            verdict,
            unapplied,
        };
        if self.is_receivable(&line) {
            self.credit[self.pots.of_payment(payment)] += unapplied;
        }
        line
    }
}

impl Ledger {
    /// Days past due of an open invoice, zero or less when not due yet; none without a due date, when
    /// nothing is open, and for credit notes. What fell due since the payments end is nobody's delay.
    pub fn days_overdue(&self, at: usize) -> Option<i64> {
        let due = self.invoices[at].due_on?;
        let late = (self.as_of - due).num_days();
        let told = self.cash_ends.is_none_or(|ends| due <= ends);
        (self.open(at) > Money::ZERO).then(|| if told { late } else { late.min(0) })
    }

    /// Bank line, by position, and amount of each piece of unapplied cash; refunds are below zero. What is no
    /// receivable ([`Ledger::is_receivable`]) is nobody's credit.
    pub fn cash_in_credits(&self) -> impl Iterator<Item = (usize, Money)> {
        let unapplied = self
            .lines
            .iter()
            .filter(|line| line.unapplied != Money::ZERO);
        let cash = unapplied.filter(|line| self.is_receivable(line));
        let cash = cash.map(|line| (line.payment, line.unapplied));
        let back = self.refunds.iter();
        cash.chain(back.map(|at| (*at, -self.payments[*at].amount)))
    }

    /// Money of people and firms of the agency that pays no invoice.
    pub(super) fn is_of_ours(&self, line: &Line) -> bool {
        let fits_nothing = line.verdict.rule == Rule::Unmatched;
        self.payments[line.payment].is_own && fits_nothing && line.verdict.alternatives.is_empty()
    }

    /// False for money that a person said is no receipt of a client, that nothing ties to a client or an invoice, and that pays
    /// what is older than the files: none of it is in a balance.
    pub fn is_receivable(&self, line: &Line) -> bool {
        let is_client = self.payments[line.payment].client.is_some();
        match line.verdict.rule {
            Rule::BeforeFiles => false,
            Rule::Refused => is_client,
            Rule::Unmatched => is_client || !line.verdict.alternatives.is_empty(),
            _ => true,
        }
    }
}
