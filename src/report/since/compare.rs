//! Two states held against one another. Figures of two currencies never are: a currency is part of a figure's place.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::Previous;
use super::state::{causes, templates_changed};
use crate::metrics::issued::figures::{of_every_month, unit};
use crate::metrics::{Datum, Unit};
use crate::model::kept::{Changed, ChangedSheet, FigurePlace, SheetRows, Since, State, Value};
use crate::model::phrase::phrase;
use crate::model::{Duration, Money, Month, Phrase, Span};

/// What changed from one state to the other.
pub fn since(previous: &Previous, before: &State, now: &State, period: Span) -> Since {
    let figures = figures(before, now, [previous.period, period]);
    let sheets = sheets(before, now);
    let causes = causes(&now.made_of, &before.made_of);
    let remark = match (causes.is_empty(), figures.is_empty() && sheets.is_empty()) {
        (true, _) => phrase(
            "the files, the answers, the settings and the templates are the same",
            &[],
        ),
        (false, true) => phrase("no figure differs", &[]),
        (false, false) => Phrase::default(),
    };
    Since {
        pack: previous.name.clone(),
        as_of: previous.as_of.to_string(),
        causes,
        templates: templates_changed(&now.made_of, &before.made_of),
        remark: remark.encode(),
        figures,
        sheets,
    }
}

type Side<'s> = BTreeMap<(&'s FigurePlace, &'s str), &'s Value>;

fn side(state: &State) -> Side<'_> {
    let rows = state.figures.iter();
    let figures = rows.flat_map(|row| {
        let values = row.values.iter();
        values.map(|(column, value)| ((&row.place, column.as_str()), value))
    });
    figures.collect()
}

fn figures(before: &State, now: &State, periods: [Span; 2]) -> Vec<Changed> {
    let [before, now] = [before, now].map(side);
    let both: BTreeSet<_> = before.keys().chain(now.keys()).copied().collect();
    let changed = both.into_iter().filter_map(|key| {
        let (place, figure) = key;
        let [was, is] = [&before, &now].map(|side| side.get(&key).copied());
        let news = !same(was, is) && is_of_both(place, figure, periods);
        news.then(|| Changed {
            place: place.clone(),
            figure: figure.to_owned(),
            before: was.cloned(),
            now: is.cloned(),
        })
    });
    changed.collect()
}

/// A figure that is nothing on one side and not there on the other is no news.
fn same(was: Option<&Value>, is: Option<&Value>) -> bool {
    let counts = |value: Option<&Value>| match value {
        Some(Value::Whole(0)) => None,
        other => other.cloned(),
    };
    was == is || counts(was) == counts(is)
}

/// True when packs of these periods both would have it: packs of one period hold the same figures, packs of two the months up
/// to the end of the earlier one.
fn is_of_both(place: &FigurePlace, figure: &str, [one, other]: [Span; 2]) -> bool {
    let FigurePlace(frame, month, ..) = place;
    let last = one.to.min(other.to);
    one == other
        || of_every_month(frame, figure) && month.parse::<Month>().is_ok_and(|month| month <= last)
}

fn sheets(before: &State, now: &State) -> Vec<ChangedSheet> {
    let by_name = |state: &'_ State| -> BTreeMap<(String, String), SheetRows> {
        let sheets = state.sheets.iter();
        let named = sheets.map(|sheet| ((sheet.file.clone(), sheet.sheet.clone()), sheet.clone()));
        named.collect()
    };
    let [old, new] = [before, now].map(by_name);
    let both: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let changed = both.into_iter().filter_map(|key| {
        let (was, is) = (old.get(key), new.get(key));
        let hash = |state: &State| state.made_of.files.get(&key.0).cloned();
        let state = match (was, is) {
            (None, Some(_)) => "sheet_new",
            (Some(_), None) => "sheet_gone",
            (Some(was), Some(is)) if was != is => "sheet_rows_differ",
            _ if hash(before) != hash(now) => "sheet_same_count",
            _ => return None,
        };
        let sheet = is.or(was)?;
        Some(ChangedSheet {
            of: [&sheet.file, &sheet.sheet, &sheet.tables].map(Clone::clone),
            state: state.to_owned(),
            before: was.map(|sheet| sheet.rows),
            now: is.map(|sheet| sheet.rows),
        })
    });
    changed.collect()
}

/// Rows of a frame.
type Rows = Vec<Vec<Datum>>;

/// The rows of the summary, the figures and the sheets.
pub fn rows(since: Option<&Since>) -> [Rows; 3] {
    let Some(since) = since else {
        return Default::default();
    };
    let summary = vec![
        (&since.pack).into(),
        since.as_of.parse::<NaiveDate>().ok().into(),
        (since.figures.len() as i64).into(),
        (since.sheets.len() as i64).into(),
        (&since.causes).into(),
        (&since.templates).into(),
        (&since.remark).into(),
    ];
    let figures = since.figures.iter().filter_map(figure_row);
    let sheets = since.sheets.iter().map(sheet_row);
    [vec![summary], figures.collect(), sheets.collect()]
}

