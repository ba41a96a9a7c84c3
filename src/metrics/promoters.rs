//! Promoters to ask for a reference: by the newest answer of a contact.
//!
//! Grain: a contact with an NPS answer in the window. Asked means that an action or a contact of the client in the same
//! window has one of the words of `templates/trade.toml` (`references`) in its text; it is told for the client as a whole. Clients that are
//! lost are left out.

use chrono::{Months, NaiveDate};

use super::definition::{Definition, Rests};
use super::portfolio::Portfolio;
use super::reviews::Register;
use super::satisfaction::{Answer, newest_votes};
use super::{FrameSpec, MetricFrame, Unit};
use crate::model::Table;
use crate::model::key::fold;

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "promoters.score",
        text: "newest NPS answer of the contact in the window, {settings.nps_promoter_from} or more",
        rests_on: &[Rests::up_to(Table::Responses, "date")],
    },
    Definition {
        name: "answered_on",
        text: "day of that answer",
        rests_on: &[Rests::up_to(Table::Responses, "date")],
    },
    Definition {
        name: "asked_on",
        text: "last day in the window on which an action or a contact of the client spoke of a reference; empty when nobody asked",
        rests_on: &[
            Rests::whole(Table::Actions),
            Rests::up_to(Table::Touches, "date"),
        ],
    },
];

/// Promoters, those nobody has asked first, then the newest answer.
pub static PROMOTERS: FrameSpec = FrameSpec::exported(
    "promoters",
    "contact",
    &[
        ("client", Unit::Text),
        ("account_manager", Unit::Text),
        ("contact", Unit::Text),
        ("score", Unit::Number),
        ("answered_on", Unit::Date),
        ("comment", Unit::Text),
        ("asked", Unit::Flag),
        ("asked_on", Unit::Date),
    ],
);

/// The frame.
pub fn promoters(portfolio: &Portfolio<'_>, register: &Register) -> MetricFrame {
    let scope = portfolio.scope;
    let after = scope
        .as_of
        .checked_sub_months(Months::new(scope.settings.nps_window_months))
        .unwrap_or(NaiveDate::MIN);
    let words = &scope.words.references;
    let promoter = i64::from(scope.settings.nps_promoter_from) * 10_000;
    let mut found: Vec<(Asked, &Answer, &str)> = Vec::new();
    for (client, answers) in &register.answers {
        let account = portfolio.accounts.get(client);
        if account.is_none_or(|account| account.status == "lost") {
            continue;
        }
        let in_window: Vec<&Answer> = answers
            .iter()
            .filter(|answer| after < answer.date && answer.date <= scope.as_of)
            .collect();
        let votes = newest_votes(&in_window);
        let happy = votes.into_iter().filter(|vote| vote.score >= promoter);
        let asked = asked(register, client, (after, scope.as_of), words);
        found.extend(happy.map(|vote| (asked, vote, client.as_str())));
    }
    found.sort_by(|left, right| {
        let key = |one: &(Asked, &Answer, &str)| (one.0.known, std::cmp::Reverse(one.1.date));
        (key(left), left.2, &left.1.contact).cmp(&(key(right), right.2, &right.1.contact))
    });
    let rows = found.into_iter().map(|(asked, vote, client)| {
        let account = portfolio.accounts.get(client);
        vec![
            client.into(),
            account.map(|account| &account.manager).into(),
            vote.contact.clone().into(),
            (vote.score as f64 / 10_000.0).into(),
            vote.date.into(),
            (&vote.comment).into(),
            asked.known.into(),
            asked.on.into(),
        ]
    });
    MetricFrame::of(&PROMOTERS, rows.collect())
}

/// Whether somebody asked, and when last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Asked {
    known: bool,
    on: Option<NaiveDate>,
}

fn asked(
    register: &Register,
    client: &str,
    (after, to): (NaiveDate, NaiveDate),
    words: &[String],
) -> Asked {
    let speaks = |text: &str| {
        let text = fold(text);
        words.iter().any(|word| text.contains(word.as_str()))
    };
    let in_window = |day: NaiveDate| after < day && day <= to;
    let actions = register
        .actions
        .iter()
        .filter(|action| action.client == client && speaks(&action.action))
        .map(|action| action.agreed_on.or(action.done_on))
        .filter(|day| day.is_none_or(in_window));
    let touches = register
        .touches_of(client)
        .iter()
        .filter(|touch| in_window(touch.date) && speaks(&touch.summary))
        .map(|touch| Some(touch.date));
    let days: Vec<Option<NaiveDate>> = actions.chain(touches).collect();
    Asked {
        known: !days.is_empty(),
        on: days.into_iter().flatten().max(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    #[test]
    fn newest_answers_of_nine_and_ten_that_nobody_has_asked() {
        let responses = "date | client | contact | kind | score
            2026-09-01 | A | Ann | nps | 9\n 2026-02-01 | A | Ann | nps | 3
            2026-09-02 | A | Bob | nps | 8\n 2026-02-01 | A | Bob | nps | 10
            2026-09-03 | B | Cyd | nps | 10\n 2026-09-03 | C | Dan | nps | 10
            2026-09-03 | D | Eve | csat | 5\n 2025-10-31 | A | Fay | nps | 10\n 2026-09-03 | L | Gus | nps | 10";
        let actions = "client | action | agreed_on\n B | Ask for a case study | 2026-10-01\n A | Ask for a case study | 2026-11-01";
        let touches = "date | client | kind | summary\n 2026-10-05 | C | call | просили отзыв";
        let texts = [
            ("responses", responses),
            ("actions", actions),
            ("touches", touches),
            ("clients", "client | status\n L | lost"),
        ];
        let sample = Sample::of(&texts, "", scope("2026-10", "2026-10"));
        let found = promoters(&sample.portfolio(), &Register::of(&sample.tables));
        assert_eq!(
            shown(&found, "client contact score answered_on asked asked_on"),
            [
                "A Ann 9 2026-09-01 no -",
                "B Cyd 10 2026-09-03 yes 2026-10-01",
                "C Dan 10 2026-09-03 yes 2026-10-05",
            ]
        );
    }
}
