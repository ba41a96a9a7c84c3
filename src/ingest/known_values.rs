//! Columns whose values are names that other tables of the run hold: they are the people, clients or projects of their rows, whatever
//! their headings say.

use std::collections::BTreeSet;

use super::columns::{Mapping, Slot, View, is_ignored};
use super::grid::shown;
use super::knowledge::{Claim, Knowledge};
use super::known_names::KnownNames;
use super::recognise::Talk;
use super::source::Source;
use crate::model::intake::ColumnReading;
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Field, Kind, Schema, Table};

/// How sure such a column is.
const BY_NAMES: f64 = 0.85;
/// What it tells of its table.
const WEIGHT: f64 = 0.3;
/// Of ten values so many are known names.
const MOST_OF_TEN: usize = 9;
/// People of a row who did not do what it tells, by the names of their fields.
const DOERS: [&str; 1] = ["person"];

/// The fields whose names other tables hold too.
fn named_fields(schema: &Schema) -> impl Iterator<Item = (usize, &Field)> {
    let fields = schema.fields.iter().enumerate();
    fields.filter(|(_, field)| match field.kind {
        Kind::Person => DOERS.contains(&field.name.as_str()),
        Kind::Client | Kind::Project => true,
        _ => schema.table == Table::Payments && field.name == "payer",
    })
}

/// Binds a field that no column has to the free column whose values are names that other tables know as such. Of several the one
/// that names most of them; two that name as many are none.
pub(super) fn bind_by_known_names(
    mapping: &mut Mapping,
    views: &[View<'_>],
    schema: &Schema,
    source: Option<&Source>,
    (talk, knowledge): (&Talk, &Knowledge),
) {
    let Some(known) = &talk.known else { return };
    for (at, field) in named_fields(schema) {
        let slot = Slot::Field(at);
        if mapping.bound.iter().any(|bound| bound.slot == slot) {
            continue;
        }
        let free = |view: &&View<'_>| {
            let taken = mapping.slot_of(view.column).is_some() || mapping.is_spare(view.column);
            !taken
                && !is_ignored(view, source)
                && !is_of_another(view, field, schema.table, knowledge)
        };
        let mut named: Vec<(usize, u32)> = { views.iter().filter(free) }
            .filter_map(|view| Some((names_in(view, field, known, knowledge)?, view.column)))
            .collect();
        named.sort_unstable_by(|one, other| other.cmp(one));
        let column = match named[..] {
            [(most, _), (next, _), ..] if most == next => continue,
            [(_, column), ..] => column,
            [] => continue,
        };
        let because = phrase(
            "its values are names that other files know as its {}",
            &[&field.name],
        );
        mapping.losers.retain(|(loser, ..)| *loser != column);
        mapping.bind_as(column, slot, because, BY_NAMES);
        mapping.weight += WEIGHT;
    }
}

/// A heading that is another field's: who approved, who is responsible.
fn is_of_another(view: &View<'_>, field: &Field, table: Table, knowledge: &Knowledge) -> bool {
    view.heading.keys.iter().any(|(key, _)| {
        let of_people = |claim: &Claim| {
            let other = &knowledge.schema(claim.table).fields[claim.field];
            claim.strong && other.kind == Kind::Person && !DOERS.contains(&other.name.as_str())
        };
        let mut claims = knowledge.claims(key).iter();
        knowledge.is_foreign(key, table) || field.kind == Kind::Person && claims.any(of_people)
    })
}

/// How many names stand in a column, where nearly all of its values are known ones.
fn names_in(
    view: &View<'_>,
    field: &Field,
    known: &KnownNames,
    knowledge: &Knowledge,
) -> Option<usize> {
    let cells: Vec<String> = view.cells.iter().map(shown).collect();
    let (met, all) = known_among(&cells, kind_of(field), known, knowledge);
    let enough = !met.is_empty() && met.len() * 10 >= all * MOST_OF_TEN;
    let names: BTreeSet<String> = met.into_iter().map(fold).collect();
    enough.then_some(names.len())
}

/// As whom other tables know the names of a field.
fn kind_of(field: &Field) -> &'static str {
    match field.kind {
        Kind::Person => "person",
        Kind::Project => "project",
        _ => "client",
    }
}

/// The known names among some values, and how many values there are; the agency's own work is nobody's and counts neither way.
fn known_among<'v>(
    values: &'v [String],
    kind: &str,
    known: &KnownNames,
    knowledge: &Knowledge,
) -> (Vec<&'v str>, usize) {
    let values = values.iter().map(String::as_str);
    let others = values.filter(|value| !knowledge.words.is_internal(&fold(value)));
    let others: Vec<&str> = others.collect();
    let all = others.len();
    let met = others
        .into_iter()
        .filter(|value| known.knows(kind, value, knowledge));
    (met.collect(), all)
}

/// As whom names would be known that a table lacks: no column is a field of theirs.
pub(super) fn lacking(columns: &[ColumnReading], schema: &Schema) -> Vec<String> {
    let has = |field: &Field| {
        let mut columns = columns.iter();
        columns.any(|column| column.field.as_deref() == Some(field.name.as_str()))
    };
    let lacking = named_fields(schema).filter(|(_, field)| !has(field));
    lacking
        .map(|(_, field)| kind_of(field).to_owned())
        .collect()
}

