//! Client work month by month and project by project: the order in which hours, worth and budgets are added up.

use std::ops::Range;

use super::work::{DayWork, Name, Worked};
use crate::model::Month;

/// Client work by month; in a month by client, project, task, person and day. Internal work is left out.
#[derive(Debug, Default)]
pub struct ClientWork<'a> {
    rows: Vec<&'a DayWork<'a>>,
    /// Month and rows of each month of a project.
    pieces: Vec<(Month, Range<usize>)>,
}

/// The work of a month on a project of a client; never empty.
#[derive(Clone, Copy, Debug)]
pub struct ProjectMonth<'w, 'a> {
    /// The month.
    pub month: Month,
    /// Whose project.
    pub client: Name<'a>,
    /// Empty for work without a project.
    pub project: Name<'a>,
    /// By task, person and day.
    pub work: &'w [&'a DayWork<'a>],
}

impl<'a> ClientWork<'a> {
    /// Sorts work, which comes by day.
    pub fn of(work: &'a [DayWork<'a>]) -> ClientWork<'a> {
        let same = |one: &DayWork<'_>, next: &DayWork<'_>| {
            one.day == next.day || one.month() == next.month()
        };
        let mut all = ClientWork::default();
        for of_month in work.chunk_by(same) {
            all.add_month(of_month[0].month(), by_client(of_month));
        }
        all
    }

    fn add_month(&mut self, month: Month, work: Vec<&'a DayWork<'a>>) {
        let same = |one: &&DayWork<'_>, next: &&DayWork<'_>| {
            (one.client, one.project) == (next.client, next.project)
        };
        let mut start = self.rows.len();
        for piece in work.chunk_by(same) {
            let end = start + piece.len();
            self.pieces.push((month, start..end));
            start = end;
        }
        self.rows.extend(work);
    }

    /// Each month of each project, by month, client and project.
    pub fn project_months(&self) -> impl Iterator<Item = ProjectMonth<'_, 'a>> {
        self.pieces.iter().map(|(month, rows)| {
            let work = &self.rows[rows.clone()];
            ProjectMonth {
                month: *month,
                client: work[0].client,
                project: work[0].project,
                work,
            }
        })
    }

    /// The work of a month.
    pub fn in_month(&self, month: Month) -> &[&'a DayWork<'a>] {
        let first = self.pieces.partition_point(|(one, _)| *one < month);
        let end = self.pieces.partition_point(|(one, _)| *one <= month);
        let start = |at: usize| {
            let piece = self.pieces.get(at);
            piece.map_or(self.rows.len(), |(_, rows)| rows.start)
        };
        &self.rows[start(first)..start(end)]
    }
}

/// The client work of a stretch of days by client, project, task, person and day.
pub fn by_client<'a>(work: &'a [DayWork<'a>]) -> Vec<&'a DayWork<'a>> {
    // work is sorted by day, so that the place tells days of one key apart
    let outside = (0_u32..).zip(work);
    let outside = outside.filter(|(_, row)| row.kind != Worked::Internal);
    let key = |row: &DayWork<'_>| Name::key([row.client, row.project, row.task, row.person]);
    let mut keys: Vec<(u128, u32)> = outside.map(|(at, row)| (key(row), at)).collect();
    keys.sort_unstable();
    keys.into_iter().map(|(_, at)| &work[at as usize]).collect()
}

#[cfg(test)]
mod tests {
    use super::super::rollup::Entries;
    use super::super::testing::{scope, tables};
    use super::*;

    #[test]
    fn comes_by_month_client_and_project() {
        let time = "date | person | client | project | task | duration
            2026-10-06 | Ivo | Borea | Site | Code | 1\n 2026-10-05 | Mara | Halden | Brand | Copy | 2
            2026-10-05 | Mara | Borea | Site | Code | 3\n 2026-09-30 | Mara | Halden | Brand | Copy | 4
            2026-10-05 | Ivo | Halden | Brand | Copy | 5\n 2026-10-05 | Mara | Halden | | Copy | 6\n 2026-10-05 | Mara | | | Tea | 7";
        let tables = tables(&[("time", time)]);
        let entries = Entries::of(&tables);
        let work = entries.work_days(&scope("2026-10", "2026-10-31"));
        let all = ClientWork::of(&work);
        let hours = |work: &[&DayWork<'_>]| -> Vec<f64> {
            let each = work.iter().map(|row| row.duration.to_hours());
            each.collect()
        };
        let pieces = all.project_months().map(|piece| {
            let (client, project) = (piece.client, piece.project);
            format!("{} {client} {project} {:?}", piece.month, hours(piece.work))
        });
        assert_eq!(
            pieces.collect::<Vec<_>>(),
            [
                "2026-09 Halden Brand [4.0]",
                "2026-10 Borea Site [1.0, 3.0]",
                "2026-10 Halden  [6.0]",
                "2026-10 Halden Brand [5.0, 2.0]",
            ]
        );
        let month = |label: &str| hours(all.in_month(label.parse().expect("a month")));
        assert_eq!(month("2026-10"), [1.0, 3.0, 6.0, 5.0, 2.0]);
        assert_eq!(month("2026-09"), [4.0]);
        assert!(month("2026-08").is_empty() && month("2026-11").is_empty());
    }
}
