//! When open invoices will be paid, by each client's habit, and at which stage of reminding each stands.
//!
//! A client's habit is the median of the days from issue to the day on which its closed invoices were paid off; of an even number
//! of them the later of the two in the middle. It takes three such invoices; before that, the due date is expected.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::ledger::Ledger;
use crate::metrics::definition::{Definition, Rests};
use crate::metrics::frame::{Datum, FrameRows, FrameSpec, MetricFrame, Unit};
use crate::metrics::known::{Known, TOO_FEW, pair};
use crate::model::{Money, Settings, Table};

const RESTS: &[Rests] = &[Rests::whole(Table::Invoices), Rests::whole(Table::Payments)];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "habit_days",
        text: "median of the days from issue to the last payment of the client's closed invoices; n/a for fewer than three",
        rests_on: RESTS,
    },
    Definition {
        name: "collection.expected_on",
        text: "day of issue + the client's habit, else, or where that is past and the due date is not, the due date; empty where that day is past",
        rests_on: RESTS,
    },
    Definition {
        name: "collection.outstanding",
        text: "open amount of the invoice at the as-of date",
        rests_on: RESTS,
    },
    Definition {
        name: "collection.days_overdue",
        text: "as-of date - due date; 0 when it is not past, empty without a due date",
        rests_on: RESTS,
    },
];

/// Open invoices with the day on which they are expected and the stage of reminding.
pub static COLLECTION: FrameSpec = FrameSpec::exported(
    "collection",
    "invoice",
    &[
        ("client", Unit::Text),
        ("number", Unit::Text),
        ("currency", Unit::Text),
        ("outstanding", Unit::Money),
        ("issued_on", Unit::Date),
        ("due_on", Unit::Date),
        ("days_overdue", Unit::Count),
        ("habit_days", Unit::Count),
        ("habit_days_note", Unit::Code),
        ("expected_on", Unit::Date),
        // habit, due_date, day_past
        ("expected_by", Unit::Code),
        // covered, no_due_date, no_reminder, first_reminder, second_reminder, final_notice
        ("reminder", Unit::Code),
        ("owner", Unit::Text),
        ("source", Unit::Text),
    ],
);

/// Closed invoices that make a habit.
const FEWEST: usize = 3;

/// Days from issue to payment that are usual, by client.
pub struct Habits(BTreeMap<String, Vec<i64>>);

impl Habits {
    /// As of the ledger's day, by invoices of whose money every day is told.
    pub fn of(ledger: &Ledger) -> Habits {
        let mut last: BTreeMap<usize, Option<NaiveDate>> = BTreeMap::new();
        for link in ledger.links.iter().filter(|link| link.amount > Money::ZERO) {
            let on = ledger.came_on(link);
            let known = last.entry(link.invoice).or_insert(on);
            *known = known.zip(on).map(|(one, other)| one.max(other));
        }
        let told = last.into_iter();
        let last = told.filter_map(|(at, paid)| Some((at, paid?)));
        let mut days: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for (at, paid) in last {
            let invoice = &ledger.invoices[at];
            let closed = ledger.counts(at) && ledger.open(at) <= Money::ZERO;
            if let Some(issued) = invoice.issued_on.filter(|_| closed) {
                let own = days.entry(invoice.client.clone()).or_default();
                own.push((paid - issued).num_days().max(0));
            }
        }
        days.values_mut().for_each(|own| own.sort_unstable());
        Habits(days)
    }

    /// Days that a client takes.
    pub fn days(&self, client: &str) -> Known<i64> {
        let own = self.0.get(client).filter(|own| own.len() >= FEWEST);
        own.map(|own| own[own.len() / 2]).ok_or(TOO_FEW)
    }

    /// The day on which an invoice is expected, and by what: the client's habit, else its due date. No day when that is
    /// past: nothing tells when it will come.
    pub fn expected(
        &self,
        ledger: &Ledger,
        at: usize,
    ) -> Option<(Option<NaiveDate>, &'static str)> {
        let invoice = &ledger.invoices[at];
        let by_habit = || {
            let days = u64::try_from(self.days(&invoice.client).ok()?).ok()?;
            invoice.issued_on?.checked_add_days(Days::new(days))
        };
        // nobody is late before the day that was agreed
        let to_come = invoice.due_on.is_some_and(|due| due >= ledger.as_of);
        let told = by_habit()
            .filter(|day| *day >= ledger.as_of || !to_come)
            .map(|day| (day, "habit"))
            .or(invoice.due_on.map(|day| (day, "due_date")));
        told.map(|(day, by)| match day < ledger.as_of {
            true => (None, "day_past"),
            false => (Some(day), by),
        })
    }
}

/// The frame: the latest reminders first, the oldest due dates first among them.
pub fn collection_frame(ledger: &Ledger, habits: &Habits, settings: &Settings) -> MetricFrame {
    let mut open: Vec<usize> = ledger
        .counted()
        .filter(|at| ledger.open(*at) > Money::ZERO)
        .collect();
    open.sort_by_key(|at| {
        let invoice = &ledger.invoices[*at];
        let late = ledger.days_overdue(*at).unwrap_or(i64::MIN);
        (
            std::cmp::Reverse(late),
            &invoice.client,
            &invoice.number,
            *at,
        )
    });
    let mut rows = FrameRows::of(&COLLECTION);
    let covered = ledger.covered();
    for at in open {
        rows.add(row(ledger, habits, (settings, covered.contains(&at)), at));
    }
    rows.finish()
}

fn row(
    ledger: &Ledger,
    habits: &Habits,
    (settings, covered): (&Settings, bool),
    at: usize,
) -> Vec<Datum> {
    let invoice = &ledger.invoices[at];
    let late = ledger.days_overdue(at);
    let expected = habits.expected(ledger, at);
    let mut row: Vec<Datum> = vec![
        (&invoice.client).into(),
        (&invoice.number).into(),
        (&invoice.currency).into(),
        ledger.open(at).into(),
        invoice.issued_on.into(),
        invoice.due_on.into(),
        late.map(|days| days.max(0)).into(),
    ];
    row.extend(pair(habits.days(&invoice.client)));
    row.extend([
        expected.and_then(|(day, _)| day).into(),
        expected.map(|(_, by)| by).into(),
        match covered {
            // the client has paid as much: nobody is reminded of it
            true => "covered".into(),
            false => stage(late, settings.reminder_days).into(),
        },
        ledger.accounts.manager(&invoice.client).into(),
        invoice.place.to_string().into(),
    ]);
    row
}

/// The stage of reminding, by days past due.
fn stage(late: Option<i64>, from: [u32; 3]) -> &'static str {
    let Some(late) = late else {
        return "no_due_date";
    };
    match from.iter().filter(|day| late >= i64::from(**day)).count() {
        0 => "no_reminder",
        1 => "first_reminder",
        2 => "second_reminder",
        _ => "final_notice",
    }
}

#[cfg(test)]
mod tests {
    use super::stage;

    #[test]
    fn stages_begin_on_their_day() {
        for (late, expected) in [
            (None, "no_due_date"),
            (Some(-3), "no_reminder"),
            (Some(0), "no_reminder"),
            (Some(1), "first_reminder"),
            (Some(14), "first_reminder"),
            (Some(15), "second_reminder"),
            (Some(29), "second_reminder"),
            (Some(30), "final_notice"),
        ] {
            assert_eq!(stage(late, [1, 15, 30]), expected, "{late:?}");
        }
    }
}
