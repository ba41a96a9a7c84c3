//! What does not fit in the time of a period: listed for people to look at, counted all the same.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::calendar::Calendar;
use super::internal::Internals;
use super::people::{People, Terms};
use super::rollup::{Chosen, grouped, tells_status};
use super::scope::Scope;
use super::work::Name;
use super::worked::Work;
use super::write_offs::without_reason;
use crate::model::phrase::phrase;
use crate::model::{Duration, Phrase, Tables};

/// One thing to look at. Classes: `internal-billable`, `work-before-start`, `work-after-end`,
/// `work-without-capacity`, `unknown-person`, `no-weekly-hours`, `rejected-time`, `leave-in-both`,
/// `contracts-overlap`, `two-targets`, `contracts-gap`, `write-off-without-reason`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeFinding {
    /// Stable class.
    pub class: &'static str,
    /// Canonical name; empty when an entry names nobody.
    pub person: String,
    /// Canonical name; empty where no one client is meant.
    pub client: String,
    /// The day; none for a finding about the whole period.
    pub day: Option<NaiveDate>,
    /// Hours in question.
    pub duration: Duration,
    /// For people.
    pub detail: Phrase,
}

/// Everything to look at in the scope's period up to as-of, sorted.
pub fn conflicts(
    tables: &Tables,
    work: &Work<'_>,
    people: &People,
    calendar: &Calendar<'_>,
    scope: &Scope,
) -> Vec<TimeFinding> {
    let mut findings = internal_billable(tables, scope);
    findings.extend(rejected(tables, scope));
    findings.extend(work_out_of_place(work, people, calendar, scope));
    findings.extend(people_without_capacity(work, people, scope));
    findings.extend(leave_in_both(calendar, scope));
    findings.extend(contract_seams(people, scope));
    findings.extend(two_targets(people, scope));
    findings.extend(unexplained_write_offs(tables, scope));
    findings.sort();
    findings
}

/// Entries with a billable flag that count as internal.
fn internal_billable(tables: &Tables, scope: &Scope) -> Vec<TimeFinding> {
    let internals = Internals::of(tables);
    let flagged =
        |entry: &Chosen<'_>| entry.billable == Some(true) && entry.status != Some("rejected");
    let mut sums: BTreeMap<(String, String, NaiveDate), Duration> = BTreeMap::new();
    for group in grouped(tables, days_of(scope), flagged) {
        let project = group.project.as_deref();
        let client = internals.client_of(group.client.as_deref(), project);
        if internals.is_internal(client, project) {
            let client = client.unwrap_or_default().to_owned();
            let key = (group.person.unwrap_or_default(), client, group.day);
            *sums.entry(key).or_default() += group.duration;
        }
    }
    sums.into_iter()
        .map(|((person, client, day), duration)| TimeFinding {
            class: "internal-billable",
            person,
            client,
            day: Some(day),
            duration,
            detail: phrase("marked billable, counted as internal", &[]),
        })
        .collect()
}

/// Rejected entries, per person.
fn rejected(tables: &Tables, scope: &Scope) -> Vec<TimeFinding> {
    if !tells_status(tables, "rejected") {
        return Vec::new();
    }
    let wanted = |entry: &Chosen<'_>| entry.status == Some("rejected");
    let mut sums: BTreeMap<String, (Duration, i64)> = BTreeMap::new();
    for group in grouped(tables, days_of(scope), wanted) {
        let (duration, entries) = sums.entry(group.person.unwrap_or_default()).or_default();
        *duration += group.duration;
        *entries += group.entries;
    }
    sums.into_iter()
        .map(|(person, (duration, entries))| TimeFinding {
            class: "rejected-time",
            person,
            client: String::new(),
            day: None,
            duration,
            detail: phrase("rejected entries that are in no figure: {}", &[&entries]),
        })
        .collect()
}

/// First and last day of the period.
fn days_of(scope: &Scope) -> (NaiveDate, NaiveDate) {
    (scope.period.first_day(), scope.last_day(scope.period))
}

