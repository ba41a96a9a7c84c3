//! The legal name of a client: the spelling with a legal form, for papers that firms sign.

use std::collections::BTreeMap;

use super::gather::Seen;
use super::spelling::Spelling;
use crate::ingest::knowledge::Knowledge;
use crate::model::Kind;

/// How much a spelling is believed to be how the firm signs: told as such by its own list, then what stands in the agency's own
/// files, the commonest first, then what banks write.
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
        Some((*client, other.as_str(), (true, true, 0)))
    });
    let mut best: BTreeMap<&str, (Belief, &str)> = BTreeMap::new();
    for (client, spelling, belief) in in_files.chain(listed) {
        let known = best.get(client);
        if has_legal_form(spelling, knowledge) && known.is_none_or(|(most, _)| belief > *most) {
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

/// True of `Acme Ltd`; a word such as `Group` is in the names of many firms and no legal form by itself.
fn has_legal_form(spelling: &str, knowledge: &Knowledge) -> bool {
    let rules = &knowledge.name_rules;
    let forms = Spelling::of(Kind::Client, spelling, rules).forms;
    forms.iter().any(|form| !rules.neutral_forms.contains(form))
}
