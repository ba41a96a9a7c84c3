//! The pack of a run: which books it has, in whose language, and where they are written.

pub mod asked;
mod before;
mod books;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::error::Error;
use crate::folder::Folder;
use crate::ingest::issued::{KEPT, Unread};
use crate::ingest::plain_file::bytes_of;
use crate::metrics::{MetricFrame, Metrics, Scope, issued};
use crate::model::intake::{Input, Intake, Question};
use crate::model::kept;
use crate::model::phrase::phrase;
use crate::model::shelf;
use crate::model::suggest::nearest;
use crate::model::typed::TypedGrid;
use crate::model::{Phrase, SettingValues, Severity, Span};
use crate::report::book::Book;
use crate::report::drawings::Drawings;
use crate::report::in_use::Saved;
use crate::report::labels::{Labels, Lacking, Language};
use crate::report::layout::Setting;
use crate::report::manifest::{Issue, ManifestParts, render, sha256};
use crate::report::pack::{Content, MANIFEST, PackFile};
use crate::report::select::Shelf;
use crate::report::staging::clear;
use crate::report::template::Report;
use crate::report::theme::Theme;
use crate::report::{csv, evidence, filled_in, html, intake_lists, json, retold, since};
use crate::run::{Computed, Job, row_totals};
use crate::versions::{Versions, all_are_read};

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
    /// The last issued pack of the period before this run; it stays as it is.
    pub issued_before: Option<PathBuf>,
    /// Nothing was written: it came of the same inputs, and is issued already.
    pub stays: bool,
    /// Nothing was written: the pack of an earlier run stands, since nothing changed.
    pub stands: bool,
    /// The draft that was issued by this run, where it could not be removed.
    pub draft_left: Option<PathBuf>,
    /// Somebody saved the decisions workbook after this run had read it: it stays, and asks nothing new yet.
    pub answers_stay: bool,
    /// Workbooks of an earlier run that stay, since this one was not asked for them.
    pub kept: usize,
    /// Workbooks that were not drawn again: those of the pack before were drawn from the same.
    pub as_before: usize,
    /// What languages beside the data lack.
    pub lacking: Vec<Lacking>,
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
    /// SHA-256 of its manifest, where one was written.
    pub manifest: Option<String>,
}

/// Reports and languages of a job, checked.
pub struct Plan {
    reports: Vec<Report>,
    languages: BTreeMap<String, Language>,
    own: String,
    theme: Arc<Theme>,
    /// Those beside the data, the theme's logo too.
    templates: Vec<Input>,
    lacking: Vec<Lacking>,
}

/// What was computed, and all that its books are laid out of.
pub struct Desk<'a> {
    plan: &'a Plan,
    folder: &'a Folder,
    intake: &'a Intake,
    metrics: Metrics,
    questions: Vec<Question>,
    scope: Scope,
    chosen: Phrase,
    /// What an issued pack keeps.
    kept: Option<Vec<u8>>,
    /// What every pack keeps for the one after it.
    state: Vec<u8>,
    versions: Versions,
    typed: Vec<TypedGrid>,
    /// The pack that is to be replaced, as it was when that was read.
    saved: Saved,
    shelf: Shelf,
}

/// Everything laid out but the clients' books, nothing written.
pub struct Draft<'a> {
    desk: &'a Desk<'a>,
    files: Vec<PackFile<'a>>,
    pack: Pack,
    decisions_book: Option<Box<Book>>,
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
    folder.library.unknown_text()?;
    let theme = folder.library.theme(&folder.settings.profile)?;
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
        templates: templates(folder, &theme),
        lacking: folder.library.lacking(),
        reports,
        languages,
        own,
        theme: Arc::new(theme),
    })
}

/// Templates beside the data, and the picture that the theme names.
fn templates(folder: &Folder, theme: &Theme) -> Vec<Input> {
    let texts = folder.library.own_texts();
    let texts = texts.map(|(name, text)| (name, text.as_bytes()));
    let logo = theme.logo.as_ref();
    let logo = logo.map(|logo| (logo.file.as_str(), &*logo.bytes));
    let mut templates: Vec<Input> = texts
        .chain(logo)
        .map(|(name, bytes)| Input {
            file: format!("templates/{name}").into(),
            sha256: sha256(bytes),
            bytes: bytes.len() as u64,
        })
        .collect();
    templates.sort();
    templates
}

