//! Columns that a table named by a person cannot do without, and that no heading tells: asked about, since no cell can be filled in.

use super::block::Block;
use super::colours::seen_in;
use super::columns::View;
use crate::model::intake::{Question, Topic};
use crate::model::phrase::phrase;
use crate::model::{Field, Kind};

/// How sure a table is that a person named.
const SAID: f64 = 1.0;

/// One question for each field that the table needs and no column has, about the first column whose cells all read as it.
pub(super) fn ask_for_needed(block: &Block<'_, '_>) -> Vec<Question> {
    let verdict = &block.found.verdict;
    if verdict.confidence < SAID || verdict.source.is_some() || verdict.wide.is_some() {
        return Vec::new();
    }
    let mut taken: Vec<u32> = Vec::new();
    let mut questions = Vec::new();
    for field in block
        .schema
        .fields
        .iter()
        .filter(|field| lacks(block, field))
    {
        let Some(view) = first_that_reads(block, field, &taken) else {
            continue;
        };
        taken.push(view.column);
        questions.push(Question {
            topic: Topic::Columns,
            kind: String::new(),
            subject: view.label(),
            seen_in: seen_in(block.grid),
            proposal: field.name.clone(),
            reason: phrase(
                "the table needs {}, no heading names it, and the values of this column read as it: {}",
                &[&field.name, &view.samples().join(", ")],
            ),
            answer: String::new(),
            stale: false,
        });
    }
    questions
}

fn lacks(block: &Block<'_, '_>, field: &Field) -> bool {
    let has = |name: &str| block.mapping.column_of(block.schema, name).is_some();
    // any text reads as a name
    let is_told_by_cells = !matches!(
        field.kind,
        Kind::Text | Kind::Client | Kind::Person | Kind::Project | Kind::Number
    );
    field.needed && is_told_by_cells && !has(&field.name) && !field.or.iter().any(|or| has(or))
}

fn first_that_reads<'b, 'a>(
    block: &'b Block<'_, 'a>,
    field: &Field,
    taken: &[u32],
) -> Option<&'b View<'a>> {
    let amounts = &block.context.knowledge.words.amounts;
    let free = |view: &&View<'_>| {
        block.mapping.slot_of(view.column).is_none()
            && !block.mapping.is_spare(view.column)
            && !taken.contains(&view.column)
            && !block.said(view).ignored
    };
    let mut views = block.found.views.iter().filter(free);
    views.find(|view| !view.cells.is_empty() && view.fit(field, amounts) == Some(1.0))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{answered, grid, read_with, shown};
    use crate::model::intake::Topic;
    use crate::model::{Decisions, Table};

    #[test]
    fn a_table_that_a_person_named_asks_for_what_it_needs() {
        let text = "Date|Currency|Xyz\n@46300|USD|0.75\n@46330|USD|0.76";
        let file = answered(Topic::Files, "", "a.csv", "", "rates");
        let mut decisions = Decisions {
            questions: vec![file],
            ..Decisions::default()
        };
        let intake = read_with(vec![grid("a.csv", "", text)], &decisions);
        let columns = |topic: Topic| {
            let questions = intake.questions.iter();
            let asked = questions.filter(move |asked| asked.topic == topic);
            asked
                .map(|asked| format!("{}: {}", asked.subject, asked.proposal))
                .collect::<Vec<_>>()
        };
        assert_eq!(columns(Topic::Columns), ["Xyz: rate"]);
        let problem = intake
            .problems
            .iter()
            .find(|one| one.rule == "rates.rate.missing");
        let hint = problem.expect("it has no rate").hint.to_string();
        assert!(hint.contains("sheet Columns"), "{hint}");
        let answer = answered(Topic::Columns, "", "Xyz", "a.csv", "rate");
        decisions.questions.push(answer);
        let intake = read_with(vec![grid("a.csv", "", text)], &decisions);
        let rates = shown(&intake, Table::Rates, &["currency", "rate"]);
        assert_eq!(rates, ["USD 75000000", "USD 76000000"]);
    }
}
