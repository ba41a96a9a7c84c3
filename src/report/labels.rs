//! Words, names of columns and codes, and sentences in the reader's language (`templates/languages/*.toml`).

mod reading;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use super::book::Writing;
use super::style::{fixed, written};
use crate::metrics::{Datum, Unit, definition};
use crate::model::{Month, Phrase, SettingValues, Span, Table};

pub use reading::{Lacking, UnknownText, lacking, unknown};

/// The sentences whose arguments are codes of tables, and of fields that stand in for each other.
const OF_A_TABLE: [&str; 4] = [
    "the row is in no figure of {}",
    "tried as {}, but no column is {}",
    "too little in it speaks for {}",
    "it could be {} or {}, and too little tells which",
];

/// One language file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Language {
    /// `en`, `ru`, `zh`.
    pub language: String,
    /// Its own name: `русский`.
    pub name: String,
    /// How numbers, dates and months are written in sentences.
    pub formats: Formats,
    /// Words that templates and writers ask for by key: sheet names, headings, sentences with `{field}`.
    pub words: BTreeMap<String, String>,
    /// Headings of metric columns by stable column name.
    pub columns: BTreeMap<String, String>,
    /// Stable codes: statuses, bands, reasons of n/a, table names.
    pub codes: BTreeMap<String, String>,
    /// Translations of the English sentences in the code; English needs none.
    pub phrases: BTreeMap<String, String>,
    /// Definitions of figures by column name, for `explain` and the dictionary; English ones stand in the code.
    pub definitions: BTreeMap<String, String>,
}

impl Language {
    /// With the values of a run's settings in words, headings and codes that name them; definitions are filled one by one
    /// ([`definition::Definition::said`]).
    pub fn with_settings(mut self, values: &SettingValues) -> Language {
        let parts = [&mut self.words, &mut self.columns, &mut self.codes];
        for text in parts.into_iter().flat_map(BTreeMap::values_mut) {
            *text = values.fill(text);
        }
        self
    }
}

/// How a language writes numbers and dates in sentences.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Formats {
    /// Decimal mark.
    pub decimal: String,
    /// Mark between thousands.
    pub thousands: String,
    /// Date with `{y}`, `{m}`, `{d}` (two digits), `{day}` (without zero), `{month}` (short name).
    pub date: String,
    /// Month in cells of tables and headings of columns, with the same marks.
    pub table_month: String,
    /// Number of the language in number codes, like `409`; needed where `date` or `table_month` has `{month}`.
    pub locale: String,
    /// Month with `{y}`, `{m}` and `{month}`.
    pub month: String,
    /// Date without the year, with the same marks.
    pub short_date: String,
    /// Quarter with `{y}`, `{q}`.
    pub quarter: String,
    /// Year with `{y}`.
    pub year: String,
    /// Percentage with `{}` for the number.
    pub percent: String,
    /// Names of the months, January first.
    pub months: Vec<String>,
    /// The same short, for charts.
    pub short_months: Vec<String>,
    /// Month of a chart with `{month}`, `{y}` and `{yy}`.
    pub short_month: String,
    /// n/a.
    pub not_available: String,
    /// Yes and no.
    pub yes: String,
    /// Yes and no.
    pub no: String,
    /// Its letters stand taller than Latin ones, so that rows of text need more room.
    pub tall: bool,
}

/// The language of a book over English as fallback.
#[derive(Clone, Copy, Debug)]
pub struct Labels<'a> {
    own: &'a Language,
    english: &'a Language,
    /// Of amounts in which no tax is: see [`Labels::untaxed`].
    untaxed: bool,
}

/// Stands between names in a code of several: no name has it.
pub const NAMES_APART: &str = "\u{1f}";

/// A word or heading so named stands for the one without it where amounts hold no tax.
const UNTAXED: &str = "_untaxed";

