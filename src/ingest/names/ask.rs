//! Questions about names that look like another and were not linked to it.

use super::groups::{Groups, Told, rank};
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
                let (proposal, reason) = match self.nearest(at, &holders) {
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
        let parts = name
            .shown
            .split(['/', ';', ',', '&', '+', '、', '，', '；']);
        let words = [" and ", " und ", " et ", " y ", " и ", "和", "与"];
        let apart = |part: &'_ str| -> Vec<String> {
            let mut texts = vec![part.to_owned()];
            for word in words {
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
    fn nearest(&self, at: usize, holders: &Holders<'_>) -> Option<(usize, Phrase)> {
        let name = &self.names.all[at];
        if name.is_payer() && !name.seen.pays {
            return None;
        }
        if let Some(found) = owner(name, self.names, &self.told.proven, self.knowledge) {
            return Some(found);
        }
        let fitting = self.fitting(at);
        if let [first, second, ..] = fitting.as_slice() {
            let shown = |at: usize| &self.names.all[at].shown;
            let both = phrase("it fits {} and also {}", &[shown(first.0), shown(second.0)]);
            return Some((first.0, both));
        }
        let near = match name.is_listed() {
            true => Vec::new(),
            false => self.index.around(at),
        };
        let others = near.into_iter().map(|other| self.first_of(other));
        let found = each_once(others)
            .into_iter()
            .filter(|other| self.stands_higher(*other, at))
            .filter_map(|other| {
                let theirs = &self.names.all[other].spelling;
                let holders = |word: &_| holders.of(word);
                let (score, why) = likely(self.names.kind, &name.spelling, theirs, &holders)?;
                Some((score, other, why))
            });
        let fitting = fitting.into_iter().map(|(other, why)| (FITS, other, why));
        found
            .chain(fitting)
            .max_by(|(score, at, _), (best, other, _)| {
                let standing = |at: usize| rank(&self.names.all[at]);
                score
                    .cmp(best)
                    .then_with(|| standing(*other).cmp(&standing(*at)))
            })
            .map(|(_, other, why)| (other, why))
    }

    /// Names that fit, stand higher and were not linked, the highest first.
    fn fitting(&self, at: usize) -> Vec<(usize, Phrase)> {
        let members = &self.groups.members[self.groups.of[at]];
        let mut fitting: Vec<(usize, Phrase)> = members
            .iter()
            .filter_map(|member| self.groups.doubtful.get(member))
            .flatten()
            .map(|(other, why)| (self.first_of(*other), why.clone()))
            .filter(|(other, _)| self.stands_higher(*other, at))
            .collect();
        fitting.sort_by(|(a, _), (b, _)| rank(&self.names.all[*a]).cmp(&rank(&self.names.all[*b])));
        fitting.dedup_by_key(|(other, _)| *other);
        fitting
    }

    fn first_of(&self, at: usize) -> usize {
        self.groups.members[self.groups.of[at]][0]
    }

    fn stands_higher(&self, other: usize, at: usize) -> bool {
        let (other_name, name) = (&self.names.all[other], &self.names.all[at]);
        other != at && !other_name.is_payer() && rank(other_name) < rank(name)
    }
}
