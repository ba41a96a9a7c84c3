//! Utilization of people and teams (`metrics.md`, "Time and capacity").

use std::collections::BTreeMap;

use super::definition::{Definition, Rests};
use super::frame::{Datum, FrameRows, FrameSpec, MetricFrame, Unit};
use super::ledger::Hours;
use super::members::{Member, Staffed, Target, WHOLE};
use super::ratio::{not_available, share};
use crate::model::{Duration, Span, Table};

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "contract_hours",
        text: "weekly hours spread over the person's workdays, between first and last day of the contract",
        rests_on: &[Rests::whole(Table::People)],
    },
    Definition {
        name: "holiday_hours",
        text: "contract hours of days that are public holidays of the person's region",
        rests_on: &[Rests::within(Table::Holidays, "date")],
    },
    Definition {
        name: "leave_hours",
        text: "leave on a day, at most that day's contract hours less holiday hours; the same absence in two files counts once",
        rests_on: &[Rests::within(Table::Leave, "date")],
    },
    Definition {
        name: "net_hours",
        text: "contract hours - holiday hours - leave hours",
        rests_on: &[
            Rests::whole(Table::People),
            Rests::within(Table::Leave, "date"),
        ],
    },
    Definition {
        name: "worked_hours",
        text: "billable + client non-billable + internal hours; leave is never in it",
        rests_on: &[Rests::within(Table::Time, "date")],
    },
    Definition {
        name: "billable_hours",
        text: "hours for a client that are billable by the entry's flag; without a flag billable unless client or project is internal",
        rests_on: &[Rests::within(Table::Time, "date")],
    },
    Definition {
        name: "client_nonbillable_hours",
        text: "other hours for a client",
        rests_on: &[Rests::within(Table::Time, "date")],
    },
    Definition {
        name: "internal_hours",
        text: "hours on internal clients or projects, or without a client",
        rests_on: &[Rests::within(Table::Time, "date")],
    },
    Definition {
        name: "unaccounted_hours",
        text: "net hours - worked hours of the month, not below zero",
        rests_on: &[
            Rests::whole(Table::People),
            Rests::within(Table::Leave, "date"),
            Rests::within(Table::Time, "date"),
        ],
    },
    Definition {
        name: "overtime_hours",
        text: "worked hours - net hours of the month, not below zero",
        rests_on: &[
            Rests::whole(Table::People),
            Rests::within(Table::Leave, "date"),
            Rests::within(Table::Time, "date"),
        ],
    },
    Definition {
        name: "billable_utilization_net",
        text: "billable hours / net hours; a group is the ratio of its sums; n/a without capacity",
        rests_on: &[
            Rests::whole(Table::People),
            Rests::within(Table::Leave, "date"),
            Rests::within(Table::Time, "date"),
        ],
    },
    Definition {
        name: "billable_utilization_gross",
        text: "billable hours / contract hours; n/a without capacity",
        rests_on: &[
            Rests::whole(Table::People),
            Rests::within(Table::Leave, "date"),
            Rests::within(Table::Time, "date"),
        ],
    },
    Definition {
        name: "total_utilization",
        text: "worked hours / net hours; n/a without capacity",
        rests_on: &[
            Rests::whole(Table::People),
            Rests::within(Table::Leave, "date"),
            Rests::within(Table::Time, "date"),
        ],
    },
    Definition {
        name: "client_utilization",
        text: "(billable + client non-billable hours) / net hours; n/a without capacity",
        rests_on: &[
            Rests::whole(Table::People),
            Rests::within(Table::Leave, "date"),
            Rests::within(Table::Time, "date"),
        ],
    },
    Definition {
        name: "billable_mix",
        text: "billable hours / worked hours; n/a without hours",
        rests_on: &[Rests::within(Table::Time, "date")],
    },
    Definition {
        name: "target_attainment",
        text: "billable hours / (target share x net hours); a team's target is weighted by net hours; n/a without target",
        rests_on: &[
            Rests::whole(Table::People),
            Rests::within(Table::Leave, "date"),
            Rests::within(Table::Time, "date"),
        ],
    },
    Definition {
        name: "completeness",
        text: "worked hours / net hours of all employees; below the threshold the month is marked incomplete",
        rests_on: &[
            Rests::whole(Table::People),
            Rests::within(Table::Leave, "date"),
            Rests::within(Table::Time, "date"),
        ],
    },
    Definition {
        name: "target_share",
        text: "share of net hours that should be billable: of the contract period valid on the last day of the month, else of the settings; a team is weighted by net hours",
        rests_on: &[Rests::whole(Table::People)],
    },
    Definition {
        name: "people",
        text: "employees with capacity or hours in the month; freelancers and people known only from time sheets are not counted",
        rests_on: &[
            Rests::whole(Table::People),
            Rests::within(Table::Time, "date"),
        ],
    },
];

