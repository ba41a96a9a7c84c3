//! The pack that stands: a run that is asked the same of the same files writes what stands there already.
//!
//! What a pack was made of is kept under a hash of all that a run is asked and told besides its files: the program, the job, settings,
//! templates, answers, the names of files. Of the files the pack's own manifest tells the hashes. Where they are those of now, and
//! each file of the pack is as the manifest says and no other stands beside it, the pack is the answer, and nothing is read but hashed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf, absolute};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::folder::{DECISIONS, Folder};
use crate::ingest::cache::Cache;
use crate::ingest::find::Found;
use crate::ingest::issued::KEPT as ROWS;
use crate::ingest::plain_file::bytes_of;
use crate::model::kept::KEPT as FIGURES;
use crate::model::{Phrase, Span};
use crate::pack::{Pack, Plan};
use crate::report::manifest::{hex, sha256};
use crate::report::pack::MANIFEST;
use crate::run::Job;

/// Changes with every change of the program and its templates.
const PROGRAM: &str = env!("MONTHEND_PROGRAM");

/// Hashes of the decisions workbooks, looked at before anything is read: in the folder, and beside the packs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers([String; 2]);

impl Answers {
    /// As they are now.
    pub fn of(root: &Path, out: &Path) -> Answers {
        Answers([root, out].map(|folder| hash_of(&folder.join(DECISIONS))))
    }
}

/// What a run is asked and told, and where it is kept what came of it.
pub struct Standing<'r> {
    cache: &'r Cache,
    job: &'r Job,
    folder: &'r Folder,
    plan: &'r Plan,
    found: &'r Found,
    answers: Answers,
    key: String,
}

/// What is kept of a run.
#[derive(Serialize, Deserialize)]
struct Record {
    period: String,
    /// SHA-256 of the manifest of its pack.
    manifest: String,
    /// Of the packs of other periods, and issued ones.
    others: String,
    chosen: String,
    as_of: String,
    top_files: Vec<String>,
    files: usize,
    as_before: usize,
    rows: BTreeMap<String, u64>,
    look: usize,
    adds_up: bool,
    unanswered: usize,
}

