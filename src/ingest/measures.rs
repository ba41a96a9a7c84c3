//! What else stands under the days, weeks or months of a grid beside lengths of time: clock times of coming and leaving, money,
//! distances, breaks. `October 2026` over `Hours | Fee`, a day over `In | Out`.

use std::collections::BTreeMap;

use super::clock::clock;
use super::columns::View;
use super::grid::text;
use super::heading::compact;
use super::helper::Helper;
use super::knowledge::{Claim, Knowledge};
use super::period::Period;
use super::reader::currency_of_heading;
use super::sheet::Cell;
use super::unpivot::text_hint;
use super::value::TimeUnit;
use super::words::{TotalLabel, Words};
use crate::model::Table;
use crate::model::key::fold;

/// What the columns of one grid hold beside its lengths.
#[derive(Clone, Debug, Default)]
pub struct Measures {
    /// Columns of coming, each with that of leaving.
    pub clocks: BTreeMap<u32, u32>,
    /// Columns below periods that hold no lengths: times of leaving, money, distances.
    pub beside: Vec<u32>,
    /// Columns of lengths, each with that of whose they are and its field: `Client | Hrs` below a day.
    pub named: BTreeMap<u32, (u32, &'static str)>,
    /// What of them no figure holds, as its heading calls it, with its first column.
    pub unread: Vec<(String, u32)>,
    /// Rows of what was planned stand beside those of what was done.
    pub plans: bool,
    /// The column that says of each row whether its times are those of coming or of leaving.
    pub rows: Option<u32>,
}

/// What a column is below its period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    /// Hours, and whose or what for is not said.
    Hours,
    /// A part of the day that is worked besides: overtime.
    Added,
    /// Clock times of coming.
    Comes,
    /// Clock times of leaving.
    Leaves,
    /// The lengths beside it together.
    Total,
    /// Money, a rate, a distance, a break, a number of things.
    Other,
    /// Anything: a person, a team, a kind of work.
    Unknown,
}

