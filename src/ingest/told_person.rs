//! What a sheet says of all its rows and no column does: the person, client or project named in a label above its table or
//! by the name of one of several sheets, or the person that a sheet's name looks like.

use super::across::Across;
use super::block::Block;
use super::colours::seen_in;
use super::columns::View;
use super::cross::looks_like_a_person;
use super::fitted::FittedSheet;
use super::grid::{Grid, filled_cells, shown};
use super::header::compact;
use super::helper::Helper;
use super::knowledge::{Claim, Knowledge};
use super::known_names::{Surroundings, may_be_told};
use super::person_around::person_of_file;
use super::recognise::{Form, Talk};
use super::sheetfit::Context;
use super::told_client::answered_client;
use crate::model::intake::{Question, Topic};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Problem, Severity, Table};

/// A name longer than this is a sentence.
const LONGEST_NAME: usize = 60;

/// A name told once for all rows.
pub struct Told {
    /// The field it fills.
    pub field: &'static str,
    /// As written.
    pub name: String,
    /// Only the looks of a name tell it.
    by_looks: Option<Looks>,
}

/// Whose name looks like a person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Looks {
    /// The sheet's.
    Sheet,
    /// The file's.
    File,
    /// That above the columns of a block.
    Caption,
}

impl Told {
    /// What is said of a person that only the looks of the sheet's name tell.
    pub fn note(&self, block: &Block<'_, '_>, row: u32) -> Option<Problem> {
        let looks = self.by_looks?;
        let (rule, hint, effect) = match looks {
            Looks::Sheet => (
                "time.person.sheet_name",
                phrase("nothing, if the sheet is that person's", &[]),
                phrase("the sheet's name is taken for the person of its rows", &[]),
            ),
            Looks::Caption => (
                "time.person.caption",
                phrase("nothing, if the columns below it are that person's", &[]),
                phrase(
                    "the name above the columns is taken for the person of their rows",
                    &[],
                ),
            ),
            Looks::File => (
                "time.person.file_name",
                phrase("nothing, if the file is that person's", &[]),
                phrase("the file's name is taken for the person of its rows", &[]),
            ),
        };
        Some(Problem {
            place: block.grid.place(row, block.found.columns.0),
            rule: rule.to_owned(),
            severity: Severity::Look,
            column: String::new(),
            found: self.name.clone(),
            expected: phrase(
                "a column that names people, or a title such as {}",
                &[&"Employee: Anna Li"],
            ),
            hint,
            effect,
        })
    }
}

/// Fields that a label above a table may name for all its rows.
pub const LABELLED: [&str; 5] = ["person", "client", "project", "payer", "contract"];

/// Those that nothing but a label tells.
const LABELLED_ONLY: [&str; 2] = ["payer", "contract"];

