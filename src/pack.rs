//! The pack of a run: which books it has, in whose language, and where they are written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::error::Error;
use crate::folder::Folder;
use crate::ingest;
use crate::metrics::Metrics;
use crate::model::intake::{Intake, Question};
use crate::model::suggest::nearest;
use crate::model::typed::TypedGrid;
use crate::model::{Phrase, SettingValues, Severity, Span, Table};
use crate::report::book::Book;
use crate::report::labels::{Labels, Language};
use crate::report::layout::{self, Setting};
use crate::report::manifest::ManifestParts;
use crate::report::pack::{Content, FileNames, MANIFEST, PackFile};
use crate::report::select::Shelf;
use crate::report::template::{Per, Report};
use crate::report::{csv, decisions, evidence, json, retold};
use crate::run::{Computed, Job, row_totals};

/// What was written, for those who want to say so.
#[derive(Clone, Debug)]
pub struct Pack {
    /// The period's folder.
    pub folder: PathBuf,
    /// The period.
    pub period: Span,
    /// Why this period.
    pub chosen: Phrase,
    /// As-of date.
    pub as_of: NaiveDate,
    /// Workbooks of the agency, by name below the folder.
    pub top_files: Vec<String>,
    /// Number of all files.
    pub files: usize,
    /// Workbooks of an earlier run that stay, since this one was not asked for them.
    pub kept: usize,
    /// Files and folders that were not looked into, and why.
    pub passed_over: Vec<(String, Phrase)>,
    /// Number of input files.
    pub inputs: usize,
    /// Rows `used`, `set_aside`, `not_data`, and `total`.
    pub rows: BTreeMap<&'static str, u64>,
    /// Files or sheets that could not be read.
    pub unread: usize,
    /// Used rows that a person should look at.
    pub look: usize,
    /// Every control total adds up.
    pub adds_up: bool,
    /// Questions without an answer.
    pub unanswered: usize,
    /// Where they stand.
    pub decisions: PathBuf,
}

/// Reports and languages of a job, checked.
pub struct Plan {
    reports: Vec<Report>,
    languages: BTreeMap<String, Language>,
    own: String,
}

/// Everything laid out, nothing written.
pub struct Draft {
    files: Vec<PackFile>,
    intake_unread: usize,
    set_aside: u64,
    adds_up: bool,
    pack: Pack,
    language: String,
    decisions_book: Option<Box<Book>>,
    parts: Parts,
}

/// What the manifest needs of a run.
struct Parts {
    questions: Vec<Question>,
    settings: crate::model::Settings,
    inputs: Vec<crate::model::intake::Input>,
    accounts: Vec<crate::model::intake::SheetAccount>,
}

/// Checks language, templates and report names before any data is read.
pub fn plan(job: &Job, folder: &Folder) -> Result<Plan, Error> {
    let own = job
        .language
        .clone()
        .or_else(|| Some(folder.settings.language.clone()).filter(|code| !code.is_empty()));
    let own = own.unwrap_or_else(|| "en".to_owned());
    let values = SettingValues::of(&folder.settings);
    let mut languages = BTreeMap::new();
    for code in folder.library.languages() {
        let language = folder.library.language(&code)?.with_settings(&values);
        languages.insert(code, language);
    }
    if !languages.contains_key(&own) {
        return Err(Error::NoLanguage {
            code: own,
            known: languages.into_keys().collect(),
        });
    }
    let labels = Labels::new(&languages[&own], &languages["en"]);
    let all = folder.library.reports(&labels)?;
    if let Some(unknown) = job
        .reports
        .iter()
        .find(|name| !all.iter().any(|report| report.report == **name))
    {
        let suggestion =
            nearest(unknown, all.iter().map(|report| report.report.as_str())).map(str::to_owned);
        return Err(Error::NoReport {
            name: unknown.clone(),
            suggestion,
        });
    }
    let reports = all
        .into_iter()
        .filter(|report| job.reports.is_empty() || job.reports.contains(&report.report))
        .collect();
    Ok(Plan {
        reports,
        languages,
        own,
    })
}

impl Plan {
    /// Labels in a language; unknown ones are read as the run's own.
    fn labels(&self, code: &str) -> Labels<'_> {
        let own = self
            .languages
            .get(code)
            .unwrap_or_else(|| &self.languages[&self.own]);
        Labels::new(own, &self.languages["en"])
    }

    /// What was typed, and after it the same in the run's words where the earlier pack was in another language.
    fn in_own_words(&self, mut typed: Vec<TypedGrid>) -> Vec<TypedGrid> {
        let own = &self.languages[&self.own];
        let others = self
            .languages
            .values()
            .filter(|other| other.language != own.language);
        let retold: Vec<TypedGrid> = others
            .flat_map(|other| retold::retold(&typed, other, own))
            .collect();
        typed.extend(retold);
        typed
    }
}

