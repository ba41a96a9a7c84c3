//! Whose rows a list holds that names no client and is about one: minutes, goals, risks of a client. A person is asked once,
//! with what its title or file says as the proposal; the answer fills every row.

use super::block::Block;
use super::colours::seen_in;
use super::facts::{Batch, Facts};
use super::header::compact;
use super::knowledge::{Knowledge, is_spaced};
use super::known_names::{Surroundings, says_whose};
use super::person_around::without_titles;
use super::talk::Talk;
use super::told_person::told_for_all;
use crate::model::intake::{Question, Topic};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Problem, Schema, Severity, Table};

/// A longer rest of a title is no name.
const LONGEST_NAME: usize = 5;

/// Tables that are kept in lists of one client.
pub(super) const OF_ONE_CLIENT: [Table; 6] = [
    Table::Touches,
    Table::Goals,
    Table::Actions,
    Table::Risks,
    Table::Stakeholders,
    Table::Results,
];

/// Asks whose the rows of a list are that nothing tells.
pub(super) fn ask_whose_client(block: &Block<'_, '_>) -> Option<Question> {
    let table = block.schema.table;
    if !OF_ONE_CLIENT.contains(&table) || block.grid.sheet.is_hidden() || !lacks_client(block) {
        return None;
    }
    let said = answered_client(block).is_some();
    let told = || {
        told_for_all(block)
            .iter()
            .any(|told| told.field == "client")
    };
    (said || !told()).then(|| Question {
        topic: Topic::Names,
        kind: "client".to_owned(),
        subject: seen_in(block.grid),
        seen_in: seen_in(block.grid),
        proposal: proposal(block),
        reason: phrase("no column names clients: whose are these rows?", &[]),
        answer: String::new(),
        stale: false,
    })
}

/// Says of invoices that no column, group or title tells whose they are.
pub(super) fn nobodys_invoices(block: &Block<'_, '_>, facts: &Facts) -> Option<Problem> {
    let schema = block.schema;
    let client = schema
        .position("client")
        .filter(|_| schema.table == Table::Invoices)?;
    let named = |batch: &Batch| (0..batch.len()).any(|row| batch.columns[client].has(row));
    if facts.is_empty() || facts.of(schema.table).any(named) {
        return None;
    }
    Some(Problem {
        place: block.heading_place(block.found.columns.0),
        rule: "invoices.client.missing".to_owned(),
        severity: Severity::Look,
        column: String::new(),
        found: String::new(),
        expected: phrase("a column that names clients", &[]),
        hint: phrase("add such a column, or name the client in the title", &[]),
        effect: phrase("no column names clients: nobody owes these invoices", &[]),
    })
}

/// Whose the rows are, as a person said.
pub(super) fn answered_client(block: &Block<'_, '_>) -> Option<String> {
    let of_files = block.schema.table == Table::Time;
    if !of_files && !OF_ONE_CLIENT.contains(&block.schema.table) || !lacks_client(block) {
        return None;
    }
    let place = seen_in(block.grid);
    let decisions = block.context.decisions;
    let answer = decisions.answer(Topic::Names, "client", &place, &place)?;
    let proposed = || {
        let mut asked = decisions.questions.iter();
        let asked = asked.find(|asked| {
            (asked.topic, asked.kind.as_str()) == (Topic::Names, "client") && asked.subject == place
        });
        asked.map(|asked| asked.proposal.clone())
    };
    match block.context.knowledge.words.answer(&fold(answer)) {
        Some("yes") if of_files => proposed().filter(|proposal| !proposal.is_empty()),
        Some("yes") => Some(proposal(block)).filter(|proposal| !proposal.is_empty()),
        Some(_) => None,
        None => Some(answer.to_owned()),
    }
}

fn lacks_client(block: &Block<'_, '_>) -> bool {
    column_lacks(
        block.mapping.column_of(block.schema, "client"),
        block.schema,
    )
}

fn column_lacks(column: Option<u32>, schema: &Schema) -> bool {
    column.is_none() && schema.position("client").is_some()
}

/// A known client of whose name a telling word stands around the table, else what its title or file says besides its kind.
fn proposal(block: &Block<'_, '_>) -> String {
    let (talk, knowledge) = (&block.found.talk, block.context.knowledge);
    let known = talk.known.as_ref();
    let hinted = known.and_then(|known| known.hinted(&Surroundings::of(talk)));
    hinted
        .or_else(|| said_name(talk, knowledge))
        .unwrap_or_default()
}

/// The first rest of a title, of the sheet's or the file's name that is short enough for a name.
fn said_name(talk: &Talk, knowledge: &Knowledge) -> Option<String> {
    let titles = (0..talk.titles.len())
        .filter(|at| says_whose(&talk.titles, *at, "client", knowledge))
        .map(|at| talk.titles[at].as_str());
    let file = talk.file.rsplit('/').next().unwrap_or_default();
    titles
        .chain([talk.sheet.as_str(), file])
        .flat_map(pieces)
        .find_map(|piece| rest_of(&piece, knowledge))
}

fn pieces(text: &str) -> Vec<String> {
    let apart = text.replace(" - ", "|").replace('_', " ");
    let marks = [
        ':', '：', '—', '–', '|', '(', ')', '（', '）', ',', '，', ';', '-',
    ];
    let spaced = apart.replace(char::is_whitespace, " ");
    // a dash inside a word belongs to it, but between Chinese words it parts them
    let parts = |mark: char| marks.contains(&mark) && (mark != '-' || !is_spaced(text));
    spaced
        .split(parts)
        .map(|piece| piece.trim().to_owned())
        .collect()
}

/// What stands behind the word for a client: `Maßnahmenliste Kunde Optik Roth`.
fn behind_label(piece: &str, knowledge: &Knowledge) -> Option<String> {
    let client = knowledge.schema(Table::Time).position("client");
    let words: Vec<&str> = piece.split_whitespace().collect();
    let names_clients = |word: &&str| {
        let mut claims = knowledge.claims(&compact(word)).iter();
        claims
            .any(|claim| claim.table == Table::Time && claim.strong && Some(claim.field) == client)
    };
    let at = words.iter().position(names_clients)?;
    let behind = words[at + 1..].join(" ");
    (!behind.is_empty()).then_some(behind)
}

/// What is left of a piece without the words of titles, dates and sheets.
fn rest_of(piece: &str, knowledge: &Knowledge) -> Option<String> {
    let behind = behind_label(piece, knowledge);
    let bare = without_titles(behind.as_deref().unwrap_or(piece), knowledge);
    let mut words: Vec<&str> = bare.split_whitespace().collect();
    let known = &knowledge.words;
    words.retain(|word| {
        let folded = fold(word);
        let numbered = word.chars().any(|letter| letter.is_ascii_digit());
        let chinese_title = !is_spaced(word) && knowledge.speaks_of_a_table(word);
        !numbered
            && !chinese_title
            && known.month(&folded).is_none()
            && !known.is_plain_sheet(&folded)
    });
    let name = words.join(" ");
    let letters = name.chars().filter(|letter| letter.is_alphabetic()).count();
    let says_else =
        known.speaks_of_a_summary(&fold(&name)) || !knowledge.claims(&compact(&name)).is_empty();
    (letters > 1 && words.len() <= LONGEST_NAME && !says_else).then_some(name)
}
