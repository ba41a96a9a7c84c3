//! One spelling for each client, person and project, and questions about spellings that look like one.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Fact;
use super::knowledge::Knowledge;
use crate::model::intake::{Question, Topic};
use crate::model::key::fold;
use crate::model::phrase::phrase;
use crate::model::{Decisions, Key, Kind, Phrase, SheetRef, Table, Value};

/// Kinds of names: their code in questions, their kind of field, and the table whose spelling wins.
const KINDS: [(&str, Kind, Table, &str); 3] = [
    ("client", Kind::Client, Table::Clients, "client"),
    ("person", Kind::Person, Table::People, "person"),
    ("project", Kind::Project, Table::Projects, "project"),
];

/// Files named in a question.
const FILES_SHOWN: usize = 3;

/// Spellings of one key.
#[derive(Default)]
struct Spellings {
    counts: BTreeMap<String, usize>,
    home: BTreeSet<String>,
    files: BTreeSet<String>,
    payer_only: bool,
}

impl Spellings {
    /// The home table's spelling, else the commonest, else the first.
    fn canonical(&self) -> &str {
        if let Some(home) = self.home.first() {
            return home;
        }
        self.counts
            .iter()
            .max_by(|(a, left), (b, right)| left.cmp(right).then(b.cmp(a)))
            .map_or("", |(spelling, _)| spelling)
    }

    fn count(&self) -> usize {
        self.counts.values().sum()
    }
}

/// Makes names one, and asks. Rewrites every client, person and project of the facts.
pub fn settle_names(
    facts: &mut [Fact],
    sheets: &[SheetRef],
    knowledge: &Knowledge,
    decisions: &Decisions,
) -> Vec<Question> {
    let mut questions = Vec::new();
    for (kind, field_kind, home, home_field) in KINDS {
        let mut known = collect(facts, sheets, knowledge, field_kind, home, home_field);
        if field_kind == Kind::Client {
            add_payers(&mut known, facts, sheets, knowledge);
        }
        let joined = joins(&known, kind, field_kind, knowledge, decisions);
        questions.extend(ask(&known, kind, field_kind, knowledge, decisions));
        rewrite(facts, &known, &joined, field_kind, knowledge);
    }
    questions
}

fn key_of(kind: Kind, name: &str, knowledge: &Knowledge) -> Key {
    let rules = &knowledge.name_rules;
    match kind {
        Kind::Client => rules.client(name),
        Kind::Person => rules.person(name),
        _ => rules.project(name),
    }
}

fn collect(
    facts: &[Fact],
    sheets: &[SheetRef],
    knowledge: &Knowledge,
    kind: Kind,
    home: Table,
    home_field: &str,
) -> BTreeMap<Key, Spellings> {
    let mut known: BTreeMap<Key, Spellings> = BTreeMap::new();
    for fact in facts {
        let schema = knowledge.schema(fact.table);
        for (field, value) in schema.fields.iter().zip(&fact.values) {
            let (true, Some(Value::Text(name))) = (field.kind == kind, value) else {
                continue;
            };
            let key = key_of(kind, name, knowledge);
            if key.is_empty() {
                continue;
            }
            let spellings = known.entry(key).or_default();
            *spellings.counts.entry(name.clone()).or_default() += 1;
            if fact.table == home && field.name == home_field {
                spellings.home.insert(name.clone());
            }
            let file = &sheets[fact.source as usize].file;
            if !spellings.files.contains(file.as_ref()) {
                spellings.files.insert(file.to_string());
            }
        }
    }
    known
}

/// Payers of incoming bank lines that are no client by key are asked about, as clients.
fn add_payers(
    known: &mut BTreeMap<Key, Spellings>,
    facts: &[Fact],
    sheets: &[SheetRef],
    knowledge: &Knowledge,
) {
    let schema = knowledge.schema(Table::Payments);
    for fact in facts.iter().filter(|fact| fact.table == Table::Payments) {
        let (Some(payer), Some("in")) =
            (fact.text(schema, "payer"), fact.text(schema, "direction"))
        else {
            continue;
        };
        let key = knowledge.name_rules.client(payer);
        let fresh = !known.contains_key(&key);
        if key.is_empty() {
            continue;
        }
        let spellings = known.entry(key).or_default();
        spellings.payer_only |= fresh;
        if spellings.payer_only {
            *spellings.counts.entry(payer.to_owned()).or_default() += 1;
            spellings
                .files
                .insert(sheets[fact.source as usize].file.to_string());
        }
    }
}

