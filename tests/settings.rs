//! A setting that changes nothing is none: each key of `monthend.toml` changes a figure or words (`tests/settings.toml`).

use std::collections::{BTreeMap, BTreeSet};

use monthend::model::{Intake, Settings, Span};
use monthend::run::Silence;
use monthend::{Folder, compute, read};
use serde::Deserialize;

use crate::desk::{Desk, csv_of, files_below, root};
use crate::workbook::parts;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Suite {
    folders: BTreeMap<String, Files>,
    #[serde(rename = "case")]
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Files {
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// A folder below `tests` that is copied.
    from: Option<String>,
    /// Period of the run, `chosen` by the program; none: October 2026.
    period: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    folder: String,
    /// Lines of monthend.toml in both runs.
    #[serde(default)]
    with: String,
    set: String,
    /// The setting is read with the files, not with the figures.
    #[serde(default)]
    of_reading: bool,
    /// Frame, cells that tell the row, column.
    figure: Option<String>,
    /// Report whose workbook is looked at, and words that it holds or not.
    book: Option<String>,
    says: Option<String>,
    before: String,
    after: String,
}

fn suite() -> Suite {
    toml::from_str(include_str!("settings.toml")).expect("the cases are well formed")
}

/// Lines of both runs; `@` names health measures that alone weigh something.
fn with(case: &Case) -> String {
    let Some(weighed) = case.with.strip_prefix('@') else {
        return case.with.clone();
    };
    let weighed: Vec<&str> = weighed.split(' ').collect();
    let measures = Settings::default().health;
    let lines = measures.iter().map(|(name, scale)| {
        let weight = if weighed.contains(&name.as_str()) {
            5.0
        } else {
            0.0
        };
        let (full, none) = (scale.full, scale.none);
        format!("{name} = {{ weight = {weight:?}, full = {full:?}, none = {none:?} }}\n")
    });
    format!("[health]\n{}", lines.collect::<String>())
}

fn desk_of(files: &Files) -> Desk {
    let mut desk = Desk::new();
    for (name, text) in &files.files {
        desk = desk.file(name, text.trim_start());
    }
    if let Some(from) = &files.from {
        for (name, bytes) in files_below(&root().join("tests").join(from)) {
            desk = desk.file(&name, bytes);
        }
    }
    desk
}

fn settings(text: &str) -> Settings {
    Settings::read(text).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

/// A folder that is read once for all its cases.
struct Agency {
    desk: Desk,
    folder: Folder,
    intake: Intake,
    period: Option<Span>,
}

impl Agency {
    fn of(files: &Files) -> Agency {
        let desk = desk_of(files);
        let folder = Folder::open(&[desk.path()], &desk.out()).expect("a folder");
        let intake = read(&[desk.path()], &folder, &Silence).expect("it is read");
        let period = files.period.as_deref().unwrap_or("2026-10");
        Agency {
            desk,
            folder,
            intake,
            period: (period != "chosen").then(|| period.parse().expect("a period")),
        }
    }

    /// What a case looks at, with these lines of monthend.toml.
    fn found(&mut self, case: &Case, lines: &str) -> String {
        match (&case.figure, &case.book, &case.says) {
            (Some(figure), None, None) => self.figure(figure, case.of_reading, lines),
            (None, Some(book), Some(words)) => self.says(book, words, lines),
            _ => panic!("{}: a figure or words of a book", case.set),
        }
    }

    fn figure(&mut self, figure: &str, of_reading: bool, lines: &str) -> String {
        self.folder.settings = settings(lines);
        let again = of_reading.then(|| {
            let paths = [self.desk.path()];
            read(&paths, &self.folder, &Silence).expect("it is read")
        });
        let intake = again.as_ref().unwrap_or(&self.intake);
        let computed = compute(intake, &self.folder, self.period, None).expect("figures");
        let (frame, rest) = figure.split_once(' ').expect("a frame");
        let frame = computed.metrics.get(frame).expect("a frame's name");
        cell(&csv_of(frame), rest)
    }

    fn says(&self, book: &str, words: &str, lines: &str) -> String {
        let settings = self.desk.path().join("monthend.toml");
        std::fs::write(settings, lines).expect("writable");
        let args = ["--month", "2026-10", "--format", "xlsx", "--report", book];
        let said = self.desk.run("run", &args);
        assert_eq!(said.code, 0, "{lines}: {}", said.stderr);
        let books = files_below(&self.desk.out());
        let mut books = books.iter().filter(|(name, _)| name.ends_with(".xlsx"));
        let holds = books.any(|(name, _)| {
            let parts = parts(&self.desk.out().join(name));
            parts.iter().any(|(_, text)| text.contains(words))
        });
        std::fs::remove_dir_all(self.desk.out()).expect("written");
        if holds { "yes" } else { "no" }.to_owned()
    }
}

/// `column=value;column=value column`: the cell of the only row that fits, `none` without one.
fn cell(csv: &[u8], figure: &str) -> String {
    let (key, column) = figure.rsplit_once(' ').expect("a column");
    let mut reader = csv::Reader::from_reader(csv);
    let header = reader.headers().expect("a header").clone();
    let at = |column: &str| header.iter().position(|own| own == column);
    let key: Option<Vec<(usize, &str)>> = key
        .split(';')
        .map(|part| part.split_once('=').expect("column=value"))
        .map(|(column, value)| Some((at(column)?, value)))
        .collect();
    let (Some(key), Some(at)) = (key, at(column)) else {
        return format!("no such column in {header:?}");
    };
    let records = reader.records().map(|record| record.expect("readable"));
    let fitting: Vec<csv::StringRecord> = records
        .filter(|record| key.iter().all(|(at, value)| &record[*at] == *value))
        .collect();
    match fitting.as_slice() {
        [] => "none".to_owned(),
        [only] => only[at].to_owned(),
        more => format!("{} rows", more.len()),
    }
}

fn same(expected: &str, found: &str) -> bool {
    match (expected.parse::<f64>(), found.parse::<f64>()) {
        (Ok(expected), Ok(found)) => (expected - found).abs() < 0.000_051,
        _ => expected == found,
    }
}

#[test]
fn each_setting_changes_a_result() {
    let suite = suite();
    let mut faults = Vec::new();
    for (name, files) in &suite.folders {
        let mut agency = Agency::of(files);
        let mut known = BTreeMap::new();
        for case in suite.cases.iter().filter(|case| case.folder == *name) {
            let with = with(case);
            let looks_at = (&case.figure, &case.says, with.clone());
            let before = known
                .entry(looks_at)
                .or_insert_with(|| agency.found(case, &with));
            let before = before.clone();
            let after = agency.found(case, &format!("{}\n{with}", case.set));
            if !same(&case.before, &before) || !same(&case.after, &after) {
                faults.push(format!(
                    "{}: {before:?} and {after:?}, expected {:?} and {:?}",
                    case.set, case.before, case.after
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A setting that nobody reads, or that nobody proved, stands out here.
#[test]
fn every_setting_has_a_case() {
    let defaults = toml::Table::try_from(Settings::default()).expect("settings are a table");
    let all: BTreeSet<String> = defaults.keys().cloned().collect();
    let Suite { folders, cases } = suite();
    let mut proved = BTreeSet::new();
    for case in &cases {
        assert!(folders.contains_key(&case.folder), "{}", case.folder);
        assert_ne!(case.before, case.after, "{}", case.set);
        let set: toml::Table = case.set.parse().expect("a line of monthend.toml");
        assert_eq!(set.len(), 1, "{}: one setting a case", case.set);
        proved.extend(set.keys().cloned());
    }
    assert_eq!(proved, all);
}

/// `templates/trade.toml` of a folder is used instead of the program's.
#[test]
fn words_of_the_trade_are_a_folders_own() {
    let desk = || {
        Desk::new()
            .file(
                "survey.csv",
                "Date,Client,Contact,NPS score\n2026-10-05,Halden,bo,9\n",
            )
            .file(
                "actions.csv",
                "Client,Action,Owner,Agreed on,Status\nHalden,Ask for kudos,Ines,2026-10-01,open\n",
            )
    };
    let asked = |desk: &Desk| {
        let folder = Folder::open(&[desk.path()], &desk.out()).expect("a folder");
        let intake = read(&[desk.path()], &folder, &Silence).expect("it is read");
        let october = "2026-10".parse().expect("a month");
        let computed = compute(&intake, &folder, Some(october), None).expect("figures");
        let promoters = computed.metrics.get("promoters").expect("a frame's name");
        cell(&csv_of(promoters), "contact=bo asked")
    };
    assert_eq!(asked(&desk()), "no");
    let own = desk().file("templates/trade.toml", "references = [\"Kudos\"]\n");
    assert_eq!(asked(&own), "yes");
    let wrong = desk().file("templates/trade.toml", "reference = [\"kudos\"]\n");
    let said = wrong.run("run", &[]);
    assert_eq!(said.code, 2);
    assert!(
        said.stderr.contains("trade.toml") && said.stderr.contains("`references`"),
        "{}",
        said.stderr
    );
}
