//! One spelling for each client, person and project: what is safely one is linked and listed, what may be one is asked.
//!
//! Until answered, a spelling that is only similar stands for itself; no row is set aside for its name. Every link gives its reason and
//! is undone by an answer: the spelling itself, or `no`.

mod answers;
mod ask;
mod gather;
mod glance;
mod groups;
mod identities;
mod index;
mod legal;
mod likely;
mod nodes;
mod proven;
mod safe;
mod spelling;

use std::collections::{BTreeMap, BTreeSet};

use super::addresses::Addresses;
use super::facts::Facts;
use super::knowledge::Knowledge;
use crate::model::intake::{Link, Question};
use crate::model::phrase::phrase;
use crate::model::{Decisions, Kind, SheetRef};
use answers::Said;
use ask::Asking;
use gather::Seen;
use groups::{Groups, Told};
use index::Index;
use nodes::Names;

/// Kinds of names, with their codes in questions and links.
const KINDS: [(&str, Kind); 3] = [
    ("client", Kind::Client),
    ("person", Kind::Person),
    ("project", Kind::Project),
];

/// What became of the names.
#[derive(Default)]
pub struct Settled {
    /// Spellings taken as another, sorted by kind and spelling.
    pub links: Vec<Link>,
    /// What to ask.
    pub questions: Vec<Question>,
    /// Payers of bank lines that are a client: spelling as written to the client's.
    pub payers: BTreeMap<String, String>,
    /// Clients whose name some file gives with its legal form, to that spelling.
    pub legal_names: BTreeMap<String, String>,
}

/// Makes names one, and asks. Rewrites every client, person and project of the facts.
pub fn settle_names(
    facts: &mut Facts,
    sheets: &[SheetRef],
    beside: &Addresses,
    knowledge: &Knowledge,
    decisions: &Decisions,
) -> Settled {
    let mut settled = Settled::default();
    let addresses = gather::addresses(facts, knowledge);
    for (code, kind) in KINDS {
        let seen = gather::gather(facts, sheets, knowledge, kind);
        let said = answers::said(decisions, code, knowledge);
        let mut names = Names::of(kind, seen.clone(), &said, &knowledge.name_rules);
        answers::hand_out(&mut names, &said, knowledge);
        let index = Index::of(&names);
        let told = match kind {
            Kind::Person => Told {
                addresses: addresses.clone(),
                beside: beside.clone(),
                others: gather::other_names(facts, knowledge, kind),
                ..Told::default()
            },
            Kind::Client => Told {
                others: gather::other_names(facts, knowledge, kind),
                proven: proven::proven(facts, &seen, knowledge),
                identities: identities::identities(facts, knowledge),
                ..Told::default()
            },
            _ => Told {
                others: gather::other_names(facts, knowledge, kind),
                ..Told::default()
            },
        };
        let groups = groups::group(&names, &index, &told, knowledge);
        let asking = Asking {
            names: &names,
            groups: &groups,
            index: &index,
            told: &told,
            knowledge,
            decisions,
        };
        settled.questions.extend(asking.questions(code));
        let taken = Taken::of(&names, &groups, knowledge);
        if kind == Kind::Client {
            settled.payers = taken.payers(&seen);
            settled.legal_names =
                legal::legal_names(taken.pairs(), (&seen, &told.others), knowledge);
        }
        settled.links.extend(taken.links(code, &seen));
        gather::rewrite(facts, &taken.spelled(&seen), kind, knowledge);
    }
    settled
}

/// Which name each name is taken as.
struct Taken<'n> {
    names: &'n Names,
    groups: &'n Groups,
    /// For each group the group whose name it bears in the end, or a new name that somebody typed.
    ends: Vec<Result<usize, String>>,
}

