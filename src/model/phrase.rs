//! Sentences that are written once in English and shown in the reader's language.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::SettingValues;
use super::setting_values::OPEN;

/// Separates the parts of a stored phrase; cannot occur in cell text (it is removed at the door).
const MARK: char = '\u{1f}';
/// Stands before an argument that is a number or a month, so that each language can write it in its own way. Money, time and
/// months put it there when they are shown by `{:#}`.
pub(super) const NUMBER: char = '\u{1e}';

/// An English sentence with `{}` for each argument. The English text is the key that
/// `templates/languages/*.toml` translates under `[phrases]`; without a translation it stays English.
/// Arguments are data (names, amounts, codes) and are never translated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Phrase {
    text: Cow<'static, str>,
    args: Vec<String>,
}

/// A number in digits with a decimal point, as an argument: each language writes it in its own way.
#[derive(Clone, Debug)]
pub struct Digits(pub String);

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            write!(f, "{NUMBER}")?;
        }
        f.write_str(&self.0)
    }
}

/// A phrase of `text` with its arguments in order. A tidy test reads these calls from the source and
/// wants a translation for each literal, so `text` is always a literal.
pub fn phrase(text: &'static str, args: &[&dyn fmt::Display]) -> Phrase {
    Phrase {
        text: Cow::Borrowed(text),
        args: args
            .iter()
            .map(|arg| without_mark(format!("{arg:#}")))
            .collect(),
    }
}

/// Most arguments stay as they are.
fn without_mark(arg: String) -> String {
    if arg.contains(MARK) {
        arg.replace(MARK, " ")
    } else {
        arg
    }
}

/// Chinese letters and signs, which stand beside each other without a space.
pub fn is_wide(letter: char) -> bool {
    ('\u{2e80}'..='\u{ffef}').contains(&letter)
}

/// What stands before a value and after it, without the spaces that a pattern leaves around names and figures of other writings
/// where both sides are Chinese.
pub fn close_up<'b, 'a>(before: &'b str, value: &str, after: &'a str) -> (&'b str, &'a str) {
    let wide = |letter: Option<char>| letter.is_some_and(is_wide);
    let led = before
        .strip_suffix(' ')
        .filter(|text| wide(text.chars().next_back()));
    let followed = after
        .strip_prefix(' ')
        .filter(|text| wide(text.chars().next()));
    (
        led.filter(|_| wide(value.chars().next())).unwrap_or(before),
        followed
            .filter(|_| wide(value.chars().next_back()))
            .unwrap_or(after),
    )
}

impl Phrase {
    /// One string that holds text and arguments, for a frame's text column. [`Phrase::decode`] reverses it.
    pub fn encode(&self) -> String {
        let mut stored = self.text.clone().into_owned();
        for arg in &self.args {
            stored.push(MARK);
            stored.push_str(arg);
        }
        stored
    }

    /// Reads an encoded phrase; plain text is a phrase without arguments.
    pub fn decode(stored: &str) -> Phrase {
        let mut parts = stored.split(MARK).map(str::to_owned);
        Phrase {
            text: Cow::Owned(parts.next().unwrap_or_default()),
            args: parts.collect(),
        }
    }

    /// The English text, which is the translation key.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A text with marks that name settings, and the value of each in their order.
    pub(super) fn named(text: &str, args: Vec<String>) -> Phrase {
        let text = Cow::Owned(text.to_owned());
        Phrase { text, args }
    }

    /// Fills `pattern` (this phrase's text or a translation of it) with the arguments: `{}` in order, marks of settings by
    /// their names.
    pub fn fill(&self, pattern: &str) -> String {
        self.fill_with(pattern, str::to_owned)
    }

    /// The same with numbers written as `number` says, from digits with a decimal point, and months, from `2026-10`.
    pub fn fill_with(&self, pattern: &str, number: impl Fn(&str) -> String) -> String {
        let shown = |arg: &str| match arg.strip_prefix(NUMBER) {
            Some(digits) => number(digits),
            None => arg.to_owned(),
        };
        let mut filled = String::with_capacity(pattern.len());
        let mut args = self.args.iter();
        let mut rest = pattern;
        while let Some(at) = rest.find('{') {
            filled.push_str(&rest[..at]);
            rest = &rest[at..];
            let end = rest.find('}').map_or(1, |end| end + 1);
            let arg = match rest[..end].strip_prefix(OPEN) {
                _ if rest.starts_with("{}") => Some(args.next().map_or("", String::as_str)),
                Some(path) => self.of_setting(path.trim_end_matches('}')),
                None => None,
            };
            let read = if arg.is_some() { end } else { 1 };
            let said = arg.map_or_else(|| "{".to_owned(), shown);
            let (before, after) = close_up(&filled, &said, &rest[read..]);
            let kept = before.len();
            rest = after;
            filled.truncate(kept);
            filled.push_str(&said);
        }
        filled.push_str(rest);
        filled
    }

    /// The same sentence about other things.
    pub fn with_args(&self, other: impl Fn(&str) -> String) -> Phrase {
        Phrase {
            text: self.text.clone(),
            args: self.args.iter().map(|arg| other(arg)).collect(),
        }
    }

    /// The argument of a mark that this text has too.
    fn of_setting(&self, path: &str) -> Option<&str> {
        let at = SettingValues::marks(&self.text).position(|mark| mark == path)?;
        self.args.get(at).map(String::as_str)
    }
}

/// As it is encoded.
impl Serialize for Phrase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.encode())
    }
}

impl<'de> Deserialize<'de> for Phrase {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Phrase, D::Error> {
        let stored = String::deserialize(deserializer)?;
        Ok(Phrase::decode(&stored))
    }
}

/// In English.
impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fill(&self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_a_text_column() {
        let sentence = phrase("paid {} of {}", &[&"3", &"a {} b"]);
        assert_eq!(sentence.to_string(), "paid 3 of a {} b");
        assert_eq!(Phrase::decode(&sentence.encode()), sentence);
        assert_eq!(sentence.fill("из {} уплачено {}"), "из 3 уплачено a {} b");
        assert_eq!(sentence.fill("{client} {} {"), "{client} 3 {");
    }

    #[test]
    fn numbers_are_written_as_the_language_does() {
        let half = crate::model::Money(12_345_000);
        let sentence = phrase("{} of {}", &[&half, &"F-1.5"]);
        assert_eq!(sentence.to_string(), "1234.50 of F-1.5");
        let fell = phrase("from {} to {}", &[&Digits("86.7".to_owned()), &"64.5"]);
        assert_eq!(fell.to_string(), "from 86.7 to 64.5");
        assert_eq!(
            fell.fill_with("с {} до {}", |digits| digits.replace('.', ",")),
            "с 86,7 до 64.5"
        );
        let comma = |digits: &str| digits.replace('.', ",");
        assert_eq!(sentence.fill_with("{} из {}", comma), "1234,50 из F-1.5");
        assert_eq!(Phrase::decode(&sentence.encode()), sentence);
    }

    #[test]
    fn settings_are_filled_by_name() {
        let text = "from {settings.a} to {settings.b%} %";
        let sentence = Phrase::named(text, vec!["3".to_owned(), "40".to_owned()]);
        assert_eq!(sentence.to_string(), "from 3 to 40 %");
        let turned = "до {settings.b%} % от {settings.a}, {settings.c}";
        assert_eq!(sentence.fill(turned), "до 40 % от 3, {settings.c}");
        assert_eq!(Phrase::decode(&sentence.encode()), sentence);
    }
}
