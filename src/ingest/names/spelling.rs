//! A spelling taken apart: its telling words in order, each in the forms it is compared in.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use crate::model::Kind;
use crate::model::key::NameRules;

/// A client, person or project as one file spells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spelling {
    /// What tells it apart, in the order of writing; of an e-mail address the words before the `@`.
    pub words: Vec<Word>,
    /// Legal forms taken off a client.
    pub forms: BTreeSet<String>,
    /// `Last, First`: the first word is the surname.
    pub comma: bool,
    /// A firm's name in Chinese without the place in front, and without what it does behind.
    pub chinese: Option<(String, String)>,
    /// The part of an e-mail address behind the `@`; none for a name.
    pub domain: Option<String>,
}

/// One word in the forms it is compared in.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word {
    /// Lower case, full width narrowed, `ё` as `е`.
    pub text: String,
    /// Without accents: `muller`.
    pub plain: String,
    /// With umlauts written out: `mueller`; else as `plain`.
    pub wide: String,
    /// Roughly, in Latin: what a Cyrillic and a Latin spelling share.
    pub rough: String,
    /// Written in Cyrillic.
    pub cyrillic: bool,
}

/// How two words are one; the weakest of several counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alike {
    /// Letter by letter.
    Letters,
    /// But for accents and umlauts.
    Accents,
    /// In another alphabet.
    Alphabet,
}

impl Spelling {
    /// Takes a name apart by the rules of its kind.
    pub fn of(kind: Kind, name: &str, rules: &NameRules) -> Spelling {
        match kind {
            Kind::Client => Spelling::of_client(name, rules),
            Kind::Person => Spelling::of_person(name, rules),
            _ => Spelling {
                words: words(pieces(name, false), rules),
                ..Spelling::default()
            },
        }
    }

    fn of_client(name: &str, rules: &NameRules) -> Spelling {
        let (core, forms) = rules.without_forms(pieces(name, false));
        let last = core.len().saturating_sub(1);
        let telling = core.into_iter().enumerate().filter(|(at, word)| {
            let between = *at > 0 && *at < last;
            !(between && rules.joining.contains(word))
        });
        let words = words(telling.map(|(_, word)| word).collect(), rules);
        let chinese = match words.as_slice() {
            [word] if word.is_chinese() => {
                let (local, bare) = rules.without_place_and_trade(&word.text);
                (!bare.is_empty()).then(|| (local.to_owned(), bare.to_owned()))
            }
            _ => None,
        };
        Spelling {
            words,
            forms,
            chinese,
            ..Spelling::default()
        }
    }

    fn of_person(name: &str, rules: &NameRules) -> Spelling {
        let address = name.trim().split_once('@').filter(|(local, domain)| {
            !local.is_empty() && domain.contains('.') && !name.trim().contains(' ')
        });
        let (shown, domain) = match address {
            Some((local, domain)) => (local, Some(domain.to_lowercase())),
            None => (name, None),
        };
        Spelling {
            words: words(joined_han(pieces(shown, true)), rules),
            comma: name.matches([',', '，']).count() == 1,
            domain,
            ..Spelling::default()
        }
    }

    /// The identity of spellings that differ in case, punctuation and width only.
    pub fn plain_key(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|word| word.text.as_str()).collect();
        let forms: Vec<&str> = self.forms.iter().map(String::as_str).collect();
        let domain = self.domain.as_deref().unwrap_or_default();
        format!("{}|{}|{domain}", words.join(" "), forms.join(" "))
    }

    /// All words in one; figures that stand side by side keep their gap, so that `1 2` is not `12`.
    pub fn together(&self) -> String {
        self.letters_together().collect()
    }

    /// True where all words in one are those of another.
    pub fn is_together(&self, other: &Spelling) -> bool {
        self.letters_together().eq(other.letters_together())
    }

    fn letters_together(&self) -> impl Iterator<Item = char> {
        let mut ends = false;
        self.words.iter().flat_map(move |word| {
            let begins = word.text.chars().next().is_some_and(char::is_numeric);
            let gap = (ends && begins).then_some(' ');
            ends = word.text.chars().last().map_or(ends, char::is_numeric);
            gap.into_iter().chain(word.text.chars())
        })
    }

    /// Words that hold a figure, in order.
    pub fn numbers(&self) -> impl Iterator<Item = &str> {
        let texts = self.words.iter().map(|word| word.text.as_str());
        texts.filter(|word| word.chars().any(char::is_numeric))
    }

    /// True when it gives initials for names, or is an address.
    pub fn is_short(&self) -> bool {
        self.domain.is_some() || self.words.iter().any(Word::is_initial)
    }
}