impl<'n> Taken<'n> {
    fn of(names: &'n Names, groups: &'n Groups, knowledge: &Knowledge) -> Taken<'n> {
        let next: Vec<Option<Result<usize, String>>> = groups
            .members
            .iter()
            .map(|members| next_of(members, names, groups, knowledge))
            .collect();
        let ends = (0..next.len()).map(|group| end_of(group, &next)).collect();
        Taken {
            names,
            groups,
            ends,
        }
    }

    /// The one spelling of a name.
    fn shown(&self, at: usize) -> &str {
        match &self.ends[self.groups.of[at]] {
            Ok(group) => &self.names.all[self.groups.members[*group][0]].shown,
            Err(typed) => typed,
        }
    }

    /// Spellings with the one they are rewritten to.
    fn spelled(&self, seen: &BTreeMap<String, Seen>) -> BTreeMap<String, String> {
        self.pairs()
            .filter(|(text, _, one)| text != one && !seen[*text].payer_only)
            .map(|(text, _, one)| (text.to_owned(), one.to_owned()))
            .collect()
    }

    /// Payers that are a client which other rows name.
    fn payers(&self, seen: &BTreeMap<String, Seen>) -> BTreeMap<String, String> {
        let clients: BTreeSet<&str> = self
            .pairs()
            .filter(|(text, ..)| !seen[*text].payer_only)
            .map(|(.., one)| one)
            .collect();
        self.pairs()
            .filter(|(_, _, one)| clients.contains(one))
            .map(|(text, _, one)| (text.to_owned(), one.to_owned()))
            .collect()
    }

    /// Every spelling with its name and the spelling it is taken as.
    fn pairs(&self) -> impl Iterator<Item = (&str, usize, &str)> {
        self.names.all.iter().enumerate().flat_map(|(at, name)| {
            let one = self.shown(at);
            name.texts.iter().map(move |text| (text.as_str(), at, one))
        })
    }

    /// Spellings that are taken as another, but for spaces. A payer counts where a client is meant.
    fn links(&self, code: &str, seen: &BTreeMap<String, Seen>) -> Vec<Link> {
        let clients = self.payers(seen);
        let narrow = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut links: Vec<Link> = self
            .pairs()
            .filter(|(text, _, one)| narrow(text) != narrow(one))
            .filter(|(text, ..)| !seen[*text].payer_only || clients.contains_key(*text))
            .map(|(text, at, one)| Link {
                kind: code.to_owned(),
                spelling: text.to_owned(),
                taken_as: one.to_owned(),
                reason: self.reason(at),
                seen_in: seen[text].shown(),
            })
            .collect();
        links.sort();
        links
    }

    fn reason(&self, at: usize) -> crate::model::Phrase {
        let group = self.groups.of[at];
        if self.ends[group] != Ok(group) || self.names.all[at].said.is_some() {
            return phrase("a person said so", &[]);
        }
        let reason = self.groups.reasons.get(&at).cloned();
        reason.unwrap_or_else(|| phrase("the same but for case and punctuation", &[]))
    }
}

/// The group that an answer sends a group to.
fn next_of(
    members: &[usize],
    names: &Names,
    groups: &Groups,
    knowledge: &Knowledge,
) -> Option<Result<usize, String>> {
    let target = members.iter().find_map(|at| match &names.all[*at].said {
        Some(Said::Is(target)) => Some(target),
        _ => None,
    })?;
    Some(match names.find(target, &knowledge.name_rules) {
        Some(at) => Ok(groups.of[at]),
        None => Err(target.clone()),
    })
}

/// Follows answers to their end; a circle ends where it began.
fn end_of(group: usize, next: &[Option<Result<usize, String>>]) -> Result<usize, String> {
    let mut passed = BTreeSet::new();
    let mut at = group;
    while passed.insert(at) {
        match &next[at] {
            None => return Ok(at),
            Some(Err(typed)) => return Err(typed.clone()),
            Some(Ok(further)) => at = *further,
        }
    }
    Ok(group)
}
#[cfg(test)]
mod tests {
    use super::super::testing::{answered, grid, read, read_with, shown};
    use super::*;
    use crate::model::intake::Topic;
    use crate::model::{Intake, Table};

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

    #[test]
    fn an_answer_joins_no_firm_that_it_did_not_speak_of() {
        let time = "Date|Person|Client|Hours\n@46300|Anna Li|Larch|1\n@46301|Anna Li|Larch Ltd|2\n@46302|Anna Li|Larch Inc|4";
        let answer = answered(Topic::Names, "client", "Larch", "", "Larch Inc");
        let intake = read_with(
            vec![grid("time.csv", "", time)],
            &Decisions {
                questions: vec![answer],
                ..Decisions::default()
            },
        );
        let mut names = shown(&intake, Table::Time, &["client"]);
        names.sort();
        assert_eq!(names, ["Larch Inc", "Larch Inc", "Larch Ltd"]);
    }

