//! A later run of a period whose pack was issued: which figures are no longer as issued, and the rows behind that.

use std::collections::{BTreeMap, BTreeSet};

use super::changes::{Change, What};
use super::figures::{figures, unit};
use crate::metrics::definition::{self, Definition, Rests};
use crate::metrics::frame::{Datum, FrameSpec, MetricFrame, Unit};
use crate::metrics::{Metrics, Scope};
use crate::model::issued::IssuedPack;
use crate::model::kept::FigurePlace;
use crate::model::phrase::phrase;
use crate::model::{Duration, Money, Phrase, Table};

/// What restated figures rest on: any row that the pack keeps.
const ROWS: &[Rests] = &[
    Rests::whole(Table::Time),
    Rests::whole(Table::Invoices),
    Rests::whole(Table::Payments),
    Rests::whole(Table::Documents),
    Rests::whole(Table::Contracts),
];

/// What the figures here mean.
pub(crate) const DEFINITIONS: &[Definition] = &[
    Definition {
        name: "as_issued",
        text: "the figure as the issued pack has it; empty where it had none",
        rests_on: ROWS,
    },
    Definition {
        name: "as_now",
        text: "the figure as this run computes it; empty where it has none",
        rests_on: ROWS,
    },
    Definition {
        name: "restated_by",
        text: "as it is now - as issued",
        rests_on: ROWS,
    },
    Definition {
        name: "as_issued_hours",
        text: "the hours as the issued pack has them; empty where it had none",
        rests_on: ROWS,
    },
    Definition {
        name: "as_now_hours",
        text: "the hours as this run computes them; empty where it has none",
        rests_on: ROWS,
    },
    Definition {
        name: "restated_by_hours",
        text: "hours as they are now - hours as issued",
        rests_on: ROWS,
    },
    Definition {
        name: "figures_restated",
        text: "figures of the issued pack that are no longer as issued",
        rests_on: ROWS,
    },
    Definition {
        name: "rows_added",
        text: "rows of the files that count up to the day of the issued pack and were not in it",
        rests_on: ROWS,
    },
    Definition {
        name: "rows_changed",
        text: "rows of the issued pack that say something else now; one that only moved is not counted",
        rests_on: ROWS,
    },
    Definition {
        name: "rows_gone",
        text: "rows of the issued pack that are no longer in the files",
        rests_on: ROWS,
    },
];

/// What would be restated, in one row; none without an issued pack of the period.
pub static RESTATED_SUMMARY: FrameSpec = FrameSpec::exported(
    "restated_summary",
    "issued pack",
    &[
        ("pack", Unit::Text),
        ("issued_as_of", Unit::Date),
        ("figures_restated", Unit::Count),
        ("rows_added", Unit::Count),
        ("rows_changed", Unit::Count),
        ("rows_gone", Unit::Count),
        ("remark", Unit::Phrase),
    ],
);

/// Figures that are no longer as issued.
pub static RESTATED: FrameSpec = FrameSpec::exported(
    "restated",
    "figure",
    &[
        ("counted_in", Unit::Code),
        ("figure", Unit::Code),
        ("stands_in", Unit::Code),
        ("month", Unit::Month),
        ("client", Unit::Text),
        ("subject", Unit::Text),
        ("currency", Unit::Text),
        ("as_issued", Unit::Money),
        ("as_now", Unit::Money),
        ("restated_by", Unit::Money),
        ("as_issued_hours", Unit::Hours),
        ("as_now_hours", Unit::Hours),
        ("restated_by_hours", Unit::Hours),
        ("why_restated", Unit::Phrase),
        ("rows_behind", Unit::Text),
    ],
);

/// Rows that are no longer as issued, a line for each field that reads otherwise.
pub static RESTATED_ROWS: FrameSpec = FrameSpec::exported(
    "restated_rows",
    "row, field",
    &[
        ("row_state", Unit::Code),
        ("table", Unit::Code),
        ("client", Unit::Text),
        ("subject", Unit::Text),
        ("date", Unit::Date),
        ("changed_field", Unit::Code),
        ("read_before", Unit::Text),
        ("reads_now", Unit::Text),
        ("source", Unit::Text),
    ],
);

