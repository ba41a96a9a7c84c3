//! What a pack keeps for the one after it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::metrics::Scope;
use crate::model::intake::{Intake, Question};
use crate::report::evidence::table_names;
use crate::report::manifest::{answers_hash, sha256};

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// What the pack was made of.
    pub made_of: MadeOf,
    /// Figures, by their place.
    pub figures: Vec<Figures>,
    /// Row accounts, by file and sheet.
    pub sheets: Vec<SheetRows>,
    /// What changed since the pack before it; none without one.
    pub since: Option<Since>,
}

/// What decides every figure of a pack: two that are equal in this are equal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeOf {
    /// Version of the program.
    pub program: String,
    /// The period.
    pub period: String,
    /// Up to which day facts counted.
    pub as_of: String,
    /// Hash of the settings.
    pub settings: String,
    /// Hash of the answers; empty without one.
    pub answers: String,
    /// Hash of each file.
    pub files: BTreeMap<String, String>,
}

/// Figures that stand in one row of a frame.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Figures {
    /// Where they stand.
    pub place: FigurePlace,
    /// By column.
    pub values: BTreeMap<String, Value>,
}

/// Frame, month, client, the person or contract, and currency; all but the first may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FigurePlace(pub String, pub String, pub String, pub String, pub String);

/// A figure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Hours, money or a count as the integer it is counted in.
    Whole(i64),
    /// A ratio or a score with six digits, or a code.
    Text(String),
    /// Not available, with the reason's code.
    NotAvailable([String; 1]),
}

/// Rows of a sheet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SheetRows {
    /// Its file.
    pub file: String,
    /// Its name.
    pub sheet: String,
    /// Tables found on it.
    pub tables: String,
    /// All rows, those used and those set aside.
    pub rows: [u32; 3],
}

/// What changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Since {
    /// Name of the previous pack's folder.
    pub pack: String,
    /// Its day.
    pub as_of: String,
    /// Codes of what differs in what the packs were made of, joined by `+`.
    pub causes: String,
    /// An encoded phrase.
    pub remark: String,
    /// Figures that differ.
    pub figures: Vec<Changed>,
    /// Sheets that differ.
    pub sheets: Vec<ChangedSheet>,
}

/// A figure that differs; a side is none where the pack has no such figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Where it stands.
    pub place: FigurePlace,
    /// Its column.
    pub figure: String,
    /// As it was.
    pub before: Option<Value>,
    /// As it is.
    pub now: Option<Value>,
}

/// A sheet that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedSheet {
    /// Its file, name and tables.
    pub of: [String; 3],
    /// Code of what happened to it.
    pub state: String,
    /// Rows as they were.
    pub before: Option<[u32; 3]>,
    /// Rows as they are.
    pub now: Option<[u32; 3]>,
}

impl MadeOf {
    /// Of a run.
    pub fn of(intake: &Intake, questions: &[Question], scope: &Scope) -> MadeOf {
        let settings = serde_json::to_vec(&scope.settings).expect("settings have a JSON form");
        let files = intake.inputs.iter();
        MadeOf {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            period: scope.period.to_string(),
            as_of: scope.as_of.to_string(),
            settings: sha256(&settings),
            answers: answers_hash(questions),
            files: files
                .map(|input| (input.file.to_string(), input.sha256.clone()))
                .collect(),
        }
    }

    /// Codes of what differs, joined by `+`.
    pub fn causes(&self, before: &MadeOf) -> String {
        let differs = [
            ("cause_files", self.files != before.files),
            ("cause_answers", self.answers != before.answers),
            ("cause_settings", self.settings != before.settings),
            ("cause_period", self.period != before.period),
            ("cause_day", self.as_of != before.as_of),
            ("cause_program", self.program != before.program),
        ];
        let codes = differs.iter().filter(|(_, differs)| *differs);
        codes.map(|(code, _)| *code).collect::<Vec<_>>().join("+")
    }
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
