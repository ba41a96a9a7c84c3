//! What was read and what it says about itself, as frames: so that the Data workbook is a template like any other.

mod controls;
mod provenance;

use std::collections::BTreeMap;

use controls::controls;
use provenance::provenance;

use super::{ahead, changes, dictionary, exception_classes, portfolio, since};
use crate::metrics::frame::{Datum, FrameSpec, MetricFrame, Unit};
use crate::metrics::{Metrics, Scope};
use crate::model::intake::{Input, Intake, Link, Question, SheetAccount};
use crate::model::place::column_letters;
use crate::model::{Phrase, Problem, Severity, Table};

use Unit::{Code, Count, Number, Text};

/// Place of `more_cells` among the columns of [`PROBLEMS_TOGETHER`].
const MORE: usize = 4;

/// Input files.
pub static FILES: FrameSpec = FrameSpec::shown(
    "files",
    "file",
    &[
        ("file", Text),
        ("bytes", Count),
        ("sha256", Text),
        ("tables", Code),
        ("remark", Unit::Phrase),
    ],
);

/// Row account of every sheet.
pub static ROWS: FrameSpec = FrameSpec::shown(
    "row_accounts",
    "file, sheet",
    &[
        ("file", Text),
        ("sheet", Text),
        ("table", Code),
        ("rows_total", Count),
        ("rows_used", Count),
        ("rows_set_aside", Count),
        ("rows_not_data", Count),
        ("control", Count),
        ("reasons", Code),
        ("columns_not_used", Text),
        ("rows_unknown", Count),
    ],
);

/// Problems, one row each.
pub static PROBLEMS: FrameSpec = FrameSpec::shown(
    "problem_list",
    "problem",
    &[
        ("severity", Code),
        ("file", Text),
        ("sheet", Text),
        ("cell", Text),
        ("column", Text),
        ("found", Text),
        ("expected", Unit::Phrase),
        ("hint", Unit::Phrase),
        ("effect", Unit::Phrase),
        ("rule", Text),
    ],
);

/// The same where those that differ in their cell only are one row, with the first cell and how many more there are.
pub static PROBLEMS_TOGETHER: FrameSpec = FrameSpec::shown(
    "problems_together",
    "problem of a file, sheet, column and value",
    &[
        ("severity", Code),
        ("file", Text),
        ("sheet", Text),
        ("cell", Text),
        ("more_cells", Count),
        ("column", Text),
        ("found", Text),
        ("expected", Unit::Phrase),
        ("hint", Unit::Phrase),
        ("effect", Unit::Phrase),
        ("rule", Text),
    ],
);

/// Names to confirm.
pub static NAMES: FrameSpec = FrameSpec::shown(
    "names_to_confirm",
    "question",
    &[
        ("topic", Code),
        ("kind", Code),
        ("subject", Text),
        ("seen_in", Text),
        ("proposal", Text),
        ("reason", Unit::Phrase),
        ("answer", Text),
    ],
);

/// Spellings taken as another.
pub static LINKS: FrameSpec = FrameSpec::shown(
    "name_links",
    "spelling",
    &[
        ("kind", Code),
        ("subject", Text),
        ("taken_as", Text),
        ("reason", Unit::Phrase),
        ("seen_in", Text),
    ],
);

/// Sums computed two ways.
pub static CONTROLS: FrameSpec = FrameSpec::shown(
    "controls",
    "control",
    &[
        ("check", Unit::Phrase),
        // rows, hours, a currency
        ("counted_in", Code),
        ("left", Number),
        ("right", Number),
        ("difference", Number),
        ("status", Code),
    ],
);

/// What each figure means.
pub static DICTIONARY: FrameSpec = FrameSpec::shown(
    "dictionary",
    "figure",
    &[
        ("figure", Code),
        ("definition", Unit::Phrase),
        ("unit", Code),
        ("frames", Text),
    ],
);

/// Where the numbers come from.
pub static PROVENANCE: FrameSpec = FrameSpec::shown(
    "provenance",
    "entry",
    &[("entry", Code), ("value", Code), ("origin", Code)],
);

