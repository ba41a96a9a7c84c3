//! How long and how much memory it takes to read large time sheets, beside a bare pass over the same files by the libraries.
//! See README.md beside this file.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program whose output is its result"
)]

mod agency;
mod bare;
mod markup;
mod measure;
mod receivables;
mod rerun;
mod sample;
mod writing;
mod written;

use std::path::Path;
use std::process::{Command, ExitCode};

use agency::Agency;
use measure::{Figures, Pass};
use mimalloc::MiMalloc;
use receivables::Receivables;
use rerun::Years;
use sample::{Kind, Sample};
use writing::Which;

/// As the command has it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Rows, format and files of the time sheets: whole, by month, and in many small files.
const SAMPLES: [(u32, Kind, u32); 10] = [
    (100_000, Kind::Xlsx, 1),
    (100_000, Kind::Csv, 1),
    (100_000, Kind::Xlsx, 400),
    (100_000, Kind::Csv, 400),
    (1_000_000, Kind::Xlsx, 1),
    (1_000_000, Kind::Csv, 1),
    (1_000_000, Kind::Csv, MONTHS),
    (3_000_000, Kind::Csv, MONTHS),
    (10_000_000, Kind::Csv, MONTHS),
    (10_000_000, Kind::Xlsx, MONTHS),
];
/// A year by month: of these the whole run with its pack is measured too.
const MONTHS: u32 = 12;
/// Larger time sheets are measured only where they are asked for, and once: their data take 2.5 GB and some minutes.
const QUICK: u32 = 1_000_000;
/// Clients of the agencies that are read and whose clients' workbooks are written; time rows and people of each.
const CLIENTS: [u32; 3] = [10, 200, 2_000];
const THEIRS: (u32, u32) = (100_000, 100);
/// Time rows, people and clients of the agencies whose metrics are measured, 36 months each.
const AGENCIES: [(u32, u32, u32); 3] = [
    (100_000, 100, 50),
    (1_000_000, 1_000, 200),
    (10_000_000, 10_000, 200),
];
/// Invoices of the books whose reconciliation is measured.
const RECONCILED: [u32; 3] = [1_000, 10_000, 100_000];
/// Time rows, people and clients of the agency whose pack is written, and of the one of which more and more workbooks are.
const WRITTEN: (u32, u32, u32) = (THEIRS.0, THEIRS.1, 200);
const GROWING: (u32, u32, u32) = (THEIRS.0, THEIRS.1, 2_000);
/// The bare program and ours take turns so often.
const TURNS: usize = 5;
/// Every pass is run so often; the fastest counts, for both sides.
const RUNS: usize = 3;

