//! Payers of bank lines that name invoices of one client with their amounts: number and amount together tell whose name it is.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::gather::Seen;
use super::groups::Owners;
use super::nodes::{Name, Names};
use super::spelling::Word;
use crate::ingest::facts::{Batch, Facts};
use crate::ingest::knowledge::Knowledge;
use crate::model::phrase::phrase;
use crate::model::{Money, Phrase, Table, Value};

/// Signs of a number that is not of something else.
const FEWEST_SIGNS: usize = 4;
/// Letters of a word that two names share, and of one in Chinese.
const TELLING_WORD: usize = 4;
const TELLING_CHINESE: usize = 2;

/// A client whose invoices a payer's lines name, and one of their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    client: String,
    number: String,
}

/// Clients proven by bank lines, by the payer's spelling; of payers that stand in bank lines only. One whose lines name invoices of
/// two clients is left out.
pub fn proven(
    facts: &Facts,
    seen: &BTreeMap<String, Seen>,
    knowledge: &Knowledge,
) -> BTreeMap<String, Proof> {
    let is_asked = |payer: &str| {
        let seen = seen.get(payer);
        seen.is_some_and(|seen| seen.payer_only && seen.pays)
    };
    if !seen.keys().any(|payer| is_asked(payer)) {
        return BTreeMap::new();
    }
    let invoices = invoices(facts, knowledge);
    let schema = knowledge.schema(Table::Payments);
    let mut found: BTreeMap<String, Option<Proof>> = BTreeMap::new();
    for fact in facts.of(Table::Payments).flat_map(Batch::facts) {
        let Some(payer) = fact
            .text(schema, "payer")
            .filter(|payer| is_asked(payer) && fact.text(schema, "direction") == Some("in"))
        else {
            continue;
        };
        let amount = money(fact.value(schema, "amount"));
        let texts = ["reference", "invoice"].map(|field| fact.text(schema, field));
        let numbers: BTreeSet<String> = texts.into_iter().flatten().flat_map(numbers_in).collect();
        let named = numbers
            .iter()
            .filter_map(|number| invoices.get(number)?.as_ref());
        for proof in amount
            .into_iter()
            .flat_map(|amount| paid(named.clone(), amount))
        {
            let known = found
                .entry(payer.to_owned())
                .or_insert_with(|| Some(proof.clone()));
            if known
                .as_ref()
                .is_some_and(|known| known.client != proof.client)
            {
                *known = None;
            }
        }
    }
    let found = found.into_iter();
    found
        .filter_map(|(payer, proof)| Some((payer, proof?)))
        .collect()
}

/// What an amount pays of the invoices that its line names: all of them together where they are one client's, else each of that
/// very amount.
fn paid<'i>(named: impl Iterator<Item = &'i Issued> + Clone, amount: Money) -> Vec<Proof> {
    let proof = |invoice: &Issued| Proof {
        client: invoice.client.clone(),
        number: invoice.number.clone(),
    };
    let clients: BTreeSet<&str> = named.clone().map(|one| one.client.as_str()).collect();
    let all: Money = named.clone().map(|one| one.gross).sum();
    match named.clone().next() {
        Some(first) if clients.len() == 1 && all == amount => vec![proof(first)],
        _ => named.filter(|one| one.gross == amount).map(proof).collect(),
    }
}

/// An invoice whose number no other client has.
struct Issued {
    client: String,
    number: String,
    gross: Money,
}

/// Invoices by their number without signs between; none for a number of two clients. Lines of one number add up.
fn invoices(facts: &Facts, knowledge: &Knowledge) -> HashMap<String, Option<Issued>> {
    let schema = knowledge.schema(Table::Invoices);
    let mut found: HashMap<String, Option<Issued>> = HashMap::new();
    for fact in facts.of(Table::Invoices).flat_map(Batch::facts) {
        let told = |field| fact.text(schema, field);
        let (Some(client), Some(number)) = (told("client"), told("number")) else {
            continue;
        };
        let Some(gross) = gross(|field| fact.value(schema, field)) else {
            continue;
        };
        let compact = compact(number);
        if !tells(&compact) {
            continue;
        }
        let issued = found.entry(compact).or_insert_with(|| {
            Some(Issued {
                client: client.to_owned(),
                number: number.to_owned(),
                gross: Money::ZERO,
            })
        });
        match issued {
            Some(same) if same.client == client => same.gross += gross,
            _ => *issued = None,
        }
    }
    found
}

/// With tax, where the row says so; else its parts.
fn gross<'v>(value: impl Fn(&str) -> Option<&'v Value>) -> Option<Money> {
    let of = |field| money(value(field));
    of("gross").or_else(|| Some(of("net")? + of("tax").unwrap_or_default()))
}

fn money(value: Option<&Value>) -> Option<Money> {
    match value? {
        Value::Money(amount) => Some(*amount),
        _ => None,
    }
}

