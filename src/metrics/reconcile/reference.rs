//! Invoice numbers found in free text (`peers.md` 5.3 step 2, pitfalls 7 and 8).
//!
//! A number is found only as a whole word, whatever its case, separators, leading zeros and the invoice word
//! before it. Words of fewer than four letters and digits, and years, count only after an invoice word; what stands
//! after the word for a contract, an act or an amount, and dates, are no invoice numbers. What
//! is still not found is looked for once more with O as 0, I and l as 1, without the number's own letters
//! in front, and by its last run of digits alone; such a find is worth less. The last eight digits of a number of twelve or more are
//! that number.

use std::collections::HashSet;
use std::hash::BuildHasher;
use std::ops::{Deref, RangeInclusive};
use std::slice;
use std::sync::Arc;

use chrono::NaiveDate;
use hashbrown::{DefaultHashBuilder, HashTable};

use super::earlier::Earlier;
use super::payments::Payment;
use super::words::{Of, Word, has_digit, number_words, words};
use crate::model::texts::TextStore;

/// Shortest word that is believed without an invoice word before it.
const LONG_ENOUGH: usize = 4;

/// Most words that one number is written in.
const MOST_WORDS: usize = 4;

/// So many last digits of a long number are written by payers.
const WRITTEN_OF_LONG: usize = 8;

/// A longer number after an invoice word is a bank account.
const ACCOUNT_DIGITS: usize = 12;

/// Letters and digits of a number without invoice words: equal for spellings that differ in case, separators
/// and invoice word.
pub fn compact(number: &str) -> String {
    join(&number_words(number))
}

/// True when two spellings name one number; empty ones name none.
pub fn same_number(one: &str, other: &str) -> bool {
    let one = compact(one);
    !one.is_empty() && one == compact(other)
}

/// Invoices by position, sorted; nearly always one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hits {
    /// One.
    One(usize),
    /// None, two or more.
    Many(Arc<[usize]>),
}

impl Hits {
    fn of(sorted: &[usize]) -> Hits {
        match sorted {
            [one] => Hits::One(*one),
            many => Hits::Many(many.into()),
        }
    }
}

impl Deref for Hits {
    type Target = [usize];

    fn deref(&self) -> &[usize] {
        match self {
            Hits::One(one) => slice::from_ref(one),
            Hits::Many(many) => many,
        }
    }
}

/// A number that a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Invoices of that number, of any client.
    pub invoices: Hits,
    /// Found only in the second pass.
    pub fuzzy: bool,
    /// Of a number found in the first pass: the invoices that the second would find.
    pub looser: Option<Hits>,
}

/// What a text names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    /// Known numbers in the order of the text, each once.
    pub known: Vec<Mention>,
    /// An invoice word stands before a number that no invoice has.
    pub unknown: bool,
    /// Numbers of contracts, compact.
    pub contracts: Vec<String>,
    /// Days that are not those of a contract.
    pub dates: Vec<NaiveDate>,
    /// The text speaks of an advance.
    pub advance: bool,
    /// The text speaks of tax withheld.
    pub withheld: bool,
    /// What is said of an invoice before the files.
    pub(super) earlier: Option<Earlier>,
    /// The day from which all invoices named are in the balance; none when each is on any day.
    pub complete_on: Option<NaiveDate>,
}

impl Mentions {
    /// All invoices that the numbers may mean.
    pub fn invoices(&self) -> impl Iterator<Item = usize> + '_ {
        let named = self.known.iter();
        named.flat_map(|mention| {
            let looser = mention.looser.iter().flat_map(|hits| hits.iter());
            mention.invoices.iter().chain(looser).copied()
        })
    }
}

/// Invoices by the form of their numbers, each form kept once.
#[derive(Clone, Debug, Default)]
struct Index {
    forms: TextStore,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// By form: where its invoices end.
    ends: Vec<u32>,
    invoices: Vec<usize>,
}

impl Index {
    /// Learns forms, each with an invoice by position; empty forms are none.
    fn of(mut entries: Vec<(String, usize)>) -> Index {
        entries.retain(|(form, _)| !form.is_empty());
        entries.sort_unstable();
        entries.dedup();
        let mut index = Index::default();
        for of_form in entries.chunk_by(|one, other| one.0 == other.0) {
            index.learn(&of_form[0].0, of_form.iter().map(|(_, at)| *at));
        }
        index.forms.shrink_to_fit();
        index.ends.shrink_to_fit();
        index.invoices.shrink_to_fit();
        index
    }

