//! The weeks ahead, added up: the agency's capacity by week, and a client's plan by week.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::metrics::frame::{Datum, FrameSpec, MetricFrame, Unit};
use crate::metrics::{Metrics, Scope};
use crate::model::Duration;

use Unit::{Code, Date, Flag, Hours, Share, Text};

/// Capacity of everybody together, week by week.
pub static CAPACITY_WEEK: FrameSpec = FrameSpec::shown(
    "capacity_week",
    "week",
    &[
        ("week", Date),
        ("net_hours", Hours),
        ("firm_hours", Hours),
        ("tentative_hours", Hours),
        ("free_hours", Hours),
        ("load", Share),
        ("load_note", Code),
        ("load_with_tentative", Share),
        ("load_with_tentative_note", Code),
        ("planned", Flag),
    ],
);

/// Hours booked for a client in weeks that begin after the report date.
pub static CLIENT_PLAN: FrameSpec = FrameSpec::shown(
    "client_plan",
    "client, week",
    &[
        ("client", Text),
        ("week", Date),
        ("firm_hours", Hours),
        ("tentative_hours", Hours),
    ],
);

/// Hours of one kind in the rows of a frame, n/a as none.
fn hours(frame: &MetricFrame, column: &str) -> Vec<Duration> {
    let values = frame.values(column).into_iter();
    values
        .map(|value| match value {
            Datum::Hours(duration) => duration,
            _ => Duration::ZERO,
        })
        .collect()
}

fn weeks(frame: &MetricFrame) -> Vec<Option<NaiveDate>> {
    let values = frame.values("week").into_iter();
    values
        .map(|value| match value {
            Datum::Date(week) => Some(week),
            _ => None,
        })
        .collect()
}

/// Sums of the capacity ahead; loads are ratios of sums.
pub fn capacity_week(metrics: &Metrics) -> MetricFrame {
    let mut sums: BTreeMap<NaiveDate, [Duration; 4]> = BTreeMap::new();
    let mut planned: BTreeSet<NaiveDate> = BTreeSet::new();
    if let Some(frame) = metrics.get("capacity_ahead") {
        let parts = ["net_hours", "firm_hours", "tentative_hours", "free_hours"]
            .map(|column| hours(frame, column));
        let flags = frame.values("planned");
        for (at, week) in weeks(frame).into_iter().enumerate() {
            let Some(week) = week else { continue };
            if flags[at] == Datum::Flag(true) {
                planned.insert(week);
            }
            let sum = sums.entry(week).or_insert([Duration::ZERO; 4]);
            for (total, part) in sum.iter_mut().zip(&parts) {
                *total += part[at];
            }
        }
    }
    let rows = sums
        .into_iter()
        .map(|(week, [net, firm, tentative, free])| {
            let [load, load_note] = share(firm, net);
            let [with, with_note] = share(firm + tentative, net);
            vec![
                week.into(),
                net.into(),
                firm.into(),
                tentative.into(),
                free.into(),
                load,
                load_note,
                with,
                with_note,
                Datum::Flag(planned.contains(&week)),
            ]
        });
    MetricFrame::of(&CAPACITY_WEEK, rows.collect())
}

fn share(part: Duration, whole: Duration) -> [Datum; 2] {
    if whole == Duration::ZERO {
        return [Datum::Null, "no-capacity".into()];
    }
    [(part.0 as f64 / whole.0 as f64).into(), Datum::Null]
}

/// Bookings for clients after the report date, without the people.
pub fn client_plan(metrics: &Metrics, scope: &Scope) -> MetricFrame {
    let mut sums: BTreeMap<(String, NaiveDate), [Duration; 2]> = BTreeMap::new();
    if let Some(frame) = metrics.get("load_week") {
        let parts = ["firm_hours", "tentative_hours"].map(|column| hours(frame, column));
        let clients = frame.values("client");
        for (at, week) in weeks(frame).into_iter().enumerate() {
            let (Some(week), Datum::Text(client)) = (week, &clients[at]) else {
                continue;
            };
            let booked = parts.iter().any(|part| part[at] != Duration::ZERO);
            if client.is_empty() || week <= scope.as_of || !booked {
                continue;
            }
            let sum = sums
                .entry((client.clone(), week))
                .or_insert([Duration::ZERO; 2]);
            for (total, part) in sum.iter_mut().zip(&parts) {
                *total += part[at];
            }
        }
    }
    let rows = sums.into_iter().map(|((client, week), [firm, tentative])| {
        vec![client.into(), week.into(), firm.into(), tentative.into()]
    });
    MetricFrame::of(&CLIENT_PLAN, rows.collect())
}
