//! One sheet: its tables found, its rows read, its account told.

use std::collections::BTreeMap;

use super::account::{Fate, Fates};
use super::across::{Across, ask_what_stands_across};
use super::addresses::{Addresses, addresses_beside};
use super::answered::said;
use super::block::Block;
use super::body::{self, Body};
use super::choices::by_answer;
use super::colours::seen_in;
use super::columns::{Mapping, Slot, View};
use super::companions::companions;
use super::contract_fee::column_of_months;
use super::facts::Facts;
use super::far_cell::far_cell;
use super::file_answer::{FileAnswer, answer_of_family, file_answer};
use super::fitted::{FittedSheet, SheetFacts};
use super::grid::{Grid, filled_cells, holds_anything, shown, text};
use super::header::compact;
use super::knowledge::Knowledge;
use super::known_names::Surroundings;
use super::layout::{Found, tables};
use super::lines::{self, Lines};
use super::needed_columns::ask_for_needed;
use super::printed::{difference, printed_totals};
use super::reading::reading;
use super::recognise::{Form, Talk};
use super::rows::NoData;
use super::sheet::Sheet;
use super::siblings::Sibling;
use super::told_client::{ask_whose_client, nobodys_invoices};
use super::told_person::{ask_whose, people_in_column};
use super::told_year::{answered_year, ask_year};
use super::unknown_columns::ask_about_unknown;
use super::value::DateOrder;
use super::words::Words;
use crate::model::intake::{Choice, Question, Reading, Topic};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::place::column_letters;
use crate::model::{Decisions, Phrase, Problem, Problems, Schema, Settings, Severity, Table};

/// Rule of a sheet that holds something else than our tables.
const UNKNOWN_TABLE: &str = "sheet.unknown_table";

/// Below this a table of money or hours is read and asked about.
const LEAST_SURE: f64 = 0.5;
/// The same where file, sheet or title speak of another such table.
const LEAST_SURE_OF_ANOTHER: f64 = 0.65;
/// How sure a list is that holds two tables which it could be.
const BOTH: f64 = 0.7;
/// Tables by which clients and contacts come to be that nothing else names: asked about where another table is as likely.
const NAMING: [Table; 2] = [Table::Clients, Table::Touches];
/// Tables whose rows are summed.
const COUNTED: [Table; 6] = [
    Table::Time,
    Table::Bookings,
    Table::Invoices,
    Table::Payments,
    Table::Expenses,
    Table::Contracts,
];

/// What everything about a sheet is decided with.
#[derive(Clone, Copy)]
pub struct Context<'c> {
    /// Templates.
    pub knowledge: &'c Knowledge,
    /// Typed answers.
    pub decisions: &'c Decisions,
    /// Settings.
    pub settings: &'c Settings,
    /// Order of day and month on the other sheets of the same file, where they agree.
    pub date_order: Option<DateOrder>,
}

/// A sheet after reading.
pub struct SheetFit<'a> {
    /// Its grid.
    pub grid: Grid<'a>,
    /// What became of its rows.
    pub fates: Fates,
    /// Its tables.
    pub tables: Vec<Table>,
    /// What they were believed to be.
    pub readings: Vec<Reading>,
    /// Rows read.
    pub facts: Facts,
    /// What is wrong.
    pub problems: Problems,
    /// What to ask.
    pub questions: Vec<Question>,
    /// What the lines of its invoices are, where one row is a line.
    pub lines: Option<Lines>,
    /// Orders of day and month that its own dates told.
    pub date_orders: Vec<DateOrder>,
    /// Its hours are presence at work, or sums of a month: those of time sheets once more.
    pub is_attendance: bool,
    /// E-mail addresses beside its people.
    pub addresses: Addresses,
    /// Table and headings of each table: equal ones can hold the same rows twice.
    pub signatures: Vec<String>,
    /// What the first block that is no table of ours could be.
    pub proposal: Option<Table>,
    /// What it is among the sheets of its book.
    pub sibling: Sibling,
    /// What stands around each of its blocks.
    pub talks: Vec<Talk>,
}

