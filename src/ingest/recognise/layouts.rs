//! Blocks whose headings are those of a known layout.

use super::super::columns::{Mapping, View, map};
use super::super::grid::{shown, text};
use super::super::knowledge::Knowledge;
use super::super::known_values::bind_by_known_names;
use super::super::sheet::Cell;
use super::super::siblings::told_by_sheet;
use super::super::source::Source;
use super::super::talk::Talk;
use super::super::told_month::month_of;
use super::super::wide::Wide;
use super::trial::missing;
use super::verdicts::said_of_rows;
use super::{Verdict, long_columns};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Phrase, Schema};

/// The source whose whole fingerprint stands in the headings; of several the one that knows most columns.
pub(super) fn known_source<'k>(
    views: &[View<'_>],
    knowledge: &'k Knowledge,
) -> Option<(usize, &'k Source)> {
    let there = |wanted: &str| {
        views
            .iter()
            .any(|view| view.heading.keys.iter().any(|(key, _)| key == wanted))
    };
    knowledge
        .sources
        .iter()
        .enumerate()
        .filter(|(_, source)| source.is_in(there))
        .filter(|(_, source)| source.packed.is_empty() || holds_packed(source, views))
        .filter(|(_, source)| holds_kept(source, views))
        .filter(|(_, source)| !source.only || explained(source, views) == headed(views))
        .max_by(|(a, left), (b, right)| {
            (explained(left, views), left.fingerprint.len())
                .cmp(&(explained(right, views), right.fingerprint.len()))
                .then(b.cmp(a))
        })
}

/// Some rows are of those that a layout reads: another one may be for the others.
fn holds_kept(source: &Source, views: &[View<'_>]) -> bool {
    views.iter().all(|view| {
        let key = view.heading.keys.first();
        let values = key.map_or(&[][..], |(key, _)| source.kept(key));
        let is_kept = |cell: &Cell<'_>| {
            let cell = fold(&shown(cell));
            values.iter().any(|value| fold(value) == cell)
        };
        values.is_empty() || view.cells.iter().any(is_kept)
    })
}

/// A cell of its packed columns holds all the parts of an entry.
fn holds_packed(source: &Source, views: &[View<'_>]) -> bool {
    views.iter().any(|view| {
        let key = view.heading.keys.first();
        let packing = key.and_then(|(key, _)| source.packing(key));
        packing.is_some_and(|packing| {
            let whole = |cell: &Cell<'_>| {
                text(cell).is_some_and(|text| packing.split(text).len() == packing.parts.len())
            };
            view.cells.iter().any(whole)
        })
    })
}

/// How many columns have a heading.
fn headed(views: &[View<'_>]) -> usize {
    let named = |view: &&View<'_>| !view.heading.keys.is_empty();
    views.iter().filter(named).count()
}

/// How many columns a layout knows.
pub(super) fn explained(source: &Source, views: &[View<'_>]) -> usize {
    views
        .iter()
        .filter_map(|view| view.heading.keys.first())
        .filter(|(key, _)| source.field(key).is_some() || source.ignores(key))
        .count()
}

pub(super) fn by_source(
    views: &[View<'_>],
    at: usize,
    source: &Source,
    wide: Option<&Wide>,
    talk: &Talk,
    knowledge: &Knowledge,
) -> Option<Verdict> {
    let known = phrase(
        "its headings are those of a known layout: {}",
        &[&source.source],
    );
    let left_out = left_out(Some(at), &source.leave_out, known.clone());
    let Some(table) = source.table else {
        return Some(left_out);
    };
    let schema = knowledge.schema(table);
    let wide = wide.filter(|_| source.grid);
    let plain = long_columns(views, wide);
    let mut mapping = map(&plain, schema, Some(source), knowledge);
    bind_by_known_names(
        &mut mapping,
        &plain,
        schema,
        Some(source),
        (talk, knowledge),
    );
    if !source.leave_out.is_empty() && month_of(talk, &mapping, Some(source), knowledge).is_none() {
        return Some(left_out);
    }
    // Nothing but the headings of the layout proves enough where it says so.
    let proven = source.only || !source.packed.is_empty();
    let told = told_by_sheet(&mapping, schema, talk, knowledge);
    let whole = proven || is_enough(&mapping, schema, wide, talk, told.as_ref(), knowledge);
    if !whole || source.grid && wide.is_none() {
        return None;
    }
    Some(Verdict {
        table: Some(table),
        because: std::iter::once(known)
            .chain(said_of_rows(
                &mapping,
                told.as_ref(),
                month_of(talk, &mapping, Some(source), knowledge).filter(|_| wide.is_none()),
                talk,
                knowledge,
            ))
            .collect(),
        mapping: Some(mapping),
        source: Some(at),
        confidence: 0.98,
        wide: wide.cloned(),
        told,
        ..Verdict::none()
    })
}

/// A list that is known to hold nothing for us, and what tells it.
pub(super) fn left_out(source: Option<usize>, why: &str, known: Phrase) -> Verdict {
    Verdict {
        source,
        confidence: 0.98,
        because: vec![phrase("nothing of it is counted here: {}", &[&why]), known],
        hint: Some(phrase("nothing, if that is right", &[])),
        ..Verdict::none()
    }
}

/// What makes a row of the table: its first must group, and a column for whatever a row needs.
fn is_enough(
    mapping: &Mapping,
    schema: &Schema,
    wide: Option<&Wide>,
    talk: &Talk,
    told: Option<&(&'static str, String)>,
    knowledge: &Knowledge,
) -> bool {
    let missing = missing(
        mapping,
        schema,
        schema.must.iter(),
        (wide, talk, told, knowledge),
    );
    let first = schema.must.first().map(|group| group.join(" / "));
    let needs = schema.fields.iter().any(|field| field.needed);
    missing.is_empty() || !needs && first.is_some_and(|first| !missing.contains(&first))
}
