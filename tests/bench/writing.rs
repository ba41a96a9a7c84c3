//! Writing workbooks: beside a bare program that writes the same cells, and how much memory many workbooks take.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use monthend::model::Settings;
use monthend::report::book::Book;
use monthend::report::drawings::Drawings;
use monthend::report::in_use::Saved;
use monthend::report::manifest::ManifestParts;
use monthend::report::pack::{self, PackFile};
use monthend::report::xlsx;
use monthend::run::{Formats, Silence};
use monthend::{Folder, Job, compute, read};

use super::bare;
use super::measure::{cpu, peak, told};
use super::written::Written;

/// So often each workbook is written while the clock runs.
const TIMES: u32 = 3;

/// Which workbooks of a folder's pack are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those of the agency, and those of every client.
    All,
    /// So many of the clients'.
    Clients(usize),
}

impl Which {
    /// The word on the command line.
    pub fn word(self) -> String {
        match self {
            Which::All => "all".to_owned(),
            Which::Clients(most) => most.to_string(),
        }
    }

    fn read(word: &str) -> Which {
        word.parse().map_or(Which::All, Which::Clients)
    }
}

/// Where the workbooks of a folder are put for the bare program.
fn shelf(folder: &Path, which: Which) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let name = format!("workbooks-{name}-{}", which.word());
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// Does one pass over a folder and prints its figures.
pub fn one(pass: &str, word: &str, folder: &Path) -> Result<(), String> {
    let which = Which::read(word);
    match pass {
        "shelve" => with_files(folder, which, |files| shelve(files, &shelf(folder, which))),
        "write" => with_files(folder, which, |files| {
            let books: Vec<Book> = files.iter().filter_map(book).collect();
            timed(books.len(), || {
                books
                    .iter()
                    .try_for_each(|book| xlsx::bytes(book).map(drop))
            })
        }),
        "layout" => with_files(folder, which, |files| {
            timed(files.len(), || {
                files.iter().for_each(|file| drop(book(file)));
                Ok(())
            })
        }),
        "bare" => written_bare(&lists(books_in(&shelf(folder, which))?)?),
        // the workbooks of a pack that stands in a folder
        "standing" => {
            let mut books = books_in(folder)?;
            for below in fs::read_dir(folder).map_err(told)?.flatten() {
                if below.path().is_dir() {
                    books.extend(books_in(&below.path())?);
                }
            }
            written_bare(&lists(books)?)
        }
        "pack" => with_files(folder, which, whole),
        other => Err(format!("no pass {other}")),
    }
}

fn book(file: &PackFile<'_>) -> Option<Book> {
    Some(file.content.book()?.into_owned())
}

/// Hands over the files of the folder's pack that are workbooks.
fn with_files(
    folder: &Path,
    which: Which,
    then: impl FnOnce(Vec<PackFile<'_>>) -> Result<(), String>,
) -> Result<(), String> {
    let job = job(folder);
    let opened = Folder::open(&job.paths, &job.out).map_err(told)?;
    let plan = monthend::pack::plan(&job, &opened).map_err(told)?;
    let intake = read(&job.paths, &opened, &Silence).map_err(told)?;
    let computed = compute(&intake, &opened, None, None).map_err(told)?;
    let desk = monthend::pack::Desk::of(&plan, &opened, &intake, computed, &job).map_err(told)?;
    let files = desk.lay_out(&job).into_files();
    let books = files
        .into_iter()
        .filter(|file| file.path.ends_with(".xlsx"));
    let wanted: Vec<PackFile<'_>> = match which {
        Which::All => books.collect(),
        Which::Clients(most) => books
            .filter(|file| file.path.starts_with("clients/"))
            .take(most)
            .collect(),
    };
    match (which, wanted.len()) {
        (Which::Clients(most), found) if found < most => {
            Err(format!("only {found} workbooks of clients"))
        }
        _ => then(wanted),
    }
}

/// The workbooks of a folder's pack, nothing kept of earlier runs.
pub fn job(folder: &Path) -> Job {
    Job {
        paths: vec![folder.to_owned()],
        period: None,
        as_of: None,
        out: folder.join("out"),
        language: None,
        reports: Vec::new(),
        issue: false,
        strict: false,
        cache: None,
        formats: Formats {
            xlsx: true,
            html: false,
            csv: false,
            json: false,
        },
    }
}

