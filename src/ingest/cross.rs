//! Grids turned on their side: days down and projects, people or kinds of hours across; and hours of people on projects
//! for one month.

use std::collections::BTreeMap;

use super::across::{Across, are_known, clients_or_projects};
use super::columns::{Mapping, Slot, View};
use super::grid::text;
use super::grid_trouble::{says_hours, units_say_hours};
use super::gridcell::{Language, Says};
use super::header::{Heading, compact};
use super::knowledge::{Claim, Knowledge};
use super::period::{Length, Period};
use super::recognise::Talk;
use super::season::Season;
use super::sheet::Cell;
use super::unpivot::{Hint, hint};
use super::value::Decimal;
use super::words::{Attendance, Helper};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Kind, Phrase, Table};

/// What a column across holds hours of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A project or a person, by its heading.
    Named(String),
    /// Worked hours, for nothing in particular.
    Work,
    /// An absence, by its code.
    Leave(String),
}

/// What stands down the side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    /// Days, in this column.
    Days(u32),
    /// Names, in this column; all cells lie in one period.
    Names(u32, Period),
}

const PROJECTS: Across = Across::Projects { guessed: false };

/// A grid on its side.
#[derive(Clone, Debug)]
pub struct Cross {
    /// What stands down the side.
    pub side: Side,
    /// The columns across. Totals, public holidays and clock times are not among them.
    pub subjects: Vec<(u32, Subject)>,
    /// What the names across are.
    pub across: Across,
    /// Its hours are planned.
    pub planned: bool,
    /// Clients of projects across, where headings of two rows name both.
    pub clients: BTreeMap<u32, String>,
    /// Other files know the names across.
    pub known: bool,
}

impl Cross {
    /// A list's column is none of its subjects, but the total of them.
    pub fn sums_to(&self, heading: &str, knowledge: &Knowledge) -> bool {
        !self.is_attendance() && self.subjects.len() >= 2 && is_total(heading, knowledge)
    }

    /// Nothing says what the hours were for.
    pub fn is_attendance(&self) -> bool {
        !self
            .subjects
            .iter()
            .any(|(_, subject)| matches!(subject, Subject::Named(_)))
    }

    /// Why it is taken for that.
    pub fn because(&self) -> Vec<Phrase> {
        let mut because = vec![match self.side {
            Side::Days(_) => phrase("each row is a day, each column a subject of its hours", &[]),
            Side::Names(_, period) if period.length == Length::Week => {
                phrase("its hours are those of the week that its title names", &[])
            }
            Side::Names(..) => phrase("its hours are those of the month that its title names", &[]),
        }];
        if !self.is_attendance() {
            let kind = self.across.plural();
            because.push(phrase("its columns are taken for {}", &[&kind]));
        }
        because
    }
}

