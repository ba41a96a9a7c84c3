//! The account of a sheet: what became of every physical row.

use super::fitted::SheetFacts;
use super::rows::NoData;
use crate::model::Table;
use crate::model::intake::SheetAccount;

/// What became of a row; the largest wins when several tables share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// No data, and why.
    NoData(NoData),
    /// In no figure, with a problem.
    SetAside,
    /// In a canonical table.
    Used,
}

/// Rows of a page of fates.
const PAGE: u32 = 1024;

/// Fates of the rows that hold anything.
#[derive(Clone, Debug, Default)]
pub struct Fates {
    /// Pages that hold a fate, by ascending number.
    pages: Vec<(u32, Vec<Option<Fate>>)>,
    /// The page looked at last; rows mostly come in order.
    last: usize,
}

impl Fates {
    /// Notes a row's fate; a better fate from another table stays.
    pub fn note(&mut self, row: u32, fate: Fate) {
        let place = self.place(row);
        *place = match (*place, fate) {
            (None | Some(Fate::NoData(NoData::Blank)), Fate::NoData(_)) => Some(fate),
            (Some(Fate::NoData(known)), Fate::NoData(_)) => Some(Fate::NoData(known)),
            (known, fate) => known.max(Some(fate)),
        };
    }

    /// Overrules a row's fate.
    pub fn overrule(&mut self, row: u32, fate: Fate) {
        *self.place(row) = Some(fate);
    }

    fn place(&mut self, row: u32) -> &mut Option<Fate> {
        let number = row / PAGE;
        if self
            .pages
            .get(self.last)
            .is_none_or(|(page, _)| *page != number)
        {
            let found = self.pages.binary_search_by_key(&number, |(page, _)| *page);
            self.last = found.unwrap_or_else(|at| {
                self.pages.insert(at, (number, vec![None; PAGE as usize]));
                at
            });
        }
        &mut self.pages[self.last].1[(row % PAGE) as usize]
    }

    /// The fate of a row.
    pub fn of(&self, row: u32) -> Option<Fate> {
        let number = row / PAGE;
        let at = self.pages.binary_search_by_key(&number, |(page, _)| *page);
        self.pages[at.ok()?].1[(row % PAGE) as usize]
    }

    /// Every row between two, both included, has a fate, and is not only blank.
    pub fn are_told(&self, first: u32, last: u32) -> bool {
        let told =
            |fate: &Option<Fate>| fate.is_some_and(|fate| fate != Fate::NoData(NoData::Blank));
        (first / PAGE..=last / PAGE).all(|number| {
            let found = self.pages.binary_search_by_key(&number, |(page, _)| *page);
            let from = first.saturating_sub(number * PAGE) as usize;
            let to = (last - number * PAGE).min(PAGE - 1) as usize;
            found.is_ok_and(|at| self.pages[at].1[from..=to].iter().all(told))
        })
    }

    /// Every row with a fate.
    pub fn rows(&self) -> impl Iterator<Item = (u32, Fate)> {
        self.pages.iter().flat_map(|(page, fates)| {
            let rows = (*page * PAGE..).zip(fates);
            rows.filter_map(|(row, fate)| Some((row, (*fate)?)))
        })
    }

    /// Adds up. Rows without a fate between the first and the last that hold anything are blank.
    pub fn account(&self, about: &SheetFacts, tables: Vec<Table>) -> SheetAccount {
        let mut account = SheetAccount {
            file: about.file.clone(),
            sheet: about.name.clone(),
            tables,
            hidden: about.is_hidden,
            notes: about.notes.clone(),
            ..SheetAccount::default()
        };
        let Some((first, last)) = about.bounds else {
            return account;
        };
        account.total = last - first + 1;
        let mut told = 0;
        for (_, fate) in self.rows().filter(|(row, _)| (first..=last).contains(row)) {
            told += 1;
            match fate {
                Fate::Used => account.used += 1,
                Fate::SetAside => account.set_aside += 1,
                Fate::NoData(why) => {
                    *account.not_data.entry(why.code().to_owned()).or_default() += 1;
                }
            }
        }
        if account.total > told {
            let blank = NoData::Blank.code().to_owned();
            *account.not_data.entry(blank).or_default() += account.total - told;
        }
        debug_assert_eq!(
            account.used + account.set_aside + account.not_data_rows(),
            account.total,
            "{} {}",
            account.file,
            account.sheet
        );
        account
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_when_all_of_them_are() {
        let mut fates = Fates::default();
        for row in 1..=3_000 {
            fates.note(row, Fate::Used);
        }
        for (first, last, told) in [
            (1, 1_024, true),
            (1_025, 2_048, true),
            (2_049, 3_072, false),
            (0, 1, false),
        ] {
            assert_eq!(fates.are_told(first, last), told, "{first} to {last}");
        }
        fates.overrule(1_500, Fate::NoData(NoData::Blank));
        assert!(!fates.are_told(1_025, 2_048) && fates.are_told(1, 1_024));
    }
}