/// Work outside of contracts, and on days without net hours. Freelancers have no days of their own.
fn work_out_of_place(
    work: &Work<'_>,
    people: &People,
    calendar: &Calendar<'_>,
    scope: &Scope,
) -> Vec<TimeFinding> {
    let mut sums: BTreeMap<(Name<'_>, Name<'_>, NaiveDate), Duration> = BTreeMap::new();
    for row in work.days_of(scope.period) {
        let key = (row.person, row.client, row.day);
        *sums.entry(key).or_default() += row.duration;
    }
    sums.into_iter()
        .map(|((person, client, day), hours)| ((person.text(), client.text(), day), hours))
        // an entry of nothing is no work
        .filter(|((person, _, _), hours)| {
            *hours != Duration::ZERO && !people.periods(person).is_empty()
        })
        .filter_map(|((person, client, day), duration)| {
            let (class, detail) = out_of_place(people, calendar, person, day)?;
            Some(TimeFinding {
                class,
                person: person.to_owned(),
                client: client.to_owned(),
                day: Some(day),
                duration,
                detail,
            })
        })
        .collect()
}

fn out_of_place(
    people: &People,
    calendar: &Calendar<'_>,
    person: &str,
    day: NaiveDate,
) -> Option<(&'static str, Phrase)> {
    if let Some(terms) = people.on(person, day) {
        let expected = terms.weekly_hours.is_some_and(|week| week > Duration::ZERO);
        return (expected && !calendar.works_on(person, day)).then(|| {
            let detail = phrase(
                "work on a day without capacity: free day, holiday or leave",
                &[],
            );
            ("work-without-capacity", detail)
        });
    }
    let ended = people
        .periods(person)
        .iter()
        .filter_map(|terms| terms.ends_on)
        .filter(|last| *last < day)
        .max();
    Some(match ended {
        Some(last) => (
            "work-after-end",
            phrase("work after the contract's end on {}", &[&last]),
        ),
        None => (
            "work-before-start",
            phrase("work before the contract's start", &[]),
        ),
    })
}

/// People in time whose contract hours nobody told.
fn people_without_capacity(work: &Work<'_>, people: &People, scope: &Scope) -> Vec<TimeFinding> {
    let mut sums: BTreeMap<Name<'_>, Duration> = BTreeMap::new();
    for row in work.days_of(scope.period) {
        *sums.entry(row.person).or_default() += row.duration;
    }
    let last = scope.last_day(scope.period);
    sums.into_iter()
        .map(|(person, hours)| (person.text(), hours))
        .filter_map(|(person, duration)| {
            let (class, detail) = match people.latest(person, last) {
                Some(terms) if terms.weekly_hours.is_some() => return None,
                Some(_) => (
                    "no-weekly-hours",
                    phrase("the people table does not say the hours of a week", &[]),
                ),
                None if people.is_empty() && !person.is_empty() => return None,
                None => (
                    "unknown-person",
                    phrase("has time but is not in the people table", &[]),
                ),
            };
            Some(TimeFinding {
                class,
                person: person.to_owned(),
                client: String::new(),
                day: None,
                duration,
                detail,
            })
        })
        .collect()
}

/// The same absence in more than one sheet.
fn leave_in_both(calendar: &Calendar<'_>, scope: &Scope) -> Vec<TimeFinding> {
    let last = scope.last_day(scope.period);
    calendar
        .leave_in_both()
        .filter(|(_, day)| scope.period.first_day() <= *day && *day <= last)
        .map(|(person, day)| TimeFinding {
            class: "leave-in-both",
            person: person.to_owned(),
            client: String::new(),
            day: Some(day),
            duration: calendar
                .capacity(person, day, day)
                .map_or(Duration::ZERO, |capacity| capacity.leave),
            detail: phrase(
                "the same absence stands in more than one sheet and counts once",
                &[],
            ),
        })
        .collect()
}