impl<'a> Labels<'a> {
    /// Labels in `own`; what it lacks is taken from `english`.
    pub fn new(own: &'a Language, english: &'a Language) -> Labels<'a> {
        Labels {
            own,
            english,
            untaxed: false,
        }
    }

    /// The same for somebody whose invoices have no tax: `Paid with VAT` is `Paid`.
    pub fn untaxed(self) -> Labels<'a> {
        Labels {
            untaxed: true,
            ..self
        }
    }

    /// A text by its key, as it is said where amounts hold no tax if they do not.
    fn text(&self, of: fn(&Language) -> &BTreeMap<String, String>, key: &str) -> String {
        let (own, english) = (of(self.own), of(self.english));
        let found = |key: &str| own.get(key).or_else(|| english.get(key)).cloned();
        let said = || found(&format!("{key}{UNTAXED}"));
        let untaxed = self.untaxed.then(said).flatten();
        untaxed
            .or_else(|| found(key))
            .unwrap_or_else(|| key.to_owned())
    }

    /// `en`, `ru`, `zh`.
    pub fn language(&self) -> &'a str {
        &self.own.language
    }

    /// How numbers and dates are written.
    pub fn formats(&self) -> &'a Formats {
        &self.own.formats
    }

    /// How numbers and dates are written in cells.
    pub fn writing(&self) -> Writing {
        let formats = self.formats();
        Writing {
            date: formats.date.clone(),
            table_month: formats.table_month.clone(),
            locale: formats.locale.clone(),
            decimal: formats.decimal.clone(),
            thousands: formats.thousands.clone(),
            tall: formats.tall,
            months: formats.short_months.clone(),
            month: formats.short_month.clone(),
            points: self.word("percentage_points"),
            percent: formats.percent.clone(),
        }
    }

    /// The word of a key; the key itself when no language has it (a test keeps that from happening).
    pub fn word(&self, key: &str) -> String {
        self.text(|language| &language.words, key)
    }

    /// True when some language has the word.
    pub fn has_word(&self, key: &str) -> bool {
        self.own.words.contains_key(key) || self.english.words.contains_key(key)
    }

    /// Every word key that some language has, for suggestions.
    pub fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.english
            .words
            .keys()
            .chain(self.own.words.keys())
            .map(String::as_str)
    }

    /// True when some language has a heading for the column.
    pub fn has_column(&self, name: &str) -> bool {
        self.own.columns.contains_key(name) || self.english.columns.contains_key(name)
    }

    /// All codes that have words.
    pub fn codes(&self) -> impl Iterator<Item = &'a str> {
        let all = self.english.codes.keys().chain(self.own.codes.keys());
        all.map(String::as_str)
    }

    /// True when some language has a word for the code.
    pub fn has_code(&self, code: &str) -> bool {
        self.own.codes.contains_key(code) || self.english.codes.contains_key(code)
    }

    /// Heading of a column.
    pub fn column(&self, name: &str) -> String {
        self.text(|language| &language.columns, name)
    }

    /// A code as a word; the name of a figure is its heading. Codes joined by `+` (`time+leave`) and counted ones
    /// (`header 1, title 2`) are put into words one by one; data that is no code stands as it is.
    ///
    /// `figure:hours` is a figure and no unit, whatever code is spelled so; `setting:hhi_high_from` is told as it is typed;
    /// `names:` are those of clients and people, which no code is.
    pub fn code(&self, code: &str) -> String {
        match code.split_once(':') {
            Some(("figure", name)) => return self.figure(name),
            Some(("setting", name)) => return self.setting(name),
            Some(("names", names)) => {
                return names.replace(NAMES_APART, &self.word("list_separator"));
            }
            _ => {}
        }
        let known = |code: &str| {
            let pairs = [
                (&self.own.codes, &self.english.codes),
                (&self.own.columns, &self.english.columns),
            ];
            pairs
                .iter()
                .find_map(|(own, english)| own.get(code).or_else(|| english.get(code)))
        };
        let counted = |part: &str| match part.rsplit_once(' ') {
            Some((code, count)) if count.parse::<u64>().is_ok() => {
                known(code).map(|word| format!("{word} {count}"))
            }
            _ => known(part).cloned(),
        };
        let all = |mark: &str, joint: &str| {
            let words: Option<Vec<String>> = code.split(mark).map(counted).collect();
            words.map(|words| words.join(joint))
        };
        let word = known(code).cloned().or_else(|| all("+", " + "));
        word.or_else(|| all(", ", &self.word("list_separator")))
            .unwrap_or_else(|| code.to_owned())
    }

    /// A setting as it is typed, behind what it is called where it has a name: `Base currency (base_currency)`.
    fn setting(&self, name: &str) -> String {
        let key = format!("setting.{name}");
        match self.has_code(&key) {
            true => format!("{} ({name})", self.text(|language| &language.codes, &key)),
            false => name.to_owned(),
        }
    }

    /// A code of a frame's column, which some languages call by another word than the same code elsewhere: `invoices_status.status.open`.
    pub fn code_of(&self, (frame, column): (&str, &str), code: &str) -> String {
        let key = format!("{frame}.{column}.{code}");
        self.own
            .codes
            .get(&key)
            .cloned()
            .unwrap_or_else(|| self.code(code))
    }

    /// The heading of a figure: that of its frame's own (`promoters.score`), where one is told, else that of all columns called so.
    pub fn figure(&self, name: &str) -> String {
        let column = name.split_once('.').map_or(name, |(_, column)| column);
        let told = [name, column].into_iter().find(|key| self.has_column(key));
        told.map_or_else(|| self.code(column), |key| self.column(key))
    }

    /// A field of a table, or a table: names of fields are codes of other things too.
    fn field(&self, name: &str) -> String {
        let own = format!("{name}_field");
        match Table::named(name) {
            None if self.has_code(&own) => self.code(&own),
            None if self.has_column(name) => self.column(name),
            _ => self.code(name),
        }
    }

    /// Fields that lack, of which some could stand in for each other: `date, spend / clicks`.
    fn fields(&self, all: &str) -> String {
        let any = |fields: &str| fields.split(" / ").map(|field| self.field(field)).collect();
        let all = all.split(", ").map(|fields| -> Vec<String> { any(fields) });
        let all: Vec<String> = all.map(|fields| fields.join(" / ")).collect();
        all.join(&self.word("list_separator"))
    }

    /// A sentence.
    pub fn phrase(&self, phrase: &Phrase) -> String {
        let of_table = OF_A_TABLE.contains(&phrase.text());
        let phrase = &phrase.with_args(|arg| match arg.parse::<NaiveDate>() {
            _ if of_table => self.fields(arg),
            Ok(day) if day.to_string() == arg => self.date(day),
            _ => self.share_told(arg).unwrap_or_else(|| arg.to_owned()),
        });
        let own = self.own.phrases.get(phrase.text());
        let pattern = own.or_else(|| {
            let figure = definition::reading(phrase.text())?;
            self.own.definitions.get(figure.name)
        });
        let pattern = pattern.map_or(phrase.text(), String::as_str);
        phrase.fill_with(pattern, |digits| match digits.parse::<Month>() {
            Ok(month) => self.period(Span::month(month)),
            Err(()) => self.digits(digits),
        })
    }

    /// `37 %` as the language writes it.
    fn share_told(&self, arg: &str) -> Option<String> {
        let digits = arg.strip_suffix(" %")?;
        digits.parse::<f64>().ok()?;
        Some(self.formats().percent.replace("{}", &self.digits(digits)))
    }

    /// Digits with a decimal point as the language writes them, none lost.
    fn digits(&self, text: &str) -> String {
        let (sign, text) = match text.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", text),
        };
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let whole = self.grouped(whole);
        match part.is_empty() {
            true => format!("{sign}{whole}"),
            false => format!("{sign}{whole}{}{part}", self.formats().decimal),
        }
    }

    fn grouped(&self, whole: &str) -> String {
        let mut grouped = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                grouped.push_str(&self.formats().thousands);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// A day.
    pub fn date(&self, day: NaiveDate) -> String {
        let formats = self.formats();
        written(&formats.date, day, &formats.short_months)
    }

    /// A day without its year, for narrow headings.
    pub fn short_date(&self, day: NaiveDate) -> String {
        let formats = self.formats();
        written(&formats.short_date, day, &formats.short_months)
    }

    /// A month over a column, short.
    pub fn table_month(&self, month: Month) -> String {
        let formats = self.formats();
        written(
            &formats.table_month,
            month.first_day(),
            &formats.short_months,
        )
    }

    /// A period: `October 2026`, `Q4 2026`.
    pub fn period(&self, span: Span) -> String {
        let formats = self.formats();
        let label = span.to_string();
        if span.len() > 1 {
            return match label.split_once("-Q") {
                Some((year, quarter)) => {
                    formats.quarter.replace("{y}", year).replace("{q}", quarter)
                }
                None if span.len() == 12 && label.len() == 4 => formats.year.replace("{y}", &label),
                None => {
                    let ends = [span.from, span.to].map(|month| self.table_month(month));
                    ends.join(" – ")
                }
            };
        }
        let month = formats
            .months
            .get(span.from.number() as usize - 1)
            .map_or("", String::as_str);
        formats
            .month
            .replace("{y}", &format!("{:04}", span.from.year()))
            .replace("{m}", &format!("{:02}", span.from.number()))
            .replace("{month}", month)
    }

    /// A period, or the first and last of several months: `2026-08..2026-10`.
    fn months(&self, text: &str) -> String {
        let one = |text: &str| text.parse::<Span>().ok();
        let period = one(text).map(|span| self.period(span));
        let ends = || {
            let (first, last) = text.split_once("..")?;
            let [first, last] = [one(first)?, one(last)?].map(|span| self.table_month(span.from));
            Some(format!("{first} – {last}"))
        };
        period.or_else(ends).unwrap_or_else(|| text.to_owned())
    }

    /// A value inside a sentence: rounded for reading, never used in arithmetic.
    pub fn show(&self, value: &Datum, unit: Unit) -> String {
        let formats = self.formats();
        match value {
            Datum::Null => formats.not_available.clone(),
            Datum::Text(text) => match unit {
                Unit::Code => self.code(text),
                Unit::Phrase => self.phrase(&Phrase::decode(text)),
                Unit::Rate => self.digits(text),
                Unit::Month => self.months(text),
                _ => text.clone(),
            },
            Datum::Date(day) => self.date(*day),
            Datum::Hours(duration) => self.decimal(duration.to_hours(), 1),
            Datum::Money(money) => self.decimal(money.to_f64(), 0),
            Datum::Float(number) if unit == Unit::Share => formats
                .percent
                .replace("{}", &self.decimal(number * 100.0, 1)),
            Datum::Float(number) => self.decimal(*number, 1),
            Datum::Count(count) => self.decimal(*count as f64, 0),
            Datum::Flag(true) => formats.yes.clone(),
            Datum::Flag(false) => formats.no.clone(),
        }
    }

    /// An amount to the cent, for papers that are sent.
    pub fn cents(&self, money: crate::model::Money) -> String {
        self.decimal(money.to_f64(), 2)
    }

    fn decimal(&self, number: f64, digits: usize) -> String {
        let formats = self.formats();
        let text = fixed(number.abs(), digits);
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        let grouped = self.grouped(whole);
        let nothing = text.chars().all(|digit| digit == '0' || digit == '.');
        let sign = if number < 0.0 && !nothing { "-" } else { "" };
        if part.is_empty() {
            format!("{sign}{grouped}")
        } else {
            format!("{sign}{grouped}{}{part}", formats.decimal)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::metrics::catalogue;
    use crate::model::phrase::phrase;
    use crate::model::{Money, Month, Settings};
    use crate::report::evidence;

    const CODES: [&str; 3] = ["en", "ru", "zh"];

    fn language(code: &str) -> Language {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let path = root.join(format!("templates/languages/{code}.toml"));
        let text = std::fs::read_to_string(path).expect("shipped languages are there");
        toml::from_str(&text).expect("shipped languages are well formed")
    }

    /// Keys of one that the other lacks.
    fn lacking(of: &BTreeMap<String, String>, than: &BTreeMap<String, String>) -> Vec<String> {
        than.keys()
            .filter(|key| !of.contains_key(*key))
            .cloned()
            .collect()
    }

    #[test]
    fn shares_in_sentences_are_written_as_the_language_does() {
        for (code, all) in [
            ("en", "from 0% to 37.5%"),
            ("ru", "с 0\u{a0}% до 37,5\u{a0}%"),
            ("zh", "由 0% 升至 37.5%"),
        ] {
            let own = language(code);
            let labels = Labels::new(&own, &own);
            let told = phrase("budget pace rose from {} to {}", &[&"0 %", &"37.5 %"]);
            assert!(
                labels.phrase(&told).contains(all),
                "{}",
                labels.phrase(&told)
            );
        }
    }

    #[test]
    fn languages_have_the_same_keys() {
        let english = language("en");
        for code in CODES {
            let other = language(code);
            for (section, own, wanted) in [
                ("words", &other.words, &english.words),
                ("columns", &other.columns, &english.columns),
                ("codes", &other.codes, &english.codes),
            ] {
                assert_eq!(
                    lacking(own, wanted),
                    Vec::<String>::new(),
                    "{code} {section}"
                );
                assert_eq!(
                    lacking(wanted, own),
                    Vec::<String>::new(),
                    "{code} {section}"
                );
            }
            assert_eq!(other.formats.months.len(), 12);
        }
    }

    #[test]
    fn sentences_use_the_same_marks() {
        let english = language("en");
        let marks = |text: &str| -> BTreeSet<String> {
            let parts = text.split('{').skip(1);
            parts
                .filter_map(|part| part.split_once('}').map(|(mark, _)| mark.to_owned()))
                .collect()
        };
        for code in CODES {
            for (key, text) in &language(code).words {
                assert_eq!(marks(text), marks(&english.words[key]), "{code} {key}");
            }
            for (english, text) in &language(code).phrases {
                let holes = |text: &str| text.matches("{}").count();
                assert_eq!(holes(text), holes(english), "{code} {english}");
            }
        }
    }

    #[test]
    fn a_month_in_a_sentence_is_no_year_of_an_amount() {
        let october = Month::new(2026, 10).expect("a month");
        // 5,400 could be a year, and an invoice may be called 2026-10
        let said = phrase("{} {} {}", &[&october, &Money::units(5_400), &"2026-10"]);
        let english = language("en");
        for (code, shown) in [
            ("en", "October 2026 5,400 2026-10"),
            ("ru", "октябрь 2026 5\u{a0}400 2026-10"),
            ("zh", "2026年10月 5,400 2026-10"),
        ] {
            let own = language(code);
            assert_eq!(Labels::new(&own, &english).phrase(&said), shown);
        }
        assert_eq!(said.to_string(), "2026-10 5400 2026-10");
    }

    #[test]
    fn texts_name_settings_that_are_there_the_same_in_every_language() {
        let values = SettingValues::of(&Settings::default());
        let marks = |text: &str| -> BTreeSet<String> {
            SettingValues::marks(text).map(str::to_owned).collect()
        };
        let english = language("en");
        for code in CODES {
            let own = language(code);
            let texts = [&own.words, &own.columns, &own.codes, &own.definitions];
            for text in texts.into_iter().flat_map(BTreeMap::values) {
                for mark in marks(text) {
                    assert!(values.value(&mark).is_some(), "{code}: {mark} in {text}");
                }
            }
            for (own, english) in [
                (&own.columns, &english.columns),
                (&own.codes, &english.codes),
            ] {
                for (name, text) in own {
                    assert_eq!(marks(text), marks(&english[name]), "{code} {name}");
                }
            }
            for figure in definition::ALL.iter().filter(|_| code != "en") {
                let translated = &own.definitions[figure.name];
                assert_eq!(
                    marks(translated),
                    marks(figure.text),
                    "{code}: {}",
                    figure.name
                );
            }
        }
    }

    #[test]
    fn every_column_has_a_heading() {
        for code in CODES {
            let columns = language(code).columns;
            for spec in catalogue::ALL.iter().chain(evidence::ALL) {
                for (name, _) in spec
                    .columns
                    .iter()
                    .filter(|(name, _)| !name.ends_with("_note"))
                {
                    assert!(columns.contains_key(*name), "{code}: {}.{name}", spec.name);
                }
            }
        }
    }

    #[test]
    fn every_figure_is_defined() {
        for code in ["ru", "zh"] {
            let defined = language(code).definitions;
            for figure in definition::ALL.iter() {
                assert!(defined.contains_key(figure.name), "{code}: {}", figure.name);
            }
        }
    }

    /// Literals of `phrase("...")` and `Phrase::decode("...")` in the program's own source, tests left out.
    fn literals() -> BTreeSet<String> {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
        let files = walkdir::WalkDir::new(root).into_iter().flatten();
        let mut found = BTreeSet::new();
        for file in
            files.filter(|file| file.path().extension().is_some_and(|ending| ending == "rs"))
        {
            let text = std::fs::read_to_string(file.path()).expect("source can be read");
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            for call in ["phrase(", "Phrase::decode("] {
                for part in text.split(call).skip(1) {
                    found.extend(literal(part));
                }
            }
        }
        found
    }

    /// The string literal at the start of a call's arguments.
    fn literal(part: &str) -> Option<String> {
        let inner = part.trim_start().strip_prefix('"')?;
        let mut text = String::new();
        let mut letters = inner.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '"' => return Some(text),
                '\\' => match letters.next()? {
                    '\n' => {
                        let rest = letters.as_str().trim_start();
                        letters = rest.chars();
                    }
                    other => text.push(other),
                },
                other => text.push(other),
            }
        }
        None
    }

    #[test]
    fn every_sentence_is_translated() {
        for code in ["ru", "zh"] {
            let phrases = language(code).phrases;
            let missing: Vec<String> = literals()
                .into_iter()
                .filter(|text| !phrases.contains_key(text))
                .collect();
            assert_eq!(missing, Vec::<String>::new(), "{code}");
        }
    }

    #[test]
    fn writes_values_as_the_language_does() {
        let english = language("en");
        for (code, share, money, month) in [
            ("en", "25.4%", "-1,234", "October 2026"),
            ("ru", "25,4\u{a0}%", "-1\u{a0}234", "октябрь 2026"),
            ("zh", "25.4%", "-1,234", "2026年10月"),
        ] {
            let own = language(code);
            let labels = Labels::new(&own, &english);
            assert_eq!(labels.show(&Datum::Float(0.254), Unit::Share), share);
            assert_eq!(
                labels.show(&Datum::Money(Money::units(-1234)), Unit::Money),
                money
            );
            let october = Span::month(Month::new(2026, 10).expect("a month"));
            assert_eq!(labels.period(october), month);
            assert_eq!(labels.show(&"2026-10".into(), Unit::Month), month);
        }
    }

    #[test]
    fn a_figure_is_called_as_its_column_whatever_code_is_spelled_so() {
        let english = language("en");
        let labels = Labels::new(&english, &english);
        // `amount` is a way to match a payment as well, `hours` a unit
        assert_eq!(labels.code("figure:amount"), labels.column("amount"));
        assert_ne!(labels.code("amount"), labels.column("amount"));
        assert_eq!(labels.code("figure:hours"), "Hours worked");
        // an answer of a survey and a family of columns are no score of health and no raw name
        assert_eq!(
            labels.code("figure:promoters.score"),
            "NPS answer (of\u{a0}10)"
        );
        assert_eq!(
            labels.code("figure:promoters.client"),
            labels.column("client")
        );
        assert_eq!(labels.code("figure:health.*_weight"), "A measure: weight");
        assert_eq!(labels.code("setting:target_share"), "target_share");
        let agency = labels.code("setting:agency");
        assert_eq!(agency, "Agency (agency)");
        // a bank's list without a column of amounts lacks the field
        let lacks = |table: &str, fields: &str| {
            let words = phrase("tried as {}, but no column is {}", &[&table, &fields]);
            labels.phrase(&words)
        };
        assert_eq!(
            lacks("payments", "date, amount / payer"),
            "tried as Payments, but no column is Date, Amount / Payer"
        );
        // names are no codes, whatever they are, and stand apart as the language writes it
        let chinese = language("zh");
        let labels = Labels::new(&chinese, &english);
        assert_eq!(
            labels.code("names:山野户外\u{1f}Email, Inc\u{1f}email"),
            "山野户外、Email, Inc、email"
        );
    }

    #[test]
    fn puts_joined_and_counted_codes_into_words() {
        let english = language("en");
        let own = language("ru");
        let labels = Labels::new(&own, &english);
        for (code, word) in [
            ("time+leave", "Учёт времени + Отсутствия"),
            ("header 1, title 2", "шапка 1, заголовок 2"),
            ("net_hours", "Рабочий фонд, ч"),
            ("Acme, Inc", "Acme, Inc"),
        ] {
            assert_eq!(labels.code(code), word);
        }
    }
}
