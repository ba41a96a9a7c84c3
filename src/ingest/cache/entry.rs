//! What is kept of a file: a Parquet file with its rows by table, a group for each sheet's table; what became of every row,
//! in runs; problems; and in a note what else is known of its sheets.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::parquet::{File, Group, Leaf, ReadLeaf, write};
use crate::ingest::account::{Fate, Fates};
use crate::ingest::addresses::Addresses;
use crate::ingest::facts::{Batch, Beside, Facts};
use crate::ingest::fitted::{FittedFile, FittedSheet, SheetFacts};
use crate::ingest::knowledge::Knowledge;
use crate::ingest::known_names::Surroundings;
use crate::ingest::lines::Lines;
use crate::ingest::rows::NoData;
use crate::model::column::{Sparse, TextColumn, Unit};
use crate::model::intake::{Input, Question, Reading};
use crate::model::stored::shared_text;
use crate::model::tables::{day_number, day_of};
use crate::model::{Phrase, Place, Problem, Problems, Severity, Table, ValueColumn};

/// The note that holds all but rows, fates and problems.
const ABOUT: &str = "monthend";

/// What the note tells.
#[derive(Serialize, Deserialize)]
struct About {
    #[serde(with = "shared_text")]
    file: Arc<str>,
    sha256: String,
    bytes: u64,
    sheets: Vec<AboutSheet>,
    /// The groups of rows, in order.
    batches: Vec<AboutBatch>,
}

#[derive(Serialize, Deserialize)]
struct AboutSheet {
    #[serde(with = "shared_text")]
    name: Arc<str>,
    bounds: Option<(u32, u32)>,
    is_hidden: bool,
    notes: Vec<(String, String)>,
    tables: Vec<Table>,
    readings: Vec<Reading>,
    questions: Vec<Question>,
    lines: Option<Lines>,
    is_attendance: bool,
    addresses: Addresses,
    signatures: Vec<String>,
    nameless: Vec<Surroundings>,
}

#[derive(Serialize, Deserialize)]
struct AboutBatch {
    sheet: usize,
    table: Table,
    /// What each field of the schema holds.
    columns: Vec<String>,
    /// Its rows have more than their values.
    has_besides: bool,
}

/// Writes what is known of a file.
pub fn keep(out: impl Write, file: &FittedFile, knowledge: &Knowledge) -> io::Result<()> {
    let batches = || {
        let sheets = file.sheets.iter().enumerate();
        sheets.flat_map(|(at, sheet)| sheet.facts.batches().iter().map(move |batch| (at, batch)))
    };
    let besides: Vec<Besides> = batches().map(|(_, batch)| Besides::of(batch)).collect();
    let mut groups = Vec::new();
    for ((_, batch), besides) in batches().zip(&besides) {
        groups.push(rows_of(batch, besides, knowledge));
    }
    let runs = Runs::of(file);
    let told = Told::of(file);
    groups.extend([runs.group(), told.group()]);
    let about = About {
        file: file.input.file.clone(),
        sha256: file.input.sha256.clone(),
        bytes: file.input.bytes,
        sheets: file.sheets.iter().map(about).collect(),
        batches: batches()
            .zip(&besides)
            .map(|((sheet, batch), besides)| AboutBatch {
                sheet,
                table: batch.table,
                columns: batch.columns.iter().map(held).map(str::to_owned).collect(),
                has_besides: !besides.is_empty(),
            })
            .collect(),
    };
    let about = serde_json::to_string(&about)?;
    write(out, &groups, &[(ABOUT, &about)])
}

/// Reads it back; none when it is anything else than what was written.
pub fn recall(bytes: &[u8], knowledge: &Knowledge) -> Option<FittedFile> {
    let file = File::open(bytes)?;
    let about: About = serde_json::from_str(file.note(ABOUT)?).ok()?;
    let mut sheets: Vec<FittedSheet> = about
        .sheets
        .into_iter()
        .map(|sheet| sheet.fitted(&about.file))
        .collect();
    for (group, batch) in about.batches.iter().enumerate() {
        let rows = recall_rows(&file, group, batch, knowledge)?;
        let sheet = sheets.get_mut(batch.sheet)?;
        sheet.facts.append(Facts::from(rows));
    }
    let next = about.batches.len();
    Runs::recall(&file, next)?.note(&mut sheets)?;
    let mut problems = Problems::new();
    for (sheet, problem) in recall_told(&file, next + 1)? {
        match usize::try_from(sheet) {
            Ok(at) => sheets.get_mut(at)?.problems.push(problem),
            Err(_) => problems.push(problem),
        }
    }
    Some(FittedFile {
        input: Input {
            file: about.file,
            sha256: about.sha256,
            bytes: about.bytes,
        },
        sheets,
        problems,
    })
}