/// Every frame that only pages use: evidence, and sums of other frames.
pub static ALL: &[&FrameSpec] = &[
    &FILES,
    &ROWS,
    &PROBLEMS,
    &PROBLEMS_TOGETHER,
    &NAMES,
    &LINKS,
    &CONTROLS,
    &DICTIONARY,
    &PROVENANCE,
    &portfolio::CLIENT_OVERVIEW,
    &changes::VALUE_HEALTH,
    &changes::WHAT_CHANGED,
    &ahead::CAPACITY_WEEK,
    &ahead::CLIENT_PLAN,
    &exception_classes::EXCEPTION_CLASSES,
    &since::SUMMARY,
    &since::FIGURES,
    &since::SHEETS,
];

/// Adds the frames of [`ALL`] to the metrics.
pub fn add(
    metrics: &mut Metrics,
    intake: &Intake,
    questions: &[Question],
    (templates, scope): (&[(&Input, Phrase)], &Scope),
    version: &str,
) {
    let controls = controls(metrics, intake);
    let dictionary = dictionary::rows(&scope.settings);
    for (spec, rows) in [
        (&FILES, files(intake, templates)),
        (&ROWS, rows(intake)),
        (&PROBLEMS, intake.problems.iter().map(problem).collect()),
        (&PROBLEMS_TOGETHER, problems_together(&intake.problems)),
        (&NAMES, questions.iter().map(question).collect()),
        (&LINKS, intake.links.iter().map(link).collect()),
        (&CONTROLS, controls),
        (&DICTIONARY, dictionary),
        (&PROVENANCE, provenance(scope, version)),
    ] {
        metrics.insert(MetricFrame::of(spec, rows));
    }
    add_sums(metrics, scope);
}

/// Adds the frames that add up other frames for one page.
pub fn add_sums(metrics: &mut Metrics, scope: &Scope) {
    let overview = portfolio::client_overview(metrics, scope);
    for frame in [
        changes::value_health(&overview),
        changes::what_changed(metrics, scope),
        overview,
        ahead::capacity_week(metrics),
        ahead::client_plan(metrics, scope),
        exception_classes::exception_classes(metrics),
    ] {
        metrics.insert(frame);
    }
}

/// Tables of an account as one text: `time+leave`; empty when none.
pub fn table_names(account: &SheetAccount) -> String {
    account
        .tables
        .iter()
        .map(|table| table.name())
        .collect::<Vec<_>>()
        .join("+")
}

fn files(intake: &Intake, templates: &[(&Input, Phrase)]) -> Vec<Vec<Datum>> {
    let mut rows: Vec<Vec<Datum>> = intake
        .inputs
        .iter()
        .map(|input| {
            let mut tables: Vec<Table> = intake
                .accounts
                .iter()
                .filter(|account| account.file == input.file)
                .flat_map(|account| account.tables.clone())
                .collect();
            tables.sort();
            tables.dedup();
            let names: Vec<&str> = tables.iter().map(|table| table.name()).collect();
            let remark = intake
                .problems
                .iter()
                .find(|problem| {
                    problem.place.file == input.file && problem.severity == Severity::Unread
                })
                .map(|problem| problem.expected.encode());
            vec![
                input.file.as_ref().into(),
                (input.bytes as i64).into(),
                input.sha256.as_str().into(),
                names.join("+").into(),
                remark.into(),
            ]
        })
        .collect();
    rows.extend(templates.iter().map(template));
    for (name, reason) in &intake.passed_over {
        rows.push(vec![
            name.as_str().into(),
            Datum::Null,
            Datum::Null,
            "".into(),
            reason.encode().into(),
        ]);
    }
    rows
}

fn template((template, remark): &(&Input, Phrase)) -> Vec<Datum> {
    vec![
        template.file.as_ref().into(),
        (template.bytes as i64).into(),
        template.sha256.as_str().into(),
        "".into(),
        remark.encode().into(),
    ]
}