fn main() -> ExitCode {
    // cargo says for itself that it is a benchmark
    let arguments = std::env::args().skip(1).filter(|word| word != "--bench");
    let arguments: Vec<String> = arguments.collect();
    let outcome = match arguments.as_slice() {
        [word, pass, folder] if word == "pass" => measure::one(pass, Path::new(folder)),
        [word, rest @ ..] if word == "metrics" => {
            metrics(rest.first().and_then(|rows| rows.parse().ok()))
        }
        [word, pass, which, folder] if word == "workbooks" => {
            writing::one(pass, which, Path::new(folder))
        }
        [word] if word == "write" => write(),
        [word] if word == "clients" => by_clients(),
        [word, rest @ ..] if word == "rerun" => {
            let rows = rest.first().and_then(|rows| rows.parse().ok());
            rerun(rows.unwrap_or(QUICK))
        }
        [word, rest @ ..] if word == "reconcile" => {
            reconcile(rest.first().and_then(|rows| rows.parse().ok()))
        }
        rest => match rest.iter().find_map(|word| word.parse::<u32>().ok()) {
            Some(rows) => time_sheets(|size| size == rows),
            None => time_sheets(|size| size <= QUICK).and_then(|()| by_clients()),
        },
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Measures the samples of so many rows.
fn time_sheets(asked: impl Fn(u32) -> bool) -> Result<(), String> {
    println!("rows      files         pass     {FIGURES}");
    for (rows, kind, files) in SAMPLES.into_iter().filter(|sample| asked(sample.0)) {
        let sample = Sample::make(kind, rows, files)?;
        let what = format!("{rows:<9} {files:>5} {:<5}", kind.ending());
        let runs = if rows > QUICK { 1 } else { RUNS };
        let best = |pass| best_of(pass, &sample.folder, sample.expected(pass), runs);
        let bare = best(kind.bare_pass())?;
        if kind == Kind::Xlsx {
            let inflate = best(Pass::Inflate)?;
            print_line(&what, Pass::Inflate.name(), &inflate, &bare);
        }
        print_line(&what, kind.bare_pass().name(), &bare, &bare);
        print_line(&what, Pass::Ingest.name(), &best(Pass::Ingest)?, &bare);
        if files == MONTHS {
            print_line(&what, Pass::Run.name(), &best(Pass::Run)?, &bare);
        }
    }
    Ok(())
}

/// Measures agencies of more and more clients: reading their books, and writing a workbook for every client.
fn by_clients() -> Result<(), String> {
    println!("clients                 pass     {FIGURES}");
    for clients in CLIENTS {
        let agency = Agency::make(THEIRS.0, THEIRS.1, clients)?;
        let what = format!("{clients:<21}");
        let csv = best_of(Pass::Csv, &agency.folder, None, RUNS)?;
        let rows = Some(u64::from(agency.rows));
        let ingest = best_of(Pass::Ingest, &agency.folder, rows, RUNS)?;
        print_line(&what, Pass::Csv.name(), &csv, &csv);
        print_line(&what, Pass::Ingest.name(), &ingest, &csv);
        let which = Which::Clients(clients as usize);
        workbooks("shelve", which, &agency.folder)?;
        let bare = workbooks("bare", which, &agency.folder)?;
        print_line(&what, "bare", &bare, &bare);
        let write = workbooks("write", which, &agency.folder)?;
        print_line(&what, "write", &write, &bare);
    }
    Ok(())
}

/// Measures the metrics of agencies that grow.
fn metrics(only: Option<u32>) -> Result<(), String> {
    println!("rows      people  clients  CPU s   wall s   peak MiB");
    let sizes = AGENCIES.into_iter();
    for (rows, people, clients) in sizes.filter(|size| only.is_none_or(|only| only == size.0)) {
        let agency = Agency::make(rows, people, clients)?;
        let figures = best_of(Pass::Metrics, &agency.folder, None, RUNS)?;
        println!(
            "{rows:<9} {people:>6} {clients:>8} {:>6.2} {:>8.2} {:>10}",
            figures.cpu,
            figures.wall,
            figures.peak / 1024,
        );
    }
    Ok(())
}

/// Measures the reconciliation of books that grow.
fn reconcile(only: Option<u32>) -> Result<(), String> {
    println!("invoices  bank lines  CPU s   wall s   peak MiB");
    let sizes = RECONCILED.into_iter();
    for invoices in sizes.filter(|size| only.is_none_or(|only| only == *size)) {
        let books = Receivables::make(invoices)?;
        let figures = best_of(Pass::Reconcile, &books.folder, None, RUNS)?;
        println!(
            "{invoices:<9} {:>10} {:>6.2} {:>8.2} {:>10}",
            books.lines,
            figures.cpu,
            figures.wall,
            figures.peak / 1024,
        );
    }
    Ok(())
}

/// Measures writing: beside the bare program, and with more and more workbooks.
fn write() -> Result<(), String> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    let agency = Agency::make(WRITTEN.0, WRITTEN.1, WRITTEN.2)?;
    println!(
        "workbooks          count     cells   pass    CPU s   wall s   CPU to bare, best and median"
    );
    for (name, folder, which) in [
        ("the sample's pack", sample.as_path(), Which::All),
        ("an agency's pack", &agency.folder, Which::All),
        ("clients'", &agency.folder, Which::Clients(200)),
    ] {
        let shelved = workbooks("shelve", which, folder)?;
        let turns = (0..TURNS)
            .map(|_| ["bare", "write", "layout"].map(|pass| workbooks(pass, which, folder)))
            .map(|[bare, write, layout]| Ok([bare?, write?, layout?]))
            .collect::<Result<Vec<[Figures; 3]>, String>>()?;
        for (at, pass) in ["bare", "write", "layout"].into_iter().enumerate() {
            let of = |figure: fn(&Figures) -> f64, at: usize| {
                sorted(turns.iter().map(|turn| figure(&turn[at])))
            };
            let (cpu, floor) = (of(|figures| figures.cpu, at), of(|figures| figures.cpu, 0));
            let runs = sorted(turns.iter().map(|turn| turn[at].cpu / turn[0].cpu));
            println!(
                "{name:<18} {:>5} {:>9}   {pass:<7} {:>5.2} {:>8.2}   {:.2} {:.2}",
                turns[0][at].seen,
                shelved.cpu,
                cpu[0],
                of(|figures| figures.wall, at)[0],
                cpu[0] / floor[0],
                runs[runs.len() / 2],
            );
        }
    }
    println!("workbooks   CPU s   wall s   CPU/wall   MiB above what was there");
    let agency = Agency::make(GROWING.0, GROWING.1, GROWING.2)?;
    for count in CLIENTS {
        let which = Which::Clients(count as usize);
        let figures = workbooks("pack", which, &agency.folder)?;
        println!(
            "{count:<9} {:>7.2} {:>8.2} {:>10.2} {:>8}",
            figures.cpu,
            figures.wall,
            figures.cpu / figures.wall,
            figures.peak / 1024,
        );
    }
    Ok(())
}

/// Measures runs after one file of three years is new.
fn rerun(rows: u32) -> Result<(), String> {
    println!(
        "run of {rows} rows in 36 files      CPU s   wall s   peak MiB   CPU to full   wall to full"
    );
    for kind in [Kind::Csv, Kind::Xlsx] {
        let turns = Years::make(kind, rows)?.turns()?;
        let full = &turns[0].figures;
        for turn in &turns {
            let figures = &turn.figures;
            println!(
                "{:<5} {:<26} {:>8.2} {:>8.2} {:>10} {:>13.2} {:>14.2}",
                kind.ending(),
                turn.name,
                figures.cpu,
                figures.wall,
                figures.peak / 1024,
                figures.cpu / full.cpu,
                figures.wall / full.wall,
            );
        }
    }
    Ok(())
}

fn sorted(figures: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures
}

fn workbooks(pass: &str, which: Which, folder: &Path) -> Result<Figures, String> {
    let program = std::env::current_exe().map_err(|why| why.to_string())?;
    let mut command = Command::new(program);
    command.args(["workbooks", pass, &which.word()]).arg(folder);
    figures_of(command)
}

/// The run of a pass with the least CPU, each in a process of its own.
fn best_of(
    pass: Pass,
    folder: &Path,
    expected: Option<u64>,
    runs: usize,
) -> Result<Figures, String> {
    let mut best: Option<Figures> = None;
    for _ in 0..runs {
        let figures = run(pass, folder)?;
        if expected.is_some_and(|expected| figures.seen != expected) {
            return Err(format!("{} saw {}", pass.name(), figures.seen));
        }
        if best.as_ref().is_none_or(|best| figures.cpu < best.cpu) {
            best = Some(figures);
        }
    }
    best.ok_or_else(|| "no run".to_owned())
}

/// CPU is told in no smaller parts of a second.
const TICK: f64 = 0.01;
/// What [`print_line`] prints behind the name of the pass.
const FIGURES: &str = "CPU s   wall s   peak MiB   CPU to bare   wall to bare";

fn print_line(what: &str, pass: &str, figures: &Figures, bare: &Figures) {
    println!(
        "{what}   {pass:<8} {:>5.2} {:>8.2} {:>10} {:>13.2} {:>14.2}",
        figures.cpu,
        figures.wall,
        figures.peak / 1024,
        figures.cpu / bare.cpu.max(TICK),
        figures.wall / bare.wall,
    );
}

fn run(pass: Pass, folder: &Path) -> Result<Figures, String> {
    let program = std::env::current_exe().map_err(|why| why.to_string())?;
    let mut command = Command::new(program);
    command.args(["pass", pass.name()]).arg(folder);
    figures_of(command)
}

fn figures_of(mut command: Command) -> Result<Figures, String> {
    let output = command.output().map_err(|why| why.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Figures::read(&String::from_utf8_lossy(&output.stdout))
}
