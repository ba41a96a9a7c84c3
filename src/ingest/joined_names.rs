//! A client and its project in one cell, below a heading that says both: `Client / Project` above `Halden / Website`.

use super::facts::Fact;
use super::heading::compact;
use super::knowledge::Claim;
use super::reader::Reader;
use super::sheet::Row;
use crate::model::{Kind, Value};

/// What people put between the two in a heading, and in its cells.
const IN_HEADINGS: [&str; 5] = ["/", "|", " - ", " – ", " — "];
const IN_CELLS: [&str; 8] = [" / ", " - ", " – ", " — ", " | ", ": ", "/", "|"];

impl Reader<'_> {
    /// True for a cell of a client and its project.
    pub(super) fn is_joined(&self, column: u32, text: &str) -> bool {
        self.project_is_last(column).is_some() && parts(text).is_some()
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
        let Some((one, other)) = fact.text(self.schema, "client").and_then(parts) else {
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
        let (one, other) = IN_HEADINGS
            .iter()
            .find_map(|mark| heading.split_once(mark))?;
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

fn parts(text: &str) -> Option<(&str, &str)> {
    let (one, other) = IN_CELLS.iter().find_map(|mark| text.split_once(mark))?;
    let (one, other) = (one.trim(), other.trim());
    (!one.is_empty() && !other.is_empty()).then_some((one, other))
}
