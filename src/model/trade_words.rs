//! Words of the trade that figures are told by: what a goal is about, that a reference is asked for, which roles are one
//! (`templates/trade.toml`).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Deserialize;

use super::key::{fold, is_han};

/// A figure of campaigns that a goal can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CampaignFigure {
    /// Clicks / impressions.
    ClickRate,
    /// Clicks on an advertisement.
    Clicks,
    /// Conversions / clicks.
    ConversionRate,
    /// Orders, sign-ups: what the campaign is for.
    Conversions,
    /// Spend / clicks.
    CostPerClick,
    /// Spend / conversions.
    CostPerConversion,
    /// Spend / leads.
    CostPerLead,
    /// Times an advertisement was shown.
    Impressions,
    /// People who left their address.
    Leads,
    /// Revenue / spend.
    ReturnOnSpend,
    /// What the campaign sold.
    Revenue,
}

/// The words, in any language.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TradeWords {
    /// Words in a goal's name that tie it to a figure of the campaigns; the longest that fits decides.
    pub campaign_goals: BTreeMap<CampaignFigure, Vec<String>>,
    /// Words in a goal's name that say it is a figure of one month.
    pub month_goals: Vec<String>,
    /// Words by which an action or a contact is told to ask for a reference.
    pub references: Vec<String>,
    /// Names of one role, each list under any name.
    pub roles: BTreeMap<String, Vec<String>>,
    /// Who has to act, by kind of paper and what it lacks (`document`, `signature`, `scan`, `original`).
    pub who_acts: BTreeMap<String, BTreeMap<String, Turn>>,
    /// Words in the name of a list by which its rows are papers of a kind.
    pub papers: BTreeMap<String, Vec<String>>,
    /// Words that stand behind a contract's number in the number of its annex.
    pub annexes: Vec<String>,
    /// Currencies of countries whose tax on sales is on some of what is sold.
    pub sales_tax: Vec<String>,
}

/// Who acts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// We do.
    #[default]
    Us,
    /// The client does.
    Client,
    /// The client's account manager, by name.
    Manager,
}

/// Whose turn it is, and whose after some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// From the first day on.
    pub who: Actor,
    /// Days of waiting after which it is somebody else's turn.
    pub after_days: Option<i64>,
    /// Whose.
    pub then: Option<Actor>,
}

impl Actor {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Actor::Us => "us",
            Actor::Client => "client",
            Actor::Manager => "manager",
        }
    }
}

impl CampaignFigure {
    /// Stable code, the name of the column in frames.
    pub fn code(self) -> &'static str {
        match self {
            CampaignFigure::Leads => "leads",
            CampaignFigure::Clicks => "clicks",
            CampaignFigure::Conversions => "conversions",
            CampaignFigure::Impressions => "impressions",
            CampaignFigure::Revenue => "revenue",
            CampaignFigure::CostPerLead => "cost_per_lead",
            CampaignFigure::CostPerClick => "cost_per_click",
            CampaignFigure::CostPerConversion => "cost_per_conversion",
            CampaignFigure::ReturnOnSpend => "return_on_spend",
            CampaignFigure::ClickRate => "click_rate",
            CampaignFigure::ConversionRate => "conversion_rate",
        }
    }
}

impl TradeWords {
    /// Reads a template's text; words are kept folded.
    pub fn read(text: &str) -> Result<TradeWords, toml::de::Error> {
        let mut words: TradeWords = toml::from_str(text)?;
        let folded = |list: &mut Vec<String>| {
            list.iter_mut().for_each(|word| *word = fold(word));
            list.retain(|word| !word.is_empty());
        };
        words.campaign_goals.values_mut().for_each(folded);
        let roles = std::mem::take(&mut words.roles).into_iter();
        words.roles = roles.map(|(role, names)| (fold(&role), names)).collect();
        words.roles.values_mut().for_each(folded);
        words.papers.values_mut().for_each(folded);
        folded(&mut words.month_goals);
        folded(&mut words.references);
        folded(&mut words.annexes);
        Ok(words)
    }

    /// The role that a name stands for: two names of one role give the same text, a name of none stands for itself.
    pub fn role(&self, name: &str) -> String {
        let name = fold(name);
        let mut roles = self.roles.iter();
        let known = roles.find(|(role, names)| **role == name || names.contains(&name));
        known.map_or(name, |(role, _)| role.clone())
    }

    /// True when a number is that of a contract with a word for an annex behind it: `K-12/1 annex 2` of `K-12`.
    pub fn is_annex(&self, number: &str, contract: &str) -> bool {
        let (number, contract) = (fold(number), fold(contract));
        let Some(rest) = number.strip_prefix(contract.as_str()) else {
            return false;
        };
        // `HTX` is no `HT` with a word behind it; after a figure, and before an ideograph, a word needs no gap
        let is_apart = rest.starts_with(' ')
            || rest.starts_with(is_han)
            || contract.ends_with(char::is_numeric);
        let said = rest.trim_start();
        let is_word = |word: &String| {
            let behind = said.strip_prefix(word.as_str());
            behind.is_some_and(|behind| {
                word.ends_with(is_han) || !behind.starts_with(char::is_alphabetic)
            })
        };
        !contract.is_empty() && is_apart && self.annexes.iter().any(is_word)
    }