/// Contract periods of a person that overlap, or leave days between them, in the period.
fn contract_seams(people: &People, scope: &Scope) -> Vec<TimeFinding> {
    let mut findings = Vec::new();
    for person in people.names() {
        for pair in people.periods(person).windows(2) {
            if let Some((class, day, detail)) = seam(&pair[0], &pair[1], scope) {
                findings.push(TimeFinding {
                    class,
                    person: person.to_owned(),
                    client: String::new(),
                    day: Some(day),
                    duration: Duration::ZERO,
                    detail,
                });
            }
        }
    }
    findings
}

/// Two contract periods that hold on a day of the period and name two targets.
fn two_targets(people: &People, scope: &Scope) -> Vec<TimeFinding> {
    let mut findings = Vec::new();
    for person in people.names() {
        for pair in people.periods(person).windows(2) {
            let Some(("contracts-overlap", day, _)) = seam(&pair[0], &pair[1], scope) else {
                continue;
            };
            let (Some(one), Some(other)) = (pair[0].target_share, pair[1].target_share) else {
                continue;
            };
            if one == other {
                continue;
            }
            let detail = phrase(
                "two targets hold on the same day, {} and {}; that of the row that began last counts",
                &[&percent(one), &percent(other)],
            );
            findings.push(TimeFinding {
                class: "two-targets",
                person: person.to_owned(),
                client: String::new(),
                day: Some(day),
                duration: Duration::ZERO,
                detail,
            });
        }
    }
    findings
}

/// A share in 1/1,000,000 as people write it: `75 %`, `62.5 %`.
fn percent(share: i64) -> String {
    format!("{} %", share as f64 / 10_000.0)
}

/// Hours written off with no word why, by client and person.
fn unexplained_write_offs(tables: &Tables, scope: &Scope) -> Vec<TimeFinding> {
    without_reason(tables, scope)
        .into_iter()
        .map(|((client, person), duration)| TimeFinding {
            class: "write-off-without-reason",
            person,
            client,
            day: None,
            duration,
            detail: phrase(
                "{} hours written off without a word why",
                &[&duration.said()],
            ),
        })
        .collect()
}

