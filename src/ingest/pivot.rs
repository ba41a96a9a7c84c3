//! Pivot tables, which sum up the rows of another table: `Row Labels`, `Названия строк`, `行标签` are their headings.

use super::columns::View;
use super::grid_trouble::Trouble;
use super::knowledge::Knowledge;
use crate::model::key::fold;
use crate::model::phrase::phrase;

/// Why a pivot table is no table of ours: most have sums at several levels, and all of them say again what other rows say.
pub(super) fn pivot(views: &[View<'_>], knowledge: &Knowledge) -> Option<Trouble> {
    let is_label = |view: &View<'_>| {
        let folded = fold(&view.heading.text);
        knowledge.words.speaks_of("pivots", &folded)
    };
    views.iter().any(is_label).then(|| Trouble {
        reason: phrase(
            "it is a pivot table, whose numbers sum up the rows of another table",
            &[],
        ),
        hint: phrase(
            "nothing, if these rows stand in another sheet or file; else put them in beside it",
            &[],
        ),
        proposal: None,
    })
}
