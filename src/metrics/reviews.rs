//! Account reviews: cadence, last contact, and the state of answers, goals, actions and risks of each client.
//!
//! next due = last review + cadence, or since + cadence when never reviewed (`metrics.md`, "Account review").

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::accounts::Account;
use super::actions::{Action, State, read_actions};
use super::campaign_goals::on_track;
use super::campaigns::Campaigns;
use super::definition::{Definition, Rests};
use super::goals::{Goal, read_goals};
use super::known::pair;
use super::portfolio::Portfolio;
use super::risks::{Risk, read_risks};
use super::satisfaction::{Answer, Satisfaction, read_answers};
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Settings, Table, Tables};

const ANSWERS: &[Rests] = &[Rests::up_to(Table::Responses, "date")];
const REVIEWED: &[Rests] = &[
    Rests::up_to(Table::Touches, "date"),
    Rests::whole(Table::Clients),
];
const CONTACTS: &[Rests] = &[Rests::up_to(Table::Touches, "date")];
const GOALS: &[Rests] = &[Rests::whole(Table::Goals)];
/// Goals, and what campaigns brought for them.
pub(super) const TRACKED: &[Rests] = &[
    Rests::whole(Table::Goals),
    Rests::up_to(Table::Results, "date"),
];
const ACTIONS: &[Rests] = &[Rests::whole(Table::Actions)];
const RISKS: &[Rests] = &[Rests::whole(Table::Risks)];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "nps",
        text: "share of {settings.nps_promoter_from}-10 less share of 0-{settings.nps_detractor_to}, newest answer of each contact in the window of {settings.nps_window_months} months, -100 to 100; n/a below {settings.nps_min_answers} answers",
        rests_on: ANSWERS,
    },
    Definition {
        name: "nps_low",
        text: "lower end of the 95 % interval of the NPS: score - 1.96 x sqrt((p + d - (p - d)^2) / n)",
        rests_on: ANSWERS,
    },
    Definition {
        name: "nps_high",
        text: "upper end of the 95 % interval of the NPS",
        rests_on: ANSWERS,
    },
    Definition {
        name: "responses",
        text: "contacts with an NPS answer in the window",
        rests_on: ANSWERS,
    },
    Definition {
        name: "promoters",
        text: "contacts whose newest NPS answer in the window is {settings.nps_promoter_from} or more",
        rests_on: ANSWERS,
    },
    Definition {
        name: "detractors",
        text: "contacts whose newest NPS answer in the window is 0 to {settings.nps_detractor_to}",
        rests_on: ANSWERS,
    },
    Definition {
        name: "csat",
        text: "answers from {settings.csat_satisfied_from} of 5 on / all answers in the window",
        rests_on: ANSWERS,
    },
    Definition {
        name: "csat_low",
        text: "lower end of the 95 % interval of CSAT (Wilson), wide when answers are few",
        rests_on: ANSWERS,
    },
    Definition {
        name: "csat_high",
        text: "upper end of the 95 % interval of CSAT (Wilson)",
        rests_on: ANSWERS,
    },
    Definition {
        name: "csat_satisfied",
        text: "CSAT answers from {settings.csat_satisfied_from} on in the window",
        rests_on: ANSWERS,
    },
    Definition {
        name: "csat_responses",
        text: "all CSAT answers in the window",
        rests_on: ANSWERS,
    },
    Definition {
        name: "answers",
        text: "contacts with an NPS answer + CSAT answers in the window",
        rests_on: ANSWERS,
    },
    Definition {
        name: "last_review_on",
        text: "day of the last contact up to the report's day whose kind is a review",
        rests_on: CONTACTS,
    },
    Definition {
        name: "next_review_due_on",
        text: "last review + cadence of the client, else of its tier; without a review from the client's first day; empty where no client has a review",
        rests_on: REVIEWED,
    },
    Definition {
        name: "reviews.days_overdue",
        text: "days from the next review to the report's day; 0 when it is still to come",
        rests_on: REVIEWED,
    },
    Definition {
        name: "last_touch_on",
        text: "day of the last contact of any kind up to the report's day",
        rests_on: CONTACTS,
    },
    Definition {
        name: "goals_on_track",
        text: "goals whose attainment keeps up with elapsed time, within {settings.goal_slack%} points; without a figure of their own by the results of campaigns",
        rests_on: TRACKED,
    },
    Definition {
        name: "goals_total",
        text: "all goals of the client that are not cancelled",
        rests_on: GOALS,
    },
    Definition {
        name: "open_actions",
        text: "actions agreed up to the report's day and not done, overdue ones included",
        rests_on: ACTIONS,
    },
    Definition {
        name: "overdue_actions",
        text: "open actions past their due day",
        rests_on: ACTIONS,
    },
    Definition {
        name: "open_risks",
        text: "risks raised up to the report's day and not closed",
        rests_on: RISKS,
    },
];

