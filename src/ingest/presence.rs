//! Attendance beside time sheets. Who was at work is known from an attendance sheet, what for from a time sheet; the hours
//! are the same. A person's time sheet of a month goes before the attendance of that month, whole: presence holds breaks,
//! and a day without an entry is to be seen as unaccounted and not filled up.

use std::collections::{BTreeMap, BTreeSet};

use super::account::Fate;
use super::facts::{Batch, Fact, Facts};
use super::fitted::FittedSheet;
use super::knowledge::Knowledge;
use crate::model::phrase::phrase;
use crate::model::{Key, Month, Problem, Severity, Table, Value};

/// Rows whose hours count elsewhere: (sheet, row) to the first column and the month.
pub type Yielded = BTreeMap<(u32, u32), (u32, Month)>;

/// Takes out the attendance of people and months that have a time sheet.
pub fn yield_to_time_sheets(
    facts: &mut Facts,
    attendance: &BTreeSet<u32>,
    knowledge: &Knowledge,
) -> Yielded {
    let mut yielded = Yielded::new();
    if attendance.is_empty() {
        return yielded;
    }
    let sheets: BTreeSet<(Key, Month)> = facts
        .of(Table::Time)
        .filter(|batch| !attendance.contains(&batch.source))
        .flat_map(Batch::facts)
        .filter_map(|fact| person_month(&fact, knowledge))
        .collect();
    for batch in facts.batches_mut() {
        if batch.table != Table::Time || !attendance.contains(&batch.source) {
            continue;
        }
        let stays = |fact: Fact| {
            let month = person_month(&fact, knowledge).filter(|key| sheets.contains(key));
            if let Some((_, month)) = &month {
                let place = (fact.source, fact.row);
                yielded.entry(place).or_insert((fact.column, *month));
            }
            month.is_none()
        };
        let keep: Vec<bool> = batch.facts().map(stays).collect();
        batch.retain(&keep);
    }
    yielded
}

fn person_month(fact: &Fact, knowledge: &Knowledge) -> Option<(Key, Month)> {
    if fact.table != Table::Time {
        return None;
    }
    let schema = knowledge.schema(Table::Time);
    let person = knowledge.name_rules.person(fact.text(schema, "person")?);
    match fact.value(schema, "date")? {
        Value::Date(day) if !person.is_empty() => Some((person, Month::of(*day))),
        _ => None,
    }
}

/// Says it of every row; one that gave nothing else is set aside.
pub fn tell_yielded(fits: &mut [FittedSheet], kept: &Facts, yielded: &Yielded) {
    if yielded.is_empty() {
        return;
    }
    let still: BTreeSet<(u32, u32)> = kept
        .batches()
        .iter()
        .flat_map(|batch| batch.rows.iter().map(|row| (batch.source, *row)))
        .collect();
    for ((source, row), (column, month)) in yielded {
        let Some(fit) = fits.get_mut(*source as usize) else {
            continue;
        };
        let used = still.contains(&(*source, *row));
        if !used {
            fit.fates.overrule(*row, Fate::SetAside);
        }
        let problem = Problem {
            place: fit.place(*row, *column),
            rule: "time.duration.attendance".to_owned(),
            severity: if used {
                Severity::Look
            } else {
                Severity::SetAside
            },
            column: String::new(),
            found: month.to_string(),
            expected: phrase("hours of a person and month from one kind of sheet", &[]),
            hint: phrase("nothing, if the time sheet of this month is complete", &[]),
            effect: phrase(
                "the person's time sheet of {} counts; this attendance is in no figure",
                &[month],
            ),
        };
        fit.problems.push(problem);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    #[test]
    fn a_time_sheet_goes_before_the_attendance_of_its_month() {
        let attendance = "Employee|2026-09-01|2026-09-02|2026-10-01\nMara|09:00 18:00|09:00 18:00|09:00 17:00\nIvo|10:00 18:00|10:00 18:00|10:00 18:00";
        let entries = "Date|Person|Client|Hours\n2026-09-01|Mara|Halden|6";
        let attendance = || grid("attendance.csv", "", attendance);
        let ivo = [
            "2026-09-01 Ivo 8.0000",
            "2026-09-02 Ivo 8.0000",
            "2026-10-01 Ivo 8.0000",
        ];
        let mara = [
            "2026-09-01 Mara 9.0000",
            "2026-09-02 Mara 9.0000",
            "2026-10-01 Mara 8.0000",
        ];
        let fields = ["date", "person", "duration"];
        let alone = read(vec![attendance()]);
        assert_eq!(
            shown(&alone, Table::Time, &fields),
            [mara, ivo].concat(),
            "nothing else tells hours"
        );
        let both = read(vec![attendance(), grid("time.csv", "", entries)]);
        let mut counted = vec!["2026-10-01 Mara 8.0000"];
        counted.extend(ivo);
        counted.push("2026-09-01 Mara 6.0000");
        assert_eq!(
            shown(&both, Table::Time, &fields),
            counted,
            "only Mara's September"
        );
    }
}
