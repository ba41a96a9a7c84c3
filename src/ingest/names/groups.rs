//! Names that are one, put together: a name joins the only group whose every member it safely fits.
//!
//! Fuller names come first, so that `Омаров Д.` meets `Омаров Данияр` and `Омаров Дамир` both and joins neither. A group with which a
//! name fits in part only, or a second one that fits, stops the link: then a question is asked.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::answers::Said;
use super::identities::{Identities, owners_by_identity};
use super::index::Index;
use super::nodes::{Name, Names};
use super::proven::{Proof, owners_of_proven};
use super::safe::safe;
use crate::ingest::knowledge::Knowledge;

use crate::model::key::NameRules;
use crate::model::phrase::phrase;
use crate::model::{Kind, Phrase};

/// Names of a kind in groups.
#[derive(Debug, Default)]
pub struct Groups {
    /// Group of each name.
    pub of: Vec<usize>,
    /// Names of each group; the one that stands for it first.
    pub members: Vec<Vec<usize>>,
    /// Why a name that does not stand for its group is in it.
    pub reasons: BTreeMap<usize, Phrase>,
    /// Pairs that fit and were not linked, both ways.
    pub doubtful: BTreeMap<usize, BTreeMap<usize, Phrase>>,
}

/// What files tell of names besides their spellings.
#[derive(Default)]
pub struct Told {
    /// E-mail addresses, each with the person whose address the table of people gives.
    pub addresses: BTreeMap<String, String>,
    /// Names with the address that stands beside them.
    pub beside: BTreeMap<String, String>,
    /// Codes, short and legal names, each with the name whose it is in the table of its kind.
    pub others: BTreeMap<String, String>,
    /// Names of clients by the number of their firm.
    pub identities: Identities,
    /// Payers with the client whose invoices their lines name with their amounts.
    pub proven: BTreeMap<String, Proof>,
}

/// Puts names together.
pub fn group(names: &Names, index: &Index, told: &Told, knowledge: &Knowledge) -> Groups {
    let fits = fitting_pairs(names, index, knowledge);
    let owners = {
        let mut owners = owners_of_others(names, &told.others, knowledge);
        owners.extend(owners_by_identity(names, &told.identities, knowledge));
        owners.extend(owners_of_proven(names, &told.proven, knowledge));
        owners.extend(owners_by_address_beside(names, told, knowledge));
        owners.extend(owners_of_addresses(names, &told.addresses, knowledge));
        owners
    };
    let mut groups = Groups {
        of: vec![usize::MAX; names.all.len()],
        ..Groups::default()
    };
    let mut known = Known {
        rules: &knowledge.name_rules,
        meant: meant(names, knowledge),
        by_address: BTreeSet::new(),
    };
    let (owned, free): (Vec<usize>, Vec<usize>) = in_order(names, &known)
        .into_iter()
        .partition(|at| owners.contains_key(at) && names.all[*at].said.is_none());
    for at in free {
        groups.place(at, names, &fits, &known);
    }
    for at in owned {
        let (owner, why) = &owners[&at];
        match groups.of[*owner] {
            usize::MAX => groups.place(at, names, &fits, &known),
            group => {
                known.by_address.insert(at);
                groups.put(at, group);
                groups.reasons.insert(at, why.clone());
            }
        }
    }
    groups.stand_first(names, &known.by_address);
    groups
}

/// Safe pairs: both ways, with the reason.
type Fits = BTreeMap<usize, BTreeMap<usize, Phrase>>;

fn fitting_pairs(names: &Names, index: &Index, knowledge: &Knowledge) -> Fits {
    let mut fits = Fits::new();
    for (at, name) in names.all.iter().enumerate() {
        for other in index.sharing(at).into_iter().filter(|other| *other > at) {
            let theirs = &names.all[other].spelling;
            if let Some(why) = safe(names.kind, &name.spelling, theirs, &knowledge.name_rules) {
                fits.entry(at).or_default().insert(other, why.clone());
                fits.entry(other).or_default().insert(at, why);
            }
        }
    }
    fits
}

