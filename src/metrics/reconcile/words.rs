//! Words of a bank line's free text: which of them may be numbers, and of what.

use chrono::NaiveDate;

use crate::model::key::{fold, is_han};

/// Words that announce an invoice number and are no part of it, folded.
const INVOICE_WORDS: &[&str] = &[
    "invoices",
    "invoice",
    "inv",
    "bill",
    "credit",
    "note",
    "счетфактура",
    "счета",
    "счету",
    "счетам",
    "счет",
    "сч",
    "фактура",
    "фактуры",
    "сф",
    "发票号",
    "发票",
    "账单",
    "单号",
];

/// Words that announce a number of whatever was named before them.
const NUMBER_WORDS: &[&str] = &[
    "numbers",
    "number",
    "nrs",
    "nr",
    "nos",
    "no",
    "n",
    "номера",
    "номеров",
    "номер",
    "编号",
    "号",
];

/// Words that announce the number of a contract.
const CONTRACT_WORDS: &[&str] = &[
    "contract",
    "agreement",
    "договор",
    "договора",
    "договору",
    "договором",
    "дог",
    "контракт",
    "контракта",
    "контракту",
    "合同",
    "合同号",
    "协议",
];

/// Words that announce the number of a closing document.
const ACT_WORDS: &[&str] = &["act", "акт", "акту", "акта", "акте", "актом"];

/// Words that announce an amount, an account or a number of something else.
const OTHER_WORDS: &[&str] = &[
    "account",
    "acct",
    "iban",
    "order",
    "po",
    "vat",
    "tax",
    "amount",
    "sum",
    "eur",
    "usd",
    "gbp",
    "cny",
    "rub",
    "kzt",
    "заказ",
    "заказу",
    "инн",
    "кпп",
    "ндс",
    "сумма",
    "订单",
    "账号",
    "税",
    "金额",
];

/// Words between an announcement and its number.
const FILLERS: &[&str] = &["от", "of", "from", "dated", "на", "г"];

/// Words that join the numbers of a list.
const JOINING: &[&str] = &["and", "и", "und", "et", "和", "及"];

/// Beginnings of words for money that comes before its invoice.
const ADVANCE: &[&str] = &[
    "advance",
    "prepay",
    "deposit",
    "аванс",
    "предоплат",
    "预付",
    "定金",
];

/// Beginnings of words for tax that a client keeps back.
const WITHHELD: &[&str] = &["withh", "wht", "tds", "удерж", "代扣", "预扣", "预提"];

/// What the word before a word says it is a number of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Of {
    /// Nothing was said.
    #[default]
    Unsaid,
    /// An invoice.
    Invoice,
    /// A contract.
    Contract,
    /// A closing document.
    Act,
    /// Something else.
    Other,
}

/// A word of a text, folded, without the invoice words glued to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Runs of letters and digits between its separators.
    pub parts: Vec<String>,
    /// What it was announced as.
    pub of: Of,
    /// The day it may be, read day first and, where that is possible, month first.
    pub dates: Vec<NaiveDate>,
    /// The numbers between its slashes.
    pub pieces: Vec<String>,
}

impl Word {
    /// It was announced as a number of something that is no invoice.
    pub(super) fn is_of_something_else(&self) -> bool {
        matches!(self.of, Of::Contract | Of::Act | Of::Other)
    }

    /// It speaks of money that comes before its invoice.
    pub(super) fn is_advance(&self) -> bool {
        self.begins_with(ADVANCE)
    }

    /// It speaks of tax that a client keeps back.
    pub(super) fn is_withheld(&self) -> bool {
        self.begins_with(WITHHELD)
    }

    /// Chinese stands without blanks, so there the stem may be anywhere.
    fn begins_with(&self, stems: &[&str]) -> bool {
        let begins = |part: &String, stem: &&str| {
            part.starts_with(stem) || (stem.starts_with(is_han) && part.contains(stem))
        };
        let mut parts = self.parts.iter();
        parts.any(|part| stems.iter().any(|stem| begins(part, stem)))
    }