/// Hours and utilization of a person.
pub static UTILIZATION_PERSON: FrameSpec = FrameSpec::exported(
    "utilization_person",
    "person, month",
    &[
        ("month", Unit::Month),
        ("person", Unit::Text),
        ("team", Unit::Text),
        ("role", Unit::Text),
        ("contract_hours", Unit::Hours),
        ("holiday_hours", Unit::Hours),
        ("leave_hours", Unit::Hours),
        ("net_hours", Unit::Hours),
        ("worked_hours", Unit::Hours),
        ("billable_hours", Unit::Hours),
        ("client_nonbillable_hours", Unit::Hours),
        ("internal_hours", Unit::Hours),
        ("unaccounted_hours", Unit::Hours),
        ("overtime_hours", Unit::Hours),
        ("billable_utilization_net", Unit::Share),
        ("billable_utilization_net_note", Unit::Code),
        ("billable_utilization_gross", Unit::Share),
        ("billable_utilization_gross_note", Unit::Code),
        ("total_utilization", Unit::Share),
        ("total_utilization_note", Unit::Code),
        ("client_utilization", Unit::Share),
        ("client_utilization_note", Unit::Code),
        ("billable_mix", Unit::Share),
        ("billable_mix_note", Unit::Code),
        ("target_share", Unit::Share),
        ("target_share_note", Unit::Code),
        ("target_attainment", Unit::Share),
        ("target_attainment_note", Unit::Code),
        // employee, freelancer, unknown (in time only), assumed (no people table, or one without anybody's week)
        ("standing", Unit::Code),
        ("region", Unit::Text),
    ],
);

/// The same for a team, as ratios of sums; freelancers and unknown people are not in it. The row with an
/// empty team is the whole agency.
pub static UTILIZATION_TEAM: FrameSpec = FrameSpec::exported(
    "utilization_team",
    "team, month",
    &[
        ("month", Unit::Month),
        ("team", Unit::Text),
        ("people", Unit::Count),
        ("contract_hours", Unit::Hours),
        ("holiday_hours", Unit::Hours),
        ("leave_hours", Unit::Hours),
        ("net_hours", Unit::Hours),
        ("worked_hours", Unit::Hours),
        ("billable_hours", Unit::Hours),
        ("client_nonbillable_hours", Unit::Hours),
        ("internal_hours", Unit::Hours),
        ("unaccounted_hours", Unit::Hours),
        ("overtime_hours", Unit::Hours),
        ("billable_utilization_net", Unit::Share),
        ("billable_utilization_net_note", Unit::Code),
        ("billable_utilization_gross", Unit::Share),
        ("billable_utilization_gross_note", Unit::Code),
        ("total_utilization", Unit::Share),
        ("total_utilization_note", Unit::Code),
        ("client_utilization", Unit::Share),
        ("client_utilization_note", Unit::Code),
        ("billable_mix", Unit::Share),
        ("billable_mix_note", Unit::Code),
        ("target_share", Unit::Share),
        ("target_share_note", Unit::Code),
        ("target_attainment", Unit::Share),
        ("target_attainment_note", Unit::Code),
        ("completeness", Unit::Share),
        ("completeness_note", Unit::Code),
    ],
);