fn compact(text: &str) -> String {
    let signs = text.chars().filter(|sign| sign.is_alphanumeric());
    signs.flat_map(char::to_uppercase).collect()
}

fn tells(number: &str) -> bool {
    number.chars().count() >= FEWEST_SIGNS && number.chars().any(|sign| sign.is_ascii_digit())
}

/// Everything in a text that may be a number: its words, and each two of them together (`INV 1052`).
fn numbers_in(text: &str) -> BTreeSet<String> {
    let words: Vec<String> = text
        .split([' ', ',', ';', '\t', '\u{a0}'])
        .map(compact)
        .filter(|word| !word.is_empty())
        .collect();
    let pairs = words.windows(2).map(|pair| pair.concat());
    let all = words.iter().cloned().chain(pairs);
    all.filter(|number| tells(number)).collect()
}

/// Payers with the client that their lines prove, where the two names share a word: others are asked about.
pub fn owners_of_proven(
    names: &Names,
    proven: &BTreeMap<String, Proof>,
    knowledge: &Knowledge,
) -> Owners {
    let found = names.all.iter().enumerate().filter_map(|(at, name)| {
        let (owner, why) = owner(name, names, proven, knowledge)?;
        let alike = owner != at && shares_a_word(name, &names.all[owner]);
        alike.then_some((at, (owner, why)))
    });
    found.collect()
}

/// The client that a payer's lines prove, whatever it is called.
pub fn owner(
    name: &Name,
    names: &Names,
    proven: &BTreeMap<String, Proof>,
    knowledge: &Knowledge,
) -> Option<(usize, Phrase)> {
    let proof = name.texts.iter().find_map(|text| proven.get(text))?;
    let owner = names.find(&proof.client, &knowledge.name_rules)?;
    let client = &names.all[owner].shown;
    let why = phrase(
        "its bank lines pay {} of {}, with the very amount",
        &[&proof.number, client],
    );
    name.is_payer().then_some((owner, why))
}

/// True when a word of one name is a word of the other, or its beginning.
fn shares_a_word(name: &Name, other: &Name) -> bool {
    let telling = |word: &&Word| {
        let least = match word.is_chinese() {
            true => TELLING_CHINESE,
            false => TELLING_WORD,
        };
        word.length() >= least
    };
    let begins = |one: &str, other: &str| one.starts_with(other) || other.starts_with(one);
    let words = name.spelling.words.iter().filter(telling);
    words.into_iter().any(|word| {
        let others = other.spelling.words.iter().filter(telling);
        others
            .into_iter()
            .any(|other| begins(&word.text, &other.text) || begins(&word.rough, &other.rough))
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{grid, read};

    #[test]
    fn a_payer_whose_lines_pay_the_very_invoices_of_a_client_called_alike_is_it() {
        let invoices = "Invoice number|Client|Invoice date|Gross\nINV-1052|Meridian Travel Insurance|@46300|1200\nINV-1053|Camden Street Theatre|@46300|900\nINV-1054|Fenwick|@46300|700\nINV-1055|Fenwick|@46310|300";
        let bank = "Date|Payer|Amount|Reference\n@46310|MERIDIAN TRAVEL INS|1200|PAYMENT INV 1052\n@46311|MERIDIAN TRAVEL INS|55|THANKS\n@46312|CAMDEN ST THEATRE|800|INV-1053\n@46313|HARBOUR HOLDING|700|INV-1054\n@46314|FENWICK GRP|1000|INV-1054, INV-1055";
        let intake = read(vec![
            grid("invoices.csv", "", invoices),
            grid("bank.csv", "", bank),
        ]);
        let payer = |name: &str| intake.payers.get(name).map(String::as_str);
        assert_eq!(
            payer("MERIDIAN TRAVEL INS"),
            Some("Meridian Travel Insurance")
        );
        assert_eq!(payer("FENWICK GRP"), Some("Fenwick"), "both together");
        // another amount proves nothing, and an owner of another name is asked about
        assert_eq!(payer("CAMDEN ST THEATRE"), None);
        assert_eq!(payer("HARBOUR HOLDING"), None);
        let proposed: Vec<(&str, &str)> = intake
            .questions
            .iter()
            .filter(|asked| asked.kind == "client")
            .map(|asked| (asked.subject.as_str(), asked.proposal.as_str()))
            .collect();
        assert_eq!(proposed, [("HARBOUR HOLDING", "Fenwick")]);
        let reasons: Vec<String> = intake
            .links
            .iter()
            .map(|link| link.reason.to_string())
            .collect();
        assert_eq!(
            reasons,
            [
                "its bank lines pay INV-1054 of Fenwick, with the very amount",
                "its bank lines pay INV-1052 of Meridian Travel Insurance, with the very amount",
            ]
        );
    }
}
