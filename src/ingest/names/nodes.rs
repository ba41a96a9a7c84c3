//! The names of one kind, each once: spellings that differ in case, punctuation and width only are one name from the start.

use std::collections::BTreeMap;

use super::answers::Said;
use super::gather::Seen;
use super::spelling::Spelling;
use crate::model::key::NameRules;
use crate::model::{Key, Kind};

/// A name with all its spellings.
#[derive(Clone, Debug, Default)]
pub struct Name {
    /// Taken apart.
    pub spelling: Spelling,
    /// The spelling that stands for it: its own table's, else the commonest, else the first.
    pub shown: String,
    /// Every spelling, as written.
    pub texts: Vec<String>,
    /// All of them together.
    pub seen: Seen,
    /// What a person said about it.
    pub said: Option<Said>,
}

impl Name {
    /// True when it stands in bank lines only.
    pub fn is_payer(&self) -> bool {
        self.seen.payer_only
    }

    /// True when its own table lists it.
    pub fn is_listed(&self) -> bool {
        !self.seen.home.is_empty()
    }
}

/// All names of a kind, sorted by identity.
pub struct Names {
    /// Which kind.
    pub kind: Kind,
    /// The names.
    pub all: Vec<Name>,
    by_text: BTreeMap<String, usize>,
    by_key: BTreeMap<String, usize>,
    by_loose_key: BTreeMap<Key, Vec<usize>>,
}

impl Names {
    /// Gathers spellings into names. A spelling whose answer is that it stands for itself is a name of its own even when only its
    /// case or punctuation differs from a commoner one.
    pub fn of(
        kind: Kind,
        seen: BTreeMap<String, Seen>,
        said: &BTreeMap<String, Said>,
        rules: &NameRules,
    ) -> Names {
        let mut families: BTreeMap<String, Vec<(String, Seen)>> = BTreeMap::new();
        for (text, seen) in seen {
            let key = Spelling::of(kind, &text, rules).plain_key();
            families.entry(key).or_default().push((text, seen));
        }
        let mut names = Names {
            kind,
            all: Vec::new(),
            by_text: BTreeMap::new(),
            by_key: BTreeMap::new(),
            by_loose_key: BTreeMap::new(),
        };
        for (key, family) in families {
            let shown = shown_of(&family);
            let stands_alone =
                |text: &String| *text != shown && said.get(text) == Some(&Said::Itself);
            let (apart, together): (Vec<_>, Vec<_>) =
                family.into_iter().partition(|(text, _)| stands_alone(text));
            names.add(Some(key), together, rules);
            for (text, seen) in apart {
                names.add(None, vec![(text, seen)], rules);
            }
        }
        names
    }

    fn add(&mut self, key: Option<String>, family: Vec<(String, Seen)>, rules: &NameRules) {
        let shown = shown_of(&family);
        let spelling = Spelling::of(self.kind, &shown, rules);
        if spelling.words.is_empty() {
            return;
        }
        let at = self.all.len();
        self.by_key.extend(key.map(|key| (key, at)));
        let loose = self.loose_key(&shown, rules);
        self.by_loose_key.entry(loose).or_default().push(at);
        let mut seen = Seen {
            payer_only: true,
            ..Seen::default()
        };
        let mut texts = Vec::new();
        for (text, own) in family {
            seen.take(own);
            self.by_text.insert(text.clone(), at);
            texts.push(text);
        }
        self.all.push(Name {
            spelling,
            shown,
            texts,
            seen,
            said: None,
        });
    }

    /// The name somebody typed: that very spelling, else one that differs in case or punctuation, else the only one that differs in
    /// its legal form or order too.
    pub fn find(&self, typed: &str, rules: &NameRules) -> Option<usize> {
        let spelling = Spelling::of(self.kind, typed, rules);
        let exact = self.by_text.get(typed.trim());
        if let Some(at) = exact.or_else(|| self.by_key.get(&spelling.plain_key())) {
            return Some(*at);
        }
        let wanted = self.loose_key(typed, rules);
        let alike = self.by_loose_key.get(&wanted).into_iter().flatten();
        let mut fitting = alike.copied().filter(|at| {
            let forms = &self.all[*at].spelling.forms;
            !wanted.is_empty() && rules.forms_agree(forms, &spelling.forms)
        });
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    }

    /// Empty for projects: nothing is left out of their names.
    fn loose_key(&self, text: &str, rules: &NameRules) -> Key {
        match self.kind {
            Kind::Client => rules.client(text),
            Kind::Person => rules.person(text),
            _ => Key::default(),
        }
    }
}

/// The home table's spelling, else the commonest, else the first.
fn shown_of(family: &[(String, Seen)]) -> String {
    family
        .iter()
        .max_by(|(left, seen), (right, other)| {
            let rank = |seen: &Seen| (!seen.home.is_empty(), !seen.payer_only, seen.count);
            let home = !seen.home.is_empty() && !other.home.is_empty();
            let by_rank = if home {
                std::cmp::Ordering::Equal
            } else {
                rank(seen).cmp(&rank(other))
            };
            by_rank.then_with(|| right.cmp(left))
        })
        .map_or_else(String::new, |(text, _)| text.clone())
}
