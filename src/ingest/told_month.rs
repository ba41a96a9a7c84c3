//! The month of rows that have no day: a sheet's among those of several months, a title's or file's for results and for
//! hours of people, the one above them.

use chrono::{Months, NaiveDate};

use super::block::Block;
use super::columns::{Mapping, View};
use super::day_above::is_month;
use super::facts::{Batch, Fact, Facts};
use super::kinds::Kinds;
use super::knowledge::Knowledge;
use super::period::{Length, Period};
use super::reader::Reader;
use super::recognise::{Form, Talk};
use super::rows::RowKind;
use super::season::Season;
use super::sheet::Cell;
use super::source::Source;
use super::value::{self, DateOrder};
use super::wide::Wide;
use super::words::{Helper, Words};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Kind, Problem, Schema, Severity, Table, Value};

/// The month that holds for all rows of a table without days: for time where its sheet is one of several months or where title,
/// sheet or file names that of its hours, for results where one of them names one.
pub fn month_of(
    talk: &Talk,
    mapping: &Mapping,
    layout: Option<&Source>,
    knowledge: &Knowledge,
) -> Option<Period> {
    match mapping.table {
        Table::Time => talk
            .month
            .or_else(|| month_of_hours(talk, mapping, layout, knowledge))
            .or_else(|| {
                let hours = mapping.column_of(knowledge.schema(Table::Time), "duration");
                talk.headed.filter(|_| hours.is_some())
            }),
        Table::Results | Table::Responses => {
            talk.month.or_else(|| month_in(talk.season(knowledge)))
        }
        _ => None,
    }
}

/// The month and year behind the words of hours in the only heading that names one: `Hours (Oct 26)`, `Часы, октябрь 2026`.
pub(super) fn month_in_headings(views: &[View<'_>], words: &Words) -> Option<Period> {
    let mut months = views
        .iter()
        .filter_map(|view| month_in_heading(&view.heading.text, words));
    let first = months.next()?;
    months.next().is_none().then_some(first)
}

fn month_in_heading(heading: &str, words: &Words) -> Option<Period> {
    let folded = fold(heading);
    let said: Vec<&str> = folded.split(' ').collect();
    let (rest, [month, year]) = said.split_last_chunk()?;
    let number: i32 = year.parse().ok()?;
    let year = match year.len() {
        2 => 2000 + number,
        4 => number,
        _ => return None,
    };
    let hours = words.speaks_of_hours(&rest.join(" "));
    let start = NaiveDate::from_ymd_opt(year, words.month(month)?, 1)?;
    (hours && (2010..2100).contains(&year)).then_some(Period {
        start,
        length: Length::Month,
    })
}

/// The month of a season that tells its year.
pub(super) fn month_in(season: Season) -> Option<Period> {
    let (year, month) = season.year.zip(season.month)?;
    Some(Period {
        start: NaiveDate::from_ymd_opt(year, month, 1)?,
        length: Length::Month,
    })
}

/// Tables whose titles say that hours are no worked ones.
const OF_OTHER_HOURS: [Table; 5] = [
    Table::Bookings,
    Table::Projects,
    Table::Contracts,
    Table::RateCard,
    Table::Leave,
];

/// True where file, sheet or title speak of hours that are planned or agreed, and of none that were worked: `План-факт` has both.
pub(super) fn speaks_of_other_hours(talk: &Talk, knowledge: &Knowledge) -> bool {
    let done = |text: &str| knowledge.words.speaks_of_what_was_done(&fold(text));
    let titled = |table: Table| {
        let mut texts = talk.texts();
        let both = |text: &str| table == Table::Bookings && done(text);
        texts.any(|(text, _)| knowledge.is_titled(text, table) && !both(text))
    };
    OF_OTHER_HOURS.into_iter().any(titled)
}

/// The month that title, sheet or file names for hours under a heading of hours: of people and what they worked on, of a tool's
/// known layout, or where a title says that they are worked ones, were done or, of clients, whose they are. Hours that are planned or agreed
/// are none.
fn month_of_hours(
    talk: &Talk,
    mapping: &Mapping,
    layout: Option<&Source>,
    knowledge: &Knowledge,
) -> Option<Period> {
    let time = knowledge.schema(Table::Time);
    let strong = |field: &str| mapping.strongly(time, field).is_some();
    let titled = |table: Table| {
        let mut texts = talk.texts();
        texts.any(|(text, _)| knowledge.is_titled(text, table))
    };
    let of_people = strong("person") && ["client", "project"].into_iter().any(strong);
    let words = &knowledge.words;
    let of_work = || ["client", "project"].into_iter().any(strong);
    let says = |is: &dyn Fn(&str) -> bool| talk.texts().any(|(text, _)| is(&fold(text)));
    let worked = layout.is_some()
        || titled(Table::Time)
        || of_people
        || strong("person")
            && says(&|text| {
                words.speaks_of_what_was_done(text) || words.speaks_of_attendance(text)
            })
        || of_work() && says(&|text| words.speaks_of_workers(text));
    if !strong("duration") || !worked || speaks_of_other_hours(talk, knowledge) {
        return None;
    }
    month_in(talk.season(knowledge)).filter(|_| talk.season(knowledge).names_month)
}

/// The hours of the list are of a month that only its surroundings name: people's time sheets of that month may hold them too.
pub(super) fn sums_up_a_month(block: &Block<'_, '_>) -> bool {
    block.schema.table == Table::Time
        && block.found.talk.month.is_none()
        && told_month(block).is_some()
}

/// The hours of people in months, and of nothing that they worked on: people's entries of these months hold them too.
pub(super) fn sums_up_months(block: &Block<'_, '_>, wide: &Wide) -> bool {
    let names = |field: &&str| block.mapping.column_of(block.schema, field).is_some();
    let months = { wide.periods.iter() }.all(|(_, period)| period.length == Length::Month);
    block.schema.table == Table::Time
        && months
        && !wide.periods.is_empty()
        && names(&"person")
        && !["client", "project", "task"].iter().any(names)
}

/// Months stand once above the rows of a list of time without days.
pub(super) fn months_stand_above(kinds: &Kinds, block: &Block<'_, '_>) -> bool {
    let words = &block.context.knowledge.words;
    kinds.iter().any(|(_, kind)| match kind {
        RowKind::Data(groups) => groups.iter().any(|(_, text)| is_month(text, words)),
        RowKind::NoData(_) => false,
    })
}

/// The month of a list without days.
pub(super) fn told_month(block: &Block<'_, '_>) -> Option<Period> {
    let talk = &block.found.talk;
    let verdict = &block.found.verdict;
    let list = matches!(verdict.form, Form::Usual) && verdict.wide.is_none() && !talk.groups.days;
    let dated = block.mapping.column_of(block.schema, "date").is_some()
        || block.mapping.helper(Helper::Span).is_some();
    let knowledge = block.context.knowledge;
    month_of(talk, block.mapping, block.layout, knowledge).filter(|_| list && !dated)
}

/// The table without the bounds of its needed lengths of time.
pub(super) fn unbounded(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    for field in &mut schema.fields {
        if field.kind == Kind::Duration && field.needed {
            (field.min, field.max, field.reads_as) = (None, None, 0);
        }
    }
    schema
}

impl Reader<'_> {
    /// An invoice of a list without days is of the last day of the month that its row names.
    pub(super) fn issue_in_month(&self, fact: &mut Fact) {
        if self.mapping.column_of(self.schema, "issued_on").is_some()
            || fact.value(self.schema, "issued_on").is_some()
        {
            return;
        }
        let named = fact.text(self.schema, "period");
        let day = named
            .filter(|text| is_month(text, &self.knowledge.words))
            .and_then(|text| value::date(&Cell::Text(text), DateOrder::DayFirst).ok())
            .and_then(|first| first.checked_add_months(Months::new(1))?.pred_opt());
        fact.set(self.schema, "issued_on", day.map(Value::Date));
    }
}

