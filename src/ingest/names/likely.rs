//! How likely one spelling is a slip, a short form or a login of another: for questions only, never for links.

use super::index::logins;
use super::safe::{Paired, in_order};
use super::spelling::{Alike, Spelling, Word};
use crate::model::phrase::phrase;
use crate::model::{Kind, Phrase};

/// A word that more names hold tells nothing.
pub const MOST_HOLDERS: usize = 3;
/// Letters of a word that tells something.
const TELLING_WORD: usize = 4;
/// Letters of a name whose rest was cut off.
const FEWEST_OF_A_PART: usize = 12;
/// Consonants by which a word is told from others across alphabets.
const FEWEST_SOUNDS: usize = 3;

/// How alike two names are (the more the likelier), and why: never by overall likeness alone, always over a shared word that few
/// other names hold, or a slip inside one word. `holders` counts the names that hold a word.
pub fn likely(
    kind: Kind,
    name: &Spelling,
    other: &Spelling,
    holders: &dyn Fn(&Word) -> usize,
) -> Option<(u32, Phrase)> {
    if !name.numbers().eq(other.numbers()) {
        return None;
    }
    let paired = Paired::of(&name.words, &other.words);
    let slips = are_slips(&paired.left, &paired.right);
    let one_slip = slips && paired.left.len() == 1;
    same_words(kind, (name, other), &paired)
        .or_else(|| cut_off(kind, name, other))
        .or_else(|| over_a_shared_word(kind, (name, other), (paired, slips), holders))
        .or_else(|| one_slip.then(|| (70, phrase("differs by a slip", &[]))))
        .or_else(|| by_ear(kind, name, other))
        .or_else(|| a_login(kind, name, other))
        .or_else(|| chinese_short(kind, name, other))
}

fn same_words(
    kind: Kind,
    (name, other): (&Spelling, &Spelling),
    paired: &Paired<'_>,
) -> Option<(u32, Phrase)> {
    let how = in_order(&name.words, &other.words);
    if how == Some(Alike::Letters) && kind == Kind::Client {
        return Some((85, phrase("the same name but for the legal form", &[])));
    }
    match how.or_else(|| paired.any_order())? {
        Alike::Alphabet => Some((80, phrase("the same name in another alphabet", &[]))),
        Alike::Accents => Some((80, phrase("the same name but for accents", &[]))),
        Alike::Letters if how.is_none() && kind != Kind::Person => {
            Some((60, phrase("the same words in another order", &[])))
        }
        Alike::Letters if name.domain != other.domain => {
            Some((70, phrase("the e-mail address spells the name", &[])))
        }
        Alike::Letters => None,
    }
}

/// Banks cut long names off: the last word of one is a part of the other's, and those before it are the same.
fn cut_off(kind: Kind, name: &Spelling, other: &Spelling) -> Option<(u32, Phrase)> {
    let is_part = |part: &[Word], whole: &[Word]| {
        let letters: usize = part.iter().map(Word::length).sum();
        let (Some((last, before)), true) = (part.split_last(), part.len() <= whole.len()) else {
            return false;
        };
        let same = before
            .iter()
            .zip(whole)
            .all(|(word, own)| word.text == own.text);
        let own = &whole[part.len() - 1].text;
        let cut = own.len() > last.text.len() && own.starts_with(&last.text);
        same && cut && !before.is_empty() && letters >= FEWEST_OF_A_PART
    };
    let either = is_part(&name.words, &other.words) || is_part(&other.words, &name.words);
    let cut = kind == Kind::Client && either;
    cut.then(|| (75, phrase("one is the other shortened", &[])))
}