    pub(super) fn has_digit(&self) -> bool {
        self.parts.iter().any(|part| has_digit(part))
    }
}

/// Words of a free text; words that announce are dropped and remembered on the word after them.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut reader = Reader::default();
    for (chunk, folded) in chunks(text) {
        if chunk == "," || JOINING.contains(&folded.as_str()) {
            reader.listed = true;
        } else if let Some(of) = announced_by(&folded) {
            reader.said = of;
        } else if !FILLERS.contains(&folded.as_str()) {
            reader.take(&chunk, &folded);
        }
    }
    reader.words
}

/// Words of a number in a cell of its own: only what announces invoices, contracts and numbers is dropped.
pub(super) fn number_words(number: &str) -> Vec<Word> {
    let mut reader = Reader::default();
    for (chunk, folded) in chunks(number) {
        if chunk != "," && announced_by(&folded) != Some(Of::Contract) {
            reader.take(&chunk, &folded);
        }
    }
    reader.words
}

/// What a word says that does nothing but announce. Chinese announces at the end of a run of words.
fn announced_by(folded: &str) -> Option<Of> {
    let ends = folded.chars().next().is_some_and(is_han);
    let is = |words: &[&str]| {
        words.contains(&folded) || (ends && words.iter().any(|word| folded.ends_with(word)))
    };
    match () {
        () if is(CONTRACT_WORDS) => Some(Of::Contract),
        () if is(ACT_WORDS) => Some(Of::Act),
        () if is(OTHER_WORDS) => Some(Of::Other),
        () if ends && is(INVOICE_WORDS) => Some(Of::Invoice),
        () => None,
    }
}

/// Words so far, and what was said of the next one.
#[derive(Default)]
struct Reader {
    words: Vec<Word>,
    said: Of,
    /// What the last number was of.
    before: Of,
    /// A sign or word of a list stands before.
    listed: bool,
    /// Digits of the last number, without leading zeros.
    digits: usize,
}

/// Digits of a number without leading zeros.
fn digits_of(parts: &[String]) -> usize {
    let digits = parts.iter().flat_map(|part| part.chars());
    let digits = digits.filter(char::is_ascii_digit);
    digits.skip_while(|digit| *digit == '0').count()
}

impl Reader {
    /// A list of numbers goes on with one about as long: after `1042` comes `998`, and `1 of 3` is no number of the list.
    fn goes_on(&self, parts: &[String]) -> bool {
        let digits = digits_of(parts);
        digits > 0 && digits + 1 >= self.digits
    }

    fn take(&mut self, chunk: &str, folded: &str) {
        let mut parts: Vec<String> = folded.split(' ').map(str::to_owned).collect();
        while let Some(first) = parts.first() {
            let (rest, announced) = without_announcement(first);
            match announced {
                Of::Unsaid => {}
                Of::Other if self.said != Of::Unsaid => {}
                Of::Other => self.said = Of::Invoice,
                of => self.said = of,
            }
            if !rest.is_empty() {
                let rest = rest.to_owned();
                parts[0] = rest;
                break;
            }
            parts.remove(0);
        }
        if parts.is_empty() {
            return;
        }
        let dates = dates_in(chunk);
        let of = match self.said {
            Of::Unsaid if !dates.is_empty() && self.before == Of::Contract => Of::Contract,
            Of::Unsaid if dates.is_empty() && self.listed && self.goes_on(&parts) => self.before,
            said => said,
        };
        if dates.is_empty() {
            (self.said, self.before) = (Of::Unsaid, of);
            self.digits = digits_of(&parts);
        }
        self.listed = false;
        self.words.push(Word {
            pieces: pieces_of(chunk),
            parts,
            of,
            dates,
        });
    }
}

/// Signs between the numbers of a list.
const LISTING: &str = ",;+&、，；";