/// Writes the workbooks for the bare program, and looks whether that one writes the same.
fn shelve(files: Vec<PackFile<'_>>, shelf: &Path) -> Result<(), String> {
    if shelf.exists() {
        fs::remove_dir_all(shelf).map_err(told)?;
    }
    fs::create_dir_all(shelf).map_err(told)?;
    let (mut cells, mut ours, mut theirs) = (0, 0, 0);
    for (at, file) in files.iter().enumerate() {
        let Some(book) = file.content.book() else {
            continue;
        };
        let bytes = xlsx::bytes(&book).map_err(told)?;
        let list = Written::read(&bytes)?;
        cells += list.cells();
        let again = bare::write(&list).map_err(told)?;
        (ours, theirs) = (ours + bytes.len(), theirs + again.len());
        differ(&list.unnumbered(), &Written::read(&again)?.unnumbered())
            .map_or(Ok(()), |what| Err(format!("{}: {what}", file.path)))?;
        fs::write(shelf.join(format!("{at:05}.xlsx")), bytes).map_err(told)?;
    }
    println!("{cells} {ours} {theirs} {}", files.len());
    Ok(())
}

/// The first thing that two workbooks do not both say.
fn differ(one: &Written, other: &Written) -> Option<String> {
    if one.sheets.len() != other.sheets.len() || one.names != other.names {
        return Some(format!("{:?} {:?}", one.names, other.names));
    }
    one.sheets
        .iter()
        .zip(&other.sheets)
        .find_map(|(left, right)| {
            let cells = left.cells.iter().zip(&right.cells);
            let cell = cells.into_iter().find(|(left, right)| left != right);
            if let Some((left, right)) = cell {
                return Some(format!("{}: {left:?} {right:?}", one.base.font));
            }
            let same = left == right;
            (!same).then(|| {
                let rest = |sheet: &super::written::Sheet| {
                    format!(
                        "{} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
                        sheet.name,
                        sheet.cells.len(),
                        sheet.widths,
                        sheet.heights,
                        sheet.merged,
                        sheet.tables,
                        sheet.links,
                        sheet.notes,
                        sheet.charts
                    )
                };
                format!("{}\n{}", rest(left), rest(right))
            })
        })
}

/// The workbooks of a folder, sorted.
fn books_in(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(told)?.flatten();
    let paths = entries.map(|entry| entry.path());
    let is_book = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "xlsx");
    let mut paths: Vec<PathBuf> = paths.filter(is_book).collect();
    paths.sort();
    Ok(paths)
}

fn lists(books: Vec<PathBuf>) -> Result<Vec<Written>, String> {
    let lists = books.into_iter().map(|path| {
        let bytes = fs::read(path).map_err(told)?;
        Written::read(&bytes)
    });
    lists.collect()
}

fn written_bare(lists: &[Written]) -> Result<(), String> {
    timed(lists.len(), || {
        let mut lists = lists.iter();
        lists.try_for_each(|list| bare::write(list).map(drop))
    })
}

/// Prints what an average of several times took, and of how many workbooks.
fn timed(
    books: usize,
    once: impl Fn() -> Result<(), rust_xlsxwriter::XlsxError>,
) -> Result<(), String> {
    let (before, begun) = (cpu()?, Instant::now());
    for _ in 0..TIMES {
        once().map_err(told)?;
    }
    let wall = begun.elapsed().as_secs_f64() / f64::from(TIMES);
    let cpu = (cpu()? - before) / f64::from(TIMES);
    println!("{cpu} {wall} {} {books}", peak()?);
    Ok(())
}

/// Lays out and writes a pack of these workbooks as a run does. The peak is what it takes above what reading and computing
/// left.
fn whole(files: Vec<PackFile<'_>>) -> Result<(), String> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("pack-{}", std::process::id()));
    let settings = Settings::default();
    let parts = ManifestParts {
        version: "bench",
        period: "2026-10".parse().map_err(|_| "no period")?,
        as_of: "2026-10-31".parse().map_err(told)?,
        language: "en",
        issued: false,
        issue: None,
        settings: &settings,
        inputs: &[],
        templates: &[],
        questions: &[],
        accounts: &[],
    };
    fs::write("/proc/self/clear_refs", "5").map_err(told)?;
    let resting = peak()?;
    let (before, begun) = (cpu()?, Instant::now());
    let drawings = Drawings::default();
    let written = pack::write(
        files,
        &parts,
        (&home.join("2026-10"), &Saved::default()),
        &drawings,
    )
    .map_err(told)?;
    let wall = begun.elapsed().as_secs_f64();
    println!(
        "{} {wall} {} {}",
        cpu()? - before,
        peak()?.saturating_sub(resting),
        written.len()
    );
    fs::remove_dir_all(&home).map_err(told)
}
