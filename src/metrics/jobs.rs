//! What entries were worked on, told apart: a year of entries names few jobs again and again.

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;

use super::internal::Internals;
use super::work::{Job, Name, Names, Worked};
use crate::model::Money;

/// No job.
const NONE: u32 = u32::MAX;

/// Jobs, and which of them each entry was worked on.
pub struct Jobs<'n> {
    all: Vec<Job<'n>>,
    /// One for each entry; [`NONE`] for those that are left out.
    rows: Vec<u32>,
}

impl<'n> Jobs<'n> {
    /// The job of each entry; none where it is left out.
    pub(super) fn of_rows(&self) -> impl Iterator<Item = Option<&Job<'n>>> {
        self.rows.iter().map(|job| self.all.get(*job as usize))
    }
}

/// What an entry says of its job; names by their places.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Terms {
    pub(super) client: u32,
    pub(super) project: u32,
    pub(super) task: u32,
    pub(super) billable: Option<bool>,
    pub(super) written_off: bool,
    pub(super) rate: Option<i64>,
    pub(super) currency: u32,
}

/// Jobs while they are found.
pub(super) struct Found<'n> {
    names: &'n Names,
    classes: Classes<'n>,
    known: HashMap<Terms, u32>,
    jobs: Jobs<'n>,
}

impl<'n> Found<'n> {
    /// None yet.
    pub(super) fn of(internals: &'n Internals<'n>, names: &'n Names) -> Found<'n> {
        Found {
            names,
            classes: Classes {
                internals,
                names,
                known: HashMap::new(),
            },
            known: HashMap::new(),
            jobs: Jobs {
                all: Vec::new(),
                rows: Vec::new(),
            },
        }
    }

    /// The next entry is left out.
    pub(super) fn pass(&mut self) {
        self.jobs.rows.push(NONE);
    }

    /// The next entry says this.
    pub(super) fn push(&mut self, terms: Terms) {
        let number = match self.known.entry(terms) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                self.jobs.all.push(self.classes.job(terms, self.names));
                *new.insert(self.jobs.all.len() as u32 - 1)
            }
        };
        self.jobs.rows.push(number);
    }

    pub(super) fn end(self) -> Jobs<'n> {
        self.jobs
    }
}

/// What entries count as; asked once for each client and project.
struct Classes<'a> {
    internals: &'a Internals<'a>,
    names: &'a Names,
    known: HashMap<(Name<'a>, Name<'a>), (Name<'a>, bool)>,
}

impl<'a> Classes<'a> {
    fn job(&mut self, terms: Terms, names: &'a Names) -> Job<'a> {
        let project = names.at(terms.project);
        let (client, kind) = self.of_entry(names.at(terms.client), project, terms.billable);
        Job {
            client,
            project,
            task: names.at(terms.task),
            kind,
            written_off: kind == Worked::Billable && terms.written_off,
            rate: terms.rate.map(Money),
            currency: names.at(terms.rate.map_or(0, |_| terms.currency)),
        }
    }

    /// Whose an entry is, and what it counts as.
    fn of_entry(
        &mut self,
        client: Name<'a>,
        project: Name<'a>,
        billable: Option<bool>,
    ) -> (Name<'a>, Worked) {
        let Classes {
            internals,
            names,
            known,
        } = self;
        let (client, internal) = *known.entry((client, project)).or_insert_with(|| {
            let said = |name: Name<'a>| Some(name.text()).filter(|text| !text.is_empty());
            let owner = internals.client_of(said(client), said(project));
            let internal = internals.is_internal(owner, said(project));
            let owner = owner.and_then(|owner| names.named(owner));
            (owner.unwrap_or(client), internal)
        });
        let kind = match (internal, billable) {
            (true, _) => Worked::Internal,
            (false, Some(false)) => Worked::ClientNonBillable,
            (false, _) => Worked::Billable,
        };
        (client, kind)
    }
}
