//! 'Did you mean', in one place.

/// The known word nearest to `found` by edit distance, when it is near enough to be a slip
/// (at most a third of the letters differ). Ties go to the first in `known`.
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let found = found.to_lowercase();
    let limit = found.chars().count().div_ceil(3).max(1);
    known
        .into_iter()
        .map(|word| {
            (
                strsim::damerau_levenshtein(&found, &word.to_lowercase()),
                word,
            )
        })
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// The known words that `found` is by a slip of the hand: one letter wrong, missing or too many, or two neighbours
/// swapped; never the first letter, no word under four, and of four letters only two swapped (`data` is another word than
/// `date`). All of them, in the order of `known`.
pub fn slips<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let letters = found.chars().count();
    let of_letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    let is_slip = |word: &str| {
        word.chars().next() == found.chars().next()
            && word.chars().count().abs_diff(letters) <= 1
            && (letters > 4 || of_letters(word) == of_letters(found))
            && strsim::damerau_levenshtein(found, word) == 1
    };
    known
        .into_iter()
        .filter(|word| letters >= 4 && is_slip(word))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_smaller_than_another_word() {
        let known = ["client", "date", "employee", "hours"];
        for (found, expected) in [
            ("cleint", Some("client")),
            ("dtae", Some("date")),
            ("emploee", Some("employee")),
            ("houers", Some("hours")),
            ("late", None),
            ("ours", None),
            ("data", None),
            ("employers", None),
        ] {
            let slips = slips(found, known);
            assert_eq!(slips.first().copied(), expected, "{found}");
        }
    }

    #[test]
    fn suggests_only_slips() {
        assert_eq!(
            nearest("langauge", ["lang", "language", "period"]),
            Some("language")
        );
        assert_eq!(nearest("zebra", ["language", "period"]), None);
    }
}
