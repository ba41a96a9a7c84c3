//! Goals: attainment against elapsed time.
//!
//! attainment = (actual - baseline) / (target - baseline), floored at 0, capped (settings `goal_cap`); on track when it is
//! at least the elapsed share less some points (`goal_slack`) (`metrics.md`, "Account review"). Without a baseline a goal starts at 0; one
//! that is to fall is then met or not known.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::definition::{Definition, Rests};
use super::known::{Known, NO_DATA, NO_TARGET, pair, ratio};
use super::portfolio::Portfolio;
use super::{Datum, FrameSpec, MetricFrame, Unit};
use crate::model::{Month, Settings, Table, Tables};

const GOALS: &[Rests] = &[Rests::whole(Table::Goals)];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "goals_status.baseline",
        text: "where the goal began, as the file says, in the goal's own unit",
        rests_on: GOALS,
    },
    Definition {
        name: "goals_status.target",
        text: "what is to be reached, as the file says, in the goal's own unit",
        rests_on: GOALS,
    },
    Definition {
        name: "goals_status.actual",
        text: "what is reached, as the file says, in the goal's own unit; it has no date, so it stands for every day",
        rests_on: GOALS,
    },
    Definition {
        name: "goals_status.due_on",
        text: "day by which the goal is to be reached",
        rests_on: GOALS,
    },
    Definition {
        name: "attainment",
        text: "(actual - baseline) / (target - baseline), between 0 and {settings.goal_cap%} %",
        rests_on: GOALS,
    },
    Definition {
        name: "elapsed",
        text: "days from the first day (else 1 January of the due year) to the report's day / days to the due day, at most 1",
        rests_on: GOALS,
    },
];

/// Goals with attainment.
pub static GOALS_STATUS: FrameSpec = FrameSpec::exported(
    "goals_status",
    "goal",
    &[
        ("client", Unit::Text),
        ("goal", Unit::Text),
        ("unit", Unit::Text),
        ("baseline", Unit::Number),
        ("target", Unit::Number),
        ("actual", Unit::Number),
        ("due_on", Unit::Date),
        ("attainment", Unit::Share),
        ("attainment_note", Unit::Code),
        ("elapsed", Unit::Share),
        ("on_track", Unit::Flag),
        ("channel", Unit::Text),
        // its figures are those of the campaigns: see `campaign_goals`
        ("from_campaigns", Unit::Flag),
    ],
);

/// One goal; numbers are 1/10,000.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Goal {
    /// Canonical name of the client.
    pub client: String,
    /// As written.
    pub goal: String,
    /// The channel it is a goal of, as written; empty for all of them.
    pub channel: String,
    /// As written.
    pub unit: String,
    /// Where it began.
    pub baseline: Option<i64>,
    /// Where it should end.
    pub target: Option<i64>,
    /// Where it is; as in the file, whatever the day.
    pub actual: Option<i64>,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day.
    pub due_on: Option<NaiveDate>,
    /// `increase`, `decrease`, `range`; empty when unknown.
    pub direction: String,
    /// Status code.
    pub status: String,
}

/// Guards the comparison against the last binary digit.
const DUST: f64 = 1e-9;

/// All goals but cancelled ones, in file order.
pub fn read_goals(tables: &Tables) -> Vec<Goal> {
    let rows = tables.rows(Table::Goals);
    let text = |field: &str| rows.text(field);
    let (client, goal, unit) = (text("client"), text("goal"), text("unit"));
    let channel = text("channel");
    let (direction, status) = (text("direction"), text("status"));
    let (baseline, target) = (rows.integers("baseline"), rows.integers("target"));
    let (actual, starts_on) = (rows.integers("actual"), rows.date("starts_on"));
    let due_on = rows.date("due_on");
    let word = |words: &[Option<&str>], at: usize| words[at].unwrap_or_default().to_owned();
    (0..rows.len())
        .filter(|at| status[*at] != Some("cancelled"))
        .map(|at| Goal {
            client: word(&client, at),
            goal: word(&goal, at),
            channel: word(&channel, at),
            unit: word(&unit, at),
            baseline: baseline[at],
            target: target[at],
            actual: actual[at],
            starts_on: starts_on[at],
            due_on: due_on[at],
            direction: word(&direction, at),
            status: word(&status, at),
        })
        .collect()
}

