//! The legal name of a client: the spelling with a legal form, for papers that firms sign.

use std::collections::BTreeMap;

use super::gather::Seen;
use super::spelling::Spelling;
use crate::ingest::knowledge::Knowledge;
use crate::model::Kind;
use crate::model::key::fold;

/// How much a spelling is believed to be how the firm signs: told as such by its own list, then what stands in the agency's own
/// files, the commonest first, then what banks write, then a fuller name in the list whose legal form nobody knows.
type Belief = (bool, bool, usize);

/// Clients that have a spelling with a legal form other than the one that all their rows bear. `spellings` are those of clients, each
/// with the number of its name and the spelling it is taken as; `others` are further names that the list of clients gives.
pub(super) fn legal_names<'n>(
    spellings: impl Iterator<Item = (&'n str, usize, &'n str)>,
    (seen, others): (&BTreeMap<String, Seen>, &BTreeMap<String, String>),
    knowledge: &Knowledge,
) -> BTreeMap<String, String> {
    let taken_as: BTreeMap<&str, &str> = spellings
        .map(|(spelling, _, client)| (spelling, client))
        .collect();
    let in_files = taken_as.iter().map(|(spelling, client)| {
        let seen = &seen[*spelling];
        (*client, *spelling, (false, !seen.payer_only, seen.count))
    });
    let listed = others.iter().filter_map(|(other, of)| {
        let client = taken_as.get(of.as_str())?;
        let belief = match has_legal_form(other, knowledge) {
            true => (true, true, 0),
            false if says_more(other, client) => (false, false, 0),
            false => return None,
        };
        Some((*client, other.as_str(), belief))
    });
    let mut best: BTreeMap<&str, (Belief, &str)> = BTreeMap::new();
    let in_files = in_files.filter(|(_, spelling, _)| has_legal_form(spelling, knowledge));
    for (client, spelling, belief) in in_files.chain(listed) {
        let known = best.get(client);
        if known.is_none_or(|(most, _)| belief > *most) {
            best.insert(client, (belief, spelling));
        }
    }
    let signed = best
        .into_iter()
        .filter(|(client, (_, spelling))| client != spelling);
    signed
        .map(|(client, (_, spelling))| (client.to_owned(), spelling.to_owned()))
        .collect()
}

/// True of `The Alder Trust` for `Alder Trust`: a code or a shorter name says less.
fn says_more(other: &str, client: &str) -> bool {
    let (other, client) = (fold(other), fold(client));
    other.len() > client.len() && other.contains(&client)
}

/// True of `Acme Ltd`; a word such as `Group` is in the names of many firms and no legal form by itself.
fn has_legal_form(spelling: &str, knowledge: &Knowledge) -> bool {
    let rules = &knowledge.name_rules;
    let forms = Spelling::of(Kind::Client, spelling, rules).forms;
    forms.iter().any(|form| !rules.neutral_forms.contains(form))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::testing::knowledge;

    #[test]
    fn a_listed_name_that_says_more_needs_no_known_form() {
        let named = |others: &[(&str, &str)], spelled: &[&str]| {
            let seen = spelled
                .iter()
                .map(|name| (name.to_string(), Seen::default()));
            let others = others
                .iter()
                .map(|(other, of)| (other.to_string(), of.to_string()));
            let spellings = spelled.iter().map(|name| (*name, 0, "Alder Trust"));
            let names = legal_names(
                spellings,
                (&seen.collect(), &others.collect()),
                &knowledge(),
            );
            names.into_values().collect::<Vec<String>>()
        };
        let fuller = ("The Alder Trust", "Alder Trust");
        assert_eq!(named(&[fuller], &["Alder Trust"]), ["The Alder Trust"]);
        // a code and another name are not how it signs
        let none: [&str; 0] = [];
        assert_eq!(named(&[("ATR", "Alder Trust")], &["Alder Trust"]), none);
        assert_eq!(
            named(&[("Birch Fund", "Alder Trust")], &["Alder Trust"]),
            none
        );
        // a known form outweighs it wherever it stands
        let spelled = ["Alder Trust", "Alder Trust Ltd"];
        assert_eq!(named(&[fuller], &spelled), ["Alder Trust Ltd"]);
    }
}
