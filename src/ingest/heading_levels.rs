//! Two levels under one heading, `Клиент / сотрудник`: names that stand alone above rows are of the first, those of the rows
//! of the second.

use super::columns::{Mapping, Slot, View};
use super::knowledge::Knowledge;
use crate::model::Schema;
use crate::model::key::fold;

/// Names that lists are grouped by.
const LEVELS: [&str; 4] = ["client", "project", "person", "task"];

/// Binds such a column to its second level where names stand above rows and no other column is either level.
pub(super) fn bind_levels(
    mapping: &mut Mapping,
    views: &[View<'_>],
    schema: &Schema,
    knowledge: &Knowledge,
) {
    let levels = |view: &View<'_>| Some((view.column, levels_of(view, schema, knowledge)?));
    let Some((column, (outer, inner))) = views.iter().find_map(levels) else {
        return;
    };
    let open = |at: usize| {
        let field = &schema.fields[at].name;
        mapping
            .column_of(schema, field)
            .is_none_or(|own| own == column)
    };
    if !open(outer) || !open(inner) {
        return;
    }
    if let Some(bound) = mapping
        .bound
        .iter_mut()
        .find(|bound| bound.column == column)
    {
        bound.slot = Slot::Field(inner);
        mapping.level_above = Some((column, outer));
    }
}

/// The two fields that the parts of a heading name, one each.
fn levels_of(view: &View<'_>, schema: &Schema, knowledge: &Knowledge) -> Option<(usize, usize)> {
    let mut parts = view.heading.text.split(['/', '|', '\\', '→', '>']);
    let (first, second) = (parts.next()?, parts.next()?);
    let (outer, inner) = (
        level_named(first, schema, knowledge)?,
        level_named(second, schema, knowledge)?,
    );
    (parts.next().is_none() && outer != inner).then_some((outer, inner))
}

fn level_named(text: &str, schema: &Schema, knowledge: &Knowledge) -> Option<usize> {
    let key: String = fold(text).split(' ').collect();
    let is_level = |at: &usize| LEVELS.contains(&schema.fields[*at].name.as_str());
    let mut own = { knowledge.claims(&key).iter() }
        .filter(|claim| claim.table == schema.table && claim.strong)
        .map(|claim| claim.field);
    own.find(is_level)
}