/// Of several columns of one period those that hold lengths of time; the others are kept apart. A measure of money or things is no
/// length; where one of them says hours, only what is worked besides counts beside it.
pub(super) fn lengths_of(
    periods: Vec<(u32, Period)>,
    views: &[View<'_>],
    knowledge: &Knowledge,
) -> (Vec<(u32, Period)>, Measures) {
    let mut measures = Measures::default();
    let told: Vec<(Measure, String)> = { periods.iter() }
        .map(|(column, _)| {
            let view = views.iter().find(|view| view.column == *column);
            view.map_or((Measure::Unknown, String::new()), |view| {
                let name = part_of(view, &knowledge.words);
                (measure(view, &name, knowledge), name)
            })
        })
        .collect();
    let mut kept = Vec::with_capacity(periods.len());
    for (at, (column, period)) in periods.iter().enumerate() {
        let of_period = || (0..periods.len()).filter(|other| periods[*other].1 == *period);
        let any = |wanted: Measure| of_period().any(|other| told[other].0 == wanted);
        let lengths = [Measure::Hours, Measure::Added, Measure::Unknown];
        let parted = lengths.into_iter().any(any);
        let timed = parted || any(Measure::Total);
        let counts = match told[at].0 {
            Measure::Hours | Measure::Added => true,
            Measure::Unknown => !any(Measure::Hours),
            Measure::Total => !parted,
            Measure::Other => !timed && !any(Measure::Comes),
            // the length beside them is known
            Measure::Comes | Measure::Leaves if timed => false,
            Measure::Comes => {
                let leaves = { of_period().filter(|other| *other > at) }
                    .find(|other| told[*other].0 != Measure::Other);
                let leaves = leaves.filter(|other| told[*other].0 == Measure::Leaves);
                if let Some(leaves) = leaves {
                    measures.clocks.insert(*column, periods[leaves].0);
                }
                leaves.is_some()
            }
            Measure::Leaves => false,
        };
        if counts {
            kept.push((*column, *period));
            continue;
        }
        measures.beside.push(*column);
        let field = views.iter().find(|view| view.column == *column);
        let field = field.and_then(|view| subject_of(view, &told[at].1, knowledge));
        let hours: Vec<usize> = of_period()
            .filter(|other| told[*other].0 == Measure::Hours)
            .collect();
        if let (Some(field), [hours]) = (field, &hours[..]) {
            measures.named.insert(periods[*hours].0, (*column, field));
            continue;
        }
        let follows = told[at].0 == Measure::Total;
        let clock = matches!(told[at].0, Measure::Comes | Measure::Leaves);
        let paired = timed || { measures.clocks.values() }.any(|leaves| leaves == column);
        let known = { measures.unread.iter() }.any(|(name, _)| *name == told[at].1);
        if !(known || follows || clock && paired) {
            measures.unread.push((told[at].1.clone(), *column));
        }
    }
    measures.rows = rows_of_clocks(&kept, views, knowledge);
    measures.plans = has_rows_of_plans(&kept, views, &knowledge.words);
    (kept, measures)
}

/// Whose or what for the hours beside a column of texts are, where its heading says so.
fn subject_of(view: &View<'_>, name: &str, knowledge: &Knowledge) -> Option<&'static str> {
    let time = knowledge.schema(Table::Time);
    let texts = !view.cells.is_empty() && view.cells.iter().all(|cell| text(cell).is_some());
    let key = compact(name);
    ["client", "project", "task"].into_iter().find(|field| {
        let is = |claim: &Claim| {
            claim.table == Table::Time && claim.strong && time.position(field) == Some(claim.field)
        };
        texts && knowledge.claims(&key).iter().any(is)
    })
}

/// The parts of a heading that are no period.
fn part_of(view: &View<'_>, words: &Words) -> String {
    let parts = view.heading.text.split(" / ");
    let parts = parts.filter(|part| text_hint(part.trim(), words).is_none());
    parts.collect::<Vec<_>>().join(" / ")
}

fn measure(view: &View<'_>, name: &str, knowledge: &Knowledge) -> Measure {
    let words = &knowledge.words;
    let folded = fold(name);
    let helper = words.helper(&compact(name), Table::Time);
    let clocks = || {
        let clocks = view.cells.iter().filter(|cell| clock(cell).is_some());
        clocks.count() * 2 > view.cells.len()
    };
    let unit = || words.unit(&folded, &format!(" {folded} "));
    match helper {
        _ if folded.is_empty() => Measure::Unknown,
        Some(Helper::StartsAt) if clocks() => Measure::Comes,
        Some(Helper::EndsAt) if clocks() => Measure::Leaves,
        _ if is_other(name, words) => Measure::Other,
        _ if words.total_label(&folded) == Some(TotalLabel::Whole) => Measure::Total,
        _ if words.speaks_of("overtime", &folded) => Measure::Added,
        Some(Helper::BillableTime | Helper::NonbillableTime) => Measure::Unknown,
        _ if words.speaks_of_unbillable(&folded) => Measure::Unknown,
        _ if words.is_done_entry(&folded) || unit() == Some(TimeUnit::Hours) => Measure::Hours,
        _ => Measure::Unknown,
    }
}

/// Money, a rate, a distance, a break or a number of things, and nothing else: `Cost Cutters` may be a client.
fn is_other(name: &str, words: &Words) -> bool {
    let folded = fold(name);
    let whole = |topic: &str| words.says_only(topic, &folded);
    currency_of_heading(name, &words.amounts).is_some()
        || ["money", "no_lengths", "distances", "breaks"]
            .into_iter()
            .any(whole)
        || words.speaks_of_breaks(&folded)
        || matches!(
            words.unit(&fold(unit_in_brackets(name)), ""),
            Some(TimeUnit::Minutes | TimeUnit::Percent)
        )
}

fn unit_in_brackets(name: &str) -> &str {
    let inside = name.rsplit_once(['(', '（', ',']).map(|(_, inside)| inside);
    inside.unwrap_or_default().trim_end_matches([')', '）'])
}

/// `In` and `Out`, each in a row of its own: the column whose cells are such words, beside cells that are clock times.
fn rows_of_clocks(
    periods: &[(u32, Period)],
    views: &[View<'_>],
    knowledge: &Knowledge,
) -> Option<u32> {
    let is_period = |view: &View<'_>| periods.iter().any(|(column, _)| *column == view.column);
    let of_periods = || views.iter().filter(|view| is_period(view));
    let cells = || of_periods().flat_map(|view| &view.cells);
    let clocks = cells().filter(|cell| clock(cell).is_some()).count();
    if clocks == 0 || clocks * 2 < cells().count() {
        return None;
    }
    let named = views.iter().filter(|view| !is_period(view)).find(|view| {
        let all = { view.cells.iter() }.all(|cell| comes_or_leaves(cell, knowledge).is_some());
        let any = |wanted: Helper| {
            { view.cells.iter() }.any(|cell| comes_or_leaves(cell, knowledge) == Some(wanted))
        };
        all && any(Helper::StartsAt) && any(Helper::EndsAt)
    });
    named.map(|view| view.column)
}

/// `Plan` and `Actual`, each in a row of its own.
fn has_rows_of_plans(periods: &[(u32, Period)], views: &[View<'_>], words: &Words) -> bool {
    let is_period = |view: &View<'_>| periods.iter().any(|(column, _)| *column == view.column);
    let said = |cell: &Cell<'_>| text(cell).map(fold).unwrap_or_default();
    let mut others = views.iter().filter(|view| !is_period(view));
    others.any(|view| {
        let plans = |cell: &Cell<'_>| words.is_plan_entry(&said(cell));
        let done = |cell: &Cell<'_>| words.is_done_entry(&said(cell));
        { view.cells.iter() }.all(|cell| plans(cell) || done(cell))
            && view.cells.iter().any(plans)
            && view.cells.iter().any(done)
    })
}

/// Whether a cell is the word of coming or of leaving.
pub(super) fn comes_or_leaves(cell: &Cell<'_>, knowledge: &Knowledge) -> Option<Helper> {
    let helper = knowledge.words.helper(&compact(text(cell)?), Table::Time)?;
    matches!(helper, Helper::StartsAt | Helper::EndsAt).then_some(helper)
}
