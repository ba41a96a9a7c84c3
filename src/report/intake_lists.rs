//! What reading found, as tables for machines beside the computed ones: problems, the account of every row, names that were linked.

use crate::metrics::frame::{FrameSpec, MetricFrame, Unit};
use crate::model::Intake;

/// One row for each problem, never collapsed.
static PROBLEMS: FrameSpec = FrameSpec::exported(
    "problems",
    "problem",
    &[
        ("rule", Unit::Code),
        ("severity", Unit::Code),
        ("file", Unit::Text),
        ("sheet", Unit::Text),
        ("cell", Unit::Text),
        ("column", Unit::Text),
        ("found", Unit::Text),
        ("expected", Unit::Text),
        ("hint", Unit::Text),
        ("effect", Unit::Text),
    ],
);

/// The account of every row of every sheet.
static ROWS: FrameSpec = FrameSpec::exported(
    "rows",
    "file, sheet",
    &[
        ("file", Unit::Text),
        ("sheet", Unit::Text),
        ("table", Unit::Text),
        ("rows_total", Unit::Count),
        ("rows_used", Unit::Count),
        ("rows_set_aside", Unit::Count),
        ("rows_not_data", Unit::Count),
    ],
);

/// Spellings taken as another, with the reason.
static NAMES: FrameSpec = FrameSpec::exported(
    "names",
    "kind, spelling",
    &[
        ("kind", Unit::Code),
        ("spelling", Unit::Text),
        ("taken_as", Unit::Text),
        ("reason", Unit::Text),
        ("seen_in", Unit::Text),
    ],
);

/// All three, in the order of the intake; sentences in English.
pub fn lists(intake: &Intake) -> [MetricFrame; 3] {
    [problems(intake), rows(intake), names(intake)]
}

fn problems(intake: &Intake) -> MetricFrame {
    let rows = intake.problems.iter().map(|problem| {
        let place = &problem.place;
        vec![
            (&problem.rule).into(),
            problem.severity.code().into(),
            (*place.file).into(),
            (*place.sheet).into(),
            place.cell().into(),
            (&problem.column).into(),
            (&problem.found).into(),
            problem.expected.to_string().into(),
            problem.hint.to_string().into(),
            problem.effect.to_string().into(),
        ]
    });
    MetricFrame::of(&PROBLEMS, rows.collect())
}

fn rows(intake: &Intake) -> MetricFrame {
    let rows = intake.accounts.iter().map(|account| {
        let tables: Vec<&str> = account.tables.iter().map(|table| table.name()).collect();
        vec![
            (*account.file).into(),
            (*account.sheet).into(),
            tables.join("+").into(),
            i64::from(account.total).into(),
            i64::from(account.used).into(),
            i64::from(account.set_aside).into(),
            i64::from(account.not_data_rows()).into(),
        ]
    });
    MetricFrame::of(&ROWS, rows.collect())
}

fn names(intake: &Intake) -> MetricFrame {
    let rows = intake.links.iter().map(|link| {
        vec![
            (&link.kind).into(),
            (&link.spelling).into(),
            (&link.taken_as).into(),
            link.reason.to_string().into(),
            (&link.seen_in).into(),
        ]
    });
    MetricFrame::of(&NAMES, rows.collect())
}