/// Keys that answers join to others.
fn joins(
    known: &BTreeMap<Key, Spellings>,
    code: &str,
    kind: Kind,
    knowledge: &Knowledge,
    decisions: &Decisions,
) -> BTreeMap<Key, (Key, String)> {
    let mut joined = BTreeMap::new();
    let asked = decisions
        .questions
        .iter()
        .filter(|asked| asked.topic == Topic::Names && asked.kind == code);
    for asked in asked {
        let answer = asked.answer.trim();
        let own = key_of(kind, &asked.subject, knowledge);
        let target = match knowledge.words.answer(&fold(answer)) {
            _ if answer.is_empty() => continue,
            Some("no") => continue,
            Some("yes") => asked.proposal.trim(),
            _ => answer,
        };
        let key = key_of(kind, target, knowledge);
        if !target.is_empty() && !key.is_empty() && key != own && !own.is_empty() {
            let spelling = known
                .get(&key)
                .map_or(target, |spellings| spellings.canonical())
                .to_owned();
            joined.insert(own, (key, spelling));
        }
    }
    joined
}

/// Follows joins to their end; a circle ends where it began.
fn end_of<'j>(key: &'j Key, joined: &'j BTreeMap<Key, (Key, String)>) -> Option<&'j (Key, String)> {
    let mut seen = BTreeSet::from([key]);
    let mut last = joined.get(key)?;
    while let Some(next) = joined.get(&last.0) {
        if !seen.insert(&last.0) {
            break;
        }
        last = next;
    }
    Some(last)
}

fn rewrite(
    facts: &mut [Fact],
    known: &BTreeMap<Key, Spellings>,
    joined: &BTreeMap<Key, (Key, String)>,
    kind: Kind,
    knowledge: &Knowledge,
) {
    let mut spelled: BTreeMap<String, String> = BTreeMap::new();
    for (key, spellings) in known {
        let canonical = end_of(key, joined).map_or(spellings.canonical(), |(_, spelling)| spelling);
        for spelling in spellings
            .counts
            .keys()
            .filter(|spelling| *spelling != canonical)
        {
            spelled.insert(spelling.clone(), canonical.to_owned());
        }
    }
    for fact in facts {
        let schema = knowledge.schema(fact.table);
        for (field, value) in schema.fields.iter().zip(fact.values.iter_mut()) {
            if field.kind != kind {
                continue;
            }
            let Some(Value::Text(name)) = value else {
                continue;
            };
            if let Some(canonical) = spelled.get(name.as_str()) {
                *name = canonical.clone();
            }
        }
    }
}

fn ask(
    known: &BTreeMap<Key, Spellings>,
    code: &str,
    kind: Kind,
    knowledge: &Knowledge,
    decisions: &Decisions,
) -> Vec<Question> {
    let names: Vec<Name<'_>> = known
        .iter()
        .map(|(key, spellings)| Name::new(key, spellings, kind, knowledge))
        .collect();
    let mut words: BTreeMap<&str, usize> = BTreeMap::new();
    for name in &names {
        for word in name.words.iter().collect::<BTreeSet<_>>() {
            *words.entry(word.as_str()).or_default() += 1;
        }
    }
    let listed = names.iter().any(|name| !name.spellings.home.is_empty());
    names
        .iter()
        .filter(|name| name.spellings.home.is_empty())
        .filter_map(|name| {
            let best = nearest(name, &names, &words, kind);
            let payer = name.spellings.payer_only && listed;
            let (proposal, reason) = match best {
                Some((other, reason)) => (other.spellings.canonical().to_owned(), reason),
                None if payer => (
                    String::new(),
                    phrase("it pays, and no client is called so", &[]),
                ),
                None => return None,
            };
            let subject = name.spellings.canonical().to_owned();
            let answer = decisions
                .answer(Topic::Names, code, &subject, "")
                .unwrap_or_default();
            Some(Question {
                topic: Topic::Names,
                kind: code.to_owned(),
                subject,
                seen_in: seen_in(&name.spellings.files),
                proposal,
                reason,
                answer: answer.to_owned(),
                stale: false,
            })
        })
        .collect()
}

fn seen_in(files: &BTreeSet<String>) -> String {
    let shown: Vec<&str> = files.iter().take(FILES_SHOWN).map(String::as_str).collect();
    shown.join("; ")
}

