//! Worked time, classified: the few heavy group-bys over the time table end here.

use chrono::NaiveDate;

use crate::model::Duration;

/// What an hour counts as (`metrics.md`, "Time and capacity").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Worked {
    /// B: for a client, billable.
    Billable,
    /// C: for a client, not billable.
    ClientNonBillable,
    /// I: on internal clients or projects, or without a client.
    Internal,
}

/// Time of one person on one day for one client, project and task, of one kind. Rejected entries are not in
/// it; leave entries never reach the time table (the door moves them to `leave`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DayWork {
    /// The day; never after as-of.
    pub day: NaiveDate,
    /// Canonical name; empty when the entry names nobody.
    pub person: String,
    /// Canonical name; empty without a client. Internal clients keep their name.
    pub client: String,
    /// Canonical name; empty without a project.
    pub project: String,
    /// As written; empty without a task.
    pub task: String,
    /// What it counts as.
    pub kind: Worked,
    /// Sum of the entries, corrections included.
    pub duration: Duration,
}