    fn learn(&mut self, form: &str, invoices: impl Iterator<Item = usize>) {
        let number = self.forms.add(form);
        self.invoices.extend(invoices);
        self.ends.push(self.invoices.len() as u32);
        let (forms, hasher) = (&self.forms, &self.hasher);
        let hash = |number: &u32| hasher.hash_one(forms.text(*number));
        self.table.insert_unique(hash(&number), number, hash);
    }

    /// Invoices of a form, sorted.
    fn get(&self, form: &str) -> Option<&[usize]> {
        let hash = self.hasher.hash_one(form);
        let same = |number: &u32| self.forms.text(*number) == form;
        let number = *self.table.find(hash, same)? as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.invoices[start as usize..self.ends[number] as usize])
    }
}

/// Numbers of all invoices, ready to be found.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    tiers: [Index; 3],
    fuzzy: Index,
    tails: Index,
    /// Last digits of long numbers.
    ends: Index,
    /// Number words of acts announce invoices: no closing document has a number of its own.
    acts_are_invoices: bool,
    /// Letters and lengths of runs of digits, of numbers that have letters or several runs.
    shapes: HashSet<String>,
    /// Lengths of numbers of digits alone.
    lengths: HashSet<usize>,
}

impl Numbers {
    /// Learns the numbers, by position.
    pub fn of<'a>(numbers: impl IntoIterator<Item = (usize, &'a str)>) -> Numbers {
        let mut tiers: [Vec<(String, usize)>; 3] = Default::default();
        let (mut fuzzy, mut tails, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        let (mut shapes, mut lengths) = (HashSet::new(), HashSet::new());
        for (at, number) in numbers {
            let parts = number_words(number);
            if join(&parts).is_empty() {
                continue;
            }
            for (tier, form) in tiers.iter_mut().zip(forms(&parts)) {
                tier.push((form, at));
            }
            if parts.iter().any(|word| !word.dates.is_empty()) {
                tiers[0].push((join(&parts), at));
            }
            fuzzy.push((fuzzy_form(&parts), at));
            fuzzy.push((behind_letters(&parts), at));
            tails.push((tail(&parts), at));
            ends.extend(end_of_a_long_one(&parts).map(|end| (end, at)));
            lengths.extend(bare(&parts).map(str::len));
            shapes.extend(parts.iter().filter_map(shape));
        }
        Numbers {
            tiers: tiers.map(Index::of),
            fuzzy: Index::of(fuzzy),
            tails: Index::of(tails),
            ends: Index::of(ends),
            acts_are_invoices: false,
            shapes,
            lengths,
        }
    }

    /// The same where the acts of an agency are its invoices: `по акту № 46` names one.
    pub fn of_acts(self, acts_are_invoices: bool) -> Numbers {
        Numbers {
            acts_are_invoices,
            ..self
        }
    }

    /// Words of a text; what is announced as an act's number is an invoice's where acts are invoices.
    fn words_of(&self, text: &str) -> Vec<Word> {
        let mut words = words(text);
        for word in words.iter_mut().filter(|word| word.of == Of::Act) {
            word.of = match self.acts_are_invoices {
                true => Of::Invoice,
                false => Of::Other,
            };
        }
        words
    }

    /// What a line's own column for the invoice number names, else its text; only invoices that count.
    pub fn named_by(&self, payment: &Payment, counts: Counts<'_>) -> Mentions {
        let own = self.find_in_column(&payment.invoice, counts);
        if own.known.is_empty() {
            self.find(&payment.reference, counts)
        } else {
            own
        }
    }

    /// The numbers a free text names.
    pub fn find(&self, text: &str, counts: Counts<'_>) -> Mentions {
        let announced = false;
        Scan {
            numbers: self,
            counts,
            announced,
        }
        .over(&self.words_of(text))
    }

    /// The numbers a cell for invoice numbers names: its heading is the invoice word.
    pub fn find_in_column(&self, text: &str, counts: Counts<'_>) -> Mentions {
        let announced = true;
        Scan {
            numbers: self,
            counts,
            announced,
        }
        .over(&self.words_of(text))
    }
}

