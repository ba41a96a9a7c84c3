//! What a text file's bytes stand for. The only file that names encoding libraries.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, GB18030, IBM866, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
};

use super::letters::{Script, plausibility};

/// Encodings tried when the bytes are no Unicode, with the letters they are for. Of equals the first wins.
const CANDIDATES: [(&Encoding, Script); 5] = [
    (WINDOWS_1252, Script::Western),
    (WINDOWS_1251, Script::Cyrillic),
    (GB18030, Script::Han),
    (IBM866, Script::Cyrillic),
    (WINDOWS_1250, Script::Central),
];

/// Letters of several bytes each that are no chance.
const FEWEST_LETTERS: usize = 2;

/// Bytes that the choice of encoding looks at.
const SAMPLE: usize = 256 << 10;
/// What the other voice's agreement is worth, against plausibilities of at most 1.
const SECOND_VOICE: f64 = 0.15;

/// Text and the name of its encoding.
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, &'static str) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return (with(encoding, &bytes[mark..]), encoding.name());
    }
    if let Some(encoding) = utf_16(bytes) {
        return (with(encoding, bytes), encoding.name());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), UTF_8.name());
    }
    let encoding = if is_nearly_utf_8(bytes) {
        UTF_8
    } else {
        legacy(bytes)
    };
    (with(encoding, bytes), encoding.name())
}

fn with<'b>(encoding: &'static Encoding, bytes: &'b [u8]) -> Cow<'b, str> {
    encoding.decode_without_bom_handling(bytes).0
}

/// Digits, delimiters and line ends of UTF-16 have a zero byte, always on the same side.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let zeros = |side: usize| {
        sample
            .iter()
            .skip(side)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let enough = (even + odd) * 20 > sample.len();
    match enough {
        true if odd > even * 10 => Some(UTF_16LE),
        true if even > odd * 10 => Some(UTF_16BE),
        _ => None,
    }
}

/// One broken character among many good ones is damage, not another encoding; so is a line pasted from elsewhere, where at least as
/// many others are whole and hold letters that no other encoding writes by chance.
fn is_nearly_utf_8(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let broken = text.matches('\u{fffd}').count();
    let good = text.chars().filter(|c| !c.is_ascii()).count() - broken;
    let lines = || text.lines().filter(|line| !line.is_ascii());
    let (pasted, whole): (Vec<&str>, Vec<&str>) =
        lines().partition(|line| line.contains('\u{fffd}'));
    let is_letter = |letter: &char| !letter.is_ascii() && letter.is_alphabetic();
    let letters = whole.iter().flat_map(|line| line.chars()).filter(is_letter);
    good > broken * 20 || whole.len() >= pasted.len() && letters.count() >= FEWEST_LETTERS
}

/// The candidate whose letters make the most sensible text.
fn legacy(bytes: &[u8]) -> &'static Encoding {
    let sample = whole_lines(bytes);
    let voice = other_voice(sample);
    let mut best = (WINDOWS_1252, f64::NEG_INFINITY);
    for (encoding, script) in CANDIDATES {
        let text = encoding.decode_without_bom_handling(sample).0;
        let bonus = if voice == encoding { SECOND_VOICE } else { 0.0 };
        let score = plausibility(&text, script, common_han) + bonus;
        if score > best.1 {
            best = (encoding, score);
        }
    }
    best.0
}

/// GB 2312 holds its common characters first; the rest of GB18030 is rare in office text.
fn common_han(letter: char) -> f64 {
    let mut buffer = [0; 4];
    match GB18030.encode(letter.encode_utf8(&mut buffer)).0.as_ref() {
        [0xb0..=0xd7, 0xa1..=0xfe] => 1.0,
        [0xd8..=0xf7, 0xa1..=0xfe] => 0.1,
        _ => -0.8,
    }
}

fn whole_lines(bytes: &[u8]) -> &[u8] {
    if bytes.len() <= SAMPLE {
        return bytes;
    }
    let sample = &bytes[..SAMPLE];
    let end = sample
        .iter()
        .rposition(|byte| *byte == b'\n')
        .unwrap_or(SAMPLE);
    &sample[..end]
}

fn other_voice(sample: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess == encoding_rs::GBK {
        GB18030
    } else {
        guess
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_pasted_from_elsewhere_is_no_encoding() {
        let mut bytes = "Kunde;Betrag\nGärtnerei Ähre;10\n".as_bytes().to_vec();
        bytes.extend(WINDOWS_1252.encode("Müller;5\n").0.as_ref());
        let (text, name) = decode(&bytes);
        assert_eq!(name, UTF_8.name());
        assert!(text.contains("Gärtnerei Ähre;10\nM\u{fffd}ller"), "{text}");
    }

    #[test]
    fn tells_encodings_apart_by_their_letters() {
        for (encoding, text) in [
            (
                WINDOWS_1251,
                "Дата;Сумма;Назначение\n01.10.2026;1500,00;Оплата по счету № 12 от 01.09.2026\n",
            ),
            (WINDOWS_1251, "Клиент;Сумма\nООО «Берёза»;5\n"),
            (IBM866, "Дата;Сумма\n01.10.2026;Оплата по договору\n"),
            (
                GB18030,
                "交易时间,交易对方,金额\n2026-10-01,沪江科技有限公司,12.50\n",
            ),
            (GB18030, "姓名,工时\n王芳,8\n"),
            (WINDOWS_1252, "Kunde;Betrag\nMüller & Söhne;1.234,50\n"),
            (WINDOWS_1252, "Name;Straße\nBöhm;Hauptstraße 5\n"),
            (WINDOWS_1252, "Client;Durée\nSociété Générale;3\n"),
            (WINDOWS_1252, "a;b\nprice;\u{a3}100\n"),
            (
                WINDOWS_1250,
                "Klient;Kwota\nŻółta Łódź;święto, źródło, część\n",
            ),
        ] {
            let (bytes, _, lost) = encoding.encode(text);
            assert!(!lost, "{text}");
            let (found, name) = decode(&bytes);
            assert_eq!((found.as_ref(), name), (text, encoding.name()));
        }
    }
}
