//! The run: a folder of spreadsheets in, the month's pack out.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::error::Error;
use crate::folder::{self, Folder};
use crate::ingest;
use crate::ingest::cache::Cache;
use crate::ingest::door::{self, Door};
use crate::ingest::find::Found;
use crate::metrics::{self, Metrics, Scope};
use crate::model::intake::{Intake, Question};
use crate::model::issued::Issued;
use crate::model::shelf::Shelf;
use crate::model::{Phrase, Severity, Span, Table};
use crate::pack::{self, Pack};
use crate::report::staging::clear;
use crate::standing::{Answers, Standing};
use crate::versions::issued_before;

/// What a run is asked to do.
#[derive(Clone, Debug)]
pub struct Job {
    /// Folders and files; the first folder keeps decisions and settings.
    pub paths: Vec<PathBuf>,
    /// The period; none: chosen from the data.
    pub period: Option<Span>,
    /// None: the period's last day.
    pub as_of: Option<NaiveDate>,
    /// Where packs are written.
    pub out: PathBuf,
    /// Language code; none: the settings', else English.
    pub language: Option<String>,
    /// Only these reports; empty: all.
    pub reports: Vec<String>,
    /// Freeze the pack as issued.
    pub issue: bool,
    /// Write nothing when anything was set aside, unread, or does not add up.
    pub strict: bool,
    /// Kinds of output.
    pub formats: Formats,
    /// Bytes that may be kept of what was read, for later runs; none: every file is read anew and nothing is kept.
    pub cache: Option<u64>,
}

/// Kinds of output.
#[derive(Clone, Copy, Debug)]
pub struct Formats {
    /// Workbooks.
    pub xlsx: bool,
    /// The overview, where all reports are written.
    pub html: bool,
    /// `data/*.csv`.
    pub csv: bool,
    /// `data/*.json`.
    pub json: bool,
}

/// Hears how far a run is.
pub trait Progress: Sync {
    /// So many files are to be read.
    fn files(&self, count: usize);
    /// One of them is about to be read.
    fn file_begun(&self, _name: &str) {}
    /// One of them was read by an earlier run.
    fn file_known(&self, _name: &str) {}
    /// One of them is read.
    fn file_read(&self, name: &str);
    /// The run goes on to its next part.
    fn part(&self, name: &str);
}

/// Nobody listens.
pub struct Silence;

impl Progress for Silence {
    fn files(&self, _count: usize) {}
    fn file_read(&self, _name: &str) {}
    fn part(&self, _name: &str) {}
}

/// What a run computed, before anything is laid out.
pub struct Computed {
    /// All frames.
    pub metrics: Metrics,
    /// Questions of the door and of the matching.
    pub questions: Vec<Question>,
    /// Period and as-of.
    pub scope: Scope,
    /// Why this period.
    pub chosen: Phrase,
}

/// The whole job. Everything that can be wrong with settings, templates and the target is found before data is read.
pub fn run(job: &Job, progress: &dyn Progress) -> Result<Pack, Error> {
    let answers = Answers::of(&folder::root_of(&job.paths), &job.out);
    let folder = Folder::open(&job.paths, &job.out)?;
    let plan = pack::plan(job, &folder)?;
    let cache = job.cache.and_then(Cache::of_user);
    let found = ingest::find::find(&job.paths)?;
    let standing = cache
        .as_ref()
        .map(|cache| Standing::of(cache, job, (&folder, &plan), &found, answers));
    if let Some(pack) = standing.as_ref().and_then(Standing::pack) {
        leave_standing(&pack, &found, (&folder, job), progress);
        if let Some(cache) = &cache {
            cache.remember();
            cache.trim();
        }
        return Ok(pack);
    }
    let unread = &metrics::rollup::UNREAD;
    let mut intake = read_without(unread, &found, &folder, cache.as_ref(), progress);
    progress.part("computing");
    let issued = |period: Span| issued_before(&job.out, period);
    let shelf = cache.as_ref().map(|cache| cache as &dyn Shelf);
    let computed = match compute_after(&intake, &folder, (job.period, job.as_of), &issued, shelf) {
        Err(Error::NothingUsable {
            folder: at, files, ..
        }) => {
            let asked = pack::asked::ask(&plan, &folder, &intake.questions, job)?;
            return Err(Error::NothingUsable {
                folder: at,
                files,
                asked,
            });
        }
        computed => computed?,
    };
    if !job.issue {
        // An issued pack keeps the rows. Any other is laid out from what was computed, which needs no second one of them.
        intake.tables.keep_only(Table::Clients);
    }
    progress.part("laying out");
    let desk = pack::Desk::of(&plan, &folder, &intake, computed, job)?;
    let draft = desk.lay_out(job);
    if job.strict {
        draft.refuse_anything_doubtful()?;
    }
    progress.part("writing");
    let pack = draft.write(job, shelf)?;
    if let Some(standing) = &standing {
        standing.keep(&pack);
    }
    if let Some(cache) = &cache {
        cache.trim();
    }
    Ok(pack)
}