struct Name<'n> {
    spellings: &'n Spellings,
    words: Vec<String>,
    key: &'n Key,
}

impl<'n> Name<'n> {
    fn new(key: &'n Key, spellings: &'n Spellings, kind: Kind, knowledge: &Knowledge) -> Name<'n> {
        let folded = fold(spellings.canonical());
        let forms = &knowledge.name_rules.legal_forms;
        let words = folded
            .split(' ')
            .filter(|word| !word.is_empty())
            .filter(|word| kind != Kind::Client || !forms.iter().any(|form| form == word))
            .map(str::to_owned)
            .collect();
        Name {
            spellings,
            words,
            key,
        }
    }

    fn digits(&self) -> Vec<&str> {
        let mut digits: Vec<&str> = self
            .words
            .iter()
            .map(String::as_str)
            .filter(|word| word.chars().any(|letter| letter.is_numeric()))
            .collect();
        digits.sort_unstable();
        digits
    }
}

/// The listed name, else the commoner one, that a name is likely a slip of.
fn nearest<'n>(
    name: &Name<'_>,
    names: &'n [Name<'n>],
    words: &BTreeMap<&str, usize>,
    kind: Kind,
) -> Option<(&'n Name<'n>, Phrase)> {
    names
        .iter()
        .filter(|other| other.key != name.key && !other.spellings.payer_only)
        .filter(|other| {
            !other.spellings.home.is_empty() || other.spellings.count() > name.spellings.count()
        })
        .filter(|other| other.digits() == name.digits())
        .filter_map(|other| {
            likeness(name, other, words, kind).map(|(score, reason)| (score, other, reason))
        })
        .max_by(|(a, left, _), (b, right, _)| a.cmp(b).then_with(|| right.key.cmp(left.key)))
        .map(|(_, other, reason)| (other, reason))
}

/// How alike two names are, and why: never by overall likeness alone, always over a shared word that few
/// other names have, or a slip inside one word.
fn likeness(
    name: &Name<'_>,
    other: &Name<'_>,
    words: &BTreeMap<&str, usize>,
    kind: Kind,
) -> Option<(u32, Phrase)> {
    let (mine, theirs) = (&name.words, &other.words);
    let shared: Vec<&String> = mine.iter().filter(|word| theirs.contains(word)).collect();
    let distinctive = shared.iter().find(|word| {
        word.chars().count() >= if is_chinese(word) { 2 } else { 4 }
            && words.get(word.as_str()).is_some_and(|count| *count <= 3)
    });
    if let Some(word) = distinctive {
        if kind == Kind::Person && initials_fit(mine, theirs) {
            return Some((90, phrase("same {} and same initials", &[word])));
        }
        if mine.len() == theirs.len() && pairs_are_slips(mine, theirs) {
            return Some((
                80,
                phrase("shares {}, and the rest differs by a slip", &[word]),
            ));
        }
        let within = mine.iter().all(|word| theirs.contains(word))
            || theirs.iter().all(|word| mine.contains(word));
        if within && kind == Kind::Client && mine.len().abs_diff(theirs.len()) <= 2 {
            return Some((
                60,
                phrase("shares {}, and one is the other shortened", &[word]),
            ));
        }
        return None;
    }
    if mine.len() == theirs.len() && shared.len() + 1 >= mine.len() && pairs_are_slips(mine, theirs)
    {
        return Some((70, phrase("differs by a slip", &[])));
    }
    let (left, right) = (mine.concat(), theirs.concat());
    let chinese = is_chinese(&left) && is_chinese(&right) && kind != Kind::Person;
    let contained = left.contains(&right) || right.contains(&left);
    if chinese && contained && left.chars().count().min(right.chars().count()) >= 2 {
        return Some((50, phrase("one is the other shortened", &[])));
    }
    None
}

/// Words that are not shared differ by one or two letters of a long word.
fn pairs_are_slips(mine: &[String], theirs: &[String]) -> bool {
    let left: Vec<&String> = mine.iter().filter(|word| !theirs.contains(word)).collect();
    let right: Vec<&String> = theirs.iter().filter(|word| !mine.contains(word)).collect();
    left.len() == right.len()
        && !left.is_empty()
        && left.iter().zip(&right).all(|(a, b)| {
            let length = a.chars().count().min(b.chars().count());
            let limit = match length {
                0..=4 => 0,
                5..=8 => 1,
                _ => 2,
            };
            strsim::damerau_levenshtein(a, b) <= limit
        })
}