/// Of goals that have a plan for each month, those of one month; and all others.
pub fn in_month(goals: Vec<Goal>, month: Month) -> Vec<Goal> {
    let mut months: BTreeMap<GoalKey, BTreeSet<Month>> = BTreeMap::new();
    for goal in &goals {
        let months = months.entry(goal.key()).or_default();
        months.extend(goal.month());
    }
    let mut goals = goals;
    goals.retain(|goal| {
        let many = months.get(&goal.key()).is_some_and(|all| all.len() > 1);
        !many || goal.month().is_none_or(|own| own == month)
    });
    goals
}

/// Client, goal and channel, as written.
pub type GoalKey = (String, String, String);

impl Goal {
    /// What tells it from the others of a client.
    pub fn key(&self) -> GoalKey {
        (self.client.clone(), self.goal.clone(), self.channel.clone())
    }

    /// The month that is all its time.
    fn month(&self) -> Option<Month> {
        let (starts_on, due_on) = self.starts_on.zip(self.due_on)?;
        let after = due_on.succ_opt()?;
        let month = Month::of(due_on);
        (starts_on.day() == 1 && after.day() == 1 && Month::of(starts_on) == month).then_some(month)
    }

    /// 0 to the settings' cap.
    pub fn attainment(&self, settings: &Settings) -> Known<f64> {
        self.reached().map(|share| share.min(settings.goal_cap))
    }

    /// 0 and more. A goal to stay in a range (baseline to target) is met inside and loses with the distance outside.
    fn reached(&self) -> Known<f64> {
        let target = self.target.ok_or(NO_TARGET)?;
        let actual = self.actual.ok_or(NO_DATA)?;
        let falling = self.direction == "decrease";
        let baseline = match self.baseline {
            Some(baseline) => baseline,
            None if falling && actual <= target => return Ok(1.0),
            None if falling => return Err(NO_DATA),
            None => 0,
        };
        if self.direction == "range" && baseline < target {
            let outside = (baseline - actual).max(actual - target).max(0);
            let share = ratio(outside, target - baseline, NO_TARGET)?;
            return Ok((1.0 - share).max(0.0));
        }
        let share = ratio(actual - baseline, target - baseline, NO_TARGET)?;
        Ok(share.max(0.0))
    }

    /// True for a goal that is met, or whose status says that nobody works on it any more.
    pub fn is_over(&self) -> bool {
        let closed = matches!(self.status.as_str(), "done" | "missed");
        closed || self.reached().is_ok_and(|share| share >= 1.0)
    }

    /// Elapsed share of its time on a day, 0 to 1.
    pub fn elapsed(&self, day: NaiveDate) -> Option<f64> {
        let due = self.due_on?;
        let new_year = NaiveDate::from_ymd_opt(due.year(), 1, 1).expect("a year has a first day");
        let start = self.starts_on.unwrap_or(new_year);
        if day >= due {
            return Some(1.0);
        }
        let whole = (due - start).num_days();
        ratio((day - start).num_days().max(0), whole, NO_DATA).ok()
    }

    /// Whether attainment keeps up with time; none when either is not known and the goal is not met.
    pub fn on_track(&self, day: NaiveDate, settings: &Settings) -> Option<bool> {
        let attainment = self.reached().ok()?;
        match self.elapsed(day) {
            Some(elapsed) => Some(attainment >= elapsed - settings.goal_slack - DUST),
            None => (attainment >= 1.0).then_some(true),
        }
    }
}

/// The frame, by client, due date, goal and channel. `held` are the goals whose figures the campaigns tell.
pub fn goals_status(
    portfolio: &Portfolio<'_>,
    goals: &[Goal],
    held: &BTreeSet<GoalKey>,
) -> MetricFrame {
    let (day, settings) = (portfolio.scope.as_of, &portfolio.scope.settings);
    let mut goals: Vec<&Goal> = goals
        .iter()
        .filter(|goal| portfolio.is_outside(&goal.client))
        .collect();
    goals.sort_by_key(|goal| (&goal.client, goal.due_on, &goal.goal, &goal.channel));
    let rows = goals.into_iter().map(|goal| {
        let mut row = row(goal, day, settings);
        row.push(goal.channel.as_str().into());
        row.push((goal.actual.is_none() && held.contains(&goal.key())).into());
        row
    });
    MetricFrame::of(&GOALS_STATUS, rows.collect())
}