/// The names for all rows; a person's by the surest way: a label, the sheet's name among its siblings, its looks.
pub fn told_for_all(block: &Block<'_, '_>) -> Vec<Told> {
    let (knowledge, talk) = (block.context.knowledge, &block.found.talk);
    let told = |field: &'static str, name: String, by_looks: Option<Looks>| Told {
        field,
        name,
        by_looks,
    };
    let sibling = block.found.verdict.told.clone();
    let mut all: Vec<Told> = LABELLED
        .into_iter()
        .filter(|field| lacks(block, field))
        .filter_map(|field| {
            let name = told_around(talk, block.schema.table, field, knowledge)?.name();
            Some(told(field, name, None))
        })
        .collect();
    if let Some(name) = answered(block).filter(|_| lacks(block, "person")) {
        all.retain(|known| known.field != "person");
        all.push(told("person", name, None));
    }
    if let Some(name) = answered_client(block) {
        all.retain(|known| known.field != "client");
        all.push(told("client", name, None));
    }
    let sibling = sibling.filter(|(field, _)| all.iter().all(|known| known.field != *field));
    let looks = talk.caption.as_ref().map(|_| Looks::Caption);
    all.extend(sibling.map(|(field, name)| {
        let looks = looks.filter(|_| field == "person");
        told(field, name, looks)
    }));
    let sheet = block.found.talk.sheet.trim();
    let named = all.iter().any(|known| known.field == "person");
    // a sheet of a client's project is called after it, and no person
    if block.schema.table != Table::Time {
        return all;
    }
    let nobody = !named && lacks(block, "person");
    if let Some(name) = caption(block).filter(|_| nobody && !names_no_work(block)) {
        all.push(told("person", name, Some(Looks::Caption)));
        return all;
    }
    let in_file = || person_of_file(talk, knowledge).filter(|_| !names_no_work(block));
    if !named && all.is_empty() && lacks(block, "person") && looks_like_a_person(sheet, knowledge) {
        all.push(told("person", sheet.to_owned(), Some(Looks::Sheet)));
    } else if !named
        && lacks(block, "person")
        && !lacks(block, "client")
        && says_nobody(sheet, knowledge)
        && let Some(name) = person_in_file_name(&block.found.talk.file, knowledge)
    {
        all.push(told("person", name, Some(Looks::File)));
    } else if let Some(name) = nobody.then(in_file).flatten() {
        all.push(told("person", name, Some(Looks::File)));
    }
    all
}

/// The name that a program gives to a sheet, or a month.
fn says_nobody(sheet: &str, knowledge: &Knowledge) -> bool {
    let (words, folded) = (&knowledge.words, fold(sheet));
    let is_time = |word: &str| words.month(word).is_some() || word.parse::<u16>().is_ok();
    words.is_plain_sheet(&folded) || folded.split(' ').all(is_time)
}

/// The name of a person that stands above all columns of a block, as one of several blocks side by side has it.
fn caption(block: &Block<'_, '_>) -> Option<String> {
    let upper = |view: &View<'_>| Some(view.heading.text.split_once(" / ")?.0.to_owned());
    let mut uppers = block.found.views.iter().map(upper);
    let first = uppers.next()??;
    let all = block.found.views.len() > 1 && uppers.all(|upper| upper.as_ref() == Some(&first));
    Some(first).filter(|name| all && looks_like_a_person(name, block.context.knowledge))
}

/// Neither clients nor projects are named in a table: a name above it may be either.
fn names_no_work(block: &Block<'_, '_>) -> bool {
    let across = matches!(&block.found.verdict.form, Form::Cross(cross) if !cross.is_attendance());
    !across && lacks(block, "client") && lacks(block, "project")
}

/// Whose rows a person said they are.
fn answered(block: &Block<'_, '_>) -> Option<String> {
    let decisions = block.context.decisions;
    let place = seen_in(block.grid);
    let answer = decisions.answer(Topic::Names, "person", &place, &place)?;
    let known = block.context.knowledge.words.answer(&fold(answer));
    (block.schema.table == Table::Time && known.is_none()).then(|| answer.to_owned())
}