/// `Омаров Д.` and `Омаров Данияр`: a shared surname, and initials for the rest.
fn initials_fit(mine: &[String], theirs: &[String]) -> bool {
    let rest = |names: &[String], others: &[String]| -> Vec<String> {
        names
            .iter()
            .filter(|word| !others.contains(word))
            .cloned()
            .collect()
    };
    let (left, right) = (rest(mine, theirs), rest(theirs, mine));
    if left.is_empty() || right.is_empty() {
        return false;
    }
    let (short, long) = if left.concat().chars().count() <= right.concat().chars().count() {
        (left, right)
    } else {
        (right, left)
    };
    let initials: Vec<char> = short.iter().flat_map(|word| word.chars()).collect();
    short.iter().all(|word| word.chars().count() <= 2)
        && long.first().and_then(|word| word.chars().next()) == initials.first().copied()
}

fn is_chinese(word: &str) -> bool {
    !word.is_empty()
        && word
            .chars()
            .all(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{answered, grid, read_with, shown};
    use super::*;
    use crate::model::Intake;

    fn intake(questions: Vec<Question>) -> Intake {
        let clients =
            "Client|Status\nDunmarrow Housing Ltd|active\nFenwick|active\nBolland Foods|active";
        let time = "Date|Person|Client|Hours\n@46300|Anna Li|DUNMARROW HOUSING|1\n@46301|Anna Li|Dunmarow Housing|2\n@46302|Anna Li|Fenwick|4\n@46303|Anna Li|FWK|8";
        let sheets = vec![grid("clients.csv", "", clients), grid("time.csv", "", time)];
        read_with(
            sheets,
            &Decisions {
                questions,
                ..Decisions::default()
            },
        )
    }

    #[test]
    fn a_slip_is_asked_about_and_kept_apart_until_answered() {
        let intake = intake(Vec::new());
        let asked: Vec<(&str, &str, &str)> = intake
            .questions
            .iter()
            .map(|asked| {
                (
                    asked.kind.as_str(),
                    asked.subject.as_str(),
                    asked.proposal.as_str(),
                )
            })
            .collect();
        assert_eq!(
            asked,
            [("client", "Dunmarow Housing", "Dunmarrow Housing Ltd")]
        );
        assert_eq!(
            shown(&intake, Table::Time, &["client"]),
            [
                "Dunmarrow Housing Ltd",
                "Dunmarow Housing",
                "Fenwick",
                "FWK"
            ]
        );
    }

    #[test]
    fn answers_join_names_in_any_language() {
        let proposed = |answer: &str| Question {
            proposal: "Dunmarrow Housing Ltd".to_owned(),
            ..answered(Topic::Names, "client", "Dunmarow Housing", "", answer)
        };
        let alias = |answer: &str| answered(Topic::Names, "client", "FWK", "", answer);
        for (questions, expected) in [
            (vec![proposed("yes")], ["Dunmarrow Housing Ltd", "FWK"]),
            (vec![proposed("Да")], ["Dunmarrow Housing Ltd", "FWK"]),
            (vec![proposed("是")], ["Dunmarrow Housing Ltd", "FWK"]),
            (vec![proposed("no")], ["Dunmarow Housing", "FWK"]),
            (vec![proposed("нет")], ["Dunmarow Housing", "FWK"]),
            (vec![proposed("否")], ["Dunmarow Housing", "FWK"]),
            (
                vec![proposed("Dunmarow Housing")],
                ["Dunmarow Housing", "FWK"],
            ),
            (vec![proposed("bolland foods")], ["Bolland Foods", "FWK"]),
            (vec![alias("fenwick")], ["Dunmarow Housing", "Fenwick"]),
            (
                vec![alias("Dunmarow Housing"), proposed("yes")],
                ["Dunmarrow Housing Ltd", "Dunmarrow Housing Ltd"],
            ),
            (
                vec![alias("Dunmarow Housing"), proposed("FWK")],
                ["Dunmarow Housing", "FWK"],
            ),
        ] {
            let said: Vec<&str> = questions
                .iter()
                .map(|asked| asked.answer.as_str())
                .collect();
            let said = said.join(", ");
            let intake = intake(questions);
            let names = shown(&intake, Table::Time, &["client"]);
            assert_eq!([names[1].as_str(), names[3].as_str()], expected, "{said}");
            assert_eq!(intake.accounts[1].used, 4, "no hour is lost");
        }
    }
}
