//! The body of a table: its rows become facts, problems and fates.

use std::collections::BTreeMap;

use super::account::Fate;
use super::acts::document;
use super::agreed_tax::{tax_around, tax_told};
use super::apart::Apart;
use super::applied_payments::take_once;
use super::block::Block;
use super::contract_fee::fees_told;
use super::cross_read;
use super::crosses::Crosses;
use super::entry_spans::first_span;
use super::facts::{Batch, Fact, Facts};
use super::far_days::far_days;
use super::grid::{Grid, shown};
use super::grid_notes;
use super::invoice_list::{Paper, paper_of};
use super::kinds::Kinds;
use super::list::{List, Turn, Turns};
use super::load::GridReader;
use super::long_days::{leave_out_longer_than_days, long_days};
use super::packed::Packed;
use super::passings::{self, Passings};
use super::payments_among::PaymentsAmong;
use super::period::Length;
use super::reader::Reader;
use super::recognise::Form;
use super::row_checks::row_checks;
use super::rows::{Groups, NoData, RowKind};
use super::running::{has_signed_debits, is_swapped};
use super::sheet::Row;
use super::t13_read;
use super::told_codes::told_codes;
use super::told_currency::{currency_of_totals, told_currency};
use super::told_kind::{told_kind, without_words_for_scores};
use super::told_month::{
    issued_in_months, months_stand_above, spread_over_month, sums_up_a_month, sums_up_months,
    told_month, unbounded,
};
use super::told_person::{Told, told_for_all};
use super::typed::Habits;
use super::unused::unused_columns;
use super::words::Helper;
use crate::model::intake::Question;
use crate::model::{Problems, Table, Value};

/// What the rows of a table gave.
#[derive(Default)]
pub struct Body {
    /// Rows read.
    pub facts: Facts,
    /// What is wrong with them.
    pub problems: Problems,
    /// What to ask.
    pub questions: Vec<Question>,
    /// What became of each row.
    pub fates: Vec<(u32, Fate)>,
    /// Its hours are presence at work, or sums of a month: those of time sheets once more.
    pub is_attendance: bool,
}

/// Reads the rows that are data, a list row by row, a grid cell by cell.
pub fn read(block: &Block<'_, '_>, habits: &BTreeMap<u32, Habits>, kinds: &Kinds) -> Body {
    let crosses = Crosses::of(&block.found.views);
    let month = told_month(block);
    // Hours of a month or of several days are no single entry.
    let days = block.mapping.column_of(block.schema, "date");
    let stretched = days
        .and_then(|column| habits.get(&column)?.stretch)
        .is_some();
    let told =
        [Helper::Until, Helper::Year, Helper::Span].map(|helper| block.mapping.helper(helper));
    let until =
        told.iter().any(Option::is_some) || days.is_none() && months_stand_above(kinds, block);
    let spans = block.schema.table == Table::Time && (until || stretched);
    let monthly = month.is_some_and(|month| month.length != Length::Day);
    let unbounded = (monthly || spans).then(|| unbounded(block.schema));
    let unbounded =
        unbounded.or_else(|| without_words_for_scores(block.schema, block.found, block.mapping));
    let words = &block.context.knowledge.words;
    let reader = Reader {
        grid: block.grid,
        schema: unbounded.as_ref().unwrap_or(block.schema),
        mapping: block.mapping,
        views: &block.found.views,
        habits,
        source: block.source,
        knowledge: block.context.knowledge,
        layout: block.layout,
        swapped: is_swapped(block, habits, kinds),
        signed_debits: has_signed_debits(block, habits, kinds),
        currency: told_currency(&block.found.talk, &block.notes_below(), words)
            .or_else(|| currency_of_totals(block, habits, kinds)),
        currency_said: block.currency_said(),
        crosses: &crosses,
        month,
        tax_around: tax_around(&block.found.talk, &block.context.knowledge.words),
        season: block.found.talk.season(block.context.knowledge),
        person_told: told_for_all(block)
            .iter()
            .any(|told| told.field == "person"),
    };
    let mut body = Body::default();
    let verdict = &block.found.verdict;
    match (&verdict.form, &verdict.wide) {
        (Form::T13(_) | Form::Cross(_), _) | (Form::Usual, Some(_)) => {
            body.read_grid(block, reader, kinds.one_by_one());
        }
        (Form::Passings(passings), _) => {
            body.is_attendance = !matches!(passings, Passings::Work(..));
            let kinds = kinds.one_by_one();
            passings::read(&mut body, block, &reader, *passings, kinds);
        }
        (Form::Usual, None) => {
            body.is_attendance = block.lists_attendance() || sums_up_a_month(block);
            body.read_list(block, &reader, kinds);
        }
    }
    body.tell(block);
    if matches!(verdict.form, Form::Usual) && verdict.wide.is_some() {
        leave_out_longer_than_days(&mut body, block);
    }
    body
}

