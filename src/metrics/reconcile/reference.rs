//! Invoice numbers found in free text (`peers.md` 5.3 step 2, pitfalls 7 and 8).
//!
//! A number is found only as a whole word, whatever its case, separators, leading zeros and the invoice word
//! before it. Words of fewer than four letters and digits, and years, count only after an invoice word. What
//! is still not found is looked for once more with O as 0, I and l as 1 and without the number's own letters
//! in front; such a find is worth less.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::payments::Payment;
use crate::model::key::fold;

/// Words that announce an invoice number and are no part of it, folded.
const INVOICE_WORDS: &[&str] = &[
    "invoices",
    "invoice",
    "inv",
    "bill",
    "credit",
    "note",
    "number",
    "nr",
    "no",
    "n",
    "счетфактура",
    "счета",
    "счету",
    "счетам",
    "счет",
    "сч",
    "фактура",
    "фактуры",
    "сф",
    "номер",
    "发票号",
    "发票",
    "账单",
    "单号",
    "编号",
    "号",
];

/// Shortest word that is believed without an invoice word before it.
const LONG_ENOUGH: usize = 4;

/// Most words that one number is written in.
const MOST_WORDS: usize = 4;

/// A longer number after an invoice word is a bank account.
const ACCOUNT_DIGITS: usize = 12;

/// Letters and digits of a number without invoice words: equal for spellings that differ in case, separators
/// and invoice word.
pub fn compact(number: &str) -> String {
    join(&words(number))
}

/// True when two spellings name one number; empty ones name none.
pub fn same_number(one: &str, other: &str) -> bool {
    let one = compact(one);
    !one.is_empty() && one == compact(other)
}

/// A number that a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Invoices of that number, of any client, by position.
    pub invoices: Vec<usize>,
    /// Found only in the second pass.
    pub fuzzy: bool,
}

/// What a text names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    /// Known numbers in the order of the text, each once.
    pub known: Vec<Mention>,
    /// An invoice word stands before a number that no invoice has.
    pub unknown: bool,
}

/// Numbers of all invoices, ready to be found.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    tiers: [BTreeMap<String, BTreeSet<usize>>; 3],
    fuzzy: BTreeMap<String, BTreeSet<usize>>,
}

impl Numbers {
    /// Learns the numbers, by position.
    pub fn of<'a>(numbers: impl IntoIterator<Item = (usize, &'a str)>) -> Numbers {
        let mut known = Numbers::default();
        for (at, number) in numbers {
            let parts = words(number);
            if join(&parts).is_empty() {
                continue;
            }
            for (tier, form) in known.tiers.iter_mut().zip(forms(&parts)) {
                tier.entry(form).or_default().insert(at);
            }
            let form = fuzzy_form(&parts);
            if !form.is_empty() {
                known.fuzzy.entry(form).or_default().insert(at);
            }
        }
        known
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
        .over(text)
    }

    /// The numbers a cell for invoice numbers names: its heading is the invoice word.
    pub fn find_in_column(&self, text: &str, counts: Counts<'_>) -> Mentions {
        let announced = true;
        Scan {
            numbers: self,
            counts,
            announced,
        }
        .over(text)
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
    fn over(&self, text: &str) -> Mentions {
        let words = words(text);
        let mut mentions = Mentions::default();
        let mut at = 0;
        while at < words.len() {
            let hit = self
                .exact_at(&words, at)
                .or_else(|| self.fuzzy_at(&words, at));
            match hit {
                Some((length, mention)) => {
                    if !mentions
                        .known
                        .iter()
                        .any(|known| known.invoices == mention.invoices)
                    {
                        mentions.known.push(mention);
                    }
                    at += length;
                }
                None => {
                    mentions.unknown |= looks_like_number(&words[at]);
                    at += 1;
                }
            }
        }
        mentions.unknown &= mentions.known.is_empty();
        mentions
    }

    /// The longest run of words from `at` that is a number as written.
    fn exact_at(&self, words: &[Word], at: usize) -> Option<(usize, Mention)> {
        lengths(words, at).rev().find_map(|length| {
            let run = &words[at..at + length];
            let known = forms(run);
            let mut tiers = known.iter().zip(&self.numbers.tiers);
            let invoices = believed(run, self.announced)
                .then(|| tiers.find_map(|(form, tier)| self.counted(tier.get(form)?)))??;
            let fuzzy = false;
            Some((length, Mention { invoices, fuzzy }))
        })
    }

    /// The shortest run from `at` that is a mangled number, unless a number as written begins inside it.
    fn fuzzy_at(&self, words: &[Word], at: usize) -> Option<(usize, Mention)> {
        lengths(words, at).find_map(|length| {
            let run = &words[at..at + length];
            let covered = (at + 1..at + length).any(|later| self.exact_at(words, later).is_some());
            let invoices = (believed(run, self.announced) && !covered)
                .then(|| self.counted(self.numbers.fuzzy.get(&fuzzy_form(run))?))??;
            let fuzzy = true;
            Some((length, Mention { invoices, fuzzy }))
        })
    }

    /// Those of some invoices that may be named; none when there is none.
    fn counted(&self, hits: &BTreeSet<usize>) -> Option<Vec<usize>> {
        let hits = hits.iter().copied().filter(|at| (self.counts)(*at));
        Some(hits.collect::<Vec<usize>>()).filter(|hits| !hits.is_empty())
    }
}

