//! A client and its project in one cell, below a heading that says both: `Client / Project` above `Halden / Website`.

use super::facts::Fact;
use super::heading::compact;
use super::knowledge::Claim;
use super::reader::Reader;
use super::sheet::Row;
use crate::model::{Kind, Value};

/// Marks that people put between a client and what is done for it, the commoner first.
const BETWEEN: [char; 8] = ['/', '-', '–', '—', '|', ':', '：', '·'];
/// Those that stand in hardly any name, so that they need no spaces beside them.
const WITHOUT_SPACES: [char; 3] = ['/', '|', '：'];
/// What people put around one of the two.
const AROUND: [char; 8] = ['(', ')', '（', '）', '[', ']', '【', '】'];

/// True for a mark between a client and its project, or around one of them.
pub(super) fn is_between(letter: char) -> bool {
    BETWEEN.contains(&letter) || AROUND.contains(&letter)
}

impl Reader<'_> {
    /// True for a cell of a client and its project.
    pub(super) fn is_joined(&self, column: u32, text: &str) -> bool {
        self.project_is_last(column).is_some() && names_between(text).is_some()
    }

    /// Parts a client from its project, where their column is one.
    pub(super) fn part_names(&self, fact: &mut Fact, row: &Row<'_>) {
        let Some(column) = self.mapping.column_of(self.schema, "client") else {
            return;
        };
        let open = row.at(column).is_some() && fact.text(self.schema, "project").is_none();
        let Some(last) = self.project_is_last(column).filter(|_| open) else {
            return;
        };
        let Some((one, other)) = fact.text(self.schema, "client").and_then(names_between) else {
            return;
        };
        let (client, project) = if last { (one, other) } else { (other, one) };
        let [client, project] = [client, project].map(|name| Some(Value::Text(name.to_owned())));
        fact.set(self.schema, "client", client);
        fact.set(self.schema, "project", project);
    }

    /// Whether the project stands behind the client below a heading of both; none below any other.
    fn project_is_last(&self, column: u32) -> Option<bool> {
        self.schema.position("project")?;
        let view = self.views.iter().find(|view| view.column == column)?;
        let heading = view.heading.text.as_str();
        let (one, other) = names_between(heading)?;
        let is = |part: &str, kind: Kind| {
            let named = |claim: &Claim| {
                let own = claim.table == self.schema.table && claim.strong;
                own && self.schema.fields[claim.field].kind == kind
            };
            self.knowledge.claims(&compact(part)).iter().any(named)
        };
        match () {
            () if is(one, Kind::Client) && is(other, Kind::Project) => Some(true),
            () if is(one, Kind::Project) && is(other, Kind::Client) => Some(false),
            () => None,
        }
    }
}

/// The two names of a cell or heading, either side of the first mark.
pub(super) fn names_between(text: &str) -> Option<(&str, &str)> {
    let between = |mark: &char| text.split_once(&format!(" {mark} "));
    let spaced = BETWEEN.iter().find_map(between);
    let parted = spaced.or_else(|| text.split_once(": ")).or_else(|| {
        WITHOUT_SPACES
            .iter()
            .find_map(|mark| text.split_once(*mark))
    });
    let (one, other) = parted?;
    let (one, other) = (one.trim(), other.trim());
    (!one.is_empty() && !other.is_empty()).then_some((one, other))
}
