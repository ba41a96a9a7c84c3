//! Arithmetic: tables to metric frames. One file, one number people argue about.

pub mod bases;
pub mod calendar;
pub mod catalogue;
pub mod conflicts;
pub mod frame;
pub mod hours;
pub(crate) mod internal;
pub mod ledger;
pub mod load;
pub mod month;
pub mod people;
pub(crate) mod ratio;
pub mod receivable;
pub mod rollup;
pub mod scope;
#[cfg(test)]
pub(crate) mod testing;
pub mod utilization;
pub mod work;
pub mod workload;

pub use frame::{Datum, FrameSpec, MetricFrame, Metrics, Unit};
pub use scope::Scope;
