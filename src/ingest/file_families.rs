//! Files of one folder whose names differ in nothing but numbers, such as one for each month: what they are is asked once.

use std::collections::BTreeMap;

use super::file_answer::family_of;
use crate::model::intake::{Question, Topic};
use crate::model::phrase::phrase;

/// Keeps the first of the questions about files of one kind of name, where no file of them has an answer of its own; the answer is for
/// all of them.
pub(super) fn ask_once(questions: &mut Vec<Question>) {
    let mut families: BTreeMap<(String, String, String), Vec<(String, String)>> = BTreeMap::new();
    for asked in questions.iter().filter(|asked| asked.topic == Topic::Files) {
        let named = (asked.subject.clone(), asked.seen_in.clone());
        families.entry(family(asked)).or_default().push(named);
    }
    for names in families.values_mut() {
        names.sort();
        names.dedup();
    }
    questions.retain_mut(|asked| {
        let Some(names) = families.get(&family(asked)) else {
            return true;
        };
        if asked.topic != Topic::Files || names.len() < 2 {
            return true;
        }
        let first = names[0] == (asked.subject.clone(), asked.seen_in.clone());
        if first {
            asked.reason = phrase(
                "{} files have such a name and hold no table that is known; one answer is for all of them and for those to come",
                &[&names.len()],
            );
        }
        first
    });
}

/// What their names have in common, and what is proposed.
fn family(asked: &Question) -> (String, String, String) {
    let names = [&asked.subject, &asked.seen_in].map(|name| family_of(name));
    let [file, sheet] = names;
    (file, sheet, asked.proposal.clone())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{answered, grid, read, read_with};
    use crate::model::intake::Topic;
    use crate::model::{Decisions, Table};

    fn books() -> Vec<super::super::sheet::Sheet> {
        let files = [
            "a/list 2026-08.xlsx",
            "a/list 2026-09.xlsx",
            "a/list 2026-10.xlsx",
            "b/list 2026-10.xlsx",
        ];
        let days = 46_300..;
        let books = files.iter().zip(days).map(|(file, day)| {
            let rows = format!(
                "Alpha|Beta|Gamma|Delta\nAnna Li|@{day}|1.5|Halden\nBob Ray|@{day}|2|Fenwick"
            );
            grid(file, "Sheet1", &rows)
        });
        books.collect()
    }

    #[test]
    fn files_of_one_kind_of_name_are_asked_about_once() {
        let asked = |questions: &[crate::model::intake::Question]| -> Vec<String> {
            let open = questions
                .iter()
                .filter(|asked| asked.topic == Topic::Files && asked.answer.is_empty());
            open.map(|asked| asked.subject.clone()).collect()
        };
        assert_eq!(
            asked(&read(books()).questions),
            ["a/list 2026-08.xlsx", "b/list 2026-10.xlsx"]
        );
        for (answer, records) in [("ignore", 0), ("time", 6)] {
            let question = answered(Topic::Files, "", "a/list 2026-08.xlsx", "Sheet1", answer);
            let decisions = Decisions {
                questions: vec![question],
                ..Decisions::default()
            };
            let intake = read_with(books(), &decisions);
            assert_eq!(
                asked(&intake.questions),
                ["b/list 2026-10.xlsx"],
                "{answer}"
            );
            assert_eq!(intake.tables.rows(Table::Time).len(), records, "{answer}");
        }
    }
}
