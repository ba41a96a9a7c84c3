//! Two spellings that are safely one name, when no third fits as well.
//!
//! Nothing here is a measure of likeness. A link needs every telling word of both: the same words, written with another legal form,
//! accent, alphabet or order, or a surname with initials that fit. What is merely similar is asked about (`likely`).

use super::spelling::{Alike, Spelling, Word};
use crate::model::key::NameRules;
use crate::model::phrase::phrase;
use crate::model::{Kind, Phrase};

/// Letters that a name needs before another alphabet or order may be believed.
const TELLING_LETTERS: usize = 5;
/// Characters of a firm's short name in Chinese that tell it from others.
const TELLING_CHINESE: usize = 4;
/// Letters of a word that tells a company from others.
const TELLING_WORD: usize = 4;

/// Why two spellings of one kind are one name; none when that is not safe.
pub fn safe(kind: Kind, left: &Spelling, right: &Spelling, rules: &NameRules) -> Option<Phrase> {
    match kind {
        Kind::Client => client(left, right, rules),
        Kind::Person => person(left, right, rules),
        _ => project(left, right),
    }
}

fn client(left: &Spelling, right: &Spelling, rules: &NameRules) -> Option<Phrase> {
    if !rules.forms_agree(&left.forms, &right.forms) {
        return None;
    }
    match in_order(&left.words, &right.words) {
        Some(Alike::Letters) if letters(left) > 1 => {
            return Some(phrase("the same name but for the legal form", &[]));
        }
        Some(Alike::Letters) => return None,
        Some(Alike::Accents) if letters(left) >= TELLING_WORD => {
            return Some(phrase("the same name but for accents", &[]));
        }
        Some(Alike::Alphabet) if letters(left) >= TELLING_LETTERS => {
            return Some(phrase("the same name in another alphabet", &[]));
        }
        _ => {}
    }
    if letters(left) >= TELLING_WORD && left.is_together(right) {
        return Some(phrase("the same name written apart or together", &[]));
    }
    if is_whole_of(left, right) || is_whole_of(right, left) {
        return Some(phrase(
            "the same name with its place, its trade and its legal form",
            &[],
        ));
    }
    let telling = left.words.iter().any(|word| {
        word.length() >= if word.is_chinese() { 2 } else { TELLING_WORD }
            && !word.text.chars().any(char::is_numeric)
    });
    let same = left.words.len() > 1 && telling && left.numbers().eq(right.numbers());
    let how = any_order(&left.words, &right.words).filter(|_| same)?;
    Some(match how {
        Alike::Letters | Alike::Accents => phrase("the same words in another order", &[]),
        Alike::Alphabet => phrase("the same name in another alphabet", &[]),
    })
}

/// `苏州江南书局有限公司` of `江南书局`, `深圳海蓝科技发展有限公司` of `海蓝科技`: what is more is a place, what the firm does, and its legal form.
fn is_whole_of(whole: &Spelling, short: &Spelling) -> bool {
    let (Some((local, bare)), Some((own, _))) = (&whole.chinese, &short.chinese) else {
        return false;
    };
    let name = short.together();
    let telling = name.chars().count() >= TELLING_CHINESE;
    // a place of its own tells it from the same name elsewhere
    let same = local.starts_with(&name) && name.starts_with(bare.as_str()) && own == &name;
    telling && same && !whole.forms.is_empty() && short.forms.is_empty()
}

fn project(left: &Spelling, right: &Spelling) -> Option<Phrase> {
    if in_order(&left.words, &right.words) == Some(Alike::Accents) {
        return Some(phrase("the same name but for accents", &[]));
    }
    let same = letters(left) >= TELLING_WORD && left.is_together(right);
    same.then(|| phrase("the same name written apart or together", &[]))
}

fn letters(spelling: &Spelling) -> usize {
    spelling.words.iter().map(Word::length).sum()
}

/// Word by word; the weakest likeness.
pub fn in_order(left: &[Word], right: &[Word]) -> Option<Alike> {
    if left.len() != right.len() || left.is_empty() {
        return None;
    }
    let mut weakest = Alike::Letters;
    for (word, other) in left.iter().zip(right) {
        weakest = weakest.max(word.alike(other)?);
    }
    Some(weakest)
}

/// The same words in any order; the weakest likeness.
fn any_order(left: &[Word], right: &[Word]) -> Option<Alike> {
    if left.len() != right.len() {
        return None;
    }
    Paired::of(left, right).any_order()
}

/// Words of two spellings that are one, and what is left over.
pub struct Paired<'w> {
    /// Words that are one.
    pub both: Vec<(&'w Word, &'w Word)>,
    /// The weakest likeness among them.
    pub weakest: Alike,
    /// Words of the first that the second lacks.
    pub left: Vec<&'w Word>,
    /// Words of the second that the first lacks.
    pub right: Vec<&'w Word>,
}