fn row(goal: &Goal, day: NaiveDate, settings: &Settings) -> Vec<Datum> {
    let [attainment, attainment_note] = pair(goal.attainment(settings));
    vec![
        (&goal.client).into(),
        (&goal.goal).into(),
        (&goal.unit).into(),
        number(goal.baseline),
        number(goal.target),
        number(goal.actual),
        goal.due_on.into(),
        attainment,
        attainment_note,
        goal.elapsed(day).into(),
        goal.on_track(day, settings).into(),
    ]
}

/// A stored quantity as a plain number.
pub fn number(quantity: Option<i64>) -> Datum {
    quantity.map(|parts| parts as f64 / 10_000.0).into()
}

#[cfg(test)]
mod tests {
    use super::super::client_samples::{day, tables};
    use super::*;

    fn goal(line: &str) -> Goal {
        let text =
            format!("goal | baseline | target | actual | starts_on | due_on | direction\n{line}");
        read_goals(&tables(&[("goals", &text)])).remove(0)
    }

    #[test]
    fn of_a_plan_for_each_month_one_month_is_told() {
        let lines = "client | goal | target | starts_on | due_on
A | leads | 10 | 2026-05-01 | 2026-05-31
A | leads | 12 | 2026-06-01 | 2026-06-30
A | calls | 5 | 2026-05-01 | 2026-05-31
A | sales | 90 | 2026-01-01 | 2026-12-31
B | leads | 7 | 2026-06-01 | 2026-06-30";
        let all = read_goals(&tables(&[("goals", lines)]));
        let told = |month: u32| {
            let goals = in_month(all.clone(), Month::new(2026, month).expect("a month"));
            let told = goals
                .into_iter()
                .map(|goal| goal.target.map(|t| t / 10_000));
            told.collect::<Option<Vec<i64>>>().expect("targets")
        };
        // a goal that stands once stays, whatever its month
        assert_eq!(told(6), [12, 5, 90, 7]);
        assert_eq!(told(5), [10, 5, 90, 7]);
        assert_eq!(told(7), [5, 90, 7]);
    }

    #[test]
    fn attainment_is_floored_and_capped() {
        for (line, expected) in [
            ("leads | 100 | 200 | 150", Ok(0.5)),
            ("leads | 100 | 200 | 90", Ok(0.0)),
            ("leads | 100 | 200 | 400", Ok(1.2)),
            ("cost | 40 | 30 | 35", Ok(0.5)),
            ("leads | | 200 | 50", Ok(0.25)),
            ("leads | 100 | 100 | 150", Err(NO_TARGET)),
            ("leads | 100 | | 150", Err(NO_TARGET)),
            ("leads | 100 | 200 | ", Err(NO_DATA)),
            ("cost | | 30 | 35 | | | decrease", Err(NO_DATA)),
            ("cost | | 30 | 25 | | | decrease", Ok(1.0)),
            ("share | 10 | 20 | 15 | | | range", Ok(1.0)),
            ("share | 10 | 20 | 25 | | | range", Ok(0.5)),
        ] {
            assert_eq!(
                goal(line).attainment(&Settings::default()),
                expected,
                "{line}"
            );
        }
    }

    #[test]
    fn on_track_within_ten_points_of_elapsed_time() {
        // 1 January to 11 April is 100 days; 20 February is the 50th day after
        let at = day("2026-02-20");
        for (line, elapsed, expected) in [
            (
                "a | 0 | 100 | 40 | 2026-01-01 | 2026-04-11",
                Some(0.5),
                Some(true),
            ),
            (
                "a | 0 | 100 | 39 | 2026-01-01 | 2026-04-11",
                Some(0.5),
                Some(false),
            ),
            ("a | 0 | 100 | 40 | | 2026-04-11", Some(0.5), Some(true)),
            (
                "a | 0 | 100 | 89 | 2026-01-01 | 2026-02-01",
                Some(1.0),
                Some(false),
            ),
            (
                "a | 0 | 100 | 0 | 2026-03-01 | 2026-04-11",
                Some(0.0),
                Some(true),
            ),
            ("a | 0 | 100 | 50", None, None),
            ("a | 0 | 100 | 100", None, Some(true)),
            ("a | 0 | | 40 | 2026-01-01 | 2026-04-11", Some(0.5), None),
        ] {
            let goal = goal(line);
            assert_eq!(
                (goal.elapsed(at), goal.on_track(at, &Settings::default())),
                (elapsed, expected),
                "{line}"
            );
        }
    }
}
