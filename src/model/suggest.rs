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

/// The known word that `found` is by a slip of the hand: one letter wrong, missing, too many or two swapped, from eight
/// letters on two of these; never the first letter, and no word under four. Of several the first.
pub fn slip<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = found.chars().count();
    let limit = match letters {
        0..4 => return None,
        4..8 => 1,
        _ => 2,
    };
    known
        .into_iter()
        .filter(|word| word.chars().next() == found.chars().next())
        .filter(|word| word.chars().count().abs_diff(letters) <= limit)
        .map(|word| (strsim::damerau_levenshtein(found, word), word))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
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
        ] {
            assert_eq!(slip(found, known), expected, "{found}");
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
