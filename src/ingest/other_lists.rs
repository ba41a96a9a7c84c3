//! Lists that agencies keep beside those that are counted, and that look like one of them: estimates, deals
//! (`templates/other_lists.toml`). Their amounts are nobody's debt, so that they are left out as a whole.

use serde::Deserialize;

use super::called::names_of;
use super::columns::View;
use super::grid::text;
use super::header::compact;
use super::knowledge::{Knowledge, holds_words};
use super::recognise::Talk;
use crate::model::Table;
use crate::model::key::fold;

/// `other_lists.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherLists {
    #[serde(default)]
    list: Vec<OtherList>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OtherList {
    /// What it is, and why it is left out.
    leave_out: String,
    /// The tables that it would be taken for.
    instead_of: Vec<Table>,
    titles: Vec<String>,
    /// Whole names of its file, sheet or title.
    #[serde(default)]
    names: Vec<String>,
    /// Whole names of one of several sheets of the same form.
    #[serde(default)]
    forms: Vec<String>,
    headings: Vec<String>,
    kinds: Vec<String>,
}

impl OtherLists {
    /// Folds all words once, so that they compare with folded texts.
    pub(super) fn folded(mut self) -> OtherLists {
        for list in &mut self.list {
            for words in [&mut list.titles, &mut list.names, &mut list.forms] {
                words.iter_mut().for_each(|word| *word = fold(word));
            }
            list.kinds.iter_mut().for_each(|word| *word = fold(word));
            list.headings
                .iter_mut()
                .for_each(|word| *word = compact(word));
        }
        self
    }

    /// Why a list that would be read as a table is left out; nothing where it is that table.
    pub(super) fn left_out(
        &self,
        views: &[View<'_>],
        talk: &Talk,
        table: Table,
        knowledge: &Knowledge,
    ) -> Option<&str> {
        let list = self.list.iter().find(|list| {
            list.instead_of.contains(&table)
                && (list.is_titled(talk)
                    || list.is_called(talk, knowledge)
                    || list.is_headed(views)
                    || list.holds_kinds(views))
        })?;
        Some(&list.leave_out)
    }
}

impl OtherList {
    fn is_titled(&self, talk: &Talk) -> bool {
        talk.texts().any(|(text, _)| {
            let folded = format!(" {} ", fold(text));
            self.titles.iter().any(|title| holds_words(&folded, title))
        })
    }

    /// A file of that name may hold a sheet that says what it is.
    fn is_called(&self, talk: &Talk, knowledge: &Knowledge) -> bool {
        let names: Vec<String> = names_of(talk, knowledge).collect();
        let file = names.len().saturating_sub(1);
        let of_sheet = names[..file].iter().any(|name| self.names.contains(name));
        let form = talk.named.is_some() && self.forms.contains(&fold(&talk.sheet));
        let plain = |name: &&String| !name.is_empty() && !knowledge.words.is_plain_sheet(name);
        let nearer = names[..file].iter().find(plain);
        of_sheet || form || nearer.is_none() && self.names.contains(&names[file])
    }

    fn is_headed(&self, views: &[View<'_>]) -> bool {
        let mut keys = views.iter().flat_map(|view| &view.heading.keys);
        keys.any(|(key, sure)| *sure > 0.8 && self.headings.contains(key))
    }

    /// A column of nothing but words for what such a list holds.
    fn holds_kinds(&self, views: &[View<'_>]) -> bool {
        let is_kind = |cell| text(cell).is_some_and(|text| self.kinds.contains(&fold(text)));
        views
            .iter()
            .any(|view| !view.cells.is_empty() && view.cells.iter().all(is_kind))
    }
}