/// Reads a sheet; `sibling` is what it is among the sheets of its book.
pub fn fit_sheet<'a>(
    sheet: &'a Sheet,
    source: u32,
    sibling: &Sibling,
    context: Context<'_>,
) -> SheetFit<'a> {
    let answer = file_answer(&Grid::new(sheet), context);
    let own = answer.is_some();
    let fit = fit_answered(sheet, source, sibling, context, answer);
    let asks = |asked: &Question| asked.topic == Topic::Files;
    let open = !own && fit.tables.is_empty() && fit.questions.iter().any(asks);
    match open.then(|| answer_of_family(sheet, context)).flatten() {
        Some(answer) => fit_answered(sheet, source, sibling, context, Some(answer)),
        None => fit,
    }
}

fn fit_answered<'a>(
    sheet: &'a Sheet,
    source: u32,
    sibling: &Sibling,
    context: Context<'_>,
    answer: Option<FileAnswer>,
) -> SheetFit<'a> {
    let grid = Grid::new(sheet);
    let decided = match &answer {
        Some(FileAnswer::Table(table)) => Some(*table),
        _ => None,
    };
    let other_files = { sibling.known.as_ref() }.and_then(|known| known.year);
    let sibling = &Sibling {
        year: answered_year(&grid, context).or(other_files),
        ..sibling.clone()
    };
    let found = tables(&grid, context.knowledge, decided, sibling);
    let mut fit = SheetFit {
        fates: Fates::default(),
        tables: Vec::new(),
        readings: Vec::new(),
        facts: Facts::default(),
        problems: Vec::new(),
        questions: Vec::new(),
        is_attendance: false,
        addresses: Addresses::new(),
        lines: None,
        signatures: Vec::new(),
        date_orders: Vec::new(),
        proposal: None,
        sibling: sibling.clone(),
        talks: found.iter().map(|found| found.talk.clone()).collect(),
        grid,
    };
    if answer == Some(FileAnswer::Ignore) {
        fit.ignore_all();
        return fit;
    }
    for found in found {
        fit.take(found, source, context);
    }
    fit.title_rest();
    let year = ask_year(&fit, other_files, context);
    let asks_year = year.is_some() && fit.tables.is_empty();
    fit.questions.extend(year);
    if !asks_year {
        fit.ask_about_file();
    }
    fit.problems.extend(far_cell(&fit.grid));
    fit
}