/// Two contract periods, and whether a day of the scope's period lies in both, or in neither but between.
///
/// A period without an end is followed, not overlapped, by one that begins later; a weekend between two
/// periods is no gap.
fn seam(before: &Terms, after: &Terms, scope: &Scope) -> Option<(&'static str, NaiveDate, Phrase)> {
    let (first, last) = (scope.period.first_day(), scope.last_day(scope.period));
    let begins = after.starts_on.unwrap_or(NaiveDate::MIN);
    if before.ends_on.is_none() && before.starts_on < after.starts_on {
        return None;
    }
    let ends = before.ends_on.unwrap_or(NaiveDate::MAX);
    if begins <= ends {
        let until = ends.min(after.ends_on.unwrap_or(NaiveDate::MAX));
        let detail = phrase(
            "two contract periods hold on the same day; the later one counts",
            &[],
        );
        return (begins <= last && first <= until)
            .then(|| ("contracts-overlap", begins.max(first), detail));
    }
    let (from, until) = (ends.succ_opt()?, begins.pred_opt()?);
    let missed = from
        .max(first)
        .iter_days()
        .take_while(|day| *day <= until.min(last))
        .find(|day| before.workdays[day.weekday().num_days_from_monday() as usize])?;
    let detail = phrase("no contract from {} to {}", &[&from, &until]);
    Some(("contracts-gap", missed, detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::testing::{scope, tables};

    /// Class, person, client, day and hours of each finding, but for the one absence that is always there.
    fn found(people: &str, time: &str) -> Vec<String> {
        let people = format!("person | weekly_hours | starts_on | ends_on\n{people}");
        let time = format!("date | person | client | duration | billable | status\n{time}");
        let sheets = [
            ("clients", "client | status\nOurselves | internal"),
            ("people", people.as_str()),
            ("time", &time),
            ("holidays", "date | region\n2026-10-07 |"),
            ("leave", "date | person | duration\n2026-10-08 | Mara |"),
            (
                "leave",
                "date | person | duration\n2026-10-08 | Mara | 8\n2026-09-08 | Mara | 8",
            ),
        ];
        let (tables, scope) = (tables(&sheets), scope("2026-10", "2026-10-31"));
        let work = crate::metrics::testing::work(&tables, &scope);
        let people = People::of(&tables);
        let calendar = Calendar::of(&tables, &work, &people, &scope);
        let findings = conflicts(&tables, &work, &people, &calendar, &scope);
        let (leave, others): (Vec<_>, Vec<_>) = findings
            .into_iter()
            .partition(|finding| finding.class == "leave-in-both");
        assert_eq!(
            leave.len(),
            1,
            "the absence of October, not that of September"
        );
        others
            .into_iter()
            .map(|finding| {
                let day = finding.day.map(|day| day.to_string()).unwrap_or_default();
                let TimeFinding {
                    class,
                    person,
                    client,
                    duration,
                    ..
                } = finding;
                format!("{class} {person} {client} {day} {duration}")
            })
            .collect()
    }

    #[test]
    fn lists_what_does_not_fit() {
        let always = "Mara | 40 | |";
        for (people, time, expected) in [
            (always, "2026-10-05 | Mara | Halden | 8 | yes |", vec![]),
            (
                always,
                "2026-10-05 | Mara | Ourselves | 8 | yes |\n2026-10-06 | Mara | Ourselves | 8 | no |",
                vec!["internal-billable Mara Ourselves 2026-10-05 8.0000"],
            ),
            // nothing was worked on that Sunday
            (always, "2026-10-04 | Mara | Halden | 0 | |", vec![]),
            // a Sunday, a holiday, a day of leave
            (
                always,
                "2026-10-04 | Mara | Halden | 1 | |\n2026-10-07 | Mara | Halden | 2 | |\n\
                 2026-10-08 | Mara | Halden | 3 | |",
                vec![
                    "work-without-capacity Mara Halden 2026-10-04 1.0000",
                    "work-without-capacity Mara Halden 2026-10-07 2.0000",
                    "work-without-capacity Mara Halden 2026-10-08 3.0000",
                ],
            ),
            (
                "Mara | 40 | 2026-10-05 | 2026-10-15",
                "2026-10-02 | Mara | Halden | 1 | |\n2026-10-16 | Mara | Halden | 2 | |",
                vec![
                    "work-after-end Mara Halden 2026-10-16 2.0000",
                    "work-before-start Mara Halden 2026-10-02 1.0000",
                ],
            ),
            (
                "Mara | 40 | |\nFree | 0 | |\nVague | | |",
                "2026-10-04 | Free | Halden | 1 | |\n2026-10-05 | Stranger | Halden | 2 | |\n\
                 2026-10-04 | Vague | Halden | 3 | |",
                vec![
                    "no-weekly-hours Vague   3.0000",
                    "unknown-person Stranger   2.0000",
                ],
            ),
            (
                always,
                "2026-10-05 | Mara | Halden | 8 | | rejected\n2026-10-06 | Mara | Halden | 4 | | rejected",
                vec!["rejected-time Mara   12.0000"],
            ),
            // of another month
            (always, "2026-09-06 | Mara | Halden | 8 | yes |", vec![]),
            (
                "Mara | 40 | | 2026-10-09\nMara | 20 | 2026-10-14 |",
                "2026-10-05 | Mara | Halden | 8 | |",
                vec!["contracts-gap Mara  2026-10-12 0.0000"],
            ),
            // a weekend between contracts; an open contract followed by another
            (
                "Mara | 40 | | 2026-10-09\nMara | 20 | 2026-10-12 |",
                "2026-10-05 | Mara | Halden | 8 | |",
                vec![],
            ),
            (
                "Mara | 40 | |\nMara | 20 | 2026-10-12 |",
                "2026-10-05 | Mara | Halden | 8 | |",
                vec![],
            ),
            (
                "Mara | 40 | | 2026-10-15\nMara | 20 | 2026-10-12 |",
                "2026-10-05 | Mara | Halden | 8 | |",
                vec!["contracts-overlap Mara  2026-10-12 0.0000"],
            ),
        ] {
            assert_eq!(found(people, time), expected, "{people} {time}");
        }
    }
}
