//! Kinds that no column tells: what headings, sheet, file or titles say of every row.

use super::columns::{Mapping, View};
use super::layout::Found;
use super::sheet::Cell;
use super::words::Words;
use crate::model::key::fold;
use crate::model::{Field, Kind, Schema, Table};

/// A code that the headings, sheet, file or titles tell when no column does: `Акт №` is an act.
pub fn told_kind(
    schema: &Schema,
    found: &Found<'_>,
    mapping: &Mapping,
    words: &Words,
) -> Option<String> {
    if schema.table == Table::Projects {
        // of a list of contracts each row tells its own
        let retainers = !mapping.of_contracts && is_of_retainers(schema, found, mapping, words);
        return retainers.then(|| RETAINER.to_owned());
    }
    if schema.table == Table::Invoices {
        let of_credits = mapping.column_of(schema, "kind").is_none() && are_credits(found, words);
        return of_credits.then(|| CREDIT_NOTE.to_owned());
    }
    if schema.table == Table::Touches {
        return kind_of_contacts(schema, found, mapping, words);
    }
    let field = schema
        .field("kind")
        .filter(|field| field.kind == Kind::Code)?;
    if !matches!(schema.table, Table::Documents | Table::Responses)
        || mapping.column_of(schema, "kind").is_some()
    {
        return None;
    }
    let telling = ["score", "number"]
        .iter()
        .filter_map(|name| mapping.column_of(schema, name));
    let headings: Vec<&str> = telling
        .filter_map(|column| found.views.iter().find(|view| view.column == column))
        .map(|view| view.heading.text.as_str())
        .collect();
    let around = found.talk.titles.iter().map(String::as_str);
    let (heading, scale) = (
        headings.first(),
        headings.iter().find_map(|text| scale_of(text)),
    );
    if let (Some(heading), Some(most), Table::Responses) = (heading, scale, schema.table)
        && most < TEN
        && code_within(heading, field).is_none()
    {
        return Some(SATISFACTION.to_owned());
    }
    headings
        .into_iter()
        .chain([found.talk.sheet.as_str(), found.talk.file.as_str()])
        .chain(around)
        .find_map(|text| code_within(text, field))
}

/// The largest number of the scale that is asked whether one would recommend us.
const TEN: u32 = 10;
/// The largest number of a scale whose steps have words.
const FIVE: f64 = 5.0;
/// The code of an answer on any other scale.
const SATISFACTION: &str = "csat";

/// The largest number of the scale that a question names: `How satisfied are you with our reports? (1-5)`.
fn scale_of(heading: &str) -> Option<u32> {
    let folded = fold(heading);
    let numbers = folded.split(' ').filter_map(|word| word.parse().ok());
    match numbers.collect::<Vec<u32>>()[..] {
        [0..=1, most @ (5 | 7 | 10)] => Some(most),
        _ => None,
    }
}

/// A survey's scores without words for them, where numbers above five or the question itself say that they go up to ten: words are
/// of five steps.
pub(super) fn without_words_for_scores(
    schema: &Schema,
    found: &Found<'_>,
    mapping: &Mapping,
) -> Option<Schema> {
    let column = mapping
        .column_of(schema, "score")
        .filter(|_| schema.table == Table::Responses)?;
    let view = found.views.iter().find(|view| view.column == column)?;
    let above_five = |cell: &Cell<'_>| match cell {
        Cell::Number(number) => *number > FIVE,
        Cell::Text(text) => text.trim().parse().is_ok_and(|number: f64| number > FIVE),
        _ => false,
    };
    let of_ten = scale_of(&view.heading.text) == Some(TEN) || view.cells.iter().any(above_five);
    let mut schema = of_ten.then(|| schema.clone())?;
    for field in schema
        .fields
        .iter_mut()
        .filter(|field| field.name == "score")
    {
        field.codes.clear();
        field.by_word.clear();
        // it no longer reads as others do
        field.reads_as = 0;
    }
    Some(schema)
}

/// What the heading of the days says of all contacts: `Last review`.
fn kind_of_contacts(
    schema: &Schema,
    found: &Found<'_>,
    mapping: &Mapping,
    words: &Words,
) -> Option<String> {
    let told = mapping.column_of(schema, "kind").is_some();
    let days = mapping.column_of(schema, "date").filter(|_| !told)?;
    let view = found.views.iter().find(|view| view.column == days)?;
    words.last_contacts(&view.heading.words)?.map(str::to_owned)
}

/// The code of what is taken off an invoice.
const CREDIT_NOTE: &str = "credit_note";

/// A sheet or file of nothing but credit notes, by its name or title: their amounts stand without a sign.
fn are_credits(found: &Found<'_>, words: &Words) -> bool {
    let speaks = |text: &str| words.speaks_of_credit_notes(&fold(text));
    let talk = &found.talk;
    speaks(&talk.sheet) || speaks(&talk.file) || talk.titles.iter().any(|title| speaks(title))
}

/// The code of an engagement with hours or a fee for each month.
pub(super) const RETAINER: &str = "retainer";

/// Hours that are agreed for each month or, without any hours, a fee of each month; no column says another kind.
fn is_of_retainers(schema: &Schema, found: &Found<'_>, mapping: &Mapping, words: &Words) -> bool {
    mapping.column_of(schema, "kind").is_none()
        && has_monthly_terms(schema, &found.views, mapping, words)
}

/// True when a heading says that hours, or else a fee, are agreed for each month.
pub fn has_monthly_terms(
    schema: &Schema,
    views: &[View<'_>],
    mapping: &Mapping,
    words: &Words,
) -> bool {
    let heading = |field: &str| {
        let column = mapping.column_of(schema, field)?;
        let view = views.iter().find(|view| view.column == column)?;
        Some(view.heading.words.as_str())
    };
    match (heading("budget_hours"), heading("budget_amount")) {
        (Some(hours), fee) => {
            words.speaks_of_months(hours)
                || [Some(hours), fee]
                    .into_iter()
                    .flatten()
                    .any(|heading| words.speaks_of_retainers(heading))
        }
        (None, Some(fee)) => words.speaks_of_retainers(fee),
        (None, None) => false,
    }
}

fn code_within(text: &str, field: &Field) -> Option<String> {
    let folded = fold(text);
    let spaced = format!(" {folded} ");
    field
        .codes
        .iter()
        .flat_map(|(code, words)| words.iter().map(move |word| (code, word)))
        .filter(|(_, word)| word.chars().count() >= 2)
        .filter(|(_, word)| {
            if word.chars().all(|letter| letter >= '\u{2e80}') {
                folded.contains(word.as_str())
            } else {
                spaced.contains(&format!(" {word} "))
                    || word.chars().count() >= 6 && folded.contains(word.as_str())
            }
        })
        .max_by_key(|(_, word)| word.chars().count())
        .map(|(code, _)| code.clone())
}
