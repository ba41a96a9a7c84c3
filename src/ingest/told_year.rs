//! The year of days that are written without one, where nothing around them names it: the only year of the other files' days,
//! told with a question, else one cell to answer in.

use super::account::Fate;
use super::colours::seen_in;
use super::grid::Grid;
use super::grid_trouble::unknown_year;
use super::sheetfit::{Context, SheetFit};
use crate::model::Phrase;
use crate::model::intake::{Question, Topic};
use crate::model::key::fold;
use crate::model::phrase::phrase;

/// What to do about a day without a year.
pub fn write_the_year() -> Phrase {
    phrase(
        "write the year, or name it in the title, the sheet's or the file's name",
        &[],
    )
}

/// The year that a person answered, or agreed to.
pub fn answered_year(grid: &Grid<'_>, context: Context<'_>) -> Option<i32> {
    let place = seen_in(grid);
    let decisions = context.decisions;
    let answer = decisions.answer(Topic::Dates, "", &place, &place)?;
    let agreed = || {
        let yes = context.knowledge.words.answer(&fold(answer)) == Some("yes");
        let mut asked = decisions.questions.iter();
        let asked = asked.find(|asked| asked.topic == Topic::Dates && asked.subject == place);
        asked
            .filter(|_| yes)
            .and_then(|asked| year_of(&asked.proposal))
    };
    year_of(answer).or_else(agreed)
}

fn year_of(text: &str) -> Option<i32> {
    let year = text.trim().parse().ok()?;
    (1990..2100).contains(&year).then_some(year)
}

/// Days of the sheet lack their year, and nothing has told it.
pub fn lacks_year(fit: &SheetFit<'_>) -> bool {
    let (hint, unknown) = (write_the_year(), unknown_year());
    let mut problems = fit.problems.iter();
    problems.any(|problem| problem.hint == hint || problem.expected == unknown)
}

/// Asks which year the days of a sheet are of: one that other files told is taken until then.
pub fn ask_year(fit: &SheetFit<'_>, told: Option<i32>, context: Context<'_>) -> Option<Question> {
    let place = seen_in(&fit.grid);
    let said = context.decisions.answer(Topic::Dates, "", &place, &place);
    let open = told.is_some() || said.is_some() || lacks_year(fit);
    if !open || fit.grid.sheet.is_hidden() || !holds_rows(fit) {
        return None;
    }
    Some(Question {
        topic: Topic::Dates,
        kind: String::new(),
        subject: place.clone(),
        seen_in: place,
        proposal: told.map(|year| year.to_string()).unwrap_or_default(),
        reason: match told {
            Some(year) => phrase(
                "its days have no year: {} is that of all days in the other files",
                &[&year],
            ),
            None => phrase(
                "its days have no year, and nothing tells it: which year?",
                &[],
            ),
        },
        answer: String::new(),
        stale: false,
    })
}

fn holds_rows(fit: &SheetFit<'_>) -> bool {
    let mut fates = fit.fates.rows();
    fates.any(|(_, fate)| !matches!(fate, Fate::NoData(super::rows::NoData::Ignored)))
}