/// The name that a name is of, with the reason.
pub(super) type Owners = BTreeMap<usize, (usize, Phrase)>;

/// Names that the table of their kind does not list, but gives a listed one as a code, a short or a legal name.
fn owners_of_others(
    names: &Names,
    others: &BTreeMap<String, String>,
    knowledge: &Knowledge,
) -> Owners {
    let rules = &knowledge.name_rules;
    let owned = others.iter().filter_map(|(other, owner)| {
        let at = names.find(other, rules)?;
        let owner = names.find(owner, rules).filter(|owner| *owner != at)?;
        let why = match names.kind {
            Kind::Client => phrase("another name of it in the list of clients", &[]),
            Kind::Person => phrase("another name of it in the list of people", &[]),
            _ => phrase("another name of it in the list of projects", &[]),
        };
        (!names.all[at].is_listed()).then_some((at, (owner, why)))
    });
    owned.collect()
}

/// Names that the table of people does not list, beside the address of a listed person.
fn owners_by_address_beside(names: &Names, told: &Told, knowledge: &Knowledge) -> Owners {
    let rules = &knowledge.name_rules;
    let owned = told.beside.iter().filter_map(|(name, address)| {
        let at = names.find(name, rules)?;
        let owner = names.find(told.addresses.get(address)?, rules)?;
        let why = phrase(
            "the e-mail address beside it is theirs in the table of people",
            &[],
        );
        (owner != at && !names.all[at].is_listed()).then_some((at, (owner, why)))
    });
    owned.collect()
}

/// Names that are an address, or the part of one before the `@`, of a listed person.
fn owners_of_addresses(
    names: &Names,
    addresses: &BTreeMap<String, String>,
    knowledge: &Knowledge,
) -> Owners {
    let mut logins: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (address, person) in addresses {
        let login = address.split('@').next().unwrap_or_default();
        logins.entry(login).or_default().insert(person);
    }
    let owner = |name: &Name| -> Option<usize> {
        let written = name.shown.trim().to_lowercase();
        let person = match addresses.get(&written) {
            Some(person) => person.as_str(),
            None => logins
                .get(written.as_str())
                .filter(|people| people.len() == 1)?
                .first()?,
        };
        names.find(person, &knowledge.name_rules)
    };
    let found = names.all.iter().enumerate();
    found
        .filter_map(|(at, name)| Some((at, owner(name)?)))
        .filter(|(at, owner)| at != owner)
        .map(|(at, owner)| {
            let why = phrase("the e-mail address in the table of people", &[]);
            (at, (owner, why))
        })
        .collect()
}

/// What is known besides the spellings.
struct Known<'k> {
    /// How names are compared.
    rules: &'k NameRules,
    /// Names that people said are another known one.
    meant: BTreeMap<usize, usize>,
    /// Names that joined by their address; they are not compared with.
    by_address: BTreeSet<usize>,
}

fn meant(names: &Names, knowledge: &Knowledge) -> BTreeMap<usize, usize> {
    let found = names.all.iter().enumerate();
    found
        .filter_map(|(at, name)| match &name.said {
            Some(Said::Is(target)) => Some((at, names.find(target, &knowledge.name_rules)?)),
            _ => None,
        })
        .collect()
}

/// What people spoke of first, then fuller names before shorter ones, payers last.
fn in_order(names: &Names, known: &Known<'_>) -> Vec<usize> {
    let spoken: BTreeSet<&usize> = known.meant.values().collect();
    let mut order: Vec<usize> = (0..names.all.len()).collect();
    order.sort_by_key(|at| {
        let name = &names.all[*at];
        let spelling = &name.spelling;
        let letters: usize = spelling.words.iter().map(|word| word.length()).sum();
        (
            !(spoken.contains(at) || name.said.is_some()),
            name.is_payer(),
            spelling.is_short(),
            Reverse((spelling.words.len(), spelling.forms.len(), letters)),
            *at,
        )
    });
    order
}

impl Groups {
    fn put(&mut self, at: usize, group: usize) {
        self.of[at] = group;
        self.members[group].push(at);
    }