impl Body {
    /// Gives every row what its sheet says of all and no column does.
    fn tell(&mut self, block: &Block<'_, '_>) {
        for told in told_for_all(block) {
            self.tell_one(block, &told);
        }
        let Some((at, said)) = told_codes(block) else {
            return;
        };
        let batches = self.facts.batches_mut().iter_mut();
        for batch in batches.filter(|batch| batch.table == block.schema.table) {
            match &said {
                Value::Flag(flag) => batch.columns[at].fill_flag(*flag),
                Value::Text(code) => {
                    batch.columns[at].fill(code);
                }
                _ => {}
            }
        }
    }

    fn tell_one(&mut self, block: &Block<'_, '_>, told: &Told) {
        let mut first = None;
        for batch in self.facts.batches_mut() {
            let schema = block.context.knowledge.schema(batch.table);
            let field = schema.position(told.field);
            let filled = field.and_then(|at| batch.columns[at].fill(&told.name));
            first = first.or(filled.map(|at| batch.rows[at]));
        }
        self.problems
            .extend(first.and_then(|row| told.note(block, row)));
    }

    /// Cells that each make an entry, a booking or an absence.
    fn read_grid(
        &mut self,
        block: &Block<'_, '_>,
        reader: Reader<'_>,
        mut kinds: Vec<(u32, RowKind)>,
    ) {
        let form = &block.found.verdict.form;
        let wide = block.found.verdict.wide.clone().unwrap_or_default();
        self.is_attendance = match form {
            Form::Cross(cross) => cross.is_attendance(),
            _ => wide.is_attendance || sums_up_months(block, &wide),
        };
        let language = block.language(&wide);
        if matches!(form, Form::Usual) {
            block.grid_rows(&wide, &language).refine(&mut kinds);
        }
        let colours = (block.schema.table == Table::Bookings).then(|| block.colours(&wide));
        let leave = block.context.knowledge.schema(Table::Leave);
        let mut reader = GridReader::new(reader, &wide, language, colours, leave);
        reader.titles.clone_from(&block.found.talk.titles);
        match form {
            Form::T13(t13) => t13_read::read(self, block, &mut reader, t13, kinds),
            Form::Cross(cross) => cross_read::read(self, block, &mut reader, cross, kinds),
            _ => self.read_wide(block, &mut reader, kinds),
        }
        self.problems.extend(grid_notes::of(&reader));
        self.questions.extend(grid_notes::questions(&reader));
        if let Some(colours) = &reader.colours {
            self.questions.extend(colours.questions(block.grid));
        }
    }

    fn read_wide(
        &mut self,
        block: &Block<'_, '_>,
        reader: &mut GridReader<'_>,
        kinds: Vec<(u32, RowKind)>,
    ) {
        for (number, kind) in kinds {
            let fate = match kind {
                RowKind::NoData(why) => {
                    if why == NoData::Duplicate {
                        reader.remember(&row_of(block.grid, number));
                    }
                    Fate::NoData(why)
                }
                RowKind::Data(groups) => {
                    let row = row_of(block.grid, number);
                    let read = reader.read(&row, &groups);
                    let fate = reader.fate_of(&read, &row);
                    self.facts.extend(read.facts);
                    self.problems.extend(read.problems);
                    fate
                }
            };
            self.fates.push((number, fate));
        }
    }