/// Whether an invoice, by position, may be named.
pub type Counts<'c> = &'c dyn Fn(usize) -> bool;

/// A look at one text.
struct Scan<'s> {
    numbers: &'s Numbers,
    counts: Counts<'s>,
    /// An invoice word stands before the whole text.
    announced: bool,
}

impl Scan<'_> {
    fn over(&self, words: &[Word]) -> Mentions {
        let mut mentions = Mentions::default();
        let mut at = 0;
        while at < words.len() {
            let word = &words[at];
            if word.of == Of::Contract && word.has_digit() && word.dates.is_empty() {
                mentions.contracts.push(word.parts.concat());
            }
            mentions.advance |= word.is_advance();
            mentions.withheld |= word.is_withheld();
            let hit = self
                .exact_at(words, at)
                .or_else(|| self.pieces_at(word))
                .or_else(|| self.fuzzy_at(words, at));
            match hit {
                Some((length, found)) => {
                    for mention in found {
                        mentions.add(mention);
                    }
                    at += length;
                }
                None => {
                    if word.of != Of::Contract {
                        mentions.dates.extend(&word.dates);
                    }
                    mentions.unknown |= looks_like_number(word)
                        || self.is_of_a_known_shape(word)
                        || self.is_of_a_known_length(word);
                    at += 1;
                }
            }
        }
        mentions.unknown &= mentions.known.is_empty();
        mentions.known.shrink_to_fit();
        mentions
    }

    /// The longest run of words from `at` that is a number as written.
    fn exact_at(&self, words: &[Word], at: usize) -> Option<(usize, Vec<Mention>)> {
        lengths(words, at).rev().find_map(|length| {
            let run = &words[at..at + length];
            let mention = self.exact(run)?;
            Some((length, vec![mention]))
        })
    }

    fn exact(&self, run: &[Word]) -> Option<Mention> {
        if !self.believes(run) {
            return None;
        }
        let known = forms(run);
        let mut tiers = known.iter().zip(&self.numbers.tiers);
        let as_written = tiers.find_map(|(form, tier)| self.counted(tier.get(form.as_str())?));
        let invoices = as_written.or_else(|| self.of_last_digits(run))?;
        let sure = run.iter().any(Word::is_of_something_else);
        let looser = self.loosely(run).filter(|hits| !sure && *hits != invoices);
        Some(Mention {
            invoices,
            fuzzy: false,
            looser,
        })
    }

    /// Invoices whose long number ends in just these digits, as many as people write of one.
    fn of_last_digits(&self, run: &[Word]) -> Option<Hits> {
        let digits = bare(run).filter(|digits| digits.len() == WRITTEN_OF_LONG)?;
        self.counted(self.numbers.ends.get(digits.trim_start_matches('0'))?)
    }

    /// Numbers between slashes, when there is nothing else.
    fn pieces_at(&self, word: &Word) -> Option<(usize, Vec<Mention>)> {
        if word.pieces.is_empty() || word.is_of_something_else() {
            return None;
        }
        let mut run: Vec<Word> = word.pieces.iter().flat_map(|piece| words(piece)).collect();
        if let Some(first) = run.first_mut().filter(|_| word.of == Of::Invoice) {
            first.of = Of::Invoice;
        }
        let (mut at, mut mentions) = (0, Vec::new());
        while at < run.len() {
            let (length, found) = self.exact_at(&run, at)?;
            mentions.extend(found);
            at += length;
        }
        (!mentions.is_empty()).then_some((1, mentions))
    }

    /// The shortest run from `at` that is a mangled number, unless a number as written begins inside it.
    fn fuzzy_at(&self, words: &[Word], at: usize) -> Option<(usize, Vec<Mention>)> {
        lengths(words, at).find_map(|length| {
            let run = &words[at..at + length];
            if !self.believes(run) || run.iter().any(Word::is_of_something_else) {
                return None;
            }
            let said = self.announced || run[0].of == Of::Invoice;
            if !said && digits_meant(run) < LONG_ENOUGH {
                return None;
            }
            let invoices = self.loosely(run)?;
            let covered = (at + 1..at + length).any(|later| self.exact_at(words, later).is_some());
            let mention = Mention {
                invoices,
                fuzzy: true,
                looser: None,
            };
            (!covered).then(|| (length, vec![mention]))
        })
    }

    /// Invoices of a mangled number, else those whose last digits it is.
    fn loosely(&self, run: &[Word]) -> Option<Hits> {
        let form = fuzzy_form(run);
        let found = |index: &Index| self.counted(index.get(form.as_str())?);
        found(&self.numbers.fuzzy).or_else(|| found(&self.numbers.tails))
    }

    /// After an invoice word, as long as the agency's numbers of digits alone: three are enough where its own have three.
    fn is_of_a_known_length(&self, word: &Word) -> bool {
        let number = bare(slice::from_ref(word)).map(str::len);
        word.of == Of::Invoice
            && word.dates.is_empty()
            && number.is_some_and(|length| self.numbers.lengths.contains(&length))
    }

    /// Written as the agency writes its numbers.
    fn is_of_a_known_shape(&self, word: &Word) -> bool {
        !word.is_of_something_else()
            && word.dates.is_empty()
            && shape(word).is_some_and(|shape| self.numbers.shapes.contains(&shape))
    }

    /// Long enough to be no accident, or announced, and no number of something else; a number has a digit (or a letter that may
    /// stand for one).
    fn believes(&self, run: &[Word]) -> bool {
        let digits = |word: &Word| {
            word.parts
                .iter()
                .all(|part| !part.chars().any(char::is_alphabetic))
        };
        if run.iter().any(Word::is_of_something_else) && run.iter().all(digits) {
            return false;
        }
        if self.announced || run[0].of == Of::Invoice {
            return true;
        }
        let length: usize = run
            .iter()
            .flat_map(|word| &word.parts)
            .map(|part| part.chars().count())
            .sum();
        let year =
            |part: &String| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
        let only_a_year = length == 4 && run.iter().flat_map(|word| &word.parts).any(year);
        length >= LONG_ENOUGH && run.iter().any(Word::has_digit) && !only_a_year
    }

    /// Those of some invoices that may be named; none when there is none.
    fn counted(&self, hits: &[usize]) -> Option<Hits> {
        if hits.iter().all(|at| (self.counts)(*at)) {
            return Some(Hits::of(hits));
        }
        let hits = hits.iter().copied().filter(|at| (self.counts)(*at));
        let hits: Vec<usize> = hits.collect();
        (!hits.is_empty()).then(|| Hits::of(&hits))
    }
}

