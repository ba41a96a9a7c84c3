//! Time that stands on its side: days down and subjects across, a clock's passings, and what only looks like either.

use super::across::Across;
use super::columns::{Mapping, View, map};
use super::cross::cross;
use super::grid_trouble::Trouble;
use super::knowledge::Knowledge;
use super::passings::{passings, work};
use super::person_around::person_of_sheet;
use super::recognise::{Form, Talk, Verdict, leave_out_totals, said_above};
use super::told_month::month_of;
use super::wide::Wide;
use crate::model::Table;
use crate::model::key::fold;
use crate::model::phrase::phrase;

/// Time that is neither a list of entries nor a grid of days across: days down the side, or a clock's passings.
pub(super) fn sideways(
    views: &[View<'_>],
    time: Option<&Mapping>,
    wide: Option<&Wide>,
    talk: &Talk,
    knowledge: &Knowledge,
) -> Option<Verdict> {
    if wide.is_some() {
        return None;
    }
    let schema = knowledge.schema(Table::Time);
    let mut mapping = time?.clone();
    let has = |field: &str| mapping.column_of(schema, field).is_some();
    let names_work = ["client", "project", "task"].iter().any(|field| has(field));
    let only_lengths_lack = has("person") && has("date") && !has("duration") && !names_work;
    let date = mapping.column_of(schema, "date");
    if let Some(passings) = passings(views, &mapping, date, knowledge).filter(|_| only_lengths_lack)
    {
        return Some(Verdict {
            table: Some(Table::Time),
            mapping: Some(mapping),
            confidence: 0.8,
            because: vec![phrase(
                "each row is one passing of a clock: the first and last of a day count",
                &[],
            )],
            form: Form::Passings(passings),
            ..Verdict::none()
        });
    }
    let told_by_clock = has("date") && !has("duration") && names_work;
    if let Some(work) = work(views, &mapping, knowledge).filter(|_| told_by_clock) {
        return Some(Verdict {
            table: Some(Table::Time),
            mapping: Some(mapping),
            confidence: 0.8,
            because: vec![phrase(
                "no column is a length: the time between start and end counts, without the breaks that a column tells",
                &[],
            )],
            form: Form::Passings(work),
            ..Verdict::none()
        });
    }
    let has_person = has("person");
    let cross = cross(views, &mapping, talk, knowledge)?;
    let table = if cross.planned {
        Table::Bookings
    } else {
        Table::Time
    };
    if cross.planned {
        mapping = map(views, knowledge.schema(table), None, knowledge);
    }
    leave_out_totals(&mut mapping, knowledge);
    for (column, _) in &cross.subjects {
        mapping.unbind(*column);
    }
    let whose =
        person_of_sheet(talk, knowledge).filter(|_| cross.across != Across::People && !has_person);
    let of_sheet = whose.as_ref().map(|name| {
        phrase(
            "no column is its {}: the sheet's name is, {}",
            &[&"person", name],
        )
    });
    Some(Verdict {
        table: Some(table),
        confidence: 0.7,
        told: whose.map(|name| ("person", name)),
        because: cross
            .because()
            .into_iter()
            .chain(said_above(&mapping, talk, knowledge))
            .chain(of_sheet)
            .collect(),
        mapping: Some(mapping),
        form: Form::Cross(cross),
        ..Verdict::none()
    })
}

/// A list of people most of whose columns mean nothing to it: their hours on projects in the month that its title names, or
/// when they came and left. A list of time whose only hours are the total of such columns is one too.
pub(super) fn time_of_people(
    sideways: Verdict,
    winner: Option<&Mapping>,
    views: &[View<'_>],
    knowledge: &Knowledge,
) -> Option<Verdict> {
    let list = winner?;
    let columns = sideways.mapping.as_ref().map_or(0, |time| time.bound.len());
    let more = match &sideways.form {
        Form::Cross(_)
            if list.table == Table::Time
                && list
                    .column_of(knowledge.schema(Table::Time), "person")
                    .is_some()
                && names_absences(views, knowledge) =>
        {
            false
        }
        Form::Cross(cross) if list.table == Table::Time => {
            let length = list.column_of(knowledge.schema(Table::Time), "duration");
            let view = views.iter().find(|view| Some(view.column) == length);
            view.is_some_and(|view| cross.sums_to(&view.heading.text, knowledge))
        }
        Form::Cross(cross) => {
            list.table == Table::People && cross.subjects.len() > list.bound.len()
        }
        Form::Passings(_) => list.table == Table::People && columns > list.bound.len(),
        _ => false,
    };
    more.then_some(sideways)
}

/// A heading of kinds of leave, or of the day on which people came to the firm: the columns of an attendance list are no subjects.
fn names_absences(views: &[View<'_>], knowledge: &Knowledge) -> bool {
    let fields = [(Table::Leave, "kind"), (Table::People, "starts_on")];
    let fields = fields.map(|(table, field)| (table, knowledge.schema(table).position(field)));
    let keys = views.iter().flat_map(|view| view.heading.keys.iter());
    let own = Table::Time;
    let mut claims = keys.flat_map(|(key, _)| {
        let claims = knowledge.claims(key);
        let time = claims.iter().any(|claim| claim.table == own);
        claims.iter().filter(move |claim| claim.strong && !time)
    });
    claims.any(|claim| {
        fields
            .iter()
            .any(|(table, at)| claim.table == *table && Some(claim.field) == *at)
    })
}

/// Days of people counted over a month, without a single date: they can be neither time nor leave.
pub(super) fn counted_days(
    views: &[View<'_>],
    wide: Option<&Wide>,
    time: Option<&Mapping>,
    talk: &Talk,
    knowledge: &Knowledge,
) -> Option<Trouble> {
    let schema = knowledge.schema(Table::Time);
    // hours stand beside the days
    if time.is_some_and(|time| month_of(talk, time, None, knowledge).is_some()) {
        return None;
    }
    let dated = wide.is_some() || time?.column_of(schema, "date").is_some();
    let counts = views
        .iter()
        .filter(|view| knowledge.words.counts_attendance(&fold(&view.heading.text)))
        .count();
    (counts >= 2 && !dated).then(|| Trouble {
        proposal: None,
        reason: phrase(
            "it counts days of each person and month, no single day or hour",
            &[],
        ),
        hint: phrase(
            "add the sheet with the single days, if its absences are to count",
            &[],
        ),
    })
}
