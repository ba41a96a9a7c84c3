//! How long and how much memory it takes to read a large time sheet, beside a bare pass over the same file by the libraries.
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
mod sample;
mod writing;
mod written;

use std::path::Path;
use std::process::{Command, ExitCode};

use agency::Agency;
use measure::{Figures, Pass};
use mimalloc::MiMalloc;
use receivables::Receivables;
use sample::{Kind, Sample};
use writing::Which;

/// As the command has it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Rows of the time sheets.
const SIZES: [u32; 2] = [100_000, 1_000_000];
/// Time rows, people and clients of the agencies whose metrics are measured, 36 months each.
const AGENCIES: [(u32, u32, u32); 3] = [
    (100_000, 100, 50),
    (1_000_000, 1_000, 200),
    (10_000_000, 10_000, 200),
];
/// Invoices of the books whose reconciliation is measured.
const RECONCILED: [u32; 3] = [1_000, 10_000, 100_000];
/// Time rows, people and clients of the agency whose pack is written, and of the one of which more and more workbooks are.
const WRITTEN: (u32, u32, u32) = (100_000, 100, 200);
const GROWING: (u32, u32, u32) = (100_000, 100, 2_000);
/// The bare program and ours take turns so often.
const TURNS: usize = 5;
/// Every pass is run so often; the fastest counts, for both sides.
const RUNS: usize = 3;

fn main() -> ExitCode {
    // cargo says for itself that it is a benchmark
    let arguments = std::env::args().skip(1).filter(|word| word != "--bench");
    let arguments: Vec<String> = arguments.collect();
    let outcome = match arguments.as_slice() {
        [word, pass, file] if word == "pass" => measure::one(pass, Path::new(file)),
        [word, rest @ ..] if word == "metrics" => {
            metrics(rest.first().and_then(|rows| rows.parse().ok()))
        }
        [word, pass, which, folder] if word == "workbooks" => {
            writing::one(pass, which, Path::new(folder))
        }
        [word] if word == "write" => write(),
        [word, rest @ ..] if word == "reconcile" => {
            reconcile(rest.first().and_then(|rows| rows.parse().ok()))
        }
        rest => all(rest.iter().find_map(|word| word.parse().ok())),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Measures every sample, or those of so many rows.
fn all(only: Option<u32>) -> Result<(), String> {
    println!("rows      file  pass        CPU s   wall s   peak MiB   CPU to bare pass");
    let sizes = SIZES
        .into_iter()
        .filter(|rows| only.is_none_or(|only| only == *rows));
    for rows in sizes {
        for kind in [Kind::Xlsx, Kind::Csv] {
            let sample = Sample::make(kind, rows)?;
            if kind == Kind::Xlsx {
                let inflate = fastest(Pass::Inflate, &sample)?;
                print_line(&sample, Pass::Inflate, &inflate, None);
            }
            let bare = fastest(kind.bare_pass(), &sample)?;
            let ingest = fastest(Pass::Ingest, &sample)?;
            print_line(&sample, kind.bare_pass(), &bare, None);
            print_line(&sample, Pass::Ingest, &ingest, Some(ingest.cpu / bare.cpu));
        }
    }
    Ok(())
}

/// Measures the metrics of agencies that grow.
fn metrics(only: Option<u32>) -> Result<(), String> {
    println!("rows      people  clients  CPU s   wall s   peak MiB");
    let sizes = AGENCIES.into_iter();
    for (rows, people, clients) in sizes.filter(|size| only.is_none_or(|only| only == size.0)) {
        let agency = Agency::make(rows, people, clients)?;
        let figures = best_of(Pass::Metrics, &agency.folder)?;
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
        let figures = best_of(Pass::Reconcile, &books.folder)?;
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
    for count in [20, 200, 2_000] {
        let figures = workbooks("pack", Which::Clients(count), &agency.folder)?;
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

fn best_of(pass: Pass, folder: &Path) -> Result<Figures, String> {
    let mut best: Option<Figures> = None;
    for _ in 0..RUNS {
        let figures = run(pass, folder)?;
        if best.as_ref().is_none_or(|best| figures.cpu < best.cpu) {
            best = Some(figures);
        }
    }
    best.ok_or_else(|| "no run".to_owned())
}

fn print_line(sample: &Sample, pass: Pass, figures: &Figures, ratio: Option<f64>) {
    let ratio = ratio.map_or(String::new(), |ratio| format!("{ratio:.2}"));
    println!(
        "{:<9} {:<5} {:<10} {:>6.2} {:>8.2} {:>10} {:>18}",
        sample.rows,
        sample.kind.ending(),
        pass.name(),
        figures.cpu,
        figures.wall,
        figures.peak / 1024,
        ratio,
    );
}

/// The run of a pass with the least CPU, each in a process of its own.
fn fastest(pass: Pass, sample: &Sample) -> Result<Figures, String> {
    let mut best: Option<Figures> = None;
    for _ in 0..RUNS {
        let figures = run(pass, &sample.path)?;
        let expected = sample.expected(pass);
        if expected.is_some_and(|expected| figures.seen != expected) {
            return Err(format!("{} saw {}", pass.name(), figures.seen));
        }
        if best.as_ref().is_none_or(|best| figures.cpu < best.cpu) {
            best = Some(figures);
        }
    }
    best.ok_or_else(|| "no run".to_owned())
}

fn run(pass: Pass, path: &Path) -> Result<Figures, String> {
    let program = std::env::current_exe().map_err(|why| why.to_string())?;
    let mut command = Command::new(program);
    command.args(["pass", pass.name()]).arg(path);
    figures_of(command)
}

fn figures_of(mut command: Command) -> Result<Figures, String> {
    let output = command.output().map_err(|why| why.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Figures::read(&String::from_utf8_lossy(&output.stdout))
}
