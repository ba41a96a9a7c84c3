//! The decisions workbook: what a run asks people, beside its pack or, where nothing can be computed yet, alone.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::Plan;
use crate::error::Error;
use crate::folder::{DECISIONS, Folder};
use crate::model::intake::Question;
use crate::report::book::Book;
use crate::report::decisions;
use crate::report::in_use::{Saved, file_open_elsewhere};
use crate::report::pack::{at, make_folder, write_book};
use crate::report::staging::{FreshFile, clear};
use crate::run::Job;

/// Questions that are left to people, and where they stand.
#[derive(Clone, Debug)]
pub struct Asked {
    /// How many have no answer yet.
    pub open: usize,
    /// The decisions workbook.
    pub place: PathBuf,
}

/// True for a question that nobody has answered.
pub fn is_open(question: &&Question) -> bool {
    question.answer.trim().is_empty() && !question.stale
}

/// Writes the questions of a run that has no figures, where some are new: one answer may be all that it lacks. None without any.
pub fn ask(
    plan: &Plan,
    folder: &Folder,
    questions: &[Question],
    job: &Job,
) -> Result<Option<Asked>, Error> {
    let open = questions.iter().filter(is_open).count();
    let mut place = folder.decisions_path(&job.out);
    if open == 0 || job.strict && !place.exists() {
        return Ok(None);
    }
    if something_new_to_ask(questions, folder) && !job.strict {
        let last_day = job.period.map(|period| period.last_day());
        let dated = job.as_of.or(last_day).unwrap_or_default();
        let book = book(plan, folder, questions, (&folder.settings.agency, dated));
        // Where it may not be written, no run has left anything.
        let _ = clear(&folder.root);
        let (fresh, written) = fresh(&book, folder, &job.out)?;
        put(fresh, &written, &folder.answers)?;
        place = written;
    }
    Ok(Some(Asked { open, place }))
}

/// True when a question has no row in the decisions workbook yet.
pub(super) fn something_new_to_ask(questions: &[Question], folder: &Folder) -> bool {
    questions
        .iter()
        .any(|question| !folder.decisions.asks(question))
}

/// The workbook, in the agency's name and of a day.
pub(super) fn book(
    plan: &Plan,
    folder: &Folder,
    questions: &[Question],
    (agency, dated): (&str, NaiveDate),
) -> Book {
    let labels = plan.labels(&plan.own);
    let desk = decisions::Desk {
        words: &|key| labels.word(key),
        remarks: &folder.decisions.remarks,
        say: &|phrase| labels.phrase(phrase),
        language: labels.language(),
        writing: labels.writing(),
        agency,
        dated,
        theme: &plan.theme,
    };
    decisions::book(questions, &desk)
}

/// Puts a decisions workbook into its place; false where people gave answers, or another run asked, since the one there was read:
/// that one stays, and the next run asks what is new.
pub(super) fn put(
    fresh: FreshFile,
    place: &Path,
    (read, saved): &(PathBuf, Saved),
) -> Result<bool, Error> {
    if read == place && saved.changed_in(place).is_some() {
        return Ok(false);
    }
    fresh.take_place().map_err(at(place))?;
    Ok(true)
}

/// Beside its place in the folder; beside the packs where the folder cannot be written.
pub(super) fn fresh(
    book: &Book,
    folder: &Folder,
    out: &Path,
) -> Result<(FreshFile, PathBuf), Error> {
    let wished = folder.decisions_path(out);
    file_open_elsewhere(&wished)?;
    match write_book(book, &wished) {
        Ok(fresh) => Ok((fresh, wished)),
        Err(_) if wished.starts_with(&folder.root) => {
            make_folder(out)?;
            let beside_packs = out.join(DECISIONS);
            Ok((write_book(book, &beside_packs)?, beside_packs))
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn answers_that_were_saved_meanwhile_stay() {
        let home = tempfile::tempdir().expect("a folder");
        let place = home.path().join(DECISIONS);
        fs::write(&place, "answers").expect("a file");
        let read = (place.clone(), Saved::of(&place));
        fs::write(&place, "answers, and one more").expect("a file");
        let fresh = FreshFile::written(&place, b"questions").expect("a fresh one");
        assert!(!put(fresh, &place, &read).expect("no error"));
        assert_eq!(
            fs::read_to_string(&place).expect("it is there"),
            "answers, and one more"
        );
        let read = (place.clone(), Saved::of(&place));
        let fresh = FreshFile::written(&place, b"questions").expect("a fresh one");
        assert!(put(fresh, &place, &read).expect("no error"));
        assert_eq!(
            fs::read_to_string(&place).expect("it is there"),
            "questions"
        );
    }
}