impl<'w> Paired<'w> {
    /// Each word takes the first free one that it is; initials are left over.
    pub fn of(left: &'w [Word], right: &'w [Word]) -> Paired<'w> {
        let mut paired = Paired {
            both: Vec::new(),
            weakest: Alike::Letters,
            left: Vec::new(),
            right: right.iter().collect(),
        };
        for word in left {
            let found = paired
                .right
                .iter()
                .enumerate()
                .filter_map(|(at, other)| Some((word.alike(other)?, at)))
                .min();
            match found {
                Some((how, at)) => {
                    paired.both.push((word, paired.right.remove(at)));
                    paired.weakest = paired.weakest.max(how);
                }
                None => paired.left.push(word),
            }
        }
        paired
    }

    /// The weakest likeness, where no word is left over.
    pub fn any_order(&self) -> Option<Alike> {
        (self.left.is_empty() && self.right.is_empty()).then_some(self.weakest)
    }

    /// Takes initials with the names they begin; how many there were.
    pub fn pair_initials(&mut self) -> usize {
        let before = self.left.len();
        let right = &mut self.right;
        self.left.retain(|word| {
            let fits = |other: &&'w Word| {
                (word.is_initial() || other.is_initial())
                    && (word.begins(other) || other.begins(word))
            };
            match right.iter().position(fits) {
                Some(at) => {
                    right.remove(at);
                    false
                }
                None => true,
            }
        });
        before - self.left.len()
    }
}

fn person(left: &Spelling, right: &Spelling, rules: &NameRules) -> Option<Phrase> {
    if !may_be_one(left, right) {
        return None;
    }
    let mut paired = Paired::of(&left.words, &right.words);
    let full: Vec<&Word> = paired
        .both
        .iter()
        .map(|(word, _)| *word)
        .filter(|word| !word.is_initial())
        .collect();
    let same_initials = paired.both.len() - full.len();
    let initials = paired.pair_initials();
    let rest = match (paired.left.is_empty(), paired.right.is_empty()) {
        (true, _) => &paired.right,
        (_, true) => &paired.left,
        _ => return None,
    };
    let left_out = |word: &&&Word| {
        is_patronymic(word, rules) || word.is_initial() && initials + same_initials > 0
    };
    if full.is_empty() || rest.iter().filter(left_out).count() < rest.len() {
        return None;
    }
    let names = full.len();
    if initials + same_initials == 0 {
        return (names > 1).then(|| whole_names(left, right, &paired, rest.is_empty()));
    }
    let surname = names > 1 || is_surname(full[0], left, right);
    (surname && full[0].length() > 1).then(|| {
        phrase(
            "the same {} and initials that fit",
            &[&capital(&full[0].text)],
        )
    })
}

/// False where full names surely are not one: without initials they share two words at least. Many share one.
fn may_be_one(left: &Spelling, right: &Spelling) -> bool {
    let initials = |spelling: &Spelling| spelling.words.iter().any(Word::is_initial);
    let held = |word: &&Word| right.words.iter().any(|other| word.alike(other).is_some());
    initials(left) || initials(right) || left.words.iter().filter(held).take(2).count() > 1
}

/// A name as it is written: words are compared in small letters.
fn capital(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

fn whole_names(left: &Spelling, right: &Spelling, paired: &Paired<'_>, all: bool) -> Phrase {
    if left.domain.is_some() || right.domain.is_some() {
        phrase("the e-mail address spells the name", &[])
    } else if !all {
        phrase("the same name without the father's name", &[])
    } else {
        match paired.weakest {
            Alike::Alphabet => phrase("the same name in another alphabet", &[]),
            _ if in_order(&left.words, &right.words).is_some() => {
                phrase("the same name but for accents", &[])
            }
            _ => phrase("the same words in another order", &[]),
        }
    }
}

fn is_patronymic(word: &Word, rules: &NameRules) -> bool {
    let mut endings = rules.patronymics.iter();
    endings.any(|ending| {
        word.text == *ending || word.length() > 5 && word.text.ends_with(ending.as_str())
    })
}

/// True unless the shared word may be a first name: `Anna L.` and `Anna Li` share one, `A. Paul` and `Paul Adam` perhaps. In Latin it
/// must not stand first in the full name, or before its comma; in Cyrillic initials go with surnames.
fn is_surname(shared: &Word, left: &Spelling, right: &Spelling) -> bool {
    let short = |spelling: &Spelling| spelling.words.iter().any(Word::is_initial);
    if shared.cyrillic || short(left) && short(right) {
        return true;
    }
    let whole = if short(left) { right } else { left };
    let first = whole
        .words
        .first()
        .is_some_and(|word| word.alike(shared).is_some());
    first == whole.comma
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surname_is_told_with_its_capital() {
        assert_eq!(
            ["белова", "müller", "王"].map(capital),
            ["Белова", "Müller", "王"]
        );
    }
}