impl Mentions {
    fn add(&mut self, mention: Mention) {
        if !self
            .known
            .iter()
            .any(|known| known.invoices == mention.invoices)
        {
            self.known.push(mention);
        }
    }
}

/// How many words a number that begins at `at` may have.
fn lengths(words: &[Word], at: usize) -> RangeInclusive<usize> {
    1..=MOST_WORDS.min(words.len() - at)
}

fn join(words: &[Word]) -> String {
    words
        .iter()
        .flat_map(|word| word.parts.iter().map(String::as_str))
        .collect()
}

/// Three spellings, strictest first: as written, dates as dates; each run of digits without leading zeros; all in one
/// without leading zeros.
fn forms(words: &[Word]) -> [String; 3] {
    if words.iter().any(|word| !word.dates.is_empty()) {
        let whole = words.iter().map(|word| match word.dates.first() {
            Some(day) => format!("={day}"),
            None => word.parts.concat(),
        });
        return [whole.collect(), String::new(), String::new()];
    }
    let whole = join(words);
    let mut parts = String::with_capacity(whole.len() + 8);
    for part in words.iter().flat_map(|word| word.parts.iter()) {
        for run in runs(part) {
            if !parts.is_empty() {
                parts.push('-');
            }
            parts.push_str(without_zeros(run));
        }
    }
    let bare = without_zeros(&whole).to_owned();
    [whole, parts, bare]
}

fn without_zeros(text: &str) -> &str {
    let bare = text.trim_start_matches('0');
    if bare.is_empty() { text } else { bare }
}