impl SheetFit<'_> {
    /// What is kept when its cells are looked at no more.
    pub fn finish(self, nameless: Vec<Surroundings>) -> FittedSheet {
        let sheet = self.grid.sheet;
        let cell = |row: u32, column: u32| format!("{}{row}", column_letters(column));
        let notes = sheet.notes.iter();
        debug_assert!(self.fates.rows().all(|(_, fate)| fate <= Fate::Used));
        FittedSheet {
            about: SheetFacts {
                file: sheet.file.clone(),
                name: sheet.name.clone(),
                bounds: self.grid.bounds(),
                is_hidden: sheet.is_hidden(),
                notes: notes
                    .map(|note| (cell(note.row, note.column), note.text.clone()))
                    .collect(),
            },
            fates: self.fates,
            tables: self.tables,
            readings: self.readings,
            facts: self.facts,
            problems: self.problems,
            questions: self.questions,
            lines: self.lines,
            addresses: self.addresses,
            is_attendance: self.is_attendance,
            signatures: self.signatures,
            nameless,
        }
    }

    /// True when a column's dates were read one way because nothing told which.
    pub fn asks_for_order(&self) -> bool {
        let dates = |asked: &Question| asked.topic == Topic::Dates;
        self.questions.iter().any(dates)
    }

    fn ignore_all(&mut self) {
        for (row, _) in self.grid.sheet.counts_within(1, u32::MAX) {
            self.fates.overrule(row, Fate::NoData(NoData::Ignored));
        }
    }

    /// Rows above the first table are titles, rows between header rows of nothing else are titles too.
    fn title_rest(&mut self) {
        let sheet = self.grid.sheet;
        for (first, last) in sheet.parts() {
            if self.fates.are_told(first, last) {
                continue;
            }
            for (row, _) in sheet.counts_within(first, last) {
                self.fates.note(row, Fate::NoData(NoData::Title));
            }
        }
    }

    /// Takes in one block.
    fn take(&mut self, mut found: Found<'_>, source: u32, context: Context<'_>) {
        if let Some(header) = found.header {
            for row in header.top..=header.bottom {
                if self.grid.row(row).is_some_and(|row| holds_anything(&row)) {
                    self.fates.note(row, Fate::NoData(NoData::Header));
                }
            }
        }
        self.apply_column_answers(&mut found, context);
        let companions = companions(&found.views, &mut found.verdict, context.knowledge);
        let rival = found.verdict.rival;
        if rival.is_some() && companions.iter().any(|beside| beside.table == rival) {
            // it is both
            found.verdict.rival = None;
            found.verdict.confidence = found.verdict.confidence.max(BOTH);
        }
        self.readings
            .push(reading(&self.grid, &found, context.knowledge));
        let Some(table) = found.verdict.table else {
            self.leave_out(&found, context);
            return;
        };
        if companions.is_empty() {
            let body = self.read(table, &found, source, context);
            self.keep(body);
            return;
        }
        let mut bodies = vec![self.read(table, &found, source, context)];
        for verdict in companions {
            let table = verdict.table.expect("a companion is a table");
            found.verdict = verdict;
            self.readings
                .push(reading(&self.grid, &found, context.knowledge));
            bodies.push(self.read(table, &found, source, context));
        }
        self.keep_shared(bodies, context);
    }

    /// Reads the rows of a table.
    fn read(&mut self, table: Table, found: &Found<'_>, source: u32, context: Context<'_>) -> Body {
        self.tables.push(table);
        self.signatures.push(signature(table, &found.views));
        let schema = context.knowledge.schema(table);
        let layout = found
            .verdict
            .source
            .map(|at| &context.knowledge.sources[at]);
        let mapping = found
            .verdict
            .mapping
            .clone()
            .expect("a recognised table has a mapping");
        let block = Block {
            grid: &self.grid,
            found,
            mapping: &mapping,
            schema,
            layout,
            source,
            context,
        };
        let kinds = block.kinds();
        let mut decided = block.habits(&kinds.data());
        if let Some((column, choice)) = block.grid_choice() {
            decided.choices.entry(column).or_default().push(choice);
        }
        tell_choices(self.readings.last_mut(), &mut decided.choices);
        self.date_orders.extend(decided.told_order);
        self.addresses
            .extend(addresses_beside(&block, &kinds.data()));
        let mut body = body::read(&block, &decided.habits, &kinds);
        let judged = lines::judge(&block, &decided.habits, &body.facts);
        self.lines = self.lines.or(judged.lines);
        // A total over lines that repeat their invoice's amounts is no sum of the column.
        if judged.lines != Some(Lines::Totals) {
            let mut totals = printed_totals(&block, &decided.habits, &body);
            // a row of a table above is no title of this one
            totals.retain(|total| {
                let row = total.place.row;
                row >= found.rows.0 || self.fates.of(row).is_none()
            });
            // fees of a month are printed, and those of all months were read
            if mapping.of_contracts || column_of_months(&block).is_some() {
                totals.clear();
            }
            body.problems.extend(totals.iter().filter_map(difference));
            if let Some(reading) = self.readings.last_mut() {
                reading.totals = totals;
            }
        }
        body.problems.extend(judged.problems);
        body.problems.extend(decided.problems);
        body.questions.extend(decided.questions);
        body.questions
            .extend(ask_whose(&block).filter(|_| !body.facts.is_empty()));
        let nobodys = nobodys_invoices(&block, &body.facts);
        body.problems.extend(nobodys);
        body.questions
            .extend(ask_about_unknown(&block, &kinds.data()));
        body.questions.extend(ask_for_needed(&block));
        body.questions.extend(ask_what_stands_across(&block));
        body.questions
            .extend(ask_whose_client(&block).filter(|_| has_nobodys(&body.facts, schema)));
        self.ask_about_columns(found, &mapping, schema);
        self.ask_about_table(table, found, context.knowledge);
        body
    }

    /// Money and hours that are counted although little tells what they are: a person should say so once.
    fn ask_about_table(&mut self, table: Table, found: &Found<'_>, knowledge: &Knowledge) {
        let verdict = &found.verdict;
        let asked = |question: &Question| question.topic == Topic::Files;
        let titled = |table: Table| {
            let mut texts = found.talk.texts();
            texts.any(|(text, _)| knowledge.is_titled(text, table))
        };
        // a list of touches in a file called invoices; a grid is what its cells hold, whatever its file is called
        let list = verdict.wide.is_none() && matches!(verdict.form, Form::Usual);
        let other = || COUNTED.into_iter().find(|other| titled(*other));
        let other = other().filter(|_| list && !titled(table));
        let least = if other.is_some() || verdict.rival.is_some() {
            LEAST_SURE_OF_ANOTHER
        } else {
            LEAST_SURE
        };
        let told = COUNTED.contains(&table) || NAMING.contains(&table) && verdict.rival.is_some();
        if verdict.confidence >= least
            || !told && other.is_none()
            || self.grid.sheet.is_hidden()
            || self.questions.iter().any(asked)
        {
            return;
        }
        let reason = match verdict.rival.or(other) {
            Some(rival) => phrase(
                "it is taken for {}, but could be {} as well",
                &[&table, &rival],
            ),
            None => phrase("it is taken for {}, but little speaks for that", &[&table]),
        };
        self.questions.push(Question {
            topic: Topic::Files,
            kind: String::new(),
            subject: self.grid.sheet.file.to_string(),
            seen_in: self.grid.sheet.name.to_string(),
            proposal: table.name().to_owned(),
            reason,
            answer: String::new(),
            stale: false,
        });
    }

    pub(super) fn keep(&mut self, body: Body) {
        for (row, fate) in body.fates {
            self.fates.note(row, fate);
        }
        self.is_attendance |= body.is_attendance;
        self.facts.append(body.facts);
        self.problems.extend(body.problems);
        self.questions.extend(body.questions);
    }

    /// Under a table that a person named, columns of words without a heading are asked about, one by one.
    fn ask_about_columns(&mut self, found: &Found<'_>, mapping: &Mapping, schema: &Schema) {
        let headed = |view: &View<'_>| !view.heading.text.is_empty();
        if found.header.is_some()
            || found.verdict.confidence < 1.0
            || found.views.iter().any(headed)
        {
            return;
        }
        let names = ["person", "client", "project", "task", "reference", "note"];
        let mut free = names.iter().filter(|name| {
            schema.position(name).is_some() && mapping.column_of(schema, name).is_none()
        });
        for view in found
            .views
            .iter()
            .filter(|view| mapping.slot_of(view.column).is_none())
        {
            let Some(first) = view.cells.iter().find(|cell| text(cell).is_some()) else {
                continue;
            };
            self.questions.push(Question {
                topic: Topic::Columns,
                kind: String::new(),
                subject: view.label(),
                seen_in: seen_in(&self.grid),
                proposal: free.next().map_or("ignore", |name| *name).to_owned(),
                reason: phrase("it has no heading; its first value is {}", &[&shown(first)]),
                answer: String::new(),
                stale: false,
            });
        }
    }

    /// Answers that this column means that field.
    fn apply_column_answers(&mut self, found: &mut Found<'_>, context: Context<'_>) {
        let Some(table) = found.verdict.table else {
            return;
        };
        let schema = context.knowledge.schema(table);
        let Some(mapping) = found.verdict.mapping.as_mut() else {
            return;
        };
        for view in &found.views {
            let said = said(context, schema, &self.grid, view);
            if let (Form::Cross(cross), Some(at)) = (&mut found.verdict.form, said.field)
                && cross
                    .subjects
                    .iter()
                    .any(|(column, _)| *column == view.column)
            {
                // what one name across is, all are
                let across = Across::of_field(&schema.fields[at].name);
                cross.across = across.unwrap_or(cross.across);
            } else if let Some(at) = said.field {
                mapping.bind(view.column, Slot::Field(at), by_answer());
            } else if said.ignored {
                mapping.unbind(view.column);
            }
        }
        let named = people_in_column(&self.grid, &found.views, table, context);
        if let Some((column, person)) = named.zip(schema.position("person")) {
            mapping.bind(column, Slot::Field(person), by_answer());
        }
    }

    /// A block that is no table of ours: no row of it is data, and the sheet's first such block says what
    /// was tried.
    fn leave_out(&mut self, found: &Found<'_>, context: Context<'_>) {
        for row in self.grid.rows(found.rows.0, found.rows.1) {
            if filled_cells(&row.cells, found.columns).next().is_some() {
                self.fates
                    .note(row.number, Fate::NoData(NoData::UnknownTable));
            }
        }
        self.proposal = self.proposal.or(found.verdict.proposal);
        let told = |problem: &Problem| problem.rule == UNKNOWN_TABLE;
        if self.problems.iter().any(told) {
            return;
        }
        let headings: Vec<&str> = found
            .views
            .iter()
            .map(|view| view.heading.text.as_str())
            .filter(|text| !text.is_empty())
            .take(6)
            .collect();
        let first = found.header.map_or(found.rows.0, |header| header.top);
        let verdict = &found.verdict;
        let words = &context.knowledge.words;
        let summary = words
            .speaks_of_a_summary(&fold(&self.grid.sheet.name))
            .then(sums_up_others);
        self.problems.push(Problem {
            place: self.grid.place(first, found.columns.0),
            rule: UNKNOWN_TABLE.to_owned(),
            severity: Severity::Look,
            column: String::new(),
            found: headings.join(", "),
            expected: summary
                .or_else(|| verdict.because.first().cloned())
                .unwrap_or_default(),
            hint: verdict
                .hint
                .clone()
                .unwrap_or_else(|| what_to_do_with(&found.views, words)),
            effect: phrase("no row of it is in any figure", &[]),
        });
    }

    /// A sheet with rows and no table of ours is asked about.
    fn ask_about_file(&mut self) {
        let unknown = self
            .fates
            .rows()
            .any(|(_, fate)| fate == Fate::NoData(NoData::UnknownTable));
        let headed =
            self.proposal.is_some() || self.readings.iter().any(|read| read.header_rows.is_some());
        let told = |problem: &Problem| problem.expected == sums_up_others();
        let sums_up =
            self.sibling.sums_up || self.sibling.has_others && self.problems.iter().any(told);
        if !self.tables.is_empty() || !unknown || !headed || self.grid.sheet.is_hidden() || sums_up
        {
            return;
        }
        let because = self
            .readings
            .first()
            .and_then(|reading| reading.because.first().cloned())
            .unwrap_or_default();
        self.questions.push(Question {
            topic: Topic::Files,
            kind: String::new(),
            subject: self.grid.sheet.file.to_string(),
            seen_in: self.grid.sheet.name.to_string(),
            proposal: self.proposal.map_or("ignore", Table::name).to_owned(),
            reason: because,
            answer: String::new(),
            stale: false,
        });
    }
}

