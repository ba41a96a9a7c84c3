//! What a run was made of and read, as it is kept.

use crate::metrics::Scope;
use crate::model::intake::{Input, Intake, Question};
use crate::model::kept::{MadeOf, SheetRows};
use crate::report::evidence::table_names;
use crate::report::manifest::{answers_hash, sha256};

/// What decides every figure and page of a run. `templates`: those beside the data.
pub fn made_of(
    intake: &Intake,
    questions: &[Question],
    templates: &[Input],
    scope: &Scope,
) -> MadeOf {
    let settings = serde_json::to_vec(&scope.settings).expect("settings have a JSON form");
    let hashes = |inputs: &[Input]| {
        let inputs = inputs.iter();
        inputs
            .map(|input| (input.file.to_string(), input.sha256.clone()))
            .collect()
    };
    MadeOf {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        period: scope.period.to_string(),
        as_of: scope.as_of.to_string(),
        settings: sha256(&settings),
        answers: answers_hash(questions),
        files: hashes(&intake.inputs),
        templates: hashes(templates),
    }
}

/// Codes of what differs, joined by `+`.
pub fn causes(now: &MadeOf, before: &MadeOf) -> String {
    let differs = [
        ("cause_files", now.files != before.files),
        ("cause_answers", now.answers != before.answers),
        ("cause_settings", now.settings != before.settings),
        ("cause_templates", now.templates != before.templates),
        ("cause_period", now.period != before.period),
        ("cause_day", now.as_of != before.as_of),
        ("cause_program", now.program != before.program),
    ];
    let codes = differs.iter().filter(|(_, differs)| *differs);
    codes.map(|(code, _)| *code).collect::<Vec<_>>().join("+")
}

/// Names of the templates beside the data that are not as they were, sorted, joined by `, `.
pub fn templates_changed(now: &MadeOf, before: &MadeOf) -> String {
    let all = now.templates.keys().chain(before.templates.keys());
    let mut changed: Vec<&str> = all
        .filter(|name| now.templates.get(*name) != before.templates.get(*name))
        .map(String::as_str)
        .collect();
    changed.sort_unstable();
    changed.dedup();
    changed.join(", ")
}

/// Row accounts of what was read, sorted.
pub fn sheets(intake: &Intake) -> Vec<SheetRows> {
    let accounts = intake.accounts.iter().map(|account| SheetRows {
        file: account.file.to_string(),
        sheet: account.sheet.to_string(),
        tables: table_names(account),
        rows: [account.total, account.used, account.set_aside],
    });
    let mut sheets: Vec<SheetRows> = accounts.collect();
    sheets.sort();
    sheets
}