fn about(sheet: &FittedSheet) -> AboutSheet {
    AboutSheet {
        name: sheet.about.name.clone(),
        bounds: sheet.about.bounds,
        is_hidden: sheet.about.is_hidden,
        notes: sheet.about.notes.clone(),
        tables: sheet.tables.clone(),
        readings: sheet.readings.clone(),
        questions: sheet.questions.clone(),
        lines: sheet.lines,
        is_attendance: sheet.is_attendance,
        addresses: sheet.addresses.clone(),
        signatures: sheet.signatures.clone(),
        nameless: sheet.nameless.clone(),
    }
}

impl AboutSheet {
    fn fitted(self, file: &Arc<str>) -> FittedSheet {
        FittedSheet {
            about: SheetFacts {
                file: file.clone(),
                name: self.name,
                bounds: self.bounds,
                is_hidden: self.is_hidden,
                notes: self.notes,
            },
            fates: Fates::default(),
            tables: self.tables,
            readings: self.readings,
            facts: Facts::default(),
            problems: Problems::new(),
            questions: self.questions,
            lines: self.lines,
            is_attendance: self.is_attendance,
            addresses: self.addresses,
            signatures: self.signatures,
            nameless: self.nameless,
        }
    }
}

/// What rows have besides their values, column by column.
#[derive(Default)]
struct Besides {
    columns: Vec<u32>,
    week_shares: Sparse<i64>,
    last_days: Sparse<i32>,
}

impl Besides {
    fn of(batch: &Batch) -> Besides {
        let mut besides = Besides::default();
        let rows = if batch.besides().is_empty() {
            0
        } else {
            batch.len()
        };
        for beside in (0..rows).map(|row| batch.beside(row)) {
            besides.columns.push(beside.column);
            besides.week_shares.push(beside.week_share);
            besides.last_days.push(beside.until.map(day_number));
        }
        besides
    }

    fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }
}

const ROW: &str = "row";
const BESIDE_COLUMN: &str = "beside.column";
const BESIDE_SHARE: &str = "beside.week_share";
const BESIDE_UNTIL: &str = "beside.until";

/// The column of a field.
fn column_name(table: Table, field: &str) -> String {
    format!("{table}.{field}")
}

fn rows_of<'b>(batch: &'b Batch, besides: &'b Besides, knowledge: &Knowledge) -> Group<'b> {
    let fields = &knowledge.schema(batch.table).fields;
    let mut columns = BTreeMap::from([(ROW.to_owned(), Leaf::Rows(&batch.rows))]);
    for (field, column) in fields.iter().zip(&batch.columns) {
        let leaf = match column {
            ValueColumn::Nothing(_) => continue,
            ValueColumn::Texts(texts) => Leaf::Texts(texts),
            ValueColumn::Integers(_, values) => Leaf::Longs(values),
            ValueColumn::Days(days) => Leaf::Days(days),
            ValueColumn::Flags(flags) => Leaf::Flags(flags),
        };
        columns.insert(column_name(batch.table, &field.name), leaf);
    }
    if !besides.is_empty() {
        columns.insert(BESIDE_COLUMN.to_owned(), Leaf::Rows(&besides.columns));
        columns.insert(BESIDE_SHARE.to_owned(), Leaf::Longs(&besides.week_shares));
        columns.insert(BESIDE_UNTIL.to_owned(), Leaf::Days(&besides.last_days));
    }
    let rows = batch.len();
    Group { rows, columns }
}

const UNITS: [(Unit, &str); 5] = [
    (Unit::Money, "money"),
    (Unit::Duration, "duration"),
    (Unit::Share, "share"),
    (Unit::Quantity, "quantity"),
    (Unit::Rate, "rate"),
];

/// What a column holds, in a word.
fn held(column: &ValueColumn) -> &'static str {
    match column {
        ValueColumn::Nothing(_) => "nothing",
        ValueColumn::Texts(_) => "texts",
        ValueColumn::Days(_) => "days",
        ValueColumn::Flags(_) => "flags",
        ValueColumn::Integers(unit, _) => {
            let found = UNITS.iter().find(|(other, _)| other == unit);
            found.map_or("", |(_, name)| name)
        }
    }
}

