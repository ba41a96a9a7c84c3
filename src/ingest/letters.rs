//! How sensible a decoded text looks: legacy encodings are told apart by their letters, because the
//! bytes of one often decode as another (trap T15).

/// Whose letters an encoding is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// German, French, Spanish and their neighbours.
    Western,
    /// Polish, Czech, Hungarian and their neighbours.
    Central,
    /// Russian and its neighbours.
    Cyrillic,
    /// Chinese.
    Han,
}

/// Signs that any office text may hold.
const SIGNS: &str = "«»„“”‘’–—…№€£§°·•\u{a0}×±©®¥";
const WESTERN: &str = "äöüßéèêëàâáçñíìóòôúùûîïøåæãõœÄÖÜÉÈÊÀÂÁÇÑÍÓÔÚØÅÆÃÕŒ¿¡ºª";
const CENTRAL: &str = "ąćęłńśźżčěřšžůďťňáéíóúýäöüőűâăîșțşţđôßĄĆĘŁŃŚŹŻČĚŘŠŽŮĎŤŇÁÉÍÓÚÝÄÖÜŐŰÂĂÎȘȚĐ";
const CYRILLIC: &str = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўқғңөұүһәј";

/// Average of the foreign letters, each from -2 (a decoding error) to 1 (just what one expects).
pub fn plausibility(text: &str, script: Script, common_han: fn(char) -> f64) -> f64 {
    let letters: Vec<char> = text.chars().collect();
    let mut total = 0.0;
    let mut count = 0_u32;
    for (at, letter) in letters.iter().enumerate() {
        if letter.is_ascii() {
            continue;
        }
        let before = at.checked_sub(1).map_or(' ', |at| letters[at]);
        let after = letters.get(at + 1).copied().unwrap_or(' ');
        total += worth(before, *letter, after, script, common_han);
        count += 1;
    }
    if count == 0 {
        0.0
    } else {
        total / f64::from(count)
    }
}

fn worth(
    before: char,
    letter: char,
    after: char,
    script: Script,
    common_han: fn(char) -> f64,
) -> f64 {
    if letter == '\u{fffd}' {
        return -2.0;
    }
    if letter.is_control() {
        return -1.5;
    }
    if SIGNS.contains(letter) {
        let inside_word = before.is_alphabetic() && after.is_alphabetic();
        return if inside_word { -0.5 } else { 0.5 };
    }
    match script {
        Script::Han => han(letter, common_han),
        Script::Cyrillic => cyrillic(before, letter, after),
        Script::Western => latin(before, letter, after, WESTERN),
        Script::Central => latin(before, letter, after, CENTRAL),
    }
}

/// How common a character is, the encoding library must say.
fn han(letter: char, common_han: fn(char) -> f64) -> f64 {
    match letter {
        '，' | '。' | '、' | '（' | '）' | '：' | '；' | '！' | '？' | '《' | '》' | '【'
        | '】' | '￥' => 0.8,
        '\u{4e00}'..='\u{9fff}' => common_han(letter),
        '\u{ff01}'..='\u{ff5e}' => 0.5,
        _ => -0.8,
    }
}

/// Letters of one word share one script, and a capital does not follow a small letter.
fn cyrillic(before: char, letter: char, after: char) -> f64 {
    let small = letter.to_lowercase().next().unwrap_or(letter);
    if !CYRILLIC.contains(small) {
        return -1.0;
    }
    if before.is_ascii_alphabetic() || after.is_ascii_alphabetic() {
        return -1.0;
    }
    if letter.is_uppercase() && before.is_lowercase() {
        return -1.0;
    }
    let alone = !before.is_alphabetic() && !after.is_alphabetic();
    let rare = "ёъіїєґўқғңөұүһәј".contains(small);
    match (alone, rare) {
        (true, true) => -0.5,
        (true, false) => 0.2,
        (false, true) => 0.5,
        (false, false) => 1.0,
    }
}

/// Accented letters stand among plain ones, seldom beside each other.
fn latin(before: char, letter: char, after: char, usual: &str) -> f64 {
    if !letter.is_alphabetic() {
        return if before.is_alphabetic() || after.is_alphabetic() {
            -1.0
        } else {
            -0.2
        };
    }
    let foreign = |c: char| c.is_alphabetic() && !c.is_ascii();
    if foreign(before) && foreign(after) || letter.is_uppercase() && before.is_lowercase() {
        return -1.0;
    }
    if !before.is_alphabetic() && !after.is_alphabetic() {
        return 0.0;
    }
    if usual.contains(letter) { 1.0 } else { 0.0 }
}