/// Runs of digits and runs of letters.
fn runs(part: &str) -> impl Iterator<Item = &str> {
    let mut rest = part;
    std::iter::from_fn(move || {
        let digits = rest.chars().next()?.is_ascii_digit();
        let end = rest.find(|letter: char| letter.is_ascii_digit() != digits);
        let (run, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(run)
    })
}

/// O is 0, I and l are 1, letters in front are gone; empty when no digits are left, and for dates.
fn fuzzy_form(words: &[Word]) -> String {
    if words.iter().any(|word| !word.dates.is_empty()) {
        return String::new();
    }
    let digits: String = join(words).chars().map(digit_meant).collect();
    let tail = digits.trim_start_matches(|letter: char| !letter.is_ascii_digit());
    let bare = tail.trim_start_matches('0');
    if has_digit(bare) {
        bare.to_owned()
    } else {
        String::new()
    }
}

/// Digits behind letters in front, some of which may stand for a digit elsewhere: 2608 of `NL-2608`. Empty for other numbers.
fn behind_letters(words: &[Word]) -> String {
    let mut runs = words
        .iter()
        .flat_map(|word| &word.parts)
        .flat_map(|part| runs(part));
    match (runs.next(), runs.next(), runs.next()) {
        (Some(letters), Some(digits), None) if !has_digit(letters) => {
            digits.trim_start_matches('0').to_owned()
        }
        _ => String::new(),
    }
}

/// Digits, leading zeros included, behind the letters in front: of `stage 1` one, which is the end of many a number.
fn digits_meant(words: &[Word]) -> usize {
    let digits = join(words);
    let digits = digits.chars().map(digit_meant);
    let tail = digits.skip_while(|letter| !letter.is_ascii_digit());
    tail.filter(char::is_ascii_digit).count()
}

fn digit_meant(letter: char) -> char {
    match letter {
        'o' | 'о' => '0',
        'i' | 'l' | 'і' => '1',
        other => other,
    }
}

/// The last run of digits of a number that has several; empty for others.
fn tail(words: &[Word]) -> String {
    let parts: Vec<&String> = words.iter().flat_map(|word| &word.parts).collect();
    match parts.as_slice() {
        [.., before, last]
            if has_digit(before) && last.bytes().all(|digit| digit.is_ascii_digit()) =>
        {
            last.trim_start_matches('0').to_owned()
        }
        _ => String::new(),
    }
}

/// A number that is one run of digits.
fn bare(words: &[Word]) -> Option<&str> {
    let mut parts = words.iter().flat_map(|word| &word.parts);
    let only = parts.next().filter(|_| parts.next().is_none())?;
    let digits = !only.is_empty() && only.bytes().all(|digit| digit.is_ascii_digit());
    digits.then_some(only.as_str())
}

/// The last digits of a number so long that people write only those, as with the twenty of an electronic fapiao.
fn end_of_a_long_one(words: &[Word]) -> Option<String> {
    let digits = bare(words).filter(|digits| digits.len() >= ACCOUNT_DIGITS)?;
    let end = &digits[digits.len() - WRITTEN_OF_LONG..];
    Some(end.trim_start_matches('0').to_owned())
}

/// `hb-5` of `HB-00042`; none of bare digits and of few.
fn shape(word: &Word) -> Option<String> {
    let digits: usize = word
        .parts
        .iter()
        .map(|part| part.bytes().filter(u8::is_ascii_digit).count())
        .sum();
    let runs: Vec<String> = word
        .parts
        .iter()
        .flat_map(|part| runs(part))
        .map(|run| {
            if has_digit(run) {
                run.len().to_string()
            } else {
                run.to_owned()
            }
        })
        .collect();
    (runs.len() > 1 && digits >= LONG_ENOUGH).then(|| runs.join("-"))
}

fn looks_like_number(word: &Word) -> bool {
    let digits = word.parts.concat();
    word.of == Of::Invoice
        && word.dates.is_empty()
        && digits.chars().count() < ACCOUNT_DIGITS
        && digits.chars().filter(char::is_ascii_digit).count() >= LONG_ENOUGH
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(numbers: &[&str], text: &str) -> Vec<(Vec<usize>, bool)> {
        let known = Numbers::of(numbers.iter().copied().enumerate());
        let mentions = known.find(text, &|_| true).known.into_iter();
        mentions
            .map(|mention| (mention.invoices.to_vec(), mention.fuzzy))
            .collect()
    }

    #[test]
    fn finds_whole_numbers_however_written() {
        let numbers = [
            "INV-1042",
            "INV-1043",
            "2026-014",
            "15",
            "HB-0077",
            "№ 88/2026",
            "CN-0001",
        ];
        for (text, expected) in [
            ("Invoice INV-1042", vec![0]),
            ("inv 1042", vec![0]),
            ("INV1042 thank you", vec![0]),
            ("1042", vec![0]),
            ("payment 001042", vec![0]),
            ("INV-1042, 1043", vec![0, 1]),
            ("INV-1042+INV-1043", vec![0, 1]),
            ("INV-1042/INV-1043", vec![0, 1]),
            ("INV-2026-14", vec![2]),
            ("2026014", vec![2]),
            ("Оплата по счету № 15 от 03.10.2026", vec![3]),
            ("оплата по счёту №15", vec![3]),
            ("支付发票INV-1042款", vec![0]),
            ("сч. 88/2026", vec![5]),
            ("room 15", vec![]),
            ("stage 1", vec![]),
            ("INV-1042 part 1", vec![0]),
            ("INV-1042, 1 of 3", vec![0]),
            ("cn 0001", vec![6]),
            ("11042", vec![]),
            ("INV-1042-1", vec![]),
            ("/", vec![]),
            ("", vec![]),
            ("-", vec![]),
        ] {
            let hits: Vec<usize> = found(&numbers, text)
                .into_iter()
                .flat_map(|(at, _)| at)
                .collect();
            assert_eq!(hits, expected, "{text}");
        }
    }

    #[test]
    fn mangled_digits_are_a_second_pass() {
        for (text, expected) in [
            ("INV-1O42", vec![(vec![0], true)]),
            ("INV-l042", vec![(vec![0], true)]),
            ("0077", vec![(vec![1], true)]),
            ("HB-77", vec![(vec![1], false)]),
            ("货款 INV-1042", vec![(vec![0], false)]),
            ("goods INV-1042", vec![(vec![0], false)]),
        ] {
            assert_eq!(found(&["INV-1042", "HB-0077"], text), expected, "{text}");
        }
    }

    #[test]
    fn an_act_is_an_invoice_where_no_act_has_a_number_of_its_own() {
        let numbers = Numbers::of([(0, "0000-000046"), (1, "0000-000004")]);
        for text in ["Частичная оплата по акту № 46", "акт 46 от 30.09.2026"]
        {
            let named = |numbers: &Numbers| numbers.find(text, &|_| true).known.len();
            assert_eq!(named(&numbers), 0, "{text}");
            assert_eq!(named(&numbers.clone().of_acts(true)), 1, "{text}");
        }
        let numbers = numbers.of_acts(true);
        let of = |text| numbers.find(text, &|_| true).known.len();
        // an account, an order and a number of nothing are none
        assert_eq!(
            [of("акт № 47"), of("заказ № 46"), of("оплата 46")],
            [0, 0, 0]
        );
    }

    #[test]
    fn an_empty_number_is_never_found() {
        assert!(found(&["", "/", "INV"], "/ INV").is_empty());
    }

    #[test]
    fn a_year_is_no_number() {
        assert!(found(&["2026"], "October 2026").is_empty());
        assert_eq!(found(&["2026"], "invoice 2026"), [(vec![0], false)]);
    }

    #[test]
    fn an_unknown_number_is_noticed() {
        let known = Numbers::of([(0, "INV-1042")]);
        assert!(known.find("invoice 2099", &|_| true).unknown);
        assert!(!known.find("invoice 1042", &|_| true).unknown);
        assert!(!known.find("account 2099", &|_| true).unknown);
        // an agency that counts up to three digits
        let short = Numbers::of([(0, "301"), (1, "302")]);
        assert!(short.find("OAKRIDGE INV 297", &|_| true).unknown);
        assert!(!short.find("OAKRIDGE 297", &|_| true).unknown);
        assert!(!short.find("INV 29", &|_| true).unknown);
        assert!(!short.find("INV 301", &|_| true).unknown);
    }

    #[test]
    fn the_last_digits_of_a_long_number_are_enough() {
        let numbers = [
            "26442000000718364925",
            "26442000000718364926",
            "2644200000071",
        ];
        assert_eq!(found(&numbers, "发票18364925"), [(vec![0], false)]);
        assert_eq!(
            found(&numbers, "发票号 18364926 服务费"),
            [(vec![1], false)]
        );
        assert!(found(&numbers, "发票8364925").is_empty());
        // two invoices that end alike
        let alike = ["11112000000718364925", "26442000000718364925"];
        assert_eq!(found(&alike, "发票18364925"), [(vec![0, 1], false)]);
    }
}
