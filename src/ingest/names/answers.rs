//! What people said about names: this spelling is that name, or stands for itself.

use std::collections::BTreeMap;

use super::nodes::Names;
use crate::ingest::knowledge::Knowledge;
use crate::model::Decisions;
use crate::model::intake::Topic;
use crate::model::key::fold;

/// An answer about a spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It stands for itself: nothing is linked to it or it to anything.
    Itself,
    /// It is this name, in any known spelling, or a new one.
    Is(String),
}

/// Answers about names of a kind (`client`, `person`, `project`), by the spelling asked about. A row that a person added without a kind
/// speaks of all kinds.
pub fn said(decisions: &Decisions, code: &str, knowledge: &Knowledge) -> BTreeMap<String, Said> {
    let asked = decisions
        .questions
        .iter()
        .filter(|asked| asked.topic == Topic::Names)
        .filter(|asked| asked.kind == code || asked.kind.is_empty());
    let mut said = BTreeMap::new();
    for asked in asked {
        let answer = asked.answer.trim();
        let meant = match knowledge.words.answer(&fold(answer)) {
            // a mark of doubt is no name
            _ if !answer.contains(char::is_alphanumeric) => continue,
            Some("no") => Said::Itself,
            Some("yes") if asked.proposal.trim().is_empty() => continue,
            Some("yes") => Said::Is(asked.proposal.trim().to_owned()),
            _ => Said::Is(answer.to_owned()),
        };
        let own = matches!(&meant, Said::Is(name) if fold(name) == fold(&asked.subject));
        let meant = if own { Said::Itself } else { meant };
        said.entry(asked.subject.trim().to_owned()).or_insert(meant);
    }
    said
}

/// Gives each name its answer.
pub fn hand_out(names: &mut Names, said: &BTreeMap<String, Said>, knowledge: &Knowledge) {
    for (subject, meant) in said {
        if let Some(at) = names.find(subject, &knowledge.name_rules) {
            let name = &mut names.all[at];
            if name.said.is_none() || name.shown == *subject {
                name.said = Some(meant.clone());
            }
        }
    }
}