impl<'r> Standing<'r> {
    /// What the run is asked and told besides what stands in its files.
    pub fn of(
        cache: &'r Cache,
        job: &'r Job,
        (folder, plan): (&'r Folder, &'r Plan),
        found: &'r Found,
        answers: Answers,
    ) -> Standing<'r> {
        let asked = Job {
            cache: None,
            ..job.clone()
        };
        let paths = job.paths.iter().chain([&job.out]);
        let paths: Vec<Option<PathBuf>> = paths.map(|path| absolute(path).ok()).collect();
        let names: Vec<_> = found.files.iter().map(|file| &file.name).collect();
        let mut key = Sha256::new();
        for part in [
            PROGRAM.to_owned(),
            format!("{asked:?} {paths:?}"),
            format!("{:?}", folder.settings),
            format!("{:?}", plan.templates()),
            format!("{answers:?}"),
            format!("{names:?} {:?} {:?}", found.passed_over, found.closed),
        ] {
            key.update((part.len() as u64).to_le_bytes());
            key.update(part);
        }
        Standing {
            key: hex(&key.finalize())[..32].to_owned(),
            cache,
            job,
            folder,
            plan,
            found,
            answers,
        }
    }

    /// The pack of an earlier run, where this one would write the same.
    pub fn pack(&self) -> Option<Pack> {
        let record: Record = serde_json::from_slice(&self.cache.kept_run(&self.key)?).ok()?;
        let pack = self.job.out.join(&record.period);
        let manifest = bytes_of(&pack.join(MANIFEST)).ok()?;
        let is_known = sha256(&manifest) == record.manifest;
        let manifest: Value = serde_json::from_slice(&manifest).ok()?;
        let stands = is_known
            && self.reads_the_same(&manifest["inputs"])
            && others(&self.job.out, &pack) == record.others
            && is_as_written(&pack, &manifest["outputs"]);
        stands.then(|| self.told(record, pack)).flatten()
    }

    /// True where each file has the length and hash that a manifest tells.
    fn reads_the_same(&self, inputs: &Value) -> bool {
        let told = inputs.as_array().map_or(&[][..], Vec::as_slice);
        let files = &self.found.files;
        if told.len() != files.len() {
            return false;
        }
        let told: BTreeMap<&str, &Value> = { told.iter() }
            .filter_map(|input| Some((input["file"].as_str()?, input)))
            .collect();
        let pairs = || files.iter().map(|file| (file, told.get(&*file.name)));
        let as_long = pairs().all(|(file, told)| {
            let bytes = fs::metadata(&file.path).map(|about| about.len()).ok();
            bytes.is_some() && bytes == told.and_then(|told| told["bytes"].as_u64())
        });
        as_long
            && pairs().all(|(file, told)| {
                let hash = self.cache.hash(file);
                hash.is_some() && hash.as_deref() == told.and_then(|told| told["sha256"].as_str())
            })
    }

    fn told(&self, record: Record, folder: PathBuf) -> Option<Pack> {
        let parts = ["used", "set_aside", "not_data", "unknown", "total"];
        let rows = parts.map(|part| record.rows.get(part).map(|rows| (part, *rows)));
        Some(Pack {
            folder,
            period: record.period.parse::<Span>().ok()?,
            chosen: Phrase::decode(&record.chosen),
            as_of: record.as_of.parse().ok()?,
            top_files: record.top_files,
            files: record.files,
            issued_before: None,
            stays: false,
            stands: true,
            draft_left: None,
            answers_stay: false,
            kept: 0,
            as_before: record.as_before,
            lacking: self.plan.lacking().to_vec(),
            passed_over: self.found.passed_over.clone(),
            inputs: self.found.files.len(),
            rows: rows.into_iter().collect::<Option<_>>()?,
            unread: 0,
            look: record.look,
            adds_up: record.adds_up,
            unanswered: record.unanswered,
            decisions: self.folder.decisions_path(&self.job.out),
            manifest: Some(record.manifest),
        })
    }

    /// Keeps what came of the run, where a second one would begin as this one did and all of its files were read. Issued
    /// packs stay as they are by themselves.
    pub fn keep(&self, pack: &Pack) {
        let Some(manifest) = &pack.manifest else {
            return;
        };
        let is_whole = pack.unread == 0 && pack.kept == 0 && !self.job.issue;
        let answers = Answers::of(&self.folder.root, &self.job.out);
        if !is_whole || pack.issued_before.is_some() || answers != self.answers {
            return;
        }
        let rows = pack.rows.iter();
        let record = Record {
            period: pack.period.to_string(),
            manifest: manifest.clone(),
            others: others(&self.job.out, &pack.folder),
            chosen: pack.chosen.encode(),
            as_of: pack.as_of.to_string(),
            top_files: pack.top_files.clone(),
            files: pack.files,
            as_before: pack.as_before,
            rows: rows
                .map(|(part, rows)| ((*part).to_owned(), *rows))
                .collect(),
            look: pack.look,
            adds_up: pack.adds_up,
            unanswered: pack.unanswered,
        };
        let record = serde_json::to_vec(&record).expect("texts and numbers are JSON");
        self.cache.keep_run(&self.key, &record);
    }
}

/// True where a pack holds the files that its manifest tells, as it tells them, and no other.
fn is_as_written(pack: &Path, outputs: &Value) -> bool {
    let outputs = outputs.as_array().map_or(&[][..], Vec::as_slice);
    let there = walkdir::WalkDir::new(pack).into_iter();
    let files = there.filter(|entry| {
        let folder = entry.as_ref().map(|entry| entry.file_type().is_dir());
        !folder.unwrap_or_default()
    });
    files.count() == outputs.len() + 1
        && outputs.par_iter().all(|output| {
            let file = output["file"].as_str();
            let hash = file.map(|file| hash_of(&pack.join(file)));
            hash.is_some() && hash.as_deref() == output["sha256"].as_str()
        })
}

/// A hash of what the packs beside a pack say of themselves: a run looks at what they were and held.
fn others(out: &Path, pack: &Path) -> String {
    let beside = fs::read_dir(out).into_iter().flatten().flatten();
    let beside = beside.map(|entry| entry.path());
    let mut beside: Vec<PathBuf> = beside
        .filter(|other| other != pack && other.join(MANIFEST).is_file())
        .collect();
    beside.sort();
    let mut hash = Sha256::new();
    for other in beside {
        hash.update(other.file_name().unwrap_or_default().as_encoded_bytes());
        for file in [MANIFEST, FIGURES, ROWS] {
            hash.update(format!("\n{}\n", hash_of(&other.join(file))));
        }
    }
    hex(&hash.finalize())
}

/// Of a file that cannot be read, nothing.
fn hash_of(file: &Path) -> String {
    bytes_of(file).map_or_else(|_| String::new(), |bytes| sha256(&bytes))
}
