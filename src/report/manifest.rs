//! `manifest.json`: what went in, what came out, and the account of every row; no clock, no absolute paths.

use chrono::NaiveDate;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::model::intake::{Input, Question, SheetAccount, Topic};
use crate::model::{Settings, Span};

/// What the manifest says besides the outputs.
#[derive(Clone, Debug)]
pub struct ManifestParts<'a> {
    /// Version of the engine.
    pub version: &'a str,
    /// Period of the report.
    pub period: Span,
    /// As-of date.
    pub as_of: NaiveDate,
    /// Language of the pack.
    pub language: &'a str,
    /// Frozen as issued.
    pub issued: bool,
    /// Which issue of the period it is; none for a draft.
    pub issue: Option<Issue>,
    /// Settings of the run.
    pub settings: &'a Settings,
    /// Input files.
    pub inputs: &'a [Input],
    /// Templates beside the data that were used, the theme and its logo among them.
    pub templates: &'a [Input],
    /// Questions; only answered ones count.
    pub questions: &'a [Question],
    /// Row accounts.
    pub accounts: &'a [SheetAccount],
}

/// An issue of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Issue {
    /// 1 for the first.
    pub version: usize,
    /// Folder of the issue before.
    pub follows: Option<String>,
    /// SHA-256 of that one's manifest, so that it can be told whether it is still as it was.
    pub follows_manifest: Option<String>,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Written {
    /// Path in the pack, with `/`.
    pub file: String,
    /// SHA-256 in hex.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// What it was drawn from, where it is a workbook and that is to be kept.
    #[serde(skip)]
    pub laid_out: Option<String>,
    /// It was not drawn again.
    #[serde(skip)]
    pub as_before: bool,
}

#[derive(Serialize)]
struct Manifest<'a> {
    monthend: &'a str,
    period: String,
    as_of: String,
    language: &'a str,
    issued: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    issue: Option<&'a Issue>,
    settings: &'a Settings,
    inputs: Vec<InputLine<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    templates: Vec<InputLine<'a>>,
    decisions: String,
    rows: RowTotals,
    outputs: &'a [Written],
}

#[derive(Serialize)]
struct InputLine<'a> {
    file: &'a str,
    sha256: &'a str,
    bytes: u64,
}

#[derive(Serialize)]
struct RowTotals {
    sheets: usize,
    total: u64,
    used: u64,
    set_aside: u64,
    not_data: u64,
}

/// The manifest's bytes.
pub fn render(parts: &ManifestParts, outputs: &[Written]) -> Vec<u8> {
    let manifest = Manifest {
        monthend: parts.version,
        period: parts.period.to_string(),
        as_of: parts.as_of.to_string(),
        language: parts.language,
        issued: parts.issued,
        issue: parts.issue.as_ref(),
        settings: parts.settings,
        inputs: lines(parts.inputs),
        templates: lines(parts.templates),
        decisions: answers_hash(parts.questions),
        rows: row_totals(parts.accounts),
        outputs,
    };
    let mut bytes = serde_json::to_vec_pretty(&manifest).expect("every part has a JSON form");
    bytes.push(b'\n');
    bytes
}

fn lines(inputs: &[Input]) -> Vec<InputLine<'_>> {
    let mut inputs: Vec<&Input> = inputs.iter().collect();
    inputs.sort();
    let lines = inputs.into_iter().map(|input| InputLine {
        file: &input.file,
        sha256: &input.sha256,
        bytes: input.bytes,
    });
    lines.collect()
}

/// SHA-256 in hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A hash as text.
pub fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Hash of the answers alone, whatever their order in the file; empty without one.
pub fn answers_hash(questions: &[Question]) -> String {
    let mut answers: Vec<String> = questions
        .iter()
        .filter(|question| !question.answer.trim().is_empty())
        .map(|question| {
            let seen_in = match question.topic {
                Topic::Names => "",
                _ => &question.seen_in,
            };
            [
                question.topic.code(),
                &question.kind,
                &question.subject,
                seen_in,
                question.answer.trim(),
            ]
            .join("\u{1f}")
        })
        .collect();
    answers.sort();
    if answers.is_empty() {
        String::new()
    } else {
        sha256(answers.join("\n").as_bytes())
    }
}

fn row_totals(accounts: &[SheetAccount]) -> RowTotals {
    let sum = |rows: fn(&SheetAccount) -> u32| {
        accounts
            .iter()
            .map(|account| u64::from(rows(account)))
            .sum()
    };
    RowTotals {
        sheets: accounts.len(),
        total: sum(|account| account.total),
        used: sum(|account| account.used),
        set_aside: sum(|account| account.set_aside),
        not_data: sum(SheetAccount::not_data_rows),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(topic: Topic, subject: &str, answer: &str) -> Question {
        Question {
            topic,
            kind: String::new(),
            subject: subject.to_owned(),
            seen_in: "time.xlsx".to_owned(),
            proposal: String::new(),
            reason: crate::model::Phrase::default(),
            answer: answer.to_owned(),
            stale: false,
        }
    }

    #[test]
    fn only_answers_count() {
        let asked = question(Topic::Names, "ACME", "");
        let answered = question(Topic::Names, "Acme Ltd", "yes");
        let column = question(Topic::Columns, "Std.", "duration");
        let one = answers_hash(&[asked.clone(), answered.clone(), column.clone()]);
        assert_eq!(one, answers_hash(&[column, answered.clone()]));
        assert_ne!(one, answers_hash(&[answered]));
        assert_eq!(answers_hash(&[asked]), "");
    }

    #[test]
    fn hashes_as_sha256_does() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
