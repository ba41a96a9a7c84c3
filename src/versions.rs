//! Packs of one period side by side: the issued ones, which nothing ever changes, and the draft.
//!
//! `2026-10` is the pack of a month. Once it is issued it stays as it is: a later run writes `2026-10 draft`, and when that
//! is issued too it becomes `2026-10 v2`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::ingest::issued::{Unread, issued_pack, manifest, manifest_there};
use crate::model::Span;
use crate::model::issued::Issued;

/// The packs of a period below an output folder.
pub struct Versions {
    own: PathBuf,
    draft: PathBuf,
    /// Issued ones, the first one first.
    issued: Vec<PathBuf>,
}

impl Versions {
    /// Looks which there are.
    pub fn of(out: &Path, period: Span) -> Versions {
        let own = out.join(period.to_string());
        let mut issued = Vec::new();
        let later = (2..).map(|number| out.join(format!("{period} v{number}")));
        if is_issued(&own) {
            issued.push(own.clone());
            issued.extend(later.take_while(|pack| is_issued(pack)));
        }
        Versions {
            own,
            draft: out.join(format!("{period} draft")),
            issued,
        }
    }

    /// Where this run's pack goes. One that was issued is never replaced.
    pub fn target(&self, issue: bool) -> PathBuf {
        match self.issued.len() {
            0 => self.own.clone(),
            _ if !issue => self.draft.clone(),
            before => {
                let name = self.own.file_name().unwrap_or_default().to_string_lossy();
                self.own.with_file_name(format!("{name} v{}", before + 1))
            }
        }
    }

    /// The last issued one.
    pub fn last(&self) -> Option<&Path> {
        self.issued.last().map(PathBuf::as_path)
    }

    /// How many were issued.
    pub fn count(&self) -> usize {
        self.issued.len()
    }

    /// The draft beside the issued ones, when it is there.
    pub fn draft(&self) -> Option<&Path> {
        let is_ours = self.count() > 0 && manifest(&self.draft).is_some();
        is_ours.then_some(self.draft.as_path())
    }

    /// Those that people may have typed into, the youngest first: the draft, and the last one issued or the only one.
    pub fn youngest(&self) -> Vec<&Path> {
        let last = self.last().unwrap_or(&self.own);
        let there = self.draft().into_iter().chain([last]);
        there.filter(|pack| manifest(pack).is_some()).collect()
    }

    /// True when the last issued pack came of the same inputs, answers, settings and templates, and holds at least these files.
    pub fn says_the_same(&self, fresh: &[u8], files: &[String]) -> bool {
        let before = self.last().and_then(manifest);
        let fresh: Option<Value> = serde_json::from_slice(fresh).ok();
        let (Some(before), Some(fresh)) = (before, fresh) else {
            return false;
        };
        let made_of = [
            "monthend",
            "period",
            "as_of",
            "language",
            "settings",
            "inputs",
            "templates",
            "decisions",
        ];
        let outputs = before["outputs"].as_array();
        let holds = |file: &String| {
            let mut outputs = outputs.into_iter().flatten();
            outputs.any(|output| output["file"] == file.as_str())
        };
        made_of.iter().all(|key| before[*key] == fresh[*key]) && files.iter().all(holds)
    }
}

/// Looks whether every pack of the period, and each of the newest period before it, tells what it is. One that does not may have been
/// issued, and would be replaced as if it had not.
pub fn all_are_read(out: &Path, period: Span) -> Result<(), Unread> {
    let entries = std::fs::read_dir(out).into_iter().flatten().flatten();
    let packs = entries.filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let (told, version) = name.split_once(' ').unwrap_or((&name, ""));
        let number = version.strip_prefix('v').unwrap_or("none");
        let ours = ["", "draft"].contains(&version) || number.parse::<u32>().is_ok();
        let told = told.parse::<Span>().ok().filter(|_| ours)?;
        Some((told, name))
    });
    let packs: BTreeSet<(Span, String)> = packs.collect();
    let earlier = packs.iter().map(|(told, _)| *told);
    let earlier = earlier.filter(|told| told.to < period.from);
    let newest = earlier.max_by_key(|told| (told.to, told.from));
    let mut watched = packs
        .iter()
        .filter(|(told, _)| *told == period || Some(*told) == newest);
    watched.try_for_each(|(_, name)| manifest_there(&out.join(name)).map(drop))
}

fn is_issued(pack: &Path) -> bool {
    manifest(pack).is_some_and(|manifest| manifest["issued"] == true)
}

/// Periods before this one that have a pack, sorted; the newest is last.
pub fn earlier(out: &Path, period: Span) -> Vec<Span> {
    let entries = std::fs::read_dir(out).into_iter().flatten().flatten();
    let mut spans: Vec<Span> = entries
        .filter_map(|entry| entry.file_name().to_str()?.parse::<Span>().ok())
        .filter(|span| span.to < period.from)
        .filter(|span| manifest(&out.join(span.to_string())).is_some())
        .collect();
    spans.sort_by_key(|span| (span.to, span.from));
    spans
}

/// The issued packs that a run of the period is held against: the last one of the period, and the last one of the newest
/// earlier period that was issued.
pub fn issued_before(out: &Path, period: Span) -> Issued {
    let last = |period: Span| issued_pack(Versions::of(out, period).last()?);
    let earlier = earlier(out, period);
    Issued {
        same: last(period),
        earlier: earlier.into_iter().rev().find_map(last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(out: &Path, name: &str, issued: bool) {
        let folder = out.join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        let manifest = format!(
            r#"{{"monthend": "1", "period": "2026-10", "as_of": "2026-10-31", "issued": {issued}}}"#
        );
        std::fs::write(folder.join("manifest.json"), manifest).expect("a file");
    }

    #[test]
    fn an_issued_pack_is_never_a_target() {
        let out = tempfile::tempdir().expect("a folder");
        let period: Span = "2026-10".parse().expect("a period");
        let targets = || {
            let versions = Versions::of(out.path(), period);
            [false, true].map(|issue| {
                let target = versions.target(issue);
                let name = target.file_name().expect("a name");
                name.to_string_lossy().into_owned()
            })
        };
        assert_eq!(targets(), ["2026-10", "2026-10"]);
        pack(out.path(), "2026-10", false);
        assert_eq!(targets(), ["2026-10", "2026-10"]);
        pack(out.path(), "2026-10", true);
        assert_eq!(targets(), ["2026-10 draft", "2026-10 v2"]);
        pack(out.path(), "2026-10 v2", true);
        assert_eq!(targets(), ["2026-10 draft", "2026-10 v3"]);
    }

    #[test]
    fn a_run_is_held_against_the_last_issue_of_its_period_and_of_the_newest_one_before() {
        let out = tempfile::tempdir().expect("a folder");
        for (name, issued) in [
            ("2026-10", true),
            ("2026-10 v2", true),
            ("2026-11", false),
            ("2026-12", true),
        ] {
            pack(out.path(), name, issued);
        }
        let names = |period: &str| {
            let issued = issued_before(out.path(), period.parse().expect("a period"));
            [issued.same, issued.earlier].map(|pack| pack.map(|pack| pack.name))
        };
        let last = Some("2026-10 v2".to_owned());
        assert_eq!(names("2026-10"), [last.clone(), None]);
        assert_eq!(names("2026-11"), [None, last.clone()]);
        assert_eq!(names("2026-12"), [Some("2026-12".to_owned()), last]);
        assert_eq!(names("2026-09"), [None, None]);
    }
}
