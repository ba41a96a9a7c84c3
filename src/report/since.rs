//! What changed since the pack before this one: figures, and rows of the files.
//!
//! ```text
//! state    what this run was made of and read
//! compare  two states as the rows of a page
//! ```
//!
//! What a pack keeps is [`model::kept`](crate::model::kept), its figures are chosen in [`issued::figures`].
//!
//! A run that reads the same and is asked the same as the draft it replaces keeps that draft's list, so that the same inputs give
//! the same bytes.

mod compare;
mod state;

use chrono::NaiveDate;

use crate::metrics::frame::{FrameSpec, MetricFrame, Unit};
use crate::metrics::{Metrics, Scope, issued};
use crate::model::Span;
use crate::model::intake::{Input, Intake, Question};
use crate::model::kept::{Since, State};
use crate::model::phrase::phrase;

use Unit::{Code, Count, Hours, Money, Month, Number, Share, Text};

/// Which pack this one is held against, in one row; none without one.
pub static SUMMARY: FrameSpec = FrameSpec::shown(
    "since_summary",
    "previous pack",
    &[
        ("pack", Text),
        ("previous_as_of", Unit::Date),
        ("figures_changed", Count),
        ("sheets_changed", Count),
        ("causes", Code),
        ("templates_changed", Text),
        ("remark", Unit::Phrase),
    ],
);

/// Figures that differ from those of the previous pack.
pub static FIGURES: FrameSpec = FrameSpec::shown(
    "since_figures",
    "figure",
    &[
        ("counted_in", Code),
        ("figure", Code),
        ("stands_in", Code),
        ("month", Month),
        ("client", Text),
        ("subject", Text),
        ("currency", Text),
        ("money_before", Money),
        ("money_before_note", Code),
        ("money_now", Money),
        ("money_now_note", Code),
        ("money_change", Money),
        ("hours_before", Hours),
        ("hours_before_note", Code),
        ("hours_now", Hours),
        ("hours_now_note", Code),
        ("hours_change", Hours),
        ("share_before", Share),
        ("share_before_note", Code),
        ("share_now", Share),
        ("share_now_note", Code),
        ("share_change", Share),
        ("number_before", Number),
        ("number_before_note", Code),
        ("number_now", Number),
        ("number_now_note", Code),
        ("number_change", Number),
        ("code_before", Code),
        ("code_now", Code),
        ("how_changed", Code),
        ("reason_not_available", Code),
    ],
);

/// Sheets whose row account or content differs.
pub static SHEETS: FrameSpec = FrameSpec::shown(
    "since_sheets",
    "file, sheet",
    &[
        ("file", Text),
        ("sheet", Text),
        ("table", Code),
        ("sheet_state", Code),
        ("rows_total_before", Count),
        ("rows_total", Count),
        ("rows_used_before", Count),
        ("rows_used", Count),
        ("rows_set_aside_before", Count),
        ("rows_set_aside", Count),
    ],
);

/// The pack that this one follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previous {
    /// Name of its folder.
    pub name: String,
    /// Up to which day facts counted.
    pub as_of: NaiveDate,
    /// Its period.
    pub period: Span,
    /// It was issued, so it stays beside this one.
    pub issued: bool,
    /// What it kept; none when that is missing or no longer as it was written.
    pub state: Option<State>,
}

/// Holds a run against the pack before it: adds the three frames and gives what this pack keeps.
pub fn add(
    metrics: &mut Metrics,
    previous: Option<&Previous>,
    (intake, questions, templates): (&Intake, &[Question], &[Input]),
    scope: &Scope,
) -> State {
    let mut now = State {
        made_of: state::made_of(intake, questions, templates, scope),
        figures: issued::figures::figures(metrics, scope),
        sheets: state::sheets(intake),
        since: None,
    };
    now.since = previous.and_then(|previous| match &previous.state {
        Some(state) if !previous.issued && state.made_of == now.made_of => state.since.clone(),
        Some(state) => Some(compare::since(previous, state, &now, scope.period)),
        None => Some(unknown(previous)),
    });
    let [summary, figures, sheets] = compare::rows(now.since.as_ref());
    metrics.insert(MetricFrame::of(&SUMMARY, summary));
    metrics.insert(MetricFrame::of(&FIGURES, figures));
    metrics.insert(MetricFrame::of(&SHEETS, sheets));
    now
}

/// A previous pack of which nothing is known.
fn unknown(previous: &Previous) -> Since {
    Since {
        pack: previous.name.clone(),
        as_of: previous.as_of.to_string(),
        remark: phrase(
            "the file figures.json of that pack is missing or was changed: nothing can be compared",
            &[],
        )
        .encode(),
        ..Since::default()
    }
}