/// The column whose heading somebody gave for an answer to whose hours they are.
pub fn people_in_column(
    grid: &Grid<'_>,
    views: &[View<'_>],
    table: Table,
    context: Context<'_>,
) -> Option<u32> {
    let place = seen_in(grid);
    let answer = (context.decisions).answer(Topic::Names, "person", &place, &place)?;
    let answer = fold(answer);
    let headed = views.iter().filter(|_| table == Table::Time);
    let mut headed = headed.filter(|view| !answer.is_empty() && fold(&view.heading.text) == answer);
    headed.next().map(|view| view.column)
}

/// Asks whose hours a table holds, where neither a column nor anything around it says so.
pub fn ask_whose(block: &Block<'_, '_>) -> Option<Question> {
    let named = [Helper::FirstName, Helper::LastName]
        .iter()
        .any(|helper| block.mapping.helper(*helper).is_some());
    let lacks = block.schema.table == Table::Time && lacks(block, "person") && !named;
    if !lacks || block.grid.sheet.is_hidden() {
        return None;
    }
    let said = answered(block).is_some();
    let told = || {
        told_for_all(block)
            .iter()
            .any(|told| told.field == "person")
    };
    (said || !told()).then(|| Question {
        topic: Topic::Names,
        kind: "person".to_owned(),
        subject: seen_in(block.grid),
        seen_in: seen_in(block.grid),
        proposal: String::new(),
        reason: phrase(
            "no column names people, and these are hours: whose are they?",
            &[],
        ),
        answer: String::new(),
        stale: false,
    })
}

/// Takes the question back where no sheet of the run names people: a person alone knows whose hours they are.
pub fn ask_only_among_people(fits: &mut [FittedSheet]) {
    let named = fits.iter().any(|fit| {
        let mut columns = fit.readings.iter().flat_map(|reading| &reading.columns);
        columns.any(|column| column.field.as_deref() == Some("person"))
    });
    if named {
        return;
    }
    let whose = |asked: &Question| {
        asked.topic == Topic::Names && asked.kind == "person" && asked.subject == asked.seen_in
    };
    for fit in fits {
        fit.questions.retain(|asked| !whose(asked));
    }
}

/// A person's two names in `Tess Hobb - timesheet October 2026`, once months, numbers and words for time sheets are gone.
fn person_in_file_name(path: &str, knowledge: &Knowledge) -> Option<String> {
    let stem = path.rsplit(['/', '\\']).next()?;
    let apart = |letter: char| !letter.is_alphabetic() && !"-'’".contains(letter);
    let words = stem
        .split(apart)
        .filter(|word| word.chars().any(char::is_alphabetic));
    let says_else = |word: &&str| {
        let folded = fold(word);
        knowledge.words.month(&folded).is_some()
            || knowledge.is_titled(word, Table::Time)
            || knowledge.words.speaks_of_hours(&folded)
    };
    let left: Vec<&str> = words.filter(|word| !says_else(word)).collect();
    let name = left.join(" ");
    (left.len() == 2 && looks_like_a_person(&name, knowledge)).then_some(name)
}

/// A name that stands around a table.
pub enum Around {
    /// Behind a label above it.
    Labelled(String),
    /// In its title, its sheet's, file's or folder's name, and known from another file.
    Known(String),
}

impl Around {
    fn name(self) -> String {
        match self {
            Around::Labelled(name) | Around::Known(name) => name,
        }
    }
}

/// Whose a table is, as what stands around it says.
pub fn told_around(
    talk: &Talk,
    table: Table,
    field: &str,
    knowledge: &Knowledge,
) -> Option<Around> {
    if !may_be_told(table, field) {
        return None;
    }
    let labelled = labelled_name(&talk.titles, field, knowledge).map(Around::Labelled);
    labelled.or_else(|| {
        let names = talk
            .known
            .as_ref()
            .filter(|_| !LABELLED_ONLY.contains(&field))?;
        let known = names.around(&Surroundings::of(talk), field, knowledge)?;
        Some(Around::Known(known))
    })
}

/// A table without a column, or a row, of such names.
fn lacks(block: &Block<'_, '_>, field: &str) -> bool {
    let across = match &block.found.verdict.form {
        Form::Cross(cross) if cross.across == Across::People => field == "person",
        Form::Cross(cross) => field != "person" && !cross.is_attendance(),
        _ => false,
    };
    let has_column = block.mapping.column_of(block.schema, field).is_some()
        || field == "payer" && tells_direction(block);
    may_be_told(block.schema.table, field) && !has_column && !across
}

/// A statement of an account, which tells what came in from what went out: above it stands whose account it is.
fn tells_direction(block: &Block<'_, '_>) -> bool {
    let ways = [
        Helper::MoneyIn,
        Helper::MoneyOut,
        Helper::Balance,
        Helper::Side,
        Helper::DebitParty,
        Helper::CreditParty,
    ];
    let told = |helper: Helper| block.mapping.helper(helper).is_some();
    let direction = block.mapping.column_of(block.schema, "direction");
    direction.is_some() || ways.into_iter().any(told)
}

/// The person, client or project that a label above a table names.
fn labelled_name(titles: &[String], field: &str, knowledge: &Knowledge) -> Option<String> {
    (0..titles.len()).find_map(|at| labelled(titles, at, field, knowledge))
}

/// A row of a label and the person, client or project that it names: `Employee: | Amy Stone`.
pub(super) fn names_whose(grid: &Grid<'_>, row: u32, knowledge: &Knowledge) -> bool {
    let Some(row) = grid.row(row) else {
        return false;
    };
    let texts: Vec<String> = filled_cells(&row.cells, (1, u32::MAX))
        .map(|placed| shown(&placed.cell))
        .collect();
    texts.len() == 2
        && ["person", "client", "project"]
            .iter()
            .any(|field| labelled(&texts, 0, field, knowledge).is_some())
}

/// `Employee: Anna Li`, or `Employee` with the name in the next cell.
fn labelled(titles: &[String], at: usize, field: &str, knowledge: &Knowledge) -> Option<String> {
    let (label, behind) = match titles[at].split_once([':', '：']) {
        Some((label, behind)) => (label, behind.trim()),
        None => (titles[at].as_str(), ""),
    };
    if !is_label_of(label, field, knowledge) {
        return None;
    }
    let name = if behind.is_empty() {
        titles.get(at + 1)?.trim()
    } else {
        behind
    };
    let is_name = name.chars().count() <= LONGEST_NAME
        && name.contains(if field == "contract" {
            char::is_alphanumeric
        } else {
            char::is_alphabetic
        })
        && !name.contains([':', '：'])
        && LABELLED
            .into_iter()
            .all(|field| !is_label_of(name, field, knowledge));
    is_name.then(|| name.to_owned())
}

/// The field and the name of a text such as `Клиент: АО «Сосна»`.
pub(super) fn label_and_name<'t>(
    text: &'t str,
    knowledge: &Knowledge,
) -> Option<(&'static str, &'t str)> {
    let (_, behind) = text.split_once([':', '：'])?;
    let field = ["client", "project", "person"].into_iter();
    let mut field =
        field.filter(|field| labelled(&[text.to_owned()], 0, field, knowledge).is_some());
    field.next().map(|field| (field, behind.trim()))
}

