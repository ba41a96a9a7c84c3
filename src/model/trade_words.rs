//! Words of the trade that figures are told by: what a goal is about, that a reference is asked for, which roles are one
//! (`templates/trade.toml`).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::key::fold;

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
        folded(&mut words.month_goals);
        folded(&mut words.references);
        Ok(words)
    }

    /// The role that a name stands for: two names of one role give the same text, a name of none stands for itself.
    pub fn role(&self, name: &str) -> String {
        let name = fold(name);
        let mut roles = self.roles.iter();
        let known = roles.find(|(role, names)| **role == name || names.contains(&name));
        known.map_or(name, |(role, _)| role.clone())
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
