//! Arithmetic: tables to metric frames. One file, one number people argue about.

pub mod catalogue;
pub mod frame;
pub mod people;
pub mod receivable;
pub mod reconcile;
pub mod scope;
#[cfg(test)]
pub(crate) mod testing;
pub mod work;

pub use frame::{Datum, FrameSpec, MetricFrame, Metrics, Unit};
pub use scope::Scope;
