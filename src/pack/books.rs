//! The workbooks of a pack: those of the agency, and one for each client, which is laid out only when it is written.

use std::collections::BTreeMap;

use super::Plan;
use crate::model::Table;
use crate::model::intake::Intake;
use crate::report::book::Book;
use crate::report::layout::{self, Setting};
use crate::report::pack::{Content, FileNames, Later, PackFile};
use crate::report::template::Per;

/// Books of the agency in the run's language, and one for each active client in its own.
pub(super) fn workbooks<'a>(
    plan: &'a Plan,
    intake: &Intake,
    setting: &dyn Fn(&str) -> Setting<'a>,
) -> Vec<PackFile<'a>> {
    let own = setting(&plan.own);
    let clients = layout::active_clients(own.shelf, own.scope);
    let languages = client_languages(intake);
    let mut names = FileNames::default();
    let mut files = Vec::new();
    let wanted = |report: &&_| layout::is_wanted(report, &own);
    for report in plan.reports.iter().filter(wanted) {
        match report.per {
            Per::Agency => {
                let book = layout::of_agency(report, &clients, &own);
                files.push(agency_file(book, &mut names));
            }
            Per::Client => {
                let own_list = report.clients_of.as_ref();
                let listed = own_list.map(|frame| layout::clients_in(frame, own.shelf, own.scope));
                let folder = format!("{}/", report.folder);
                for client in listed.as_ref().unwrap_or(&clients) {
                    let code = languages.get(client).unwrap_or(&plan.own);
                    let setting = setting(code);
                    let heading = layout::heading(report, Some(client), &setting);
                    let client = client.clone();
                    let later = Later {
                        title: heading.title,
                        lay_out: Box::new(move || layout::of_client(report, &client, &setting)),
                    };
                    files.push(PackFile {
                        path: names.take(&folder, &heading.file_name, ".xlsx"),
                        content: Content::Later(later),
                    });
                }
            }
        }
    }
    files
}

fn agency_file(book: Book, names: &mut FileNames) -> PackFile<'static> {
    PackFile {
        path: names.take("", &book.file_name, ".xlsx"),
        content: Content::Book(Box::new(book)),
    }
}

/// Language codes that clients want, where the accounts say.
fn client_languages(intake: &Intake) -> BTreeMap<String, String> {
    let rows = intake.tables.rows(Table::Clients);
    let (clients, languages) = (rows.text("client"), rows.text("language"));
    clients
        .into_iter()
        .zip(languages)
        .filter_map(|(client, language)| Some((client?.to_owned(), language?.to_lowercase())))
        .collect()
}