/// Lays every report over the frames.
pub fn lay_out(
    plan: &Plan,
    folder: &Folder,
    intake: &Intake,
    computed: Computed,
    job: &Job,
) -> Draft {
    let Computed {
        mut metrics,
        questions,
        scope,
        chosen,
    } = computed;
    evidence::add(
        &mut metrics,
        intake,
        &questions,
        &scope,
        env!("CARGO_PKG_VERSION"),
    );
    let adds_up = evidence::adds_up(&metrics);
    let target = target(&job.out, scope.period, job.issue);
    let typed = plan.in_own_words(typed_before(&job.out, scope.period));
    let shelf = Shelf::of(&metrics);
    let setting = |code: &str| Setting {
        shelf: &shelf,
        scope: &scope,
        labels: plan.labels(code),
        typed: &typed,
    };
    let mut files = Vec::new();
    if job.formats.xlsx {
        files.extend(workbooks(plan, intake, &setting));
    }
    let top_files: Vec<String> = files
        .iter()
        .map(|file| file.path.clone())
        .filter(|path| !path.contains('/'))
        .collect();
    files.extend(data_files(&metrics, intake, job));
    let kept = if job.reports.is_empty() && job.formats.xlsx {
        Vec::new()
    } else {
        books_left(&target, &files)
    };
    let rows = row_totals(intake);
    let count = |severity: Severity| {
        intake
            .problems
            .iter()
            .filter(|problem| problem.severity == severity)
            .count()
    };
    let unanswered = questions
        .iter()
        .filter(|question| question.answer.trim().is_empty() && !question.stale)
        .count();
    let pack = Pack {
        folder: target,
        period: scope.period,
        chosen,
        as_of: scope.as_of,
        top_files,
        files: files.len() + 1,
        kept: kept.len(),
        passed_over: intake.passed_over.clone(),
        inputs: intake.inputs.len(),
        unread: count(Severity::Unread),
        look: count(Severity::Look),
        adds_up,
        unanswered,
        decisions: folder.decisions_path(&job.out),
        rows,
    };
    files.extend(kept);
    let labels = plan.labels(&plan.own);
    let decisions_book = something_new_to_ask(&questions, folder).then(|| {
        let desk = decisions::Desk {
            words: &|key| labels.word(key),
            remarks: &folder.decisions.remarks,
            say: &|phrase| labels.phrase(phrase),
            language: labels.language(),
            agency: &scope.settings.agency,
            dated: scope.as_of,
        };
        Box::new(decisions::book(&questions, &desk))
    });
    Draft {
        files,
        intake_unread: pack.unread,
        set_aside: pack.rows["set_aside"],
        adds_up,
        pack,
        language: plan.own.clone(),
        decisions_book,
        parts: Parts {
            questions,
            settings: scope.settings.clone(),
            inputs: intake.inputs.clone(),
            accounts: intake.accounts.clone(),
        },
    }
}

impl Draft {
    /// What `--strict` refuses.
    pub fn refuse_anything_doubtful(&self) -> Result<(), Error> {
        let mut doubts = Vec::new();
        if self.set_aside > 0 {
            doubts.push(format!("{} row(s) set aside", self.set_aside));
        }
        if self.intake_unread > 0 {
            doubts.push(format!(
                "{} file(s) or sheet(s) not read",
                self.intake_unread
            ));
        }
        if !self.adds_up {
            doubts.push("a control total does not add up".to_owned());
        }
        if doubts.is_empty() {
            Ok(())
        } else {
            Err(Error::Strict(doubts.join(", ")))
        }
    }

    /// Writes the pack, and the decisions workbook when there is something new to ask.
    pub fn write(self, folder: &Folder, job: &Job) -> Result<Pack, Error> {
        let mut pack = self.pack;
        let parts = ManifestParts {
            version: env!("CARGO_PKG_VERSION"),
            period: pack.period,
            as_of: pack.as_of,
            language: &self.language,
            issued: job.issue,
            settings: &self.parts.settings,
            inputs: &self.parts.inputs,
            questions: &self.parts.questions,
            accounts: &self.parts.accounts,
        };
        crate::report::pack::write(self.files, &parts, &pack.folder)?;
        if let Some(book) = self.decisions_book {
            pack.decisions = write_decisions(&book, folder, &job.out)?;
        }
        Ok(pack)
    }
}

/// The period's folder. A pack that was issued is never replaced by one that is not: that one stands beside it.
fn target(out: &Path, period: Span, issue: bool) -> PathBuf {
    let own = out.join(period.to_string());
    if !issue && is_issued(&own) {
        draft(out, period)
    } else {
        own
    }
}

/// Where a pack stands that is not issued while an issued one of its period is there.
fn draft(out: &Path, period: Span) -> PathBuf {
    out.join(format!("{period} draft"))
}

fn is_issued(pack: &Path) -> bool {
    let manifest = std::fs::read(pack.join(MANIFEST)).ok();
    let manifest: Option<serde_json::Value> =
        manifest.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    manifest.is_some_and(|manifest| manifest["issued"] == true)
}