/// None for a figure that this version does not know.
fn figure_row(changed: &Changed) -> Option<Vec<Datum>> {
    let FigurePlace(frame, month, client, subject, currency) = &changed.place;
    let unit = unit(frame, &changed.figure)?;
    let group = Group::of(unit);
    let sides = [&changed.before, &changed.now];
    let mut row: Vec<Datum> = [
        group.code(),
        &changed.figure,
        frame,
        month,
        client,
        subject,
        currency,
    ]
    .map(Datum::from)
    .into();
    for column in [Group::Money, Group::Hours, Group::Share, Group::Number] {
        let own = group == column;
        for side in sides {
            let side = side.as_ref().filter(|_| own);
            row.push(side.map_or(Datum::Null, |value| datum(value, unit)));
            row.push(side.and_then(reason).into());
        }
        row.push(match own {
            true => difference(sides, unit),
            false => Datum::Null,
        });
    }
    for side in sides {
        let code = side.as_ref().filter(|_| group == Group::Code);
        row.push(code.map_or(Datum::Null, |value| datum(value, unit)));
    }
    row.push(how(sides).into());
    let reasons = sides.map(|side| side.as_ref().and_then(reason));
    let [was, is] = reasons;
    row.push(is.or(was).into());
    Some(row)
}

/// What a figure is counted in, and so where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Money,
    Hours,
    Share,
    Number,
    Code,
}

impl Group {
    fn of(unit: Unit) -> Group {
        match unit {
            Unit::Money => Group::Money,
            Unit::Hours => Group::Hours,
            Unit::Share => Group::Share,
            Unit::Number | Unit::Rate | Unit::Count => Group::Number,
            Unit::Text | Unit::Code | Unit::Phrase | Unit::Month | Unit::Date | Unit::Flag => {
                Group::Code
            }
        }
    }

    fn code(self) -> &'static str {
        match self {
            Group::Money => "in_money",
            Group::Hours => "in_hours",
            Group::Share => "in_shares",
            Group::Number => "in_numbers",
            Group::Code => "in_words",
        }
    }
}

fn datum(value: &Value, unit: Unit) -> Datum {
    match (value, unit) {
        (Value::Whole(whole), Unit::Money) => Datum::Money(Money(*whole)),
        (Value::Whole(whole), Unit::Hours) => Datum::Hours(Duration(*whole)),
        (Value::Whole(whole), _) => Datum::Float(*whole as f64),
        (Value::Text(text), Unit::Share | Unit::Number) => {
            text.parse().map_or(Datum::Null, Datum::Float)
        }
        (Value::Text(text), _) => text.into(),
        (Value::NotAvailable(_), _) => Datum::Null,
    }
}

/// Only between two figures that both are there.
fn difference([was, is]: [&Option<Value>; 2], unit: Unit) -> Datum {
    match (was, is) {
        (Some(was), Some(is)) => match (datum(was, unit), datum(is, unit)) {
            (Datum::Money(was), Datum::Money(is)) => Datum::Money(is - was),
            (Datum::Hours(was), Datum::Hours(is)) => Datum::Hours(Duration(is.0 - was.0)),
            (Datum::Float(was), Datum::Float(is)) => Datum::Float(is - was),
            _ => Datum::Null,
        },
        _ => Datum::Null,
    }
}

fn reason(value: &Value) -> Option<String> {
    match value {
        Value::NotAvailable([reason]) => Some(reason.clone()),
        Value::Whole(_) | Value::Text(_) => None,
    }
}

fn how([was, is]: [&Option<Value>; 2]) -> &'static str {
    let missing = |value: &Value| matches!(value, Value::NotAvailable(_));
    match (was, is) {
        (None, _) => "figure_new",
        (_, None) => "figure_gone",
        (Some(was), Some(is)) => match (missing(was), missing(is)) {
            (false, true) => "figure_not_available",
            (true, false) => "figure_available",
            (true, true) => "figure_other_reason",
            (false, false) => "figure_differs",
        },
    }
}

fn sheet_row(sheet: &ChangedSheet) -> Vec<Datum> {
    let mut row: Vec<Datum> = sheet.of.each_ref().map(Datum::from).into();
    row.push((&sheet.state).into());
    for at in 0..3 {
        for side in [sheet.before, sheet.now] {
            let rows = side.map(|rows| i64::from(rows[at]));
            row.push(rows.map_or(Datum::Null, Datum::Count));
        }
    }
    row
}