/// The same by role.
pub static UTILIZATION_ROLE: FrameSpec = FrameSpec::exported(
    "utilization_role",
    "role, month",
    &[
        ("month", Unit::Month),
        ("role", Unit::Text),
        ("people", Unit::Count),
        ("contract_hours", Unit::Hours),
        ("holiday_hours", Unit::Hours),
        ("leave_hours", Unit::Hours),
        ("net_hours", Unit::Hours),
        ("worked_hours", Unit::Hours),
        ("billable_hours", Unit::Hours),
        ("client_nonbillable_hours", Unit::Hours),
        ("internal_hours", Unit::Hours),
        ("unaccounted_hours", Unit::Hours),
        ("overtime_hours", Unit::Hours),
        ("billable_utilization_net", Unit::Share),
        ("billable_utilization_net_note", Unit::Code),
        ("billable_utilization_gross", Unit::Share),
        ("billable_utilization_gross_note", Unit::Code),
        ("total_utilization", Unit::Share),
        ("total_utilization_note", Unit::Code),
        ("client_utilization", Unit::Share),
        ("client_utilization_note", Unit::Code),
        ("billable_mix", Unit::Share),
        ("billable_mix_note", Unit::Code),
        ("target_share", Unit::Share),
        ("target_share_note", Unit::Code),
        ("target_attainment", Unit::Share),
        ("target_attainment_note", Unit::Code),
        ("completeness", Unit::Share),
        ("completeness_note", Unit::Code),
    ],
);

