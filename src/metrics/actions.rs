//! Agreed next steps: open, overdue or done on a day.

use chrono::NaiveDate;

use super::MetricFrame;
use super::definition::{Definition, Rests};
use super::frame::{FrameSpec, Unit};
use super::portfolio::Portfolio;
use crate::model::{Table, Tables};

const ACTIONS: &[Rests] = &[Rests::whole(Table::Actions)];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "agreed_on",
        text: "day on which the action was agreed; before it the action is not there",
        rests_on: ACTIONS,
    },
    Definition {
        name: "actions_status.due_on",
        text: "day by which the action is to be done",
        rests_on: ACTIONS,
    },
    Definition {
        name: "done_on",
        text: "day on which the action was done, up to the report's day",
        rests_on: ACTIONS,
    },
    Definition {
        name: "actions_status.days_overdue",
        text: "days from the due day of an action that is not done to the report's day; empty when it is not late",
        rests_on: ACTIONS,
    },
];

/// Agreed next steps.
pub static ACTIONS_STATUS: FrameSpec = FrameSpec::exported(
    "actions_status",
    "action",
    &[
        ("client", Unit::Text),
        ("action", Unit::Text),
        ("owner", Unit::Text),
        ("agreed_on", Unit::Date),
        ("due_on", Unit::Date),
        ("done_on", Unit::Date),
        // open, overdue, done
        ("state", Unit::Code),
        ("days_overdue", Unit::Count),
    ],
);

/// One next step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Action {
    /// Canonical name of the client.
    pub client: String,
    /// As written.
    pub action: String,
    /// Who does it.
    pub owner: String,
    /// When agreed.
    pub agreed_on: Option<NaiveDate>,
    /// When due.
    pub due_on: Option<NaiveDate>,
    /// When done.
    pub done_on: Option<NaiveDate>,
    /// Status code.
    pub status: String,
}

/// Where an action stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Past its due date and not done.
    Overdue,
    /// Not done.
    Open,
    /// Done or dropped.
    Done,
}

/// All actions, in file order.
pub fn read_actions(tables: &Tables) -> Vec<Action> {
    let rows = tables.rows(Table::Actions);
    let text = |field: &str| rows.text(field);
    let (client, action, owner) = (text("client"), text("action"), text("owner"));
    let status = text("status");
    let (agreed_on, due_on) = (rows.date("agreed_on"), rows.date("due_on"));
    let done_on = rows.date("done_on");
    let word = |words: &[Option<&str>], at: usize| words[at].unwrap_or_default().to_owned();
    (0..rows.len())
        .map(|at| Action {
            client: word(&client, at),
            action: word(&action, at),
            owner: word(&owner, at),
            agreed_on: agreed_on[at],
            due_on: due_on[at],
            done_on: done_on[at],
            status: word(&status, at),
        })
        .collect()
}

impl Action {
    /// State on a day; none before it was agreed. A status without a date stands as in the file.
    pub fn state(&self, day: NaiveDate) -> Option<State> {
        if self.agreed_on.is_some_and(|agreed| agreed > day) {
            return None;
        }
        let done = match self.done_on {
            Some(done) => done <= day,
            None => matches!(
                self.status.as_str(),
                "done" | "closed" | "completed" | "cancelled"
            ),
        };
        let late = self.due_on.is_some_and(|due| due < day);
        Some(match (done, late) {
            (true, _) => State::Done,
            (false, true) => State::Overdue,
            (false, false) => State::Open,
        })
    }
}

impl State {
    fn code(self) -> &'static str {
        match self {
            State::Overdue => "overdue",
            State::Open => "open",
            State::Done => "done",
        }
    }
}

/// The frame, by client, the overdue first, then by due date.
pub fn actions_status(portfolio: &Portfolio<'_>, actions: &[Action]) -> MetricFrame {
    let day = portfolio.scope.as_of;
    let mut listed: Vec<(State, &Action)> = actions
        .iter()
        .filter(|action| portfolio.is_outside(&action.client))
        .filter_map(|action| Some((action.state(day)?, action)))
        .collect();
    listed.sort_by_key(|(state, action)| (&action.client, *state, action.due_on, &action.action));
    let rows = listed.into_iter().map(|(state, action)| {
        let late = (state == State::Overdue).then_some(action.due_on).flatten();
        vec![
            (&action.client).into(),
            (&action.action).into(),
            (&action.owner).into(),
            action.agreed_on.into(),
            action.due_on.into(),
            action.done_on.filter(|done| *done <= day).into(),
            state.code().into(),
            late.map(|due| (day - due).num_days()).into(),
        ]
    });
    MetricFrame::of(&ACTIONS_STATUS, rows.collect())
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{day, tables};
    use super::*;

    #[test]
    fn state_on_a_day() {
        for (line, expected) in [
            ("x | 2026-09-01 | 2026-10-30 | | open", Some(State::Overdue)),
            ("x | 2026-09-01 | 2026-10-31 | | open", Some(State::Open)),
            (
                "x | 2026-09-01 | 2026-10-30 | 2026-10-31 |",
                Some(State::Done),
            ),
            (
                "x | 2026-09-01 | 2026-10-30 | 2026-11-01 | done",
                Some(State::Overdue),
            ),
            ("x | 2026-09-01 | | | done", Some(State::Done)),
            ("x | 2026-11-01 | | | open", None),
            ("x | | | |", Some(State::Open)),
        ] {
            let text = format!("action | agreed_on | due_on | done_on | status\n{line}");
            let action = read_actions(&tables(&[("actions", &text)])).remove(0);
            assert_eq!(action.state(day("2026-10-31")), expected, "{line}");
        }
    }
}
