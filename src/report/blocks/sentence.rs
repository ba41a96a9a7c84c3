//! A sentence with figures in it.
//!
//! Marks: `{column}` of the picked row, `{column.previous}` and `{column.change}` of the period before,
//! `{column*}` of every picked row, `{count}` of rows; `{column.signed}` with its sign, `{column.inside}` as a word within a sentence.

use super::tiles::change;
use super::{Place, fill};
use crate::metrics::{Datum, Unit};
use crate::report::labels::Labels;
use crate::report::layout::Setting;
use crate::report::marks::put;
use crate::report::select::{Picked, number, plain};
use crate::report::template::Filter;

/// Most names that a sentence lists.
const LISTED: usize = 12;

/// Where the figures of a sentence come from.
pub(super) struct Source<'t> {
    /// Frame; none for plain text.
    pub frame: Option<&'t str>,
    /// Which rows.
    pub filter: &'t Filter,
    /// Order before the first is taken.
    pub sort: &'t [String],
}

/// A sentence and whether all its figures are known.
struct Said {
    text: String,
    known: bool,
}

/// The text of a word with the figures of the first row; none when no row fits, or a figure of it is not available.
pub(super) fn lay_out_known(
    text: &str,
    source: &Source<'_>,
    place: &Place<'_>,
    setting: &Setting<'_>,
) -> Option<String> {
    let said = say(text, source, 0, place, setting)?;
    said.known.then_some(said.text)
}

/// The text of a word with the figures of a row, or of another word where one of them is not available; none beyond the last row.
pub(super) fn lay_out_row(
    (text, unknown): (&str, Option<&str>),
    source: &Source<'_>,
    row: usize,
    place: &Place<'_>,
    setting: &Setting<'_>,
) -> Option<String> {
    let said = say(text, source, row, place, setting)?;
    match unknown.filter(|_| !said.known) {
        Some(other) => Some(say(other, source, row, place, setting)?.text),
        None => Some(said.text),
    }
}

fn say(
    text: &str,
    source: &Source<'_>,
    row: usize,
    place: &Place<'_>,
    setting: &Setting<'_>,
) -> Option<Said> {
    let mut filled = fill(&setting.labels.word(text), place.view.client, setting);
    let Some(frame) = source.frame else {
        return (row == 0).then_some(Said {
            text: filled,
            known: true,
        });
    };
    let pick = |filter: &Filter| {
        let picked = setting.shelf.pick(frame, filter, &place.view)?;
        let base = &setting.scope.settings.base_currency;
        let picked = picked.sorted(source.sort);
        Some(picked.base_first(source.sort, base)).filter(|picked| !picked.is_empty())
    };
    let picked = pick(source.filter).filter(|picked| row < picked.len())?;
    let labels = &setting.labels;
    filled = filled.replace("{count}", &count(picked.len(), labels));
    let before = || {
        let mut filter = source.filter.clone();
        filter.insert("month".to_owned(), "@previous".to_owned());
        picked.has("month").then(|| pick(&filter)).flatten()
    };
    let before = filled.contains('.').then(before).flatten();
    let mut known = true;
    for (column, unit) in picked.columns() {
        if !filled.contains(&format!("{{{column}")) {
            continue;
        }
        let value = picked.value(row, column);
        let previous = before.as_ref().map(|row| row.value(0, column));
        let marks = [
            (format!("{{{column}}}"), labels.show(value, unit)),
            (
                format!("{{{column}*}}"),
                listed(&picked, column, unit, labels),
            ),
            (
                format!("{{{column}.previous}}"),
                labels.show(previous.unwrap_or(&Datum::Null), unit),
            ),
            (
                format!("{{{column}.change}}"),
                changed(previous, value, unit, labels),
            ),
            (
                format!("{{{column}.signed}}"),
                signed(value, labels.show(value, unit)),
            ),
            (
                format!("{{{column}.inside}}"),
                inside(&labels.show(value, unit)),
            ),
        ];
        for (mark, shown) in marks {
            known &= shown != labels.formats().not_available || !filled.contains(&mark);
            filled = put(&filled, &mark, &shown);
        }
    }
    Some(Said {
        text: with_one_full_stop(filled),
        known,
    })
}

/// A figure that is a difference.
fn signed(value: &Datum, shown: String) -> String {
    match number(value) {
        Some(figure) if figure > 0.0 => format!("+{shown}"),
        _ => shown,
    }
}

/// A word that stands in cells as it does inside a sentence: only there does it begin with a small letter.
fn inside(shown: &str) -> String {
    let mut letters = shown.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// A name that ends in a full stop, as initials do, takes that of its sentence with it.
fn with_one_full_stop(said: String) -> String {
    match said.strip_suffix("..") {
        Some(rest) if !rest.ends_with('.') => format!("{rest}."),
        _ => said,
    }
}

fn count(rows: usize, labels: &Labels<'_>) -> String {
    labels.show(&Datum::Count(rows as i64), Unit::Count)
}

fn changed(before: Option<&Datum>, now: &Datum, unit: Unit, labels: &Labels<'_>) -> String {
    let (text, up) =
        before.map_or_else(Default::default, |before| change(before, now, unit, labels));
    if !text.is_empty() && up.is_none() {
        labels.word("unchanged")
    } else if text.is_empty() {
        labels.formats().not_available.clone()
    } else {
        text
    }
}

/// Every value once, in order; the rest is counted.
fn listed(picked: &Picked<'_>, column: &str, unit: Unit, labels: &Labels<'_>) -> String {
    let mut shown: Vec<String> = Vec::new();
    for at in 0..picked.len() {
        let value = picked.value(at, column);
        let text = labels.show(value, unit);
        if !plain(value).is_empty() && !shown.contains(&text) {
            shown.push(text);
        }
    }
    let more = shown.len().saturating_sub(LISTED);
    shown.truncate(LISTED);
    // where an item has a comma of its own, one between two items would make them three
    let usual = labels.word("list_separator");
    let separator = match shown.iter().any(|text| text.contains(usual.trim())) {
        true => labels.word("group_separator"),
        false => usual,
    };
    let mut text = shown.join(&separator);
    if more > 0 {
        text.push_str(
            &labels
                .word("and_more")
                .replace("{count}", &count(more, labels)),
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_has_its_sign_and_a_word_inside_a_sentence_no_capital() {
        let said = |figure: f64, shown: &str| signed(&Datum::Float(figure), shown.to_owned());
        assert_eq!(said(10.9, "10,9"), "+10,9");
        assert_eq!(said(-1.5, "-1,5"), "-1,5");
        assert_eq!(said(0.0, "0,0"), "0,0");
        assert_eq!(
            ["Зелёная", "Amber", "黄", ""].map(inside),
            ["зелёная", "amber", "黄", ""]
        );
    }
}
