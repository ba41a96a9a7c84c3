//! One pass over the files of a folder, and what it cost this process, as Linux tells.

use std::fmt::Display;
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

use calamine::{DataRef, Reader, Xlsx};
use monthend::metrics;
use monthend::metrics::people::People;
use monthend::metrics::reconcile::{self, Books, Handed, owed};
use monthend::metrics::worked::Work;
use monthend::model::Table;
use monthend::run::{Formats, Silence};
use monthend::{Folder, Job, compute, read, run};
use zip::ZipArchive;

use crate::writing::job;

/// Clock ticks of a second in /proc: `getconf CLK_TCK`, 100 on every Linux in use.
const TICKS: f64 = 100.0;

const EVERYTHING: Formats = Formats {
    xlsx: true,
    html: true,
    csv: true,
    json: true,
};

/// What is done with a folder.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// The package's parts unpacked one after the other, nothing kept.
    Inflate,
    /// calamine's cell reader over every cell, nothing kept.
    Calamine,
    /// The csv crate over every field with one reused record, nothing kept.
    Csv,
    /// All of `monthend::read`: finding, hashing, reading, fitting, frames.
    Ingest,
    /// All of `monthend::run`: the whole pack, every kind of output, nothing kept of earlier runs.
    Run,
    /// The same with all that is kept for later runs, and into the pack of the run before.
    Kept,
    /// `monthend::compute` of a folder that was read before the clock began.
    Metrics,
    /// The reconciliation alone, of a folder that was read before the clock began.
    Reconcile,
}

impl Pass {
    /// Its name on the command line and in the table.
    pub fn name(self) -> &'static str {
        match self {
            Pass::Inflate => "inflate",
            Pass::Calamine => "calamine",
            Pass::Csv => "csv",
            Pass::Ingest => "ingest",
            Pass::Run => "run",
            Pass::Kept => "kept",
            Pass::Metrics => "metrics",
            Pass::Reconcile => "reconcile",
        }
    }
}

/// What a pass cost.
pub struct Figures {
    /// User and system time of all threads in seconds.
    pub cpu: f64,
    /// Seconds.
    pub wall: f64,
    /// Largest resident memory in KiB.
    pub peak: u64,
    /// Bytes of inflating, cells of a bare pass, rows used by ingest and by a run.
    pub seen: u64,
}

impl Figures {
    /// Reads what [`one`] printed.
    pub fn read(line: &str) -> Result<Figures, String> {
        let parts: Vec<&str> = line.split_whitespace().collect();
        let [cpu, wall, peak, seen] = parts.as_slice() else {
            return Err(format!("no figures: {line}"));
        };
        Ok(Figures {
            cpu: cpu.parse().map_err(told)?,
            wall: wall.parse().map_err(told)?,
            peak: peak.parse().map_err(told)?,
            seen: seen.parse().map_err(told)?,
        })
    }
}

/// Does one pass and prints its figures.
pub fn one(pass: &str, folder: &Path) -> Result<(), String> {
    if pass == "metrics" {
        return all_metrics(folder);
    }
    if pass == "reconcile" {
        return reconciliation(folder);
    }
    let begun = Instant::now();
    let seen = match pass {
        "inflate" => each(folder, inflate)?,
        "calamine" => each(folder, calamine)?,
        "csv" => each(folder, csv)?,
        "ingest" => ingest(folder)?,
        "run" => whole(folder)?,
        "kept" => kept(folder)?,
        other => return Err(format!("no pass {other}")),
    };
    let wall = begun.elapsed().as_secs_f64();
    println!("{} {wall} {} {seen}", cpu()?, peak()?);
    Ok(())
}

/// What is seen of all files of a folder, one after the other.
fn each(folder: &Path, see: fn(&Path) -> Result<u64, String>) -> Result<u64, String> {
    let entries = fs::read_dir(folder).map_err(told)?;
    entries
        .map(|entry| entry.map_err(told).and_then(|entry| see(&entry.path())))
        .sum()
}

fn inflate(file: &Path) -> Result<u64, String> {
    let bytes = fs::read(file).map_err(told)?;
    let mut package = ZipArchive::new(Cursor::new(bytes)).map_err(told)?;
    let mut room = vec![0; 1 << 16];
    let mut seen = 0;
    for at in 0..package.len() {
        let mut part = package.by_index(at).map_err(told)?;
        loop {
            match part.read(&mut room).map_err(told)? {
                0 => break,
                read => seen += read as u64,
            }
        }
    }
    Ok(seen)
}