/// Looks for a grid on its side among columns that are no list.
pub fn cross(
    views: &[View<'_>],
    time: &Mapping,
    talk: &Talk,
    knowledge: &Knowledge,
) -> Option<Cross> {
    let cells: Vec<Cell<'_>> = views
        .iter()
        .flat_map(|view| view.cells.iter().copied())
        .collect();
    let sideways = match is_list(time, knowledge) {
        true => None,
        false => days_down(views, time, talk, knowledge),
    };
    // names that other files know leave no doubt of what the numbers below them are
    let of_names = sideways.as_ref().is_some_and(|cross| {
        !cross.clients.is_empty() || cross.across == Across::People && cross.known
    });
    if !of_names && !says_hours(views, talk, knowledge) && !units_say_hours(&cells) {
        return None;
    }
    sideways.or_else(|| month_of_names(views, time, talk, knowledge))
}

/// Each row names who worked for whom: columns beside that are of the entry, and no subjects.
fn is_list(time: &Mapping, knowledge: &Knowledge) -> bool {
    let schema = knowledge.schema(Table::Time);
    let mut both = ["person", "client"].into_iter();
    both.all(|field| time.column_of(schema, field).is_some())
}

fn days_down(
    views: &[View<'_>],
    time: &Mapping,
    talk: &Talk,
    knowledge: &Knowledge,
) -> Option<Cross> {
    let days = views
        .iter()
        .find(|view| are_days(view, knowledge, false))
        .or_else(|| views.iter().find(|view| are_days(view, knowledge, true)))?;
    let others: Vec<&View<'_>> = views
        .iter()
        .filter(|view| view.column != days.column && !is_named(view, time, knowledge))
        .collect();
    let subjects = subjects(&others, knowledge);
    let named = subjects
        .iter()
        .filter(|(_, subject)| matches!(subject, Subject::Named(_)))
        .count();
    let work = subjects
        .iter()
        .any(|(_, subject)| *subject == Subject::Work);
    let (subjects, clients) = with_clients(subjects, talk, knowledge);
    let known = are_known_people(&subjects, talk, knowledge);
    let across = match () {
        () if !clients.is_empty() => PROJECTS,
        () if known => Across::People,
        () if names_work(time, knowledge) => Across::Projects { guessed: true },
        () if are_people(&subjects, knowledge) => Across::People,
        () => clients_or_projects(&subjects, talk, knowledge),
    };
    (named >= 2 || work).then_some(Cross {
        side: Side::Days(days.column),
        across,
        planned: false,
        subjects,
        clients,
        known,
    })
}

/// A column beside the days names clients already.
fn names_work(time: &Mapping, knowledge: &Knowledge) -> bool {
    let schema = knowledge.schema(Table::Time);
    time.column_of(schema, "client").is_some()
}

/// Other files know every name across as a person's.
fn are_known_people(subjects: &[(u32, Subject)], talk: &Talk, knowledge: &Knowledge) -> bool {
    let names = subjects.iter().filter_map(|(_, subject)| match subject {
        Subject::Named(name) => Some(name.as_str()),
        _ => None,
    });
    let known = talk.known.as_ref();
    known.is_some_and(|known| known.are_all("person", names, knowledge))
}

/// Most cells are days; weekdays alone only where no better column is. Where the heading names days, fewer tell.
fn are_days(view: &View<'_>, knowledge: &Knowledge, weekdays: bool) -> bool {
    let fits = |cell: &&Cell| match hint(cell, &knowledge.words) {
        Some(Hint::Day(_) | Hint::DayMonth(..) | Hint::Pair { .. } | Hint::WordAndNumber(..)) => {
            true
        }
        Some(Hint::Weekday(_)) => weekdays,
        _ => false,
    };
    // what stands below the days of a form is no day and speaks against none
    let sums = |cell: &&Cell| text(cell).is_some_and(|text| is_total(text, knowledge));
    let cells = view.cells.iter().filter(|cell| !sums(cell));
    let all = cells.clone().count();
    let days = cells.copied().filter(|cell| fits(&cell)).count();
    let least = if names_field(&view.heading, "date", knowledge) {
        1
    } else {
        3
    };
    days >= least && days * 10 >= all * 6
}

/// A column of names or texts that the table has a field for, or of clock times.
fn is_named(view: &View<'_>, time: &Mapping, knowledge: &Knowledge) -> bool {
    let schema = knowledge.schema(Table::Time);
    let is_name = |at: usize| !matches!(schema.fields[at].name.as_str(), "duration" | "date");
    let bound = time.slot_of(view.column).map(|bound| match bound.slot {
        Slot::Field(at) => is_name(at),
        Slot::Helper(_) => true,
    });
    let mut claims = view
        .heading
        .keys
        .iter()
        .flat_map(|(key, _)| knowledge.claims(key));
    let invoices = knowledge.schema(Table::Invoices);
    let is_number = |claim: &Claim| {
        let number = invoices.position("number") == Some(claim.field);
        claim.table == Table::Invoices && claim.strong && number
    };
    bound == Some(true)
        || claims
            .any(|claim| claim.table == Table::Time && is_name(claim.field) || is_number(claim))
}

/// Columns of hours, each with what it holds hours of. Where nothing but totals are left, the first total is the work.
fn subjects(views: &[&View<'_>], knowledge: &Knowledge) -> Vec<(u32, Subject)> {
    let hours: Vec<&&View<'_>> = views
        .iter()
        .filter(|view| holds_hours(view, knowledge) && !is_clock(&view.heading, knowledge))
        .collect();
    let total = |view: &View<'_>| is_total(&view.heading.text, knowledge);
    let mut subjects: Vec<(u32, Subject)> = hours
        .iter()
        .filter(|view| !total(view))
        .filter_map(|view| Some((view.column, subject(&view.heading, knowledge)?)))
        .collect();
    if subjects.is_empty()
        && let Some(view) = hours.iter().find(|view| total(view))
    {
        subjects.push((view.column, Subject::Work));
    }
    subjects
}

fn holds_hours(view: &View<'_>, knowledge: &Knowledge) -> bool {
    let mut comma = Language::default();
    comma.habits.decimal = Decimal::Comma;
    let languages = [Language::default(), comma];
    let reads = |cell: &&Cell| {
        languages.iter().any(|language| {
            matches!(
                language.says(cell, Length::Month, &knowledge.words),
                Ok(Says::Time(_) | Says::Nothing | Says::Away(..))
            )
        })
    };
    let read = view
        .cells
        .iter()
        .copied()
        .filter(|cell| reads(&cell))
        .count();
    !view.heading.text.is_empty() && read > 0 && read * 10 >= view.cells.len() * 8
}

fn is_total(heading: &str, knowledge: &Knowledge) -> bool {
    let folded = fold(heading);
    let words = &knowledge.words;
    words.total_label(&folded).is_some() || folded.split(' ').any(|word| words.is_total(word))
}

/// Clock times and breaks.
fn is_clock(heading: &Heading, knowledge: &Knowledge) -> bool {
    let helper = heading
        .keys
        .iter()
        .filter_map(|(key, _)| knowledge.words.helper(key, Table::Time))
        .any(|helper| matches!(helper, Helper::StartsAt | Helper::EndsAt));
    helper || knowledge.words.speaks_of_breaks(&fold(&heading.text))
}

/// What a column's heading says its hours are; nothing for public holidays.
fn subject(heading: &Heading, knowledge: &Knowledge) -> Option<Subject> {
    let folded = fold(&heading.text);
    let schema = knowledge.schema(Table::Time);
    let duration = schema.position("duration");
    let plain_hours = || {
        let mut claims = heading
            .keys
            .iter()
            .flat_map(|(key, _)| knowledge.claims(key));
        claims.any(|claim| claim.table == Table::Time && Some(claim.field) == duration)
    };
    if let Some(code) = knowledge.words.leave(&folded) {
        return Some(Subject::Leave(code.to_owned()));
    }
    match knowledge.words.attendance(&folded) {
        Some(Attendance::Off) => None,
        Some(Attendance::Present) => Some(Subject::Work),
        None if plain_hours() => Some(Subject::Work),
        None => Some(Subject::Named(heading.text.clone())),
    }
}

/// The names below one heading that stands above all of them and says what they are: `姓名` above people.
fn below_one_heading(
    subjects: Vec<(u32, Subject)>,
    knowledge: &Knowledge,
) -> (Vec<(u32, Subject)>, Option<Across>) {
    let parted = subjects.iter().map(|(column, subject)| match subject {
        Subject::Named(name) => {
            let (upper, lower) = name.split_once(" / ")?;
            Some((*column, fold(upper), lower.to_owned()))
        }
        _ => None,
    });
    let parted: Option<Vec<(u32, String, String)>> = parted.collect();
    let upper = parted.as_ref().and_then(|parted| Some(&parted.first()?.1));
    let Some((parted, upper)) = parted.as_ref().zip(upper) else {
        return (subjects, None);
    };
    let time = knowledge.schema(Table::Time);
    let key = compact(upper);
    let says = |field: &str| {
        let mut claims = knowledge.claims(&key).iter();
        claims.any(|claim| {
            claim.table == Table::Time && Some(claim.field) == time.position(field) && claim.strong
        })
    };
    let mut kinds = ["person", "client", "project"].into_iter();
    let above = kinds.find(|field| says(field)).and_then(Across::of_field);
    if above.is_none() || parted.len() < 2 || parted.iter().any(|(_, own, _)| own != upper) {
        return (subjects, None);
    }
    let named = parted
        .iter()
        .map(|(column, _, lower)| (*column, Subject::Named(lower.clone())));
    (named.collect(), above)
}

/// One of the names across is the agency itself, which stands among clients and projects and never among people.
fn has_own_work(subjects: &[(u32, Subject)], knowledge: &Knowledge) -> bool {
    subjects.iter().any(|(_, subject)| match subject {
        Subject::Named(name) => knowledge.words.is_internal(&fold(name)),
        _ => false,
    })
}

/// Headings of two rows, all of them, are clients above their projects where other files know most of the upper names or one
/// of them is the agency itself.
fn with_clients(
    subjects: Vec<(u32, Subject)>,
    talk: &Talk,
    knowledge: &Knowledge,
) -> (Vec<(u32, Subject)>, BTreeMap<u32, String>) {
    let parted: Option<Vec<(u32, &str, &str)>> = { subjects.iter() }
        .map(|(column, subject)| match subject {
            Subject::Named(name) => {
                let (upper, lower) = name.split_once(" / ")?;
                (!lower.contains(" / ")).then_some((*column, upper, lower))
            }
            _ => None,
        })
        .collect();
    let parted = parted.unwrap_or_default();
    let is_known = |name: &str| {
        let known = talk.known.as_ref();
        known.is_some_and(|known| known.are_all("client", std::iter::once(name), knowledge))
    };
    let known = parted
        .iter()
        .filter(|(_, upper, _)| is_known(upper))
        .count();
    let own = |(_, upper, _): &(u32, &str, &str)| knowledge.words.is_internal(&fold(upper));
    if parted.is_empty() || known * 2 < parted.len() && !parted.iter().any(own) {
        return (subjects, BTreeMap::new());
    }
    let clients = parted
        .iter()
        .map(|(column, upper, _)| (*column, (*upper).to_owned()));
    let projects = parted
        .iter()
        .map(|(column, _, lower)| (*column, Subject::Named((*lower).to_owned())));
    (projects.collect(), clients.collect())
}

/// Every named column is called like a person.
fn are_people(subjects: &[(u32, Subject)], knowledge: &Knowledge) -> bool {
    let names = || {
        subjects.iter().filter_map(|(_, subject)| match subject {
            Subject::Named(name) => Some(name.as_str()),
            _ => None,
        })
    };
    names().count() > 0 && names().all(|name| looks_like_a_person(name, knowledge))
}

/// Two or three capitalised words without digits, a surname with initials, or a word for people and its number.
pub fn looks_like_a_person(name: &str, knowledge: &Knowledge) -> bool {
    let schema = knowledge.schema(Table::Time);
    let person = schema.position("person");
    let first = fold(name).split(' ').next().unwrap_or_default().to_owned();
    let numbered = knowledge
        .claims(&first)
        .iter()
        .any(|claim| claim.table == Table::Time && Some(claim.field) == person && claim.strong);
    let words: Vec<&str> = name
        .split([' ', '.'])
        .filter(|word| !word.is_empty())
        .collect();
    let capitalised = |word: &&str| {
        word.chars().next().is_some_and(char::is_uppercase)
            && word
                .chars()
                .all(|letter| letter.is_alphabetic() || "-'’".contains(letter))
    };
    numbered || (2..=3).contains(&words.len()) && words.iter().all(capitalised)
}

/// Every cell is a text of letters, and there are several.
fn holds_names(view: &View<'_>) -> bool {
    let named = |cell: &Cell<'_>| text(cell).is_some_and(|name| name.contains(char::is_alphabetic));
    view.cells.len() >= 2 && view.cells.iter().all(named)
}

/// The week, else the month, that the surroundings name.
fn period_told(season: Season) -> Option<Period> {
    if let Some(start) = season.week {
        let length = Length::Week;
        return Some(Period { start, length });
    }
    let start = chrono::NaiveDate::from_ymd_opt(season.year?, season.month?, 1)?;
    let length = Length::Month;
    Some(Period { start, length })
}

/// A heading of people, whatever their names look like.
fn names_people(heading: &Heading, knowledge: &Knowledge) -> bool {
    names_field(heading, "person", knowledge)
}

fn names_field(heading: &Heading, field: &str, knowledge: &Knowledge) -> bool {
    let field = knowledge.schema(Table::Time).position(field);
    let keys = heading.keys.iter();
    let mut claims = keys.flat_map(|(key, _)| knowledge.claims(key));
    claims.any(|claim| claim.table == Table::Time && Some(claim.field) == field && claim.strong)
}

/// Hours, shares and amounts of a report: norm, capacity, billable, utilization. No project is called so.
fn measures(heading: &Heading, knowledge: &Knowledge) -> bool {
    let tables = [Table::People, Table::Projects, Table::Time, Table::Goals];
    let measured = |table: Table, field: usize| {
        let kind = knowledge.schema(table).fields[field].kind;
        matches!(
            kind,
            Kind::Duration | Kind::Money | Kind::Share | Kind::Flag
        )
    };
    let keys = heading.keys.iter();
    let mut claims = keys.flat_map(|(key, _)| knowledge.claims(key));
    let spoken = |table: Table| {
        let found = knowledge.contained(&heading.words, table);
        found.into_iter().any(|(field, _)| measured(table, field))
    };
    let words = &knowledge.words;
    heading.planned
        || heading.text.contains(['%', '％'])
        || words.speaks_of_shares(heading.words.trim())
        || is_difference(heading, knowledge)
        || claims.any(|claim| claim.table != Table::Time && measured(claim.table, claim.field))
        || tables.into_iter().any(spoken)
}

/// A word of differences, alone or beside what it compares; `Delta Optics` is a name.
fn is_difference(heading: &Heading, knowledge: &Knowledge) -> bool {
    let words = &knowledge.words;
    let said = heading.words.trim();
    let (first, rest) = said.split_once(' ').unwrap_or((said, ""));
    let compared = |word: &str| {
        words.speaks_of_hours(word)
            || words.speaks_of_plans(&format!(" {word} "))
            || words.speaks_of_what_was_done(word)
            || words.speaks_of_shares(word)
            || words.speaks_of_money(word)
            || words.month(word).is_some()
    };
    let begins_a_name = words.speaks_of_differences(&format!(" {first} "))
        && !rest.is_empty()
        && !rest.split(' ').any(compared);
    words.speaks_of_differences(&heading.words) && !begins_a_name
}

/// Two columns make a grid only of people, or beside their total.
fn names_people_or_total(first: &View<'_>, others: &[View<'_>], knowledge: &Knowledge) -> bool {
    let mut others = others.iter();
    names_people(&first.heading, knowledge)
        || first.heading.text.is_empty()
            && others.any(|view| is_total(&view.heading.text, knowledge))
            && first
                .cells
                .iter()
                .filter_map(|cell| text(cell))
                .all(|name| is_total(name, knowledge) || looks_like_a_person(name, knowledge))
}

/// A title, sheet or file speaks of a plan, `План`, or of its hours, `Planned hours`, and none of time that was worked. What its
/// folder is called says as little as the name of a planning team.
fn is_planned(talk: &Talk, knowledge: &Knowledge) -> bool {
    let words = &knowledge.words;
    let file = talk.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let titles = talk.titles.iter().map(String::as_str);
    let said: Vec<String> = [file, talk.sheet.as_str()]
        .into_iter()
        .chain(titles)
        .map(fold)
        .collect();
    let planned = |said: &String| {
        knowledge.is_titled(said, Table::Bookings)
            && !words.speaks_of("departments", said)
            && (!knowledge.is_titled(said, Table::Time) || words.speaks_of_plans(said))
    };
    let worked = |said: &String| {
        words.speaks_of_what_was_done(said)
            || knowledge.is_titled(&without_hours(said, knowledge), Table::Time)
    };
    said.iter().any(planned) && !said.iter().any(worked)
}

/// A folded text without its words of hours, which plans count in too.
fn without_hours(said: &str, knowledge: &Knowledge) -> String {
    let is_unit = |word: &&str| knowledge.words.unit(word, "").is_some();
    let left: Vec<&str> = said.split(' ').filter(|word| !is_unit(word)).collect();
    left.join(" ")
}

/// Names down the side and names across, in a month that the surroundings name.
fn month_of_names(
    views: &[View<'_>],
    time: &Mapping,
    talk: &Talk,
    knowledge: &Knowledge,
) -> Option<Cross> {
    let period = period_told(talk.season(knowledge))?;
    let dated = |view: &View<'_>| {
        let hint = view.heading.hint;
        matches!(
            hint,
            Some(Hint::Day(_) | Hint::DayMonth(..) | Hint::Range(..) | Hint::Week(..))
        )
    };
    // rows that name their own day are of no month as a whole
    let own_days = views.iter().any(|view| are_days(view, knowledge, false));
    if own_days || views.iter().any(dated) {
        return None;
    }
    let planned = is_planned(talk, knowledge);
    let at = views.iter().position(holds_names)?;
    let first = &views[at];
    let names: Vec<&str> = first.cells.iter().filter_map(|cell| text(cell)).collect();
    // Numbers of rows may stand before the names; teams, posts and other words beside them.
    let others: Vec<&View<'_>> = views[at + 1..]
        .iter()
        .filter(|view| !view.heading.text.is_empty() && !holds_names(view))
        .collect();
    let (subjects, above) = below_one_heading(subjects(&others, knowledge), knowledge);
    let named = subjects
        .iter()
        .filter(|(_, subject)| matches!(subject, Subject::Named(_)))
        .count();
    // whose work it was stands down the side, who did it or what it was across
    let clients_down = names_field(&first.heading, "client", knowledge)
        || names_field(&first.heading, "project", knowledge);
    let known = |field: &str| {
        let names = subjects.iter().filter_map(|(_, subject)| match subject {
            Subject::Named(name) => Some(name.as_str()),
            _ => None,
        });
        are_known(&names.collect::<Vec<_>>(), field, talk, knowledge)
    };
    let people_across = above == Some(Across::People)
        || are_people(&subjects, knowledge)
        || clients_down && known("person");
    let rows = names.iter().filter(|name| !is_total(name, knowledge));
    let people_down = !clients_down
        && (names_people(&first.heading, knowledge)
            || rows.clone().count() > 0
                && rows
                    .clone()
                    .all(|name| looks_like_a_person(name, knowledge))
            || first.heading.text.is_empty()
                && !people_across
                && has_own_work(&subjects, knowledge)
                && rows
                    .clone()
                    .all(|name| !knowledge.words.is_internal(&fold(name))));
    let all = others
        .iter()
        .filter(|view| !is_total(&view.heading.text, knowledge))
        .count();
    let known_clients = || known("client");
    let tasks_down = names_field(&first.heading, "task", knowledge);
    let grid = named >= 3 && (clients_down || people_across != people_down)
        || named >= 2 && tasks_down && known_clients()
        || named >= 2 && clients_down && people_across
        || named >= 2
            && !people_across
            && names_people_or_total(first, &views[at + 1..], knowledge);
    let listed = others
        .iter()
        .filter(|view| !is_total(&view.heading.text, knowledge))
        .any(|view| {
            above.is_none() && is_named(view, time, knowledge) || measures(&view.heading, knowledge)
        });
    let across = match () {
        () if tasks_down && known_clients() => Across::Clients,
        () if people_across => Across::People,
        () if above.is_some() => above.unwrap_or(PROJECTS),
        () if clients_down => PROJECTS,
        () => clients_or_projects(&subjects, talk, knowledge),
    };
    (grid && subjects.len() == all && !listed).then_some(Cross {
        side: Side::Names(first.column, period),
        subjects,
        across,
        planned,
        clients: BTreeMap::new(),
        known: false,
    })
}
