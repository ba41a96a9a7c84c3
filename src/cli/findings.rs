//! What was found in files, for scripts: the same fields from `inspect --json` and `check --json`.

use serde_json::{Value, json};

use super::change;
use crate::model::Problem;
use crate::model::intake::{
    Choice, ColumnReading, Intake, Link, PrintedTotal, Question, Reading, SheetAccount,
};
use crate::model::place::column_letters;
use crate::run::row_totals;

/// Everything, with the row to type for each choice.
pub fn findings(intake: &Intake) -> Value {
    let duplicates = intake
        .problems
        .iter()
        .filter(|problem| is_duplicate(problem));
    json!({
        "rows": row_totals(intake),
        "tables": intake.readings.iter().map(table).collect::<Vec<_>>(),
        "accounts": intake.accounts.iter().map(account).collect::<Vec<_>>(),
        "totals": intake.readings.iter().flat_map(totals).collect::<Vec<_>>(),
        "links": intake.links.iter().map(link).collect::<Vec<_>>(),
        "duplicates": duplicates.map(problem).collect::<Vec<_>>(),
        "questions": intake.questions.iter().map(question).collect::<Vec<_>>(),
        "passed_over": intake.passed_over.iter().map(|(name, reason)| json!({
            "name": name,
            "reason": reason.to_string(),
        })).collect::<Vec<_>>(),
        "problems": intake.problems.iter().map(problem).collect::<Vec<_>>(),
    })
}

/// True for a problem about something that stands in two places.
pub fn is_duplicate(problem: &Problem) -> bool {
    let (_, what) = problem.rule.split_once('.').unwrap_or_default();
    matches!(what, "duplicate" | "duplicate_export" | "overlap")
}

fn problem(problem: &Problem) -> Value {
    json!({
        "rule": problem.rule,
        "severity": problem.severity.code(),
        "file": problem.place.file.as_ref(),
        "sheet": problem.place.sheet.as_ref(),
        "cell": problem.place.cell(),
        "column": problem.column,
        "found": problem.found,
        "expected": problem.expected.to_string(),
        "hint": problem.hint.to_string(),
        "effect": problem.effect.to_string(),
    })
}

fn account(account: &SheetAccount) -> Value {
    json!({
        "file": account.file.as_ref(),
        "sheet": account.sheet.as_ref(),
        "tables": account.tables.iter().map(|table| table.name()).collect::<Vec<_>>(),
        "total": account.total,
        "used": account.used,
        "set_aside": account.set_aside,
        "not_data": account.not_data,
        "hidden": account.hidden,
        "notes": account.notes.iter().map(|(cell, text)| json!({"cell": cell, "text": text})).collect::<Vec<_>>(),
    })
}

fn totals(reading: &Reading) -> Vec<Value> {
    let total = |total: &PrintedTotal| {
        json!({
            "file": total.place.file.as_ref(),
            "sheet": total.place.sheet.as_ref(),
            "cell": total.place.cell(),
            "column": total.column,
            "printed": total.printed,
            "read": total.read,
            "rows": total.rows,
            "agrees": total.agrees,
        })
    };
    reading.totals.iter().map(total).collect()
}

fn link(link: &Link) -> Value {
    json!({
        "kind": link.kind,
        "spelling": link.spelling,
        "taken_as": link.taken_as,
        "reason": link.reason.to_string(),
        "seen_in": link.seen_in,
    })
}

fn question(asked: &Question) -> Value {
    json!({
        "topic": asked.topic.code(),
        "kind": asked.kind,
        "subject": asked.subject,
        "seen_in": asked.seen_in,
        "proposal": asked.proposal,
        "reason": asked.reason.to_string(),
        "answer": asked.answer,
        "stale": asked.stale,
    })
}

fn table(reading: &Reading) -> Value {
    let columns = reading.columns.iter();
    json!({
        "file": reading.file.as_ref(),
        "sheet": reading.sheet.as_ref(),
        "table": reading.table.map(|table| table.name()),
        "confidence": reading.confidence,
        "source": reading.source,
        "because": reading.because.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "header_rows": reading.header_rows,
        "rows": reading.rows,
        "encoding": reading.encoding,
        "columns": columns.map(|found| column(reading, found)).collect::<Vec<_>>(),
        "totals": totals(reading),
        "change": change::of_table(reading).as_json(),
    })
}

fn column(reading: &Reading, column: &ColumnReading) -> Value {
    let choices = column.choices.iter();
    json!({
        "column": column_letters(column.column),
        "heading": column.heading,
        "field": column.field,
        "confidence": column.confidence,
        "because": column.because.to_string(),
        "samples": column.samples,
        "choices": choices.map(|made| choice(reading, column, made)).collect::<Vec<_>>(),
        "change": change::of_column(reading, column).as_json(),
    })
}

fn choice(reading: &Reading, column: &ColumnReading, choice: &Choice) -> Value {
    json!({
        "about": choice.about.code(),
        "value": choice.value,
        "because": choice.because.to_string(),
        "change": change::of_choice(reading, column, choice).as_json(),
    })
}