/// Workbooks of the pack that is about to be replaced which this run does not write: people may have typed into them.
fn books_left(target: &Path, files: &[PackFile]) -> Vec<PackFile> {
    let mut kept: Vec<PackFile> = walkdir::WalkDir::new(target)
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let path = entry.path().strip_prefix(target).ok()?;
            let path = path.to_str()?.replace('\\', "/");
            let wanted = path.ends_with(".xlsx") && !path.contains("~$");
            let written = files.iter().any(|file| file.path == path);
            let bytes = (wanted && !written).then(|| std::fs::read(entry.path()).ok())??;
            Some(PackFile {
                path,
                content: Content::Bytes(bytes),
            })
        })
        .collect();
    kept.sort_by(|left, right| left.path.cmp(&right.path));
    kept
}

/// What people typed into the packs that this one follows: that of the same period and the draft beside it, which is
/// the younger one; else the newest earlier one.
fn typed_before(out: &Path, period: Span) -> Vec<TypedGrid> {
    let own = [draft(out, period), out.join(period.to_string())];
    let typed: Vec<TypedGrid> = own
        .iter()
        .filter(|pack| pack.join(MANIFEST).is_file())
        .flat_map(|pack| ingest::previous::typed_cells(pack))
        .collect();
    if !typed.is_empty() {
        return typed;
    }
    let mut earlier: Vec<(Span, PathBuf)> = std::fs::read_dir(out)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse::<Span>().ok()?,
                entry.path(),
            ))
        })
        .filter(|(span, path)| span.to < period.from && path.join(MANIFEST).is_file())
        .collect();
    earlier.sort();
    earlier
        .last()
        .map_or_else(Vec::new, |(_, pack)| ingest::previous::typed_cells(pack))
}

/// Books of the agency in the run's language, and one for each active client in its own.
fn workbooks<'a>(
    plan: &'a Plan,
    intake: &Intake,
    setting: &dyn Fn(&str) -> Setting<'a>,
) -> Vec<PackFile> {
    let own = setting(&plan.own);
    let clients = layout::active_clients(own.shelf, own.scope);
    let languages = client_languages(intake);
    let mut names = FileNames::default();
    let mut files = Vec::new();
    for report in &plan.reports {
        match report.per {
            Per::Agency => {
                for book in layout::lay_out(report, &clients, &own) {
                    files.push(book_file(book, "", &mut names));
                }
            }
            Per::Client => {
                for client in &clients {
                    let code = languages
                        .get(client)
                        .map_or(plan.own.as_str(), String::as_str);
                    for book in
                        layout::lay_out(report, std::slice::from_ref(client), &setting(code))
                    {
                        files.push(book_file(book, "clients/", &mut names));
                    }
                }
            }
        }
    }
    files
}

fn book_file(book: Book, folder: &str, names: &mut FileNames) -> PackFile {
    PackFile {
        path: names.take(folder, &book.file_name, ".xlsx"),
        content: Content::Book(Box::new(book)),
    }
}

/// Language codes that clients want, where the accounts say.
fn client_languages(intake: &Intake) -> BTreeMap<String, String> {
    let rows = intake.tables.rows(Table::Clients);
    let (clients, languages) = (rows.text("client"), rows.text("language"));
    clients
        .into_iter()
        .zip(languages)
        .filter_map(|(client, language)| Some((client?.to_owned(), language?.to_lowercase())))
        .collect()
}

fn data_files(metrics: &Metrics, intake: &Intake, job: &Job) -> Vec<PackFile> {
    let months = metrics.single_months();
    let mut files = Vec::new();
    if job.formats.csv {
        files.extend(csv::frames(&months));
        files.push(("problems.csv".to_owned(), csv::problems(intake)));
        files.push(("rows.csv".to_owned(), csv::rows(intake)));
        files.push(("names.csv".to_owned(), csv::names(intake)));
    }
    if job.formats.json {
        files.extend(json::frames(&months));
    }
    files
        .into_iter()
        .map(|(name, bytes)| PackFile {
            path: format!("data/{name}"),
            content: Content::Bytes(bytes),
        })
        .collect()
}

/// True when a question has no row in the decisions workbook yet.
fn something_new_to_ask(questions: &[Question], folder: &Folder) -> bool {
    questions
        .iter()
        .any(|question| !folder.decisions.asks(question))
}

/// Into the folder; beside the packs where the folder cannot be written.
fn write_decisions(book: &Book, folder: &Folder, out: &Path) -> Result<PathBuf, Error> {
    let wished = folder.decisions_path(out);
    match crate::report::xlsx::write(book, &wished) {
        Ok(()) => Ok(wished),
        Err(_) if wished.starts_with(&folder.root) => {
            let beside_packs = out.join(crate::folder::DECISIONS);
            crate::report::xlsx::write(book, &beside_packs)
                .map_err(crate::report::pack::Error::from)?;
            Ok(beside_packs)
        }
        Err(error) => Err(crate::report::pack::Error::from(error).into()),
    }
}