    #[test]
    fn a_new_name_takes_no_other_client_along() {
        let time = "Date|Person|Client|Hours\n@46300|Anna Li|Larch|1\n@46301|Anna Li|Larch Ltd|2\n@46302|Anna Li|Larch GmbH|4";
        for answer in ["Quill", "Larsh Lt", "nobody knows"] {
            let questions = vec![answered(Topic::Names, "client", "Larch", "", answer)];
            let decisions = Decisions {
                questions,
                ..Decisions::default()
            };
            let intake = read_with(vec![grid("time.csv", "", time)], &decisions);
            let names = shown(&intake, Table::Time, &["client"]);
            assert_eq!(names, [answer, "Larch Ltd", "Larch GmbH"]);
        }
    }

    #[test]
    fn a_link_is_listed_and_undone_by_an_answer() {
        let linked = intake(Vec::new());
        let told: Vec<(&str, &str)> = linked
            .links
            .iter()
            .map(|link| (link.spelling.as_str(), link.taken_as.as_str()))
            .collect();
        assert_eq!(told, [("DUNMARROW HOUSING", "Dunmarrow Housing Ltd")]);
        for answer in ["no", "нет", "DUNMARROW HOUSING", "Dunmarrow housing"] {
            let undone = answered(Topic::Names, "client", "DUNMARROW HOUSING", "", answer);
            let intake = intake(vec![undone]);
            assert_eq!(
                shown(&intake, Table::Time, &["client"])[0],
                "DUNMARROW HOUSING",
                "{answer}"
            );
            assert_eq!(intake.links, [], "{answer}");
        }
    }

    /// A line of `tests/names/pairs.txt`.
    struct Pair {
        kind: String,
        one: String,
        other: String,
        what: String,
        also: Option<String>,
    }

    fn pairs() -> Vec<Pair> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/names/pairs.txt");
        let text = std::fs::read_to_string(path).expect("the project's own file");
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines
            .map(|line| {
                let mut parts = line.split('|').map(|part| part.trim().to_owned());
                let mut next = || parts.next().expect("four parts");
                let (kind, one, other, what) = (next(), next(), next(), next());
                let also = parts.next();
                Pair {
                    kind,
                    one,
                    other,
                    what,
                    also,
                }
            })
            .collect()
    }

    /// Time of two people or for two clients, the one three times, each in a file of its own.
    fn told(pair: &Pair) -> (String, Intake) {
        let rows = |name: &str, day: u32| {
            let mut cells = ["Anna Voss", "Fenwick", "Upkeep"];
            let at = ["person", "client", "project"]
                .iter()
                .position(|kind| *kind == pair.kind);
            cells[at.expect("a kind of names")] = name;
            format!("@{day}|{}|1", cells.join("|"))
        };
        let head = "Date|Person|Client|Project|Hours";
        let mut first: Vec<String> = (46_300..46_303).map(|day| rows(&pair.one, day)).collect();
        first.extend(pair.also.iter().map(|name| rows(name, 46_303)));
        let first = format!("{head}\n{}", first.join("\n"));
        let second = format!("{head}\n{}", rows(&pair.other, 46_304));
        let intake = read(vec![grid("a.csv", "", &first), grid("b.csv", "", &second)]);
        let names = shown(&intake, Table::Time, &[&pair.kind]);
        let what = if names.first() == names.last() {
            "link"
        } else if intake.questions.is_empty() {
            "apart"
        } else {
            "ask"
        };
        (what.to_owned(), intake)
    }

    #[test]
    fn names_are_linked_asked_about_or_left_apart() {
        let wrong: Vec<String> = pairs()
            .iter()
            .filter_map(|pair| {
                let (what, intake) = told(pair);
                let listed = intake.links.iter().any(|link| link.kind == pair.kind);
                let narrow = |name: &str| name.split_whitespace().collect::<String>();
                let silent = what == "link" && !listed && narrow(&pair.one) != narrow(&pair.other);
                let seen = format!(
                    "{} | {} | {}: {what}, not {}",
                    pair.kind, pair.one, pair.other, pair.what
                );
                (what != pair.what || silent).then_some(seen)
            })
            .collect();
        assert_eq!(wrong, Vec::<String>::new());
    }
}