/// A heading of the field. Whose sheet it is stands above it too, so that only words that nobody uses for an own company
/// name a client.
fn is_label_of(label: &str, field: &str, knowledge: &Knowledge) -> bool {
    match field {
        "payer" => {
            is_label_of(label, "client", knowledge)
                || is_heading_of(label, (Table::Payments, field), knowledge)
        }
        "contract" => is_heading_of(label, (Table::Contracts, field), knowledge),
        _ => is_label_of_time(label, field, knowledge),
    }
}

fn is_heading_of(label: &str, (table, field): (Table, &str), knowledge: &Knowledge) -> bool {
    let position = knowledge.schema(table).position(field);
    let claims =
        |claim: &Claim| claim.strong && (claim.table, Some(claim.field)) == (table, position);
    knowledge.claims(&compact(label)).iter().any(claims)
}

fn is_label_of_time(label: &str, field: &str, knowledge: &Knowledge) -> bool {
    let position = knowledge.schema(Table::Time).position(field);
    let folded = fold(label);
    let claims = |claim: &Claim| {
        let sure = claim.strong || field == "person";
        claim.table == Table::Time && Some(claim.field) == position && sure
    };
    let own = field == "client" && knowledge.words.speaks_of_own_company(&folded);
    !folded.is_empty() && !own && knowledge.claims(&compact(label)).iter().any(claims)
}
