//! What every pack keeps for the packs after it: what it was made of, its figures, its row accounts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The file in which a pack keeps it.
pub const KEPT: &str = "figures.json";

/// All of it: the file [`KEPT`].
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
    /// Hash of each template beside the data that was used.
    #[serde(default)]
    pub templates: BTreeMap<String, String>,
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

impl FigurePlace {
    /// The frame.
    pub fn frame(&self) -> &str {
        &self.0
    }

    /// Label of the month or longer period; empty where the frame has none.
    pub fn month(&self) -> &str {
        &self.1
    }

    /// Client, the person or contract, and currency.
    pub fn of(&self) -> [&str; 3] {
        [&self.2, &self.3, &self.4]
    }
}

impl Figures {
    /// Those that are counted in integers.
    pub fn whole(&self) -> impl Iterator<Item = (&str, i64)> {
        let values = self.values.iter();
        values.filter_map(|(column, value)| match value {
            Value::Whole(whole) => Some((column.as_str(), *whole)),
            Value::Text(_) | Value::NotAvailable(_) => None,
        })
    }
}

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
    /// Names of templates beside the data that differ, joined by `, `.
    #[serde(default)]
    pub templates: String,
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