fn rows(intake: &Intake) -> Vec<Vec<Datum>> {
    intake
        .accounts
        .iter()
        .map(|account| {
            let not_data = account.not_data_rows();
            let reasons: Vec<String> = account
                .not_data
                .iter()
                .map(|(reason, count)| format!("{reason} {count}"))
                .collect();
            let control = i64::from(account.total)
                - i64::from(account.used)
                - i64::from(account.set_aside)
                - i64::from(not_data);
            vec![
                account.file.as_ref().into(),
                account.sheet.as_ref().into(),
                table_names(account).into(),
                i64::from(account.total).into(),
                i64::from(account.used).into(),
                i64::from(account.set_aside).into(),
                i64::from(not_data).into(),
                control.into(),
                reasons.join(", ").into(),
                not_used(intake, account).into(),
                i64::from(account.not_data.get("unknown_table").copied().unwrap_or(0)).into(),
            ]
        })
        .collect()
}

/// Headings of the columns that no field takes, as they are written; not of sheets that are no table.
fn not_used(intake: &Intake, account: &SheetAccount) -> String {
    let of_sheet = intake.readings.iter().filter(|reading| {
        reading.file == account.file && reading.sheet == account.sheet && reading.table.is_some()
    });
    let columns = of_sheet.flat_map(|reading| &reading.columns);
    let free = columns.filter(|column| column.field.is_none() && !column.samples.is_empty());
    let mut headings: Vec<String> = Vec::new();
    for column in free {
        let heading = match column.heading.as_str() {
            "" => column_letters(column.column),
            heading => heading.to_owned(),
        };
        if !headings.contains(&heading) {
            headings.push(heading);
        }
    }
    headings.join(", ")
}

fn problem(problem: &Problem) -> Vec<Datum> {
    vec![
        problem.severity.code().into(),
        problem.place.file.as_ref().into(),
        problem.place.sheet.as_ref().into(),
        problem.place.cell().into(),
        problem.column.as_str().into(),
        problem.found.as_str().into(),
        problem.expected.encode().into(),
        problem.hint.encode().into(),
        problem.effect.encode().into(),
        problem.rule.as_str().into(),
    ]
}

/// Problems in their order, each with those that say the same of other cells.
fn problems_together(problems: &[Problem]) -> Vec<Vec<Datum>> {
    let mut places: BTreeMap<[&str; 5], usize> = BTreeMap::new();
    let mut together: Vec<(&Problem, i64)> = Vec::new();
    for problem in problems {
        let same = [
            &*problem.rule,
            &*problem.place.file,
            &*problem.place.sheet,
            &*problem.column,
            &*problem.found,
        ];
        match places.get(&same) {
            Some(at) if says_the_same(together[*at].0, problem) => together[*at].1 += 1,
            _ => {
                places.insert(same, together.len());
                together.push((problem, 0));
            }
        }
    }
    let rows = together.into_iter();
    rows.map(|(first, more)| {
        let mut row = problem(first);
        row.insert(MORE, Datum::Count(more));
        row
    })
    .collect()
}

fn says_the_same(one: &Problem, other: &Problem) -> bool {
    let said = |problem: &Problem| {
        let phrases = [&problem.expected, &problem.hint, &problem.effect];
        phrases.map(Phrase::encode)
    };
    one.severity == other.severity && said(one) == said(other)
}

fn question(question: &Question) -> Vec<Datum> {
    vec![
        question.topic.code().into(),
        question.kind.as_str().into(),
        question.subject.as_str().into(),
        question.seen_in.as_str().into(),
        question.proposal.as_str().into(),
        question.reason.encode().into(),
        question.answer.as_str().into(),
    ]
}

fn link(link: &Link) -> Vec<Datum> {
    vec![
        link.kind.as_str().into(),
        link.spelling.as_str().into(),
        link.taken_as.as_str().into(),
        link.reason.encode().into(),
        link.seen_in.as_str().into(),
    ]
}

/// True when every control total adds up.
pub fn adds_up(metrics: &Metrics) -> bool {
    metrics.get(CONTROLS.name).is_none_or(|frame| {
        frame
            .values("status")
            .iter()
            .all(|status| matches!(status, Datum::Text(code) if code == "ok"))
    })
}