    fn read_list(&mut self, block: &Block<'_, '_>, reader: &Reader<'_>, kinds: &Kinds) {
        if let Some(packed) = Packed::of(block, kinds) {
            return self.read_packed(reader, &packed, kinds.one_by_one());
        }
        let told = told_kind(
            block.schema,
            block.found,
            block.mapping,
            &block.context.knowledge.words,
        );
        let apart = Apart::of(block);
        let mut list = List::read(reader, kinds.data().into_owned(), &apart);
        if let Some((field, kind)) = block.schema.position("kind").zip(told.as_deref()) {
            list.fill(field, kind);
        }
        let mut turns = Turns::default();
        let mut places = 0..;
        let payments = PaymentsAmong::of(block);
        let keeps_above = reader.schema.table == Table::Invoices;
        let mut above: Option<Fact> = None;
        for (number, kind) in kinds.iter() {
            let fate = match kind {
                RowKind::NoData(why) => {
                    above = None;
                    Fate::NoData(*why)
                }
                RowKind::Data(groups) => {
                    let at = places.next().expect("there is always a next number");
                    if groups.is_empty() && !list.is_doubtful(at) {
                        Fate::Used
                    } else {
                        let row = row_of(block.grid, number);
                        let beside = (&apart, told.as_deref());
                        let paid = above.as_ref();
                        let paid =
                            paid.and_then(|above| reader.further_payment(&row, groups, above));
                        let payment = payments.as_ref();
                        let payment = payment.and_then(|among| among.read(reader, &row, groups));
                        let (turn, fate) = match (paid, payment) {
                            (Some(paid), _) => (Turn::Read(vec![paid]), Fate::Used),
                            (None, Some(payment)) => {
                                self.facts.extend([payment]);
                                (Turn::Aside, Fate::Used)
                            }
                            (None, None) => self.read_row(block, reader, &row, groups, beside),
                        };
                        above = keeps_above.then(|| turn.first()).flatten();
                        turns.push(at, turn);
                        fate
                    }
                }
            };
            self.fates.push((number, fate));
        }
        let mut batch = list.finish(block.schema.table, block.source, &turns);
        self.facts.extend(papers_apart(block, &mut batch));
        take_once(block, &mut batch);
        self.problems.extend(far_days(block, &batch));
        let (long, asked) = long_days(block, &batch);
        self.problems.extend(long);
        self.questions.extend(asked);
        self.problems.extend(first_span(block, &batch));
        self.problems.extend(row_checks(block, &batch, reader));
        self.problems.extend(unused_columns(block));
        if reader.has_monthly_fees() {
            let has = |field: &str, row: usize| {
                let at = block.schema.position(field);
                at.is_some_and(|at| batch.columns[at].has(row))
            };
            let endless =
                (0..batch.len()).filter(|row| has("monthly_fee", *row) && !has("amount", *row));
            self.problems.extend(fees_told(block, endless.count()));
        }
        self.facts.add(batch);
        if reader.has_taxed_amounts() {
            self.problems.extend(tax_told(block, &self.facts));
        }
        self.problems.extend(issued_in_months(block, &self.facts));
        self.problems.extend(spread_over_month(block, reader));
    }

    /// Reads a row that is set apart, does not read or needs more than its own cells.
    fn read_row(
        &mut self,
        block: &Block<'_, '_>,
        reader: &Reader<'_>,
        row: &Row<'_>,
        groups: &Groups,
        (apart, told): (&Apart, Option<&str>),
    ) -> (Turn, Fate) {
        if apart.is_other_side(row) {
            return (Turn::Aside, Fate::NoData(NoData::Note));
        }
        let problem = apart.problem(block, row);
        if let Some(problem) = problem.filter(|_| !reader.keeps_part(row)) {
            self.problems.push(problem);
            return (Turn::Aside, Fate::SetAside);
        }
        let read = reader.read(row, groups);
        self.problems.extend(read.problems);
        let Some(mut fact) = read.fact else {
            return (Turn::Aside, Fate::SetAside);
        };
        if let Some(kind) = told.filter(|_| fact.value(reader.schema, "kind").is_none()) {
            fact.set(reader.schema, "kind", Some(Value::Text(kind.to_owned())));
        }
        let entries = reader.split_billable(fact, row, &mut self.problems);
        (Turn::Read(entries), Fate::Used)
    }
}

/// The closing documents of a list that names the kind of each paper, beside its invoices.
fn papers_apart(block: &Block<'_, '_>, batch: &mut Batch) -> Vec<Fact> {
    let knowledge = block.context.knowledge;
    let column = block.mapping.column_of(block.schema, "kind");
    let Some(column) = column.filter(|_| batch.table == Table::Invoices) else {
        return Vec::new();
    };
    let paper = |row: &u32| paper_of(&shown(&block.grid.at(*row, column)?.cell), knowledge);
    let papers: Vec<Option<Paper>> = batch.rows.iter().map(paper).collect();
    if !papers.contains(&Some(Paper::Invoice)) || !papers.contains(&Some(Paper::Act)) {
        return Vec::new();
    }
    let keep: Vec<bool> = papers
        .iter()
        .map(|paper| *paper != Some(Paper::Act))
        .collect();
    let apart = { batch.facts().zip(&keep) }.filter(|(_, keep)| !**keep);
    let documents = apart.map(|(fact, _)| document(&fact, knowledge)).collect();
    batch.retain(&keep);
    documents
}

fn row_of<'a>(grid: &Grid<'a>, number: u32) -> Row<'a> {
    grid.row(number).expect("a classified row is there")
}