fn recall_rows(
    file: &File<'_>,
    group: usize,
    about: &AboutBatch,
    knowledge: &Knowledge,
) -> Option<Batch> {
    let fields = &knowledge.schema(about.table).fields;
    if fields.len() != about.columns.len() {
        return None;
    }
    let rows = numbers(file, group, ROW)?;
    let mut columns = Vec::new();
    for (field, held) in fields.iter().zip(&about.columns) {
        if held == "nothing" {
            columns.push(ValueColumn::Nothing(rows.len()));
            continue;
        }
        let leaf = file.read(group, &column_name(about.table, &field.name))?;
        columns.push(match (held.as_str(), leaf) {
            ("texts", ReadLeaf::Texts(texts)) => ValueColumn::Texts(texts),
            ("days", ReadLeaf::Days(days)) => ValueColumn::Days(days),
            ("flags", ReadLeaf::Flags(flags)) => ValueColumn::Flags(flags),
            (unit, ReadLeaf::Longs(values)) => {
                let (unit, _) = UNITS.iter().find(|(_, name)| *name == unit)?;
                ValueColumn::Integers(*unit, values)
            }
            _ => return None,
        });
    }
    let mut batch = Batch::new(about.table, 0, rows, columns);
    if about.has_besides {
        let columns = numbers(file, group, BESIDE_COLUMN)?;
        let shares = match file.read(group, BESIDE_SHARE)? {
            ReadLeaf::Longs(shares) => shares,
            _ => return None,
        };
        let days = match file.read(group, BESIDE_UNTIL)? {
            ReadLeaf::Days(days) => days,
            _ => return None,
        };
        let besides = columns.into_iter().zip(shares.iter()).zip(days.iter());
        let besides = besides.map(|((column, week_share), until)| Beside {
            column,
            week_share,
            until: until.map(day_of),
        });
        batch.put_besides(besides.collect());
    }
    Some(batch)
}

fn numbers(file: &File<'_>, group: usize, column: &str) -> Option<Vec<u32>> {
    match file.read(group, column)? {
        ReadLeaf::Rows(numbers) => Some(numbers),
        _ => None,
    }
}

fn texts(file: &File<'_>, group: usize, column: &str) -> Option<ValueColumn> {
    match file.read(group, column)? {
        ReadLeaf::Texts(texts) => Some(ValueColumn::Texts(texts)),
        _ => None,
    }
}

/// Fates of rows that follow one another.
#[derive(Default)]
struct Runs {
    sheets: Vec<u32>,
    firsts: Vec<u32>,
    lasts: Vec<u32>,
    fates: TextColumn,
}

const USED: &str = "used";
const SET_ASIDE: &str = "set_aside";

impl Runs {
    fn of(file: &FittedFile) -> Runs {
        let mut runs = Runs::default();
        for (sheet, at) in file.sheets.iter().zip(0..) {
            let mut open: Option<(u32, u32, Fate)> = None;
            for (row, fate) in sheet.fates.rows() {
                open = match open {
                    Some((first, last, known)) if known == fate && last + 1 == row => {
                        Some((first, row, fate))
                    }
                    before => {
                        runs.push(at, before);
                        Some((row, row, fate))
                    }
                };
            }
            runs.push(at, open);
        }
        runs
    }

    fn push(&mut self, sheet: u32, run: Option<(u32, u32, Fate)>) {
        let Some((first, last, fate)) = run else {
            return;
        };
        self.sheets.push(sheet);
        self.firsts.push(first);
        self.lasts.push(last);
        self.fates.push(Some(match fate {
            Fate::Used => USED,
            Fate::SetAside => SET_ASIDE,
            Fate::NoData(why) => why.code(),
        }));
    }

    fn group(&self) -> Group<'_> {
        Group {
            rows: self.sheets.len(),
            columns: BTreeMap::from([
                ("fate.sheet".to_owned(), Leaf::Rows(&self.sheets)),
                ("fate.first".to_owned(), Leaf::Rows(&self.firsts)),
                ("fate.last".to_owned(), Leaf::Rows(&self.lasts)),
                ("fate.what".to_owned(), Leaf::Texts(&self.fates)),
            ]),
        }
    }

    fn recall(file: &File<'_>, group: usize) -> Option<Runs> {
        let ReadLeaf::Texts(fates) = file.read(group, "fate.what")? else {
            return None;
        };
        Some(Runs {
            sheets: numbers(file, group, "fate.sheet")?,
            firsts: numbers(file, group, "fate.first")?,
            lasts: numbers(file, group, "fate.last")?,
            fates,
        })
    }

    fn note(self, sheets: &mut [FittedSheet]) -> Option<()> {
        let fates = ValueColumn::Texts(self.fates);
        let rows = self.sheets.iter().zip(&self.firsts).zip(&self.lasts);
        for (at, ((sheet, first), last)) in rows.enumerate() {
            let fate = match fates.text(at)? {
                USED => Fate::Used,
                SET_ASIDE => Fate::SetAside,
                code => Fate::NoData(NoData::of_code(code)?),
            };
            let sheet = sheets.get_mut(*sheet as usize)?;
            (*first..=*last).for_each(|row| sheet.fates.overrule(row, fate));
        }
        Some(())
    }
}