impl Plan {
    /// Templates beside the data, with the hash of each.
    pub fn templates(&self) -> &[Input] {
        &self.templates
    }

    /// What languages beside the data lack.
    pub fn lacking(&self) -> &[Lacking] {
        &self.lacking
    }

    /// Folders of clients' workbooks in which people fill something in.
    fn filled_in_folders(&self) -> Vec<&str> {
        let folders = self.reports.iter().filter_map(filled_in::folder);
        folders.collect()
    }

    /// Labels in a language; unknown ones are read as the run's own.
    fn labels(&self, code: &str) -> Labels<'_> {
        let own = self
            .languages
            .get(code)
            .unwrap_or_else(|| &self.languages[&self.own]);
        Labels::new(own, &self.languages["en"])
    }

    /// Templates beside the data, each with what there is to say of it.
    fn templates_told(&self) -> Vec<(&Input, Phrase)> {
        let lacking = |input: &Input| {
            let mut all = self.lacking.iter();
            all.find(|one| *input.file == *format!("templates/languages/{}.toml", one.code))
        };
        let templates = self.templates.iter();
        let told = templates.map(|input| {
            let remark = match lacking(input) {
                None => phrase("a template beside the data, used for this pack", &[]),
                Some(lacking) => {
                    let first = lacking.first().collect::<Vec<_>>().join(", ");
                    let (missing, of) = (lacking.keys.len(), lacking.of);
                    phrase(
                        "{} of its {} texts are missing and stand in English, the first: {}",
                        &[&missing, &of, &first],
                    )
                }
            };
            (input, remark)
        });
        told.collect()
    }

    /// What was typed, and after it the same in the run's words where the earlier pack was in another language.
    fn in_own_words(&self, mut typed: Vec<TypedGrid>) -> Vec<TypedGrid> {
        let own = &self.languages[&self.own];
        let others = self
            .languages
            .values()
            .filter(|other| other.language != own.language);
        let retold: Vec<TypedGrid> = others
            .flat_map(|other| {
                retold::retold(&typed, (other, own), &self.languages["en"], &self.reports)
            })
            .collect();
        typed.extend(retold);
        typed
    }
}