/// The frame [`UTILIZATION_PERSON`].
pub fn by_person(staffed: &[Staffed<'_>]) -> MetricFrame {
    let mut rows = FrameRows::of(&UTILIZATION_PERSON);
    for of_span in staffed {
        let month = of_span.span.to_string();
        for member in &of_span.members {
            rows.add(person_row(&month, member, of_span.has_data));
        }
    }
    rows.finish()
}

fn person_row(month: &str, member: &Member<'_>, has_data: bool) -> Vec<Datum> {
    let mut row: Vec<Datum> = Vec::with_capacity(UTILIZATION_PERSON.columns.len());
    row.extend([month, member.name, member.team, member.role].map(Datum::from));
    row.extend(hour_columns(&member.hours));
    row.extend(ratio_columns(&member.hours, has_data));
    row.extend(match member.target {
        Some(target) => [Datum::Float(target as f64 / WHOLE as f64), Datum::Null],
        None => not_available("no-target"),
    });
    let target = Target::of([member]);
    row.extend(target.attainment(has_data));
    row.push(member.standing.code().into());
    row.push(member.region.into());
    row
}

/// The frame [`UTILIZATION_TEAM`].
pub fn by_team(staffed: &[Staffed<'_>]) -> MetricFrame {
    by_group(&UTILIZATION_TEAM, |member| member.team, staffed)
}

/// The frame [`UTILIZATION_ROLE`].
pub fn by_role(staffed: &[Staffed<'_>]) -> MetricFrame {
    by_group(&UTILIZATION_ROLE, |member| member.role, staffed)
}

fn by_group(
    spec: &'static FrameSpec,
    group_of: impl for<'m> Fn(&Member<'m>) -> &'m str,
    staffed: &[Staffed<'_>],
) -> MetricFrame {
    let mut rows = Vec::new();
    for of_span in staffed {
        let mut groups: BTreeMap<&str, Vec<&Member<'_>>> = BTreeMap::new();
        for member in &of_span.members {
            // the empty group is the whole agency, so it comes first and holds everybody
            let agency = groups.entry("").or_default();
            if member.counts() {
                agency.push(member);
                let group = group_of(member);
                if !group.is_empty() {
                    groups.entry(group).or_default().push(member);
                }
            }
        }
        for (group, members) in groups {
            rows.push(group_row(of_span.span, group, &members, of_span.has_data));
        }
    }
    MetricFrame::of(spec, rows)
}

fn group_row(span: Span, group: &str, members: &[&Member<'_>], has_data: bool) -> Vec<Datum> {
    let mut hours = Hours::none();
    for member in members {
        hours.add(&member.hours);
    }
    let mut row: Vec<Datum> = vec![
        span.to_string().into(),
        group.into(),
        (members.len() as i64).into(),
    ];
    row.extend(hour_columns(&hours));
    row.extend(ratio_columns(&hours, has_data));
    let target = Target::of(members.iter().copied());
    row.extend(target.share());
    row.extend(target.attainment(has_data));
    row.extend(completeness(&hours, has_data));
    row
}

/// W / N: how much of the net time has been recorded.
fn completeness(hours: &Hours, has_data: bool) -> [Datum; 2] {
    if !has_data {
        return not_available("no-data");
    }
    share(hours.worked(), hours.net(), "no-capacity")
}

/// From contract hours to overtime.
fn hour_columns(hours: &Hours) -> Vec<Datum> {
    let capacity = hours.capacity;
    let known = |time: Duration| capacity.map(|_| time);
    vec![
        capacity.map(|hours| hours.contract).into(),
        capacity.map(|hours| hours.holiday).into(),
        capacity.map(|hours| hours.leave).into(),
        capacity.map(|hours| hours.net).into(),
        hours.worked().into(),
        hours.billable.into(),
        hours.client_nonbillable.into(),
        hours.internal.into(),
        known(hours.unaccounted).into(),
        known(hours.overtime).into(),
    ]
}

/// From billable_utilization_net to billable_mix, each with its note.
fn ratio_columns(hours: &Hours, has_data: bool) -> Vec<Datum> {
    let client = hours.billable + hours.client_nonbillable;
    let ratios = [
        (hours.billable, hours.net(), "no-capacity"),
        (hours.billable, hours.contract(), "no-capacity"),
        (hours.worked(), hours.net(), "no-capacity"),
        (client, hours.net(), "no-capacity"),
        (hours.billable, Some(hours.worked()), "no-hours"),
    ];
    ratios
        .into_iter()
        .flat_map(|(numerator, denominator, reason)| {
            if has_data {
                share(numerator, denominator, reason)
            } else {
                not_available("no-data")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Scope;
    use crate::metrics::calendar::Calendar;
    use crate::metrics::ledger::Ledger;
    use crate::metrics::members::staffed;
    use crate::metrics::people::People;
    use crate::metrics::testing::{lines, scope, tables};

    fn frames(sheets: &[(&str, &str)], scope: &Scope) -> [MetricFrame; 2] {
        let tables = tables(sheets);
        let people = People::of(&tables);
        let work = crate::metrics::testing::work(&tables, scope);
        let calendar = Calendar::of(&tables, &work, &people, scope);
        let ledger = Ledger::of(&calendar, &work, scope);
        let staffed = staffed(&ledger, &people, scope);
        [by_person(&staffed), by_team(&staffed)]
    }

    const TIME: &str = "date | person | client | duration | billable";

    /// A person's S, N, W, U, O, B / N and its note in October 2026 (22 weekdays).
    fn october(people: &str, time: &str) -> Vec<String> {
        let people = format!("person | weekly_hours | starts_on | ends_on\n{people}");
        let time = format!("{TIME}\n2026-10-01 | Other | Halden | 1 |\n{time}");
        let leave = "date | person | duration\n2026-10-06 | Ill | ";
        let sheets = [
            ("people", people.as_str()),
            ("time", &time),
            ("leave", leave),
        ];
        let [frame, _] = frames(&sheets, &scope("2026-10", "2026-10-31"));
        let columns = [
            "person",
            "contract_hours",
            "net_hours",
            "worked_hours",
            "unaccounted_hours",
            "overtime_hours",
            "billable_utilization_net",
            "billable_utilization_net_note",
            "standing",
        ];
        let mut lines = lines(&frame, &columns);
        lines.retain(|line| !line.starts_with("Other"));
        lines
    }

    #[test]
    fn edge_cases_of_a_person() {
        for (people, time, expected) in [
            (
                "Mara | 40 | |",
                "2026-10-05 | Mara | Halden | 88 |",
                "Mara | 176 | 176 | 88 | 88 | 0 | 0.5000 |  | employee",
            ),
            // over net hours: not capped
            (
                "Mara | 10 | |",
                "2026-10-05 | Mara | Halden | 66 |",
                "Mara | 44 | 44 | 66 | 0 | 22 | 1.5000 |  | employee",
            ),
            // a leaver stays in the month, work after the end counts
            (
                "Mara | 40 | | 2026-10-01",
                "2026-10-02 | Mara | Halden | 4 |",
                "Mara | 8 | 8 | 4 | 4 | 0 | 0.5000 |  | employee",
            ),
            // hours without net capacity
            (
                "Ill | 40 | 2026-10-06 | 2026-10-06",
                "2026-10-06 | Ill | Halden | 2 |",
                "Ill | 8 | 0 | 2 | 0 | 2 |  | no-capacity | employee",
            ),
            (
                "Free | 0 | |",
                "2026-10-06 | Free | Halden | 2 |",
                "Free | 0 | 0 | 2 | 0 | 2 |  | no-capacity | freelancer",
            ),
            (
                "Mara | | |",
                "2026-10-06 | Mara | Halden | 2 |",
                "Mara |  |  | 2 |  |  |  | no-capacity | employee",
            ),
            (
                "Nobody | 0 | |",
                "2026-10-06 | Stranger | Halden | 2 |",
                "Stranger |  |  | 2 |  |  |  | no-capacity | unknown",
            ),
        ] {
            assert_eq!(october(people, time), [expected], "{people}");
        }
    }

    #[test]
    fn without_a_people_table_the_settings_week_is_assumed() {
        let time =
            format!("{TIME}\n2026-10-06 | Mara | Halden | 44 |\n2026-09-01 | Ivo | Halden | 1 |");
        let [frame, teams] = frames(&[("time", &time)], &scope("2026-10", "2026-10-31"));
        let columns = [
            "person",
            "net_hours",
            "billable_utilization_net",
            "standing",
        ];
        assert_eq!(lines(&frame, &columns), ["Mara | 176 | 0.2500 | assumed"]);
        let columns = ["team", "people", "net_hours", "completeness"];
        assert_eq!(lines(&teams, &columns), [" | 1 | 176 | 0.2500"]);
    }

    #[test]
    fn a_month_in_progress_counts_days_up_to_as_of() {
        let time =
            format!("{TIME}\n2026-10-05 | Mara | Halden | 8 |\n2026-10-06 | Mara | Halden | 8 |");
        let people = "person | weekly_hours\nMara | 40";
        let sheets = [("people", people), ("time", &time)];
        let [frame, _] = frames(&sheets, &scope("2026-10", "2026-10-05"));
        let columns = ["net_hours", "worked_hours", "unaccounted_hours"];
        assert_eq!(lines(&frame, &columns), ["24 | 8 | 16"]);
    }

    #[test]
    fn a_quarter_is_the_sum_of_its_months() {
        // 22 weekdays in October, 21 in November: overtime of one month fills no gap of another
        let people = "person | weekly_hours | ends_on\nMara | 5 | 2026-11-30";
        let time =
            format!("{TIME}\n2026-10-05 | Mara | Halden | 30 |\n2026-11-05 | Mara | Halden | 11 |");
        let sheets = [("people", people), ("time", &time)];
        let [frame, _] = frames(&sheets, &scope("2026-Q4", "2026-12-31"));
        let columns = [
            "month",
            "net_hours",
            "worked_hours",
            "unaccounted_hours",
            "overtime_hours",
        ];
        let shown = lines(&frame, &columns);
        assert_eq!(shown[0], "2026-10 | 22 | 30 | 0 | 8");
        assert_eq!(shown[1], "2026-11 | 21 | 11 | 10 | 0");
        assert_eq!(
            shown.last().map(String::as_str),
            Some("2026-Q4 | 43 | 41 | 10 | 8")
        );
    }

    #[test]
    fn a_team_is_a_ratio_of_sums() {
        // 176 h at 50 % and 44 h at 100 %: 132 / 220 = 60 %, the mean of ratios would be 75 %
        let people = "person | team | weekly_hours | target_share | ends_on\n\
            Ada | Design | 40 | 0.5 |\nBen | Design | 10 | 0.75 |\nFree | Design | 0 | 0.9 |\n\
            Cyr | | 20 | |\nGone | Sales | 40 | | 2026-09-30";
        let time = format!(
            "{TIME}\n2026-10-05 | Ada | Halden | 88 | yes\n2026-10-05 | Ben | Halden | 44 | yes\n\
             2026-10-05 | Free | Halden | 50 | yes\n2026-10-05 | Cyr | Halden | 22 | no\n\
             2026-10-05 | Stranger | Halden | 10 | yes"
        );
        let sheets = [("people", people), ("time", &time)];
        let [_, teams] = frames(&sheets, &scope("2026-10", "2026-10-31"));
        let columns = [
            "team",
            "people",
            "net_hours",
            "billable_hours",
            "billable_utilization_net",
            "target_share",
            "target_attainment",
            "completeness",
        ];
        // target hours: 176 x 0.5 + 44 x 0.75 = 121 of 220; Cyr has no target
        assert_eq!(
            lines(&teams, &columns),
            [
                " | 3 | 308 | 132 | 0.4286 | 0.5500 | 1.0909 | 0.5000",
                "Design | 2 | 220 | 132 | 0.6000 | 0.5500 | 1.0909 | 0.6000",
            ]
        );
    }

    #[test]
    fn team_and_target_are_those_of_the_last_day() {
        let people = "person | team | weekly_hours | target_share | starts_on | ends_on\n\
            Ada | Design | 40 | 0.5 | | 2026-10-14\nAda | Brand | 40 | 0 | 2026-10-15 |";
        let time = format!("{TIME}\n2026-10-05 | Ada | Halden | 88 | yes");
        let sheets = [("people", people), ("time", &time)];
        let [persons, teams] = frames(&sheets, &scope("2026-10", "2026-10-31"));
        let columns = [
            "team",
            "target_share",
            "target_attainment",
            "target_attainment_note",
        ];
        assert_eq!(lines(&persons, &columns), ["Brand | 0.0000 |  | no-target"]);
        assert_eq!(lines(&teams, &["team"]), ["", "Brand"]);
    }

    #[test]
    fn a_period_is_held_against_its_months_from_the_first_entry_on() {
        let people = "person | weekly_hours\nMara | 40";
        // October 2026 has 22 weekdays: 176 h
        let time = format!("{TIME}\n2026-10-05 | Mara | Halden | 88 |");
        let mut quarter = scope("2026-10", "2026-10-31");
        quarter.period.from = quarter.period.from.plus(-2);
        quarter.first = quarter.period.from;
        let [frame, _] = frames(&[("people", people), ("time", &time)], &quarter);
        let columns = [
            "month",
            "net_hours",
            "billable_utilization_net",
            "billable_utilization_net_note",
        ];
        assert_eq!(
            lines(&frame, &columns),
            [
                "2026-10 | 176 | 0.5000 | ",
                "2026-08..2026-10 | 176 | 0.5000 | ",
            ]
        );
        let mut scope = scope("2026-10", "2026-10-31");
        scope.first = scope.first.plus(-1);
        let [frame, _] = frames(&[("people", people), ("time", &time)], &scope);
        assert_eq!(lines(&frame, &columns), ["2026-10 | 176 | 0.5000 | "]);
    }
}