/// Problems, column by column.
#[derive(Default)]
struct Told {
    /// The sheet they were met on; -1 for the file's.
    sheets: Sparse<i64>,
    rows: Vec<u32>,
    columns: Vec<u32>,
    texts: [TextColumn; 9],
}

/// The columns of their texts.
const TOLD: [&str; 9] = [
    "problem.file",
    "problem.sheet_name",
    "problem.rule",
    "problem.severity",
    "problem.column_name",
    "problem.found",
    "problem.expected",
    "problem.hint",
    "problem.effect",
];

impl Told {
    fn of(file: &FittedFile) -> Told {
        let mut told = Told::default();
        let own = file.problems.iter().map(|problem| (-1, problem));
        let sheets = file.sheets.iter().zip(0..);
        let theirs =
            sheets.flat_map(|(sheet, at)| sheet.problems.iter().map(move |problem| (at, problem)));
        for (sheet, problem) in own.chain(theirs) {
            told.push(sheet, problem);
        }
        told
    }

    fn push(&mut self, sheet: i64, problem: &Problem) {
        self.sheets.push(Some(sheet));
        self.rows.push(problem.place.row);
        self.columns.push(problem.place.column);
        let phrases = [&problem.expected, &problem.hint, &problem.effect].map(Phrase::encode);
        let texts = [
            &*problem.place.file,
            &*problem.place.sheet,
            &problem.rule,
            problem.severity.code(),
            &problem.column,
            &problem.found,
        ];
        let texts = texts.into_iter().chain(phrases.iter().map(String::as_str));
        for (column, text) in self.texts.iter_mut().zip(texts) {
            column.push(Some(text));
        }
    }

    fn group(&self) -> Group<'_> {
        let texts = TOLD.iter().zip(&self.texts);
        let texts = texts.map(|(name, column)| ((*name).to_owned(), Leaf::Texts(column)));
        let places = [
            ("problem.sheet".to_owned(), Leaf::Longs(&self.sheets)),
            ("problem.row".to_owned(), Leaf::Rows(&self.rows)),
            ("problem.column".to_owned(), Leaf::Rows(&self.columns)),
        ];
        Group {
            rows: self.rows.len(),
            columns: texts.chain(places).collect(),
        }
    }
}

/// Problems, each with the sheet it was met on, -1 for the file's.
fn recall_told(file: &File<'_>, group: usize) -> Option<Vec<(i64, Problem)>> {
    let ReadLeaf::Longs(sheets) = file.read(group, "problem.sheet")? else {
        return None;
    };
    let rows = numbers(file, group, "problem.row")?;
    let columns = numbers(file, group, "problem.column")?;
    let mut parts = Vec::new();
    for name in TOLD {
        parts.push(texts(file, group, name)?);
    }
    let shared = |text: &str, before: &mut Arc<str>| {
        if &**before != text {
            *before = text.into();
        }
        before.clone()
    };
    let (mut file_name, mut sheet_name): (Arc<str>, Arc<str>) = ("".into(), "".into());
    let places = sheets.iter().zip(rows).zip(columns).enumerate();
    places
        .map(|(at, ((sheet, row), column))| {
            let text = |part: usize| parts[part].text(at);
            let phrase = |part: usize| Some(Phrase::decode(text(part)?));
            let problem = Problem {
                place: Place {
                    file: shared(text(0)?, &mut file_name),
                    sheet: shared(text(1)?, &mut sheet_name),
                    row,
                    column,
                },
                rule: text(2)?.to_owned(),
                severity: Severity::of_code(text(3)?)?,
                column: text(4)?.to_owned(),
                found: text(5)?.to_owned(),
                expected: phrase(6)?,
                hint: phrase(7)?,
                effect: phrase(8)?,
            };
            Some((sheet?, problem))
        })
        .collect()
}
