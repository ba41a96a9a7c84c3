//! What a person's answer says of a column: its field, and behind a comma how its cells are written:
//! `duration`, `duration, minutes`, `gross, EUR, decimal comma`, `ignore`.

use super::colours::seen_in;
use super::columns::View;
use super::grid::Grid;
use super::heading::compact;
use super::knowledge::{Claim, Knowledge};
use super::sheet::Cell;
use super::sheetfit::Context;
use super::value::{DateOrder, Decimal, TimeUnit};
use crate::model::intake::Topic;
use crate::model::key::fold;
use crate::model::{Schema, Table};

/// An answer about a column; what it does not speak of is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Position of the field in the schema.
    pub field: Option<usize>,
    /// The column is not used.
    pub ignored: bool,
    /// What a bare number of time counts.
    pub unit: Option<TimeUnit>,
    /// The decimal mark.
    pub decimal: Option<Decimal>,
    /// Day or month first.
    pub order: Option<DateOrder>,
    /// The currency of rows that name none themselves.
    pub currency: Option<String>,
    /// Amounts are written in multiples: a power of ten.
    pub tens: Option<u32>,
    /// A bare number of a share is percent, or a fraction.
    pub percent: Option<bool>,
}

/// The answer about a column of a sheet; empty when nobody gave one.
pub fn said(context: Context<'_>, schema: &Schema, grid: &Grid<'_>, view: &View<'_>) -> Said {
    let decisions = context.decisions;
    let (subject, place) = (view.label(), seen_in(grid));
    let Some(answer) = decisions.answer(Topic::Columns, "", &subject, &place) else {
        return Said::default();
    };
    let agreed = context.knowledge.words.answer(&fold(answer)) == Some("yes");
    let proposed = decisions.questions.iter().find(|asked| {
        agreed
            && asked.topic == Topic::Columns
            && asked.subject == subject
            && asked.seen_in == place
    });
    let answer = proposed.map_or(answer, |asked| asked.proposal.as_str());
    Said::of(answer, schema, context.knowledge)
}

/// The field that a heading of these words would be.
fn field_called(part: &str, schema: &Schema, knowledge: &Knowledge) -> Option<usize> {
    let claims = knowledge.claims(&compact(part)).iter();
    let mut own: Vec<&Claim> = claims.filter(|claim| claim.table == schema.table).collect();
    own.sort_by_key(|claim| (!claim.strong, claim.rank));
    own.first().map(|claim| claim.field)
}

/// True for an answer that says something of a column of some table.
pub fn is_understood(answer: &str, knowledge: &Knowledge) -> bool {
    let known = knowledge.words.answer(&fold(answer)).is_some();
    known
        || Table::ALL
            .iter()
            .any(|table| Said::of(answer, knowledge.schema(*table), knowledge) != Said::default())
}

impl Said {
    fn of(answer: &str, schema: &Schema, knowledge: &Knowledge) -> Said {
        let mut said = Said::default();
        for part in answer.split([',', ';', '，', '；', '、']) {
            said.take(part.trim(), schema, knowledge);
        }
        said
    }

    fn take(&mut self, part: &str, schema: &Schema, knowledge: &Knowledge) {
        let folded = fold(part);
        if let Some(field) = schema.position(&folded.replace(' ', "_")) {
            self.field = Some(field);
            return;
        }
        match knowledge.words.answer(&folded) {
            Some("ignore") => self.ignored = true,
            Some("day_first") => self.order = Some(DateOrder::DayFirst),
            Some("month_first") => self.order = Some(DateOrder::MonthFirst),
            Some("decimal_point") => self.decimal = Some(Decimal::Point),
            Some("decimal_comma") => self.decimal = Some(Decimal::Comma),
            Some("as_written") => self.tens = Some(0),
            Some("fraction") => self.percent = Some(false),
            _ => self.take_unit(part, &folded, (schema, knowledge)),
        }
    }

    fn take_unit(&mut self, part: &str, folded: &str, (schema, knowledge): (&Schema, &Knowledge)) {
        let before = self.clone();
        if knowledge.words.is_share_unit(folded) {
            self.percent = Some(true);
            return;
        }
        match knowledge.words.unit(folded, "") {
            Some(unit) => self.unit = Some(unit),
            None => match knowledge.words.amounts.currency(&Cell::Text(part)) {
                Ok(code) => self.currency = Some(code),
                Err(_) => self.tens = knowledge.words.amounts.multiple_said(folded).or(self.tens),
            },
        }
        if *self == before {
            self.field = field_called(part, schema, knowledge);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::knowledge;
    use super::*;
    use crate::model::Table;

    #[test]
    fn answers_name_a_field_and_how_it_is_written() {
        let knowledge = knowledge();
        let time = knowledge.schema(Table::Time);
        let duration = time.position("duration");
        for (answer, expected) in [
            (
                "duration",
                Said {
                    field: duration,
                    ..Said::default()
                },
            ),
            (
                "Duration, minutes",
                Said {
                    field: duration,
                    unit: Some(TimeUnit::Minutes),
                    ..Said::default()
                },
            ),
            (
                "минуты; запятая",
                Said {
                    unit: Some(TimeUnit::Minutes),
                    decimal: Some(Decimal::Comma),
                    ..Said::default()
                },
            ),
            (
                "rate，EUR、decimal point",
                Said {
                    field: time.position("rate"),
                    currency: Some("EUR".to_owned()),
                    decimal: Some(Decimal::Point),
                    ..Said::default()
                },
            ),
            (
                "month first",
                Said {
                    order: Some(DateOrder::MonthFirst),
                    ..Said::default()
                },
            ),
            (
                "忽略",
                Said {
                    ignored: true,
                    ..Said::default()
                },
            ),
            (
                "thousands, percent",
                Said {
                    tens: Some(3),
                    percent: Some(true),
                    ..Said::default()
                },
            ),
            (
                "as written, fraction",
                Said {
                    tens: Some(0),
                    percent: Some(false),
                    ..Said::default()
                },
            ),
            ("perhaps", Said::default()),
        ] {
            assert_eq!(Said::of(answer, time, &knowledge), expected, "{answer}");
        }
    }
}