fn calamine(file: &Path) -> Result<u64, String> {
    let bytes = fs::read(file).map_err(told)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(told)?;
    let name = book.sheet_names().first().cloned().ok_or("no sheet")?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(told)?;
    let mut seen = 0;
    while let Some(cell) = cells.next_cell().map_err(told)? {
        seen += u64::from(!matches!(cell.get_value(), DataRef::Empty));
    }
    Ok(seen)
}

fn csv(file: &Path) -> Result<u64, String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(file)
        .map_err(told)?;
    let mut record = csv::ByteRecord::new();
    let mut seen = 0;
    while reader.read_byte_record(&mut record).map_err(told)? {
        seen += record.len() as u64;
    }
    Ok(seen)
}

fn ingest(folder: &Path) -> Result<u64, String> {
    let paths = [folder.to_owned()];
    let opened = Folder::open(&paths, &paths[0].join("out")).map_err(told)?;
    let intake = read(&paths, &opened, &Silence).map_err(told)?;
    Ok(intake.tables.rows(Table::Time).len() as u64)
}

/// The rows that were used.
fn whole(folder: &Path) -> Result<u64, String> {
    let job = Job {
        out: folder.with_extension(format!("pack-{}", std::process::id())),
        formats: EVERYTHING,
        ..job(folder)
    };
    let pack = run(&job, &Silence).map_err(told)?;
    fs::remove_dir_all(&job.out).map_err(told)?;
    Ok(pack.rows["used"])
}

/// The rows that were used.
fn kept(folder: &Path) -> Result<u64, String> {
    let job = Job {
        out: packs_of(folder),
        formats: EVERYTHING,
        cache: Some(2 << 30),
        ..job(folder)
    };
    Ok(run(&job, &Silence).map_err(told)?.rows["used"])
}

/// Where runs that keep something write their packs.
pub fn packs_of(folder: &Path) -> PathBuf {
    folder.with_extension("packs")
}

/// Computes every frame of a folder. The peak counts from the end of reading on, the tables included.
fn all_metrics(folder: &Path) -> Result<(), String> {
    let paths = [folder.to_owned()];
    let opened = Folder::open(&paths, &folder.join("out")).map_err(told)?;
    let intake = read(&paths, &opened, &Silence).map_err(told)?;
    fs::write("/proc/self/clear_refs", "5").map_err(told)?;
    let (before, begun) = (cpu()?, Instant::now());
    let computed = compute(&intake, &opened, None, None).map_err(told)?;
    let wall = begun.elapsed().as_secs_f64();
    let frames = computed
        .metrics
        .iter()
        .filter(|frame| !frame.is_empty())
        .count();
    println!("{} {wall} {} {frames}", cpu()? - before, peak()?);
    Ok(())
}

/// Reconciles a folder: the ledger as of every month's end, as of the day, and all frames. The peak counts from the end of reading
/// on, the tables included.
fn reconciliation(folder: &Path) -> Result<(), String> {
    let paths = [folder.to_owned()];
    let opened = Folder::open(&paths, &folder.join("out")).map_err(told)?;
    let intake = read(&paths, &opened, &Silence).map_err(told)?;
    let (tables, settings) = (&intake.tables, &opened.settings);
    let (period, _) = metrics::default_period(tables, settings).ok_or("no period")?;
    let scope = metrics::scope(tables, settings, &opened.words, period, period.last_day());
    fs::write("/proc/self/clear_refs", "5").map_err(told)?;
    let (before, begun) = (cpu()?, Instant::now());
    let books = Books::of(tables, &intake.payers, &opened.decisions, &scope.settings);
    let owed = owed(&books, &scope);
    let people = People::of(tables);
    let (frames, questions) = reconcile::compute(
        tables,
        &intake.problems,
        &Work::default(),
        &people,
        &books,
        &scope,
        Handed::default(),
    );
    let wall = begun.elapsed().as_secs_f64();
    let rows: usize = frames.iter().map(|frame| frame.len()).sum();
    if owed.receivables.is_empty() || owed.collections.is_empty() || questions.is_empty() {
        return Err("nothing was reconciled".to_owned());
    }
    println!("{} {wall} {} {rows}", cpu()? - before, peak()?);
    Ok(())
}

pub fn cpu() -> Result<f64, String> {
    let stat = fs::read_to_string("/proc/self/stat").map_err(told)?;
    let behind_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: Vec<f64> = behind_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse().ok())
        .collect();
    Ok(ticks.iter().sum::<f64>() / TICKS)
}

pub fn peak() -> Result<u64, String> {
    let status = fs::read_to_string("/proc/self/status").map_err(told)?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number
        .and_then(|number| number.parse().ok())
        .ok_or_else(|| "no VmHWM".to_owned())
}

pub fn told(why: impl Display) -> String {
    why.to_string()
}
