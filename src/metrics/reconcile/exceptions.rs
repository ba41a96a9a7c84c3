//! Everything a person should look at, worst first (classes: `peers.md` 5.6).

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::classes;
use super::invoices::Invoice;
use super::ledger::Ledger;
use crate::metrics::definition::{Definition, Rests};
use crate::metrics::frame::{FrameRows, FrameSpec, MetricFrame, Unit};
use crate::model::phrase::phrase;
use crate::model::{Money, Phrase, Problem, Severity, Span, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "exceptions.amount",
        text: "money at stake; empty where the exception is about none",
        rests_on: &[
            Rests::whole(Table::Invoices),
            Rests::whole(Table::Payments),
            Rests::whole(Table::Documents),
            Rests::whole(Table::Contracts),
            Rests::within(Table::Time, "date"),
        ],
    },
    Definition {
        name: "age_days",
        text: "as-of date - day of the fact",
        rests_on: &[
            Rests::whole(Table::Invoices),
            Rests::whole(Table::Payments),
            Rests::whole(Table::Documents),
            Rests::whole(Table::Contracts),
            Rests::within(Table::Time, "date"),
        ],
    },
];

/// Everything a person should look at, worst first.
pub static EXCEPTIONS: FrameSpec = FrameSpec::exported(
    "exceptions",
    "exception",
    &[
        ("class", Unit::Code),
        ("severity", Unit::Code),
        ("client", Unit::Text),
        ("subject", Unit::Text),
        ("amount", Unit::Money),
        ("currency", Unit::Text),
        ("detail", Unit::Phrase),
        ("source", Unit::Text),
        ("date", Unit::Date),
        ("age_days", Unit::Count),
        ("owner", Unit::Text),
        ("action", Unit::Phrase),
        // empty for what stands until somebody mends it
        ("period", Unit::Text),
    ],
);

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// Money may be lost or counted wrong.
    High,
    /// A balance or document waits for somebody.
    Medium,
    /// Good to know.
    Low,
}

impl Gravity {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Gravity::High => "high",
            Gravity::Medium => "medium",
            Gravity::Low => "low",
        }
    }
}

/// One exception; other parts of the metrics floor hand theirs in as rows too. The order of the fields is the
/// order of the list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExceptionRow {
    /// How much it matters.
    pub gravity: Gravity,
    /// Stable code of its class.
    pub class: String,
    /// Canonical name; empty without one.
    pub client: String,
    /// What it is about: an invoice, a bank line, a document.
    pub subject: String,
    /// Money at stake, in `currency`.
    pub amount: Option<Money>,
    /// ISO code; empty without an amount.
    pub currency: String,
    /// What is wrong.
    pub detail: Phrase,
    /// File, sheet and cell; empty when it is not about one row.
    pub source: String,
    /// Day it dates from.
    pub date: Option<NaiveDate>,
    /// Who should look; the client's account manager when empty.
    pub owner: String,
    /// One thing to do.
    pub action: Phrase,
}

impl ExceptionRow {
    /// True for what is of the report's period alone: what people say of it does not hold of the next one's.
    fn is_of(&self, period: Span) -> bool {
        let began = self.date.is_none_or(|day| period.first_day() <= day);
        began && classes::comes_anew(&self.class)
    }
}

/// The frame.
pub fn exceptions_frame(ledger: &Ledger, mut rows: Vec<ExceptionRow>, period: Span) -> MetricFrame {
    rows.sort();
    let span = period.to_string();
    let period_of = |row: &ExceptionRow| match row.is_of(period) {
        true => span.as_str(),
        false => "",
    };
    let mut frame = FrameRows::of(&EXCEPTIONS);
    for row in rows {
        let manager = ledger.accounts.manager(&row.client);
        let owner = if row.owner.is_empty() {
            manager
        } else {
            &row.owner
        };
        let (detail, action) = (row.detail.encode(), row.action.encode());
        frame.push([
            (&row.class).into(),
            row.gravity.code().into(),
            (&row.client).into(),
            (&row.subject).into(),
            row.amount.into(),
            (&row.currency).into(),
            detail.as_str().into(),
            (&row.source).into(),
            row.date.into(),
            row.date.map(|date| (ledger.as_of - date).num_days()).into(),
            owner.into(),
            action.as_str().into(),
            period_of(&row).into(),
        ]);
    }
    frame.finish()
}