/// Rows of which some, at least, name no client: texts above them may name those of all.
fn has_nobodys(facts: &Facts, schema: &Schema) -> bool {
    let client = schema.position("client");
    let mut batches = facts.of(schema.table);
    batches.any(|batch| {
        let named = |row: usize| client.is_some_and(|at| batch.columns[at].has(row));
        !(0..batch.len()).all(named)
    })
}

fn sums_up_others() -> Phrase {
    phrase("its name says that it sums up the other sheets", &[])
}

/// Puts what was chosen beside the columns of the table.
fn tell_choices(reading: Option<&mut Reading>, choices: &mut BTreeMap<u32, Vec<Choice>>) {
    for column in reading.into_iter().flat_map(|reading| &mut reading.columns) {
        column.choices = choices.remove(&column.column).unwrap_or_default();
    }
}

fn signature(table: Table, views: &[View<'_>]) -> String {
    let mut headings: Vec<String> = views
        .iter()
        .map(|view| compact(&view.heading.text))
        .filter(|key| !key.is_empty())
        .collect();
    headings.sort_unstable();
    format!("{table}:{}", headings.join("|"))
}

/// What to do with a table that is none of ours.
fn what_to_do_with(views: &[View<'_>], words: &Words) -> Phrase {
    let mut headings = views.iter().map(|view| &view.heading.words);
    match headings.any(|heading| words.speaks_of("commission_rates", heading)) {
        true => phrase(
            "answer ignore: a commission is revenue when it is invoiced; what is not invoiced yet belongs to the invoices, as a draft",
            &[],
        ),
        false => phrase(
            "say in the decisions file which table it is, or answer ignore",
            &[],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{answered, grid, read, read_with};
    use super::*;
    use crate::model::Intake;

    fn with(text: &str, topic: Topic, subject: &str, seen_in: &str, answer: &str) -> Intake {
        let questions = vec![answered(topic, "", subject, seen_in, answer)];
        read_with(
            vec![grid("list.xlsx", "Sheet1", text)],
            &Decisions {
                questions,
                ..Decisions::default()
            },
        )
    }

    #[test]
    fn answers_about_a_file_are_honoured() {
        let text = "Alpha|Beta|Gamma|Delta\nAnna Li|@46300|1.5|Halden\nBob Ray|@46301|2|Fenwick\nBob Ray|@46302|2|Fenwick";
        let unknown = read(vec![grid("list.xlsx", "Sheet1", text)]);
        assert_eq!(unknown.accounts[0].tables, []);
        assert_eq!(unknown.problems.len(), 1);
        assert_eq!(unknown.questions[0].topic, Topic::Files);
        assert_eq!(unknown.questions[0].proposal, "time");
        for (answer, tables, ignored) in [
            ("ignore", vec![], 4),
            ("игнорировать", vec![], 4),
            ("忽略", vec![], 4),
            ("clients", vec![Table::Clients], 0),
        ] {
            let intake = with(text, Topic::Files, "list.xlsx", "Sheet1", answer);
            let account = &intake.accounts[0];
            assert_eq!(account.tables, tables, "{answer}");
            let rows = account.not_data.get("ignored").copied().unwrap_or_default();
            assert_eq!(rows, ignored, "{answer}");
        }
    }

    #[test]
    fn a_heading_as_answer_to_whose_hours_names_the_column_of_people() {
        let text = "Zzqx|Date|Client|Hours\nAnna Li|@46300|Halden|1.5\nBob Ray|@46301|Fenwick|2";
        let place = "list.xlsx, Sheet1";
        let staff = "Employee|Weekly hours|Start date\nMara Lund|40|@45000\nIvo Brandt|40|@45000";
        let sheets = || {
            vec![
                grid("list.xlsx", "Sheet1", text),
                grid("staff.csv", "", staff),
            ]
        };
        assert_eq!(read(sheets()).questions[0].subject, place);
        let questions = vec![answered(Topic::Names, "person", place, place, "zzqx")];
        let decisions = Decisions {
            questions,
            ..Decisions::default()
        };
        let intake = read_with(sheets(), &decisions);
        let people = super::super::testing::shown(&intake, Table::Time, &["person"]);
        assert_eq!(people, ["Anna Li", "Bob Ray"]);
    }

    #[test]
    fn an_answer_names_a_columns_field() {
        let text = "Date|Person|Customer group|Hours|Remark\n@46300|Anna Li|Halden|1.5|x\n@46301|Bob Ray|Fenwick|2|y";
        let intake = with(text, Topic::Columns, "Remark", "list.xlsx, Sheet1", "task");
        let column = &intake.readings[0].columns[4];
        assert_eq!(column.field.as_deref(), Some("task"));
        let intake = with(
            text,
            Topic::Columns,
            "Person",
            "list.xlsx, Sheet1",
            "ignore",
        );
        assert_eq!(intake.readings[0].columns[1].field, None);
    }
}