/// Says that every file is known, and clears up behind runs that were killed, as a run that writes does.
fn leave_standing(
    pack: &Pack,
    found: &Found,
    (folder, job): (&Folder, &Job),
    progress: &dyn Progress,
) {
    progress.files(pack.inputs);
    for file in &found.files {
        progress.file_known(&file.name);
        progress.file_read(&file.name);
    }
    // Where it may not be written, no run has left anything.
    let _ = clear(&folder.root);
    let _ = clear(&job.out);
}

/// Reads every file of the paths and fits it into the tables.
pub fn read(paths: &[PathBuf], folder: &Folder, progress: &dyn Progress) -> Result<Intake, Error> {
    read_after(paths, folder, None, progress)
}

/// The same, with what was read before.
pub fn read_after(
    paths: &[PathBuf],
    folder: &Folder,
    cache: Option<&Cache>,
    progress: &dyn Progress,
) -> Result<Intake, Error> {
    let found = ingest::find::find(paths)?;
    Ok(read_without(&[], &found, folder, cache, progress))
}

/// The same; of fields that are `unread` afterwards only whether they have a value.
fn read_without(
    unread: &[(Table, &str)],
    found: &Found,
    folder: &Folder,
    cache: Option<&Cache>,
    progress: &dyn Progress,
) -> Intake {
    progress.files(found.files.len());
    let reading = folder.reading();
    let door = Door { reading, cache };
    let mut files = door::each(&found.files, |file| {
        progress.file_begun(&file.name);
        let taken = door.take(file);
        if taken.was_known {
            progress.file_known(&file.name);
        }
        progress.file_read(&file.name);
        taken.file
    });
    if let Some(cache) = cache {
        cache.remember();
        cache.trim();
    }
    progress.part("fitting tables");
    door.read_again(&found.files, &mut files);
    let mut intake = ingest::fit(
        files,
        &folder.knowledge,
        &folder.decisions,
        &folder.settings,
        unread,
    );
    intake.passed_over = found.passed_over.clone();
    let closed = found.closed.iter().map(ingest::find::closed_folder);
    intake.problems.extend(closed);
    intake
}

/// Chooses the period and computes every frame.
pub fn compute(
    intake: &Intake,
    folder: &Folder,
    period: Option<Span>,
    as_of: Option<NaiveDate>,
) -> Result<Computed, Error> {
    compute_after(
        intake,
        folder,
        (period, as_of),
        &|_| Issued::default(),
        None,
    )
}

/// Why there is nothing to report on.
fn without_period(intake: &Intake, folder: &Folder) -> Error {
    let rows = Table::ALL.map(|table| intake.tables.rows(table).len());
    let (folder, rows) = (folder.root.clone(), rows.iter().sum());
    let files = intake.inputs.len();
    match rows {
        0 => Error::NothingUsable {
            folder,
            files,
            asked: None,
        },
        rows => Error::NothingDated { folder, rows },
    }
}

/// The same, held against the issued packs that `issued` gives for a period; what a shelf keeps of months is not added up
/// again.
pub fn compute_after(
    intake: &Intake,
    folder: &Folder,
    (period, as_of): (Option<Span>, Option<NaiveDate>),
    issued: &dyn Fn(Span) -> Issued,
    shelf: Option<&dyn Shelf>,
) -> Result<Computed, Error> {
    let (period, chosen) = match period {
        Some(period) => (period, crate::model::phrase::phrase("as asked", &[])),
        None => metrics::default_period(&intake.tables, &folder.settings)
            .ok_or_else(|| without_period(intake, folder))?,
    };
    let as_of = as_of.unwrap_or_else(|| metrics::default_as_of(&intake.tables, period));
    if as_of < period.first_day() {
        return Err(Error::AsOfTooEarly { as_of, period });
    }
    let mut scope = metrics::scope(
        &intake.tables,
        &folder.settings,
        &folder.words,
        period,
        as_of,
    );
    if scope.settings.agency.is_empty() {
        scope.settings.agency = metrics::own_name(intake).unwrap_or_default().to_owned();
    }
    let (metrics, mut questions) =
        metrics::compute_after(intake, &folder.decisions, &scope, &issued(period), shelf);
    questions.extend(intake.questions.iter().cloned());
    questions.sort();
    Ok(Computed {
        metrics,
        questions,
        scope,
        chosen,
    })
}

/// True when some file or sheet could not be read.
pub fn unread(intake: &Intake) -> bool {
    intake
        .problems
        .iter()
        .any(|problem| problem.severity == Severity::Unread)
}

/// Rows used, set aside, not data, and all, over every sheet; `unknown` are those of the not data that stand in tables
/// nobody recognised.
pub fn row_totals(intake: &Intake) -> BTreeMap<&'static str, u64> {
    let mut totals = BTreeMap::from([
        ("used", 0),
        ("set_aside", 0),
        ("not_data", 0),
        ("unknown", 0),
        ("total", 0),
    ]);
    for account in &intake.accounts {
        for (part, rows) in [
            ("used", account.used),
            ("set_aside", account.set_aside),
            ("not_data", account.not_data_rows()),
            (
                "unknown",
                account.not_data.get("unknown_table").copied().unwrap_or(0),
            ),
            ("total", account.total),
        ] {
            *totals.get_mut(part).expect("named above") += u64::from(rows);
        }
    }
    totals
}
