//! monthend turns the spreadsheets an agency already keeps into its month-end pack.
//!
//! # Architecture
//!
//! Five floors, from the ground up. A floor imports only what is below it; `ingest` and `metrics` never see each other.
//!
//! ```text
//!             cli         talks to people: arguments, terminal, progress, exit code
//!              |
//!            report       metrics x template -> Book (neutral pages) -> xlsx | html | csv | json
//!              |
//!   ingest   metrics      ingest: files -> sheets -> tables + problems    metrics: tables -> metric frames
//!       \     /
//!        model            month, money, duration, key, place, problem, tables and their fields
//! ```
//!
//! A run is one function, [`run()`], and each of its lines is a floor:
//!
//! 1. [`Folder::open`]: settings, templates and the answers people gave; every template is checked before data is read.
//! 2. [`read`]: [`ingest::find`] walks the folder, and each file goes through the [`ingest::door`] by itself: [`ingest::read`] turns
//!    bytes into [`ingest::sheet::Sheet`]s (the container is told by magic bytes, cells are streamed), [`ingest::fitted`] finds tables,
//!    maps columns, types values and accounts for every row; then its cells are gone. [`ingest::fit()`] brings the files together
//!    (what stands twice, names, whose hours count): [`model::Intake`].
//! 3. [`compute`]: [`metrics::compute`] makes one small typed frame for each entry of [`metrics::catalogue`].
//! 4. `lay out`: [`report::layout`] lays templates over the frames; a [`report::book::Book`] knows nothing of Excel.
//! 5. `write`: [`report::pack`] writes beside the target and moves the pack into place.
//!
//! # Where each promise is kept
//!
//! | promise | kept in |
//! |---|---|
//! | drop in what you have | [`ingest::fit()`], `templates/tables`, `templates/sources` |
//! | nothing is lost silently | [`model::intake::SheetAccount`], checked in [`report::evidence`] |
//! | no name is merged silently | [`ingest::names`]: only what is safe, each link listed in [`model::Intake`] with its reason |
//! | nothing counts twice | [`ingest::duplicate`]: rows that stand in two places, each with the other place |
//! | every number explains itself | [`metrics::definition`], [`report::sources`], `_note` columns of [`metrics::catalogue`] |
//! | exact | [`model::Money`], [`model::Duration`]; frames hold integers, ratios are the only floats |
//! | what people wrote is never markup | [`report::html`] escapes every text and forbids scripts |
//! | same inputs, same bytes | no clock in the dependencies, [`report::xlsx`] dates documents by the as-of date, everything is sorted |
//! | what people typed survives | [`model::typed`], [`model::intake::Decisions`] |
//! | client files are client-safe | [`report::client_safe`] lists what a client may see; [`report::select`] never yields another client's row |
//!
//! # Knowledge is data
//!
//! `templates/tables` (fields and their names in several languages), `templates/sources` (layouts of known tools), `templates/words.toml` and
//! `templates/names.toml` (totals, leave, months, legal forms), `templates/amounts.toml` (currencies, multiples), `templates/trade.toml`
//! (what goals are about, names of one role), `templates/reports` (pages and columns), `templates/languages` (labels). They are carried inside the program ([`library`]); a file of the same name in
//! a folder's own `templates` is used instead.
//!
//! # What was worked out before
//!
//! A stage is spared where all that its result depends on is as it was; that is known by hashes, and never by times alone. Whatever is
//! kept and not as it was written is as good as not there, and every stage that is not in this table is worked out anew, so that
//! results cannot differ.
//!
//! | result | depends on | kept in |
//! |---|---|---|
//! | what is read of a file | its name and bytes, the code that reads, templates, limits, the answers about it; on no other file | [`ingest::cache`]: Parquet in the user's cache folder |
//! | what a month's entries add up to ([`metrics::month_sums`]) | these entries as they came out of the tables, and all that they are judged by | [`metrics::kept_sums`], beside it |
//! | the bytes of a workbook | all that is laid out in it, the code that draws | [`report::drawings`]: the pack before, where its file is as it was written |
//! | a whole pack | the program, the job, settings, templates, answers, every file, the packs beside it, its own files | [`standing`]: it stays as it is |
//!
//! # What is deliberately absent
//!
//! No database, no network, no clock, no randomness, no machine locale, no global state, no `unsafe`. No row is guessed, repaired or
//! dropped silently. No two currencies are added.

pub mod cli;
pub mod error;
pub mod folder;
pub mod ingest;
pub mod library;
pub mod metrics;
pub mod model;
pub mod pack;
pub mod report;
pub mod run;
pub mod standing;
pub mod versions;

pub use error::Error;
pub use folder::Folder;
pub use pack::Pack;
pub use run::{Job, compute, read, run};
