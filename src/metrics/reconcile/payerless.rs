//! Bank lines that have no payer: statements with one column of text name him there, if at all (`FPI LARCH FOODS LTD
//! N-1001`). The payer is then no other than the client whose name the text holds, or the one whose invoices it names by
//! their numbers and pays to the last cent. Banks cut long names off (`DUNMORE CREDIT UNI`).

use std::collections::BTreeMap;

use super::invoices::Invoice;
use super::payments::Payment;
use super::reference::Numbers;
use crate::model::Money;
use crate::model::key::fold;

/// Letters that the part of a name needs to tell it apart.
const FEWEST_LETTERS: usize = 6;

/// The same where the rest of the name is cut off.
const FEWEST_OF_A_PART: usize = 12;

/// Gives lines without a payer their client, where the text leaves no doubt.
pub(super) fn tell_payers(payments: &mut [Payment], invoices: &[Invoice], numbers: &Numbers) {
    let nameless = |payment: &&mut Payment| {
        payment.payer.is_empty() && payment.client.is_none() && !payment.outgoing
    };
    let mut nameless = payments.iter_mut().filter(nameless).peekable();
    if nameless.peek().is_none() {
        return;
    }
    let names = Names::of(invoices);
    for payment in nameless {
        let named = names.within(&payment.reference);
        payment.client = match named.as_slice() {
            [only] => Some((*only).to_owned()),
            [] => paid_to_the_cent(payment, invoices, numbers).map(str::to_owned),
            _ => None,
        };
    }
}

/// The one client whose invoices the text names, where the amount is their sum.
fn paid_to_the_cent<'i>(
    payment: &Payment,
    invoices: &'i [Invoice],
    numbers: &Numbers,
) -> Option<&'i str> {
    let mentions = numbers.named_by(payment, &|at| invoices[at].apart.is_none());
    let exact = mentions
        .known
        .iter()
        .map(|mention| match mention.invoices[..] {
            [only] if !mention.fuzzy => Some(&invoices[only]),
            _ => None,
        });
    let named: Vec<&Invoice> = exact.collect::<Option<_>>()?;
    let client = named.first()?.client.as_str();
    let of_one = named
        .iter()
        .all(|invoice| invoice.client == client && invoice.currency == payment.currency);
    let owed: Money = named.iter().map(|invoice| invoice.gross).sum();
    (of_one && payment.is(owed)).then_some(client)
}

/// Clients by the first word of their name as a text may hold it.
struct Names<'i> {
    by_first: BTreeMap<String, Vec<(String, &'i str)>>,
}

impl<'i> Names<'i> {
    fn of(invoices: &'i [Invoice]) -> Names<'i> {
        let mut clients: Vec<&str> = invoices
            .iter()
            .map(|invoice| invoice.client.as_str())
            .collect();
        clients.sort_unstable();
        clients.dedup();
        let mut by_first: BTreeMap<String, Vec<(String, &str)>> = BTreeMap::new();
        for client in clients {
            for name in ways_to_write(client) {
                let first = name.split(' ').next().unwrap_or_default().to_owned();
                by_first.entry(first).or_default().push((name, client));
            }
        }
        Names { by_first }
    }

    /// Clients whose name stands in the text; of a name within another only the longer one.
    fn within(&self, text: &str) -> Vec<&'i str> {
        let spaced = format!(" {} ", fold(text));
        let candidates = spaced.split(' ').filter_map(|word| self.by_first.get(word));
        let mut found: Vec<(&str, &str)> = candidates
            .flatten()
            .filter(|(name, _)| spaced.contains(&format!(" {name} ")))
            .map(|(name, client)| (name.as_str(), *client))
            .collect();
        let longest = found.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        found.retain(|(name, _)| name.len() == longest);
        let mut clients: Vec<&str> = found.into_iter().map(|(_, client)| client).collect();
        if clients.is_empty() {
            clients = self.cut_off_in(&spaced);
        }
        clients.sort_unstable();
        clients.dedup();
        clients
    }

    /// Clients whose name a bank cut off: the text goes on with it for several words, and its last one there is a part of a word.
    fn cut_off_in(&self, spaced: &str) -> Vec<&'i str> {
        let mut found = Vec::new();
        for (at, _) in spaced.match_indices(' ') {
            let rest = &spaced[at + 1..];
            let first = rest.split(' ').next().unwrap_or_default();
            let names = self.by_first.get(first).into_iter().flatten();
            let cut = names.filter(|(name, _)| is_cut_off(name, rest));
            found.extend(cut.map(|(_, client)| *client));
        }
        found
    }
}

/// True for a text that begins with so much of a name that it can be no other, up to within one of its words.
fn is_cut_off(name: &str, text: &str) -> bool {
    let pairs = name.chars().zip(text.chars());
    let common: String = pairs
        .take_while(|(own, other)| own == other)
        .map(|(own, _)| own)
        .collect();
    let letters = common.chars().filter(|letter| *letter != ' ').count();
    let within = name[common.len()..].starts_with(|letter| letter != ' ')
        && text[common.len()..].starts_with(' ');
    within && letters >= FEWEST_OF_A_PART && common.contains(' ')
}

/// The whole name, and without its last word where that is short, as legal forms are, and enough is left.
fn ways_to_write(client: &str) -> Vec<String> {
    let whole = fold(client);
    let mut ways = Vec::new();
    if let Some((before, last)) = whole.rsplit_once(' ')
        && last.chars().count() <= 4
        && before.chars().count() >= FEWEST_LETTERS
    {
        ways.push(before.to_owned());
    }
    if whole.chars().count() >= FEWEST_LETTERS {
        ways.push(whole);
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::is_cut_off;

    #[test]
    fn a_name_is_cut_off_within_a_word_and_told_by_what_is_left() {
        for (text, cut) in [
            ("dunmore credit uni advance november ", true),
            ("dunmore credit u ", true),
            // a whole name, another one, too little of it, no part of a word
            ("dunmore credit union ", false),
            ("dunmore credit unlimited ", false),
            ("dunmore cre ", false),
            ("dunmore credit ", false),
        ] {
            assert_eq!(is_cut_off("dunmore credit union", text), cut, "{text}");
        }
    }
}