/// Rows of invoices, payments and documents that were set aside: they are in no balance, or are counted from another file. Copies, and
/// more than a few of a file for one reason, are told once, at the first of them.
pub fn set_aside(problems: &[Problem]) -> Vec<ExceptionRow> {
    let mut alike: BTreeMap<(&str, &str, &str), Vec<&Problem>> = BTreeMap::new();
    for problem in problems {
        let table = problem.rule.split('.').next();
        let of_money = matches!(table, Some("invoices" | "payments" | "documents"));
        if of_money && problem.severity == Severity::SetAside {
            let key = (&*problem.rule, &*problem.place.file, &*problem.column);
            alike.entry(key).or_default().push(problem);
        }
    }
    let together = alike.into_values().flat_map(|problems| {
        let is_one = problems.len() > FEW_ALIKE || is_copy(problems[0]);
        let size = if is_one { problems.len() } else { 1 };
        problems
            .chunks(size)
            .map(|some| (some[0], some.len()))
            .collect::<Vec<_>>()
    });
    let told = together.map(|(first, rows)| {
        // what stands in another file too is in the balances, and what is set apart is no client's
        let gravity = match is_copy(first) || first.rule.ends_with(".set_apart") {
            true => Gravity::Low,
            false => Gravity::High,
        };
        ExceptionRow {
            gravity,
            class: "set-aside".to_owned(),
            client: String::new(),
            subject: first.rule.clone(),
            amount: None,
            currency: String::new(),
            detail: out_of_balance(first, rows),
            source: first.place.to_string(),
            date: None,
            owner: String::new(),
            action: first.hint.clone(),
        }
    });
    told.collect()
}

/// So many rows of a file may each need a look of their own; more are the fault of a column.
const FEW_ALIKE: usize = 5;

fn is_copy(problem: &Problem) -> bool {
    problem.rule.ends_with(".duplicate")
}

/// What rows that are set aside lack: the cell that could not be read, or why the whole row is in no balance.
fn out_of_balance(problem: &Problem, rows: usize) -> Phrase {
    let (column, found) = (&problem.column, &problem.found);
    match (rows, column.is_empty()) {
        (1, true) => problem.effect.clone(),
        (1, false) => phrase(
            "the row is in no balance, its {} reads {}",
            &[column, found],
        ),
        (_, true) if is_copy(problem) => phrase(
            "{} rows of this file stand in another one too and are counted once",
            &[&rows],
        ),
        (_, true) => phrase("{} rows of this file are in no balance", &[&rows]),
        (_, false) => phrase(
            "{} rows of this file are in no balance, {} of the first reads {}",
            &[&rows, column, found],
        ),
    }
}

pub(super) fn about(
    invoice: &Invoice,
    class: &str,
    gravity: Gravity,
    amount: Money,
    words: [Phrase; 2],
) -> ExceptionRow {
    let [detail, action] = words;
    ExceptionRow {
        gravity,
        class: class.to_owned(),
        client: invoice.client.clone(),
        subject: invoice.number.clone(),
        amount: Some(amount),
        currency: invoice.currency.clone(),
        detail,
        source: invoice.place.to_string(),
        date: invoice.issued_on,
        owner: String::new(),
        action,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Place;

    #[test]
    fn many_rows_that_are_set_aside_for_one_reason_are_told_once() {
        let problem = |rule: &str, column: &str, row: u32| Problem {
            place: Place {
                row,
                ..Place::of_file("a.csv")
            },
            rule: rule.to_owned(),
            severity: Severity::SetAside,
            column: column.to_owned(),
            found: "?".to_owned(),
            expected: Phrase::default(),
            hint: Phrase::default(),
            effect: Phrase::default(),
        };
        let mut problems: Vec<Problem> = (1..=9)
            .map(|row| problem("payments.duplicate", "", row))
            .collect();
        problems.extend((1..=6).map(|row| problem("invoices.net.unreadable", "Net", row)));
        problems.extend((1..=2).map(|row| problem("invoices.date.unreadable", "Date", row)));
        problems.push(problem("time.duplicate", "", 1));
        let told: Vec<String> = set_aside(&problems)
            .iter()
            .map(|one| format!("{} {}", one.gravity.code(), one.subject))
            .collect();
        assert_eq!(
            told,
            [
                "high invoices.date.unreadable",
                "high invoices.date.unreadable",
                "high invoices.net.unreadable",
                "low payments.duplicate",
            ]
        );
    }
}
