//! Arithmetic: tables to metric frames. One file, one number people argue about.

pub mod accounts;
pub mod actions;
pub mod agency;
pub mod bases;
pub mod booked;
pub mod budget;
pub mod calendar;
pub mod campaigns;
pub mod capacity;
pub mod catalogue;
pub mod client_month;
#[cfg(test)]
mod client_samples;
pub mod clients;
pub mod concentration;
pub mod conflicts;
pub mod criteria;
pub mod definition;
pub mod effort;
pub mod exchange;
pub mod fees;
pub mod finding;
pub mod forecast;
pub mod frame;
pub mod goals;
pub mod growth;
pub mod handed_in;
pub mod health;
pub mod history;
pub mod hours;
pub(crate) mod internal;
pub mod key_accounts;
pub mod known;
pub mod ledger;
pub mod lifecycle;
pub mod load;
pub mod managers;
pub mod month;
pub mod month_end;
#[cfg(test)]
mod oracle;
pub mod people;
pub mod portfolio;
pub(crate) mod ratio;
pub mod receivable;
pub mod reconcile;
pub mod retention;
pub mod revenue;
pub mod reviews;
pub mod risks;
pub mod rollup;
pub mod satisfaction;
pub mod scope;
#[cfg(test)]
pub(crate) mod testing;
pub mod utilization;
pub mod warnings;
pub mod work;
pub mod workload;

pub use exchange::base_currency;
pub use frame::{Datum, FrameSpec, MetricFrame, Metrics, Unit};
pub use month_end::{compute, default_period, scope};
pub use scope::Scope;