/// Cadence and the state of goals, actions and risks.
pub static REVIEWS: FrameSpec = FrameSpec::exported(
    "reviews",
    "client",
    &[
        ("client", Unit::Text),
        ("account_manager", Unit::Text),
        ("last_review_on", Unit::Date),
        ("next_review_due_on", Unit::Date),
        ("days_overdue", Unit::Count),
        ("last_touch_on", Unit::Date),
        ("nps", Unit::Number),
        ("nps_note", Unit::Code),
        ("nps_low", Unit::Number),
        ("nps_high", Unit::Number),
        ("responses", Unit::Count),
        ("csat", Unit::Share),
        ("csat_note", Unit::Code),
        ("goals_on_track", Unit::Count),
        ("goals_total", Unit::Count),
        ("open_actions", Unit::Count),
        ("overdue_actions", Unit::Count),
        ("open_risks", Unit::Count),
        ("top_risk", Unit::Text),
        ("renewal_on", Unit::Date),
        ("next_report_on", Unit::Date),
        // the answers themselves while they are too few for a score
        ("nps_answers", Unit::Text),
        ("promoters", Unit::Count),
        ("detractors", Unit::Count),
        ("csat_low", Unit::Share),
        ("csat_high", Unit::Share),
        ("csat_satisfied", Unit::Count),
        ("csat_responses", Unit::Count),
        ("answers", Unit::Count),
    ],
);

/// Kind of a contact that is a review.
const REVIEW: &str = "review";

/// A contact with a client.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Touch {
    /// When.
    pub date: NaiveDate,
    /// Code; empty when the file does not say.
    pub kind: String,
    /// Who of us; empty when the file does not say.
    pub person: String,
    /// As written.
    pub summary: String,
}

/// Everything account managers write down, read once.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// Survey answers by client.
    pub answers: BTreeMap<String, Vec<Answer>>,
    /// Contacts by client, in file order.
    pub touches: BTreeMap<String, Vec<Touch>>,
    /// Day of the first contact of any client, and of the first one that is a review: nobody is late with what was not kept yet,
    /// nor an agency that keeps none of them.
    pub first_touch: Option<NaiveDate>,
    /// See `first_touch`.
    pub first_review: Option<NaiveDate>,
    /// Goals.
    pub goals: Vec<Goal>,
    /// What campaigns brought, for goals without a figure of their own.
    pub campaigns: Campaigns,
    /// Next steps.
    pub actions: Vec<Action>,
    /// Risks.
    pub risks: Vec<Risk>,
}

impl Register {
    /// Reads the tables; results of campaigns belong to clients, see `Campaigns::of`.
    pub fn of(tables: &Tables) -> Register {
        let touches = read_touches(tables);
        let all = || touches.values().flatten();
        let first_touch = all().map(|touch| touch.date).min();
        let reviews = all().filter(|touch| touch.kind == REVIEW);
        let first_review = reviews.map(|touch| touch.date).min();
        Register {
            answers: read_answers(tables),
            first_touch,
            first_review,
            touches,
            goals: read_goals(tables),
            actions: read_actions(tables),
            risks: read_risks(tables),
            campaigns: Campaigns::default(),
        }
    }

    /// What a client answered, up to a day.
    pub fn satisfaction(&self, client: &str, day: NaiveDate, settings: &Settings) -> Satisfaction {
        let answers = self.answers.get(client).map_or(&[][..], Vec::as_slice);
        Satisfaction::on(answers, day, settings)
    }

    /// Day of the last review up to a day.
    pub fn last_review(&self, client: &str, day: NaiveDate) -> Option<NaiveDate> {
        self.last(client, day, |touch| touch.kind == REVIEW)
    }