impl Word {
    fn of(text: String, rules: &NameRules) -> Word {
        let plain = without_accents(&text, rules);
        let wide = if text.contains(['ä', 'ö', 'ü']) {
            let out = text.replace('ä', "ae").replace('ö', "oe");
            without_accents(&out.replace('ü', "ue"), rules)
        } else {
            plain.clone()
        };
        Word {
            rough: roughly(&text, rules),
            cyrillic: text.chars().any(is_cyrillic),
            text,
            plain,
            wide,
        }
    }

    /// How two words are one, if they are.
    pub fn alike(&self, other: &Word) -> Option<Alike> {
        if self.text == other.text {
            return Some(Alike::Letters);
        }
        if self.cyrillic != other.cyrillic {
            let same = self.rough == other.rough && !self.rough.is_empty();
            return same.then_some(Alike::Alphabet);
        }
        let accents = !self.cyrillic
            && (self.plain == other.plain || self.wide == other.plain || self.plain == other.wide);
        accents.then_some(Alike::Accents)
    }

    /// A single letter of an alphabet.
    pub fn is_initial(&self) -> bool {
        let mut letters = self.text.chars();
        let first = letters.next();
        letters.next().is_none()
            && first.is_some_and(|letter| letter.is_alphabetic() && !is_chinese(letter))
    }

    /// True when this initial may stand for that name.
    pub fn begins(&self, name: &Word) -> bool {
        let (mine, theirs) = if self.cyrillic == name.cyrillic {
            (&self.text, &name.text)
        } else {
            (&self.rough, &name.rough)
        };
        mine.chars().next().is_some() && mine.chars().next() == theirs.chars().next()
    }

    /// Letters and figures.
    pub fn length(&self) -> usize {
        self.text.chars().count()
    }

    /// Written in Chinese characters.
    pub fn is_chinese(&self) -> bool {
        !self.text.is_empty() && self.text.chars().all(is_chinese)
    }
}

/// `宋 佳` as forms pad it: a name all of whose words are Chinese is one word.
fn joined_han(words: Vec<String>) -> Vec<String> {
    let han = |word: &String| !word.is_empty() && word.chars().all(is_chinese);
    match words.len() > 1 && words.iter().all(han) {
        true => vec![words.concat()],
        false => words,
    }
}

fn is_chinese(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

fn is_cyrillic(letter: char) -> bool {
    ('\u{400}'..='\u{52f}').contains(&letter)
}

fn words(pieces: Vec<String>, rules: &NameRules) -> Vec<Word> {
    pieces
        .into_iter()
        .map(|piece| Word::of(piece, rules))
        .collect()
}

/// Words of letters and figures. A dot parts figures (`1.2` is not `12`) and, in names of persons, everything; `+` and `#` stay
/// with the letter before them (`C++`, `C#`).
fn pieces(name: &str, dots_part: bool) -> Vec<String> {
    let letters: Vec<char> = name.nfkc().flat_map(char::to_lowercase).collect();
    let mut pieces = vec![String::new()];
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let after = letters.get(at + 1);
        let figure = |letter: Option<char>| letter.is_some_and(char::is_numeric);
        let open = pieces.last().is_some_and(|piece| !piece.is_empty());
        let keep = match letter {
            '\'' | '’' | 'ʼ' | '`' | '\u{200b}' | '\u{feff}' | '\u{ad}' => continue,
            '.' if !(dots_part || figure(before) && figure(after.copied())) => continue,
            '+' | '#' => open && before.is_some_and(|letter| !letter.is_whitespace()),
            letter => letter.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(letter),
        };
        match (keep, pieces.last_mut()) {
            (true, Some(piece)) => piece.push(if *letter == 'ё' { 'е' } else { *letter }),
            _ if open => pieces.push(String::new()),
            _ => {}
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn without_accents(text: &str, rules: &NameRules) -> String {
    if text.is_ascii() || text.chars().any(is_cyrillic) {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    for letter in text.nfd().filter(|letter| !is_accent(*letter)) {
        match rules.latin.get(&letter) {
            Some(latin) => plain.push_str(latin),
            None => plain.push(letter),
        }
    }
    plain
}

fn is_accent(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
}

fn roughly(text: &str, rules: &NameRules) -> String {
    let mut rough = String::with_capacity(text.len());
    for letter in text.chars() {
        match rules.latin.get(&letter) {
            Some(latin) => rough.push_str(latin),
            None => rough.extend(letter.nfd().filter(|part| !is_accent(*part))),
        }
    }
    for step in &rules.rough {
        if rough.contains(&step.from) {
            rough = rough.replace(&step.from, &step.to);
        }
    }
    rough
}