/// How many words a number that begins at `at` may have.
fn lengths(words: &[Word], at: usize) -> RangeInclusive<usize> {
    1..=MOST_WORDS.min(words.len() - at)
}

/// A word of a text, folded, without the invoice words glued to it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    /// Runs of letters and digits between its separators.
    parts: Vec<String>,
    /// An invoice word stands before it.
    announced: bool,
}

/// Words of a text; invoice words are dropped and remembered on the word after them.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut announced = false;
    for chunk in chunks(text) {
        let folded = fold(&chunk);
        let mut parts: Vec<String> = folded.split(' ').map(str::to_owned).collect();
        while let Some(first) = parts.first() {
            let rest = without_invoice_word(first);
            announced |= rest.len() < first.len();
            if !rest.is_empty() {
                let rest = rest.to_owned();
                parts[0] = rest;
                break;
            }
            parts.remove(0);
        }
        if !parts.is_empty() {
            words.push(Word { parts, announced });
            announced = false;
        }
    }
    words
}

/// Splits at blanks and list signs, and where Chinese meets another script: Chinese is written without blanks.
fn chunks(text: &str) -> Vec<String> {
    let mut chunks = vec![String::new()];
    let mut before: Option<char> = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let two_numbers = letter == '/'
            && before.is_some_and(char::is_numeric)
            && letters.peek().is_some_and(|next| next.is_alphabetic());
        let splits =
            two_numbers || letter.is_whitespace() || ",;+&()[]\"«»:，；、：（）".contains(letter);
        if splits || before.is_some_and(|was| is_han(was) != is_han(letter)) {
            chunks.push(String::new());
        }
        before = (!splits).then_some(letter);
        if !splits {
            chunks
                .last_mut()
                .expect("there is a first chunk")
                .push(letter);
        }
    }
    chunks.retain(|chunk| !fold(chunk).is_empty());
    chunks
}

fn is_han(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

/// The part without invoice words in front; a word merely beginning like one (`nova`) stays whole.
fn without_invoice_word(part: &str) -> &str {
    let mut rest = part;
    loop {
        let shorter = INVOICE_WORDS.iter().find_map(|word| {
            let after = rest.strip_prefix(word)?;
            let ends = after
                .chars()
                .next()
                .is_none_or(|next| next.is_ascii_digit());
            (ends
                || INVOICE_WORDS
                    .iter()
                    .any(|word| after.starts_with(word) && has_digit(after)))
            .then_some(after)
        });
        match shorter {
            Some(after) => rest = after,
            None => return rest,
        }
    }
}

fn has_digit(text: &str) -> bool {
    text.chars().any(|letter| letter.is_ascii_digit())
}

fn join(words: &[Word]) -> String {
    words
        .iter()
        .flat_map(|word| word.parts.iter().map(String::as_str))
        .collect()
}

/// Three spellings, strictest first: as written; each run of digits without leading zeros; all in one
/// without leading zeros.
fn forms(words: &[Word]) -> [String; 3] {
    let whole = join(words);
    let parts: Vec<String> = words
        .iter()
        .flat_map(|word| word.parts.iter())
        .flat_map(|part| runs(part))
        .map(|run| without_zeros(&run).to_owned())
        .collect();
    let bare = without_zeros(&whole).to_owned();
    [whole, parts.join("-"), bare]
}

fn without_zeros(text: &str) -> &str {
    let bare = text.trim_start_matches('0');
    if bare.is_empty() { text } else { bare }
}

/// Runs of digits and runs of letters.
fn runs(part: &str) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    let mut before = None;
    for letter in part.chars() {
        let digit = letter.is_ascii_digit();
        if before != Some(digit) {
            runs.push(String::new());
        }
        runs.last_mut().expect("a run was begun").push(letter);
        before = Some(digit);
    }
    runs
}

/// O is 0, I and l are 1, letters in front are gone; empty when no digits are left.
fn fuzzy_form(words: &[Word]) -> String {
    let digits: String = join(words)
        .chars()
        .map(|letter| match letter {
            'o' | 'о' => '0',
            'i' | 'l' | 'і' => '1',
            other => other,
        })
        .collect();
    let tail = digits.trim_start_matches(|letter: char| !letter.is_ascii_digit());
    let bare = tail.trim_start_matches('0');
    if has_digit(bare) {
        bare.to_owned()
    } else {
        String::new()
    }
}

/// Long enough to be no accident, or announced; a number has a digit (or a letter that may stand for one).
fn believed(run: &[Word], announced: bool) -> bool {
    let whole = join(run);
    let length = whole.chars().count();
    let year = length == 4 && (whole.starts_with("19") || whole.starts_with("20"));
    announced || run[0].announced || (length >= LONG_ENOUGH && has_digit(&whole) && !year)
}

fn looks_like_number(word: &Word) -> bool {
    let digits = word.parts.concat();
    word.announced
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
            .map(|mention| (mention.invoices, mention.fuzzy))
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
    }
}