    /// The kind of the papers in a list called so: what its name says first.
    pub fn paper(&self, list: &str) -> Option<&str> {
        let list = list.replace(|letter: char| !letter.is_alphanumeric(), " ");
        let list = format!(" {} ", fold(&list));
        let said = self.papers.iter().flat_map(|(kind, words)| {
            let at = |word: &String| list.find(&format!(" {word} "));
            let found = words
                .iter()
                .filter_map(move |word| Some((at(word)?, Reverse(word.len()))));
            found.map(move |told| (told, kind.as_str()))
        });
        said.min().map(|(_, kind)| kind)
    }

    /// Whose turn it is when a paper of a kind lacks something since some days; a kind that nothing is said of is like any other
    /// (`other`), and what nothing is said of at all is ours.
    pub fn who_acts(&self, kind: &str, missing: &str, days: i64) -> Actor {
        let of_kind = |kind: &str| self.who_acts.get(kind)?.get(missing);
        let Some(turn) = of_kind(kind).or_else(|| of_kind("other")) else {
            return Actor::Us;
        };
        let late = turn.after_days.is_some_and(|after| days > after);
        turn.then.filter(|_| late).unwrap_or(turn.who)
    }

    /// The program's own, for tests of figures.
    #[cfg(test)]
    pub fn of_the_program() -> TradeWords {
        let text = include_str!("../../templates/trade.toml");
        TradeWords::read(text).expect("a template of the program")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_role_are_one() {
        let words = TradeWords::of_the_program();
        for (one, other, same) in [
            ("Designer", "дизайнер", true),
            ("设计师", " DESIGNER ", true),
            ("Copywriter", "Копирайтер", true),
            ("Designer", "Developer", false),
            ("Head of cats", "head of  cats", true),
            ("", "Designer", false),
        ] {
            assert_eq!(words.role(one) == words.role(other), same, "{one} {other}");
        }
    }

    #[test]
    fn a_list_is_of_the_papers_that_its_name_says_first() {
        let words = TradeWords::of_the_program();
        for (list, kind) in [
            ("Реализация (акты, накладные).xlsx", Some("realization")),
            ("Акты_2026.xlsx", Some("act")),
            ("Счета-фактуры выданные", Some("tax_invoice")),
            ("Реестр счетов", Some("bill")),
            ("freeagent_invoices.csv", Some("invoice")),
            ("Активные клиенты", None),
            ("TDSheet", None),
        ] {
            assert_eq!(words.paper(list), kind, "{list}");
        }
    }

    #[test]
    fn an_annex_has_its_contract_s_number_and_a_word_behind_it() {
        let words = TradeWords::of_the_program();
        for (number, contract, expected) in [
            ("2025-031-HT-补1", "2025-031-HT", true),
            ("2025-031-HT补充2", "2025-031-HT", true),
            ("K-12CR2", "K-12", true),
            ("12/2025-В, Доп. соглашение № 1", "12/2025-в", true),
            ("12/2025ДС1", "12/2025", true),
            ("SOW-4 Amendment B", "SOW-4", true),
            ("HH-R1-A1", "HH-R1", true),
            // numbers of their own that begin alike
            ("2025-031-HTX", "2025-031-HT", false),
            ("K-12-Creative", "K-12", false),
            ("K-12-Audit", "K-12", false),
            ("K-12-Company film", "K-12", false),
            ("K-123 annex", "K-12", false),
            ("K-12-2", "K-12", false),
            ("annex 1", "", false),
        ] {
            assert_eq!(
                words.is_annex(number, contract),
                expected,
                "{number} {contract}"
            );
        }
    }

    #[test]
    fn whose_turn_it_is_changes_with_the_days() {
        let text = "[who_acts.act]\nscan = { who = 'client', after_days = 10, then = 'manager' }\n\
                    [who_acts.other]\nscan = { who = 'manager' }";
        let words = TradeWords::read(text).expect("it is well formed");
        for (kind, missing, days, expected) in [
            ("act", "scan", 10, Actor::Client),
            ("act", "scan", 11, Actor::Manager),
            ("letter", "scan", 0, Actor::Manager),
            ("act", "original", 99, Actor::Us),
        ] {
            assert_eq!(
                words.who_acts(kind, missing, days),
                expected,
                "{kind} {missing}"
            );
        }
    }

    #[test]
    fn no_name_stands_for_two_roles() {
        let words = TradeWords::of_the_program();
        let mut seen = BTreeMap::new();
        for (role, names) in &words.roles {
            for name in names {
                assert_eq!(seen.insert(name.clone(), role), None, "{name}");
            }
        }
    }

    #[test]
    fn a_figure_that_campaigns_do_not_have_is_an_error() {
        let fault = TradeWords::read("[campaign_goals]\nlead = ['leads']").expect_err("no figure");
        assert!(fault.to_string().contains("`leads`"), "{fault}");
    }
}
