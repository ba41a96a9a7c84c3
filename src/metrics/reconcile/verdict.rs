//! What a bank line was taken for: the step that spoke, how sure it is, what it pays and why.

use std::sync::Arc;

use crate::model::{Money, Phrase};

/// A step of the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// 1: a person said so.
    Confirmed,
    /// 1: a person said that it belongs to no invoice.
    Refused,
    /// 2: number, payer and amount.
    Number,
    /// 3: several numbers, and their sum.
    Numbers,
    /// 4: number and payer, less than open.
    PartPayment,
    /// Number and payer, more than open; the rest stays in credit.
    Overpayment,
    /// 5: short by a bank fee.
    Fee,
    /// 5: short by the tax that the client is known to withhold.
    Withholding,
    /// Apart from a cent of rounding, what is open.
    Rounding,
    /// Short by the discount that the terms give for paying early.
    Discount,
    /// 6: payer, and the only open invoice of this amount.
    Amount,
    /// 9: payer, and equal invoices of one monthly series, of which the oldest is taken.
    Oldest,
    /// 7: payer, and all that is due or overdue.
    TotalDue,
    /// The invoice file says that this was paid then.
    Stated,
    /// Taken as paid before the payments in the files begin.
    Presumed,
    /// 8: payer, and the only combination of this amount.
    Subset,
    /// 9: payer, and several ways to make this amount.
    Ambiguous,
    /// A second payment of an invoice that is closed already.
    Duplicate,
    /// 10: payer, and nothing fits.
    Prepayment,
    /// Number of an invoice that is older than the files.
    BeforeFiles,
    /// 11: number of another payer's invoice.
    ThirdParty,
    /// Number of an invoice in another currency.
    OtherCurrency,
    /// Number of an invoice in another currency, and no rate for it.
    NoRate,
    /// Number that several invoices of the payer have.
    NumberTwice,
    /// 12: amount only.
    AmountOnly,
    /// 13: nothing.
    Unmatched,
}

impl Rule {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Rule::Confirmed => "confirmed",
            Rule::Refused => "refused",
            Rule::Number => "number",
            Rule::Numbers => "numbers",
            Rule::PartPayment => "part_payment",
            Rule::Overpayment => "overpayment",
            Rule::Fee => "fee",
            Rule::Withholding => "withholding",
            Rule::Rounding => "rounding",
            Rule::Discount => "discount",
            Rule::Amount => "amount",
            Rule::Oldest => "oldest_first",
            Rule::TotalDue => "total_due",
            Rule::Stated => "stated",
            Rule::Presumed => "presumed",
            Rule::Subset => "subset",
            Rule::Ambiguous => "ambiguous",
            Rule::Duplicate => "duplicate",
            Rule::Prepayment => "prepayment",
            Rule::BeforeFiles => "before_files",
            Rule::ThirdParty => "third_party",
            Rule::OtherCurrency => "other_currency",
            Rule::NoRate => "no_rate",
            Rule::NumberTwice => "number_twice",
            Rule::AmountOnly => "amount_only",
            Rule::Unmatched => "unmatched",
        }
    }
}

/// A and B are decided, C and D proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(
    missing_docs,
    reason = "the letters are the vocabulary of `peers.md` 5.3"
)]
pub enum Confidence {
    A,
    B,
    C,
    D,
}

impl Confidence {
    /// Changes balances.
    pub fn decided(self) -> bool {
        self <= Confidence::B
    }

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Confidence::A => "A",
            Confidence::B => "B",
            Confidence::C => "C",
            Confidence::D => "D",
        }
    }
}

/// What lacks of a payment that closes its invoice all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// A bank's fee.
    #[default]
    Fee,
    /// Tax withheld by the client.
    Tax,
    /// The discount for paying early.
    Discount,
    /// A cent or so, either way.
    Rounding,
}

/// What a line pays of one invoice. For a credit note that is netted, cash is below zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// By position.
    pub invoice: usize,
    /// Cash, in the invoice's currency.
    pub cash: Money,
    /// The same as the line has it, in the line's currency.
    pub paid: Money,
    /// What lacks and is let go; below zero where a cent too much came.
    pub fee: Money,
    /// What that is.
    pub kept: Kept,
    /// Loss by the change of exchange rates between issue and payment, which closes the invoice too; a gain is below zero.
    pub exchange: Money,
}

/// What a line was taken for.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The step that spoke.
    pub rule: Rule,
    /// How sure.
    pub confidence: Confidence,
    /// Invoices it pays or, when only proposed, would pay.
    pub parts: Vec<Part>,
    /// Other ways to explain it, by invoice position.
    pub alternatives: Vec<Vec<usize>>,
    /// Why, in words.
    pub evidence: Arc<Phrase>,
}

impl Verdict {
    /// Without alternatives.
    pub(super) fn new(
        rule: Rule,
        confidence: Confidence,
        parts: Vec<Part>,
        evidence: impl Into<Arc<Phrase>>,
    ) -> Verdict {
        Verdict {
            rule,
            confidence,
            parts,
            alternatives: Vec::new(),
            evidence: evidence.into(),
        }
    }

    /// The same with other ways to explain the line.
    pub(super) fn or(mut self, alternatives: Vec<Vec<usize>>) -> Verdict {
        self.alternatives = alternatives;
        self
    }

    /// An open line that the invoice file explains.
    pub(super) fn stated(invoice: usize, cash: Money, evidence: Arc<Phrase>) -> Verdict {
        let part = Part {
            invoice,
            cash,
            paid: cash,
            ..Part::default()
        };
        Verdict::new(Rule::Stated, Confidence::B, vec![part], evidence)
    }

    /// True while the invoice file may still explain the line.
    pub(super) fn may_be_stated(&self) -> bool {
        matches!(
            self.rule,
            Rule::Amount | Rule::Fee | Rule::Subset | Rule::Ambiguous | Rule::Prepayment
        ) && !self.confidence.decided()
    }
}
