//! 'Did you mean', in one place.

use std::cmp::Ordering;

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

/// The nearest known word, else the one that begins most like `found`: at least five letters and half of it.
pub fn nearest_or_akin<'a>(
    found: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> Option<&'a str> {
    let begins_alike = |word: &&str| {
        let letters = found.chars().zip(word.chars());
        letters.take_while(|(one, other)| one == other).count()
    };
    let least = found.chars().count().div_ceil(2).max(5);
    nearest(found, known.clone()).or_else(|| {
        let akin = known.into_iter().filter(|word| begins_alike(word) >= least);
        // of those that begin alike the shortest
        akin.min_by_key(|word| (std::cmp::Reverse(begins_alike(word)), word.len()))
    })
}

/// Letters of a word that may lack one of its own and still be no other word.
const LONG_WORD: usize = 8;

/// The known words that `found` is by a slip of the hand: two neighbours swapped, a letter doubled or one of a pair left
/// out, and in a long word any letter within left out. A letter that is another makes another word (`Anwesenheit` is the
/// opposite of `Abwesenheit`, `store` is no `score`), and so mostly does one too many or one less. Never the first letter,
/// and no word under four. All of them, in the order of `known`.
pub fn slips<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let found: Vec<char> = found.chars().collect();
    let is_slip = |word: &str| {
        let word: Vec<char> = word.chars().collect();
        found.len() >= 4
            && word.first() == found.first()
            && match found.len().cmp(&word.len()) {
                Ordering::Equal => is_swapped(&found, &word),
                Ordering::Greater => {
                    gap(&found, &word).is_some_and(|at| found[at] == found[at - 1])
                }
                Ordering::Less => gap(&word, &found).is_some_and(|at| {
                    let within = at + 1 < word.len() && found.len() >= LONG_WORD;
                    found.len() >= 5 && word[at] == word[at - 1] || within
                }),
            }
    };
    known.into_iter().filter(|word| is_slip(word)).collect()
}

/// Two neighbours have changed places, and nothing else.
fn is_swapped(found: &[char], word: &[char]) -> bool {
    let differ: Vec<usize> = (0..word.len())
        .filter(|at| found[*at] != word[*at])
        .collect();
    match differ[..] {
        [one, next] => next == one + 1 && found[one] == word[next] && found[next] == word[one],
        _ => false,
    }
}

/// Where `longer` has one letter more than `shorter`, the last place of equal ones; not its first letter.
fn gap(longer: &[char], shorter: &[char]) -> Option<usize> {
    let same = longer
        .iter()
        .zip(shorter)
        .take_while(|(one, other)| one == other);
    let at = same.count();
    (longer.len() == shorter.len() + 1 && at > 0 && longer[at + 1..] == shorter[at..]).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_smaller_than_another_word() {
        let known = [
            "client",
            "date",
            "employee",
            "hours",
            "address",
            "abwesenheit",
            "score",
            "spend",
            "pedidos",
            "leistung",
            "devise",
        ];
        for (found, expected) in [
            ("cleint", Some("client")),
            ("dtae", Some("date")),
            ("hourss", Some("hours")),
            ("emplloyee", Some("employee")),
            ("adress", Some("address")),
            ("abwesnheit", Some("abwesenheit")),
            ("emploee", None),
            ("houers", None),
            ("anwesenheit", None),
            ("store", None),
            ("speed", None),
            ("perdidos", None),
            ("leitung", None),
            ("devis", None),
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
