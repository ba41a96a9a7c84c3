//! Several scores in one row of a survey: each is an answer of its own, to a question of its own.

use super::columns::{Mapping, Slot};
use super::knowledge::Knowledge;
use crate::model::Table;
use crate::model::phrase::phrase;

/// The answers beside the one that a row is read as: one table for each other column of scores. The comment is the first
/// one's; where a column says what each row asks, a row is one answer.
pub(super) fn other_scores(main: &mut Mapping, knowledge: &Knowledge) -> Vec<Mapping> {
    let schema = knowledge.schema(Table::Responses);
    let (Some(score), None) = (schema.position("score"), main.column_of(schema, "kind")) else {
        return Vec::new();
    };
    if main.table != Table::Responses {
        return Vec::new();
    }
    let is_other = |(_, field, _): &(u32, usize, u32)| *field == score;
    let others: Vec<u32> = { main.losers.iter() }
        .filter(|loser| is_other(loser))
        .map(|(column, ..)| *column)
        .collect();
    main.losers.retain(|loser| !is_other(loser));
    let comment = main.column_of(schema, "comment");
    let answers = others.into_iter().map(|column| {
        let mut answer = Mapping {
            losers: Vec::new(),
            ..main.clone()
        };
        if let Some(comment) = comment {
            answer.unbind(comment);
        }
        answer.spares.clear();
        let because = phrase("another score of the same row", &[]);
        answer.bind_as(column, Slot::Field(score), because, 0.8);
        answer
    });
    answers.collect()
}