/// How many rows are named beside a figure.
const NAMED: usize = 5;

/// The three frames; empty without an issued pack of the period.
pub fn frames(
    same: Option<&(&IssuedPack, Vec<Change>)>,
    metrics: &Metrics,
    scope: &Scope,
) -> Vec<MetricFrame> {
    let (mut summary, mut restated, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    if let Some((pack, changes)) = same {
        restated = restated_figures(pack, changes, metrics, scope);
        rows = changes.iter().flat_map(lines).collect();
        summary.push(summary_row(pack, changes, restated.len()));
    }
    vec![
        MetricFrame::of(&RESTATED_SUMMARY, summary),
        MetricFrame::of(&RESTATED, restated),
        MetricFrame::of(&RESTATED_ROWS, rows),
    ]
}

/// Where a figure stands, and its column.
type RestatedFigure<'f> = (&'f FigurePlace, &'f str);

fn summary_row(pack: &IssuedPack, changes: &[Change], figures: usize) -> Vec<Datum> {
    let count = |what: What| changes.iter().filter(|change| change.what == what).count() as i64;
    let remark = match &pack.kept {
        None => phrase(
            "issued.json or figures.json of the pack is missing or was changed: nothing can be compared",
            &[],
        ),
        Some(_) if figures == 0 && changes.is_empty() => phrase("everything is as issued", &[]),
        Some(_) if figures == 0 => phrase("rows differ, and no figure does", &[]),
        Some(_) => phrase(
            "the issued pack stays as it is; run with --issue to issue a new version beside it",
            &[],
        ),
    };
    vec![
        (&pack.name).into(),
        pack.as_of.into(),
        (figures as i64).into(),
        count(What::Added).into(),
        count(What::Changed).into(),
        count(What::Gone).into(),
        remark.encode().into(),
    ]
}

fn restated_figures(
    pack: &IssuedPack,
    changes: &[Change],
    metrics: &Metrics,
    scope: &Scope,
) -> Vec<Vec<Datum>> {
    if pack.kept.is_none() {
        return Vec::new();
    }
    let now = figures(metrics, scope);
    let mut both: BTreeMap<RestatedFigure<'_>, [Option<i64>; 2]> = BTreeMap::new();
    for (side, all) in [&pack.figures, &now].into_iter().enumerate() {
        for row in all.iter() {
            for (column, whole) in row.whole() {
                both.entry((&row.place, column)).or_default()[side] = Some(whole);
            }
        }
    }
    // a figure that is nothing on one side and not there on the other is no news
    both.into_iter()
        .filter(|(_, [before, now])| before.unwrap_or_default() != now.unwrap_or_default())
        .filter_map(|(figure, sides)| {
            let hours = is_hours(figure)?;
            let behind = behind(figure, changes, scope);
            let why = why(&behind, pack, scope);
            Some(figure_row(figure, hours, sides, (&why, &behind)))
        })
        .collect()
}

/// True for a figure in hours, false for one in money; none for any other.
fn is_hours((place, column): RestatedFigure<'_>) -> Option<bool> {
    match unit(place.frame(), column)? {
        Unit::Hours => Some(true),
        Unit::Money => Some(false),
        _ => None,
    }
}

fn figure_row(
    (place, column): RestatedFigure<'_>,
    hours: bool,
    [before, now]: [Option<i64>; 2],
    (why, behind): (&Phrase, &[&Change]),
) -> Vec<Datum> {
    let [client, subject, currency] = place.of();
    let change = now.unwrap_or_default() - before.unwrap_or_default();
    let integers = [before, now, Some(change)];
    let mut row: Vec<Datum> = vec![
        if hours { "in_hours" } else { "in_money" }.into(),
        column.into(),
        place.frame().into(),
        place.month().into(),
        client.into(),
        subject.into(),
        currency.into(),
    ];
    let money = integers.map(|part| part.filter(|_| !hours).map(Money).into());
    let time = integers.map(|part| part.filter(|_| hours).map(Duration).into());
    row.extend(money);
    row.extend(time);
    row.push(why.encode().into());
    row.push(places(behind).into());
    row
}

/// Places of the first rows, and how many more there are.
fn places(behind: &[&Change]) -> String {
    let places: BTreeSet<String> = behind
        .iter()
        .map(|change| change.fact().place.to_string())
        .collect();
    let mut named: Vec<String> = places.iter().take(NAMED).cloned().collect();
    if places.len() > NAMED {
        named.push(format!("+ {}", places.len() - NAMED));
    }
    named.join("; ")
}

/// Changes of rows that the figure rests on: of its client, of its person, in its days. Where there are none, every change of
/// its client: what is paid may stand in a file of invoices.
fn behind<'c>(figure: RestatedFigure<'_>, changes: &'c [Change], scope: &Scope) -> Vec<&'c Change> {
    let own = resting(figure, changes, scope);
    let [client, ..] = figure.0.of();
    if !own.is_empty() || client.is_empty() {
        return own;
    }
    changes
        .iter()
        .filter(|change| change.client == client)
        .collect()
}

fn resting<'c>(
    (place, column): RestatedFigure<'_>,
    changes: &'c [Change],
    scope: &Scope,
) -> Vec<&'c Change> {
    let frame = place.frame();
    let rests = definition::of(frame, column).map_or(ROWS, |definition| definition.rests_on);
    let [client, subject, _] = place.of();
    // of an earlier month what counted up to its end
    let month = place.month().parse().unwrap_or(scope.period);
    let last = scope.as_of.min(month.last_day());
    let days = |rests: &Rests| rests.window.days(month, last);
    changes
        .iter()
        .filter(|change| client.is_empty() || change.client.is_empty() || change.client == client)
        .filter(|change| {
            let person = change.fact().value("person");
            frame != "utilization_person" || person.is_empty() || person == subject
        })
        .filter(|change| {
            rests.iter().any(|rests| {
                let [first, last] = days(rests);
                let mut dated = change.days().peekable();
                rests.table == change.table()
                    && (dated.peek().is_none() || dated.any(|day| day >= first && day <= last))
            })
        })
        .collect()
}