    fn begin(&mut self, at: usize) {
        self.members.push(Vec::new());
        self.put(at, self.members.len() - 1);
    }

    /// Joins the one group that fits, or begins a new one.
    fn place(&mut self, at: usize, names: &Names, fits: &Fits, known: &Known<'_>) {
        let none = BTreeMap::new();
        let own = fits.get(&at).unwrap_or(&none);
        match self.joins(at, names, own, known) {
            Some(group) => {
                let first = self.members[group]
                    .iter()
                    .find_map(|member| own.get(member));
                self.reasons.extend(first.map(|why| (at, why.clone())));
                self.put(at, group);
            }
            None => {
                self.begin(at);
                let placed = own
                    .iter()
                    .filter(|(other, _)| self.of[**other] != usize::MAX);
                for (other, why) in placed {
                    self.doubtful
                        .entry(at)
                        .or_default()
                        .insert(*other, why.clone());
                    self.doubtful
                        .entry(*other)
                        .or_default()
                        .insert(at, why.clone());
                }
            }
        }
    }

    /// The only group whose every member fits. A name that people said is another leads to that other's group; where nothing else
    /// fits, a full one takes in its like, but no firm of another legal form than that other has.
    fn joins(
        &self,
        at: usize,
        names: &Names,
        own: &BTreeMap<usize, Phrase>,
        known: &Known<'_>,
    ) -> Option<usize> {
        if names.all[at].said.is_some() {
            return None;
        }
        let (mut near, mut behind) = (BTreeSet::new(), BTreeSet::new());
        // what somebody said is a name which stands nowhere else takes nobody along but its own spelling
        let renamed = |other: usize| {
            let (name, own) = (&names.all[other], &names.all[at]);
            let elsewhere = matches!(name.said, Some(Said::Is(_)));
            let differs = name.spelling.is_short() || name.spelling != own.spelling;
            elsewhere && differs && !known.meant.contains_key(&other)
        };
        let placed = own.keys().filter(|other| self.of[**other] != usize::MAX);
        for other in placed.filter(|other| !renamed(**other)) {
            match known.meant.get(other) {
                Some(target) if *target != at && self.of[*target] != usize::MAX => {
                    behind.insert((self.of[*target], *other));
                }
                Some(_) => {}
                None => {
                    near.insert(self.of[*other]);
                }
            }
        }
        let fitting = |group: usize| {
            self.members[group].iter().all(|member| {
                let other = &names.all[*member];
                let side_by_side = !names.all[at].seen.home.is_disjoint(&other.seen.home);
                known.by_address.contains(member)
                    || own.contains_key(member) && !side_by_side && other.said != Some(Said::Itself)
            })
        };
        let only = near.pop_first();
        match only {
            Some(group) if near.is_empty() => {
                let agree = behind.iter().all(|(target, _)| *target == group);
                (agree && fitting(group)).then_some(group)
            }
            Some(_) => None,
            None => {
                let (_, like) = behind.pop_first().filter(|_| behind.is_empty())?;
                let full = !names.all[like].spelling.is_short();
                let forms = |at: usize| &names.all[at].spelling.forms;
                let target = known.meant.get(&like);
                let one_firm =
                    target.is_none_or(|target| known.rules.forms_agree(forms(at), forms(*target)));
                (full && one_firm).then_some(self.of[like])
            }
        }
    }

    /// The listed name first, else the full one, else the commonest; an address or a code stands for nobody.
    fn stand_first(&mut self, names: &Names, by_address: &BTreeSet<usize>) {
        for members in &mut self.members {
            let began = members[0];
            members.sort_by_key(|at| (by_address.contains(at), rank(&names.all[*at])));
            let first = members[0];
            if first != began
                && let Some(why) = self.reasons.remove(&first)
            {
                self.reasons.insert(began, why);
            }
        }
    }
}

/// The smaller the more a name stands for others.
pub fn rank(name: &Name) -> (bool, bool, bool, Reverse<usize>, &str) {
    (
        !name.is_listed(),
        name.is_payer(),
        name.spelling.is_short(),
        Reverse(name.seen.count),
        &name.shown,
    )
}