fn over_a_shared_word(
    kind: Kind,
    (name, other): (&Spelling, &Spelling),
    (mut paired, slips): (Paired<'_>, bool),
    holders: &dyn Fn(&Word) -> usize,
) -> Option<(u32, Phrase)> {
    let least = |word: &Word| if word.is_chinese() { 2 } else { TELLING_WORD };
    let initials = kind == Kind::Person;
    let shared = paired.both.iter().map(|(word, _)| *word).find(|word| {
        let long = word.length() >= least(word) || initials && word.length() >= 2;
        long && holders(word) <= MOST_HOLDERS
    })?;
    let word = &shared.text;
    if slips && shared.length() >= least(shared) {
        return Some((
            80,
            phrase("shares {}, and the rest differs by a slip", &[word]),
        ));
    }
    let short = paired.left.is_empty() || paired.right.is_empty();
    let words = name.words.len().abs_diff(other.words.len());
    if initials {
        let lone = name.words.len().min(other.words.len()) == 1;
        let fit = paired.pair_initials() > 0 && (paired.left.is_empty() || paired.right.is_empty());
        return if fit {
            Some((90, phrase("same {} and same initials", &[word])))
        } else if short && words <= 1 {
            let score = if lone { 45 } else { 65 };
            Some((
                score,
                phrase("{} stands in both, and one of them has more words", &[word]),
            ))
        } else {
            None
        };
    }
    let client = kind == Kind::Client && shared.length() >= least(shared);
    (short && client && words <= 2).then(|| {
        (
            60,
            phrase("{} stands in both, and one of them has more words", &[word]),
        )
    })
}

/// Word by word what one hears in the other alphabet: `Vector Plus` and `Вектор Плюс`. English words are written in Cyrillic as they
/// are spoken, so vowels tell little.
fn by_ear(kind: Kind, name: &Spelling, other: &Spelling) -> Option<(u32, Phrase)> {
    let pairs = || name.words.iter().zip(&other.words);
    let heard = |(word, other): (&Word, &Word)| {
        word.cyrillic != other.cyrillic
            && (word.alike(other).is_some()
                || are_slips(&[word], &[other])
                || sounds(word).len() >= FEWEST_SOUNDS && sounds(word) == sounds(other))
    };
    let telling = pairs().any(|(word, _)| word.length() > TELLING_WORD);
    let same = name.words.len() > 1 && name.words.len() == other.words.len();
    (kind == Kind::Client && same && telling && pairs().all(heard))
        .then(|| (60, phrase("the same name in another alphabet", &[])))
}

/// The consonants of a word in Latin, each run of one once.
fn sounds(word: &Word) -> String {
    let letters = word
        .rough
        .chars()
        .map(|letter| if letter == 'c' { 'k' } else { letter });
    let mut sounds: Vec<char> = letters
        .filter(|letter| !"aeiou".contains(*letter))
        .collect();
    sounds.dedup();
    sounds.into_iter().collect()
}

/// As many words on both sides, each by one or two letters of a long word from its partner.
fn are_slips(left: &[&Word], right: &[&Word]) -> bool {
    left.len() == right.len()
        && !left.is_empty()
        && left.iter().zip(right).all(|(word, other)| {
            let (a, b) = if word.cyrillic == other.cyrillic {
                (&word.text, &other.text)
            } else {
                (&word.rough, &other.rough)
            };
            let lengths = [a, b].map(|word| word.chars().count());
            let limit = match lengths[0].min(lengths[1]) {
                0..=4 => return a == b,
                5..=8 => 1,
                _ => 2,
            };
            // words differ by as many letters at least as one is longer
            lengths[0].abs_diff(lengths[1]) <= limit
                && hold_alike(a, b, limit)
                && strsim::damerau_levenshtein(a, b) <= limit
        })
}

/// False where words surely differ by more letters than `limit`: each that is put in another's place takes one letter away at most
/// and brings one.
fn hold_alike(a: &str, b: &str, limit: usize) -> bool {
    let letters = |word: &str| {
        let bits = word.chars().map(|letter| 1_u64 << (u32::from(letter) % 64));
        bits.fold(0, |held, bit| held | bit)
    };
    (letters(a) ^ letters(b)).count_ones() as usize <= 2 * limit
}

fn a_login(kind: Kind, name: &Spelling, other: &Spelling) -> Option<(u32, Phrase)> {
    let ([login], [_, _]) = (name.words.as_slice(), other.words.as_slice()) else {
        return None;
    };
    let reads = kind == Kind::Person && login.length() > 2 && logins(other).contains(&login.rough);
    reads.then(|| (65, phrase("reads like a login of that name", &[])))
}

fn chinese_short(kind: Kind, name: &Spelling, other: &Spelling) -> Option<(u32, Phrase)> {
    let chinese = |spelling: &Spelling| spelling.words.iter().all(Word::is_chinese);
    if kind == Kind::Person || !chinese(name) || !chinese(other) {
        return None;
    }
    let (left, right) = (name.together(), other.together());
    let contained = left.contains(&right) || right.contains(&left);
    let shorter = left.chars().count().min(right.chars().count());
    (contained && shorter >= 2).then(|| (50, phrase("one is the other shortened", &[])))
}
