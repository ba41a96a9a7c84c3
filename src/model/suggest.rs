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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_only_slips() {
        assert_eq!(
            nearest("langauge", ["lang", "language", "period"]),
            Some("language")
        );
        assert_eq!(nearest("zebra", ["language", "period"]), None);
    }
}
