//! What a month's work adds up to. Figures of many months read these sums, which are fewer than entries; single entries are
//! asked for only where one by itself matters.

use chrono::NaiveDate;
use hashbrown::HashMap;

use super::client_work::{ClientHours, ClientWork, ProjectMonth};
use super::effort::Hours;
use super::people::{People, Staff};
use super::reconcile::AgreedRates;
use super::work::{DayWork, Name, Names, Worked};
use super::worth::Parts;
use crate::model::{Duration, Month};

/// What the work of a month adds up to; names are in the order of the alphabet.
#[derive(Clone, Debug, PartialEq)]
pub struct MonthSums<'a> {
    /// The month.
    pub month: Month,
    /// Its place among the months that have entries.
    pub place: usize,
    /// Pieces of work: of one person, day and job.
    pub pieces: i64,
    /// Their time.
    pub worked: Duration,
    /// Day of the first one.
    pub first_day: NaiveDate,
    /// By person, client and project.
    pub people: Vec<OnProject<'a>>,
    /// Client work by client and project.
    pub projects: Vec<ProjectSums<'a>>,
    /// Client work by client, project and task.
    pub tasks: Vec<TaskSums<'a>>,
    /// Client work of people without a cost rate on its day, by client and person.
    pub unrated: Vec<(Name<'a>, Name<'a>, Duration)>,
}

/// Work of a person on a project; what is internal stands by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnProject<'a> {
    /// Who.
    pub person: Name<'a>,
    /// For whom.
    pub client: Name<'a>,
    /// On what.
    pub project: Name<'a>,
    /// Whether it is I.
    pub internal: bool,
    /// All of it.
    pub worked: Duration,
    /// B.
    pub billable: Duration,
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
}

impl<'a> OnProject<'a> {
    /// What sums are in the order of; what is internal comes after what is not.
    pub fn key(&self) -> [Name<'a>; 3] {
        [self.person, self.client, self.project]
    }
}

/// Client work on a project.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectSums<'a> {
    /// For whom.
    pub client: Name<'a>,
    /// On what; empty for work without a project.
    pub project: Name<'a>,
    /// Its hours.
    pub hours: Hours,
    /// Its hours without corrections downwards: no day of it can add up to more.
    pub most: Duration,
    /// First and last day with hours above zero.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// What they cost and are worth.
    pub parts: Parts,
}

/// Client work on a task of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskSums<'a> {
    /// For whom.
    pub client: Name<'a>,
    /// On what.
    pub project: Name<'a>,
    /// As written.
    pub task: Name<'a>,
    /// Its hours.
    pub hours: Hours,
    /// How many people worked on it.
    pub people: i64,
}

/// What work is valued by.
#[derive(Clone, Copy)]
pub struct Judges<'j> {
    /// People and their rates.
    pub people: &'j People,
    /// Currency of rates that name none.
    pub base: &'j str,
    /// Rates that were agreed with clients, which go before those of people.
    pub agreed: Option<&'j AgreedRates<'j>>,
}

impl<'a> MonthSums<'a> {
    /// Adds a month's work up; `work` comes in order.
    pub fn of(
        (month, place): (Month, usize),
        work: &[DayWork<'_>],
        names: &'a Names,
        judges: Judges<'_>,
    ) -> MonthSums<'a> {
        let clients = ClientWork::of_month(month, work);
        let mut sums = MonthSums {
            month,
            place,
            pieces: work.len() as i64,
            worked: work.iter().map(|row| row.duration).sum(),
            first_day: work.first().map_or(month.first_day(), |row| row.day),
            people: on_projects(work, names),
            projects: Vec::new(),
            tasks: Vec::new(),
            unrated: Vec::new(),
        };
        let mut staff = Staff::of(judges.people);
        let mut unrated: HashMap<(Name<'a>, Name<'a>), Duration> = HashMap::new();
        for piece in clients.project_months() {
            let project = ProjectSums::of(piece, names, &mut staff, judges, &mut unrated);
            sums.projects.push(project);
            sums.tasks.extend(tasks(piece, names));
        }
        let unrated = unrated.into_iter();
        sums.unrated = unrated
            .map(|((client, person), hours)| (client, person, hours))
            .collect();
        sums.unrated.sort_unstable();
        sums
    }
}

/// By person, client and project.
fn on_projects<'a>(work: &[DayWork<'_>], names: &'a Names) -> Vec<OnProject<'a>> {
    let mut places: HashMap<([u32; 3], bool), usize> = HashMap::new();
    let mut found: Vec<OnProject<'a>> = Vec::new();
    for row in work {
        let internal = row.kind == Worked::Internal;
        let ranks = [row.person, row.client, row.project].map(Name::rank);
        let at = *places.entry((ranks, internal)).or_insert_with(|| {
            let [person, client, project] = ranks.map(|rank| names.at(rank));
            found.push(OnProject {
                person,
                client,
                project,
                internal,
                worked: Duration::ZERO,
                billable: Duration::ZERO,
                first: row.day,
                last: row.day,
            });
            found.len() - 1
        });
        let sum = &mut found[at];
        sum.worked += row.duration;
        if row.kind == Worked::Billable {
            sum.billable += row.duration;
        }
        // work comes by day
        sum.last = row.day;
    }
    found.sort_unstable_by_key(|sum| (sum.person, sum.client, sum.project, sum.internal));
    found
}

impl<'a> ProjectSums<'a> {
    fn of<'j>(
        piece: ProjectMonth<'_, 'j>,
        names: &'a Names,
        staff: &mut Staff<'j>,
        judges: Judges<'_>,
        unrated: &mut HashMap<(Name<'a>, Name<'a>), Duration>,
    ) -> ProjectSums<'a> {
        let own = |name: Name<'_>| names.at(name.rank());
        let mut sums = ProjectSums {
            client: own(piece.client),
            project: own(piece.project),
            hours: Hours::default(),
            most: Duration::ZERO,
            days: None,
            parts: Parts::default(),
        };
        for part in piece.work {
            sums.hours.record(part);
            sums.most += part.duration.or_zero();
            if part.duration > Duration::ZERO {
                let (first, last) = sums.days.unwrap_or((part.day, part.day));
                sums.days = Some((first.min(part.day), last.max(part.day)));
            }
            let terms = staff.on(part.person, part.day);
            sums.parts.add(part, terms, judges);
            if terms.and_then(|terms| terms.cost_rate).is_none() {
                *unrated.entry((sums.client, own(part.person))).or_default() += part.duration;
            }
        }
        sums
    }
}

fn tasks<'w, 'a>(
    piece: ProjectMonth<'w, '_>,
    names: &'a Names,
) -> impl Iterator<Item = TaskSums<'a>> + use<'w, 'a> {
    let own = |name: Name<'_>| names.at(name.rank());
    let [client, project] = [piece.client, piece.project].map(own);
    let of_tasks = piece.work.chunk_by(|one, next| one.task == next.task);
    of_tasks.map(move |of_task| TaskSums {
        client,
        project,
        task: names.at(of_task[0].task.rank()),
        hours: hours_of(of_task),
        people: people_of(of_task),
    })
}

/// Hours of client work.
pub(super) fn hours_of(work: &[ClientHours<'_>]) -> Hours {
    let mut hours = Hours::default();
    work.iter().for_each(|part| hours.record(part));
    hours
}

/// How many people did it; it comes by person.
pub(super) fn people_of(work: &[ClientHours<'_>]) -> i64 {
    let people = work.chunk_by(|one, next| one.person == next.person);
    people.count() as i64
}