/// Half of a few values of some column are known names of a kind that is lacking: worth reading it again.
pub(super) fn may_hold(
    kinds: &[String],
    columns: &[Vec<String>],
    known: &KnownNames,
    knowledge: &Knowledge,
) -> bool {
    columns.iter().any(|values| {
        kinds.iter().any(|kind| {
            let (met, all) = known_among(values, kind, known, knowledge);
            !met.is_empty() && met.len() * 2 >= all
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grid, read, shown};
    use crate::model::Table;

    const STAFF: &str = "Employee|Weekly hours|Start date\nMara Lund|40|@45000\nIvo Brandt|40|@45000\n\
        Nia Okoro|32|@45000\nTom Reyes|40|@45000";

    #[test]
    fn people_are_known_by_their_names_whatever_the_heading() {
        let time = "Zzqx|Date|Client|Hours|Approver|Qqz\n\
            Mara Lund|@46300|Arbor|2|Tom Reyes|Nia Okoro\nIvo Brandt|@46300|Arbor|3|Tom Reyes|Tom Reyes\n\
            Nia Okoro|@46301|Birch|4|Tom Reyes|Nia Okoro";
        let leave = "Request|Wwvx|Leave type|From|To|Days\nL-1|Ivo Brandt|Vacation|@46302|@46303|2\n\
            L-2|Nia Okoro|Sick leave|@46302|@46302|1";
        let intake = read(vec![
            grid("staff.csv", "", STAFF),
            grid("time.csv", "", time),
            grid("leave.csv", "", leave),
        ]);
        let mut rows = shown(&intake, Table::Time, &["person", "client", "duration"]);
        rows.sort();
        assert_eq!(
            rows,
            [
                "Ivo Brandt Arbor 3.0000",
                "Mara Lund Arbor 2.0000",
                "Nia Okoro Birch 4.0000",
            ]
        );
        let mut away = shown(&intake, Table::Leave, &["date", "person"]);
        away.sort();
        assert_eq!(
            away,
            [
                "2026-10-07 Ivo Brandt",
                "2026-10-07 Nia Okoro",
                "2026-10-08 Ivo Brandt",
            ]
        );
        let whose = intake
            .questions
            .iter()
            .filter(|asked| asked.kind == "person");
        assert_eq!(whose.count(), 0);
    }

    #[test]
    fn people_are_known_by_initials_and_in_another_order() {
        let staff =
            "Сотрудник|Часов в неделю\nРощин Пётр Ильич|40\nЛис Вера Олеговна|40\nMara Lund|40";
        let time = "Zzqx|Дата|Клиент|Часы\nРощин П. И.|@46300|Гавань|2\nЛис В.О.|@46300|Гавань|3\n\
            \"Lund, Mara|@46301|Лира|4";
        let intake = read(vec![
            grid("staff.csv", "", staff),
            grid("time.csv", "", time),
        ]);
        let mut people = shown(&intake, Table::Time, &["person", "client"]);
        people.sort();
        assert_eq!(
            people,
            [
                "Mara Lund Лира",
                "Лис Вера Олеговна Гавань",
                "Рощин Пётр Ильич Гавань"
            ]
        );
    }

    #[test]
    fn clients_and_projects_are_known_by_their_names_too() {
        let projects = "Project|Client|Type|Fee\nSite|Arbor|Fixed|900\nBrochure|Birch Studio|Fixed|700\n\
            Campaign|Cedar|Fixed|500";
        let time = "Date|Employee|Zzqx|Qqv|Hours\n@46300|Mara Lund|Arbor|Site|2\n\
            @46300|Mara Lund|Internal|Internal|1\n@46301|Ivo Brandt|Birch Studio|Brochure|3";
        let intake = read(vec![
            grid("projects.csv", "", projects),
            grid("time.csv", "", time),
        ]);
        let mut rows = shown(&intake, Table::Time, &["person", "client", "project"]);
        rows.sort();
        assert_eq!(
            rows,
            [
                "Ivo Brandt Birch Studio Brochure",
                "Mara Lund - Internal",
                "Mara Lund Arbor Site",
            ]
        );
    }

    #[test]
    fn strangers_and_two_columns_alike_prove_nothing() {
        for (what, text) in [
            (
                "too few known",
                "Zzqx|Date|Client|Hours\nMara Lund|@46300|Arbor|2\nIvo Brandt|@46300|Arbor|3\n\
                    Sia Frost|@46301|Birch|4",
            ),
            (
                "two alike",
                "Zzqx|Date|Client|Hours|Qqz\nMara Lund|@46300|Arbor|2|Tom Reyes\n\
                    Ivo Brandt|@46300|Arbor|3|Nia Okoro",
            ),
        ] {
            let intake = read(vec![
                grid("staff.csv", "", STAFF),
                grid("time.csv", "", text),
            ]);
            let people = shown(&intake, Table::Time, &["person"]);
            assert!(
                people.iter().all(|person| person == "-"),
                "{what}: {people:?}"
            );
        }
    }
}