/// Says once that invoices of months were given days.
pub(super) fn issued_in_months(block: &Block<'_, '_>, facts: &Facts) -> Option<Problem> {
    let (schema, mapping) = (block.schema, block.mapping);
    let dated = mapping.column_of(schema, "issued_on").is_some();
    let months = mapping.column_of(schema, "period");
    let column = months.filter(|_| schema.table == Table::Invoices && !dated)?;
    if { facts.of(schema.table) }.all(Batch::is_empty) {
        return None;
    }
    let view = block.view(column)?;
    Some(Problem {
        place: block.heading_place(column),
        rule: format!("{}.issued_on.of_month", schema.table),
        severity: Severity::Look,
        column: view.label(),
        found: view.heading.text.clone(),
        expected: phrase("the day of each invoice", &[]),
        hint: phrase("add a column with the day on which each was issued", &[]),
        effect: phrase("each invoice counts on the last day of its month", &[]),
    })
}

/// Says once that hours of a month were given days.
pub(super) fn spread_over_month(block: &Block<'_, '_>, reader: &Reader<'_>) -> Option<Problem> {
    let month = reader.month.filter(|month| month.length != Length::Day);
    month.filter(|_| block.schema.table == Table::Time)?;
    let column = block
        .mapping
        .column_of(block.schema, "duration")
        .unwrap_or(1);
    Some(Problem {
        place: block.heading_place(column),
        rule: format!("{}.date.spread", block.schema.table),
        severity: Severity::Look,
        column: String::new(),
        found: block.grid.sheet.name.to_string(),
        expected: phrase("hours with a day", &[]),
        hint: phrase("nothing, if weeks need not be exact", &[]),
        effect: phrase(
            "the hours are spread evenly over the working days of their month",
            &[],
        ),
    })
}
