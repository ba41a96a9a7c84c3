//! Client work of a month project by project: the order in which hours, worth and budgets are added up.

use std::ops::{Deref, Range};

use super::work::{DayWork, Name, Worked};
use crate::model::{Money, Month};

/// Client work of a month by client, project, task, person and day. Internal work is left out.
#[derive(Debug, Default)]
pub struct ClientWork<'a> {
    /// In the order of the sums.
    rows: Vec<ClientHours<'a>>,
    pieces: Vec<Piece<'a>>,
}

/// Where the work of a month on a project stands.
#[derive(Debug)]
struct Piece<'a> {
    month: Month,
    client: Name<'a>,
    project: Name<'a>,
    rows: Range<usize>,
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
    pub work: &'w [ClientHours<'a>],
}

/// Work for a client, in the place that sums go by.
#[derive(Clone, Copy, Debug)]
pub struct ClientHours<'a>(DayWork<'a>);

impl<'a> Deref for ClientHours<'a> {
    type Target = DayWork<'a>;

    fn deref(&self) -> &DayWork<'a> {
        &self.0
    }
}

impl<'a> ClientHours<'a> {
    /// B, else C.
    pub fn is_billable(&self) -> bool {
        self.kind == Worked::Billable
    }

    /// The entries' own rate of an hour, where it is above zero, and its currency; that is empty when no entry names one.
    pub fn own_rate(&self) -> Option<(Money, &'a str)> {
        let rate = self.rate.filter(|rate| *rate > Money::ZERO);
        rate.map(|rate| (rate, self.0.currency.text()))
    }
}

impl<'a> ClientWork<'a> {
    /// Sorts the work of a month, or of several as if it were of one, which comes by day.
    pub fn of_month(month: Month, work: &[DayWork<'a>]) -> ClientWork<'a> {
        let mut all = ClientWork::default();
        all.add(month, work);
        all
    }

    fn add(&mut self, month: Month, work: &[DayWork<'a>]) {
        // work is sorted by day, so that the place tells days of one key apart
        let outside = (0_u32..).zip(work);
        let outside = outside.filter(|(_, row)| row.kind != Worked::Internal);
        let key = |row: &DayWork<'_>| Name::key([row.client, row.project, row.task, row.person]);
        let mut keys: Vec<(u128, u32)> = outside.map(|(at, row)| (key(row), at)).collect();
        keys.sort_unstable();
        self.rows.reserve_exact(keys.len());
        // client and project are the upper half of a key
        for of_project in keys.chunk_by(|(one, _), (next, _)| one >> 64 == next >> 64) {
            let first = &work[of_project[0].1 as usize];
            let start = self.rows.len();
            let rows = of_project.iter().map(|(_, at)| work[*at as usize]);
            self.rows.extend(rows.map(ClientHours));
            self.pieces.push(Piece {
                month,
                client: first.client,
                project: first.project,
                rows: start..self.rows.len(),
            });
        }
    }

    /// The work on each project, by client and project.
    pub fn project_months(&self) -> impl Iterator<Item = ProjectMonth<'_, 'a>> {
        self.shown(&self.pieces)
    }

    /// The work on a project.
    pub fn of_project(&self, client: Name<'_>, project: Name<'_>) -> &[ClientHours<'a>] {
        let key = |piece: &Piece<'_>| (piece.client.rank(), piece.project.rank());
        let wanted = (client.rank(), project.rank());
        let found = self.pieces.binary_search_by_key(&wanted, key);
        found.map_or(&[], |at| &self.rows[self.pieces[at].rows.clone()])
    }

    fn shown<'w>(&'w self, pieces: &'w [Piece<'a>]) -> impl Iterator<Item = ProjectMonth<'w, 'a>> {
        pieces.iter().map(|piece| ProjectMonth {
            month: piece.month,
            client: piece.client,
            project: piece.project,
            work: &self.rows[piece.rows.clone()],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{scope, tables, work};
    use super::*;

    #[test]
    fn comes_by_month_client_and_project() {
        let time = "date | person | client | project | task | duration
            2026-10-06 | Ivo | Borea | Site | Code | 1\n 2026-10-05 | Mara | Halden | Brand | Copy | 2
            2026-10-05 | Mara | Borea | Site | Code | 3\n 2026-09-30 | Mara | Halden | Brand | Copy | 4
            2026-10-05 | Ivo | Halden | Brand | Copy | 5\n 2026-10-05 | Mara | Halden | | Copy | 6\n 2026-10-05 | Mara | | | Tea | 7";
        let tables = tables(&[("time", time)]);
        let work = work(&tables, &scope("2026-10", "2026-10-31"));
        let hours = |work: &[ClientHours<'_>]| -> Vec<f64> {
            let each = work.iter().map(|row| row.duration.to_hours());
            each.collect()
        };
        let shown = |work: &ClientWork<'_>| -> Vec<String> {
            let pieces = work.project_months().map(|piece| {
                let (client, project) = (piece.client, piece.project);
                format!("{} {client} {project} {:?}", piece.month, hours(piece.work))
            });
            pieces.collect()
        };
        assert_eq!(
            shown(work.client_work(&work.months()[0])),
            ["2026-09 Halden Brand [4.0]"]
        );
        let october = work.client_work(&work.months()[1]);
        assert_eq!(
            shown(october),
            [
                "2026-10 Borea Site [1.0, 3.0]",
                "2026-10 Halden  [6.0]",
                "2026-10 Halden Brand [5.0, 2.0]",
            ]
        );
        let brand = october.project_months().last().expect("a project");
        assert_eq!(
            hours(october.of_project(brand.client, brand.project)),
            [5.0, 2.0]
        );
        let all: Vec<DayWork<'_>> = work.all().copied().collect();
        let whole = ClientWork::of_month("2026-09".parse().expect("a month"), &all);
        let whole: Vec<_> = whole
            .project_months()
            .map(|piece| hours(piece.work))
            .collect();
        assert_eq!(whole, [vec![1.0, 3.0], vec![6.0], vec![5.0, 4.0, 2.0]]);
    }
}
