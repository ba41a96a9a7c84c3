//! Fuzz targets: every reader is given files that were changed at random, and must come back with sheets and problems.
//!
//! `cargo test fuzz` makes a few rounds of each, always the same ones. `FUZZ_ROUNDS=20000 cargo test fuzz` takes longer, and
//! `FUZZ_SECONDS=3600 cargo test fuzz` goes on for so long with each target, as before a release. `FUZZ_SEED=7` takes other rounds; a
//! failure names target, seed and round, which `FUZZ_ROUNDS` reaches again. `FUZZ_PEAK_MIB` bounds the memory of the whole process: the
//! tests beside these take some of it.

mod change;
mod seeds;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};
use std::time::Instant;

use monthend::ingest::computed::Computed;
use monthend::ingest::excel::Excel;
use monthend::ingest::formula::{Formula, unfolded};
use monthend::ingest::read::Limits;
use monthend::ingest::read::read_bytes;
use monthend::ingest::sheet::{Cell, Sheet};
use monthend::ingest::value::{Amounts, DateOrder, Decimal, TimeUnit, date, duration, quantity};
use monthend::ingest::workbook::Workbook;
use monthend::ingest::xlsx::Xlsx;
use monthend::ingest::{container, text};

use change::{Dice, change_bytes, change_package};

/// Memory that no file of a few kilobytes may take, with everything else that runs in the process.
const PEAK_MIB: u64 = 3072;
/// Rounds of each target.
const ROUNDS: u64 = 60;

/// Words of amounts as the program carries them.
static AMOUNTS: LazyLock<Amounts> = LazyLock::new(|| {
    let words = include_str!("../templates/amounts.toml");
    Amounts::of(&toml::from_str(words).expect("a template of the program"))
});

fn setting(name: &str, usual: u64) -> u64 {
    let set = std::env::var(name).ok();
    set.and_then(|value| value.parse().ok()).unwrap_or(usual)
}

/// Rounds of small texts that take as long as one of a workbook.
const AS_LONG: u64 = 30;

/// Runs a target on changed seeds.
fn fuzz(target: &str, seeds: &[Vec<u8>], change: fn(&[u8], &mut Dice) -> Vec<u8>, read: fn(&[u8])) {
    let seed = setting("FUZZ_SEED", 1);
    let small = seeds.iter().all(|seed| seed.len() < 1_000);
    let times = if small { AS_LONG } else { 1 };
    let (begun, long) = (Instant::now(), setting("FUZZ_SECONDS", 0));
    let rounds = match long {
        0 => setting("FUZZ_ROUNDS", ROUNDS) * times,
        _ => u64::MAX,
    };
    let goes_on = |_: &u64| long == 0 || begun.elapsed().as_secs() < long;
    for round in (0..rounds).take_while(goes_on) {
        let mut dice = Dice::new(seed, round);
        let bytes = change(&seeds[dice.below(seeds.len())], &mut dice);
        let outcome = catch_unwind(AssertUnwindSafe(|| read(&bytes)));
        assert!(
            outcome.is_ok(),
            "{target} panics: FUZZ_SEED={seed}, round {round}"
        );
    }
    let peak = peak_mib();
    let most = setting("FUZZ_PEAK_MIB", PEAK_MIB);
    assert!(peak < most, "{target}: {peak} MiB");
}

/// The most memory that this process has taken; zero where the system does not tell.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kib.unwrap_or_default() >> 10
}

/// Looks at every cell, as the floor above does.
fn look_at(sheets: &[Sheet]) {
    for sheet in sheets {
        for row in sheet.rows() {
            row.cells.iter().for_each(|placed| values(&placed.cell));
        }
    }
}

fn values(cell: &Cell<'_>) {
    for decimal in [Decimal::Point, Decimal::Comma] {
        let _ = (AMOUNTS.money(cell, decimal), quantity(cell, decimal));
        let _ = duration(cell, TimeUnit::Hours, decimal);
    }
    let _ = (
        date(cell, DateOrder::DayFirst),
        date(cell, DateOrder::MonthFirst),
    );
}

fn any_file(bytes: &[u8]) {
    look_at(&read_bytes(
        bytes,
        &"fuzz".into(),
        Limits::default(),
        &mut Vec::new(),
    ));
}

/// The readers without what catches their panics.
fn own_xlsx(bytes: &[u8]) {
    if let Ok(mut book) = Xlsx::open(bytes, Limits::default()) {
        all_sheets(&mut book);
    }
}

fn all_sheets(book: &mut dyn Workbook) {
    let mut computed = Computed::from(book.counts_from_1904());
    let file: Arc<str> = "fuzz".into();
    let mut sheets = Vec::new();
    for at in 0..book.sheets().len().min(20) {
        if let Ok(sheet) = book.read(at, &file, &mut computed) {
            sheets.push((at, sheet.finish()));
        }
    }
    computed.settle(&mut sheets);
    sheets
        .iter()
        .for_each(|(_, sheet)| look_at(std::slice::from_ref(sheet)));
}

fn by_calamine(bytes: &[u8], kind: container::Container) {
    if container::safe_to_unpack(bytes, &Limits::default()).is_ok()
        && let Ok(mut book) = Excel::open(bytes, kind, Limits::default())
    {
        all_sheets(&mut book);
    }
}

fn delimited(bytes: &[u8]) {
    look_at(&text::read(
        bytes,
        &"fuzz".into(),
        Limits::default(),
        &mut Vec::new(),
    ));
}

fn formulas(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for line in text.lines() {
        let _ = (
            unfolded(line),
            Formula::parse(line).and_then(|formula| formula.constant()),
        );
    }
}

fn cells(bytes: &[u8]) {
    for line in String::from_utf8_lossy(bytes).lines() {
        values(&Cell::Text(line));
    }
    for chunk in bytes.chunks_exact(8) {
        let number = f64::from_le_bytes(chunk.try_into().unwrap_or_default());
        [Cell::Number(number), Cell::Date(number), Cell::Time(number)]
            .iter()
            .for_each(values);
    }
}

#[test]
fn fuzz_xlsx() {
    fuzz("xlsx", &seeds::xlsx(), change_package, own_xlsx);
    fuzz("bytes of xlsx", &seeds::xlsx(), change_bytes, own_xlsx);
}

#[test]
fn fuzz_calamine() {
    fuzz(
        "xlsx by calamine",
        &seeds::xlsx(),
        change_package,
        |bytes| {
            by_calamine(bytes, container::Container::Xlsx);
        },
    );
    fuzz("ods", &[seeds::ODS.to_vec()], change_package, |bytes| {
        by_calamine(bytes, container::Container::Ods);
    });
    fuzz("xlsb", &[seeds::XLSB.to_vec()], change_package, |bytes| {
        by_calamine(bytes, container::Container::Xlsb);
    });
    fuzz("xls", &[seeds::XLS.to_vec()], change_bytes, |bytes| {
        by_calamine(bytes, container::Container::Xls);
    });
}

#[test]
fn fuzz_text() {
    fuzz("text", &seeds::text(), change_bytes, delimited);
}

#[test]
fn fuzz_files() {
    fuzz("any file", &seeds::all(), change_bytes, any_file);
}

#[test]
fn fuzz_values() {
    fuzz(
        "formulas",
        &[seeds::FORMULAS.as_bytes().to_vec()],
        change_bytes,
        formulas,
    );
    fuzz(
        "values",
        &[seeds::VALUES.as_bytes().to_vec()],
        change_bytes,
        cells,
    );
}
