//! The name under which the agency signs, where no setting says it.

use std::collections::BTreeSet;

use super::internal::internal_clients;
use crate::model::Table;
use crate::model::intake::Intake;

/// Fewer letters than this are a code of one of its firms.
const NAME: usize = 5;

/// The legal name of the one internal client that has one, else who issues all invoices.
pub fn own_name(intake: &Intake) -> Option<&str> {
    let internal = internal_clients(&intake.tables);
    let legal = internal
        .into_iter()
        .filter_map(|client| intake.legal_names.get(client));
    let issuers = intake.tables.rows(Table::Invoices).text("issuer");
    let is_name = |issuer: &&str| issuer.chars().count() >= NAME;
    only(legal.map(String::as_str)).or_else(|| only(issuers.into_iter().flatten()).filter(is_name))
}

fn only<'n>(names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let mut names: BTreeSet<&str> = names.collect();
    names.pop_first().filter(|_| names.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::testing::tables;
    use super::*;

    #[test]
    fn the_agency_is_called_as_its_own_account_or_its_invoices_say() {
        let clients = "client | status\nNorthlight | internal\nBench | internal\nAlder | active\n";
        let named = |legal: &[(&str, &str)], issuers: [&str; 2]| {
            let [one, other] = issuers;
            let invoices = format!(
                "number | client | issued_on | issuer\n1 | Alder | 2026-10-01 | {one}\n2 | Alder | 2026-10-02 | {other}\n"
            );
            let intake = Intake {
                tables: tables(&[("clients", clients), ("invoices", &invoices)]),
                legal_names: legal
                    .iter()
                    .map(|(client, name)| (client.to_string(), name.to_string()))
                    .collect(),
                ..Intake::default()
            };
            own_name(&intake).map(str::to_owned)
        };
        let own = ("Northlight", "Northlight Web Ltd");
        let client = ("Alder", "Alder Ltd");
        let said = |name: &str| Some(name.to_owned());
        assert_eq!(named(&[own, client], ["", ""]), said("Northlight Web Ltd"));
        assert_eq!(named(&[client], ["", ""]), None);
        assert_eq!(
            named(&[own, ("Bench", "Bench Ltd")], ["", ""]),
            None,
            "nobody knows which of two firms signs"
        );
        assert_eq!(
            named(&[], ["Lantern SAS", "Lantern SAS"]),
            said("Lantern SAS")
        );
        assert_eq!(named(&[], ["Lantern SAS", "Lantern GmbH"]), None);
        assert_eq!(named(&[], ["UK", "UK"]), None, "a code is no name");
    }
}