/// Splits at blanks and list signs, and where Chinese meets another script: Chinese is written without blanks. List signs are
/// chunks of their own. Each chunk comes with what it folds to.
fn chunks(text: &str) -> Vec<(String, String)> {
    let mut chunks = vec![String::new()];
    let mut before: Option<char> = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let lists = LISTING.contains(letter);
        let two_numbers = letter == '/'
            && before.is_some_and(char::is_numeric)
            && letters.peek().is_some_and(|next| next.is_alphabetic());
        let sign = matches!(letter, '№' | '#');
        let splits =
            two_numbers || lists || letter.is_whitespace() || "()[]\"«»:：（）".contains(letter);
        if splits || before.is_some_and(|was| is_han(was) != is_han(letter)) {
            chunks.push(String::new());
        }
        if lists || two_numbers {
            chunks.extend([",".to_owned(), String::new()]);
        }
        if sign {
            chunks.extend(["№".to_owned(), String::new()]);
        }
        before = (!splits && !sign).then_some(letter);
        if !splits && !sign {
            chunks
                .last_mut()
                .expect("there is a first chunk")
                .push(letter);
        }
    }
    let folded = chunks.into_iter().filter(|chunk| !chunk.is_empty());
    let folded = folded.map(|chunk| {
        let folded = fold(&chunk);
        (chunk, folded)
    });
    folded
        .filter(|(chunk, folded)| chunk == "," || !folded.is_empty())
        .collect()
}

/// The part without announcing words in front, and what they speak of: an invoice, a contract, or any number ([`Of::Other`]);
/// a word merely beginning like one (`nova`) stays whole.
fn without_announcement(part: &str) -> (&str, Of) {
    let (mut rest, mut of) = (part, Of::Unsaid);
    while let Some((after, says)) = shorter(rest) {
        rest = after;
        if of == Of::Unsaid || says != Of::Other {
            of = says;
        }
    }
    (rest, of)
}

/// Without the first announcing word, when a digit, nothing or another one comes behind it.
fn shorter(part: &str) -> Option<(&str, Of)> {
    ANNOUNCING.iter().find_map(|(words, says)| {
        words.iter().find_map(|word| {
            let after = part.strip_prefix(word)?;
            let first = after.chars().next();
            let ends = first.is_none_or(|next| next.is_ascii_digit());
            (ends || shorter(after).is_some()).then_some((after, *says))
        })
    })
}

/// What may be glued to a number.
const ANNOUNCING: &[(&[&str], Of)] = &[
    (INVOICE_WORDS, Of::Invoice),
    (NUMBER_WORDS, Of::Other),
    (CONTRACT_WORDS, Of::Contract),
];

pub(super) fn has_digit(text: &str) -> bool {
    text.bytes().any(|letter| letter.is_ascii_digit())
}

/// Numbers between slashes of a chunk that has any; what has no digit there is a code of the bank.
fn pieces_of(chunk: &str) -> Vec<String> {
    if !chunk.contains('/') {
        return Vec::new();
    }
    let pieces = chunk.split('/').filter(|piece| has_digit(piece));
    pieces.map(str::to_owned).collect()
}

/// `03.10.2026`, `2026-10-03`, `3/10/2026`, with nothing but a year's sign behind it.
fn dates_in(chunk: &str) -> Vec<NaiveDate> {
    let chunk = chunk.trim_end_matches(['.', 'г', '-']);
    let separator = chunk.chars().find(|letter| !letter.is_ascii_digit());
    let Some(separator) = separator.filter(|sign| ".-/".contains(*sign)) else {
        return Vec::new();
    };
    let parts: Vec<&str> = chunk.split(separator).collect();
    let [first, second, third] = parts.as_slice() else {
        return Vec::new();
    };
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 4);
    let (Some(one), Some(two), Some(three)) = (number(first), number(second), number(third)) else {
        return Vec::new();
    };
    let readings = match (first.len(), third.len()) {
        (4, 1 | 2) => vec![(one, two, three)],
        (1 | 2, 4) => vec![(three, two, one), (three, one, two)],
        _ => Vec::new(),
    };
    let mut days: Vec<NaiveDate> = readings
        .into_iter()
        .filter_map(|(year, month, day)| NaiveDate::from_ymd_opt(year as i32, month, day))
        .collect();
    days.dedup();
    days
}