impl<'a> Desk<'a> {
    /// Adds the evidence to what was computed, and looks for what people typed into earlier packs.
    pub fn of(
        plan: &'a Plan,
        folder: &'a Folder,
        intake: &'a Intake,
        computed: Computed,
        job: &Job,
    ) -> Result<Desk<'a>, Error> {
        let Computed {
            mut metrics,
            questions,
            scope,
            chosen,
        } = computed;
        let kept = job.issue.then(|| {
            let kept = issued::rows::kept_rows(&intake.tables);
            serde_json::to_vec(&kept).expect("rows are JSON")
        });
        evidence::add(
            &mut metrics,
            intake,
            &questions,
            (&plan.templates_told(), &scope),
            env!("CARGO_PKG_VERSION"),
        );
        let versions = Versions::of(&job.out, scope.period);
        all_are_read(&job.out, scope.period).map_err(|Unread(path)| Error::PackUnread { path })?;
        let previous = before::previous(&job.out, &versions, scope.period);
        let run = (intake, questions.as_slice(), plan.templates.as_slice());
        let state = since::add(&mut metrics, previous.as_ref(), run, &scope);
        // before they are read: what is saved from here on is not in them
        let saved = Saved::of(&versions.target(job.issue));
        let typed = before::typed(
            &job.out,
            &versions,
            scope.period,
            (
                &plan.filled_in_folders(),
                &filled_in::marks(&plan.reports, &plan.languages),
            ),
        )?;
        Ok(Desk {
            state: serde_json::to_vec(&state).expect("figures are JSON"),
            typed: plan.in_own_words(typed),
            saved,
            shelf: Shelf::of(&metrics),
            plan,
            folder,
            intake,
            metrics,
            questions,
            scope,
            chosen,
            kept,
            versions,
        })
    }

    /// Lays every report over the frames.
    pub fn lay_out(&self, job: &Job) -> Draft<'_> {
        let mut files = self.books(job);
        let top_files: Vec<String> = files
            .iter()
            .map(|file| file.path.clone())
            .filter(|path| path.ends_with(".xlsx") && !path.contains('/'))
            .collect();
        files.extend(data_files(&self.metrics, self.intake, job));
        let state = (kept::KEPT, self.state.clone());
        let kept = self.kept.clone().map(|kept| (KEPT, kept));
        files.extend(
            [state]
                .into_iter()
                .chain(kept)
                .map(|(name, bytes)| PackFile {
                    path: name.to_owned(),
                    content: Content::Bytes(bytes),
                }),
        );
        let target = self.versions.target(job.issue);
        let kept = if job.reports.is_empty() && job.formats.xlsx {
            Vec::new()
        } else {
            books_left(&target, &files)
        };
        let pack = Pack {
            top_files,
            files: files.len() + 1,
            kept: kept.len(),
            ..self.summary(target, job)
        };
        files.extend(kept);
        let decisions_book = asked::something_new_to_ask(&self.questions, self.folder).then(|| {
            let issued = (self.scope.settings.agency.as_str(), self.scope.as_of);
            let book = asked::book(self.plan, self.folder, &self.questions, issued);
            Box::new(book)
        });
        Draft {
            desk: self,
            files,
            pack,
            decisions_book,
        }
    }

    /// Workbooks and the overview of them.
    fn books(&self, job: &Job) -> Vec<PackFile<'_>> {
        let setting = |code: &str| Setting {
            shelf: &self.shelf,
            scope: &self.scope,
            labels: self.plan.labels(code),
            typed: &self.typed,
            theme: &self.plan.theme,
        };
        let with_overview = job.formats.html && job.reports.is_empty();
        if !job.formats.xlsx && !with_overview {
            return Vec::new();
        }
        let mut files = books::workbooks(self.plan, self.intake, &setting);
        let labels = self.plan.labels(&self.plan.own);
        let overview = with_overview
            .then(|| html::overview(&files, job.formats.xlsx, &|key| labels.word(key)))
            .flatten();
        if !job.formats.xlsx {
            files.clear();
        }
        files.extend(overview);
        files
    }

    /// What can be said of the pack before its files are laid out.
    fn summary(&self, target: PathBuf, job: &Job) -> Pack {
        let intake = self.intake;
        let count = |severity: Severity| {
            let problems = intake.problems.iter();
            problems
                .filter(|problem| problem.severity == severity)
                .count()
        };
        Pack {
            folder: target,
            period: self.scope.period,
            chosen: self.chosen.clone(),
            as_of: self.scope.as_of,
            top_files: Vec::new(),
            files: 0,
            kept: 0,
            as_before: 0,
            issued_before: self.versions.last().map(Path::to_path_buf),
            stays: false,
            stands: false,
            manifest: None,
            draft_left: None,
            answers_stay: false,
            lacking: self.plan.lacking.clone(),
            passed_over: intake.passed_over.clone(),
            inputs: intake.inputs.len(),
            unread: count(Severity::Unread),
            look: count(Severity::Look),
            adds_up: evidence::adds_up(&self.metrics),
            unanswered: self.questions.iter().filter(asked::is_open).count(),
            decisions: self.folder.decisions_path(&job.out),
            rows: row_totals(intake),
        }
    }
}

