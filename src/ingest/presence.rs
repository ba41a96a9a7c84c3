//! Attendance and sums of a month beside time sheets. Who was at work is known from an attendance sheet, what for from a time
//! sheet; the hours are the same, as those of a list that sums up the month are. A person's time sheet of a month goes before
//! either, whole: presence holds breaks, and a day without an entry is to be seen as unaccounted and not filled up.

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
    let time = |sums_up: bool| {
        facts
            .of(Table::Time)
            .filter(move |batch| attendance.contains(&batch.source) == sums_up)
            .flat_map(Batch::facts)
    };
    let fields: BTreeSet<&str> = time(true)
        .filter_map(|fact| whose(&fact, &WHOSE, knowledge).next())
        .map(|((field, _), _)| field)
        .collect();
    let fields: Vec<&'static str> = { WHOSE.into_iter() }
        .filter(|field| fields.contains(field))
        .collect();
    let sheets: BTreeSet<(Whose, Month)> = time(false)
        .flat_map(|fact| whose(&fact, &fields, knowledge).collect::<Vec<_>>())
        .collect();
    for batch in facts.batches_mut() {
        if batch.table != Table::Time || !attendance.contains(&batch.source) {
            continue;
        }
        let stays = |fact: Fact| {
            let own = whose(&fact, &WHOSE, knowledge).next();
            let month = own.filter(|key| sheets.contains(key));
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

/// Whose hours are the same in both; of hours that name no person the project, else the client.
const WHOSE: [&str; 3] = ["person", "project", "client"];

/// One of these fields and its name.
type Whose = (&'static str, Key);

/// Whose month an entry is of, by each of some fields.
fn whose<'f>(
    fact: &'f Fact,
    fields: &'f [&'static str],
    knowledge: &'f Knowledge,
) -> impl Iterator<Item = (Whose, Month)> + 'f {
    let schema = knowledge.schema(Table::Time);
    let rules = &knowledge.name_rules;
    let month = match fact.value(schema, "date") {
        Some(Value::Date(day)) if fact.table == Table::Time => Some(Month::of(*day)),
        _ => None,
    };
    fields.iter().filter_map(move |field| {
        let name = fact.text(schema, field)?;
        let key = match *field {
            "person" => rules.person(name),
            _ => rules.client(name),
        };
        (!key.is_empty()).then_some(((*field, key), month?))
    })
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
                "the time sheet of {} counts; these hours are in no figure",
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

    #[test]
    fn a_time_sheet_goes_before_the_sum_of_its_month() {
        let summary = "Person|Client|Hours\nMara|Halden|60\nIvo|Halden|10";
        let entries = "Date|Person|Client|Hours\n2026-10-01|Mara|Halden|6";
        let read = |title: &str| {
            let summary = grid(title, "", summary);
            let both = read(vec![summary, grid("time.csv", "", entries)]);
            let mut people = shown(&both, Table::Time, &["person"]);
            people.dedup();
            people
        };
        assert_eq!(read("Hours October 2026.csv"), ["Ivo", "Mara"]);
        assert_eq!(read("Hours September 2026.csv"), ["Mara", "Ivo", "Mara"]);
    }
}