    /// Day of the next review: cadence after the last one, else after it became a client, but not before the first review that any
    /// client had; none where nobody keeps reviews, and for a client that left.
    pub fn next_review(&self, account: &Account, day: NaiveDate) -> Option<NaiveDate> {
        let first = self.first_review.filter(|_| account.is_served())?;
        let last = self.last_review(&account.client, day);
        let from = last.or(account.since.map(|since| since.max(first)))?;
        from.checked_add_days(Days::new(account.cadence_days.max(0) as u64))
    }

    /// Day of the last contact of any kind up to a day.
    pub fn last_touch(&self, client: &str, day: NaiveDate) -> Option<NaiveDate> {
        self.last(client, day, |_| true)
    }

    fn last(
        &self,
        client: &str,
        day: NaiveDate,
        wanted: impl Fn(&Touch) -> bool,
    ) -> Option<NaiveDate> {
        let touches = self.touches_of(client).iter();
        let held = touches.filter(|touch| touch.date <= day && wanted(touch));
        held.map(|touch| touch.date).max()
    }

    /// Contacts of a client, whatever their day.
    pub fn touches_of(&self, client: &str) -> &[Touch] {
        self.touches.get(client).map_or(&[], Vec::as_slice)
    }

    /// Goals on track, and goals whose track is known; the rest of a client's goals is in neither. A goal without a figure of
    /// its own is held against the results of campaigns.
    pub fn goals_on_track(
        &self,
        portfolio: &Portfolio<'_>,
        client: &str,
        day: NaiveDate,
    ) -> (i64, i64) {
        let settings = &portfolio.scope.settings;
        let goals = self.goals.iter().filter(|goal| goal.client == client);
        let tracks = goals.filter_map(|goal| match goal.actual {
            Some(_) => goal.on_track(day, settings),
            None => on_track(portfolio, goal, &self.campaigns, day),
        });
        let known: Vec<bool> = tracks.collect();
        let on_track = known.iter().filter(|on_track| **on_track).count();
        (on_track as i64, known.len() as i64)
    }

    /// Actions not done, and those of them past due.
    pub fn open_actions(&self, client: &str, day: NaiveDate) -> (i64, i64) {
        let actions = self.actions.iter().filter(|action| action.client == client);
        let states: Vec<State> = actions.filter_map(|action| action.state(day)).collect();
        let count = |wanted: fn(&&State) -> bool| states.iter().filter(wanted).count() as i64;
        (
            count(|state| **state != State::Done),
            count(|state| **state == State::Overdue),
        )
    }

    /// Open risks, worst first, then by name.
    pub fn open_risks(&self, client: &str, day: NaiveDate) -> Vec<&Risk> {
        let risks = self.risks.iter().filter(|risk| risk.client == client);
        let mut open: Vec<&Risk> = risks
            .filter(|risk| risk.is_open(day) == Some(true))
            .collect();
        open.sort_by(|left, right| {
            let (less, more) = (
                left.score.unwrap_or_default(),
                right.score.unwrap_or_default(),
            );
            more.total_cmp(&less).then(left.risk.cmp(&right.risk))
        });
        open
    }
}

fn read_touches(tables: &Tables) -> BTreeMap<String, Vec<Touch>> {
    let rows = tables.rows(Table::Touches);
    let (client, kind, date) = (rows.text("client"), rows.text("kind"), rows.date("date"));
    let (person, summary) = (rows.text("person"), rows.text("summary"));
    let word = |words: &[Option<&str>], at: usize| words[at].unwrap_or_default().to_owned();
    let mut touches: BTreeMap<String, Vec<Touch>> = BTreeMap::new();
    for at in 0..rows.len() {
        if let (Some(client), Some(date)) = (client[at], date[at]) {
            touches.entry(client.to_owned()).or_default().push(Touch {
                date,
                kind: word(&kind, at),
                person: word(&person, at),
                summary: word(&summary, at),
            });
        }
    }
    touches
}

/// The frame: every client that is not internal.
pub fn reviews(portfolio: &Portfolio<'_>, register: &Register) -> MetricFrame {
    let rows = portfolio
        .accounts
        .iter()
        .map(|account| row(portfolio, register, account));
    MetricFrame::of(&REVIEWS, rows.collect())
}