fn why(behind: &[&Change], pack: &IssuedPack, scope: &Scope) -> Phrase {
    let count = |what: What| behind.iter().filter(|change| change.what == what).count();
    if !behind.is_empty() {
        return phrase(
            "rows added: {}, changed: {}, gone: {}",
            &[
                &count(What::Added),
                &count(What::Changed),
                &count(What::Gone),
            ],
        );
    }
    if pack.as_of != scope.as_of {
        return phrase(
            "issued as of {}, this run is as of {}",
            &[&pack.as_of, &scope.as_of],
        );
    }
    phrase(
        "no row behind it differs: a setting, an answer or the way of computing does",
        &[],
    )
}

/// A changed row has a line for each field, an added or gone one a single line with its hours or amount.
pub(super) fn lines(change: &Change) -> Vec<Vec<Datum>> {
    let line = |field: &str, was: String, is: String| -> Vec<Datum> {
        let fact = change.fact();
        vec![
            change.what.code().into(),
            fact.table.name().into(),
            (&change.client).into(),
            fact.subject().into(),
            change.days().min().into(),
            field.into(),
            was.into(),
            is.into(),
            fact.place.to_string().into(),
        ]
    };
    let measure = |side: &Option<super::rows::Fact>| {
        side.as_ref().map_or_else(String::new, |fact| {
            let hours = fact.hours().map(|hours| hours.to_string());
            let money = fact.amount().map(|amount| amount.to_string());
            hours.or(money).unwrap_or_default()
        })
    };
    let fields = change.fields();
    match (&change.before, &change.now) {
        (Some(before), Some(now)) if !fields.is_empty() => fields
            .into_iter()
            .map(|field| {
                // a code of its own, since names of fields are codes of other things too
                let code = format!("{field}_field");
                line(&code, before.shown(field), now.shown(field))
            })
            .collect(),
        (before, now) => vec![line("", measure(before), measure(now))],
    }
}