impl<'a> Draft<'a> {
    /// The files of the pack but its manifest.
    pub fn into_files(self) -> Vec<PackFile<'a>> {
        self.files
    }

    /// What `--strict` refuses.
    pub fn refuse_anything_doubtful(&self) -> Result<(), Error> {
        let mut doubts = Vec::new();
        let set_aside = self.pack.rows["set_aside"];
        if set_aside > 0 {
            doubts.push(format!("{set_aside} row(s) set aside"));
        }
        if self.pack.unread > 0 {
            doubts.push(format!("{} file(s) or sheet(s) not read", self.pack.unread));
        }
        if !self.pack.adds_up {
            doubts.push("a control total does not add up".to_owned());
        }
        if doubts.is_empty() {
            Ok(())
        } else {
            Err(Error::Strict(doubts.join(", ")))
        }
    }

    /// Writes the pack, and the decisions workbook when there is something new to ask. What a shelf knows of the pack before
    /// need not be drawn again.
    pub fn write(self, job: &Job, known: Option<&dyn shelf::Shelf>) -> Result<Pack, Error> {
        let mut pack = self.pack;
        let (folder, versions) = (self.desk.folder, &self.desk.versions);
        let parts = ManifestParts {
            version: env!("CARGO_PKG_VERSION"),
            period: pack.period,
            as_of: pack.as_of,
            language: &self.desk.plan.own,
            issued: job.issue,
            issue: job.issue.then(|| issue(versions)),
            settings: &self.desk.scope.settings,
            inputs: &self.desk.intake.inputs,
            templates: &self.desk.plan.templates,
            questions: &self.desk.questions,
            accounts: &self.desk.intake.accounts,
        };
        // Where it may not be written, no run has left anything.
        let _ = clear(&folder.root);
        let book = self.decisions_book;
        let decisions = book
            .map(|book| asked::fresh(&book, folder, &job.out))
            .transpose()?;
        let saved = &self.desk.saved;
        let names: Vec<String> = self.files.iter().map(|file| file.path.clone()).collect();
        let made_of = render(&parts, &[]);
        match versions.last() {
            // a draft beside it may hold what people typed, which is to be issued as well
            Some(last)
                if job.issue
                    && versions.draft().is_none()
                    && versions.says_the_same(&made_of, &names) =>
            {
                pack.folder = last.to_owned();
                pack.stays = true;
            }
            _ => {
                let drawings = Drawings::of(versions.youngest().first().copied(), known);
                let files = crate::report::pack::write(
                    self.files,
                    &parts,
                    (&pack.folder, saved),
                    &drawings,
                )?;
                pack.as_before = files.iter().filter(|file| file.as_before).count();
                pack.manifest = Some(sha256(&render(&parts, &files)));
                if job.issue {
                    pack.draft_left = remove_draft(versions);
                }
            }
        }
        if let Some((fresh, place)) = decisions {
            pack.answers_stay = !asked::put(fresh, &place, &folder.answers)?;
            pack.decisions = place;
        }
        Ok(pack)
    }
}

/// Which issue a pack is after those there are.
fn issue(versions: &Versions) -> Issue {
    let before = versions.last();
    let manifest = before.and_then(|pack| bytes_of(&pack.join(MANIFEST)).ok());
    Issue {
        version: versions.count() + 1,
        follows: before
            .and_then(Path::file_name)
            .map(|name| name.to_string_lossy().into_owned()),
        follows_manifest: manifest.map(|bytes| sha256(&bytes)),
    }
}

/// What was a draft is issued now and stands in its own folder, with all that people typed. Gives the draft where it cannot
/// be removed.
fn remove_draft(versions: &Versions) -> Option<PathBuf> {
    let draft = versions.draft()?;
    std::fs::remove_dir_all(draft)
        .is_err()
        .then(|| draft.to_owned())
}

/// Workbooks of the pack that is about to be replaced which this run does not write: people may have typed into them. The
/// overview of them stays too.
fn books_left(target: &Path, files: &[PackFile<'_>]) -> Vec<PackFile<'static>> {
    let mut kept: Vec<PackFile<'static>> = walkdir::WalkDir::new(target)
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let path = entry.path().strip_prefix(target).ok()?;
            let path = path.to_str()?.replace('\\', "/");
            let is_book = path.ends_with(".xlsx") && !path.contains("~$");
            let wanted = is_book || path == html::OVERVIEW;
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

/// Tables for machines, made when they are written.
fn data_files(metrics: &Metrics, intake: &Intake, job: &Job) -> Vec<PackFile<'static>> {
    let frames = metrics.iter().filter(|frame| frame.spec.exported).cloned();
    let lists = intake_lists::lists(intake);
    let frames: Vec<MetricFrame> = frames.chain(lists).collect();
    let kinds: [(bool, &str, PutFrame); 2] = [
        (job.formats.csv, "csv", csv::put_frame),
        (job.formats.json, "json", json::put_frame),
    ];
    let mut files = Vec::new();
    for (_, ending, put) in kinds.into_iter().filter(|(wanted, ..)| *wanted) {
        files.extend(frames.iter().cloned().map(|frame| PackFile {
            path: format!("data/{}.{ending}", frame.spec.name),
            content: Content::Streamed(Box::new(move |out| put(&frame.single_months(), out))),
        }));
    }
    files
}

/// Puts a frame into a file.
type PutFrame = fn(&MetricFrame, &mut dyn Write) -> io::Result<()>;
