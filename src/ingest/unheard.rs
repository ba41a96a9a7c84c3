//! Answers in the decisions workbook that nobody can follow: they are told, so that nobody believes that they count.

use super::answered::is_understood;
use super::file_answer::is_answer_about_a_file;
use super::knowledge::Knowledge;
use crate::model::intake::{Question, Topic};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Phrase, Place, Problem, Problems, Severity};

/// Where answers are typed.
const DECISIONS: &str = "monthend-decisions.xlsx";

/// One problem for each such answer.
pub(super) fn unheard(questions: &[Question], knowledge: &Knowledge) -> Problems {
    let open = questions
        .iter()
        .filter(|asked| !asked.answer.trim().is_empty());
    let lost = open.filter_map(|asked| Some((asked, expected(asked, knowledge)?)));
    lost.map(|(asked, expected)| Problem {
        place: Place {
            file: DECISIONS.into(),
            sheet: asked.topic.code().into(),
            row: 1,
            column: 1,
        },
        rule: "decisions.answer.unreadable".to_owned(),
        severity: Severity::Look,
        column: asked.subject.clone(),
        found: asked.answer.trim().to_owned(),
        expected,
        hint: phrase("write one of these words into the cell", &[]),
        effect: phrase(
            "the answer does not count, and what was proposed or read before stays",
            &[],
        ),
    })
    .collect()
}

/// What an answer that says nothing should be; none for one that is understood.
fn expected(asked: &Question, knowledge: &Knowledge) -> Option<Phrase> {
    let answer = asked.answer.trim();
    let said = knowledge.words.answer(&fold(answer));
    let proposed = fold(answer) == fold(&asked.proposal);
    let year = answer.len() == 4 && answer.bytes().all(|one| one.is_ascii_digit());
    let known = said.is_some() || proposed;
    match asked.topic {
        Topic::Files if !known && !is_answer_about_a_file(asked, knowledge) => {
            let words = phrase(
                "a table such as {} or {}, or yes, no, ignore",
                &[&"time", &"payments"],
            );
            Some(words)
        }
        Topic::Columns if !known && !is_understood(answer, knowledge) => {
            let words = phrase(
                "a field such as {} or {}, or ignore",
                &[&"client", &"duration, minutes"],
            );
            Some(words)
        }
        Topic::Dates if !known && !year => Some(phrase("day first or month first, or a year", &[])),
        _ => None,
    }
}
