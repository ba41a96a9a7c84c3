//! What was read and what it says about itself, as frames: so that the Data workbook is a template like any other.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{ahead, changes, dictionary, exception_classes, portfolio, since};
use crate::metrics::frame::{Datum, FrameSpec, MetricFrame, Unit};
use crate::metrics::{Metrics, Scope};
use crate::model::intake::{Input, Intake, Link, Question, SheetAccount};
use crate::model::{Duration, Money, Phrase, Problem, Severity, Table};

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
pub static PROVENANCE: FrameSpec =
    FrameSpec::shown("provenance", "entry", &[("entry", Code), ("value", Code)]);

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
            ]
        })
        .collect()
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

/// The program, the period, and every setting by the name that it has in `monthend.toml`.
fn provenance(scope: &Scope, version: &str) -> Vec<Vec<Datum>> {
    let run = [
        ("program".to_owned(), format!("monthend {version}")),
        ("period".to_owned(), scope.period.to_string()),
        ("as_of".to_owned(), scope.as_of.to_string()),
    ];
    let settings = serde_json::to_value(&scope.settings).expect("settings are JSON");
    let mut set = Vec::new();
    gather("", &settings, &mut set);
    set.sort();
    let entries = run.into_iter().chain(set);
    entries
        .map(|(entry, value)| vec![entry.into(), value.into()])
        .collect()
}

/// What is set, one entry for each value that is there.
fn gather(name: &str, value: &Value, set: &mut Vec<(String, String)>) {
    let shown = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => other.to_string(),
    };
    match value {
        Value::Null => {}
        Value::Object(values) => {
            for (key, value) in values {
                let dot = if name.is_empty() { "" } else { "." };
                gather(&format!("{name}{dot}{key}"), value, set);
            }
        }
        Value::Array(values) if values.is_empty() => {}
        Value::Array(values) if !values.iter().any(Value::is_object) => {
            let values: Vec<String> = values.iter().map(shown).collect();
            set.push((name.to_owned(), values.join(", ")));
        }
        Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                gather(&format!("{name}.{}", at + 1), value, set);
            }
        }
        Value::String(text) if text.is_empty() => {}
        value => set.push((name.to_owned(), shown(value))),
    }
}

/// Sums that must agree, each computed on two ways. `status` is `ok` or `differs`.
fn controls(metrics: &Metrics, intake: &Intake) -> Vec<Vec<Datum>> {
    let accounts = &intake.accounts;
    let total: i64 = accounts
        .iter()
        .map(|account| i64::from(account.total))
        .sum();
    let parts: i64 = accounts
        .iter()
        .map(|account| {
            i64::from(account.used)
                + i64::from(account.set_aside)
                + i64::from(account.not_data_rows())
        })
        .sum();
    let mut rows = vec![control(
        Phrase::decode("rows read = used + set aside + not data"),
        total as f64,
        parts as f64,
    )];
    let hours = |frame: &str, column: &str| sum_hours(metrics, frame, column).to_hours();
    rows.push(control(
        Phrase::decode("worked hours by person = by person and client"),
        hours("utilization_person", "worked_hours"),
        hours("person_client", "worked_hours"),
    ));
    let buckets = [
        "not_due",
        "d1_30",
        "d31_60",
        "d61_90",
        "d91_120",
        "d120_plus",
        "no_due_date",
        "credits",
    ];
    for (currency, outstanding) in sum_money(metrics, "ageing", "outstanding") {
        let parts: Money = buckets
            .iter()
            .flat_map(|bucket| sum_money(metrics, "ageing", bucket))
            .filter(|(code, _)| *code == currency)
            .map(|(_, amount)| amount)
            .sum();
        let text = Phrase::decode(&format!(
            "ageing buckets = outstanding, {{}}\u{1f}{currency}"
        ));
        rows.push(control(text, outstanding.to_f64(), parts.to_f64()));
    }
    for (currency, difference) in sum_money(metrics, "bridge", "control") {
        let text = Phrase::decode(&format!("bridge ends in outstanding, {{}}\u{1f}{currency}"));
        rows.push(control(text, difference.to_f64(), 0.0));
    }
    rows
}

fn control(check: Phrase, left: f64, right: f64) -> Vec<Datum> {
    let difference = left - right;
    let status = if difference.abs() < 0.000_05 {
        "ok"
    } else {
        "differs"
    };
    vec![
        check.encode().into(),
        left.into(),
        right.into(),
        difference.into(),
        status.into(),
    ]
}

fn sum_hours(metrics: &Metrics, frame: &str, column: &str) -> Duration {
    let Some(frame) = metrics.get(frame) else {
        return Duration::ZERO;
    };
    frame
        .values(column)
        .into_iter()
        .map(|value| match value {
            Datum::Hours(duration) => duration,
            _ => Duration::ZERO,
        })
        .sum()
}

fn sum_money(metrics: &Metrics, frame: &str, column: &str) -> Vec<(String, Money)> {
    let Some(frame) = metrics.get(frame) else {
        return Vec::new();
    };
    let mut sums = std::collections::BTreeMap::new();
    for (currency, amount) in frame
        .values("currency")
        .into_iter()
        .zip(frame.values(column))
    {
        if let (Datum::Text(currency), Datum::Money(amount)) = (currency, amount) {
            *sums.entry(currency).or_insert(Money::ZERO) += amount;
        }
    }
    sums.into_iter().collect()
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
