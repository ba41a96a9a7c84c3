//! The gallery of edge cases: one folder of `edge_cases/` for each rule where other systems go wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use calamine::{Data, Reader, Xlsx, open_workbook};
use monthend::metrics::MetricFrame;
use monthend::report::intake_lists;
use monthend::run::Silence;
use monthend::{Folder, compute, read};
use rayon::prelude::*;
use serde::Deserialize;

use crate::desk::{Desk, csv_of, files_below, root};
use crate::figures::{self, Figure};

/// A case as its `expected.toml` tells it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What the small agency shows, in a sentence.
    about: String,
    /// Words of the README's list.
    covers: Vec<String>,
    /// The report's period.
    #[serde(default = "october")]
    period: String,
    /// The day as of which it is; the period's last when left out.
    as_of: Option<String>,
    #[serde(default)]
    figure: Vec<Expected>,
    /// Texts that stand in workbooks.
    #[serde(default)]
    page: Vec<Page>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    file: String,
    row: String,
    cells: String,
    /// How the expected figures are worked out.
    because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    /// A workbook of the pack, without month and ending: `Utilization`.
    book: String,
    /// Parts of texts, each in some cell.
    says: Vec<String>,
    because: String,
}

fn october() -> String {
    "2026-10".to_owned()
}

fn gallery() -> PathBuf {
    root().join("tests/edge_cases")
}

/// Folders of the gallery with what they expect; `EDGE=leave` in the environment keeps those whose name holds it.
fn cases() -> Vec<(String, Case)> {
    let wanted = std::env::var("EDGE").unwrap_or_default();
    let entries = std::fs::read_dir(gallery()).expect("the gallery is there");
    let mut cases: Vec<(String, Case)> = entries
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.is_dir())
        .map(|path| (name_of(&path), path))
        .filter(|(name, _)| name.contains(&wanted))
        .map(|(name, path)| (name, case(&path.join("expected.toml"))))
        .collect();
    cases.sort_by(|left, right| left.0.cmp(&right.0));
    cases
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn case(path: &Path) -> Case {
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn faults(name: &str, case: &Case) -> Vec<String> {
    let input = gallery().join(name).join("in");
    let data = data(&input, case);
    let mut faults: Vec<String> = case
        .figure
        .iter()
        .flat_map(|one| match data.get(&one.file) {
            Some(text) => figures::differences(
                text,
                &Figure {
                    file: &one.file,
                    row: &one.row,
                    cells: &one.cells,
                },
            ),
            None => vec![format!("there is no {}.csv", one.file)],
        })
        .collect();
    if !case.page.is_empty() {
        faults.extend(unwritten(&input, case));
    }
    faults
        .into_iter()
        .map(|fault| format!("{name}: {fault}"))
        .collect()
}

/// What the files of `data/` hold, by name; a folder without settings of its own shares what is known.
fn data(input: &Path, case: &Case) -> BTreeMap<String, String> {
    static PLAIN: OnceLock<Folder> = OnceLock::new();
    let paths = [input.to_path_buf()];
    let open = || Folder::open(&paths, input).expect("the folder opens");
    let own = input.join("monthend.toml").exists().then(open);
    let folder = own.as_ref().unwrap_or_else(|| PLAIN.get_or_init(open));
    let intake = read(&paths, folder, &Silence).expect("the folder is read");
    let period = case.period.parse().expect("a period");
    let as_of = case.as_of.as_ref().map(|day| day.parse().expect("a day"));
    let computed = compute(&intake, folder, Some(period), as_of).expect("computed");
    let exported = computed.metrics.iter().filter(|frame| frame.spec.exported);
    let frames = exported.map(|frame| frame.single_months());
    let text = |frame: &MetricFrame| String::from_utf8(csv_of(frame)).expect("UTF-8");
    let all = frames.chain(intake_lists::lists(&intake));
    all.map(|frame| (frame.spec.name.to_owned(), text(&frame)))
        .collect()
}

/// Texts that the workbooks of a whole run do not say.
fn unwritten(input: &Path, case: &Case) -> Vec<String> {
    let mut desk = Desk::new();
    for (file, bytes) in files_below(input) {
        desk = desk.file(&file, bytes);
    }
    let said = desk.run("run", &["--format", "xlsx", "--period", &case.period]);
    if said.code != 0 {
        return vec![said.stderr];
    }
    let folder = desk.out().join(figures::pack(&desk));
    case.page
        .iter()
        .flat_map(|page| unsaid(&folder, page))
        .collect()
}

/// Texts of a page that stand in no cell of its workbook.
fn unsaid(folder: &Path, page: &Page) -> Vec<String> {
    let label = name_of(folder);
    let path = folder.join(format!("{} {label}.xlsx", page.book));
    let mut book: Xlsx<_> =
        open_workbook(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut texts = Vec::new();
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).expect("a sheet");
        texts.extend(range.used_cells().filter_map(|(_, _, cell)| match cell {
            Data::String(text) => Some(text.clone()),
            _ => None,
        }));
    }
    let missing = page
        .says
        .iter()
        .filter(|said| !texts.iter().any(|text| text.contains(*said)));
    missing
        .map(|said| format!("{} says nowhere {said:?}", page.book))
        .collect()
}

#[test]
fn every_edge_case_keeps_its_rule() {
    let faults: Vec<String> = cases()
        .par_iter()
        .flat_map(|(name, case)| faults(name, case))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_case_says_what_it_shows() {
    for (name, case) in cases() {
        assert!(!case.about.is_empty(), "{name}: say what it shows");
        assert!(
            !case.figure.is_empty() || !case.page.is_empty(),
            "{name}: expects nothing"
        );
        let reasons = case.figure.iter().map(|one| &one.because);
        let reasons = reasons.chain(case.page.iter().map(|page| &page.because));
        for reason in reasons {
            assert!(!reason.is_empty(), "{name}: say why");
        }
    }
}

/// Every word of the README's list is covered, and no case covers what the list does not have.
#[test]
fn every_rule_of_the_list_has_a_case() {
    let readme = std::fs::read_to_string(gallery().join("README.md")).expect("a list");
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| `"));
    let known: BTreeSet<String> = rows
        .filter_map(|row| Some(row.split_once('`')?.0.to_owned()))
        .collect();
    let covered: BTreeSet<String> = cases()
        .into_iter()
        .flat_map(|(_, case)| case.covers)
        .collect();
    let strange: Vec<&String> = covered.difference(&known).collect();
    assert!(strange.is_empty(), "not in the list: {strange:?}");
    if std::env::var("EDGE").is_err() {
        let missing: Vec<&String> = known.difference(&covered).collect();
        assert!(missing.is_empty(), "no case covers {missing:?}");
    }
}