fn row(portfolio: &Portfolio<'_>, register: &Register, account: &Account) -> Vec<Datum> {
    let day = portfolio.scope.as_of;
    let client = account.client.as_str();
    let last = register.last_review(client, day);
    let due = register.next_review(account, day);
    let settings = &portfolio.scope.settings;
    let satisfaction = register.satisfaction(client, day, settings);
    let [nps, nps_note] = pair(satisfaction.nps);
    let [csat, csat_note] = pair(satisfaction.csat);
    let (on_track, _) = register.goals_on_track(portfolio, client, day);
    let goals = register
        .goals
        .iter()
        .filter(|goal| goal.client == client)
        .count();
    let (open_actions, overdue_actions) = register.open_actions(client, day);
    let risks = register.open_risks(client, day);
    let (promoters, detractors) = satisfaction.sides;
    let (satisfied, csat_responses) = satisfaction.satisfied;
    vec![
        client.into(),
        (&account.manager).into(),
        last.into(),
        due.into(),
        due.map(|due| (day - due).num_days().max(0)).into(),
        register.last_touch(client, day).into(),
        nps,
        nps_note,
        satisfaction.interval.map(|(low, _)| low).into(),
        satisfaction.interval.map(|(_, high)| high).into(),
        (satisfaction.votes.len() as i64).into(),
        csat,
        csat_note,
        on_track.into(),
        (goals as i64).into(),
        open_actions.into(),
        overdue_actions.into(),
        (risks.len() as i64).into(),
        risks.first().map(|risk| &risk.risk).into(),
        account.renewal_on.into(),
        account.next_report_on.into(),
        satisfaction.few_answers().into(),
        (promoters as i64).into(),
        (detractors as i64).into(),
        satisfaction.csat_interval.map(|(low, _)| low).into(),
        satisfaction.csat_interval.map(|(_, high)| high).into(),
        (satisfied as i64).into(),
        (csat_responses as i64).into(),
        ((satisfaction.votes.len() + csat_responses) as i64).into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{Sample, scope, shown};
    use super::*;

    #[test]
    fn due_after_the_last_review_else_after_the_start() {
        let tables = [
            (
                "clients",
                "client | status | tier | since\n A | active | B | 2020-01-01\n B | lost | A | 2026-10-15\n C | active | A | \n D | active | B | 2020-01-01\n Home | internal | A | 2020-01-01",
            ),
            (
                "touches",
                "client | date | kind\n A | 2026-07-01 | review\n A | 2026-11-02 | review\n A | 2026-10-20 | call\n Home | 2026-10-01 | review",
            ),
            (
                "goals",
                "client | goal | baseline | target | actual | due_on\n A | g | 0 | 10 | 10 | 2026-12-31\n A | h | 0 | | 1 | 2026-12-31",
            ),
            (
                "risks",
                "client | risk | probability | impact\n A | small | 1 | 2\n A | large | 5 | 5",
            ),
            (
                "actions",
                "client | action | due_on\n A | x | 2026-10-01\n A | y | 2026-12-01",
            ),
        ];
        let sample = Sample::of(&tables, "", scope("2026-10", "2026-10"));
        let found = reviews(&sample.portfolio(), &Register::of(&sample.tables));
        // 1 July + 90 days is 29 September
        let columns = "client last_review_on next_review_due_on days_overdue last_touch_on goals_on_track goals_total open_actions overdue_actions open_risks top_risk";
        assert_eq!(
            shown(&found, columns),
            [
                "A 2026-07-01 2026-09-29 32 2026-10-20 1 2 2 1 2 large",
                // left: nothing is due
                "B - - - - 0 0 0 0 0 -",
                "C - - - - 0 0 0 0 0 -",
                // with us for years before anybody kept reviews, the first on 1 July: 90 days later
                "D - 2026-09-29 32 - 0 0 0 0 0 -",
            ]
        );
        // calls alone: nobody keeps reviews, so none is late
        let calls = [
            tables[0],
            ("touches", "client | date | kind\n A | 2026-10-20 | call"),
        ];
        let sample = Sample::of(&calls, "", scope("2026-10", "2026-10"));
        let found = reviews(&sample.portfolio(), &Register::of(&sample.tables));
        let columns = "client next_review_due_on days_overdue last_touch_on";
        assert_eq!(
            shown(&found, columns),
            ["A - - 2026-10-20", "B - - -", "C - - -", "D - - -"]
        );
    }
}
