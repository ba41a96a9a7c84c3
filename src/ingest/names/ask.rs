//! Questions about names that look like another and were not linked to it.

use super::glance::Glances;
use super::groups::{Groups, Told};
use super::index::{Holders, Index, each_once};
use super::likely::likely;
use super::nodes::{Name, Names};
use super::proven::owner;
use crate::ingest::knowledge::Knowledge;
use crate::model::intake::{Question, Topic};
use crate::model::phrase::phrase;
use crate::model::{Decisions, Kind, Phrase};

/// Likeness of names that fit and were not linked.
const FITS: u32 = 95;
/// What stands between the people of one text.
const BETWEEN: [char; 8] = ['/', ';', ',', '&', '+', '、', '，', '；'];
const BETWEEN_WORDS: [&str; 7] = [" and ", " und ", " et ", " y ", " и ", "和", "与"];

/// What everything is asked with.
pub struct Asking<'a> {
    /// Names of a kind.
    pub names: &'a Names,
    /// In groups.
    pub groups: &'a Groups,
    /// What to compare.
    pub index: &'a Index,
    /// What files tell of names besides.
    pub told: &'a Told,
    /// How names are compared.
    pub knowledge: &'a Knowledge,
    /// Typed answers.
    pub decisions: &'a Decisions,
}

impl Asking<'_> {
    /// One question for each name that is perhaps another, or pays and is no client; answered ones too. `code` is the kind's.
    pub fn questions(&self, code: &str) -> Vec<Question> {
        let listed = self.names.all.iter().any(Name::is_listed);
        let firsts = self.groups.members.iter().map(|members| members[0]);
        let holders = self.index.holders(&self.groups.of);
        let beside = Beside {
            glances: Glances::of(self.names, self.groups, &holders),
            holders,
        };
        firsts
            .filter_map(|at| {
                let name = &self.names.all[at];
                let payer = name.is_payer() && listed && name.seen.pays;
                if let Some(people) = self.several(name) {
                    let reason = phrase(
                        "it names several people ({}): give each a row of their own, or say whose hours these are",
                        &[&people.join(", ")],
                    );
                    return Some(self.question(code, name, String::new(), reason));
                }
                let (proposal, reason) = match self.nearest(at, &beside) {
                    Some((other, reason)) => (self.names.all[other].shown.clone(), reason),
                    None if payer => (
                        String::new(),
                        phrase("it pays, and no client is called so", &[]),
                    ),
                    None => return None,
                };
                Some(self.question(code, name, proposal, reason))
            })
            .collect()
    }

    /// The people of a text that is nothing but names which stand in other rows: `Ada Moss / Bo Lind`.
    fn several(&self, name: &Name) -> Option<Vec<&str>> {
        if self.names.kind != Kind::Person || name.is_listed() {
            return None;
        }
        let between = BETWEEN_WORDS.iter().any(|word| name.shown.contains(word));
        if !between && !name.shown.contains(BETWEEN) {
            return None;
        }
        let parts = name.shown.split(BETWEEN);
        let apart = |part: &'_ str| -> Vec<String> {
            let mut texts = vec![part.to_owned()];
            for word in BETWEEN_WORDS {
                let split = |text: &String| text.split(word).map(str::to_owned).collect::<Vec<_>>();
                texts = texts.iter().flat_map(split).collect();
            }
            texts
        };
        let found: Option<Vec<usize>> = parts
            .flat_map(apart)
            .map(|part| self.names.find(part.trim(), &self.knowledge.name_rules))
            .collect();
        let found = found?;
        let people: Vec<&str> = { found.iter() }
            .map(|at| self.names.all[*at].shown.as_str())
            .collect();
        let all_others = people.iter().all(|other| *other != name.shown);
        (people.len() > 1 && all_others).then_some(people)
    }

    fn question(&self, code: &str, name: &Name, proposal: String, reason: Phrase) -> Question {
        let answer = self.decisions.answer(Topic::Names, code, &name.shown, "");
        Question {
            topic: Topic::Names,
            kind: code.to_owned(),
            subject: name.shown.clone(),
            seen_in: name.seen.shown(),
            proposal,
            reason,
            answer: answer.unwrap_or_default().to_owned(),
            stale: false,
        }
    }

    /// The name that stands higher (listed, full, commoner) and is likeliest meant. Vendors that only ever are paid are not asked about.
    fn nearest(&self, at: usize, beside: &Beside<'_>) -> Option<(usize, Phrase)> {
        let name = &self.names.all[at];
        if name.is_payer() && !name.seen.pays {
            return None;
        }
        if let Some(found) = owner(name, self.names, &self.told.proven, self.knowledge) {
            return Some(found);
        }
        let fitting = self.fitting(at, &beside.glances);
        if let [first, second, ..] = fitting.as_slice() {
            let shown = |at: usize| &self.names.all[at].shown;
            let both = phrase("it fits {} and also {}", &[shown(first.0), shown(second.0)]);
            return Some((first.0, both));
        }
        let found = self
            .candidates(at, &beside.glances)
            .into_iter()
            .filter_map(|other| {
                let theirs = &self.names.all[other].spelling;
                let holders = |word: &_| beside.holders.of(word);
                let (score, why) = likely(self.names.kind, &name.spelling, theirs, &holders)?;
                Some((score, other, why))
            });
        let fitting = fitting.into_iter().map(|(other, why)| (FITS, other, why));
        found
            .chain(fitting)
            .max_by(|(score, at, _), (best, other, _)| {
                let rank = |at: usize| beside.glances.rank(at);
                score.cmp(best).then_with(|| rank(*other).cmp(&rank(*at)))
            })
            .map(|(_, other, why)| (other, why))
    }

    /// Names that a name which no list holds is held against, word by word.
    fn candidates(&self, at: usize, glances: &Glances) -> Vec<usize> {
        if self.names.all[at].is_listed() {
            return Vec::new();
        }
        let around = self.index.around(at);
        let higher = around.filter_map(|other| glances.higher(other, at));
        each_once(higher.filter(|other| glances.may_be_alike(*other, at)))
    }

    /// Names that fit, stand higher and were not linked, the highest first.
    fn fitting(&self, at: usize, glances: &Glances) -> Vec<(usize, Phrase)> {
        let members = &self.groups.members[self.groups.of[at]];
        let mut fitting: Vec<(usize, Phrase)> = members
            .iter()
            .filter_map(|member| self.groups.doubtful.get(member))
            .flatten()
            .filter_map(|(other, why)| Some((glances.higher(*other, at)?, why.clone())))
            .collect();
        fitting.sort_by_key(|(other, _)| glances.rank(*other));
        fitting.dedup_by_key(|(other, _)| *other);
        fitting
    }
}

/// What every name is held against the others with.
struct Beside<'i> {
    /// How many names hold a word.
    holders: Holders<'i>,
    /// All names at a glance.
    glances: Glances,
}
